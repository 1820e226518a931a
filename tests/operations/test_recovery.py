"""What recovery sheet is in force, making new ones, and trying one without changing anything."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role
from desktop.operations import recovery, today
from desktop.operations.recovery import SheetDue, SheetState
from desktop.operations.recovery_typing import place_of
from desktop.operations.session import Session
from desktop.operations.vault import open_with_recovery
from desktop.storage import journal
from desktop.storage.schema import STOCK
from desktop.vault import recovery as typing
from desktop.vault.errors import (
    RecoveryOneMore,
    RecoveryWordCount,
    RecoveryWordsInvalid,
    RecoveryWordUnknown,
    WrongRecoveryWords,
)
from tests.operations.desk import FIRST_DAY, FixedClock
from tests.operations.keys import CHEAP_POLICY, SHEET, made_vault, opened

OTHER = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return made_vault(tmp_path / "vault")


@pytest.fixture
def session(vault: Path) -> Iterator[Session]:
    session = opened(vault, Role.COORDINATOR)
    yield session
    session.close()


def recovered(vault: Path, typed: str, clock: FixedClock | None = None) -> Session:
    return open_with_recovery(vault, typed, clock=clock or FixedClock(), policy=CHEAP_POLICY)


def actions(session: Session) -> list[str]:
    return [entry.action for entry in journal.entries(session.database, STOCK)]


def test_a_new_vault_has_one_sheet_of_its_first_day(session: Session) -> None:
    assert recovery.sheet_state(session) == SheetState(1, FIRST_DAY, None, None, SheetDue.NOTHING)


def test_trying_a_sheet_changes_no_key_and_is_remembered(vault: Path, session: Session) -> None:
    before = {path.name: path.read_bytes() for path in vault.glob("keys.json*")}
    recovery.try_sheet(session, typed=SHEET.upper())
    assert {path.name: path.read_bytes() for path in vault.glob("keys.json*")} == before
    assert recovery.sheet_state(session).tried == FIRST_DAY
    assert actions(session)[0] == "recovery.try"
    assert "legal" not in str(journal.entries(session.database, STOCK))


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", RecoveryWordCount), (SHEET.replace("year", "yeer"), RecoveryWordUnknown), (OTHER, WrongRecoveryWords)],
)
def test_a_wrong_sheet_is_told_and_leaves_no_trace(session: Session, typed: str, error: type[Exception]) -> None:
    before = actions(session)
    with pytest.raises(error):
        recovery.try_sheet(session, typed=typed)
    assert recovery.sheet_state(session).tried is None
    assert actions(session) == before


def test_three_sheets_replace_the_one_and_two_of_them_are_tried(session: Session) -> None:
    sheets = recovery.new_sheet_parts()
    recovery.make_recovery_parts(session, sheets=sheets)
    assert recovery.sheet_state(session).parts == 3
    with pytest.raises(WrongRecoveryWords):
        recovery.try_sheet(session, typed=SHEET)
    with pytest.raises(RecoveryOneMore):
        recovery.try_sheet(session, typed=" ".join(sheets[2]))
    recovery.try_sheet(session, typed="\n".join(map(" ".join, (sheets[2], sheets[0]))))
    assert recovery.sheet_state(session).tried == FIRST_DAY
    recovery.make_recovery_sheet(session, words=recovery.new_sheet_words("zh_CN"))
    assert recovery.sheet_state(session) == SheetState(1, FIRST_DAY, None, None, SheetDue.NOTHING)


def test_sheets_that_are_no_set_change_nothing(session: Session) -> None:
    sheets, other = recovery.new_sheet_parts(), recovery.new_sheet_parts()
    with pytest.raises(RecoveryWordsInvalid):
        recovery.make_recovery_parts(session, sheets=[sheets[0], sheets[1], other[2]])
    assert recovery.sheet_state(session).parts == 1
    recovery.try_sheet(session, typed=SHEET)


def test_a_used_sheet_is_asked_for_until_there_is_a_new_one(vault: Path) -> None:
    session = recovered(vault, SHEET, FixedClock(FIRST_DAY + timedelta(3)))
    state = recovery.sheet_state(session)
    assert (state.used, state.due) == (FIRST_DAY + timedelta(3), SheetDue.ENTERED)
    assert today.today(session).sheet is SheetDue.ENTERED
    session.close()
    session = opened(vault, Role.COORDINATOR)
    assert recovery.sheet_state(session).due is SheetDue.USED
    recovery.try_sheet(session, typed=SHEET)
    assert recovery.sheet_state(session).due is SheetDue.USED
    recovery.make_recovery_sheet(session, words=recovery.new_sheet_words("en"))
    assert recovery.sheet_state(session).due is SheetDue.NOTHING
    assert today.today(session).sheet is SheetDue.NOTHING
    session.close()


def test_whoever_came_in_by_the_sheet_can_make_a_new_one_and_go_on_working(vault: Path) -> None:
    session = recovered(vault, SHEET)
    words = recovery.new_sheet_words("en")
    recovery.make_recovery_sheet(session, words=words)
    assert recovery.sheet_state(session).due is SheetDue.NOTHING
    recovery.try_sheet(session, typed=" ".join(words))
    session.close()
    with pytest.raises(WrongRecoveryWords):
        recovered(vault, SHEET)
    recovered(vault, " ".join(words)).close()


def test_a_sheet_that_nobody_tries_for_half_a_year_is_asked_for(session: Session) -> None:
    clock = session.clock
    assert isinstance(clock, FixedClock)
    clock.set(FIRST_DAY + recovery.TRY_AFTER)
    assert today.today(session).sheet is SheetDue.NOTHING
    clock.set(FIRST_DAY + recovery.TRY_AFTER + timedelta(1))
    assert today.today(session).sheet is SheetDue.UNTRIED
    recovery.try_sheet(session, typed=SHEET)
    assert today.today(session).sheet is SheetDue.NOTHING
    clock.set(clock.day + recovery.TRY_AFTER + timedelta(1))
    assert today.today(session).sheet is SheetDue.UNTRIED
    clock.set(FIRST_DAY - timedelta(4000))
    assert today.today(session).sheet is SheetDue.NOTHING


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_others_are_not_asked_and_may_not(vault: Path, role: Role) -> None:
    session = opened(vault, role)
    session.clock.set(FIRST_DAY + timedelta(400))  # type: ignore[attr-defined]
    assert today.today(session).sheet is SheetDue.NOTHING
    with pytest.raises(NotAllowed):
        recovery.try_sheet(session, typed=SHEET)
    session.close()


def test_a_word_is_found_again_where_it_was_typed() -> None:
    text = "1. legal 2. winner\nthank"
    at = place_of(text, 2)
    assert at is not None
    assert text[slice(*at)] == "winner"
    sheets = recovery.new_sheet_parts()
    text = f"{' '.join(sheets[0])}\n{' '.join(sheets[1])}"
    assert len(typing.look(text).sheets) == 2
    at = place_of(text, 4, 2)
    assert at is not None
    assert text[slice(*at)] == sheets[1][3]
    assert place_of(text, 41) is None


def test_papers_need_no_session() -> None:
    words = recovery.new_sheet_words("en")
    assert recovery.recovery_paper(words, language="en", made=FIRST_DAY).startswith(b"%PDF")
    share = recovery.new_sheet_parts()[1]
    assert recovery.recovery_paper(share, language="zh_CN", made=FIRST_DAY, number=2).startswith(b"%PDF")


def test_each_of_three_is_saved_under_a_name_of_its_own_which_tells_nothing(tmp_path: Path) -> None:
    names = [
        recovery.save_sheet(b"%PDF", tmp_path, vault=None, drives=tuple, number=number).name for number in range(4)
    ]
    assert names == ["sheet.pdf", "sheet-1.pdf", "sheet-2.pdf", "sheet-3.pdf"]
