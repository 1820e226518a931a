"""Two items that were entered for one thing become one, and can be told apart again."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import AlreadyReversed, Invalid, NotAllowed, NotEnoughStock
from desktop.domain.stock import (
    Barcode,
    Category,
    DocumentKind,
    Expiry,
    ItemId,
    Pack,
    PlaceId,
    Posted,
    Reason,
    SerialId,
    Source,
    Unit,
)
from desktop.operations import book, catalogue, counting, distribution, merging, outgoing, receiving, stock, undoing
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.storage import ledger_checks, serials
from desktop.storage import stock as stored
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_stock import new_place, receive

FACTS = {"category": Category.PREVENTION, "unit": Unit.PIECE, "expiry": Expiry.USE_BY}
SOON = date(2027, 3, 31)


def new_item(desk: Desk, name: str, **changes: object) -> ItemId:
    return catalogue.save_item(desk.keeper, name=name, **{**FACTS, **changes})  # type: ignore[arg-type]


def item(desk: Desk, item_id: ItemId):  # type: ignore[no-untyped-def]
    return stock.item_detail(desk.keeper, item_id).stock.item


def merge(desk: Desk, keep: ItemId, drop: ItemId) -> Posted:
    return merging.merge_items(desk.keeper, form_key=desk.new_form_key(), keep=keep, drop=drop)


def undo(desk: Desk, posted: Posted) -> Posted:
    return merging.undo_merge(desk.keeper, form_key=desk.new_form_key(), document_id=posted.document_id)


def held(desk: Desk, item_id: ItemId) -> list[tuple[str, str, int]]:
    """Batch number, place and quantity of what is there."""
    return sorted(
        (each.batch.lot, each.place.name, each.quantity) for each in stock.item_detail(desk.keeper, item_id).held
    )


@pytest.fixture
def pair(desk: Desk) -> tuple[ItemId, ItemId]:
    """The same thing under two names."""
    return new_item(desk, "Condoms"), new_item(desk, "Condom")


def test_every_batch_goes_to_the_same_batch_at_the_same_place(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    shelf, bag = new_place(desk), new_place(desk, "Bag 2")
    receive(desk, keep, 10, shelf, lot="B-1", expires_on=SOON)
    receive(desk, drop, 20, shelf, lot="B-1", expires_on=SOON)
    receive(desk, drop, 5, bag, lot="B-1", expires_on=SOON)
    receive(desk, drop, 7, shelf, lot="B-1", expires_on=SOON + timedelta(days=1))
    posted = merge(desk, keep, drop)
    assert held(desk, keep) == [("B-1", "Bag 2", 5), ("B-1", "Shelf A", 7), ("B-1", "Shelf A", 30)]
    assert held(desk, drop) == []
    gone = item(desk, drop)
    assert (gone.active, gone.merged_into) == (False, keep)
    assert not ledger_checks.faults(desk.database)
    document = book.document(desk.keeper, posted.document_id)
    assert document.kind is DocumentKind.MERGE
    assert sum(line.quantity for line in document.lines) == 0
    assert {line.cls.value for line in document.lines} == {"moved"}


def test_what_one_fund_paid_stays_apart_from_what_another_did(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    shelf = new_place(desk)
    fund = catalogue.save_fund(desk.keeper, name="City grant")
    receive(desk, keep, 10, shelf, lot="B-1")
    receive(desk, drop, 20, shelf, lot="B-1", fund_id=fund)
    merge(desk, keep, drop)
    there = stock.item_detail(desk.keeper, keep).held
    assert {(each.batch.fund_id, each.quantity) for each in there} == {(None, 10), (fund, 20)}


def test_barcodes_packs_and_names_go_over_where_there_is_room(desk: Desk) -> None:
    keep = new_item(desk, "Condoms", packs=[Pack("Box", 12)], barcodes=[Barcode("111")])
    drop = new_item(
        desk,
        "Condom",
        packs=[Pack("Case", 12), Pack("Carton", 144)],
        barcodes=[Barcode("222", 144)],
        names=[("zh_CN", "安全套"), ("en", "Rubbers")],
    )
    merge(desk, keep, drop)
    kept = item(desk, keep)
    assert kept.packs == (Pack("Box", 12), Pack("Carton", 144))
    assert kept.barcodes == (Barcode("111"), Barcode("222", 144))
    assert kept.name == "Condoms"
    assert dict(kept.names) == {"zh_CN": "安全套"}
    assert catalogue.find_barcode(desk.keeper, "222") == keep


def test_the_name_of_what_was_dropped_stays_taken(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    merge(desk, *pair)
    with pytest.raises(Invalid):
        new_item(desk, "condom")


@pytest.mark.parametrize(
    "facts",
    [{"unit": Unit.MILLILITRE}, {"expiry": Expiry.NONE}, {"serials": True}],
    ids=["unit", "date", "numbers"],
)
def test_items_that_are_kept_differently_are_not_made_one(desk: Desk, facts: dict[str, object]) -> None:
    keep, drop = new_item(desk, "Condoms"), new_item(desk, "Condom", **facts)
    with pytest.raises(Invalid):
        merge(desk, keep, drop)
    assert item(desk, drop).active


def test_an_item_is_not_made_one_with_itself_nor_twice(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    third = new_item(desk, "Third")
    with pytest.raises(Invalid):
        merge(desk, keep, keep)
    merge(desk, keep, drop)
    for first, second in ((third, drop), (drop, third)):
        with pytest.raises(Invalid):
            merge(desk, first, second)


def test_what_is_out_of_use_is_not_the_one_that_stays(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    new_item(desk, "Condoms", item_id=keep, active=False)
    with pytest.raises(Invalid) as refused:
        merge(desk, keep, drop)
    assert refused.value.field == "keep"


def test_an_item_that_is_being_counted_waits(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    shelf, other = new_place(desk), new_place(desk, "Shelf B")
    receive(desk, drop, 5, shelf)
    counting.begin_count(desk.keeper, place_id=other)
    count = counting.begin_count(desk.keeper, place_id=shelf)
    with pytest.raises(Invalid):
        merge(desk, keep, drop)
    counting.abandon_count(desk.keeper, stocktake_id=count.id)
    merge(desk, keep, drop)


def test_pressing_twice_makes_one_once(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    key = desk.new_form_key()
    first = merging.merge_items(desk.keeper, form_key=key, keep=keep, drop=drop)
    assert merging.merge_items(desk.keeper, form_key=key, keep=keep, drop=drop) == first


def test_undone_the_two_are_two_again(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    shelf = new_place(desk)
    receive(desk, keep, 10, shelf, lot="B-1")
    receive(desk, drop, 20, shelf, lot="B-1")
    posted = merge(desk, keep, drop)
    undo(desk, posted)
    assert held(desk, keep) == [("B-1", "Shelf A", 10)]
    assert held(desk, drop) == [("B-1", "Shelf A", 20)]
    back = item(desk, drop)
    assert (back.active, back.merged_into) == (True, None)
    assert not ledger_checks.faults(desk.database)
    with pytest.raises(AlreadyReversed):
        undo(desk, posted)
    merge(desk, keep, drop)
    assert held(desk, keep) == [("B-1", "Shelf A", 30)]


def test_two_items_without_stock_are_made_one_and_two_again(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    undo(desk, merge(desk, keep, drop))
    assert item(desk, drop).active


def test_what_was_given_away_meanwhile_keeps_them_one(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    shelf = new_place(desk)
    receive(desk, drop, 20, shelf, lot="B-1")
    posted = merge(desk, keep, drop)
    write_off(desk, keep, shelf, 15)
    with pytest.raises(NotEnoughStock):
        undo(desk, posted)
    gone = item(desk, drop)
    assert (gone.active, gone.merged_into) == (False, keep)


def write_off(desk: Desk, item_id: ItemId, place: PlaceId, quantity: int) -> Posted:
    batch = stock.item_detail(desk.keeper, item_id).held[0].batch
    return outgoing.write_off(
        desk.keeper,
        form_key=desk.new_form_key(),
        item_id=item_id,
        batch_id=batch.id,
        place_id=place,
        quantity=quantity,
        reason=Reason.LOST,
        occurred_on=desk.clock.day,
    )


def test_somebody_elses_merge_is_undone_by_a_coordinator(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    posted = merge(desk, *pair)
    desk.clock.set(FIRST_DAY + timedelta(days=3))
    with pytest.raises(NotAllowed):
        undo(desk, posted)
    merging.undo_merge(desk.coordinator, form_key=desk.new_form_key(), document_id=posted.document_id)
    assert item(desk, pair[1]).active


def test_nothing_comes_back_to_an_item_that_is_another_now(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    shelf = new_place(desk)
    receive(desk, drop, 20, shelf)
    gone = write_off(desk, drop, shelf, 5)
    merge(desk, keep, drop)
    with pytest.raises(Invalid):
        undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=gone.document_id)
    with pytest.raises(Invalid):
        receive(desk, drop, 3, shelf)
    assert held(desk, drop) == []


# Kits and numbers


def recipe(desk: Desk, kit: ItemId, parts: dict[ItemId, int], version: int = 1) -> None:
    with desk.database.transaction():
        made = desk.database.insert(
            "recipe", item_id=kit, version=version, made_at=desk.keeper.now(), made_by=desk.keeper.user.id
        )
        for part, quantity in parts.items():
            desk.database.insert("recipe_part", recipe_id=made, item_id=part, quantity=quantity)


def latest(desk: Desk, kit: ItemId) -> tuple[int, dict[int, int]]:
    """The version and the parts of a kit's latest recipe."""
    number, version = desk.database.rows(
        "SELECT id, version FROM recipe WHERE item_id = ? ORDER BY version DESC LIMIT 1", (kit,)
    )[0]
    return version, dict(
        map(tuple, desk.database.rows("SELECT item_id, quantity FROM recipe_part WHERE recipe_id = ?", (number,)))
    )


