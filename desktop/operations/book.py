"""A document as it stands in the stock book: what it moved, and what may be done about it."""

from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import LarderError, NotFound
from desktop.domain.stock import (
    Batch,
    DocumentId,
    DocumentKind,
    FundId,
    Item,
    MovementClass,
    Place,
    PlaceId,
    Reason,
    Serial,
    Source,
)
from desktop.domain.users import Permission
from desktop.operations.posting import document_to_undo, known_item
from desktop.operations.session import Session, query
from desktop.storage import catalogue, documents, serials, stock
from desktop.storage import users as known_users


@dataclass(frozen=True, slots=True)
class BookLine:
    """One movement: signed, in base units."""

    item: Item
    batch: Batch
    place: Place
    cls: MovementClass
    quantity: int
    reason: Reason | None
    serials: tuple[Serial, ...]


@dataclass(frozen=True, slots=True)
class BookDocument:
    """A document and its movements. Of a hand-out it says how many people, never who.

    Attributes:
        place_id: Where it took place, or where a transfer began.
        by: What colleagues call who entered it.
        reverses, corrects: Numbers of the documents it undoes or stands in place of.
        undone: Whether it was undone since.
        may_undo: Whether the person at the window may undo or correct it.
    """

    id: DocumentId
    kind: DocumentKind
    number: str
    occurred_on: date
    recorded_at: str
    by: str
    lines: tuple[BookLine, ...]
    place_id: PlaceId | None
    to_place_id: PlaceId | None
    source: Source | None
    origin: str
    purpose: str
    fund_id: FundId | None
    head_count: int | None
    reverses: str | None
    corrects: str | None
    undone: bool
    may_undo: bool


@query(Permission.SEE_STOCK)
def document(session: Session, document_id: DocumentId) -> BookDocument:
    """A document of the stock book. Raises NotFound."""
    found = documents.header(session.database, document_id)
    if found is None:
        raise NotFound()
    by = known_users.user(session.database, found.recorded_by)
    return BookDocument(
        id=found.id,
        kind=found.kind,
        number=found.number,
        occurred_on=found.occurred_on,
        recorded_at=found.recorded_at,
        by=by.name if by else "",
        lines=_lines(session, document_id),
        place_id=found.place_id,
        to_place_id=found.to_place_id,
        source=found.source,
        origin=found.origin,
        purpose=found.purpose,
        fund_id=found.fund_id,
        head_count=found.head_count,
        reverses=documents.number_of(session.database, found.reverses_id),
        corrects=documents.number_of(session.database, found.corrects_id),
        undone=found.reversed,
        may_undo=_may_undo(session, document_id),
    )


def _lines(session: Session, document_id: DocumentId) -> tuple[BookLine, ...]:
    places = {place.id: place for place in catalogue.places(session.database, active_only=False)}
    carried = serials.carried(session.database, document_id)
    lines = []
    for movement_id, line in documents.lines(session.database, document_id):
        batch = stock.batch(session.database, line.batch_id)
        if batch is None:
            raise NotFound()
        lines.append(
            BookLine(
                item=known_item(session, line.item_id),
                batch=batch,
                place=places[line.place_id],
                cls=line.cls,
                quantity=line.quantity,
                reason=line.reason,
                serials=carried.get(movement_id, ()),
            )
        )
    return tuple(lines)


def _may_undo(session: Session, document_id: DocumentId) -> bool:
    try:
        document_to_undo(session, document_id, tuple(DocumentKind))
    except LarderError:
        return False
    return True
