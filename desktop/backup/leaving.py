"""Taking a vault away from a laptop: its keys first, so that nothing can be read any more, then all the rest.

The keys are overwritten and flushed before anything else is touched. Interrupted before that the vault opens wholly; after it,
not at all. How much of what was overwritten a flash disk or a journaling file system still holds, nobody can tell.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import VaultInUse
from desktop.system import exchange, files
from desktop.system.exchange import COPIES, DATABASES, KEYS, NEXT, REPLACED
from desktop.system.locks import LOCK_NAME, AlreadyOpen, FolderLock
from desktop.vault import disk_error

REMOVED = "removed"
"""Stands in the folder from the moment the keys are gone until the rest is."""

_FILES = re.compile(
    r"(?:stock|people)\.db(?:-.*)?|keys\.json(?:\.prev)?(?:\.tmp)?|attempts(?:\.tmp)?|unfinished(?:\.tmp)?"
    r"|removed(?:\.tmp)?|check-[0-9a-f]{8}\.tmp|[0-9a-f]{16}\.tmp"
)
_FOLDERS = re.compile(rf"{COPIES}|drafts|{NEXT}(?:-[0-9a-f]{{8}}\.(?:tmp|done))?|{REPLACED}|snapshot-[0-9a-f]{{8}}")
_BESIDE = r"\.new-[0-9a-f]{8}"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken away.

    Attributes:
        files: How many files were overwritten and removed.
        bytes: How many bytes were overwritten.
        left: How many of the vault's files the disk refused to give up; their keys are gone.
        folder_gone: Whether the folder itself went; files that are not the vault's stay, and keep it.
    """

    files: int
    bytes: int
    left: int
    folder_gone: bool


def is_half_erased(folder: Path) -> bool:
    """Whether taking a vault away was interrupted here: its keys are gone, and `erase_vault` takes away what is left of it."""
    return (folder / REMOVED).exists() and not exchange.holds_vault(folder)


def erase_vault(folder: Path, lock: FolderLock | None = None) -> Erased:
    """Overwrite and remove everything of a vault. Nothing may be open in it.

    Called again after an interruption, it goes on where that one ended.

    Args:
        lock: What holds the folder already; it is released at the end.

    Raises:
        VaultInUse: Another program has it open. Nothing was changed.
        VaultUnwritable, VaultFull: Its keys could not be destroyed; it opens as before.
    """
    try:
        held = lock or FolderLock(folder)
    except AlreadyOpen as error:
        raise VaultInUse from error
    except OSError as error:
        raise disk_error(error) from error
    with held:
        count, overwritten = _erase_keys(folder)
        refused = 0
        with contextlib.suppress(OSError):
            files.atomic_write(folder / REMOVED, b"")
        for path in _rest(folder):
            try:
                overwritten += files.shred(path)
                count += 1
            except OSError:
                refused += 1
        _remove_folders(folder)
        if not refused:
            for name in (REMOVED, f"{REMOVED}.tmp"):
                with contextlib.suppress(OSError):
                    (folder / name).unlink()
    if refused:
        return Erased(count, overwritten, refused, folder_gone=False)
    gone = False
    with contextlib.suppress(OSError):
        (folder / LOCK_NAME).unlink(missing_ok=True)
        folder.rmdir()
        gone = True
        files.sync_folder(folder.parent)
    return Erased(count, overwritten, refused, gone)


def _erase_keys(folder: Path) -> tuple[int, int]:
    """Destroy every key file: the vault's own, that of an exchange that is pending, and the copies'."""
    count, overwritten = 0, 0
    try:
        # In an exchange that is half done, the old keys and the new databases would be of two vaults.
        exchange.finish(folder)
        for name in (*KEYS, *(f"{name}.tmp" for name in KEYS)):
            if (folder / name).exists():
                overwritten += files.shred(folder / name)
                count += 1
        files.sync_folder(folder)
    except OSError as error:
        raise disk_error(error) from error
    for path in _rest(folder):
        if path.name.startswith(KEYS[0]):
            with contextlib.suppress(OSError):  # it is tried again with the rest
                overwritten += files.shred(path)
                count += 1
    return count, overwritten


def _rest(folder: Path) -> Iterator[Path]:
    """Every file of the vault but the lock and the mark, in its folder and in what restores left beside it."""
    found = []
    for path in _listed(folder):
        if path.is_dir() and not path.is_symlink():
            if _FOLDERS.fullmatch(path.name):
                found += _all_files(path)
        elif _FILES.fullmatch(path.name) and not path.name.startswith(REMOVED):
            found.append(path)
    for path in _beside(folder):
        found += _all_files(path)
    # Databases before what lies in folders, and the largest parts of the secret first.
    yield from sorted(found, key=lambda path: (not path.name.startswith(DATABASES), len(path.parts), path.name))


def _remove_folders(folder: Path) -> None:
    for path in (*(path for path in _listed(folder) if _FOLDERS.fullmatch(path.name)), *_beside(folder)):
        for each in sorted((path, *path.rglob("*")), key=lambda each: len(each.parts), reverse=True):
            with contextlib.suppress(OSError):
                each.rmdir()


def _beside(folder: Path) -> list[Path]:
    """What restores into this folder left when they were killed."""
    pattern = re.compile(re.escape(folder.name) + _BESIDE)
    return [path for path in _listed(folder.parent) if pattern.fullmatch(path.name) and path.is_dir()]


def _all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
