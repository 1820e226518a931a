"""The printed stock card, read back from its PDF."""

from datetime import date, timedelta

import pytest

from desktop.documents.stock_card import CardRow, StockCard, stock_card_pdf
from tests.documents.reading import (
    HARD_NAMES,
    letters_outside,
    letters_overlapping,
    page_sizes_mm,
    page_texts,
    text_of,
)

DAY = date(2026, 11, 24)


def card(count: int = 3, *, title: str = "Soap", total: int = 0, what: str = "received  ·  Donation") -> StockCard:
    rows = tuple(
        CardRow(DAY + timedelta(days=index % 30), f"26-AN-{index:05}-1", what, index + 1, 1000 + index)
        for index in range(count)
    )
    return StockCard(title, ("Counted in pieces",), DAY, rows, total or count)


def test_every_movement_stands_with_its_date_number_reason_change_and_balance() -> None:
    text = text_of(stock_card_pdf(card(), language="en"))
    assert "24 Nov 2026" in text
    for row in card().rows:
        assert row.number in text
        assert f"+{row.change}" in text
        assert f"{row.balance:,}" in text


def test_a_card_without_movements_says_so() -> None:
    assert "Nothing has moved yet" in text_of(stock_card_pdf(card(0), language="en"))


def test_a_cut_card_says_how_many_are_left_out() -> None:
    text = text_of(stock_card_pdf(card(5, total=2345), language="en"))
    assert "Only the latest 5 of 2,345 movements stand here." in text


def test_a_long_card_goes_over_many_a4_pages_each_with_its_head_and_number() -> None:
    paper = stock_card_pdf(card(200), language="en")
    pages = page_texts(paper)
    assert len(pages) > 4
    assert {tuple(round(side) for side in size) for size in page_sizes_mm(paper)} == {(210, 297)}
    assert all("Balance" in page and "Soap" in page for page in pages)
    assert sum(page.count("26-AN-") for page in pages) == 200


def test_the_card_of_one_piece_says_where_it_was_instead_of_a_balance() -> None:
    rows = (CardRow(DAY, "26-AN-00001-7", "received", 1, None, "Shelf A"),)
    text = text_of(stock_card_pdf(StockCard("Transit card, no. 4711", (), DAY, rows, 1), language="en"))
    assert "no. 4711" in text
    assert "Shelf A" in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", HARD_NAMES)
def test_hard_names_stay_on_the_page_and_over_nothing(name: str, language: str) -> None:
    paper = stock_card_pdf(card(title=name, what=f"received  ·  {name}  ·  {name}"), language=language)
    assert not letters_outside(paper)
    assert not letters_overlapping(paper)
