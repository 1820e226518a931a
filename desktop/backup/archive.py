"""The file of a backup as a container: a ZIP that any program can open, of which not one byte is free.

Four members, stored, in this order: `manifest.json`, `keys.json`, `stock.db`, `people.db`. All fields of the ZIP
follow from the members' sizes and CRCs (no times, no attributes, no extra fields, nothing before, between or after), so
reading demands exactly the bytes that writing would make. Sizes are limited before anything is read.
Format: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from desktop.backup.errors import BackupDamaged, BackupUnreadable
from desktop.domain.errors import Cancelled
from desktop.system.files import BLOCK

MANIFEST = "manifest.json"
HEADER = "keys.json"
STOCK = "stock.db"
PEOPLE = "people.db"
NAMES = (MANIFEST, HEADER, STOCK, PEOPLE)
DATABASES = (STOCK, PEOPLE)
LIMITS = {MANIFEST: 512 * 1024, HEADER: 64 * 1024, STOCK: 2**31, PEOPLE: 2**31}
"""The most bytes a member may have."""
MOST_BYTES = 2**32 - 1
"""A stick's FAT32 holds no larger file, and a plain ZIP neither."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_NEEDED = 10  # version 1.0: stored members only
_MIDNIGHT, _FIRST_DAY = 0, 0x0021  # 1980-01-01, the least a ZIP can say; when it was made stands in the manifest

T = TypeVar("T")
Stopped = Callable[[], bool]
Advance = Callable[[int], None]
"""Called with the number of bytes just dealt with."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside: its name, its size in bytes, and its CRC-32."""

    name: str
    size: int
    crc: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a member holds: size, CRC-32, and SHA-256 as hex."""

    size: int
    crc: int
    sha256: str

    @staticmethod
    def of(data: bytes) -> "Digest":
        """The digest of bytes in memory."""
        return Digest(len(data), zlib.crc32(data), sha256(data).hexdigest())


def digest(blocks: Iterator[bytes], advance: Advance = lambda _: None) -> Digest:
    """The digest of a stream of blocks."""
    size, crc, hashed = 0, 0, sha256()
    for block in blocks:
        size, crc = size + len(block), zlib.crc32(block, crc)
        hashed.update(block)
        advance(len(block))
    return Digest(size, crc, hashed.hexdigest())


def local_header(member: Member) -> bytes:
    """The bytes that stand before a member's content."""
    name = member.name.encode("ascii")
    return (
        _LOCAL.pack(
            *(b"PK\3\4", _NEEDED, 0, 0, _MIDNIGHT, _FIRST_DAY),
            *(member.crc, member.size, member.size, len(name), 0),
        )
        + name
    )


def ending(members: Sequence[Member]) -> bytes:
    """The bytes that stand after the last member's content: the central directory and its end."""
    directory, at = b"", 0
    for member in members:
        name = member.name.encode("ascii")
        directory += (
            _CENTRAL.pack(
                *(b"PK\1\2", _NEEDED, _NEEDED, 0, 0, _MIDNIGHT, _FIRST_DAY),
                *(member.crc, member.size, member.size, len(name), 0, 0, 0, 0, 0, at),
            )
            + name
        )
        at += _LOCAL.size + len(name) + member.size
    return directory + _END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(directory), at, 0)


def total_size(sizes: dict[str, int]) -> int:
    """The bytes of the whole file, from the sizes of its members."""
    framing = sum(_LOCAL.size + _CENTRAL.size + 2 * len(name) for name in NAMES)
    return framing + _END.size + sum(sizes[name] for name in NAMES)


class Archive:
    """A backup's file, open for reading. What it holds is still to be proved: by CRC here, by the manifest elsewhere.

    Raises:
        BackupDamaged: It has another shape, or a member is too large.
        BackupUnreadable: The drive doesn't give it.
    """

    def __init__(self, path: Path, *, looked_at: Callable[[bytes], object] = lambda _: None) -> None:
        """Open the file and check its shape.

        Args:
            looked_at: Called with the manifest before the rest is looked at. It raises when a newer program wrote the
                file, whose shape may be another.
        """
        try:
            self._file = path.open("rb", buffering=0)
        except (OSError, ValueError) as error:
            raise BackupUnreadable from error
        try:
            self._size = _reading(lambda: os.fstat(self._file.fileno()).st_size)
            self._forget_cache()
            self._members: dict[str, Member] = {}
            self._starts: dict[str, int] = {}
            self._read_shape(looked_at)
        except BaseException:
            self._file.close()
            raise

    @property
    def size(self) -> int:
        """The bytes of the whole file."""
        return self._size

    @property
    def members(self) -> tuple[Member, ...]:
        """What the file says it holds, in order."""
        return tuple(self._members.values())

    def content(self, name: str) -> bytes:
        """A small member, checked by its CRC."""
        member = self._members[name]
        data = self._at(self._starts[name], member.size)
        if zlib.crc32(data) != member.crc:
            raise BackupDamaged
        return data

    def blocks(self, name: str, *, stopped: Stopped = lambda: False) -> Iterator[bytes]:
        """A member's content block by block.

        Raises:
            Cancelled: `stopped` said so.
            BackupUnreadable, BackupDamaged: It doesn't come, or ends too early.
        """
        at, left = self._starts[name], self._members[name].size
        while left:
            if stopped():
                raise Cancelled
            block = self._at(at, min(BLOCK, left))
            yield block
            at, left = at + len(block), left - len(block)

    def check(self, name: str, found: Digest) -> None:
        """Raise BackupDamaged when a member's content is not what the ZIP says of it."""
        if found.crc != self._members[name].crc or found.size != self._members[name].size:
            raise BackupDamaged

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _read_shape(self, looked_at: Callable[[bytes], object]) -> None:
        at = 0
        for name in NAMES:
            start = at + _LOCAL.size + len(name)
            raw = self._at(at, start - at)
            fields = _LOCAL.unpack(raw[: _LOCAL.size])
            member = Member(name, size=fields[7], crc=fields[6])
            if raw != local_header(member) or member.size > LIMITS[name] or start + member.size > self._size:
                raise BackupDamaged
            self._members[name], self._starts[name] = member, start
            if name == MANIFEST:
                looked_at(self.content(name))
            at = start + member.size
        wanted = ending(self.members)
        if at + len(wanted) != self._size or self._at(at, len(wanted)) != wanted:
            raise BackupDamaged

    def _at(self, start: int, size: int) -> bytes:
        """Exactly `size` bytes from `start`."""
        _reading(lambda: self._file.seek(start))
        parts, left = [], size
        while left:
            part = _reading(lambda: self._file.read(left))  # noqa: B023 - called at once
            if not part:
                raise BackupDamaged
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _forget_cache(self) -> None:
        """Let what follows come from the drive, not from the system's memory (where it lets us say so)."""
        if hasattr(os, "posix_fadvise"):
            _reading(lambda: os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED))


def _reading(what: Callable[[], T]) -> T:
    try:
        return what()
    except OSError as error:
        raise BackupUnreadable from error
