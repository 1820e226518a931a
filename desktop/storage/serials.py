"""Things that bear a number each: which there are, where they are, which movements carried them."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop.domain.people import folded
from desktop.domain.stock import BatchId, DocumentId, ItemId, Place, PlaceId, PlaceKind, Serial, SerialId
from desktop.storage.connection import Database

_SERIAL = (
    "SELECT s.id, s.item_id, s.number, s.batch_id, p.id, p.name, p.active, p.kind FROM serial s "
    "LEFT JOIN place p ON p.id = s.place_id"
)


def _serial(row: Sequence[Any]) -> Serial:
    number, item_id, text, batch_id, place_id, place_name, active, kind = row
    place = None if place_id is None else Place(PlaceId(place_id), place_name, bool(active), PlaceKind(kind))
    return Serial(SerialId(number), ItemId(item_id), text, BatchId(batch_id), place)


def serial(database: Database, serial_id: SerialId) -> Serial | None:
    """One thing with a number."""
    row = database.row(f"{_SERIAL} WHERE s.id = ?", (serial_id,))
    return None if row is None else _serial(row)


def numbered(database: Database, item_id: ItemId, number: str) -> Serial | None:
    """The thing of that number, whatever its case and spaces."""
    row = database.row(f"{_SERIAL} WHERE s.item_id = ? AND s.folded = ?", (item_id, folded(number)))
    return None if row is None else _serial(row)


def with_number(database: Database, number: str) -> tuple[Serial, ...]:
    """Everything that bears that number, of whatever item."""
    return tuple(_serial(row) for row in database.rows(f"{_SERIAL} WHERE s.folded = ?", (folded(number),)))


def there(database: Database, item_id: ItemId) -> tuple[Serial, ...]:
    """The numbers of an item that are in the house, by number."""
    return tuple(
        _serial(row)
        for row in database.rows(
            f"{_SERIAL} WHERE s.item_id = ? AND s.place_id IS NOT NULL ORDER BY length(s.folded), s.folded", (item_id,)
        )
    )


def add(database: Database, item_id: ItemId, batch_id: BatchId, number: str) -> SerialId:
    """Enter a number; it is in the house once a movement carries it in."""
    return SerialId(
        database.insert(
            "serial", uuid=str(uuid.uuid4()), item_id=item_id, number=number, folded=folded(number), batch_id=batch_id
        )
    )


def carried(database: Database, document_id: DocumentId) -> dict[int, tuple[Serial, ...]]:
    """The numbers each movement of a document carried, by the movement's id."""
    found: dict[int, list[Serial]] = {}
    for movement_id, *row in database.rows(
        "SELECT c.movement_id, s.id, s.item_id, s.number, s.batch_id, p.id, p.name, p.active, p.kind FROM movement m "
        "JOIN movement_serial c ON c.movement_id = m.id JOIN serial s ON s.id = c.serial_id "
        "LEFT JOIN place p ON p.id = s.place_id WHERE m.document_id = ? ORDER BY length(s.folded), s.folded",
        (document_id,),
    ):
        found.setdefault(movement_id, []).append(_serial(row))
    return {movement_id: tuple(each) for movement_id, each in found.items()}


def given(database: Database, document_id: DocumentId) -> dict[ItemId, tuple[Serial, ...]]:
    """The numbers a document carried, item by item."""
    found: dict[ItemId, list[Serial]] = {}
    for each in carried(database, document_id).values():
        for serial_found in each:
            found.setdefault(serial_found.item_id, []).append(serial_found)
    return {item_id: tuple(each) for item_id, each in found.items()}


def numbered_items(database: Database) -> dict[ItemId, str]:
    """The items whose pieces bear numbers, with their names."""
    return {ItemId(item_id): name for item_id, name in database.rows("SELECT id, name FROM item WHERE serials = 1")}


def was_here(database: Database, serial_id: SerialId) -> bool:
    """Whether a number ever came in or left for good: by a movement that was not undone."""
    return bool(
        database.value(
            "SELECT EXISTS (SELECT 1 FROM movement_serial c JOIN movement m ON m.id = c.movement_id WHERE c.serial_id = ? "
            "AND m.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id))",
            (serial_id,),
        )
    )


def there_since(database: Database, serial_id: SerialId) -> date | None:
    """The latest day on which a number moved; what was undone on its own day moved nothing."""
    found = database.value(
        "SELECT max(m.occurred_on) FROM movement_serial c JOIN movement m ON m.id = c.movement_id WHERE c.serial_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id AND r.occurred_on = m.occurred_on) "
        "AND NOT EXISTS (SELECT 1 FROM movement o WHERE o.id = m.reverses_id AND o.occurred_on = m.occurred_on)",
        (serial_id,),
    )
    return None if found is None else date.fromisoformat(found)
