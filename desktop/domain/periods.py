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
        """The month written as `2026-11`. Raises ValueError."""
        year, month = text.split("-")
        return cls.of(date(int(year), int(month), 1))

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

    def plus(self, months: int) -> "Month":
        """The month so many months later (or earlier, when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)
