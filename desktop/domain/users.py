"""Who works with the program, and what each role may do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

UserId = NewType("UserId", str)


class Role(StrEnum):
    """A role decides which keys a person's passphrase opens, and what they may do."""

    VOLUNTEER = "volunteer"
    STOCK_KEEPER = "stock_keeper"
    COORDINATOR = "coordinator"

    @property
    def sees_people(self) -> bool:
        """Whether the role holds the people key."""
        return self is not Role.STOCK_KEEPER


class Permission(StrEnum):
    """One thing a role may do; every operation names the one it needs."""

    SEE_STOCK = "see_stock"
    CHANGE_STOCK = "change_stock"
    GIVE_OUT = "give_out"
    SEE_PEOPLE = "see_people"
    CHANGE_PEOPLE = "change_people"
    REFER = "refer"
    SUMMARISE = "summarise"
    CORRECT = "correct"
    CLOSE_MONTH = "close_month"
    MANAGE = "manage"
    BACK_UP = "back_up"


_VOLUNTEER = frozenset(
    {
        Permission.SEE_STOCK,
        Permission.GIVE_OUT,
        Permission.SEE_PEOPLE,
        Permission.CHANGE_PEOPLE,
        Permission.REFER,
        Permission.BACK_UP,
    }
)
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VOLUNTEER: _VOLUNTEER,
    Role.STOCK_KEEPER: frozenset({Permission.SEE_STOCK, Permission.CHANGE_STOCK}),
    Role.COORDINATOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class User:
    """A person who may unlock the vault. `name` is what colleagues see; the login name stands nowhere."""

    id: UserId
    name: str
    role: Role
    active: bool = True


class Standing(StrEnum):
    """Whether somebody may unlock the vault."""

    WORKS = "works"
    PAUSED = "paused"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the list of colleagues.

    Attributes:
        own: It is the person at the window.
        last_coordinator: Nobody else could let people in or open a backup.
    """

    user: User
    standing: Standing
    own: bool
    last_coordinator: bool
