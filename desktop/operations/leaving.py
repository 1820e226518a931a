"""Removing this computer's copy of the vault: only once a backup holds everything that is in it."""

import json
from collections.abc import Callable
from datetime import date, datetime

from desktop.backup import Erased, erase_vault
from desktop.domain.errors import Cancelled, Invalid, LarderError, VaultFull, VaultUnwritable
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.backups import fingerprint
from desktop.operations.session import Session, procedure, query
from desktop.storage import settings, snapshot
from desktop.system import files
from desktop.system.clock import from_stamp
from desktop.system.files import Obstacle

__all__ = ["Erased", "NotProved", "RemovalRefused", "proved_backup", "remove_this_copy"]


class NotProved(LarderError):
    """Something was written since the last backup, or there is none."""

    text = N_("No backup holds everything that is in this vault now. Nothing was removed. Make a backup first.")


class RemovalRefused(VaultUnwritable):
    """The disk gave the keys not up, when the vault was closed already. It is as it was."""

    text = N_("The disk refuses to be written to. Nothing was removed, and the vault opens as before. Unlock it again.")


@query(Permission.MANAGE)
def proved_backup(session: Session) -> datetime | None:
    """When the last backup was made, UTC, if it was proved and nothing was written since; otherwise None.

    Both journals must end where they ended when the backup was noted, and every table must have the rows that the proved
    copy had; the settings are left out, which are written with the note itself, and whose changes the journal shows.
    """
    found = settings.get(session.database, settings.BACKUP_PROVED)
    if not found:
        return None
    proved = json.loads(found)
    now = snapshot.held(session.database)
    if proved.get("holds") != fingerprint(now.journal, now.rows):
        return None
    return from_stamp(proved["created"])


@procedure(Permission.MANAGE)
def remove_this_copy(
    session: Session,
    *,
    confirmed: date,
    report: Callable[[int, int], object] = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Erased:
    """Destroy the vault on this computer: first the keys, then the databases. The session is closed; nothing can follow.

    Args:
        confirmed: The local date of the last backup, as the person typed it.
        report: Called when it begins and when it has ended.
        stopped: Asked before it begins; afterwards it can't be stopped.

    Returns:
        What was overwritten and removed, and how many files the disk refused.

    Raises:
        NotProved: No backup holds what is in it.
        Invalid: Another date was typed (field `date`).
        VaultFull, VaultUnwritable: The disk refuses to be written to.
        RemovalRefused: It refused at the last moment; the session is closed.
        Cancelled: `stopped` said so.
            After each of them, the vault is as it was.
    """
    made = proved_backup(session)
    if made is None:
        raise NotProved
    if confirmed != made.astimezone().date():
        raise Invalid(
            "date", N_("That is not the date of the backup. Nothing was removed. Type it as it stands above.")
        )
    if stopped():
        raise Cancelled
    refused = files.obstacle(session.folder)
    if refused is not None:
        raise VaultFull if refused is Obstacle.FULL else VaultUnwritable
    report(0, 1)
    lock, session.lock = session.lock, None
    session.close()
    try:
        erased = erase_vault(session.folder, lock)
    except (VaultFull, VaultUnwritable) as error:
        raise RemovalRefused from error
    report(1, 1)
    return erased
