"""Databases that somebody with the keys altered: a sentence or work as usual, no crash, nothing written outside the vault.

Pages are changed when decrypted and sealed again, so that nothing but SQLite's own care stands between them and the program;
schemas get triggers and views; rows get what no form would let in.
"""

import json
import random
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.stock import Category, Expiry, Reason, Source, Unit
from desktop.domain.users import Role
from desktop.operations import catalogue, counting, orders, receiving
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage.connection import FILES
from tests.faults.counting import counted, report
from tests.faults.marked import new_form
from tests.faults.mixed import Mixed
from tests.faults.pages import Pages
from tests.faults.works_base import filled
from tests.operations.keys import opened

FUZZED = counted(300, 30)
PATIENCE = 60
"""Seconds until a process that says nothing is taken to go in circles."""


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
        answered, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        if not answered:  # it goes in circles
            self._process.kill()
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

    def fill(self, more: Callable[[Session], None]) -> None:
        """Put something in that stays."""
        session = opened(self.folder, Role.COORDINATOR)
        more(session)
        self.triggers = [
            f"DROP TRIGGER {schema}.{name}"
            for schema in session.database.schemas
            for (name,) in session.database.rows(f"SELECT name FROM {schema}.sqlite_schema WHERE type = 'trigger'")
            if name != "movement_sums" and not name.startswith("journal")
        ]
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


# Rows of the desk that no form would let in. Without checks of the schema, as a program with the keys could write them.

LOOSE = ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON")
DESK: dict[str, tuple[str, ...]] = {
    "a number at a place where it is not": ("UPDATE serial SET place_id = (SELECT max(id) FROM place)",),
    "a number at an unknown place": ("UPDATE serial SET place_id = 999",),
    "a number of an unknown item": ("UPDATE serial SET item_id = 999",),
    "a number of an unknown batch": ("UPDATE serial SET batch_id = 999",),
    "a number that was carried by nothing": ("DELETE FROM movement_serial",),
    "a recipe without parts": ("DELETE FROM recipe_part",),
    "a recipe of itself": ("UPDATE recipe_part SET item_id = (SELECT min(item_id) FROM recipe)",),
    "a recipe of an unknown item": ("UPDATE recipe_part SET item_id = item_id + 900",),
    "a recipe of nothing of a thing": ("UPDATE recipe_part SET quantity = 0",),
    "a recipe of less than nothing": ("UPDATE recipe_part SET quantity = -5",),
    "a recipe of an endless number": ("UPDATE recipe_part SET quantity = 9223372036854775807",),
    "packed by an unknown recipe": ("UPDATE batch SET recipe_id = 999",),
    "paid by an unknown fund": ("UPDATE batch SET fund_id = 999", "UPDATE document SET fund_id = 999"),
    "an unknown kind of place": ("UPDATE place SET kind = 'cellar'",),
    "moved to an unknown place": ("UPDATE document SET to_place_id = 999 WHERE to_place_id IS NOT NULL",),
    "an unknown kind of document": ("UPDATE document SET kind = 'theft'",),
    "an unknown source": ("UPDATE document SET source = 'sky' WHERE source IS NOT NULL",),
    "an order of an unknown item": ("UPDATE supply_order_line SET item_id = 999",),
    "an order without lines": ("DELETE FROM supply_order_line",),
    "an order of less than nothing": ("UPDATE supply_order_line SET quantity = -3",),
    "an order asked on no day": ("UPDATE supply_order SET asked_on = 'soon'",),
    "delivered by an unknown document": ("UPDATE supply_order_delivery SET document_id = 999",),
    "delivered for an unknown order": ("UPDATE supply_order_delivery SET order_id = 999",),
    "counted of an unknown item": ("UPDATE stocktake_line SET item_id = 999",),
    "counted in an unknown batch": ("UPDATE stocktake_line SET batch_id = 999",),
    "counted at an unknown place": ("UPDATE stocktake_line SET place_id = 999",),
    "counted less than nothing": ("UPDATE stocktake_line SET counted = -5",),
    "counted for an unknown reason": ("UPDATE stocktake_line SET reason = 'ghosts'",),
    "moved in between": ("UPDATE stocktake_line SET moved = 'between'",),
    "a count of an unknown place": ("UPDATE stocktake SET place_id = 999",),
    "a count of unknown items": ("INSERT INTO stocktake_item SELECT id, 999 FROM stocktake",),
    "a count begun at no time": ("UPDATE stocktake SET begun_at = 'soon'",),
    "a count approved by nobody known": ("UPDATE stocktake SET approved_by = 'ghost', document_id = 999",),
    "a count that found unknown numbers": ("UPDATE stocktake_serial SET serial_id = 999",),
    "an item made one with itself": ("UPDATE item SET merged_into = id",),
    "an item made one with an unknown one": ("UPDATE item SET merged_into = 999",),
    "two items made one with each other": (
        "UPDATE item SET merged_into = CASE id WHEN 1 THEN 2 ELSE 1 END WHERE id < 3",
    ),
    "an item to be counted since no day": ("UPDATE item SET recount_since = 'soon'",),
    "worth of nothing": ("UPDATE item SET worth = -1, worth_of = 0",),
    "a name in no language": ("INSERT INTO item_name SELECT id, '../x', 'Soap', 'soap' FROM item",),
    "names that are all the same": ("INSERT INTO item_name SELECT id, 'zh_CN', 'Soap', 'soap' FROM item",),
    "a photo that is none": ("INSERT OR REPLACE INTO item_photo SELECT id, x'00' FROM item",),
    "a photo of 20 MB": ("INSERT OR REPLACE INTO item_photo SELECT id, zeroblob(20000000) FROM item LIMIT 1",),
    "a barcode of nothing": ("INSERT INTO item_barcode (item_id, code, quantity) SELECT id, id, 0 FROM item",),
    "money of an unknown fund": ("UPDATE people.fund_entry SET fund_id = 999",),
    "money of no currency": ("UPDATE people.fund_entry SET currency = 'shells'",),
    "money of an unknown document": ("UPDATE people.fund_entry SET document_id = document_id + 9000",),
    "somebody gave what is not there": (
        "INSERT INTO people.giver (document_id, name, recorded_at, recorded_by) VALUES (999, 'x', '', '')",
    ),
    "a correction of itself": ("UPDATE document SET corrects_id = id",),
    "two corrections of each other": (
        "UPDATE document SET corrects_id = CASE id WHEN (SELECT max(id) FROM document) THEN 1 ELSE "
        "(SELECT max(id) FROM document) END WHERE id = 1 OR id = (SELECT max(id) FROM document)",
    ),
}


