"""The receipt, read back from its PDF."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents import Receipt, ReceiptLine, ReceiptSize, receipt_pdf
from desktop.i18n import _, speaking
from tests.documents.reading import HARD_NAMES, letters_outside, letters_overlapping, page_sizes_mm, page_texts, text_of

RECEIPT = Receipt(
    number="26-A-00143-7",
    on=date(2026, 11, 24),
    place="Front room",
    lines=(ReceiptLine("Condoms", 24, "pieces"), ReceiptLine("Rice", 2500, "g")),
    barcode="26-A-00143-7",
)
CHINESE = replace(
    RECEIPT, place="前厅（二楼）", lines=(ReceiptLine("安全套（标准型）", 24, "件"), ReceiptLine("大米", 2500, "克"))
)


def test_it_says_number_date_place_and_lines_and_nothing_else() -> None:
    assert text_of(receipt_pdf(RECEIPT, language="en")) == (
        "Receipt 26-A-00143-7 24 Nov 2026 Front room Condoms 24 pieces Rice 2,500 g"
    )


def test_the_chinese_one_says_the_same_in_chinese() -> None:
    text = text_of(receipt_pdf(CHINESE, language="zh_CN"))
    with speaking("zh_CN"):
        assert text.startswith(_("Receipt"))
    for words in ("26-A-00143-7", "2026年11月24日", "前厅（二楼）", "安全套（标准型）", "24 件", "大米", "2,500 克"):
        assert words in text


def test_a_reprint_says_which_copy_it_is_and_the_first_print_does_not() -> None:
    assert "Copy" not in text_of(receipt_pdf(RECEIPT, language="en"))
    assert "Copy 3" in text_of(receipt_pdf(replace(RECEIPT, note_copy=3), language="en"))


def test_the_line_for_initials_is_there_only_when_wanted() -> None:
    assert "Initials" not in text_of(receipt_pdf(RECEIPT, language="en"))
    assert "Initials" in text_of(receipt_pdf(RECEIPT, language="en", initials_line=True))


def test_an_empty_place_leaves_no_gap_in_words() -> None:
    assert "24 Nov 2026 Condoms" in text_of(receipt_pdf(replace(RECEIPT, place=""), language="en"))


def test_a6_continues_on_numbered_pages() -> None:
    many = replace(RECEIPT, lines=tuple(ReceiptLine(f"Item {n}", n) for n in range(1, 41)))
    pages = page_texts(receipt_pdf(many, language="en", initials_line=True))
    assert len(pages) == 3
    assert [f"Page {n} of 3" in page for n, page in enumerate(pages, start=1)] == [True] * 3
    assert all("26-A-00143-7" in page for page in pages)
    whole = " ".join(pages)
    assert all(f"Item {n} {n}" in whole for n in range(1, 41))


def test_the_roll_is_one_piece_as_long_as_it_needs() -> None:
    short = page_sizes_mm(receipt_pdf(RECEIPT, language="en", size=ReceiptSize.ROLL_80))
    many = replace(RECEIPT, lines=tuple(ReceiptLine(f"Item {n}", n) for n in range(1, 41)))
    long = page_sizes_mm(receipt_pdf(many, language="en", size=ReceiptSize.ROLL_80))
    assert len(short) == len(long) == 1
    assert short[0][0] == long[0][0] == 80
    assert short[0][1] < 60
    assert long[0][1] > 250
    assert page_sizes_mm(receipt_pdf(RECEIPT, language="en")) == [(105, 148)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", list(ReceiptSize))
def test_names_somebody_could_type_print_inside_the_page_and_over_nothing(language: str, size: ReceiptSize) -> None:
    hard = Receipt(
        HARD_NAMES[0],
        date(2026, 11, 24),
        "A place with a long name 很长的地点名称 " * 20,
        tuple(ReceiptLine(name, 10_000_000, name[:40], tuple(HARD_NAMES)) for name in HARD_NAMES),
        note_copy=12,
        barcode="26-A-00143-7",
    )
    pdf = receipt_pdf(hard, language=language, size=size, initials_line=True)
    assert "<b>" in text_of(pdf)
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []


def test_a_receipt_without_lines_still_prints() -> None:
    assert "26-A-00143-7" in text_of(receipt_pdf(replace(RECEIPT, lines=()), language="en"))


@pytest.mark.parametrize("size", ReceiptSize)
def test_every_number_of_a_thousand_pieces_stands_on_the_paper(size: ReceiptSize) -> None:
    numbers = tuple(f"SR-{number}" for number in range(1001, 2001))
    many = replace(RECEIPT, lines=(ReceiptLine("Transit card", 1000, "pieces", numbers),))
    pdf = receipt_pdf(many, language="en", size=size)
    text = text_of(pdf)
    assert all(number in text for number in numbers)
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []
