"""Colleagues, the collective's settings, and the recovery sheet: the coordinator's work."""

from dataclasses import dataclass

from desktop.domain.errors import Invalid
from desktop.domain.people import checked_name, checked_text
from desktop.domain.users import Permission, Role, User
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session, action, query
from desktop.storage import settings, users
from desktop.vault import STANDARD_POLICY, KdfPolicy
from desktop.vault import add_user as add_keys
from desktop.vault import change_passphrase as change_keys

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
    settings.put(session.database, settings.COLLECTIVE, checked_text("collective", collective, longest=120))
    settings.put(session.database, settings.SMALL_COUNT, str(small_count))
    settings.put(session.database, settings.IDLE_MINUTES, str(idle_minutes))
    session.note("settings.change")
    return collective_settings(session)


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
    policy: KdfPolicy = STANDARD_POLICY,
) -> User:
    """Give somebody a passphrase of their own and the keys of a role.

    The key file is written before the row that names them: were the power to fail in between, the person could unlock and
    would show without a name, which is mended by adding it; the other way round a name would promise what no key opens.
    Raises Invalid for the field.
    """
    shown = checked_name("name", name or login)
    user_id = add_keys(
        session.folder, session.held_keys(), login=login, passphrase=passphrase, role=role, policy=policy
    )
    user = User(user_id, shown, role)
    users.add(session.database, user)
    session.note("user.add", user=user_id, role=role)
    return user


@action(Permission.SEE_STOCK)
def change_passphrase(session: Session, *, login: str, old: str, new: str, policy: KdfPolicy = STANDARD_POLICY) -> None:
    """Change one's own passphrase; nobody else can, and nobody else is needed. Raises WrongPassphrase, Invalid."""
    change_keys(session.folder, session.held_keys(), login=login, old=old, new=new, policy=policy)
    session.note("user.passphrase")
