"""The stock card, an entry of the book, and finding a number, in the real window."""

import csv
import io
from pathlib import Path

from desktop.domain.people import MemberFacts
from desktop.domain.stock import Category, DocumentId, Expiry, ItemId, PlaceKind, Source, Unit
from desktop.operations import book, cards, catalogue, distribution, moving, people, pieces, receiving, stock
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.receiving import Arrival
from tests.ui.counter.arranged import item, key
from tests.ui.shown import TODAY, Shown


def receive(shown: Shown, item_id: ItemId, quantity: int, *numbers: str, lot: str = "") -> DocumentId:
    posted = shown.do(
        receiving.receive_stock,
        form_key=key(),
        source=Source.DONATION,
        origin="Public office",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(item_id, quantity, lot, numbers=numbers)],
        occurred_on=TODAY,
    )
    return DocumentId(posted.document_id)


def transit(shown: Shown, *numbers: str) -> ItemId:
    card = shown.do(
        catalogue.save_item,
        name="Transit card",
        category=Category.CARDS,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        serials=True,
        icon="item-card",
    )
    receive(shown, card, len(numbers), *numbers)
    return ItemId(card)


def give(shown: Shown, item_id: ItemId, quantity: int, *, member: bool = False, number: str = "") -> DocumentId:
    serials = tuple(found.serial.id for found in shown.do(pieces.find_number, number)) if number else ()
    who = None
    if member:
        who = shown.do(people.register_member, form_key=key(), facts=MemberFacts("Otter")).id
    given = shown.do(
        distribution.give_out,
        form_key=key(),
        lines=[Given(item_id, quantity, serials=serials)],
        member_id=who,
        head_count=None if member else 3,
        occurred_on=TODAY,
    )
    return DocumentId(given.document_id)


def open_card(shown: Shown, name: str) -> None:
    page = shown.go("stock")
    page.card(item(shown, name))
    shown.hands.wait_idle()


def open_entry(shown: Shown, document_id: DocumentId) -> None:
    shown.go("stock").document(document_id)
    shown.hands.wait_idle()


def facts(shown: Shown, name: str) -> dict[str, str]:
    return dict(shown.hands.see(name).facts())  # type: ignore[attr-defined]


# The card


