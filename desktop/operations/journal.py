"""The journal, as coordinators read it: who did what when, and whether anybody altered it afterwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from desktop.domain.errors import Cancelled
from desktop.domain.journal import KINDS, ChainState, JournalLine, JournalPage, Kind
from desktop.domain.orders import OrderId
from desktop.domain.stock import DocumentId, ItemId, PlaceId
from desktop.domain.users import Permission, UserId
from desktop.operations.session import Session, query
from desktop.storage import catalogue, documents, journal, orders, users
from desktop.storage.journal import Entry, Wanted
from desktop.storage.schema import PEOPLE, STOCK
from desktop.system.clock import from_stamp, stamp

PAGE_LINES = 50
_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)
"""Days that every system can turn into moments."""


@query(Permission.MANAGE)
def journal_page(
    session: Session,
    *,
    kind: Kind | None = None,
    user: UserId | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    page: int = 0,
) -> JournalPage:
    """Fifty lines of both journals, newest first.

    Args:
        kind: Of this kind only.
        user: By this person only.
        from_day: Not before this local day.
        to_day: Not after this local day.
        page: Counted from 0.
    """
    wanted = Wanted(
        None if kind is None else frozenset(action for action, of in KINDS.items() if of is kind),
        user,
        None if from_day is None else _begins(from_day),
        None if to_day is None else _begins(min(to_day, _LAST) + timedelta(days=1)),
    )
    found = journal.newest(session.database, wanted, skip=max(page, 0) * PAGE_LINES, limit=PAGE_LINES)
    names = {each.id: each.name for each in users.users(session.database)}
    return JournalPage(tuple(_line(session, entry, names) for entry in found), journal.count(session.database, wanted))


@query(Permission.MANAGE)
def journal_state(
    session: Session,
    *,
    report: Callable[[int, int], object] = lambda _done, _whole: None,
    stopped: Callable[[], bool] = lambda: False,
    between: Callable[[], object] = lambda: None,
) -> tuple[ChainState, ...]:
    """Whether each journal is as it was written, entry by entry: of stock work, then of people.

    Raises:
        Cancelled: `stopped` said so.
    """
    lengths = {schema: journal.length(session.database, schema) for schema in session.database.schemas}
    whole, before = sum(lengths.values()), 0
    states = []
    for schema, length in lengths.items():

        def step(done: int, before: int = before) -> None:
            if stopped():
                raise Cancelled()
            report(min(before + done, whole), whole)
            between()

        found = journal.first_break(session.database, schema, step)
        states.append(
            ChainState(schema == PEOPLE, length)
            if found is None
            else ChainState(schema == PEOPLE, length, found.id, _moment(found.at))
        )
        before += length
    return tuple(states)


def _line(session: Session, entry: Entry, names: dict[UserId, str]) -> JournalLine:
    return JournalLine(
        of_people=entry.schema == PEOPLE,
        id=entry.id,
        at=_moment(entry.at) or datetime.min.replace(tzinfo=UTC),
        who=names.get(UserId(entry.user_id), ""),
        action=entry.action,
        subject=entry.subject,
        concerns=_concerns(session, entry, names),
    )


def _concerns(session: Session, entry: Entry, names: dict[UserId, str]) -> str:
    """The name or number of what an entry is about. What is about members has none: not a code, not a name."""
    subject = entry.subject
    for key in ("undoes", "document") if entry.action.endswith(".undo") else ("document",):
        if isinstance(number := subject.get(key), int):
            return documents.number_of(session.database, DocumentId(number)) or ""
    if entry.schema == STOCK:
        if isinstance(number := subject.get("item"), int):
            item = catalogue.item(session.database, ItemId(number))
            return item.name if item else ""
        if isinstance(number := subject.get("place"), int):
            place = catalogue.place(session.database, PlaceId(number))
            return place.name if place else ""
        if isinstance(number := subject.get("order"), int):
            return orders.number_of(session.database, OrderId(number)) or ""
        if isinstance(user := subject.get("user"), str):
            return names.get(UserId(user), "")
        if isinstance(month := subject.get("month"), str):
            return month
    return ""


def _begins(day: date) -> str:
    """The moment a local day begins, as it stands in the records."""
    return stamp(datetime.combine(min(max(day, _FIRST), _LAST), time()).astimezone(UTC))


def _moment(text: str) -> datetime | None:
    """A moment from the records; None for an altered one that says none."""
    try:
        return from_stamp(text)
    except ValueError:
        return None
