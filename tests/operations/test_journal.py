"""The journal as a coordinator reads it: every entry in order, filtered, the chain's state; what a keeper learns from theirs."""

import ast
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

import desktop.operations
from desktop.domain.errors import Cancelled, NotAllowed
from desktop.domain.journal import KINDS, ChainState, Kind
from desktop.domain.users import Role
from desktop.operations import users
from desktop.operations.journal import PAGE_LINES, journal_page, journal_state
from desktop.operations.session import Session
from desktop.storage import connection, journal
from desktop.storage.blanks import ERASE
from desktop.storage.connection import DatabaseKeys
from desktop.ui.words import JOURNAL_WORDS
from tests.faults.marked import DAY, Marked
from tests.operations.desk import FIRST_DAY, USERS, VAULT_ID, Desk


def write(desk: Desk, count: int, *, people: bool = False, minutes: int = 1) -> None:
    """So many entries, the clock going on between them."""
    with desk.database.transaction():
        for number in range(count):
            desk.coordinator.note("member.edit" if people else "item.save", people=people, item=number)
            moment = datetime.combine(desk.clock.day, desk.clock.at) + timedelta(minutes=minutes)
            desk.clock.set(moment.date(), moment.time())


def all_lines(session: Session, **wanted: object) -> list[tuple[bool, int]]:
    """Every line, page after page."""
    found: list[tuple[bool, int]] = []
    page = 0
    while lines := journal_page(session, page=page, **wanted).lines:  # type: ignore[arg-type]
        found += [(line.of_people, line.id) for line in lines]
        page += 1
    return found


def test_both_journals_are_read_as_one_newest_first_and_every_entry_stands_on_one_page(desk: Desk) -> None:
    for turn in range(6):
        write(desk, 17, people=bool(turn % 2))
    page = journal_page(desk.coordinator)
    assert (len(page.lines), page.total) == (PAGE_LINES, 102)
    moments = [line.at for line in page.lines]
    assert moments == sorted(moments, reverse=True)
    found = all_lines(desk.coordinator)
    assert len(found) == len(set(found)) == 102
    assert found[:17] == [(True, number) for number in range(51, 34, -1)]
    assert found[17:34] == [(False, number) for number in range(51, 34, -1)]
    assert journal_page(desk.coordinator, page=3).lines == ()
    assert journal_page(desk.coordinator, page=-1) == page


def test_a_clock_that_was_set_back_loses_no_entry(desk: Desk) -> None:
    write(desk, 70)
    desk.clock.set(date(1999, 1, 1))
    write(desk, 70, people=True)
    desk.clock.set(date(2090, 1, 1))
    write(desk, 70)
    desk.clock.set(FIRST_DAY)
    write(desk, 70, people=True)
    found = all_lines(desk.coordinator)
    assert len(found) == len(set(found)) == 280
    assert len(all_lines(desk.coordinator, from_day=date(1999, 1, 1), to_day=date(1999, 1, 2))) == 70


def test_lines_are_found_by_kind_by_person_and_by_day(desk: Desk) -> None:
    write(desk, 3)
    write(desk, 2, people=True)
    with desk.database.transaction():
        desk.keeper.note("unlock")
        desk.keeper.note("newer.word", something=[1])
    assert journal_page(desk.coordinator, kind=Kind.STOCK).total == 3
    assert journal_page(desk.coordinator, kind=Kind.PEOPLE).total == 2
    assert journal_page(desk.coordinator, kind=Kind.KEYS).lines == ()
    own = journal_page(desk.coordinator, user=USERS[Role.STOCK_KEEPER].id)
    assert [(line.who, line.action) for line in own.lines] == [("Jo", "newer.word"), ("Jo", "unlock")]
    assert journal_page(desk.coordinator, kind=Kind.STOCK, user=USERS[Role.STOCK_KEEPER].id).total == 0
    desk.clock.set(FIRST_DAY + timedelta(days=2), time(12))
    write(desk, 1)
    assert journal_page(desk.coordinator, from_day=FIRST_DAY + timedelta(days=1)).total == 1
    assert journal_page(desk.coordinator, to_day=FIRST_DAY + timedelta(days=1)).total == 7
    day = FIRST_DAY + timedelta(days=2)
    assert journal_page(desk.coordinator, from_day=day, to_day=day).total == 1
    assert journal_page(desk.coordinator, from_day=day, to_day=FIRST_DAY).total == 0
    assert journal_page(desk.coordinator, from_day=date.min, to_day=date.max).total == 8


def test_a_line_says_the_document_s_number_and_things_by_name_and_never_whom_it_concerns(marked: Marked) -> None:
    session = marked.unlock()
    lines = [line for page in range(10) for line in journal_page(session, page=page).lines]
    actions = {line.action for line in lines}
    assert {"distribution.give", "distribution.recipient", "member.edit", "referral.make", "unlock"} <= actions
    numbers = {number for (number,) in session.database.rows("SELECT number FROM document")}
    for line in lines:
        if line.action in (
            "distribution.give",
            "distribution.recipient",
            "stock.receive",
            "receipt.print",
            "giver.note",
        ):
            assert line.concerns in numbers
        elif line.action in ("item.save", "place.save", "user.add"):
            assert line.concerns
            assert line.concerns in marked.markers.stock
        elif line.of_people:
            assert line.concerns == ""
        said = f"{line.concerns} {line.who} {line.action}"
        assert not [word for word in (*marked.markers.people, *marked.markers.secret, *marked.codes) if word in said]
    undone = next(line for line in lines if line.action == "distribution.undo")
    first = next(line for line in reversed(lines) if line.subject.get("document") == undone.subject["undoes"])
    assert undone.concerns == first.concerns


