"""Stock cards: who, when, why, and a balance that fits at every line."""

import csv
import io
from datetime import timedelta

import pytest

from desktop.domain.errors import NotFound
from desktop.domain.stock import BatchId, CardLine, Category, Expiry, ItemId, PlaceId, Reason, SerialId, Source, Unit
from desktop.operations import cards, catalogue, moving, outgoing, pieces, receiving, stock, undoing
from desktop.operations.moving import MoveLine
from desktop.operations.receiving import Arrival
from desktop.storage import journal
from tests.documents.reading import page_texts, text_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_distribution import give, new_member
from tests.operations.test_giving_numbers import arrive, new_card
from tests.operations.test_stock import new_item, new_place, receive


def balances(lines: tuple[CardLine, ...]) -> list[tuple[int, int]]:
    return [(line.change, line.balance) for line in lines]


def move(desk: Desk, item: ItemId, quantity: int, start: PlaceId, end: PlaceId, *serials: SerialId) -> None:
    moving.move_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        from_place_id=start,
        to_place_id=end,
        lines=[MoveLine(item, quantity, serials=serials)],
        occurred_on=desk.clock.today(),
    )


def test_an_items_card_says_who_when_why_and_what_was_left(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, lot="B-1", source=Source.DONATION, origin="Public office")
    given = give(desk, item, 4)
    card = cards.stock_card(desk.keeper, item_id=item)
    assert balances(card.lines) == [(-4, 6), (10, 10)]
    out, come = card.lines
    assert (out.document_id, out.recorded_by_name, out.occurred_on) == (given.document_id, "Ana", FIRST_DAY)
    assert (cards.what(come), cards.why(come)) == ("received", "Donation  ·  Public office")
    assert (cards.what(out), cards.why(out)) == ("given out", "")


def test_a_move_says_where_from_and_where_to(desk: Desk) -> None:
    item, shelf = new_item(desk), new_place(desk)
    bag = new_place(desk, "Bag")
    receive(desk, item, 10, shelf)
    move(desk, item, 4, shelf, bag)
    come, out, _received = cards.stock_card(desk.keeper, item_id=item).lines
    assert (cards.why(out), cards.why(come)) == ("to Bag", "from Shelf A")


