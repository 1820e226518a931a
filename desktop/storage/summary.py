"""Every figure of a month out of the ledger and the people's records.

What is kept as sums is read as sums: stock at the start and the end, and the month's columns, come from `balance` and
`month_total`. Only the month's own days are read line by line, for stock-outs and for who got what.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from desktop.domain.periods import Month
from desktop.domain.referrals import Service
from desktop.domain.stock import DocumentKind
from desktop.domain.summary import (
    EARLIER_MONTHS,
    MonthFigures,
    PastMonth,
    PeopleFigures,
    ReferralFigures,
    ServiceFigures,
)
from desktop.storage import closed_months, people
from desktop.storage.connection import Database
from desktop.storage.item_figures import item_figures

# The plus sign before a column keeps the planner from an index that holds nearly every row under NULL.
_UNDONE = "EXISTS (SELECT 1 FROM main.document x WHERE x.reverses_id = {document})"
_LAST = "(SELECT o.id FROM people.referral_outcome o WHERE o.referral_id = r.id ORDER BY o.id DESC LIMIT 1)"
_CANCELLED = f"EXISTS (SELECT 1 FROM people.referral_outcome z WHERE z.id = {_LAST} AND z.outcome = 'cancelled')"


@dataclass(slots=True)
class _HandOuts:
    """A month's hand-outs. `members` holds those that stand, by document: the member, or None without a name."""

    members: dict[int, int | None] = field(default_factory=dict)
    undone: int = 0
    head_count: int = 0

    @property
    def unnamed(self) -> int:
        return sum(member is None for member in self.members.values())


@dataclass(frozen=True, slots=True)
class _Reached:
    """Members with a contact in a month: how many contacts each has who is counted, and how many are not counted."""

    contacts: dict[int, int]
    not_counted: int


_CONTACT_BEFORE = (
    "EXISTS (SELECT 1 FROM people.recipient b WHERE b.member_id = k.member_id AND b.occurred_on < :first "
    f"AND NOT {_UNDONE.format(document='b.document_id')}) "
    "OR EXISTS (SELECT 1 FROM people.referral r WHERE r.member_id = k.member_id AND r.made_on < :first "
    f"AND NOT {_CANCELLED})"
)

_Made = list[tuple[str, int | None]]
"""Service and member of each referral made in a month."""


def month_figures(database: Database, month: Month, *, today: date) -> MonthFigures:
    """The month's figures: as they were frozen when it was closed, otherwise counted now.

    Args:
        today: Bounds a month under way.
    """
    return closed_months.frozen(database, month) or open_figures(database, month, today=today)


def open_figures(database: Database, month: Month, *, today: date) -> MonthFigures:
    """The month's figures counted now, whether or not it is closed."""
    hand_outs = _hand_outs(database, month)
    made = _made(database, month)
    reached = _reached(database, hand_outs, made)
    new = _new(database, month, reached.contacts)
    return MonthFigures(
        month=month,
        closed_on=None,
        hand_outs=len(hand_outs.members),
        undone=hand_outs.undone,
        people=PeopleFigures(
            reached=len(reached.contacts),
            new=new,
            returning=len(reached.contacts) - new,
            contacts=sum(reached.contacts.values()),
            unnamed_contacts=hand_outs.unnamed,
            head_count=hand_outs.head_count,
            not_counted=reached.not_counted,
        ),
        items=item_figures(database, month, min(month.last, today), hand_outs.members, reached.contacts),
        referrals=_referrals(database, month, min(month.last, today), made, reached.contacts),
        earlier=_earlier(database, month),
    )


def first_month(database: Database) -> Month | None:
    """The month of the first entry; None in an empty vault."""
    # One look-up per kind reads the ends of the index instead of all of it.
    firsts = [database.value("SELECT min(occurred_on) FROM document WHERE kind = ?", (kind,)) for kind in DocumentKind]
    firsts.append(database.value("SELECT min(made_on) FROM people.referral"))
    found = [text for text in firsts if text is not None]
    return Month.of(date.fromisoformat(min(found))) if found else None


