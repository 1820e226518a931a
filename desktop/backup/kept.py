"""The backups of a vault on a drive: their names, and which of them stay.

A name is `<8 hex>-<number>.clb`: the first digits of the vault's random id, and a number that only grows. It bears no
date (the file's own time says when, to those who look) and no word.
"""

import contextlib
import re
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SUFFIX = ".clb"
PARTIAL = ".partial"
NEWEST_KEPT = 10
MONTHS_KEPT = 12
_NAME = re.compile(r"([0-9a-f]{8})-([0-9]{4,9})\.clb")


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file with a backup's name. What it holds, only its key tells.

    Attributes:
        vault: The first 8 hex digits of the vault's id.
        number: Higher is newer, whatever the clock said.
        moment: The file's time, UTC.
        size: In bytes.
    """

    path: Path
    vault: str
    number: int
    moment: datetime
    size: int


def backup_files(folder: Path, vault_id: str = "") -> tuple[BackupFile, ...]:
    """The backups in a folder, newest first; none when the folder can't be read.

    Args:
        vault_id: Only those of this vault; of any when empty.
    """
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            named = _NAME.fullmatch(path.name)
            if named is None or (vault_id and named[1] != vault_id[:8]):
                continue
            with contextlib.suppress(OSError, OverflowError, ValueError):
                status = path.stat()
                moment = datetime.fromtimestamp(status.st_mtime, UTC)
                found.append(BackupFile(path, named[1], int(named[2]), moment, status.st_size))
    if vault_id:
        return tuple(sorted(found, key=lambda each: each.number, reverse=True))
    return tuple(sorted(found, key=lambda each: (each.moment, each.number), reverse=True))


def next_path(folder: Path, vault_id: str) -> Path:
    """Where the next backup goes; nothing is there yet."""
    newest = max((each.number for each in backup_files(folder, vault_id)), default=0)
    return folder / f"{vault_id[:8]}-{newest + 1:04d}{SUFFIX}"


def remove_partial(folder: Path, vault_id: str) -> None:
    """Take away what a pulled stick left half written.

    Raises:
        OSError: The drive refuses.
    """
    for path in folder.glob(f"{vault_id[:8]}-*{SUFFIX}{PARTIAL}"):
        path.unlink(missing_ok=True)


def thin(folder: Path, vault_id: str) -> tuple[Path, ...]:
    """Keep the newest 10, and of the older ones the newest of each of the last 12 months; remove the rest.

    "Last" counts from the middle one of the newest 10, not from the clock: one that jumped ahead by years takes
    nothing. A drive that refuses is left as it is.

    Returns:
        What was removed.
    """
    files = backup_files(folder, vault_id)
    newest, older = files[:NEWEST_KEPT], files[NEWEST_KEPT:]
    if not older:
        return ()
    middle = datetime.fromtimestamp(statistics.median_low(each.moment.timestamp() for each in newest), UTC)
    kept_months: set[int] = set()
    removed = []
    for each in older:
        month = _month(each.moment)
        if month not in kept_months and month > _month(middle) - MONTHS_KEPT:
            kept_months.add(month)
            continue
        with contextlib.suppress(OSError):
            each.path.unlink()
            removed.append(each.path)
    return tuple(removed)


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month
