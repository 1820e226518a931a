"""Materials used, goods sold, and write-offs put right, through the real window."""

from desktop.domain.stock import Category, Expiry, FundId, Reason, Source, Unit
from desktop.operations import book, catalogue, outgoing, receiving, selling, stock, users
from desktop.operations.receiving import Arrival
from tests.ui.shown import TODAY, Shown
from tests.ui.stock.test_kits_page import item, quantity


def receive(shown: Shown, name: str, many: int) -> None:
    shown.do(
        receiving.receive_stock,
        form_key=f"receive {name} {many}",
        source=Source.PURCHASE,
        origin="",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(item(shown, name), many)],
        occurred_on=TODAY,
    )


def open_form(shown: Shown, name: str) -> None:
    shown.go("stock")
    shown.hands.press("stock_more")
    shown.hands.press(f"more_{name}")


def test_materials_are_taken_for_an_activity_in_packs_and_pieces(shown: Shown) -> None:
    receive(shown, "Masks", 200)
    receive(shown, "Soap", 9)
    shown.as_role("stock_keeper")
    open_form(shown, "use")
    shown.hands.type("use_purpose", "Sewing")
    shown.hands.choose("use_item", "Masks")
    shown.hands.type("use_packs", "2")
    shown.hands.type("use_loose", "5")
    shown.hands.press("use_another")
    shown.hands.choose("use_item", "Soap")
    shown.hands.type("use_loose", "4")
    assert shown.hands.text("use_save") == "Use 2 items"
    shown.hands.press("use_save")
    assert "Took 2 items" in shown.hands.all_text()
    assert (quantity(shown, "Masks"), quantity(shown, "Soap")) == (95, 5)
    shown.hands.press("stock_foot_bar_undo")
    assert (quantity(shown, "Masks"), quantity(shown, "Soap")) == (200, 9)


