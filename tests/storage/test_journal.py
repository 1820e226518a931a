"""The journals: every change of an entry shows, and no entry holds what somebody typed."""

from pathlib import Path

import pytest

from desktop.storage import journal
from desktop.storage.connection import Database
from tests.faults.marked import build
from tests.faults.search import hits, spellings
from tests.storage import book


@pytest.fixture(autouse=True)
def _more(database: Database) -> None:
    """Ten entries more in each journal, and somebody with the keys took the triggers away that keep them."""
    database.execute("PRAGMA main.synchronous = OFF")
    database.execute("PRAGMA people.synchronous = OFF")
    with database.transaction():
        for name in database.schemas:
            for number in range(10):
                at = f"2026-11-24T09:{number:02d}:00Z"
                journal.write(database, name, at=at, user_id="u1", action="a.b", subject={"item": number})
            database.execute(f"DROP TRIGGER {name}.journal_kept_as_written")
            database.execute(f"DROP TRIGGER {name}.journal_never_deleted")


def broken_at(database: Database) -> int | None:
    found = journal.first_break(database, "main")
    return None if found is None else found.id


def test_a_journal_that_was_only_added_to_is_whole(database: Database) -> None:
    for name in database.schemas:
        assert journal.first_break(database, name) is None
        assert [entry.id for entry in journal.entries(database, name)] == list(range(13, 0, -1))
        assert journal.entries(database, name, limit=1)[0].subject == {"item": 9}


@pytest.mark.parametrize("name", ["main", "people"])
@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-11-23T09:00:00Z'",
        "user_id = 'u2'",
        "action = 'a.c'",
        "subject = '{\"item\":99}'",
        "subject = ''",
        "hash = zeroblob(32)",
        "hash = x''",
        "id = 77",
    ],
)
def test_a_changed_entry_is_found(database: Database, name: str, change: str) -> None:
    database.execute(f"UPDATE {name}.journal SET {change} WHERE id = 6")
    found = journal.first_break(database, name)
    assert found is not None
    assert found.id in (6, 7)
    other = "people" if name == "main" else "main"
    assert journal.first_break(database, other) is None


@pytest.mark.parametrize("first", [1, 2, 6])
def test_a_missing_entry_is_found(database: Database, first: int) -> None:
    database.execute("DELETE FROM journal WHERE id = ?", (first,))
    assert broken_at(database) == first + 1


def test_two_entries_that_changed_places_are_found(database: Database) -> None:
    for old, new in ((5, 99), (6, 5), (99, 6)):
        database.execute("UPDATE journal SET id = ? WHERE id = ?", (new, old))
    assert broken_at(database) == 5


def test_an_entry_is_written_with_the_rest_or_not_at_all(database: Database) -> None:
    def half() -> None:
        with database.transaction():
            journal.write(database, "people", at=book.AT, user_id="u1", action="a.b", subject={})
            raise LookupError

    with pytest.raises(LookupError):
        half()
    assert journal.entries(database, "people", limit=1)[0].id == 13


def test_no_entry_of_either_journal_holds_what_somebody_typed(tmp_path: Path) -> None:
    marked = build(tmp_path / "vault", members=12)
    # The words of the sheet one after the other: single ones, such as "receive", are words of our own too.
    sheet = " ".join(marked.recovery_words)
    wanted = spellings([*marked.markers.all, *marked.codes, *marked.passphrases.values(), sheet])
    count = 0
    for name in marked.session.database.schemas:
        assert journal.first_break(marked.session.database, name) is None
        for entry in journal.entries(marked.session.database, name, limit=10_000):
            count += 1
            assert not hits(f"{entry.action} {entry.user_id} {entry.subject}".encode(), wanted)
    assert count > 80
    # The stock's journal names no member even by number: who received something stands in the people's alone.
    numbers = {str(member) for member in marked.members}
    for entry in journal.entries(marked.session.database, "main", limit=10_000):
        assert not numbers & set(map(str, entry.subject.values()))
    marked.session.close()
