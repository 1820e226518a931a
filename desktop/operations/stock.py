"""The stock keeper's work: goods received, written off, looked up; the catalogue of items and places."""

from dataclasses import dataclass
from datetime import timedelta

from desktop.domain.ledger import first_expired_first_out
from desktop.domain.stock import (
    CardLine,
    Held,
    ItemId,
    ItemStock,
)
from desktop.domain.users import Permission
from desktop.operations.posting import known_item
from desktop.operations.session import Session, query
from desktop.storage import cards, stock

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """An item, its batches (first to expire on top) and its latest movements."""

    stock: ItemStock
    held: tuple[Held, ...]
    last: tuple[CardLine, ...]


@query(Permission.SEE_STOCK)
def stock_list(session: Session, *, text: str = "", only: str = "all") -> tuple[ItemStock, ...]:
    """The stock list by name.

    Args:
        only: `all`, `low` (below its level, or none), `expiring` (within 90 days), or `unused` (items in use no more).
    """
    lines = stock.stock_list(session.database, session.today(), text=text, used=only != "unused")
    if only == "low":
        return tuple(line for line in lines if line.item.reorder_level and line.level != "enough")
    if only == "expiring":
        limit = session.today() + SOON
        return tuple(line for line in lines if line.first_expiry is not None and line.first_expiry <= limit)
    return lines


@query(Permission.SEE_STOCK)
def item_detail(session: Session, item_id: ItemId) -> ItemDetail:
    """An item's pane: how many, where, until when, and what moved last. Raises NotFound."""
    item = known_item(session, item_id)
    held = tuple(first_expired_first_out(stock.held_of(session.database, item_id)))
    line = stock.stock_of(session.database, item, session.today())
    return ItemDetail(line, held, cards.card(session.database, item_id, limit=3)[0])
