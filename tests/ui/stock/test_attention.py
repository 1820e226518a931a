"""What needs attention, and orders, through the real window."""

from datetime import timedelta
from pathlib import Path

from desktop.domain.stock import Category, Expiry, ItemId, Pack, Unit
from desktop.operations import attention, catalogue, orders
from desktop.operations.orders import Order
from desktop.ui.stock.order_form import OrderForm
from tests.ui.shown import TODAY, Shown
from tests.ui.today.test_today_page import enough_of_all, key, receive


def new(shown: Shown, name: str, **changes: object) -> ItemId:
    return shown.do(
        catalogue.save_item,
        name=name,
        category=Category.HYGIENE,
        unit=Unit.PIECE,
        expiry=Expiry.USE_BY,
        **changes,
    )


def keeper(shown: Shown) -> Shown:
    """A stock keeper at a shelf where only what a test adds is missing."""
    enough_of_all(shown)
    return shown.as_role("stock_keeper")


def whats(shown: Shown) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in shown.hands.rows("attention_table")]


def ask(shown: Shown, item: ItemId, quantity: int) -> Order:
    return shown.do(
        orders.make_order, form_key=key(), asked_of="Harbour shop", asked_on=TODAY, lines=[(item, quantity)]
    )


def test_the_most_urgent_stands_on_top_and_the_button_does_what_it_needs(shown: Shown) -> None:
    keeper(shown)
    items = {item.id: item for item in shown.do(catalogue.items)}
    soon, past = new(shown, "Tea"), new(shown, "Milk")
    new(shown, "Brushes", reorder_level=5)
    items = {item.id: item for item in shown.do(catalogue.items)}
    receive(shown, items[soon], 7, TODAY + timedelta(days=12))
    receive(shown, items[past], 9, TODAY - timedelta(days=2))
    shown.go("stock", do="attention")
    assert whats(shown) == [("Brushes", "none"), ("Milk", "past its date"), ("Tea", "12 days")]
    assert shown.hands.text("attention_act") == "Receive stock"
    shown.hands.click_row("attention_table", 1)
    assert shown.hands.text("attention_act") == "Write off"
    shown.hands.press("attention_act")
    assert shown.hands.sees("write_off_save")
    shown.hands.press("write_off_back")
    shown.hands.press("attention_filter_expires")
    assert [name for name, _what in whats(shown)] == ["Milk", "Tea"]
    shown.hands.press("attention_filter_count")
    assert shown.hands.sees("attention_empty")


def test_a_volunteer_sees_the_list_and_no_button(shown: Shown) -> None:
    shown.as_role("volunteer")
    shown.go("stock", do="attention")
    assert len(shown.hands.rows("attention_table")) > 3
    for name in ("attention_act", "attention_suggest"):
        assert not shown.hands.sees(name)


def test_a_suggested_order_is_changed_and_kept(shown: Shown) -> None:
    keeper(shown)
    brushes = new(shown, "Brushes", reorder_level=5, wished_level=90, packs=[Pack("Box", 20)])
    new(shown, "Combs", reorder_level=8)
    shown.go("stock", do="attention")
    shown.hands.press("attention_suggest")
    assert [[row[0], row[4], row[5]] for row in shown.hands.rows("order_lines")] == [
        ["Brushes", "100", "5 × Box of 20"],
        ["Combs", "16", ""],
    ]
    shown.hands.type_cell("order_lines", 0, 4, "60")
    shown.hands.type_cell("order_lines", 1, 4, "")
    shown.hands.press("order_save")
    assert "Type whom you asked. Nothing was saved." in shown.hands.all_text()
    shown.hands.type("order_of", "Harbour shop")
    shown.hands.press("order_save")
    (order,) = shown.do(orders.orders)
    assert (order.asked_of, order.asked_on) == ("Harbour shop", TODAY)
    assert [(line.item.id, line.asked) for line in order.lines] == [(brushes, 60)]
    assert f"Order {order.number} is kept, asked of Harbour shop" in shown.hands.all_text()
    assert shown.hands.sees("attention_table")


def test_what_is_no_number_is_said_and_nothing_is_kept(shown: Shown) -> None:
    keeper(shown)
    new(shown, "Brushes", reorder_level=5)
    shown.go("stock", do="orders")
    shown.hands.press("orders_suggest")
    shown.hands.type_cell("order_lines", 0, 4, "many")
    shown.hands.type("order_of", "Shop")
    shown.hands.press("order_save")
    assert "Brushes: Type a whole number, in digits. Nothing was saved." in shown.hands.all_text()
    assert shown.do(orders.orders) == ()


