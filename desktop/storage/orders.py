"""What was asked of somebody who supplies, and which deliveries belong to it."""

from desktop.domain.stock import DocumentId
from desktop.storage.connection import Database


def add_delivery(database: Database, order_id: int, document_id: DocumentId) -> None:
    """Note that goods received belong to an order."""
    database.insert("supply_order_delivery", document_id=document_id, order_id=order_id)


def is_open(database: Database, order_id: int) -> bool:
    """Whether there is such an order, and it still waits for something."""
    return database.row("SELECT 1 FROM supply_order WHERE id = ? AND closed_on IS NULL", (order_id,)) is not None


def order_of(database: Database, document_id: DocumentId) -> int | None:
    """The order that goods received belong to."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT order_id FROM supply_order_delivery WHERE document_id = ?", (document_id,)
    )
