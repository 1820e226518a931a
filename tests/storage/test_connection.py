"""Opening, settings, one transaction over both files, and the system's faults as sentences."""

import functools
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.domain.errors import LarderError, VaultDamaged, VaultExists, VaultFull, VaultInUse, VaultUnwritable
from desktop.storage import connection
from desktop.storage.connection import APPLICATION_IDS, FILES, Database, DatabaseKeys
from desktop.storage.rows import DatabaseError, IntegrityError, OperationalError
from tests.storage import book

SETTINGS = {
    "journal_mode": "delete",
    "synchronous": 3,  # EXTRA
    "locking_mode": "exclusive",
    "journal_size_limit": 0,
    "secure_delete": 1,
}
OF_CONNECTION = {"foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1, "recursive_triggers": 1}


def check_settings(database: Database) -> None:
    for name in database.schemas:
        for setting, value in SETTINGS.items():
            assert database.value(f"PRAGMA {name}.{setting}") == value, (name, setting)
        assert database.value(f"PRAGMA {name}.application_id") == APPLICATION_IDS[name]
    for setting, value in OF_CONNECTION.items():
        assert database.value(f"PRAGMA {setting}") == value, setting
    assert str(database.value("PRAGMA cipher_version")).startswith("4.")
    assert str(database.value("PRAGMA cipher_memory_security")) == "1"


def test_the_settings_hold_on_new_databases_and_on_opened_ones(
    database: Database, folder: Path, keys: DatabaseKeys, tmp_path: Path
) -> None:
    database.close()
    fresh = book.empty(tmp_path / "fresh")
    check_settings(fresh)
    fresh.close()
    for opening in (keys, DatabaseKeys(keys.stock, None)):
        opened = connection.open_vault(folder, opening, vault_id=book.VAULT)
        check_settings(opened)
        opened.close()


def test_the_files_are_encrypted_and_their_owners_alone(database: Database, folder: Path) -> None:
    for name in FILES.values():
        path = folder / name
        raw = path.read_bytes()
        assert not raw.startswith(b"SQLite format 3")
        assert b"CREATE TABLE" not in raw
        # Random bytes: no value comes much more often than another.
        assert max(raw.count(value) for value in range(256)) < 2 * len(raw) / 256
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert database.value("SELECT count(*) FROM sqlite_schema") > 10


def test_without_the_peoples_key_there_is_no_people(database: Database, folder: Path, keys: DatabaseKeys) -> None:
    database.close()
    opened = connection.open_vault(folder, DatabaseKeys(keys.stock, None), vault_id=book.VAULT)
    assert opened.schemas == ("main",)
    assert opened.value("SELECT count(*) FROM movement") == 2
    with pytest.raises(OperationalError, match="no such table"):
        opened.rows("SELECT * FROM people.member")
    opened.close()


def test_wrong_keys_open_nothing(database: Database, folder: Path, keys: DatabaseKeys) -> None:
    database.close()
    assert keys.people is not None
    other = book.new_keys()
    for wrong in (
        DatabaseKeys(other.stock, keys.people),
        DatabaseKeys(keys.stock, other.people),
        DatabaseKeys(keys.people, keys.stock),
        DatabaseKeys(bytes(32), None),
    ):
        with pytest.raises(VaultDamaged):
            connection.open_vault(folder, wrong, vault_id=book.VAULT)
    connection.open_vault(folder, keys, vault_id=book.VAULT).close()


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_not_taken_for_a_passphrase(tmp_path: Path, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        connection.create(tmp_path, DatabaseKeys(bytes(length), bytes(32)), vault_id=book.VAULT)
    with pytest.raises(ValueError, match="32 bytes"):
        connection.key_text(bytes(length))


def test_new_databases_are_never_made_over_others(database: Database, folder: Path, tmp_path: Path) -> None:
    before = (folder / "people.db").read_bytes()
    with pytest.raises(VaultExists):
        connection.create(folder, book.new_keys(), vault_id=book.VAULT)
    (folder / "stock.db").rename(tmp_path / "stock.db")
    with pytest.raises(VaultExists):
        connection.create(folder, book.new_keys(), vault_id=book.VAULT)
    assert (folder / "people.db").read_bytes() == before


def test_a_second_connection_is_refused(
    database: Database, folder: Path, keys: DatabaseKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without waiting, as a second program would for some seconds.
    monkeypatch.setattr(connection, "connect", functools.partial(connection.connect, timeout=0))
    with pytest.raises(VaultInUse):
        connection.open_vault(folder, keys, vault_id=book.VAULT)
    assert database.value("SELECT count(*) FROM movement") == 2


class Stop(Exception):
    """Something goes wrong."""


@pytest.mark.parametrize("error", [Stop, KeyboardInterrupt, VaultFull])
def test_a_transaction_that_is_left_by_an_error_changes_neither_file(
    database: Database, error: type[BaseException]
) -> None:
    def half() -> None:
        with database.transaction():
            database.insert("setting", key="a", value="1")
            database.execute("UPDATE people.member SET note = 'changed'")
            raise error

    with pytest.raises(error):
        half()
    assert not database.connection.in_transaction
    assert database.row("SELECT 1 FROM setting WHERE key = 'a'") is None
    assert database.value("SELECT note FROM people.member") == ""


def test_a_refused_row_takes_the_whole_transaction_back(database: Database) -> None:
    def half() -> None:
        with database.transaction():
            database.execute("UPDATE people.member SET note = 'changed'")
            database.insert(
                "movement", document_id=2, item_id=1, batch_id=1, place_id=1, quantity=-900, occurred_on="x"
            )

    with pytest.raises(IntegrityError):
        half()
    assert database.value("SELECT note FROM people.member") == ""


def test_a_transaction_is_kept_in_both_files(database: Database, folder: Path, keys: DatabaseKeys) -> None:
    with database.transaction():
        database.insert("setting", key="a", value="1")
        database.execute("UPDATE people.member SET note = 'changed'")
    database.close()
    opened = connection.open_vault(folder, keys, vault_id=book.VAULT)
    assert opened.value("SELECT value FROM setting WHERE key = 'a'") == "1"
    assert opened.value("SELECT note FROM people.member") == "changed"
    opened.close()
    assert {path.name for path in folder.iterdir()} == set(FILES.values())


def test_there_is_no_transaction_inside_another(database: Database) -> None:
    def nested() -> None:
        with database.transaction():
            database.insert("setting", key="a", value="1")
            with database.transaction():
                pass

    with pytest.raises(OperationalError, match="within a transaction"):
        nested()
    assert database.row("SELECT 1 FROM setting WHERE key = 'a'") is None


def test_closing_in_the_middle_rolls_back(database: Database, folder: Path, keys: DatabaseKeys) -> None:
    database.execute("BEGIN")
    database.insert("setting", key="a", value="1")
    database.close()
    opened = connection.open_vault(folder, keys, vault_id=book.VAULT)
    assert opened.row("SELECT 1 FROM setting WHERE key = 'a'") is None
    opened.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (5, VaultInUse),
        (6, VaultInUse),
        (8, VaultUnwritable),
        (8 | 5 << 8, VaultUnwritable),
        (10, VaultUnwritable),
        (10 | 13 << 8, VaultUnwritable),
        (11, VaultDamaged),
        (13, VaultFull),
        (14, VaultUnwritable),
        (26, VaultDamaged),
    ],
)
def test_each_fault_of_the_system_has_its_sentence(code: int, kind: type[LarderError]) -> None:
    error = OperationalError("it broke")
    error.sqlite_errorcode = code
    with pytest.raises(kind), connection.translated():
        raise error


def test_faults_without_a_code_are_known_by_their_words_and_others_stay_what_they_are() -> None:
    with pytest.raises(VaultDamaged), connection.translated():
        raise DatabaseError("file is not a database")
    with pytest.raises(VaultFull), connection.translated():
        raise OperationalError("database or disk is full")
    with pytest.raises(OperationalError, match="no such table"), connection.translated():
        raise OperationalError("no such table: x")
    with pytest.raises(IntegrityError), connection.translated():
        raise IntegrityError("UNIQUE constraint failed")


def test_what_is_remembered_is_read_anew_after_a_write_and_never_from_what_was_rolled_back(database: Database) -> None:
    def place() -> str:
        return str(database.value("SELECT name FROM place"))

    assert database.remembered("place", place) == "Shelf A"
    assert database.remembered("place", lambda: "not asked") == "Shelf A"
    with suppress(ZeroDivisionError), database.transaction():
        database.execute("UPDATE place SET name = 'Shelf B'")
        assert database.remembered("place", place) == "Shelf B"
        raise ZeroDivisionError
    assert database.remembered("place", place) == "Shelf A"
    with database.transaction():
        database.execute("UPDATE people.member SET note = 'x'")
        database.execute("UPDATE place SET name = 'Shelf B'")
    assert database.remembered("place", place) == "Shelf B"