def test_an_item_that_is_not_suggested_can_be_added_and_the_list_printed(shown: Shown) -> None:
    keeper(shown)
    shown.go("stock", do="orders")
    assert shown.hands.sees("orders_empty")
    shown.hands.press("orders_suggest")
    assert not shown.hands.sees("order_lines")
    shown.hands.choose("order_add", "Masks")
    assert [row[0] for row in shown.hands.rows("order_lines")] == ["Masks"]
    shown.hands.type_cell("order_lines", 0, 4, "40")
    shown.hands.press("order_print_list")
    shown.hands.wait_until(lambda: shown.hands.sees("paper"), "the paper")
    assert shown.do(orders.orders) == ()


def test_a_form_that_was_begun_comes_back_with_its_lines(shown: Shown) -> None:
    keeper(shown)
    new(shown, "Brushes", reorder_level=5)
    page = shown.go("stock", do="orders")
    shown.hands.press("orders_suggest")
    assert page.draft() is None
    shown.hands.type_cell("order_lines", 0, 4, "33")
    shown.hands.type("order_of", "Shop")
    typed = page.draft()
    page.back_to_first()
    page.take_draft(typed)
    shown.hands.wait_idle()
    assert isinstance(page.shown, OrderForm)
    assert [(row[0], row[4]) for row in shown.hands.rows("order_lines")] == [("Brushes", "33")]
    assert shown.hands.text("order_of") == "Shop"


def test_an_order_says_what_came_and_is_closed_with_what_is_short(shown: Shown) -> None:
    keeper(shown)
    brushes = new(shown, "Brushes", reorder_level=5)
    made = ask(shown, brushes, 50)
    shown.clock.set(TODAY + timedelta(days=31))
    shown.go("stock", do="orders")
    (row,) = shown.hands.rows("orders_table")
    assert row[0] == made.number
    assert row[3:] == ["31 days", "1 expected"]
    assert "0 of 50 pieces" in shown.hands.all_text()
    shown.hands.press("orders_close")
    assert f"Close order {made.number}?" in shown.hands.all_text()
    shown.hands.press("confirm_act")
    shown.hands.wait_idle()
    assert shown.hands.rows("orders_table")[0][4] == "1 short"
    assert not shown.hands.sees("orders_close")
    assert not shown.hands.sees("orders_receive")
    assert shown.hands.sees("orders_print")


def test_what_came_on_an_order_is_received_from_there(shown: Shown) -> None:
    keeper(shown)
    made = ask(shown, new(shown, "Brushes", reorder_level=5), 50)
    shown.go("stock", do="orders")
    shown.hands.press("orders_receive")
    assert shown.hands.sees("receive_save")
    assert made.number in shown.hands.all_text()


def test_the_stock_list_says_for_how_many_weeks_it_lasts(shown: Shown, tmp_path: Path) -> None:
    keeper(shown)
    new(shown, "Brushes", reorder_level=5)
    shown.go("stock")
    lasts = {row[0]: row[2] for row in shown.hands.rows("stock_table")}
    assert lasts["Brushes"] == "none"
    assert lasts["Masks"] == "enough"
    assert shown.do(attention.monthly_use)
    shown.clock.set(TODAY + timedelta(days=100))
    shown.refresh()
    assert {row[0]: row[2] for row in shown.hands.rows("stock_table")}["Masks"] == "no use"
    shown.hands.grab(tmp_path / "list.png")


def test_an_item_that_waits_to_be_counted_is_chosen_already(shown: Shown) -> None:
    keeper(shown)
    shown.clock.set(TODAY + timedelta(days=60))
    shown.go("stock", do="attention")
    shown.hands.press("attention_filter_count")
    name = shown.hands.rows("attention_table")[0][0]
    shown.hands.press("attention_act")
    shown.hands.wait_idle()
    assert name in [row[1] for row in shown.hands.rows("count_items")]
    assert "1 item" in shown.hands.text("count_begin")
    shown.hands.press("count_begin")
    shown.hands.wait_until(lambda: not shown.hands.sees("count_begin"), "the count")
    assert name in shown.hands.all_text()
