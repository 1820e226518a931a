"""Which members hold what was typed, best first."""

from desktop.domain.people import MemberId, code_of
from desktop.storage import search
from desktop.storage.connection import Database

_AFTER_ALL = "\U0010ffff"
"""Sorts behind every sign that a folded name can hold."""


def matching(database: Database, text: str, *, active_only: bool, limit: int, offset: int = 0) -> list[MemberId]:
    """Who holds every typed word in code name or code: an exact code first, then names that begin with it, then by name.

    One question per rank, each in the order of an index that holds all it reads: a few letters fit thousands, and the
    first page of them is there after a few rows.
    """
    fits, values = search.every_word(text, ("folded",))
    begins = " ".join(search.words(text))
    code, between = code_of(text), (begins, begins + _AFTER_ALL)
    found: list[MemberId] = []
    for rank, bounds in (
        ("code IS ?", (code,)),
        ("code IS NOT ? AND folded_name >= ? AND folded_name < ?", (code, *between)),
        ("code IS NOT ? AND NOT (folded_name >= ? AND folded_name < ?)", (code, *between)),
    ):
        wanted = offset + limit - len(found)
        if wanted > 0:
            rows = database.rows(
                f"SELECT id FROM people.member WHERE {_active(active_only)} AND {rank} AND {fits} "
                "ORDER BY folded_name LIMIT ?",
                (*bounds, *values, wanted),
            )
            found += (MemberId(number) for (number,) in rows)
    return found[offset:]


def count(database: Database, text: str, *, active_only: bool) -> int:
    """How many hold every typed word."""
    fits, values = search.every_word(text, ("folded",))
    return int(database.value(f"SELECT count(*) FROM people.member WHERE {_active(active_only)} AND {fits}", values))


def _active(active_only: bool) -> str:
    return f"active {'= 1' if active_only else 'IN (0, 1)'} AND erased = 0"
