"""Colleagues: another name, a new passphrase, paused, removed, let in again, another role; and who can't be touched."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import Cancelled, Invalid, LarderError, NotAllowed, NotFound, VaultDamaged
from desktop.domain.users import Role, Standing, UserId
from desktop.operations import drafts, people, users
from desktop.operations.session import Session
from desktop.operations.users import KeysNotRenewed, LastCoordinator, OwnAccount, WrongPassphrase
from desktop.operations.vault import open_vault, open_with_recovery
from desktop.storage import journal
from desktop.system import files
from desktop.vault import KEYS_NAME, KdfPolicy, Unlocked, unlock
from desktop.vault.errors import KeysDamaged, LoginRefused, NotEnoughMemory
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_POLICY, LOGINS, PASSPHRASE, SHEET, made_vault, opened

NEW = "seven quiet lanterns under the bridge"
OTHER = "velvet otter climbs nine ladders"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_vault(tmp_path / "vault")


def enter(folder: Path, login: str, passphrase: str = PASSPHRASE) -> Session:
    return open_vault(folder, login=login, passphrase=passphrase, clock=FixedClock(), policy=CHEAP_POLICY)


def refused(folder: Path, login: str, passphrase: str = PASSPHRASE) -> bool:
    try:
        enter(folder, login, passphrase).close()
    except WrongPassphrase:
        return True
    return False


def id_of(session: Session, name: str) -> UserId:
    return next(each.id for each in users.colleagues(session) if each.name == name)


def standing(session: Session, name: str) -> Standing:
    return next(each.standing for each in users.colleague_list(session) if each.user.name == name)


def entries(session: Session, count: int = 1) -> list[tuple[str, dict[str, object]]]:
    return [(each.action, each.subject) for each in journal.entries(session.database, "main", limit=count)]


def files_of(folder: Path) -> dict[str, bytes]:
    """The files that say who may unlock and what there is; a database's journal may come and go."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".db", ".json", ".prev")}


def test_the_list_says_who_may_unlock_and_who_is_at_the_window(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    listed = users.colleague_list(session)
    assert [(each.user.name, each.standing, each.own, each.last_coordinator) for each in listed] == [
        ("Ana", Standing.WORKS, False, False),
        ("Jo", Standing.WORKS, False, False),
        ("Mei", Standing.WORKS, True, True),
    ]
    users.add_user(session, login="Rosa", passphrase=NEW, name="", role=Role.COORDINATOR)
    assert not any(each.last_coordinator for each in users.colleague_list(session))
    session.close()


def test_a_recovery_sheet_that_was_used_is_no_colleague_now_or_later(folder: Path) -> None:
    session = open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY)
    assert [each.name for each in users.colleagues(session)] == ["Ana", "Jo", "Mei"]
    for change in (
        lambda: users.rename_user(session, user_id=session.user.id, name="Sheet"),
        lambda: users.pause_user(session, user_id=session.user.id),
    ):
        with pytest.raises(NotFound):
            change()
    session.close()
    session = opened(folder, Role.COORDINATOR)
    assert [each.user.name for each in users.colleague_list(session)] == ["Ana", "Jo", "Mei"]
    session.close()


