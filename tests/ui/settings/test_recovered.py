"""After the recovery sheet let somebody in: a passphrase of their own, a new sheet, or later."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.users import Role
from desktop.operations import recovery
from desktop.operations.vault import WrongPassphrase, open_vault, open_with_recovery
from tests.operations.keys import CHEAP_POLICY, LOGINS, PASSPHRASE, SHEET, made_vault, opened
from tests.running import Program, type_back

NEW = "seven quiet lanterns under the bridge"


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """A program in front of a locked vault."""
    running = Program(tmp_path, vault=made_vault(tmp_path / "vault"))
    yield running
    running.close()


def enter(program: Program, typed: str = SHEET) -> None:
    program.hands.press("unlock_recovery")
    program.hands.type("unlock_words", typed)
    program.hands.press("unlock_open")
    program.entered()


def choose_passphrase(program: Program, who: str, login: str) -> None:
    program.hands.choose("recovered_person", who)
    program.hands.type("recovered_login", login)
    program.hands.type("recovered_passphrase_first", NEW)
    program.hands.type("recovered_passphrase_again", NEW)
    program.hands.press("recovered_keep")


def words_shown(program: Program, count: int) -> tuple[str, ...]:
    return tuple(program.hands.text(f"sheet_words_{number}") for number in range(1, count + 1))


def unlock_again(program: Program, login: str) -> None:
    program.hands.type("unlock_login", login)
    program.hands.type("unlock_passphrase", NEW)
    program.hands.press("unlock_open")
    program.entered()


def test_a_coordinator_takes_a_new_passphrase_makes_a_new_sheet_and_unlocks_with_it(program: Program) -> None:
    enter(program)
    assert "Mei" in program.hands.options("recovered_person")
    assert not {"Ana", "Jo", "Recovery sheet"} & set(program.hands.options("recovered_person"))
    choose_passphrase(program, "Mei", "mei-ling")
    assert program.hands.text("recovered_sheet_title") == "A new recovery sheet is needed"
    program.hands.press("recovered_make")
    words = words_shown(program, 12)
    type_back(program.hands, words)
    assert program.hands.text("recovered_done_title") == "The new sheet counts"
    program.hands.press("recovered_lock")
    program.locked()
    assert program.replaced == 1
    unlock_again(program, "mei-ling")
    assert program.app.context.user.name == "Mei"
    assert not program.hands.sees("today_sheet")
    program.app.lock()
    program.locked()
    for typed, good in ((SHEET, False), (" ".join(words), True)):
        try:
            open_with_recovery(program.vault, typed, clock=program.clock, policy=CHEAP_POLICY).close()
        except WrongPassphrase:
            assert not good
        else:
            assert good


def test_two_of_three_sheets_lead_to_the_same_page_and_three_new_ones_can_be_made(program: Program) -> None:
    session = opened(program.vault, Role.COORDINATOR)
    sheets = recovery.new_sheet_parts()
    recovery.make_recovery_parts(session, sheets=sheets)
    session.close()
    enter(program, "\n".join(map(" ".join, (sheets[2], sheets[0]))))
    choose_passphrase(program, "Mei", "Mei")
    program.hands.press("recovered_make_parts")
    made = []
    for _turn in range(3):
        made.append(words_shown(program, 20))
        type_back(program.hands, made[-1])
    assert program.hands.sees("recovered_done")
    program.hands.press("recovered_go_on")
    assert not program.hands.sees("today_sheet")
    program.app.lock()
    program.locked()
    typed = " ".join((*made[0], *made[1]))
    open_with_recovery(program.vault, typed, clock=program.clock, policy=CHEAP_POLICY).close()


def test_somebody_new_becomes_a_coordinator(program: Program) -> None:
    enter(program)
    assert not program.hands.sees("recovered_name")
    program.hands.choose("recovered_person", "Somebody new")
    program.hands.type("recovered_name", "Rosa")
    choose_passphrase(program, "Somebody new", "rosa")
    assert program.hands.sees("recovered_sheet")
    program.app.lock()
    program.locked()
    session = open_vault(program.vault, login="rosa", passphrase=NEW, clock=program.clock, policy=CHEAP_POLICY)
    assert (session.user.name, session.user.role) == ("Rosa", Role.COORDINATOR)
    session.close()
    opened(program.vault, Role.COORDINATOR).close()


def test_later_keeps_asking_until_there_is_a_new_sheet(program: Program) -> None:
    enter(program)
    program.hands.press("recovered_later")
    assert "It was used. Make a new one." in program.hands.all_text()
    program.hands.press("today_sheet_open")
    assert program.hands.sees("recovered_person")
    choose_passphrase(program, "Mei", "Mei")
    program.hands.press("recovered_later")
    program.hands.press("today_sheet_open")
    assert program.hands.sees("recovered_sheet")
    program.app.lock()
    program.locked()
    unlock_again(program, "Mei")
    program.hands.press("today_sheet_open")
    assert "The recovery sheet was used on 24 Nov" in program.hands.all_text()
    program.hands.press("sheet_make")
    type_back(program.hands, words_shown(program, 12))
    assert "was used on" not in program.hands.all_text()
    program.hands.press("rail_today")
    assert not program.hands.sees("today_sheet")


def test_the_settings_lead_back_to_the_page(program: Program) -> None:
    enter(program)
    program.hands.press("rail_settings")
    program.hands.press("settings_sheet")
    program.hands.press("sheet_recovered")
    assert program.hands.sees("recovered_person")


def test_what_is_lacking_is_asked_for_beside_its_field(program: Program) -> None:
    enter(program)
    page = program.app.window.desk.current_page().shown
    program.hands.press("recovered_keep")
    assert page.who.error()
    program.hands.choose("recovered_person", "Mei")
    program.hands.press("recovered_keep")
    assert page.login.error()
    program.hands.type("recovered_login", LOGINS[Role.VOLUNTEER])
    program.hands.press("recovered_keep")
    assert page.passphrase.first.error()
    choose_passphrase(program, "Mei", "recovery")
    assert "kept for the recovery sheet" in page.login.error()
    choose_passphrase(program, "Somebody new", "Mei")
    assert "already a colleague" in page.login.error()


def test_the_passphrase_typed_is_gone_when_the_page_is_left(program: Program) -> None:
    enter(program)
    program.hands.type("recovered_passphrase_first", NEW)
    program.hands.press("rail_stock")
    program.hands.press("rail_today")
    program.hands.press("today_sheet_open")
    assert program.hands.text("recovered_passphrase_first") == ""


def test_whoever_unlocks_with_a_passphrase_never_sees_the_page(program: Program) -> None:
    program.unlock(Role.COORDINATOR)
    program.entered()
    assert not program.hands.sees("recovered_person")
    assert not program.hands.sees("today_sheet")
    assert PASSPHRASE not in program.hands.all_text()
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        program.app.lock()
        program.locked()
        program.unlock(role)
        program.entered()
        program.app.window.desk.go("recovered")
        assert not program.hands.sees("recovered_person")
