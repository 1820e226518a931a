"""`larder verify` and `larder restore` in a terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.backup import restore_command, verify_command
from tests.backup.house import ANY_COST, MOMENT, House

Ask = Callable[[str], str]


def answers(*given: str) -> tuple[Ask, Ask]:
    """What a person types at the open and at the hidden question."""
    return (lambda _: given[0]), (lambda _: given[1])


def test_a_backup_is_looked_at_in_the_terminal(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    made = house.back_up()
    ask, hidden = answers("Magnolia", house.opens()["passphrase"])
    assert verify_command(made.path, policy=ANY_COST, ask=ask, ask_hidden=hidden) == 0
    said = capsys.readouterr().out
    assert said.startswith("This backup is whole and opens.")
    for words in ("24 Nov 2026", "3 members", "3 hand-outs", "1 referral\n", "1 item\n"):
        assert words in said


def test_a_refusal_is_one_sentence_and_a_code(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    made = house.back_up()
    ask, hidden = answers("Magnolia", "wrong")
    assert verify_command(made.path, policy=ANY_COST, ask=ask, ask_hidden=hidden) == 1
    assert "do not open this backup" in capsys.readouterr().out
    ask, hidden = answers("", "not twelve words")
    assert verify_command(made.path, policy=ANY_COST, ask=ask, ask_hidden=hidden) == 1
    assert "12 words" in capsys.readouterr().out


def test_a_vault_is_restored_in_the_terminal_with_the_sheet(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = house.back_up()
    ask, hidden = answers(" ", " ".join(house.words))
    new = tmp_path / "new"
    for code, words in ((0, "under the letter B"), (1, "This folder is not empty.")):
        found = restore_command(made.path, new, at=MOMENT, policy=ANY_COST, ask=ask, ask_hidden=hidden)
        assert found == code
        assert words in capsys.readouterr().out
    assert (new / "keys.json").is_file()


def test_leaving_at_the_question_changes_nothing(house: House, tmp_path: Path) -> None:
    made = house.back_up()

    def leave(_: str) -> str:
        raise KeyboardInterrupt

    assert restore_command(made.path, tmp_path / "new", at=MOMENT, policy=ANY_COST, ask=leave) == 1
    assert not (tmp_path / "new").exists()
