"""On how many days nothing usable was left, reckoned from what each day changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


class DayByDay(Protocol):
    """What is known of a batch; see BatchDays."""

    expires_on: str | None
    opening: int
    days: dict[str, int]


@dataclass(slots=True)
class BatchDays:
    """A batch over a span of days: what was there before the first, and what each day changed."""

    expires_on: str | None
    opening: int = 0
    days: dict[str, int] = field(default_factory=dict)


def days_without(batches: Iterable[DayByDay], first: date, last: date) -> tuple[int, int]:
    """On how many days from `first` to `last` nothing usable was left at the end, and how often that began.

    A batch is usable up to its date, that day among them.
    """
    whole = (last - first).days + 1
    if whole <= 0:
        return 0, 0
    # One bit for each day, the lowest for the day before the first; set where something usable was left.
    start = first.toordinal() - 1
    everything = (1 << (whole + 1)) - 1
    there = 0
    for batch in batches:
        there |= _held(batch, start, whole)
        if there == everything:
            return 0, 0
    began = there & ~(there >> 1) & ((1 << whole) - 1)
    return whole - (there >> 1).bit_count(), began.bit_count()


def _held(batch: DayByDay, start: int, whole: int) -> int:
    """The bits of the days at whose end something of one batch was usable."""
    end = whole
    if batch.expires_on is not None:
        end = min(end, date.fromisoformat(batch.expires_on).toordinal() - start)
    held, since, bits = batch.opening, 0, 0
    for day in sorted(batch.days):
        at = date.fromisoformat(day).toordinal() - start
        if at > end:
            break
        before, held = held, held + batch.days[day]
        if before > 0 >= held:
            bits |= _ones(since, at - 1)
        elif held > 0 >= before:
            since = at
    return bits | _ones(since, end) if held > 0 else bits


def _ones(first: int, last: int) -> int:
    return 0 if last < first else ((1 << (last - first + 1)) - 1) << first
