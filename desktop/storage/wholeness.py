"""Whether the open databases belong together, and are whole."""

from desktop.storage import erasing, journal, ledger_checks, referrals
from desktop.storage.connection import Database
from desktop.storage.schema import PEOPLE, STOCK


def belong_together(database: Database) -> bool:
    """Whether both databases are of one moment, as far as their newest hand-outs show it. Quick.

    Somebody who copied back only one of the two files would otherwise give the next hand-out without a name the number of
    one that the other file says went to a member.
    """
    if not database.has_people:
        return True
    newest_link = database.value(f"SELECT max(document_id) FROM {PEOPLE}.recipient") or 0
    newest_document = database.value(f"SELECT max(id) FROM {STOCK}.document") or 0
    to_a_member = database.value(
        f"SELECT id FROM {STOCK}.document WHERE +kind = 'distribution' AND head_count IS NULL AND reverses_id IS NULL "
        "ORDER BY id DESC LIMIT 1"
    )
    known = f"SELECT 1 FROM {PEOPLE}.recipient WHERE document_id = ?"
    return newest_link <= newest_document and (to_a_member is None or database.row(known, (to_a_member,)) is not None)


def is_whole(database: Database) -> bool:
    """Whether every page, every reference, every kept sum and list and both journals' chains fit.

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
        and not ledger_checks.is_damaged(database)
        and (
            not database.has_people or (referrals.pending_differences(database) == 0 and erasing.is_complete(database))
        )
    )
