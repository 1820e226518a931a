"""Backups as a person makes them: a snapshot on the database's thread, the rest in another, then a note of it.

What needs no session (drives, writing a snapshot, looking at a backup, restoring) is handed on from `backup` as it is:
a snapshot is proof of the permission, and restoring is done from the first screen, with a coordinator's passphrase.
"""

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from desktop.backup import (
    BackupContents,
    BackupFile,
    BackupMade,
    Restored,
    Snapshot,
    backup_files,
    restore,
    snapshot,
    verify,
    write_backup,
)
from desktop.domain.errors import LarderError, NotFound
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations import sticks
from desktop.operations.session import Session, action, procedure, query
from desktop.storage import copies, settings
from desktop.storage import snapshot as snapshots
from desktop.storage.connection import FILES
from desktop.storage.copies import LocalCopy
from desktop.storage.schema import STOCK
from desktop.system.clock import from_stamp, stamp
from desktop.system.drives import Drive, removable_drives

__all__ = [
    "BackupContents",
    "BackupFile",
    "BackupMade",
    "BackupsPaused",
    "Drive",
    "LocalCopy",
    "Restored",
    "Snapshot",
    "backup_files",
    "confirm_restored",
    "drives",
    "fingerprint",
    "last_backup",
    "local_copies",
    "note_backup",
    "remove_local_copy",
    "restore",
    "restored_state",
    "same_stick_for_months",
    "snapshot_for_backup",
    "verify",
    "write_backup",
]


class BackupsPaused(LarderError):
    """The vault was restored, and nobody has looked yet whether it is the right one. Older backups must not go for it."""

    text = N_(
        "This vault was restored from a backup, and no coordinator has confirmed yet that these are the right records. "
        "No backup was made, so that the earlier ones stay. A coordinator confirms it in the settings, under Backup."
    )


@query(Permission.BACK_UP)
def snapshot_for_backup(
    session: Session,
    *,
    report: Callable[[int, int], object] = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
    between: Callable[[], object] = lambda: None,
) -> Snapshot:
    """Copy both databases beside the vault, under a key of the backup's own. Hand it to `write_backup`, or `close` it.

    Args:
        report: Called between slices with what is done and what there is in all.
        stopped: Asked between slices.
        between: Called between slices of a few milliseconds; other operations of this session may run in it.

    Raises:
        BackupsPaused: The vault was restored and is not confirmed.
        Cancelled: `stopped` said so.
        VaultFull, VaultUnwritable, VaultDamaged: Nothing is left behind.
    """
    if restored_state(session) is not None:
        raise BackupsPaused
    return snapshot(
        session.database,
        session.held_keys(),
        session.folder,
        created=session.clock.now(),
        report=report,
        between=between,
        stopped=stopped,
        policy=session.policy,
    )


@action(Permission.BACK_UP)
def note_backup(session: Session, made: BackupMade, *, drive: Drive | None = None) -> None:
    """Remember when the last backup was made, what it proved, and which stick it went to.

    Args:
        drive: Where it went; None for a folder.
    """
    whole = _journals(session) == made.counts.journal
    settings.put(session.database, settings.LAST_BACKUP, stamp(made.created))
    sticks.remember(session.database, "" if drive is None else drive.identity, session.today())
    session.note("backup.make", backup=made.id)
    rows = {file: dict(counts) for file, counts in made.counts.rows.items()}
    rows[FILES[STOCK]]["journal"] += 1
    # Hand-outs that went between its slices and this note are in no backup: then it proves nothing about the vault of now.
    proved = json.dumps({"created": stamp(made.created), "holds": fingerprint(_journals(session), rows)})
    settings.put(session.database, settings.BACKUP_PROVED, proved if whole else "")


def fingerprint(journals: dict[str, str], rows: dict[str, dict[str, int]]) -> str:
    """What a vault holds, in a hash: how its journals end and how many rows its tables have, but for the settings.

    A stock keeper reads the settings, and must not read there how many members there are, or how many were referred. Trying
    out numbers leads nowhere: how the people's journal ends, only who holds its key knows.
    """
    counted = {file: {table: tables[table] for table in tables if table != "setting"} for file, tables in rows.items()}
    return sha256(json.dumps([journals, counted], sort_keys=True).encode()).hexdigest()


@query(Permission.SEE_STOCK)
def last_backup(session: Session) -> datetime | None:
    """When the last backup was made, UTC; None when there was none. Everybody is reminded."""
    found = settings.get(session.database, settings.LAST_BACKUP)
    return from_stamp(found) if found else None


@query(Permission.BACK_UP)
def same_stick_for_months(session: Session, drive: Drive | None = None) -> int:
    """For how many whole months every backup has gone to one and the same stick.

    Args:
        drive: The stick that comes next; 0 when it is another one. None: whichever comes next.
    """
    return sticks.months_on_one(session.database, None if drive is None else drive.identity)


@query(Permission.SEE_STOCK)
def restored_state(session: Session) -> datetime | None:
    """When the backup was made from which this vault was restored, UTC; None when there is nothing to confirm."""
    found = settings.get(session.database, settings.RESTORED_FROM)
    return from_stamp(found) if found else None


@action(Permission.MANAGE)
def confirm_restored(session: Session) -> None:
    """These are the right records: backups go on."""
    settings.put(session.database, settings.RESTORED_FROM, "")
    session.note("backup.confirm_restored")


@query(Permission.BACK_UP)
def local_copies(session: Session) -> tuple[LocalCopy, ...]:
    """The vaults that lie beside the vault, set aside before it was changed as a whole, newest first."""
    return copies.list_copies(session.folder)


@procedure(Permission.MANAGE)
def remove_local_copy(session: Session, name: str) -> None:
    """Destroy a vault that was set aside.

    Args:
        name: Of its folder.

    Raises:
        NotFound: It is not there any more.
        VaultUnwritable: The disk refuses.
    """
    removed = copies.remove(session.folder, name)
    if removed is None:
        raise NotFound
    with session.database.transaction():
        session.note("copy.remove", made=stamp(removed.made), why=removed.why)


def drives() -> tuple[Drive, ...]:
    """The drives a backup can go to."""
    return removable_drives()


def _journals(session: Session) -> dict[str, str]:
    """The hash of each journal's last entry: whatever was written changed one of them."""
    return {FILES[name]: snapshots.last_hash(session.database, name) for name in session.database.schemas}
