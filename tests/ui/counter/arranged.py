"""A counter with a shelf behind it: what the tests of it begin with."""

import uuid
from datetime import date, timedelta

from PySide6.QtCore import Qt

from desktop.domain.people import Member, MemberFacts
from desktop.domain.stock import Barcode, Expiry, Item, Source
from desktop.operations import catalogue, distribution, people, receiving, stock
from desktop.operations.distribution import Distribution
from desktop.operations.receiving import Arrival
from tests.ui.shown import TODAY, Shown


def key() -> str:
    return uuid.uuid4().hex


def register(shown: Shown, name: str) -> Member:
    return shown.do(people.register_member, form_key=key(), facts=MemberFacts(name))


def item(shown: Shown, name: str) -> Item:
    return next(found for found in shown.do(catalogue.items) if found.name == name)


def receive(shown: Shown, name: str, quantity: int, expires: date | None = TODAY + timedelta(days=200)) -> Item:
    found = item(shown, name)
    shown.do(
        receiving.receive_stock,
        form_key=key(),
        source=Source.DONATION,
        origin="",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(found.id, quantity, "", None if found.expiry is Expiry.NONE else expires)],
        occurred_on=shown.clock.today(),
    )
    return found


def with_barcode(shown: Shown, name: str, code: str) -> None:
    """Give an item a barcode."""
    found = item(shown, name)
    shown.do(
        catalogue.save_item,
        item_id=found.id,
        name=found.name,
        category=found.category,
        unit=found.unit,
        expiry=found.expiry,
        packs=found.packs,
        barcodes=[Barcode(code)],
        favourite=True,
    )


def left(shown: Shown, name: str) -> int:
    return next(line.quantity for line in shown.do(stock.stock_list) if line.item.name == name)


def last(shown: Shown) -> list[Distribution]:
    return list(shown.do(distribution.last_given))


def find(shown: Shown, text: str) -> None:
    """Type into the search and wait for what is found."""
    shown.hands.type("counter_search", text)
    shown.hands.wait_until(lambda: shown.hands.sees("counter_found"), "the found lines")


def give(shown: Shown) -> None:
    """Press Ctrl+Enter where the keyboard is."""
    shown.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
