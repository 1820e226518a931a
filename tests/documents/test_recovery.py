"""The recovery sheets, read back from their PDFs."""

from collections.abc import Sequence
from datetime import date

import pypdfium2 as pdfium
import pytest
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from desktop.documents import recovery_pdf
from desktop.i18n import _, date_text, speaking
from tests.documents.reading import everything_in, letters_outside, letters_overlapping, page_sizes_mm, text_of

ENGLISH = (
    "abandon", "ability", "able", "about", "above", "absent",
    "absorb", "abstract", "absurd", "abuse", "access", "accident",
)  # fmt: skip
CHINESE = tuple("的一是在不了有和人这中大")
SHARE = (
    "year", "heat", "academic", "agency", "cards", "evidence", "welcome", "hunting", "amuse", "universe",
    "mobile", "episode", "fluff", "reaction", "counter", "criminal", "enforce", "privacy", "adjust", "texture",
)  # fmt: skip
LONGEST_SHARE = ("academic",) * 20
MADE = date(2026, 11, 24)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("words", [ENGLISH, CHINESE])
def test_it_numbers_the_words_and_says_to_keep_it_elsewhere(language: str, words: tuple[str, ...]) -> None:
    pdf = recovery_pdf(words, language=language, made=MADE)
    text = text_of(pdf).replace(" ", "")
    assert all(f"{number}{word}" in text for number, word in enumerate(words, start=1))
    with speaking(language):
        assert _("Keep this sheet outside the office.").replace(" ", "") in text
        assert date_text(MADE).replace(" ", "") in text
    assert page_sizes_mm(pdf) == [(210, 297)]
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_of_three_says_which_it_is_and_what_two_of_them_do(language: str, number: int) -> None:
    pdf = recovery_pdf(SHARE, language=language, made=MADE, number=number, of=3)
    text = text_of(pdf).replace(" ", "")
    assert all(f"{at}{word}" in text for at, word in enumerate(SHARE, start=1))
    with speaking(language):
        for sentence in (
            _("Sheet {number} of {count}").format(number=number, count=3),
            _("Any two of the three open the vault."),
            _("Keep this sheet outside the office."),
            date_text(MADE),
        ):
            assert sentence.replace(" ", "") in text
    assert page_sizes_mm(pdf) == [(210, 297)]
    assert letters_outside(pdf) == []
    assert letters_overlapping(pdf) == []


@pytest.mark.parametrize("words", [("Donaudampfschifffahrt",) * 12, ("Donaudampfschifffahrt",) * 20])
def test_long_words_stay_in_their_field(words: tuple[str, ...]) -> None:
    assert letters_overlapping(recovery_pdf(words, language="en")) == []


def test_the_longest_words_of_the_lists_are_printed_whole() -> None:
    assert text_of(recovery_pdf(LONGEST_SHARE, language="en", number=1, of=3)).count("academic") == 20


def test_it_names_no_program_and_no_place() -> None:
    for pdf in (recovery_pdf(ENGLISH, language="en", made=MADE), recovery_pdf(SHARE, language="en", number=3, of=3)):
        assert b"larder" not in everything_in(pdf).lower()


@pytest.mark.parametrize(("words", "number"), [(ENGLISH, 0), (CHINESE, 0), (SHARE, 2)])
def test_the_square_holds_the_words_and_nothing_else(words: tuple[str, ...], number: int) -> None:
    """Every module of the printed square is the one of a QR code (level M) over the words with spaces between them."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(" ".join(words))
    code.make()
    count = code.getModuleCount()
    wanted = [[bool(code.isDark(row, column)) for column in range(count)] for row in range(count)]
    assert modules(recovery_pdf(words, language="en", made=MADE, number=number, of=3 if number else 0), count) == wanted


def modules(pdf: bytes, count: int) -> list[Sequence[bool]]:
    """The square on the page: it alone is quite black."""
    document = pdfium.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=4).to_pil().convert("L").point(lambda light: 255 if light < 8 else 0)
    finally:
        document.close()
    left, top, right, bottom = picture.getbbox()
    step = (right - left) / count
    assert abs((bottom - top) / count - step) < 0.1
    return [
        [picture.getpixel((left + (column + 0.5) * step, top + (row + 0.5) * step)) == 255 for column in range(count)]
        for row in range(count)
    ]
