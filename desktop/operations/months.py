"""The monthly summary: its figures, closing a month, and what leaves as paper or table."""

from dataclasses import replace

from desktop.documents.place_summary import PlacePaper, place_pdf
from desktop.documents.summary import summary_pdf
from desktop.domain.errors import Invalid, NotFound
from desktop.domain.periods import Month
from desktop.domain.place_figures import FundItemFigures, PlaceItemFigures, PlaceTotals
from desktop.domain.share_copy import LEAST_THRESHOLD, share_copy
from desktop.domain.stock import PlaceId
from desktop.domain.summary import CheckState, ClosingCheck, MonthFigures
from desktop.domain.users import Permission
from desktop.i18n import speaking
from desktop.operations import month_checks
from desktop.operations.month_table import csv_bytes
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, closed_months, settings, summary
from desktop.storage import place_figures as place_sums
from desktop.storage.closed_months import ClosedMonth
from desktop.storage.place_figures import Names

_OPEN_MONTHS = 12
"""So many months back the share copy of an open month looks at those before it; older ones have long been closed."""


@query(Permission.SUMMARISE)
def month_figures(session: Session, month: Month) -> MonthFigures:
    """Every figure of a month; a closed one reads as it was frozen."""
    return _figures(session, month)


@query(Permission.SUMMARISE)
def months(session: Session) -> tuple[Month, ...]:
    """The months from the first entry to today, newest first."""
    this = Month.of(session.today())
    first = _first(session)
    count = (this.year - first.year) * 12 + this.month - first.month if first is not None else 0
    return tuple(this.plus(-back) for back in range(max(count, 0) + 1))


@query(Permission.SUMMARISE)
def closing_checks(session: Session, month: Month) -> tuple[ClosingCheck, ...]:
    """What to look at before closing; a check that STOPS is one that `close_month` refuses."""
    figures = _figures(session, month)
    return (
        *month_checks.order(session, month),
        *month_checks.adding_up(session, month, figures),
        *month_checks.worth_a_look(session, month, figures),
    )


@action(Permission.CLOSE_MONTH)
def close_month(session: Session, *, month: Month) -> MonthFigures:
    """Close a month: it takes no more entries, and reads from now on as it does today.

    Raises Invalid for `month` when it is not over, is closed, does not follow the last closed one, or does not add up.
    """
    figures = _figures(session, month)
    for check in (*month_checks.order(session, month), *month_checks.adding_up(session, month, figures)):
        if check.state is CheckState.STOPS:
            raise Invalid("month", check.text, **check.values)
    share, threshold = _share_copy(session, month)
    day = session.today()
    closed = ClosedMonth(
        replace(figures, closed_on=day),
        replace(share, closed_on=day),
        threshold,
        places=tuple((place.id, place.name) for place in catalogue.places(session.database, active_only=False)),
        funds=tuple((fund.id, fund.name) for fund in catalogue.funds(session.database, active_only=False)),
    )
    closed_months.close(session.database, closed, at=session.now(), by=session.user.id)
    session.note("month.close", month=str(month))
    return closed.figures


@action(Permission.SUMMARISE)
def summary_paper(session: Session, *, month: Month, share: bool, language: str) -> bytes:
    """The summary as PDF, for the house or as the share copy. `language` is a code of `desktop.i18n.languages()`.

    A closed month gives the same bytes on any later day: it bears the day it was closed.
    """
    with speaking(language):
        figures, threshold = _shown(session, month, share=share)
    session.note("month.paper", month=str(month), share=share)
    made_on = figures.closed_on or session.today()
    return summary_pdf(figures, made_on=made_on, language=language, share=share, threshold=threshold)


@action(Permission.SUMMARISE)
def summary_csv(session: Session, *, month: Month, share: bool) -> bytes:
    """The summary as a table: UTF-8 with a byte order mark, the same figures as the paper.

    The internal one has the figures by place and by fund besides; who pays for what stays out of a share copy.
    """
    figures, _threshold = _shown(session, month, share=share)
    session.note("month.table", month=str(month), share=share)
    if share:
        return csv_bytes(figures, share=True)
    names, kept = _names(session, month)
    if kept is not None and kept.definitions < closed_months.DEFINITIONS:
        return csv_bytes(figures, share=False)  # as it was when it was closed
    return csv_bytes(
        figures,
        share=False,
        places=place_sums.place_figures(session.database, month, names=names),
        place_names=_place_names(session, names),
        funds=place_sums.fund_figures(session.database, month, names=names),
    )


