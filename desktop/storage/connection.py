"""Opening, closing, and one transaction at a time.

Settings and their reasons, measured: DELETE journal with EXTRA sync survives kills and pulled plugs without losing a confirmed
row (a write-ahead log lost rows to one flipped bit and undid a restore); EXCLUSIVE keeps a second program out; with this journal
mode a transaction over both files is atomic through SQLite's super-journal.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from desktop.domain.errors import LarderError, VaultDamaged, VaultExists, VaultFull, VaultInUse, VaultUnwritable
from desktop.storage import schema
from desktop.storage.rows import Connection, DatabaseError, connect

T = TypeVar("T")

STOCK_FILE = "stock.db"
PEOPLE_FILE = "people.db"
FILES = {schema.STOCK: STOCK_FILE, schema.PEOPLE: PEOPLE_FILE}
APPLICATION_IDS = {schema.STOCK: 0x4C525331, schema.PEOPLE: 0x4C525031}  # "LRS1", "LRP1"
VAULT_META = "vault"

_ERRORS: dict[int, type[LarderError]] = {
    5: VaultInUse,  # SQLITE_BUSY
    6: VaultInUse,  # SQLITE_LOCKED
    8: VaultUnwritable,  # SQLITE_READONLY
    10: VaultUnwritable,  # SQLITE_IOERR
    11: VaultDamaged,  # SQLITE_CORRUPT
    13: VaultFull,  # SQLITE_FULL
    14: VaultUnwritable,  # SQLITE_CANTOPEN
    26: VaultDamaged,  # SQLITE_NOTADB
}
_MESSAGES = {  # where the library names no code: after a refused key, and in backup()
    "file is not a database": 26,
    "database or disk is full": 13,
    "disk I/O error": 10,
    "database disk image is malformed": 11,
    "attempt to write a readonly database": 8,
    "unable to open database file": 14,
    "database is locked": 5,
}


@dataclass(frozen=True)
class DatabaseKeys:
    """The raw 32-byte keys of the two databases; `people` is None for a role that must not see people."""

    stock: bytes
    people: bytes | None

    def of(self, name: str) -> bytes | None:
        """The key of one schema."""
        return self.stock if name == schema.STOCK else self.people


class Database:
    """The vault's databases on one connection, owned by the thread that opened it."""

    def __init__(self, connection: Connection, *, has_people: bool) -> None:
        self.connection = connection
        self.has_people = has_people
        self._open = True
        self._remembered: dict[Hashable, tuple[int, Any]] = {}

    @property
    def schemas(self) -> tuple[str, ...]:
        """The attached databases: `main` is the stock, `people` only for roles that hold its key."""
        return (schema.STOCK, schema.PEOPLE) if self.has_people else (schema.STOCK,)

    def execute(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> Any:
        """Run one statement; system faults become the errors a person understands."""
        with translated():
            return self.connection.execute(sql, values)

    def rows(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Any]:
        """All rows of a query."""
        with translated():
            return list(self.connection.execute(sql, values))

    def row(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> Any:
        """The first row of a query, or None."""
        with translated():
            return self.connection.execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` reads, kept until anything is written; nobody else can write, since the files are held exclusively.

        Args:
            key: Names what is read, and all it depends on besides the records.
        """
        if self.connection.in_transaction:
            return make()  # it may be rolled back
        now = self.connection.total_changes
        written, value = self._remembered.get(key, (-1, None))
        if written != now:
            if any(at != now for at, _value in self._remembered.values()):
                self._remembered.clear()
            value = make()
            self._remembered[key] = now, value
        return value  # type: ignore[no-any-return]

    def insert(self, table: str, **values: object) -> int:
        """Insert one row and give its id. Column names come from our own code, never from outside."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        return int(self.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())).lastrowid)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside becomes durable together, over both files, or nothing does."""
        with translated():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already; a second ROLLBACK would hide the real error.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close both files; unfinished work is rolled back. A second call does nothing."""
        if not self._open:
            return
        self._open = False
        self._remembered.clear()
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        finally:
            self.connection.close()


def create(folder: Path, keys: DatabaseKeys, *, vault_id: str) -> Database:
    """Make both databases in `folder`, which must not hold any. Raises VaultExists, VaultFull, VaultUnwritable."""
    if any((folder / name).exists() for name in FILES.values()):
        raise VaultExists()
    with translated():
        database = _connect(folder, keys)
        try:
            for name in database.schemas:
                database.connection.execute(f"PRAGMA {name}.application_id = {APPLICATION_IDS[name]}")
            schema.migrate(database.connection, database.schemas)
            with database.transaction():
                for name in database.schemas:
                    database.insert(f"{name}.meta", key=VAULT_META, value=vault_id)
            for name in FILES.values():
                (folder / name).chmod(0o600)
        except BaseException:
            database.close()
            raise
    return database


def is_interrupted(folder: Path) -> bool:
    """Whether the last program ended without closing: its journals are left, and the next opening rolls back what they hold."""
    journals = (folder / f"{name}-journal" for name in FILES.values())
    return any(journal.exists() for journal in journals)


def open_vault(
    folder: Path, keys: DatabaseKeys, *, vault_id: str, before_steps: Callable[[], object] | None = None
) -> Database:
    """Open the databases the keys open, and run pending steps.

    Args:
        before_steps: Called when a step is pending, with both files closed and nothing changed yet. When it raises, nothing is.

    Raises:
        VaultDamaged: A file is missing, empty, damaged, or belongs to another vault.
        VaultNewer: A newer program wrote it.
        VaultInUse: Another program has it open.
    """
    for name, file in FILES.items():
        path = folder / file
        # An empty file would open as an empty database with any key.
        if keys.of(name) is not None and (not path.is_file() or path.stat().st_size == 0):
            raise VaultDamaged()
    with translated():
        database = _connect(folder, keys)
        try:
            todo = []
            for name in database.schemas:
                if database.value(f"PRAGMA {name}.application_id") != APPLICATION_IDS[name]:
                    raise VaultDamaged()
                # What a newer program wrote is not judged any further.
                todo += schema.pending(database.connection, name)
                if schema.version(database.connection, name) < 1:
                    raise VaultDamaged()
                if database.value(f"SELECT value FROM {name}.meta WHERE key = ?", (VAULT_META,)) != vault_id:
                    raise VaultDamaged()
            if todo and before_steps is not None:
                database.connection.close()
                before_steps()
                database = _connect(folder, keys)
            schema.migrate(database.connection, database.schemas)
            # EXCLUSIVE locking begins with the first write; a second program must not even read until then.
            database.execute("BEGIN EXCLUSIVE")
            database.execute("COMMIT")
            _remove_spent(folder, database)
        except BaseException:
            database.connection.close()
            raise
    return database


def lock_again(database: Database) -> None:
    """Take the files' locks anew, after their bytes were read past the database; outside of any transaction.

    Linux drops all locks a process holds on a file once the process closes that file, by whatever handle.
    """
    for mode in ("NORMAL", "EXCLUSIVE"):
        database.execute(f"PRAGMA locking_mode = {mode}")
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")


@contextmanager
def opening_judged() -> Iterator[None]:
    """While a vault is being opened, whatever its databases refuse, and whatever stands in them that can't, is damage.

    Later on the same faults are ours: a broken rule, reported as unexpected.
    """
    try:
        with translated():
            yield
    except (DatabaseError, ValueError) as error:
        raise VaultDamaged() from error


def _remove_spent(folder: Path, database: Database) -> None:
    """Take away the super-journals that an interrupted commit left: both files have been rolled back or not by now.

    With one file open they stay: the other one's journal may still need its own, and would let half a commit stand without.
    """
    if database.has_people:
        for path in folder.glob(f"{STOCK_FILE}-mj*"):
            with suppress(OSError):
                path.unlink()


def _connect(folder: Path, keys: DatabaseKeys) -> Database:
    connection = connect(str(folder / STOCK_FILE), isolation_level=None, cached_statements=256)
    try:
        apply_key(connection, keys.stock)
        settings(connection, schema.STOCK)
        if keys.people is not None:
            connection.execute(
                f"ATTACH DATABASE ? AS {schema.PEOPLE} KEY ?", (str(folder / PEOPLE_FILE), key_text(keys.people))
            )
            settings(connection, schema.PEOPLE)
    except BaseException:
        connection.close()
        raise
    return Database(connection, has_people=keys.people is not None)


def key_text(key: bytes) -> str:
    """A raw key as SQLCipher takes it. A shorter one would silently be taken as a passphrase, so its length is checked."""
    if len(key) != 32:
        raise ValueError("a database key has 32 bytes")
    return f"x'{key.hex()}'"


def apply_key(connection: Connection, key: bytes) -> None:
    """Give the connection its key, and make sure the library really encrypts."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute("PRAGMA cipher_memory_security = ON")
    connection.execute(f'PRAGMA key = "{key_text(key)}"')
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise VaultDamaged()


def settings(connection: Connection, name: str) -> None:
    """The settings of one attached database; the first read proves the key."""
    connection.execute(f"SELECT count(*) FROM {name}.sqlite_schema").fetchone()
    connection.execute(f"PRAGMA {name}.locking_mode = EXCLUSIVE")
    connection.execute(f"PRAGMA {name}.journal_mode = DELETE")
    connection.execute(f"PRAGMA {name}.synchronous = EXTRA")
    connection.execute(f"PRAGMA {name}.journal_size_limit = 0")
    connection.execute(f"PRAGMA {name}.secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # Otherwise INSERT OR REPLACE would take rows away past the triggers that keep them.
    connection.execute("PRAGMA recursive_triggers = ON")


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's system faults into sentences; a broken rule of ours stays what it is and is reported as unexpected."""
    try:
        yield
    except DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            code = next((number for message, number in _MESSAGES.items() if message in str(error)), None)
        found = _ERRORS.get(code & 0xFF) if code is not None else None
        if found is None:
            raise
        raise found() from error
