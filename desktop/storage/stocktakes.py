"""Counts, line by line, so that one can be left and taken up again; and what the finished ones came to."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.counting import Accuracy, CountedNumber, Moved, StocktakeId
from desktop.domain.stock import BatchId, DocumentId, ItemId, PlaceId, Reason, Serial, SerialId
from desktop.domain.users import UserId
from desktop.storage import serials
from desktop.storage.connection import Database
from desktop.system.clock import from_stamp

Where = tuple[BatchId, PlaceId]
"""What a line is of: a batch at a place."""


@dataclass(frozen=True, slots=True)
class Stocktake:
    """A count. `place_id` is None for chosen items wherever they are, `items` are empty for all items of the place."""

    id: StocktakeId
    place_id: PlaceId | None
    blind: bool
    begun_at: str
    submitted_by: UserId | None
    approved_by: UserId | None
    document_id: DocumentId | None
    ended_at: str | None
    items: frozenset[ItemId]


@dataclass(frozen=True, slots=True)
class Counted:
    """A line that was counted; its fields as in `desktop.domain.counting.CountLine`."""

    item_id: ItemId
    book: int
    counted: int
    reason: Reason | None
    moved: Moved | None
    seen: int | None


def begin(
    database: Database, place_id: PlaceId | None, items: Iterable[ItemId], *, blind: bool, at: str, by: UserId
) -> StocktakeId:
    """Begin a count of a place, or of these items wherever they are, or of these at that place."""
    found = StocktakeId(
        database.insert(
            "stocktake", uuid=str(uuid.uuid4()), place_id=place_id, blind=int(blind), begun_at=at, begun_by=by
        )
    )
    for item_id in sorted(set(items)):
        database.insert("stocktake_item", stocktake_id=found, item_id=item_id)
    return found


_STOCKTAKE = "SELECT id, place_id, blind, begun_at, submitted_by, approved_by, document_id, ended_at FROM stocktake"


def _stocktake(row: Sequence[Any], items: frozenset[ItemId]) -> Stocktake:
    number, place_id, blind, begun, submitted, approved, document, ended = row
    return Stocktake(
        StocktakeId(number), place_id, bool(blind), begun, submitted, approved, document, ended, items=items
    )


def stocktake(database: Database, stocktake_id: StocktakeId) -> Stocktake | None:
    """One count, whether it has ended or not."""
    row = database.row(f"{_STOCKTAKE} WHERE id = ?", (stocktake_id,))
    return None if row is None else _stocktake(row, _items(database, stocktake_id))


def _items(database: Database, stocktake_id: StocktakeId) -> frozenset[ItemId]:
    rows = database.rows("SELECT item_id FROM stocktake_item WHERE stocktake_id = ?", (stocktake_id,))
    return frozenset(ItemId(number) for (number,) in rows)


def all_open(database: Database) -> list[Stocktake]:
    """Every count under way, those that wait for a second person among them."""
    return [
        _stocktake(row, _items(database, StocktakeId(row[0])))
        for row in database.rows(f"{_STOCKTAKE} WHERE ended_at IS NULL ORDER BY id")
    ]


def finished(database: Database, *, latest: int) -> list[Stocktake]:
    """The counts that were posted or matched, the newest first; what was given up is not among them."""
    return [
        _stocktake(row, _items(database, StocktakeId(row[0])))
        for row in database.rows(
            f"{_STOCKTAKE} WHERE ended_at IS NOT NULL AND (approved_by IS NOT NULL OR document_id IS NOT NULL) "
            "ORDER BY ended_at DESC, id DESC LIMIT ?",
            (latest,),
        )
    ]


# Lines


_LINE = "SELECT batch_id, place_id, item_id, book, counted, reason, moved, seen FROM stocktake_line"


def _counted(row: Sequence[Any]) -> Counted:
    item_id, book, counted, reason, moved, seen = row
    return Counted(
        ItemId(item_id),
        book,
        counted,
        None if reason is None else Reason(reason),
        None if moved is None else Moved(moved),
        seen,
    )


def lines(database: Database, stocktake_id: StocktakeId) -> dict[Where, Counted]:
    """What was counted so far."""
    return {
        (BatchId(batch_id), PlaceId(place_id)): _counted(values)
        for batch_id, place_id, *values in database.rows(f"{_LINE} WHERE stocktake_id = ?", (stocktake_id,))
    }


def line(database: Database, stocktake_id: StocktakeId, where: Where) -> Counted | None:
    """One line, if it was counted."""
    row = database.row(f"{_LINE} WHERE stocktake_id = ? AND batch_id = ? AND place_id = ?", (stocktake_id, *where))
    return None if row is None else _counted(row[2:])


def lines_of(database: Database, stocktake_id: StocktakeId, item_id: ItemId) -> list[Where]:
    """Which lines of an item were counted."""
    return [
        (BatchId(batch_id), PlaceId(place_id))
        for batch_id, place_id in database.rows(
            "SELECT batch_id, place_id FROM stocktake_line WHERE stocktake_id = ? AND +item_id = ?",
            (stocktake_id, item_id),
        )
    ]


def how_many(database: Database, stocktake_id: StocktakeId) -> int:
    """How many lines have been counted."""
    return int(database.value("SELECT count(*) FROM stocktake_line WHERE stocktake_id = ?", (stocktake_id,)))


def book(database: Database, item_id: ItemId, where: Where) -> int:
    """What the book says is there now."""
    found = database.value(
        "SELECT quantity FROM balance WHERE item_id = ? AND batch_id = ? AND place_id = ?", (item_id, *where)
    )
    return 0 if found is None else int(found)


def count(
    database: Database,
    stocktake_id: StocktakeId,
    where: Where,
    counted: Counted,
    *,
    at: str,
    by: UserId,
) -> None:
    """Write a counted line, over an earlier count of the same batch at the same place."""
    database.execute(
        "INSERT INTO stocktake_line (stocktake_id, batch_id, place_id, item_id, counted, book, reason, moved, seen, "
        "counted_at, counted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (stocktake_id, batch_id, place_id) DO UPDATE SET "
        "counted = excluded.counted, book = excluded.book, reason = excluded.reason, moved = excluded.moved, "
        "seen = excluded.seen, counted_at = excluded.counted_at, counted_by = excluded.counted_by",
        (
            stocktake_id,
            *where,
            counted.item_id,
            counted.counted,
            counted.book,
            counted.reason,
            counted.moved,
            counted.seen,
            at,
            by,
        ),
    )


def decide(database: Database, stocktake_id: StocktakeId, where: Where, moved: Moved | None, seen: int | None) -> None:
    """Write what the counter said of stock that moved after the line was counted, and the book's number then."""
    database.execute(
        "UPDATE stocktake_line SET moved = ?, seen = ? WHERE stocktake_id = ? AND batch_id = ? AND place_id = ?",
        (moved, seen, stocktake_id, *where),
    )


