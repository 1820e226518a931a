"""What the records tell about the recovery sheet."""

from datetime import date

from desktop.storage.connection import Database
from desktop.system.clock import from_stamp


def first_day(database: Database) -> date | None:
    """The day of the journal's first entry: the vault was made then, and its first sheet with it."""
    at = database.value("SELECT at FROM journal ORDER BY id LIMIT 1")
    return None if at is None else from_stamp(str(at)).astimezone().date()
