"""The hand-over slip, read back from its PDF."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents import HandOver, HandOverLine, hand_over_pdf
from desktop.domain.stock import Pack, Unit
from desktop.i18n import _, speaking
from tests.documents.reading import (
    HARD_NAMES,
    fonts_of,
    letters_outside,
    letters_overlapping,
    page_sizes_mm,
    page_texts,
    text_of,
)

SLIP = HandOver(
    number="26-AN-00012-4",
    on=date(2026, 11, 24),
    lines=(
        HandOverLine("Condoms", Unit.PIECE, 300, Pack("box", 144)),
        HandOverLine("Rice", Unit.GRAM, 50_750, Pack("sack", 25_000)),
        HandOverLine("Health card", Unit.PIECE, 1),
    ),
    fund="City grant 2026",
)


def test_it_says_what_came_in_packs_and_pieces_and_has_room_for_two_to_sign() -> None:
    assert text_of(hand_over_pdf(SLIP, language="en")) == (
        "Hand-over slip 26-AN-00012-4 Page 1 of 1 "
        "Hand-over slip 26-AN-00012-4 24 Nov 2026 Paid by City grant 2026 Item Quantity "
        "Condoms 2 × box of 144, and 12 loose 300 pieces Rice 2 × sack of 25 kg, and 750 g loose 50,750 g Health card 1 piece "
        "Given by Received by"
    )


def test_it_is_one_a5_page_and_says_nothing_of_a_fund_where_there_is_none() -> None:
    pdf = hand_over_pdf(replace(SLIP, fund=""), language="en")
    assert page_sizes_mm(pdf) == [(148, 210)]
    assert "Paid by" not in text_of(pdf)
    assert all(fonts_of(pdf).values())


def test_the_chinese_one_says_the_same_in_chinese() -> None:
    lines = (HandOverLine("医用外科口罩", Unit.PIECE, 300, Pack("盒", 144)), HandOverLine("大米", Unit.GRAM, 25_000))
    text = text_of(hand_over_pdf(replace(SLIP, lines=lines, fund="市政府拨款"), language="zh_CN"))
    with speaking("zh_CN"):
        assert text.startswith(_("Hand-over slip"))
    for words in ("2026年11月24日", "医用外科口罩", "大米", "市政府拨款", "300"):
        assert words in text


def test_a_long_delivery_goes_on_with_the_tables_head_on_every_page() -> None:
    lines = tuple(HandOverLine(f"Item {number}", Unit.PIECE, number, Pack("box", 10)) for number in range(1, 61))
    pages = page_texts(hand_over_pdf(replace(SLIP, lines=lines), language="en"))
    assert len(pages) > 1
    assert all("26-AN-00012-4" in page and f"of {len(pages)}" in page for page in pages)
    assert all("Item Quantity" in page for page in pages)
    assert all(f"Item {number} " in " ".join(pages) for number in range(1, 61))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", HARD_NAMES)
def test_names_somebody_could_type_print_inside_the_pages_and_over_nothing(language: str, name: str) -> None:
    lines = (HandOverLine(name, Unit.PIECE, 10_000_000, Pack(name[:40] or "box", 7)), *SLIP.lines)
    pdf = hand_over_pdf(replace(SLIP, number=name[:20], lines=lines, fund=name[:60]), language=language)
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []
