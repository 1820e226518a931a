"""Counting: blank is not zero, a scan counts up, and what moves meanwhile does no harm."""

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from desktop.domain.counting import Accuracy, Moved, StocktakeId, sheet_number, sheet_of
from desktop.domain.errors import Invalid, NotFound
from desktop.domain.stock import (
    Barcode,
    BatchId,
    Category,
    Expiry,
    ItemId,
    Pack,
    PlaceId,
    Reason,
    SerialId,
    Source,
    Unit,
)
from desktop.operations import catalogue, counting, distribution, receiving, stock
from desktop.operations.counting import CountLine, CountSheet
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.storage import serials
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.finishing import finish_count
from tests.operations.test_stock import new_item, new_place, receive


def type_in(desk: Desk, sheet: CountSheet, line: CountLine, counted: int | None, **more: object) -> CountLine:
    return counting.count_line(
        desk.keeper,
        stocktake_id=sheet.id,
        item_id=line.item.id,
        batch_id=line.batch.id or None,
        place_id=line.place.id,
        counted=counted,
        **more,  # type: ignore[arg-type]
    )


def line_of(sheet: CountSheet, item: ItemId) -> CountLine:
    return next(line for line in sheet.lines if line.item.id == item)


def give(desk: Desk, item: ItemId, quantity: int) -> None:
    distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(item, quantity)],
        head_count=1,
        occurred_on=desk.clock.day,
    )


def new_coded(desk: Desk, *codes: Barcode) -> ItemId:
    return catalogue.save_item(
        desk.coordinator,
        name="Coded",
        category=Category.HYGIENE,
        unit=Unit.PIECE,
        expiry=Expiry.USE_BY,
        packs=(Pack("Carton", 144),),
        barcodes=codes,
    )


def new_cards(desk: Desk, place: PlaceId, *numbers: str) -> ItemId:
    item = catalogue.save_item(
        desk.coordinator, name="Cards", category=Category.CARDS, unit=Unit.PIECE, expiry=Expiry.NONE, serials=True
    )
    receive_numbers(desk, item, place, *numbers)
    return item


def receive_numbers(desk: Desk, item: ItemId, place: PlaceId, *numbers: str) -> None:
    receiving.receive_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        source=Source.PURCHASE,
        origin="Office",
        place_id=place,
        lines=[Arrival(item, len(numbers), numbers=numbers)],
        occurred_on=desk.clock.day,
    )


def ids(desk: Desk, item: ItemId) -> dict[str, SerialId]:
    return {each.number: each.id for each in serials.there(desk.database, item)}


def test_an_empty_line_changes_nothing_and_zero_means_nothing_was_there(desk: Desk) -> None:
    place = new_place(desk)
    condoms, masks = new_item(desk, "Condoms"), new_item(desk, "Masks")
    for item in (condoms, masks):
        receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    type_in(desk, sheet, line_of(sheet, condoms), 0, reason=Reason.LOST)
    assert finish_count(desk.keeper, sheet.id) is not None
    assert {line.item.name: line.quantity for line in stock.stock_list(desk.keeper)} == {"Condoms": 0, "Masks": 10}


