"""The monthly summary's figures, and what of them may leave the house.

Definitions: a qualifying contact is a hand-out to a member or a referral made for one, not undone. Unique people, contacts and
head counts are three figures and are never added together. Only members who agree to be counted are in the people figures.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.periods import Month
from desktop.domain.stock import Category, ItemId, Unit

HIDDEN = -1
"""Stands for a small count that a share copy does not show."""


@dataclass(frozen=True, slots=True)
class PeopleFigures:
    """Who was reached in the month.

    Attributes:
        reached: Members with a qualifying contact, each once.
        new: Of these, whose first qualifying contact ever lies in the month.
        returning: reached - new.
        contacts: Qualifying contacts of these members (one hand-out or one referral each).
        unnamed_contacts: Hand-outs without a name.
        head_count: People counted at those, never added to `reached`.
        not_counted: Members with a contact who do not agree to be counted.
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
    """One item's month in base units: closing = opening + received - issued - written_off + counted + corrections.

    Attributes:
        issued_to_members: Of `issued`, what went to members (the rest went out without a name).
        people_served: Members who got at least one unit.
        hand_outs: Hand-outs with this item that were not undone.
        stock_out_days: Days whose last usable balance was 0, for an item in use.
        stock_outs: How often it fell to 0.
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

    @property
    def adds_up(self) -> bool:
        """Whether the line ties out."""
        return self.closing == (
            self.opening + self.received - self.issued - self.written_off + self.counted + self.corrections
        )


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Referrals to one kind of service."""

    service: str
    made: int
    completed: int
    pending: int


@dataclass(frozen=True, slots=True)
class ReferralFigures:
    """Referrals of the month.

    Attributes:
        made: Made in the month, without cancelled ones.
        people: Members they were made for, each once.
        completed: Completed in the month, whenever they were made.
        pending: Open at the month's end.
        overdue: Of these, whose follow-up date had passed.
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
    """Every figure of one month."""

    month: Month
    closed_on: date | None
    hand_outs: int
    undone: int
    people: PeopleFigures
    items: tuple[ItemFigures, ...]
    referrals: ReferralFigures
    earlier: tuple[PastMonth, ...] = ()

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


def share_copy(figures: MonthFigures, threshold: int) -> MonthFigures:
    """The figures with every count of 1 to threshold-1 that stands for a person replaced by HIDDEN.

    A total beside a single hidden part would give the part away, so when one of new and returning is hidden the other is
    too, and when a row of referrals by service is hidden its column's smallest shown figure is hidden with it (secondary
    suppression as published by state health departments). The threshold is 10, and never below 5.
    """
    least = max(5, threshold)

    def small(count: int) -> bool:
        return 0 < count < least

    def hide(count: int) -> int:
        return HIDDEN if small(count) else count

    people = figures.people
    split_shown = not (small(people.new) or small(people.returning) or small(people.reached))
    people = PeopleFigures(
        reached=hide(people.reached),
        new=people.new if split_shown else HIDDEN,
        returning=people.returning if split_shown else HIDDEN,
        contacts=hide(people.contacts),
        unnamed_contacts=hide(people.unnamed_contacts),
        head_count=hide(people.head_count),
        not_counted=hide(people.not_counted),
    )
    referrals = figures.referrals
    columns = {
        name: _hidden_parts([getattr(row, name) for row in referrals.services], getattr(referrals, name), least)
        for name in ("made", "completed", "pending")
    }
    services = tuple(
        ServiceFigures(row.service, columns["made"][index], columns["completed"][index], columns["pending"][index])
        for index, row in enumerate(referrals.services)
    )
    return replace(
        figures,
        undone=hide(figures.undone),
        hand_outs=hide(figures.hand_outs),
        people=people,
        items=tuple(
            replace(item, people_served=hide(item.people_served), hand_outs=hide(item.hand_outs))
            for item in figures.items
        ),
        referrals=ReferralFigures(
            made=hide(referrals.made),
            people=hide(referrals.people),
            completed=hide(referrals.completed),
            pending=hide(referrals.pending),
            overdue=hide(referrals.overdue),
            services=services,
        ),
        earlier=tuple(
            replace(
                past,
                reached=hide(past.reached),
                contacts=hide(past.contacts),
                head_count=hide(past.head_count),
                referrals_made=hide(past.referrals_made),
                referrals_completed=hide(past.referrals_completed),
            )
            for past in figures.earlier
        ),
    )


def _hidden_parts(parts: list[int], total: int, least: int) -> list[int]:
    """`parts` with small ones hidden, and one more hidden when a single gap could be filled from a shown total."""
    shown = [HIDDEN if 0 < part < least else part for part in parts]
    gaps = shown.count(HIDDEN)
    total_shown = not 0 < total < least
    if gaps == 1 and total_shown:
        others = [index for index, part in enumerate(shown) if part not in (HIDDEN, 0)]
        if others:
            shown[min(others, key=lambda index: parts[index])] = HIDDEN
        else:
            return [HIDDEN if part else 0 for part in parts]
    return shown
