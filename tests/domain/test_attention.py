"""What to order, and how long stock lasts."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.attention import MonthlyUse, half_up, suggested, wanted_level
from desktop.domain.stock import Category, Expiry, Item, ItemId, Pack, Unit

SOAP = Item(ItemId(1), "Soap", Category.HYGIENE, Unit.PIECE, Expiry.NONE)
sizes = st.lists(st.integers(2, 500), max_size=3, unique=True)


@given(packs=sizes, wanted=st.integers(0, 5_000), usable=st.integers(0, 5_000), on_order=st.integers(0, 5_000))
def test_what_is_suggested_fills_up_in_whole_packs_and_never_by_a_pack_too_many(
    packs: list[int], wanted: int, usable: int, on_order: int
) -> None:
    item = replace(SOAP, packs=tuple(Pack(f"Box {size}", size) for size in sorted(packs)))
    quantity, pack = suggested(item, wanted, usable, on_order)
    missing = wanted - usable - on_order
    assert quantity >= max(0, missing)
    if missing <= 0:
        assert (quantity, pack) == (0, None)
    elif pack is None:
        assert quantity == missing
        assert all(size > missing for size in packs)
    else:
        assert pack.size == max(size for size in packs if size <= missing)
        assert quantity % pack.size == 0
        assert quantity - pack.size < missing


def test_the_wished_level_comes_first_then_three_months_of_use_then_twice_the_reorder_level() -> None:
    use = MonthlyUse(issued=100, days=92, days_without=0, known=True)
    item = replace(SOAP, wished_level=500, reorder_level=40)
    assert wanted_level(item, use) == 500
    assert wanted_level(replace(item, wished_level=0), use) == 100
    assert wanted_level(replace(item, wished_level=0), replace(use, issued=101, days_without=1)) == 103
    assert wanted_level(replace(item, wished_level=0), replace(use, issued=0)) == 80
    assert wanted_level(replace(item, wished_level=0), None) == 80


def test_how_long_it_lasts_is_given_in_months_with_a_decimal_and_in_whole_weeks() -> None:
    use = MonthlyUse(issued=92, days=92, days_without=0, known=True)  # one a day
    lasts = use.lasts(49)
    assert (lasts.weeks, lasts.tenths) == (7, 16)
    assert use.lasts(48).weeks == 6
    assert use.per_month_tenths == 307


def test_without_use_nothing_is_said_of_how_long_it_lasts() -> None:
    nothing = MonthlyUse(0, 92, 0, known=True).lasts(10)
    assert (nothing.used, nothing.months, nothing.weeks, nothing.tenths) == (False, None, None, None)
    assert MonthlyUse(5, 92, 92, known=True).lasts(10).used is None
    assert MonthlyUse(5, 92, 0, known=False).lasts(10).used is None


def test_halves_are_rounded_upward() -> None:
    assert [half_up(Fraction(number, 4)) for number in range(7)] == [0, 0, 1, 1, 1, 1, 2]