def test_materials_for_nothing_or_more_than_there_are_stay_in_the_form(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    open_form(shown, "use")
    shown.hands.choose("use_item", "Soap")
    shown.hands.type("use_loose", "10")
    shown.hands.press("use_save")
    assert "Nothing was saved" in shown.hands.all_text()
    shown.hands.type("use_purpose", "Laundry")
    shown.hands.press("use_save")
    assert "Only 9 of Soap" in shown.hands.all_text()
    assert quantity(shown, "Soap") == 9


def test_what_was_used_is_corrected_on_its_form(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    posted = shown.do(
        outgoing.use_materials,
        form_key="first",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[outgoing.Leaving(item(shown, "Soap"), 9)],
        purpose="Laundry",
        occurred_on=TODAY,
    )
    page = shown.go("stock")
    page._correct(shown.do(book.document, posted.document_id))
    shown.hands.wait_idle()
    assert shown.hands.text("use_purpose") == "Laundry"
    shown.hands.press("use_take_out_0")
    shown.hands.choose("use_item", "Soap")
    shown.hands.type("use_loose", "6")
    shown.hands.press("use_save")
    assert quantity(shown, "Soap") == 3
    assert shown.do(book.document, posted.document_id).undone


def new_fund(shown: Shown, name: str = "Garden") -> FundId:
    return shown.do(catalogue.save_fund, name=name)


def test_a_sale_asks_for_the_currency_once_and_says_what_it_brought(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    new_fund(shown)
    shown.as_role("volunteer")
    open_form(shown, "sell")
    shown.hands.choose("sell_item", "Soap")
    shown.hands.type("sell_loose", "4")
    shown.hands.type("sell_amount", "12.50")
    shown.hands.press("sell_save")
    assert "Choose the currency" in shown.hands.all_text()
    shown.hands.choose_data("sell_currency", "EUR")
    shown.hands.press("sell_save")
    assert "Sold for €12.50" in shown.hands.all_text()
    assert quantity(shown, "Soap") == 5
    open_form(shown, "sell")
    assert not shown.hands.sees("sell_currency")
    assert "Euro (EUR)" in shown.hands.all_text()
    shown.as_role("coordinator")
    assert [(each.fund.name, each.amount) for each in shown.do(selling.fund_balances)] == [("Garden", 1250)]
    open_form(shown, "funds")
    assert shown.hands.rows("funds_table")[0] == ["Garden", "€12.50", ""]


def test_an_amount_that_is_none_stays_in_the_form_with_a_sentence(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    new_fund(shown)
    open_form(shown, "sell")
    shown.hands.choose("sell_item", "Soap")
    shown.hands.type("sell_loose", "4")
    shown.hands.choose_data("sell_currency", "JPY")
    for typed in ("", "0", "-5", "12.50", "much"):
        shown.hands.type("sell_amount", typed)
        shown.hands.press("sell_save")
        assert "Type the amount in digits, such as 12. Nothing was saved." in shown.hands.all_text(), typed
    assert quantity(shown, "Soap") == 9


def test_a_sale_is_taken_back_with_its_money(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    new_fund(shown)
    open_form(shown, "sell")
    shown.hands.choose("sell_item", "Soap")
    shown.hands.type("sell_loose", "4")
    shown.hands.type("sell_amount", "8")
    shown.hands.choose_data("sell_currency", "EUR")
    shown.hands.press("sell_save")
    shown.hands.press("stock_foot_bar_undo")
    assert quantity(shown, "Soap") == 9
    assert [each.amount for each in shown.do(selling.fund_balances)] == [0]


def test_without_a_fund_the_form_says_where_one_comes_from(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    open_form(shown, "sell")
    assert "There is none yet" in shown.hands.all_text()
    assert shown.hands.sees("sell_new_fund")


def test_a_stock_keeper_is_not_offered_to_sell(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    shown.go("stock")
    shown.hands.press("stock_more")
    assert shown.hands.sees("more_use")
    assert not shown.hands.sees("more_sell")


def test_the_currency_is_chosen_in_the_settings(shown: Shown) -> None:
    shown.go("settings", section="collective")
    shown.hands.choose_data("collective_currency", "THB")
    shown.hands.press("collective_keep")
    assert shown.do(users.collective_settings).currency == "THB"


def test_every_reason_to_write_off_is_offered(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    shown.go("stock", do="write_off", item_id=item(shown, "Soap"))
    assert shown.hands.options("write_off_reason") == [
        "Expired",
        "Spoiled",
        "Damaged",
        "Stolen",
        "Lost",
        "Taken by authorities",
        "Given back",
    ]


def test_a_write_off_of_everything_is_corrected_on_its_form(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    held = shown.do(stock.item_detail, item(shown, "Soap")).held[0]
    posted = shown.do(
        outgoing.write_off,
        form_key="first",
        item_id=item(shown, "Soap"),
        batch_id=held.batch.id,
        place_id=held.place.id,
        quantity=9,
        reason=Reason.LOST,
        occurred_on=TODAY,
    )
    page = shown.go("stock")
    page._correct(shown.do(book.document, posted.document_id))
    shown.hands.wait_idle()
    assert shown.hands.text("write_off_quantity") == "9"
    shown.hands.type("write_off_quantity", "2")
    shown.hands.choose("write_off_reason", "Taken by authorities")
    shown.hands.press("write_off_save")
    assert quantity(shown, "Soap") == 7
    assert shown.do(book.document, posted.document_id).undone


def test_pieces_with_numbers_are_written_off_and_used_by_their_numbers(shown: Shown) -> None:
    cards = shown.do(
        catalogue.save_item,
        name="Cards",
        category=Category.CARDS,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        serials=True,
    )
    shown.do(
        receiving.receive_stock,
        form_key="cards",
        source=Source.PURCHASE,
        origin="",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(cards, 5, numbers=("101", "102", "103", "104", "105"))],
        occurred_on=TODAY,
    )
    shown.go("stock", do="write_off", item_id=cards)
    shown.hands.type("write_off_numbers", "101, 999")
    shown.hands.choose("write_off_reason", "Stolen")
    shown.hands.press("write_off_save")
    assert "999 are not in this batch" in shown.hands.all_text()
    shown.hands.type("write_off_numbers", "101-102")
    shown.hands.press("write_off_save")
    assert quantity(shown, "Cards") == 3
    open_form(shown, "use")
    shown.hands.type("use_purpose", "Trying them")
    shown.hands.choose("use_item", "Cards")
    shown.hands.type("use_numbers", "104")
    assert shown.hands.text("use_save") == "Use 1 item"
    shown.hands.press("use_save")
    assert quantity(shown, "Cards") == 2


def test_what_is_weighed_is_typed_as_it_is_weighed(shown: Shown) -> None:
    receive(shown, "Rice", 9000)
    shown.as_role("stock_keeper")
    open_form(shown, "use")
    shown.hands.type("use_purpose", "Shared lunch")
    shown.hands.choose("use_item", "Rice")
    shown.hands.type("use_measure", "2 and a half")
    shown.hands.press("use_save")
    assert "Nothing was saved" in shown.hands.all_text()
    assert quantity(shown, "Rice") == 9000
    shown.hands.type("use_measure", "2.5 kg")
    shown.hands.press("use_save")
    assert quantity(shown, "Rice") == 6500


def test_the_entry_of_a_sale_says_what_it_brought(shown: Shown) -> None:
    receive(shown, "Soap", 9)
    fund = new_fund(shown)
    shown.do(
        selling.sell,
        form_key="one sale",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[outgoing.Leaving(item(shown, "Soap"), 4)],
        fund_id=fund,
        amount=1250,
        currency="EUR",
        occurred_on=TODAY,
    )
    shown.go("stock")
    rows = shown.hands.rows("stock_table")
    shown.hands.click_row("stock_table", next(number for number, row in enumerate(rows) if row[0] == "Soap"))
    shown.hands.press("stock_card")
    shown.hands.click_row("card_table", 0)
    assert "€12.50" in shown.hands.all_text()
