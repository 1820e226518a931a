"""Work that ends before its n-th touch of a vault: killed in a child of its own, or by an exception."""

import itertools
import os
import sys
from collections.abc import Callable
from typing import Any

from desktop.storage.rows import Connection

_FILE_EVENTS = {
    "open",
    "os.chmod",
    "os.listdir",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.scandir",
    "shutil.rmtree",
}
_KILLED = 9

_at: list[Callable[[], None]] = []
"""What is called before the next touch; an audit hook can't be taken off again."""


class Interrupted(BaseException):
    """Stands for whatever ends a program in order."""


class Stopping(Connection):  # type: ignore[misc]
    """A connection each of whose statements is a touch."""

    def execute(self, sql: str, *values: Any) -> Any:
        touch()
        return super().execute(sql, *values)


def touch() -> None:
    """Count one more touch, and end there when it is the one."""
    if _at:
        _at[-1]()


def killed_before(step: int, work: Callable[[], object]) -> bool:
    """Do it in a child that ends, without any cleaning up, before its touch of that number. Whether it did."""
    child = os.fork()
    if child == 0:
        try:
            _at.append(_ending(step, lambda: os._exit(_KILLED)))
            work()
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, _KILLED)
    return code == _KILLED


def interrupted_before(step: int, work: Callable[[], object]) -> bool:
    """Do it until an exception before its touch of that number. Whether that came."""
    _at.append(_ending(step, _interrupt))
    try:
        work()
        return False
    except Interrupted:
        return True
    finally:
        _at.pop()


def _ending(step: int, end: Callable[[], None]) -> Callable[[], None]:
    left = itertools.count(step, -1)
    return lambda: end() if next(left) == 1 else None


def _interrupt() -> None:
    raise Interrupted


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if _at and event in _FILE_EVENTS and "/vault" in str(args[0]):
        touch()


sys.addaudithook(_audit)
