"""Restoring a backup at the first start: what is listed, what opens it, what is refused."""

from pathlib import Path

import pytest

from desktop.backup import write_backup
from desktop.domain.people import MemberFacts
from desktop.domain.users import Role
from desktop.operations import people, recovery
from desktop.operations.backups import snapshot_for_backup
from desktop.ui.unlock.first_start import FirstStart
from desktop.ui.widgets.lists import FactsList
from tests.operations.keys import PASSPHRASE, SHEET, made_vault, opened
from tests.running import Program


@pytest.fixture
def stick(program: Program, tmp_path: Path) -> Path:
    """A stick with one backup of a vault with one member."""
    path = program.plug_in("STICK")
    session = opened(made_vault(tmp_path / "elsewhere"), Role.COORDINATOR)
    people.register_member(session, form_key="a", facts=MemberFacts("Otter"))
    write_backup(snapshot_for_backup(session), path)
    session.close()
    return path


def look_into(program: Program, login: str = "Mei", passphrase: str = PASSPHRASE) -> None:
    hands = program.hands
    if not hands.sees("start_backup_login"):
        hands.press("start_next")
        hands.press("start_restore")
        hands.press("start_next")
    hands.type("start_backup_login", login)
    hands.type("start_backup_passphrase", passphrase, enter=True)


def test_the_backups_of_a_stick_that_is_plugged_in_are_listed_at_once(program: Program, stick: Path) -> None:
    program.hands.press("start_next")
    program.hands.press("start_restore")
    assert len(program.hands.rows("start_backups")) == 1
    program.hands.type("start_backup_folder", str(stick.parent))
    assert not program.hands.sees("start_backups")
    assert "no backup in this folder" in program.hands.all_text()
    program.hands.press("start_next")
    assert program.hands.sees("start_backup_folder")
    program.hands.press("start_drive_0")
    assert len(program.hands.rows("start_backups")) == 1


def test_without_a_stick_a_folder_can_be_typed(program: Program, stick: Path) -> None:
    program.drives.clear()
    program.hands.press("start_next")
    program.hands.press("start_restore")
    assert not program.hands.sees("start_backups")
    program.hands.type("start_backup_folder", str(stick))
    assert len(program.hands.rows("start_backups")) == 1


def test_a_backup_becomes_a_vault_that_opens_for_everybody(program: Program, stick: Path, tmp_path: Path) -> None:
    before = (stick / next(stick.iterdir()).name).read_bytes()
    look_into(program)
    facts = dict(program.hands.see("start_contents", FactsList).facts())
    assert facts["Members"] == "1"
    assert not program.hands.sees("start_restore_way")
    program.hands.type("start_restore_folder", str(tmp_path / "here"))
    program.hands.press("start_next")
    told = dict(program.hands.see("start_restored", FactsList).facts())
    assert told["The vault lives in"] == str(tmp_path / "here")
    assert told["New numbers begin with the letter"] == "B"
    assert "not known here" in program.hands.text("start_erased")
    assert not program.hands.sees("start_back")
    program.hands.press("start_next")
    program.hands.wait_until(lambda: program.hands.sees("unlock_login"), "the unlock screen")
    program.unlock(Role.VOLUNTEER)
    program.entered()
    found = []
    program.app.tasks.query(people.find_members, "Otter", then=found.append)
    program.hands.wait_idle()
    assert [member.name for member in found[0]] == ["Otter"]
    assert (stick / next(stick.iterdir()).name).read_bytes() == before


@pytest.mark.parametrize(("login", "passphrase"), [("Mei", "wrong"), ("Nobody", PASSPHRASE), ("Ana", PASSPHRASE)])
def test_who_is_no_coordinator_opens_no_backup(program: Program, stick: Path, login: str, passphrase: str) -> None:
    look_into(program, login, passphrase)
    assert "do not open this backup" in program.hands.all_text()
    assert program.hands.text("start_backup_login") == login
    look_into(program)
    assert program.hands.sees("start_restore_folder")


def test_the_recovery_sheet_opens_a_backup_and_a_mistyped_word_is_named(program: Program, stick: Path) -> None:
    program.hands.press("start_next")
    program.hands.press("start_restore")
    program.hands.press("start_next")
    program.hands.press("start_backup_recovery")
    program.hands.type("start_backup_words", SHEET.replace("thank year", "thanks year"), enter=True)
    assert "Word 3" in program.hands.all_text()
    program.hands.type("start_backup_words", SHEET, enter=True)
    assert program.hands.sees("start_restore_folder")


def test_a_folder_that_is_not_empty_is_refused_beside_the_field(program: Program, stick: Path, tmp_path: Path) -> None:
    look_into(program)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("mine")
    step = program.page.step("restore")  # type: ignore[attr-defined]
    for folder in ("elsewhere", "full", "full/a.txt"):
        program.hands.type("start_restore_folder", str(tmp_path / folder))
        program.hands.press("start_next")
        assert step.folder.error(), folder
    assert (tmp_path / "full" / "a.txt").read_text() == "mine"


def test_an_altered_or_cut_off_backup_is_refused_and_another_can_be_chosen(
    program: Program, stick: Path, tmp_path: Path
) -> None:
    file = next(stick.iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    look_into(program)
    assert "damaged" in program.hands.all_text()
    file.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    program.hands.press("start_next")
    assert "damaged" in program.hands.all_text()
    file.write_bytes(whole)
    program.hands.press("start_next")
    assert program.hands.sees("start_restore_folder")
    file.unlink()
    program.hands.type("start_restore_folder", str(tmp_path / "here"))
    program.hands.press("start_next")
    assert "cannot be read" in program.hands.all_text()
    assert not (tmp_path / "here").exists()


def test_back_from_what_it_holds_asks_again_who_opens_it(program: Program, stick: Path) -> None:
    look_into(program)
    program.hands.press("start_back")
    assert program.hands.text("start_backup_login") == "Mei"
    program.hands.press("start_back")
    assert len(program.hands.rows("start_backups")) == 1
    assert isinstance(program.page, FirstStart)


def test_two_of_three_sheets_open_a_backup_and_their_words_are_gone_when_the_step_is_left(
    program: Program, tmp_path: Path
) -> None:
    path = program.plug_in("STICK")
    session = opened(made_vault(tmp_path / "elsewhere"), Role.COORDINATOR)
    sheets = recovery.new_sheet_parts()
    recovery.make_recovery_parts(session, sheets=sheets)
    write_backup(snapshot_for_backup(session), path)
    session.close()
    program.hands.press("start_next")
    program.hands.press("start_restore")
    program.hands.press("start_next")
    program.hands.press("start_backup_recovery")
    program.hands.type("start_backup_words", " ".join(sheets[2]))
    program.hands.press("start_next")
    assert "One more sheet is needed" in program.hands.all_text()
    program.hands.type("start_backup_words", "\n".join(map(" ".join, (sheets[2], sheets[0]))))
    program.hands.press("start_next")
    assert program.hands.sees("start_restore_folder")
    program.hands.press("start_back")
    assert program.hands.text("start_backup_words") == ""
