"""Found, not recorded: goods that were handed out though the book knew of none.

The book gets them first, as counted in, and the item waits to be counted from then on. So no balance falls below zero, and
what was given stands in the figures.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from desktop.domain.errors import Invalid, NotEnoughStock
from desktop.domain.ledger import take
from desktop.domain.periods import Month
from desktop.domain.stock import DocumentKind, Held, Item, MovementClass, PlaceId, Posted, Reason
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session
from desktop.storage import catalogue, documents, stock
from desktop.storage.documents import Line


def lacking(item: Item, quantity: int, helds: Sequence[Held], *, day: date, past_best_before: bool) -> int:
    """How many of an item are given beyond what is there; 0 when there are enough. Raises PastUseBy, PastBestBefore."""
    try:
        take(item, quantity, helds, on=day, past_best_before=past_best_before)
    except NotEnoughStock as error:
        return quantity - int(str(error.values["there"]))
    return 0


def book_found(
    session: Session,
    found: Mapping[Item, int],
    *,
    form_key: str,
    day: date,
    place_id: PlaceId | None,
    late: Month | None = None,
) -> Posted:
    """Enter what the book did not know of, inside the hand-out's own transaction, and flag the items for counting.

    Args:
        found: So many of each item, in base units.
        place_id: Where it was; the first store or shelf in use when None.
        late: The closed month it belongs to, when a hand-out of that month is put right.

    Raises:
        Invalid: There is no place it can have been at.
    """
    at = place_id if place_id is not None else _first_own_place(session)
    lines = []
    for item, quantity in found.items():
        batch = stock.same_batch(session.database, item.id, "", None, day)
        cls = MovementClass.CORRECTION if late else MovementClass.COUNTED
        lines.append(Line(item.id, batch.id, at, cls, quantity, Reason.FOUND))
        catalogue.flag_for_counting(session.database, item.id, day)
    posted = documents.post(
        session.database,
        kind=DocumentKind.FOUND,
        form_key=f"{form_key}-found",
        occurred_on=day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        lines=lines,
        place_id=at,
        corrects_month=str(late) if late else None,
    )
    session.note("stock.found", document=posted.document_id)
    return posted


def _first_own_place(session: Session) -> PlaceId:
    for place in catalogue.places(session.database):
        if place.kind.at_hand:
            return place.id
    raise Invalid("place_id", N_("Choose the place where it was. Nothing was saved."))