def test_what_was_given_between_counting_and_finishing_is_not_counted_twice(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 100, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = type_in(desk, sheet, sheet.lines[0], 98, reason=Reason.MISCOUNTED)
    give(desk, item, 20)
    decided = counting.decide_moved(
        desk.keeper, stocktake_id=sheet.id, batch_id=line.batch.id, place_id=place, moved=Moved.BEFORE
    )
    assert decided.difference == -2
    finish_count(desk.keeper, sheet.id)
    assert stock.stock_list(desk.keeper)[0].quantity == 78


def test_what_was_given_before_counting_and_written_down_after_it_is_no_difference(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 100, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = type_in(desk, sheet, sheet.lines[0], 80)
    assert line.difference == -20
    give(desk, item, 20)
    decided = counting.decide_moved(
        desk.keeper, stocktake_id=sheet.id, batch_id=line.batch.id, place_id=place, moved=Moved.AFTER
    )
    assert (decided.difference, decided.undecided) == (0, False)
    assert finish_count(desk.keeper, sheet.id) is None
    assert stock.stock_list(desk.keeper)[0].quantity == 80


def test_stock_that_moves_again_asks_again(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 100, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = type_in(desk, sheet, sheet.lines[0], 80)
    give(desk, item, 20)
    counting.decide_moved(desk.keeper, stocktake_id=sheet.id, batch_id=line.batch.id, place_id=place, moved=Moved.AFTER)
    give(desk, item, 5)
    asked = counting.count_sheet(desk.keeper, sheet.id).lines[0]
    assert asked.undecided
    assert asked.difference == 0


def test_a_line_counted_anew_forgets_what_moved_before(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 100, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = type_in(desk, sheet, sheet.lines[0], 90)
    give(desk, item, 20)
    assert counting.count_sheet(desk.keeper, sheet.id).lines[0].undecided
    again = type_in(desk, sheet, line, 70)
    assert (again.book, again.difference, again.undecided) == (80, -10, False)


def test_giving_a_reason_later_does_not_move_the_moment_of_counting(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 100, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = type_in(desk, sheet, sheet.lines[0], 90)
    give(desk, item, 5)
    assert type_in(desk, sheet, line, 90, reason=Reason.LOST).difference == -10


def test_a_count_is_left_and_taken_up_again(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = type_in(desk, sheet, sheet.lines[0], 10)
    desk.reopen()
    again = counting.begin_count(desk.keeper, place_id=place)
    assert again.id == sheet.id
    assert again.lines[0].counted == 10
    assert [found.id for found in counting.open_counts(desk.keeper)] == [sheet.id]
    assert type_in(desk, sheet, line, None).counted is None
    assert counting.open_counts(desk.keeper)[0].counted == 0


def test_counts_of_different_things_are_different_counts(desk: Desk) -> None:
    place, item, other = new_place(desk), new_item(desk, "Soap"), new_item(desk, "Masks")
    of_place = counting.begin_count(desk.keeper, place_id=place)
    of_items = counting.begin_count(desk.keeper, item_ids=[item, other])
    of_one = counting.begin_count(desk.keeper, item_ids=[item])
    assert len({of_place.id, of_items.id, of_one.id}) == 3
    assert counting.begin_count(desk.keeper, item_ids=[other, item]).id == of_items.id
    with pytest.raises(Invalid):
        counting.begin_count(desk.keeper)


def test_chosen_items_are_counted_wherever_they_stand(desk: Desk) -> None:
    shelf, store = new_place(desk, "Shelf"), new_place(desk, "Store")
    soap, masks = new_item(desk, "Soap"), new_item(desk, "Masks")
    for place, quantity in ((shelf, 5), (store, 7)):
        receive(desk, soap, quantity, place)
        receive(desk, masks, quantity, place)
    sheet = counting.begin_count(desk.keeper, item_ids=[soap])
    assert [(line.item.id, line.place.id, line.book) for line in sheet.lines] == [(soap, shelf, 5), (soap, store, 7)]
    for line, counted in zip(sheet.lines, (4, 9), strict=True):
        type_in(desk, sheet, line, counted, reason=Reason.MISCOUNTED)
    finish_count(desk.keeper, sheet.id)
    held = {part.place.id: part.quantity for part in stock.item_detail(desk.keeper, soap).held}
    assert held == {shelf: 4, store: 9}
    other = counting.begin_count(desk.keeper, item_ids=[soap])
    with pytest.raises(NotFound):
        counting.count_line(desk.keeper, stocktake_id=other.id, item_id=masks, batch_id=None, place_id=shelf, counted=1)


def test_a_blind_count_tells_no_number_of_the_book(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place, blind=True)
    line = type_in(desk, sheet, sheet.lines[0], 9)
    for seen in (sheet.lines[0], line, *counting.count_sheet(desk.keeper, sheet.id).lines):
        assert (seen.book, seen.now, seen.seen, seen.difference) == (None, None, None, 0)


def test_an_item_the_book_has_nothing_of_can_be_found_on_the_shelf(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    assert sheet.lines[0].batch.id == BatchId(0)
    counting.count_line(desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=None, counted=7, reason=Reason.FOUND)
    finish_count(desk.keeper, sheet.id)
    assert stock.stock_list(desk.keeper)[0].quantity == 7


def test_a_batch_that_is_not_listed_is_found_with_its_date(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 10, place, expires_on=FIRST_DAY + timedelta(days=300))
    sheet = counting.begin_count(desk.keeper, place_id=place)
    found = counting.count_line(
        desk.keeper,
        stocktake_id=sheet.id,
        item_id=item,
        batch_id=None,
        counted=3,
        reason=Reason.FOUND,
        lot="B7",
        expires_on=date(2028, 3, 31),
    )
    assert (found.batch.lot, found.batch.expires_on, found.book) == ("B7", date(2028, 3, 31), 0)
    finish_count(desk.keeper, sheet.id)
    assert stock.stock_list(desk.keeper)[0].quantity == 13


# Scanning


def test_a_scan_counts_up_by_what_bears_the_code(desk: Desk) -> None:
    place = new_place(desk)
    item = new_coded(desk, Barcode("4006381333931"), Barcode("14006381333938", 144))
    receive(desk, item, 300, place, expires_on=FIRST_DAY + timedelta(days=300))
    sheet = counting.begin_count(desk.keeper, place_id=place)
    for code in ("4006381333931", "14006381333938", " 4006381333931 "):
        scanned = counting.count_scan(desk.keeper, stocktake_id=sheet.id, code=code)
    assert (scanned.line.counted, scanned.added, scanned.several) == (146, 1, False)
    assert type_in(desk, sheet, scanned.line, 300).counted == 300


def test_with_several_batches_a_scan_goes_to_the_chosen_one_else_to_the_first_to_expire(desk: Desk) -> None:
    place, item = new_place(desk), new_coded(desk, Barcode("123456"))
    early, late = (FIRST_DAY + timedelta(days=days) for days in (30, 300))
    receive(desk, item, 5, place, expires_on=late)
    receive(desk, item, 5, place, expires_on=early)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    by_date = {line.batch.expires_on: line for line in sheet.lines}
    scanned = counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="123456")
    assert (scanned.line.batch.expires_on, scanned.several) == (early, True)
    chosen = by_date[late]
    scanned = counting.count_scan(
        desk.keeper, stocktake_id=sheet.id, code="123456", batch_id=chosen.batch.id, place_id=place
    )
    assert (scanned.line.batch.expires_on, scanned.several) == (late, False)


def test_a_code_that_nothing_bears_is_said_and_nothing_is_counted(desk: Desk) -> None:
    sheet = counting.begin_count(desk.keeper, place_id=new_place(desk))
    with pytest.raises(Invalid) as refused:
        counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="999")
    assert refused.value.field == "code"
    assert counting.open_counts(desk.keeper)[0].counted == 0


def test_an_item_that_was_not_chosen_is_not_counted_by_a_scan(desk: Desk) -> None:
    new_place(desk)
    other = new_item(desk, "Soap")
    new_coded(desk, Barcode("123456"))
    sheet = counting.begin_count(desk.keeper, item_ids=[other])
    with pytest.raises(Invalid) as refused:
        counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="123456")
    assert refused.value.field == "item_id"


def test_a_scan_of_something_the_book_has_nothing_of_finds_it(desk: Desk) -> None:
    place, item = new_place(desk), new_coded(desk, Barcode("123456"))
    sheet = counting.begin_count(desk.keeper, place_id=place)
    for _again in range(2):
        scanned = counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="123456")
    assert (scanned.line.item.id, scanned.line.counted, scanned.line.book) == (item, 2, 0)


# Numbers


def test_numbers_that_are_missing_leave_the_book_with_their_numbers(desk: Desk) -> None:
    place = new_place(desk)
    item = new_cards(desk, place, "C1", "C2", "C3")
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = line_of(sheet, item)
    assert [each.serial.number for each in line.numbers] == ["C1", "C2", "C3"]
    with pytest.raises(Invalid):
        type_in(desk, sheet, line, 2)
    known = ids(desk, item)
    done = counting.count_numbers(
        desk.keeper,
        stocktake_id=sheet.id,
        item_id=item,
        batch_id=line.batch.id,
        found=[known["C1"], known["C3"]],
        reason=Reason.LOST,
    )
    assert (done.counted, done.book, done.difference) == (2, 3, -1)
    finish_count(desk.keeper, sheet.id)
    assert set(ids(desk, item)) == {"C1", "C3"}


def test_a_number_is_ticked_by_a_scan_and_one_that_is_not_in_the_book_is_refused(desk: Desk) -> None:
    place, other = new_place(desk, "Shelf"), new_place(desk, "Store")
    item = new_cards(desk, place, "C-1001", "C-1002")
    receive_numbers(desk, item, other, "C-2001")
    sheet = counting.begin_count(desk.keeper, place_id=place)
    scanned = counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="c-1002")
    assert (scanned.number, scanned.line.counted, scanned.added) == ("C-1002", 1, 1)
    assert counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="C-1002").added == 0
    assert counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="C-1001").line.counted == 2
    for code, field in (("C-2001", "number"), ("C-9999", "code")):
        with pytest.raises(Invalid) as refused:
            counting.count_scan(desk.keeper, stocktake_id=sheet.id, code=code)
        assert refused.value.field == field


