"""Databases that somebody with the keys altered: a sentence or work as usual, no crash, nothing written outside the vault.

Pages are changed when decrypted and sealed again, so that nothing but SQLite's own care stands between them and the program;
schemas get triggers and views; rows get what no form would let in.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.users import Role
from desktop.storage.connection import FILES
from tests.faults.counting import counted, report
from tests.faults.pages import Pages
from tests.faults.works_base import filled
from tests.operations.keys import opened

FUZZED = counted(300, 30)


class Opener:
    """The process that opens them (tests/faults/malformed.py), started anew when it died."""

    def __init__(self) -> None:
        self.crashes = 0
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.malformed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )

    def open(self, folder: Path) -> dict[str, str]:
        """What became of it; nothing when the process died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self.crashes += 1
            self.close()
            self._start()
            return {}
        return json.loads(line)  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture
def opener() -> Iterator[Opener]:
    made = Opener()
    yield made
    made.close()


class Attacked:
    """A vault whose keys somebody has."""

    def __init__(self, root: Path) -> None:
        filled(root)
        self.folder = root / "vault"
        session = opened(self.folder, Role.COORDINATOR)
        keys = session.held_keys()
        self._keys = {"stock.db": keys.stock_database_key(), "people.db": keys.people_database_key()}
        session.close()
        self._files = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}

    def put_back(self) -> None:
        """As before."""
        for path in self.folder.iterdir():
            if path.is_file() and path.name not in self._files:
                path.unlink()
        for name, raw in self._files.items():
            (self.folder / name).write_bytes(raw)

    def pages(self, name: str) -> Pages:
        """The decrypted pages of a database."""
        key = self._keys[name]
        assert key is not None
        return Pages(self.folder / name, key)

    def run(self, *sql: str) -> None:
        """Change it as a program with the keys could."""
        session = opened(self.folder, Role.COORDINATOR)
        for statement in sql:
            session.database.connection.execute(statement)
        session.close()


@pytest.fixture
def attacked(quick_folder: Path) -> Attacked:
    return Attacked(quick_folder)


def judged(found: dict[str, str]) -> bool:
    """Whether the opening was a sentence or went well, and nothing was written elsewhere."""
    return not found["outside"] and not found["opening"].startswith("unexpected")


def damage(pages: Pages, chance: random.Random) -> None:
    """Change the decrypted pages in one of the ways that a file can be wrong."""
    page = chance.choice(pages.plain)
    kind = chance.randrange(7)
    if kind == 0:
        page[chance.randrange(len(page))] ^= 1 << chance.randrange(8)
    elif kind == 1:  # a page's own header: its kind, its first free block, how many cells, where they begin
        page[chance.randrange(min(12, len(page)))] = chance.randrange(256)
    elif kind == 2:  # where the cells are
        at = 8 + 2 * chance.randrange(20)
        page[at : at + 2] = chance.randbytes(2)
    elif kind == 3:
        at = chance.randrange(len(page) - 64)
        page[at : at + 64] = chance.randbytes(64)
    elif kind == 4:
        page[:] = bytes(len(page))
    elif kind == 5:
        page[:] = chance.choice(pages.plain)[: len(page)].ljust(len(page), b"\0")
    else:  # the file's header, which stands behind the salt
        pages.plain[0][chance.randrange(84)] = chance.randrange(256)


def test_fuzzed_pages_sealed_anew_crash_nothing(attacked: Attacked, opener: Opener) -> None:
    wrong: list[object] = []
    refused = 0
    for number in range(FUZZED):
        chance = random.Random(number)
        attacked.put_back()
        name = chance.choice(list(FILES.values()))
        pages = attacked.pages(name)
        for _ in range(chance.choice((1, 1, 2, 8))):
            damage(pages, chance)
        pages.write(attacked.folder / name)
        found = opener.open(attacked.folder)
        if not found or not judged(found):
            wrong.append((number, name, found))
        else:
            refused += found["opening"] != "works"
    assert not wrong
    assert refused
    report(
        group="T21",
        fault="decrypted pages fuzzed and sealed anew",
        means="child process opens them and works; a sentence, no crash, nothing written elsewhere",
        times=FUZZED,
        wrong=len(wrong),
    )


