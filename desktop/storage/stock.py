"""Batches, balances, and what is where."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from desktop.domain.people import folded
from desktop.domain.stock import (
    Batch,
    BatchId,
    FundId,
    Held,
    Item,
    ItemId,
    ItemStock,
    Place,
    PlaceId,
    PlaceKind,
    RecipeId,
)
from desktop.i18n import current
from desktop.storage import catalogue
from desktop.storage.connection import Database


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def same_batch(
    database: Database,
    item_id: ItemId,
    lot: str,
    expires_on: date | None,
    received_on: date,
    fund_id: FundId | None = None,
    recipe_id: RecipeId | None = None,
) -> Batch:
    """The batch of this item, lot, date and fund; made when it is the first of its kind."""
    expiry = None if expires_on is None else expires_on.isoformat()
    row = database.row(
        f"{_BATCH} WHERE item_id = ? AND lot = ? AND coalesce(expires_on, '') = ? AND coalesce(fund_id, 0) = ?",
        (item_id, lot, expiry or "", fund_id or 0),
    )
    if row is not None:
        return _batch(row)
    batch_id = database.insert(
        "batch",
        uuid=str(uuid.uuid4()),
        item_id=item_id,
        lot=lot,
        expires_on=expiry,
        received_on=received_on.isoformat(),
        fund_id=fund_id,
        recipe_id=recipe_id,
    )
    return Batch(BatchId(batch_id), item_id, lot, expires_on, received_on, fund_id, recipe_id)


def batch(database: Database, batch_id: BatchId) -> Batch | None:
    """One batch."""
    row = database.row(f"{_BATCH} WHERE id = ?", (batch_id,))
    return None if row is None else _batch(row)


_BATCH = (
    "SELECT id, item_id, lot, expires_on, received_on, fund_id, recipe_id, "
    "(SELECT f.name FROM fund f WHERE f.id = batch.fund_id) FROM batch"
)
_HELD = (
    "SELECT b.id, b.item_id, b.lot, b.expires_on, b.received_on, b.fund_id, b.recipe_id, "
    "(SELECT f.name FROM fund f WHERE f.id = b.fund_id), p.id, p.name, p.active, p.kind, "
    "k.quantity FROM balance k JOIN batch b ON b.id = k.batch_id JOIN place p ON p.id = k.place_id "
)


def _batch(row: Sequence[Any]) -> Batch:
    number, item_id, lot, expires, received, fund_id, recipe_id, fund = row
    return Batch(
        BatchId(number),
        ItemId(item_id),
        lot,
        _day(expires),
        date.fromisoformat(received),
        fund_id,
        recipe_id,
        fund or "",
    )


def _held(row: Sequence[Any]) -> Held:
    place_id, place_name, active, kind, quantity = row[8:]
    return Held(_batch(row[:8]), Place(PlaceId(place_id), place_name, bool(active), PlaceKind(kind)), quantity)


def batches_of(database: Database, item_id: ItemId) -> tuple[Batch, ...]:
    """Every batch an item ever came in, the latest delivery first."""
    found = [_batch(row) for row in database.rows(f"{_BATCH} WHERE item_id = ?", (item_id,))]
    return tuple(sorted(found, key=lambda batch: (batch.received_on, batch.id), reverse=True))


def held_of(database: Database, item_id: ItemId) -> list[Held]:
    """What is there of an item now, by batch and place; emptied batches are left out."""
    return [_held(row) for row in database.rows(f"{_HELD} WHERE k.item_id = ? AND k.quantity > 0", (item_id,))]


def held_at(database: Database, place_id: PlaceId) -> list[Held]:
    """What is at a place now."""
    return [_held(row) for row in database.rows(f"{_HELD} WHERE k.place_id = ? AND k.quantity > 0", (place_id,))]


def held_until(database: Database, day: date) -> list[Held]:
    """What is there now and bears a date up to that day, wherever it is."""
    return [
        _held(row)
        for row in database.rows(
            f"{_HELD} WHERE k.quantity > 0 AND b.expires_on IS NOT NULL AND b.expires_on <= ?", (day.isoformat(),)
        )
    ]


def there_since(database: Database) -> dict[ItemId, date]:
    """When the oldest batch that is there now of each item first came."""
    found: dict[ItemId, str] = {}
    for item_id, received_on in database.rows(
        "SELECT b.item_id, b.received_on FROM batch b WHERE EXISTS (SELECT 1 FROM balance k WHERE k.item_id = b.item_id "
        "AND k.batch_id = b.id AND k.quantity > 0)"
    ):
        if received_on < found.get(item_id, "9"):
            found[ItemId(item_id)] = received_on
    return {item_id: date.fromisoformat(day) for item_id, day in found.items()}


def changes_after(database: Database, item_id: ItemId, day: date) -> dict[tuple[int, int], list[int]]:
    """For each batch and place of an item, the sum of each later day's movements, latest day first."""
    found: dict[tuple[int, int], list[int]] = {}
    for batch_id, place_id, change in database.rows(
        "SELECT batch_id, place_id, sum(quantity) FROM movement WHERE item_id = ? AND occurred_on > ? "
        "GROUP BY batch_id, place_id, occurred_on ORDER BY occurred_on DESC",
        (item_id, day.isoformat()),
    ):
        found.setdefault((batch_id, place_id), []).append(change)
    return found


