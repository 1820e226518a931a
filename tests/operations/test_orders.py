"""Orders: what was asked stays as it was asked, what came is counted from the deliveries, what is missing is short."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import Invalid, NotAllowed, NotFound
from desktop.domain.orders import Order, OrderId
from desktop.domain.periods import Month
from desktop.domain.stock import ItemId
from desktop.i18n import speaking
from desktop.operations import journal, merging, orders, undoing
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_stock import new_item, new_place, receive


def ask(desk: Desk, *lines: tuple[ItemId, int], of: str = "Harbour shop", on: date | None = None) -> Order:
    return orders.make_order(
        desk.keeper, form_key=desk.new_form_key(), asked_of=of, asked_on=on or desk.clock.day, lines=lines
    )


def counts(found: Order) -> list[tuple[str, int, int, int, int]]:
    return [(line.item.name, line.asked, line.delivered, line.short, line.over) for line in found.lines]


def test_an_order_has_a_number_and_waits_for_all_it_asked(desk: Desk) -> None:
    soap, masks = new_item(desk, "Soap"), new_item(desk, "Masks")
    made = ask(desk, (soap, 100), (masks, 50))
    assert made.number.startswith("26-AR-00001-")
    assert counts(made) == [("Masks", 50, 0, 50, 0), ("Soap", 100, 0, 100, 0)]
    assert orders.orders(desk.keeper, open_only=True) == (made,)
    assert "order.make" in desk.journal_text()


def test_the_journal_names_an_order_by_its_number(desk: Desk) -> None:
    made = ask(desk, (new_item(desk, "Soap"), 100))
    lines = journal.journal_page(desk.coordinator).lines
    assert [line.concerns for line in lines if line.action == "order.make"] == [made.number]


def test_pressing_twice_keeps_one_order(desk: Desk) -> None:
    soap, key = new_item(desk, "Soap"), desk.new_form_key()
    for _press in range(2):
        orders.make_order(desk.keeper, form_key=key, asked_of="Shop", asked_on=FIRST_DAY, lines=[(soap, 5)])
    assert len(orders.orders(desk.keeper)) == 1


def test_what_comes_on_an_order_is_counted_and_what_is_undone_is_not(desk: Desk) -> None:
    soap, masks, shelf = new_item(desk, "Soap"), new_item(desk, "Masks"), new_place(desk)
    made = ask(desk, (soap, 100))
    first = receive(desk, soap, 60, shelf, order_id=made.id)
    receive(desk, soap, 5, shelf)
    receive(desk, masks, 4, shelf, order_id=made.id)
    assert counts(orders.order(desk.keeper, made.id)) == [("Soap", 100, 60, 40, 0), ("Masks", 0, 4, 0, 4)]
    receive(desk, soap, 50, shelf, order_id=made.id)
    found = orders.order(desk.keeper, made.id)
    assert counts(found)[0] == ("Soap", 100, 110, 0, 10)
    assert found.complete
    undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=first.document_id)
    found = orders.order(desk.keeper, made.id)
    assert counts(found)[0] == ("Soap", 100, 50, 50, 0)
    assert len(found.deliveries) == 2


def test_a_corrected_delivery_counts_as_it_was_corrected(desk: Desk) -> None:
    soap, shelf = new_item(desk, "Soap"), new_place(desk)
    made = ask(desk, (soap, 100))
    wrong = receive(desk, soap, 10, shelf, order_id=made.id)
    receive(desk, soap, 100, shelf, lines=[Arrival(soap, 100)], corrects=wrong.document_id)
    found = orders.order(desk.keeper, made.id)
    assert counts(found) == [("Soap", 100, 100, 0, 0)]
    assert len(found.deliveries) == 1


def test_a_closed_order_stands_as_it_was_closed_and_is_not_opened_or_closed_again(desk: Desk) -> None:
    soap = new_item(desk, "Soap")
    made = ask(desk, (soap, 100))
    desk.clock.set(FIRST_DAY + timedelta(days=20))
    closed = orders.close_order(desk.keeper, order_id=made.id)
    assert (closed.closed_on, closed.age_days(date(2027, 5, 1))) == (FIRST_DAY + timedelta(days=20), 20)
    assert [line.short for line in closed.short_lines] == [100]
    assert orders.orders(desk.keeper, open_only=True) == ()
    with pytest.raises(Invalid):
        orders.close_order(desk.keeper, order_id=made.id)


def test_open_orders_stand_before_closed_ones_the_latest_asked_first(desk: Desk) -> None:
    soap = new_item(desk, "Soap")
    made = [ask(desk, (soap, 1), on=FIRST_DAY - timedelta(days=back)).id for back in (9, 5, 7, 1)]
    orders.close_order(desk.keeper, order_id=made[3])
    assert [each.id for each in orders.orders(desk.keeper)] == [made[1], made[2], made[0], made[3]]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("asked_of", {"asked_of": "  "}),
        ("asked_of", {"asked_of": "x" * 121}),
        ("asked_on", {"asked_on": FIRST_DAY + timedelta(days=1)}),
        ("lines", {"lines": []}),
        ("quantity", {"quantity": 0}),
        ("note", {"note": "x" * 301}),
    ],
)
def test_what_is_wrong_with_an_order_is_said_and_nothing_is_kept(
    desk: Desk, field: str, changes: dict[str, object]
) -> None:
    soap = new_item(desk, "Soap")
    values: dict[str, object] = {
        "form_key": desk.new_form_key(),
        "asked_of": "Shop",
        "asked_on": FIRST_DAY,
        "lines": [(soap, changes.pop("quantity", 5))],
        **changes,
    }
    with pytest.raises(Invalid) as caught:
        orders.make_order(desk.keeper, **values)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert orders.orders(desk.keeper) == ()


def test_an_item_stands_in_an_order_once(desk: Desk) -> None:
    soap = new_item(desk, "Soap")
    with pytest.raises(Invalid):
        ask(desk, (soap, 1), (soap, 2))
    with pytest.raises(NotFound):
        ask(desk, (ItemId(99), 1))
    with pytest.raises(NotFound):
        orders.order(desk.keeper, OrderId(9))


def test_a_volunteer_sees_orders_and_makes_none(desk: Desk) -> None:
    soap = new_item(desk, "Soap")
    made = ask(desk, (soap, 1))
    assert orders.orders(desk.volunteer) == (made,)
    with pytest.raises(NotAllowed):
        orders.close_order(desk.volunteer, order_id=made.id)


def test_items_that_were_made_one_stand_on_one_line(desk: Desk) -> None:
    soap, bar, shelf = new_item(desk, "Soap"), new_item(desk, "Bar of soap"), new_place(desk)
    made = ask(desk, (soap, 10), (bar, 5))
    receive(desk, bar, 4, shelf, order_id=made.id)
    merging.merge_items(desk.coordinator, form_key=desk.new_form_key(), keep=soap, drop=bar)
    receive(desk, soap, 3, shelf, order_id=made.id)
    assert counts(orders.order(desk.keeper, made.id)) == [("Soap", 15, 7, 8, 0)]


def test_the_shortages_of_a_month_are_as_they_were_at_its_end(desk: Desk) -> None:
    soap, shelf = new_item(desk, "Soap"), new_place(desk)
    late, never, soon = ask(desk, (soap, 10)), ask(desk, (soap, 20)), ask(desk, (soap, 30))
    receive(desk, soap, 30, shelf, order_id=soon.id)
    desk.clock.set(date(2026, 12, 5))
    receive(desk, soap, 10, shelf, order_id=late.id)
    orders.close_order(desk.keeper, order_id=never.id)
    of_november = orders.shortages(desk.keeper, month=Month(2026, 11))
    assert [each.id for each in of_november] == [late.id, never.id]
    assert [each.id for each in orders.shortages(desk.keeper, month=Month(2026, 12))] == [never.id]
    desk.clock.set(date(2027, 1, 5))
    assert orders.shortages(desk.keeper, month=Month(2027, 1)) == ()
    assert orders.shortages(desk.keeper, month=Month(2026, 10)) == ()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_paper_says_what_was_asked_what_came_and_what_is_short(desk: Desk, language: str) -> None:
    soap, shelf = new_item(desk, "肥皂 Soap"), new_place(desk)
    made = ask(desk, (soap, 100), of="社区药房")
    letter = text_of(orders.order_paper(desk.keeper, order_id=made.id, language=language))
    for words in (made.number, "社区药房", "肥皂 Soap", "100"):
        assert words in letter
    receive(desk, soap, 63, shelf, order_id=made.id)
    orders.close_order(desk.keeper, order_id=made.id)
    record = text_of(orders.order_paper(desk.keeper, order_id=made.id, language=language))
    for words in (made.number, "100", "63", "37"):
        assert words in record
    with speaking(language):
        assert "order.paper" in desk.journal_text()


def test_a_list_of_what_to_order_can_be_printed_before_anybody_is_asked(desk: Desk) -> None:
    soap = new_item(desk, "Soap")
    paper = text_of(orders.suggestion_paper(desk.keeper, lines=[(soap, 288)], language="en"))
    assert "Soap" in paper
    assert "288 pieces" in paper
    assert "2 × Box of 144" in paper
    assert orders.orders(desk.keeper) == ()
    with pytest.raises(Invalid):
        orders.suggestion_paper(desk.keeper, lines=[], language="en")
