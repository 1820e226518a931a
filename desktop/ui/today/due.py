"""What is due, as lines: whom to ask, what runs low or expires, counts under way."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain.counting import CountHead
from desktop.domain.referrals import Referral
from desktop.domain.stock import ItemStock
from desktop.domain.users import Permission
from desktop.i18n import _, ngettext, number_text, short_date_text
from desktop.operations.count_papers import count_words
from desktop.operations.recovery import SheetDue
from desktop.operations.today import TodayFigures, TodayLater
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.today.backup_line import backup_is_due
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.line_row import LineRow
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.marks import Badge

SOON = timedelta(days=30)
"""What expires later than this is found in the stock list."""
MOST_LINES = 5
_LONGEST = 24


def count(figures: TodayFigures, later: TodayLater, day: date) -> int:
    """How many things are due."""
    return (
        len(figures.due)
        + len(figures.low)
        + len(later.out)
        + len(figures.flagged)
        + bool(later.not_counted)
        + len(_expiring(figures, day))
        + len(figures.open_counts)
        + backup_is_due(figures)
        + bool(figures.sheet)
    )


def sections(context: Context, figures: TodayFigures, later: TodayLater) -> list[QWidget | int]:
    """Every section that has something to say."""
    day = context.clock.today()
    low = _empty_first((*figures.low, *later.out))
    expiring = _expiring(figures, day)
    to_count = [_to_count(context, line, day, at) for at, line in enumerate(figures.flagged[:MOST_LINES])]
    if later.not_counted:
        to_count.append(_not_counted(context, later.not_counted))
    # A sheet that was used comes first; one that nobody tried can wait.
    used = figures.sheet in (SheetDue.ENTERED, SheetDue.USED)
    parts: list[QWidget | int] = _sheet(context, figures.sheet) if used else []
    for title, lines, whole, see_all, name in (
        (
            _("Ask how it went"),
            [_referral(context, found, day, at) for at, found in enumerate(figures.due[:MOST_LINES])],
            len(figures.due),
            lambda: context.go("referrals"),
            "today_all_referrals",
        ),
        (
            _("Low stock"),
            [_low(context, line, at) for at, line in enumerate(low[:MOST_LINES])],
            len(low),
            lambda: context.go("stock", do="attention"),
            "today_all_low",
        ),
        (
            _("Expires soon"),
            [_expiry(context, line, day, at) for at, line in enumerate(expiring[:MOST_LINES])],
            len(expiring),
            lambda: context.go("stock", do="attention"),
            "today_all_expiring",
        ),
        (
            _("To be counted"),
            to_count,
            len(figures.flagged) + bool(later.not_counted),
            lambda: context.go("stock", do="attention"),
            "today_all_to_count",
        ),
        (
            _("Counts under way"),
            [_counting(context, head, at) for at, head in enumerate(figures.open_counts[:MOST_LINES])],
            len(figures.open_counts),
            lambda: context.go("stock"),
            "today_all_counts",
        ),
    ):
        if lines:
            action = _see_all(whole, see_all, name) if whole > len(lines) else None
            parts += [SectionHead(title, rule=True, action=action), *lines, 16]
    if figures.sheet and not used:
        parts += _sheet(context, figures.sheet)
    return parts


def _sheet(context: Context, due: SheetDue) -> list[QWidget | int]:
    """What is to be done about the recovery sheet; only a coordinator is asked."""
    if due is SheetDue.UNTRIED:
        text = _("Nobody has tried it for six months. Try it, so that it is sure to open the vault.")
    else:
        text = _("It was used. Make a new one.")
    about = _("Recovery sheet")
    if due is SheetDue.ENTERED:
        button = _button(_("Go on"), about, "today_sheet_open", lambda: context.go("recovered"))
    else:
        button = _button(_("Open"), about, "today_sheet_open", lambda: context.go("settings", section="sheet"))
    badge = None if due is SheetDue.UNTRIED else Badge(_("due"), "warn", "clock")
    line = LineRow(text, icon="shield", badge=badge, button=button, name="today_sheet")
    return [SectionHead(about, rule=True), line, 16]


def _see_all(whole: int, on_press: Callable[[], None], name: str) -> Button:
    button = Button(
        _("See all {count}").format(count=number_text(whole)), name=name, kind="quiet", flush=True, height=36
    )
    button.clicked.connect(lambda _checked=False: on_press())
    return button


def _button(text: str, about: str, name: str, on_press: Callable[[], None]) -> Button:
    """A button of a line; what it is about is said to who cannot see the line."""
    button = Button(text, name=name, height=36, label=f"{text}: {about}")
    button.clicked.connect(lambda _checked=False: on_press())
    return button


def _referral(context: Context, found: Referral, day: date, at: int) -> LineRow:
    """While names are hidden neither the name nor the service stands beside the code."""
    made = short_date_text(found.made_on, day)
    late = found.days_late(day)
    badge = (
        Badge(ngettext("{count} day late", "{count} days late", late).format(count=number_text(late)), "warn", "clock")
        if late
        else Badge(_("today"), "soft")
    )
    if context.names_shown:
        text = _("{provider} ({service}), referred on {date}").format(
            provider=_short(found.provider.name), service=words.service(found.provider.service), date=made
        )
        text = f"{_short(found.member_name)}  ·  {text}" if found.member_name else text
    else:
        text = _("referred on {date}").format(date=made)
    who = found.member_code or found.number
    return LineRow(
        text,
        icon="referrals",
        who=who,
        # The name itself stands among the words, which wrap.
        who_name="" if found.member_code is None or context.names_shown else None,
        second=True,
        badge=badge,
        button=_button(_("Open"), who, f"today_open_{at}", lambda: context.go("referrals", referral_id=found.id)),
        name=f"today_due_{at}",
    )


def _short(name: str) -> str:
    """A name that leaves room for the rest of the line; the whole one is a press away."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _low(context: Context, line: ItemStock, at: int) -> LineRow:
    item = line.item
    none = line.level == "none"
    button = None
    if context.allows(Permission.CHANGE_STOCK):
        button = _button(
            _("Receive"), item.name, f"today_receive_{at}", lambda: context.go("stock", do="receive", item_id=item.id)
        )
    return LineRow(
        _("{item}, {left}").format(item=_short(item.name), left=words.left(line.usable, item.unit)),
        icon=item.icon,
        badge=Badge(_("none"), "bad") if none else Badge(_("low"), "warn"),
        button=button,
        name=f"today_low_{at}",
    )


