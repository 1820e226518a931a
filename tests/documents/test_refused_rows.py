"""The list of rows that were not received, read back from its PDF."""

import pytest

from desktop.documents import RefusedRow, refused_rows_pdf
from desktop.i18n import _, speaking
from tests.documents.reading import HARD_NAMES, letters_outside, letters_overlapping, page_sizes_mm, page_texts, text_of


def test_each_row_says_where_it_stands_and_what_is_wrong() -> None:
    rows = [
        RefusedRow(5, "Masks  ·  -3", "Type a number of 1 or more."),
        RefusedRow(12, "Mosks", "Mosks is not in the book."),
    ]
    pdf = refused_rows_pdf(rows, language="en")
    assert text_of(pdf).startswith("Page 1 of 1 Rows that were not received 2 rows 5 Masks · -3 Type a number")
    assert "12 Mosks Mosks is not in the book." in text_of(pdf)
    assert page_sizes_mm(pdf) == [(210, 297)]


def test_the_chinese_one_says_the_same_in_chinese() -> None:
    text = text_of(refused_rows_pdf([RefusedRow(5, "口罩  ·  31/02/2027", "这一天不存在。")], language="zh_CN"))
    with speaking("zh_CN"):
        assert _("Rows that were not received") in text
    assert "口罩" in text
    assert "这一天不存在。" in text


def test_many_rows_go_over_as_many_pages_as_they_need() -> None:
    rows = [RefusedRow(number, f"Item {number} x", "Wrong.") for number in range(1, 201)]
    pages = page_texts(refused_rows_pdf(rows, language="en"))
    assert len(pages) > 3
    assert all(f"Item {number} x" in " ".join(pages) for number in range(1, 201))


@pytest.mark.parametrize("name", HARD_NAMES)
def test_what_a_file_could_hold_prints_inside_the_page_and_over_nothing(name: str) -> None:
    pdf = refused_rows_pdf([RefusedRow(5_000, name, name), RefusedRow(1, "x", "y")], language="en")
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []
