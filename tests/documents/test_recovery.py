"""The recovery sheet, read back from its PDF."""

import pytest

from desktop.documents import recovery_pdf
from desktop.i18n import _, speaking
from tests.documents.reading import letters_outside, letters_overlapping, page_sizes_mm, text_of

ENGLISH = (
    "abandon", "ability", "able", "about", "above", "absent",
    "absorb", "abstract", "absurd", "abuse", "access", "accident",
)  # fmt: skip
CHINESE = tuple("的一是在不了有和人这中大")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("words", [ENGLISH, CHINESE])
def test_it_numbers_the_words_and_says_to_keep_it_elsewhere(language: str, words: tuple[str, ...]) -> None:
    pdf = recovery_pdf(words, language=language)
    text = text_of(pdf).replace(" ", "")
    assert all(f"{number}{word}" in text for number, word in enumerate(words, start=1))
    with speaking(language):
        assert _("Keep this sheet outside the office.").replace(" ", "") in text
    assert page_sizes_mm(pdf) == [(210, 297)]
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []


def test_long_words_stay_in_their_field() -> None:
    pdf = recovery_pdf(("Donaudampfschifffahrt",) * 12, language="en")
    assert letters_overlapping(pdf) == []
