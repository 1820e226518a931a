"""Moving stock, through the real window."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.stock import Barcode, Category, Expiry, Item, Pack, PlaceId, PlaceKind, Source, Unit
from desktop.i18n import date_text
from desktop.operations import book, catalogue, moving, receiving
from desktop.operations.moving import ItemAt
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.ui.shown import TODAY, Shown

SOON, LATER = TODAY + timedelta(days=40), TODAY + timedelta(days=400)
CARTON = "4006381333931"


class Store:
    """A shelf with masks in cartons and soap of two dates, a bag, and a partner group."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.shelf = shown.do(catalogue.places)[0].id
        self.bag = self.place("Blue bag", PlaceKind.BAG)
        self.group = self.place("North", PlaceKind.PARTNER)
        self.masks = self.item("Masks", packs=[Pack("carton", 50)], barcodes=[Barcode("111"), Barcode(CARTON, 50)])
        self.soap = self.item("Soap", expiry=Expiry.USE_BY)
        self.receive(self.masks, 130)
        self.receive(self.soap, 12, LATER, "late")
        self.receive(self.soap, 8, SOON, "soon")

    def place(self, name: str, kind: PlaceKind) -> PlaceId:
        return self.shown.do(catalogue.save_place, name=name, kind=kind)

    def item(self, name: str, *, expiry: Expiry = Expiry.NONE, **more: Any) -> Item:
        known = {item.name: item.id for item in self.shown.do(catalogue.items)}
        facts: dict[str, Any] = {"category": Category.HYGIENE, "unit": Unit.PIECE, "expiry": expiry}
        number = self.shown.do(catalogue.save_item, item_id=known.get(name), name=name, **facts, **more)
        return next(item for item in self.shown.do(catalogue.items) if item.id == number)

    def receive(self, item: Item, quantity: int, expires: date | None = None, lot: str = "", **more: Any) -> None:
        self.shown.do(
            receiving.receive_stock,
            form_key=uuid.uuid4().hex,
            source=Source.DONATION,
            origin="",
            place_id=self.shelf,
            lines=[Arrival(item.id, quantity, lot, expires, **more)],
            occurred_on=TODAY,
        )

    def at(self, place: PlaceId) -> dict[str, int]:
        found: tuple[ItemAt, ...] = self.shown.do(moving.at_place, place)
        return {line.item.name: line.quantity for line in found}

    def row(self, name: str, table: str = "move_table") -> int:
        return next(number for number, cells in enumerate(self.shown.hands.rows(table)) if cells[0] == name)

    def tell(self, name: str, column: int, text: str, table: str = "move_table") -> None:
        """Type into an item's cell; Enter in the cell above may have opened it already."""
        number = self.row(name, table)
        editor = f"{table}_cell_{number}_{column}"
        if self.shown.hands.sees(editor):
            self.shown.hands.type(editor, text, enter=True)
        else:
            self.shown.hands.type_cell(table, number, column, text)

    def open(self, to: str = "North") -> None:
        self.shown.go("stock", do="move")
        self.shown.hands.choose("move_to", to)


@pytest.fixture
def store(shown: Shown) -> Store:
    made = Store(shown)
    shown.as_role("stock_keeper")
    return made


def test_packs_and_loose_pieces_of_several_items_go_as_one_note(store: Store) -> None:
    hands = store.shown.hands
    store.open()
    store.tell("Masks", 2, "2")
    store.tell("Masks", 3, "5")
    store.tell("Soap", 3, "10")
    assert hands.text("move_save") == "Move 2 items"
    hands.press("move_save")
    assert store.at(store.group) == {"Masks": 105, "Soap": 10}
    assert "Moved 2 items to North" in hands.all_text()


def test_the_note_is_offered_at_once_and_says_what_went(store: Store) -> None:
    hands = store.shown.hands
    papers: list[tuple[bytes, str]] = []
    store.shown.app.context.show_paper = lambda pdf, title, after=None: papers.append((pdf, title))
    store.open()
    store.tell("Soap", 3, "3")
    hands.press("move_save")
    hands.press("move_note")
    hands.wait_idle()
    ((pdf, title),) = papers
    assert title.startswith("Transfer note ")
    assert "Soap" in text_of(pdf)
    assert "North" in text_of(pdf)
    assert not hands.sees("move_note")


def test_everything_that_is_here_goes_with_one_press(store: Store) -> None:
    hands = store.shown.hands
    store.open("Blue bag")
    hands.press("move_everything")
    hands.press("move_save")
    assert store.at(store.shelf) == {}
    assert store.at(store.bag) == {"Masks": 130, "Soap": 20}
    hands.press("stock_foot_bar_undo")
    assert store.at(store.shelf) == {"Masks": 130, "Soap": 20}


def test_a_scan_adds_what_bears_the_code_and_keys_come_as_fast_as_a_scanner_sends_them(store: Store) -> None:
    hands = store.shown.hands
    store.open()
    search = hands.see("move_search")
    for code in ("111", CARTON, "111", CARTON):
        QTest.keyClicks(search, code)
        QTest.keyClick(search, Qt.Key.Key_Return)
        search.setFocus()
    hands.press("move_save")
    assert store.at(store.group) == {"Masks": 102}


