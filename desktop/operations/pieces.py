"""Looking up single pieces by the number they bear: which can be given, where one is, to whom it went."""

from dataclasses import dataclass

from desktop.domain.ledger import first_expired_first_out
from desktop.domain.people import MemberId
from desktop.domain.stock import BatchId, CardLine, DocumentId, Expiry, Item, ItemId, PlaceId, Serial
from desktop.domain.users import Permission
from desktop.operations.posting import known_item
from desktop.operations.session import Session, query
from desktop.storage import cards, recipients, serials, stock


@dataclass(frozen=True, slots=True)
class FoundPiece:
    """A piece with a number.

    Attributes:
        last: What moved it last; None when it never came in.
    """

    item: Item
    serial: Serial
    last: CardLine | None


@query(Permission.SEE_STOCK)
def find_number(session: Session, number: str) -> tuple[FoundPiece, ...]:
    """Every piece that bears this number, whatever its case and spaces, and of whatever item."""
    if not number.strip():
        return ()
    return tuple(
        FoundPiece(
            known_item(session, found.item_id),
            found,
            next(iter(cards.card(session.database, serial_id=found.id, limit=1)[0]), None),
        )
        for found in serials.with_number(session.database, number)
    )


@query(Permission.SEE_STOCK)
def numbers_there(
    session: Session, item_id: ItemId, *, place_id: PlaceId | None = None, besides: DocumentId | None = None
) -> tuple[Serial, ...]:
    """The pieces of an item that can be given: first those to give first, and of these the lowest number.

    Pieces past a use-by date are left out; those past a best-before date come last.

    Args:
        place_id: Where they are given from; from stores and shelves when None.
        besides: A hand-out about to be corrected: its numbers count as there.
    """
    item = known_item(session, item_id)
    today = session.today()
    order = {
        held.batch.id: (held.batch.expires_on is not None and held.batch.expires_on < today, index)
        for index, held in reversed(list(enumerate(first_expired_first_out(stock.held_of(session.database, item_id)))))
    }

    def usable(batch_id: BatchId) -> bool:
        return item.expiry is Expiry.BEST_BEFORE or not order.get(batch_id, (False, 0))[0]

    there = [
        serial
        for serial in serials.there(session.database, item_id)
        if serial.place is not None
        and (serial.place.kind.at_hand if place_id is None else serial.place.id == place_id)
        and usable(serial.batch_id)
    ]
    there.sort(key=lambda serial: order.get(serial.batch_id, (False, 0)))
    if besides is None:
        return tuple(there)
    known = {serial.id for serial in there}
    back = [serial for serial in serials.given(session.database, besides).get(item_id, ()) if serial.id not in known]
    return (*back, *there)


@query(Permission.SEE_PEOPLE)
def went_to(session: Session, document_id: DocumentId) -> tuple[MemberId, str] | None:
    """The member a hand-out went to, as id and code; None for one without a name, and for who was erased."""
    return recipients.of(session.database, document_id)
