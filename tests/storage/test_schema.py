"""The schema: the same however a vault came to it, never half changed, and it refuses what must not happen."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from desktop.domain.errors import VaultNewer
from desktop.storage import connection, erasing, journal, schema, snapshot, wholeness
from desktop.storage.connection import Database, DatabaseKeys
from desktop.storage.rows import IntegrityError, OperationalError
from desktop.storage.schema import PEOPLE, STOCK
from tests.storage import book

V1 = Path(__file__).parent / "fixtures" / "v1"
V2 = V1.with_name("v2")
FIXTURE_KEYS = DatabaseKeys(stock=bytes(range(32)), people=bytes(range(100, 132)))
"""The fixtures' keys, which protect nothing.

`book.filled(V1, FIXTURE_KEYS)` made the first at version 1, the same with `book.erase_one` the second when the people's
database came to version 2. They are never made again.
"""


def shape(database: Database) -> dict[str, object]:
    """Every table, index and trigger of both databases as SQL, and the numbers that stand in the files' heads."""
    found: dict[str, object] = {}
    for name in database.schemas:
        found[name] = sorted(
            map(tuple, database.rows(f"SELECT type, name, tbl_name, sql FROM {name}.sqlite_schema")), key=str
        )
        found[f"{name} version"] = database.value(f"PRAGMA {name}.user_version")
        found[f"{name} application"] = database.value(f"PRAGMA {name}.application_id")
    return found


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        f"{name}.{table}": list(map(tuple, database.rows(f'SELECT * FROM {name}."{table}" ORDER BY 1, 2')))
        for name in database.schemas
        for (table,) in database.rows(f"SELECT name FROM {name}.sqlite_schema WHERE type = 'table' ORDER BY name")
    }


# Steps