def test_a_name_is_changed_and_the_short_name_and_keys_stay(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    ana = id_of(session, "Ana")
    assert users.rename_user(session, user_id=ana, name="  Ánh\u202e ").name == "Ánh"
    assert entries(session) == [("user.rename", {"user": ana})]
    for name in ("mei", "JO ", "", "n" * 500):
        with pytest.raises(Invalid) as error:
            users.rename_user(session, user_id=ana, name=name)
        assert error.value.field == "name"
    users.rename_user(session, user_id=ana, name="ánh")
    before = len(entries(session, 1000))
    users.rename_user(session, user_id=ana, name="ánh")
    assert len(entries(session, 1000)) == before, "the same name again is no change"
    users.rename_user(session, user_id=session.user.id, name="Měi")
    session.close()
    session = enter(folder, "Ana")
    assert session.user.name == "ánh"
    session.close()
    session = enter(folder, "Mei")
    assert session.user.name == "Měi"
    session.close()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_a_forgotten_passphrase_is_replaced_and_the_person_stays_the_same(folder: Path, role: Role) -> None:
    session = opened(folder, Role.COORDINATOR)
    who = id_of(session, LOGINS[role])
    users.reset_user(session, user_id=who, login="小梅", passphrase=NEW)
    assert entries(session) == [("user.reset", {"user": who, "role": role})]
    session.close()
    assert refused(folder, LOGINS[role])
    session = enter(folder, "小梅", NEW)
    assert (session.user.id, session.user.name, session.user.role) == (who, LOGINS[role], role)
    session.close()


def test_a_new_passphrase_that_cannot_be_is_said_beside_its_field_and_the_old_one_stays(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    ana = id_of(session, "Ana")
    for login, passphrase, field in (
        ("", NEW, "login"),
        ("recovery", NEW, "login"),
        ("Ana", "", "passphrase"),
        ("Ana", "short", "passphrase"),
        ("Mei", PASSPHRASE, "login"),
    ):
        with pytest.raises(Invalid) as error:
            users.reset_user(session, user_id=ana, login=login, passphrase=passphrase)
        assert error.value.field == field
    with pytest.raises(LoginRefused):
        users.reset_user(session, user_id=ana, login="jo", passphrase=PASSPHRASE)
    session.close()
    enter(folder, "Ana").close()


def test_who_is_paused_unlocks_no_more_until_let_in_again_with_a_passphrase_and_role_of_now(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    ana = id_of(session, "Ana")
    users.pause_user(session, user_id=ana)
    assert standing(session, "Ana") is Standing.PAUSED
    assert entries(session) == [("user.pause", {"user": ana, "role": "volunteer"})]
    with pytest.raises(NotFound):
        users.reset_user(session, user_id=ana, login="Ana", passphrase=NEW)
    with pytest.raises(NotFound):
        users.change_role(session, user_id=ana, role=Role.STOCK_KEEPER)
    session.close()
    assert refused(folder, "Ana")
    session = opened(folder, Role.COORDINATOR)
    assert standing(session, "Ana") is Standing.PAUSED
    users.let_in_again(session, user_id=ana, login="Ana", passphrase=NEW, role=Role.STOCK_KEEPER)
    assert standing(session, "Ana") is Standing.WORKS
    assert entries(session) == [("user.let_in", {"user": ana, "role": "stock_keeper"})]
    with pytest.raises(NotFound):
        users.let_in_again(session, user_id=ana, login="Ana", passphrase=OTHER, role=Role.VOLUNTEER)
    session.close()
    assert refused(folder, "Ana")
    session = enter(folder, "Ana", NEW)
    assert (session.user.id, session.user.role) == (ana, Role.STOCK_KEEPER)
    session.close()


def test_who_is_removed_opens_nothing_even_with_the_key_file_of_before_and_everybody_else_goes_on(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    ana = id_of(session, "Ana")
    old_keys = (folder / KEYS_NAME).read_bytes()
    seen: list[tuple[int, int]] = []
    removed = users.remove_user(session, user_id=ana, report=lambda done, whole: seen.append((done, whole)))
    assert (removed.id, removed.active) == (ana, False)
    assert seen[-1][0] == seen[-1][1]
    assert standing(session, "Ana") is Standing.REMOVED
    assert entries(session, 2) == [("user.remove", {"user": ana, "role": "volunteer"}), ("keys.renew", {})]
    users.rename_user(session, user_id=ana, name="Ana, until 2026")
    session.close()
    assert refused(folder, "Ana")
    for role in (Role.COORDINATOR, Role.STOCK_KEEPER):
        opened(folder, role).close()
    open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY).close()
    for name in (KEYS_NAME, f"{KEYS_NAME}.prev"):
        (folder / name).write_bytes(old_keys)
    with pytest.raises(VaultDamaged):
        enter(folder, "Ana")


def test_who_was_paused_is_removed_too_and_may_come_back_under_the_same_id(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    ana = id_of(session, "Ana")
    users.pause_user(session, user_id=ana)
    users.remove_user(session, user_id=ana)
    assert standing(session, "Ana") is Standing.REMOVED
    users.let_in_again(session, user_id=ana, login="Ana", passphrase=NEW, role=Role.VOLUNTEER)
    assert standing(session, "Ana") is Standing.WORKS
    session.close()
    session = enter(folder, "Ana", NEW)
    assert session.user.id == ana
    assert people.find_members(session, "") == ()
    session.close()


def test_a_role_that_only_adds_keys_is_given_at_once_and_one_that_takes_some_makes_all_anew(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    jo = id_of(session, "Jo")
    stock_key = session.held_keys().stock_database_key()
    for role in (Role.VOLUNTEER, Role.COORDINATOR):
        assert users.change_role(session, user_id=jo, role=role).role is role
        assert entries(session) == [("user.role", {"user": jo, "role": role})]
        assert session.held_keys().stock_database_key() == stock_key
    before = len(entries(session, 1000))
    users.change_role(session, user_id=jo, role=Role.COORDINATOR)
    assert len(entries(session, 1000)) == before, "the role they have is no change"
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        key = session.held_keys().stock_database_key()
        users.change_role(session, user_id=jo, role=role)
        assert session.held_keys().stock_database_key() != key
        assert entries(session, 2) == [("user.role", {"user": jo, "role": role}), ("keys.renew", {})]
    session.close()
    session = enter(folder, "Jo")
    assert session.user.role is Role.STOCK_KEEPER
    assert not session.database.has_people
    session.close()


@pytest.mark.parametrize(
    ("before", "after", "takes"),
    [
        (Role.COORDINATOR, Role.VOLUNTEER, True),
        (Role.COORDINATOR, Role.STOCK_KEEPER, True),
        (Role.VOLUNTEER, Role.STOCK_KEEPER, True),
        (Role.VOLUNTEER, Role.COORDINATOR, False),
        (Role.STOCK_KEEPER, Role.VOLUNTEER, False),
        (Role.STOCK_KEEPER, Role.COORDINATOR, False),
        (Role.VOLUNTEER, Role.VOLUNTEER, False),
    ],
)
def test_which_change_takes_keys(before: Role, after: Role, takes: bool) -> None:
    assert users.takes_keys(before, after) is takes


CHANGES: dict[str, Callable[[Session, UserId], Any]] = {
    "pause": lambda session, who: users.pause_user(session, user_id=who),
    "remove": lambda session, who: users.remove_user(session, user_id=who),
    "role": lambda session, who: users.change_role(session, user_id=who, role=Role.VOLUNTEER),
    "reset": lambda session, who: users.reset_user(session, user_id=who, login="Mei", passphrase=NEW),
    "let in": lambda session, who: users.let_in_again(
        session, user_id=who, login="Mei", passphrase=NEW, role=Role.VOLUNTEER
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_last_coordinator_stays_whoever_asks(folder: Path, change: str) -> None:
    session = opened(folder, Role.COORDINATOR)
    mei = session.user.id
    with pytest.raises(LastCoordinator):
        CHANGES[change](session, mei)
    session.close()
    if change in ("pause", "remove", "role"):
        session = open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY)
        files = files_of(folder)
        with pytest.raises(LastCoordinator):
            CHANGES[change](session, mei)
        assert files_of(folder) == files
        session.close()
    session = opened(folder, Role.COORDINATOR)
    assert standing(session, "Mei") is Standing.WORKS
    session.close()


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_takes_their_own_keys_and_another_coordinator_can(folder: Path, change: str) -> None:
    session = opened(folder, Role.COORDINATOR)
    users.add_user(session, login="Rosa", passphrase=NEW, name="", role=Role.COORDINATOR)
    mei = session.user.id
    with pytest.raises(OwnAccount):
        CHANGES[change](session, mei)
    session.close()
    if change == "let in":
        return
    session = enter(folder, "Rosa", NEW)
    CHANGES[change](session, mei)
    session.close()
    assert refused(folder, "Mei") is (change != "role")


@pytest.mark.parametrize("change", CHANGES)
def test_an_id_that_is_nobody_s_is_said_so(folder: Path, change: str) -> None:
    session = opened(folder, Role.COORDINATOR)
    for who in ("", "0" * 16, "'; DROP TABLE user; --", "Ä" * 5000):
        with pytest.raises(NotFound):
            CHANGES[change](session, UserId(who))
    with pytest.raises(NotFound):
        users.rename_user(session, user_id=UserId("0" * 16), name="x")
    session.close()


@pytest.mark.parametrize("change", ["remove", "role"])
def test_stopped_in_time_nothing_has_changed(folder: Path, change: str) -> None:
    session = opened(folder, Role.COORDINATOR)
    who = id_of(session, "Ana")
    if change == "role":
        users.change_role(session, user_id=who, role=Role.COORDINATOR)
    before = entries(session, 1000)
    operation: Callable[..., Any] = users.remove_user if change == "remove" else users.change_role
    extra = {} if change == "remove" else {"role": Role.STOCK_KEEPER}
    with pytest.raises(Cancelled):
        operation(session, user_id=who, stopped=lambda: True, **extra)
    assert entries(session, 1000) == before
    assert standing(session, "Ana") is Standing.WORKS
    session.close()
    enter(folder, "Ana").close()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_a_coordinator_changes_colleagues(folder: Path, role: Role) -> None:
    session = opened(folder, Role.COORDINATOR)
    jo = id_of(session, "Jo")
    session.close()
    session = opened(folder, role)
    for change in CHANGES.values():
        with pytest.raises(NotAllowed):
            change(session, jo)
    for operation in (users.colleague_list, users.renew_keys):
        with pytest.raises(NotAllowed):
            operation(session)
    session.close()


@pytest.mark.parametrize("change", ["pause", "reset", "role"])
def test_a_key_file_that_was_damaged_meanwhile_refuses_and_changes_no_row(folder: Path, change: str) -> None:
    session = opened(folder, Role.COORDINATOR)
    jo = id_of(session, "Jo")
    before = entries(session, 1000)
    for name in (KEYS_NAME, f"{KEYS_NAME}.prev"):
        raw = bytearray((folder / name).read_bytes())
        raw[len(raw) // 2] ^= 1
        (folder / name).write_bytes(raw)
    with pytest.raises(KeysDamaged):
        CHANGES[change](session, jo)
    assert entries(session, 1000) == before
    assert standing(session, "Jo") is Standing.WORKS
    session.close()


def test_dropped_people_are_refused_like_strangers(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    users.pause_user(session, user_id=id_of(session, "Ana"))
    users.remove_user(session, user_id=id_of(session, "Jo"))
    session.close()
    said = set()
    for login, passphrase in (("Ana", PASSPHRASE), ("Jo", PASSPHRASE), ("Nobody", PASSPHRASE), ("Mei", "wrong")):
        with pytest.raises(LarderError) as error:
            enter(folder, login, passphrase)
        said.add((type(error.value), error.value.text, tuple(error.value.values.items())))
    assert len(said) == 1


def test_a_passphrase_that_somebody_learned_opens_nothing_that_comes_after(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    learned = json.loads((folder / KEYS_NAME).read_bytes())
    for old, new in (("wrong", NEW), (PASSPHRASE, "short")):
        with pytest.raises(LarderError):
            users.change_passphrase_and_keys(session, login="Mei", old=old, new=new)
    data, public = session.held_keys().stock_database_key(), session.held_keys().public_key
    users.change_passphrase_and_keys(session, login="Mei", old=PASSPHRASE, new=NEW)
    assert session.held_keys().stock_database_key() != data
    assert [action for action, _subject in entries(session, 2)] == ["keys.renew", "user.passphrase"]
    # The session goes on, to the last coordinator's work.
    users.rename_user(session, user_id=id_of(session, "Ana"), name="Ánh")
    users.add_user(session, login="Rosa", passphrase=OTHER, name="", role=Role.COORDINATOR)
    assert next(each for each in users.colleague_list(session) if each.own).standing is Standing.WORKS
    drafts.keep_draft(session, content={"note": "typed"})
    session.close()
    assert public.hex() not in (folder / KEYS_NAME).read_text(), "the key pair that was learned is nobody's any more"
    assert public.hex() in json.dumps(learned)
    assert refused(folder, "Mei")
    for login, passphrase in (("Mei", NEW), ("Rosa", OTHER), ("Ana", PASSPHRASE), ("Jo", PASSPHRASE)):
        enter(folder, login, passphrase).close()
    session = enter(folder, "Mei", NEW)
    assert session.user.role is Role.COORDINATOR
    assert entries(session, 1)[0][0] == "unlock"
    found = drafts.take_draft(session)
    assert found is not None
    assert found.content == {"note": "typed"}
    session.close()


def test_stopped_the_passphrase_is_changed_and_the_keys_are_not(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    data = session.held_keys().stock_database_key()
    with pytest.raises(KeysNotRenewed) as error:
        users.change_passphrase_and_keys(session, login="Mei", old=PASSPHRASE, new=NEW, stopped=lambda: True)
    assert isinstance(error.value.__cause__, Cancelled)
    assert session.held_keys().stock_database_key() == data
    users.renew_keys(session)
    session.close()
    assert refused(folder, "Mei")
    enter(folder, "Mei", NEW).close()


@pytest.mark.parametrize("stage", range(1, 6))
def test_a_disk_that_fills_up_between_the_passphrase_and_the_keys_is_told_as_it_is(
    folder: Path, stage: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(folder, Role.COORDINATOR)
    left, stage_file = stage, files.stage

    def staged(*args: Any) -> Path:
        nonlocal left
        left -= 1
        if left <= 0:
            raise OSError(errno.ENOSPC, "no space")
        return stage_file(*args)

    with monkeypatch.context() as patched:
        patched.setattr(files, "stage", staged)
        with pytest.raises(LarderError) as error:
            users.change_passphrase_and_keys(session, login="Mei", old=PASSPHRASE, new=NEW)
    session.close()
    assert refused(folder, "Mei") == isinstance(error.value, KeysNotRenewed)
    enter(folder, "Mei", PASSPHRASE if refused(folder, "Mei") is False else NEW).close()


def test_a_new_passphrase_that_the_memory_does_not_suffice_to_try_is_told_as_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(folder, Role.COORDINATOR)

    def tried(folder: Path, *, login: str, passphrase: str, policy: KdfPolicy) -> Unlocked:
        if passphrase == NEW:
            raise NotEnoughMemory
        return unlock(folder, login=login, passphrase=passphrase, policy=policy)

    monkeypatch.setattr(users, "unlock", tried)
    with pytest.raises(KeysNotRenewed):
        users.change_passphrase_and_keys(session, login="Mei", old=PASSPHRASE, new=NEW)
    session.close()
    assert refused(folder, "Mei")
    enter(folder, "Mei", NEW).close()
