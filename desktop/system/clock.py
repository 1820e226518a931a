"""Today's date and the present moment, handed to whoever needs them so that tests and the tour can set them."""

import time
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """What the program asks of a clock."""

    def today(self) -> date:
        """The local calendar date."""
        ...

    def now(self) -> datetime:
        """The present moment in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def today(self) -> date:
        return datetime.now().astimezone().date()

    def now(self) -> datetime:
        return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as it stands in the records: UTC, whole seconds, `2026-11-24T08:50:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_stamp(text: str) -> datetime:
    """The moment that `stamp` wrote. Raises ValueError for anything else."""
    # Not strptime: it is ten times slower, and loads a calendar of its own first.
    moment = datetime.fromisoformat(text)
    if stamp(moment) != text:
        raise ValueError("not as it stands in the records")
    return moment


def uptime() -> float:
    """Seconds since some moment in the past; those the computer slept count too, and setting its clock changes nothing."""
    asleep_too = getattr(
        time, "CLOCK_BOOTTIME", None
    )  # Linux; elsewhere the usual one goes on while the computer sleeps
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)
