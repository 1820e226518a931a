"""Two items that turned out to be one: what goes over from one to the other, and what knows of it."""

from desktop.domain.stock import DocumentId, Item, ItemId
from desktop.domain.users import UserId
from desktop.i18n.catalogue import current
from desktop.storage import catalogue
from desktop.storage.connection import Database


def became(database: Database, item_id: ItemId) -> ItemId:
    """The item this one is kept under now: itself, unless it was made one with another."""
    seen = {item_id}
    while (into := database.value("SELECT merged_into FROM item WHERE id = ?", (item_id,))) is not None:
        item_id = ItemId(into)
        if item_id in seen:  # only in a damaged book
            break
        seen.add(item_id)
    return item_id


def merged(database: Database) -> dict[ItemId, ItemId]:
    """Every item that was made one with another, and which."""
    return {
        ItemId(item_id): ItemId(into)
        for item_id, into in database.rows("SELECT id, merged_into FROM item WHERE merged_into IS NOT NULL")
    }


def became_of(database: Database, item_id: ItemId) -> list[ItemId]:
    """The items that were made one with this one, through others too."""
    return [other for other in merged(database) if became(database, other) == item_id]


def merged_by(database: Database, document_id: DocumentId) -> ItemId | None:
    """The item that a document made one with another; None when that was undone."""
    return database.value("SELECT id FROM item WHERE merged_by = ?", (document_id,))  # type: ignore[no-any-return]


def mark(database: Database, drop: ItemId, keep: ItemId, document_id: DocumentId) -> None:
    """Take `drop` out of use: it is kept under `keep` from now on."""
    database.execute(
        "UPDATE item SET active = 0, merged_into = ?, merged_by = ? WHERE id = ?", (keep, document_id, drop)
    )


def unmark(database: Database, drop: ItemId) -> None:
    """Make an item one of its own again."""
    database.execute("UPDATE item SET active = 1, merged_into = NULL, merged_by = NULL WHERE id = ?", (drop,))


def hand_over(database: Database, keep: Item, drop: Item) -> None:
    """Barcodes, packs, the photo and names in other languages go over, where `keep` has none of its own in that place.

    The name in the language being spoken does not: `keep` would be called otherwise all of a sudden.
    """
    database.execute("UPDATE item_barcode SET item_id = ? WHERE item_id = ?", (keep.id, drop.id))
    sizes = {pack.size for pack in keep.packs}
    for pack in drop.packs:
        if pack.size not in sizes:
            database.insert("item_pack", item_id=keep.id, name=pack.name, size=pack.size)
    languages = {current(), *dict(keep.names)}
    for language, _name in drop.names:
        if language not in languages:
            database.execute(
                "UPDATE item_name SET item_id = ? WHERE item_id = ? AND language = ?", (keep.id, drop.id, language)
            )
    if drop.has_photo and not keep.has_photo:
        database.execute(
            "INSERT INTO item_photo (item_id, image) SELECT ?, image FROM item_photo WHERE item_id = ?",
            (keep.id, drop.id),
        )
    if drop.recount_since is not None:
        catalogue.flag_for_counting(database, keep.id, drop.recount_since)


def in_open_count(database: Database, item_id: ItemId) -> bool:
    """Whether a count under way concerns the item: it was chosen or counted, or some of it is where all is counted."""
    return (
        database.row(
            "SELECT 1 FROM stocktake s WHERE s.ended_at IS NULL AND ("
            "EXISTS (SELECT 1 FROM stocktake_line l WHERE l.stocktake_id = s.id AND l.item_id = :item) "
            "OR EXISTS (SELECT 1 FROM stocktake_item i WHERE i.stocktake_id = s.id AND i.item_id = :item) "
            "OR (NOT EXISTS (SELECT 1 FROM stocktake_item i WHERE i.stocktake_id = s.id) AND EXISTS ("
            "SELECT 1 FROM balance k WHERE k.item_id = :item AND k.quantity > 0 "
            "AND (s.place_id IS NULL OR k.place_id = s.place_id))))",
            {"item": item_id},
        )
        is not None
    )


def number_on_both(database: Database, keep: ItemId, drop: ItemId) -> str | None:
    """A number that both items bear; one that `keep` only bore while they were one already does not count."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT d.number FROM serial d JOIN serial k ON k.item_id = :keep AND k.folded = d.folded "
        "WHERE d.item_id = :drop AND (k.place_id IS NOT NULL OR EXISTS ("
        "SELECT 1 FROM movement_serial c JOIN movement m ON m.id = c.movement_id JOIN document o ON o.id = m.document_id "
        "WHERE c.serial_id = k.id AND o.kind <> 'merge')) ORDER BY d.folded",
        {"keep": keep, "drop": drop},
    )


def kits_with(database: Database, item_id: ItemId) -> list[ItemId]:
    """The kits whose latest recipe holds the item."""
    return [
        ItemId(kit)
        for (kit,) in database.rows(
            "SELECT r.item_id FROM recipe_part p JOIN recipe r ON r.id = p.recipe_id WHERE p.item_id = ? "
            "AND r.version = (SELECT max(version) FROM recipe n WHERE n.item_id = r.item_id) ORDER BY r.item_id",
            (item_id,),
        )
    ]


def replace_in_recipe(database: Database, kit: ItemId, keep: ItemId, drop: ItemId, *, at: str, by: UserId) -> None:
    """Make the next version of a kit's recipe with `keep` in the place of `drop`; where both are parts, they add up."""
    recipe_id, version = database.rows(
        "SELECT id, version FROM recipe WHERE item_id = ? ORDER BY version DESC LIMIT 1", (kit,)
    )[0]
    parts: dict[int, int] = {}
    for item_id, quantity in database.rows(
        "SELECT item_id, quantity FROM recipe_part WHERE recipe_id = ?", (recipe_id,)
    ):
        part = keep if item_id == drop else item_id
        parts[part] = parts.get(part, 0) + quantity
    made = database.insert("recipe", item_id=kit, version=version + 1, made_at=at, made_by=by)
    for part, quantity in parts.items():
        database.insert("recipe_part", recipe_id=made, item_id=part, quantity=quantity)
