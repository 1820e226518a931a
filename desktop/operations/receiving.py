"""Goods received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.errors import Invalid
from desktop.domain.people import checked_line
from desktop.domain.stock import (
    DocumentId,
    DocumentKind,
    Expiry,
    FundId,
    ItemId,
    MovementClass,
    PlaceId,
    Posted,
    Source,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.posting import Entry, begin_entry, item_on, post
from desktop.operations.session import Session, action
from desktop.storage import catalogue, documents, stock
from desktop.storage.documents import Line

_FURTHEST_EXPIRY = timedelta(days=365 * 30)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of goods received, in base units."""

    item_id: ItemId
    quantity: int
    lot: str = ""
    expires_on: date | None = None


@action(Permission.CHANGE_STOCK)
def receive_stock(
    session: Session,
    *,
    form_key: str,
    source: Source,
    origin: str,
    place_id: PlaceId,
    lines: Sequence[Arrival],
    occurred_on: date,
    fund_id: FundId | None = None,
    corrects: DocumentId | None = None,
) -> Posted:
    """Put goods on the shelf.

    `origin` is the shop, donor or office they came from, not a person. Raises Invalid, MonthClosed, NotFound.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.INTAKE,), corrects=corrects)
    if catalogue.place(session.database, place_id) is None:
        raise Invalid("place_id", N_("Choose the place where it will stand. Nothing was saved."))
    if not lines:
        raise Invalid("lines", N_("Add what was received. Nothing was saved."))
    if fund_id is not None and catalogue.fund(session.database, fund_id) is None:
        raise Invalid("fund_id", N_("Choose a fund, or none. Nothing was saved."))
    posted = post(
        session,
        entry,
        kind=DocumentKind.INTAKE,
        place_id=place_id,
        source=source,
        origin=checked_line("origin", origin, longest=120),
        fund_id=fund_id,
        lines=[_arrival(session, line, place_id, entry, fund_id) for line in lines],
    )
    session.note("stock.receive", document=posted.document_id)
    return posted


def _arrival(session: Session, line: Arrival, place_id: PlaceId, entry: Entry, fund_id: FundId | None) -> Line:
    day = entry.day
    item = item_on(session, line.item_id, day)
    checked_quantity("quantity", line.quantity)
    expires_on = line.expires_on
    if item.expiry is Expiry.NONE:
        expires_on = None
    elif expires_on is not None and not day - _FURTHEST_EXPIRY <= expires_on <= day + _FURTHEST_EXPIRY:
        raise Invalid("expires_on", N_("{date} cannot be right. Nothing was saved. Check the year."), date=expires_on)
    lot = checked_line("lot", line.lot, longest=40)
    batch = stock.same_batch(session.database, item.id, lot, expires_on, day, fund_id)
    return Line(item.id, batch.id, place_id, entry.cls(MovementClass.RECEIVED), line.quantity)
