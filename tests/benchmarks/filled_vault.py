"""Vaults of the sizes the goals speak of, filled in seconds: whole tables at a time, with the triggers set aside."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from desktop.domain.people import new_code
from desktop.domain.periods import Month
from desktop.domain.users import Role, User, UserId
from desktop.operations.session import Session
from desktop.storage import closed_months, connection, summary
from desktop.storage.closed_months import ClosedMonth
from desktop.storage.connection import Database, DatabaseKeys
from tests.operations.desk import FixedClock

TODAY = date(2026, 11, 24)
KEYS = DatabaseKeys(stock=bytes(range(32)), people=bytes(range(32, 64)))
VAULT_ID = "a-vault-of-the-benchmarks"
COORDINATOR = User(UserId("user-coordinator"), "Mei", Role.COORDINATOR)

_ROOT = Path(__file__).resolve().parents[2]

ITEMS = 40
LINES_EACH = 3
UNDONE_EVERY = 100
UNNAMED_EVERY = 10
REFERRED_EVERY = 10
AT = "2026-11-24T08:50:00Z"


@dataclass(frozen=True)
class Size:
    """How much is in a vault."""

    name: str
    members: int
    hand_outs: int
    months: int


SMALL = Size("small", 5_000, 20_000, 24)
LARGE = Size("large", 100_000, 333_334, 120)


def filled(folder: Path, size: Size) -> Session:
    """A coordinator's session at a vault of that size; all months but the last two are closed."""
    database = connection.open_vault(made_alone(folder, size), KEYS, vault_id=VAULT_ID)
    return Session(folder, database, COORDINATOR, FixedClock(TODAY))


def made_alone(folder: Path, size: Size) -> Path:
    """A vault of that size that nobody has open; its folder.

    It is filled in a process of its own: locking every allocation in memory, which the program asks of the library and
    which cannot be taken back, makes a row ten times as slow to write.
    """
    subprocess.run([sys.executable, "-m", __name__, str(folder), size.name], check=True, cwd=_ROOT)
    return folder


def fill(folder: Path, size: Size) -> None:
    """Make and fill the vault in an empty folder, without locked memory."""
    connection.apply_key = lambda opened, key: opened.execute(f'PRAGMA key = "{connection.key_text(key)}"')
    folder.mkdir(parents=True)
    database = connection.create(folder, KEYS, vault_id=VAULT_ID)
    with quickly(database), database.transaction():
        _Filling(database, size).fill()
    with database.transaction():
        _close(database, size)
    database.close()


@contextmanager
def quickly(database: Database) -> Iterator[None]:
    """Set aside what makes each row slow; afterwards it is as it was."""
    triggers = database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'movement'")
    for name, _sql in triggers:
        database.execute(f"DROP TRIGGER main.{name}")
    database.execute("PRAGMA foreign_keys = OFF")
    for schema in database.schemas:
        database.execute(f"PRAGMA {schema}.synchronous = OFF")
    yield
    for schema in database.schemas:
        database.execute(f"PRAGMA {schema}.synchronous = EXTRA")
    database.execute("PRAGMA foreign_keys = ON")
    for _name, sql in triggers:
        database.execute(sql.replace("CREATE TRIGGER ", "CREATE TRIGGER main.", 1))


class _Filling:
    """One vault being filled. Every batch comes on the first of a month and is given out or written off within two."""

    def __init__(self, database: Database, size: Size) -> None:
        self.database = database
        self.size = size
        self.chance = Random(size.name)
        first = Month.of(TODAY).plus(1 - size.months)
        self.months = [first.plus(index) for index in range(size.months)]
        self.members = sorted(self.chance.sample(range(1, 2**53), size.members))
        self.document = 0
        self.movement = 0
        self.documents: list[tuple[object, ...]] = []
        self.movements: list[tuple[object, ...]] = []
        self.recipients: list[tuple[object, ...]] = []

    def fill(self) -> None:
        """Everything but the closed months."""
        self._catalogue()
        self._people()
        for index, month in enumerate(self.months):
            self._month(index, month)
            self._write()
        self._sums()
        self._referrals()

    def _many(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        self.database.connection.executemany(sql, rows)

    def _catalogue(self) -> None:
        start = self.months[0].first.isoformat()
        self.database.insert("user", id=COORDINATOR.id, name=COORDINATOR.name, role=COORDINATOR.role)
        self._many(
            "INSERT INTO place (id, uuid, name, folded) VALUES (?, ?, ?, ?)",
            [(1, "p1", "Shelf A", "shelf a"), (2, "p2", "Shelf B", "shelf b")],
        )
        self._many(
            "INSERT INTO item (id, uuid, name, folded, category, unit, expiry, reorder_level, favourite, created_on) "
            "VALUES (?, ?, ?, ?, ?, 'piece', 'use_by', 50, ?, ?)",
            [
                (number, f"i{number}", f"Item {number:02d}", f"item {number:02d}", category, int(number < 9), start)
                for number, category in (
                    (number, ("prevention", "food", "hygiene", "protection")[number % 4])
                    for number in range(1, ITEMS + 1)
                )
            ],
        )

    def _people(self) -> None:
        codes: set[str] = set()
        while len(codes) < len(self.members):
            codes.add(new_code())
        rows = []
        for number, (member, code) in enumerate(zip(self.members, sorted(codes), strict=True)):
            name = f"{_SYLLABLES[number % 40]}{_SYLLABLES[number // 40 % 40]} {number}"
            rows.append((member, code, name, name.casefold(), f"{name.casefold()} {code.casefold()}", f"m{number}"))
        self._many(
            "INSERT INTO people.member (id, code, name, folded_name, folded, registered_on, form_key) "
            "VALUES (?, ?, ?, ?, ?, '2016-12-01', ?)",
            rows,
        )
        self._many(
            "INSERT INTO people.consent (member_id, purpose, given, recorded_on, recorded_at, recorded_by) "
            "VALUES (?, 'counted', ?, '2020-01-01', ?, ?)",
            [(member, int(number % 50 > 0), AT, COORDINATOR.id) for number, member in enumerate(self.members)],
        )

    def _month(self, index: int, month: Month) -> None:
        issued = [0] * (ITEMS + 1)
        end = min(month.last, TODAY)
        share = self.size.hand_outs // self.size.months
        count = share if index < self.size.months - 1 else self.size.hand_outs - share * (self.size.months - 1)
        intake = self._document("intake", month.first)
        given = []
        for number in range(count):
            day = month.first + timedelta(days=number * end.day // count)
            lines = [(item, self.chance.randint(1, 12)) for item in self.chance.sample(range(1, ITEMS + 1), LINES_EACH)]
            given.append((day, lines))
            for item, quantity in lines if not _undone(number) else ():
                issued[item] += quantity
        for item in range(1, ITEMS + 1):
            self._move(intake, item, index, "received", issued[item] + 30, month.first)
            if index:
                loss = self.document + 1
                self._document("write_off", month.first)
                self._move(loss, item, index - 1, "written_off", -30, month.first)
        for number, (day, lines) in enumerate(given):
            named = number % UNNAMED_EVERY != 0
            document = self._document("distribution", day, heads=None if named else 12)
            if named:
                self.recipients.append((document, self.chance.choice(self.members), day.isoformat()))
            ids = [self._move(document, item, index, "issued", -quantity, day) for item, quantity in lines]
            if _undone(number):
                undoing = self._document("distribution", day, reverses=document)
                for reversed_id, (item, quantity) in zip(ids, lines, strict=True):
                    self._move(undoing, item, index, "issued", quantity, day, reverses=reversed_id)

    def _document(self, kind: str, day: date, *, heads: int | None = None, reverses: int | None = None) -> int:
        self.document += 1
        number = self.document
        self.documents.append(
            (number, f"d{number:09d}", f"k{number:09d}", kind, f"B-{number:09d}", day.isoformat(), heads, reverses)
        )
        return number

    def _move(
        self, document: int, item: int, index: int, cls: str, quantity: int, day: date, *, reverses: int | None = None
    ) -> int:
        self.movement += 1
        batch = index * ITEMS + item
        self.movements.append((self.movement, document, item, batch, cls, quantity, day.isoformat(), reverses))
        return self.movement

    def _write(self) -> None:
        self._many(
            "INSERT INTO document (id, uuid, form_key, kind, number, occurred_on, recorded_at, recorded_by, "
            f"head_count, reverses_id) VALUES (?, ?, ?, ?, ?, ?, '{AT}', '{COORDINATOR.id}', ?, ?)",
            self.documents,
        )
        self._many(
            "INSERT INTO movement (id, document_id, item_id, batch_id, place_id, class, quantity, occurred_on, "
            "reverses_id) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)",
            self.movements,
        )
        self._many(
            "INSERT INTO people.recipient (document_id, member_id, occurred_on) VALUES (?, ?, ?)", self.recipients
        )
        self.documents.clear()
        self.movements.clear()
        self.recipients.clear()

    def _sums(self) -> None:
        self._many(
            "INSERT INTO batch (id, uuid, item_id, lot, expires_on, received_on) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    index * ITEMS + item,
                    f"b{index}-{item}",
                    item,
                    f"L{index}",
                    month.plus(18).last.isoformat(),
                    month.first.isoformat(),
                )
                for index, month in enumerate(self.months)
                for item in range(1, ITEMS + 1)
            ],
        )
        self.database.execute(
            "INSERT INTO balance SELECT item_id, batch_id, place_id, sum(quantity) FROM movement GROUP BY 1, 2, 3"
        )
        self.database.execute(
            "INSERT INTO month_total SELECT substr(occurred_on, 1, 7), item_id, batch_id, place_id, class, "
            "sum(quantity) FROM movement GROUP BY 1, 2, 3, 4, 5"
        )

    def _referrals(self) -> None:
        services = ("clinic", "lawyer", "counselling", "papers")
        self._many(
            "INSERT INTO people.provider (id, uuid, name, folded, service) VALUES (?, ?, ?, ?, ?)",
            [
                (number, f"r{number}", f"Provider {number}", f"provider {number}", services[number - 1])
                for number in (1, 2, 3, 4)
            ],
        )
        count = self.size.hand_outs // REFERRED_EVERY
        days = (TODAY - self.months[0].first).days
        made, ended = [], []
        for number in range(1, count + 1):
            day = self.months[0].first + timedelta(days=number * days // count)
            provider = number % 4 + 1
            made.append(
                (
                    number,
                    f"r{number:08d}",
                    f"k{number:08d}",
                    f"S-{number:08d}",
                    self.chance.choice(self.members),
                    provider,
                    services[provider - 1],
                    day.isoformat(),
                    (day + timedelta(days=14)).isoformat(),
                )
            )
            heard = day + timedelta(days=20)
            if heard < TODAY and (number % 12 or heard < TODAY - timedelta(days=120)):
                outcome = "completed" if number % 5 else "not_completed"
                ended.append((number, outcome, heard.isoformat(), (day + timedelta(days=14)).isoformat()))
        self._many(
            "INSERT INTO people.referral (id, uuid, form_key, number, member_id, provider_id, service, made_on, "
            f"follow_up_on, recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '{AT}', '{COORDINATOR.id}')",
            made,
        )
        self._many(
            "INSERT INTO people.referral_outcome (referral_id, outcome, source, occurred_on, follow_up_on, "
            f"recorded_at, recorded_by) VALUES (?, ?, 'member', ?, ?, '{AT}', '{COORDINATOR.id}')",
            ended,
        )


def _undone(number: int) -> bool:
    return number % UNDONE_EVERY == 1


def _close(database: Database, size: Size) -> None:
    """Close all months but the last two. Their frozen figures are those of one month, which is enough to be read."""
    last = Month.of(TODAY)
    figures = summary.open_figures(database, last.plus(-2), today=TODAY)
    for back in range(size.months - 1, 1, -1):
        month = replace(figures, month=last.plus(-back), closed_on=last.plus(1 - back).first)
        closed_months.close(database, ClosedMonth(month, month, 10), at=AT, by=COORDINATOR.id)


_SYLLABLES = [first + second for first in "bdfgklmnrst"[:10] for second in ("a", "e", "i", "o")]


if __name__ == "__main__":
    fill(Path(sys.argv[1]), next(size for size in (SMALL, LARGE) if size.name == sys.argv[2]))
