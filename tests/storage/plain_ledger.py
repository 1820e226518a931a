"""The month's figures counted the long way, from a plain list of what happened; the program's counting is not used."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop.domain.periods import Month
from desktop.domain.summary import (
    ItemFigures,
    MonthFigures,
    PastMonth,
    PeopleFigures,
    ReferralFigures,
    ServiceFigures,
)

REASONS = ("expired", "spoiled", "damaged", "stolen", "lost", "taken", "given_back")
SERVICES = ("clinic", "test", "counselling", "lawyer", "papers", "shelter", "money", "other")


@dataclass
class PlainItem:
    """An item as the test made it."""

    id: int
    name: str
    category: str
    unit: str
    reorder_level: int
    created_on: date


@dataclass
class Moved:
    """One line of a document: `column` is the summary's column; what is not `ours` is with a partner group."""

    day: date
    item: int
    batch: int
    expires_on: date | None
    quantity: int
    column: str
    ours: bool = True
    reason: str | None = None


@dataclass
class HandOut:
    """A hand-out; `stands_for` is the closed month it belongs to when it was corrected late."""

    document: int
    day: date
    member: int | None
    heads: int
    lines: dict[int, int]
    stands_for: Month | None = None
    undone: bool = False


@dataclass
class Sent:
    """A referral with what was heard of it, in order: outcome (None for a new date), day, new follow-up date."""

    id: int
    made_on: date
    member: int | None
    service: str
    follow_up_on: date | None
    heard: list[tuple[str | None, date, date | None]] = field(default_factory=list)

    @property
    def end(self) -> tuple[str | None, date] | None:
        return (self.heard[-1][0], self.heard[-1][1]) if self.heard else None

    @property
    def cancelled(self) -> bool:
        return self.end is not None and self.end[0] == "cancelled"

    def pending_on(self, day: date) -> bool:
        ended = self.end is not None and self.end[0] is not None and self.end[1] <= day
        return self.made_on <= day and not self.cancelled and not ended

    def follow_up_as_of(self, day: date) -> date | None:
        dates = [new for _outcome, said_on, new in self.heard if new is not None and said_on <= day]
        return dates[-1] if dates else self.follow_up_on


