"""What leaves the stock without being handed to anybody: written off, or used as material."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.ledger import take
from desktop.domain.people import checked_line
from desktop.domain.stock import (
    MOST,
    WRITE_OFF_REASONS,
    BatchId,
    DocumentId,
    DocumentKind,
    ItemId,
    MovementClass,
    Place,
    PlaceId,
    Posted,
    Reason,
    SerialId,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.numbered import taken_serials
from desktop.operations.posting import Entry, begin_entry, held_on, item_on, known_item, known_place, post
from desktop.operations.session import Session, action
from desktop.storage import catalogue, documents, stock
from desktop.storage.documents import Line

LONGEST_PURPOSE = 120


@dataclass(frozen=True, slots=True)
class Leaving:
    """One line of what is used or sold, in base units. `serials`: which numbers, where the pieces bear one."""

    item_id: ItemId
    quantity: int
    serials: tuple[SerialId, ...] = ()


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
    serials: Sequence[SerialId] = (),
) -> Posted:
    """Take out of the book what is spoiled, expired, damaged, stolen, lost, taken by authorities or given back.

    Args:
        serials: Which numbers, for an item whose pieces bear one; they are of that batch and at that place.

    Raises:
        Invalid, NotEnoughStock, MonthClosed, NotFound.
        AlreadyReversed, NotAllowed: What is corrected by it cannot be undone.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.WRITE_OFF,), corrects=corrects)
    checked_quantity("quantity", quantity)
    item = known_item(session, item_id)
    batch = stock.batch(session.database, batch_id)
    if batch is None or batch.item_id != item_id or catalogue.place(session.database, place_id) is None:
        raise NotFound()
    if reason not in WRITE_OFF_REASONS:
        raise Invalid("reason", N_("Choose a reason. Nothing was saved."))
    numbers: tuple[SerialId, ...] = ()
    if item.serials:
        chosen = taken_serials(session, item, quantity, serials, at=(place_id,), on=entry.day)
        numbers = chosen.get((batch_id, place_id), ())
    cls = entry.cls(MovementClass.WRITTEN_OFF)
    lines = [Line(item_id, batch_id, place_id, cls, -quantity, reason, serials=numbers)]
    posted = post(session, entry, kind=DocumentKind.WRITE_OFF, place_id=place_id, lines=lines)
    session.note("stock.write_off", document=posted.document_id)
    return posted


@action(Permission.CHANGE_STOCK)
def use_materials(
    session: Session,
    *,
    form_key: str,
    place_id: PlaceId,
    lines: Sequence[Leaving],
    purpose: str,
    occurred_on: date,
    corrects: DocumentId | None = None,
) -> Posted:
    """Take materials for an activity, first expired first; what is made of them comes back as goods received.

    Args:
        purpose: What for, in the collective's own neutral words.

    Raises:
        Invalid: For `place_id`, `lines`, `quantity`, `serials`, `purpose` or `occurred_on`.
        NotEnoughStock, PastUseBy, PastBestBefore: Too little is there.
        MonthClosed, NotFound, AlreadyReversed, NotAllowed: As every entry.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.USE,), corrects=corrects)
    place = known_place(session, "place_id", place_id)
    purpose = checked_line("purpose", purpose, longest=LONGEST_PURPOSE)
    if not purpose:
        raise Invalid("purpose", N_("Say what it was taken for, such as the activity's name. Nothing was saved."))
    posted = post(
        session,
        entry,
        kind=DocumentKind.USE,
        lines=leaving_lines(session, entry, place, lines, MovementClass.USED),
        place_id=place.id,
        purpose=purpose,
    )
    session.note("stock.use", document=posted.document_id)
    return posted


def leaving_lines(
    session: Session, entry: Entry, place: Place, lines: Sequence[Leaving], cls: MovementClass
) -> list[Line]:
    """The movements that take `lines` from a place: first expired first, or the chosen numbers.

    Raises:
        Invalid: For `lines` (none), `quantity` or `serials`.
        NotEnoughStock, PastUseBy, PastBestBefore, NotFound.
    """
    if not lines:
        raise Invalid("lines", N_("Add what was taken. Nothing was saved."))
    wanted: dict[ItemId, int] = {}
    numbers: dict[ItemId, list[SerialId]] = {}
    for line in lines:
        wanted[line.item_id] = wanted.get(line.item_id, 0) + checked_quantity("quantity", line.quantity)
        numbers.setdefault(line.item_id, []).extend(line.serials)
    found = []
    for item_id, quantity in wanted.items():
        item = item_on(session, item_id, entry.day)
        checked_quantity("quantity", min(quantity, MOST + 1))
        if item.serials:
            chosen = taken_serials(session, item, quantity, numbers[item_id], at=(place.id,), on=entry.day)
            found += [
                Line(item_id, batch_id, at, entry.cls(cls), -len(serials), serials=serials)
                for (batch_id, at), serials in chosen.items()
            ]
            continue
        helds = held_on(session, item_id, entry.day, at={place.id})
        found += [
            Line(item_id, each.batch.id, each.place_id, entry.cls(cls), -each.quantity)
            for each in take(item, quantity, helds, on=entry.day)
        ]
    return found
