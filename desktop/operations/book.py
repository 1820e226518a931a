"""A document as it stands in the stock book: what it moved, and what may be done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

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
    Posted,
    Reason,
    Serial,
    Source,
)
from desktop.domain.users import Permission
from desktop.operations.posting import document_to_undo, known_item
from desktop.operations.session import Session, query
from desktop.storage import catalogue, documents, serials, stock
from desktop.storage import users as known_users
from desktop.storage.documents import Header


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


class Link(Enum):
    """How another document hangs together with one."""

    UNDOES = auto()
    CORRECTS = auto()
    UNDONE_BY = auto()
    CORRECTED_BY = auto()


@dataclass(frozen=True, slots=True)
class Linked:
    """Another document about the same."""

    how: Link
    document: Posted


@dataclass(frozen=True, slots=True)
class BookDocument:
    """A document and its movements. Of a hand-out it says how many people, never who.

    Attributes:
        place_id: Where it took place, or where a transfer began.
        place, to_place: The same as places.
        by: What colleagues call who entered it.
        fund: What paid for it; empty for none.
        reverses, corrects: Numbers of the documents it undoes or stands in place of.
        undone: Whether it was undone since.
        linked: Other documents about the same: which it undoes, corrects, was undone or corrected by.
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
    place: Place | None = None
    to_place: Place | None = None
    fund: str = ""
    linked: tuple[Linked, ...] = ()

    @property
    def of_partner(self) -> bool:
        """Whether it says what a partner group, or somebody with a bag, gave out."""
        away = self.place is not None and not self.place.kind.at_hand
        return self.kind is DocumentKind.DISTRIBUTION and self.head_count is not None and away


@query(Permission.SEE_STOCK)
def document(session: Session, document_id: DocumentId) -> BookDocument:
    """A document of the stock book. Raises NotFound."""
    found = documents.header(session.database, document_id)
    if found is None:
        raise NotFound()
    by = known_users.user(session.database, found.recorded_by)
    fund = catalogue.fund(session.database, found.fund_id) if found.fund_id is not None else None
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
        place=_place(session, found.place_id),
        to_place=_place(session, found.to_place_id),
        fund=fund.name if fund else "",
        linked=tuple(_linked(session, found)),
    )


def _place(session: Session, place_id: PlaceId | None) -> Place | None:
    return None if place_id is None else catalogue.place(session.database, place_id)


def _linked(session: Session, found: Header) -> Iterator[Linked]:
    database = session.database
    for how, document_id in ((Link.UNDOES, found.reverses_id), (Link.CORRECTS, found.corrects_id)):
        number = documents.number_of(database, document_id)
        if document_id is not None and number is not None:
            yield Linked(how, Posted(document_id, number))
    for how, other in (
        (Link.UNDONE_BY, documents.undoing(database, found.id)),
        (Link.CORRECTED_BY, documents.correcting(database, found.id)),
    ):
        if other is not None:
            yield Linked(how, other)


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
