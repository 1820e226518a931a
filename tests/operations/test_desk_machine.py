"""Any sequence of everything a stock keeper's desk can do, held against a book written on its own (desk_model).

After every step what is where, and what each column of the month says of each item, at each place and over all, is what the
model says; nothing was below nothing at the end of any day; and what lacked was refused whole.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from desktop.domain.errors import NotEnoughStock, PastBestBefore, PastUseBy
from desktop.domain.periods import Month
from desktop.domain.stock import Category, DocumentId, Expiry, ItemId, PlaceId, PlaceKind, Posted, Reason, Source, Unit
from desktop.operations import (
    catalogue,
    count_review,
    counting,
    distribution,
    kits,
    months,
    moving,
    outgoing,
    partners,
    receiving,
    selling,
    undoing,
)
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.outgoing import Leaving
from desktop.operations.partners import ReportLine
from desktop.operations.receiving import Arrival
from desktop.storage import ledger_checks
from tests.operations.desk import Desk
from tests.operations.desk_model import NEVER, Batch, Move, PlainBook, Short

LACKING = (NotEnoughStock, PastUseBy, PastBestBefore)
PARTS = {"Soap": 1, "Masks": 3}
"""What one kit is made of."""
LOOSE = ("Soap", "Masks", "Rice")
PLACES = {"Shelf": PlaceKind.SHELF, "Bag": PlaceKind.BAG, "Group": PlaceKind.PARTNER}
COLUMNS = {
    "received": "received",
    "issued": "issued",
    "written_off": "written_off",
    "counted": "counted",
    "moved": "moved",
    "packed": "packed",
    "used": "used",
    "sold": "sold",
}
OUTGOING = frozenset({"issued", "written_off", "used", "sold"})
QUANTITIES = st.integers(1, 40)
BACK = st.integers(0, 3)


class WholeDesk(RuleBasedStateMachine):
    """Operations as a person calls them, and the model beside them."""

    documents = Bundle("documents")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="larder-desk-"))
        self.desk = Desk(self.folder)
        self.session = self.desk.coordinator
        self.first_day = date(2026, 11, 2)
        self.desk.clock.set(self.first_day)
        self.book = PlainBook()
        self.places: dict[str, PlaceId] = {
            name: catalogue.save_place(self.session, name=name, kind=kind) for name, kind in PLACES.items()
        }
        expiries = {"Soap": Expiry.NONE, "Masks": Expiry.USE_BY, "Rice": Expiry.BEST_BEFORE, "Pack": Expiry.NONE}
        self.items: dict[str, ItemId] = {
            name: catalogue.save_item(
                self.session, name=name, category=Category.HYGIENE, unit=Unit.PIECE, expiry=expiry
            )
            for name, expiry in expiries.items()
        }
        kits.save_recipe(
            self.session,
            item_id=self.items["Pack"],
            parts=[(self.items[part], count) for part, count in PARTS.items()],
        )
        self.fund = catalogue.save_fund(self.session, name="Garden")
        self.batch_ids: dict[str, int] = {}
        self.packings: dict[str, tuple[DocumentId, list[Move]]] = {}
        self.unpacked: list[tuple[str, str, int]] = []

    # What both sides share

    @property
    def today(self) -> int:
        return (self.desk.clock.day - self.first_day).days

    def on(self, day: int) -> date:
        return self.first_day + timedelta(days=day)

    def refused(self, call: Callable[[], object]) -> bool:
        """The program lacks something as the model does, and says so."""
        before = self.desk.database.rows("SELECT count(*) FROM document")
        try:
            call()
        except LACKING:
            assert self.desk.database.rows("SELECT count(*) FROM document") == before
            return True
        raise AssertionError("went through though there was not enough")

    def learn(self, name: str, item: str) -> None:
        """The newest batch of an item is the one of that name."""
        if name not in self.batch_ids:
            self.batch_ids[name] = self.desk.database.value(
                "SELECT max(id) FROM batch WHERE item_id = ?", (self.items[item],)
            )

    def entry(
        self, kind: str, day: int, document: DocumentId, moves: list[Move]
    ) -> tuple[str, int, DocumentId, list[Move]]:
        return kind, day, document, moves

    # What can be done

    @rule(
        target=documents,
        item=st.sampled_from(LOOSE),
        place=st.sampled_from(("Shelf", "Bag")),
        quantity=QUANTITIES,
        expires=st.integers(4, 30),
        funded=st.booleans(),
        back=BACK,
    )
    def receive(self, item: str, place: str, quantity: int, expires: int, funded: bool, back: int) -> object:
        day = max(0, self.today - back)
        dated = expires if item != "Soap" else NEVER
        name = f"{item} {dated} {funded}"
        posted = receiving.receive_stock(
            self.session,
            form_key=self.desk.new_form_key(),
            source=Source.HARVEST if item == "Rice" else Source.DONATION,
            origin="",
            place_id=self.places[place],
            lines=[Arrival(self.items[item], quantity, expires_on=None if dated == NEVER else self.on(dated))],
            occurred_on=self.on(day),
            fund_id=self.fund if funded else None,
        )
        self.book.batch(name, item, dated, day)
        self.learn(name, item)
        moves = self.book.add([Move(day, item, name, place, quantity, "received")])
        return self.entry("stock", day, posted.document_id, moves)

    @rule(
        target=documents,
        item=st.sampled_from((*LOOSE, "Pack")),
        quantity=QUANTITIES,
        heads=st.integers(1, 5),
        place=st.sampled_from((None, "Bag", "Group")),
        back=BACK,
    )
    def give(self, item: str, quantity: int, heads: int, place: str | None, back: int) -> object:
        day = max(0, self.today - back)

        def call(form_key: str) -> Posted | distribution.GivenOut:
            if place == "Group":
                return partners.partner_report(
                    self.session,
                    form_key=form_key,
                    place_id=self.places[place],
                    head_count=heads,
                    lines=[ReportLine(self.items[item], quantity)],
                    occurred_on=self.on(day),
                )
            return distribution.give_out(
                self.session,
                form_key=form_key,
                lines=[Given(self.items[item], quantity)],
                head_count=heads,
                occurred_on=self.on(day),
                place_id=self.places[place] if place else None,
            )

        return self.take("hand-out", item, quantity, day, [place or "Shelf"], "issued", call)

    @rule(target=documents, item=st.sampled_from(LOOSE), quantity=QUANTITIES, place=st.sampled_from(("Shelf", "Bag")))
    def use(self, item: str, quantity: int, place: str) -> object:
        def call(form_key: str) -> Posted:
            return outgoing.use_materials(
                self.session,
                form_key=form_key,
                place_id=self.places[place],
                lines=[Leaving(self.items[item], quantity)],
                purpose="Sewing",
                occurred_on=self.on(self.today),
            )

        return self.take("stock", item, quantity, self.today, [place], "used", call)

    @rule(target=documents, item=st.sampled_from((*LOOSE, "Pack")), quantity=QUANTITIES)
    def sell(self, item: str, quantity: int) -> object:
        def call(form_key: str) -> Posted:
            return selling.sell(
                self.session,
                form_key=form_key,
                place_id=self.places["Shelf"],
                lines=[Leaving(self.items[item], quantity)],
                fund_id=self.fund,
                amount=250,
                currency="EUR",
                occurred_on=self.on(self.today),
            )

        return self.take("sale", item, quantity, self.today, ["Shelf"], "sold", call)

    def take(
        self,
        kind: str,
        item: str,
        quantity: int,
        day: int,
        places: list[str],
        why: str,
        call: Callable[[str], Posted | distribution.GivenOut],
    ) -> object:
        form_key = self.desk.new_form_key()
        try:
            chosen = self.book.choose(item, quantity, day, self.today, places)
        except Short:
            assert self.refused(lambda: call(form_key))
            return multiple()
        done = call(form_key)
        assert call(form_key).number == done.number, "the same form saved twice"
        moves = self.book.add(Move(day, item, batch, place, -part, why) for batch, place, part in chosen)
        return self.entry(kind, day, done.document_id, moves)

    @rule(target=documents, data=st.data(), quantity=QUANTITIES)
    def write_off(self, data: st.DataObject, quantity: int) -> object:
        held = sorted(self.book.held())
        if not held:
            return multiple()
        batch, place = data.draw(st.sampled_from(held))
        item = self.book.batches[batch].item

        def call() -> Posted:
            return outgoing.write_off(
                self.session,
                form_key=self.desk.new_form_key(),
                item_id=self.items[item],
                batch_id=self.batch_ids[batch],  # type: ignore[arg-type]
                place_id=self.places[place],
                quantity=quantity,
                reason=Reason.TAKEN,
                occurred_on=self.on(self.today),
            )

        if self.book.balance(batch, place) < quantity:
            assert self.refused(call)
            return multiple()
        moves = self.book.add([Move(self.today, item, batch, place, -quantity, "written_off")])
        return self.entry("stock", self.today, call().document_id, moves)

    @rule(target=documents, data=st.data(), quantity=QUANTITIES, to=st.sampled_from(tuple(PLACES)), back=BACK)
    def move(self, data: st.DataObject, quantity: int, to: str, back: int) -> object:
        held = sorted(key for key in self.book.held() if key[1] != to)
        if not held:
            return multiple()
        batch, place = data.draw(st.sampled_from(held))
        item, day = self.book.batches[batch].item, max(0, self.today - back)

        def call() -> Posted:
            return moving.move_stock(
                self.session,
                form_key=self.desk.new_form_key(),
                from_place_id=self.places[place],
                to_place_id=self.places[to],
                lines=[MoveLine(self.items[item], quantity, self.batch_ids[batch])],  # type: ignore[arg-type]
                occurred_on=self.on(day),
            )

        if self.book.spare(batch, place, day, self.today) < quantity:
            assert self.refused(call)
            return multiple()
        posted = call()
        moves = self.book.add(
            [
                Move(day, item, batch, place, -quantity, "moved"),
                Move(day, item, batch, to, quantity, "moved"),
            ]
        )
        return self.entry("stock", day, posted.document_id, moves)

    @rule(target=documents, count=st.integers(1, 6))
    def pack(self, count: int) -> object:
        def call() -> Posted:
            return kits.pack_kits(
                self.session,
                form_key=self.desk.new_form_key(),
                item_id=self.items["Pack"],
                count=count,
                place_id=self.places["Shelf"],
                occurred_on=self.on(self.today),
            )

        try:
            taken = [
                (part, chosen)
                for part, each in PARTS.items()
                for chosen in self.book.choose(part, each * count, self.today, self.today, ["Shelf"])
            ]
        except Short:
            assert self.refused(call)
            return multiple()
        posted = call()
        name = f"kits {posted.number}"
        expires = min(self.book.batches[batch].expires for _part, (batch, _place, _quantity) in taken)
        self.book.batches[name] = Batch("Pack", expires, self.today, len(self.book.batches))
        self.learn(name, "Pack")
        moves = self.book.add(
            [
                *(
                    Move(self.today, part, batch, place, -quantity, "packed")
                    for part, (batch, place, quantity) in taken
                ),
                Move(self.today, "Pack", name, "Shelf", count, "packed"),
            ]
        )
        self.packings[name] = posted.document_id, moves
        return self.entry("stock", self.today, posted.document_id, moves)

    @rule(target=documents, data=st.data(), count=st.integers(1, 6))
    def unpack(self, data: st.DataObject, count: int) -> object:
        held = sorted(key for key in self.book.held() if self.book.batches[key[0]].item == "Pack")
        if not held:
            return multiple()
        batch, place = data.draw(st.sampled_from(held))

        def call() -> Posted:
            return kits.unpack_kits(
                self.session,
                form_key=self.desk.new_form_key(),
                item_id=self.items["Pack"],
                batch_id=self.batch_ids[batch],  # type: ignore[arg-type]
                place_id=self.places[place],
                count=count,
                occurred_on=self.on(self.today),
            )

        if self.book.balance(batch, place) < count:
            assert self.refused(call)
            return multiple()
        back = self.parts_back(batch, count)
        posted = call()
        moves = self.book.add(
            [
                Move(self.today, "Pack", batch, place, -count, "packed"),
                *(Move(self.today, self.book.batches[part].item, part, place, n, "packed") for part, n in back),
            ]
        )
        for part, quantity in back:
            self.unpacked.append((batch, part, quantity))
        return self.entry(f"unpack {batch}", self.today, posted.document_id, moves)

    def parts_back(self, batch: str, count: int) -> list[tuple[str, int]]:
        """What kits of one packing give back: of what went in and has not come out, the earliest date first."""
        _document, packed = self.packings[batch]
        left = {m.batch: -m.change for m in packed if m.change < 0}
        for kit, part, quantity in self.unpacked:
            if kit == batch:
                left[part] -= quantity
        back = []
        for part, each in PARTS.items():
            wanted = each * count
            of_part = [name for name in left if self.book.batches[name].item == part]
            for name in sorted(of_part, key=lambda n: (self.book.batches[n].expires, self.book.batches[n].number)):
                quantity = min(wanted, left[name])
                if quantity:
                    back.append((name, quantity))
                    wanted -= quantity
            assert not wanted
        return back

    @rule(target=documents, data=st.data(), counted=st.integers(0, 60))
    def count(self, data: st.DataObject, counted: int) -> object:
        held = sorted(self.book.held())
        if not held:
            return multiple()
        batch, place = data.draw(st.sampled_from(held))
        item = self.book.batches[batch].item
        sheet = counting.begin_count(self.session, place_id=self.places[place])
        counting.count_line(
            self.session,
            stocktake_id=sheet.id,
            item_id=self.items[item],
            batch_id=self.batch_ids[batch],  # type: ignore[arg-type]
            place_id=self.places[place],
            counted=counted,
            reason=Reason.MISCOUNTED,
        )
        outcome = count_review.submit_count(self.session, form_key=self.desk.new_form_key(), stocktake_id=sheet.id)
        difference = counted - self.book.balance(batch, place)
        assert outcome.posted is None
        assert outcome.waiting is bool(difference)
        if not difference:
            return multiple()
        posted = count_review.approve_count(self.desk.keeper, form_key=self.desk.new_form_key(), stocktake_id=sheet.id)
        moves = self.book.add([Move(self.today, item, batch, place, difference, "counted")])
        return self.entry("stock", self.today, posted.document_id, moves)

    @rule(document=consumes(documents))
    def undo(self, document: tuple[str, int, DocumentId, list[Move]]) -> None:
        kind, _day, number, moves = document
        form_key = self.desk.new_form_key()

        def call() -> Posted:
            if kind == "hand-out":
                return distribution.undo_distribution(self.session, form_key=form_key, document_id=number)
            if kind == "sale":
                return selling.undo_sale(self.session, form_key=form_key, document_id=number)
            return undoing.undo_stock(self.session, form_key=form_key, document_id=number)

        try:
            opposite = self.book.opposite(moves, self.today)
        except Short:
            assert self.refused(call)
            return
        call()
        self.book.add(opposite)
        if kind.startswith("unpack"):
            batch = kind.removeprefix("unpack ")
            for move in moves:
                if move.change > 0:
                    self.unpacked.remove((batch, move.batch, move.change))

    @rule(days=st.integers(1, 5))
    def time_passes(self, days: int) -> None:
        later = self.desk.clock.day + timedelta(days=days)
        if later.month == self.first_day.month:
            self.desk.clock.set(later)

    # What must hold

    @invariant()
    def everything_is_where_the_model_says(self) -> None:
        if not hasattr(self, "unpacked"):
            return
        names = {number: name for name, number in self.batch_ids.items()}
        places = {number: name for name, number in self.places.items()}
        kept = {
            (names[batch], places[place]): quantity
            for batch, place, quantity in self.desk.database.rows(
                "SELECT batch_id, place_id, quantity FROM balance WHERE quantity <> 0"
            )
        }
        assert kept == self.book.held()
        assert not list(ledger_checks.faults(self.desk.database))

    def teardown(self) -> None:
        if not hasattr(self, "unpacked"):
            return
        self.the_month_says_what_the_model_says()
        self.desk.close()
        shutil.rmtree(self.folder)

    def the_month_says_what_the_model_says(self) -> None:
        month = Month.of(self.first_day)
        columns = self.book.columns()
        for figures in months.month_figures(self.session, month).items:
            for column, why in COLUMNS.items():
                sign = -1 if column in OUTGOING else 1
                assert getattr(figures, column) == sign * columns[figures.name][why], (figures.name, column)
            assert figures.adds_up
        for name, place_id in self.places.items():
            at_place = self.book.columns(name)
            for line in months.place_figures(self.session, month, place_id):
                assert line.issued == -at_place[line.item]["issued"]
                assert line.moved_in - line.moved_out == at_place[line.item]["moved"]
                assert line.closing == sum(at_place[line.item].values())


TestDesk = WholeDesk.TestCase
TestDesk.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
