"""Counts of a place, line by line, so that one can be left and taken up again."""

import uuid
from dataclasses import dataclass
from typing import NewType

from desktop.domain.stock import BatchId, DocumentId, ItemId, PlaceId, Reason
from desktop.domain.users import UserId
from desktop.storage.connection import Database

StocktakeId = NewType("StocktakeId", int)


@dataclass(frozen=True, slots=True)
class Stocktake:
    """A count under way."""

    id: StocktakeId
    place_id: PlaceId
    begun_at: str


def begin(database: Database, place_id: PlaceId, *, at: str, by: UserId) -> StocktakeId:
    """Begin a count."""
    return StocktakeId(
        database.insert("stocktake", uuid=str(uuid.uuid4()), place_id=place_id, begun_at=at, begun_by=by)
    )


def open_at(database: Database, place_id: PlaceId) -> StocktakeId | None:
    """The count under way at a place."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT id FROM stocktake WHERE place_id = ? AND ended_at IS NULL", (place_id,)
    )


def all_open(database: Database) -> list[StocktakeId]:
    """Every count under way."""
    return [
        StocktakeId(number)
        for (number,) in database.rows("SELECT id FROM stocktake WHERE ended_at IS NULL ORDER BY id")
    ]


def header(database: Database, stocktake_id: StocktakeId) -> Stocktake | None:
    """A count, unless it has ended."""
    row = database.row(
        "SELECT id, place_id, begun_at FROM stocktake WHERE id = ? AND ended_at IS NULL", (stocktake_id,)
    )
    return None if row is None else Stocktake(StocktakeId(row[0]), PlaceId(row[1]), row[2])


def lines(database: Database, stocktake_id: StocktakeId) -> dict[BatchId, tuple[int, int, Reason | None]]:
    """What was counted so far: book, counted and reason by batch."""
    return {
        BatchId(batch_id): (book, counted, None if reason is None else Reason(reason))
        for batch_id, book, counted, reason in database.rows(
            "SELECT batch_id, book, counted, reason FROM stocktake_line WHERE stocktake_id = ?", (stocktake_id,)
        )
    }


def book(database: Database, batch_id: BatchId, place_id: PlaceId) -> int:
    """What the book says is there now."""
    return int(
        database.value(
            "SELECT coalesce(sum(quantity), 0) FROM balance WHERE item_id = (SELECT item_id FROM batch WHERE id = :batch) "
            "AND batch_id = :batch AND place_id = :place",
            {"batch": batch_id, "place": place_id},
        )
    )


def count(
    database: Database,
    stocktake_id: StocktakeId,
    item_id: ItemId,
    batch_id: BatchId,
    place_id: PlaceId,
    *,
    counted: int,
    book: int,
    reason: Reason | None,
    at: str,
    by: UserId,
) -> None:
    """Write a counted line, over an earlier count of the same batch."""
    database.execute(
        "INSERT INTO stocktake_line (stocktake_id, item_id, batch_id, place_id, counted, book, reason, counted_at, "
        "counted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stocktake_id, batch_id, place_id) DO UPDATE SET "
        "counted = excluded.counted, book = excluded.book, reason = excluded.reason, counted_at = excluded.counted_at, "
        "counted_by = excluded.counted_by",
        (stocktake_id, item_id, batch_id, place_id, counted, book, reason, at, by),
    )


def uncount(database: Database, stocktake_id: StocktakeId, batch_id: BatchId) -> None:
    """Take a line back to not counted."""
    database.execute("DELETE FROM stocktake_line WHERE stocktake_id = ? AND batch_id = ?", (stocktake_id, batch_id))


def end(database: Database, stocktake_id: StocktakeId, *, at: str, document_id: DocumentId | None) -> None:
    """End a count, with the document that posted its differences if there were any."""
    database.execute("UPDATE stocktake SET ended_at = ?, document_id = ? WHERE id = ?", (at, document_id, stocktake_id))
