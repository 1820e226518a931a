"""A delivery from a table: every row is looked at first, then all that can be received comes in as one document.

A copy of the vault is set aside before. What fails leaves nothing behind, and the document is undone as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.errors import Cancelled, Invalid, VaultFull, VaultUnwritable
from desktop.domain.stock import FundId, Item, ItemId, PlaceId, Posted, Source
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations import import_columns
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import CheckedRow, Found, Plan, check_rows
from desktop.operations.receiving import receive
from desktop.operations.session import Session, procedure, query
from desktop.operations.table_reading import Sheet
from desktop.storage import catalogue, connection, copies, documents
from desktop.storage.copies import NoCopy, NoRoomForCopy

PREVIEWED = 50
"""So many rows are shown before anything is saved."""


class NoRoomToImport(VaultFull):
    """The disk can't hold the copy that is set aside before an import. Values: needed, in MB."""

    text = N_(
        "A copy of the vault is set aside before a table is received, and the disk has no room for it. Nothing was saved. "
        "Free {needed} MB and do it again."
    )


class NoCopyToImport(VaultUnwritable):
    """The copy that is set aside before an import can't be made."""

    text = N_(
        "A copy of the vault is set aside before a table is received, and none could be made. Nothing was saved. Check the "
        "disk, and do it again."
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What would become of a table.

    Attributes:
        rows: Its first rows.
        received: How many rows can be received.
        refused: Every row that cannot.
        new_items: The names of items that would be added.
        unclear_days: Whether somebody has to say what comes first in its days.
    """

    rows: tuple[CheckedRow, ...]
    received: int
    refused: tuple[CheckedRow, ...]
    new_items: tuple[str, ...]
    unclear_days: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table."""

    posted: Posted
    received: int
    refused: tuple[CheckedRow, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """How a table is understood at first sight."""

    columns: tuple[Meaning, ...]
    headings: bool


@query(Permission.CHANGE_STOCK)
def propose_columns(session: Session, sheet: Sheet) -> Proposed:
    """What each column seems to be, by its heading and by what was said before."""
    remembered = import_columns.remembered_in(session.database)
    headings = import_columns.has_headings(sheet, remembered)
    cells = sheet.rows[0].cells if headings else ("",) * sheet.width
    return Proposed(import_columns.guess(cells, remembered), headings)


@query(Permission.CHANGE_STOCK)
def check_table(session: Session, sheet: Sheet, plan: Plan, *, occurred_on: date) -> Checked:
    """Look at every row; nothing is saved. Raises Invalid for `columns`."""
    found = _check(session, sheet, plan, occurred_on)
    return Checked(
        rows=tuple(found.rows[:PREVIEWED]),
        received=len(found.arrivals),
        refused=tuple(row for row in found.rows if row.faults),
        new_items=tuple(item.name for item in found.new.values()),
        unclear_days=found.unclear_days,
    )


@procedure(Permission.CHANGE_STOCK)
def import_table(
    session: Session,
    sheet: Sheet,
    plan: Plan,
    *,
    form_key: str,
    expected: int,
    source: Source,
    origin: str,
    place_id: PlaceId,
    occurred_on: date,
    fund_id: FundId | None = None,
    giver: str | None = None,
    report: Callable[[int, int], object] = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Imported:
    """Receive what a table holds, as one document, after a copy of the vault was set aside.

    Args:
        expected: How many rows the person saw that can be received.
        report: Called with rows done and all rows.
        stopped: Asked before each row; true ends it with nothing saved.

    Raises:
        Invalid: For `columns`, for `rows` (none can be received, or not as many as were expected), or as `receive_stock`.
        MonthClosed, NotAllowed: As `receive_stock`.
        NoRoomToImport, NoCopyToImport: No copy could be set aside.
        Cancelled: The person stopped it.
    """
    if giver is not None:
        session.require(Permission.SEE_PEOPLE)
    found = _check(session, sheet, plan, occurred_on)
    refused = tuple(row for row in found.rows if row.faults)
    if done := documents.with_form_key(session.database, form_key):
        return Imported(done, expected, refused)
    if not found.arrivals:
        raise Invalid("rows", N_("None of these rows can be received. Nothing was saved."))
    if len(found.arrivals) != expected:
        raise Invalid("rows", N_("The catalogue has changed meanwhile. Nothing was saved. Look at the rows again."))
    session.checked_day("occurred_on", occurred_on)
    _set_copy_aside(session)
    total = len(found.arrivals)

    def tell(done: int) -> None:
        if stopped():
            raise Cancelled
        report(done, total)

    with session.transaction():
        ids = {key: _add(session, item) for key, item in found.new.items()}
        posted = receive(
            session,
            form_key=form_key,
            source=source,
            origin=origin,
            place_id=place_id,
            lines=[replace(line, item_id=ids.get(key, line.item_id)) for key, line in found.arrivals],
            occurred_on=occurred_on,
            fund_id=fund_id,
            giver=giver,
            tell=tell,
        )
        if plan.headings and sheet.rows:
            import_columns.remember(session.database, sheet.rows[0].cells, plan.columns)
        session.note("stock.import", document=posted.document_id)
    return Imported(posted, total, refused)


def _set_copy_aside(session: Session) -> None:
    try:
        copies.make(session.folder, at=session.clock.now(), why=copies.IMPORT)
    except NoRoomForCopy as error:
        raise NoRoomToImport(**error.values) from error
    except NoCopy as error:
        raise NoCopyToImport from error
    finally:
        connection.lock_again(session.database)


def _add(session: Session, item: Item) -> ItemId:
    saved = catalogue.save_item(session.database, item)
    session.note("item.save", item=saved)
    return saved


def _check(session: Session, sheet: Sheet, plan: Plan, day: date) -> Found:
    return check_rows(catalogue.items(session.database, active_only=False), sheet, plan, day)
