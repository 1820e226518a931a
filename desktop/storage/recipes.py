"""What kits are made of, version by version, and what went into those that are packed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from desktop.domain.errors import VaultDamaged
from desktop.domain.kits import Inside
from desktop.domain.stock import DocumentKind, ItemId, RecipeId
from desktop.domain.users import UserId
from desktop.storage.connection import Database
from desktop.storage.merging import became


def add(database: Database, item_id: ItemId, parts: Mapping[ItemId, int], *, made_at: str, made_by: UserId) -> RecipeId:
    """The next version of a kit's recipe."""
    recipe_id = database.insert(
        "recipe",
        item_id=item_id,
        version=1 + int(database.value("SELECT coalesce(max(version), 0) FROM recipe WHERE item_id = ?", (item_id,))),
        made_at=made_at,
        made_by=made_by,
    )
    for part_id, quantity in parts.items():
        database.insert("recipe_part", recipe_id=recipe_id, item_id=part_id, quantity=quantity)
    return RecipeId(recipe_id)


def latest(database: Database, item_id: ItemId) -> RecipeId | None:
    """The recipe a kit is packed by now."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT id FROM recipe WHERE item_id = ? ORDER BY version DESC LIMIT 1", (item_id,)
    )


def header(database: Database, recipe_id: RecipeId) -> tuple[ItemId, int, str] | None:
    """A recipe's kit, version and moment."""
    row = database.row("SELECT item_id, version, made_at FROM recipe WHERE id = ?", (recipe_id,))
    return None if row is None else (ItemId(row[0]), row[1], row[2])


def parts(database: Database, recipe_id: RecipeId) -> dict[ItemId, int]:
    """A recipe's parts and how many base units of each; a part that was made one with another item stands as that one."""
    found: dict[ItemId, int] = defaultdict(int)
    for item_id, quantity in database.rows(
        "SELECT item_id, quantity FROM recipe_part WHERE recipe_id = ? ORDER BY item_id", (recipe_id,)
    ):
        if quantity <= 0:
            raise VaultDamaged
        found[became(database, ItemId(item_id))] += quantity
    return dict(found)


def kits_with(database: Database, item_id: ItemId) -> list[ItemId]:
    """The kits that an item is a part of now."""
    return [
        ItemId(kit)
        for (kit,) in database.rows(
            "SELECT r.item_id FROM recipe r JOIN recipe_part p ON p.recipe_id = r.id WHERE p.item_id = ? "
            "AND r.version = (SELECT max(version) FROM recipe n WHERE n.item_id = r.item_id)",
            (item_id,),
        )
    ]


def inside(database: Database, kit: ItemId, lot: str) -> list[Inside]:
    """What is inside the kits of one packing: what went in less what came out again, undone or not.

    Kits bear their packing's number as their lot, so the documents are that packing, its undoing, and what unpacked them.
    A kit or part that was made one with another item since is looked for under that one too.
    """
    kit = became(database, kit)
    found: dict[tuple[ItemId, str, str | None, int | None], int] = defaultdict(int)
    documents = {
        document_id
        for document_id, kind, item_id in database.rows(
            "SELECT m.document_id, d.kind, m.item_id FROM batch b JOIN movement m ON m.item_id = b.item_id "
            "AND m.batch_id = b.id JOIN document d ON d.id = m.document_id WHERE b.lot = ?",
            (lot,),
        )
        if kind in (DocumentKind.PACK, DocumentKind.UNPACK) and became(database, ItemId(item_id)) == kit
    }
    for document_id in sorted(documents):
        for item_id, batch_lot, expires_on, fund_id, quantity in database.rows(
            "SELECT m.item_id, b.lot, b.expires_on, b.fund_id, m.quantity FROM movement m JOIN batch b ON b.id = m.batch_id "
            "WHERE m.document_id = ?",
            (document_id,),
        ):
            part = became(database, ItemId(item_id))
            if part != kit:
                found[part, batch_lot, expires_on, fund_id] -= quantity
    return [
        Inside(part, batch_lot, date.fromisoformat(expires) if expires else None, fund_id, quantity)
        for (part, batch_lot, expires, fund_id), quantity in found.items()
        if quantity
    ]
