"""What to look at before a month is closed, and what stops its closing."""

from collections.abc import Iterable

from desktop.domain.periods import Month
from desktop.domain.summary import CheckState, ClosingCheck, MonthFigures
from desktop.i18n import N_, list_text
from desktop.operations.session import Session
from desktop.storage import closed_months, closing, stocktakes, summary

_MOST_NAMED = 5


def order(session: Session, month: Month) -> Iterable[ClosingCheck]:
    """Months are closed when they are over, one after the other."""
    named: dict[str, object] = {"month": month.first}
    last = closed_months.last(session.database)
    following = last.plus(1) if last is not None else summary.first_month(session.database)
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


def adding_up(session: Session, month: Month, figures: MonthFigures) -> Iterable[ClosingCheck]:
    """Every line ties out by itself, begins where the month closed before ended, and moved as the ledger says."""
    before = closed_months.frozen(session.database, month.plus(-1))
    start = {item.item_id: item.closing for item in before.items} if before is not None else {}
    first = summary.first_month(session.database)
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


def worth_a_look(session: Session, month: Month, figures: MonthFigures) -> Iterable[ClosingCheck]:
    """What does not stop the closing, and should be known before."""
    yield from _book(session)
    yield from _counts(session, month)
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


def _book(session: Session) -> Iterable[ClosingCheck]:
    """How the check after the start came out; nothing while it is under way."""
    if session.book is None:
        return
    if session.book.is_sound:
        yield ClosingCheck(CheckState.GOOD, N_("The stock book agrees with itself"), "", {})
    else:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("The stock book does not agree with itself"),
            N_("Count {items}. If it is said again, restore the last backup, or ask for help."),
            {"items": list_text(session.book.items)},
        )


def _counts(session: Session, month: Month) -> Iterable[ClosingCheck]:
    """What is being counted, what was counted in the month, and what waits to be."""
    open_ones = stocktakes.all_open(session.database)
    waiting = sum(count.submitted_by is not None for count in open_ones)
    if waiting:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Counts that wait for a second person: {count}"),
            N_("Their differences go into the month in which they are approved."),
            {"count": waiting},
        )
    if len(open_ones) > waiting:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Counts under way: {count}"),
            N_("Their differences go into the month in which they are finished."),
            {"count": len(open_ones) - waiting},
        )
    if not open_ones:
        yield ClosingCheck(CheckState.GOOD, N_("No count is under way"), "", {})
    counted, others = closing.counted_places(session.database, month)
    if others:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Places not counted in the month: {places}"),
            N_("Counted: {counted}") if counted else N_("No place was counted."),
            {"places": list_text(others), "counted": list_text(counted)},
        )
    elif counted:
        yield ClosingCheck(CheckState.GOOD, N_("Every place was counted in the month"), "", {})
    flagged = closing.flagged_items(session.database)
    if flagged:
        yield ClosingCheck(
            CheckState.LOOK,
            N_("Items that wait to be counted: {count}"),
            N_("More of them was given than the book knew of: {items}"),
            {"count": len(flagged), "items": list_text(flagged[:_MOST_NAMED])},
        )