def pieces_on(database: Database, day: date) -> int:
    """How many pieces were given out on a day; what is weighed or poured is not in it."""
    return int(
        database.value(
            "SELECT coalesce(-sum(m.quantity), 0) FROM movement m JOIN item i ON i.id = m.item_id "
            "WHERE m.occurred_on = ? AND m.class = 'issued' AND i.unit = 'piece'",
            (day.isoformat(),),
        )
    )


def members_on(database: Database, day: date) -> int:
    """How many members had a contact on a day, each once, whether or not they are counted in reports."""
    return int(
        database.value(
            "SELECT count(*) FROM (SELECT p.member_id FROM people.recipient p WHERE p.occurred_on = :day "
            f"AND NOT {_UNDONE.format(document='p.document_id')} UNION SELECT r.member_id FROM people.referral r "
            f"WHERE r.made_on = :day AND r.member_id IS NOT NULL AND NOT {_CANCELLED})",
            {"day": day.isoformat()},
        )
    )


def referrals_on(database: Database, day: date) -> int:
    """How many referrals were made on a day."""
    return int(
        database.value(
            f"SELECT count(*) FROM people.referral r WHERE r.made_on = ? AND NOT {_CANCELLED}", (day.isoformat(),)
        )
    )


def _bounds(month: Month) -> dict[str, object]:
    return {"first": month.first.isoformat(), "last": month.last.isoformat()}


def _hand_outs(database: Database, month: Month) -> _HandOuts:
    """A hand-out that stands for one of a month closed before is none of the month it is entered in."""
    found = _HandOuts()
    for document_id, heads, member_id, undone in database.rows(
        f"SELECT d.id, d.head_count, p.member_id, {_UNDONE.format(document='d.id')} FROM document d "
        "LEFT JOIN people.recipient p ON p.document_id = d.id "
        "WHERE d.kind = 'distribution' AND d.occurred_on BETWEEN :first AND :last "
        "AND +d.reverses_id IS NULL AND d.corrects_month IS NULL",
        _bounds(month),
    ):
        if undone:
            found.undone += 1
        else:
            found.members[document_id] = member_id
            found.head_count += heads or 0
    return found


def _reached(database: Database, hand_outs: _HandOuts, made: _Made) -> _Reached:
    contacts = Counter(hand_outs.members.values())
    contacts.update(member_id for _service, member_id in made)
    contacts.pop(None, None)
    refused = _not_counted(database, contacts)
    counted = {member: count for member, count in contacts.items() if member is not None and member not in refused}
    return _Reached(counted, len(contacts) - len(counted))


def _not_counted(database: Database, members: Collection[int | None]) -> frozenset[int]:
    """Those of `members` whose last word is that they do not agree to be counted."""
    ever = {
        member_id
        for (member_id,) in database.rows(
            "SELECT member_id FROM people.consent WHERE given = 0 AND purpose = ?", (people.COUNTED,)
        )
    }
    return frozenset(
        member_id
        for member_id in ever & set(members)
        if not database.value(
            "SELECT given FROM people.consent WHERE member_id = ? AND purpose = ? ORDER BY id DESC LIMIT 1",
            (member_id, people.COUNTED),
        )
    )


def _new(database: Database, month: Month, reached: Collection[int]) -> int:
    """How many of these members had their first contact ever in the month."""
    seen_before = _corrected_into_earlier(database, month) | {
        member_id
        for member_id, before in database.rows(
            f"SELECT k.member_id, {_CONTACT_BEFORE} FROM people.recipient k "
            "WHERE k.occurred_on BETWEEN :first AND :last UNION ALL "
            f"SELECT k.member_id, {_CONTACT_BEFORE} FROM people.referral k "
            "WHERE k.made_on BETWEEN :first AND :last AND k.member_id IS NOT NULL",
            _bounds(month),
        )
        if before
    }
    return sum(member_id not in seen_before for member_id in reached)


