"""A garden "no red tape": the harvest comes in by weight, a weekly share goes to 20 households in one action, meals by head
count; nobody is asked for anything."""

from datetime import timedelta

import pytest

from desktop.domain.errors import NotEnoughStock, PastUseBy
from desktop.domain.periods import Month
from desktop.domain.stock import Category, Expiry, Reason, Source, Unit
from desktop.operations import catalogue, distribution, months, outgoing, receiving, stock
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk

NOVEMBER = Month(2026, 11)
HOUSEHOLDS = 20


def test_a_harvest_by_weight_is_shared_among_twenty_households_in_one_action(desk: Desk) -> None:
    keeper = desk.keeper
    store = catalogue.save_place(keeper, name="Cold store")
    beans, squash = (
        catalogue.save_item(keeper, name=name, category=Category.FOOD, unit=Unit.GRAM, expiry=Expiry.USE_BY)
        for name in ("Beans", "Squash")
    )
    receiving.receive_stock(
        keeper,
        form_key=desk.new_form_key(),
        source=Source.HARVEST,
        origin="",
        place_id=store,
        lines=[
            Arrival(beans, 31_400, expires_on=FIRST_DAY + timedelta(days=6)),
            Arrival(squash, 52_750, expires_on=FIRST_DAY + timedelta(days=30)),
        ],
        occurred_on=FIRST_DAY,
    )
    share = distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(beans, HOUSEHOLDS * 1_500), Given(squash, HOUSEHOLDS * 2_500)],
        head_count=HOUSEHOLDS,
        occurred_on=FIRST_DAY,
    )
    assert share.left == {beans: 1_400, squash: 2_750}
    meal = distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(squash, 2_000)],
        head_count=12,
        occurred_on=FIRST_DAY,
    )
    given = distribution.distribution(desk.volunteer, meal.document_id)
    assert (given.member_id, given.head_count) == (None, 12)
    desk.clock.set(FIRST_DAY + timedelta(days=7))
    with pytest.raises(PastUseBy):
        distribution.give_out(
            desk.volunteer,
            form_key=desk.new_form_key(),
            lines=[Given(beans, 1_000)],
            head_count=1,
            occurred_on=desk.clock.day,
        )
    held = stock.item_detail(keeper, beans).held[0]
    outgoing.write_off(
        keeper,
        form_key=desk.new_form_key(),
        item_id=beans,
        batch_id=held.batch.id,
        place_id=store,
        quantity=held.quantity,
        reason=Reason.SPOILED,
        occurred_on=desk.clock.day,
    )
    lines = {line.name: line for line in months.month_figures(desk.coordinator, NOVEMBER).items}
    assert (lines["Beans"].received, lines["Beans"].issued) == (31_400, 30_000)
    december = {line.name: line for line in months.month_figures(desk.coordinator, Month(2026, 12)).items}
    assert (december["Beans"].written_off, december["Beans"].closing) == (1_400, 0)
    assert (lines["Squash"].issued, lines["Squash"].closing) == (52_000, 750)
    paper = text_of(months.summary_paper(desk.coordinator, month=NOVEMBER, share=False, language="en"))
    assert "Beans" in paper
    assert "Squash" in paper


def test_a_share_is_never_more_than_was_harvested(desk: Desk) -> None:
    store = catalogue.save_place(desk.keeper, name="Cold store")
    beans = catalogue.save_item(desk.keeper, name="Beans", category=Category.FOOD, unit=Unit.GRAM, expiry=Expiry.USE_BY)
    receiving.receive_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        source=Source.HARVEST,
        origin="",
        place_id=store,
        lines=[Arrival(beans, 29_999, expires_on=FIRST_DAY + timedelta(days=6))],
        occurred_on=FIRST_DAY,
    )
    with pytest.raises(NotEnoughStock):
        distribution.give_out(
            desk.volunteer,
            form_key=desk.new_form_key(),
            lines=[Given(beans, HOUSEHOLDS * 1_500)],
            head_count=HOUSEHOLDS,
            occurred_on=FIRST_DAY,
        )
    assert stock.stock_list(desk.keeper)[0].quantity == 29_999