def _expiry(context: Context, line: ItemStock, day: date, at: int) -> LineRow:
    item, expires = line.item, line.first_expiry or day
    left = (expires - day).days
    if left < 0:
        text, badge = _("{item}, past its date since {date}"), Badge(_("past its date"), "bad", "clock")
    elif left == 0:
        text, badge = _("{item}, first to expire on {date}"), Badge(_("today"), "warn", "clock")
    else:
        days = ngettext("{count} day", "{count} days", left).format(count=number_text(left))
        text, badge = _("{item}, first to expire on {date}"), Badge(days, "warn", "clock")
    if left < 0 and context.allows(Permission.CHANGE_STOCK):
        button = _button(
            _("Write off"),
            item.name,
            f"today_expiry_{at}",
            lambda: context.go("stock", do="write_off", item_id=item.id),
        )
    else:
        button = _button(_("Open"), item.name, f"today_expiry_{at}", lambda: context.go("stock", item_id=item.id))
    return LineRow(
        text.format(item=_short(item.name), date=short_date_text(expires, day)),
        icon=item.icon,
        badge=badge,
        button=button,
        name=f"today_expiring_{at}",
    )


def _to_count(context: Context, line: ItemStock, day: date, at: int) -> LineRow:
    """More was given of it than the book knew of."""
    item = line.item
    button = None
    if context.allows(Permission.CHANGE_STOCK):
        button = _button(
            _("Count"), item.name, f"today_count_item_{at}", lambda: context.go("stock", do="count", item_id=item.id)
        )
    return LineRow(
        _("{item}, more was given than the book knew of, on {date}").format(
            item=_short(item.name), date=short_date_text(item.recount_since or day, day)
        ),
        icon=item.icon,
        badge=Badge(_("to count"), "warn"),
        button=button,
        name=f"today_to_count_{at}",
    )


def _not_counted(context: Context, number: int) -> LineRow:
    return LineRow(
        ngettext(
            "{count} item was not counted for 60 days or more",
            "{count} items were not counted for 60 days or more",
            number,
        ).format(count=number_text(number)),
        icon="count",
        button=_button(
            _("See the list"), _("To be counted"), "today_see_not_counted", lambda: context.go("stock", do="attention")
        ),
        name="today_not_counted",
    )


def _counting(context: Context, head: CountHead, at: int) -> LineRow:
    """A count under way, or one that waits: for somebody else, or for who is at the window."""
    what = _short(count_words(head))
    badge = Badge(_("open"), "soft")
    if not head.waiting:
        words_of_line = ngettext("{what}, {count} line counted", "{what}, {count} lines counted", head.counted)
    elif head.own:
        words_of_line = _("{what}, waits for a second person")
    else:
        words_of_line, badge = _("{what}, waits to be approved"), Badge(_("due"), "warn", "clock")
    button = None
    if context.allows(Permission.CHANGE_STOCK):
        press = _("Go on") if not head.waiting else _("See") if head.own else _("Review")
        button = _button(press, what, f"today_go_on_{at}", lambda: context.go("stock", do="count"))
    return LineRow(
        words_of_line.format(what=what, count=number_text(head.counted)),
        icon="count",
        badge=badge,
        button=button,
        name=f"today_counting_{at}",
    )


def _empty_first(lines: Sequence[ItemStock]) -> list[ItemStock]:
    return sorted(lines, key=lambda line: line.level != "none")


def _expiring(figures: TodayFigures, day: date) -> list[ItemStock]:
    """The soonest first."""
    soon = [line for line in figures.expiring if line.first_expiry is not None and line.first_expiry <= day + SOON]
    return sorted(soon, key=lambda line: line.first_expiry or day)
