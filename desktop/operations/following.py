"""The records follow the key file, which alone decides who may unlock and as what.

A change of users is written to the key file first and to the records after it (or, with renewed keys, into both in one step).
Were the power to fail in between, the key file would be ahead by one change: at the next opening by somebody who can read the
register in it, roles and activity in the table of users are brought to what it says, and `keys_generation` is raised.
`keys_generation` never falls. A key file below it is older than the records, so somebody put an old copy in its place.
"""

import contextlib

from desktop.domain.errors import VaultDamaged, VaultFull, VaultUnwritable
from desktop.domain.users import User
from desktop.i18n import N_, _
from desktop.operations.session import Session
from desktop.storage import settings, users
from desktop.storage.connection import Database
from desktop.vault import KeyRole, Unlocked, registered
from desktop.vault.errors import KeysDamaged


class KeysOlder(KeysDamaged):
    """The key file is from before a change that the records know of."""

    text = N_(
        "The file with the keys is older than the records: somebody put an old copy in its place. Nothing was changed. "
        "Restore the last backup, or ask a coordinator."
    )


def check_generation(database: Database, keys: Unlocked) -> None:
    """Raise KeysOlder when the key file is older than the records."""
    if keys.generation < _generation(database):
        raise KeysOlder()


def follow_generation(session: Session) -> None:
    """After every change of the key file, within the transaction that notes it: the records know how often it changed."""
    generation = session.held_keys().generation
    if generation > _generation(session.database):
        settings.put(session.database, settings.KEYS_GENERATION, str(generation))


def follow(session: Session) -> None:
    """At opening: raise the generation, and mend what a crash between key file and records left.

    Stock keepers can't read the register, so they mend nothing else. On a full disk it waits for the next opening.
    """
    behind = session.held_keys().generation > _generation(session.database)
    todo = _unlike_the_register(session) if session.database.has_people else []
    if not behind and not todo:
        return
    with contextlib.suppress(VaultFull, VaultUnwritable), session.database.transaction():
        follow_generation(session)
        for user, known in todo:
            if known:
                users.change(session.database, user)
            else:
                users.add(session.database, user)
            if user.active:
                users.put_aside(session.database, user.id, None)
            session.note("user.mend", user=user.id, role=user.role, active=user.active)


def _generation(database: Database) -> int:
    found = settings.get(database, settings.KEYS_GENERATION)
    if not found.isdecimal():
        raise VaultDamaged()
    return int(found)


def _unlike_the_register(session: Session) -> list[tuple[User, bool]]:
    """Who stands in the table otherwise than in the register, as they should stand there; and whether they do at all."""
    entered = {each.id: each for each in users.users(session.database)}
    listed = {each.user: each.role for each in registered(session.folder, session.held_keys(), policy=session.policy)}
    found: list[tuple[User, bool]] = []
    for user_id, role in listed.items():
        known = entered.get(user_id)
        if role is KeyRole.RECOVERY:
            continue
        wanted = User(user_id, known.name if known else _("New user"), role.role)
        if known != wanted:
            found.append((wanted, known is not None))
    found += [
        (User(each.id, each.name, each.role, active=False), True)
        for each in entered.values()
        if each.active and each.id not in listed and each.id not in users.set_aside(session.database, users.SHEET)
    ]
    return found
