"""What needs attention: who stands in which list, and on which day that begins and ends."""

from datetime import date, timedelta

import pytest

from desktop.domain.stock import Category, Expiry, ItemId, Pack, PlaceId, PlaceKind, Unit
from desktop.operations import attention, catalogue, counting, moving, orders
from desktop.operations.moving import MoveLine
from desktop.storage import catalogue as stored
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.finishing import finish_count
from tests.operations.test_distribution import give
from tests.operations.test_stock import new_item, new_place, receive


def soap(desk: Desk, name: str = "Soap", *, reorder: int = 0, wished: int = 0, packs: tuple[Pack, ...] = ()) -> ItemId:
    return catalogue.save_item(
        desk.coordinator,
        name=name,
        category=Category.HYGIENE,
        unit=Unit.PIECE,
        expiry=Expiry.USE_BY,
        reorder_level=reorder,
        wished_level=wished,
        packs=packs,
    )


def names(lines: object) -> list[str]:
    return [line.item.name for line in lines]  # type: ignore[attr-defined]


def test_an_item_with_a_level_is_out_when_nothing_usable_is_left_and_low_under_it(desk: Desk) -> None:
    shelf = new_place(desk)
    for name, level, there in (("None", 10, 0), ("Under", 10, 9), ("At", 10, 10), ("No level", 0, 0)):
        item = soap(desk, name, reorder=level)
        if there:
            receive(desk, item, there, shelf)
    found = attention.attention(desk.keeper)
    assert names(found.out) == ["None"]
    assert names(found.below) == ["Under"]


def test_an_item_without_a_level_is_out_while_people_got_some_of_late(desk: Desk) -> None:
    item, shelf = soap(desk), new_place(desk)
    receive(desk, item, 5, shelf)
    give(desk, item, 5)
    assert names(attention.attention(desk.keeper).out) == ["Soap"]
    desk.clock.set(date(2027, 1, 31))
    assert names(attention.attention(desk.keeper).out) == ["Soap"]
    desk.clock.set(date(2027, 2, 1))
    assert attention.attention(desk.keeper).out == ()


def test_what_is_with_a_partner_group_is_not_at_hand(desk: Desk) -> None:
    item, shelf = soap(desk, reorder=10), new_place(desk)
    group = catalogue.save_place(desk.coordinator, name="Harbour group", kind=PlaceKind.PARTNER)
    receive(desk, item, 50, shelf)
    moving.move_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        from_place_id=shelf,
        to_place_id=group,
        lines=[MoveLine(item, 50)],
        occurred_on=FIRST_DAY,
    )
    assert names(attention.attention(desk.keeper).out) == ["Soap"]


@pytest.mark.parametrize(
    ("days", "group"),
    [(-1, "expired"), (0, "expiring_30"), (30, "expiring_30"), (31, "expiring_90"), (90, "expiring_90"), (91, None)],
)
def test_what_expires_stands_in_the_list_of_its_distance(desk: Desk, days: int, group: str | None) -> None:
    item, shelf = soap(desk), new_place(desk)
    receive(desk, item, 7, shelf, lot="L-1", expires_on=FIRST_DAY + timedelta(days=days))
    found = attention.attention(desk.keeper)
    there = [name for name in ("expired", "expiring_30", "expiring_90") if getattr(found, name)]
    assert there == ([group] if group else [])
    if group:
        (line,) = getattr(found, group)
        assert (line.quantity, line.first) == (7, FIRST_DAY + timedelta(days=days))
        assert [(held.batch.lot, held.place.name) for held in line.held] == [("L-1", "Shelf A")]


def test_batches_of_one_item_stand_each_in_its_own_list(desk: Desk) -> None:
    item, shelf = soap(desk), new_place(desk)
    for quantity, days in ((3, -5), (4, 12), (5, 13), (6, 80)):
        receive(desk, item, quantity, shelf, lot=str(days), expires_on=FIRST_DAY + timedelta(days=days))
    found = attention.attention(desk.keeper)
    assert [line.quantity for line in (*found.expired, *found.expiring_30, *found.expiring_90)] == [3, 9, 6]
    assert [held.quantity for held in found.expiring_30[0].held] == [4, 5]


def count(desk: Desk, shelf: PlaceId) -> None:
    sheet = counting.begin_count(desk.keeper, place_id=shelf)
    for line in sheet.lines:
        if line.book:
            counting.count_line(
                desk.keeper,
                stocktake_id=sheet.id,
                item_id=line.item.id,
                batch_id=line.batch.id,
                place_id=line.place.id,
                counted=line.book,
            )
    finish_count(desk.keeper, sheet.id)


