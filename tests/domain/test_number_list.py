"""Numbers typed or scanned one a line, and ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Invalid
from desktop.domain.number_list import MOST_NUMBERS, numbers_in
from desktop.domain.people import folded
from desktop.i18n import say


def test_numbers_stand_one_a_line_or_with_commas_between() -> None:
    assert numbers_in("SIM-1\n SIM-2 \r\n\n7, 8;9\t10\n").numbers == ("SIM-1", "SIM-2", "7", "8", "9", "10")


def test_a_range_is_spelled_out_with_its_zeros() -> None:
    assert numbers_in("0098-0101").numbers == ("0098", "0099", "0100", "0101")
    assert numbers_in("A07 – A09").numbers == ("A07", "A08", "A09")
    assert numbers_in("A07-09").numbers == ("A07", "A08", "A09")
    assert numbers_in("1001-1001").numbers == ("1001",)


def test_a_hyphen_between_unlike_ends_is_part_of_one_number() -> None:
    for one in ("26-1001", "A07-B09", "SIM-1", "12-ab", "-5", "1001-", "89-86-00"):
        assert numbers_in(one).numbers == (one,)


def test_what_stands_twice_is_told_and_kept_once() -> None:
    found = numbers_in("1001-1005\n1003\nab\nAB\n1003")
    assert found.numbers == ("1001", "1002", "1003", "1004", "1005", "ab")
    assert found.twice == ("1003", "AB")


def test_at_most_a_thousand_come_in_one_line() -> None:
    assert len(numbers_in("0001-1000").numbers) == MOST_NUMBERS
    for typed in (
        "0001-1001",
        "0001-1000\n2000",
        "000000000000000000-999999999999999999",
        "\n".join(map(str, range(1001))),
    ):
        with pytest.raises(Invalid, match="Invalid") as refused:
            numbers_in(typed)
        assert "1000" in say(refused.value).replace(",", "")


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        numbers_in("1020-1001")
    assert "ends before it begins" in say(refused.value)


@given(st.text(alphabet="0123456789aB-–, \n;é\u202e\x00", max_size=80))
def test_anything_typed_is_numbers_each_once_or_a_sentence(typed: str) -> None:
    try:
        found = numbers_in(typed)
    except Invalid:
        return
    keys = [folded(number) for number in found.numbers]
    assert len(keys) == len(set(keys)) <= MOST_NUMBERS
    assert all(keys)
    assert {folded(number) for number in found.twice} <= set(keys)


@given(st.integers(0, 9_999_000), st.integers(0, 999), st.sampled_from(["", "A", "SIM-", "卡"]))
def test_a_range_holds_every_number_from_its_first_to_its_last(first: int, more: int, before: str) -> None:
    found = numbers_in(f"{before}{first:07d}-{before}{first + more:07d}")
    assert found.numbers == tuple(f"{before}{number:07d}" for number in range(first, first + more + 1))
