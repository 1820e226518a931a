"""Colleagues and their passphrases, and the collective's settings.

Who may unlock, and as what, stands in the key file; the table of users follows it, as `following` says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.domain.errors import ChangeUnfinished, Invalid, LarderError, NotFound
from desktop.domain.money import checked_currency
from desktop.domain.people import checked_line, checked_name, folded
from desktop.domain.users import Colleague, Permission, Role, Standing, User, UserId
from desktop.i18n import currency_codes
from desktop.i18n.catalogue import N_
from desktop.operations.following import follow_generation
from desktop.operations.renewal import Report, renew_keys
from desktop.operations.session import Session, action, procedure, query
from desktop.operations.vault import LONGEST_COLLECTIVE
from desktop.storage import settings, users
from desktop.vault import KdfPolicy, KeyRole, Strength, unlock
from desktop.vault import add_user as add_keys
from desktop.vault import change_passphrase as change_keys
from desktop.vault import change_role as change_keys_of_role
from desktop.vault import drop_user as drop_keys
from desktop.vault import generated as generated_passphrase
from desktop.vault import reset_user as reset_keys
from desktop.vault import strength as strength_of
from desktop.vault.errors import LastCoordinator, WrongPassphrase

__all__ = [
    "IDLE_MINUTES",
    "LEAST_SMALL_COUNT",
    "MOST_SMALL_COUNT",
    "CollectiveSettings",
    "Me",
    "OwnAccount",
    "Strength",
    "WrongPassphrase",
    "add_user",
    "change_passphrase",
    "change_passphrase_and_keys",
    "change_role",
    "change_settings",
    "colleague_list",
    "colleagues",
    "collective_settings",
    "generated_passphrase",
    "let_in_again",
    "me",
    "passphrase_strength",
    "pause_user",
    "remove_user",
    "rename_user",
    "renew_keys",
    "reset_user",
    "takes_keys",
]

LEAST_SMALL_COUNT = 5
MOST_SMALL_COUNT = 50
IDLE_MINUTES = (2, 30)


class OwnAccount(LarderError):
    """Nobody takes keys from themselves: they would sit at a vault that is not theirs any more."""

    text = N_("These are your own keys. Nothing was changed. Another coordinator can do this.")


class KeysNotRenewed(LarderError):
    """The passphrase was changed, and the renewal after it did not come about; its error is the cause."""

    text = N_(
        "Your passphrase is changed, and the keys are as they were. Nothing is lost. To make them anew, change it once more."
    )


@dataclass(frozen=True, slots=True)
class CollectiveSettings:
    """What a coordinator may set.

    Attributes:
        collective: The name shown inside the program.
        small_count: Share copies hide counts of people below this.
        idle_minutes: After so many minutes without a key or mouse move the program locks.
        currency: What the collective pays in, as its code (ISO 4217); empty while nobody chose one.
    """

    collective: str
    small_count: int
    idle_minutes: int
    currency: str = ""


@query(Permission.SEE_STOCK)
def collective_settings(session: Session) -> CollectiveSettings:
    """The settings in force."""
    return CollectiveSettings(
        settings.get(session.database, settings.COLLECTIVE),
        int(settings.get(session.database, settings.SMALL_COUNT)),
        int(settings.get(session.database, settings.IDLE_MINUTES)),
        settings.get(session.database, settings.CURRENCY),
    )


@action(Permission.MANAGE)
def change_settings(
    session: Session, *, collective: str, small_count: int, idle_minutes: int, currency: str | None = None
) -> CollectiveSettings:
    """Change the settings; the currency stays when it is None. Raises Invalid for the field."""
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
    if currency is not None:
        code = checked_currency("currency", currency, currency_codes()) if currency else ""
        settings.put(session.database, settings.CURRENCY, code)
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
    """Everybody who can unlock the vault, or could once, by name. Recovery sheets are nobody."""
    sheets = users.set_aside(session.database, users.SHEET)
    return tuple(each for each in users.users(session.database) if each.id not in sheets)


@query(Permission.MANAGE)
def colleague_list(session: Session) -> tuple[Colleague, ...]:
    """The same people, and whether each may unlock."""
    removed = users.set_aside(session.database, users.REMOVED)
    people = colleagues(session)
    coordinators = [each.id for each in people if each.active and each.role is Role.COORDINATOR]
    return tuple(
        Colleague(
            each,
            Standing.WORKS if each.active else Standing.REMOVED if each.id in removed else Standing.PAUSED,
            own=each.id == session.user.id,
            last_coordinator=coordinators == [each.id],
        )
        for each in people
    )


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

    The key file is written before the row that names them; `following` says how a crash in between is mended.
    Raises Invalid for the field.
    """
    shown = _free_name(session, name or login)
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
    _note(session, "user.add", user)
    return user