def deliveries(database: Database, item_id: ItemId, limit: int = 20) -> list[int]:
    """How much of an item each of the latest deliveries brought; what was undone is left out."""
    return [
        quantity
        for (quantity,) in database.rows(
            "SELECT sum(m.quantity) FROM movement m JOIN document d ON d.id = m.document_id WHERE m.item_id = ? "
            "AND m.class = 'received' AND d.kind = 'intake' AND m.reverses_id IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) "
            "GROUP BY m.document_id ORDER BY m.document_id DESC LIMIT ?",
            (item_id, limit),
        )
    ]


def stock_list(database: Database, today: date, *, text: str = "", used: bool = True) -> tuple[ItemStock, ...]:
    """Every item in use with what is there of it, by name. `text` narrows by part of a name or a barcode.

    Args:
        used: False for the items that are in use no more; those that were made one with another are none of them.
    """
    if not used and database.row("SELECT 1 FROM item WHERE active = 0 AND merged_into IS NULL LIMIT 1") is None:
        return ()
    lines = database.remembered(
        ("stock_list", today, used, current()), lambda: tuple(_lines(database, today.isoformat(), used=used))
    )
    wanted, code = folded(text), text.strip()
    if not wanted:
        return lines
    words = database.remembered(("stock_words", used), lambda: {line.item.id: _words(line.item) for line in lines})
    return tuple(
        line
        for line in lines
        if wanted in words[line.item.id] or any(code == barcode.code for barcode in line.item.barcodes)
    )


def _lines(database: Database, day: str, *, used: bool) -> Iterator[ItemStock]:
    # Batch and place come as one number, and what is known of each is looked up here: of 40,000 rows every value that is
    # read costs, and joining or adding up inside the library costs more than all of it.
    batches = {
        batch_id: (item_id, expires_on)
        for batch_id, item_id, expires_on in database.rows("SELECT id, item_id, expires_on FROM batch")
    }
    places = {
        place_id: (name, kind != PlaceKind.PARTNER, PlaceKind(kind).at_hand)
        for place_id, name, kind in database.rows("SELECT id, name, kind FROM place")
    }
    held: dict[int, list[Any]] = {}
    for where, quantity in database.rows("SELECT batch_id << 16 | place_id, quantity FROM balance WHERE quantity > 0"):
        item_id, expires_on = batches[where >> 16]
        name, ours, at_hand = places[where & 0xFFFF]
        part = held.get(item_id)
        if part is None:
            part = held[item_id] = [0, 0, 0, "", set()]
        part[0] += quantity
        if expires_on is None or expires_on >= day:
            if ours:
                part[1] += quantity
            if at_hand:
                part[2] += quantity
        if expires_on is not None and (not part[3] or expires_on < part[3]):
            part[3] = expires_on
        part[4].add(name)
    for item in catalogue.items(database, active_only=used):
        if item.active is used and item.merged_into is None:
            all_of_it, usable, at_hand, first, names = held.get(item.id, _NOTHING)
            yield ItemStock(item, all_of_it, usable, _day(first or None), tuple(sorted(names)), at_hand)


_NOTHING: tuple[Any, ...] = (0, 0, 0, "", ())


def stock_of(database: Database, item: Item, today: date) -> ItemStock:
    """One line of the stock list."""
    parts = [
        (
            held.batch.expires_on.isoformat() if held.batch.expires_on else None,
            held.place.name,
            held.place.kind,
            held.quantity,
        )
        for held in held_of(database, item.id)
    ]
    return _line(item, parts, today.isoformat())


def _words(item: Item) -> str:
    """All its names as they are searched in; no name that is typed has a line break."""
    return "\n".join(folded(name) for name in (item.name, item.main_name, *(name for _language, name in item.names)))


def _line(item: Item, parts: Iterable[tuple[str | None, str, str, int]], day: str) -> ItemStock:
    parts = tuple(parts)
    good = [part for part in parts if part[0] is None or part[0] >= day]
    dates = [part[0] for part in parts if part[0] is not None]
    return ItemStock(
        item=item,
        quantity=sum(part[3] for part in parts),
        usable=sum(part[3] for part in good if part[2] != PlaceKind.PARTNER),
        at_hand=sum(part[3] for part in good if PlaceKind(part[2]).at_hand),
        first_expiry=_day(min(dates)) if dates else None,
        places=tuple(sorted({part[1] for part in parts})),
    )
