"""Who works here, as colleagues see it. Which keys they hold stands in the key file."""

from desktop.domain.users import Role, User, UserId
from desktop.storage.connection import Database


def add(database: Database, user: User) -> None:
    """Enter a user."""
    database.insert("user", id=user.id, name=user.name, role=user.role, active=int(user.active))


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