def _corrected_into_earlier(database: Database, month: Month) -> frozenset[int]:
    """Members whose hand-out of an earlier, closed month was corrected since then: they are not new here."""
    return frozenset(
        member_id
        for (member_id,) in database.rows(
            "SELECT p.member_id FROM document d JOIN people.recipient p ON p.document_id = d.id "
            "WHERE d.corrects_id IS NOT NULL AND d.corrects_month < ? AND +d.reverses_id IS NULL "
            f"AND NOT {_UNDONE.format(document='d.id')}",
            (str(month),),
        )
    )


def _earlier(database: Database, month: Month) -> tuple[PastMonth, ...]:
    start = first_month(database)
    found = []
    for back in range(EARLIER_MONTHS, 0, -1):
        past = month.plus(-back)
        if start is None or past < start:
            continue
        frozen = closed_months.frozen(database, past)
        found.append(frozen.past if frozen is not None else _past(database, past))
    return tuple(found)


def _past(database: Database, month: Month) -> PastMonth:
    hand_outs = _hand_outs(database, month)
    made = _made(database, month)
    contacts = _reached(database, hand_outs, made).contacts
    return PastMonth(
        month=month,
        reached=len(contacts),
        contacts=sum(contacts.values()),
        head_count=hand_outs.head_count,
        referrals_made=len(made),
        referrals_completed=len(_completed(database, month)),
    )


def _made(database: Database, month: Month) -> _Made:
    return database.rows(
        "SELECT r.service, r.member_id FROM people.referral r "
        f"WHERE r.made_on BETWEEN :first AND :last AND NOT {_CANCELLED}",
        _bounds(month),
    )


def _completed(database: Database, month: Month) -> list[tuple[str]]:
    """Service of each referral completed in the month."""
    return database.rows(
        "SELECT r.service FROM people.referral_outcome f JOIN people.referral r ON r.id = f.referral_id "
        f"WHERE f.occurred_on BETWEEN :first AND :last AND f.outcome = 'completed' AND f.id = {_LAST}",
        _bounds(month),
    )


def _pending(database: Database, day: date) -> list[tuple[str, str | None]]:
    """Service and follow-up date, both as of that day's end, of each referral still open then."""
    return database.rows(
        "SELECT r.service, coalesce((SELECT o.follow_up_on FROM people.referral_outcome o WHERE o.referral_id = r.id "
        "AND o.follow_up_on IS NOT NULL AND o.occurred_on <= :day ORDER BY o.id DESC LIMIT 1), r.follow_up_on) "
        "FROM people.referral r WHERE r.made_on <= :day "
        # Open then is what is open now, or ended later; the rest is not looked at one by one.
        "AND r.id IN (SELECT referral_id FROM people.pending_referral "
        "UNION ALL SELECT l.referral_id FROM people.referral_outcome l WHERE l.occurred_on > :day) "
        "AND NOT EXISTS (SELECT 1 FROM people.referral_outcome z "
        f"WHERE z.id = {_LAST} AND z.outcome IS NOT NULL AND (z.occurred_on <= :day OR z.outcome = 'cancelled'))",
        {"day": day.isoformat()},
    )


def _referrals(database: Database, month: Month, day: date, made: _Made, counted: Collection[int]) -> ReferralFigures:
    completed = Counter(service for (service,) in _completed(database, month))
    pending = _pending(database, day)
    by_service = (Counter(service for service, _member in made), completed, Counter(service for service, _ in pending))
    return ReferralFigures(
        made=len(made),
        people=len({member for _service, member in made if member in counted}),
        completed=completed.total(),
        pending=len(pending),
        overdue=sum(follow_up is not None and follow_up <= day.isoformat() for _service, follow_up in pending),
        services=tuple(
            ServiceFigures(service.value, *(column[service.value] for column in by_service))
            for service in Service
            if any(column[service.value] for column in by_service)
        ),
    )
