"""Goods received: with numbers, with the one who gave them, for an order, and put right in one step."""

from datetime import date, timedelta
from typing import Any

import pytest

from desktop import paths
from desktop.domain.errors import Invalid, MonthClosed, NotAllowed, NotEnoughStock, NotFound
from desktop.domain.periods import Month
from desktop.domain.stock import Category, DocumentId, Expiry, FundId, ItemId, Pack, PlaceId, Posted, Source, Unit
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import book, catalogue, distribution, givers, months, outgoing, receiving, stock, undoing
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage import erasing, ledger_checks, orders
from desktop.storage.serials import there
from desktop.system import files
from tests.operations.desk import FIRST_DAY, Desk


def place(desk: Desk) -> PlaceId:
    found = catalogue.places(desk.coordinator)
    return found[0].id if found else catalogue.save_place(desk.coordinator, name="Shelf A")


def item(desk: Desk, name: str = "Masks", **facts: Any) -> ItemId:
    what: dict[str, Any] = {"category": Category.PROTECTION, "unit": Unit.PIECE, "expiry": Expiry.NONE} | facts
    return catalogue.save_item(desk.coordinator, name=name, **what)


def receive(desk: Desk, *lines: Arrival, session: Session | None = None, **more: Any) -> Posted:
    what: dict[str, Any] = {
        "form_key": desk.new_form_key(),
        "source": Source.DONATION,
        "origin": "Market",
        "place_id": place(desk),
        "occurred_on": FIRST_DAY,
    } | more
    return receiving.receive_stock(session or desk.coordinator, lines=lines, **what)


def there_of(desk: Desk, item_id: ItemId) -> int:
    return stock.item_detail(desk.coordinator, item_id).stock.quantity


def numbers_there(desk: Desk, item_id: ItemId) -> list[str]:
    return [serial.number for serial in there(desk.database, item_id)]


# Numbers


def test_pieces_with_numbers_come_in_with_as_many_numbers(desk: Desk) -> None:
    cards = item(desk, "Health card", serials=True)
    posted = receive(desk, Arrival(cards, 3, numbers=("1001", "1002", "1003")))
    assert numbers_there(desk, cards) == ["1001", "1002", "1003"]
    line = book.document(desk.coordinator, posted.document_id).lines[0]
    assert [serial.number for serial in line.serials] == ["1001", "1002", "1003"]


@pytest.mark.parametrize(
    ("quantity", "numbers", "words"),
    [
        (3, ("1", "2"), "3 came, and 2 numbers"),
        (2, (), "2 came, and 0 numbers"),
        (2, ("a7", "A7"), "stands twice"),
    ],
)
def test_too_few_numbers_or_one_twice_are_refused_and_nothing_comes_in(
    desk: Desk, quantity: int, numbers: tuple[str, ...], words: str
) -> None:
    cards = item(desk, "Health card", serials=True)
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(cards, quantity, numbers=numbers))
    assert refused.value.field == "numbers"
    assert words in say(refused.value)
    assert numbers_there(desk, cards) == []


def test_a_number_in_two_lines_of_one_delivery_is_refused(desk: Desk) -> None:
    cards = item(desk, "Health card", serials=True)
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(cards, 1, numbers=("7",)), Arrival(cards, 1, lot="B", numbers=("7",)))
    assert "stands twice" in say(refused.value)


def test_numbers_for_an_item_that_bears_none_are_refused(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(item(desk), 1, numbers=("7",)))
    assert refused.value.field == "numbers"


def test_a_number_that_is_there_comes_in_no_second_time(desk: Desk) -> None:
    cards = item(desk, "Health card", serials=True)
    receive(desk, Arrival(cards, 1, numbers=("7",)))
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(cards, 1, numbers=("7",)))
    assert "already in the book" in say(refused.value)


# What an item does not have


