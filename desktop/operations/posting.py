"""What every stock operation shares: what was there on a day, posting, and undoing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from desktop.domain.errors import AlreadyReversed, Invalid, NotAllowed, NotEnoughStock, NotFound
from desktop.domain.ledger import lowest_since
from desktop.domain.periods import Month
from desktop.domain.stock import DocumentId, DocumentKind, Held, Item, ItemId, MovementClass, Posted
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session
from desktop.storage import documents, stock
from desktop.storage.documents import Header, Line
from desktop.system.clock import from_stamp

_OWN_FOR = timedelta(hours=24)


def known_item(session: Session, item_id: ItemId) -> Item:
    """The item. Raises NotFound."""
    found = stock.item(session.database, item_id)
    if found is None:
        raise NotFound()
    return found


def item_on(session: Session, item_id: ItemId, day: date) -> Item:
    """The item, if the book knew it on that day. Raises NotFound, or Invalid for `occurred_on`."""
    item = known_item(session, item_id)
    if day < item.created_on:
        raise Invalid(
            "occurred_on",
            N_("{item} is in the book only since {date}. Nothing was saved. Type that date or a later one."),
            item=item.name,
            date=item.created_on,
        )
    return item


def held_on(session: Session, item_id: ItemId, day: date) -> list[Held]:
    """What can be taken of an item on a day: never more than what every later day still had to spare."""
    later = stock.changes_after(session.database, item_id, day) if day < session.today() else {}
    return [
        replace(held, quantity=lowest_since(held.quantity, later.get((held.batch.id, held.place.id), ())))
        for held in stock.held_of(session.database, item_id)
    ]


def check_stays_above_zero(session: Session, lines: Sequence[Line], day: date) -> None:
    """Raise NotEnoughStock when posting `lines` on `day` would take a batch below zero then or at any later moment."""
    for item_id in {line.item_id for line in lines if line.quantity < 0}:
        there = {(held.batch.id, held.place.id): held.quantity for held in held_on(session, item_id, day)}
        for line in lines:
            if line.item_id == item_id:
                key = (line.batch_id, line.place_id)
                there[key] = there.get(key, 0) + line.quantity
                if there[key] < 0:
                    raise NotEnoughStock(
                        item=known_item(session, item_id).name,
                        item_id=item_id,
                        there=there[key] - line.quantity,
                        wanted=-line.quantity,
                    )


def document_to_undo(session: Session, document_id: DocumentId, kinds: Sequence[DocumentKind]) -> Header:
    """The document, if this person may undo it: their own of the last 24 hours, or any for a coordinator.

    Raises:
        NotFound: There is no such document, or it is a reversal.
        AlreadyReversed: It was undone before.
        NotAllowed: It is somebody else's, or older.
    """
    found = documents.header(session.database, document_id)
    if found is None or found.kind not in kinds or found.reverses_id is not None:
        raise NotFound()
    if found.reversed:
        raise AlreadyReversed()
    own = found.recorded_by == session.user.id and session.clock.now() - from_stamp(found.recorded_at) < _OWN_FOR
    if not own and not session.allows(Permission.CORRECT):
        raise NotAllowed()
    return found


def reverse(session: Session, found: Header, *, form_key: str) -> Posted:
    """Undo a document by its opposite.

    In an open month the opposite bears the same date, so that the two net out in every figure. When the month has been closed
    meanwhile it bears today's date and stands among the corrections of earlier months.
    """
    closed = session.last_closed()
    late = closed is not None and Month.of(found.occurred_on) <= closed
    day = session.today() if late else found.occurred_on
    lines = documents.opposite_lines(session.database, found.id, MovementClass.CORRECTION if late else None)
    check_stays_above_zero(session, lines, day)
    return documents.post(
        session.database,
        kind=found.kind,
        form_key=form_key,
        occurred_on=day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        lines=lines,
        head_count=found.head_count,
        reverses_id=found.id,
        corrects_month=str(Month.of(found.occurred_on)) if late else None,
    )
