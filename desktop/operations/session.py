"""A person at an unlocked vault, and the kinds of operation they can call.

`@action` is for what changes something, `@query` for what only reads, `@procedure` for the few that change more than a
transaction can hold (files, keys). All check the permission first, every time, whatever the window shows. An action runs in
exactly one transaction over both databases. All are entered in OPERATIONS, so that tests can walk every one with every role.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from desktop.domain.book_check import BookChecked
from desktop.domain.errors import ChangeUnfinished, Invalid, MonthClosed, NotAllowed, VaultFull, VaultUnwritable
from desktop.domain.journal import FailedUnlocks
from desktop.domain.periods import Month
from desktop.domain.users import PERMISSIONS, Permission, User
from desktop.i18n.catalogue import N_
from desktop.storage import closed_months, journal
from desktop.storage.connection import Database
from desktop.storage.schema import PEOPLE, STOCK
from desktop.system.clock import Clock, stamp
from desktop.system.locks import FolderLock
from desktop.vault import STANDARD_POLICY, KdfPolicy, Unlocked

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Session:
    """One unlocked vault and who unlocked it. It lives on the database's thread.

    Attributes:
        folder: Where the vault lives.
        database: The open databases; without `people` for a stock keeper.
        keys: What the passphrase opened, for new users, sheets and backups; None where a test needs none.
        user: Who is working; the role comes from their keys, not from a table.
        clock: Today's date and the present moment.
        lock: What keeps a second program out of the folder.
        policy: Limits on the key file's parameters.
        failed_unlocks: What was tried between the unlocking before and this one.
        book: How the check of the stock book came out; None until it has ended.
    """

    folder: Path
    database: Database
    user: User
    clock: Clock
    keys: Unlocked | None = None
    lock: FolderLock | None = None
    policy: KdfPolicy = STANDARD_POLICY
    open: bool = field(default=True)
    passphrase_changes: int = 0
    failed_unlocks: FailedUnlocks | None = None
    book: BookChecked | None = None

    def allows(self, permission: Permission) -> bool:
        """Whether the person's role includes it."""
        return self.open and permission in PERMISSIONS[self.user.role]

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless the role includes it."""
        if not self.allows(permission):
            raise NotAllowed()

    def now(self) -> str:
        """The present moment as it stands in the records."""
        return stamp(self.clock.now())

    def today(self) -> date:
        """The local date."""
        return self.clock.today()

    def held_keys(self) -> Unlocked:
        """The keys in hand. Raises NotAllowed when there are none."""
        if self.keys is None:
            raise NotAllowed()
        return self.keys

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction over both databases.

        Raises:
            ChangeUnfinished: The disk refused the records after the key file had been changed: "nothing was saved" would
                be untrue, and the next opening brings the records to what the key file says.
        """
        before = self._key_changes()
        try:
            with self.database.transaction():
                yield
        except (VaultFull, VaultUnwritable) as error:
            if self._key_changes() != before:
                raise ChangeUnfinished from error
            raise

    def _key_changes(self) -> tuple[int, int]:
        return self.keys.generation if self.keys else 0, self.passphrase_changes

    def note(self, action: str, *, people: bool = False, **subject: object) -> None:
        """Write the operation's journal entry: in the people's journal when it says who."""
        journal.write(
            self.database,
            PEOPLE if people else STOCK,
            at=self.now(),
            user_id=self.user.id,
            action=action,
            subject=subject,
        )

    def checked_day(self, field_name: str, day: date) -> date:
        """`day` when something can be dated on it: not in the future, and in an open month.

        Raises:
            Invalid: It lies in the future.
            MonthClosed: Its month is closed.
        """
        if day > self.today():
            raise Invalid(
                field_name,
                N_("{date} lies in the future. Nothing was saved. Type today's date or an earlier one."),
                date=day,
            )
        closed = self.last_closed()
        if closed is not None and Month.of(day) <= closed:
            raise MonthClosed(month=Month.of(day).first)
        return day

    def last_closed(self) -> Month | None:
        """The latest closed month; it and all before it take no entries."""
        return closed_months.last(self.database)

    def close(self) -> None:
        """Close the databases and forget the keys; nothing can be called afterwards. A second call does nothing."""
        if not self.open:
            return
        self.open = False
        try:
            self.database.close()
        finally:
            if self.keys is not None:
                self.keys.forget()
            if self.lock is not None:
                self.lock.release()


@dataclass(frozen=True)
class Operation:
    """An entry of OPERATIONS."""

    function: Callable[..., Any]
    permission: Permission
    changes: bool


OPERATIONS: dict[str, Operation] = {}


def action(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    """An operation that changes something: permission, then one transaction around the whole function."""
    return _operation(permission, changes=True, transaction=True)


def query(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    """An operation that only reads."""
    return _operation(permission, changes=False, transaction=False)


def procedure(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    """An operation that changes files or keys besides records, and opens its own transactions."""
    return _operation(permission, changes=True, transaction=False)


def _operation(
    permission: Permission, *, changes: bool, transaction: bool
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    def wrap(function: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Session, P], R]:
        @wraps(function)
        def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
            session.require(permission)
            if not transaction:
                return function(session, *args, **kwargs)
            with session.transaction():
                return function(session, *args, **kwargs)

        OPERATIONS[f"{function.__module__.rpartition('.')[2]}.{function.__name__}"] = Operation(
            call, permission, changes
        )
        return call

    return wrap
