"""The whole program as a person meets it: first start, unlocking, refusals, the lock, and what nobody expected."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.users import Role
from desktop.operations import catalogue, people
from desktop.operations.session import Session
from desktop.ui.unlock.first_start import FirstStart
from desktop.ui.unlock.unlock_page import UnlockPage
from tests.operations.keys import PASSPHRASE, SHEET, made_vault, opened
from tests.running import Program, walk_to_the_items, walk_to_the_sheet

_HOLD = """
import sys
from pathlib import Path
from desktop.system.locks import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """A program whose vault stands, at its unlock screen."""
    made_vault(tmp_path / "vault")
    running = Program(tmp_path)
    yield running
    running.close()


def said(program: Program) -> str:
    """What stands on the screen."""
    return program.hands.all_text()


def forget_wait(program: Program) -> None:
    """Let the seconds after a wrong try pass."""
    assert isinstance(program.page, UnlockPage)
    while program.page.patience.seconds:
        program.page.patience.tick()


# The first start


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_from_an_empty_computer_to_the_first_screen_in_each_language(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    program = Program(tmp_path)
    try:
        assert isinstance(program.page, FirstStart)
        if language != "en":
            program.hands.press(f"start_language_{language}")
        words = {"en": "Go on", "zh_CN": "继续"}[language]
        assert program.hands.text("start_next") == words
        passphrase = walk_to_the_sheet(program, tmp_path / "v", login="小梅", collective="日出")
        sheet = walk_to_the_items(program)
        assert all(word.isascii() for word in sheet) is (language == "en")
        program.hands.press("start_next")
        program.hands.press("start_next")
        program.entered()
        assert program.hands.text("rail_stock") == {"en": "Stock", "zh_CN": "库存"}[language]
        assert json.loads(program.pointer.read_text())["vault"] == str(tmp_path / "v")
        program.app.lock()
        program.locked()
        assert program.hands.text("unlock_open") == {"en": "Unlock", "zh_CN": "解锁"}[language]
        program.hands.type("unlock_login", "小梅")
        program.hands.type("unlock_passphrase", passphrase, enter=True)
        program.entered()
        found: list[tuple[object, ...]] = []
        program.app.tasks.query(catalogue.items, then=found.append)
        program.hands.wait_idle()
        names = {item.name for item in found[0]}  # type: ignore[attr-defined]
        assert {"en": "Masks", "zh_CN": "口罩"}[language] in names
    finally:
        program.close()


def test_nothing_outside_the_vault_holds_what_was_typed(qtbot: QtBot, tmp_path: Path) -> None:
    program = Program(tmp_path)
    passphrase = walk_to_the_sheet(program, tmp_path / "v", login="Meiling", collective="Sunrise House")
    sheet = walk_to_the_items(program)
    program.hands.press("start_next")
    program.hands.press("start_next")
    program.entered()
    program.close()
    for path in (each for each in tmp_path.rglob("*") if each.is_file()):
        content = path.read_bytes()
        for typed in ("Meiling", "Sunrise House", passphrase, " ".join(sheet)):
            assert typed.encode() not in content, path.name


def test_a_remembered_vault_that_is_gone_is_said_and_nothing_is_made_in_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    program = Program(tmp_path, vault=tmp_path / "stick" / "vault")
    try:
        program.hands.press("start_next")
        assert str(tmp_path / "stick" / "vault") in said(program)
        assert not (tmp_path / "stick").exists()
    finally:
        program.close()


# Unlocking


@pytest.mark.parametrize("role", list(Role))
def test_each_role_unlocks_and_sees_its_places(program: Program, role: Role) -> None:
    program.unlock(role)
    program.entered()
    assert program.app.context.user.role is role
    assert program.hands.sees("rail_members") is role.sees_people
    assert program.app.window.windowTitle() == "Larder"


def test_a_wrong_passphrase_and_an_unknown_name_get_the_same_sentence(program: Program) -> None:
    program.unlock(Role.COORDINATOR, "not the passphrase")
    wrong = program.hands.text("unlock_messages_message")
    forget_wait(program)
    program.hands.type("unlock_login", "Nobody")
    program.hands.type("unlock_passphrase", PASSPHRASE, enter=True)
    assert program.hands.text("unlock_messages_message") == wrong
    assert "Nothing was changed" in wrong
    forget_wait(program)
    program.unlock(Role.COORDINATOR)
    program.entered()


@pytest.mark.parametrize(
    "passphrase", ["x" * 2_000, "'); DROP TABLE user", "🌵" * 30, "\u202eevil", f" {PASSPHRASE}", PASSPHRASE.upper()]
)
def test_any_other_passphrase_is_just_wrong(program: Program, passphrase: str) -> None:
    program.unlock(Role.COORDINATOR, passphrase)
    assert "do not open the vault" in said(program)
    assert program.app.context is None


def test_the_recovery_sheet_opens_the_vault_and_leads_to_a_new_passphrase(program: Program) -> None:
    program.hands.press("unlock_recovery")
    program.hands.type("unlock_words", SHEET.replace("winner", "winnner", 1), enter=True)
    assert "Word 2" in said(program)
    program.hands.type("unlock_words", SHEET.upper(), enter=True)
    program.entered()
    assert program.hands.sees("recovered_person")
    assert "recovery sheet let you in" in said(program)


def test_a_vault_another_process_has_open_is_said_and_opens_once_it_is_free(program: Program) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(program.vault)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        program.unlock(Role.COORDINATOR)
        assert "already open" in said(program)
        other.stdin.close()
        other.wait()
    program.unlock(Role.COORDINATOR)
    program.entered()


def test_a_newer_vault_is_said_and_stays_as_it_is(program: Program) -> None:
    session = opened(program.vault, Role.COORDINATOR)
    session.database.execute("PRAGMA main.user_version = 99")
    session.close()
    before = {path.name: path.read_bytes() for path in program.vault.iterdir()}
    program.unlock(Role.COORDINATOR)
    assert "newer Larder" in said(program)
    assert {path.name: path.read_bytes() for path in program.vault.iterdir()} == before


@pytest.mark.parametrize("name", ["stock.db", "people.db", "keys.json"])
def test_a_damaged_file_is_said_without_a_traceback(program: Program, name: str) -> None:
    for path in program.vault.glob(f"{name}*"):
        content = path.read_bytes()
        path.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    program.unlock(Role.COORDINATOR)
    assert "damaged" in said(program)
    assert not program.hands.sees("report")


def test_another_vault_can_be_reached_and_one_can_come_back(program: Program, tmp_path: Path) -> None:
    made_vault(tmp_path / "other")
    program.hands.press("unlock_other")
    program.hands.press("start_back")
    assert program.hands.sees("unlock_login")
    program.hands.press("unlock_other")
    program.hands.press("start_next")
    program.hands.press("start_open")
    program.hands.type("start_open_folder", str(tmp_path / "other"), enter=True)
    program.unlock(Role.COORDINATOR)
    program.entered()
    assert json.loads(program.pointer.read_text())["vault"] == str(tmp_path / "other")


def test_the_language_can_be_changed_before_unlocking_and_is_remembered(program: Program, qtbot: QtBot) -> None:
    # The corner comes after the first paint.
    qtbot.waitUntil(lambda: program.hands.sees("unlock_language"))
    program.hands.choose("unlock_language", "简体中文")
    assert program.hands.text("unlock_open") == "解锁"
    assert json.loads(program.pointer.read_text())["language"] == "zh_CN"
    qtbot.waitUntil(lambda: program.hands.sees("unlock_language"))
    program.hands.choose("unlock_language", "English")
    assert program.hands.text("unlock_open") == "Unlock"


def test_the_pointer_file_holds_path_language_size_and_look_and_nothing_else(program: Program) -> None:
    program.unlock(Role.VOLUNTEER)
    program.entered()
    assert set(json.loads(program.pointer.read_text())) == {"vault", "language", "text_size", "look"}
    program.pointer.write_text("{ not json")
    program.app.theme.set_text_size(110)
    assert json.loads(program.pointer.read_text())["text_size"] == 110
    program.app.theme.set_text_size(100)


# What nobody expected


def test_an_unexpected_error_shows_a_report_without_personal_data_and_work_goes_on(program: Program) -> None:
    program.unlock(Role.COORDINATOR)
    program.entered()

    def broken(session: Session) -> None:
        people.register_member(session, form_key="a", facts="Otter")  # type: ignore[arg-type]

    program.app.tasks.query(broken, then=lambda _none: None)
    program.hands.wait_idle()
    report = program.hands.text("report_text")
    assert "AttributeError" in report
    assert "tests" not in report or "test_app.py" in report
    assert "Otter" not in said(program)
    assert str(program.folder) not in report
    program.hands.press("report_copy")
    assert QApplication.clipboard().text() == report
    QApplication.clipboard().clear()
    program.hands.press("report_save")
    program.hands.press("folder_cancel")
    program.hands.press("report_close")
    program.hands.press("rail_stock")
    assert program.app.context is not None


def test_many_unexpected_errors_show_one_report(program: Program) -> None:
    for _turn in range(5):
        program.app.unexpected(ValueError("Otter"))
    program.hands.wait_idle()
    program.hands.press("report_close")
    assert not program.hands.sees("report")
    program.app.unexpected(ValueError("Otter"))
    assert program.hands.sees("report")
    program.hands.press("report_close")
