"""Documents that move stock, their movements, and reversals."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from desktop.domain.numbering import NumberKind
from desktop.domain.periods import Month
from desktop.domain.stock import (
    BatchId,
    DocumentId,
    DocumentKind,
    FundId,
    ItemId,
    MovementClass,
    PlaceId,
    Posted,
    Reason,
    SerialId,
    Source,
)
from desktop.domain.users import UserId
from desktop.storage.connection import Database
from desktop.storage.numbers import next_number

_NUMBER_KINDS = {
    DocumentKind.INTAKE: NumberKind.INTAKE,
    DocumentKind.DISTRIBUTION: NumberKind.DISTRIBUTION,
    DocumentKind.WRITE_OFF: NumberKind.WRITE_OFF,
    DocumentKind.STOCKTAKE: NumberKind.STOCKTAKE,
    DocumentKind.TRANSFER: NumberKind.TRANSFER,
    DocumentKind.PACK: NumberKind.KITS,
    DocumentKind.UNPACK: NumberKind.KITS,
    DocumentKind.USE: NumberKind.USE,
    DocumentKind.SALE: NumberKind.SALE,
    DocumentKind.FOUND: NumberKind.FOUND,
    DocumentKind.MERGE: NumberKind.MERGE,
}

_AT_ONCE = 200
"""So many movements are written by one statement."""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement to post: signed, in base units. `serials`: the numbers it carries, where the item's pieces bear one."""

    item_id: ItemId
    batch_id: BatchId
    place_id: PlaceId
    cls: MovementClass
    quantity: int
    reason: Reason | None = None
    reverses_id: int | None = None
    serials: tuple[SerialId, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """A document as it stands in the ledger."""

    id: DocumentId
    kind: DocumentKind
    number: str
    occurred_on: date
    recorded_at: str
    recorded_by: UserId
    head_count: int | None
    reverses_id: DocumentId | None
    corrects_id: DocumentId | None
    reversed: bool
    corrects_month: Month | None = None
    place_id: PlaceId | None = None
    to_place_id: PlaceId | None = None
    source: Source | None = None
    origin: str = ""
    purpose: str = ""
    fund_id: FundId | None = None


def take_number(database: Database, kind: DocumentKind, on: date) -> str:
    """The number the next document of this kind will bear, for what has to be known before it is written."""
    return next_number(database, _NUMBER_KINDS[kind], on)


def with_form_key(database: Database, form_key: str) -> Posted | None:
    """The document that this form already saved, when its button was pressed twice."""
    row = database.row("SELECT id, number FROM document WHERE form_key = ?", (form_key,))
    return None if row is None else Posted(DocumentId(row[0]), row[1])


def post(
    database: Database,
    *,
    kind: DocumentKind,
    form_key: str,
    occurred_on: date,
    recorded_at: str,
    recorded_by: UserId,
    lines: Sequence[Line],
    place_id: PlaceId | None = None,
    head_count: int | None = None,
    source: Source | None = None,
    origin: str = "",
    purpose: str = "",
    fund_id: FundId | None = None,
    to_place_id: PlaceId | None = None,
    reverses_id: DocumentId | None = None,
    corrects_id: DocumentId | None = None,
    corrects_month: str | None = None,
    number: str | None = None,
) -> Posted:
    """Write a document and its movements; the triggers keep the balances, and refuse what would go below zero.

    `number` is one that was taken before, by `take_number`.
    """
    number = number or take_number(database, kind, occurred_on)
    document_id = database.insert(
        "document",
        uuid=str(uuid.uuid4()),
        form_key=form_key,
        kind=kind,
        number=number,
        occurred_on=occurred_on.isoformat(),
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        place_id=place_id,
        head_count=head_count,
        source=source,
        origin=origin,
        purpose=purpose,
        fund_id=fund_id,
        to_place_id=to_place_id,
        reverses_id=reverses_id,
        corrects_id=corrects_id,
        corrects_month=corrects_month,
    )
    day = occurred_on.isoformat()
    for with_numbers, run in groupby(lines, key=lambda line: bool(line.serials)):
        if not with_numbers:
            _insert(database, document_id, day, list(run))
            continue
        for line in run:
            movement_id = _insert(database, document_id, day, [line])
            for serial_id in line.serials:
                database.insert("movement_serial", movement_id=movement_id, serial_id=serial_id)
    return Posted(DocumentId(document_id), number)


def _insert(database: Database, document_id: int, day: str, lines: Sequence[Line]) -> int:
    """Write movements in their order; the id of the last. One statement for many takes a quarter of the time: what the triggers
    need is made once for each statement."""
    last = 0
    for at in range(0, len(lines), _AT_ONCE):
        part = lines[at : at + _AT_ONCE]
        last = database.execute(
            "INSERT INTO movement (document_id, item_id, batch_id, place_id, class, quantity, occurred_on, reason, reverses_id) "
            f"VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?, ?, ?)'] * len(part))}",
            [
                value
                for line in part
                for value in (
                    document_id,
                    line.item_id,
                    line.batch_id,
                    line.place_id,
                    line.cls,
                    line.quantity,
                    day,
                    line.reason,
                    line.reverses_id,
                )
            ],
        ).lastrowid
    return int(last)


def header(database: Database, document_id: DocumentId) -> Header | None:
    """A document's own facts."""
    row = database.row(
        "SELECT id, kind, number, occurred_on, recorded_at, recorded_by, head_count, reverses_id, corrects_id, "
        "EXISTS (SELECT 1 FROM document r WHERE r.reverses_id = d.id), corrects_month, place_id, to_place_id, source, origin, "
        "purpose, fund_id FROM document d WHERE id = ?",
        (document_id,),
    )
    if row is None:
        return None
    return Header(
        DocumentId(row[0]),
        DocumentKind(row[1]),
        row[2],
        date.fromisoformat(row[3]),
        row[4],
        UserId(row[5]),
        row[6],
        row[7],
        row[8],
        bool(row[9]),
        None if row[10] is None else Month.parse(row[10]),
        place_id=row[11],
        to_place_id=row[12],
        source=None if row[13] is None else Source(row[13]),
        origin=row[14],
        purpose=row[15],
        fund_id=row[16],
    )


def opposite_lines(database: Database, document_id: DocumentId, cls: MovementClass | None) -> list[Line]:
    """The movements that undo a document's: same batch and place, opposite sign; in their own class unless one is given.

    What takes away comes first: a thing with a number has to leave one place before it is at the other.
    """
    carried: dict[int, list[SerialId]] = {}
    for movement_id, serial_id in database.rows(
        "SELECT c.movement_id, c.serial_id FROM movement m JOIN movement_serial c ON c.movement_id = m.id "
        "WHERE m.document_id = ?",
        (document_id,),
    ):
        carried.setdefault(movement_id, []).append(SerialId(serial_id))
    return [
        Line(
            ItemId(item_id),
            BatchId(batch_id),
            PlaceId(place_id),
            cls or MovementClass(own),
            -quantity,
            None if reason is None else Reason(reason),
            movement_id,
            tuple(carried.get(movement_id, ())),
        )
        for movement_id, item_id, batch_id, place_id, own, quantity, reason in database.rows(
            "SELECT id, item_id, batch_id, place_id, class, quantity, reason FROM movement WHERE document_id = ? "
            "ORDER BY quantity < 0, id",
            (document_id,),
        )
    ]


def given(database: Database, document_id: DocumentId) -> list[tuple[ItemId, str, int]]:
    """What a hand-out gave, item by item, in the order it was entered."""
    return [
        (ItemId(item_id), name, quantity)
        for item_id, name, quantity in database.rows(
            "SELECT m.item_id, i.name, -sum(m.quantity) FROM movement m JOIN item i ON i.id = m.item_id "
            "WHERE m.document_id = ? GROUP BY m.item_id ORDER BY min(m.id)",
            (document_id,),
        )
    ]


def latest(database: Database, kind: DocumentKind, limit: int) -> list[DocumentId]:
    """The newest documents of a kind, without reversals."""
    return [
        DocumentId(number)
        for (number,) in database.rows(
            "SELECT id FROM document WHERE +kind = ? AND reverses_id IS NULL ORDER BY id DESC LIMIT ?", (kind, limit)
        )
    ]


def number_of(database: Database, document_id: DocumentId | None) -> str | None:
    """A document's printed number."""
    if document_id is None:
        return None
    return database.value("SELECT number FROM document WHERE id = ?", (document_id,))  # type: ignore[no-any-return]


def undoing(database: Database, document_id: DocumentId) -> Posted | None:
    """The document that undid this one."""
    row = database.row("SELECT id, number FROM document WHERE reverses_id = ?", (document_id,))
    return None if row is None else Posted(DocumentId(row[0]), row[1])


def correcting(database: Database, document_id: DocumentId) -> Posted | None:
    """The document that stands in this one's place."""
    row = database.row("SELECT id, number FROM document WHERE corrects_id = ? ORDER BY id DESC", (document_id,))
    return None if row is None else Posted(DocumentId(row[0]), row[1])


def correction_of(database: Database, document_id: DocumentId) -> str | None:
    """The number of the document that replaced this one."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT number FROM document WHERE corrects_id = ? ORDER BY id DESC", (document_id,)
    )


def keep_receipt(database: Database, document_id: DocumentId, content: dict[str, object]) -> None:
    """Keep a receipt as it reads today, for identical reprints."""
    database.insert("receipt", document_id=document_id, content=json.dumps(content, ensure_ascii=False, sort_keys=True))


def receipt(database: Database, document_id: DocumentId) -> dict[str, object] | None:
    """A kept receipt."""
    found = database.value("SELECT content FROM receipt WHERE document_id = ?", (document_id,))
    return None if found is None else json.loads(found)


def next_copy(database: Database, document_id: DocumentId) -> int:
    """The number the next printed copy of a document will bear; the first is 1."""
    return int(database.value("SELECT coalesce(max(copy), 0) + 1 FROM print WHERE document_id = ?", (document_id,)))


def note_print(database: Database, document_id: DocumentId, copy: int, at: str, by: UserId) -> None:
    """Keep that a copy was printed."""
    database.insert("print", document_id=document_id, copy=copy, printed_at=at, printed_by=by)


def lines(database: Database, document_id: DocumentId) -> list[tuple[int, Line]]:
    """A document's movements with their ids, in the order they were entered."""
    return [
        (
            movement_id,
            Line(
                ItemId(item_id),
                BatchId(batch_id),
                PlaceId(place_id),
                MovementClass(cls),
                quantity,
                None if reason is None else Reason(reason),
                reverses_id,
            ),
        )
        for movement_id, item_id, batch_id, place_id, cls, quantity, reason, reverses_id in database.rows(
            "SELECT id, item_id, batch_id, place_id, class, quantity, reason, reverses_id FROM movement "
            "WHERE document_id = ? ORDER BY id",
            (document_id,),
        )
    ]