def test_an_item_without_batches_and_dates_takes_neither(desk: Desk) -> None:
    soap = item(desk, "Soap", lots=False)
    receive(desk, Arrival(soap, 5, lot="B-7", expires_on=FIRST_DAY))
    receive(desk, Arrival(soap, 5, lot="B-8"))
    held = stock.item_detail(desk.coordinator, soap).held
    assert [(each.batch.lot, each.batch.expires_on, each.quantity) for each in held] == [("", None, 10)]


def test_goods_do_not_come_to_a_place_that_is_used_no_more(desk: Desk) -> None:
    place(desk)
    old = catalogue.save_place(desk.coordinator, name="Old van")
    catalogue.save_place(desk.coordinator, place_id=old, name="Old van", active=False)
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(item(desk), 5), place_id=old)
    assert refused.value.field == "place_id"


def test_the_fund_stands_in_the_document_and_keeps_batches_apart(desk: Desk) -> None:
    masks, fund = item(desk), catalogue.save_fund(desk.coordinator, name="City grant")
    receive(desk, Arrival(masks, 5))
    posted = receive(desk, Arrival(masks, 7), fund_id=fund)
    assert book.document(desk.coordinator, posted.document_id).fund_id == fund
    held = stock.item_detail(desk.coordinator, masks).held
    assert {each.batch.fund_id: each.quantity for each in held} == {None: 5, fund: 7}
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(masks, 7), fund_id=FundId(99))
    assert refused.value.field == "fund_id"


# Correcting


def test_a_delivery_is_put_right_in_one_step_and_its_numbers_with_it(desk: Desk) -> None:
    cards = item(desk, "Health card", serials=True)
    wrong = receive(desk, Arrival(cards, 2, numbers=("1", "2")))
    right = receive(desk, Arrival(cards, 3, numbers=("2", "3", "4")), corrects=wrong.document_id)
    assert numbers_there(desk, cards) == ["2", "3", "4"]
    assert there_of(desk, cards) == 3
    found = book.document(desk.coordinator, right.document_id)
    assert found.corrects == wrong.number
    assert book.document(desk.coordinator, wrong.document_id).undone


def test_what_was_taken_meanwhile_keeps_a_delivery_from_being_made_smaller(desk: Desk) -> None:
    masks = item(desk)
    posted = receive(desk, Arrival(masks, 10))
    held = stock.item_detail(desk.coordinator, masks).held[0]
    outgoing.write_off(
        desk.coordinator,
        form_key=desk.new_form_key(),
        item_id=masks,
        batch_id=held.batch.id,
        place_id=held.place.id,
        quantity=8,
        reason=outgoing.WRITE_OFF_REASONS[0],
        occurred_on=FIRST_DAY,
    )
    with pytest.raises(Exception, match="NotEnoughStock"):
        receive(desk, Arrival(masks, 5), corrects=posted.document_id)
    assert there_of(desk, masks) == 2
    assert not book.document(desk.coordinator, posted.document_id).undone


def test_a_late_correction_of_a_closed_month_stands_among_the_corrections(desk: Desk) -> None:
    masks = item(desk)
    posted = receive(desk, Arrival(masks, 10))
    desk.clock.set(date(2026, 12, 3))
    months.close_month(desk.coordinator, month=Month(2026, 11))
    with pytest.raises(MonthClosed):
        receive(desk, Arrival(masks, 10))
    receive(desk, Arrival(masks, 12), corrects=posted.document_id)
    assert there_of(desk, masks) == 12
    classes = desk.database.rows("SELECT class, quantity FROM movement ORDER BY id")
    assert classes == [("received", 10), ("correction", 12), ("correction", -10)]


def test_pressing_twice_saves_once(desk: Desk) -> None:
    masks, key = item(desk), desk.new_form_key()
    first = receive(desk, Arrival(masks, 10), form_key=key, giver="Grandma Li")
    assert receive(desk, Arrival(masks, 10), form_key=key, giver="Grandma Li") == first
    assert there_of(desk, masks) == 10


