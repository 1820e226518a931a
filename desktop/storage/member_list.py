"""The list of members, a page at a time, each with the day they were last here."""

from datetime import date

from desktop.domain.people import MemberId, code_of
from desktop.storage import search
from desktop.storage.connection import Database


def found(
    database: Database, text: str, *, active_only: bool, offset: int, limit: int
) -> list[tuple[MemberId, date | None]]:
    """A page of who holds every typed word: an exact code first, then names that begin with it, then by name.

    The day is that of the last hand-out that was not undone.
    """
    fits, values = search.every_word(text, ("folded",))
    begins = f"{search.like(' '.join(search.words(text)))}%"
    return [
        (MemberId(number), None if seen is None else date.fromisoformat(seen))
        for number, seen in database.rows(
            "SELECT m.id, (SELECT max(r.occurred_on) FROM people.recipient r WHERE r.member_id = m.id "
            "AND NOT EXISTS (SELECT 1 FROM main.document x WHERE x.reverses_id = r.document_id)) "
            f"FROM (SELECT id, code, folded_name FROM people.member WHERE {_active(active_only)} {fits} "
            r"ORDER BY code = ? DESC, folded_name LIKE ? ESCAPE '\' DESC, folded_name LIMIT ? OFFSET ?) m "
            r"ORDER BY m.code = ? DESC, m.folded_name LIKE ? ESCAPE '\' DESC, m.folded_name",
            (*values, code_of(text), begins, limit, offset, code_of(text), begins),
        )
    ]


def count(database: Database, text: str, *, active_only: bool) -> int:
    """How many that list has."""
    fits, values = search.every_word(text, ("folded",))
    return int(database.value(f"SELECT count(*) FROM people.member WHERE {_active(active_only)} {fits}", values))


def _active(active_only: bool) -> str:
    return "active = 1 AND" if active_only else ""