WORDS = {
    "an unknown kind of place",
    "an unknown kind of document",
    "an unknown source",
    "an order asked on no day",
    "counted for an unknown reason",
    "an item to be counted since no day",
    "moved in between",
    "worth of nothing",
    "paid by an unknown fund",
}
"""Where work may end as at any error nobody thought of: a window that says so, nothing saved, no figure."""


def fill_desk(session: Session) -> None:
    """What the small vault has none of: numbers, an order with a delivery, money, a count under way."""
    place = catalogue.places(session)[0].id
    card = catalogue.save_item(
        session, name="Card", category=Category.CARDS, unit=Unit.PIECE, expiry=Expiry.NONE, serials=True
    )
    order = orders.make_order(
        session, form_key=new_form(), asked_of="Shop", asked_on=session.today(), lines=[(card, 5)]
    )
    receiving.receive_stock(
        session,
        form_key=new_form(),
        source=Source.PURCHASE,
        origin="Shop",
        place_id=place,
        lines=[Arrival(card, 3, numbers=("C-1", "C-2", "C-3"))],
        occurred_on=session.today(),
        order_id=order.id,
        giver="Giver",
    )
    mixed = Mixed(session, random.Random(2))
    mixed.items.remove(card)
    for entry in (mixed.sell, mixed.pack, mixed.bring, mixed.count):
        entry()
    sheet = counting.begin_count(session, place_id=place)
    line = next(line for line in sheet.lines if line.book and not line.item.serials)
    counting.count_line(
        session, stocktake_id=sheet.id, item_id=line.item.id, batch_id=line.batch.id, counted=1, reason=Reason.LOST
    )


def test_odd_rows_of_the_desk_give_a_sentence_or_work_as_usual(attacked: Attacked, opener: Opener) -> None:
    attacked.fill(fill_desk)
    found = opener.open(attacked.folder)
    assert not found.pop("outside")
    assert set(found.values()) == {"works"}
    wrong: dict[str, object] = {}
    for name, sql in DESK.items():
        attacked.put_back()
        attacked.run(*LOOSE, *attacked.triggers, *(each.replace("UPDATE ", "UPDATE OR REPLACE ", 1) for each in sql))
        found = opener.open(attacked.folder)
        unexpected = {what: said for what, said in found.items() if str(said).startswith("unexpected")}
        if not found or not judged(found) or (unexpected and name not in WORDS):
            wrong[name] = unexpected or found
    assert not wrong
    report(
        group="T21",
        fault="rows of the desk that no form lets in",
        means="child process opens them and does each kind of work; a sentence or as usual",
        times=len(DESK),
        wrong=len(wrong),
    )