def test_a_number_that_left_after_counting_was_not_missing_and_one_that_came_was_not_looked_for(desk: Desk) -> None:
    place = new_place(desk)
    item = new_cards(desk, place, "C1", "C2", "C3")
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line, known = line_of(sheet, item), ids(desk, item)
    counting.count_numbers(
        desk.keeper,
        stocktake_id=sheet.id,
        item_id=item,
        batch_id=line.batch.id,
        found=[known["C1"]],
        reason=Reason.LOST,
    )
    distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(item, 1, serials=(known["C2"],))],
        head_count=1,
        occurred_on=desk.clock.day,
    )
    receive_numbers(desk, item, place, "C4")
    assert line_of(counting.count_sheet(desk.keeper, sheet.id), item).difference == -1
    finish_count(desk.keeper, sheet.id)
    assert set(ids(desk, item)) == {"C1", "C4"}


def test_a_blind_count_does_not_tell_which_numbers_there_should_be(desk: Desk) -> None:
    place = new_place(desk)
    item = new_cards(desk, place, "C1", "C2")
    sheet = counting.begin_count(desk.keeper, place_id=place, blind=True)
    assert line_of(sheet, item).numbers == ()
    scanned = counting.count_scan(desk.keeper, stocktake_id=sheet.id, code="C1")
    assert [each.serial.number for each in scanned.line.numbers] == ["C1"]
    again = line_of(counting.count_sheet(desk.keeper, sheet.id), item)
    assert [each.serial.number for each in again.numbers] == ["C1"]


