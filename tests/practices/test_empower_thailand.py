"""About twenty people garden; what they grow is shared or sold: harvest into stock, sale out of stock into a fund."""

from datetime import timedelta

from desktop.domain.periods import Month
from desktop.domain.stock import Category, Expiry, Source, Unit
from desktop.operations import catalogue, distribution, kits, months, receiving, selling
from desktop.operations.distribution import Given
from desktop.operations.outgoing import Leaving
from desktop.operations.receiving import Arrival
from tests.operations.desk import FIRST_DAY, Desk

NOVEMBER = Month(2026, 11)


def test_a_harvest_is_shared_and_sold_and_the_fund_holds_what_it_brought(desk: Desk) -> None:
    keeper = desk.keeper
    place = catalogue.save_place(keeper, name="Garden house")
    fund = catalogue.save_fund(keeper, name="Garden")
    spinach = catalogue.save_item(
        keeper, name="Water spinach", category=Category.FOOD, unit=Unit.GRAM, expiry=Expiry.USE_BY
    )
    for week in range(2):
        desk.clock.set(FIRST_DAY + timedelta(days=7 * week))
        receiving.receive_stock(
            keeper,
            form_key=desk.new_form_key(),
            source=Source.HARVEST,
            origin="",
            place_id=place,
            lines=[Arrival(spinach, 12_500, expires_on=desk.clock.day + timedelta(days=9))],
            occurred_on=desk.clock.day,
        )
        distribution.give_out(
            desk.volunteer,
            form_key=desk.new_form_key(),
            lines=[Given(spinach, 5_000)],
            head_count=20,
            occurred_on=desk.clock.day,
        )
    wrong = selling.sell(
        desk.volunteer,
        form_key=desk.new_form_key(),
        place_id=place,
        lines=[Leaving(spinach, 8_000)],
        fund_id=fund,
        amount=64_000,
        currency="THB",
        occurred_on=desk.clock.day,
    )
    selling.undo_sale(desk.volunteer, form_key=desk.new_form_key(), document_id=wrong.document_id)
    selling.sell(
        desk.volunteer,
        form_key=desk.new_form_key(),
        place_id=place,
        lines=[Leaving(spinach, 8_000)],
        fund_id=fund,
        amount=46_000,
        currency="THB",
        occurred_on=desk.clock.day,
    )
    (balance,) = selling.fund_balances(desk.coordinator)
    assert (balance.fund.name, balance.currency, balance.amount) == ("Garden", "THB", 46_000)
    month = Month.of(desk.clock.day)
    (line,) = months.month_figures(desk.coordinator, month).items
    (before,) = months.month_figures(desk.coordinator, NOVEMBER).items
    assert before.received + line.received == 25_000
    assert before.issued + line.issued == 10_000
    assert (line.sold, line.closing) == (8_000, 7_000)


def test_packing_together_makes_a_parcel_of_the_harvest_and_what_was_bought(desk: Desk) -> None:
    keeper = desk.keeper
    place = catalogue.save_place(keeper, name="Garden house")
    spinach = catalogue.save_item(
        keeper, name="Water spinach", category=Category.FOOD, unit=Unit.GRAM, expiry=Expiry.USE_BY
    )
    noodles, parcel = (
        catalogue.save_item(keeper, name=name, category=Category.FOOD, unit=Unit.PIECE, expiry=Expiry.BEST_BEFORE)
        for name in ("Noodles", "Parcels")
    )
    kits.save_recipe(keeper, item_id=parcel, parts=[(spinach, 500), (noodles, 3)])
    soon = FIRST_DAY + timedelta(days=5)
    for source, line in (
        (Source.HARVEST, Arrival(spinach, 12_000, expires_on=soon)),
        (Source.PURCHASE, Arrival(noodles, 60, expires_on=FIRST_DAY + timedelta(days=200))),
    ):
        receiving.receive_stock(
            keeper,
            form_key=desk.new_form_key(),
            source=source,
            origin="",
            place_id=place,
            lines=[line],
            occurred_on=FIRST_DAY,
        )
    kits.pack_kits(
        keeper, form_key=desk.new_form_key(), item_id=parcel, count=20, place_id=place, occurred_on=FIRST_DAY
    )
    assert kits.packed(keeper, parcel)[0].held.batch.expires_on == soon
    distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(parcel, 20)],
        head_count=20,
        occurred_on=FIRST_DAY,
    )
    lines = {line.name: line for line in months.month_figures(desk.coordinator, NOVEMBER).items}
    assert (lines["Water spinach"].packed, lines["Water spinach"].closing) == (-10_000, 2_000)
    assert (lines["Parcels"].packed, lines["Parcels"].issued, lines["Parcels"].closing) == (20, 20, 0)
    assert lines["Noodles"].in_kits == 60
    assert lines["Noodles"].issued == 0
