"""The journal as a coordinator reads it: what kinds of entry there are, and which action is of which kind."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What an entry is about."""

    HAND_OUTS = "hand_outs"
    STOCK = "stock"
    PEOPLE = "people"
    REFERRALS = "referrals"
    PAPERS = "papers"
    BACKUPS = "backups"
    KEYS = "keys"
    UNLOCKING = "unlocking"
    SETTINGS = "settings"


KINDS: dict[str, Kind] = {
    "backup.confirm_restored": Kind.BACKUPS,
    "backup.make": Kind.BACKUPS,
    "backup.restore": Kind.BACKUPS,
    "card.print": Kind.PAPERS,
    "card.table": Kind.PAPERS,
    "copy.remove": Kind.BACKUPS,
    "count.abandon": Kind.STOCK,
    "count.approve": Kind.STOCK,
    "count.begin": Kind.STOCK,
    "count.finish": Kind.STOCK,
    "count.send_back": Kind.STOCK,
    "count.sheet": Kind.PAPERS,
    "count.submit": Kind.STOCK,
    "distribution.correct": Kind.HAND_OUTS,
    "distribution.give": Kind.HAND_OUTS,
    "distribution.recipient": Kind.HAND_OUTS,
    "distribution.undo": Kind.HAND_OUTS,
    "fund.save": Kind.STOCK,
    "giver.forget": Kind.PEOPLE,
    "giver.note": Kind.PEOPLE,
    "item.merge": Kind.STOCK,
    "item.photo": Kind.STOCK,
    "item.save": Kind.STOCK,
    "keys.renew": Kind.KEYS,
    "kit.recipe": Kind.STOCK,
    "member.active": Kind.PEOPLE,
    "member.counted": Kind.PEOPLE,
    "member.edit": Kind.PEOPLE,
    "member.erase": Kind.PEOPLE,
    "member.fields": Kind.SETTINGS,
    "member.register": Kind.PEOPLE,
    "month.close": Kind.PAPERS,
    "month.paper": Kind.PAPERS,
    "month.table": Kind.PAPERS,
    "order.close": Kind.STOCK,
    "order.make": Kind.STOCK,
    "order.paper": Kind.PAPERS,
    "partner.report": Kind.HAND_OUTS,
    "place.save": Kind.STOCK,
    "provider.save": Kind.REFERRALS,
    "receipt.print": Kind.PAPERS,
    "recovery.new": Kind.KEYS,
    "recovery.try": Kind.KEYS,
    "referral.cancel": Kind.REFERRALS,
    "referral.make": Kind.REFERRALS,
    "referral.outcome": Kind.REFERRALS,
    "referral.postpone": Kind.REFERRALS,
    "referral.slip": Kind.PAPERS,
    "request.answer": Kind.PEOPLE,
    "request.note": Kind.PEOPLE,
    "settings.change": Kind.SETTINGS,
    "stock.check": Kind.STOCK,
    "stock.found": Kind.HAND_OUTS,
    "stock.import": Kind.STOCK,
    "stock.move": Kind.STOCK,
    "stock.note": Kind.PAPERS,
    "stock.pack": Kind.STOCK,
    "stock.receive": Kind.STOCK,
    "stock.sell": Kind.STOCK,
    "stock.sell_undo": Kind.STOCK,
    "stock.slip": Kind.PAPERS,
    "stock.undo": Kind.STOCK,
    "stock.unpack": Kind.STOCK,
    "stock.use": Kind.STOCK,
    "stock.write_off": Kind.STOCK,
    "unlock": Kind.UNLOCKING,
    "unlock.failed": Kind.UNLOCKING,
    "unlock.recovery": Kind.UNLOCKING,
    "user.add": Kind.KEYS,
    "user.let_in": Kind.KEYS,
    "user.mend": Kind.KEYS,
    "user.passphrase": Kind.KEYS,
    "user.pause": Kind.KEYS,
    "user.remove": Kind.KEYS,
    "user.rename": Kind.KEYS,
    "user.reset": Kind.KEYS,
    "user.role": Kind.KEYS,
    "vault.create": Kind.KEYS,
}
"""Every action that this program writes. One that a newer program wrote is shown under no kind."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry, ready to be read.

    Attributes:
        of_people: It stands in the people's journal, which stock keepers can't open.
        id: Its place in its journal, counted from 1.
        who: What colleagues call who did it; empty for somebody who is not in the records.
        subject: What stands in the entry: ids, numbers, words of our own code.
        concerns: What it was done to, as far as that has a name or number that may be shown: a document's number, an
            item's or place's name, a colleague's name. Empty for all that is about members.
    """

    of_people: bool
    id: int
    at: datetime
    who: str
    action: str
    subject: dict[str, object]
    concerns: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some lines, newest first, and how many there are in all."""

    lines: tuple[JournalLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ChainState:
    """Whether one journal's chain of hashes is whole.

    Attributes:
        entries: How many were looked at.
        broken_at: The number of the first entry that does not follow from the one before it; None when all do.
        moment: When that entry says it was written; None when it says nothing that can be read.
    """

    of_people: bool
    entries: int
    broken_at: int | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class FailedUnlocks:
    """What was tried since the last unlocking.

    Attributes:
        count: How often; from 100 on it may have been oftener. 0 for a file that could not be read.
        first: When the first wrong passphrase was typed, UTC.
        last: When the last one was.
        damaged: The file held something else than moments: somebody or something altered it.
    """

    count: int
    first: datetime | None = None
    last: datetime | None = None
    damaged: bool = False
