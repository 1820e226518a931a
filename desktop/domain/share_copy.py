"""What of a month's figures may leave the house.

Counts of people, contacts and referrals below a threshold are hidden (10, settable down to 5; published practice of
state health departments). Hiding them alone is not enough: a hidden part stands beside totals it can be taken from. So
further counts are hidden until no small one can be found by adding and subtracting, not within the page, and not with
the share copies of the months before (secondary suppression). Quantities of goods are not people and stay.

So do goods used, sold, packed, moved and given inside kits: none of them says how many people were there, and what was sold
names no buyer and no price. Why goods were lost is another matter: who took something, or got it back, says something about
the house and those around it. The share copy has one sum for all of these and calls it lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain.stock import SHARED_AS_LOST, Reason
from desktop.domain.summary import (
    EARLIER_MONTHS,
    HIDDEN,
    ItemFigures,
    MonthFigures,
    PeopleFigures,
    ReferralFigures,
    ServiceFigures,
)
from desktop.domain.suppression import Table

LEAST_THRESHOLD = 5
_COLUMNS = ("made", "completed", "pending")


def share_copy(
    figures: MonthFigures, threshold: int, *, before: MonthFigures | None = None, earlier: Sequence[MonthFigures] = ()
) -> MonthFigures:
    """The month's figures with HIDDEN in place of what must not leave.

    Args:
        figures: All figures of the month.
        threshold: Counts of 1 to threshold - 1 are hidden; never less than 5.
        before: All figures of the month before, if there was one.
        earlier: The share copies of the months before, oldest first, the last one being that of `before`.
    """
    table = _table(figures, max(LEAST_THRESHOLD, threshold), before, earlier[-1] if earlier else None)
    shown = _Shown(table, table.hidden())
    return replace(
        figures,
        hand_outs=shown["hand_outs"],
        undone=shown["undone"],
        people=PeopleFigures(**{name: shown[f"people.{name}"] for name in PeopleFigures.__slots__}),
        items=tuple(_item(item, shown) for item in figures.items),
        referrals=ReferralFigures(
            made=shown["referrals.made"],
            people=shown.beside("referrals.people", "referrals.made"),
            completed=shown["referrals.completed"],
            pending=shown["referrals.pending"],
            overdue=shown["referrals.overdue"],
            services=tuple(
                ServiceFigures(row.service, *(shown[f"{name}.{row.service}"] for name in _COLUMNS))
                for row in figures.referrals.services
            ),
        ),
        earlier=tuple(copy.past for copy in earlier[-EARLIER_MONTHS:]),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """Reads a count as the page shows it."""

    table: Table
    hidden: frozenset[str]

    def __getitem__(self, name: str) -> int:
        return HIDDEN if name in self.hidden else self.table.cells[name]

    def beside(self, name: str, other: str) -> int:
        """A count that is at most the other, and often the same: hidden together with it."""
        count = self.table.cells[name]
        return HIDDEN if count and other in self.hidden else self[name]


def _item(item: ItemFigures, shown: _Shown) -> ItemFigures:
    # Every hand-out has an item: where the number of hand-outs is hidden, that of the commonest item would tell it.
    hand_outs = shown.beside(f"item.{item.item_id}.hand_outs", "hand_outs")
    people = shown.beside(f"item.{item.item_id}.people", "people.reached")
    return replace(
        item,
        people_served=people,
        issued_to_members=HIDDEN if people == HIDDEN else item.issued_to_members,
        hand_outs=hand_outs,
        lost_by_reason=_as_shared(item.lost_by_reason),
    )


def _as_shared(lost_by_reason: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Each reason by its name, or as lost."""
    sums: dict[str, int] = {}
    for reason, lost in lost_by_reason:
        shown = Reason.LOST if reason in SHARED_AS_LOST else reason
        sums[shown] = sums.get(shown, 0) + lost
    return tuple((reason.value, sums[reason]) for reason in Reason if sums.get(reason))


def _table(figures: MonthFigures, least: int, before: MonthFigures | None, before_shown: MonthFigures | None) -> Table:
    """The counts of the page and what ties them together."""
    table = Table(least)
    _enter_cells(table, figures)
    people, services = figures.people, [row.service for row in figures.referrals.services]
    table.adds_up("people.reached", ("people.new", "people.returning"))
    for column in _COLUMNS:
        table.adds_up(f"referrals.{column}", [f"{column}.{service}" for service in services])
    # Hand-outs to members, and then what of the contacts and of the referrals is left: contacts of members by referral,
    # and referrals without a name or of members who are not counted.
    table.rest("to members", {"hand_outs": 1, "people.unnamed_contacts": -1})
    table.rest("by referral", {"people.contacts": 1, "to members": -1})
    table.rest("without a name", {"referrals.made": 1, "by referral": -1})
    table.rest("not yet due", {"referrals.pending": 1, "referrals.overdue": -1})
    if people.head_count == people.unnamed_contacts:
        table.rest("larger groups", {"people.head_count": 1, "people.unnamed_contacts": -1})
    _enter_flow(
        table,
        "referrals",
        figures.referrals,
        before.referrals if before is not None else None,
        before_shown.referrals if before_shown is not None else None,
    )
    for row in figures.referrals.services:
        _enter_flow(table, row.service, row, _service(before, row.service), _service(before_shown, row.service))
    return table


def _enter_cells(table: Table, figures: MonthFigures) -> None:
    """Cheapest first: what a reader misses least is hidden first where something more must be."""
    people, referrals = figures.people, figures.referrals
    for column in ("pending", "completed", "made"):
        if column == "completed":
            table.cell("referrals.overdue", referrals.overdue)
            table.cell("referrals.pending", referrals.pending)
        for row in referrals.services:
            table.cell(f"{column}.{row.service}", getattr(row, column))
    table.cell("hand_outs", figures.hand_outs)
    table.cell("undone", figures.undone)
    for item in figures.items:
        table.cell(f"item.{item.item_id}.people", item.people_served)
        table.cell(f"item.{item.item_id}.hand_outs", item.hand_outs)
    for name in ("returning", "new", "unnamed_contacts", "not_counted", "contacts"):
        table.cell(f"people.{name}", getattr(people, name))
    table.cell("referrals.people", referrals.people)
    table.cell("referrals.completed", referrals.completed)
    table.cell("referrals.made", referrals.made)
    table.cell("people.head_count", people.head_count)
    table.cell("people.reached", people.reached)


def _enter_flow(
    table: Table,
    name: str,
    now: ReferralFigures | ServiceFigures,
    before: ReferralFigures | ServiceFigures | None,
    before_shown: ReferralFigures | ServiceFigures | None,
) -> None:
    """Pending before + made - completed - pending now = ended otherwise, which the page does not show."""
    made, completed, pending = (
        f"{column}.{name}" if isinstance(now, ServiceFigures) else f"referrals.{column}" for column in _COLUMNS
    )
    held = f"before.{name}"
    count = before.pending if before is not None else 0
    if before_shown is not None and before_shown.pending == HIDDEN:
        table.hidden_before(held, count)
    else:
        table.known(held, count)
    table.rest(f"ended.{name}", {held: 1, made: 1, completed: -1, pending: -1})


def _service(figures: MonthFigures | None, service: str) -> ServiceFigures | None:
    if figures is None:
        return None
    return next((row for row in figures.referrals.services if row.service == service), None)