def only_first(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let the program know only so many steps."""
    real = schema.steps
    monkeypatch.setattr(schema, "steps", lambda name: real(name)[:count])


@pytest.mark.parametrize("known", range(1, max(len(schema.steps(STOCK)), len(schema.steps(PEOPLE))) + 1))
def test_a_vault_of_each_earlier_program_becomes_as_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    fresh = book.empty(tmp_path / "fresh")
    expected = shape(fresh)
    fresh.close()
    keys = book.new_keys()
    with monkeypatch.context() as patch:
        only_first(patch, known)
        book.empty(tmp_path / "old", keys).close()
    migrated = connection.open_vault(tmp_path / "old", keys, vault_id=book.VAULT)
    assert shape(migrated) == expected
    migrated.close()


def test_steps_are_numbered_without_gaps_and_no_two_share_a_number() -> None:
    for name in (STOCK, PEOPLE):
        numbers = [number for number, _sql in schema.steps(name)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_every_statement_of_every_step_names_its_database() -> None:
    # An unqualified CREATE would land in the stock, whichever file it stands in.
    for name in (STOCK, PEOPLE):
        for _number, sql in schema.steps(name):
            for statement in schema.statements(sql):
                words = statement.split("(")[0].upper()
                if words.startswith("CREATE"):
                    assert f" {name.upper()}." in words, statement


def with_more(name: str, sql: str) -> dict[str, list[tuple[int, str]]]:
    """The steps there are, with one more for a database."""
    known = {each: schema.steps(each) for each in (STOCK, PEOPLE)}
    known[name] = [*known[name], (known[name][-1][0] + 1, sql)]
    return known


BROKEN_STEPS = [
    "CREATE TABLE people.added (id INTEGER PRIMARY KEY) STRICT;\nUPDATE people.member SET nothing = 1;\n",
    "DROP TABLE people.request_answer;\nDROP TABLE people.nonsense;\n",
    "UPDATE people.member SET note = 'changed';\nINSERT INTO people.consent (id) VALUES (1);\n",
    "CREATE TRIGGER people.odd AFTER INSERT ON member BEGIN\n    SELECT 1;\nEND;\nNONSENSE;\n",
]


@pytest.mark.parametrize("broken", BROKEN_STEPS)
def test_a_step_that_fails_leaves_both_databases_as_they_were(
    folder: Path, keys: DatabaseKeys, database: Database, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    expected = shape(database), contents(database)
    database.close()
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    steps = with_more(PEOPLE, broken)
    steps[STOCK] = with_more(STOCK, "CREATE TABLE main.good (id INTEGER PRIMARY KEY) STRICT;\n")[STOCK]
    with monkeypatch.context() as patch:
        patch.setattr(schema, "steps", steps.__getitem__)
        with pytest.raises((OperationalError, IntegrityError)):
            connection.open_vault(folder, keys, vault_id=book.VAULT)
    assert {path.name for path in folder.iterdir()} == set(files)
    after = connection.open_vault(folder, keys, vault_id=book.VAULT)
    assert (shape(after), contents(after)) == expected
    assert wholeness.is_whole(after)
    after.close()


def test_a_good_step_runs_once_and_keeps_every_row(
    folder: Path, keys: DatabaseKeys, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = contents(database)
    database.close()
    steps = with_more(PEOPLE, "ALTER TABLE people.provider ADD COLUMN hours TEXT NOT NULL DEFAULT '';\n")
    monkeypatch.setattr(schema, "steps", steps.__getitem__)
    for _time in range(2):
        after = connection.open_vault(folder, keys, vault_id=book.VAULT)
        assert schema.version(after.connection, PEOPLE) == steps[PEOPLE][-1][0]
        assert after.rows("SELECT hours FROM people.provider") == [("",)]
        now = contents(after)
        after.close()
    assert {name: found for name, found in now.items() if name != "people.provider"} == {
        name: found for name, found in rows.items() if name != "people.provider"
    }


@pytest.mark.parametrize("name", [STOCK, PEOPLE])
def test_a_database_that_knows_more_steps_is_refused(
    folder: Path, keys: DatabaseKeys, database: Database, name: str
) -> None:
    database.execute(f"PRAGMA {name}.user_version = {schema.steps(name)[-1][0] + 1}")
    database.close()
    with pytest.raises(VaultNewer):
        connection.open_vault(folder, keys, vault_id=book.VAULT)


def test_the_scripts_are_split_where_their_statements_end() -> None:
    script = "-- why\nCREATE TABLE a (b TEXT DEFAULT ';');\n\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
    script += "    SELECT 1;\n    SELECT 2;\nEND;\n-- last\nSELECT 3;\n"
    found = schema.statements(script)
    assert [statement.split()[1] for statement in found] == ["TABLE", "TRIGGER", "3;"]
    plain = sqlite3.connect(":memory:")
    for statement in found:
        plain.execute(statement)
    plain.close()


# The databases of earlier versions


@pytest.mark.parametrize("version", [V1, V2], ids=lambda version: version.name)
def test_the_databases_of_each_landed_version_open_and_come_to_the_present(tmp_path: Path, version: Path) -> None:
    shutil.copytree(version, tmp_path / "vault")
    opened = connection.open_vault(tmp_path / "vault", FIXTURE_KEYS, vault_id=book.VAULT)
    fresh = book.empty(tmp_path / "fresh")
    assert shape(opened) == shape(fresh)
    fresh.close()
    assert opened.rows("SELECT name FROM people.member WHERE erased = 0") == [("Jade River",)]
    assert opened.rows("SELECT sum(quantity) FROM movement") == [(497,)]
    assert opened.rows("SELECT number FROM people.referral WHERE id = 1") == [("26-AS-00001-1",)]
    assert wholeness.belong_together(opened)
    assert wholeness.is_whole(opened)
    opened.close()


def test_the_first_versions_records_are_all_there_after_its_steps(tmp_path: Path) -> None:
    shutil.copytree(V1, tmp_path / "v1")
    with snapshot.opened(tmp_path / "v1", FIXTURE_KEYS) as old:
        before = contents(old)
    opened = connection.open_vault(tmp_path / "v1", FIXTURE_KEYS, vault_id=book.VAULT)
    after = contents(opened)
    opened.close()
    assert after.pop("people.erased") == []
    # Each member has one column more.
    assert after.pop("people.member") == [(*row, 0) for row in before.pop("people.member")]
    assert after == before


def test_the_second_versions_erased_person_is_known_and_nowhere(tmp_path: Path) -> None:
    shutil.copytree(V2, tmp_path / "v2")
    opened = connection.open_vault(tmp_path / "v2", FIXTURE_KEYS, vault_id=book.VAULT)
    assert erasing.erased_ids(opened) == {book.ERASED}
    assert erasing.count_members(opened) == 1
    assert opened.rows("SELECT member_id FROM people.recipient ORDER BY document_id") == [(11,), (book.NEW,)]
    assert journal.entries(opened, PEOPLE, limit=2)[1].subject == {"document": 4, "member": None}
    opened.close()


# What is refused

KEPT = {
    "movement": ("quantity = 1", "movement is append-only"),
    "document": ("number = 'x'", "document is append-only"),
    "journal": ("action = 'x'", "journal is append-only"),
    "closed_month": ("month = '2020-01'", "a closed month stays closed"),
    "people.journal": ("action = 'x'", "journal is append-only"),
    "people.recipient": ("member_id = 12", "recipient is append-only"),
    "people.referral": ("member_id = NULL", "referral is append-only"),
    "people.referral_outcome": ("outcome = NULL", "referral outcome is append-only"),
    "people.month_figures": ("content = ''", "the figures of a closed month stay"),
    "people.erased": ("member_id = 11", "who was erased stays erased"),
}


@pytest.mark.parametrize("table", KEPT)
def test_what_is_written_once_is_neither_changed_nor_deleted_nor_replaced(database: Database, table: str) -> None:
    book.erase_one(database)
    change, reason = KEPT[table]
    before = contents(database)
    for sql in (
        f"UPDATE {table} SET {change}",
        f"UPDATE OR IGNORE {table} SET {change}",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(IntegrityError, match=f"{reason}|month is closed"):
            database.execute(sql)
    assert contents(database) == before


@pytest.mark.parametrize("day", ["2026-10-31", "2026-10-01", "2025-12-31", "1999-01-01"])
def test_a_closed_month_and_all_before_it_take_no_entry(database: Database, day: str) -> None:
    with pytest.raises(IntegrityError, match="month is closed"):
        book.document(database, 9, "intake", day)
    with pytest.raises(IntegrityError, match="month is closed"):
        book.movement(database, 2, 1, "received", day, item_id=1, batch_id=1, place_id=1)
    book.document(database, 9, "intake", "2026-11-01")
    book.movement(database, 9, 1, "received", "2026-11-01", item_id=1, batch_id=1, place_id=1)


STOCKED = {"item_id": 1, "batch_id": 1, "place_id": 1}
REFUSED = {
    "less than nothing on a shelf": ("movement", {"document_id": 2, "quantity": -498, "class": "issued", **STOCKED}),
    "a movement of nothing": ("movement", {"document_id": 2, "quantity": 0, "class": "issued", **STOCKED}),
    "an unknown class": ("movement", {"document_id": 2, "quantity": 1, "class": "gone", **STOCKED}),
    "a movement without a document": ("movement", {"document_id": 99, "quantity": 1, "class": "issued", **STOCKED}),
    "a movement of no item": (
        "movement",
        {"document_id": 2, "quantity": 1, "class": "issued", **STOCKED, "item_id": 9},
    ),
    "a text for a number": ("movement", {"document_id": 2, "quantity": "many", "class": "issued", **STOCKED}),
    "half a piece": ("movement", {"document_id": 2, "quantity": 1.5, "class": "issued", **STOCKED}),
    "two uses of a form": ("document", {"uuid": "x", "form_key": "f2", "number": "x"}),
    "two documents of a number": ("document", {"uuid": "x", "form_key": "x", "number": "n2"}),
    "nobody served": ("document", {"uuid": "x", "form_key": "x", "number": "x", "head_count": 0}),
    "two reversals": ("document", {"uuid": "x", "form_key": "x", "number": "x", "reverses_id": 99}),
    "a document by nobody": ("document", {"uuid": "x", "form_key": "x", "number": "x", "recorded_by": "nobody"}),
    "a pack of one": ("item_pack", {"item_id": 1, "name": "One", "size": 1}),
    "two items of a barcode": ("item_barcode", {"item_id": 1, "code": "4006381333931"}),
    "two places of a name": ("place", {"uuid": "x", "name": "SHELF A", "folded": "shelf a"}),
    "two batches that are one": (
        "batch",
        {"uuid": "x", "item_id": 1, "lot": "B-1", "expires_on": "2027-11-30", "received_on": book.DAY},
    ),
    "a user half active": ("user", {"id": "x", "name": "X", "role": "volunteer", "active": 2}),
    "two copies of a number": ("print", {"document_id": 2, "copy": 1, "printed_at": book.AT, "printed_by": "u1"}),
    "a count below nothing": (
        "stocktake_line",
        {"stocktake_id": 1, "item_id": 1, "batch_id": 1, "counted": -1, "book": 0, "counted_at": book.AT},
    ),
    "a month closed twice": ("closed_month", {"month": "2026-10", "closed_at": book.AT, "closed_by": "u1"}),
    "two members of a name": ("people.member", {"id": 12, "code": "X", "folded_name": "jade river"}),
    "two members of a code": ("people.member", {"id": 12, "code": "K7M-4Q", "folded_name": "x"}),
    "a household of none": ("people.member", {"id": 12, "code": "X", "folded_name": "x", "household": 0}),
    "somebody erased who has a name": ("people.member", {"id": 12, "code": "X", "folded_name": "x", "erased": 1}),
    "half a consent": ("people.consent", {"member_id": 11, "purpose": "counted", "given": 2}),
    "a consent of nobody": ("people.consent", {"member_id": 99, "purpose": "counted", "given": 1}),
    "a hand-out to two": ("people.recipient", {"document_id": 2, "member_id": 11}),
    "a hand-out to nobody": ("people.recipient", {"document_id": 3, "member_id": 99}),
    "a request of nobody": ("people.request", {"uuid": "x", "form_key": "x", "member_id": 99, "words": "x"}),
    "two answers": ("people.request_answer", {"request_id": 1, "met": 1}),
    "half an answer": ("people.request_answer", {"request_id": 1, "met": 2}),
}
COMMON = {
    "movement": {"occurred_on": book.DAY},
    "document": {"kind": "distribution", "occurred_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
    "people.member": {"name": "X", "folded": "x", "registered_on": book.DAY, "form_key": "x"},
    "people.consent": {"recorded_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
    "people.recipient": {"occurred_on": book.DAY},
    "people.request": {"asked_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
    "people.request_answer": {"answered_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_databases_themselves_refuse(database: Database, what: str) -> None:
    table, values = REFUSED[what]
    before = contents(database)
    with pytest.raises(IntegrityError):
        database.insert(table, **{**COMMON.get(table, {}), **values})
    assert contents(database) == before


def test_the_kept_sums_follow_every_movement(database: Database) -> None:
    assert database.rows("SELECT quantity FROM balance") == [(497,)]
    book.movement(database, 2, -7, "issued", book.DAY, **STOCKED)
    assert database.rows("SELECT quantity FROM balance") == [(490,)]
    totals = database.rows("SELECT month, class, quantity FROM month_total ORDER BY month")
    assert totals == [("2026-10", "received", 500), ("2026-11", "issued", -10)]
