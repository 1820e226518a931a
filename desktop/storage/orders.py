"""What was asked of somebody who supplies, and which deliveries belong to it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.domain.numbering import NumberKind
from desktop.domain.orders import Delivery, OrderId
from desktop.domain.stock import DocumentId, ItemId
from desktop.domain.users import UserId
from desktop.storage.connection import Database
from desktop.storage.numbers import next_number


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order without its lines; its fields as in `desktop.domain.orders.Order`."""

    id: OrderId
    number: str
    asked_of: str
    asked_on: date
    note: str
    closed_on: date | None


def make(
    database: Database,
    *,
    form_key: str,
    asked_of: str,
    asked_on: date,
    note: str,
    lines: Iterable[tuple[ItemId, int]],
    at: str,
    by: UserId,
) -> OrderId:
    """Write an order under the next number."""
    order_id = OrderId(
        database.insert(
            "supply_order",
            uuid=str(uuid.uuid4()),
            form_key=form_key,
            number=next_number(database, NumberKind.ORDER, asked_on),
            asked_of=asked_of,
            asked_on=asked_on.isoformat(),
            note=note,
            recorded_at=at,
            recorded_by=by,
        )
    )
    for item_id, quantity in lines:
        database.insert("supply_order_line", order_id=order_id, item_id=item_id, quantity=quantity)
    return order_id


def with_form_key(database: Database, form_key: str) -> OrderId | None:
    """The order that this form already saved, when its button was pressed twice."""
    return database.value("SELECT id FROM supply_order WHERE form_key = ?", (form_key,))  # type: ignore[no-any-return]


def number_of(database: Database, order_id: OrderId) -> str | None:
    """An order's printed number."""
    return database.value("SELECT number FROM supply_order WHERE id = ?", (order_id,))  # type: ignore[no-any-return]


def close(database: Database, order_id: OrderId, *, on: date, by: UserId) -> None:
    """No more is expected."""
    database.execute(
        "UPDATE supply_order SET closed_on = ?, closed_by = ? WHERE id = ?", (on.isoformat(), by, order_id)
    )


def heads(database: Database, *, order_id: OrderId | None = None) -> list[OrderHead]:
    """Orders without their lines, the latest asked first: all of them, or one."""
    where, values = ("WHERE id = ?", (order_id,)) if order_id is not None else ("", ())
    return [
        OrderHead(
            OrderId(number),
            printed,
            asked_of,
            date.fromisoformat(asked_on),
            note,
            None if closed_on is None else date.fromisoformat(closed_on),
        )
        for number, printed, asked_of, asked_on, note, closed_on in database.rows(
            f"SELECT id, number, asked_of, asked_on, note, closed_on FROM supply_order {where} "
            "ORDER BY asked_on DESC, id DESC",
            values,
        )
    ]


def asked(database: Database) -> dict[OrderId, dict[ItemId, int]]:
    """What each order asked for."""
    found: defaultdict[OrderId, dict[ItemId, int]] = defaultdict(dict)
    for order_id, item_id, quantity in database.rows("SELECT order_id, item_id, quantity FROM supply_order_line"):
        found[OrderId(order_id)][ItemId(item_id)] = quantity
    return found


def delivered(database: Database, until: date) -> dict[OrderId, dict[ItemId, int]]:
    """What came on each order up to a day; deliveries that were undone are left out."""
    found: defaultdict[OrderId, dict[ItemId, int]] = defaultdict(dict)
    for order_id, item_id, quantity in database.rows(
        "SELECT k.order_id, m.item_id, m.quantity FROM supply_order_delivery k "
        "JOIN movement m ON m.document_id = k.document_id WHERE m.occurred_on <= ? "
        "AND NOT EXISTS (SELECT 1 FROM document r WHERE r.reverses_id = k.document_id)",
        (until.isoformat(),),
    ):
        came = found[OrderId(order_id)]
        came[ItemId(item_id)] = came.get(ItemId(item_id), 0) + quantity
    return found


def deliveries(database: Database, until: date) -> dict[OrderId, list[Delivery]]:
    """The goods received on each order up to a day, the first on top; what was undone is left out."""
    found: defaultdict[OrderId, list[Delivery]] = defaultdict(list)
    for order_id, document_id, number, occurred_on in database.rows(
        "SELECT k.order_id, d.id, d.number, d.occurred_on FROM supply_order_delivery k "
        "JOIN document d ON d.id = k.document_id WHERE d.occurred_on <= ? "
        "AND NOT EXISTS (SELECT 1 FROM document r WHERE r.reverses_id = d.id) ORDER BY d.occurred_on, d.id",
        (until.isoformat(),),
    ):
        found[OrderId(order_id)].append(Delivery(DocumentId(document_id), number, date.fromisoformat(occurred_on)))
    return found


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