def test_a_code_that_is_not_there_is_told(store: Store) -> None:
    store.open()
    store.shown.hands.type("move_search", "999999", enter=True)
    assert "999999 is not here" in store.shown.hands.all_text()


def test_a_batch_can_be_chosen_instead_of_the_first_to_expire(store: Store) -> None:
    hands = store.shown.hands
    store.open()
    row = store.row("Soap")
    assert hands.rows("move_table")[row][4] == "First to expire"
    late = next(line for line in store.shown.do(moving.at_place, store.shelf) if line.item.name == "Soap").held[1]
    hands.type_cell("move_table", row, 4, f"late  ·  {date_text(LATER)}  ·  {late.quantity}")
    assert hands.rows("move_table")[row][1] == "12"
    store.tell("Soap", 3, "2")
    hands.press("move_save")
    (moved,) = store.shown.do(moving.at_place, store.group)
    assert [held.batch.lot for held in moved.held] == ["late"]


def test_too_many_no_number_and_no_place_are_said_and_nothing_is_lost(store: Store) -> None:
    hands = store.shown.hands
    store.shown.go("stock", do="move")
    store.tell("Soap", 3, "21")
    assert "Only 20 of Soap are there" in hands.all_text()
    hands.press("move_save")
    assert "Choose one. Nothing was saved." in hands.all_text()
    hands.choose("move_to", "North")
    hands.press("move_save")
    assert "Nothing was saved" in hands.all_text()
    store.tell("Soap", 3, "a few")
    assert "This is not a number" in hands.all_text()
    hands.press("move_save")
    assert hands.sees("move_save")
    assert store.at(store.group) == {}
    store.tell("Soap", 3, "20")
    hands.press("move_save")
    assert store.at(store.group) == {"Soap": 20}


def test_it_begins_at_the_place_where_the_chosen_item_is(store: Store) -> None:
    store.open("Blue bag")
    store.shown.hands.press("move_everything")
    store.shown.hands.press("move_save")
    store.shown.go("stock", do="move", item_id=store.soap.id)
    page = store.shown.app.window.desk.current_page().shown
    assert page._from.value() == store.bag
    assert page.sheet.table.chosen_record().at.item.name == "Soap"


def test_pieces_with_numbers_go_by_their_number(store: Store) -> None:
    shown, hands = store.shown, store.shown.hands
    shown.as_role("coordinator")
    card = store.item("Card", serials=True)
    store.receive(card, 3, numbers=("A1", "A2", "A3"))
    store.open()
    for number in ("a2", "A3", "A3"):
        hands.type("move_search", number, enter=True)
    assert "Card  ·  A2, A3" in hands.all_text()
    hands.press(f"move_take_out_{card.id}")
    hands.type("move_search", "A1", enter=True)
    hands.press("move_save")
    (moved,) = shown.do(moving.at_place, store.group)
    assert [number.number for number in moved.numbers] == ["A1"]


def test_a_move_is_put_right_in_one_step(store: Store) -> None:
    shown, hands = store.shown, store.shown.hands
    store.open()
    hands.press("move_everything")
    hands.press("move_save")
    wrong = shown.do(moving.at_place, store.group)
    assert len(wrong) == 2
    page = shown.app.window.desk.current_page()
    document = next(
        found
        for number in range(1, 20)
        if (found := _document(shown, number)) is not None and found.to_place_id == store.group
    )
    page.show_form("move", corrects=document)
    hands.wait_idle()
    assert hands.rows("move_table")[store.row("Masks")][:4] == ["Masks", "130", "2", "30"]
    store.tell("Masks", 2, "1")
    store.tell("Soap", 3, "")
    hands.choose("move_to", "Blue bag")
    hands.press("move_save")
    assert store.at(store.bag) == {"Masks": 80}
    assert store.at(store.group) == {}
    assert store.at(store.shelf) == {"Masks": 50, "Soap": 20}


def _document(shown: Shown, number: int) -> Any:
    try:
        return shown.do(book.document, number)
    except Exception:
        return None


def test_of_very_many_items_the_pane_tells_how_many_more(store: Store) -> None:
    store.shown.as_role("coordinator")
    for number in range(45):
        store.receive(store.item(f"Thing {number}"), 1)
    store.open()
    store.shown.hands.press("move_everything")
    assert store.shown.hands.text("move_save") == "Move 47 items"
    assert "and 7 more" in store.shown.hands.all_text()


def test_what_was_typed_comes_back_after_a_lock(store: Store) -> None:
    shown, hands = store.shown, store.shown.hands
    store.open("Blue bag")
    store.tell("Masks", 2, "2")
    store.tell("Soap", 3, "4")
    kept = shown.app.window.desk.current_page().draft()
    shown.app.window.desk.current_page().back_to_first()
    shown.app.window.desk.current_page().take_draft(kept)
    hands.wait_idle()
    assert hands.text("move_save") == "Move 2 items"
    hands.press("move_save")
    assert store.at(store.bag) == {"Masks": 100, "Soap": 4}