def test_a_number_does_not_come_back_before_it_left(desk: Desk) -> None:
    cards = item(desk, "Health card", serials=True)
    receive(desk, Arrival(cards, 1, numbers=("7",)))
    desk.clock.set(FIRST_DAY + timedelta(days=4))
    distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(cards, 1, serials=(there(desk.database, cards)[0].id,))],
        head_count=1,
        occurred_on=desk.clock.day,
    )
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(cards, 1, numbers=("7",)), source=Source.RETURN, occurred_on=FIRST_DAY)
    assert refused.value.field == "numbers"
    receive(desk, Arrival(cards, 1, numbers=("7",)), source=Source.RETURN, occurred_on=desk.clock.day)
    assert numbers_there(desk, cards) == ["7"]


# The giver


def test_who_gave_is_kept_with_people_and_can_be_asked_for(desk: Desk) -> None:
    posted = receive(desk, Arrival(item(desk), 5), giver="  Grandma Li ")
    assert givers.giver_of(desk.coordinator, posted.document_id) == "Grandma Li"
    assert givers.giver_of(desk.volunteer, posted.document_id) == "Grandma Li"
    assert "Grandma" not in desk.journal_text()
    assert not [row for row in desk.database.rows("SELECT * FROM main.document") if "Grandma Li" in map(str, row)]


def test_nobody_is_named_unless_somebody_was(desk: Desk) -> None:
    for giver in (None, "", "  "):
        posted = receive(desk, Arrival(item(desk, f"Masks {giver!r}"), 5), giver=giver)
        assert givers.giver_of(desk.coordinator, posted.document_id) is None


def test_a_stock_keeper_can_neither_name_nor_ask(desk: Desk) -> None:
    masks = item(desk)
    for giver in ("Grandma Li", ""):
        with pytest.raises(NotAllowed):
            receive(desk, Arrival(masks, 5), session=desk.keeper, giver=giver)
    posted = receive(desk, Arrival(masks, 5), session=desk.keeper)
    with pytest.raises(NotAllowed):
        givers.giver_of(desk.keeper, posted.document_id)
    with pytest.raises(NotAllowed):
        givers.forget_giver(desk.as_role(Role.VOLUNTEER), document_id=posted.document_id)


def test_who_gave_is_forgotten_and_leaves_no_remains(desk: Desk) -> None:
    posted = receive(desk, Arrival(item(desk), 5), giver="Grandma Li")
    left = paths.drafts(desk.folder) / "0123"
    files.make_private_folder(left.parent)
    left.write_bytes(b"a form that a colleague left unfinished, which may hold the name")
    givers.forget_giver(desk.coordinator, document_id=posted.document_id)
    assert not left.exists()
    assert givers.giver_of(desk.coordinator, posted.document_id) is None
    assert not erasing.scrub(desk.database), "it was scrubbed already"
    with pytest.raises(NotFound):
        givers.forget_giver(desk.coordinator, document_id=posted.document_id)
    assert there_of(desk, stock.stock_list(desk.coordinator)[0].item.id) == 5


def test_a_correction_that_says_nothing_about_the_giver_leaves_who_it_was(desk: Desk) -> None:
    masks = item(desk)
    posted = receive(desk, Arrival(masks, 5), giver="Grandma Li")
    right = receive(desk, Arrival(masks, 6), corrects=posted.document_id)
    assert givers.giver_of(desk.coordinator, right.document_id) == "Grandma Li"
    givers.forget_giver(desk.coordinator, document_id=right.document_id)
    for document in (posted, right):
        assert givers.giver_of(desk.coordinator, document.document_id) is None


def test_a_correction_says_anew_who_gave(desk: Desk) -> None:
    masks = item(desk)
    first = receive(desk, Arrival(masks, 5), giver="Grandma Li")
    second = receive(desk, Arrival(masks, 5), corrects=first.document_id, giver="Uncle Wu")
    assert givers.giver_of(desk.coordinator, second.document_id) == "Uncle Wu"
    third = receive(desk, Arrival(masks, 5), corrects=second.document_id, giver="")
    assert givers.giver_of(desk.coordinator, third.document_id) is None
    assert not desk.database.rows("SELECT * FROM people.giver")
    assert erasing.scrub(desk.database), "a note was left for it"


