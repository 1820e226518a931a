"""Fonts and line breaks on paper."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.documents.text import LONGEST, clean, runs, shortened, width, wrapped
from desktop.i18n import speaking


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with speaking(request.param):
        yield request.param


def test_each_script_is_drawn_by_the_font_that_holds_it() -> None:
    assert [(run.font, run.text) for run in runs("Otter 水獭 24")] == [
        ("Sans", "Otter "),
        ("Han", "水獭"),
        ("Sans", " 24"),
    ]
    assert {run.font for run in runs("Otter 水獭", bold=True)} == {"Sans-Bold", "Han-Bold"}


@pytest.mark.parametrize(
    "words", ["José Łódź Ñandú Ştefan", "Привет, Ёж", "Ελλάδα", "Việt Nam ₫", "−3 € ₽ → ✓", "Ɛwe ŋ"]
)
def test_latin_cyrillic_greek_and_signs_print(words: str) -> None:
    assert "".join(run.text for run in runs(clean(words))) == words


def test_every_character_of_gb2312_prints() -> None:
    hanzi = "".join(
        bytes((lead, trail)).decode("gb2312", errors="ignore")
        for lead in range(0xB0, 0xF8)
        for trail in range(0xA1, 0xFF)
    )
    assert len(hanzi) == 6763
    assert [(run.font, run.text) for run in runs(hanzi)] == [("Han", hanzi)]


def test_what_no_font_holds_prints_as_a_question_mark(language: str) -> None:
    assert "".join(run.text for run in runs(clean("a😀b مر ไทย"))) == "a?b ?? ???"


def test_quotation_marks_are_wide_in_chinese_and_narrow_in_english() -> None:
    with speaking("zh_CN"):
        assert runs("“水獭”") == runs("“水獭”")
        assert [run.font for run in runs("“水獭”")] == ["Han"]
    with speaking("en"):
        assert [run.font for run in runs("“Otter”")] == ["Sans"]


def test_control_direction_and_joining_characters_are_left_out() -> None:
    assert clean("a\x00b\u202ec\u200bd\ufeff\u2028e\tf") == "a bcd e f"
    assert clean("e\u0301") == "é"
    assert len(clean("W" * 10_000)) == LONGEST


def test_chinese_lines_begin_with_no_closing_mark_and_end_with_no_opening_one() -> None:
    words = "一二三四五，六七八九（十一二）三四五六。七八九十《一二三四》五六" * 3
    for room in range(40, 120, 3):
        lines = wrapped(words, room, 10)
        assert "".join(lines) == words
        assert not any(line[0] in "，。）》" for line in lines)
        assert not any(line[-1] in "（《" for line in lines)


def test_latin_words_in_chinese_text_stay_whole() -> None:
    lines = wrapped("给水獭 Otter 的物品在 Riverside 咨询处领取", 60, 10)
    assert any("Otter" in line for line in lines)
    assert any("Riverside" in line for line in lines)


def test_text_beyond_the_allowed_lines_ends_with_an_ellipsis(language: str) -> None:
    lines = wrapped("word " * 100, 80, 10, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert width(lines[-1], 10) <= 80
    assert shortened("水獭" * 50, 50, 10).endswith("…")


def test_line_feeds_are_kept() -> None:
    assert wrapped("Mill Lane 14\nMonday to Friday", 400, 10) == ["Mill Lane 14", "Monday to Friday"]


@given(st.text(max_size=200), st.floats(30, 300), st.sampled_from(["en", "zh_CN"]))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(words: str, room: float, language: str) -> None:
    with speaking(language):
        lines = wrapped(words, room, 10)
        assert lines
        assert all(width(line, 10) <= room for line in lines)
        expected = "".join(clean(part) for part in words.splitlines())
        assert "".join(lines).replace(" ", "") == expected.replace(" ", "")
        assert all(run.text for line in lines for run in runs(line))
