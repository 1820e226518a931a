"""Copies of both databases under other keys, of one moment, and the proof that a copy is whole.

`connection.backup()` works between differently keyed connections, so a copy never stands readable on the disk.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import Cancelled, VaultDamaged, VaultNewer
from desktop.storage import connection, erasing, journal, ledger_checks, referrals, schema
from desktop.storage.connection import APPLICATION_IDS, FILES, VAULT_META, Database, DatabaseKeys
from desktop.storage.rows import Connection, OperationalError, connect
from desktop.storage.schema import PEOPLE, STOCK

SLICE_PAGES = 256
"""One MiB: a slice stays far below 50 ms, on slow laptops too."""
_STEPS_BETWEEN_LOOKS = 100_000
_CACHE_KIB = 16 * 1024
"""What refers to what jumps about in the file; with the library's 2 MB, a large one is decrypted over and over."""

Stopped = Callable[[], bool]
"""Whether the person has stopped the work."""
Between = Callable[[], object]
"""Called between two slices; whatever waits for the connection may use it then, and write."""
Report = Callable[[int, int], object]
"""Called with what is done and what there is in all."""


def _never() -> bool:
    return False


def _nothing() -> None:
    pass


def _unseen(_done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Whole:
    """What a whole pair of databases holds.

    Attributes:
        versions: The number of the last schema step of each file.
        rows: The number of rows of each table of each file.
        journal: The hash of each journal's last entry, as hex; empty when there is none.
        members, hand_outs, referrals, items: What people know it by.
    """

    versions: dict[str, int]
    rows: dict[str, dict[str, int]]
    journal: dict[str, str]
    members: int
    hand_outs: int
    referrals: int
    items: int


def size(database: Database) -> int:
    """The bytes that a copy of both databases takes."""
    return sum(
        int(database.value(f"PRAGMA {name}.page_count")) * int(database.value(f"PRAGMA {name}.page_size"))
        for name in database.schemas
    )


def copy(
    database: Database,
    folder: Path,
    keys: DatabaseKeys,
    *,
    report: Report = _unseen,
    between: Between = _nothing,
    stopped: Stopped = _never,
) -> None:
    """Copy both databases, under other keys, into `folder`, as they stand at one moment: that of the return.

    The people's copy is made inside the stock's copy, before its last slice. SQLite itself carries what is written
    between two slices into a copy under way, and nothing is let in between the last slice of the one and of the other.
    So the two belong together although hand-outs went on meanwhile.

    Args:
        report: Called after each slice with pages of both files; what is written meanwhile can make them more.

    Raises:
        Cancelled: `stopped` said so.
        VaultFull, VaultUnwritable, VaultDamaged: The copy can't be made. The files in `folder` are worth nothing then.
    """
    if not database.has_people:
        raise ValueError("a copy needs both databases")
    if stopped():
        raise Cancelled
    with contextlib.ExitStack() as stack, connection.translated():
        stock_copy, people_copy = (
            stack.enter_context(_target(folder / FILES[name], keys.of(name))) for name in database.schemas
        )
        stock_pages, people_pages = (
            int(database.connection.execute(f"PRAGMA {name}.page_count").fetchone()[0]) for name in database.schemas
        )
        # Three slices at least: there is always a place where a hand-out can go between.
        pages = max(1, min(SLICE_PAGES, stock_pages // 3))
        people_done = False

        def after_people_slice(_status: int, remaining: int, total: int) -> None:
            report(stock_pages + total - remaining, stock_pages + total)
            if remaining:
                pause()

        def after_stock_slice(_status: int, remaining: int, total: int) -> None:
            nonlocal people_done
            if people_done:
                return
            report(total - remaining, total + people_pages)
            if remaining > pages:
                pause()
            else:
                database.connection.backup(people_copy, pages=SLICE_PAGES, progress=after_people_slice, name=PEOPLE)
                people_done = True

        def pause() -> None:
            if stopped():
                raise Cancelled
            between()

        database.connection.backup(stock_copy, pages=pages, progress=after_stock_slice, name=STOCK)


def copy_closed(
    source: Path,
    keys: DatabaseKeys,
    target: Path,
    new_keys: DatabaseKeys,
    name: str,
    *,
    copied: Callable[[int], object] = lambda _bytes: None,
    stopped: Stopped = _never,
) -> None:
    """Copy one of two databases that nobody uses into another folder, under another key.

    Args:
        copied: Called after each slice with the bytes copied by then.

    Raises:
        Cancelled, VaultFull, VaultUnwritable, VaultDamaged: As `copy`.
    """
    page_size = 0

    def after_slice(_status: int, remaining: int, total: int) -> None:
        copied((total - remaining) * page_size)
        if stopped():
            raise Cancelled

    with _opened_alone(source, keys, name) as database, _target(target / FILES[name], new_keys.of(name)) as copy_of_it:
        page_size = int(database.value("PRAGMA page_size"))
        database.connection.backup(copy_of_it, pages=SLICE_PAGES, progress=after_slice)


def facts(folder: Path, keys: DatabaseKeys, *, vault_id: str, stopped: Stopped = _never) -> Whole:
    """What the pair of databases in `folder` holds. Quick; whether it is whole, `check_pages` and `check_records` tell.

    Raises:
        VaultDamaged: A file is missing, empty, of another kind or another vault, or can't be read.
        VaultNewer: A newer program wrote it.
        Cancelled: `stopped` said so.
    """
    with opened(folder, keys, stopped=stopped) as database:
        for name in database.schemas:
            check_identity(database, name, vault_id)
        return held(database)


def held(database: Database) -> Whole:
    """What an open pair of databases holds, now."""
    return together(part(database, STOCK), part(database, PEOPLE))


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the two databases holds: its share of a `Whole`."""

    version: int
    rows: dict[str, int]
    journal: str
    known_by: tuple[int, int]


def part(database: Database, name: str) -> Part:
    """What one of an open pair of databases holds, now."""
    if name == STOCK:
        hand_outs = database.value(
            "SELECT count(*) FROM document WHERE kind = 'distribution' AND reverses_id IS NULL "
            "AND id NOT IN (SELECT reverses_id FROM document WHERE reverses_id IS NOT NULL)"
        )
        known_by = int(hand_outs), int(database.value("SELECT count(*) FROM item"))
    else:
        known_by = erasing.count_members(database), int(database.value(f"SELECT count(*) FROM {PEOPLE}.referral"))
    return Part(schema.version(database.connection, name), _rows(database, name), last_hash(database, name), known_by)


def together(stock: Part, people: Part) -> Whole:
    """What a pair holds, from what each of them does."""
    each = ((FILES[STOCK], stock), (FILES[PEOPLE], people))
    return Whole(
        versions={file: found.version for file, found in each},
        rows={file: found.rows for file, found in each},
        journal={file: found.journal for file, found in each},
        members=people.known_by[0],
        hand_outs=stock.known_by[0],
        referrals=people.known_by[1],
        items=stock.known_by[1],
    )


def last_hash(database: Database, name: str) -> str:
    """The hash of a journal's last entry, as hex; empty when there is none. Whatever is written moves it on."""
    last = database.value(f"SELECT hash FROM {name}.journal ORDER BY id DESC LIMIT 1")
    return bytes(last).hex() if last else ""


def check_pages(folder: Path, keys: DatabaseKeys, *, stopped: Stopped = _never) -> None:
    """Prove that every page of both files is as it was written, and that the pages make tables and indexes.

    Raises:
        VaultDamaged, Cancelled: As `facts`.
    """
    with opened(folder, keys, stopped=stopped) as database:
        for name in database.schemas:
            check_pages_of(database, name)


def check_pages_alone(folder: Path, keys: DatabaseKeys, name: str, *, stopped: Stopped = _never) -> None:
    """As `check_pages`, for one of the two files without the other."""
    with _opened_alone(folder, keys, name) as database, _stopping(database.connection, stopped):
        check_pages_of(database, STOCK)


def check_pages_of(database: Database, name: str) -> None:
    """As `check_pages`, for one of an open pair.

    `quick_check` reads every page that is in use, and SQLCipher gives none whose HMAC is not that of its content and number.
    What it does not read are free pages; only where there are some, SQLCipher's own check goes through all.
    """
    if database.value(f"PRAGMA {name}.freelist_count") and database.rows(f"PRAGMA {name}.cipher_integrity_check"):
        raise VaultDamaged
    if database.rows(f"PRAGMA {name}.quick_check(1)") != [("ok",)]:
        raise VaultDamaged


def check_records(folder: Path, keys: DatabaseKeys, *, stopped: Stopped = _never) -> None:
    """Prove that the records agree: what refers to what, the stock book, open referrals, both journals' chains.

    Raises:
        VaultDamaged, Cancelled: As `facts`.
    """
    with opened(folder, keys, stopped=stopped) as database:
        for name in database.schemas:
            check_records_of(database, name)


def check_records_of(database: Database, name: str) -> None:
    """As `check_records`, for one of an open pair; what refers from the one to the other goes with the people's."""
    if database.row(f"PRAGMA {name}.foreign_key_check") is not None:
        raise VaultDamaged
    if journal.first_break(database, name) is not None:
        raise VaultDamaged
    if name == STOCK:
        if ledger_checks.is_damaged(database):
            raise VaultDamaged
    elif _strays(database) or referrals.pending_differences(database) or not erasing.is_complete(database):
        raise VaultDamaged


@contextlib.contextmanager
def opened(folder: Path, keys: DatabaseKeys, *, stopped: Stopped = _never) -> Iterator[Database]:
    """Open a pair of databases for reading, without running any step of the schema.

    Raises:
        VaultDamaged: A file is missing, empty, or opens with other keys.
        Cancelled: `stopped` said so during a long query.
    """
    for name in FILES.values():
        # An empty file would open as an empty database with any key.
        if not (folder / name).is_file() or (folder / name).stat().st_size == 0:
            raise VaultDamaged
    if keys.people is None:
        raise ValueError("a copy needs both keys")
    with connection.translated():
        opening = connect(str(folder / FILES[STOCK]), isolation_level=None)
        with contextlib.closing(opening):
            connection.apply_key(opening, keys.stock)
            opening.execute(
                f"ATTACH DATABASE ? AS {PEOPLE} KEY ?",
                (str(folder / FILES[PEOPLE]), connection.key_text(keys.people)),
            )
            for name in FILES:
                connection.settings(opening, name)
                opening.execute(f"PRAGMA {name}.cache_size = {-_CACHE_KIB}")
            opening.execute("PRAGMA query_only = ON")
            with _stopping(opening, stopped):
                yield Database(opening, has_people=True)


@contextlib.contextmanager
def _opened_alone(folder: Path, keys: DatabaseKeys, name: str) -> Iterator[Database]:
    """Open one of the two for reading, as the only and therefore the main one of its connection."""
    path, key = folder / FILES[name], keys.of(name)
    if key is None:
        raise ValueError("a copy needs its key")
    if not path.is_file() or path.stat().st_size == 0:
        raise VaultDamaged
    with connection.translated(), contextlib.closing(connect(str(path), isolation_level=None)) as opening:
        connection.apply_key(opening, key)
        connection.settings(opening, STOCK)
        opening.execute("PRAGMA query_only = ON")
        yield Database(opening, has_people=False)


@contextlib.contextmanager
def _stopping(opening: Connection, stopped: Stopped) -> Iterator[None]:
    opening.set_progress_handler(lambda: int(stopped()), _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except OperationalError as error:
        if stopped():
            raise Cancelled from error
        raise


@contextlib.contextmanager
def _target(path: Path, key: bytes | None) -> Iterator[Connection]:
    if key is None:
        raise ValueError("a copy needs both keys")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    target = connect(str(path), isolation_level=None)
    with contextlib.closing(target):
        connection.apply_key(target, key)
        # A copy that is interrupted is thrown away, and one that isn't is flushed by whoever keeps it.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        yield target


def check_identity(database: Database, name: str, vault_id: str) -> None:
    """Raise VaultDamaged or VaultNewer unless one of an open pair is that vault's, and this program knows it."""
    if database.value(f"PRAGMA {name}.application_id") != APPLICATION_IDS[name]:
        raise VaultDamaged
    if schema.version(database.connection, name) > schema.steps(name)[-1][0]:
        raise VaultNewer
    if database.value(f"SELECT value FROM {name}.meta WHERE key = ?", (VAULT_META,)) != vault_id:
        raise VaultDamaged


def _strays(database: Database) -> bool:
    """Whether a person received a hand-out that the stock knows nothing of: the two files would be of two moments."""
    found = database.value(
        f"SELECT 1 FROM {PEOPLE}.recipient WHERE document_id NOT IN (SELECT id FROM {STOCK}.document) LIMIT 1"
    )
    return found is not None


def _rows(database: Database, name: str) -> dict[str, int]:
    tables = database.rows(
        f"SELECT name FROM {name}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return {table: int(database.value(f'SELECT count(*) FROM {name}."{table}"')) for (table,) in tables}
