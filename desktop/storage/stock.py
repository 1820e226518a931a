"""Items, places, batches, balances and the stock card."""

import uuid
from collections.abc import Iterable
from datetime import date

from desktop.domain.people import folded
from desktop.domain.stock import (
    Batch,
    BatchId,
    CardLine,
    Category,
    DocumentId,
    DocumentKind,
    Expiry,
    Held,
    Item,
    ItemId,
    ItemStock,
    Pack,
    Place,
    PlaceId,
    Reason,
    Unit,
)
from desktop.domain.users import UserId
from desktop.storage.connection import Database

_ITEM = "SELECT id, name, category, unit, expiry, reorder_level, usual_quantity, favourite, icon, active, created_on FROM item"


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def items(database: Database, *, active_only: bool = True) -> tuple[Item, ...]:
    """The catalogue by name."""
    packs: dict[int, list[Pack]] = {}
    for item_id, name, size in database.rows("SELECT item_id, name, size FROM item_pack ORDER BY item_id, size"):
        packs.setdefault(item_id, []).append(Pack(name, size))
    codes: dict[int, list[str]] = {}
    for item_id, code in database.rows("SELECT item_id, code FROM item_barcode ORDER BY item_id, code"):
        codes.setdefault(item_id, []).append(code)
    where = "WHERE active = 1" if active_only else ""
    return tuple(
        _item(row, packs.get(row[0], ()), codes.get(row[0], ()))
        for row in database.rows(f"{_ITEM} {where} ORDER BY folded")
    )


def item(database: Database, item_id: ItemId) -> Item | None:
    """One item with its packs and barcodes."""
    row = database.row(f"{_ITEM} WHERE id = ?", (item_id,))
    if row is None:
        return None
    packs = [
        Pack(name, size)
        for name, size in database.rows("SELECT name, size FROM item_pack WHERE item_id = ? ORDER BY size", (item_id,))
    ]
    codes = [
        code for (code,) in database.rows("SELECT code FROM item_barcode WHERE item_id = ? ORDER BY code", (item_id,))
    ]
    return _item(row, packs, codes)


def _item(row: tuple[object, ...], packs: Iterable[Pack], codes: Iterable[str]) -> Item:
    number, name, category, unit, expiry, reorder, usual, favourite, icon, active, created = row
    return Item(
        id=ItemId(int(str(number))),
        name=str(name),
        category=Category(str(category)),
        unit=Unit(str(unit)),
        expiry=Expiry(str(expiry)),
        packs=tuple(packs),
        barcodes=tuple(codes),
        reorder_level=int(str(reorder)),
        usual_quantity=int(str(usual)),
        favourite=bool(favourite),
        icon=str(icon),
        active=bool(active),
        created_on=date.fromisoformat(str(created)),
    )


def save_item(database: Database, item: Item) -> ItemId:
    """Insert an item (its id is 0 then) or write its present facts."""
    values = {
        "name": item.name,
        "folded": folded(item.name),
        "category": item.category,
        "unit": item.unit,
        "expiry": item.expiry,
        "reorder_level": item.reorder_level,
        "usual_quantity": item.usual_quantity,
        "favourite": int(item.favourite),
        "icon": item.icon,
        "active": int(item.active),
    }
    if item.id:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        database.execute(f"UPDATE item SET {columns} WHERE id = :id", {**values, "id": item.id})
        item_id = item.id
    else:
        created = item.created_on.isoformat()
        item_id = ItemId(database.insert("item", uuid=str(uuid.uuid4()), created_on=created, **values))
    database.execute("DELETE FROM item_pack WHERE item_id = ?", (item_id,))
    database.execute("DELETE FROM item_barcode WHERE item_id = ?", (item_id,))
    for pack in item.packs:
        database.insert("item_pack", item_id=item_id, name=pack.name, size=pack.size)
    for code in item.barcodes:
        database.insert("item_barcode", item_id=item_id, code=code)
    return item_id


def item_named(database: Database, name: str) -> ItemId | None:
    """The item of that name, whatever its case and accents."""
    return database.value("SELECT id FROM item WHERE folded = ?", (folded(name),))  # type: ignore[no-any-return]


def item_with_barcode(database: Database, code: str) -> ItemId | None:
    """The item a barcode stands on."""
    return database.value("SELECT item_id FROM item_barcode WHERE code = ?", (code,))  # type: ignore[no-any-return]


def has_movements(database: Database, item_id: ItemId) -> bool:
    """Whether the ledger knows the item, so that its unit can no longer change."""
    return database.row("SELECT 1 FROM movement WHERE item_id = ? LIMIT 1", (item_id,)) is not None


def places(database: Database, *, active_only: bool = True) -> tuple[Place, ...]:
    """The places in the order they were made."""
    where = "WHERE active = 1" if active_only else ""
    return tuple(
        Place(PlaceId(number), name, bool(active))
        for number, name, active in database.rows(f"SELECT id, name, active FROM place {where} ORDER BY id")
    )


def place(database: Database, place_id: PlaceId) -> Place | None:
    """One place."""
    row = database.row("SELECT id, name, active FROM place WHERE id = ?", (place_id,))
    return None if row is None else Place(PlaceId(row[0]), row[1], bool(row[2]))


def place_named(database: Database, name: str) -> PlaceId | None:
    """The place of that name, whatever its case and accents."""
    return database.value("SELECT id FROM place WHERE folded = ?", (folded(name),))  # type: ignore[no-any-return]


def save_place(database: Database, place_id: PlaceId | None, name: str, *, active: bool) -> PlaceId:
    """Insert a place, or write its present facts."""
    if place_id is None:
        return PlaceId(
            database.insert("place", uuid=str(uuid.uuid4()), name=name, folded=folded(name), active=int(active))
        )
    database.execute(
        "UPDATE place SET name = ?, folded = ?, active = ? WHERE id = ?", (name, folded(name), int(active), place_id)
    )
    return place_id


def same_batch(database: Database, item_id: ItemId, lot: str, expires_on: date | None, received_on: date) -> Batch:
    """The batch of this item, lot and date; made when it is the first of its kind."""
    expiry = None if expires_on is None else expires_on.isoformat()
    row = database.row(
        "SELECT id, received_on FROM batch WHERE item_id = ? AND lot = ? AND coalesce(expires_on, '') = ?",
        (item_id, lot, expiry or ""),
    )
    if row is not None:
        return Batch(BatchId(row[0]), item_id, lot, expires_on, date.fromisoformat(row[1]))
    batch_id = database.insert(
        "batch",
        uuid=str(uuid.uuid4()),
        item_id=item_id,
        lot=lot,
        expires_on=expiry,
        received_on=received_on.isoformat(),
    )
    return Batch(BatchId(batch_id), item_id, lot, expires_on, received_on)


def batch(database: Database, batch_id: BatchId) -> Batch | None:
    """One batch."""
    row = database.row("SELECT id, item_id, lot, expires_on, received_on FROM batch WHERE id = ?", (batch_id,))
    if row is None:
        return None
    return Batch(BatchId(row[0]), ItemId(row[1]), row[2], _day(row[3]), date.fromisoformat(row[4]))


_HELD = (
    "SELECT b.id, b.item_id, b.lot, b.expires_on, b.received_on, p.id, p.name, p.active, k.quantity "
    "FROM balance k JOIN batch b ON b.id = k.batch_id JOIN place p ON p.id = k.place_id "
)


def _held(row: tuple[object, ...]) -> Held:
    number, item_id, lot, expires, received, place_id, place_name, active, quantity = row
    return Held(
        Batch(
            BatchId(int(str(number))),
            ItemId(int(str(item_id))),
            str(lot),
            None if expires is None else date.fromisoformat(str(expires)),
            date.fromisoformat(str(received)),
        ),
        Place(PlaceId(int(str(place_id))), str(place_name), bool(active)),
        int(str(quantity)),
    )


def held_of(database: Database, item_id: ItemId) -> list[Held]:
    """What is there of an item now, by batch and place; emptied batches are left out."""
    return [_held(row) for row in database.rows(f"{_HELD} WHERE k.item_id = ? AND k.quantity > 0", (item_id,))]


def held_at(database: Database, place_id: PlaceId) -> list[Held]:
    """What is at a place now."""
    return [_held(row) for row in database.rows(f"{_HELD} WHERE k.place_id = ? AND k.quantity > 0", (place_id,))]


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


def stock_list(database: Database, today: date, *, text: str = "") -> tuple[ItemStock, ...]:
    """Every active item with what is there of it, by name. `text` narrows by part of the name or a barcode."""
    held: dict[int, list[tuple[str | None, str, int]]] = {}
    for item_id, expires, place_name, quantity in database.rows(
        "SELECT k.item_id, b.expires_on, p.name, k.quantity FROM balance k JOIN batch b ON b.id = k.batch_id "
        "JOIN place p ON p.id = k.place_id WHERE k.quantity > 0"
    ):
        held.setdefault(item_id, []).append((expires, place_name, quantity))
    wanted = folded(text)
    day = today.isoformat()
    lines = []
    for found in items(database):
        if wanted and wanted not in folded(found.name) and text.strip() not in found.barcodes:
            continue
        parts = held.get(found.id, [])
        good = [part for part in parts if part[0] is None or part[0] >= day]
        dates = [part[0] for part in parts if part[0] is not None]
        lines.append(
            ItemStock(
                item=found,
                quantity=sum(part[2] for part in parts),
                usable=sum(part[2] for part in good),
                first_expiry=_day(min(dates)) if dates else None,
                places=tuple(sorted({part[1] for part in parts})),
            )
        )
    return tuple(lines)


def card(
    database: Database,
    item_id: ItemId,
    *,
    place_id: PlaceId | None = None,
    batch_id: BatchId | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[tuple[CardLine, ...], int]:
    """A page of an item's movements, newest first, each with the balance it left; and how many there are.

    The newest line's balance is the kept balance; each older one is found by taking the newer change off again.
    """
    narrow = ""
    values: list[object] = [item_id]
    if place_id is not None:
        narrow += " AND place_id = ?"
        values.append(place_id)
    if batch_id is not None:
        narrow += " AND batch_id = ?"
        values.append(batch_id)
    balance = int(database.value(f"SELECT coalesce(sum(quantity), 0) FROM balance WHERE item_id = ?{narrow}", values))
    total = int(database.value(f"SELECT count(*) FROM movement WHERE item_id = ?{narrow}", values))
    if offset:
        balance -= int(
            database.value(
                f"SELECT coalesce(sum(quantity), 0) FROM (SELECT quantity FROM movement WHERE item_id = ?{narrow} "
                "ORDER BY occurred_on DESC, id DESC LIMIT ?)",
                [*values, offset],
            )
        )
    lines = []
    rows = database.rows(
        "SELECT m.document_id, d.number, d.kind, m.occurred_on, m.quantity, b.lot, b.expires_on, p.name, m.reason, d.origin, "
        "d.recorded_by, u.name, (SELECT r.number FROM document r WHERE r.id = d.reverses_id), "
        "(SELECT r.number FROM document r WHERE r.reverses_id = d.id) "
        f"FROM (SELECT * FROM movement WHERE item_id = ?{narrow} ORDER BY occurred_on DESC, id DESC LIMIT ? OFFSET ?) m "
        "JOIN document d ON d.id = m.document_id JOIN batch b ON b.id = m.batch_id JOIN place p ON p.id = m.place_id "
        "LEFT JOIN user u ON u.id = d.recorded_by ORDER BY m.occurred_on DESC, m.id DESC",
        [*values, limit, offset],
    )
    for (
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
    ) in rows:
        lines.append(
            CardLine(
                document_id=DocumentId(document_id),
                number=number,
                kind=DocumentKind(kind),
                occurred_on=date.fromisoformat(day),
                change=change,
                balance=balance,
                lot=lot,
                expires_on=_day(expires),
                place=place_name,
                reason=None if reason is None else Reason(reason),
                origin=origin,
                recorded_by=UserId(by),
                recorded_by_name=by_name or "",
                reverses=undoes,
                reversed_by=undone,
            )
        )
        balance -= change
    return tuple(lines), total


def ledger_differences(database: Database) -> int:
    """How many kept balances differ from the sum of their movements; 0 in a sound vault."""
    return int(
        database.value(
            "SELECT count(*) FROM (SELECT item_id, batch_id, place_id, sum(quantity) AS q FROM movement GROUP BY 1, 2, 3) m "
            "FULL OUTER JOIN balance k USING (item_id, batch_id, place_id) WHERE coalesce(m.q, 0) <> coalesce(k.quantity, 0)"
        )
    )
