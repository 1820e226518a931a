"""The stock of one place on the summary's screen, its paper, and what each fund paid for."""

import uuid
from pathlib import Path

from desktop.domain.stock import PlaceKind, Reason, Source
from desktop.operations import catalogue, distribution, kits, moving, outgoing, receiving
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.outgoing import Leaving
from desktop.operations.receiving import Arrival
from tests.ui.shown import TODAY, Shown


def key() -> str:
    return uuid.uuid4().hex


def fill(shown: Shown) -> None:
    """A store and a bag, a fund that paid for some of it, kits, materials."""
    items = {item.name: item for item in shown.do(catalogue.items)}
    masks, soap, kit = items["Masks"], items["Soap"], items["Hygiene kits"]
    shelf = shown.do(catalogue.places)[0].id
    bag = shown.do(catalogue.save_place, name="蓝色外展包", kind=PlaceKind.BAG)
    fund = shown.do(catalogue.save_fund, name="Harbour grant 港湾基金")
    for paid, quantity in ((fund, 14_000), (None, 600)):
        shown.do(
            receiving.receive_stock,
            form_key=key(),
            source=Source.DONATION,
            origin="",
            place_id=shelf,
            lines=[Arrival(masks.id, quantity, "", None), Arrival(soap.id, 400, "", None)],
            occurred_on=TODAY,
            fund_id=paid,
        )
    shown.do(kits.save_recipe, item_id=kit.id, parts=[(soap.id, 1), (masks.id, 5)])
    shown.do(kits.pack_kits, form_key=key(), item_id=kit.id, count=20, place_id=shelf, occurred_on=TODAY)
    shown.do(
        moving.move_stock,
        form_key=key(),
        from_place_id=shelf,
        to_place_id=bag,
        lines=[MoveLine(masks.id, 300)],
        occurred_on=TODAY,
    )
    for item, quantity, heads, place in ((masks, 120, 60, bag), (kit, 8, 8, shelf)):
        shown.do(
            distribution.give_out,
            form_key=key(),
            lines=[Given(item.id, quantity)],
            head_count=heads,
            occurred_on=TODAY,
            place_id=place,
        )
    shown.do(
        outgoing.use_materials,
        form_key=key(),
        place_id=shelf,
        lines=[Leaving(masks.id, 25)],
        purpose="Workshop",
        occurred_on=TODAY,
    )
    held = next(at for at in shown.do(moving.at_place, shelf) if at.item.id == soap.id).held[0]
    for reason in (Reason.SPOILED, Reason.TAKEN):
        shown.do(
            outgoing.write_off,
            form_key=key(),
            item_id=soap.id,
            batch_id=held.batch.id,
            place_id=shelf,
            quantity=3,
            reason=reason,
            occurred_on=TODAY,
        )


def test_a_place_is_chosen_above_the_stock_and_printed(shown: Shown, tmp_path: Path) -> None:
    shown.as_role("coordinator")
    hands = shown.hands
    shown.go("summaries")
    hands.wait_idle()
    assert not hands.sees("summary_place")
    fill(shown)
    shown.go("summaries")
    hands.wait_idle()
    assert hands.options("summary_place") == ["All places", "Shelf A", "蓝色外展包"]
    masks = next(row for row in hands.rows("summary_items") if row[0] == "Masks")
    assert masks[1:4] == ["0", "+ 14,600", "− 120"]
    assert ["Masks", "120", "40", "160"] in hands.rows("summary_in_kits")
    assert ["Masks", "− 25", "− 100"] in hands.rows("summary_others")
    assert ["Soap", "3", "3"] in hands.rows("summary_lost")
    assert [row[2] for row in hands.rows("summary_fund_1") if row[0] == "Masks"] == ["+ 14,000"]
    assert [row[2] for row in hands.rows("summary_fund_0") if row[0] == "Masks"] == ["+ 600"]
    hands.grab(tmp_path / "all.png")

    hands.choose("summary_place", "蓝色外展包")
    hands.wait_idle()
    assert hands.text("summary_place_totals") == "Hand-outs 1  ·  Head count, no names 60"
    (masks,) = hands.rows("summary_place_items")
    assert masks == ["Masks", "0", "0", "+ 300", "0", "− 120", "0", "= 180"]
    assert not hands.sees("summary_items")
    hands.grab(tmp_path / "bag.png")
    hands.press("summary_print_places")
    hands.wait_idle()
    assert hands.sees("paper_print")
    hands.grab(tmp_path / "paper.png")


def test_all_places_are_shown_again_and_printed_side_by_side(shown: Shown) -> None:
    shown.as_role("coordinator")
    fill(shown)
    shown.go("summaries")
    hands = shown.hands
    hands.wait_idle()
    hands.choose("summary_place", "Shelf A")
    hands.wait_idle()
    hands.choose("summary_place", "All places")
    hands.wait_idle()
    assert hands.sees("summary_items")
    hands.press("summary_print_places")
    hands.wait_idle()
    assert hands.sees("paper_print")
