"""Several provinces with different stock: fresh food is given first to expire first, meals are counted by heads, not names."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import NotEnoughStock
from desktop.domain.periods import Month
from desktop.domain.stock import Category, Expiry, ItemId, PlaceId, PlaceKind, Reason, Source, Unit
from desktop.operations import catalogue, distribution, months, moving, outgoing, partners, receiving, stock
from desktop.operations.distribution import Given
from desktop.operations.partners import ReportLine
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.ui.shown import TODAY, Shown

NOVEMBER = Month(2026, 11)


class Provinces:
    """A house with a cold store, one with dry goods only, and a kitchen in somebody's home."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.keeper = desk, desk.keeper
        self.cordoba = catalogue.save_place(self.keeper, name="Córdoba", kind=PlaceKind.STORE)
        self.salta = catalogue.save_place(self.keeper, name="Salta", kind=PlaceKind.STORE)
        self.kitchen = catalogue.save_place(self.keeper, name="Kitchen in Chaco", kind=PlaceKind.PARTNER)
        self.chicken = self.item("Chicken", Expiry.USE_BY, Unit.GRAM)
        self.fruit = self.item("Fruit", Expiry.USE_BY, Unit.GRAM)
        self.noodles = self.item("Noodles", Expiry.BEST_BEFORE)
        self.meals = self.item("Meals", Expiry.USE_BY)

    def item(self, name: str, expiry: Expiry, unit: Unit = Unit.PIECE) -> ItemId:
        return catalogue.save_item(self.keeper, name=name, category=Category.FOOD, unit=unit, expiry=expiry)

    def receive(self, place: PlaceId, *lines: Arrival, source: Source = Source.DONATION, origin: str = "") -> None:
        receiving.receive_stock(
            self.keeper,
            form_key=self.desk.new_form_key(),
            source=source,
            origin=origin,
            place_id=place,
            lines=lines,
            occurred_on=self.desk.clock.day,
        )

    def give(self, place: PlaceId, heads: int, *lines: Given) -> None:
        distribution.give_out(
            self.desk.volunteer,
            form_key=self.desk.new_form_key(),
            lines=lines,
            head_count=heads,
            occurred_on=self.desk.clock.day,
            place_id=place,
        )

    def until(self, item: ItemId, place: PlaceId) -> dict[date | None, int]:
        """What is left of an item at a place, by date."""
        held = stock.item_detail(self.keeper, item).held
        return {each.batch.expires_on: each.quantity for each in held if each.place.id == place}


def test_each_place_has_its_own_figures_and_all_have_one_sum(desk: Desk) -> None:
    made = Provinces(desk)
    soon, later = FIRST_DAY + timedelta(days=2), FIRST_DAY + timedelta(days=5)
    far = FIRST_DAY + timedelta(days=300)
    made.receive(
        made.cordoba,
        Arrival(made.chicken, 20_000, expires_on=later),
        Arrival(made.chicken, 10_000, expires_on=soon),
        Arrival(made.fruit, 15_000, expires_on=soon),
        Arrival(made.noodles, 30, expires_on=far),
        source=Source.PURCHASE,
    )
    made.receive(
        made.salta, Arrival(made.noodles, 50, expires_on=far), source=Source.GOVERNMENT, origin="Provincial programme"
    )

    # What spoils first goes first, and only from the house where people stand.
    made.give(made.cordoba, 12, Given(made.chicken, 12_000), Given(made.noodles, 12))
    assert made.until(made.chicken, made.cordoba) == {later: 18_000}
    made.give(made.salta, 20, Given(made.noodles, 20))
    assert made.until(made.noodles, made.salta) == {far: 30}
    with pytest.raises(NotEnoughStock) as refused:
        made.give(made.salta, 5, Given(made.fruit, 1_000))
    assert refused.value.values["there"] == 0

    # The kitchen gets its food elsewhere, cooks it, and counts the plates.
    for _day in range(2):
        made.receive(
            made.kitchen, Arrival(made.meals, 40, expires_on=desk.clock.day), source=Source.MADE, origin="Movement"
        )
        partners.partner_report(
            made.keeper,
            form_key=desk.new_form_key(),
            place_id=made.kitchen,
            head_count=38,
            lines=[ReportLine(made.meals, 2, left=True)],
            occurred_on=desk.clock.day,
        )
        left_over = moving.at_place(made.keeper, made.kitchen)[0].held[0]
        outgoing.write_off(
            made.keeper,
            form_key=desk.new_form_key(),
            item_id=made.meals,
            batch_id=left_over.batch.id,
            place_id=made.kitchen,
            quantity=2,
            reason=Reason.SPOILED,
            occurred_on=desk.clock.day,
        )
        desk.clock.set(desk.clock.day + timedelta(days=1))

    figures = months.month_figures(desk.coordinator, NOVEMBER)
    assert figures.people.head_count == 12 + 20 + 38 * 2
    assert figures.people.reached == 0
    closing = {
        place: {line.item: line.closing for line in months.place_figures(desk.coordinator, NOVEMBER, place)}
        for place in (made.cordoba, made.salta, made.kitchen)
    }
    assert closing[made.cordoba] == {"Chicken": 18_000, "Fruit": 15_000, "Noodles": 18}
    assert closing[made.salta] == {"Noodles": 30}
    assert closing[made.kitchen] == {"Meals": 0}
    every = months.place_figures(desk.coordinator, NOVEMBER)
    for whole in figures.items:
        parts = [line for line in every if line.item == whole.name]
        assert sum(line.received for line in parts) == whole.received
        assert sum(line.issued for line in parts) == whole.issued
        assert sum(line.written_off for line in parts) == whole.written_off
        assert sum(line.closing for line in parts) == whole.closing
    totals = {each.place_id: each.head_count for each in months.place_totals(desk.coordinator, NOVEMBER)}
    assert totals == {made.cordoba: 12, made.salta: 20, made.kitchen: 76}
    paper = text_of(months.place_paper(desk.coordinator, month=NOVEMBER, place_id=None, language="en"))
    for words in ("Córdoba", "Salta", "Kitchen in Chaco", "Noodles"):
        assert words in paper


