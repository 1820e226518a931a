"""The count sheet and the count report, read back from their PDFs."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents.count_report import CountReport, CountReportLine, count_report_pdf
from desktop.documents.count_sheet import CountPaper, CountPaperLine, count_sheet_pdf
from desktop.domain.counting import Accuracy
from desktop.i18n import _, speaking
from tests.documents.reading import (
    HARD_NAMES,
    letters_outside,
    letters_overlapping,
    page_sizes_mm,
    page_texts,
    text_of,
)

LINES = (
    CountPaperLine("Condoms 53 mm", "Batch L7  ·  Box of 144", date(2027, 11, 30), packs=True, book="288"),
    CountPaperLine("Soap", "", None, packs=False, book="9"),
    CountPaperLine("Transit cards", "", None, packs=False, book="2", numbers=("C-1001", "C-1002")),
)
PAPER = CountPaper("CS-0012", "Shelf A", date(2026, 11, 24), blind=False, lines=LINES)
BLIND = replace(PAPER, blind=True, lines=tuple(replace(line, book=None, numbers=()) for line in LINES))
REPORT = CountReport(
    number="CS-0012",
    document="26-A-C-00003-1",
    what="Shelf A",
    on=date(2026, 11, 24),
    accuracy=Accuracy(10, 8),
    lines=(
        CountReportLine("Condoms 53 mm", "L7  ·  30 Nov 2027", 284, -4, "Not written down", "\u22120.80"),
        CountReportLine("Lubricant", "", 9, 3, "Miscounted", ""),
    ),
    alone=False,
    value="\u22120.80",
)


def test_a_sheet_says_what_to_count_and_has_room_for_what_is_not_listed() -> None:
    text = text_of(count_sheet_pdf(PAPER, language="en"))
    for words in (
        "Shelf A",
        "Count sheet CS-0012",
        "24 Nov 2026",
        "Page 1 of 1",
        "Full packs",
        "Loose",
        "Initials",
        "Condoms 53 mm",
        "Batch L7",
        "Box of 144",
        "30 Nov 2027",
        "288",
        "C-1001",
        "Found but not listed",
    ):
        assert words in text


def test_a_blind_sheet_bears_no_number_of_the_book() -> None:
    text = text_of(count_sheet_pdf(BLIND, language="en"))
    assert "Book" not in text
    assert "288" not in text
    assert "C-1001" not in text


def test_every_page_of_a_long_sheet_has_its_head_and_empty_lines() -> None:
    lines = tuple(replace(LINES[0], name=f"Item {number}") for number in range(60))
    texts = page_texts(count_sheet_pdf(replace(PAPER, lines=lines), language="en"))
    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Found but not listed" in text
        assert "CS-0012" in text
        assert "Full packs" in text
    whole = " ".join(texts)
    assert all(f"Item {number} " in whole for number in range(60))


def test_the_chinese_sheet_is_whole() -> None:
    lines = (replace(LINES[0], name="安全套 53 毫米", details="批号 L7"), replace(LINES[1], name="肥皂"))
    pdf = count_sheet_pdf(replace(PAPER, what="甲架", lines=lines), language="zh_CN")
    text = text_of(pdf)
    for words in ("甲架", "安全套 53 毫米", "批号 L7", "肥皂", "2026年11月24日", "2027年11月30日"):
        assert words in text
    with speaking("zh_CN"):
        assert _("Expires") in text


def test_papers_are_a4_and_name_nobody() -> None:
    for pdf in (count_sheet_pdf(PAPER, language="en"), count_report_pdf(REPORT, language="en")):
        assert set(page_sizes_mm(pdf)) == {(210, 297)}
        for who in (b"ReportLab", b"Larder"):
            assert who not in pdf


@pytest.mark.parametrize("name", HARD_NAMES)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_letter_leaves_the_sheet_whatever_a_name_holds(name: str, language: str) -> None:
    line = replace(LINES[0], name=name, details=name)
    numbered = replace(LINES[2], name=name, numbers=(name[:40], name[:40]))
    paper = replace(PAPER, what=name, lines=(line, LINES[1], numbered))
    pdf = count_sheet_pdf(paper, language=language)
    assert not letters_outside(pdf)
    assert not letters_overlapping(pdf)


def test_a_report_says_what_differed_and_why() -> None:
    text = text_of(count_report_pdf(REPORT, language="en"))
    for words in (
        "Count report",
        "26-A-C-00003-1",
        "10 lines counted, 8 matched, 2 differed",
        "80 %",
        "\u22124",
        "+3",
        "Not written down",
        "Approved by a second person",
        "Counted by (initials)",
    ):
        assert words in text


def test_a_report_of_one_person_says_so_and_one_without_differences_has_no_table() -> None:
    assert "approved by the person who counted" in text_of(count_report_pdf(replace(REPORT, alone=True), language="en"))
    text = text_of(
        count_report_pdf(replace(REPORT, lines=(), document="", value="", accuracy=Accuracy(3, 3)), language="en")
    )
    assert "matched the book" in text
    assert "Reason" not in text


@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_letter_leaves_the_report_whatever_a_name_holds(name: str) -> None:
    line = replace(REPORT.lines[0], name=name, details=name)
    pdf = count_report_pdf(replace(REPORT, what=name, lines=(line, REPORT.lines[1])), language="en")
    assert not letters_outside(pdf)
    assert not letters_overlapping(pdf)
