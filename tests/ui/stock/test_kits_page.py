"""Kits through the real window: what is in one, packing with what it will take, taking apart."""

from datetime import timedelta

from desktop.domain.stock import Expiry, ItemId, Source
from desktop.operations import book, catalogue, kits, receiving, stock
from desktop.operations.receiving import Arrival
from tests.ui.shown import TODAY, Shown

SOON, LATER = TODAY + timedelta(days=40), TODAY + timedelta(days=300)


def item(shown: Shown, name: str) -> ItemId:
    return next(each.id for each in shown.do(catalogue.items) if each.name == name)


def quantity(shown: Shown, name: str) -> int:
    return next(line.quantity for line in shown.do(stock.stock_list) if line.item.name == name)


def receive(shown: Shown, **amounts: int) -> None:
    """Goods arrive on the first shelf; gel expires soon, masks later."""
    names = {"soap": "Soap", "masks": "Masks", "gel": "Sanitiser gel"}
    dates = {"soap": None, "masks": LATER, "gel": SOON}
    shown.do(
        receiving.receive_stock,
        form_key=f"receive {amounts}",
        source=Source.PURCHASE,
        origin="",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(item(shown, names[key]), many, "", dates[key]) for key, many in amounts.items()],
        occurred_on=TODAY,
    )


def make_kit(shown: Shown) -> None:
    """Two soaps, three masks, one gel."""
    parts = [(item(shown, "Soap"), 2), (item(shown, "Masks"), 3), (item(shown, "Sanitiser gel"), 1)]
    shown.do(kits.save_recipe, item_id=item(shown, "Hygiene kits"), parts=parts)


def open_kits(shown: Shown) -> None:
    shown.go("stock")
    shown.hands.press("stock_more")
    shown.hands.press("more_kits")


def begin_packing(shown: Shown, count: str) -> None:
    """With 40 soap, 50 masks and 20 gel on the shelf."""
    make_kit(shown)
    receive(shown, soap=40, masks=50, gel=20)
    open_kits(shown)
    shown.hands.press("kits_pack")
    shown.hands.type("pack_count", count)


def test_an_item_becomes_a_kit_by_saying_what_is_in_it(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    open_kits(shown)
    assert shown.hands.sees("kits_empty")
    shown.hands.press("kits_first")
    shown.hands.choose("recipe_kit", "Hygiene kits")
    for name, many in (("Soap", "2"), ("Sanitiser gel", "1")):
        shown.hands.choose("recipe_part", name)
        shown.hands.type("recipe_quantity", many)
        shown.hands.press("recipe_add")
    shown.hands.press("recipe_save")
    found = shown.do(kits.recipe_of, item(shown, "Hygiene kits"))
    assert [(part.item.name, part.quantity) for part in found.parts] == [("Sanitiser gel", 1), ("Soap", 2)]
    assert shown.hands.rows("kits_table")[0][0] == "Hygiene kits"
    assert "kept what is in Hygiene kits" in shown.hands.all_text()
    kit = next(each for each in shown.do(catalogue.items) if each.name == "Hygiene kits")
    assert kit.expiry is Expiry.USE_BY


def test_a_kit_without_anything_in_it_is_refused(shown: Shown) -> None:
    open_kits(shown)
    shown.hands.press("kits_first")
    shown.hands.choose("recipe_kit", "Hygiene kits")
    shown.hands.press("recipe_save")
    assert "Add what is in it" in shown.hands.all_text()
    assert shown.do(kits.kits) == ()


def test_packing_shows_what_it_takes_and_the_date_the_kits_will_bear_and_confirms_the_balance(shown: Shown) -> None:
    make_kit(shown)
    receive(shown, soap=40, masks=50, gel=20)
    shown.as_role("stock_keeper")
    open_kits(shown)
    assert shown.hands.rows("kits_table")[0][:3] == ["Hygiene kits", "0", "16 at Shelf A"]
    shown.hands.press("kits_pack")
    shown.hands.type("pack_count", "12")
    text = shown.hands.all_text()
    assert "These kits will bear the date 3 Jan 2027." in text
    assert "Sanitiser gel  ·  3 Jan 2027" in text
    assert shown.hands.text("pack_save") == "Pack 12 kits"
    shown.hands.press("pack_save")
    assert "12 packed; 12 in stock" in shown.hands.all_text()
    assert shown.hands.rows("kits_table")[0][1] == "12"
    assert (quantity(shown, "Hygiene kits"), quantity(shown, "Soap")) == (12, 16)
    shown.hands.press("kits_foot_bar_undo")
    assert (quantity(shown, "Hygiene kits"), quantity(shown, "Soap")) == (0, 40)
    assert shown.hands.rows("kits_table")[0][1] == "0"


def test_packing_more_than_there_is_says_what_is_short_and_keeps_the_form(shown: Shown) -> None:
    begin_packing(shown, "17")
    assert "too little of Masks here: 50 pieces of 51 pieces" in shown.hands.all_text()
    shown.hands.press("pack_save")
    assert "Only 50 of Masks" in shown.hands.all_text()
    assert shown.hands.text("pack_count") == "17"
    assert quantity(shown, "Hygiene kits") == 0


def test_kits_are_taken_apart_and_what_comes_back_is_said_before(shown: Shown) -> None:
    begin_packing(shown, "3")
    shown.hands.press("pack_save")
    shown.hands.press("kits_unpack")
    shown.hands.type("unpack_count", "2")
    assert "Sanitiser gel  ·  3 Jan 2027" in shown.hands.all_text()
    shown.hands.press("unpack_save")
    assert "2 unpacked; 1 in stock" in shown.hands.all_text()
    assert (quantity(shown, "Hygiene kits"), quantity(shown, "Soap")) == (1, 38)


def test_a_change_says_before_saving_what_changes_and_that_packed_kits_keep_theirs(shown: Shown) -> None:
    begin_packing(shown, "3")
    shown.hands.press("pack_save")
    shown.hands.press("kits_recipe")
    shown.hands.choose("recipe_part", "Soap")
    shown.hands.type("recipe_quantity", "1")
    shown.hands.press("recipe_add")
    text = shown.hands.all_text()
    assert "2 → 1" in text
    assert "The 3 kits in stock keep what was packed into them." in text
    shown.hands.press("recipe_save")
    found = shown.do(kits.recipe_of, item(shown, "Hygiene kits"))
    assert (found.version, {part.item.name: part.quantity for part in found.parts}["Soap"]) == (2, 1)


def test_a_packing_is_corrected_on_its_own_form(shown: Shown) -> None:
    make_kit(shown)
    receive(shown, soap=40, masks=48, gel=20)
    posted = shown.do(
        kits.pack_kits,
        form_key="first",
        item_id=item(shown, "Hygiene kits"),
        count=16,
        place_id=shown.do(catalogue.places)[0].id,
        occurred_on=TODAY,
    )
    page = shown.go("stock")
    page._correct(shown.do(book.document, posted.document_id))
    shown.hands.wait_idle()
    assert shown.hands.text("pack_count") == "16"
    shown.hands.type("pack_count", "15")
    shown.hands.press("pack_save")
    assert "15 packed; 15 in stock" in shown.hands.all_text()
    assert quantity(shown, "Masks") == 3


def test_a_packing_half_typed_is_there_again_after_a_lock(shown: Shown) -> None:
    begin_packing(shown, "7")
    page = shown.app.window.desk.current_page()
    draft = page.draft()
    page.back_to_first()
    page.take_draft(draft)
    shown.hands.wait_idle()
    assert shown.hands.text("pack_count") == "7"
    assert shown.hands.text("pack_save") == "Pack 7 kits"
