"""The end of a count: what differs is looked at, handed in, approved by a second person where there is one, and posted."""

from collections.abc import Sequence

from desktop.domain.counting import (
    CountLine,
    CountOutcome,
    CountReview,
    FinishedCount,
    Moved,
    OwnCount,
    StocktakeId,
)
from desktop.domain.errors import Invalid, NotEnoughStock
from desktop.domain.stock import DocumentKind, MovementClass, Posted
from desktop.domain.users import PERMISSIONS, Permission
from desktop.i18n.catalogue import N_
from desktop.operations.count_lines import count_to_change, counted_lines, head_of, open_count, uncounted
from desktop.operations.posting import begin_entry, check_stays_above_zero, post
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, documents, settings, stocktakes
from desktop.storage import users as known_users
from desktop.storage.documents import Line
from desktop.storage.stocktakes import Stocktake
from desktop.system.clock import from_stamp

LATEST = 20


@query(Permission.CHANGE_STOCK)
def review(session: Session, stocktake_id: StocktakeId) -> CountReview:
    """What a count comes to: the lines that differ, with the book's numbers. Raises NotFound when it has ended."""
    found = open_count(session, stocktake_id)
    counted = counted_lines(session, found)
    waiting = found.submitted_by is not None
    lines = tuple(line for line in counted if line.difference or (line.undecided and not waiting))
    return CountReview(
        head=head_of(session, found),
        lines=lines,
        counted=len(counted),
        uncounted=uncounted(session, found),
        value=sum(line.value for line in lines),
        second=_somebody_else(session),
        currency=settings.get(session.database, settings.CURRENCY),
    )


def _somebody_else(session: Session) -> bool:
    """Whether another person who works here may approve a count."""
    aside = known_users.set_aside(session.database, known_users.REMOVED) | known_users.set_aside(
        session.database, known_users.SHEET
    )
    return any(
        user.active and user.id != session.user.id and user.id not in aside and Permission.CHANGE_STOCK in may
        for user in known_users.users(session.database)
        if (may := PERMISSIONS[user.role])
    )


@action(Permission.CHANGE_STOCK)
def submit_count(session: Session, *, form_key: str, stocktake_id: StocktakeId) -> CountOutcome:
    """Hand in a count. What matched ends at once; differences wait for a second person, or are posted where there is none.

    Raises:
        Invalid: Nothing was counted, a difference has no reason, or stock moved after a line was counted and nobody said
            which came first.
        NotEnoughStock: So much left meanwhile that the difference can't be taken off; count that line again.
        NotFound: The count has ended.
    """
    if done := documents.with_form_key(session.database, form_key):
        return CountOutcome(done, waiting=False)
    found = stocktakes.stocktake(session.database, stocktake_id)
    if found is not None and found.ended_at is None and found.submitted_by == session.user.id:
        return CountOutcome(None, waiting=True)
    found = count_to_change(session, stocktake_id)
    lines = counted_lines(session, found)
    if not lines:
        raise Invalid("lines", N_("No line was counted yet. Nothing was saved. Type what is on the shelf."))
    for line in lines:
        _check_decided(line)
    _check_counted_once(session, found, lines)
    if not any(line.difference for line in lines):
        _end(session, found, lines, None)
        return CountOutcome(None, waiting=False)
    if _somebody_else(session):
        check_stays_above_zero(session, _movements(lines), session.checked_day("occurred_on", session.today()))
        stocktakes.submit(session.database, stocktake_id, at=session.now(), by=session.user.id)
        session.note("count.submit", stocktake=stocktake_id)
        return CountOutcome(None, waiting=True)
    posted = _post(session, found, lines, form_key)
    _end(session, found, lines, posted)
    return CountOutcome(posted, waiting=False)


def _check_decided(line: CountLine) -> None:
    if line.undecided:
        raise Invalid(
            "moved",
            N_(
                "Stock of {item} moved after it was counted. Nothing was saved. Count it again, or say whether your count "
                "was before that move."
            ),
            item=line.item.name,
        )
    if line.difference and line.reason is None:
        raise Invalid(
            "reason",
            N_("{item} differs and has no reason yet. Nothing was saved. Choose a reason."),
            item=line.item.name,
        )


