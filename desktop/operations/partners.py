"""What a partner group, or somebody with a bag, gave out of what was brought to them: so many people, nobody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.ledger import take
from desktop.domain.stock import (
    DocumentId,
    DocumentKind,
    Item,
    ItemId,
    MovementClass,
    PlaceId,
    Posted,
    SerialId,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations import receipts
from desktop.operations.distribution import MOST_HEADS
from desktop.operations.numbered import taken_serials
from desktop.operations.posting import (
    Entry,
    begin_entry,
    document_to_undo,
    held_on,
    item_on,
    known_place,
    post,
    reverse,
)
from desktop.operations.session import Session, action
from desktop.storage import catalogue, documents, stock
from desktop.storage.documents import Line


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What is reported of one item, in base units.

    Attributes:
        left: Whether `quantity` is what is left over; else it is what was given.
        serials: Which pieces were given, where each bears a number.
    """

    item_id: ItemId
    quantity: int
    left: bool = False
    serials: tuple[SerialId, ...] = ()


@action(Permission.CHANGE_STOCK)
def partner_report(
    session: Session,
    *,
    form_key: str,
    place_id: PlaceId,
    head_count: int,
    lines: Sequence[ReportLine],
    occurred_on: date,
    corrects: DocumentId | None = None,
) -> Posted:
    """Enter what was given out of a partner group's place or a bag; first expired, first out.

    It is a hand-out to so many people like one at the counter, with a receipt. What is past a best-before date counts as
    given where a coordinator enters it.

    Raises:
        Invalid: Nothing given, an impossible number, more left than was there, or a place that gives nothing out itself.
        NotEnoughStock: More was given than was there; its `item_id` tells the line.
        PastUseBy, PastBestBefore: Only goods past their date are left there.
        MonthClosed, NotFound, AlreadyReversed, NotAllowed: As in `posting.begin_entry`.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    if corrects is not None:
        _check_is_report(session, corrects)
    entry = begin_entry(
        session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.DISTRIBUTION,), corrects=corrects
    )
    place = known_place(session, "place_id", place_id)
    if place.kind.at_hand:
        raise Invalid(
            "place_id", N_("What stands there is given at the counter. Nothing was saved. Choose a bag or group.")
        )
    checked_quantity("head_count", head_count)
    if head_count > MOST_HEADS:
        raise Invalid(
            "head_count",
            N_("{heads} people cannot be right. Nothing was saved. Check the number."),
            heads=head_count,
        )
    if len({line.item_id for line in lines}) != len(lines):
        raise Invalid("lines", N_("An item stands twice. Nothing was saved. Make it one line."))
    given: dict[Item, int] = {}
    movements: list[Line] = []
    for line in lines:
        item = item_on(session, line.item_id, entry.day)
        quantity = _given(session, item, line, place.id, entry.day)
        if quantity:
            given[item] = quantity
            movements += _movements(session, item, quantity, line, place.id, entry)
    if not movements:
        raise Invalid(
            "lines", N_("Nothing was given out of it. Nothing was saved. Type what was given, or what is left.")
        )
    posted = post(
        session,
        entry,
        kind=DocumentKind.DISTRIBUTION,
        lines=movements,
        place_id=place.id,
        head_count=head_count,
    )
    receipts.keep(session, posted, entry.day, given)
    session.note("partner.report", document=posted.document_id)
    return posted


@action(Permission.CHANGE_STOCK)
def undo_report(session: Session, *, form_key: str, document_id: DocumentId) -> Posted:
    """Undo what was entered as given out by a partner group. Raises NotFound, AlreadyReversed, NotAllowed."""
    if done := documents.with_form_key(session.database, form_key):
        return done
    _check_is_report(session, document_id)
    found = document_to_undo(session, document_id, (DocumentKind.DISTRIBUTION,))
    posted = reverse(session, found, form_key=form_key)
    session.note("distribution.undo", document=posted.document_id, undoes=document_id)
    return posted


def _check_is_report(session: Session, document_id: DocumentId) -> None:
    """Raise NotFound unless it gave to a number of people, out of a bag or a partner group's place."""
    found = documents.header(session.database, document_id)
    if found is None or found.kind is not DocumentKind.DISTRIBUTION or not found.head_count or found.place_id is None:
        raise NotFound()
    place = catalogue.place(session.database, found.place_id)
    if place is None or place.kind.at_hand:
        raise NotFound()


def _given(session: Session, item: Item, line: ReportLine, place_id: PlaceId, day: date) -> int:
    """How many were given: as typed, or what was there that day without what is left."""
    quantity = checked_quantity("quantity", line.quantity, least=0)
    if not line.left:
        return quantity
    there = _there_on(session, item, place_id, day)
    if quantity > there:
        raise Invalid(
            "left",
            N_(
                "The book knows of {there} of {item} there, so {left} cannot be left. Nothing was saved. Count the place."
            ),
            item=item.name,
            item_id=item.id,
            there=there,
            left=quantity,
        )
    return there - quantity


def _there_on(session: Session, item: Item, place_id: PlaceId, day: date) -> int:
    """What the book says was at the place at the end of a day, all dates together."""
    now = sum(held.quantity for held in stock.held_of(session.database, item.id) if held.place.id == place_id)
    if day >= session.today():
        return now
    later = stock.changes_after(session.database, item.id, day)
    return now - sum(sum(changes) for (_batch, place), changes in later.items() if place == place_id)


def _movements(
    session: Session, item: Item, quantity: int, line: ReportLine, place_id: PlaceId, entry: Entry
) -> list[Line]:
    cls = entry.cls(MovementClass.ISSUED)
    if item.serials:
        found = taken_serials(session, item, quantity, line.serials, at=(place_id,), on=entry.day)
        return [
            Line(item.id, batch_id, place_id, cls, -len(numbers), serials=numbers)
            for (batch_id, _place), numbers in found.items()
        ]
    helds = held_on(session, item.id, entry.day, at=(place_id,))
    may_be_past = session.allows(Permission.CORRECT)
    return [
        Line(item.id, taken.batch.id, place_id, cls, -taken.quantity)
        for taken in take(item, quantity, helds, on=entry.day, past_best_before=may_be_past)
    ]
