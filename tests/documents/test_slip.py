"""The referral slip, read back from its PDF."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.documents import Slip, slip_pdf
from desktop.i18n import _, speaking
from tests.documents.reading import HARD_NAMES, letters_outside, letters_overlapping, page_sizes_mm, text_of

SLIP = Slip(
    number="26-A-R-00012-4",
    on=date(2026, 11, 24),
    provider="Riverside advice office",
    details="14 Mill Lane, second floor\nMonday to Friday 9 to 16",
    purpose="First visit",
)


def test_it_says_where_to_go_what_for_and_carries_a_stub() -> None:
    assert text_of(slip_pdf(SLIP, language="en")) == (
        "Referral slip 26-A-R-00012-4 24 Nov 2026 To Riverside advice office 14 Mill Lane, second floor "
        "Monday to Friday 9 to 16 For First visit "
        "Cut here. This part comes back. 26-A-R-00012-4 Came Did not come Date"
    )


def test_without_details_or_purpose_their_heads_are_absent() -> None:
    text = text_of(slip_pdf(replace(SLIP, details="", purpose=" "), language="en"))
    assert "To Riverside advice office Cut here" in text


def test_the_chinese_one_says_the_same_in_chinese() -> None:
    chinese = replace(SLIP, provider="河畔咨询处", details="磨坊巷14号二楼\n周一至周五 9:00–16:00", purpose="首次来访")
    text = text_of(slip_pdf(chinese, language="zh_CN"))
    with speaking("zh_CN"):
        assert text.startswith(_("Referral slip"))
        assert _("Did not come") in text
    for words in ("2026年11月24日", "河畔咨询处", "磨坊巷14号二楼", "周一至周五 9:00–16:00", "首次来访"):
        assert words in text


def test_a_long_address_takes_a_larger_sheet_and_loses_nothing() -> None:
    assert page_sizes_mm(slip_pdf(SLIP, language="en")) == [(105, 148)]
    long = replace(SLIP, details="\n".join(f"Line {n} of the address" for n in range(1, 16)))
    pdf = slip_pdf(long, language="en")
    assert page_sizes_mm(pdf) == [(148, 210)]
    assert "Line 15 of the address" in text_of(pdf)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", HARD_NAMES)
def test_names_somebody_could_type_print_inside_one_page_and_over_nothing(language: str, name: str) -> None:
    pdf = slip_pdf(Slip(name[:60], date(2026, 11, 24), name, f"{name}\n" * 30, name), language=language)
    assert len(page_sizes_mm(pdf)) == 1
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []
