"""Average monthly use against the same reckoned day by day from a list of what happened; and its edges, by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.attention import MonthlyUse
from desktop.domain.stock import ItemId
from desktop.storage import consumption
from desktop.storage.connection import Database
from tests.storage import book

TODAY = date(2026, 11, 24)
FIRST, LAST = date(2026, 8, 1), date(2026, 10, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


class Ledger:
    """Writes movements, and remembers each in a list of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.number = 0
        with database.transaction():
            database.insert("user", id="u1", name="Mei", role="coordinator")
            self.shelf = database.insert("place", uuid="p1", name="Shelf", folded="shelf")
            self.bag = database.insert("place", uuid="p2", name="Bag", folded="bag", kind="bag")
            self.partner = database.insert("place", uuid="p3", name="Group", folded="group", kind="partner")

    def new(self) -> int:
        self.number += 1
        return self.number

    def item(self, created_on: date = FIRST, merged_into: int | None = None) -> int:
        name = f"item {self.new()}"
        return self.database.insert(
            "item",
            uuid=name,
            name=name,
            folded=name,
            category="hygiene",
            unit="piece",
            expiry="use_by",
            created_on=created_on.isoformat(),
            merged_into=merged_into,
        )

    def batch(self, item: int, expires_on: date | None = None, recipe_id: int | None = None) -> int:
        return self.database.insert(
            "batch",
            uuid=f"b{self.new()}",
            item_id=item,
            lot=f"L{self.number}",
            expires_on=expires_on.isoformat() if expires_on else None,
            received_on=FIRST.isoformat(),
            recipe_id=recipe_id,
        )

    def move(self, item: int, batch: int, place: int, cls: str, quantity: int, day: date) -> None:
        document = self.new()
        book.document(self.database, document, "intake", day.isoformat())
        book.movement(
            self.database, document, quantity, cls, day.isoformat(), item_id=item, batch_id=batch, place_id=place
        )

    def use(self, item: int) -> MonthlyUse:
        return consumption.monthly_use(self.database, TODAY)[ItemId(item)]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    database = book.empty(Path(tmp_path_factory.mktemp("book")))
    yield Ledger(database)
    database.close()


@dataclass
class Told:
    """What happened to one item, as somebody beside the shelf would tell it."""

    moves: list[tuple[date, int, int, int, str]] = field(default_factory=list)
    expires: dict[int, date | None] = field(default_factory=dict)

    def usable_at_end(self, day: date, partner: int) -> int:
        return sum(
            quantity
            for on, batch, place, quantity, _cls in self.moves
            if on <= day and place != partner and (self.expires[batch] is None or self.expires[batch] >= day)
        )

    def average(self, partner: int) -> Fraction | None:
        issued = -sum(quantity for on, _b, _p, quantity, cls in self.moves if FIRST <= on <= LAST and cls == "issued")
        with_some = [day for day in DAYS if self.usable_at_end(day, partner) > 0]
        if not with_some:
            return None
        return Fraction(issued, 3) * Fraction(len(DAYS), len(with_some))


