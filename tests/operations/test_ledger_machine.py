"""Any sequence of stock operations, held against a model written here on its own: a dict of what is where.

After every step the kept balances equal the sum of the movements, nothing is below zero, and undone entries net out.
"""

import shutil
import tempfile
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from desktop.domain.errors import NotEnoughStock, PastUseBy
from desktop.domain.stock import Category, Expiry, Reason, Source, Unit
from desktop.operations import catalogue, counting, distribution, outgoing, receiving, undoing
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.storage import ledger_checks
from desktop.storage.stock import held_of
from tests.operations.desk import Desk
from tests.operations.finishing import finish_count

ITEMS = ("Condoms", "Masks", "Rice")
QUANTITIES = st.integers(1, 60)


class Ledger(RuleBasedStateMachine):
    """Operations as a person calls them, and the model beside them."""

    documents = Bundle("documents")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="larder-ledger-"))
        self.desk = Desk(self.folder)
        self.session = self.desk.coordinator
        self.first_day = self.desk.clock.day
        self.place = catalogue.save_place(self.session, name="Shelf A")
        self.items = [
            catalogue.save_item(
                self.session, name=name, category=Category.PREVENTION, unit=Unit.PIECE, expiry=Expiry.USE_BY
            )
            for name in ITEMS
        ]
        # item -> expiry as days from the first day -> quantity
        self.model: dict[int, dict[int, int]] = {item: defaultdict(int) for item in self.items}
        self.issued: dict[int, int] = defaultdict(int)
        # Every change with its day, since an undone entry leaves from the day it was made on.
        self.log: list[tuple[int, int, int, int]] = []

    @property
    def today(self) -> int:
        return (self.desk.clock.day - self.first_day).days

    def usable(self, item: int) -> int:
        return sum(quantity for expiry, quantity in self.model[item].items() if expiry >= self.today)

    def change(self, day: int, item: int, expiry: int, change: int) -> None:
        self.model[item][expiry] += change
        self.log.append((day, item, expiry, change))

    def lowest_since(self, day: int, item: int, expiry: int) -> int:
        """The lowest balance at the end of that day or of any later one."""
        return min(
            sum(change for at, i, e, change in self.log if (i, e) == (item, expiry) and at <= end)
            for end in range(day, self.today + 1)
        )

    @rule(target=documents, which=st.integers(0, 2), quantity=QUANTITIES, expires=st.integers(5, 40))
    def receive(self, which: int, quantity: int, expires: int) -> object:
        item = self.items[which]
        posted = receiving.receive_stock(
            self.session,
            form_key=self.desk.new_form_key(),
            source=Source.DONATION,
            origin="",
            place_id=self.place,
            lines=[Arrival(item, quantity, expires_on=self.first_day + timedelta(days=expires))],
            occurred_on=self.desk.clock.day,
        )
        self.change(self.today, item, expires, quantity)
        return ("stock", self.today, posted.document_id, [(item, expires, quantity)])

    @rule(target=documents, which=st.integers(0, 2), quantity=QUANTITIES, heads=st.integers(1, 5))
    def give(self, which: int, quantity: int, heads: int) -> object:
        item = self.items[which]
        form_key = self.desk.new_form_key()

        def call() -> distribution.GivenOut:
            return distribution.give_out(
                self.session,
                form_key=form_key,
                lines=[Given(item, quantity)],
                head_count=heads,
                occurred_on=self.desk.clock.day,
            )

        if self.usable(item) < quantity:
            try:
                call()
            except (NotEnoughStock, PastUseBy):
                return multiple()
            raise AssertionError("gave what was not there")
        given = call()
        assert call() == given, "the same form saved twice"
        changes = []
        left = quantity
        for expiry in sorted(expiry for expiry in self.model[item] if expiry >= self.today):
            part = min(left, self.model[item][expiry])
            if part:
                self.change(self.today, item, expiry, -part)
                changes.append((item, expiry, -part))
                left -= part
        assert left == 0
        assert given.left[item] == self.usable(item)
        self.issued[item] += quantity
        return ("distribution", self.today, given.document_id, changes)

    @rule(target=documents, which=st.integers(0, 2), quantity=QUANTITIES)
    def write_off(self, which: int, quantity: int) -> object:
        item = self.items[which]
        held = [part for part in held_of(self.desk.database, item) if part.quantity]
        if not held:
            return multiple()
        batch = held[0]
        assert batch.batch.expires_on is not None
        expiry = (batch.batch.expires_on - self.first_day).days
        values = {
            "form_key": self.desk.new_form_key(),
            "item_id": item,
            "batch_id": batch.batch.id,
            "place_id": self.place,
            "quantity": quantity,
            "reason": Reason.DAMAGED,
            "occurred_on": self.desk.clock.day,
        }
        if quantity > self.model[item][expiry]:
            try:
                outgoing.write_off(self.session, **values)
            except NotEnoughStock:
                return multiple()
            raise AssertionError("wrote off what was not there")
        posted = outgoing.write_off(self.session, **values)
        self.change(self.today, item, expiry, -quantity)
        return ("stock", self.today, posted.document_id, [(item, expiry, -quantity)])

    @rule(target=documents, which=st.integers(0, 2), counted=st.integers(0, 80))
    def count(self, which: int, counted: int) -> object:
        item = self.items[which]
        held = [part for part in held_of(self.desk.database, item) if part.quantity]
        if not held:
            return multiple()
        batch = held[0].batch
        assert batch.expires_on is not None
        expiry = (batch.expires_on - self.first_day).days
        sheet = counting.begin_count(self.session, place_id=self.place)
        counting.count_line(
            self.session,
            stocktake_id=sheet.id,
            item_id=item,
            batch_id=batch.id,
            counted=counted,
            reason=Reason.MISCOUNTED,
        )
        posted = finish_count(self.session, sheet.id)
        difference = counted - self.model[item][expiry]
        if not difference:
            assert posted is None
            return multiple()
        assert posted is not None
        self.change(self.today, item, expiry, difference)
        return ("stock", self.today, posted.document_id, [(item, expiry, difference)])

    @rule(document=consumes(documents))
    def undo(self, document: tuple[str, int, int, list[tuple[int, int, int]]]) -> None:
        kind, day, number, changes = document
        undo = undoing.undo_stock if kind == "stock" else distribution.undo_distribution
        if any(self.lowest_since(day, item, expiry) < change for item, expiry, change in changes):
            try:
                undo(self.session, form_key=self.desk.new_form_key(), document_id=number)
            except NotEnoughStock:
                return
            raise AssertionError("undid what was gone")
        undo(self.session, form_key=self.desk.new_form_key(), document_id=number)
        for item, expiry, change in changes:
            self.change(day, item, expiry, -change)
            if kind == "distribution":
                self.issued[item] += change

    @rule(days=st.integers(1, 6))
    def time_passes(self, days: int) -> None:
        self.desk.clock.set(self.desk.clock.day + timedelta(days=days))

    @invariant()
    def the_book_is_what_the_model_says(self) -> None:
        if not hasattr(self, "desk"):
            return
        assert not ledger_checks.faults(self.desk.database)
        for item in self.items:
            there = {
                (part.batch.expires_on - self.first_day).days: part.quantity
                for part in held_of(self.desk.database, item)
                if part.batch.expires_on is not None
            }
            assert there == {expiry: quantity for expiry, quantity in self.model[item].items() if quantity}
        lowest = self.desk.database.value("SELECT min(quantity) FROM balance")
        assert lowest is None or lowest >= 0

    @invariant()
    def undone_hand_outs_net_out_of_what_was_issued(self) -> None:
        if not hasattr(self, "desk"):
            return
        for item in self.items:
            issued = self.desk.database.value(
                "SELECT coalesce(-sum(quantity), 0) FROM month_total WHERE item_id = ? AND class = 'issued'", (item,)
            )
            assert issued == self.issued[item]

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.folder)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
