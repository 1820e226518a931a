"""The stock book checked against itself, in the background after every start. Nothing is repaired."""

from collections.abc import Callable

from desktop.domain.book_check import BookChecked, Fault
from desktop.domain.errors import Cancelled
from desktop.domain.people import folded
from desktop.domain.users import Permission
from desktop.operations.session import Session, procedure, query
from desktop.storage import documents, ledger_checks
from desktop.storage.item_figures import names_of_items

_MOST_TOLD = 5


@procedure(Permission.SEE_STOCK)
def check_book(
    session: Session,
    *,
    report: Callable[[int, int], object] = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
    between: Callable[[], object] = lambda: None,
) -> BookChecked:
    """Check every balance, month, number and reversal against the movements, once in a session.

    It runs in slices of a few milliseconds. What is found wrong is noted in the journal and changed in nothing.

    Args:
        report: Not called: how long it takes is nobody's concern.
        between: Called between slices; other operations of this session may run in it.

    Raises:
        Cancelled: `stopped` said so.
    """
    if session.book is not None:
        return session.book
    slices = ledger_checks.check(session.database)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            faults: tuple[Fault, ...] = end.value
            break
        if stopped():
            raise Cancelled
        between()
    session.book = _told(session, faults)
    if faults:
        with session.transaction():
            session.note("stock.check", faults=sorted({fault.kind.value for fault in faults}), items=_items(faults))
    return session.book


@query(Permission.SEE_STOCK)
def book_checked(session: Session) -> BookChecked | None:
    """How the check of this session came out; None while it is under way."""
    return session.book


def _items(faults: tuple[Fault, ...]) -> list[int]:
    return sorted({int(fault.item_id) for fault in faults})


def _told(session: Session, faults: tuple[Fault, ...]) -> BookChecked:
    names = names_of_items(session.database)
    items = sorted({names.get(item_id, "?") for item_id in _items(faults)}, key=folded)
    ids = sorted({fault.document_id for fault in faults if fault.document_id is not None})
    numbers = [number for each in ids if (number := documents.number_of(session.database, each)) is not None]
    return BookChecked(
        at=session.now(),
        items=tuple(items[:_MOST_TOLD]),
        numbers=tuple(numbers[:_MOST_TOLD]),
        more=max(0, len(items) - _MOST_TOLD),
    )
