"""Files that are whole or absent: private, flushed to the disk, replaced in one step, read back past the cache."""

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

BLOCK = 1024 * 1024
_FLUSH_EVERY = 8 * BLOCK
_BINARY = getattr(os, "O_BINARY", 0)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""
Cancelled = Callable[[], bool]
Write = Callable[[int, memoryview], int]


class Stopped(Exception):
    """The person stopped a copy; what had been written is gone again."""


class Obstacle(StrEnum):
    """Why a folder can't be written to."""

    MISSING = "missing"
    NOT_A_FOLDER = "not_a_folder"
    READ_ONLY = "read_only"
    NO_PERMISSION = "no_permission"
    FULL = "full"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its size in bytes and the SHA-256 of all of it, as hex."""

    size: int
    sha256: str


def private_umask() -> None:
    """Let every file this process makes from now on be its owner's alone."""
    os.umask(0o077)


def make_private_folder(folder: Path) -> None:
    """Make `folder` (and what is missing above it), readable by its owner alone; an existing one is left as it is.

    New folders' names are flushed: what is confirmed inside them must not be lost with them.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    for each in missing:
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in `folder` to the disk. Windows does that with the file itself and offers no call for it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems of sticks refuse to flush a folder; the file itself is flushed already.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Flush what a file holds to the disk."""
    handle = os.open(path, os.O_RDWR | _BINARY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stage(path: Path, data: bytes, mode: int = 0o600) -> Path:
    """Write `data` beside `path` under a temporary name, flush it, and read it back.

    Returns:
        The temporary file, for `commit`. One left by an interrupted run is replaced.

    Raises:
        OSError: Nothing is left of the temporary file then.
    """
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        try:
            _write_all(handle, data, os.write)
            os.fsync(handle)
        finally:
            os.close(handle)
        if temporary.read_bytes() != data:
            raise OSError(errno.EIO, "what was written does not read back")
    except BaseException:
        _remove_quietly(temporary)
        raise
    return temporary


def commit(temporary: Path, path: Path) -> None:
    """Let the staged file take the place of `path`, in one step that survives a power cut."""
    temporary.replace(path)
    sync_folder(path.parent)


def atomic_write(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace `path` by `data`, or leave it as it was.

    Raises:
        OSError: `path` holds its old content.
    """
    commit(stage(path, data, mode), path)


def copy_flushed(
    source: Path,
    target: Path,
    *,
    on_progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    write: Write = os.write,
) -> Content:
    """Copy a file in blocks and flush it to the disk; `target` must not exist.

    It is flushed every 8 MiB as well, so that the progress shown is the disk's and not the cache's.

    Args:
        write: Stands for `os.write`, so that a test can pull the stick out.

    Returns:
        Size and hash of what was read from `source`.

    Raises:
        Stopped: `cancelled` said so. The target is gone.
        OSError: The target is gone, as far as the disk still answers.
    """
    total = source.stat().st_size
    from hashlib import sha256  # noqa: PLC0415 - OpenSSL is large, and the first window hashes nothing

    digest, done, unflushed = sha256(), 0, 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        try:
            with source.open("rb") as reader:
                while block := reader.read(BLOCK):
                    if cancelled is not None and cancelled():
                        raise Stopped
                    _write_all(handle, block, write)
                    digest.update(block)
                    done, unflushed = done + len(block), unflushed + len(block)
                    if unflushed >= _FLUSH_EVERY:
                        os.fsync(handle)
                        unflushed = 0
                    if on_progress is not None:
                        on_progress(done, total)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(target.parent)
    except BaseException:
        _remove_quietly(target)
        raise
    return Content(done, digest.hexdigest())


def blocks_past_cache(path: Path) -> Iterator[bytes]:
    """The blocks of a file as the disk holds them, not as the system remembers them (where it lets us say so)."""
    handle = os.open(path, os.O_RDONLY | _BINARY)
    try:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        while block := os.read(handle, BLOCK):
            yield block
    finally:
        os.close(handle)


def read_back(path: Path, *, on_progress: Progress | None = None, cancelled: Cancelled | None = None) -> Content:
    """Read a written file again, past the cache.

    Raises:
        Stopped: `cancelled` said so.
        OSError: The file can't be read.
    """
    total = path.stat().st_size
    from hashlib import sha256  # noqa: PLC0415 - as above

    digest, done = sha256(), 0
    for block in blocks_past_cache(path):
        if cancelled is not None and cancelled():
            raise Stopped
        digest.update(block)
        done += len(block)
        if on_progress is not None:
            on_progress(done, total)
    return Content(done, digest.hexdigest())


def shred(path: Path) -> int:
    """Overwrite a file, flush that, and remove it under another name. A link is removed, and what it names is left alone.

    Whether the old content is gone from the disk, nobody can tell: flash disks and journaling file systems write elsewhere.

    Returns:
        The bytes that were overwritten; 0 when it isn't there.

    Raises:
        OSError: The disk refuses. What could be overwritten is.
    """
    if path.is_symlink():
        path.unlink()
        return 0
    try:
        handle = os.open(path, os.O_WRONLY | _BINARY)
    except FileNotFoundError:
        return 0
    try:
        size = os.fstat(handle).st_size
        for start in range(0, size, BLOCK):
            _write_all(handle, os.urandom(min(BLOCK, size - start)), os.write)
        os.fsync(handle)
    finally:
        os.close(handle)
    nameless = path.with_name(f"{os.urandom(8).hex()}.tmp")
    path.rename(nameless)
    nameless.unlink()
    return size


def shred_folder(folder: Path) -> int:
    """Shred every file in a folder, and remove it. A link to a folder is removed, and what it names is left alone.

    Returns:
        The bytes that were overwritten.

    Raises:
        OSError: The disk refuses; the rest was still tried.
    """
    if folder.is_symlink():
        folder.unlink()
        return 0
    overwritten, refused = 0, None
    for path in sorted(folder.iterdir()):
        try:
            overwritten += shred_folder(path) if path.is_dir() else shred(path)
        except OSError as error:
            refused = error
    if refused is not None:
        raise refused
    folder.rmdir()
    return overwritten


def free_space(path: Path) -> int:
    """Free bytes on the disk that holds `path`, which need not exist yet."""
    place = path
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def obstacle(folder: Path) -> Obstacle | None:
    """Why files can't be made in `folder`, found by making one; None when they can."""
    if not folder.exists():
        return Obstacle.MISSING
    if not folder.is_dir():
        return Obstacle.NOT_A_FOLDER
    import secrets  # noqa: PLC0415 - as above

    trial = folder / f"check-{secrets.token_hex(4)}.tmp"
    try:
        handle = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            os.write(handle, b"\0")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return obstacle_of(error)
    finally:
        _remove_quietly(trial)
    return None


def obstacle_of(error: OSError) -> Obstacle:
    """What an error of the system says about the folder it happened in."""
    if error.errno == errno.EROFS:
        return Obstacle.READ_ONLY
    if error.errno in (errno.EACCES, errno.EPERM):
        return Obstacle.NO_PERMISSION
    if error.errno in _FULL:
        return Obstacle.FULL
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return Obstacle.MISSING
    return Obstacle.OTHER


def _write_all(handle: int, data: bytes, write: Write) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[write(handle, rest) :]


def _remove_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
