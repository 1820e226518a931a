"""Days as tables write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Invalid
from desktop.domain.typed_days import Order, day_of, is_unclear, order_of
from desktop.i18n import say

DAY = date(2027, 3, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "2027-03-31", "2027/3/31", "2027.03.31", "2027年3月31日", "2027-03-31 00:00:00", "31/03/2027", "31.3.2027",
        "3/31/2027", "31 Mar 2027", "31-March-2027", "03/2027", "2027-03", "2027年3月", "Mar 2027", " 2027-03-31 ",
    ],
)  # fmt: skip
def test_days_are_read_as_programs_write_them(typed: str) -> None:
    assert day_of(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31/02/2027", "no calendar"),
        ("30.02.2027", "no calendar"),
        ("2027-02-29", "no calendar"),
        ("2027-13-01", "no calendar"),
        ("0000-01-01", "no calendar"),
        ("2027-01-00", "no calendar"),
        ("00/05/2027", "no calendar"),
        ("13/2027", "no calendar"),
        ("31/31/2027", "no calendar"),
        ("03/04/2027", "two ways"),
        ("03/04/27", "not understood"),
        ("next year", "not understood"),
        ("31 Foo 2027", "not understood"),
        ("45382", "not understood"),
        ("", "not understood"),
        ("2" * 5000, "not understood"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        day_of(typed)
    assert words in say(refused.value)


def test_an_unclear_day_is_read_once_somebody_says_which_number_comes_first() -> None:
    assert day_of("03/04/2027", Order.DAY_FIRST) == date(2027, 4, 3)
    assert day_of("03/04/2027", Order.MONTH_FIRST) == date(2027, 3, 4)
    assert day_of("04/04/2027") == date(2027, 4, 4)
    assert [order_of(typed) for typed in ("31/3/2027", "3/31/2027", "3/4/2027", "2027-03-04")] == [
        Order.DAY_FIRST,
        Order.MONTH_FIRST,
        None,
        None,
    ]


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from("/.-"), st.sampled_from(Order))
def test_every_day_comes_back_from_every_form_or_has_two_meanings(day: date, sign: str, order: Order) -> None:
    parts = (day.day, day.month) if order is Order.DAY_FIRST else (day.month, day.day)
    typed = f"{parts[0]:02d}{sign}{parts[1]}{sign}{day.year}"
    assert day_of(typed, order) == day
    assert day_of(day.isoformat()) == day
    if not is_unclear(typed):
        assert day_of(typed) == day
    last = day_of(f"{day.month}{sign}{day.year}")
    assert (last + timedelta(days=1)).day == 1
    assert last.month == day.month


@given(st.text(max_size=30))
def test_anything_typed_is_a_day_or_a_sentence(typed: str) -> None:
    try:
        assert isinstance(day_of(typed), date)
    except Invalid:
        return
