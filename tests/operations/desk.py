"""A real vault in a temporary folder, with a session for each role and a clock that tests set."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from desktop.domain.users import Role, User, UserId
from desktop.operations.session import Session
from desktop.storage import connection
from desktop.storage.connection import Database, DatabaseKeys

VAULT_ID = "a-vault-of-the-tests"
FIRST_DAY = date(2026, 11, 24)

USERS = {
    Role.COORDINATOR: User(UserId("user-coordinator"), "Mei", Role.COORDINATOR),
    Role.VOLUNTEER: User(UserId("user-volunteer"), "Ana", Role.VOLUNTEER),
    Role.STOCK_KEEPER: User(UserId("user-keeper"), "Jo", Role.STOCK_KEEPER),
}


@dataclass
class FixedClock:
    """A clock that stands still until it is set."""

    day: date = FIRST_DAY
    at: time = field(default=time(8, 50))

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime.combine(self.day, self.at, UTC)

    def set(self, day: date, at: time | None = None) -> None:
        """Make it another day (and hour)."""
        self.day = day
        self.at = at or self.at


class Desk:
    """One vault. The coordinator's and the volunteer's session share its one connection.

    Attributes:
        keeper: A stock keeper's session on the same connection, to show that permissions alone refuse. For what a stock
            keeper's own keys open, use `keeper_alone()`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = DatabaseKeys(stock=secrets.token_bytes(32), people=secrets.token_bytes(32))
        self.clock = FixedClock()
        self.database = connection.create(folder, self.keys, vault_id=VAULT_ID)
        with self.database.transaction():
            for user in USERS.values():
                self.database.insert("user", id=user.id, name=user.name, role=user.role)
        self._share()

    def _share(self) -> None:
        self.coordinator = Session(self.folder, self.database, USERS[Role.COORDINATOR], self.clock)
        self.volunteer = Session(self.folder, self.database, USERS[Role.VOLUNTEER], self.clock)
        self.keeper = Session(self.folder, self.database, USERS[Role.STOCK_KEEPER], self.clock)

    def _open(self, keys: DatabaseKeys) -> Database:
        self.database.close()
        self.database = connection.open_vault(self.folder, keys, vault_id=VAULT_ID)
        self._share()
        return self.database

    def reopen(self) -> None:
        """Close the vault and open it again with both keys, as a coordinator or volunteer does."""
        self._open(self.keys)

    def keeper_alone(self) -> Session:
        """Close the vault and open it as a stock keeper: only `stock.db`, nothing attached. `reopen()` goes back."""
        self._open(DatabaseKeys(stock=self.keys.stock, people=None))
        return self.keeper

    def new_form_key(self) -> str:
        """What a form makes when it is opened."""
        return uuid.uuid4().hex

    def as_role(self, role: Role) -> Session:
        """The session of a role."""
        sessions = (self.coordinator, self.volunteer, self.keeper)
        return next(session for session in sessions if session.user.role is role)

    def journal_text(self) -> str:
        """Every word of both journals."""
        return "\n".join(
            f"{action} {subject}"
            for schema in self.database.schemas
            for action, subject in self.database.rows(f"SELECT action, subject FROM {schema}.journal ORDER BY id")
        )

    def close(self) -> None:
        """Close the files."""
        self.database.close()
