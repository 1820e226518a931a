"""Goods that were given though the book knew of none: found first, then handed out, in one step."""

import pytest

from desktop.domain.errors import Invalid, NotAllowed, NotEnoughStock
from desktop.domain.stock import (
    Category,
    DocumentId,
    DocumentKind,
    Expiry,
    ItemId,
    MovementClass,
    PlaceKind,
    Reason,
    Unit,
)
from desktop.operations import book, catalogue, distribution, outgoing, stock, undoing
from desktop.operations.distribution import Given
from desktop.operations.posting import known_item
from desktop.storage import journal, ledger_checks
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_distribution import give
from tests.operations.test_stock import new_item, new_place, receive


def there(desk: Desk, item: ItemId) -> int:
    return sum(held.quantity for held in stock.item_detail(desk.keeper, item).held)


def found_by(desk: Desk) -> DocumentId:
    return DocumentId(desk.database.value("SELECT max(id) FROM document WHERE kind = 'found' AND reverses_id IS NULL"))


def test_what_is_lacking_is_found_first_and_the_item_waits_to_be_counted(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, lot="B-1")
    given = give(desk, item, 24, session=desk.coordinator, found=True)
    assert there(desk, item) == 0
    assert given.pieces == 24
    entry = book.document(desk.keeper, found_by(desk))
    (line,) = entry.lines
    assert (line.quantity, line.cls, line.reason, line.place.id) == (14, MovementClass.COUNTED, Reason.FOUND, place)
    assert (line.batch.lot, line.batch.expires_on) == ("", None)
    assert (entry.kind, entry.id < given.document_id) == (DocumentKind.FOUND, True)
    assert known_item(desk.keeper, item).recount_since == FIRST_DAY
    assert not ledger_checks.faults(desk.database)
    assert "stock.found" in desk.journal_text()


def test_an_item_the_book_knew_nothing_of_is_found_at_the_first_own_place(desk: Desk) -> None:
    catalogue.save_place(desk.coordinator, name="Other group", kind=PlaceKind.PARTNER)
    shelf, item = new_place(desk), new_item(desk)
    give(desk, item, 3, session=desk.coordinator, found=True)
    assert book.document(desk.keeper, found_by(desk)).lines[0].place.id == shelf


def test_a_chosen_place_is_where_it_was_found(desk: Desk) -> None:
    new_place(desk)
    bag = catalogue.save_place(desk.coordinator, name="Bag", kind=PlaceKind.BAG)
    item = new_item(desk)
    give(desk, item, 3, session=desk.coordinator, found=True, place_id=bag)
    assert book.document(desk.keeper, found_by(desk)).lines[0].place.id == bag


def test_without_a_store_or_shelf_nothing_can_be_found(desk: Desk) -> None:
    catalogue.save_place(desk.coordinator, name="Bag", kind=PlaceKind.BAG)
    item = new_item(desk)
    with pytest.raises(Invalid) as refused:
        give(desk, item, 3, session=desk.coordinator, found=True)
    assert refused.value.field == "place_id"


def test_enough_stock_finds_nothing(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    give(desk, item, 10, session=desk.coordinator, found=True)
    assert not desk.database.value("SELECT count(*) FROM document WHERE kind = 'found'")
    assert known_item(desk.keeper, item).recount_since is None


def test_only_a_coordinator_records_what_was_not_recorded(desk: Desk) -> None:
    item = new_item(desk)
    new_place(desk)
    with pytest.raises(NotAllowed):
        give(desk, item, 3, found=True)
    assert there(desk, item) == 0


def test_several_items_are_found_by_one_entry(desk: Desk) -> None:
    first, second = new_item(desk), new_item(desk, "Masks")
    place = new_place(desk)
    receive(desk, first, 2, place)
    give(desk, first, 3, session=desk.coordinator, found=True, lines=[Given(first, 3), Given(second, 5)])
    lines = book.document(desk.keeper, found_by(desk)).lines
    assert {line.item.id: line.quantity for line in lines} == {first: 1, second: 5}


def test_pressing_twice_finds_once(desk: Desk) -> None:
    item, key = new_item(desk), desk.new_form_key()
    new_place(desk)
    for _press in range(2):
        give(desk, item, 3, session=desk.coordinator, found=True, form_key=key)
    assert desk.database.value("SELECT count(*) FROM document") == 2


def test_undoing_the_hand_out_leaves_what_was_found_and_that_can_be_undone_too(desk: Desk) -> None:
    item = new_item(desk)
    new_place(desk)
    given = give(desk, item, 3, session=desk.coordinator, found=True)
    distribution.undo_distribution(desk.coordinator, form_key=desk.new_form_key(), document_id=given.document_id)
    assert there(desk, item) == 3
    undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=found_by(desk))
    assert there(desk, item) == 0
    assert not ledger_checks.faults(desk.database)


def test_what_was_found_is_not_undone_under_the_hand_out(desk: Desk) -> None:
    item = new_item(desk)
    new_place(desk)
    give(desk, item, 3, session=desk.coordinator, found=True)
    with pytest.raises(NotEnoughStock):
        undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=found_by(desk))


def test_what_was_given_on_a_past_day_is_found_on_that_day(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    desk.clock.set(FIRST_DAY.replace(day=26))
    batch = stock.item_detail(desk.keeper, item).held[0].batch
    outgoing.write_off(
        desk.keeper,
        form_key=desk.new_form_key(),
        item_id=item,
        batch_id=batch.id,
        place_id=place,
        quantity=8,
        reason=Reason.LOST,
        occurred_on=FIRST_DAY.replace(day=25),
    )
    give(desk, item, 5, session=desk.coordinator, found=True, occurred_on=FIRST_DAY)
    assert book.document(desk.keeper, found_by(desk)).occurred_on == FIRST_DAY
    assert there(desk, item) == 0
    assert known_item(desk.keeper, item).recount_since == FIRST_DAY


def test_a_correction_can_find_what_was_lacking(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    given = give(desk, item, 10)
    distribution.correct_distribution(
        desk.coordinator,
        form_key=desk.new_form_key(),
        document_id=given.document_id,
        lines=[Given(item, 12)],
        head_count=3,
        found=True,
    )
    assert book.document(desk.keeper, found_by(desk)).lines[0].quantity == 2
    assert there(desk, item) == 0


def test_pieces_with_numbers_are_not_found(desk: Desk) -> None:
    new_place(desk)
    card = catalogue.save_item(
        desk.keeper, name="Transit card", category=Category.CARDS, unit=Unit.PIECE, expiry=Expiry.NONE, serials=True
    )
    with pytest.raises(Invalid) as refused:
        give(desk, card, 1, session=desk.coordinator, found=True)
    assert refused.value.field == "serials"
    assert not desk.database.value("SELECT count(*) FROM document")


def test_nothing_is_saved_when_the_hand_out_fails_after_finding(desk: Desk) -> None:
    item, missing = new_item(desk), new_item(desk, "Masks")
    new_place(desk)
    before = journal.length(desk.database, "main")
    with pytest.raises(Invalid):
        give(
            desk,
            item,
            1,
            session=desk.coordinator,
            found=True,
            lines=[Given(item, 1), Given(missing, 1)],
            occurred_on=FIRST_DAY.replace(day=23),
        )
    assert journal.length(desk.database, "main") == before
    assert not desk.database.value("SELECT count(*) FROM document")
