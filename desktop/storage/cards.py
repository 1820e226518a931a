"""Stock cards: movements with the balance each left."""

from datetime import date

from desktop.domain.stock import BatchId, CardLine, DocumentId, DocumentKind, ItemId, PlaceId, Reason
from desktop.domain.users import UserId
from desktop.storage.connection import Database


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
                expires_on=None if expires is None else date.fromisoformat(expires),
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