def test_a_card_is_narrowed_to_a_batch_and_a_place(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    bag = shown.do(catalogue.save_place, name="Bag", kind=PlaceKind.BAG)
    receive(shown, soap, 9, lot="B-1")
    receive(shown, soap, 5, lot="B-2")
    shown.do(
        moving.move_stock,
        form_key=key(),
        from_place_id=shown.do(catalogue.places)[0].id,
        to_place_id=bag,
        lines=[MoveLine(soap, 2)],
        occurred_on=TODAY,
    )
    open_card(shown, "Soap")
    assert [row[6:] for row in shown.hands.rows("card_table")] == [
        ["+2", "14"],
        ["−2", "12"],
        ["+5", "14"],
        ["+9", "9"],
    ]
    shown.hands.choose("card_place", "Bag")
    assert [row[6:] for row in shown.hands.rows("card_table")] == [["+2", "2"]]
    shown.hands.choose("card_place", "All places")
    shown.hands.choose("card_batch", "Batch B-2")
    assert [row[6:] for row in shown.hands.rows("card_table")] == [["+5", "5"]]


def test_a_places_card_shows_every_item_with_its_own_balance(shown: Shown) -> None:
    receive(shown, item(shown, "Soap").id, 9)
    receive(shown, item(shown, "Condoms").id, 100)
    open_card(shown, "Soap")
    shown.hands.choose("card_item", "Every item at a place")
    rows = shown.hands.rows("card_place_table")
    assert [(row[3], *row[6:]) for row in rows] == [("Condoms", "+100", "100"), ("Soap", "+9", "9")]
    assert not shown.hands.sees("card_batch")
    shown.hands.choose("card_item", "Condoms")
    assert len(shown.hands.rows("card_table")) == 1


def test_older_lines_are_on_further_pages(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    for count in range(60):
        receive(shown, soap, count + 1)
    open_card(shown, "Soap")
    assert len(shown.hands.rows("card_table")) == 50
    shown.hands.press("card_older")
    assert len(shown.hands.rows("card_table")) == 10
    assert not shown.hands.sees("card_older")
    shown.hands.press("card_newer")
    assert shown.hands.rows("card_table")[0][6] == "+60"


def test_a_line_opens_its_entry_and_back_leads_to_the_card(shown: Shown) -> None:
    receive(shown, item(shown, "Soap").id, 9)
    open_card(shown, "Soap")
    shown.hands.click_row("card_table", 0)
    assert shown.hands.rows("document_table")[0][4] == "+9"
    shown.hands.press("document_back")
    assert shown.hands.sees("card_table")


def test_a_card_is_printed_as_a_whole(shown: Shown) -> None:
    receive(shown, item(shown, "Soap").id, 9)
    open_card(shown, "Soap")
    shown.hands.press("card_print")
    assert shown.hands.sees("paper_title")


def test_a_card_is_saved_as_a_table_under_a_name_that_tells_nothing(shown: Shown, tmp_path: Path) -> None:
    receive(shown, item(shown, "Soap").id, 9)
    open_card(shown, "Soap")
    shown.hands.press("card_save")
    folder = tmp_path / "stick"
    folder.mkdir()
    shown.hands.click_row("table_where_table", 0)
    shown.hands.type("table_where_folder", str(folder))
    shown.hands.press("table_save")
    (path,) = folder.iterdir()
    assert path.name == "card-2026-11-24.csv"
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert rows[1][8:10] == ["9", "9"]
    assert shown.hands.sees("card_table")
    assert path.name in shown.hands.all_text()


# An entry


def test_an_entry_says_where_from_who_and_when(shown: Shown) -> None:
    document = receive(shown, item(shown, "Soap").id, 9)
    open_entry(shown, document)
    assert facts(shown, "document_facts") == {
        **facts(shown, "document_facts"),
        "By": "Mei",
        "Place": "Shelf A",
        "How it came": "Donation",
        "From": "Public office",
    }


def test_an_entry_is_undone_after_asking_and_leads_to_its_opposite(shown: Shown) -> None:
    document = receive(shown, item(shown, "Soap").id, 9)
    open_entry(shown, document)
    shown.hands.press("document_undo")
    shown.hands.press("confirm_act")
    assert shown.do(book.document, document).undone
    assert not shown.hands.sees("document_undo")
    shown.hands.press(f"document_see_{document + 1}")
    assert shown.hands.rows("document_table")[0][4] == "−9"
    assert not shown.hands.sees("document_undo")
    shown.hands.press("document_back")
    assert shown.hands.rows("document_table")[0][4] == "+9"


def test_asking_can_be_answered_with_leaving_it(shown: Shown) -> None:
    document = receive(shown, item(shown, "Soap").id, 9)
    open_entry(shown, document)
    shown.hands.press("document_undo")
    shown.hands.press("confirm_safe")
    assert not shown.do(book.document, document).undone


def test_what_cannot_be_undone_says_why(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    document = receive(shown, soap, 9)
    give(shown, soap, 5)
    open_entry(shown, document)
    shown.hands.press("document_undo")
    shown.hands.press("confirm_act")
    assert "Nothing was saved" in shown.hands.all_text()
    assert not shown.do(book.document, document).undone


def test_a_hand_out_is_undone_and_corrected_from_its_entry(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    receive(shown, soap, 9)
    document = give(shown, soap, 5, member=True)
    open_entry(shown, document)
    shown.hands.press("document_correct")
    assert shown.hands.sees("counter_leave")
    open_entry(shown, document)
    shown.hands.press("document_undo")
    shown.hands.press("confirm_act")
    assert stock_of(shown, "Soap") == 9


def test_goods_received_are_corrected_on_their_form(shown: Shown) -> None:
    document = receive(shown, item(shown, "Soap").id, 9)
    open_entry(shown, document)
    shown.hands.press("document_correct")
    assert shown.hands.sees("receive_save")


def test_papers_are_printed_from_the_entry(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    documents = [receive(shown, soap, 9), give(shown, soap, 2)]
    for document in documents:
        open_entry(shown, document)
        shown.hands.press("document_print")
        assert shown.hands.sees("paper_title")
        shown.hands.press("paper_close")


def test_a_stock_keeper_undoes_only_what_is_a_stock_keepers(shown: Shown) -> None:
    soap = item(shown, "Soap").id
    received = receive(shown, soap, 9)
    given = give(shown, soap, 2, member=True)
    shown.as_role("stock_keeper")
    for document in (received, given):  # entered by somebody else
        open_entry(shown, document)
        assert not shown.hands.sees("document_undo")
        assert not shown.hands.sees("document_correct")
        assert "Otter" not in shown.hands.all_text()
    own = receive(shown, soap, 3)
    open_entry(shown, own)
    assert shown.hands.sees("document_undo")


def test_an_entry_names_the_pieces_it_carried(shown: Shown) -> None:
    transit(shown, "4711", "4712")
    open_entry(shown, shown.do(cards.stock_card, item_id=item(shown, "Transit card").id).lines[0].document_id)
    assert "4711, 4712" in shown.hands.all_text()


# A number


def find_number(shown: Shown, number: str) -> None:
    shown.go("stock", do="numbers")
    shown.hands.type("numbers_search", number, enter=True)


def test_a_number_says_what_it_is_and_where(shown: Shown) -> None:
    transit(shown, "4711", "4712")
    find_number(shown, "4711")
    assert facts(shown, "numbers_facts") == {"Item": "Transit card", "Where": "Shelf A"}
    assert len(shown.hands.rows("numbers_table")) == 1


def test_a_number_that_was_given_says_by_which_entry_and_to_which_code(shown: Shown) -> None:
    card = transit(shown, "4711")
    document = give(shown, card, 1, member=True, number="4711")
    find_number(shown, "4711")
    entry = shown.do(book.document, document)
    assert facts(shown, "numbers_facts")["By the entry"] == entry.number
    assert shown.hands.sees("numbers_member")
    assert "Otter" not in shown.hands.all_text()
    shown.hands.press("numbers_entry")
    assert shown.hands.sees("document_table")


def test_a_stock_keeper_finds_the_entry_and_nobody(shown: Shown) -> None:
    card = transit(shown, "4711")
    give(shown, card, 1, member=True, number="4711")
    code = shown.do(people.find_members, "Otter")[0].code
    shown.as_role("stock_keeper")
    find_number(shown, "4711")
    assert "By the entry" in facts(shown, "numbers_facts")
    assert not shown.hands.sees("numbers_member")
    assert code not in shown.hands.all_text()


def test_an_unknown_number_is_said_to_be_unknown(shown: Shown) -> None:
    transit(shown, "4711")
    find_number(shown, "4999")
    assert "4999" in shown.hands.text("numbers_hint")
    assert not shown.hands.sees("numbers_table")


def test_a_number_of_two_items_is_asked_about(shown: Shown) -> None:
    transit(shown, "4711")
    other = shown.do(
        catalogue.save_item,
        name="SIM card",
        category=Category.CARDS,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        serials=True,
    )
    receive(shown, other, 1, "4711")
    find_number(shown, "4711")
    shown.hands.choose("numbers_which", "SIM card")
    assert facts(shown, "numbers_facts")["Item"] == "SIM card"


def stock_of(shown: Shown, name: str) -> int:
    return next(line.quantity for line in shown.do(stock.stock_list) if line.item.name == name)
