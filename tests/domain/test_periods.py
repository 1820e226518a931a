"""Months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.periods import Month

months = st.builds(Month, st.integers(2000, 2100), st.integers(1, 12))


def test_a_month_knows_its_ends_and_its_days() -> None:
    february = Month(2028, 2)
    assert (february.first, february.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert len(february.days) == 29
    assert february.days[0] == february.first
    assert february.days[-1] == february.last


@given(months)
def test_a_month_is_read_back_as_it_was_written(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(months, st.integers(-600, 600))
def test_counting_months_forth_and_back_ends_where_it_began(month: Month, count: int) -> None:
    assert month.plus(count).plus(-count) == month


@given(months)
def test_the_day_after_its_last_is_the_first_of_the_next(month: Month) -> None:
    assert (month.plus(1).first - month.last).days == 1


@given(months, months)
def test_months_sort_as_their_text_does(one: Month, other: Month) -> None:
    assert (one < other) == (str(one) < str(other))


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "26-11", "2026-11-01", "２０２６-11x", "nonsense"])
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Month.parse(text)
