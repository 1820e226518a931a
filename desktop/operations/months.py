"""The monthly summary: its figures, closing a month, and what leaves as paper or table."""

from collections.abc import Iterable
from dataclasses import replace

from desktop.documents.summary import summary_pdf
from desktop.domain.errors import Invalid
from desktop.domain.periods import Month
from desktop.domain.share_copy import LEAST_THRESHOLD, share_copy
from desktop.domain.summary import CheckState, ClosingCheck, MonthFigures
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.month_table import csv_bytes
from desktop.operations.session import Session, action, query
from desktop.storage import closed_months, closing, settings, stocktakes, summary
from desktop.storage.closed_months import ClosedMonth

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
        *_order(session, month),
        *_adding_up(session, month, figures),
        *_worth_a_look(session, month, figures),
    )


@action(Permission.CLOSE_MONTH)
def close_month(session: Session, *, month: Month) -> MonthFigures:
    """Close a month: it takes no more entries, and reads from now on as it does today.

    Raises Invalid for `month` when it is not over, is closed, does not follow the last closed one, or does not add up.
    """
    figures = _figures(session, month)
    for check in (*_order(session, month), *_adding_up(session, month, figures)):
        if check.state is CheckState.STOPS:
            raise Invalid("month", check.text, **check.values)
    share, threshold = _share_copy(session, month)
    day = session.today()
    closed = ClosedMonth(replace(figures, closed_on=day), replace(share, closed_on=day), threshold)
    closed_months.close(session.database, closed, at=session.now(), by=session.user.id)
    session.note("month.close", month=str(month))
    return closed.figures


@action(Permission.SUMMARISE)
def summary_paper(session: Session, *, month: Month, share: bool, language: str) -> bytes:
    """The summary as PDF, for the house or as the share copy. `language` is a code of `desktop.i18n.languages()`.

    A closed month gives the same bytes on any later day: it bears the day it was closed.
    """
    figures, threshold = _shown(session, month, share=share)
    session.note("month.paper", month=str(month), share=share)
    made_on = figures.closed_on or session.today()
    return summary_pdf(figures, made_on=made_on, language=language, share=share, threshold=threshold)


@action(Permission.SUMMARISE)
def summary_csv(session: Session, *, month: Month, share: bool) -> bytes:
    """The summary as a table: UTF-8 with a byte order mark, the same figures as the paper."""
    figures, _threshold = _shown(session, month, share=share)
    session.note("month.table", month=str(month), share=share)
    return csv_bytes(figures, share=share)


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


def _order(session: Session, month: Month) -> Iterable[ClosingCheck]:
    """Months are closed when they are over, one after the other."""
    named: dict[str, object] = {"month": month.first}
    last = closed_months.last(session.database)
    following = last.plus(1) if last is not None else _first(session)
    if last is not None and month <= last:
        yield ClosingCheck(CheckState.STOPS, N_("{month} is already closed. Nothing was changed."), "", named)
    elif session.today() <= month.last:
        yield ClosingCheck(
            CheckState.STOPS,
            N_("{month} is not over yet. Nothing was changed. Close it after its last day."),
            "",
            named,
        )
    elif following is None or month < following:
        yield ClosingCheck(
            CheckState.STOPS, N_("{month} has no entries before or in it. Nothing was changed."), "", named
        )
    elif month > following:
        yield ClosingCheck(
            CheckState.STOPS,
            N_("{month} is still open. Nothing was changed. Close it first, then the months after it."),
            "",
            {"month": following.first},
        )


def _adding_up(session: Session, month: Month, figures: MonthFigures) -> Iterable[ClosingCheck]:
    """Every line ties out by itself, begins where the month closed before ended, and moved as the ledger says."""
    before = closed_months.frozen(session.database, month.plus(-1))
    start = {item.item_id: item.closing for item in before.items} if before is not None else {}
    first = _first(session)
    # An open month before can still change; the order of closing sees to it that it is checked first.
    start_known = before is not None or first is None or month <= first
    changed = closing.changes(session.database, month)
    wrong = [
        item.name
        for item in figures.items
        if not item.adds_up
        or (start_known and item.opening != start.get(item.item_id, 0))
        or item.closing != item.opening + changed[item.item_id]
    ]
    if wrong:
        yield ClosingCheck(
            CheckState.STOPS,
            N_("The numbers of {item} do not add up. Nothing was changed. Restore the last backup, or ask for help."),
            "",
            {"item": wrong[0]},
        )
    else:
        yield ClosingCheck(
            CheckState.GOOD, N_("Every line adds up"), N_("Items: {count}"), {"count": len(figures.items)}
        )
    if closing.sums_that_differ(session.database, month):
        yield ClosingCheck(
            CheckState.STOPS,
            N_("Kept totals differ from the entries. Nothing was changed. Restore the last backup, or ask for help."),
            "",
            {},
        )
    else:
        yield ClosingCheck(CheckState.GOOD, N_("Kept totals match the entries"), "", {})


def _worth_a_look(session: Session, month: Month, figures: MonthFigures) -> Iterable[ClosingCheck]:
    counts = len(stocktakes.all_open(session.database))
    if counts:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Counts under way: {count}"),
            N_("Their differences go into the month in which they are finished."),
            {"count": counts},
        )
    else:
        yield ClosingCheck(CheckState.GOOD, N_("No count is under way"), "", {})
    late = closing.late_entries(session.database, month)
    if late:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Late entries: {count}"),
            N_("Written after {month}, dated in it."),
            {"count": late, "month": month.first},
        )
    entered = closing.days_with_entries(session.database, month)
    empty = [day for day in month.days if day not in entered and day <= session.today()]
    if empty:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Days without entries: {count}"),
            N_("The first is {first}, the last {last}.") if len(empty) > 1 else N_("It is {first}."),
            {"count": len(empty), "first": empty[0], "last": empty[-1]},
        )
    else:
        yield ClosingCheck(CheckState.GOOD, N_("Entries on every day"), "", {})
    if figures.referrals.overdue:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Referrals overdue: {count}"),
            N_("Their follow-up date has come and nobody has said how it went."),
            {"count": figures.referrals.overdue},
        )
    else:
        yield ClosingCheck(CheckState.GOOD, N_("No referral is overdue"), "", {})
