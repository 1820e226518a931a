"""The append-only journal of each database: who did what, with ids only, each entry chained to the one before by its hash."""

import hashlib
import json
from dataclasses import dataclass

from desktop.storage.blanks import Blanks
from desktop.storage.connection import Database

_START = b"\0" * 32


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal."""

    id: int
    at: str
    user_id: str
    action: str
    subject: dict[str, object]


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
    """The latest entries, newest first."""
    return [
        Entry(number, at, user_id, action, json.loads(subject))
        for number, at, user_id, action, subject in database.rows(
            f"SELECT id, at, user_id, action, subject FROM {schema}.journal ORDER BY id DESC LIMIT ?", (limit,)
        )
    ]


def first_break(database: Database, schema: str) -> int | None:
    """The number of the first entry whose hash does not follow from the one before; None when the chain is whole."""
    previous = _START
    expected = 1
    blanks = Blanks()
    for number, at, user_id, action, subject, stored in database.rows(
        f"SELECT id, at, user_id, action, subject, hash FROM {schema}.journal ORDER BY id"
    ):
        lost = blanks.takes((number, at, user_id, action, subject, stored))
        if number != expected or not (lost or stored == _hash(previous, number, at, user_id, action, subject)):
            return int(number)
        previous = stored
        expected += 1
    unproved = blanks.unproved()
    return None if unproved is None else unproved[0]


def _hash(previous: bytes, number: int, at: str, user_id: str, action: str, subject: str) -> bytes:
    body = json.dumps([number, at, user_id, action, subject], separators=(",", ":"))
    return hashlib.sha256(previous + body.encode()).digest()
