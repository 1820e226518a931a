"""What leaves the stock without being handed to anybody: written off, used, sold."""

from datetime import date

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.stock import (
    WRITE_OFF_REASONS,
    BatchId,
    DocumentId,
    DocumentKind,
    ItemId,
    MovementClass,
    PlaceId,
    Posted,
    Reason,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.posting import begin_entry, post
from desktop.operations.session import Session, action
from desktop.storage import catalogue, documents, stock
from desktop.storage.documents import Line


@action(Permission.CHANGE_STOCK)
def write_off(
    session: Session,
    *,
    form_key: str,
    item_id: ItemId,
    batch_id: BatchId,
    place_id: PlaceId,
    quantity: int,
    reason: Reason,
    occurred_on: date,
    corrects: DocumentId | None = None,
) -> Posted:
    """Take spoiled, lost or expired goods out of the book. Raises Invalid, NotEnoughStock, MonthClosed, NotFound."""
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.WRITE_OFF,), corrects=corrects)
    checked_quantity("quantity", quantity)
    batch = stock.batch(session.database, batch_id)
    if batch is None or batch.item_id != item_id or catalogue.place(session.database, place_id) is None:
        raise NotFound()
    if reason not in WRITE_OFF_REASONS:
        raise Invalid("reason", N_("Choose a reason. Nothing was saved."))
    lines = [Line(item_id, batch_id, place_id, entry.cls(MovementClass.WRITTEN_OFF), -quantity, reason)]
    posted = post(session, entry, kind=DocumentKind.WRITE_OFF, place_id=place_id, lines=lines)
    session.note("stock.write_off", document=posted.document_id)
    return posted
