"""Colleagues and their passphrases, and the collective's settings."""

from dataclasses import dataclass

from desktop.domain.errors import Invalid
from desktop.domain.people import checked_line, checked_name, folded
from desktop.domain.users import Permission, Role, User
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session, action, query
from desktop.operations.vault import LONGEST_COLLECTIVE
from desktop.storage import settings, users
from desktop.vault import KdfPolicy, Strength
from desktop.vault import add_user as add_keys
from desktop.vault import change_passphrase as change_keys
from desktop.vault import generated as generated_passphrase
from desktop.vault import strength as strength_of
from desktop.vault.errors import WrongPassphrase

__all__ = [
    "IDLE_MINUTES",
    "LEAST_SMALL_COUNT",
    "MOST_SMALL_COUNT",
    "CollectiveSettings",
    "Me",
    "Strength",
    "WrongPassphrase",
    "add_user",
    "change_passphrase",
    "change_settings",
    "colleagues",
    "collective_settings",
    "generated_passphrase",
    "me",
    "passphrase_strength",
]

LEAST_SMALL_COUNT = 5
MOST_SMALL_COUNT = 50
IDLE_MINUTES = (2, 30)


@dataclass(frozen=True, slots=True)
class CollectiveSettings:
    """What a coordinator may set.

    Attributes:
        collective: The name shown inside the program.
        small_count: Share copies hide counts of people below this.
        idle_minutes: After so many minutes without a key or mouse move the program locks.
    """

    collective: str
    small_count: int
    idle_minutes: int


@query(Permission.SEE_STOCK)
def collective_settings(session: Session) -> CollectiveSettings:
    """The settings in force."""
    return CollectiveSettings(
        settings.get(session.database, settings.COLLECTIVE),
        int(settings.get(session.database, settings.SMALL_COUNT)),
        int(settings.get(session.database, settings.IDLE_MINUTES)),
    )


@action(Permission.MANAGE)
def change_settings(session: Session, *, collective: str, small_count: int, idle_minutes: int) -> CollectiveSettings:
    """Change the settings. Raises Invalid for the field."""
    if not LEAST_SMALL_COUNT <= small_count <= MOST_SMALL_COUNT:
        raise Invalid(
            "small_count",
            N_("Type a number from {least} to {most}. Nothing was saved."),
            least=LEAST_SMALL_COUNT,
            most=MOST_SMALL_COUNT,
        )
    if not IDLE_MINUTES[0] <= idle_minutes <= IDLE_MINUTES[1]:
        raise Invalid(
            "idle_minutes",
            N_("Type a number from {least} to {most}. Nothing was saved."),
            least=IDLE_MINUTES[0],
            most=IDLE_MINUTES[1],
        )
    settings.put(
        session.database, settings.COLLECTIVE, checked_line("collective", collective, longest=LONGEST_COLLECTIVE)
    )
    settings.put(session.database, settings.SMALL_COUNT, str(small_count))
    settings.put(session.database, settings.IDLE_MINUTES, str(idle_minutes))
    session.note("settings.change")
    return collective_settings(session)


@dataclass(frozen=True, slots=True)
class Me:
    """Who is working, and whether the recovery sheet let them in: then a new passphrase and a new sheet are due."""

    user: User
    by_recovery: bool


@query(Permission.SEE_STOCK)
def me(session: Session) -> Me:
    """The person at the window."""
    return Me(session.user, session.keys is not None and session.keys.by_recovery)


@query(Permission.MANAGE)
def colleagues(session: Session) -> tuple[User, ...]:
    """Everybody who can unlock the vault."""
    return users.users(session.database)


@action(Permission.MANAGE)
def add_user(
    session: Session,
    *,
    login: str,
    passphrase: str,
    name: str,
    role: Role,
    policy: KdfPolicy | None = None,
) -> User:
    """Give somebody a passphrase of their own and the keys of a role.

    The key file is written before the row that names them: were the power to fail in between, the person could unlock
    and would show without a name, which is mended by adding it; the other way round a name would promise what no key
    opens.
    Raises Invalid for the field.
    """
    shown = checked_name("name", name or login)
    if any(folded(each.name) == folded(shown) for each in users.users(session.database)):
        raise Invalid("name", N_("There is already a colleague of this name. Nothing was saved. Choose another name."))
    user_id = add_keys(
        session.folder,
        session.held_keys(),
        login=login,
        passphrase=passphrase,
        role=role,
        policy=policy or session.policy,
    )
    user = User(user_id, shown, role)
    users.add(session.database, user)
    session.note("user.add", user=user_id, role=role)
    return user


@action(Permission.SEE_STOCK)
def change_passphrase(session: Session, *, login: str, old: str, new: str) -> None:
    """Change one's own passphrase; nobody else can, and nobody else is needed. Raises WrongPassphrase, Invalid."""
    change_keys(session.folder, session.held_keys(), login=login, old=old, new=new, policy=session.policy)
    session.note("user.passphrase")


def passphrase_strength(passphrase: str, *hints: str) -> Strength:
    """How hard a passphrase is to guess for somebody who knows the hints: the short name, the collective's name."""
    return strength_of(passphrase, hints)
