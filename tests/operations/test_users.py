"""Colleagues, passphrases, settings, and a new recovery sheet."""

from pathlib import Path

import pytest

from desktop.domain.errors import Invalid, NotAllowed, VaultUnwritable
from desktop.domain.users import Role
from desktop.operations import recovery, users
from desktop.operations.session import Session
from desktop.operations.users import WrongPassphrase
from desktop.operations.vault import open_vault, open_with_recovery
from desktop.system.drives import Drive
from desktop.vault.errors import LoginRefused, WrongRecoveryWords
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_POLICY, PASSPHRASE, SHEET, made_vault, opened

NEW = "seven quiet lanterns under the bridge"


def enter(folder: Path, login: str, passphrase: str) -> Session:
    return open_vault(folder, login=login, passphrase=passphrase, clock=FixedClock(), policy=CHEAP_POLICY)


@pytest.mark.parametrize("role", list(Role))
def test_a_new_colleague_of_each_role_can_unlock_at_once(tmp_path: Path, role: Role) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, Role.COORDINATOR)
    added = users.add_user(session, login="Río", passphrase=NEW, name="Rosa", role=role)
    assert added in users.colleagues(session)
    session.close()
    session = enter(folder, "río", NEW)
    assert (session.user.name, session.user.role, session.user.id) == ("Rosa", role, added.id)
    session.close()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_a_coordinator_adds_colleagues_and_changes_settings(tmp_path: Path, role: Role) -> None:
    session = opened(made_vault(tmp_path / "v"), role)
    with pytest.raises(NotAllowed):
        users.add_user(session, login="Rosa", passphrase=NEW, name="", role=Role.VOLUNTEER)
    with pytest.raises(NotAllowed):
        users.colleagues(session)
    with pytest.raises(NotAllowed):
        users.change_settings(session, collective="x", small_count=10, idle_minutes=10)
    with pytest.raises(NotAllowed):
        recovery.make_recovery_sheet(session, words=SHEET.split())
    session.close()


def test_what_cannot_be_a_colleague_is_said_beside_its_field_and_adds_nobody(tmp_path: Path) -> None:
    session = opened(made_vault(tmp_path / "v"), Role.COORDINATOR)
    before = users.colleagues(session)
    for login, passphrase, name, field in (
        ("", NEW, "Rosa", "login"),
        ("   ", NEW, "Rosa", "login"),
        ("recovery", NEW, "", "login"),
        ("x" * 10_000, NEW, "Rosa", "login"),
        ("Rosa", "", "", "passphrase"),
        ("Rosa", "too short", "", "passphrase"),
        ("Rosa", "passwordpassword", "", "passphrase"),
        ("Rosa", f" {NEW}", "", "passphrase"),
        ("Rosa", "x" * 5000, "", "passphrase"),
        ("Rosa", NEW, "n" * 10_000, "name"),
    ):
        with pytest.raises(Invalid) as error:
            users.add_user(session, login=login, passphrase=passphrase, name=name, role=Role.VOLUNTEER)
        assert error.value.field == field, (login[:10], passphrase[:10], name[:10])
    assert users.colleagues(session) == before
    session.close()


def test_the_same_name_and_passphrase_cannot_come_twice(tmp_path: Path) -> None:
    session = opened(made_vault(tmp_path / "v"), Role.COORDINATOR)
    with pytest.raises(LoginRefused):
        users.add_user(session, login="ana", passphrase=PASSPHRASE, name="Another", role=Role.COORDINATOR)
    for name in ("ana", "ANA ", "Aná"):
        with pytest.raises(Invalid) as error:
            users.add_user(session, login="other", passphrase=NEW, name=name, role=Role.VOLUNTEER)
        assert error.value.field == "name"
    session.close()


def test_any_script_can_be_a_name_and_a_passphrase(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, Role.COORDINATOR)
    passphrase = "晨光里七盏安静的灯笼挂在桥下面"
    users.add_user(session, login="小梅'); DROP TABLE user", passphrase=passphrase, name="🌵 مريم", role=Role.VOLUNTEER)
    session.close()
    session = enter(folder, "小梅'); DROP TABLE user", passphrase)
    assert session.user.name == "🌵 مريم"
    session.close()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_changes_their_own_passphrase(tmp_path: Path, role: Role) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, role)
    login = {Role.COORDINATOR: "Mei", Role.VOLUNTEER: "Ana", Role.STOCK_KEEPER: "Jo"}[role]
    users.change_passphrase(session, login=login, old=PASSPHRASE, new=NEW)
    session.close()
    with pytest.raises(WrongPassphrase):
        enter(folder, login, PASSPHRASE)
    enter(folder, login, NEW).close()


def test_a_passphrase_stays_when_the_old_one_is_wrong_or_the_new_one_weak(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, Role.VOLUNTEER)
    for login, old, new in (("Ana", "wrong", NEW), ("Mei", PASSPHRASE, NEW), ("Nobody", PASSPHRASE, NEW)):
        with pytest.raises(WrongPassphrase):
            users.change_passphrase(session, login=login, old=old, new=new)
    with pytest.raises(Invalid) as error:
        users.change_passphrase(session, login="Ana", old=PASSPHRASE, new="12345678901234")
    assert error.value.field == "passphrase"
    session.close()
    opened(folder, Role.VOLUNTEER).close()
    opened(folder, Role.COORDINATOR).close()


def test_settings_are_kept_and_limited(tmp_path: Path) -> None:
    session = opened(made_vault(tmp_path / "v"), Role.COORDINATOR)
    kept = users.change_settings(session, collective="  日出\u202e ", small_count=5, idle_minutes=30)
    assert (kept.collective, kept.small_count, kept.idle_minutes) == ("日出", 5, 30)
    for field, value in (
        ("small_count", 4),
        ("small_count", 51),
        ("idle_minutes", 1),
        ("idle_minutes", 31),
        ("collective", "x" * 10_000),
    ):
        with pytest.raises(Invalid) as error:
            users.change_settings(session, **{"collective": "", "small_count": 10, "idle_minutes": 10, field: value})
        assert error.value.field == field
        assert users.collective_settings(session) == kept
    session.close()


def test_a_new_sheet_opens_the_vault_and_the_old_one_no_more(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, Role.COORDINATOR)
    words = recovery.new_sheet_words("zh_CN")
    recovery.make_recovery_sheet(session, words=words)
    session.close()
    with pytest.raises(WrongRecoveryWords):
        open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY)
    session = open_with_recovery(folder, "".join(words), clock=FixedClock(), policy=CHEAP_POLICY)
    assert users.me(session).by_recovery
    session.close()


def test_words_that_were_only_shown_change_nothing(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    recovery.new_sheet_words("en")
    open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY).close()


def test_a_sheet_is_saved_in_a_folder_of_this_computer_only(tmp_path: Path) -> None:
    stick, vault, home = tmp_path / "stick", tmp_path / "vault", tmp_path / "home"
    for folder in (stick / "deep", vault, home):
        folder.mkdir(parents=True)
    drive = Drive("STICK", stick, 1, 1, read_only=False)
    for folder in (stick, stick / "deep", vault):
        with pytest.raises(Invalid) as error:
            recovery.save_sheet(b"%PDF", folder, vault=vault, drives=lambda: [drive])
        assert error.value.field == "folder"
    assert recovery.save_sheet(b"%PDF", home, vault=vault, drives=lambda: [drive]).read_bytes() == b"%PDF"
    with pytest.raises(VaultUnwritable):
        recovery.save_sheet(b"%PDF", tmp_path / "gone", vault=vault, drives=lambda: [drive])
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["sheet.pdf"]
