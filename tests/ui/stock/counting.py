"""Hands of a test at a count: goods on the shelf, the sheet in view, cells typed into, codes scanned."""

import uuid
from collections.abc import Iterator
from datetime import date
from itertools import count as upwards
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.stock import Barcode, Item, ItemId, Place, Source
from desktop.operations import catalogue, receiving, stock
from desktop.operations.receiving import Arrival
from tests.ui.shown import TODAY, Shown

PACKS, LOOSE, COUNTED, BOOK, DIFFERENCE, REASON = range(3, 9)
"""Columns of the sheet of a place that is not counted blind."""


def item_named(shown: Shown, name: str) -> Item:
    return next(line.item for line in shown.do(stock.stock_list) if line.item.name == name)


def quantity(shown: Shown, name: str) -> int:
    return next(line.quantity for line in shown.do(stock.stock_list) if line.item.name == name)


def shelf(shown: Shown) -> Place:
    return shown.do(catalogue.places)[0]


def put(shown: Shown, name: str, number: int, *, expires: date | None = None, numbers: tuple[str, ...] = ()) -> None:
    """Goods come in."""
    arrival = Arrival(item_named(shown, name).id, number, expires_on=expires, numbers=numbers)
    shown.do(
        receiving.receive_stock,
        form_key=uuid.uuid4().hex,
        source=Source.PURCHASE,
        origin="Shop",
        place_id=shelf(shown).id,
        lines=[arrival],
        occurred_on=TODAY,
    )


def code(shown: Shown, known: str, *codes: Barcode, **more: Any) -> ItemId:
    """Give an item codes, or any other facts."""
    item = item_named(shown, known)
    facts: dict[str, Any] = {
        "name": item.main_name,
        "category": item.category,
        "unit": item.unit,
        "expiry": item.expiry,
        "packs": item.packs,
        "icon": item.icon,
    }
    return shown.do(catalogue.save_item, item_id=item.id, barcodes=codes, **(facts | more))


def begin(shown: Shown, *, blind: bool = False) -> Any:
    """Begin counting the first place; its page."""
    shown.go("stock")
    shown.hands.press("stock_count")
    if blind:
        shown.hands.press("count_blind")
    shown.hands.press("count_begin")
    return page(shown)


def page(shown: Shown) -> Any:
    return shown.app.window.desk.current_page().shown


def line_of(shown: Shown, name: str, table: str = "count_table") -> int:
    return next(number for number, cells in enumerate(shown.hands.rows(table)) if cells[0] == name)


def cells(shown: Shown, name: str, table: str = "count_table") -> list[str]:
    return shown.hands.rows(table)[line_of(shown, name, table)]


def type_in(shown: Shown, name: str, *, packs: str = "", loose: str = "") -> None:
    """Type into the cells of a line."""
    for column, typed in ((PACKS, packs), (LOOSE, loose)):
        if typed:
            shown.hands.type_cell("count_table", line_of(shown, name), column, typed)


def _moments(gap: float) -> Iterator[float]:
    return (number * gap for number in upwards(1))


def scan(shown: Shown, text: str, *, gap: float = 0.004, wait: bool = True) -> None:
    """Press the keys of a code as fast as a scanner, wherever the keyboard is, and Enter."""
    scanner = page(shown).scanner
    start = scanner.moment(None) + 10 if hasattr(scanner, "fake") else 10.0
    scanner.fake = True
    moments = _moments(gap)

    def moment(event: QKeyEvent | None) -> float:
        scanner.now = start + (next(moments) if event is not None else 1)
        return scanner.now

    scanner.moment = moment
    for sign in text:
        QTest.keyClick(QApplication.focusWidget(), sign)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    if wait:
        shown.hands.wait_idle()