def test_what_one_place_has_too_much_of_helps_another_before_it_spoils(desk: Desk) -> None:
    made = Provinces(desk)
    soon = FIRST_DAY + timedelta(days=1)
    made.receive(made.cordoba, Arrival(made.fruit, 15_000, expires_on=soon))
    moving.move_stock(
        made.keeper,
        form_key=desk.new_form_key(),
        from_place_id=made.cordoba,
        to_place_id=made.kitchen,
        lines=[moving.MoveLine(made.fruit, 9_000)],
        occurred_on=FIRST_DAY,
    )
    desk.clock.set(soon + timedelta(days=1))
    # It is past its date now: the kitchen can still say what it cooked while it was good, and the rest is written off.
    partners.partner_report(
        made.keeper,
        form_key=desk.new_form_key(),
        place_id=made.kitchen,
        head_count=25,
        lines=[ReportLine(made.fruit, 1_000, left=True)],
        occurred_on=soon,
    )
    assert made.until(made.fruit, made.kitchen) == {soon: 1_000}
    assert made.until(made.fruit, made.cordoba) == {soon: 6_000}


def test_in_the_window_a_volunteer_gives_from_the_house_where_they_stand(shown: Shown) -> None:
    hands = shown.hands
    salta = shown.do(catalogue.save_place, name="Salta", kind=PlaceKind.STORE)
    shelf = shown.do(catalogue.places)[0].id
    fruit = shown.do(
        catalogue.save_item,
        name="Fruit",
        category=Category.FOOD,
        unit=Unit.PIECE,
        expiry=Expiry.USE_BY,
        favourite=True,
    )
    for number, (place, days) in enumerate(((shelf, 1), (salta, 9), (salta, 3))):
        shown.do(
            receiving.receive_stock,
            form_key=f"came-{number}",
            source=Source.DONATION,
            origin="",
            place_id=place,
            lines=[Arrival(fruit, 30, expires_on=TODAY + timedelta(days=days))],
            occurred_on=TODAY,
        )
    shown.as_role("volunteer")
    shown.go("counter")
    hands.press("counter_other_place")
    hands.choose("counter_place", "Salta")
    hands.press("counter_heads")
    hands.type("counter_head_number", "35")
    hands.press(f"counter_tile_{fruit}")
    hands.type(f"counter_step_{fruit}_number", "35")
    hands.press("counter_give")
    left = {(held.place.name, held.batch.expires_on): held.quantity for held in shown.do(stock.item_detail, fruit).held}
    assert left == {("Shelf A", TODAY + timedelta(days=1)): 30, ("Salta", TODAY + timedelta(days=9)): 25}
    # The next one gives from there too, until it is changed back.
    assert hands.text("counter_from_words") == "From: Salta"
