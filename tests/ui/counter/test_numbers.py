"""Pieces with numbers at the counter: proposed, changed, scanned; and what was given though the book knew of none."""

from PySide6.QtCore import Qt

from desktop.domain.stock import Category, Expiry, ItemId, PlaceKind, Source, Unit
from desktop.operations import catalogue, distribution, moving, pieces, receipts, receiving
from desktop.operations.moving import MoveLine
from desktop.operations.receiving import Arrival
from tests.ui.counter.arranged import find, item, key, last, left, receive, register
from tests.ui.shown import Shown


def cards(shown: Shown, *numbers: str, name: str = "Transit card") -> int:
    item_id = shown.do(
        catalogue.save_item,
        name=name,
        category=Category.CARDS,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        serials=True,
        favourite=True,
    )
    shown.do(
        receiving.receive_stock,
        form_key=key(),
        source=Source.PURCHASE,
        origin="",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(item_id, len(numbers), numbers=numbers)],
        occurred_on=shown.clock.today(),
    )
    return int(item_id)


def words(shown: Shown, item_id: int) -> str:
    return shown.hands.text(f"counter_numbers_words_{item_id}")


def begin(shown: Shown, role: str = "volunteer") -> None:
    shown.as_role(role).go("counter")
    shown.hands.press("counter_heads")
    shown.hands.type("counter_head_number", "3")


def put_in(shown: Shown, text: str) -> None:
    find(shown, text)
    shown.hands.key(Qt.Key.Key_Return)
    shown.hands.wait_idle()


def test_the_lowest_free_number_is_proposed_and_given(shown: Shown) -> None:
    card = cards(shown, "4712", "4711", "4713")
    begin(shown)
    put_in(shown, "transit")
    assert words(shown, card) == "No. 4711"
    shown.hands.press(f"counter_step_{card}_more")
    assert words(shown, card) == "Nos. 4711, 4712"
    shown.hands.press("counter_give")
    (line,) = last(shown)[0].lines
    assert line.numbers == ("4711", "4712")
    receipt = shown.do(receipts.receipt, last(shown)[0].document_id)
    assert receipt.lines[0].numbers == ("4711", "4712")


def test_another_number_is_chosen_from_the_list_by_typing_it(shown: Shown) -> None:
    card = cards(shown, "4711", "4712", "4713")
    begin(shown)
    put_in(shown, "transit")
    shown.hands.press(f"counter_numbers_{card}")
    shown.hands.type("numbers_box", "4713")
    shown.hands.key(Qt.Key.Key_Return)
    shown.hands.press("numbers_use")
    assert words(shown, card) == "Nos. 4711, 4713"
    assert shown.hands.text(f"counter_step_{card}_number") == "2"
    shown.hands.press("counter_give")
    assert last(shown)[0].lines[0].numbers == ("4711", "4713")


def test_a_scanned_number_puts_in_that_piece_and_takes_the_place_of_a_proposed_one(shown: Shown) -> None:
    card = cards(shown, "4711", "4712", "4713")
    begin(shown)
    put_in(shown, "4713")
    assert words(shown, card) == "No. 4713"
    put_in(shown, "4712")
    assert words(shown, card) == "Nos. 4713, 4712"
    put_in(shown, "4712")
    assert shown.hands.text(f"counter_step_{card}_number") == "2"
    shown.hands.press(f"counter_step_{card}_more")
    assert "4711" in words(shown, card)
    shown.hands.press("counter_give")
    assert set(last(shown)[0].lines[0].numbers) == {"4711", "4712", "4713"}


def test_a_scan_instead_of_the_proposal_gives_one_piece(shown: Shown) -> None:
    card = cards(shown, "4711", "4712")
    begin(shown)
    put_in(shown, "transit")
    put_in(shown, "4712")
    assert words(shown, card) == "No. 4712"
    assert shown.hands.text(f"counter_step_{card}_number") == "1"


