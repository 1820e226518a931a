"""Erasing a person as a coordinator does it: nothing of them is left, nobody finds them, and every figure stays."""

import dataclasses
import json
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop import paths
from desktop.backup import write_backup
from desktop.domain.errors import Invalid, LarderError, NotAllowed, NotFound
from desktop.domain.people import MemberFacts, MemberId
from desktop.domain.referrals import Outcome, OutcomeSource
from desktop.domain.users import Role
from desktop.operations import backups, distribution, drafts, erasing, member_list, months, people, referrals, today
from desktop.operations.distribution import Given
from desktop.storage import connection, journal, ledger_checks, snapshot, wholeness
from desktop.storage import erasing as records
from desktop.storage.connection import FILES, DatabaseKeys
from desktop.storage.schema import PEOPLE
from tests.faults.marked import DAY, Marked, files_below, new_form, rows_of
from tests.faults.search import hits, leaks, spellings
from tests.faults.test_stock_keeper import pages
from tests.storage.test_summary import Twin, _step


@pytest.fixture
def marked(marked: Marked) -> Marked:
    """Open for its coordinator."""
    marked.unlock()
    return marked


def erase(marked: Marked, which: int = 0) -> erasing.Erased:
    return erasing.erase_member(marked.session, member_id=marked.members[which], confirmed=marked.codes[which])


def words_about(marked: Marked, which: int) -> set[str]:
    """Everything that was ever typed about a member, and their code and number."""
    member_id = marked.members[which]
    database = marked.session.database
    found: set[str] = {marked.codes[which], str(member_id)}
    for sql in (
        "SELECT name, area, language, note FROM people.member WHERE id = ?",
        "SELECT old, new FROM people.member_change WHERE member_id = ?",
        "SELECT words, '' FROM people.request WHERE member_id = ?",
        "SELECT a.reason, '' FROM people.request_answer a JOIN people.request r ON r.id = a.request_id WHERE r.member_id = ?",
    ):
        found |= {str(text) for row in database.rows(sql, (member_id,)) for text in row}
    return found - {"", "None", "1", "0"}


def clear_pages(marked: Marked, folder: Path | None = None) -> bytes:
    keys = marked.session.held_keys()
    people_key = keys.people_database_key()
    assert people_key is not None
    named = {FILES["main"]: keys.stock_database_key(), FILES["people"]: people_key}
    return b"".join(page for name, key in named.items() for page in pages((folder or marked.folder) / name, key))


# Nothing is left


