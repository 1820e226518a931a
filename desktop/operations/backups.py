"""Backups as a person makes them: a snapshot on the database's thread, the rest in another, then a note of it.

What needs no session (drives, writing a snapshot, looking at a backup, restoring) is handed on from `backup` as it is:
a snapshot is proof of the permission, and restoring is done from the first screen, with a coordinator's passphrase.
"""

from collections.abc import Callable
from datetime import datetime

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
from desktop.domain.users import Permission
from desktop.operations.session import Session, action, query
from desktop.storage import settings
from desktop.system.clock import from_stamp, stamp
from desktop.system.drives import Drive, removable_drives

__all__ = [
    "BackupContents",
    "BackupFile",
    "BackupMade",
    "Drive",
    "Restored",
    "Snapshot",
    "backup_files",
    "drives",
    "last_backup",
    "note_backup",
    "restore",
    "snapshot_for_backup",
    "verify",
    "write_backup",
]


@query(Permission.BACK_UP)
def snapshot_for_backup(
    session: Session,
    *,
    between: Callable[[], object] = lambda: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Snapshot:
    """Copy both databases beside the vault, under a key of the backup's own. Hand it to `write_backup`, or `close` it.

    Args:
        between: Called between slices of a few milliseconds; other operations of this session may run in it.
        stopped: Asked between slices.

    Raises:
        Cancelled: `stopped` said so.
        VaultFull, VaultUnwritable, VaultDamaged: Nothing is left behind.
    """
    return snapshot(
        session.database,
        session.held_keys(),
        session.folder,
        created=session.clock.now(),
        between=between,
        stopped=stopped,
        policy=session.policy,
    )


@action(Permission.BACK_UP)
def note_backup(session: Session, made: BackupMade) -> None:
    """Remember when the last backup was made."""
    settings.put(session.database, settings.LAST_BACKUP, stamp(made.created))
    session.note("backup.make", backup=made.id)


@query(Permission.SEE_STOCK)
def last_backup(session: Session) -> datetime | None:
    """When the last backup was made, UTC; None when there was none. Everybody is reminded."""
    found = settings.get(session.database, settings.LAST_BACKUP)
    return from_stamp(found) if found else None


def drives() -> tuple[Drive, ...]:
    """The drives a backup can go to."""
    return removable_drives()
