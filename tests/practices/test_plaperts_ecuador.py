"""Material so that people can sew and sell masks: it leaves for the activity, and the masks come back into stock."""

from desktop.domain.periods import Month
from desktop.domain.stock import Category, Expiry, PlaceKind, Source, Unit
from desktop.domain.summary import ItemFigures
from desktop.operations import catalogue, distribution, months, outgoing, receiving, selling, stock
from desktop.operations.distribution import Given
from desktop.operations.outgoing import Leaving
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk

NOVEMBER = Month(2026, 11)


def figures(desk: Desk) -> dict[str, ItemFigures]:
    return {line.name: line for line in months.month_figures(desk.coordinator, NOVEMBER).items}


def test_material_goes_to_the_sewing_and_the_masks_come_back_are_given_and_sold(desk: Desk) -> None:
    keeper = desk.keeper
    shelf = catalogue.save_place(keeper, name="Workshop", kind=PlaceKind.STORE)
    grant = catalogue.save_fund(keeper, name="Sewing grant")
    cloth, thread, masks = (
        catalogue.save_item(keeper, name=name, category=category, unit=Unit.PIECE, expiry=Expiry.NONE)
        for name, category in (
            ("Cloth", Category.MATERIALS),
            ("Thread", Category.MATERIALS),
            ("Sewn masks", Category.PROTECTION),
        )
    )
    receiving.receive_stock(
        keeper,
        form_key=desk.new_form_key(),
        source=Source.PURCHASE,
        origin="Cloth market",
        place_id=shelf,
        lines=[Arrival(cloth, 60), Arrival(thread, 12)],
        occurred_on=FIRST_DAY,
        fund_id=grant,
    )
    used = outgoing.use_materials(
        keeper,
        form_key=desk.new_form_key(),
        place_id=shelf,
        lines=[Leaving(cloth, 45), Leaving(thread, 9)],
        purpose="Sewing on Tuesday",
        occurred_on=FIRST_DAY,
    )
    receiving.receive_stock(
        keeper,
        form_key=desk.new_form_key(),
        source=Source.MADE,
        origin="Sewing on Tuesday",
        place_id=shelf,
        lines=[Arrival(masks, 180)],
        occurred_on=FIRST_DAY,
        fund_id=grant,
    )
    distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(masks, 30)],
        head_count=15,
        occurred_on=FIRST_DAY,
    )
    selling.sell(
        desk.volunteer,
        form_key=desk.new_form_key(),
        place_id=shelf,
        lines=[Leaving(masks, 100)],
        fund_id=grant,
        amount=5000,
        currency="USD",
        occurred_on=FIRST_DAY,
    )
    (card, *_rest) = stock.item_detail(keeper, cloth).last
    assert (card.document_id, card.change, card.balance) == (used.document_id, -45, 15)
    lines = figures(desk)
    assert (lines["Cloth"].received, lines["Cloth"].used, lines["Cloth"].closing) == (60, 45, 15)
    assert (lines["Thread"].used, lines["Thread"].closing) == (9, 3)
    made = lines["Sewn masks"]
    assert (made.received, made.issued, made.sold, made.closing) == (180, 30, 100, 50)
    assert [(each.fund.name, each.amount) for each in selling.fund_balances(desk.coordinator)] == [
        ("Sewing grant", 5000)
    ]
    paper = text_of(months.summary_paper(desk.coordinator, month=NOVEMBER, share=False, language="en"))
    assert "Sewn masks" in paper
    assert "Cloth" in paper


def test_more_material_than_was_needed_is_put_right_in_one_step(desk: Desk) -> None:
    keeper = desk.keeper
    shelf = catalogue.save_place(keeper, name="Workshop")
    cloth = catalogue.save_item(keeper, name="Cloth", category=Category.MATERIALS, unit=Unit.PIECE, expiry=Expiry.NONE)
    receiving.receive_stock(
        keeper,
        form_key=desk.new_form_key(),
        source=Source.DONATION,
        origin="",
        place_id=shelf,
        lines=[Arrival(cloth, 60)],
        occurred_on=FIRST_DAY,
    )
    values = {"place_id": shelf, "purpose": "Sewing", "occurred_on": FIRST_DAY}
    first = outgoing.use_materials(keeper, form_key=desk.new_form_key(), lines=[Leaving(cloth, 45)], **values)  # type: ignore[arg-type]
    outgoing.use_materials(
        keeper,
        form_key=desk.new_form_key(),
        lines=[Leaving(cloth, 40)],
        corrects=first.document_id,
        **values,  # type: ignore[arg-type]
    )
    line = figures(desk)["Cloth"]
    assert (line.received, line.used, line.closing) == (60, 40, 20)
