"""Stock cards: movements with the balance each left."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.domain.stock import (
    BatchId,
    CardLine,
    DocumentId,
    DocumentKind,
    ItemId,
    MovementClass,
    PlaceId,
    Reason,
    SerialId,
    Source,
    Unit,
)
from desktop.domain.users import UserId
from desktop.i18n.catalogue import current
from desktop.storage.connection import Database

_LINES = (
    "SELECT m.id, m.document_id, d.number, d.kind, m.occurred_on, m.quantity, b.lot, b.expires_on, p.name, m.reason, "
    "d.origin, d.recorded_by, u.name, (SELECT r.number FROM document r WHERE r.id = d.reverses_id), "
    "(SELECT r.number FROM document r WHERE r.reverses_id = d.id), m.item_id, "
    "coalesce((SELECT n.name FROM item_name n WHERE n.item_id = i.id AND n.language = ?), i.name), i.unit, m.batch_id, "
    "m.place_id, m.class, d.source, d.purpose, "
    "CASE WHEN d.to_place_id IS NULL THEN '' WHEN d.to_place_id = m.place_id THEN f.name ELSE t.name END, d.recorded_at "
    "FROM ({movements} ORDER BY occurred_on DESC, id DESC LIMIT ? OFFSET ?) m "
    "JOIN document d ON d.id = m.document_id JOIN batch b ON b.id = m.batch_id JOIN place p ON p.id = m.place_id "
    "JOIN item i ON i.id = m.item_id LEFT JOIN user u ON u.id = d.recorded_by LEFT JOIN place f ON f.id = d.place_id "
    "LEFT JOIN place t ON t.id = d.to_place_id"
)


def card(
    database: Database,
    item_id: ItemId | None = None,
    *,
    place_id: PlaceId | None = None,
    batch_id: BatchId | None = None,
    serial_id: SerialId | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[tuple[CardLine, ...], bool]:
    """A page of movements, newest first, each with the balance it left; and whether there are older ones.

    Of an item (narrowed to a place, a batch or both), of a place, or of one piece with a number. The newest line's balance is
    the kept balance; each older one is found by taking the newer change off again.
    """
    if serial_id is not None:
        lines = _card_of_serial(database, serial_id, offset, limit + 1)
    elif item_id is not None:
        lines = _card_of_item(database, item_id, place_id, batch_id, offset, limit + 1)
    else:
        assert place_id is not None
        lines = _card_of_place(database, place_id, offset, limit + 1)
    return tuple(lines[:limit]), len(lines) > limit


def count(
    database: Database,
    item_id: ItemId | None = None,
    *,
    place_id: PlaceId | None = None,
    batch_id: BatchId | None = None,
    serial_id: SerialId | None = None,
) -> int:
    """How many movements a card has. Of a whole item it is found at once; of a place it takes as long as reading it."""
    if serial_id is not None:
        return int(database.value("SELECT count(*) FROM movement_serial WHERE serial_id = ?", (serial_id,)))
    if item_id is None:
        return int(database.value("SELECT count(*) FROM movement WHERE place_id = ?", (place_id,)))
    narrow, values = _narrow(item_id, place_id, batch_id)
    return int(database.value(f"SELECT count(*) FROM movement WHERE item_id = ?{narrow}", values))


def _narrow(item_id: ItemId, place_id: PlaceId | None, batch_id: BatchId | None) -> tuple[str, list[object]]:
    narrow = ""
    values: list[object] = [item_id]
    if place_id is not None:
        narrow += " AND +place_id = ?"
        values.append(place_id)
    if batch_id is not None:
        narrow += " AND batch_id = ?"
        values.append(batch_id)
    return narrow, values


def _card_of_item(
    database: Database, item_id: ItemId, place_id: PlaceId | None, batch_id: BatchId | None, offset: int, limit: int
) -> list[CardLine]:
    narrow, values = _narrow(item_id, place_id, batch_id)
    balance = int(database.value(f"SELECT coalesce(sum(quantity), 0) FROM balance WHERE item_id = ?{narrow}", values))
    if offset:
        balance -= int(
            database.value(
                f"SELECT coalesce(sum(quantity), 0) FROM (SELECT quantity FROM movement WHERE item_id = ?{narrow} "
                "ORDER BY occurred_on DESC, id DESC LIMIT ?)",
                [*values, offset],
            )
        )
    lines = []
    for line in _lines(database, f"SELECT * FROM movement WHERE item_id = ?{narrow}", values, limit, offset):
        lines.append(replace(line, balance=balance))
        balance -= line.change
    return lines


def _card_of_place(database: Database, place_id: PlaceId, offset: int, limit: int) -> list[CardLine]:
    balances: dict[ItemId, int] = {}
    lines = []
    for line in _lines(database, "SELECT * FROM movement WHERE place_id = ?", [place_id], limit, offset):
        if line.item_id not in balances:
            balances[line.item_id] = _left_at(database, line)
        lines.append(replace(line, balance=balances[line.item_id]))
        balances[line.item_id] -= line.change
    return lines


def _left_at(database: Database, line: CardLine) -> int:
    """What a movement left of its item at its place: what is there now, with the movements since taken off again."""
    key = {"item": line.item_id, "place": line.place_id, "day": line.occurred_on.isoformat(), "id": line.id}
    there = database.value(
        "SELECT coalesce(sum(quantity), 0) FROM balance WHERE item_id = :item AND +place_id = :place", key
    )
    since = database.value(
        "SELECT coalesce(sum(quantity), 0) FROM movement WHERE item_id = :item AND +place_id = :place "
        "AND (occurred_on, id) > (:day, :id)",
        key,
    )
    return int(there) - int(since)


def _card_of_serial(database: Database, serial_id: SerialId, offset: int, limit: int) -> list[CardLine]:
    which = "SELECT movement_id FROM movement_serial WHERE serial_id = ?"
    newer = database.rows(
        f"SELECT quantity FROM movement WHERE id IN ({which}) ORDER BY occurred_on DESC, id DESC LIMIT ?",
        (serial_id, offset),
    )
    there = int(database.value("SELECT place_id IS NOT NULL FROM serial WHERE id = ?", (serial_id,)) or 0)
    balance = there - sum(_sign(quantity) for (quantity,) in newer)
    lines = []
    for line in _lines(database, f"SELECT * FROM movement WHERE id IN ({which})", [serial_id], limit, offset):
        change = _sign(line.change)
        lines.append(replace(line, change=change, balance=balance))
        balance -= change
    return lines


def _sign(quantity: int) -> int:
    return 1 if quantity > 0 else -1


def _lines(database: Database, movements: str, values: Sequence[object], limit: int, offset: int) -> Iterator[CardLine]:
    """The lines of a page, newest first; their balance is still to be filled in.

    They are put in order here: sorting many rows in the database is slow.
    """
    rows = database.rows(_LINES.format(movements=movements), [current(), *values, limit, offset])
    rows.sort(key=lambda row: (row[4], row[0]), reverse=True)
    return map(_line, rows)


def _line(row: Sequence[Any]) -> CardLine:
    (
        movement_id,
        document_id,
        number,
        kind,
        day,
        change,
        lot,
        expires,
        place_name,
        reason,
        origin,
        by,
        by_name,
        undoes,
        undone,
        item_id,
        item_name,
        unit,
        batch_id,
        place_id,
        cls,
        source,
        purpose,
        other_place,
        recorded_at,
    ) = row
    return CardLine(
        document_id=DocumentId(document_id),
        number=number,
        kind=DocumentKind(kind),
        occurred_on=date.fromisoformat(day),
        change=change,
        balance=0,
        lot=lot,
        expires_on=None if expires is None else date.fromisoformat(expires),
        place=place_name,
        reason=None if reason is None else Reason(reason),
        origin=origin,
        recorded_by=UserId(by),
        recorded_by_name=by_name or "",
        reverses=undoes,
        reversed_by=undone,
        item_id=ItemId(item_id),
        item_name=item_name,
        unit=Unit(unit),
        batch_id=BatchId(batch_id),
        place_id=PlaceId(place_id),
        cls=MovementClass(cls),
        source=None if source is None else Source(source),
        purpose=purpose,
        other_place=other_place or "",
        recorded_at=recorded_at,
        id=movement_id,
    )
