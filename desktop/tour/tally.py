"""The tour's own count of what it did, kept apart from the program's, to hold the program's figures against."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.domain.periods import Month
from desktop.domain.place_figures import PlaceItemFigures
from desktop.domain.summary import MonthFigures

ITEM_COLUMNS = (
    "received",
    "issued",
    "written_off",
    "counted",
    "moved",
    "packed",
    "used",
    "sold",
    "corrections",
    "in_kits",
)
PLACE_COLUMNS = (
    "received",
    "moved_in",
    "moved_out",
    "issued",
    "written_off",
    "counted",
    "packed",
    "used",
    "sold",
    "corrections",
)


def _numbers() -> dict[str, int]:
    return defaultdict(int)


@dataclass
class MonthTally:
    """One month as the tour played it.

    Attributes:
        places: What was done at the places that are followed one by one: by place, then by column and item.
    """

    hand_outs: int = 0
    heads: int = 0
    unnamed: int = 0
    members: set[int] = field(default_factory=set)
    contacts: int = 0
    made: int = 0
    completed: int = 0
    issued: dict[str, int] = field(default_factory=_numbers)
    received: dict[str, int] = field(default_factory=_numbers)
    written_off: dict[str, int] = field(default_factory=_numbers)
    counted: dict[str, int] = field(default_factory=_numbers)
    moved: dict[str, int] = field(default_factory=_numbers)
    packed: dict[str, int] = field(default_factory=_numbers)
    used: dict[str, int] = field(default_factory=_numbers)
    sold: dict[str, int] = field(default_factory=_numbers)
    corrections: dict[str, int] = field(default_factory=_numbers)
    in_kits: dict[str, int] = field(default_factory=_numbers)
    places: dict[str, dict[tuple[str, str], int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))


@dataclass
class Tally:
    """All months, and who was seen before.

    Attributes:
        packed_left: Kits that were packed here and are not given out yet. They bear a date, so they go first.
        recipes: What is in one of them.
    """

    months: dict[Month, MonthTally] = field(default_factory=lambda: defaultdict(MonthTally))
    packed_left: dict[str, int] = field(default_factory=_numbers)
    recipes: dict[str, dict[str, int]] = field(default_factory=dict)

    def give(self, month: Month, item: str, quantity: int) -> None:
        """So many were given out."""
        played = self.months[month]
        played.issued[item] += quantity
        packed = min(quantity, self.packed_left[item])
        self.packed_left[item] -= packed
        for part, each in self.recipes.get(item, {}).items():
            played.in_kits[part] += each * packed

    def pack(self, month: Month, kit: str, count: int) -> None:
        """So many kits were packed by their recipe; a negative count was unpacked."""
        played = self.months[month]
        played.packed[kit] += count
        self.packed_left[kit] += count
        for part, each in self.recipes[kit].items():
            played.packed[part] -= each * count

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
            for column in ITEM_COLUMNS:
                expected[f"{item.name} {column}"] = (getattr(played, column)[item.name], getattr(item, column))
            if not item.adds_up:
                expected[f"{item.name} adds up"] = (1, 0)
        return _differing(month, expected)

    def differences_at(self, month: Month, place: str, figures: Iterable[PlaceItemFigures]) -> list[str]:
        """Where the figures of one place differ from what was played there."""
        played = self.months[month].places[place]
        expected = {
            f"{line.item} {column} at {place}": (played[line.item, column], getattr(line, column))
            for line in figures
            for column in PLACE_COLUMNS
        }
        shown = {line.item for line in figures}
        expected |= {f"{item} at {place}": (1, 0) for item, _column in played if item not in shown}
        return _differing(month, expected)


def _differing(month: Month, expected: dict[str, tuple[int, int]]) -> list[str]:
    return [
        f"{month} {what}: played {ours}, shown {theirs}" for what, (ours, theirs) in expected.items() if ours != theirs
    ]
