"""Kits: recipes and their versions, packing by what expires first, taking apart into the batches they came from."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.domain.errors import Invalid, LarderError, NotAllowed, NotEnoughStock, PastBestBefore, PastUseBy
from desktop.domain.kits import Inside, come_back, strictest
from desktop.domain.stock import Expiry, ItemId, MovementClass, PlaceKind, Reason, Unit
from desktop.operations import book, catalogue, distribution, kits, merging, outgoing, undoing
from desktop.operations.distribution import Given
from desktop.operations.posting import known_item
from desktop.storage import ledger_checks
from desktop.storage.stock import held_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.kit_desk import KitDesk, batches, kit_desk, new_item, receive, there

SOON, LATER = FIRST_DAY + timedelta(days=40), FIRST_DAY + timedelta(days=300)


@pytest.fixture
def made(desk: Desk) -> KitDesk:
    """The recipe, and enough for ten kits."""
    found = kit_desk(desk)
    receive(desk, found.soap, 20, found.shelf)
    receive(desk, found.masks, 30, found.shelf, expires_on=LATER)
    receive(desk, found.gel, 10, found.shelf, expires_on=SOON)
    return found


def test_packing_takes_the_parts_and_brings_kits_that_bear_its_number_and_the_earliest_date(made: KitDesk) -> None:
    posted = made.pack(4)
    assert made.quantities() == {"soap": 12, "masks": 18, "gel": 6, "kit": 4}
    (found,) = kits.packed(made.desk.keeper, made.kit)
    assert (found.held.batch.lot, found.held.batch.expires_on, found.held.quantity) == (posted.number, SOON, 4)
    assert found.recipe is not None
    assert found.recipe.version == 1


def test_the_parts_that_expire_first_go_in_first_and_nothing_past_its_date_does(made: KitDesk) -> None:
    receive(made.desk, made.masks, 5, made.shelf, expires_on=SOON)
    receive(made.desk, made.gel, 50, made.shelf, expires_on=FIRST_DAY - timedelta(days=1))
    made.pack(2)
    assert batches(made.desk.keeper, made.masks) == {LATER: 29}
    assert batches(made.desk.keeper, made.gel)[FIRST_DAY - timedelta(days=1)] == 50
    with pytest.raises(NotEnoughStock) as refused:
        made.pack(9)
    assert refused.value.values["item_id"] in (made.soap, made.gel)


def test_what_is_past_its_date_is_said_to_be(made: KitDesk) -> None:
    made.desk.clock.set(SOON + timedelta(days=1))
    with pytest.raises(PastUseBy):
        made.pack(1)
    made.desk.clock.set(LATER + timedelta(days=1))
    receive(made.desk, made.gel, 5, made.shelf, expires_on=LATER + timedelta(days=90))
    with pytest.raises(PastBestBefore):
        made.pack(1)


def test_kits_are_packed_from_what_is_at_their_place_alone(made: KitDesk) -> None:
    bag = catalogue.save_place(made.desk.coordinator, name="Bag 1", kind=PlaceKind.BAG)
    with pytest.raises(NotEnoughStock):
        made.pack(1, place=bag)


def test_pressing_twice_packs_once(made: KitDesk) -> None:
    key = made.desk.new_form_key()
    assert made.pack(2, form_key=key) == made.pack(2, form_key=key)
    assert made.quantities()["kit"] == 2


def test_two_packings_of_a_day_are_two_batches(made: KitDesk) -> None:
    numbers = {made.pack(1).number, made.pack(1).number}
    assert {found.held.batch.lot for found in kits.packed(made.desk.keeper, made.kit)} == numbers
    assert len(numbers) == 2


def test_kits_belong_to_a_fund_when_it_paid_for_all_that_is_in_them(desk: Desk) -> None:
    made = kit_desk(desk)
    grant = catalogue.save_fund(desk.keeper, name="Grant")
    for item, quantity in ((made.soap, 2), (made.masks, 3), (made.gel, 1)):
        receive(desk, item, quantity, made.shelf, fund_id=grant)
    receive(desk, made.soap, 2, made.shelf, lot="own")
    receive(desk, made.masks, 3, made.shelf, fund_id=grant, lot="b")
    receive(desk, made.gel, 1, made.shelf, fund_id=grant, lot="b")
    made.pack(1)
    made.pack(1)
    assert [found.held.batch.fund_id for found in kits.packed(desk.keeper, made.kit)] == [grant, None]


def test_a_recipe_changes_by_a_new_version_and_what_was_packed_keeps_its_own(made: KitDesk) -> None:
    made.pack(2)
    same = kits.recipe_of(made.desk.keeper, made.kit)
    assert same is not None
    parts = [(part.item.id, part.quantity) for part in same.parts]
    assert kits.save_recipe(made.desk.keeper, item_id=made.kit, parts=list(reversed(parts))) == same.id
    kits.save_recipe(made.desk.keeper, item_id=made.kit, parts=[(made.soap, 1)])
    now = kits.recipe_of(made.desk.keeper, made.kit)
    assert now is not None
    assert (now.version, [(part.item.id, part.quantity) for part in now.parts]) == (2, [(made.soap, 1)])
    (packed,) = kits.packed(made.desk.keeper, made.kit)
    assert packed.recipe == same
    made.unpack(2)
    assert made.quantities() == {"soap": 20, "masks": 30, "gel": 10, "kit": 0}


def test_a_kits_date_means_what_its_strictest_parts_does(made: KitDesk) -> None:
    def expiry() -> Expiry:
        return known_item(made.desk.keeper, made.kit).expiry

    assert expiry() is Expiry.USE_BY
    kits.save_recipe(made.desk.keeper, item_id=made.kit, parts=[(made.soap, 1), (made.masks, 1)])
    assert expiry() is Expiry.BEST_BEFORE
    kits.save_recipe(made.desk.keeper, item_id=made.kit, parts=[(made.soap, 1)])
    assert expiry() is Expiry.NONE
    assert strictest([]) is Expiry.NONE


@pytest.mark.parametrize("what", ["itself", "a kit", "numbered", "not in use", "nothing", "none of it"])
def test_what_cannot_be_in_a_kit_is_refused(made: KitDesk, what: str) -> None:
    cards = new_item(made.desk, "Cards", serials=True)
    old = new_item(made.desk, "Old")
    facts = known_item(made.desk.keeper, old)
    catalogue.save_item(
        made.desk.coordinator,
        item_id=old,
        name="Old",
        category=facts.category,
        unit=facts.unit,
        expiry=facts.expiry,
        active=False,
    )
    other = new_item(made.desk, "Food kits")
    parts: dict[str, list[tuple[ItemId, int]]] = {
        "itself": [(other, 1)],
        "a kit": [(made.kit, 1)],
        "numbered": [(cards, 1)],
        "not in use": [(old, 1)],
        "nothing": [],
        "none of it": [(made.soap, 0)],
    }
    with pytest.raises(Invalid) as refused:
        kits.save_recipe(made.desk.keeper, item_id=other, parts=parts[what])
    assert refused.value.field == "parts"
    assert kits.recipe_of(made.desk.keeper, other) is None


def test_what_cannot_be_a_kit_is_refused(made: KitDesk) -> None:
    rice = new_item(made.desk, "Rice", unit=Unit.GRAM)
    cards = new_item(made.desk, "Cards", serials=True)
    for item in (rice, cards, made.soap):
        with pytest.raises(Invalid) as refused:
            kits.save_recipe(made.desk.keeper, item_id=item, parts=[(made.gel, 1)])
        assert refused.value.field == "item_id"
    with pytest.raises(Invalid):
        kits.pack_kits(
            made.desk.keeper,
            form_key=made.desk.new_form_key(),
            item_id=made.soap,
            count=1,
            place_id=made.shelf,
            occurred_on=FIRST_DAY,
        )


def test_parts_come_back_in_the_batches_they_were_taken_from_earliest_date_first(made: KitDesk) -> None:
    receive(made.desk, made.masks, 4, made.shelf, expires_on=SOON)
    made.pack(3)
    assert batches(made.desk.keeper, made.masks) == {LATER: 25}
    made.unpack(1)
    assert batches(made.desk.keeper, made.masks) == {SOON: 3, LATER: 25}
    made.unpack(2)
    assert batches(made.desk.keeper, made.masks) == {SOON: 4, LATER: 30}
    assert made.quantities()["kit"] == 0


def test_what_is_unpacked_says_before_what_comes_back(made: KitDesk) -> None:
    made.pack(3)
    batch = kits.packed(made.desk.keeper, made.kit)[0].held.batch.id
    plan = kits.unpack_plan(made.desk.keeper, item_id=made.kit, batch_id=batch, count=2)
    assert sorted((item.name, each.quantity) for item, each in plan) == [("Gel", 2), ("Masks", 6), ("Soap", 4)]


def test_no_more_is_unpacked_than_is_there(made: KitDesk) -> None:
    made.pack(3)
    give(made, 2)
    with pytest.raises(NotEnoughStock):
        made.unpack(2)
    made.unpack(1)
    assert made.quantities() == {"soap": 16, "masks": 24, "gel": 8, "kit": 0}


def give(made: KitDesk, count: int) -> None:
    distribution.give_out(
        made.desk.volunteer,
        form_key=made.desk.new_form_key(),
        lines=[Given(made.kit, count)],
        head_count=count,
        occurred_on=made.desk.clock.day,
    )


def test_kits_that_came_packed_are_not_taken_apart(made: KitDesk) -> None:
    receive(made.desk, made.kit, 5, made.shelf)
    with pytest.raises(Invalid) as refused:
        made.unpack(1)
    assert refused.value.field == "batch_id"


def test_packing_and_unpacking_are_undone_by_their_opposite_while_everything_is_there(made: KitDesk) -> None:
    before = made.quantities()
    packing = made.pack(4)
    unpacking = made.unpack(1)
    with pytest.raises(NotEnoughStock):
        undo(made, packing.document_id)
    undo(made, unpacking.document_id)
    assert made.quantities()["kit"] == 4
    undo(made, packing.document_id)
    assert made.quantities() == before


def undo(made: KitDesk, document_id: object) -> None:
    undoing.undo_stock(made.desk.keeper, form_key=made.desk.new_form_key(), document_id=document_id)  # type: ignore[arg-type]


def test_a_packing_is_corrected_in_one_step(made: KitDesk) -> None:
    first = made.pack(4)
    second = made.pack(5, corrects=first.document_id)
    assert made.quantities() == {"soap": 10, "masks": 15, "gel": 5, "kit": 5}
    found = book.document(made.desk.keeper, second.document_id)
    assert found.corrects == first.number
    assert {line.cls for line in found.lines} == {MovementClass.PACKED}


def test_a_packing_on_a_past_day_takes_only_what_was_there_then(made: KitDesk) -> None:
    made.desk.clock.set(FIRST_DAY + timedelta(days=2))
    receive(made.desk, made.soap, 100, made.shelf)
    receive(made.desk, made.masks, 100, made.shelf)
    receive(made.desk, made.gel, 100, made.shelf, expires_on=LATER)
    with pytest.raises(LarderError):
        made.pack(11, on=FIRST_DAY)
    made.pack(10, on=FIRST_DAY)
    assert made.quantities()["kit"] == 10


def test_the_plan_says_what_is_taken_what_is_short_and_the_date_the_kits_will_bear(made: KitDesk) -> None:
    values = {"item_id": made.kit, "place_id": made.shelf, "occurred_on": FIRST_DAY}
    plan = kits.pack_plan(made.desk.keeper, count=10, **values)  # type: ignore[arg-type]
    assert plan.possible
    assert plan.expires_on == SOON
    assert sum(each.quantity for part in plan.parts for each in part.taken) == 60
    short = kits.pack_plan(made.desk.keeper, count=11, **values)  # type: ignore[arg-type]
    assert not short.possible
    assert {part.item.name: (part.wanted, part.there) for part in short.parts}["Gel"] == (11, 10)


def test_the_list_says_how_many_can_be_packed_where_and_what_runs_out_first(made: KitDesk) -> None:
    bag = catalogue.save_place(made.desk.coordinator, name="Bag 1", kind=PlaceKind.BAG)
    receive(made.desk, made.soap, 40, made.shelf)
    receive(made.desk, made.masks, 9, bag, expires_on=LATER)
    made.pack(2)
    (line,) = kits.kits(made.desk.keeper)
    assert (line.item.name, line.quantity, line.usable) == ("Hygiene kits", 2, 2)
    assert [(each.place.name, each.count) for each in line.packable] == [("Shelf A", 8)]
    assert line.short is not None
    assert line.short.name == "Gel"


def test_kits_are_given_out_written_off_and_counted_like_anything_else(made: KitDesk) -> None:
    made.pack(5)
    give(made, 2)
    held = kits.packed(made.desk.keeper, made.kit)[0].held
    outgoing.write_off(
        made.desk.keeper,
        form_key=made.desk.new_form_key(),
        item_id=made.kit,
        batch_id=held.batch.id,
        place_id=held.place.id,
        quantity=1,
        reason=Reason.TAKEN,
        occurred_on=FIRST_DAY,
    )
    assert made.quantities()["kit"] == 2


def test_a_part_that_was_made_one_with_another_item_since_comes_back_as_that_one(made: KitDesk) -> None:
    made.pack(4)
    bars = new_item(made.desk, "Soap bars")
    merging.merge_items(made.desk.coordinator, form_key=made.desk.new_form_key(), keep=bars, drop=made.soap)
    recipe = kits.recipe_of(made.desk.keeper, made.kit)
    assert recipe is not None
    assert bars in {part.item.id for part in recipe.parts}
    made.unpack(1)
    made.pack(1)
    made.unpack(3)
    assert there(made.desk.keeper, made.soap) == 0
    assert there(made.desk.keeper, bars) + 2 * made.quantities()["kit"] == 20


def test_a_volunteer_packs_no_kits(made: KitDesk) -> None:
    with pytest.raises(NotAllowed):
        kits.pack_kits(
            made.desk.volunteer,
            form_key="x",
            item_id=made.kit,
            count=1,
            place_id=made.shelf,
            occurred_on=FIRST_DAY,
        )


def test_what_comes_back_is_never_more_than_is_inside() -> None:
    soap = ItemId(1)
    inside = [Inside(soap, "b", None, None, 3), Inside(soap, "a", date(2027, 1, 1), None, 2)]
    assert come_back(soap, 4, inside) == (inside[1], Inside(soap, "b", None, None, 2))
    assert come_back(soap, 6, inside) is None


class PackingInAnyOrder(RuleBasedStateMachine):
    """Whatever is packed, unpacked, undone, given and received in whatever order: every part is on the shelf or in a kit."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.number = getattr(type(self), "number", 0) + 1
        type(self).number = self.number
        folder = self.folder / str(self.number)
        folder.mkdir()
        self.desk = Desk(folder)
        self.made = kit_desk(self.desk)
        self.received = dict.fromkeys(("soap", "masks", "gel"), 0)
        self.gone = dict.fromkeys(self.received, 0)
        self.recipe = {"soap": 2, "masks": 3, "gel": 1}
        self.packings: dict[str, dict[str, int]] = {}
        self.documents: list[object] = []

    def teardown(self) -> None:
        self.desk.close()

    @rule(name=st.sampled_from(["soap", "masks", "gel"]), quantity=st.integers(1, 9), days=st.integers(0, 3))
    def receive(self, name: str, quantity: int, days: int) -> None:
        expires = None if name == "soap" else SOON + timedelta(days=days)
        receive(self.desk, getattr(self.made, name), quantity, self.made.shelf, expires_on=expires)
        self.received[name] += quantity

    @rule(count=st.integers(1, 4))
    def pack(self, count: int) -> None:
        enough = all(there(self.desk.keeper, getattr(self.made, name)) >= n * count for name, n in self.recipe.items())
        if not enough:
            with pytest.raises(NotEnoughStock):
                self.made.pack(count)
            return
        earliest = min(
            (
                each.batch.expires_on
                for name in self.recipe
                for each in held_of(self.desk.database, getattr(self.made, name))
                if each.batch.expires_on is not None
            ),
            default=None,
        )
        posted = self.made.pack(count)
        self.packings[posted.number] = dict(self.recipe)
        self.documents.append(posted.document_id)
        batch = next(
            found.held.batch
            for found in kits.packed(self.desk.keeper, self.made.kit)
            if found.held.batch.lot == posted.number
        )
        assert batch.expires_on == earliest

    @precondition(lambda self: kits.packed(self.desk.keeper, self.made.kit))
    @rule(data=st.data(), count=st.integers(1, 3))
    def unpack(self, data: st.DataObject, count: int) -> None:
        packed = kits.packed(self.desk.keeper, self.made.kit)
        at = data.draw(st.integers(0, len(packed) - 1))
        if packed[at].held.quantity < count:
            with pytest.raises(LarderError):
                self.made.unpack(count, batch=at)
            return
        self.documents.append(self.made.unpack(count, batch=at).document_id)

    @precondition(lambda self: kits.packed(self.desk.keeper, self.made.kit))
    @rule()
    def give_one(self) -> None:
        lot = kits.packed(self.desk.keeper, self.made.kit)[0].held.batch.lot
        give(self.made, 1)
        for name, quantity in self.packings[lot].items():
            self.gone[name] += quantity

    @precondition(lambda self: self.documents)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        before = self.made.quantities()
        try:
            undo(self.made, data.draw(st.sampled_from(self.documents)))
        except LarderError:
            assert self.made.quantities() == before

    @rule(soap=st.integers(1, 3), masks=st.integers(0, 3))
    def change_recipe(self, soap: int, masks: int) -> None:
        self.recipe = {"soap": soap, "gel": 1} | ({"masks": masks} if masks else {})
        parts = [(getattr(self.made, name), quantity) for name, quantity in self.recipe.items()]
        kits.save_recipe(self.desk.keeper, item_id=self.made.kit, parts=parts)

    @invariant()
    def nothing_is_lost_or_made(self) -> None:
        inside = dict.fromkeys(self.received, 0)
        for found in kits.packed(self.desk.keeper, self.made.kit):
            for name, quantity in self.packings[found.held.batch.lot].items():
                inside[name] += quantity * found.held.quantity
        for name, received in self.received.items():
            on_shelf = there(self.desk.keeper, getattr(self.made, name))
            assert on_shelf + inside[name] + self.gone[name] == received, name

    @invariant()
    def the_ledger_ties(self) -> None:
        assert not ledger_checks.faults(self.desk.database)


def test_packing_and_unpacking_in_any_order_never_loses_or_makes_a_part(tmp_path: Path) -> None:
    PackingInAnyOrder.folder = tmp_path
    machine = PackingInAnyOrder.TestCase
    machine.settings = settings(
        max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine("runTest").runTest()