days = st.integers(-40, (TODAY - FIRST).days).map(lambda number: FIRST + timedelta(days=number))
steps = st.lists(
    st.tuples(
        days,
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(["received", "issued", "issued", "written_off", "used", "sold", "moved", "undone"]),
        st.integers(1, 30),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, expiries=st.lists(st.one_of(st.none(), days), min_size=3, max_size=3))
def test_average_monthly_use_is_what_a_list_of_days_comes_to(
    ledger: Ledger, steps: list[tuple[date, int, int, str, int]], expiries: list[date | None]
) -> None:
    told = Told()
    places = (ledger.shelf, ledger.bag, ledger.partner)
    with ledger.database.transaction():
        item = ledger.item(date(2026, 6, 1))
        batches = [ledger.batch(item, expires_on) for expires_on in expiries]
        told.expires = dict(zip(batches, expiries, strict=True))
        there: dict[tuple[int, int], int] = {}

        def move(day: date, batch: int, place: int, cls: str, quantity: int) -> None:
            there[batch, place] = there.get((batch, place), 0) + quantity
            ledger.move(item, batch, place, cls, quantity, day)
            told.moves.append((day, batch, place, quantity, cls))

        # In the order of days, so that nothing goes below zero on the way.
        for day, at, where, cls, wanted in sorted(steps, key=lambda step: step[0]):
            batch, place = batches[at], places[where]
            if cls == "received":
                move(day, batch, place, cls, wanted)
                continue
            quantity = min(wanted, there.get((batch, place), 0))
            if not quantity:
                continue
            if cls == "moved":
                move(day, batch, place, cls, -quantity)
                move(day, batch, places[where - 1], cls, quantity)
            elif cls == "undone":
                move(day, batch, place, "issued", -quantity)
                move(day, batch, place, "issued", quantity)
            else:
                move(day, batch, place, cls, -quantity)
    assert ledger.use(item).per_month == told.average(ledger.partner)


def test_days_without_stock_raise_the_average(ledger: Ledger) -> None:
    with ledger.database.transaction():
        item = ledger.item()
        batch = ledger.batch(item)
        ledger.move(item, batch, ledger.shelf, "received", 90, FIRST)
        ledger.move(item, batch, ledger.shelf, "issued", -90, DAYS[46])
    use = ledger.use(item)
    # There at the end of the first 46 days of 92.
    assert (use.issued, use.days, use.days_without) == (90, 92, 46)
    assert use.per_month == 60
    assert use.lasts(120).tenths == 20


def test_what_is_lost_moved_used_or_sold_is_no_use_by_people(ledger: Ledger) -> None:
    with ledger.database.transaction():
        item = ledger.item()
        batch = ledger.batch(item)
        ledger.move(item, batch, ledger.shelf, "received", 90, FIRST)
        for cls in ("written_off", "used", "sold", "counted", "packed", "correction"):
            ledger.move(item, batch, ledger.shelf, cls, -5, DAYS[40])
    use = ledger.use(item)
    assert use.per_month == 0
    assert use.lasts(60).used is False


@pytest.mark.parametrize(
    ("created_on", "enough"), [(date(2026, 10, 1), True), (date(2026, 10, 2), False), (date(2026, 11, 1), False)]
)
def test_less_than_a_month_of_history_is_not_enough(ledger: Ledger, created_on: date, enough: bool) -> None:
    with ledger.database.transaction():
        item = ledger.item(created_on)
        batch = ledger.batch(item)
        ledger.move(item, batch, ledger.shelf, "received", 50, created_on)
        ledger.move(item, batch, ledger.shelf, "issued", -5, created_on)
    assert (ledger.use(item).per_month is not None) is enough


def test_an_item_that_was_never_there_has_not_enough_data(ledger: Ledger) -> None:
    with ledger.database.transaction():
        item = ledger.item(date(2026, 1, 1))
    assert ledger.use(item).per_month is None
    assert ledger.use(item).lasts(0).used is None


def test_what_was_given_this_month_does_not_count_yet(ledger: Ledger) -> None:
    with ledger.database.transaction():
        item = ledger.item()
        batch = ledger.batch(item)
        ledger.move(item, batch, ledger.shelf, "received", 50, FIRST)
        ledger.move(item, batch, ledger.shelf, "issued", -30, TODAY)
    assert ledger.use(item).per_month == 0
    assert item in consumption.issued_lately(ledger.database, TODAY)


def test_kits_count_as_kits_and_as_what_each_was_packed_from(ledger: Ledger) -> None:
    with ledger.database.transaction():
        soap, kit = ledger.item(), ledger.item()
        recipes = []
        for version, each in ((1, 2), (2, 5)):
            recipe = ledger.database.insert("recipe", item_id=kit, version=version, made_at=book.AT, made_by="u1")
            ledger.database.insert("recipe_part", recipe_id=recipe, item_id=soap, quantity=each)
            recipes.append(ledger.batch(kit, recipe_id=recipe))
        loose = ledger.batch(soap)
        ledger.move(soap, loose, ledger.shelf, "received", 100, FIRST)
        ledger.move(soap, loose, ledger.shelf, "issued", -9, DAYS[3])
        for batch, kits in zip(recipes, (3, 6), strict=True):
            ledger.move(kit, batch, ledger.shelf, "packed", 10, FIRST)
            ledger.move(kit, batch, ledger.shelf, "issued", -kits, DAYS[9])
    assert ledger.use(kit).issued == 9
    assert ledger.use(soap).issued == 9 + 3 * 2 + 6 * 5


def test_an_item_that_was_made_one_with_another_counts_for_that_one(ledger: Ledger) -> None:
    with ledger.database.transaction():
        keep = ledger.item(date(2026, 10, 20))
        drop = ledger.item(date(2026, 5, 1), merged_into=keep)
        old, new = ledger.batch(drop), ledger.batch(keep)
        ledger.move(drop, old, ledger.shelf, "received", 60, FIRST)
        ledger.move(drop, old, ledger.shelf, "issued", -30, DAYS[20])
        ledger.move(drop, old, ledger.shelf, "moved", -30, date(2026, 10, 20))
        ledger.move(keep, new, ledger.shelf, "moved", 30, date(2026, 10, 20))
        ledger.move(keep, new, ledger.shelf, "issued", -15, date(2026, 10, 25))
    use = ledger.use(keep)
    assert (use.issued, use.days_without, use.known) == (45, 0, True)
    assert ItemId(drop) not in consumption.monthly_use(ledger.database, TODAY)


def test_a_batch_is_usable_on_its_last_day(ledger: Ledger) -> None:
    with ledger.database.transaction():
        item = ledger.item()
        batch = ledger.batch(item, DAYS[29])
        ledger.move(item, batch, ledger.shelf, "received", 50, FIRST)
    assert ledger.use(item).days_without == 92 - 30
