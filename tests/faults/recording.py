"""A record of everything that touches a folder: each write, each change of a name, and what was flushed when.

What SQLite does is heard through its file layer; what Python does is seen by looking at the folder before each of its file
operations. What a power cut leaves of it, tests/faults/power_cuts.py works out.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.faults import watched_files

EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link", "shutil.rmtree"}


@dataclass(frozen=True, slots=True)
class Data:
    """Bytes written to a file that has the number `node`."""

    node: int
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Size:
    """A file cut (or filled with zeros) to a size."""

    node: int
    size: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names in folders that came, went or moved in one step: folder, name, and the file or folder of that name now."""

    changes: tuple[tuple[int, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Flush:
    """A file's content, or a folder's names, are on the disk now."""

    node: int


@dataclass(frozen=True, slots=True)
class Said:
    """Something was confirmed to the person."""

    what: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What a name stood for, and what it stands for now."""

    folder: int
    name: str
    before: int | None
    now: int | None


Event = Data | Size | Names | Flush | Said


@dataclass
class Node:
    """A file's bytes or a folder's names."""

    content: bytearray = field(default_factory=bytearray)
    entries: dict[str, int] | None = None

    def __copy__(self) -> Self:
        return type(self)(bytearray(self.content), None if self.entries is None else dict(self.entries))


Disk = dict[int, Node]


class Recorder(watched_files.Listener):
    """The record of one folder, from the moment it is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log: list[Event] = []
        self.disk: Disk = {}
        self._numbers: dict[int, int] = {}
        self._guard = threading.RLock()
        self._busy = False
        self.root = self._numbered(folder.stat().st_ino, is_folder=True)
        self._look()
        self.log.clear()
        self.before = {number: copy(node) for number, node in self.disk.items()}

    def say(self, what: Any) -> None:
        """Note that something was confirmed."""
        with self._guard:
            self._look()
            self.log.append(Said(what))

    # What SQLite does

    def opens(self, path: Path) -> None:
        self.look()

    def writes(self, path: Path, offset: int, data: bytes) -> None:
        if (number := self._number(path)) is not None:
            with self._guard:
                self._note(Data(number, offset, data))

    def cuts(self, path: Path, size: int) -> None:
        if (number := self._number(path)) is not None:
            with self._guard:
                self._note(Size(number, size))

    def flushed(self, path: Path) -> None:
        if (number := self._number(path)) is not None:
            self.log.append(Flush(number))

    def folder_flushed(self, folder: Path) -> None:
        if (number := self._number(folder)) is not None:
            self.log.append(Flush(number))

    def deletes(self, path: Path) -> None:
        self.look()

    def _number(self, path: Path) -> int | None:
        """The number of a file in the folder; the folder is looked at first, so that it has one."""
        if self.folder not in (path, *path.parents):
            return None
        with self._guard:
            self._look()
            try:
                return self._numbers.get(path.stat().st_ino)
            except FileNotFoundError:
                return None

    # What Python does

    def look(self) -> None:
        """Note what changed since the last look."""
        with self._guard:
            self._look()

    def flushes(self, handle: int) -> None:
        """Note that an open file or folder was flushed."""
        with self._guard:
            self._look()
            if (number := self._numbers.get(os.fstat(handle).st_ino)) is not None:
                self.log.append(Flush(number))

    def _look(self) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            found: dict[int, dict[str, int]] = {}
            contents: list[tuple[int, Path]] = []
            self._walk(self.folder, found, contents)
            changes = [
                Change(number, name, before.get(name), entries.get(name))
                for number, entries in found.items()
                for before in [self.disk[number].entries or {}]
                for name in sorted({*entries, *before})
                if entries.get(name) != before.get(name)
            ]
            for group in _together(changes):
                self._note(group)
            for number, path in contents:
                self._compare(number, path)
            there = {number for entries in found.values() for number in entries.values()} | {self.root}
            self._numbers = {inode: number for inode, number in self._numbers.items() if number in there}
        finally:
            self._busy = False

    def _walk(self, folder: Path, found: dict[int, dict[str, int]], contents: list[tuple[int, Path]]) -> None:
        number = self._numbered(folder.stat().st_ino, is_folder=True)
        entries = found[number] = {}
        with os.scandir(folder) as listed:
            for entry in sorted(listed, key=lambda each: each.name):
                is_folder = entry.is_dir(follow_symlinks=False)
                entries[entry.name] = self._numbered(entry.inode(), is_folder=is_folder)
                if is_folder:
                    self._walk(Path(entry.path), found, contents)
                else:
                    contents.append((entries[entry.name], Path(entry.path)))

    def _numbered(self, inode: int, *, is_folder: bool) -> int:
        number = self._numbers.get(inode)
        if number is None or (self.disk[number].entries is not None) != is_folder:
            number = self._numbers[inode] = len(self.disk)
            self.disk[number] = Node(entries={} if is_folder else None)
        return number

    def _compare(self, number: int, path: Path) -> None:
        known = self.disk[number].content
        now = path.read_bytes()
        if now == known:
            return
        if len(now) < len(known):
            self._note(Size(number, len(now)))
        for start in range(0, len(now), 4096):
            if now[start : start + 4096] != known[start : start + 4096]:
                self._note(Data(number, start, now[start : start + 4096]))

    def _note(self, event: Data | Size | Names) -> None:
        self.log.append(event)
        apply(self.disk, event)


def _together(changes: list[Change]) -> Iterator[Names]:
    """What is one step: a file that left one name and has another now. Everything else is a step of its own."""
    came = {change.now: change for change in changes if change.now is not None}
    moved = [(change, came[change.before]) for change in changes if change.before in came]
    for old, new in moved:
        yield Names(((old.folder, old.name, old.now), (new.folder, new.name, new.now)))
    alone = [change for change in changes if not any(change in pair for pair in moved)]
    for change in alone:
        yield Names(((change.folder, change.name, change.now),))


def apply(disk: Disk, event: Data | Size | Names) -> None:
    """Let a change happen."""
    if isinstance(event, Names):
        for folder, name, number in event.changes:
            entries = disk[folder].entries
            assert entries is not None
            if number is None:
                entries.pop(name, None)
            else:
                entries[name] = number
        return
    content = disk[event.node].content
    if isinstance(event, Size):
        del content[event.size :]
        content.extend(bytes(event.size - len(content)))
        return
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(event.content)] = event.content


@contextmanager
def recording(folder: Path) -> Iterator[Recorder]:
    """Record all that happens to `folder` meanwhile."""
    made = Recorder(folder)
    real = {name: getattr(os, name) for name in ("write", "fsync", "fdatasync", "ftruncate")}

    def looked(name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            made.look()
            return real[name](*args)

        return call

    def flushed(name: str) -> Callable[[int], None]:
        def call(handle: int) -> None:
            real[name](handle)
            made.flushes(handle)

        return call

    _heard.append(made)
    os.write, os.ftruncate = looked("write"), looked("ftruncate")
    os.fsync, os.fdatasync = flushed("fsync"), flushed("fdatasync")
    try:
        with watched_files.listening(made):
            yield made
    finally:
        for name, function in real.items():
            setattr(os, name, function)
        _heard.remove(made)
        made.look()


_heard: list[Recorder] = []


def _audit(event: str, _args: tuple[Any, ...]) -> None:
    if _heard and event in EVENTS:
        for each in _heard:
            each.look()


sys.addaudithook(_audit)
