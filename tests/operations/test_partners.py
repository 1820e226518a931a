"""What a partner group, or somebody with a bag, reports as given out."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import Invalid, NotAllowed, NotEnoughStock, NotFound, PastBestBefore, PastUseBy
from desktop.domain.periods import Month
from desktop.domain.stock import DocumentId, DocumentKind, Expiry, ItemId, PlaceId, PlaceKind, Posted
from desktop.operations import book, catalogue, distribution, months, partners, receipts, stock
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.partners import ReportLine
from desktop.operations.session import Session
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_moving import SOON, Room


class Group(Room):
    """The store again; the partner group was brought 12 soaps, of which 10 expire soon."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.move(MoveLine(self.soap, 12), end=self.group)

    def report(
        self,
        *lines: ReportLine,
        heads: int = 7,
        place: PlaceId | None = None,
        on: date | None = None,
        corrects: DocumentId | None = None,
        session: Session | None = None,
        key: str | None = None,
    ) -> Posted:
        return partners.partner_report(
            session or self.session,
            form_key=key or self.desk.new_form_key(),
            place_id=place or self.group,
            head_count=heads,
            lines=lines,
            occurred_on=on or self.desk.clock.today(),
            corrects=corrects,
        )


@pytest.fixture
def room(desk: Desk) -> Group:
    return Group(desk)


def test_what_was_given_leaves_the_groups_place_first_to_expire_first(room: Group) -> None:
    posted = room.report(ReportLine(room.soap, 11))
    assert room.at(room.group) == {"late": 1}
    assert room.at(room.store) == {"late": 18}
    found = book.document(room.session, posted.document_id)
    assert (found.kind, found.place_id, found.head_count) == (DocumentKind.DISTRIBUTION, room.group, 7)


def test_it_may_be_told_by_what_is_left_over(room: Group) -> None:
    room.report(ReportLine(room.soap, 3, left=True))
    assert sum(room.at(room.group).values()) == 3


def test_what_was_left_on_a_past_day_is_reckoned_from_what_was_there_that_day(room: Group) -> None:
    room.desk.clock.set(FIRST_DAY + timedelta(days=4))
    room.move(MoveLine(room.soap, 5), end=room.group)
    room.report(ReportLine(room.soap, 2, left=True), on=FIRST_DAY)
    assert sum(room.at(room.group).values()) == 2 + 5


def test_nothing_given_more_left_than_was_there_and_an_item_twice_are_refused(room: Group) -> None:
    for lines, field in (
        ([], "lines"),
        ([ReportLine(room.soap, 12, left=True)], "lines"),
        ([ReportLine(room.soap, 0)], "lines"),
        ([ReportLine(room.soap, 13, left=True)], "left"),
        ([ReportLine(room.soap, -1)], "quantity"),
        ([ReportLine(room.soap, 1), ReportLine(room.soap, 1)], "lines"),
    ):
        with pytest.raises(Invalid) as refused:
            room.report(*lines)
        assert refused.value.field == field
    with pytest.raises(NotEnoughStock):
        room.report(ReportLine(room.soap, 13))
    assert sum(room.at(room.group).values()) == 12


@pytest.mark.parametrize("heads", [0, -1, 10_001])
def test_a_head_count_has_to_be_one_that_can_be(room: Group, heads: int) -> None:
    with pytest.raises(Invalid) as refused:
        room.report(ReportLine(room.soap, 1), heads=heads)
    assert refused.value.field == "head_count"


def test_a_bag_reports_too_but_a_shelf_gives_at_the_counter(room: Group) -> None:
    room.move(MoveLine(room.soap, 2))
    room.report(ReportLine(room.soap, 2), place=room.bag)
    with pytest.raises(Invalid) as refused:
        room.report(ReportLine(room.soap, 2), place=room.store)
    assert refused.value.field == "place_id"


def test_goods_past_a_use_by_date_are_never_given_and_best_before_ones_where_a_coordinator_enters_it(
    room: Group,
) -> None:
    rice = room.item("Rice", Expiry.BEST_BEFORE)
    room.receive(rice, 9, SOON)
    room.move(MoveLine(rice, 9), end=room.group)
    room.desk.clock.set(SOON + timedelta(days=2))
    with pytest.raises(NotEnoughStock):
        room.report(ReportLine(room.soap, 3))
    room.report(ReportLine(room.soap, 2))
    with pytest.raises(PastUseBy):
        room.report(ReportLine(room.soap, 1))
    with pytest.raises(PastBestBefore):
        room.report(ReportLine(rice, 4))
    room.report(ReportLine(rice, 4), session=room.desk.coordinator)
    # What was given while it was good is dated by the day it was given.
    room.report(ReportLine(room.soap, 1), on=SOON)


