"""The stock keeper's work at 2,000 items x 5 batches x 4 places and a million movements."""

import itertools
from collections.abc import Iterator

import pytest

from desktop.domain.periods import Month
from desktop.domain.stock import ItemId, PlaceId
from desktop.operations import cards, months, stock
from desktop.operations.session import Session
from desktop.storage import ledger_checks
from tests.benchmarks.conftest import Bench, list_anew
from tests.benchmarks.desk_vault import DESK, filled
from tests.benchmarks.filled_vault import TODAY

THIS = Month.of(TODAY)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A coordinator at that vault."""
    made = filled(tmp_path_factory.mktemp("desk") / "vault")
    yield made
    made.close()


@pytest.fixture
def timed(benchmark: object) -> Bench:
    """Measures one job at it."""
    return Bench(benchmark, DESK)


def test_stock_list(desk: Session, timed: Bench) -> None:
    def bare() -> None:
        desk.database.rows("SELECT item_id, batch_id, place_id, quantity FROM balance WHERE quantity > 0")

    timed("stock on hand per item and batch", lambda: list_anew(desk), bare=bare, goal="15 ms")


def test_stock_list_again(desk: Session, timed: Bench) -> None:
    timed("stock list again, with nothing written meanwhile", lambda: stock.stock_list(desk), goal="15 ms")


def test_stock_list_as_somebody_types(desk: Session, timed: Bench) -> None:
    typed = itertools.cycle(("item 1", "item 19", "4006381000007"))
    timed("stock list, per key", lambda: stock.stock_list(desk, text=next(typed)), goal="15 ms")


def test_item_pane(desk: Session, timed: Bench) -> None:
    item = itertools.count(1)
    timed("item's pane", lambda: stock.item_detail(desk, ItemId(next(item))), goal="20 ms")


def test_stock_card(desk: Session, timed: Bench) -> None:
    item = itertools.count(1)
    timed("stock card page", lambda: cards.stock_card(desk, item_id=ItemId(next(item))), goal="20 ms")


def test_month(desk: Session, timed: Bench) -> None:
    timed("monthly summary, every figure", lambda: months.month_figures(desk, THIS), goal="100 ms", rounds=7)


def test_month_by_place(desk: Session, timed: Bench) -> None:
    timed("month of one place", lambda: months.place_figures(desk, THIS, PlaceId(2)), goal="100 ms", rounds=7)


def test_month_by_fund(desk: Session, timed: Bench) -> None:
    timed("month by fund", lambda: months.fund_figures(desk, THIS), goal="100 ms", rounds=7)


def test_check_of_the_book(desk: Session, timed: Bench) -> None:
    def check() -> None:
        assert ledger_checks.faults(desk.database) == ()

    timed("check of the stock book, in slices", check, goal="2 s", rounds=3)