@dataclass
class PlainLedger:
    """What happened, and the figures that follow from it."""

    items: list[PlainItem] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    hand_outs: list[HandOut] = field(default_factory=list)
    referrals: list[Sent] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    closed: dict[Month, MonthFigures] = field(default_factory=dict)

    def first_month(self) -> Month | None:
        days = [line.day for line in self.moved] + [sent.made_on for sent in self.referrals]
        return Month.of(min(days)) if days else None

    def figures(self, month: Month, today: date) -> MonthFigures:
        if month in self.closed:
            return self.closed[month]
        day = min(month.last, today)
        given = [out for out in self.hand_outs if Month.of(out.day) == month and out.stands_for is None]
        stood = [out for out in given if not out.undone]
        made = [sent for sent in self.referrals if Month.of(sent.made_on) == month and not sent.cancelled]
        contacts = [out.member for out in stood if out.member] + [sent.member for sent in made if sent.member]
        reached = {member for member in contacts if member not in self.refused}
        new = {member for member in reached if not self._known_before(member, month)}
        pending = [sent for sent in self.referrals if sent.pending_on(day)]
        completed = [
            sent
            for sent in self.referrals
            if sent.end and sent.end[0] == "completed" and Month.of(sent.end[1]) == month
        ]
        dates = [sent.follow_up_as_of(day) for sent in pending]
        return MonthFigures(
            month=month,
            closed_on=None,
            hand_outs=len(stood),
            undone=len(given) - len(stood),
            people=PeopleFigures(
                reached=len(reached),
                new=len(new),
                returning=len(reached - new),
                contacts=sum(member in reached for member in contacts),
                unnamed_contacts=sum(out.member is None for out in stood),
                head_count=sum(out.heads for out in stood),
                not_counted=len({member for member in contacts if member in self.refused}),
            ),
            items=tuple(
                figures
                for item in sorted(self.items, key=lambda item: item.name.casefold())
                if (figures := self._item(item, month, day, stood)) is not None
            ),
            referrals=ReferralFigures(
                made=len(made),
                people=len({sent.member for sent in made if sent.member and sent.member not in self.refused}),
                completed=len(completed),
                pending=len(pending),
                overdue=sum(found is not None and found <= day for found in dates),
                services=tuple(
                    row
                    for service in SERVICES
                    if (row := self._service(service, made, completed, pending)) != ServiceFigures(service, 0, 0, 0)
                ),
            ),
            earlier=self._earlier(month, today),
        )

    def _known_before(self, member: int, month: Month) -> bool:
        given = any(
            out.member == member and not out.undone and (out.stands_for or Month.of(out.day)) < month
            for out in self.hand_outs
        )
        return given or any(
            sent.member == member and not sent.cancelled and Month.of(sent.made_on) < month for sent in self.referrals
        )

    @staticmethod
    def _service(service: str, *columns: list[Sent]) -> ServiceFigures:
        return ServiceFigures(service, *(sum(sent.service == service for sent in column) for column in columns))

    def _earlier(self, month: Month, today: date) -> tuple[PastMonth, ...]:
        first = self.first_month()
        found = []
        for back in (5, 4, 3, 2, 1):
            past = month.plus(-back)
            if first is not None and past >= first:
                # Its own earlier months are not wanted.
                figures = self.figures(past, today)
                found.append(
                    PastMonth(
                        past,
                        figures.people.reached,
                        figures.people.contacts,
                        figures.people.head_count,
                        figures.referrals.made,
                        figures.referrals.completed,
                    )
                )
        return tuple(found)

    def _there(self, item: int, day: date, *, usable: bool) -> int:
        return sum(
            line.quantity
            for line in self.moved
            if line.item == item
            and line.day <= day
            and not (usable and not line.ours)
            and not (usable and line.expires_on is not None and line.expires_on < day)
        )

    def _item(self, item: PlainItem, month: Month, day: date, stood: list[HandOut]) -> ItemFigures | None:
        lines = [line for line in self.moved if line.item == item.id]
        if not lines and item.created_on > month.last:
            return None

        def column(name: str) -> int:
            return sum(line.quantity for line in lines if Month.of(line.day) == month and line.column == name)

        lately = sum(
            line.quantity for line in lines if line.column == "issued" and month.plus(-2) <= Month.of(line.day) <= month
        )
        in_use = lately < 0 or (item.reorder_level > 0 and item.created_on <= month.last)
        out_days, out_times = self._stock_outs(item, month, day) if in_use else (0, 0)
        with_item = [out for out in stood if item.id in out.lines]
        counted = [out for out in with_item if out.member and out.member not in self.refused]
        left: dict[int, int] = {}
        expires: dict[int, date | None] = {}
        for line in lines:
            if line.day <= day:
                left[line.batch] = left.get(line.batch, 0) + line.quantity
                expires[line.batch] = line.expires_on
        soonest = [expires[batch] for batch, quantity in left.items() if quantity > 0 and expires[batch] is not None]
        return ItemFigures(
            item_id=item.id,  # type: ignore[arg-type]
            name=item.name,
            category=item.category,  # type: ignore[arg-type]
            unit=item.unit,  # type: ignore[arg-type]
            opening=self._there(item.id, month.first - timedelta(days=1), usable=False),
            received=column("received"),
            issued=-column("issued"),
            written_off=-column("written_off"),
            counted=column("counted"),
            corrections=column("correction"),
            closing=self._there(item.id, day, usable=False),
            usable=self._there(item.id, day, usable=True),
            issued_to_members=sum(out.lines[item.id] for out in counted),
            people_served=len({out.member for out in counted}),
            hand_outs=len(with_item),
            stock_out_days=out_days,
            stock_outs=out_times,
            first_expiry=min(soonest) if soonest else None,  # type: ignore[type-var]
            moved=column("moved"),
            packed=column("packed"),
            used=-column("used"),
            sold=-column("sold"),
            lost_by_reason=tuple(
                (reason, lost)
                for reason in REASONS
                if (
                    lost := -sum(
                        line.quantity
                        for line in lines
                        if Month.of(line.day) == month and line.column == "written_off" and line.reason == reason
                    )
                )
            ),
        )

    def _stock_outs(self, item: PlainItem, month: Month, last: date) -> tuple[int, int]:
        days = times = 0
        for day in month.days:
            if day > last or day < item.created_on:
                continue
            there = self._there(item.id, day, usable=True)
            yesterday = day - timedelta(days=1)
            before = self._there(item.id, yesterday, usable=True) if yesterday >= item.created_on else 0
            days += there == 0
            times += there == 0 and before > 0
        return days, times
