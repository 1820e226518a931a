"""Moving stock between places, and the note that goes with it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as some

from desktop.domain.errors import AlreadyReversed, Invalid, LarderError, MonthClosed, NotEnoughStock, NotFound
from desktop.domain.periods import Month
from desktop.domain.stock import (
    BatchId,
    Category,
    DocumentId,
    DocumentKind,
    Expiry,
    ItemId,
    MovementClass,
    Pack,
    PlaceId,
    PlaceKind,
    Posted,
    Source,
    Unit,
)
from desktop.operations import book, catalogue, distribution, months, moving, receiving, stock, undoing
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk

SOON, LATER = FIRST_DAY + timedelta(days=30), FIRST_DAY + timedelta(days=300)


class Room:
    """A store with goods of two dates, an empty bag, and a partner group."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.session = desk, desk.keeper
        self.store = catalogue.save_place(self.session, name="Store", kind=PlaceKind.STORE)
        self.bag = catalogue.save_place(self.session, name="Blue bag", kind=PlaceKind.BAG)
        self.group = catalogue.save_place(self.session, name="North", kind=PlaceKind.PARTNER)
        self.soap = self.item("Soap", Expiry.USE_BY, packs=[Pack("Carton", 12)])
        self.receive(self.soap, 20, LATER, "late")
        self.receive(self.soap, 10, SOON, "soon")

    def item(self, name: str, expiry: Expiry = Expiry.NONE, **more: Any) -> ItemId:
        facts: dict[str, Any] = {"category": Category.HYGIENE, "unit": Unit.PIECE, "expiry": expiry}
        return catalogue.save_item(self.session, name=name, **facts, **more)

    def receive(self, item: ItemId, quantity: int, expires: date | None = None, lot: str = "") -> Posted:
        return receiving.receive_stock(
            self.session,
            form_key=self.desk.new_form_key(),
            source=Source.PURCHASE,
            origin="Market",
            place_id=self.store,
            lines=[Arrival(item, quantity, lot, expires)],
            occurred_on=self.desk.clock.today(),
        )

    def move(
        self,
        *lines: MoveLine,
        start: PlaceId | None = None,
        end: PlaceId | None = None,
        key: str | None = None,
        on: date | None = None,
        corrects: DocumentId | None = None,
    ) -> Posted:
        return moving.move_stock(
            self.session,
            form_key=key or self.desk.new_form_key(),
            from_place_id=start or self.store,
            to_place_id=end or self.bag,
            lines=lines,
            occurred_on=on or self.desk.clock.today(),
            corrects=corrects,
        )

    def at(self, place: PlaceId, item: ItemId | None = None) -> dict[str, int]:
        """How many of each batch of an item are at a place."""
        held = stock.item_detail(self.session, item or self.soap).held
        return {found.batch.lot: found.quantity for found in held if found.place.id == place}

    def batch(self, lot: str) -> BatchId:
        return next(held.batch.id for held in stock.item_detail(self.session, self.soap).held if held.batch.lot == lot)


@pytest.fixture
def room(desk: Desk) -> Room:
    return Room(desk)


def test_the_first_to_expire_goes_first_and_keeps_its_batch(room: Room) -> None:
    room.move(MoveLine(room.soap, 14))
    assert room.at(room.bag) == {"soon": 10, "late": 4}
    assert room.at(room.store) == {"late": 16}


def test_a_chosen_batch_goes_even_when_another_expires_before_it(room: Room) -> None:
    room.move(MoveLine(room.soap, 3), MoveLine(room.soap, 18, room.batch("late")), MoveLine(room.soap, 9))
    assert room.at(room.bag) == {"soon": 10, "late": 20}


def test_several_lines_are_one_document_of_both_places_in_a_class_that_sums_to_nothing(room: Room) -> None:
    cups = room.item("Cups")
    room.receive(cups, 6)
    posted = room.move(MoveLine(room.soap, 2), MoveLine(cups, 6))
    found = book.document(room.session, posted.document_id)
    assert (found.kind, found.place_id, found.to_place_id) == (DocumentKind.TRANSFER, room.store, room.bag)
    assert {line.cls for line in found.lines} == {MovementClass.MOVED}
    assert sum(line.quantity for line in found.lines) == 0
    assert room.at(room.bag, cups) == {"": 6}


