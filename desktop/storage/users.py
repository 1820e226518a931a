"""Who works here, as colleagues see it. Which keys they hold stands in the key file."""

import json

from desktop.domain.users import Role, User, UserId
from desktop.storage import settings
from desktop.storage.connection import Database

REMOVED = "removed"
SHEET = "sheet"


def add(database: Database, user: User) -> None:
    """Enter a user."""
    database.insert("user", id=user.id, name=user.name, role=user.role, active=int(user.active))


def change(database: Database, user: User) -> None:
    """Give a user another name, role or activity; the row itself stays for ever, since the journal names it."""
    database.execute(
        "UPDATE user SET name = ?, role = ?, active = ? WHERE id = ?", (user.name, user.role, int(user.active), user.id)
    )


def user(database: Database, user_id: UserId) -> User | None:
    """One user."""
    row = database.row("SELECT id, name, role, active FROM user WHERE id = ?", (user_id,))
    return None if row is None else User(UserId(row[0]), row[1], Role(row[2]), bool(row[3]))


def users(database: Database) -> tuple[User, ...]:
    """All users by name."""
    return tuple(
        User(UserId(number), name, Role(role), bool(active))
        for number, name, role, active in database.rows("SELECT id, name, role, active FROM user ORDER BY name, id")
    )


def set_aside(database: Database, why: str) -> frozenset[UserId]:
    """Users who stand aside: `REMOVED` ones for good, `SHEET` for a recovery sheet, which is nobody."""
    return frozenset(UserId(user_id) for user_id, reason in _aside(database).items() if reason == why)


def put_aside(database: Database, user_id: UserId, why: str | None) -> None:
    """Let a user stand aside, or (None) among the others again."""
    aside = _aside(database)
    if aside.get(user_id) == why:
        return
    aside.pop(user_id, None)
    if why is not None:
        aside[user_id] = why
    settings.put(database, settings.USERS_ASIDE, json.dumps(aside, sort_keys=True, separators=(",", ":")))


def _aside(database: Database) -> dict[str, str]:
    try:
        found = json.loads(settings.get(database, settings.USERS_ASIDE))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
