"""What was written last, as the journals tell it."""

from collections.abc import Collection
from dataclasses import dataclass

from desktop.storage.connection import Database


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest entries of a journal that changed something.

    Attributes:
        number: Of the last one; entries are numbered from 1 without gaps. 0 when there is none.
        at: The latest moment that any of them bears, a stamp; empty when there is none.
    """

    number: int
    at: str


def last_change(database: Database, schema: str, *, ignored: Collection[str]) -> LastChange:
    """The last entry of a journal whose action is none of `ignored`. Clocks go back: the latest moment may be another's."""
    marks = ", ".join("?" * len(ignored))
    number, at = database.row(
        f"SELECT max(id), max(at) FROM {schema}.journal WHERE action NOT IN ({marks})", (*ignored,)
    )
    return LastChange(number or 0, at or "")
