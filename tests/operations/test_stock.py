"""Goods received, written off, looked up; and what is refused with a sentence."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import (
    AlreadyReversed,
    Invalid,
    LarderError,
    MonthClosed,
    NotAllowed,
    NotEnoughStock,
    NotFound,
)
from desktop.domain.periods import Month
from desktop.domain.stock import (
    MOST,
    Barcode,
    Category,
    DocumentId,
    Expiry,
    ItemId,
    Pack,
    PlaceId,
    Posted,
    Reason,
    Source,
    Unit,
)
from desktop.operations import cards, catalogue, outgoing, receiving, stock, undoing
from desktop.operations.receiving import Arrival
from tests.operations.desk import FIRST_DAY, Desk


def new_item(desk: Desk, name: str = "Condoms", *, expiry: Expiry = Expiry.USE_BY) -> ItemId:
    return catalogue.save_item(
        desk.coordinator,
        name=name,
        category=Category.PREVENTION,
        unit=Unit.PIECE,
        expiry=expiry,
        packs=[Pack("Box", 144)],
    )


def new_place(desk: Desk, name: str = "Shelf A") -> PlaceId:
    return catalogue.save_place(desk.coordinator, name=name)


def receive(desk: Desk, item: ItemId, quantity: int, place: PlaceId, **changes: object) -> Posted:
    line = {key: changes.pop(key) for key in ("lot", "expires_on") if key in changes}
    values: dict[str, object] = {
        "form_key": desk.new_form_key(),
        "source": Source.DONATION,
        "origin": "City warehouse",
        "place_id": place,
        "lines": [Arrival(item, quantity, **line)],  # type: ignore[arg-type]
        "occurred_on": desk.clock.day,
        **changes,
    }
    return receiving.receive_stock(desk.keeper, **values)  # type: ignore[arg-type]


def test_what_is_received_is_in_stock_with_its_batch(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    soon = FIRST_DAY + timedelta(days=30)
    receive(desk, item, 288, place, lot="B-2291", expires_on=soon)
    line = stock.stock_list(desk.keeper)[0]
    assert (line.quantity, line.usable, line.first_expiry, line.places) == (288, 288, soon, ("Shelf A",))
    detail = stock.item_detail(desk.keeper, item)
    assert [(held.batch.lot, held.quantity) for held in detail.held] == [("B-2291", 288)]


def test_the_same_lot_and_date_is_the_same_batch(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    for quantity in (10, 20):
        receive(desk, item, quantity, place, lot="B-1", expires_on=date(2027, 3, 1))
    assert [held.quantity for held in stock.item_detail(desk.keeper, item).held] == [30]


def test_pressing_twice_receives_once(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    key = desk.new_form_key()
    first = receive(desk, item, 10, place, form_key=key)
    assert receive(desk, item, 10, place, form_key=key) == first
    assert stock.stock_list(desk.keeper)[0].quantity == 10


def test_what_is_past_its_date_is_there_but_not_usable(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, expires_on=FIRST_DAY)
    assert stock.stock_list(desk.keeper)[0].usable == 10, "on its last day it may still be given"
    desk.clock.set(FIRST_DAY + timedelta(days=1))
    line = stock.stock_list(desk.keeper)[0]
    assert (line.quantity, line.usable, line.level) == (10, 0, "none")


@pytest.mark.parametrize("quantity", [0, -4, MOST + 1, 10**30])
def test_impossible_quantities_are_refused_beside_their_field(desk: Desk, quantity: int) -> None:
    item, place = new_item(desk), new_place(desk)
    with pytest.raises(Invalid) as refused:
        receive(desk, item, quantity, place)
    assert refused.value.field == "quantity"
    assert stock.stock_list(desk.keeper)[0].quantity == 0


def test_a_date_in_the_future_or_before_the_item_existed_is_refused(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    for day in (FIRST_DAY + timedelta(days=1), FIRST_DAY - timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            receive(desk, item, 1, place, occurred_on=day)
        assert refused.value.field == "occurred_on"


def test_an_expiry_date_with_a_mistyped_year_is_refused(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    with pytest.raises(Invalid) as refused:
        receive(desk, item, 1, place, expires_on=date(2207, 3, 1))
    assert refused.value.field == "expires_on"


def test_writing_off_takes_from_the_named_batch_and_no_more_than_is_there(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, lot="B-1")
    batch = stock.item_detail(desk.keeper, item).held[0].batch
    values = {"item_id": item, "batch_id": batch.id, "place_id": place, "reason": Reason.DAMAGED}
    outgoing.write_off(
        desk.keeper,
        form_key=desk.new_form_key(),
        quantity=4,
        occurred_on=desk.clock.day,
        **values,  # type: ignore[arg-type]
    )
    assert stock.stock_list(desk.keeper)[0].quantity == 6
    with pytest.raises(NotEnoughStock) as refused:
        outgoing.write_off(
            desk.keeper,
            form_key=desk.new_form_key(),
            quantity=7,
            occurred_on=desk.clock.day,
            **values,  # type: ignore[arg-type]
        )
    assert refused.value.values["there"] == 6


def test_a_write_off_on_a_past_day_takes_only_what_every_later_day_can_spare(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    desk.clock.set(FIRST_DAY + timedelta(days=3))
    receive(desk, item, 50, place)
    batch = stock.item_detail(desk.keeper, item).held[0].batch
    with pytest.raises(NotEnoughStock) as refused:
        outgoing.write_off(
            desk.keeper,
            form_key=desk.new_form_key(),
            item_id=item,
            batch_id=batch.id,
            place_id=place,
            quantity=20,
            reason=Reason.LOST,
            occurred_on=FIRST_DAY,
        )
    assert refused.value.values["there"] == 10


def test_the_stock_card_runs_back_from_the_balance_and_marks_what_was_undone(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    second = receive(desk, item, 5, place)
    undone = undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=second.document_id)
    page = cards.stock_card(desk.keeper, item_id=item)
    assert [(line.change, line.balance) for line in page.lines] == [(-5, 10), (5, 15), (10, 10)]
    assert page.lines[0].reverses == second.number
    assert page.lines[1].reversed_by == undone.number
    assert page.total == 3


def test_undoing_twice_is_refused_and_what_was_given_out_meanwhile_cannot_be_undone(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    posted = receive(desk, item, 10, place)
    batch = stock.item_detail(desk.keeper, item).held[0].batch
    written = outgoing.write_off(
        desk.keeper,
        form_key=desk.new_form_key(),
        item_id=item,
        batch_id=batch.id,
        place_id=place,
        quantity=4,
        reason=Reason.LOST,
        occurred_on=desk.clock.day,
    )
    with pytest.raises(NotEnoughStock):
        undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=posted.document_id)
    undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=written.document_id)
    undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=posted.document_id)
    with pytest.raises(AlreadyReversed):
        undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=posted.document_id)


def test_only_a_coordinator_undoes_what_is_older_than_a_day(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    posted = receive(desk, item, 10, place)
    desk.clock.set(FIRST_DAY + timedelta(days=2))
    with pytest.raises(NotAllowed):
        undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=posted.document_id)
    undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=posted.document_id)


def test_a_closed_month_takes_no_entries_whatever_way_they_come(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    desk.clock.set(date(2026, 12, 2))
    desk.database.insert(
        "closed_month", month=str(Month(2026, 11)), closed_at="2026-12-02T00:00:00Z", closed_by=desk.coordinator.user.id
    )
    with pytest.raises(MonthClosed):
        receive(desk, item, 1, place, occurred_on=FIRST_DAY)
    receive(desk, item, 1, place)


def test_a_second_item_of_the_same_name_is_refused_whatever_its_case(desk: Desk) -> None:
    new_item(desk, "Máscaras")
    with pytest.raises(Invalid) as refused:
        new_item(desk, "  mascaras ")
    assert refused.value.field == "name"


def test_the_unit_of_an_item_that_has_moved_stays(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    facts = {"item_id": item, "name": "Condoms", "category": Category.PREVENTION, "expiry": Expiry.USE_BY}
    catalogue.save_item(desk.coordinator, unit=Unit.GRAM, **facts)  # type: ignore[arg-type]
    receive(desk, item, 10, place)
    with pytest.raises(Invalid) as refused:
        catalogue.save_item(desk.coordinator, unit=Unit.PIECE, **facts)  # type: ignore[arg-type]
    assert refused.value.field == "unit"


def test_a_barcode_belongs_to_one_item(desk: Desk) -> None:
    values = {
        "category": Category.FOOD,
        "unit": Unit.PIECE,
        "expiry": Expiry.NONE,
        "barcodes": [Barcode("4006381333931")],
    }
    item = catalogue.save_item(desk.coordinator, name="Soap", **values)  # type: ignore[arg-type]
    assert catalogue.find_barcode(desk.keeper, " 4006381333931 ") == item
    with pytest.raises(Invalid):
        catalogue.save_item(desk.coordinator, name="Rice", **values)  # type: ignore[arg-type]


def test_what_is_not_there_is_said_to_be_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        stock.item_detail(desk.keeper, ItemId(99))
    with pytest.raises(NotFound):
        undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=DocumentId(99))


def test_a_volunteer_changes_no_stock(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        catalogue.save_place(desk.volunteer, name="Shelf B")


def test_a_refused_operation_leaves_nothing_behind(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    before = desk.database.value("SELECT count(*) FROM document")
    lines = [Arrival(item, 5), Arrival(item, 0)]
    with pytest.raises(LarderError):
        receive(desk, item, 1, place, lines=lines)
    assert desk.database.value("SELECT count(*) FROM document") == before
    assert desk.database.value("SELECT count(*) FROM batch") == 0


def test_document_numbers_have_no_gaps_after_a_refusal(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    first = receive(desk, item, 1, place)
    with pytest.raises(Invalid):
        receive(desk, item, 0, place)
    second = receive(desk, item, 1, place)
    assert (first.number[:11], second.number[:11]) == ("26-AN-00001", "26-AN-00002")
