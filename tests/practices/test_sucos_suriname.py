"""Health-insurance cards, each issued once under its number, and food packs packed from what came."""

import pytest

from desktop.domain.errors import Invalid, NotAllowed
from desktop.domain.people import MemberFacts
from desktop.domain.stock import Category, DocumentKind, Expiry, PlaceKind, SerialId, Source, Unit
from desktop.operations import (
    book,
    cards,
    catalogue,
    distribution,
    kits,
    people,
    pieces,
    receipts,
    receiving,
    stock,
)
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk

CARD_NUMBERS = tuple(f"SR-{number}" for number in range(1001, 1021))


def serial(desk: Desk, number: str) -> SerialId:
    return pieces.find_number(desk.volunteer, number)[0].serial.id


def test_each_card_is_issued_once_and_found_again(desk: Desk) -> None:
    keeper, volunteer = desk.keeper, desk.volunteer
    safe = catalogue.save_place(keeper, name="Safe", kind=PlaceKind.STORE)
    card = catalogue.save_item(
        keeper, name="Health card", category=Category.CARDS, unit=Unit.PIECE, expiry=Expiry.NONE, serials=True
    )
    receiving.receive_stock(
        keeper,
        form_key=desk.new_form_key(),
        source=Source.GOVERNMENT,
        origin="Insurance office",
        place_id=safe,
        lines=[Arrival(card, len(CARD_NUMBERS), numbers=CARD_NUMBERS)],
        occurred_on=FIRST_DAY,
    )
    members = [
        people.register_member(volunteer, form_key=desk.new_form_key(), facts=MemberFacts(name))
        for name in ("Otter", "Kestrel")
    ]
    given = [
        distribution.give_out(
            volunteer,
            form_key=desk.new_form_key(),
            lines=[Given(card, 1, serials=(serial(desk, number),))],
            member_id=member.id,
            occurred_on=FIRST_DAY,
        )
        for member, number in zip(members, ("SR-1001", "SR-1007"), strict=True)
    ]
    with pytest.raises(Invalid):
        distribution.give_out(
            volunteer,
            form_key=desk.new_form_key(),
            lines=[Given(card, 1, serials=(serial(desk, "SR-1007"),))],
            member_id=members[0].id,
            occurred_on=FIRST_DAY,
        )

    # By the number: which document; to whom only for those who may see people.
    (found,) = pieces.find_number(keeper, "sr-1007")
    assert found.last is not None
    assert (found.last.document_id, found.last.kind) == (given[1].document_id, DocumentKind.DISTRIBUTION)
    assert pieces.went_to(volunteer, found.last.document_id) == (members[1].id, members[1].code)
    with pytest.raises(NotAllowed):
        pieces.went_to(keeper, found.last.document_id)
    (line,) = book.document(keeper, found.last.document_id).lines
    assert [piece.number for piece in line.serials] == ["SR-1007"]

    # The receipt names the card; the card's own paper names documents and nobody.
    receipt = text_of(receipts.receipt_paper(volunteer, document_id=given[1].document_id, language="en"))
    assert "SR-1007" in receipt
    assert "Kestrel" not in receipt
    paper = text_of(cards.card_paper(keeper, serial_id=found.serial.id, language="en"))
    assert given[1].number in paper
    assert members[1].code not in paper
    assert stock.item_detail(keeper, card).stock.quantity == 18

    # Given to the wrong person: undone, and the card can be issued again.
    distribution.undo_distribution(volunteer, form_key=desk.new_form_key(), document_id=given[1].document_id)
    assert serial(desk, "SR-1007") in {piece.id for piece in pieces.numbers_there(volunteer, card)}


def test_food_packs_are_packed_and_given_by_the_pack(desk: Desk) -> None:
    keeper = desk.keeper
    store = catalogue.save_place(keeper, name="Store", kind=PlaceKind.STORE)
    rice = catalogue.save_item(
        keeper, name="Rice", category=Category.FOOD, unit=Unit.GRAM, expiry=Expiry.BEST_BEFORE, lots=False
    )
    beans = catalogue.save_item(
        keeper, name="Beans, tin", category=Category.FOOD, unit=Unit.PIECE, expiry=Expiry.BEST_BEFORE
    )
    small, large = (
        catalogue.save_item(keeper, name=name, category=Category.FOOD, unit=Unit.PIECE, expiry=Expiry.BEST_BEFORE)
        for name in ("Food pack, small", "Food pack, family")
    )
    receiving.receive_stock(
        keeper,
        form_key=desk.new_form_key(),
        source=Source.DONATION,
        origin="Wholesale market",
        place_id=store,
        lines=[Arrival(rice, 50_000), Arrival(beans, 60)],
        occurred_on=FIRST_DAY,
    )
    kits.save_recipe(keeper, item_id=small, parts=[(rice, 2_000), (beans, 2)])
    kits.save_recipe(keeper, item_id=large, parts=[(rice, 5_000), (beans, 6)])
    for kit, count in ((small, 5), (large, 6)):
        kits.pack_kits(
            keeper, form_key=desk.new_form_key(), item_id=kit, count=count, place_id=store, occurred_on=FIRST_DAY
        )
    there = {line.item.name: line.quantity for line in stock.stock_list(keeper)}
    assert there == {"Rice": 10_000, "Beans, tin": 14, "Food pack, small": 5, "Food pack, family": 6}
    mother = people.register_member(desk.volunteer, form_key=desk.new_form_key(), facts=MemberFacts("Heron"))
    distribution.give_out(
        desk.volunteer,
        form_key=desk.new_form_key(),
        lines=[Given(large, 1)],
        member_id=mother.id,
        occurred_on=FIRST_DAY,
    )
    last = cards.stock_card(keeper, item_id=large).lines[0]
    assert (last.change, last.balance) == (-1, 5)
