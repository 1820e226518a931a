"""Amounts of money as typed: whole minor units, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Invalid
from desktop.domain.money import MOST_MONEY, checked_amount, checked_currency, parse_money


@pytest.mark.parametrize(
    ("words", "decimals", "minor"),
    [
        ("12.50", 2, 1250),
        ("12.5", 2, 1250),
        (" 1,234.05 ", 2, 123405),
        ("1 234", 2, 123400),
        ("500", 0, 500),
        ("1.250", 3, 1250),
        ("٢٥", 2, 2500),
        ("0", 2, 0),
    ],
)
def test_an_amount_is_read_in_minor_units(words: str, decimals: int, minor: int) -> None:
    assert parse_money(words, decimals) == minor


@pytest.mark.parametrize("words", ["", "-5", "12.505", "1,50", "1,2345", "12.", ".5", "12.5.0", "€5", "5e3", "1" * 16])
def test_what_is_not_plainly_an_amount_is_refused(words: str) -> None:
    assert parse_money(words, 2) is None


def test_a_currency_without_decimals_takes_none() -> None:
    assert parse_money("5.0", 0) is None


def test_the_signs_of_the_language_are_used() -> None:
    assert parse_money("1.234,50", 2, point=",", group=".") == 123450
    assert parse_money("1\u202f234,5", 2, point=",", group="\u202f") == 123450
    assert parse_money("1.50", 2, point=",", group=".") is None


@given(st.integers(0, 10**14), st.sampled_from([0, 2, 3]))
def test_what_is_written_out_is_read_back(minor: int, decimals: int) -> None:
    whole, rest = divmod(minor, 10**decimals)
    words = f"{whole:,}" + (f".{rest:0{decimals}d}" if decimals else "")
    assert parse_money(words, decimals) == minor


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_or_nothing(words: str) -> None:
    found = parse_money(words, 2)
    assert found is None or found >= 0


@pytest.mark.parametrize("amount", [0, -1, MOST_MONEY + 1])
def test_an_impossible_amount_is_refused_beside_its_field(amount: int) -> None:
    with pytest.raises(Invalid) as refused:
        checked_amount("amount", amount)
    assert refused.value.field == "amount"


def test_a_currency_is_one_that_is_known() -> None:
    assert checked_currency("currency", " eur ", {"EUR"}) == "EUR"
    with pytest.raises(Invalid):
        checked_currency("currency", "QQQ", {"EUR"})