def test_what_was_used_says_what_for_and_what_is_written_off_says_why(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    batch = stock.item_detail(desk.keeper, item).held[0].batch.id
    outgoing.write_off(
        desk.keeper,
        form_key=desk.new_form_key(),
        item_id=item,
        batch_id=batch,
        place_id=place,
        quantity=1,
        reason=Reason.LOST,
        occurred_on=FIRST_DAY,
    )
    assert cards.why(cards.stock_card(desk.keeper, item_id=item).lines[0]) == "Lost"


def test_a_batchs_card_and_an_items_card_at_a_place_have_balances_of_their_own(desk: Desk) -> None:
    item, shelf = new_item(desk), new_place(desk)
    bag = new_place(desk, "Bag")
    soon, late = FIRST_DAY + timedelta(days=30), FIRST_DAY + timedelta(days=90)
    receive(desk, item, 10, shelf, lot="soon", expires_on=soon)
    receive(desk, item, 20, shelf, lot="late", expires_on=late)
    give(desk, item, 12)
    move(desk, item, 5, shelf, bag)
    batches = {batch.lot: batch.id for batch in cards.card_choices(desk.keeper, item).batches}
    assert balances(cards.stock_card(desk.keeper, batch_id=batches["soon"]).lines) == [(-10, 0), (10, 10)]
    at_shelf = cards.stock_card(desk.keeper, item_id=item, batch_id=batches["late"], place_id=shelf)
    assert balances(at_shelf.lines) == [(-5, 13), (-2, 18), (20, 20)]
    assert balances(cards.stock_card(desk.keeper, item_id=item, place_id=bag).lines) == [(5, 5)]


def test_a_places_card_keeps_a_balance_for_each_item(desk: Desk) -> None:
    first, second, place = new_item(desk), new_item(desk, "Masks"), new_place(desk)
    other = new_place(desk, "Bag")
    receive(desk, first, 10, place)
    receive(desk, second, 7, place)
    receive(desk, first, 99, other)
    undoing.undo_stock(
        desk.coordinator,
        form_key=desk.new_form_key(),
        document_id=receive(desk, second, 3, place).document_id,
    )
    move(desk, first, 4, place, other)
    card = cards.stock_card(desk.keeper, place_id=place)
    assert [(line.item_name, line.change, line.balance) for line in card.lines] == [
        ("Condoms", -4, 6),
        ("Masks", -3, 7),
        ("Masks", 3, 10),
        ("Masks", 7, 7),
        ("Condoms", 10, 10),
    ]


def test_later_pages_go_on_where_the_one_before_ended(desk: Desk) -> None:
    first, second, place = new_item(desk), new_item(desk, "Masks"), new_place(desk)
    for day in range(60):
        desk.clock.set(FIRST_DAY + timedelta(days=day))
        receive(desk, first if day % 2 else second, day + 1, place)
    for which in ({"item_id": first}, {"place_id": place}, {"item_id": first, "place_id": place}):
        whole = 60 if "item_id" not in which else 30
        pages = [cards.stock_card(desk.keeper, **which, page=page) for page in (0, 1)]
        lines = [line for page in pages for line in page.lines]
        assert [page.older for page in pages] == [whole > 50, False]
        assert {page.total for page in pages} == ({None} if "place_id" in which else {whole})
        assert len(lines) == whole
        left: dict[ItemId, int] = {}
        for line in reversed(lines):
            left[line.item_id] = left.get(line.item_id, 0) + line.change
            assert line.balance == left[line.item_id]


def test_a_backdated_entry_stands_at_its_date(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    desk.clock.set(FIRST_DAY + timedelta(days=4))
    receive(desk, item, 5, place)
    give(desk, item, 3, occurred_on=FIRST_DAY + timedelta(days=2))
    assert balances(cards.stock_card(desk.keeper, item_id=item).lines) == [(5, 12), (-3, 7), (10, 10)]


def test_the_card_of_one_piece_says_where_it_was(desk: Desk) -> None:
    card, shelf = new_card(desk), new_place(desk)
    bag = new_place(desk, "Bag")
    serials = arrive(desk, card, shelf, "4711", "4712")
    move(desk, card, 2, shelf, bag, *serials.values())
    lines = cards.stock_card(desk.keeper, serial_id=serials["4711"]).lines
    assert [(line.change, cards.left_words(line)) for line in lines] == [(1, "Bag"), (-1, "Bag"), (1, "Shelf A")]


def test_what_was_undone_is_marked_and_its_opposite_says_what_it_undoes(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    posted = receive(desk, item, 10, place)
    undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=posted.document_id)
    undo, done = cards.stock_card(desk.keeper, item_id=item).lines
    assert cards.what(done) == "received, undone"
    assert cards.what(undo) == f"undoes {posted.number}"


def test_what_is_not_there_has_no_card(desk: Desk) -> None:
    item = new_item(desk)
    for which in (
        {},
        {"item_id": ItemId(99)},
        {"batch_id": BatchId(99)},
        {"place_id": PlaceId(99)},
        {"item_id": item, "place_id": PlaceId(99)},
        {"serial_id": SerialId(99)},
    ):
        with pytest.raises(NotFound):
            cards.stock_card(desk.keeper, **which)  # type: ignore[arg-type]


def test_a_batch_of_another_item_has_no_card(desk: Desk) -> None:
    item, other, place = new_item(desk), new_item(desk, "Masks"), new_place(desk)
    receive(desk, item, 1, place)
    batch = cards.card_choices(desk.keeper, item).batches[0]
    with pytest.raises(NotFound):
        cards.stock_card(desk.keeper, item_id=other, batch_id=batch.id)


def test_the_printed_card_is_in_date_order_and_names_nobody(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, lot="B-1", origin="Public office")
    member = new_member(desk, "Otter")
    given = give(desk, item, 4, member_id=member.id)
    paper = text_of(cards.card_paper(desk.keeper, item_id=item, language="en"))
    assert paper.index("received") < paper.index(given.number)
    assert "Public office" in paper
    for person in ("Otter", member.code, desk.volunteer.user.name, desk.keeper.user.name):
        assert person not in paper
    assert "card.print" in desk.journal_text()


def test_a_long_card_is_cut_at_its_oldest_end_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "MOST_PRINTED", 120)
    item, place = new_item(desk), new_place(desk)
    for count in range(150):
        receive(desk, item, count + 1, place)
    pages = page_texts(cards.card_paper(desk.keeper, item_id=item, language="en"))
    whole = " ".join(pages)
    assert "Only the latest 120 of 150 movements stand here." in whole
    assert whole.count("received") == 120
    assert "+150" in whole
    assert "+30 " not in whole
    assert len(pages) > 3


def test_the_table_holds_every_movement_and_no_formula(desk: Desk) -> None:
    place = new_place(desk)
    item = catalogue.save_item(
        desk.keeper, name="=Soap", category=Category.HYGIENE, unit=Unit.PIECE, expiry=Expiry.NONE
    )
    receiving.receive_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        source=Source.DONATION,
        origin="",
        place_id=place,
        lines=[Arrival(item, 5)],
        occurred_on=FIRST_DAY,
    )
    give(desk, item, 2)
    content = cards.card_csv(desk.keeper, item_id=item)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[8:10] for row in rows[1:]] == [["5", "5"], ["-2", "3"]]
    assert rows[1][4] == "'=Soap"
    assert rows[1][0] == FIRST_DAY.isoformat()
    assert "Ana" not in content.decode()


def test_printing_and_saving_are_noted_with_what_they_were_of(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "1")
    before = journal.length(desk.database, "main")
    cards.card_paper(desk.keeper, serial_id=serials["1"], language="en")
    cards.card_csv(desk.keeper, place_id=place)
    assert journal.length(desk.database, "main") == before + 2


def test_the_paper_of_one_piece_bears_its_number(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "4711")
    paper = text_of(cards.card_paper(desk.keeper, serial_id=serials["4711"], language="en"))
    assert "Transit card, no. 4711" in paper
    assert pieces.find_number(desk.keeper, "4711")[0].serial.id == serials["4711"]
