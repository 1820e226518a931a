"""The first screen: what is due, what runs low, what was done so far today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.attention import LATER_DAYS
from desktop.domain.counting import CountHead
from desktop.domain.referrals import Referral
from desktop.domain.stock import ItemStock
from desktop.domain.users import Permission
from desktop.operations import attention, backups, counting, distribution, referrals
from desktop.operations.distribution import Distribution
from desktop.operations.recovery import SheetDue, sheet_state
from desktop.operations.session import Session, query
from desktop.storage import stock, summary


@dataclass(frozen=True, slots=True)
class TodayFigures:
    """What the first screen shows. What tells of people is None or empty for a role that does not see them.

    Attributes:
        low: Items below their reorder level, or with nothing usable left.
        expiring: Items with a batch whose date has passed or comes within 90 days.
        people: Members who got something or were referred today, each once.
        pieces: Pieces given out today.
        referrals: Referrals made today.
        due: Pending referrals whose follow-up date has come, the longest overdue first.
        last: The latest hand-outs, newest first.
        flagged: Items to be counted because more was given than the book knew of.
        backup_age_days: Days since the last backup; None when there was none.
        restored: When the backup was made from which the vault was restored, while that waits to be confirmed.
        open_counts: Counts under way, and those that wait for a second person.
        sheet: Why a coordinator is to see to the recovery sheet.
    """

    low: tuple[ItemStock, ...]
    expiring: tuple[ItemStock, ...]
    people: int | None
    pieces: int
    referrals: int | None
    due: tuple[Referral, ...]
    last: tuple[Distribution, ...]
    backup_age_days: int | None
    restored: datetime | None
    open_counts: tuple[CountHead, ...]
    sheet: SheetDue = SheetDue.NOTHING
    flagged: tuple[ItemStock, ...] = ()


@dataclass(frozen=True, slots=True)
class TodayLater:
    """What the first screen adds once it stands: reading it takes longer than anybody should wait for a screen.

    Attributes:
        out: Items without a reorder level of which nothing usable is left, though people got some lately.
        not_counted: How many items in stock were not counted for 60 days.
    """

    out: tuple[ItemStock, ...] = ()
    not_counted: int = 0


@query(Permission.SEE_STOCK)
def today(session: Session) -> TodayFigures:
    """Everything the first screen shows at once."""
    day = session.today()
    lines = stock.stock_list(session.database, day)
    soon = day + timedelta(days=LATER_DAYS)
    made = backups.last_backup(session)
    people = session.allows(Permission.SEE_PEOPLE)
    refers = session.allows(Permission.REFER)
    return TodayFigures(
        low=tuple(line for line in lines if line.item.reorder_level and line.level != "enough"),
        expiring=tuple(line for line in lines if line.first_expiry is not None and line.first_expiry <= soon),
        people=summary.members_on(session.database, day) if people else None,
        pieces=summary.pieces_on(session.database, day),
        referrals=summary.referrals_on(session.database, day) if refers else None,
        due=referrals.due(session) if refers else (),
        last=distribution.last_given(session) if people and session.allows(Permission.GIVE_OUT) else (),
        restored=backups.restored_state(session),
        backup_age_days=None if made is None else max(0, (day - made.astimezone().date()).days),
        open_counts=counting.open_counts(session),
        sheet=sheet_state(session).due if session.allows(Permission.MANAGE) else SheetDue.NOTHING,
        flagged=attention.flagged(lines),
    )


@query(Permission.SEE_STOCK)
def today_later(session: Session) -> TodayLater:
    """What takes longer to find out."""
    lines = stock.stock_list(session.database, session.today())
    return TodayLater(attention.out_of_use(session, lines), len(attention.not_counted(session, lines)))
