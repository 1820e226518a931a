"""The transfer note, read back from its PDF."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents import NoteLine, TransferNote, transfer_note_pdf
from desktop.domain.stock import Pack, Unit
from desktop.i18n import _, speaking
from tests.documents.reading import (
    HARD_NAMES,
    letters_outside,
    letters_overlapping,
    page_sizes_mm,
    page_texts,
    text_of,
)

LINE = NoteLine("Condoms", Unit.PIECE, 300, Pack("Carton", 144), "B-7", date(2028, 3, 31))
NOTE = TransferNote("26-A-T-00004-1", date(2026, 11, 24), "Store room", "Group North", (LINE,))


def test_it_says_what_goes_from_where_to_where_with_room_for_what_arrived() -> None:
    assert text_of(transfer_note_pdf(NOTE, language="en")) == (
        "Transfer note 26-A-T-00004-1 Page 1 of 1 "
        "Transfer note 26-A-T-00004-1 24 Nov 2026 From Store room To Group North Item Expires Quantity Arrived "
        "Condoms Batch B-7 · 2 × Carton of 144, and 12 loose 31 Mar 2028 300 pieces "
        "Handed over: date, initials Arrived: date, initials"
    )


def test_what_comes_loose_without_batch_or_date_takes_one_line() -> None:
    rice = NoteLine("Rice", Unit.GRAM, 2_500)
    text = text_of(transfer_note_pdf(replace(NOTE, lines=(rice,)), language="en"))
    assert "Arrived Rice 2,500 g Handed over" in text


def test_the_numbers_on_pieces_stand_below_them() -> None:
    cards = NoteLine("Phone card", Unit.PIECE, 3, numbers=("80011", "80012", "80013"))
    assert "80011, 80012, 80013" in text_of(transfer_note_pdf(replace(NOTE, lines=(cards,)), language="en"))


def test_a_short_one_is_half_a_sheet_and_a_long_one_goes_on_with_its_heads() -> None:
    assert page_sizes_mm(transfer_note_pdf(NOTE, language="en")) == [(148, 210)]
    many = replace(NOTE, lines=tuple(replace(LINE, name=f"Item {number}") for number in range(60)))
    pdf = transfer_note_pdf(many, language="en")
    assert set(page_sizes_mm(pdf)) == {(210, 297)}
    pages = page_texts(pdf)
    assert len(pages) > 1
    assert all("Quantity" in page and NOTE.number in page for page in pages)
    assert all(f"Item {number} " in text_of(pdf) for number in range(60))


def test_the_chinese_one_says_the_same_in_chinese() -> None:
    chinese = replace(NOTE, start="主仓库", end="北区小组", lines=(replace(LINE, name="口罩"),))
    text = text_of(transfer_note_pdf(chinese, language="zh_CN"))
    with speaking("zh_CN"):
        assert text.startswith(_("Transfer note"))
    for words in ("2026年11月24日", "主仓库", "北区小组", "口罩", "2028年3月31日"):
        assert words in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", HARD_NAMES)
def test_names_somebody_could_type_print_inside_the_page_and_over_nothing(language: str, name: str) -> None:
    line = NoteLine(name, Unit.PIECE, 9_999_999, Pack(name[:40], 144), name[:40], date(2028, 3, 31), (name[:40],) * 30)
    pdf = transfer_note_pdf(TransferNote(name[:20], date(2026, 11, 24), name, name, (line,) * 8), language=language)
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []


def test_the_same_note_gives_the_same_bytes() -> None:
    assert transfer_note_pdf(NOTE, language="en") == transfer_note_pdf(NOTE, language="en")
