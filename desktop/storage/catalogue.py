"""Items, places and funds."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from desktop.domain.people import folded
from desktop.domain.stock import (
    Barcode,
    Category,
    Expiry,
    Fund,
    FundId,
    Item,
    ItemId,
    Pack,
    Place,
    PlaceId,
    PlaceKind,
    Unit,
)
from desktop.i18n.catalogue import current
from desktop.storage.connection import Database

_ITEM = (
    "SELECT id, name, category, unit, expiry, reorder_level, usual_quantity, favourite, icon, active, created_on, "
    "wished_level, lots, serials, worth, worth_of, recount_since, merged_into, "
    "EXISTS (SELECT 1 FROM recipe r WHERE r.item_id = item.id), "
    "EXISTS (SELECT 1 FROM item_photo f WHERE f.item_id = item.id) FROM item"
)


def items(database: Database, *, active_only: bool = True) -> tuple[Item, ...]:
    """The catalogue, by name in the language being spoken."""
    return database.remembered(("items", active_only, current()), lambda: _items(database, active_only=active_only))


def _items(database: Database, *, active_only: bool) -> tuple[Item, ...]:
    parts = _Parts(database)
    where = "WHERE active = 1" if active_only else ""
    found = [parts.item(row) for row in database.rows(f"{_ITEM} {where} ORDER BY folded")]
    return tuple(sorted(found, key=lambda item: folded(item.name)) if parts.names else found)


def item(database: Database, item_id: ItemId) -> Item | None:
    """One item with its packs, barcodes and names."""
    row = database.row(f"{_ITEM} WHERE id = ?", (item_id,))
    return None if row is None else _Parts(database, item_id).item(row)


class _Parts:
    """What belongs to items and stands in tables of its own: of all items, or of one."""

    def __init__(self, database: Database, item_id: ItemId | None = None) -> None:
        where, values = ("WHERE item_id = ?", (item_id,)) if item_id is not None else ("", ())
        self.packs: Mapping[int, list[Pack]] = defaultdict(list)
        for number, name, size in database.rows(
            f"SELECT item_id, name, size FROM item_pack {where} ORDER BY size", values
        ):
            self.packs[number].append(Pack(name, size))
        self.codes: Mapping[int, list[Barcode]] = defaultdict(list)
        for number, code, quantity in database.rows(
            f"SELECT item_id, code, quantity FROM item_barcode {where} ORDER BY code", values
        ):
            self.codes[number].append(Barcode(code, quantity))
        self.names: Mapping[int, list[tuple[str, str]]] = defaultdict(list)
        for number, language, name in database.rows(
            f"SELECT item_id, language, name FROM item_name {where} ORDER BY language", values
        ):
            self.names[number].append((language, name))

    def item(self, row: Sequence[Any]) -> Item:
        number, name, category, unit, expiry, reorder, usual, favourite, icon, active, created = row[:11]
        wished, lots, serials, worth, worth_of, recount, merged, kit, photo = row[11:]
        names = tuple(self.names[number]) if number in self.names else ()
        return Item(
            id=ItemId(number),
            name=dict(names).get(current(), name),
            category=Category(category),
            unit=Unit(unit),
            expiry=Expiry(expiry),
            packs=tuple(self.packs[number]) if number in self.packs else (),
            barcodes=tuple(self.codes[number]) if number in self.codes else (),
            reorder_level=reorder,
            usual_quantity=usual,
            favourite=bool(favourite),
            icon=icon,
            active=bool(active),
            created_on=date.fromisoformat(created),
            main_name=name,
            names=names,
            wished_level=wished,
            lots=bool(lots),
            serials=bool(serials),
            worth=worth,
            worth_of=worth_of,
            recount_since=None if recount is None else date.fromisoformat(recount),
            merged_into=merged,
            is_kit=bool(kit),
            has_photo=bool(photo),
        )


def save_item(database: Database, item: Item) -> ItemId:
    """Insert an item (its id is 0 then) or write its present facts: `main_name` and `names`, not `name`."""
    values = {
        "name": item.main_name,
        "folded": folded(item.main_name),
        "category": item.category,
        "unit": item.unit,
        "expiry": item.expiry,
        "reorder_level": item.reorder_level,
        "usual_quantity": item.usual_quantity,
        "favourite": int(item.favourite),
        "icon": item.icon,
        "active": int(item.active),
        "wished_level": item.wished_level,
        "lots": int(item.lots),
        "serials": int(item.serials),
        "worth": item.worth,
        "worth_of": item.worth_of,
    }
    if item.id:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        database.execute(f"UPDATE item SET {columns} WHERE id = :id", {**values, "id": item.id})
        item_id = item.id
    else:
        created = item.created_on.isoformat()
        item_id = ItemId(database.insert("item", uuid=str(uuid.uuid4()), created_on=created, **values))
    for table in ("item_pack", "item_barcode", "item_name"):
        database.execute(f"DELETE FROM {table} WHERE item_id = ?", (item_id,))
    for pack in item.packs:
        database.insert("item_pack", item_id=item_id, name=pack.name, size=pack.size)
    for barcode in item.barcodes:
        database.insert("item_barcode", item_id=item_id, code=barcode.code, quantity=barcode.quantity)
    for language, name in item.names:
        database.insert("item_name", item_id=item_id, language=language, name=name, folded=folded(name))
    return item_id


def save_expiry(database: Database, item_id: ItemId, expiry: Expiry) -> None:
    """Change what an item's date means."""
    database.execute("UPDATE item SET expiry = ? WHERE id = ?", (expiry, item_id))


def item_named(database: Database, name: str) -> ItemId | None:
    """The item of that name in any language, whatever its case and accents."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT id FROM item WHERE folded = :name UNION ALL SELECT item_id FROM item_name WHERE folded = :name",
        {"name": folded(name)},
    )


def item_with_barcode(database: Database, code: str) -> ItemId | None:
    """The item a barcode stands on, whatever pack bears it."""
    return database.value("SELECT item_id FROM item_barcode WHERE code = ?", (code,))  # type: ignore[no-any-return]


def barcode(database: Database, code: str) -> tuple[ItemId, int] | None:
    """The item a barcode stands on, and how many base units what bears it holds."""
    row = database.row("SELECT item_id, quantity FROM item_barcode WHERE code = ?", (code,))
    return None if row is None else (ItemId(row[0]), row[1])


def has_movements(database: Database, item_id: ItemId) -> bool:
    """Whether the ledger knows the item, so that its unit can no longer change."""
    return database.row("SELECT 1 FROM movement WHERE item_id = ? LIMIT 1", (item_id,)) is not None


def flag_for_counting(database: Database, item_id: ItemId, day: date | None) -> None:
    """Note since when an item waits to be counted; None when it has been. An earlier day stays."""
    if day is None:
        database.execute("UPDATE item SET recount_since = NULL WHERE id = ?", (item_id,))
    else:
        database.execute(
            "UPDATE item SET recount_since = coalesce(recount_since, ?) WHERE id = ?", (day.isoformat(), item_id)
        )


def photo(database: Database, item_id: ItemId) -> bytes | None:
    """An item's photo as it was kept."""
    return database.value("SELECT image FROM item_photo WHERE item_id = ?", (item_id,))  # type: ignore[no-any-return]


def save_photo(database: Database, item_id: ItemId, image: bytes | None) -> None:
    """Keep an item's photo in the place of the one before; None takes it away."""
    database.execute("DELETE FROM item_photo WHERE item_id = ?", (item_id,))
    if image is not None:
        database.insert("item_photo", item_id=item_id, image=image)


def places(database: Database, *, active_only: bool = True) -> tuple[Place, ...]:
    """The places in the order they were made."""
    where = "WHERE active = 1" if active_only else ""
    return tuple(
        Place(PlaceId(number), name, bool(active), PlaceKind(kind))
        for number, name, active, kind in database.rows(f"SELECT id, name, active, kind FROM place {where} ORDER BY id")
    )


def place(database: Database, place_id: PlaceId) -> Place | None:
    """One place."""
    row = database.row("SELECT id, name, active, kind FROM place WHERE id = ?", (place_id,))
    return None if row is None else Place(PlaceId(row[0]), row[1], bool(row[2]), PlaceKind(row[3]))


def place_contents(database: Database) -> dict[PlaceId, int]:
    """How many different items stand at each place; places where nothing stands are left out."""
    # Told apart here: grouping inside the library costs more, since it locks every allocation in memory.
    found: dict[PlaceId, set[int]] = defaultdict(set)
    for place_id, item_id in database.rows("SELECT place_id, item_id FROM balance WHERE quantity > 0"):
        found[PlaceId(place_id)].add(item_id)
    return {place_id: len(items) for place_id, items in found.items()}


def is_empty(database: Database, place_id: PlaceId) -> bool:
    """Whether nothing stands at a place."""
    return database.row("SELECT 1 FROM balance WHERE place_id = ? AND quantity > 0 LIMIT 1", (place_id,)) is None


def is_being_counted(database: Database, place_id: PlaceId) -> bool:
    """Whether a count of that place is under way."""
    return (
        database.row("SELECT 1 FROM stocktake WHERE place_id = ? AND ended_at IS NULL LIMIT 1", (place_id,)) is not None
    )


def place_named(database: Database, name: str) -> PlaceId | None:
    """The place of that name, whatever its case and accents."""
    return database.value("SELECT id FROM place WHERE folded = ?", (folded(name),))  # type: ignore[no-any-return]


def save_place(
    database: Database, place_id: PlaceId | None, name: str, *, active: bool, kind: PlaceKind = PlaceKind.SHELF
) -> PlaceId:
    """Insert a place, or write its present facts."""
    values = {"name": name, "folded": folded(name), "active": int(active), "kind": kind}
    if place_id is None:
        return PlaceId(database.insert("place", uuid=str(uuid.uuid4()), **values))
    columns = ", ".join(f"{column} = :{column}" for column in values)
    database.execute(f"UPDATE place SET {columns} WHERE id = :id", {**values, "id": place_id})
    return place_id


def funds(database: Database, *, active_only: bool = True) -> tuple[Fund, ...]:
    """The funds by name."""
    where = "WHERE active = 1" if active_only else ""
    return tuple(
        Fund(FundId(number), name, bool(active))
        for number, name, active in database.rows(f"SELECT id, name, active FROM fund {where} ORDER BY folded")
    )


def fund(database: Database, fund_id: FundId) -> Fund | None:
    """One fund."""
    row = database.row("SELECT id, name, active FROM fund WHERE id = ?", (fund_id,))
    return None if row is None else Fund(FundId(row[0]), row[1], bool(row[2]))


def fund_named(database: Database, name: str) -> FundId | None:
    """The fund of that name, whatever its case and accents."""
    return database.value("SELECT id FROM fund WHERE folded = ?", (folded(name),))  # type: ignore[no-any-return]


def save_fund(database: Database, fund_id: FundId | None, name: str, *, active: bool) -> FundId:
    """Insert a fund, or write its present facts."""
    if fund_id is None:
        return FundId(
            database.insert("fund", uuid=str(uuid.uuid4()), name=name, folded=folded(name), active=int(active))
        )
    database.execute(
        "UPDATE fund SET name = ?, folded = ?, active = ? WHERE id = ?", (name, folded(name), int(active), fund_id)
    )
    return fund_id
