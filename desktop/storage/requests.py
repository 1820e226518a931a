"""What members asked for, and what came of it."""

import uuid
from collections.abc import Sequence
from datetime import date

from desktop.domain.people import Asked, MemberId
from desktop.domain.users import UserId
from desktop.storage.connection import Database

_REQUEST = (
    "SELECT r.id, r.asked_on, r.words, a.met, a.answered_on, a.reason "
    "FROM people.request r LEFT JOIN people.request_answer a ON a.request_id = r.id"
)


def with_form_key(database: Database, form_key: str) -> int | None:
    """The request that this form already saved, when its button was pressed twice."""
    found = database.value("SELECT id FROM people.request WHERE form_key = ?", (form_key,))
    return None if found is None else int(found)


def add(
    database: Database, *, form_key: str, member_id: MemberId, words: str, asked_on: date, at: str, by: UserId
) -> int:
    """Keep what a member asked for."""
    return database.insert(
        "people.request",
        uuid=str(uuid.uuid4()),
        form_key=form_key,
        member_id=member_id,
        words=words,
        asked_on=asked_on.isoformat(),
        recorded_at=at,
        recorded_by=by,
    )


def answer(
    database: Database, request_id: int, *, met: bool, reason: str, answered_on: date, at: str, by: UserId
) -> None:
    """Keep what came of a request; there is one answer to each."""
    database.insert(
        "people.request_answer",
        request_id=request_id,
        met=int(met),
        reason=reason,
        answered_on=answered_on.isoformat(),
        recorded_at=at,
        recorded_by=by,
    )


def request(database: Database, request_id: int) -> Asked | None:
    """One request."""
    row = database.row(f"{_REQUEST} WHERE r.id = ?", (request_id,))
    return None if row is None else _asked(row)


def of_member(database: Database, member_id: MemberId) -> tuple[Asked, ...]:
    """What a member asked for, newest first."""
    return tuple(
        _asked(row)
        for row in database.rows(f"{_REQUEST} WHERE r.member_id = ? ORDER BY r.asked_on DESC, r.id DESC", (member_id,))
    )


def _asked(row: Sequence[object]) -> Asked:
    number, asked_on, words, met, answered_on, reason = row
    return Asked(
        id=int(str(number)),
        asked_on=date.fromisoformat(str(asked_on)),
        words=str(words),
        met=None if met is None else bool(met),
        answered_on=None if answered_on is None else date.fromisoformat(str(answered_on)),
        reason="" if reason is None else str(reason),
    )
