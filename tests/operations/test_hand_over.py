"""The slip for whoever gave goods."""

import pytest

from desktop.domain.errors import AlreadyReversed, NotAllowed, NotFound
from desktop.domain.stock import DocumentId, Pack
from desktop.operations import catalogue, hand_over, undoing, users
from desktop.operations.receiving import Arrival
from tests.documents.reading import everything_in, text_of
from tests.operations.desk import Desk
from tests.operations.test_receiving import item, receive


def paper(desk: Desk, document_id: DocumentId, language: str = "en") -> bytes:
    return hand_over.hand_over_paper(desk.keeper, document_id=document_id, language=language)


def test_it_sums_up_batches_and_names_the_fund_and_neither_giver_nor_group(desk: Desk) -> None:
    users.change_settings(desk.coordinator, collective="Sunrise house", small_count=9, idle_minutes=9)
    fund = catalogue.save_fund(desk.coordinator, name="City grant")
    masks = item(desk, packs=[Pack("box", 50)], names=[("zh_CN", "口罩")])
    posted = receive(
        desk, Arrival(masks, 60, "B-1"), Arrival(masks, 45, "B-2"), giver="Grandma Li", fund_id=fund, origin="Depot"
    )
    pdf = paper(desk, posted.document_id)
    assert "Masks 2 × box of 50, and 5 loose 105 pieces" in text_of(pdf)
    assert "City grant" in text_of(pdf)
    assert posted.number in text_of(pdf)
    for nobody in ("Grandma", "Sunrise", "Mei", "Depot"):
        assert nobody.encode() not in everything_in(pdf)
        assert nobody not in text_of(pdf)
    assert "口罩" in text_of(paper(desk, posted.document_id, "zh_CN"))
    assert "stock.slip" in desk.journal_text()


def test_there_is_none_for_what_was_undone_or_is_no_delivery(desk: Desk) -> None:
    posted = receive(desk, Arrival(item(desk), 5))
    undone = undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=posted.document_id)
    with pytest.raises(AlreadyReversed):
        paper(desk, posted.document_id)
    for document_id in (undone.document_id, DocumentId(99)):
        with pytest.raises(NotFound):
            paper(desk, document_id)
    with pytest.raises(NotAllowed):
        hand_over.hand_over_paper(desk.volunteer, document_id=posted.document_id, language="en")