def put_right_since(database: Database, stocktake_id: StocktakeId, item_id: ItemId, where: Where) -> bool:
    """Whether another count posted a difference of this line since it was counted, and that was not undone."""
    return bool(
        database.value(
            "SELECT EXISTS (SELECT 1 FROM movement m JOIN document d ON d.id = m.document_id WHERE m.item_id = ? "
            "AND m.batch_id = ? AND m.place_id = ? AND d.kind = 'stocktake' AND m.reverses_id IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id) AND d.recorded_at >= ("
            "SELECT l.counted_at FROM stocktake_line l WHERE l.stocktake_id = ? AND l.batch_id = m.batch_id "
            "AND l.place_id = m.place_id))",
            (item_id, *where, stocktake_id),
        )
    )


def uncount(database: Database, stocktake_id: StocktakeId, where: Where) -> None:
    """Take a line back to not counted."""
    for table in ("stocktake_serial", "stocktake_line"):
        database.execute(
            f"DELETE FROM {table} WHERE stocktake_id = ? AND batch_id = ? AND place_id = ?", (stocktake_id, *where)
        )


def numbers(database: Database, stocktake_id: StocktakeId) -> dict[Where, tuple[CountedNumber, ...]]:
    """For each counted line of an item with numbers: those that should have been there."""
    return _numbers(database, "WHERE stocktake_id = ?", (stocktake_id,))


def numbers_on(database: Database, stocktake_id: StocktakeId, where: Where) -> tuple[CountedNumber, ...]:
    """The same of one line."""
    wanted = "WHERE stocktake_id = ? AND batch_id = ? AND place_id = ?"
    return _numbers(database, wanted, (stocktake_id, *where)).get(where, ())