def test_a_number_that_left_is_not_offered(shown: Shown) -> None:
    cards(shown, "4711", "4712")
    begin(shown)
    put_in(shown, "4711")
    shown.hands.press("counter_give")
    shown.hands.press("counter_heads")
    shown.hands.type("counter_head_number", "3")
    find(shown, "4711")
    assert shown.hands.sees("counter_nothing")


def test_more_than_there_are_numbers_is_refused_beside_the_line(shown: Shown) -> None:
    card = cards(shown, "4711")
    begin(shown)
    put_in(shown, "transit")
    shown.hands.press(f"counter_step_{card}_more")
    shown.hands.press("counter_give")
    assert shown.hands.sees(f"counter_take_out_{card}")
    assert not last(shown)


def test_undoing_puts_the_number_back_and_a_correction_begins_with_it(shown: Shown) -> None:
    card = cards(shown, "4711", "4712")
    begin(shown)
    put_in(shown, "4712")
    shown.hands.press("counter_give")
    shown.go("counter", correct=last(shown)[0].document_id)
    assert words(shown, card) == "No. 4712"
    shown.hands.press(f"counter_step_{card}_more")
    shown.hands.press("counter_give")
    assert set(last(shown)[0].lines[0].numbers) == {"4711", "4712"}
    shown.do(distribution.undo_distribution, form_key=key(), document_id=last(shown)[0].document_id)
    assert all(found.serial.place for found in shown.do(pieces.find_number, "4712"))


def test_chosen_numbers_come_back_after_the_lock(shown: Shown) -> None:
    card = cards(shown, "4711", "4712")
    begin(shown)
    put_in(shown, "4712")
    draft = shown.go("counter").draft()
    assert draft is not None
    page = shown.as_role("volunteer").go("counter")
    page.take_draft(draft)
    shown.hands.wait_idle()
    assert words(shown, card) == "No. 4712"


def test_a_coordinator_records_what_was_given_though_the_book_knows_of_too_little(shown: Shown) -> None:
    receive(shown, "Soap", 2)
    soap = item(shown, "Soap").id
    begin(shown, "coordinator")
    put_in(shown, "soap")
    shown.hands.type(f"counter_step_{soap}_number", "5")
    shown.hands.press("counter_give")
    assert not last(shown)
    shown.hands.press(f"counter_found_{soap}")
    shown.hands.press("confirm_act")
    assert last(shown)[0].lines[0].quantity == 5
    assert left(shown, "Soap") == 0
    assert item(shown, "Soap").recount_since == shown.clock.today()


def test_a_coordinator_may_leave_it(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    begin(shown, "coordinator")
    put_in(shown, "soap")
    shown.hands.press("counter_give")
    shown.hands.press(f"counter_found_{soap}")
    shown.hands.press("confirm_safe")
    assert not last(shown)


def test_a_volunteer_is_told_that_a_coordinator_can(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    register(shown, "Otter")
    begin(shown)
    put_in(shown, "soap")
    shown.hands.press("counter_give")
    assert "a coordinator can record it" in shown.hands.all_text()
    assert not shown.hands.sees(f"counter_found_{soap}")


def test_another_place_has_other_numbers(shown: Shown) -> None:
    card = cards(shown, "4711", "4712")
    shelf = shown.do(catalogue.places)[0].id
    bag = shown.do(catalogue.save_place, name="Blue bag", kind=PlaceKind.BAG)
    moved = shown.do(pieces.find_number, "4712")[0].serial.id
    shown.do(
        moving.move_stock,
        form_key=key(),
        from_place_id=shelf,
        to_place_id=bag,
        lines=[MoveLine(ItemId(card), 1, serials=(moved,))],
        occurred_on=shown.clock.today(),
    )
    begin(shown)
    put_in(shown, "transit")
    assert words(shown, card) == "No. 4711"
    shown.hands.press("counter_other_place")
    shown.hands.choose("counter_place", "Blue bag")
    assert words(shown, card) == "No. 4712"
    find(shown, "4711")
    assert not [row for row in shown.hands.rows("counter_found_table") if "no. 4711" in row[0]]
    shown.hands.press("counter_give")
    assert last(shown)[0].lines[0].numbers == ("4712",)
