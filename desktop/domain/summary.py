"""The monthly summary's figures.

Definitions: a qualifying contact is a hand-out to a member or a referral made for one, not undone. Unique people,
contacts and head counts are three figures and are never added together. Only members who agree to be counted are in the
people figures; what others received or were referred to stands in the totals of hand-outs, stock and referrals.

All is as of the end of the month, or of today while the month runs: a referral that ended later was still pending then.
A referral cancelled as a mistake was never made. What reaches back into a closed month (a hand-out corrected after
closing) stands in the corrections of stock and is no new contact.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.domain.periods import Month
from desktop.domain.stock import Category, ItemId, Unit

HIDDEN = -1
"""Stands for a count that a share copy does not show."""

EARLIER_MONTHS = 5
"""How many earlier months the summary shows beside this one."""

IN_USE_MONTHS = 3
"""An item is in use when it has a reorder level, or was issued in the month or the two before it."""


@dataclass(frozen=True, slots=True)
class PeopleFigures:
    """Who was reached in the month.

    Attributes:
        reached: Members with a qualifying contact, each once.
        new: Of these, whose first qualifying contact ever lies in the month.
        returning: reached - new.
        contacts: Qualifying contacts of these members (one hand-out or one referral each).
        unnamed_contacts: Hand-outs without a name (a referral slip without a name is among the referrals only).
        head_count: People counted at those, never added to `reached`.
        not_counted: Members with a contact who do not agree to be counted; they are in no other figure of this group.
    """

    reached: int
    new: int
    returning: int
    contacts: int
    unnamed_contacts: int
    head_count: int
    not_counted: int


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item's month in base units, over all places: closing = opening + received - issued - written_off + counted
    + corrections + moved + packed - used - sold.

    Attributes:
        issued: Given out, as a positive number. Kits are counted as kits.
        written_off: Expired, spoiled, damaged, stolen or lost, as a positive number.
        counted: What counting found more (or less, when negative).
        corrections: What belongs to months closed before, signed.
        usable: Of `closing`, what is not past its date and not with a partner group.
        issued_to_members: Of `issued`, what went to members who agree to be counted. The rest went out without a name,
            or to others.
        people_served: Members who agree to be counted and got at least one unit.
        hand_outs: Hand-outs with this item that were not undone.
        stock_out_days: Days whose last usable balance was 0, for an item in use; a month under way ends today, and an
            item made in the month begins that day.
        stock_outs: How often the usable balance fell to 0 from one day's end to the next.
        first_expiry: The soonest date on what is there at the end.
        moved: What came from an item that turned out to be this one, or went to such a one, signed. Between places
            nothing is lost: over all of them it is 0.
        packed: Packed into kits or taken out of them, signed: kits are more when parts are fewer.
        used: Materials taken for activities, as a positive number.
        sold: As a positive number.
        in_kits: Given out inside kits, by the recipe that each was packed by. It is not in `issued`.
        lost_by_reason: `written_off` by reason, in the order of `Reason`; without reasons that stand at 0.
    """

    item_id: ItemId
    name: str
    category: Category
    unit: Unit
    opening: int
    received: int
    issued: int
    written_off: int
    counted: int
    corrections: int
    closing: int
    usable: int
    issued_to_members: int
    people_served: int
    hand_outs: int
    stock_out_days: int
    stock_outs: int
    first_expiry: date | None
    # Months closed by earlier definitions have none of these.
    moved: int = 0
    packed: int = 0
    used: int = 0
    sold: int = 0
    in_kits: int = 0
    lost_by_reason: tuple[tuple[str, int], ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether the line ties out."""
        came = self.opening + self.received + self.counted + self.corrections + self.moved + self.packed
        return self.closing == came - self.issued - self.written_off - self.used - self.sold


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Referrals to one kind of service; the columns add up to the totals of ReferralFigures."""

    service: str
    made: int
    completed: int
    pending: int


@dataclass(frozen=True, slots=True)
class ReferralFigures:
    """Referrals of the month.

    Attributes:
        made: Made in the month, for whomever, without cancelled ones.
        people: Members who agree to be counted that they were made for, each once.
        completed: Completed in the month, whenever they were made.
        pending: Open at the month's end, whenever they were made.
        overdue: Of these, whose follow-up date was that day or before.
    """

    made: int
    people: int
    completed: int
    pending: int
    overdue: int
    services: tuple[ServiceFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class PastMonth:
    """What the summary shows of an earlier month beside this one."""

    month: Month
    reached: int
    contacts: int
    head_count: int
    referrals_made: int
    referrals_completed: int


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Every figure of one month.

    Attributes:
        closed_on: The day the month was closed; None while its figures can still change.
        hand_outs: Hand-outs of the month that were not undone, with and without a name.
        undone: Hand-outs of the month that were undone.
        earlier: Up to EARLIER_MONTHS months before, oldest first.
    """

    month: Month
    closed_on: date | None
    hand_outs: int
    undone: int
    people: PeopleFigures
    items: tuple[ItemFigures, ...]
    referrals: ReferralFigures
    earlier: tuple[PastMonth, ...] = ()

    @property
    def past(self) -> PastMonth:
        """What a later month's summary shows of this one."""
        return PastMonth(
            month=self.month,
            reached=self.people.reached,
            contacts=self.people.contacts,
            head_count=self.people.head_count,
            referrals_made=self.referrals.made,
            referrals_completed=self.referrals.completed,
        )

    @property
    def adds_up(self) -> bool:
        """Whether every item's line ties out."""
        return all(item.adds_up for item in self.items)


class CheckState(StrEnum):
    """How a check before closing came out."""

    GOOD = "good"
    LOOK = "look"
    STOPS = "stops"


@dataclass(frozen=True, slots=True)
class ClosingCheck:
    """One thing to look at before a month is closed; `text` and `detail` are untranslated, with `values` to put in."""

    state: CheckState
    text: str
    detail: str
    values: dict[str, object]
