"""The append-only journal of each database: who did what, with ids only, each entry chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Callable, Collection, Generator
from contextlib import closing
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from desktop.storage.blanks import ERASE, Blanks
from desktop.storage.connection import Database, translated
from desktop.storage.schema import PEOPLE, STOCK

_START = b"\0" * 32
_SLICE = 2000
"""Entries between two reports: some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal."""

    id: int
    at: str
    user_id: str
    action: str
    subject: dict[str, object]
    schema: str = STOCK


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for.

    Attributes:
        actions: Of these; all when None.
        user_id: By this person; by anybody when None.
        since: Not before this moment, a stamp.
        before: Before this moment, a stamp.
    """

    actions: Collection[str] | None = None
    user_id: str | None = None
    since: str | None = None
    before: str | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.actions is None and self.user_id is None and self.since is None and self.before is None

    def condition(self) -> tuple[str, list[object]]:
        """A WHERE clause and its values."""
        parts: list[str] = []
        values: list[object] = []
        if self.actions is not None:
            parts.append(f"action IN ({', '.join('?' * len(self.actions))})")
            values += sorted(self.actions)
        for column, value in (("user_id = ?", self.user_id), ("at >= ?", self.since), ("at < ?", self.before)):
            if value is not None:
                parts.append(column)
                values.append(value)
        return (f"WHERE {' AND '.join(parts)}" if parts else "", values)


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a journal that does not follow from the one before it, and what it says of its moment."""

    id: int
    at: str


def write(database: Database, schema: str, *, at: str, user_id: str, action: str, subject: dict[str, object]) -> None:
    """Append one entry. `subject` holds ids, numbers and words from our own code, never what a person typed."""
    last = database.row(f"SELECT id, hash FROM {schema}.journal ORDER BY id DESC LIMIT 1")
    number, previous = (last[0] + 1, last[1]) if last else (1, _START)
    text = json.dumps(subject, sort_keys=True, separators=(",", ":"))
    database.insert(
        f"{schema}.journal",
        id=number,
        at=at,
        user_id=user_id,
        action=action,
        subject=text,
        hash=_hash(previous, number, at, user_id, action, text),
    )


def entries(database: Database, schema: str, *, limit: int = 200) -> list[Entry]:
    """The latest entries of one journal, newest first."""
    with translated(), closing(_newest(database, schema, Wanted())) as found:
        return list(islice(found, limit))


def newest(database: Database, wanted: Wanted, *, skip: int, limit: int) -> list[Entry]:
    """Entries of all journals that are open, merged by their moments, newest first.

    Each journal is read from its end and no further than needed, so that the first pages of a million cost nothing.
    """
    read = [_newest(database, schema, wanted) for schema in (STOCK, PEOPLE) if schema in database.schemas]
    try:
        with translated():
            return list(islice(merge(*read, key=lambda entry: entry.at, reverse=True), skip, skip + limit))
    finally:
        for each in read:
            each.close()


def count(database: Database, wanted: Wanted) -> int:
    """How many entries there are."""
    if wanted.everything:
        # Numbers follow each other without a gap; one that is missing is found by the chain.
        return sum(length(database, schema) for schema in database.schemas)
    where, values = wanted.condition()
    return sum(
        int(database.value(f"SELECT count(*) FROM {schema}.journal {where}", values)) for schema in database.schemas
    )


def length(database: Database, schema: str) -> int:
    """The number of a journal's last entry."""
    return int(database.value(f"SELECT max(id) FROM {schema}.journal") or 0)


def first_break(database: Database, schema: str, step: Callable[[int], object] = lambda _done: None) -> Break | None:
    """The first entry whose hash does not follow from the one before; None when the chain is whole.

    Args:
        step: Called after each slice with the number of entries that were looked at; no statement is open then.
    """
    while True:
        before = length(database, schema)
        found = _first_break(database, schema, step)
        # Who is erased meanwhile leaves entries behind that were looked at with their number: then once more.
        erased = f"SELECT 1 FROM {schema}.journal WHERE id > ? AND action = ?"
        if found is None or database.row(erased, (before, ERASE)) is None:
            return found


def _first_break(database: Database, schema: str, step: Callable[[int], object]) -> Break | None:
    previous, expected, last = _START, 1, -(2**63)
    blanks = Blanks()
    while rows := database.rows(
        f"SELECT id, at, user_id, action, subject, hash FROM {schema}.journal WHERE id > ? ORDER BY id LIMIT {_SLICE}",
        (last,),
    ):
        for number, at, user_id, action, subject, stored in rows:
            lost = blanks.takes((number, at, user_id, action, subject, stored))
            if number != expected or not (lost or stored == _hash(previous, number, at, user_id, action, subject)):
                return Break(int(number), at)
            previous = stored
            expected += 1
        last = rows[-1][0]
        step(expected - 1)
    unproved = blanks.unproved()
    return None if unproved is None else Break(unproved[0], unproved[1])


def _newest(database: Database, schema: str, wanted: Wanted) -> Generator[Entry, None, None]:
    where, values = wanted.condition()
    with closing(
        database.connection.execute(
            f"SELECT id, at, user_id, action, subject FROM {schema}.journal {where} ORDER BY id DESC", values
        )
    ) as cursor:
        for number, at, user_id, action, subject in cursor:
            yield Entry(number, at, user_id, action, _read(subject), schema)


def _read(subject: str) -> dict[str, object]:
    """What an entry says; an altered one may say nothing that can be read, and the chain tells of it."""
    try:
        found = json.loads(subject)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _hash(previous: bytes, number: int, at: str, user_id: str, action: str, subject: str) -> bytes:
    body = json.dumps([number, at, user_id, action, subject], separators=(",", ":"))
    return hashlib.sha256(previous + body.encode()).digest()
