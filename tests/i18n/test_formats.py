"""Dates, months and numbers as each language writes them."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from desktop.i18n import (
    date_text,
    list_text,
    long_date_text,
    moment_text,
    month_text,
    number_text,
    short_date_text,
    short_month_text,
    signed_text,
    speaking,
    time_text,
)

DAY = date(2026, 11, 4)


@pytest.fixture
def office_hours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A laptop eight hours ahead of UTC."""
    if not hasattr(time, "tzset"):
        yield
        return
    monkeypatch.setenv("TZ", "<+08>-8")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("language", "written"), [("en", "4 Nov 2026"), ("zh_CN", "2026年11月4日")])
def test_a_whole_date(language: str, written: str) -> None:
    with speaking(language):
        assert date_text(DAY) == written


@pytest.mark.parametrize(
    ("language", "this_year", "last_year"),
    [("en", "4 Nov", "4 Nov 2025"), ("zh_CN", "11月4日", "2025年11月4日")],
)
def test_a_short_date_names_the_year_when_it_is_another(language: str, this_year: str, last_year: str) -> None:
    with speaking(language):
        assert short_date_text(DAY, date(2026, 1, 1)) == this_year
        assert short_date_text(date(2025, 11, 4), DAY) == last_year


@pytest.mark.parametrize(("language", "written"), [("en", "Wednesday 4 November"), ("zh_CN", "11月4日星期三")])
def test_a_heading_names_the_weekday(language: str, written: str) -> None:
    with speaking(language):
        assert long_date_text(DAY) == written


@pytest.mark.parametrize(
    ("language", "whole", "alone", "short"),
    [("en", "November 2026", "November", "Nov"), ("zh_CN", "2026年11月", "11月", "11月")],
)
def test_a_month(language: str, whole: str, alone: str, short: str) -> None:
    with speaking(language):
        assert month_text(DAY) == whole
        assert month_text(DAY, year=False) == alone
        assert short_month_text(DAY) == short


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_month_of_a_year_is_written_differently(language: str) -> None:
    with speaking(language):
        days = [date(2026, month, 1) for month in range(1, 13)]
        for write in (month_text, short_month_text, date_text, long_date_text):
            assert len({write(day) for day in days}) == 12
        assert len({month_text(day, year=False) for day in days}) == 12


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_numbers_are_grouped_and_have_a_true_minus(language: str) -> None:
    with speaking(language):
        assert [number_text(value) for value in (0, 7, 1234567, -1200)] == ["0", "7", "1,234,567", "−1,200"]
        assert [signed_text(value) for value in (0, 24, -4, 1200)] == ["0", "+24", "−4", "+1,200"]


@pytest.mark.usefixtures("office_hours")
@pytest.mark.parametrize(("language", "written"), [("en", "5 Nov 2026 06:30"), ("zh_CN", "2026年11月5日 06:30")])
def test_a_moment_is_written_as_the_office_clock_shows_it(language: str, written: str) -> None:
    moment = datetime(2026, 11, 4, 22, 30, tzinfo=UTC)
    with speaking(language):
        assert time_text(moment) == "06:30"
        assert moment_text(moment) == written


@pytest.mark.parametrize(("language", "written"), [("en", "Shelf A, 柜子"), ("zh_CN", "Shelf A、柜子")])
def test_the_parts_of_a_list_stand_apart(language: str, written: str) -> None:
    with speaking(language):
        assert list_text(["Shelf A", "柜子"]) == written
        assert list_text([]) == ""
