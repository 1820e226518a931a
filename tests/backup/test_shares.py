"""Three recovery sheets, any two of which open: backups and restoring, in the terminal and in the window."""

from pathlib import Path

import pytest

from desktop.backup import restore, restore_command, verify, verify_command
from desktop.operations import recovery
from desktop.operations.vault import open_with_recovery
from desktop.vault.errors import RecoveryOneMore, RecoverySheetsApart, WrongRecoveryWords
from tests.backup.house import ANY_COST, MOMENT, House


@pytest.fixture
def sheets(house: House) -> tuple[tuple[str, ...], ...]:
    """The three sheets in force."""
    made = recovery.new_sheet_parts()
    recovery.make_recovery_parts(house.session, sheets=made)
    return made


def test_any_two_open_a_backup_and_restore_it_on_another_computer(
    house: House, sheets: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    made = house.back_up()
    for number, two in enumerate(((0, 1), (2, 0), (1, 2))):
        typed = "\n".join(" ".join(sheets[at]) for at in two)
        assert verify(made.path, words=typed, policy=ANY_COST).counts.members == 3
        new = tmp_path / f"new-{number}"
        restore(made.path, new, at=MOMENT, words=typed, policy=ANY_COST)
        open_with_recovery(new, typed, clock=house.clock, policy=ANY_COST).close()


def test_in_the_terminal_they_are_typed_in_one_run(
    house: House, sheets: tuple[tuple[str, ...], ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = house.back_up()
    for typed, code, said in (
        (" ".join(sheets[0]), 1, "One more sheet is needed"),
        (" ".join((*sheets[1], *sheets[1])), 1, "is the same as sheet 1"),
        (" ".join((*sheets[2], *sheets[1])), 0, "This backup is whole and opens."),
    ):
        found = verify_command(
            made.path, policy=ANY_COST, ask=lambda _question: "", ask_hidden=lambda _question, typed=typed: typed
        )
        assert found == code
        assert said in capsys.readouterr().out
    typed = " ".join((*sheets[0], *sheets[2])).upper()
    new = tmp_path / "new"
    assert (
        restore_command(made.path, new, at=MOMENT, policy=ANY_COST, ask=lambda _q: "", ask_hidden=lambda _q: typed) == 0
    )
    assert (new / "keys.json").is_file()


def test_a_backup_keeps_to_the_sheets_that_were_in_force_when_it_was_made(
    house: House, sheets: tuple[tuple[str, ...], ...]
) -> None:
    older = house.back_up()
    words = recovery.new_sheet_words("en")
    recovery.make_recovery_sheet(house.session, words=words)
    house.give()
    newer = house.back_up()
    typed = " ".join((*sheets[0], *sheets[1]))
    assert verify(older.path, words=typed, policy=ANY_COST).counts.members == 3
    assert verify(newer.path, words=words, policy=ANY_COST).counts.members == 3
    for path, wrong in ((newer.path, typed), (older.path, " ".join(words))):
        with pytest.raises(WrongRecoveryWords):
            verify(path, words=wrong, policy=ANY_COST)


def test_what_is_wrong_with_them_is_told_before_the_backup_is_tried(
    house: House, sheets: tuple[tuple[str, ...], ...]
) -> None:
    made, other = house.back_up(), recovery.new_sheet_parts()
    with pytest.raises(RecoveryOneMore):
        verify(made.path, words=" ".join(sheets[1]), policy=ANY_COST)
    with pytest.raises(RecoverySheetsApart):
        verify(made.path, words=" ".join((*sheets[1], *other[0])), policy=ANY_COST)