@query(Permission.SUMMARISE)
def place_figures(session: Session, month: Month, place_id: PlaceId | None = None) -> tuple[PlaceItemFigures, ...]:
    """Each item's month at a place; at every place, one after the other, for None. Together they are the summary's lines."""
    names, _kept = _names(session, month)
    return place_sums.place_figures(session.database, month, place_id, names=names)


@query(Permission.SUMMARISE)
def place_totals(session: Session, month: Month) -> tuple[PlaceTotals, ...]:
    """The month's hand-outs and heads at each place that had any."""
    names, _kept = _names(session, month)
    return place_sums.place_totals(session.database, month, names=names)


@query(Permission.SUMMARISE)
def places_of(session: Session, month: Month) -> tuple[tuple[PlaceId, str], ...]:
    """The places where anything was or happened in a month, as they were called then."""
    names, _kept = _names(session, month)
    there = place_sums.places_with_stock(session.database, month)
    return tuple((number, name) for number, name in _place_names(session, names).items() if number in there)


@query(Permission.SUMMARISE)
def fund_figures(session: Session, month: Month) -> tuple[FundItemFigures, ...]:
    """Each item's month by who paid for it: what became of every donation. Empty where no fund paid for anything."""
    names, _kept = _names(session, month)
    return place_sums.fund_figures(session.database, month, names=names)


@action(Permission.SUMMARISE)
def place_paper(session: Session, *, month: Month, place_id: PlaceId | None, language: str) -> bytes:
    """A place's month as PDF, not for sharing; for None all places side by side, with their sum.

    Raises:
        NotFound: There is no such place.
    """
    with speaking(language):
        names, kept = _names(session, month)
        called = _place_names(session, names)
        if place_id is not None and place_id not in called:
            raise NotFound
        lines = place_sums.place_figures(session.database, month, place_id, names=names)
        totals = place_sums.place_totals(session.database, month, names=names)
    session.note("month.paper", month=str(month), share=False, place=place_id)
    closed_on = kept.figures.closed_on if kept else None
    return place_pdf(
        PlacePaper(month, closed_on, closed_on or session.today(), place_id, called, lines, totals), language=language
    )


def _names(session: Session, month: Month) -> tuple[Names, ClosedMonth | None]:
    """What things are called in a month, and what it was closed with."""
    kept = closed_months.closed(session.database, month)
    if kept is None:
        return place_sums.TODAYS, None
    items = {int(item.item_id): item.name for item in kept.figures.items}
    return Names(items, dict(kept.places), dict(kept.funds)), kept


def _place_names(session: Session, names: Names) -> dict[PlaceId, str]:
    return {
        place.id: names.places.get(place.id, place.name)
        for place in catalogue.places(session.database, active_only=False)
    }


def _figures(session: Session, month: Month) -> MonthFigures:
    return summary.month_figures(session.database, month, today=session.today())


def _shown(session: Session, month: Month, *, share: bool) -> tuple[MonthFigures, int]:
    """What leaves: all figures, or the share copy; and the threshold that hides."""
    return _share_copy(session, month) if share else (_figures(session, month), 0)


def _share_copy(session: Session, month: Month) -> tuple[MonthFigures, int]:
    """The share copy as it was frozen; that of an open month is made from those of the months before it.

    A month has one share copy, made when it is closed: two with different thresholds could be subtracted.
    """
    closed = closed_months.closed(session.database, month)
    if closed is not None:
        return closed.share, closed.threshold
    threshold = max(LEAST_THRESHOLD, int(settings.get(session.database, settings.SMALL_COUNT)))
    copies: list[MonthFigures] = []
    before: MonthFigures | None = None
    current = max(_first(session) or month, month.plus(-_OPEN_MONTHS))
    while current <= month:
        closed = closed_months.closed(session.database, current)
        figures = closed.figures if closed else _figures(session, current)
        copies.append(closed.share if closed else share_copy(figures, threshold, before=before, earlier=copies))
        before = figures
        current = current.plus(1)
    return (copies[-1] if copies else share_copy(_figures(session, month), threshold)), threshold


def _first(session: Session) -> Month | None:
    return summary.first_month(session.database)