def test_a_kit_is_made_of_the_item_that_stays(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    soap = new_item(desk, "Soap")
    kit, both, old = new_item(desk, "Kit"), new_item(desk, "Kit of both"), new_item(desk, "Old kit")
    recipe(desk, kit, {drop: 3, soap: 1})
    recipe(desk, both, {drop: 3, keep: 2})
    recipe(desk, old, {drop: 3})
    recipe(desk, old, {soap: 3}, version=2)
    merge(desk, keep, drop)
    assert latest(desk, kit) == (2, {keep: 3, soap: 1})
    assert latest(desk, both) == (2, {keep: 5})
    assert latest(desk, old) == (2, {soap: 3})


def test_a_kit_is_not_made_one_with_anything(desk: Desk, pair: tuple[ItemId, ItemId]) -> None:
    keep, drop = pair
    recipe(desk, drop, {keep: 1})
    for first, second in ((keep, drop), (drop, keep)):
        with pytest.raises(Invalid):
            merge(desk, first, second)


def cards(desk: Desk, name: str, numbers: tuple[str, ...], place: PlaceId) -> ItemId:
    """An item whose pieces bear numbers, with those in the house."""
    made = new_item(desk, name, serials=True, expiry=Expiry.NONE)
    receive_numbers(desk, made, numbers, place)
    return made


def receive_numbers(desk: Desk, item_id: ItemId, numbers: tuple[str, ...], place: PlaceId) -> None:
    with desk.database.transaction():
        batch = stored.same_batch(desk.database, item_id, "", None, desk.clock.day)
    from desktop.domain.stock import MovementClass, Source  # noqa: PLC0415
    from desktop.storage import documents  # noqa: PLC0415

    with desk.database.transaction():
        ids = tuple(serials.add(desk.database, item_id, batch.id, number) for number in numbers)
        documents.post(
            desk.database,
            kind=DocumentKind.INTAKE,
            form_key=desk.new_form_key(),
            occurred_on=desk.clock.day,
            recorded_at=desk.keeper.now(),
            recorded_by=desk.keeper.user.id,
            source=Source.PURCHASE,
            place_id=place,
            lines=[
                documents.Line(item_id, batch.id, place, MovementClass.RECEIVED, len(numbers), serials=ids),
            ],
        )


def there(desk: Desk, item_id: ItemId) -> list[str]:
    return [each.number for each in serials.there(desk.database, item_id)]


def test_numbers_go_along_and_come_back(desk: Desk) -> None:
    shelf = new_place(desk)
    keep, drop = cards(desk, "Gift cards", ("1",), shelf), cards(desk, "Gift card", ("2", "3"), shelf)
    for _again in range(2):
        posted = merge(desk, keep, drop)
        assert there(desk, keep) == ["1", "2", "3"]
        assert there(desk, drop) == []
        undo(desk, posted)
        assert there(desk, keep) == ["1"]
        assert there(desk, drop) == ["2", "3"]


def test_a_number_on_both_keeps_them_two(desk: Desk) -> None:
    shelf = new_place(desk)
    keep, drop = cards(desk, "Gift cards", ("A1", "2"), shelf), cards(desk, "Gift card", ("a1", "3"), shelf)
    number = serials.numbered(desk.database, keep, "A1")
    with pytest.raises(Invalid) as refused:
        merge(desk, keep, drop)
    assert "number" in refused.value.values, number


def test_a_number_that_left_under_the_old_name_comes_in_no_second_time_as_new(desk: Desk) -> None:
    shelf = new_place(desk)
    keep, drop = cards(desk, "Gift cards", ("1",), shelf), cards(desk, "Gift card", ("2", "3"), shelf)
    distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(drop, 1, serials=(numbered(desk, drop, "2"),))],
        head_count=1,
        occurred_on=desk.clock.day,
    )
    merge(desk, keep, drop)

    def arrives(source: Source) -> None:
        receiving.receive_stock(
            desk.keeper,
            form_key=desk.new_form_key(),
            source=source,
            origin="",
            place_id=shelf,
            lines=[Arrival(keep, 1, numbers=("2",))],
            occurred_on=desk.clock.day,
        )

    with pytest.raises(Invalid) as refused:
        arrives(Source.PURCHASE)
    assert refused.value.field == "numbers"
    arrives(Source.RETURN)
    assert there(desk, keep) == ["1", "2", "3"]


def numbered(desk: Desk, item_id: ItemId, number: str) -> SerialId:
    found = serials.numbered(desk.database, item_id, number)
    assert found is not None
    return found.id
