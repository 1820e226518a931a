"""One program per vault: a lock that the system takes back when its holder dies, so that no stale one ever blocks."""

import errno
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_NAME = "lock"
_HELD = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})


class AlreadyOpen(Exception):
    """Another program, or another window of this one, holds the folder."""


class FolderLock:
    """Holds a folder until `release`, the end of a `with`, or the end of the process (however it ends).

    The lock file stays; only the system's lock on it counts. It is not passed on to a process that replaces this one.

    Raises:
        AlreadyOpen: Somebody else holds it.
        OSError: The folder can't be written to.
    """

    def __init__(self, folder: Path) -> None:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            if error.errno in _HELD:
                raise AlreadyOpen from None
            raise
        self._handle: int | None = handle

    def release(self) -> None:
        """Let others open the folder. A second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        # flock belongs to this opening of the file, so that a second one in the same process is refused too.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