ODD: dict[str, tuple[str, ...]] = {
    "a trigger that empties": ("CREATE TRIGGER odd AFTER INSERT ON document BEGIN DELETE FROM balance; END",),
    "a trigger that calls itself": (
        "CREATE TRIGGER odd AFTER INSERT ON meta BEGIN INSERT INTO meta VALUES (random(), 'x'); END",
        "CREATE TRIGGER odder AFTER INSERT ON journal BEGIN INSERT INTO meta VALUES (random(), 'x'); END",
    ),
    "a trigger that loads code": (
        "CREATE TRIGGER odd AFTER INSERT ON journal BEGIN SELECT load_extension('/tmp/odd.so'); END",
    ),
    "a trigger that takes memory": (
        "CREATE TRIGGER odd AFTER INSERT ON journal BEGIN SELECT length(zeroblob(2000000000)); END",
    ),
    "a trigger that refuses": ("CREATE TRIGGER odd BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no'); END",),
    "a trigger that rolls back": (
        "CREATE TRIGGER odd BEFORE INSERT ON document BEGIN SELECT RAISE(ROLLBACK, 'no'); END",
    ),
    "a table gone": ("DROP TABLE people.request_answer",),
    "the users gone": ("PRAGMA foreign_keys = OFF", "DROP TABLE user"),
    "a view for a table": (
        "PRAGMA foreign_keys = OFF",
        "ALTER TABLE setting RENAME TO old_setting",
        "CREATE VIEW setting AS SELECT key, value FROM old_setting",
    ),
    "a view of itself": (
        "PRAGMA foreign_keys = OFF",
        "ALTER TABLE place RENAME TO old_place",
        "CREATE VIEW place AS SELECT * FROM place",
    ),
    "a column gone": ("PRAGMA foreign_keys = OFF", "ALTER TABLE people.provider RENAME COLUMN details TO detail"),
    "a column more": ("ALTER TABLE item ADD COLUMN odd TEXT DEFAULT ''",),
    "text of 20 MB": ("UPDATE people.member SET note = replace(hex(zeroblob(10000000)), '0', 'n')",),
    "an end of text": (
        "UPDATE people.member SET name = 'a' || char(0) || 'b' WHERE id = (SELECT min(id) FROM people.member)",
    ),
    "no text": (
        "UPDATE people.member SET name = CAST(x'fffe80' AS TEXT) WHERE id = (SELECT min(id) FROM people.member)",
    ),
    "no text in the settings": ("INSERT OR REPLACE INTO setting VALUES ('collective', CAST(x'ff' AS TEXT))",),
    "no number in the settings": (
        "INSERT OR REPLACE INTO setting VALUES ('idle_minutes', 'soon'), ('small_count', '')",
    ),
    "no desk": ("INSERT OR REPLACE INTO setting VALUES ('desk', '../../x')",),
    "an unknown category": ("UPDATE item SET category = 'x'",),
    "an unknown unit": ("UPDATE item SET unit = ''",),
    "an unknown role": ("UPDATE user SET role = 'owner'",),
    "no date": ("UPDATE people.member SET registered_on = 'soon'",),
    "a date that is none": ("UPDATE item SET created_on = '2026-02-31'",),
    "a name of a picture that is none": ("UPDATE item SET icon = '../../../etc/passwd'",),
    "the largest number": ("UPDATE item SET reorder_level = 9223372036854775807",),
    "a receipt that is none": ("UPDATE receipt SET content = '{'",),
    "a receipt nested too deep": ("UPDATE receipt SET content = replace(hex(zeroblob(60000)), '0', '[')",),
    "a journal that is none": ("DROP TRIGGER journal_kept_as_written", "UPDATE journal SET subject = '['"),
    "no journal": ("DROP TRIGGER journal_never_deleted", "DELETE FROM journal"),
    "an index that lies": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = 'CREATE INDEX movement_day ON movement (reason)' WHERE name = 'movement_day'",
    ),
    "nonsense for a table": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE item (nonsense' WHERE name = 'item'",
    ),
    "a root page that is not there": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'document'",
    ),
    "two tables on one page": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'place') WHERE name = 'user'",
    ),
}


def test_odd_schemas_and_rows_crash_nothing(attacked: Attacked, opener: Opener) -> None:
    wrong: dict[str, object] = {}
    for name, sql in ODD.items():
        attacked.put_back()
        attacked.run(*sql)
        found = opener.open(attacked.folder)
        if not found or not judged(found):
            wrong[name] = found
    assert not wrong
    report(
        group="T21",
        fault="triggers, views, schemas and rows that no program of ours writes",
        means="child process opens them and works; a sentence, no crash, nothing written elsewhere",
        times=len(ODD),
        wrong=len(wrong),
    )
