"""Who and what appears in the tour: invented code names, partners, and a calendar that needs no luck.

All of it is made up, and the same in every run: whoever looks at two tours can compare them picture by picture.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST_DAY = date(2026, 9, 1)
LAST_DAY = date(2026, 11, 30)
SEED = 20260901

CODE_NAMES = (
    "Otter", "Heron", "Juniper", "Marigold", "Comet", "Pebble", "Saffron", "Willow", "Falcon", "Bramble", "Coral", "Dune",
    "Ember", "Fig", "Gale", "Hazel", "Indigo", "Jasper", "Kestrel", "Lark", "Mango", "Nettle", "Opal", "Pearl", "Quill",
    "Raven", "Sorrel", "Thistle", "Umber", "Violet", "Wren", "Yarrow", "Zephyr", "María José", "Łucja",
    "水獭", "小燕", "王伟芳", "茉莉", "阿青", "竹子", "南风",
)  # fmt: skip
NOTES = ("Likes to be called before noon", "用普通话交谈", "Asks for the quiet room")
AREAS = ("North quay", "Old market", "河边")
REQUESTS = ("A warm blanket", "School shoes, size 31", "一袋大米", "A phone card")
REFUSALS = ("None left this month", "已经没有了")
COLLECTIVE = "Sunrise kitchen"
ORIGINS = ("City warehouse", "Harbour relief fund", "Market hall", "Green shop")
LOGINS = {"coordinator": "Mei", "volunteer": "Ana", "stock_keeper": "Jo"}


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody one can be sent to. `service` is the value of a domain Service."""

    name: str
    service: str
    details: str


PARTNERS = (
    Partner("Riverside house", "clinic", "12 Mill Lane\nTuesdays 9-12"),
    Partner("Lin and partners", "lawyer", "3 Court Square\nBy appointment"),
    Partner("Open door", "papers", "Town hall, room 4\nMornings"),
    Partner("绿荫诊所", "test", "河边路 8 号\n周一至周五"),
)


@dataclass(frozen=True, slots=True)
class HandOut:
    """One visit: to a member (their number in CODE_NAMES) or to a number of people without a name."""

    member: int | None
    heads: int
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """One referral, and how many days later it is heard how it went (None: not within the tour)."""

    member: int
    partner: int
    outcome: str | None
    after: int


@dataclass
class Day:
    """What happens on one day."""

    on: date
    registers: list[int] = field(default_factory=list)
    hand_outs: list[HandOut] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)


_WANTED = (
    ("Condoms", 12),
    ("Lubricant", 6),
    ("Masks", 5),
    ("Sanitiser gel", 1),
    ("Soap", 1),
    ("Food packs", 1),
    ("Hygiene kits", 1),
    ("Female condoms", 4),
    ("Test kits", 1),
    ("Rice", 2000),
)


def calendar(members: int = 40, hand_outs: int = 300, sendings: int = 40) -> list[Day]:
    """The working days with their work, spread evenly; at least as many of each as asked for."""
    chance = random.Random(SEED)
    days = [Day(FIRST_DAY + timedelta(days=number)) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
    working = [day for day in days if day.on.weekday() < 5]
    for number in range(members):
        working[number * 40 // members].registers.append(number)
    for number in range(hand_outs):
        day = working[number * len(working) // hand_outs]
        known = [member for earlier in working if earlier.on <= day.on for member in earlier.registers]
        day.hand_outs.append(_hand_out(chance, known))
    for number in range(sendings):
        day = working[5 + number * (len(working) - 6) // sendings]
        known = [member for earlier in working if earlier.on <= day.on for member in earlier.registers]
        outcome = chance.choice(("completed", "completed", "completed", "not_completed", "refused", None))
        day.sendings.append(Sending(chance.choice(known), number % len(PARTNERS), outcome, 6 + number % 9))
    return working


def _hand_out(chance: random.Random, known: list[int]) -> HandOut:
    items = tuple(chance.sample(_WANTED, chance.randint(1, 3)))
    if chance.random() < 0.15:
        heads = chance.randint(3, 8)
        return HandOut(None, heads, (("Condoms", heads * 4), ("Masks", heads)))
    return HandOut(chance.choice(known), 0, items)
