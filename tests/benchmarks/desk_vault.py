"""A stock keeper's vault at its largest: 2,000 items x 5 batches x 4 places, and a million movements over five years."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

from desktop.domain.periods import Month
from desktop.operations.session import Session
from desktop.storage import connection
from desktop.storage.connection import Database
from tests.benchmarks.filled_vault import AT, COORDINATOR, KEYS, TODAY, VAULT_ID, Size, quickly
from tests.operations.desk import FixedClock

DESK = Size("large, 2,000 items", 5_000, 320_000, 60)
ITEMS, BATCHES = 2_000, 5
PLACES = (("Store", "store"), ("Shelf A", "shelf"), ("Blue bag", "bag"), ("Rosa house", "partner"))
GIVEN_EACH = 24
"""How often each batch at each place was given from, besides the time it came in."""
_LINES_EACH = 3
_UNDONE_EVERY = 100
_ROOT = Path(__file__).resolve().parents[2]


def filled(folder: Path) -> Session:
    """A coordinator's session at that vault. No month of it is closed."""
    subprocess.run([sys.executable, "-m", __name__, str(folder)], check=True, cwd=_ROOT)
    database = connection.open_vault(folder, KEYS, vault_id=VAULT_ID)
    return Session(folder, database, COORDINATOR, FixedClock(TODAY))


def fill(folder: Path) -> None:
    """Make and fill the vault in an empty folder, without locked memory (see `filled_vault`)."""
    connection.apply_key = lambda opened, key: opened.execute(f'PRAGMA key = "{connection.key_text(key)}"')
    folder.mkdir(parents=True)
    database = connection.create(folder, KEYS, vault_id=VAULT_ID)
    with quickly(database), database.transaction():
        _catalogue(database)
        _movements(database)
        _sums(database)
    database.close()


def _catalogue(database: Database) -> None:
    many = database.connection.executemany
    first = Month.of(TODAY).plus(1 - DESK.months).first.isoformat()
    database.insert("user", id=COORDINATOR.id, name=COORDINATOR.name, role=COORDINATOR.role)
    database.insert("fund", id=1, uuid="f1", name="Harbour grant", folded="harbour grant")
    many(
        "INSERT INTO place (id, uuid, name, folded, kind) VALUES (?, ?, ?, ?, ?)",
        [(n, f"p{n}", name, name.casefold(), kind) for n, (name, kind) in enumerate(PLACES, start=1)],
    )
    many(
        "INSERT INTO item (id, uuid, name, folded, category, unit, expiry, reorder_level, wished_level, created_on) "
        "VALUES (?, ?, ?, ?, ?, 'piece', 'use_by', 50, 200, ?)",
        [
            (n, f"i{n}", f"Item {n:04d}", f"item {n:04d}", ("prevention", "food", "hygiene")[n % 3], first)
            for n in range(1, ITEMS + 1)
        ],
    )
    many("INSERT INTO item_pack VALUES (?, 'Carton', 144)", [(n,) for n in range(1, ITEMS + 1)])
    many("INSERT INTO item_barcode VALUES (?, ?, 144)", [(n, f"4006381{n:06d}") for n in range(1, ITEMS + 1)])
    many(
        "INSERT INTO batch (id, uuid, item_id, lot, expires_on, received_on, fund_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                (item - 1) * BATCHES + number,
                f"b{item}-{number}",
                item,
                f"L{number}",
                (TODAY + timedelta(days=100 * number + item % 90)).isoformat(),
                first,
                1 if number == 1 else None,
            )
            for item in range(1, ITEMS + 1)
            for number in range(1, BATCHES + 1)
        ],
    )
    many(
        "INSERT INTO people.member (id, code, name, folded_name, folded, registered_on, form_key) "
        "VALUES (?, ?, ?, ?, ?, '2016-12-01', ?)",
        [(n, f"C{n}", f"Name {n}", f"name {n}", f"name {n} c{n}", f"m{n}") for n in range(1, DESK.members + 1)],
    )


def _movements(database: Database) -> None:
    """Everything came on the first day; then each day something of everything was given, three lines a hand-out."""
    chance = Random(DESK.name)
    first = Month.of(TODAY).plus(1 - DESK.months).first
    days = (TODAY - first).days
    kinds = [(item, batch, place) for item in range(ITEMS) for batch in range(BATCHES) for place in range(len(PLACES))]
    given = [(chance.randint(1, days), kind) for kind in kinds for _ in range(GIVEN_EACH)]
    given.sort()
    documents: list[tuple[object, ...]] = [(1, "intake", first.isoformat(), None, None)]
    movements: list[tuple[object, ...]] = [
        (n, 1, *_ids(kind), "received", 200, first.isoformat(), None) for n, kind in enumerate(kinds, start=1)
    ]
    recipients: list[tuple[object, ...]] = []
    for start in range(0, len(given), _LINES_EACH):
        part = given[start : start + _LINES_EACH]
        day = (first + timedelta(days=part[0][0])).isoformat()
        number = len(documents) + 1
        documents.append((number, "distribution", day, None if number % 10 else 12, None))
        if number % 10:
            recipients.append((number, chance.randint(1, DESK.members), day))
        ids = []
        for _day, kind in part:
            movements.append((len(movements) + 1, number, *_ids(kind), "issued", -chance.randint(1, 5), day, None))
            ids.append(len(movements))
        if number % _UNDONE_EVERY == 1:
            documents.append((number + 1, "distribution", day, None, number))
            for reversed_id in ids:
                _id, _document, *where, cls, quantity, _on, _reverses = movements[reversed_id - 1]
                back = -int(str(quantity))
                movements.append((len(movements) + 1, number + 1, *where, cls, back, day, reversed_id))
    many = database.connection.executemany
    many(
        "INSERT INTO document (id, uuid, form_key, number, kind, occurred_on, recorded_at, recorded_by, head_count, "
        f"reverses_id) VALUES (?1, 'd' || ?1, 'k' || ?1, 'B-' || ?1, ?2, ?3, '{AT}', '{COORDINATOR.id}', ?4, ?5)",
        documents,
    )
    many(
        "INSERT INTO movement (id, document_id, item_id, batch_id, place_id, class, quantity, occurred_on, reverses_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        movements,
    )
    many("INSERT INTO people.recipient (document_id, member_id, occurred_on) VALUES (?, ?, ?)", recipients)


def _ids(kind: tuple[int, int, int]) -> tuple[int, int, int]:
    item, batch, place = kind
    return item + 1, item * BATCHES + batch + 1, place + 1


def _sums(database: Database) -> None:
    database.execute(
        "INSERT INTO balance SELECT item_id, batch_id, place_id, sum(quantity) FROM movement GROUP BY 1, 2, 3"
    )
    database.execute(
        "INSERT INTO month_total SELECT substr(occurred_on, 1, 7), item_id, batch_id, place_id, class, "
        "sum(quantity) FROM movement GROUP BY 1, 2, 3, 4, 5"
    )


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