@action(Permission.MANAGE)
def rename_user(session: Session, *, user_id: UserId, name: str) -> User:
    """Change the name colleagues see. The short name that is typed stands nowhere, so nobody else can change it.

    Raises Invalid (field `name`), NotFound.
    """
    before = _user(session, user_id)
    after = replace(before, name=_free_name(session, name, but=user_id))
    if after != before:
        users.change(session.database, after)
        session.note("user.rename", user=user_id)
    return after


@action(Permission.MANAGE)
def reset_user(session: Session, *, user_id: UserId, login: str, passphrase: str) -> User:
    """Give a colleague who works here another short name and passphrase, which they type themselves.

    Nothing else changes: their role, their name and what the journal says of them stay.
    Raises Invalid for the field, NotFound, OwnAccount.
    """
    user = _other(session, user_id)
    if not user.active:
        raise NotFound()
    _new_passphrase(session, user, login, passphrase)
    _note(session, "user.reset", user)
    return user


@action(Permission.MANAGE)
def let_in_again(session: Session, *, user_id: UserId, login: str, passphrase: str, role: Role) -> User:
    """Give somebody who was paused or removed keys again, under a short name and passphrase they type themselves.

    Raises Invalid for the field, NotFound, OwnAccount.
    """
    before = _other(session, user_id)
    if before.active:
        raise NotFound()
    user = replace(before, role=role, active=True)
    _new_passphrase(session, user, login, passphrase)
    users.change(session.database, user)
    users.put_aside(session.database, user_id, None)
    _note(session, "user.let_in", user)
    return user


@action(Permission.MANAGE)
def pause_user(session: Session, *, user_id: UserId) -> User:
    """Let a colleague unlock no more for now. Whoever must not come back is removed: only that makes new keys.

    Raises LastCoordinator, NotFound, OwnAccount; nothing was changed then.
    """
    user = replace(_other(session, user_id), active=False)
    drop_keys(session.folder, session.held_keys(), user_id, policy=session.policy)
    users.change(session.database, user)
    _note(session, "user.pause", user)
    return user


@procedure(Permission.MANAGE)
def remove_user(
    session: Session,
    *,
    user_id: UserId,
    report: Report = lambda _done, _whole: None,
    stopped: Callable[[], bool] = lambda: False,
) -> User:
    """Let a colleague unlock no more, and make all keys anew: what they know opens nothing from now on.

    The row stays, since the journal names it. Rows, journal and keys change in one step, as `renew_keys` says.
    Raises what `renew_keys` raises, and NotFound, OwnAccount.
    """
    user = replace(_other(session, user_id), active=False)

    def enter(following: Session) -> None:
        users.change(following.database, user)
        users.put_aside(following.database, user_id, users.REMOVED)
        _note(following, "user.remove", user)

    renew_keys(session, drop=frozenset({user_id}), enter=enter, report=report, stopped=stopped)
    return user


@procedure(Permission.MANAGE)
def change_role(
    session: Session,
    *,
    user_id: UserId,
    role: Role,
    report: Report = lambda _done, _whole: None,
    stopped: Callable[[], bool] = lambda: False,
) -> User:
    """Give a colleague the keys of another role, under the passphrase they have.

    Where that takes keys from them, all keys are made anew, since what was known once stays known.
    Raises what `renew_keys` raises, and NotFound, OwnAccount.
    """
    before = _other(session, user_id)
    if not before.active:
        raise NotFound()
    user = replace(before, role=role)

    def enter(following: Session) -> None:
        users.change(following.database, user)
        _note(following, "user.role", user)

    if takes_keys(before.role, role):
        renew_keys(session, roles={user_id: role}, enter=enter, report=report, stopped=stopped)
    elif before.role is not role:
        with session.transaction():
            change_keys_of_role(session.folder, session.held_keys(), user_id, role, policy=session.policy)
            enter(session)
    return user


