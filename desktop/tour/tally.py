"""The tour's own count of what it did, kept apart from the program's, to hold the program's figures against."""

from collections import defaultdict
from dataclasses import dataclass, field

from desktop.domain.periods import Month
from desktop.domain.summary import MonthFigures


@dataclass
class MonthTally:
    """One month as the tour played it."""

    hand_outs: int = 0
    heads: int = 0
    unnamed: int = 0
    members: set[int] = field(default_factory=set)
    contacts: int = 0
    made: int = 0
    completed: int = 0
    issued: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    received: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    written_off: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class Tally:
    """All months, and who was seen before."""

    months: dict[Month, MonthTally] = field(default_factory=lambda: defaultdict(MonthTally))

    def differences(self, month: Month, figures: MonthFigures) -> list[str]:
        """Where the program's figures differ from what was played; empty when all agree."""
        played = self.months[month]
        before: set[int] = set()
        for earlier, tally in self.months.items():
            if earlier < month:
                before |= tally.members
        expected = {
            "hand-outs": (played.hand_outs, figures.hand_outs),
            "head count": (played.heads, figures.people.head_count),
            "without a name": (played.unnamed, figures.people.unnamed_contacts),
            "people": (len(played.members), figures.people.reached),
            "new people": (len(played.members - before), figures.people.new),
            "contacts": (played.contacts, figures.people.contacts),
            "referrals made": (played.made, figures.referrals.made),
            "referrals completed": (played.completed, figures.referrals.completed),
        }
        for item in figures.items:
            expected[f"{item.name} issued"] = (played.issued[item.name], item.issued)
            expected[f"{item.name} received"] = (played.received[item.name], item.received)
            expected[f"{item.name} written off"] = (played.written_off[item.name], item.written_off)
            if not item.adds_up:
                expected[f"{item.name} adds up"] = (1, 0)
        return [
            f"{month} {what}: played {ours}, shown {theirs}"
            for what, (ours, theirs) in expected.items()
            if ours != theirs
        ]
