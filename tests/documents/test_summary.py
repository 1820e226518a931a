"""The monthly summary, read back from its PDF."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents import summary_pdf
from desktop.domain.periods import Month
from desktop.domain.share_copy import share_copy
from desktop.domain.stock import Category, ItemId, Unit
from desktop.domain.summary import (
    HIDDEN,
    ItemFigures,
    MonthFigures,
    PastMonth,
    PeopleFigures,
    ReferralFigures,
    ServiceFigures,
)
from desktop.i18n import _, month_text, speaking
from tests.documents.reading import HARD_NAMES, letters_outside, letters_overlapping, page_sizes_mm, page_texts, text_of

MADE_ON = date(2026, 11, 24)


def item(number: int, name: str, unit: Unit = Unit.PIECE, *, corrections: int = 0, wrong_by: int = 0) -> ItemFigures:
    return ItemFigures(
        item_id=ItemId(number),
        name=name,
        category=Category.FOOD,
        unit=unit,
        opening=1240,
        received=1440,
        issued=1884,
        written_off=6,
        counted=-2,
        corrections=corrections,
        closing=788 + corrections + wrong_by,
        usable=788,
        issued_to_members=1000,
        people_served=7,
        hand_outs=31,
        stock_out_days=0,
        stock_outs=0,
        first_expiry=None,
    )


FIGURES = MonthFigures(
    month=Month(2026, 10),
    closed_on=date(2026, 11, 3),
    hand_outs=236,
    undone=2,
    people=PeopleFigures(86, 12, 74, 214, 24, 340, 3),
    items=(item(1, "Condoms"), replace(item(2, "Soap"), stock_out_days=3, stock_outs=1), item(3, "Rice", Unit.GRAM)),
    referrals=ReferralFigures(
        22, 19, 17, 9, 2, (ServiceFigures("clinic", 16, 13, 6), ServiceFigures("lawyer", 6, 4, 3))
    ),
    earlier=(PastMonth(Month(2026, 8), 71, 190, 301, 18, 11), PastMonth(Month(2026, 9), 79, 198, 312, 19, 12)),
)


def internal(figures: MonthFigures = FIGURES, language: str = "en") -> bytes:
    return summary_pdf(figures, made_on=MADE_ON, language=language, share=False)


def test_the_head_says_month_copy_state_and_day() -> None:
    text = text_of(internal())
    assert "October 2026" in text
    assert "Internal copy · Closed on 3 Nov 2026 · Made on 24 Nov 2026" in text
    assert "Open, figures can still change" in text_of(internal(replace(FIGURES, closed_on=None)))


def test_the_figures_stand_apart_with_the_month_before_and_are_never_added() -> None:
    text = text_of(internal())
    for words in (
        "86",
        "214",
        "340",
        "17 · 22",
        "September: 79",
        "September: 198",
        "September: 312",
        "September: 12 · 19",
    ):
        assert words in text
    for total in ("426", "300", "554", "640"):  # 86 + 340, 86 + 214, 214 + 340, all three
        assert total not in text
    assert "New 12 · Returning 74 · Hand-outs 236 · Hand-outs without a name 24 · Undone 2" in text


def test_every_items_month_is_a_sum_on_the_page() -> None:
    text = text_of(internal())
    assert "Condoms 1,240 +1,440 −1,884 −6 −2 788 ✓ yes" in text
    assert "Rice (grams) 1,240" in text
    assert "Corrections" not in text
    assert "Adds up: every line's end" in text


def test_corrections_have_a_column_only_when_there_are_some() -> None:
    text = text_of(internal(replace(FIGURES, items=(item(1, "Condoms", corrections=-5),))))
    assert "Corrections" in text
    assert "−6 −2 −5 783 ✓ yes" in text


def test_a_line_that_does_not_add_up_is_said_aloud() -> None:
    text = text_of(internal(replace(FIGURES, items=(item(1, "Condoms", wrong_by=1),))))
    assert "789 ✗ no" in text
    assert "Some lines do not add up." in text
    assert "Adds up: every" not in text


def test_stock_outs_referrals_bars_and_earlier_months_are_there() -> None:
    text = text_of(internal())
    assert "Times run out Soap 3 1" in text
    assert "Clinic 16 13 6 Lawyer 6 4 3 All 22 17 9" in text
    assert "People referred, each once 19 · Overdue 2" in text
    assert "Given, pieces Condoms 1,884 Soap 1,884 Given, grams Rice 1,884" in text
    assert text.index("September 2026 79 198 312 19 12") < text.index("August 2026 71 190 301 18 11")


def test_an_empty_month_prints_zeros_and_says_what_is_absent() -> None:
    empty = MonthFigures(
        Month(2026, 10), None, 0, 0, PeopleFigures(0, 0, 0, 0, 0, 0, 0), (), ReferralFigures(0, 0, 0, 0, 0)
    )
    text = text_of(internal(empty))
    assert "No stock was kept this month." in text
    assert "No item ran out." in text
    assert "0 · 0" in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_internal_copy_says_on_every_page_that_it_is_not_for_sharing(language: str) -> None:
    many = replace(FIGURES, items=tuple(item(n, f"Item {n}") for n in range(1, 41)))
    pages = page_texts(internal(many, language))
    assert len(pages) > 1
    with speaking(language):
        assert all(_("Not for sharing") in page for page in pages)
        assert all(month_text(date(2026, 10, 1)) in page for page in pages)
        for number, page in enumerate(pages, start=1):
            assert _("Page {number} of {total}").format(number=number, total=len(pages)) in page


def test_an_ordinary_month_takes_two_pages() -> None:
    twelve = replace(FIGURES, items=tuple(item(n, f"Item {n}") for n in range(1, 13)))
    assert page_sizes_mm(internal(twelve)) == [(210, 297)] * 2


def test_the_share_copy_hides_small_counts_and_says_so() -> None:
    small = replace(FIGURES, people=replace(FIGURES.people, reached=9, new=4, returning=5))
    copy = share_copy(small, 10)
    assert copy.people.reached == HIDDEN
    pages = page_texts(summary_pdf(copy, made_on=MADE_ON, language="en", share=True, threshold=10))
    text = " ".join(pages)
    assert all("Share copy" in page for page in pages)
    assert "Not for sharing" not in text
    assert "Internal" not in text
    assert "New hidden · Returning hidden" in text
    assert "Counts under 10 that stand for people are hidden" in text
    assert "not counted" not in text
    assert "-1" not in text
    assert "−1 " not in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_hidden_count_beside_a_number_is_not_cut(language: str) -> None:
    copy = replace(FIGURES, referrals=replace(FIGURES.referrals, completed=HIDDEN, made=1234))
    text = page_texts(summary_pdf(copy, made_on=MADE_ON, language=language, share=True))[0]
    with speaking(language):
        assert f"{_('hidden')} · 1,234" in text
    assert "…" not in text


def test_a_tables_head_comes_again_on_its_next_page() -> None:
    many = replace(FIGURES, items=tuple(item(n, f"Item {n}") for n in range(1, 61)))
    pages = page_texts(internal(many))
    assert all("At the start" in page for page in pages if "+1,440" in page)
    whole = " ".join(pages)
    assert all(f"Item {n} 1,240" in whole for n in range(1, 61))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_names_and_numbers_somebody_could_type_print_inside_the_page_and_over_nothing(language: str) -> None:
    huge = tuple(
        replace(item(n, name, corrections=-9_999_999), opening=99_999_999, received=10_000_000, issued=10_000_000)
        for n, name in enumerate(HARD_NAMES)
    )
    pdf = internal(replace(FIGURES, items=huge), language)
    assert letters_outside(pdf, margin=20) == []
    assert letters_overlapping(pdf) == []


def test_ordinary_pages_print_nothing_over_anything() -> None:
    chinese = replace(
        FIGURES, items=tuple(item(n, name) for n, name in enumerate(("安全套", "口罩", "免洗洗手液", "大米")))
    )
    for pdf in (internal(), internal(chinese, "zh_CN")):
        assert letters_outside(pdf, margin=20) == []
        assert letters_overlapping(pdf) == []
