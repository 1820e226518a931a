"""The list of members, a page at a time, each with the day they were last here."""

from datetime import date

from desktop.domain.people import MemberId
from desktop.storage import member_search
from desktop.storage.connection import Database


def found(
    database: Database, text: str, *, active_only: bool, offset: int, limit: int
) -> list[tuple[MemberId, date | None]]:
    """A page of who holds every typed word, best first, with the day of the last hand-out that was not undone."""
    ids = member_search.matching(database, text, active_only=active_only, limit=limit, offset=offset)
    return [(member_id, _last_seen(database, member_id)) for member_id in ids]


def _last_seen(database: Database, member_id: MemberId) -> date | None:
    seen = database.value(
        "SELECT max(r.occurred_on) FROM people.recipient r WHERE r.member_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM main.document x WHERE x.reverses_id = r.document_id)",
        (member_id,),
    )
    return None if seen is None else date.fromisoformat(seen)