def test_what_is_past_its_date_may_be_moved_but_goes_last(room: Room) -> None:
    room.desk.clock.set(SOON + timedelta(days=1))
    room.move(MoveLine(room.soap, 5), end=room.group)
    assert room.at(room.group) == {"late": 5}
    room.move(MoveLine(room.soap, 20), end=room.group)
    assert room.at(room.group) == {"late": 20, "soon": 5}


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([], "lines"),
        ([(0, 0)], "quantity"),
        ([(0, -3)], "quantity"),
        ([(0, 10_000_001)], "quantity"),
    ],
)
def test_an_impossible_line_is_refused(room: Room, lines: list[tuple[int, int]], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        room.move(*(MoveLine(room.soap, quantity) for _item, quantity in lines))
    assert refused.value.field == field
    assert room.at(room.bag) == {}


def test_more_than_is_there_is_refused_for_the_sum_of_all_lines(room: Room) -> None:
    with pytest.raises(NotEnoughStock) as refused:
        room.move(MoveLine(room.soap, 20), MoveLine(room.soap, 11))
    assert refused.value.values["item_id"] == room.soap
    with pytest.raises(NotEnoughStock):
        room.move(MoveLine(room.soap, 11, room.batch("soon")))
    with pytest.raises(NotEnoughStock):
        room.move(MoveLine(room.soap, 1), start=room.bag, end=room.store)
    assert room.at(room.store) == {"soon": 10, "late": 20}


def test_the_same_place_and_a_place_out_of_use_are_refused(room: Room) -> None:
    with pytest.raises(Invalid) as refused:
        room.move(MoveLine(room.soap, 1), end=room.store)
    assert refused.value.field == "to_place_id"
    catalogue.save_place(room.session, place_id=room.bag, name="Blue bag", active=False, kind=PlaceKind.BAG)
    with pytest.raises(Invalid) as refused:
        room.move(MoveLine(room.soap, 1))
    assert refused.value.field == "to_place_id"
    with pytest.raises(Invalid) as refused:
        room.move(MoveLine(room.soap, 1), start=PlaceId(99))
    assert refused.value.field == "from_place_id"


def test_a_button_pressed_twice_moves_once(room: Room) -> None:
    key = room.desk.new_form_key()
    assert room.move(MoveLine(room.soap, 4), key=key) == room.move(MoveLine(room.soap, 4), key=key)
    assert room.at(room.bag) == {"soon": 4}


def test_it_can_be_undone_and_corrected_in_one_step(room: Room) -> None:
    wrong = room.move(MoveLine(room.soap, 12))
    right = room.move(MoveLine(room.soap, 2), end=room.group, corrects=wrong.document_id)
    assert (room.at(room.bag), room.at(room.group)) == ({}, {"soon": 2})
    assert book.document(room.session, right.document_id).corrects == wrong.number
    undoing.undo_stock(room.session, form_key=room.desk.new_form_key(), document_id=right.document_id)
    assert room.at(room.store) == {"soon": 10, "late": 20}


def test_what_left_the_other_place_meanwhile_cannot_be_called_back(room: Room) -> None:
    moved = room.move(MoveLine(room.soap, 5))
    distribution.give_out(
        room.desk.volunteer,
        form_key=room.desk.new_form_key(),
        lines=[Given(room.soap, 4)],
        head_count=2,
        occurred_on=FIRST_DAY,
        place_id=room.bag,
    )
    with pytest.raises(NotEnoughStock):
        undoing.undo_stock(room.session, form_key=room.desk.new_form_key(), document_id=moved.document_id)


def test_a_past_day_takes_only_what_was_there_then(room: Room) -> None:
    room.desk.clock.set(FIRST_DAY + timedelta(days=3))
    room.receive(room.soap, 50, LATER, "new")
    with pytest.raises(NotEnoughStock):
        room.move(MoveLine(room.soap, 31), on=FIRST_DAY)
    room.move(MoveLine(room.soap, 30), on=FIRST_DAY)
    assert room.at(room.store) == {"new": 50}


def test_a_closed_month_takes_no_move_and_moving_changes_no_sum_of_it(room: Room) -> None:
    room.move(MoveLine(room.soap, 8), end=room.group)
    room.desk.clock.set(date(2026, 12, 3))
    months.close_month(room.desk.coordinator, month=Month(2026, 11))
    with pytest.raises(MonthClosed):
        room.move(MoveLine(room.soap, 1), on=FIRST_DAY)
    figures = months.month_figures(room.desk.coordinator, Month(2026, 11)).items
    assert [(line.opening, line.received, line.closing) for line in figures] == [(0, 30, 30)]


def test_the_note_says_what_went_from_where_to_where_and_nothing_of_who(room: Room) -> None:
    posted = room.move(MoveLine(room.soap, 14), end=room.group)
    text = text_of(moving.transfer_note_paper(room.session, document_id=posted.document_id, language="en"))
    for words in (posted.number, "Store", "North", "24 Nov 2026", "Soap", "Batch soon", "10 pieces", "4 pieces"):
        assert words in text
    assert "Jo" not in text.split()
    assert "stock.note" in room.desk.journal_text()


def test_the_note_speaks_the_language_of_the_paper(room: Room) -> None:
    towel = room.item("Towel", names=[("zh_CN", "毛巾")])
    room.receive(towel, 5)
    posted = room.move(MoveLine(towel, 5))
    assert "毛巾" in text_of(moving.transfer_note_paper(room.session, document_id=posted.document_id, language="zh_CN"))
    assert "Towel" in text_of(moving.transfer_note_paper(room.session, document_id=posted.document_id, language="en"))


def test_there_is_no_note_of_what_was_undone_or_moved_nowhere(room: Room) -> None:
    other = room.receive(room.soap, 1)
    with pytest.raises(NotFound):
        moving.transfer_note_paper(room.session, document_id=other.document_id, language="en")
    posted = room.move(MoveLine(room.soap, 1))
    undone = undoing.undo_stock(room.session, form_key=room.desk.new_form_key(), document_id=posted.document_id)
    with pytest.raises(AlreadyReversed):
        moving.transfer_note_paper(room.session, document_id=posted.document_id, language="en")
    with pytest.raises(NotFound):
        moving.transfer_note_paper(room.session, document_id=undone.document_id, language="en")


def test_what_is_at_a_place_is_listed_by_item_with_what_is_past_its_date(room: Room) -> None:
    cups = room.item("Cups")
    room.receive(cups, 6)
    room.desk.clock.set(SOON + timedelta(days=1))
    there = moving.at_place(room.session, room.store)
    assert [(line.item.name, line.quantity, line.past) for line in there] == [("Cups", 6, 0), ("Soap", 30, 10)]
    assert [held.batch.lot for held in there[1].held] == ["soon", "late"]
    assert moving.at_place(room.session, room.bag) == ()
    with pytest.raises(NotFound):
        moving.at_place(room.session, PlaceId(99))


class TestNumbered:
    """Items whose pieces bear a number each."""

    @pytest.fixture
    def cards(self, room: Room) -> ItemId:
        item = room.item("Card", serials=True)
        receiving.receive_stock(
            room.session,
            form_key=room.desk.new_form_key(),
            source=Source.PURCHASE,
            origin="",
            place_id=room.store,
            lines=[Arrival(item, 3, numbers=("A1", "A2", "A3"))],
            occurred_on=FIRST_DAY,
        )
        return item

    def test_the_chosen_pieces_move_and_stand_on_the_note(self, room: Room, cards: ItemId) -> None:
        there = next(line for line in moving.at_place(room.session, room.store) if line.item.id == cards)
        assert [number.number for number in there.numbers] == ["A1", "A2", "A3"]
        chosen = tuple(number.id for number in there.numbers[1:])
        posted = room.move(MoveLine(cards, 2, serials=chosen))
        (moved,) = moving.at_place(room.session, room.bag)
        assert [number.number for number in moved.numbers] == ["A2", "A3"]
        text = text_of(moving.transfer_note_paper(room.session, document_id=posted.document_id, language="en"))
        assert "A2, A3" in text
        undoing.undo_stock(room.session, form_key=room.desk.new_form_key(), document_id=posted.document_id)
        assert moving.at_place(room.session, room.bag) == ()

    def test_without_numbers_nothing_moves(self, room: Room, cards: ItemId) -> None:
        with pytest.raises(Invalid) as refused:
            room.move(MoveLine(cards, 2))
        assert refused.value.field == "serials"


STEP = some.tuples(some.sampled_from(["store", "bag", "group"]), some.sampled_from(["store", "bag", "group"]))


@settings(max_examples=30)
@every(steps=some.lists(some.tuples(STEP, some.integers(1, 40), some.booleans()), max_size=12))
def test_however_stock_is_moved_about_none_is_lost_and_none_appears(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[tuple[str, str], int, bool]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("moving")
    desk = Desk(folder)
    try:
        room = Room(desk)
        there = {"store": {"soon": 10, "late": 20}, "bag": {}, "group": {}}
        for (start, end), quantity, chosen in steps:
            places = {"store": room.store, "bag": room.bag, "group": room.group}
            order = ["late"] if chosen else ["soon", "late"]
            have = sum(there[start].get(lot, 0) for lot in order)
            line = MoveLine(room.soap, quantity, room.batch("late") if chosen else None)
            if start == end or quantity > have:
                with pytest.raises(LarderError):
                    room.move(line, start=places[start], end=places[end])
                continue
            room.move(line, start=places[start], end=places[end])
            rest = quantity
            for lot in order:
                part = min(rest, there[start].get(lot, 0))
                there[start][lot] = there[start].get(lot, 0) - part
                there[end][lot] = there[end].get(lot, 0) + part
                rest -= part
            for name, place in places.items():
                assert room.at(place) == {lot: count for lot, count in there[name].items() if count}
    finally:
        desk.close()
