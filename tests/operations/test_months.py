"""Months: figures in one readable story, closing with its checks, and what leaves."""

import csv
import io
from datetime import date, time, timedelta

import pytest
from pypdf import PdfReader

from desktop.domain.errors import Invalid, LarderError, MonthClosed, NotAllowed
from desktop.domain.people import Member
from desktop.domain.periods import Month
from desktop.domain.referrals import Outcome, OutcomeSource, Service
from desktop.domain.stock import DocumentId, ItemId, PlaceId, Reason
from desktop.domain.summary import HIDDEN, CheckState
from desktop.i18n import say, use
from desktop.operations import counting, distribution, months, outgoing, people, referrals, stock
from desktop.operations.distribution import Given
from desktop.storage import settings
from tests.operations.desk import Desk
from tests.operations.finishing import finish_count
from tests.operations.test_distribution import give, new_member
from tests.operations.test_stock import new_item, new_place, receive

OCTOBER = Month(2026, 10)
NOVEMBER = Month(2026, 11)


class Office:
    """An office in October with soap on its shelf."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.clock.set(date(2026, 10, 1))
        self.soap: ItemId = new_item(desk, "Soap")
        self.shelf: PlaceId = new_place(desk)
        receive(desk, self.soap, 100, self.shelf)

    def member(self, name: str) -> Member:
        return new_member(self.desk, name)

    def give(self, quantity: int, member: Member | None = None, on: date | None = None, heads: int = 3) -> DocumentId:
        who = {"member_id": member.id} if member else {"head_count": heads}
        session = self.desk.coordinator
        day = on or self.desk.clock.day
        return give(self.desk, self.soap, quantity, session=session, occurred_on=day, **who).document_id

    def refer(self, member: Member | None, follow_up_on: date | None = None) -> int:
        known = referrals.providers(self.desk.volunteer)
        provider = (
            known[0]
            if known
            else referrals.save_provider(self.desk.volunteer, name="Harbour clinic", service=Service.CLINIC, details="")
        )
        return referrals.make_referral(
            self.desk.volunteer,
            form_key=self.desk.new_form_key(),
            member_id=member.id if member else None,
            provider_id=provider.id,
            made_on=self.desk.clock.day,
            follow_up_on=follow_up_on,
        ).id


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def test_a_month_in_one_story(desk: Desk, office: Office) -> None:
    heron, otter, wren = (office.member(name) for name in ("Heron", "Otter", "Wren"))
    office.give(2, heron)
    office.give(3, heron, on=date(2026, 10, 1))
    office.give(40, heads=12)
    people.set_counted(desk.volunteer, member_id=wren.id, counted=False)
    office.give(1, wren)
    undone = office.give(5, otter)
    distribution.undo_distribution(desk.coordinator, form_key=desk.new_form_key(), document_id=undone)
    office.refer(otter, date(2026, 10, 31))
    office.refer(None)
    desk.clock.set(date(2026, 11, 2))
    office.give(4, heron)

    october = months.month_figures(desk.coordinator, OCTOBER)
    assert (october.hand_outs, october.undone) == (4, 1)
    reached = october.people
    assert (reached.reached, reached.new, reached.returning, reached.contacts) == (2, 2, 0, 3)
    assert (reached.unnamed_contacts, reached.head_count, reached.not_counted) == (1, 12, 1)
    made = october.referrals
    assert (made.made, made.people, made.completed, made.pending, made.overdue) == (2, 1, 0, 2, 1)
    (soap,) = october.items
    assert (soap.opening, soap.received, soap.issued, soap.closing) == (0, 100, 46, 54)
    assert (soap.issued_to_members, soap.people_served, soap.hand_outs) == (5, 1, 4)

    november = months.month_figures(desk.coordinator, NOVEMBER)
    assert (november.people.reached, november.people.new, november.people.returning) == (1, 0, 1)
    assert november.earlier == (october.past,)
    assert months.months(desk.coordinator) == (NOVEMBER, OCTOBER)


def test_a_referral_completed_later_was_pending_at_the_months_end(desk: Desk, office: Office) -> None:
    referral = office.refer(office.member("Heron"), date(2026, 10, 20))
    desk.clock.set(date(2026, 11, 5))
    referrals.record_outcome(
        desk.volunteer,
        referral_id=referral,  # type: ignore[arg-type]
        outcome=Outcome.COMPLETED,
        source=OutcomeSource.MEMBER,
        occurred_on=date(2026, 11, 3),
    )
    october = months.month_figures(desk.coordinator, OCTOBER).referrals
    november = months.month_figures(desk.coordinator, NOVEMBER).referrals
    assert (october.completed, october.pending, october.overdue) == (0, 1, 1)
    assert (november.made, november.completed, november.pending) == (0, 1, 0)


def test_a_referral_postponed_later_was_overdue_at_the_months_end(desk: Desk, office: Office) -> None:
    referral = office.refer(office.member("Heron"), date(2026, 10, 20))
    desk.clock.set(date(2026, 11, 5))
    referrals.postpone(desk.volunteer, referral_id=referral, follow_up_on=date(2026, 12, 1))  # type: ignore[arg-type]
    assert months.month_figures(desk.coordinator, OCTOBER).referrals.overdue == 1
    assert months.month_figures(desk.coordinator, NOVEMBER).referrals.overdue == 0


def test_days_without_stock_are_counted_to_today(desk: Desk, office: Office) -> None:
    desk.clock.set(date(2026, 10, 10))
    office.give(100)
    desk.clock.set(date(2026, 10, 14))
    (soap,) = months.month_figures(desk.coordinator, OCTOBER).items
    assert (soap.stock_out_days, soap.stock_outs) == (5, 1)
    receive(desk, office.soap, 10, office.shelf)
    desk.clock.set(date(2026, 11, 1))
    (soap,) = months.month_figures(desk.coordinator, OCTOBER).items
    assert (soap.stock_out_days, soap.stock_outs) == (4, 1)


def test_goods_that_pass_their_date_leave_a_shelf_without_stock(desk: Desk) -> None:
    desk.clock.set(date(2026, 10, 1))
    gel, shelf = new_item(desk, "Gel"), new_place(desk)
    receive(desk, gel, 20, shelf, expires_on=date(2026, 10, 30))
    give(desk, gel, 1)
    desk.clock.set(date(2026, 11, 1))
    (line,) = months.month_figures(desk.coordinator, OCTOBER).items
    assert (line.closing, line.usable, line.first_expiry) == (19, 0, date(2026, 10, 30))
    assert (line.stock_out_days, line.stock_outs) == (1, 1)


def test_a_closed_month_takes_no_entries_and_reads_the_same(desk: Desk, office: Office) -> None:
    heron = office.member("Heron")
    given = office.give(2, heron)
    desk.clock.set(date(2026, 11, 3))
    before = months.month_figures(desk.coordinator, OCTOBER)
    share_before = months.summary_csv(desk.coordinator, month=OCTOBER, share=True)
    closed = months.close_month(desk.coordinator, month=OCTOBER)
    assert closed.closed_on == date(2026, 11, 3)
    assert (closed.people, closed.items, closed.referrals) == (before.people, before.items, before.referrals)
    with pytest.raises(MonthClosed):
        office.give(1, heron, on=date(2026, 10, 31))
    paper = months.summary_csv(desk.coordinator, month=OCTOBER, share=False)

    distribution.undo_distribution(desk.coordinator, form_key=desk.new_form_key(), document_id=given)
    people.set_counted(desk.volunteer, member_id=heron.id, counted=False)
    with desk.database.transaction():
        settings.put(desk.database, settings.SMALL_COUNT, "5")
    desk.reopen()
    assert months.month_figures(desk.coordinator, OCTOBER) == closed
    assert months.summary_csv(desk.coordinator, month=OCTOBER, share=False) == paper
    share_after = months.summary_csv(desk.coordinator, month=OCTOBER, share=True)
    assert share_after.replace(b"2026-11-03", b"open") == share_before
    assert "month.close" in desk.journal_text()


def test_what_reaches_back_into_a_closed_month_stands_among_the_corrections(desk: Desk, office: Office) -> None:
    heron = office.member("Heron")
    given = office.give(10, heron)
    desk.clock.set(date(2026, 11, 3))
    months.close_month(desk.coordinator, month=OCTOBER)
    distribution.correct_distribution(
        desk.coordinator,
        form_key=desk.new_form_key(),
        document_id=given,
        lines=[Given(office.soap, 8)],
        member_id=heron.id,
    )
    november = months.month_figures(desk.coordinator, NOVEMBER)
    (soap,) = november.items
    assert (soap.opening, soap.issued, soap.corrections, soap.closing) == (90, 0, 2, 92)
    assert (november.hand_outs, november.people.contacts, november.undone) == (0, 0, 0)
    office.give(1, heron)
    november = months.month_figures(desk.coordinator, NOVEMBER)
    assert (november.people.reached, november.people.new) == (1, 0)


def test_months_are_closed_when_they_are_over_and_one_after_the_other(desk: Desk, office: Office) -> None:
    office.give(1)
    with pytest.raises(Invalid, match="Invalid") as error:
        months.close_month(desk.coordinator, month=OCTOBER)
    assert say(error.value) == "October 2026 is not over yet. Nothing was changed. Close it after its last day."
    desk.clock.set(date(2026, 12, 1))
    with pytest.raises(Invalid) as error:
        months.close_month(desk.coordinator, month=NOVEMBER)
    assert "October 2026 is still open" in say(error.value)
    with pytest.raises(Invalid):
        months.close_month(desk.coordinator, month=OCTOBER.plus(-1))
    months.close_month(desk.coordinator, month=OCTOBER)
    with pytest.raises(Invalid) as error:
        months.close_month(desk.coordinator, month=OCTOBER)
    assert "already closed" in say(error.value)
    empty = months.close_month(desk.coordinator, month=NOVEMBER)
    assert (empty.people.reached, empty.hand_outs) == (0, 0)


def test_an_empty_vault_has_this_month_and_nothing_to_close(desk: Desk) -> None:
    assert months.months(desk.coordinator) == (NOVEMBER,)
    assert months.month_figures(desk.coordinator, NOVEMBER).items == ()
    desk.clock.set(date(2026, 12, 1))
    with pytest.raises(Invalid):
        months.close_month(desk.coordinator, month=NOVEMBER)


def test_only_a_coordinator_closes_and_summarises(desk: Desk, office: Office) -> None:
    desk.clock.set(date(2026, 11, 3))
    for session in (desk.volunteer, desk.keeper):
        with pytest.raises(NotAllowed):
            months.close_month(session, month=OCTOBER)
        with pytest.raises(NotAllowed):
            months.month_figures(session, OCTOBER)
        with pytest.raises(NotAllowed):
            months.summary_csv(session, month=OCTOBER, share=True)


def states(desk: Desk, month: Month) -> dict[str, CheckState]:
    return {check.text: check.state for check in months.closing_checks(desk.coordinator, month)}


def test_checks_say_what_to_look_at(desk: Desk, office: Office) -> None:
    office.give(1)
    office.refer(None, date(2026, 10, 2))
    counting.begin_count(desk.coordinator, place_id=office.shelf)
    desk.clock.set(date(2026, 11, 2))
    office.give(1, on=date(2026, 10, 8))
    checks = months.closing_checks(desk.coordinator, OCTOBER)
    assert [check.text for check in checks if check.state is CheckState.GOOD] == [
        "Every line adds up",
        "Kept totals match the entries",
    ]
    assert [say(check) for check in checks if check.state is CheckState.LOOK] == [
        "Counts under way: 1",
        "Places not counted in the month: Shelf A",
        "Late entries: 1",
        "Days without entries: 29",
        "Referrals overdue: 1",
    ]
    assert not [check for check in checks if check.state is CheckState.STOPS]
    months.close_month(desk.coordinator, month=OCTOBER)


def test_the_month_under_way_adds_up_while_the_one_before_is_open(desk: Desk, office: Office) -> None:
    desk.clock.set(date(2026, 11, 2))
    office.give(1)
    checks = months.closing_checks(desk.coordinator, NOVEMBER)
    assert [say(check) for check in checks if check.state is CheckState.STOPS] == [
        "November 2026 is not over yet. Nothing was changed. Close it after its last day."
    ]


def test_totals_that_were_tampered_with_stop_the_closing(desk: Desk, office: Office) -> None:
    office.give(1)
    desk.clock.set(date(2026, 11, 2))
    with desk.database.transaction():
        desk.database.execute("UPDATE month_total SET quantity = quantity - 1 WHERE class = 'issued'")
    found = states(desk, OCTOBER)
    assert found["Kept totals differ from the entries. Nothing was changed. Restore the last backup, or ask for help."]
    with pytest.raises(LarderError):
        months.close_month(desk.coordinator, month=OCTOBER)
    assert desk.coordinator.last_closed() is None


def test_balances_that_were_tampered_with_stop_the_closing(desk: Desk, office: Office) -> None:
    desk.clock.set(date(2026, 11, 2))
    with desk.database.transaction():
        desk.database.execute("UPDATE balance SET quantity = quantity + 1")
    assert CheckState.STOPS in states(desk, OCTOBER).values()
    with pytest.raises(Invalid) as error:
        months.close_month(desk.coordinator, month=OCTOBER)
    assert say(error.value).startswith("The numbers of Soap do not add up.")


def cells(table: bytes) -> list[list[str]]:
    assert table.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def test_the_table_holds_the_figures(desk: Desk, office: Office) -> None:
    office.give(2, office.member("Heron"))
    rows = cells(months.summary_csv(desk.coordinator, month=OCTOBER, share=False))
    assert ["People", "2026-10", "People reached, each once", "1"] in rows
    assert ["Summary", "2026-10", "Copy", "Not for sharing"] in rows
    assert rows[-1][:10] == ["Soap", "Prevention", "pieces", "0", "100", "2", "0", "0", "0", "98"]


def test_the_share_copys_table_hides_small_counts(desk: Desk, office: Office) -> None:
    office.give(2, office.member("Heron"))
    rows = cells(months.summary_csv(desk.coordinator, month=OCTOBER, share=True))
    assert ["People", "2026-10", "People reached, each once", "hidden"] in rows
    assert ["People", "2026-10", "Head count, no names", "0"] in rows
    assert rows[-1][12:15] == ["hidden", "hidden", "hidden"]
    assert not any(cell == str(HIDDEN) for row in rows for cell in row)


def test_an_items_name_never_becomes_a_formula(desk: Desk) -> None:
    for name in ("=1+1", "+1", "-1", "@x", "＝1"):
        new_item(desk, name)
    rows = cells(months.summary_csv(desk.coordinator, month=NOVEMBER, share=False))
    names = [row[0] for row in rows[-5:]]
    assert sorted(names) == sorted(("'=1+1", "'+1", "'-1", "'@x", "'＝1"))


def test_no_name_or_code_of_a_person_is_in_the_table(desk: Desk, office: Office) -> None:
    heron = office.member("Heron")
    office.give(2, heron)
    office.refer(heron)
    table = months.summary_csv(desk.coordinator, month=OCTOBER, share=False).decode()
    assert "Heron" not in table
    assert heron.code not in table


def test_the_table_speaks_the_windows_language(desk: Desk, office: Office) -> None:
    use("zh_CN")
    try:
        assert cells(months.summary_csv(desk.coordinator, month=OCTOBER, share=False))
    finally:
        use("en")


@pytest.mark.parametrize("share", [True, False])
def test_the_paper_says_whom_it_is_for_and_shows_the_same_figures(desk: Desk, office: Office, share: bool) -> None:
    for name in ("Heron", "Otter"):
        office.give(2, office.member(name))
    office.give(1, heads=40)
    paper = months.summary_paper(desk.coordinator, month=OCTOBER, share=share, language="en")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert ("Share copy" in text) == share
    assert ("Not for sharing" in text) != share
    assert ("hidden" in text) == share
    assert "40" in text
    assert "95" in text
    assert "Heron" not in text


@pytest.mark.parametrize("share", [False, True])
def test_a_closed_month_prints_the_same_bytes_on_any_later_day(desk: Desk, office: Office, share: bool) -> None:
    heron = office.member("Heron")
    office.give(2, heron)
    desk.clock.set(date(2026, 11, 3))
    months.close_month(desk.coordinator, month=OCTOBER)
    paper = months.summary_paper(desk.coordinator, month=OCTOBER, share=share, language="en")
    desk.clock.set(date(2027, 2, 1))
    office.give(5, heron)
    assert months.summary_paper(desk.coordinator, month=OCTOBER, share=share, language="en") == paper


def test_pages_of_two_months_do_not_give_a_small_count_away(desk: Desk, office: Office) -> None:
    """An open month's share copy shows the month before as that month's own share copy does."""
    for number in range(12):
        office.give(1, office.member(f"Name {number}"))
    for _ in range(4):
        office.refer(None)
    desk.clock.set(date(2026, 11, 3), time(9, 0))
    shown = cells(months.summary_csv(desk.coordinator, month=NOVEMBER, share=True))
    assert ["Earlier months", "2026-10", "Referrals made", "hidden"] in shown
    assert ["Earlier months", "2026-10", "Contacts", "12"] in shown
    months.close_month(desk.coordinator, month=OCTOBER)
    assert cells(months.summary_csv(desk.coordinator, month=NOVEMBER, share=True)) == shown


def test_a_year_of_open_months_still_has_a_share_copy(desk: Desk, office: Office) -> None:
    desk.clock.set(desk.clock.day + timedelta(days=500))
    latest = months.months(desk.coordinator)[0]
    assert months.summary_csv(desk.coordinator, month=latest, share=True)
    assert months.summary_csv(desk.coordinator, month=OCTOBER.plus(-3), share=True)


def test_stock_written_off_and_counted_have_their_columns(desk: Desk, office: Office) -> None:
    held = stock.item_detail(desk.coordinator, office.soap).held[0]
    sheet = counting.begin_count(desk.coordinator, place_id=office.shelf)
    counting.count_line(
        desk.coordinator,
        stocktake_id=sheet.id,
        item_id=office.soap,
        batch_id=held.batch.id,
        counted=97,
        reason=Reason.LOST,
    )
    finish_count(desk.coordinator, sheet.id)
    outgoing.write_off(
        desk.coordinator,
        form_key=desk.new_form_key(),
        item_id=office.soap,
        batch_id=held.batch.id,
        place_id=office.shelf,
        quantity=7,
        reason=Reason.SPOILED,
        occurred_on=desk.clock.day,
    )
    (soap,) = months.month_figures(desk.coordinator, OCTOBER).items
    assert (soap.received, soap.counted, soap.written_off, soap.closing) == (100, -3, 7, 90)
    assert soap.adds_up
