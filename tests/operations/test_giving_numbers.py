"""Pieces with numbers: handed out once each, by which document, and found again."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import Invalid, NotAllowed, PastBestBefore, PastUseBy
from desktop.domain.stock import (
    Category,
    DocumentKind,
    Expiry,
    ItemId,
    PlaceId,
    PlaceKind,
    SerialId,
    Source,
    Unit,
)
from desktop.operations import catalogue, distribution, pieces, receipts, receiving
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_distribution import give, new_member
from tests.operations.test_stock import new_place


def new_card(desk: Desk, name: str = "Transit card", expiry: Expiry = Expiry.NONE) -> ItemId:
    return catalogue.save_item(
        desk.keeper, name=name, category=Category.CARDS, unit=Unit.PIECE, expiry=expiry, serials=True
    )


def arrive(
    desk: Desk,
    item: ItemId,
    place: PlaceId,
    *numbers: str,
    expires_on: date | None = None,
    source: Source = Source.PURCHASE,
) -> dict[str, SerialId]:
    receiving.receive_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        source=source,
        origin="",
        place_id=place,
        lines=[Arrival(item, len(numbers), expires_on=expires_on, numbers=numbers)],
        occurred_on=desk.clock.today(),
    )
    return {piece.serial.number: piece.serial.id for each in numbers for piece in pieces.find_number(desk.keeper, each)}


def test_a_piece_is_given_once_and_is_found_by_its_number_with_the_document(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "4711", "4712")
    member = new_member(desk)
    given = give(desk, card, 1, member_id=member.id, lines=[Given(card, 1, serials=(serials["4711"],))])
    (found,) = pieces.find_number(desk.keeper, " 4711 ")
    assert found.serial.place is None
    assert found.last is not None
    assert (found.last.document_id, found.last.kind) == (given.document_id, DocumentKind.DISTRIBUTION)
    assert pieces.went_to(desk.volunteer, given.document_id) == (member.id, member.code)
    with pytest.raises(Invalid) as refused:
        give(desk, card, 1, lines=[Given(card, 1, serials=(serials["4711"],))])
    assert refused.value.values["number"] == "4711"


def test_a_stock_keeper_learns_the_document_and_not_to_whom(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        pieces.went_to(desk.keeper, 1)


def test_a_hand_out_needs_as_many_numbers_as_pieces(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "1", "2")
    for chosen in ((), (serials["1"],), tuple(serials.values()) * 2):
        with pytest.raises(Invalid) as refused:
            give(desk, card, 2, lines=[Given(card, 2, serials=chosen)])
        assert (refused.value.field, refused.value.values["item_id"]) == ("serials", card)


def test_two_lines_of_an_item_give_the_numbers_of_both(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "1", "2")
    given = give(desk, card, 2, lines=[Given(card, 1, serials=(each,)) for each in serials.values()])
    (line,) = distribution.distribution(desk.volunteer, given.document_id).lines
    assert (line.quantity, line.numbers) == (2, ("1", "2"))


def test_undoing_puts_the_numbers_back(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "1", "2")
    given = give(desk, card, 2, lines=[Given(card, 2, serials=tuple(serials.values()))])
    assert pieces.numbers_there(desk.volunteer, card) == ()
    distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=given.document_id)
    assert [serial.number for serial in pieces.numbers_there(desk.volunteer, card)] == ["1", "2"]
    give(desk, card, 1, lines=[Given(card, 1, serials=(serials["2"],))])


def test_a_correction_may_keep_the_number_or_change_it(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "1", "2")
    given = give(desk, card, 1, lines=[Given(card, 1, serials=(serials["1"],))])
    choice = pieces.numbers_there(desk.volunteer, card, besides=given.document_id)
    assert [serial.number for serial in choice] == ["1", "2"]
    distribution.correct_distribution(
        desk.volunteer,
        form_key=desk.new_form_key(),
        document_id=given.document_id,
        lines=[Given(card, 2, serials=(serials["1"], serials["2"]))],
        head_count=2,
    )
    assert pieces.numbers_there(desk.volunteer, card) == ()


def test_a_number_in_a_bag_is_given_from_the_bag_alone(desk: Desk) -> None:
    card = new_card(desk)
    new_place(desk)
    bag = catalogue.save_place(desk.keeper, name="Bag", kind=PlaceKind.BAG)
    serials = arrive(desk, card, bag, "1")
    assert pieces.numbers_there(desk.volunteer, card) == ()
    assert [serial.number for serial in pieces.numbers_there(desk.volunteer, card, place_id=bag)] == ["1"]
    with pytest.raises(Invalid):
        give(desk, card, 1, lines=[Given(card, 1, serials=(serials["1"],))])
    give(desk, card, 1, lines=[Given(card, 1, serials=(serials["1"],))], place_id=bag)


def test_a_date_that_passed_refuses_a_number_too(desk: Desk) -> None:
    place, day = new_place(desk), FIRST_DAY - timedelta(days=1)
    strict, soft = new_card(desk, "Test", Expiry.USE_BY), new_card(desk, "Voucher", Expiry.BEST_BEFORE)
    first = arrive(desk, strict, place, "1", expires_on=day)["1"]
    second = arrive(desk, soft, place, "2", expires_on=day)["2"]
    assert pieces.numbers_there(desk.volunteer, strict) == ()
    assert [serial.number for serial in pieces.numbers_there(desk.volunteer, soft)] == ["2"]
    with pytest.raises(PastUseBy):
        give(
            desk,
            strict,
            1,
            lines=[Given(strict, 1, serials=(first,))],
            session=desk.coordinator,
            past_best_before=True,
        )
    with pytest.raises(PastBestBefore):
        give(desk, soft, 1, lines=[Given(soft, 1, serials=(second,))])
    give(desk, soft, 1, lines=[Given(soft, 1, serials=(second,))], session=desk.coordinator, past_best_before=True)


def test_numbers_that_should_go_first_are_proposed_first(desk: Desk) -> None:
    place, card = new_place(desk), new_card(desk, "Voucher", Expiry.USE_BY)
    arrive(desk, card, place, "1", "12", expires_on=FIRST_DAY + timedelta(days=90))
    arrive(desk, card, place, "9", "10", expires_on=FIRST_DAY + timedelta(days=9))
    assert [serial.number for serial in pieces.numbers_there(desk.volunteer, card)] == ["9", "10", "1", "12"]


def test_a_number_does_not_leave_before_the_day_it_came(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    arrive(desk, card, place, "1")
    desk.clock.set(FIRST_DAY + timedelta(days=2))
    later = arrive(desk, card, place, "2")["2"]
    with pytest.raises(Invalid) as refused:
        give(desk, card, 1, lines=[Given(card, 1, serials=(later,))], occurred_on=FIRST_DAY)
    assert refused.value.field == "serials"


def test_the_receipt_says_which_pieces_and_nobodys_name(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "4711", "4712")
    member = new_member(desk, "Otter")
    given = give(desk, card, 2, member_id=member.id, lines=[Given(card, 2, serials=tuple(serials.values()))])
    assert receipts.receipt(desk.keeper, given.document_id).lines[0].numbers == ("4711", "4712")
    for size in ("a6", "roll80"):
        paper = text_of(receipts.receipt_paper(desk.volunteer, document_id=given.document_id, size=size, language="en"))
        assert "4711" in paper
        assert "4712" in paper
        assert "Otter" not in paper
        assert member.code not in paper


def test_a_number_of_two_items_is_found_twice_and_an_unknown_one_not_at_all(desk: Desk) -> None:
    place = new_place(desk)
    for name in ("Transit card", "SIM card"):
        arrive(desk, new_card(desk, name), place, "ab-1")
    assert {found.item.name for found in pieces.find_number(desk.keeper, "AB-1")} == {"Transit card", "SIM card"}
    assert pieces.find_number(desk.keeper, "AB-2") == ()
    assert pieces.find_number(desk.keeper, "  ") == ()


def test_a_piece_that_came_back_can_be_given_again(desk: Desk) -> None:
    card, place = new_card(desk), new_place(desk)
    serials = arrive(desk, card, place, "1")
    give(desk, card, 1, lines=[Given(card, 1, serials=tuple(serials.values()))])
    arrive(desk, card, place, "1", source=Source.RETURN)
    give(desk, card, 1, lines=[Given(card, 1, serials=tuple(serials.values()))])
    assert pieces.find_number(desk.keeper, "1")[0].serial.place is None
