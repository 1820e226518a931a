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
    expected = shape(database), book.contents(database)
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
    assert (shape(after), book.contents(after)) == expected
    assert wholeness.is_whole(after)
    after.close()


def test_a_good_step_runs_once_and_keeps_every_row(
    folder: Path, keys: DatabaseKeys, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = book.contents(database)
    database.close()
    steps = with_more(PEOPLE, "ALTER TABLE people.provider ADD COLUMN hours TEXT NOT NULL DEFAULT '';\n")
    monkeypatch.setattr(schema, "steps", steps.__getitem__)
    for _time in range(2):
        after = connection.open_vault(folder, keys, vault_id=book.VAULT)
        assert schema.version(after.connection, PEOPLE) == steps[PEOPLE][-1][0]
        assert after.rows("SELECT hours FROM people.provider") == [("",)]
        now = book.contents(after)
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


def named(database: Database) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, by column."""
    found = {}
    for table, rows in book.contents(database).items():
        name, _dot, bare = table.partition(".")
        columns = [column for _number, column, *_rest in database.rows(f"PRAGMA {name}.table_info('{bare}')")]
        found[table] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


NEW_COLUMNS: dict[str, dict[str, object]] = {
    "main.item": {
        "wished_level": 0,
        "lots": 1,
        "serials": 0,
        "worth": 0,
        "worth_of": 1,
        "recount_since": None,
        "merged_into": None,
        "merged_by": None,
    },
    "main.item_barcode": {"quantity": 1},
    "main.place": {"kind": "shelf"},
    "main.batch": {"fund_id": None, "recipe_id": None},
    "main.document": {"fund_id": None, "to_place_id": None, "purpose": ""},
    "main.stocktake": {"blind": 0, "submitted_at": None, "submitted_by": None, "approved_by": None},
    "main.stocktake_line": {"place_id": 1, "moved": None, "seen": None, "counted_by": "u1"},
    "people.member": {"erased": 0},
}


def come_to_the_present(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Take a vault's steps, and compare all that was in it before; what it holds then."""
    with snapshot.opened(folder, FIXTURE_KEYS) as old:
        before = named(old)
    opened = connection.open_vault(folder, FIXTURE_KEYS, vault_id=book.VAULT)
    after = named(opened)
    assert wholeness.is_whole(opened)
    opened.close()
    for table, rows in before.items():
        new = NEW_COLUMNS.get(table, {})
        # By name, because a table that was made anew may hold its columns in another order.
        assert after[table] == [{**row, **{name: new[name] for name in new if name not in row}} for row in rows], table
    assert all(not after[table] for table in after.keys() - before.keys())
    return after


def test_the_first_versions_records_are_all_there_after_its_steps(tmp_path: Path) -> None:
    shutil.copytree(V1, tmp_path / "v1")
    after = come_to_the_present(tmp_path / "v1")
    assert after["people.erased"] == []
    assert len(after["main.movement"]) == 2
    assert len(after["main.stocktake_line"]) == 1


def test_a_ledger_with_reversals_stays_as_it_was_written_when_it_learns_new_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(V1, tmp_path / "v1")
    with monkeypatch.context() as patch:
        only_first(patch, 1)
        old = connection.open_vault(tmp_path / "v1", FIXTURE_KEYS, vault_id=book.VAULT)
        book.document(old, 7, "distribution", book.DAY)
        given = book.movement(old, 7, -20, "issued", book.DAY, **book.STOCKED)
        book.document(old, 8, "distribution", book.DAY, reverses_id=7)
        back = book.movement(old, 8, 20, "issued", book.DAY, reverses_id=given, **book.STOCKED)
        # A gap in the ids, and one after the other out of step with the days.
        book.document(old, 9, "intake", "2026-11-02")
        book.movement(old, 9, 5, "received", "2026-11-02", id=900, **book.STOCKED)
        old.close()
    after = come_to_the_present(tmp_path / "v1")
    assert [(row["id"], row["reverses_id"]) for row in after["main.movement"]][-3:] == [
        (given, None),
        (back, given),
        (900, None),
    ]
    opened = connection.open_vault(tmp_path / "v1", FIXTURE_KEYS, vault_id=book.VAULT)
    assert opened.rows("SELECT quantity FROM balance") == [(502,)]
    with pytest.raises(IntegrityError):  # one reversal each, as before
        book.movement(opened, 8, 20, "issued", book.DAY, reverses_id=given, **book.STOCKED)
    book.document(opened, 10, "transfer", book.DAY)
    book.movement(opened, 10, -2, "moved", book.DAY, **book.STOCKED)
    assert opened.rows("SELECT quantity FROM balance") == [(500,)]
    opened.close()


def test_the_second_versions_erased_person_is_known_and_nowhere(tmp_path: Path) -> None:
    shutil.copytree(V2, tmp_path / "v2")
    opened = connection.open_vault(tmp_path / "v2", FIXTURE_KEYS, vault_id=book.VAULT)
    assert erasing.erased_ids(opened) == {book.ERASED}
    assert erasing.count_members(opened) == 1
    assert opened.rows("SELECT member_id FROM people.recipient ORDER BY document_id") == [(11,), (book.NEW,)]
    assert journal.entries(opened, PEOPLE, limit=2)[1].subject == {"document": 4, "member": None}
    opened.close()
