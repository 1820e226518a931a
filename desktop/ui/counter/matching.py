"""What the counter's one search finds: people, items, and numbers for what was put in last. No widgets here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.people import Member, folded
from desktop.domain.stock import PlaceId, Serial
from desktop.operations.distribution import CounterItem
from desktop.operations.pieces import FoundPiece

MOST_ITEMS = 8
_HOW_MANY_AT_MOST = 3
_NUMBER = re.compile(r"\d{1,5}")
_NUMBER_AND_WORDS = re.compile(r"(\d{1,5})\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Match:
    """One line of what was found.

    Attributes:
        member: The person to give to; None on a line about an item.
        item: The item to put in; None on a line about a person.
        quantity: How many Enter puts in.
        serial: The one piece to put in, found by the number it bears.
        instead: Whether they take the place of what is in the basket, instead of being added to it.
    """

    member: Member | None = None
    item: CounterItem | None = None
    quantity: int = 0
    instead: bool = False
    serial: Serial | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells lines apart."""
        if self.member is not None:
            return ("member", self.member.id)
        if self.serial is not None:
            return ("serial", self.serial.id)
        return ("number" if self.instead else "item", self.item.item.id if self.item else 0)


def matches(
    text: str,
    items: Sequence[CounterItem],
    members: Sequence[Member],
    *,
    last: CounterItem | None,
    has_receiver: bool,
    numbers: Sequence[FoundPiece] = (),
    from_place: PlaceId | None = None,
) -> list[Match]:
    """What the typed or scanned words mean, the likeliest first.

    A barcode means its item and nothing else. A bare number is how many of `last`, the item put in before. People come
    before items until somebody is chosen, and behind them afterwards. `12 masks` is the item with a number of its own.
    A piece that bears the number comes first, unless it is short enough to be how many.

    Args:
        numbers: The pieces that bear what was typed as their number.
        from_place: Where it is given from; from stores and shelves when None.
    """
    code = text.strip()
    for item in items:
        if any(code == found.code for found in item.item.barcodes):
            return [Match(item=item, quantity=item.item.usual_quantity)]
    found = [Match(item=item, quantity=item.item.usual_quantity) for item in _named(code, items)]
    people = [Match(member=member) for member in members]
    lines = found + people if has_receiver else people + found
    counted = _NUMBER_AND_WORDS.fullmatch(code)
    if not lines and counted and int(counted[1]):
        lines = [Match(item=item, quantity=int(counted[1])) for item in _named(counted[2], items)]
    if last is not None and _NUMBER.fullmatch(code) and int(code):
        lines.insert(0, Match(item=last, quantity=int(code), instead=True))
    pieces = _pieces(numbers, items, from_place)
    if lines and lines[0].instead and len(code) <= _HOW_MANY_AT_MOST:
        return [lines[0], *pieces, *lines[1:]]
    return [*pieces, *lines]


def _pieces(numbers: Sequence[FoundPiece], items: Sequence[CounterItem], from_place: PlaceId | None) -> list[Match]:
    """Those that can be given from here."""
    known = {item.item.id: item for item in items}
    found = []
    for piece in numbers:
        place, item = piece.serial.place, known.get(piece.item.id)
        if item is None or place is None:
            continue
        if place.kind.at_hand if from_place is None else place.id == from_place:
            found.append(Match(item=item, quantity=1, serial=piece.serial))
    return found


def _named(text: str, items: Sequence[CounterItem]) -> list[CounterItem]:
    """Items whose name holds every word, those that begin with the first of them on top."""
    words = folded(text).split()
    if not words:
        return []
    fitting = [item for item in items if all(word in folded(item.item.name) for word in words)]
    begins = sorted(fitting, key=lambda item: not folded(item.item.name).startswith(words[0]))
    return begins[:MOST_ITEMS]