def test_what_was_not_counted_for_sixty_days_waits_for_it(desk: Desk) -> None:
    item, shelf = soap(desk), new_place(desk)
    soap(desk, "Never there")
    receive(desk, item, 7, shelf)
    desk.clock.set(FIRST_DAY + timedelta(days=59))
    assert attention.attention(desk.keeper).not_counted == ()
    desk.clock.set(FIRST_DAY + timedelta(days=60))
    (line,) = attention.attention(desk.keeper).not_counted
    assert (line.stock.item.id, line.last) == (item, None)
    count(desk, shelf)
    assert attention.attention(desk.keeper).not_counted == ()
    desk.clock.set(FIRST_DAY + timedelta(days=119))
    assert attention.attention(desk.keeper).not_counted == ()
    desk.clock.set(FIRST_DAY + timedelta(days=120))
    (line,) = attention.attention(desk.keeper).not_counted
    assert line.last == FIRST_DAY + timedelta(days=60)


def test_an_item_flagged_for_counting_is_shown_since_when(desk: Desk) -> None:
    item = soap(desk)
    assert attention.attention(desk.keeper).flagged == ()
    with desk.database.transaction():
        stored.flag_for_counting(desk.database, item, FIRST_DAY)
    (line,) = attention.attention(desk.keeper).flagged
    assert (line.item.id, line.item.recount_since) == (item, FIRST_DAY)


def test_how_long_it_lasts_comes_from_what_people_got_in_three_full_months(desk: Desk) -> None:
    item, shelf = soap(desk), new_place(desk)
    receive(desk, item, 500, shelf)
    desk.clock.set(date(2027, 1, 10))
    give(desk, item, 100)
    desk.clock.set(date(2027, 3, 1))
    use = attention.monthly_use(desk.keeper)[item]
    # December to February; there all the time.
    assert (use.issued, use.days, use.days_without, use.per_month_tenths) == (100, 90, 0, 333)
    assert attention.attention(desk.keeper).lasts(item).tenths == 120
    assert attention.attention(desk.keeper).lasts(soap(desk, "New")).used is None


def test_what_is_suggested_takes_off_what_is_there_and_what_is_on_order(desk: Desk) -> None:
    item, shelf = soap(desk, reorder=100, wished=300, packs=(Pack("Box", 50),)), new_place(desk)
    receive(desk, item, 40, shelf)
    (line,) = attention.suggestions(desk.keeper)
    assert (line.wanted, line.on_order, line.quantity, line.pack) == (300, 0, 300, Pack("Box", 50))
    made = orders.make_order(
        desk.keeper, form_key=desk.new_form_key(), asked_of="Shop", asked_on=FIRST_DAY, lines=[(item, 150)]
    )
    (line,) = attention.suggestions(desk.keeper)
    assert (line.on_order, line.quantity) == (150, 150)
    orders.make_order(
        desk.keeper, form_key=desk.new_form_key(), asked_of="Office", asked_on=FIRST_DAY, lines=[(item, 500)]
    )
    assert attention.suggestions(desk.keeper) == ()
    for each in orders.orders(desk.keeper, open_only=True):
        orders.close_order(desk.keeper, order_id=each.id)
    assert [each.quantity for each in attention.suggestions(desk.keeper)] == [300]
    assert made.closed_on is None


def test_enough_of_an_item_is_not_suggested(desk: Desk) -> None:
    item, shelf = soap(desk, reorder=100, wished=300), new_place(desk)
    receive(desk, item, 100, shelf)
    soap(desk, "Without levels or use")
    assert attention.suggestions(desk.keeper) == ()


def test_an_item_that_lasts_for_less_than_a_month_is_suggested_without_any_level(desk: Desk) -> None:
    item, shelf = soap(desk), new_place(desk)
    receive(desk, item, 310, shelf)
    desk.clock.set(date(2027, 1, 10))
    give(desk, item, 300)
    desk.clock.set(date(2027, 3, 1))
    (line,) = attention.suggestions(desk.keeper)
    assert (line.wanted, line.quantity) == (300, 290)


def test_an_item_put_out_of_use_with_something_past_its_date_is_still_shown(desk: Desk) -> None:
    item, shelf = new_item(desk), new_place(desk)
    receive(desk, item, 7, shelf, expires_on=FIRST_DAY - timedelta(days=1))
    with desk.database.transaction():
        desk.database.execute("UPDATE item SET active = 0 WHERE id = ?", (item,))
    (line,) = attention.attention(desk.keeper).expired
    assert line.quantity == 7
