"""Whether the open databases are whole: looked at when the last program ended in the middle of something."""

from desktop.storage import journal, stock
from desktop.storage.connection import Database


def is_whole(database: Database) -> bool:
    """Whether every page, every reference, every kept balance and both journals' chains fit.

    A journal file that is older than its database would bring old pages back among new ones; the pages themselves are then
    good, and only what they say about each other shows it.
    """
    return (
        all(
            not database.rows(f"PRAGMA {name}.cipher_integrity_check")
            and database.rows(f"PRAGMA {name}.quick_check(1)") == [("ok",)]
            and database.row(f"PRAGMA {name}.foreign_key_check") is None
            and journal.first_break(database, name) is None
            for name in database.schemas
        )
        and stock.ledger_differences(database) == 0
    )
