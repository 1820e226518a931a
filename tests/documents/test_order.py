"""Orders on paper, read back: the list, the letter, the record of what came, on one page and on many."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents import (
    OrderPaper,
    OrderPaperLine,
    SuggestionPaper,
    SuggestionPaperLine,
    order_pdf,
    suggestion_pdf,
)
from desktop.domain.stock import Unit
from tests.documents.reading import HARD_NAMES, page_sizes_mm, page_texts, text_of

SOAP = OrderPaperLine("Soap", Unit.PIECE, ("Carton", 72), 144, 0)
ORDER = OrderPaper(
    number="26-AR-00001-4",
    asked_of="Harbour wholesale",
    asked_on=date(2026, 11, 3),
    sender="Sunrise",
    note="Before the holidays",
    lines=(
        SOAP,
        OrderPaperLine("Rice", Unit.GRAM, None, 25_000, 0),
        OrderPaperLine("Gel", Unit.MILLILITRE, None, 500, 0),
    ),
    deliveries=(),
    closed_on=None,
    made_on=date(2026, 11, 24),
)


def test_a_letter_asks_for_everything_in_units_and_in_packs() -> None:
    words = text_of(order_pdf(ORDER, language="en"))
    for part in ("Order 26-AR-00001-4", "From Sunrise", "Harbour wholesale", "3 Nov 2026", "Before the holidays"):
        assert part in words
    for part in ("144 pieces 2 × Carton of 72", "25 kg", "500 ml", "3 items in all.", "Signature"):
        assert part in words
    for part in ("Short", "Delivered"):
        assert part not in words


def test_without_a_sender_the_letter_says_nothing_of_one() -> None:
    assert "From" not in text_of(order_pdf(replace(ORDER, sender=""), language="en"))


def test_a_record_says_what_came_when_and_what_is_short() -> None:
    lines = (
        replace(SOAP, delivered=60),
        OrderPaperLine("Masks", Unit.PIECE, None, 50, 50),
        replace(SOAP, name="Tea", asked=0, delivered=8),
    )
    record = replace(
        ORDER,
        lines=lines,
        deliveries=((date(2026, 11, 9), "26-AN-00004-2"), (date(2026, 11, 12), "26-AN-00007-1")),
        closed_on=date(2026, 11, 20),
    )
    words = text_of(order_pdf(record, language="en"))
    for part in (
        "Soap 144 pieces 60 pieces 84 pieces",
        "Masks 50 pieces 50 pieces",
        "Tea 8 pieces",
        "Of 2 items asked for, 1 is short.",
        "Delivered on: 9 Nov 2026 (26-AN-00004-2), 12 Nov 2026 (26-AN-00007-1)",
        "Closed on 20 Nov 2026: no more is expected.",
    ):
        assert part in words


def test_a_record_of_an_order_on_which_nothing_came_is_evidence_too() -> None:
    words = text_of(order_pdf(replace(ORDER, closed_on=date(2026, 11, 20)), language="en"))
    assert "Nothing was delivered." in words
    assert "Of 3 items asked for, 3 are short." in words


def test_an_order_that_came_whole_says_so() -> None:
    record = replace(ORDER, lines=(replace(SOAP, delivered=150),), deliveries=((date(2026, 11, 9), "26-AN-00004-2"),))
    words = text_of(order_pdf(record, language="en"))
    assert "All that was asked for has come." in words
    assert "Open on 24 Nov 2026: more is expected." in words


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_long_orders_go_on_to_the_next_page_with_their_head(language: str) -> None:
    lines = tuple(replace(SOAP, name=f"肥皂 {number}") for number in range(120))
    pdf = order_pdf(replace(ORDER, lines=lines), language=language)
    pages = page_texts(pdf)
    assert len(pages) > 1
    assert page_sizes_mm(pdf) == [(210, 297)] * len(pages)
    assert all("26-AR-00001-4" in page for page in pages)
    for number in range(120):
        assert sum(f"肥皂 {number} " in f"{page} " for page in pages) == 1


@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_name_breaks_the_paper(name: str) -> None:
    line = SuggestionPaperLine(name, Unit.PIECE, (name, 2), 12)
    assert suggestion_pdf(SuggestionPaper(date(2026, 11, 24), (line,)), language="zh_CN").startswith(b"%PDF")
    paper = replace(ORDER, asked_of=name, note=name, sender=name, lines=(replace(SOAP, name=name),))
    assert order_pdf(paper, language="en").startswith(b"%PDF")


def test_the_list_of_what_to_order_says_the_day_and_each_item() -> None:
    lines = (
        SuggestionPaperLine("Soap", Unit.PIECE, ("Carton", 72), 144),
        SuggestionPaperLine("Tea", Unit.GRAM, None, 500),
    )
    words = text_of(suggestion_pdf(SuggestionPaper(date(2026, 11, 24), lines), language="en"))
    for part in (
        "To order",
        "Suggested on 24 Nov 2026",
        "Soap 144 pieces 2 × Carton of 72",
        "Tea 500 g",
        "2 items in all.",
    ):
        assert part in words
