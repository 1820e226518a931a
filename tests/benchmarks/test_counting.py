"""Counting where there is much: a sheet of thousands of lines, one line of it, and posting five hundred differences."""

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.domain.counting import StocktakeId
from desktop.domain.stock import Barcode, BatchId, DocumentKind, ItemId, MovementClass, PlaceId, Reason
from desktop.domain.users import Role, User, UserId
from desktop.operations import count_papers, count_review, counting
from desktop.operations.session import Session
from desktop.storage import documents, stocktakes
from desktop.storage.documents import Line
from desktop.storage.stocktakes import Counted
from tests.benchmarks.conftest import Bench
from tests.benchmarks.filled_vault import AT, SMALL, TODAY, filled

ITEMS, BATCHES, PLACES, LINES = 2_000, 5, 4, 500
KEEPER = User(UserId("user-counter"), "Jo", Role.STOCK_KEEPER)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A vault of its own, since so many items would slow what else is measured: 2,000 items, 5 batches, 4 places."""
    made = filled(tmp_path_factory.mktemp("counting") / "vault", SMALL)
    database = made.database
    with database.transaction():
        database.insert("user", id=KEEPER.id, name=KEEPER.name, role=KEEPER.role)
        places = [
            database.insert("place", uuid=str(uuid.uuid4()), name=f"Store {number}", folded=f"store {number}")
            for number in range(PLACES)
        ]
        lines = []
        for number in range(ITEMS):
            item = database.insert(
                "item",
                uuid=str(uuid.uuid4()),
                name=f"Thing {number}",
                folded=f"thing {number}",
                category="hygiene",
                unit="piece",
                expiry="none",
                icon="item-box",
                created_on=str(TODAY),
                worth=25,
            )
            database.insert("item_barcode", item_id=item, code=f"C{number:08d}", quantity=1)
            for batch_number in range(BATCHES):
                batch = database.insert(
                    "batch", uuid=str(uuid.uuid4()), item_id=item, lot=f"L{batch_number}", received_on=str(TODAY)
                )
                lines += [
                    Line(ItemId(item), BatchId(batch), PlaceId(place), MovementClass.RECEIVED, 100) for place in places
                ]
        documents.post(
            database,
            kind=DocumentKind.INTAKE,
            form_key=uuid.uuid4().hex,
            occurred_on=TODAY,
            recorded_at=AT,
            recorded_by=made.user.id,
            lines=lines,
        )
    yield made
    made.close()


@pytest.fixture(scope="module")
def store(stocked: Session) -> PlaceId:
    """Ten thousand lines."""
    return PlaceId(stocked.database.value("SELECT id FROM place WHERE folded = 'store 0'"))


@pytest.fixture
def measured(benchmark: object) -> Bench:
    """Measures at this vault."""
    return Bench(benchmark, None)


def test_opening_a_sheet(stocked: Session, store: PlaceId, measured: Bench) -> None:
    measured("count sheet of 10,000 lines", lambda: counting.begin_count(stocked, place_id=store), goal="1 s", rounds=5)


def test_counting_a_line(stocked: Session, store: PlaceId, measured: Bench) -> None:
    sheet = counting.begin_count(stocked, place_id=store)
    lines = itertools.cycle(sheet.lines)
    numbers = itertools.count(1)

    def count() -> None:
        line = next(lines)
        counting.count_line(
            stocked,
            stocktake_id=sheet.id,
            item_id=line.item.id,
            batch_id=line.batch.id,
            counted=next(numbers) % 1_000,
        )

    measured("a line of a count, durable", count, goal="100 ms", rounds=60)


def test_scanning(stocked: Session, store: PlaceId, measured: Bench) -> None:
    sheet = counting.begin_count(stocked, place_id=store)
    codes = itertools.cycle([Barcode(f"C{number:08d}") for number in range(ITEMS)])
    measured(
        "a scan in a count, durable",
        lambda: counting.count_scan(stocked, stocktake_id=sheet.id, code=next(codes).code),
        goal="100 ms",
        rounds=60,
    )


def counted(session: Session, place: PlaceId, items: list[ItemId]) -> StocktakeId:
    """A count of 500 lines that all differ, handed in by somebody else."""
    keeper = replace(session, user=KEEPER)
    sheet = counting.begin_count(keeper, place_id=place, item_ids=items)
    with session.database.transaction():
        for line in sheet.lines:
            stocktakes.count(
                session.database,
                sheet.id,
                (line.batch.id, line.place.id),
                Counted(line.item.id, line.book or 0, 97, Reason.MISCOUNTED, None, None),
                at=AT,
                by=KEEPER.id,
            )
    assert len(sheet.lines) == LINES
    assert count_review.submit_count(keeper, form_key=uuid.uuid4().hex, stocktake_id=sheet.id).waiting
    return sheet.id


def test_posting_a_stocktake(stocked: Session, measured: Bench) -> None:
    database = stocked.database
    places = [row[0] for row in database.rows("SELECT id FROM place WHERE folded LIKE 'store %' ORDER BY id DESC")]
    items = [ItemId(row[0]) for row in database.rows("SELECT id FROM item WHERE folded LIKE 'thing %' ORDER BY id")]
    chunk = LINES // BATCHES
    rounds = 8
    prepared = iter(
        [
            counted(stocked, PlaceId(places[number % 3]), items[number * chunk : (number + 1) * chunk])
            for number in range(rounds + 1)
        ]
    )
    measured(
        "posting a stocktake of 500 lines",
        lambda: count_review.approve_count(stocked, form_key=uuid.uuid4().hex, stocktake_id=next(prepared)),
        goal="1 s",
        rounds=rounds,
    )


def test_printing_a_sheet(stocked: Session, measured: Bench) -> None:
    items = [
        ItemId(row[0]) for row in stocked.database.rows("SELECT id FROM item WHERE folded LIKE 'thing %' LIMIT 25")
    ]
    sheet = counting.begin_count(stocked, item_ids=items)
    measured(
        "count sheet of 500 lines as PDF",
        lambda: count_papers.count_sheet_paper(stocked, stocktake_id=sheet.id, language="en"),
        goal="2 s",
        rounds=5,
    )