# Afterwards


def test_how_often_the_book_was_right_and_when_an_item_was_last_counted(desk: Desk) -> None:
    place, soap, masks = new_place(desk), new_item(desk, "Soap"), new_item(desk, "Masks")
    for item in (soap, masks):
        receive(desk, item, 10, place)
    given_up = counting.begin_count(desk.keeper, place_id=place)
    type_in(desk, given_up, line_of(given_up, masks), 3)
    counting.abandon_count(desk.keeper, stocktake_id=given_up.id)
    assert counting.last_counted(desk.keeper) == {}
    sheet = counting.begin_count(desk.keeper, place_id=place)
    type_in(desk, sheet, line_of(sheet, soap), 10)
    finish_count(desk.keeper, sheet.id)
    assert counting.last_counted(desk.keeper) == {soap: FIRST_DAY}
    desk.clock.set(FIRST_DAY + timedelta(days=2))
    sheet = counting.begin_count(desk.keeper, place_id=place)
    type_in(desk, sheet, line_of(sheet, soap), 9, reason=Reason.LOST)
    type_in(desk, sheet, line_of(sheet, masks), 10)
    finish_count(desk.keeper, sheet.id)
    assert counting.accuracy(desk.keeper, since=FIRST_DAY) == Accuracy(3, 2)
    assert counting.accuracy(desk.keeper, since=FIRST_DAY + timedelta(days=1)) == Accuracy(2, 1)
    assert counting.accuracy(desk.keeper, since=FIRST_DAY + timedelta(days=9)).per_cent is None


@drawn(st.integers(1, 10**12 - 1))
def test_the_number_on_a_sheet_leads_back_to_its_count(number: int) -> None:
    assert sheet_of(f" {sheet_number(StocktakeId(number)).lower()} ") == number


@drawn(st.text(max_size=30))
def test_nothing_else_is_taken_for_a_sheet(text: str) -> None:
    found = sheet_of(text)
    assert found is None or text.strip().upper().startswith("CS-")
