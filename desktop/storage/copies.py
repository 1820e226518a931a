"""Vaults that lie beside the vault: copied before its databases are changed by a new program, or set aside by a restore.

Each is a folder `copies/<YYYYMMDD-HHMMSS>-<why>` (UTC) that is itself a vault: "open a folder" opens it.
"""

import contextlib
import os
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.errors import VaultFull, VaultUnwritable
from desktop.i18n.catalogue import N_
from desktop.system import exchange, files
from desktop.system.exchange import COPIES, DATABASES, KEYS
from desktop.system.files import Obstacle

MIGRATION = "migration"
RESTORE = "restore"
IMPORT = "import"
KEPT = 3

_MEBIBYTE = 1024 * 1024
_NAME = re.compile(r"([0-9]{8}-[0-9]{6})-([a-z]+)(?:-[0-9]+)?")
_STAMP = "%Y%m%d-%H%M%S"
_UNFINISHED = ".tmp"
_SUPER_MAGIC = bytes.fromhex("d9d505f920a163d7")
_SUPER_END = struct.Struct(">II8s")


class NoRoomForCopy(VaultFull):
    """A new program must change the databases, and the disk can't hold a copy of them first. Values: needed, in MB."""

    text = N_(
        "This newer Larder must change the vault, and keeps a copy of it first. The disk has no room for that. Nothing "
        "was changed. Free {needed} MB and open the vault again."
    )


class NoCopy(VaultUnwritable):
    """A new program must change the databases, and no copy of them can be made first."""

    text = N_(
        "This newer Larder must change the vault, and keeps a copy of it first. No copy could be made. Nothing was "
        "changed. Check the disk, and open the vault again."
    )


@dataclass(frozen=True, slots=True)
class LocalCopy:
    """A vault beside the vault.

    Attributes:
        made: When, UTC.
        why: `migration`, `restore`, `import`, or `exchange` where nobody knows any more.
        size: In bytes.
    """

    path: Path
    made: datetime
    why: str
    size: int


def free_name(vault: Path, at: datetime, why: str) -> str:
    """A name for the next copy, that none has."""
    plain = f"{at.astimezone(UTC).strftime(_STAMP)}-{why}"
    name, number = plain, 1
    while (vault / COPIES / name).exists():
        number += 1
        name = f"{plain}-{number}"
    return name


def make(vault: Path, *, at: datetime, why: str) -> LocalCopy:
    """Copy the vault's files as they lie, flush and read them back, and keep the newest copies. Nothing may be open.

    Raises:
        NoRoomForCopy: The disk has no room for it.
        NoCopy: It can't be made. In both cases nothing is left of it.
    """
    copied = [name for name in (*KEYS, *DATABASES) if (vault / name).is_file()]
    folder = vault / COPIES
    try:
        name = free_name(vault, at, why)
        unfinished = folder / f"{name}{_UNFINISHED}"
        needed = sum((vault / each).stat().st_size for each in copied) + _MEBIBYTE
        if files.free_space(vault) < needed:
            raise NoRoomForCopy(needed=-(-needed // _MEBIBYTE))
        files.make_private_folder(folder)
        _remove_unfinished(folder)
        unfinished.mkdir(mode=0o700)
        try:
            for each in copied:
                written = files.copy_flushed(vault / each, unfinished / each)
                if files.read_back(unfinished / each) != written:
                    raise NoCopy
            for each in DATABASES:
                journal = _independent(vault / f"{each}-journal")
                if journal:
                    files.atomic_write(unfinished / f"{each}-journal", journal)
            files.sync_folder(unfinished)
            unfinished.rename(folder / name)
            files.sync_folder(folder)
        except BaseException:
            with contextlib.suppress(OSError):
                files.shred_folder(unfinished)
            raise
    except OSError as error:
        if files.obstacle_of(error) is Obstacle.FULL:
            raise NoRoomForCopy(needed=-(-needed // _MEBIBYTE)) from error
        raise NoCopy from error
    keep_newest(vault, just_made=folder / name)
    return _described(folder / name)


def list_copies(vault: Path) -> tuple[LocalCopy, ...]:
    """The copies of a vault, newest first; none when they can't be read."""
    found = []
    with contextlib.suppress(OSError):
        for path in (vault / COPIES).iterdir():
            if _NAME.fullmatch(path.name) and exchange.holds_vault(path):
                with contextlib.suppress(OSError):
                    found.append(_described(path))
    return tuple(sorted(found, key=lambda each: (each.made, each.path.name), reverse=True))


def keep_newest(vault: Path, count: int = KEPT, *, just_made: Path | None = None) -> None:
    """Destroy all but the newest copies. What the disk refuses stays for the next time.

    A vault that a restore set aside may be the only one that holds its last entries: it goes when a person removes it.

    Args:
        just_made: The newest, whatever its name says: a clock may have been put back.
    """
    kept_back = [copy for copy in list_copies(vault) if copy.why != RESTORE]
    found = sorted(kept_back, key=lambda copy: copy.path != just_made)
    for copy in found[count:]:
        with contextlib.suppress(OSError):
            _destroy(copy.path)


def remove(vault: Path, name: str) -> LocalCopy | None:
    """Destroy one copy; None when there is none of that name.

    Raises:
        VaultUnwritable: The disk refuses.
    """
    found = next((copy for copy in list_copies(vault) if copy.path.name == name), None)
    if found is not None:
        try:
            _destroy(found.path)
        except OSError as error:
            raise VaultUnwritable from error
    return found


def settle_journals(vault: Path) -> None:
    """Let what an interrupted transaction left be undone wherever the files are moved to. Nothing may be open.

    A transaction over both files is undone as long as the file that both journals name exists, and that name is a path.

    Raises:
        OSError: The disk refuses. The vault is as good as before.
    """
    for each in DATABASES:
        path = vault / f"{each}-journal"
        journal = _independent(path)
        if journal is None:
            path.unlink(missing_ok=True)
        elif journal != path.read_bytes():
            files.atomic_write(path, journal)


def _independent(journal: Path) -> bytes | None:
    """A rollback journal that names no other file. None when it is not there, or what it would undo was confirmed.

    The end of a journal of several files (https://sqlite.org/fileformat2.html leaves it out; pager.c, writeSuperJournal): a
    page number, the name, its length, the sum of its bytes, and a magic number.
    """
    try:
        raw = journal.read_bytes()
    except FileNotFoundError:
        return None
    if len(raw) < _SUPER_END.size or not raw.endswith(_SUPER_MAGIC):
        return raw
    length, _sum, _magic = _SUPER_END.unpack(raw[-_SUPER_END.size :])
    start = len(raw) - _SUPER_END.size - length
    if start < 4:
        return raw
    name = Path(os.fsdecode(raw[start : start + length]))
    return raw[: start - 4] if name.exists() else None


def _described(path: Path) -> LocalCopy:
    named = _NAME.fullmatch(path.name)
    assert named is not None
    try:
        made = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    size = sum(each.stat().st_size for each in path.iterdir() if each.is_file())
    return LocalCopy(path, made, named[2], size)


def _destroy(path: Path) -> None:
    # Under another name first, so that half a copy never counts as one.
    unfinished = path.with_name(f"{path.name}{_UNFINISHED}")
    path.rename(unfinished)
    files.shred_folder(unfinished)


def _remove_unfinished(folder: Path) -> None:
    for path in folder.glob(f"*{_UNFINISHED}"):
        with contextlib.suppress(OSError):
            files.shred_folder(path)