def test_it_is_a_hand_out_in_the_months_figures_with_its_heads_and_has_a_receipt(room: Group) -> None:
    posted = room.report(ReportLine(room.soap, 5), heads=9)
    figures = months.month_figures(room.desk.coordinator, Month(2026, 11))
    assert figures.people.head_count == 9
    assert [(line.issued, line.closing) for line in figures.items] == [(5, 25)]
    kept = receipts.receipt(room.desk.volunteer, posted.document_id)
    assert [(line.name, line.quantity) for line in kept.lines] == [("Soap", 5)]
    assert (
        distribution.distribution(room.desk.volunteer, posted.document_id).place_id,
        receipts.receipt_paper(room.desk.volunteer, document_id=posted.document_id, language="en")[:5],
    ) == (room.group, b"%PDF-")


def test_a_stock_keeper_undoes_and_corrects_their_own_report_and_nobodys_hand_out(room: Group) -> None:
    wrong = room.report(ReportLine(room.soap, 5))
    right = room.report(ReportLine(room.soap, 6), heads=8, corrects=wrong.document_id)
    assert sum(room.at(room.group).values()) == 6
    partners.undo_report(room.session, form_key=room.desk.new_form_key(), document_id=right.document_id)
    assert sum(room.at(room.group).values()) == 12
    at_counter = distribution.give_out(
        room.desk.volunteer,
        form_key=room.desk.new_form_key(),
        lines=[Given(room.soap, 1)],
        head_count=1,
        occurred_on=FIRST_DAY,
    )
    for document_id in (at_counter.document_id, DocumentId(9_999)):
        with pytest.raises(NotFound):
            partners.undo_report(room.session, form_key=room.desk.new_form_key(), document_id=document_id)
        with pytest.raises(NotFound):
            room.report(ReportLine(room.soap, 1), corrects=document_id)


def test_what_a_volunteer_gave_from_a_bag_a_stock_keeper_does_not_undo(room: Group) -> None:
    room.move(MoveLine(room.soap, 2))
    given = distribution.give_out(
        room.desk.volunteer,
        form_key=room.desk.new_form_key(),
        lines=[Given(room.soap, 1)],
        head_count=1,
        occurred_on=FIRST_DAY,
        place_id=room.bag,
    )
    with pytest.raises(NotAllowed):
        partners.undo_report(room.session, form_key=room.desk.new_form_key(), document_id=given.document_id)


def test_a_button_pressed_twice_reports_once(room: Group) -> None:
    key = room.desk.new_form_key()
    done = room.report(ReportLine(room.soap, 5), key=key)
    assert room.report(ReportLine(room.soap, 5), key=key) == done
    undo = room.desk.new_form_key()
    first = partners.undo_report(room.session, form_key=undo, document_id=done.document_id)
    assert partners.undo_report(room.session, form_key=undo, document_id=done.document_id) == first
    assert sum(room.at(room.group).values()) == 12


def test_a_place_that_is_out_of_use_reports_no_more(room: Group) -> None:
    room.report(ReportLine(room.soap, 0, left=True))
    catalogue.save_place(room.session, place_id=room.group, name="North", active=False, kind=PlaceKind.PARTNER)
    with pytest.raises(Invalid) as refused:
        room.report(ReportLine(room.soap, 1))
    assert refused.value.field == "place_id"


def test_the_counter_shows_what_is_in_a_bag_when_it_gives_from_there(room: Group) -> None:
    cups: ItemId = room.item("Cups")
    room.receive(cups, 6)
    room.move(MoveLine(cups, 4), MoveLine(room.soap, 3))
    (first, second) = distribution.counter_items(room.desk.volunteer, place_id=room.bag)
    assert (first.item.name, first.usable, second.item.name, second.usable) == ("Cups", 4, "Soap", 3)
    assert {line.item.name: line.usable for line in distribution.counter_items(room.desk.volunteer)} == {
        "Cups": 2,
        "Soap": 30 - 12 - 3,
    }


def test_given_from_a_bag_it_is_taken_from_nowhere_else(room: Group) -> None:
    room.move(MoveLine(room.soap, 3))
    with pytest.raises(NotEnoughStock) as refused:
        distribution.give_out(
            room.desk.volunteer,
            form_key=room.desk.new_form_key(),
            lines=[Given(room.soap, 4)],
            head_count=1,
            occurred_on=FIRST_DAY,
            place_id=room.bag,
        )
    assert refused.value.values["there"] == 3
    assert stock.item_detail(room.session, room.soap).stock.quantity == 30
