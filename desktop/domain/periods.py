"""Calendar months, which is how donors are reported to."""

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; as text it is `2026-11`, the first seven letters of its dates."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month `day` lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """The month written as `2026-11`. Raises ValueError for anything else."""
        if len(text) != len("2026-11") or text[4] != "-" or not (text[:4] + text[5:]).isdecimal():
            raise ValueError("a month is written as 2026-11")
        return cls.of(date(int(text[:4]), int(text[5:]), 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def days(self) -> tuple[date, ...]:
        """Its days in order."""
        return tuple(date(self.year, self.month, day) for day in range(1, self.last.day + 1))

    def plus(self, months: int) -> "Month":
        """The month so many months later (or earlier, when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)
