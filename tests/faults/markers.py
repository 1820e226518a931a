"""Strings that stand nowhere else in the world, so that a search for them in any file shows what that file gives away.

They come from a seed, a third each in Latin letters, in Chinese and with emoji.
"""

import random
from dataclasses import dataclass, field

_EMOJI = "🦩🪁🧿🪴🦔🛟🪗🦪🫙🧶"


@dataclass
class Markers:
    """Every marker by what it was typed as.

    Attributes:
        people: Names, notes, requests, providers: what only the people key may open.
        stock: Items, lots, origins, places: what a stock keeper may read.
        secret: Login names and passphrases: what stands nowhere at all.
    """

    seed: int
    people: list[str] = field(default_factory=list)
    stock: list[str] = field(default_factory=list)
    secret: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    @property
    def all(self) -> list[str]:
        """Every marker."""
        return [*self.people, *self.stock, *self.secret]

    def person(self) -> str:
        """A new marker for something about people."""
        return self._kept(self.people)

    def thing(self) -> str:
        """A new marker for something about stock."""
        return self._kept(self.stock)

    def letters(self) -> str:
        """A new marker about stock in Latin letters alone, for what holds no others."""
        self.stock.append("".join(self._random.choice("bcdfghjklmnpqrstvwxz") for _ in range(12)))
        return self.stock[-1]

    def hidden(self) -> str:
        """A new marker for something that is kept nowhere."""
        return self._kept(self.secret)

    def _kept(self, kind: list[str]) -> str:
        letters = "".join(self._random.choice("bcdfghjklmnpqrstvwxz") for _ in range(9))
        chinese = "".join(chr(self._random.randrange(0x4E00, 0x9000)) for _ in range(5))
        marker = (letters.capitalize(), chinese, f"{letters}{self._random.choice(_EMOJI)}{chinese[:2]}")[len(kind) % 3]
        kind.append(marker)
        return marker