def test_every_word_that_is_written_has_a_kind_and_a_sentence(desk: Desk) -> None:
    written = {ERASE, "unlock", "unlock.recovery", "backup.restore", "referral.outcome", "referral.postpone"}
    for path in Path(desktop.operations.__path__[0]).glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if named == "note":
                    written.add(call.args[0].value)
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_note" and len(call.args) > 1:
                assert isinstance(call.args[1], ast.Constant)
                written.add(call.args[1].value)
    assert written <= set(KINDS)
    assert {action for action in KINDS if action not in JOURNAL_WORDS} == {"unlock.failed", "user.mend", "user.role"}
    assert set(JOURNAL_WORDS) <= set(KINDS)
    assert not [word for word in KINDS if not re.fullmatch(r"[a-z]+(\.[a-z_]+)?", word)]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_coordinators_read_the_journal(desk: Desk, role: Role) -> None:
    for operation in (journal_page, journal_state):
        with pytest.raises(NotAllowed):
            operation(desk.as_role(role))


def test_whole_chains_are_said_to_be_whole_with_progress_and_can_be_stopped(desk: Desk) -> None:
    write(desk, 2500, minutes=0)
    write(desk, 10, people=True, minutes=0)
    seen: list[tuple[int, int]] = []
    others: list[int] = []
    found = journal_state(
        desk.coordinator, report=lambda done, whole: seen.append((done, whole)), between=lambda: others.append(1)
    )
    assert found == (ChainState(False, 2500), ChainState(True, 10))
    assert seen == [(2000, 2510), (2500, 2510), (2510, 2510)]
    assert len(others) == 3
    with pytest.raises(Cancelled):
        journal_state(desk.coordinator, stopped=lambda: True)


@pytest.mark.parametrize("schema", ["main", "people"])
def test_an_entry_altered_with_the_raw_keys_is_named_with_its_journal_and_moment(desk: Desk, schema: str) -> None:
    write(desk, 20)
    write(desk, 20, people=True)
    desk.database.close()
    raw = connection.open_vault(desk.folder, DatabaseKeys(desk.keys.stock, desk.keys.people), vault_id=VAULT_ID)
    at = raw.value(f"SELECT at FROM {schema}.journal WHERE id = 8")
    raw.execute(f"DROP TRIGGER {schema}.journal_kept_as_written")
    raw.execute(f"UPDATE {schema}.journal SET user_id = 'user-volunteer' WHERE id = 8")
    raw.close()
    desk.database = raw
    desk.reopen()
    states = journal_state(desk.coordinator)
    moment = datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert states[schema == "people"] == ChainState(schema == "people", 20, 8, moment)
    assert states[schema != "people"].broken_at is None


def test_an_entry_whose_moment_or_words_were_made_nonsense_is_shown_all_the_same(desk: Desk) -> None:
    write(desk, 3)
    desk.database.execute("DROP TRIGGER main.journal_kept_as_written")
    desk.database.execute("UPDATE journal SET at = 'yesterday', subject = 'not JSON' WHERE id = 2")
    page = journal_page(desk.coordinator)
    assert sorted(line.id for line in page.lines) == [1, 2, 3]
    assert journal_state(desk.coordinator)[0] == ChainState(False, 3, 2, None)


def test_a_stock_keeper_s_keys_lead_from_a_hand_out_s_number_and_time_to_no_person(marked: Marked) -> None:
    session = marked.unlock(Role.STOCK_KEEPER)
    assert not session.database.has_people
    entries = journal.entries(session.database, "main", limit=10_000)
    assert {entry.schema for entry in entries} == {"main"}
    numbers = {str(number) for number in (*marked.members, *marked.referrals)}
    for entry in entries:
        # Nobody who received: no member's number, no code, no name. No kind of entry that is about people at all.
        assert not ({"member", "referral", "request", "provider"} & set(entry.subject))
        assert not {str(value) for value in entry.subject.values() if len(str(value)) > 6} & numbers
        assert KINDS[entry.action] not in (Kind.PEOPLE, Kind.REFERRALS)
    gave = [entry for entry in entries if entry.action == "distribution.give"]
    assert len(gave) > 20
    assert all(set(entry.subject) == {"document"} for entry in gave)
    # Two hand-outs to one member look no more alike than two to different ones: who worked, when, which document.
    assert {entry.at for entry in gave if entry.at.startswith(str(DAY))} == {f"{DAY}T08:50:00Z"}
    session = marked.unlock()
    assert any(entry.action == "distribution.recipient" for entry in journal.entries(session.database, "people"))


def test_colleagues_are_named_as_they_are_called_now(marked: Marked) -> None:
    session = marked.unlock()
    keeper = next(each for each in users.colleagues(session) if each.role is Role.STOCK_KEEPER)
    users.rename_user(session, user_id=keeper.id, name="Ánh")
    line = journal_page(session, kind=Kind.KEYS).lines[0]
    assert (line.action, line.concerns) == ("user.rename", "Ánh")