# Orders


def an_order(desk: Desk, number: str = "26-AR-00001-1") -> int:
    return desk.database.insert(
        "supply_order",
        uuid=number,
        form_key=number,
        number=number,
        asked_of="Depot",
        asked_on=FIRST_DAY.isoformat(),
        recorded_at=desk.coordinator.now(),
        recorded_by=desk.coordinator.user.id,
    )


def test_a_delivery_belongs_to_its_order_and_so_does_its_correction(desk: Desk) -> None:
    masks, order = item(desk), an_order(desk)
    posted = receive(desk, Arrival(masks, 5), order_id=order)
    right = receive(desk, Arrival(masks, 6), corrects=posted.document_id)
    assert [orders.order_of(desk.database, each.document_id) for each in (posted, right)] == [order, order]


def test_an_order_that_is_closed_or_unknown_takes_no_delivery(desk: Desk) -> None:
    order = an_order(desk)
    desk.database.execute("UPDATE supply_order SET closed_on = '2026-11-24', closed_by = ?", (desk.keeper.user.id,))
    for wrong in (order, 99):
        with pytest.raises(Invalid) as refused:
            receive(desk, Arrival(item(desk, f"Masks {wrong}"), 5), order_id=wrong)
        assert refused.value.field == "order_id"


# Slips of the hand


def test_over_twenty_packs_are_asked_about(desk: Desk) -> None:
    boxed = item(desk, packs=[Pack("box", 10), Pack("carton", 144)])
    found = receiving.unusual_arrivals(desk.keeper, (Arrival(boxed, 144 * 144), Arrival(boxed, 144 * 20)))
    assert [(each.quantity, each.pack, each.packs) for each in found] == [(20_736, Pack("carton", 144), 144)]


def test_over_five_times_the_usual_delivery_is_asked_about(desk: Desk) -> None:
    masks = item(desk)
    assert not receiving.unusual_arrivals(desk.coordinator, (Arrival(masks, 5000),))
    for quantity in (90, 100, 1000):
        receive(desk, Arrival(masks, quantity))
    undone = receive(desk, Arrival(masks, 100_000))
    undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=undone.document_id)
    assert not receiving.unusual_arrivals(desk.coordinator, (Arrival(masks, 500),))
    assert [each.usual for each in receiving.unusual_arrivals(desk.coordinator, (Arrival(masks, 501),))] == [100]


def test_a_date_far_off_is_refused(desk: Desk) -> None:
    dated = item(desk, expiry=Expiry.BEST_BEFORE)
    with pytest.raises(Invalid) as refused:
        receive(desk, Arrival(dated, 5, expires_on=FIRST_DAY + timedelta(days=366 * 31)))
    assert refused.value.field == "expires_on"


def test_what_is_no_delivery_is_not_corrected_by_one(desk: Desk) -> None:
    masks = item(desk)
    with pytest.raises(NotFound):
        receive(desk, Arrival(masks, 5), corrects=DocumentId(99))


def test_a_delivery_is_corrected_upwards_though_some_of_it_is_gone(desk: Desk) -> None:
    masks = item(desk)
    wrong = receive(desk, Arrival(masks, 100))
    distribution.give_out(
        desk.coordinator,
        form_key=desk.new_form_key(),
        lines=[Given(masks, 30)],
        head_count=3,
        occurred_on=desk.clock.day,
    )
    right = receive(desk, Arrival(masks, 120), corrects=wrong.document_id)
    assert there_of(desk, masks) == 90
    assert book.document(desk.coordinator, right.document_id).corrects == wrong.number
    assert book.document(desk.coordinator, wrong.document_id).undone
    with pytest.raises(NotEnoughStock):
        receive(desk, Arrival(masks, 29), corrects=right.document_id)
    assert there_of(desk, masks) == 90
    assert not ledger_checks.faults(desk.database)
