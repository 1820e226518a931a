"""Days on which nothing usable was left, against the same counted one day after the other."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.storage.usable_days import BatchDays, days_without

FIRST = date(2026, 2, 27)
LENGTH = 9

days = st.integers(-2, LENGTH + 1).map(lambda number: (FIRST + timedelta(days=number)).isoformat())
batches = st.lists(
    st.builds(
        BatchDays, st.one_of(st.none(), days), st.integers(0, 4), st.dictionaries(days, st.integers(-4, 4), max_size=6)
    ),
    max_size=3,
)


def by_hand(found: list[BatchDays], last: date) -> tuple[int, int]:
    def there(day: date) -> bool:
        text = day.isoformat()
        return any(
            batch.opening + sum(quantity for on, quantity in batch.days.items() if FIRST.isoformat() <= on <= text) > 0
            and (batch.expires_on is None or batch.expires_on >= text)
            for batch in found
        )

    span = [FIRST + timedelta(days=number) for number in range((last - FIRST).days + 1)]
    without = [day for day in span if not there(day)]
    return len(without), sum(there(day - timedelta(days=1)) for day in without)


@given(found=batches, length=st.integers(1, LENGTH))
def test_days_without_are_those_at_whose_end_nothing_usable_was_left(found: list[BatchDays], length: int) -> None:
    last = FIRST + timedelta(days=length - 1)
    inside = [
        BatchDays(
            batch.expires_on, batch.opening, {day: q for day, q in batch.days.items() if day >= FIRST.isoformat()}
        )
        for batch in found
    ]
    assert days_without(inside, FIRST, last) == by_hand(inside, last)


def test_a_span_without_a_day_has_none() -> None:
    assert days_without([], FIRST, FIRST - timedelta(days=1)) == (0, 0)