def _check_counted_once(session: Session, found: Stocktake, lines: Sequence[CountLine]) -> None:
    """Raise Invalid for `lines` when another count posted a difference meanwhile that this one would post again."""
    for line in lines:
        before = line.seen if line.moved is Moved.AFTER else line.book
        if not line.difference or line.item.serials or line.now == before:
            continue
        if stocktakes.put_right_since(session.database, found.id, line.item.id, (line.batch.id, line.place.id)):
            raise Invalid(
                "lines",
                N_("Another count of {item} was posted meanwhile. Nothing was saved. Count {item} again in this one."),
                item=line.item.name,
            )


@action(Permission.CHANGE_STOCK)
def approve_count(session: Session, *, form_key: str, stocktake_id: StocktakeId) -> Posted:
    """Post a count that somebody else handed in, as it was when it was handed in.

    Raises:
        OwnCount: The person handed it in.
        Invalid: It was not handed in, less is there than it takes off, or another count took the same off already.
        NotFound: It has ended.
        MonthClosed: This month is closed.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    found = open_count(session, stocktake_id)
    if found.submitted_by is None:
        raise Invalid("lines", N_("This count is not handed in. Nothing was saved. Hand it in first."))
    if found.submitted_by == session.user.id:
        raise OwnCount()
    lines = counted_lines(session, found)
    _check_counted_once(session, found, lines)
    try:
        posted = _post(session, found, lines, form_key)
    except NotEnoughStock as short:
        raise Invalid(
            "lines",
            N_("{item} left the shelf since it was counted. Nothing was saved. Send the count back to count it again."),
            item=short.values["item"],
        ) from short
    _end(session, found, lines, posted)
    return posted


@action(Permission.CHANGE_STOCK)
def send_back_count(session: Session, *, stocktake_id: StocktakeId) -> None:
    """Take a count that waits back to counting. Raises NotFound when it has ended."""
    found = open_count(session, stocktake_id)
    if found.submitted_by is None:
        return
    stocktakes.send_back(session.database, stocktake_id)
    session.note("count.send_back", stocktake=stocktake_id)


@query(Permission.SEE_STOCK)
def finished_counts(session: Session) -> tuple[FinishedCount, ...]:
    """The latest finished counts, the newest first."""
    return tuple(
        finished(session, found) for found in stocktakes.finished(session.database, latest=LATEST) if found.ended_at
    )


def finished(session: Session, found: Stocktake) -> FinishedCount:
    """What a finished count came to."""
    head = head_of(session, found)
    return FinishedCount(
        id=found.id,
        place=head.place,
        items=head.items,
        ended_on=from_stamp(found.ended_at or found.begun_at).astimezone().date(),
        number=documents.number_of(session.database, found.document_id),
        accuracy=stocktakes.accuracy(session.database, found.id),
    )


def _movements(lines: Sequence[CountLine]) -> list[Line]:
    return [
        Line(
            line.item.id,
            line.batch.id,
            line.place.id,
            MovementClass.COUNTED,
            line.difference,
            line.reason,
            serials=tuple(each.serial.id for each in line.numbers if not each.found),
        )
        for line in lines
        if line.difference
    ]


def _post(session: Session, found: Stocktake, lines: Sequence[CountLine], form_key: str) -> Posted:
    """Post what differs."""
    entry = begin_entry(session, form_key=form_key, day=session.today())
    return post(session, entry, kind=DocumentKind.STOCKTAKE, lines=_movements(lines), place_id=found.place_id)


def _end(session: Session, found: Stocktake, lines: Sequence[CountLine], posted: Posted | None) -> None:
    document_id = posted.document_id if posted else None
    stocktakes.end(session.database, found.id, at=session.now(), approved_by=session.user.id, document_id=document_id)
    for item_id in {line.item.id for line in lines if line.item.recount_since}:
        catalogue.flag_for_counting(session.database, item_id, None)
    action_name = "count.finish" if found.submitted_by in (None, session.user.id) else "count.approve"
    session.note(action_name, stocktake=found.id, document=document_id)
