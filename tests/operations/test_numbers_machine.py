"""Any sequence of what happens to pieces with numbers, held against a dict of number and place.

A number is at exactly one place or out of the house, and each balance is as large as the count of numbers there.
"""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from desktop.domain.errors import Invalid, NotEnoughStock
from desktop.domain.stock import Category, Expiry, PlaceId, PlaceKind, Posted, Reason, SerialId, Source, Unit
from desktop.operations import cards, catalogue, distribution, moving, outgoing, pieces, receiving, undoing
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.receiving import Arrival
from desktop.storage import ledger_checks, serials
from desktop.storage.stock import held_of
from tests.operations.desk import Desk

NUMBERS = ("A 1", "A 2", "a 3", "B-4", "5")
SOME = st.sets(st.sampled_from(NUMBERS), min_size=1).map(sorted)

Where = dict[str, PlaceId | None]


class Pieces(RuleBasedStateMachine):
    """What people do with cards: receive, give, move, write off, take back, undo."""

    documents = Bundle("documents")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="larder-numbers-"))
        self.desk = Desk(self.folder)
        self.session = self.desk.coordinator
        self.shelf = catalogue.save_place(self.session, name="Shelf A")
        self.bag = catalogue.save_place(self.session, name="Bag", kind=PlaceKind.BAG)
        self.card = catalogue.save_item(
            self.session,
            name="Transit card",
            category=Category.CARDS,
            unit=Unit.PIECE,
            expiry=Expiry.NONE,
            lots=False,
            serials=True,
        )
        # Where each number is, and whether it was ever here for good: by how many entries that stand.
        self.where: Where = {}
        self.standing: Counter[str] = Counter()

    def key(self) -> str:
        return self.desk.new_form_key()

    def ids(self, numbers: list[str]) -> tuple[SerialId, ...]:
        return tuple(found.serial.id for each in numbers for found in pieces.find_number(self.session, each))

    def all_at(self, numbers: list[str], place: PlaceId) -> bool:
        return all(self.where.get(number) == place for number in numbers)

    def moved(self, posted: Posted, numbers: list[str], place: PlaceId | None) -> tuple[Posted, Where, list[str]]:
        before = {number: self.where.get(number) for number in numbers}
        self.where.update(dict.fromkeys(numbers, place))
        self.standing.update(numbers)
        return posted, before, numbers

    @rule(target=documents, numbers=SOME, returning=st.booleans())
    def receive(self, numbers: list[str], returning: bool) -> object:
        wanted = all(self.where.get(number) is None and (returning or not self.standing[number]) for number in numbers)
        try:
            posted = receiving.receive_stock(
                self.session,
                form_key=self.key(),
                source=Source.RETURN if returning else Source.PURCHASE,
                origin="",
                place_id=self.shelf,
                lines=[Arrival(self.card, len(numbers), numbers=tuple(numbers))],
                occurred_on=self.session.today(),
            )
        except Invalid:
            assert not wanted
            return multiple()
        assert wanted
        return self.moved(posted, numbers, self.shelf)

    @rule(target=documents, numbers=SOME, from_bag=st.booleans())
    def give(self, numbers: list[str], from_bag: bool) -> object:
        place = self.bag if from_bag else self.shelf
        try:
            given = distribution.give_out(
                self.session,
                form_key=self.key(),
                lines=[Given(self.card, len(numbers), serials=self.ids(numbers))],
                head_count=1,
                occurred_on=self.session.today(),
                place_id=self.bag if from_bag else None,
            )
        except Invalid:
            assert not self.all_at(numbers, place)
            return multiple()
        assert self.all_at(numbers, place)
        return self.moved(Posted(given.document_id, given.number), numbers, None)

    @rule(target=documents, numbers=SOME, to_bag=st.booleans())
    def move(self, numbers: list[str], to_bag: bool) -> object:
        start, end = (self.shelf, self.bag) if to_bag else (self.bag, self.shelf)
        try:
            posted = moving.move_stock(
                self.session,
                form_key=self.key(),
                from_place_id=start,
                to_place_id=end,
                lines=[MoveLine(self.card, len(numbers), serials=self.ids(numbers))],
                occurred_on=self.session.today(),
            )
        except (Invalid, NotEnoughStock):
            assert not self.all_at(numbers, start)
            return multiple()
        assert self.all_at(numbers, start)
        return self.moved(posted, numbers, end)

    @rule(target=documents, number=st.sampled_from(NUMBERS))
    def write_off(self, number: str) -> object:
        found = pieces.find_number(self.session, number)
        if not found or found[0].serial.place is None:
            return multiple()
        posted = outgoing.write_off(
            self.session,
            form_key=self.key(),
            item_id=self.card,
            batch_id=found[0].serial.batch_id,
            place_id=found[0].serial.place.id,
            quantity=1,
            reason=Reason.LOST,
            occurred_on=self.session.today(),
            serials=(found[0].serial.id,),
        )
        return self.moved(posted, [number], None)

    @rule(document=consumes(documents))
    def undo(self, document: tuple[Posted, Where, list[str]]) -> None:
        """It is undone when its pieces are where it left them; else nothing happens."""
        posted, before, numbers = document
        given = self.desk.database.value("SELECT kind FROM document WHERE id = ?", (posted.document_id,))
        operation = distribution.undo_distribution if given == "distribution" else undoing.undo_stock
        rows = {
            number: next(
                line
                for line in cards.stock_card(self.session, serial_id=self.ids([number])[0]).lines
                if line.document_id == posted.document_id
            )
            for number in numbers
        }
        left = {number: line.place_id if line.change > 0 else None for number, line in rows.items()}
        try:
            operation(self.session, form_key=self.key(), document_id=posted.document_id)
        except (Invalid, NotEnoughStock):
            assert {number: self.where[number] for number in numbers} != left
            return
        assert {number: self.where[number] for number in numbers} == left
        self.where.update(before)
        self.standing.subtract(numbers)

    @invariant()
    def each_number_is_at_one_place_or_out(self) -> None:
        there = serials.there(self.desk.database, self.card)
        assert {piece.number.casefold(): piece.place and piece.place.id for piece in there} == {
            number.casefold(): place for number, place in self.where.items() if place is not None
        }

    @invariant()
    def quantities_are_counts_of_numbers(self) -> None:
        held: Counter[tuple[int, int]] = Counter()
        for each in held_of(self.desk.database, self.card):
            held[each.batch.id, each.place.id] += each.quantity
        counted = Counter(
            (piece.batch_id, piece.place.id)
            for piece in serials.there(self.desk.database, self.card)
            if piece.place is not None
        )
        assert held == counted
        assert not ledger_checks.faults(self.desk.database)

    @invariant()
    def a_pieces_card_ends_where_it_is(self) -> None:
        for number, place in self.where.items():
            for found in pieces.find_number(self.session, number):
                lines = cards.stock_card(self.session, serial_id=found.serial.id).lines
                assert lines[0].balance == (place is not None)
                assert all(line.balance in (0, 1) for line in lines)

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)


TestPieces = Pieces.TestCase
TestPieces.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
