"""Receipts: kept as they read that day, counted as copies, naming nobody."""

from datetime import timedelta

import pytest

from desktop.domain.errors import AlreadyReversed, Invalid, NotAllowed, NotFound
from desktop.domain.stock import Category, DocumentId, Expiry, Unit
from desktop.operations import catalogue, distribution, receipts
from desktop.operations.distribution import Given
from desktop.operations.receipts import ReceiptItem
from tests.documents.reading import page_sizes_mm, text_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_distribution import give, new_member
from tests.operations.test_stock import new_item, new_place, receive


def rename(desk: Desk, item: int, name: str) -> None:
    catalogue.save_item(
        desk.coordinator,
        item_id=item,  # type: ignore[arg-type]
        name=name,
        category=Category.PREVENTION,
        unit=Unit.PIECE,
        expiry=Expiry.USE_BY,
    )


def test_a_receipt_reads_as_on_the_day_whatever_an_item_is_called_later(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 100, place)
    given = give(desk, item, 24)
    rename(desk, item, "Thin condoms")
    desk.clock.set(FIRST_DAY + timedelta(days=40))
    content = receipts.receipt(desk.volunteer, given.document_id)
    assert content.lines == (ReceiptItem("Condoms", 24, Unit.PIECE),)
    assert (content.number, content.occurred_on, content.copy) == (given.number, FIRST_DAY, 1)
    assert "Condoms 24 pieces" in text_of(
        receipts.receipt_paper(desk.volunteer, document_id=given.document_id, language="en")
    )


def test_each_print_is_counted_and_from_the_second_on_the_paper_says_so(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 100, place)
    given = give(desk, item, 24)
    first, second, third = (
        receipts.receipt_paper(desk.volunteer, document_id=given.document_id, language="en") for _ in range(3)
    )
    assert "Copy" not in text_of(first)
    assert "Copy 2" in text_of(second)
    assert text_of(third) == text_of(second).replace("Copy 2", "Copy 3")
    assert receipts.receipt(desk.volunteer, given.document_id).copy == 4


def test_a_receipt_names_no_person_and_no_place(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk, "Sunrise room")
    receive(desk, item, 100, place)
    member = new_member(desk, "Otter")
    given = give(desk, item, 24, member_id=member.id)
    paper = receipts.receipt_paper(desk.volunteer, document_id=given.document_id, language="en")
    for word in ("Otter", member.code, "Sunrise", desk.volunteer.user.name):
        assert word not in text_of(paper)
        assert word.encode() not in paper


def test_a_correction_has_a_receipt_of_its_own_and_the_undone_hand_out_prints_none(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 100, place)
    given = give(desk, item, 24)
    corrected = distribution.correct_distribution(
        desk.volunteer,
        form_key=desk.new_form_key(),
        document_id=given.document_id,
        lines=[Given(item, 20)],
        head_count=3,
    )
    assert receipts.receipt(desk.volunteer, corrected.document_id).lines[0].quantity == 20
    with pytest.raises(AlreadyReversed):
        receipts.receipt_paper(desk.volunteer, document_id=given.document_id, language="en")
    assert receipts.receipt(desk.volunteer, given.document_id).copy == 1


def test_pressing_give_twice_keeps_one_receipt(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 100, place)
    key = desk.new_form_key()
    assert give(desk, item, 5, form_key=key) == give(desk, item, 5, form_key=key)
    assert desk.database.value("SELECT count(*) FROM receipt") == 1


def test_the_roll_is_eighty_millimetres_wide_and_other_papers_are_refused(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 100, place)
    given = give(desk, item, 24)
    roll = receipts.receipt_paper(desk.volunteer, document_id=given.document_id, size="roll80", language="zh_CN")
    assert page_sizes_mm(roll)[0][0] == 80
    with pytest.raises(Invalid):
        receipts.receipt_paper(desk.volunteer, document_id=given.document_id, size="a3", language="en")


def test_weights_are_printed_in_grams(desk: Desk) -> None:
    place = new_place(desk)
    rice = catalogue.save_item(
        desk.coordinator, name="Rice", category=Category.FOOD, unit=Unit.GRAM, expiry=Expiry.BEST_BEFORE
    )
    receive(desk, rice, 25_000, place)
    given = give(desk, rice, 2_000)
    assert "2,000 g" in text_of(receipts.receipt_paper(desk.volunteer, document_id=given.document_id, language="en"))


def test_only_who_gives_out_prints_and_only_what_is_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        receipts.receipt(desk.volunteer, DocumentId(99))
    with pytest.raises(NotFound):
        receipts.receipt_paper(desk.volunteer, document_id=DocumentId(99), language="en")
    with pytest.raises(NotAllowed):
        receipts.receipt_paper(desk.keeper, document_id=DocumentId(99), language="en")


def test_a_print_is_in_the_stock_journal_and_says_nothing_about_the_person(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 100, place)
    given = give(desk, item, 24, member_id=new_member(desk).id)
    receipts.receipt_paper(desk.volunteer, document_id=given.document_id, language="en")
    subject = desk.database.value("SELECT subject FROM main.journal WHERE action = 'receipt.print'")
    assert "member" not in subject