def test_nothing_that_was_typed_about_an_erased_person_is_in_any_page_or_file(
    marked: Marked, capsys: pytest.CaptureFixture[str]
) -> None:
    gone: set[str] = set()
    for which in (0, 1, 2, 5, 7):
        about = words_about(marked, which)
        assert hits(clear_pages(marked), spellings(about)) == about
        gone |= about
        assert erase(marked, which).scrubbed
        assert not hits(clear_pages(marked), spellings(gone))
    assert len(gone) > 25
    wanted = spellings(gone)
    found, files = leaks([marked.folder], wanted)
    assert not found
    assert all(path.stat().st_size == 0 for path in files_below(marked.folder) if path.name.endswith("-journal"))
    data = clear_pages(marked)
    marked.session.close()
    assert not [path for path in files_below(marked.folder) if path.name.endswith("-journal")]
    # The old number itself is remembered, once, as the number it is.
    for which in (0, 1, 2, 5, 7):
        number = marked.members[which]
        assert data.count(number.to_bytes((number.bit_length() + 7) // 8, "big")) == 1
    with capsys.disabled():
        sys.stdout.write(f" {len(wanted)} spellings in {len(data) // 4016} pages and {files} files: 0 hits ")


def test_after_the_last_is_erased_no_marker_of_any_member_is_left(marked: Marked) -> None:
    everything = {word for which in range(len(marked.members)) for word in words_about(marked, which)}
    for which in range(len(marked.members)):
        erase(marked, which)
    assert not hits(clear_pages(marked), spellings(everything))
    assert wholeness.is_whole(marked.session.database)


def test_an_unfinished_form_that_may_name_them_goes_too(marked: Marked) -> None:
    drafts.keep_draft(marked.session, content={"counter": {"search": "Otter"}})
    assert len(list(paths.drafts(marked.session.folder).iterdir())) == 1
    erase(marked)
    assert not paths.drafts(marked.session.folder).exists()


def test_a_backup_made_while_somebody_is_erased_does_not_hold_them(marked: Marked, tmp_path: Path) -> None:
    about = words_about(marked, 0)
    erased = []

    def once() -> None:
        if not erased:
            erased.append(erase(marked))

    with backups.snapshot_for_backup(marked.session, between=once) as taken:
        assert erased
        made = write_backup(taken, tmp_path)
    assert made.counts.members == len(marked.members) - 1
    assert made.counts.rows["people.db"]["member"] == len(marked.members)
    assert not hits(clear_pages(marked), spellings(about))


def test_remains_are_taken_out_at_the_next_opening_when_the_program_ended_before_it_could(marked: Marked) -> None:
    database = marked.session.database
    with database.transaction():
        records.erase(database, marked.members[0], at=marked.session.now(), new_id=MemberId(5))
    assert database.rows("SELECT 1 FROM people.meta WHERE key = 'to_scrub'")
    marked.unlock(Role.STOCK_KEEPER)
    marked.unlock(Role.VOLUNTEER)
    assert not marked.session.database.rows("SELECT 1 FROM people.meta WHERE key = 'to_scrub'")


# Nobody finds them


def test_an_erased_person_is_shown_nowhere_and_gets_nothing(marked: Marked) -> None:
    about = words_about(marked, 0)
    sent = next(each.id for each in referrals.referrals(marked.session) if each.member_id == marked.members[0])
    given_to = people.member_page(marked.session, marked.members[0]).received[0].document_id
    erase(marked)
    session = marked.unlock(Role.VOLUNTEER)
    new = session.database.value("SELECT id FROM people.member WHERE erased = 1")
    for number in (marked.members[0], MemberId(new)):
        for call in (people.member, people.member_page, people.lately):
            with pytest.raises(NotFound):
                call(session, number)
        with pytest.raises(NotFound):
            distribution.give_out(
                session,
                form_key=new_form(),
                lines=[Given(marked.items[0], 1)],
                member_id=number,
                occurred_on=DAY,
            )
        with pytest.raises(NotFound):
            people.note_request(session, form_key=new_form(), member_id=number, words="Tea", asked_on=DAY)
    others = set(marked.members[1:])
    for typed in ("", *about, "erased"):
        assert {found.id for found in people.find_members(session, typed, limit=99, active_only=False)} <= others
        listed = member_list.list_members(session, text=typed, active_only=False)
        assert {line.member.id for line in listed.lines} <= others
        assert listed.all == len(listed.lines)
    assert people.count_members(session) == len(others)
    assert referrals.referral(session, sent).member_code is None
    assert distribution.distribution(session, given_to).member_id is None  # type: ignore[arg-type]
    seen = [distribution.last_given(session, limit=99), referrals.referrals(session), today.today(session)]
    assert not {word for word in about if word in str(seen)}


def test_an_open_referral_stays_open_without_a_name_and_can_be_answered_by_its_slip(marked: Marked) -> None:
    open_one = next(
        each for each in referrals.due(marked.session) if each.member_id == marked.members[2] and each.pending
    )
    erase(marked, 2)
    (found,) = [each for each in referrals.due(marked.session) if each.id == open_one.id]
    assert found == dataclasses.replace(open_one, member_id=None, member_code=None, member_name=None)
    assert referrals.referrals(marked.session, text=open_one.number) == (found,)
    referrals.record_outcome(
        marked.session,
        referral_id=open_one.id,
        outcome=Outcome.COMPLETED,
        source=OutcomeSource.SLIP,
        occurred_on=DAY,
    )
    assert open_one.id not in {each.id for each in referrals.due(marked.session)}
    assert wholeness.is_whole(marked.session.database)


def test_a_hand_out_of_an_erased_person_can_still_be_undone(marked: Marked) -> None:
    given_to = people.member_page(marked.session, marked.members[4]).received[0].document_id
    erase(marked, 4)
    distribution.undo_distribution(marked.session, form_key=new_form(), document_id=given_to)  # type: ignore[arg-type]
    assert wholeness.is_whole(marked.session.database)
    assert wholeness.belong_together(marked.session.database)


def test_the_name_and_the_code_are_free_again(marked: Marked) -> None:
    name = people.member(marked.session, marked.members[3]).name
    erase(marked, 3)
    again = people.register_member(marked.session, form_key=new_form(), facts=MemberFacts(name))
    page = people.member_page(marked.session, again.id)
    assert (page.received, page.referrals, page.asked) == ((), (), ())


# Every figure stays


def figures_of(marked: Marked) -> list[object]:
    session = marked.session
    found: list[object] = [months.month_figures(session, month) for month in months.months(session)]
    found += [ledger_checks.faults(session.database), rows_of(session.database, "main")["balance"]]
    return [*found, today.today(session).people]


def test_figures_of_closed_and_open_months_and_the_stock_are_as_before(marked: Marked) -> None:
    before = figures_of(marked)
    frozen = rows_of(marked.session.database, "people")["month_figures"]
    assert frozen
    for which in range(len(marked.members)):
        erase(marked, which)
        assert figures_of(marked) == before
    assert rows_of(marked.session.database, "people")["month_figures"] == frozen


class Forgetful(Twin):
    """A twin whose vault erases people, of which the plain list knows nothing: there they stay."""

    def erase(self, which: int) -> None:
        member_id = self.members[which % len(self.members)]
        code = people.member(self.session, member_id).code
        erasing.erase_member(self.session, member_id=member_id, confirmed=code)
        self.members.remove(member_id)


@settings(max_examples=15)
@given(chance=st.randoms(use_true_random=True), length=st.integers(20, 80))
def test_every_figure_equals_a_second_count_that_erased_nobody(chance: Random, length: int) -> None:
    with TemporaryDirectory() as folder:
        twin = Forgetful(Path(folder))
        for number in range(length):
            name, *values = ("erase", chance.randint(0, 9)) if number % 6 == 5 else _step(chance)
            act: Callable[..., None] = getattr(twin, str(name))
            try:
                act(*values)
            except (LarderError, IndexError, ZeroDivisionError):
                continue
        while twin.members:
            twin.erase(0)
        twin.check()
        assert wholeness.is_whole(twin.desk.database)
        twin.desk.close()


# Who may, and what is asked before


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_a_coordinator_erases(marked: Marked, role: Role) -> None:
    session = marked.unlock(role)
    with pytest.raises(NotAllowed):
        erasing.erase_member(session, member_id=marked.members[0], confirmed=marked.codes[0])
    with pytest.raises(NotAllowed):
        erasing.still_holding(session, marked.members[0])
    marked.unlock()
    assert people.member(marked.session, marked.members[0]).code == marked.codes[0]


def test_another_code_erases_nobody(marked: Marked) -> None:
    before = rows_of(marked.session.database, "people")
    name = people.member(marked.session, marked.members[0]).name
    for typed in ("", name, marked.codes[1], marked.codes[0][:-1], "K7M-4Q"):
        with pytest.raises(Invalid) as refused:
            erasing.erase_member(marked.session, member_id=marked.members[0], confirmed=typed)
        assert refused.value.field == "confirmed"
    assert rows_of(marked.session.database, "people") == before


def test_the_code_may_be_typed_without_hyphen_and_case(marked: Marked) -> None:
    typed = f" {marked.codes[0].replace('-', '').lower()} "
    erasing.erase_member(marked.session, member_id=marked.members[0], confirmed=typed)
    with pytest.raises(NotFound):
        erasing.erase_member(marked.session, member_id=marked.members[0], confirmed=typed)


def test_the_journal_says_who_erased_and_when_and_nothing_of_whom(marked: Marked) -> None:
    erase(marked)
    entry = journal.entries(marked.session.database, PEOPLE, limit=1)[0]
    assert (entry.action, entry.user_id, entry.at) == (
        "member.erase",
        marked.session.user.id,
        marked.session.now(),
    )
    assert set(entry.subject) == {"blanked", "digest"}
    assert str(marked.members[0]) not in json.dumps(
        [each.subject for each in journal.entries(marked.session.database, PEOPLE, limit=9_999)]
    )
    assert journal.first_break(marked.session.database, PEOPLE) is None


# What still holds them


def noted_backup(marked: Marked, tmp_path: Path) -> datetime:
    with backups.snapshot_for_backup(marked.session) as taken:
        made = write_backup(taken, tmp_path)
    backups.note_backup(marked.session, made)
    return datetime.combine(marked.clock.day, marked.clock.at, UTC)


def test_it_says_which_backups_and_copies_still_hold_them(marked: Marked, tmp_path: Path) -> None:
    first = noted_backup(marked, tmp_path)
    marked.clock.set(DAY + timedelta(days=3))
    late = people.register_member(marked.session, form_key=new_form(), facts=MemberFacts("Late"))
    assert not erasing.still_holding(marked.session, late.id)
    marked.clock.set(DAY + timedelta(days=4))
    second = noted_backup(marked, tmp_path)
    for day in (1, 5):
        copy = marked.folder / "copies" / f"{DAY + timedelta(days=day):%Y%m%d}-120000-restore"
        copy.mkdir(parents=True)
        for name in ("keys.json", *FILES.values()):
            shutil.copy(marked.folder / name, copy / name)
    copied_on = [datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC) + timedelta(days=day) for day in (5, 1)]
    early = erase(marked)
    assert early.still == erasing.StillHolding((second, first), tuple(copied_on))
    told = erasing.erase_member(marked.session, member_id=late.id, confirmed=late.code)
    assert told.still == erasing.StillHolding((second,), tuple(copied_on[:1]))


def test_who_came_after_every_backup_is_held_by_nothing(marked: Marked) -> None:
    assert not erase(marked).still


# In an older copy


def test_an_older_vault_loses_everybody_who_was_erased_since(marked: Marked, tmp_path: Path) -> None:
    about = words_about(marked, 0) | words_about(marked, 1)
    marked.session.close()
    older = Path(shutil.copytree(marked.folder, tmp_path / "older"))
    session = marked.unlock()
    erase(marked, 0)
    erase(marked, 1)
    ids = records.erased_ids(session.database)
    keys = session.held_keys()
    back = connection.open_vault(
        older, DatabaseKeys(keys.stock_database_key(), keys.people_database_key()), vault_id=keys.vault_id
    )
    with back.transaction():
        assert records.erase_again(back, ids, at=session.now()) == 2
    assert records.scrub(back)
    assert wholeness.is_whole(back)
    back.close()
    assert not hits(clear_pages(marked, older), spellings(about))
    snapshot.check_records(older, DatabaseKeys(keys.stock_database_key(), keys.people_database_key()))


def test_pressing_twice_erases_once(marked: Marked) -> None:
    erase(marked)
    before = rows_of(marked.session.database, "people")
    with pytest.raises(NotFound):
        erase(marked)
    assert rows_of(marked.session.database, "people") == before