def takes_keys(before: Role, after: Role) -> bool:
    """Whether somebody loses keys by changing from one role to the other, so that all keys have to be made anew."""
    old, new = KeyRole.of(before), KeyRole.of(after)
    return (old.signs and not new.signs) or (old.holds_people_key and not new.holds_people_key)


@action(Permission.SEE_STOCK)
def change_passphrase(session: Session, *, login: str, old: str, new: str) -> None:
    """Change one's own passphrase; nobody else can, and nobody else is needed. Raises WrongPassphrase, Invalid."""
    change_keys(session.folder, session.held_keys(), login=login, old=old, new=new, policy=session.policy)
    session.passphrase_changes += 1
    session.note("user.passphrase")


@procedure(Permission.MANAGE)
def change_passphrase_and_keys(
    session: Session,
    *,
    login: str,
    old: str,
    new: str,
    report: Report = lambda _done, _whole: None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Change one's own passphrase, and leave nothing that the old one opens worth anything from now on.

    `change_passphrase` wraps the same private key anew: who knows the old passphrase and has an old copy of the key file has
    that key, and with it whatever is granted to it later. So a coordinator gets a new key pair, and all keys are made anew.
    Another's passphrase that was learned by somebody is answered by `reset_user` and `renew_keys`.

    Raises WrongPassphrase, Invalid: nothing was changed. KeysNotRenewed: the passphrase is changed, the keys are not.
    """
    known = unlock(session.folder, login=login, passphrase=old, policy=session.policy)
    known.forget()
    if known.user_id != session.user.id:
        raise WrongPassphrase()
    _new_passphrase(session, session.user, login, new)
    try:
        # The session goes on with the new key pair, so that what is sealed to it at the next lock opens afterwards.
        before = session.held_keys()
        session.keys = unlock(session.folder, login=login, passphrase=new, policy=session.policy)
        before.forget()
        with session.transaction():
            session.note("user.passphrase")
            follow_generation(session)
        renew_keys(session, report=report, stopped=stopped)
    except ChangeUnfinished:
        raise
    except LarderError as error:
        raise KeysNotRenewed() from error


def passphrase_strength(passphrase: str, *hints: str) -> Strength:
    """How hard a passphrase is to guess for somebody who knows the hints: the short name, the collective's name."""
    return strength_of(passphrase, hints)


def _user(session: Session, user_id: UserId) -> User:
    found = users.user(session.database, user_id)
    if found is None or user_id in users.set_aside(session.database, users.SHEET):
        raise NotFound()
    return found


def _other(session: Session, user_id: UserId) -> User:
    """A colleague whose keys may be changed by the person at the window: anybody but that person."""
    found = _user(session, user_id)
    if user_id == session.user.id:
        others = (each for each in colleagues(session) if each.id != user_id and each.active)
        raise OwnAccount() if any(each.role is Role.COORDINATOR for each in others) else LastCoordinator()
    return found


def _free_name(session: Session, name: str, *, but: UserId | None = None) -> str:
    """A name that no colleague has, not even one who was removed: the journal tells them apart by it."""
    shown = checked_name("name", name)
    if any(folded(each.name) == folded(shown) for each in users.users(session.database) if each.id != but):
        raise Invalid("name", N_("There is already a colleague of this name. Nothing was saved. Choose another name."))
    return shown


def _new_passphrase(session: Session, user: User, login: str, passphrase: str) -> None:
    reset_keys(
        session.folder,
        session.held_keys(),
        user.id,
        login=login,
        passphrase=passphrase,
        role=user.role,
        policy=session.policy,
    )


def _note(session: Session, action: str, user: User) -> None:
    """The journal's entry of a change of the key file, and how often that has changed by now."""
    session.note(action, user=user.id, role=user.role)
    follow_generation(session)
