"""SQLite's own writing and flushing, heard through its file layer: no compiler, no tracer, no other process.

SQLite lets a program lay its own file layer (a "VFS") between it and the system. Here the functions of the one in use are
exchanged in place, through ctypes, for ones that tell what happens and then let it happen.
Layout of the structures: https://sqlite.org/c3ref/vfs.html and https://sqlite.org/c3ref/io_methods.html
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlcipher3 import _sqlite3

OPEN_CREATE = 0x4
JOURNALS = 0x800 | 0x4000 | 0x80000  # their folder is flushed with their first flush

# The name is handed on as the address it came as: SQLite keeps the journal's name behind it.
OPEN = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
DELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
WRITE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class Layer(ctypes.Structure):
    """The beginning of `sqlite3_vfs`."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("delete", ctypes.c_void_p),
    ]


class Methods(ctypes.Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        ("write", ctypes.c_void_p),
        ("truncate", ctypes.c_void_p),
        ("sync", ctypes.c_void_p),
        *((f"other_{number}", ctypes.c_void_p) for number in range(13)),
    ]


class File(ctypes.Structure):
    """The beginning of `sqlite3_file`."""

    _fields_ = [("methods", ctypes.c_void_p)]


class Listener(Protocol):
    """What is told; each method is called before the thing happens, and the folder's flushing after."""

    def opens(self, path: Path) -> None: ...
    def writes(self, path: Path, offset: int, data: bytes) -> None: ...
    def cuts(self, path: Path, size: int) -> None: ...
    def flushed(self, path: Path) -> None: ...
    def folder_flushed(self, folder: Path) -> None: ...
    def deletes(self, path: Path) -> None: ...


_kept: list[Any] = []  # files opened meanwhile go on calling these after the listening ended
_wrapped: dict[int, Methods] = {}
_paths: dict[int, Path] = {}
_unflushed: set[int] = set()
_listener: list[Listener] = []


def _tell(what: Callable[[Listener], None]) -> None:
    for each in _listener:
        what(each)


def _with_ears(original_address: int) -> Methods:
    """A copy of a file's functions in which writing, cutting and flushing are told."""
    if original_address in _wrapped:
        return _wrapped[original_address]
    original = Methods.from_address(original_address)
    write, truncate, sync = WRITE(original.write), TRUNCATE(original.truncate), SYNC(original.sync)

    def heard_write(file: int, data: int, amount: int, offset: int) -> int:
        path = _paths[file]
        content = ctypes.string_at(data, amount)
        _tell(lambda listener: listener.writes(path, offset, content))
        return int(write(file, data, amount, offset))

    def heard_truncate(file: int, size: int) -> int:
        path = _paths[file]
        _tell(lambda listener: listener.cuts(path, size))
        return int(truncate(file, size))

    def heard_sync(file: int, flags: int) -> int:
        path = _paths[file]
        code = int(sync(file, flags))
        if code == 0:
            _tell(lambda listener: listener.flushed(path))
            if file in _unflushed:
                _unflushed.discard(file)
                _tell(lambda listener: listener.folder_flushed(path.parent))
        return code

    ears = WRITE(heard_write), TRUNCATE(heard_truncate), SYNC(heard_sync)
    made = Methods.from_buffer_copy(original)
    made.write, made.truncate, made.sync = (ctypes.cast(ear, ctypes.c_void_p).value for ear in ears)
    _kept.extend([ears, write, truncate, sync])
    _wrapped[original_address] = made
    return made


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell `listener` of everything SQLite does to files that are opened meanwhile."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    layer = Layer.from_address(library.sqlite3_vfs_find(None))
    before = layer.open, layer.delete
    real_open, real_delete = OPEN(layer.open), DELETE(layer.delete)

    def heard_open(vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        path = Path(ctypes.string_at(name).decode()) if name else None
        if path is not None:
            there = path
            _tell(lambda listener: listener.opens(there))
        code = int(real_open(vfs, name, file, flags, out))
        if code == 0 and path is not None:
            opened = File.from_address(file)
            _paths[file] = path
            if flags & OPEN_CREATE and flags & JOURNALS:
                _unflushed.add(file)
            opened.methods = ctypes.addressof(_with_ears(opened.methods))
        return code

    def heard_delete(vfs: int, name: int, sync_folder: int) -> int:
        path = Path(ctypes.string_at(name).decode())
        _tell(lambda listener: listener.deletes(path))
        code = int(real_delete(vfs, name, sync_folder))
        if code == 0 and sync_folder & 1:
            _tell(lambda listener: listener.folder_flushed(path.parent))
        return code

    ears = OPEN(heard_open), DELETE(heard_delete)
    _kept.extend([ears, real_open, real_delete])
    layer.open, layer.delete = (ctypes.cast(ear, ctypes.c_void_p).value for ear in ears)
    _listener.append(listener)
    try:
        yield
    finally:
        layer.open, layer.delete = before
        _listener.remove(listener)