def _numbers(database: Database, wanted: str, values: Sequence[int]) -> dict[Where, tuple[CountedNumber, ...]]:
    found: dict[Where, list[CountedNumber]] = {}
    for serial_id, batch_id, place_id, seen in database.rows(
        f"SELECT serial_id, batch_id, place_id, found FROM stocktake_serial {wanted}", values
    ):
        serial = serials.serial(database, SerialId(serial_id))
        if serial is not None:
            found.setdefault((BatchId(batch_id), PlaceId(place_id)), []).append(CountedNumber(serial, bool(seen)))
    return {where: tuple(sorted(each, key=_in_order)) for where, each in found.items()}


def _in_order(number: CountedNumber) -> tuple[int, str]:
    return len(number.serial.number), number.serial.number


def count_numbers(
    database: Database, stocktake_id: StocktakeId, where: Where, there: Iterable[Serial], found: Iterable[SerialId]
) -> None:
    """Write which numbers should be on a line and which of them were found, over what was written of it before."""
    batch_id, place_id = where
    seen = set(found)
    database.execute(
        "DELETE FROM stocktake_serial WHERE stocktake_id = ? AND batch_id = ? AND place_id = ?",
        (stocktake_id, batch_id, place_id),
    )
    for serial in there:
        # A number that moved since it was counted elsewhere belongs to the line where it is now.
        database.execute(
            "INSERT INTO stocktake_serial (stocktake_id, serial_id, batch_id, place_id, found) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (stocktake_id, serial_id) DO UPDATE SET batch_id = excluded.batch_id, "
            "place_id = excluded.place_id, found = excluded.found",
            (stocktake_id, serial.id, batch_id, place_id, int(serial.id in seen)),
        )


# States


def submit(database: Database, stocktake_id: StocktakeId, *, at: str, by: UserId) -> None:
    """Hand a count in: it waits for a second person, and no line changes any more."""
    database.execute("UPDATE stocktake SET submitted_at = ?, submitted_by = ? WHERE id = ?", (at, by, stocktake_id))


def send_back(database: Database, stocktake_id: StocktakeId) -> None:
    """Back to counting."""
    database.execute("UPDATE stocktake SET submitted_at = NULL, submitted_by = NULL WHERE id = ?", (stocktake_id,))


def end(
    database: Database,
    stocktake_id: StocktakeId,
    *,
    at: str,
    approved_by: UserId | None = None,
    document_id: DocumentId | None = None,
) -> None:
    """End a count: approved, with the document that posted its differences if there were any, or given up."""
    database.execute(
        "UPDATE stocktake SET ended_at = ?, approved_by = ?, document_id = ? WHERE id = ?",
        (at, approved_by, document_id, stocktake_id),
    )


# What finished counts came to


_FINISHED = (
    "SELECT id FROM stocktake WHERE ended_at IS NOT NULL AND (approved_by IS NOT NULL OR document_id IS NOT NULL)"
)


def last_counted(database: Database) -> dict[ItemId, date]:
    """When each item was last counted, in a count that was finished; items that never were are absent."""
    ended = {number for (number,) in database.rows(_FINISHED)}
    latest: dict[ItemId, str] = {}
    for stocktake_id, item_id, at in database.rows("SELECT stocktake_id, item_id, counted_at FROM stocktake_line"):
        if stocktake_id in ended and at > latest.get(item_id, ""):
            latest[ItemId(item_id)] = at
    return {item_id: from_stamp(at).astimezone().date() for item_id, at in latest.items()}


def accuracies(database: Database, *, since: date) -> dict[StocktakeId, Accuracy]:
    """How many lines of each count that was finished since that day were counted, and how many of them matched."""
    found = {}
    for number, ended in database.rows(_FINISHED.replace("id FROM", "id, ended_at FROM", 1)):
        if from_stamp(ended).astimezone().date() >= since:
            found[StocktakeId(number)] = accuracy(database, StocktakeId(number))
    return found


def accuracy(database: Database, stocktake_id: StocktakeId) -> Accuracy:
    """How many lines of a count were counted, and how many of them matched."""
    whole = matched = 0
    for book_then, counted, moved, seen in database.rows(
        "SELECT book, counted, moved, seen FROM stocktake_line WHERE stocktake_id = ?", (stocktake_id,)
    ):
        whole += 1
        matched += counted == (seen if moved == Moved.AFTER else book_then)
    return Accuracy(whole, matched)
