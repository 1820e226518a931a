"""The window while a vault is open: a rail of places, the place in view, and the watch over touches.

It knows which places exist and who may enter them; what happens in a place stands in that place's own package.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from desktop.domain.users import Permission
from desktop.i18n import N_, _, ngettext, time_text
from desktop.ui.context import Context
from desktop.ui.counter.page import CounterPage
from desktop.ui.events import Changed
from desktop.ui.people.page import PeoplePage
from desktop.ui.rail import Rail
from desktop.ui.referrals.page import ReferralsPage
from desktop.ui.reports.page import ReportsPage
from desktop.ui.settings.page import SettingsPage
from desktop.ui.settings.recovered_page import RecoveredPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.page import StockPage
from desktop.ui.today.page import TodayPage
from desktop.ui.widgets.foot import Foot
from desktop.ui.widgets.ground import Ground, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text

VEIL_AFTER_SECONDS = 60
WARN_SECONDS = 20


class Page(Protocol):
    """What the window asks of a place; every page is a QWidget besides."""

    def open(self, **where: Any) -> None:
        """Come into view, perhaps at something in particular."""
        ...


@dataclass(frozen=True)
class PlaceInRail:
    """A place, its word and icon in the rail, and the permission that lets it exist there."""

    key: str
    words: str
    icon: str
    permission: Permission
    make: Callable[[Context], Any]


PLACES = (
    PlaceInRail("today", N_("Today"), "today", Permission.SEE_STOCK, TodayPage),
    PlaceInRail("counter", N_("Counter"), "counter", Permission.GIVE_OUT, CounterPage),
    PlaceInRail("members", N_("Members"), "members", Permission.SEE_PEOPLE, PeoplePage),
    PlaceInRail("stock", N_("Stock"), "stock", Permission.SEE_STOCK, StockPage),
    PlaceInRail("referrals", N_("Referrals"), "referrals", Permission.REFER, ReferralsPage),
    PlaceInRail("summaries", N_("Summaries"), "summaries", Permission.SUMMARISE, ReportsPage),
)
SETTINGS = PlaceInRail("settings", N_("Settings"), "settings", Permission.SEE_STOCK, SettingsPage)
RECOVERED = PlaceInRail("recovered", N_("Recovery sheet"), "shield", Permission.MANAGE, RecoveredPage)
"""Opened when the recovery sheet let somebody in, and from what reminds of it; it has no place in the rail."""


class Desk(QWidget):
    """The rail and the place in view, for one person's session.

    Signals:
        lock_asked: As the window's.
        lock_near: Seconds until it locks by itself, once a second; 0 when a touch called it off.
    """

    lock_asked = Signal(str)
    lock_near = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("desk")
        self.context = context
        context.go = self.go
        places = [place for place in PLACES if context.allows(place.permission)]
        hidden = [place for place in (SETTINGS, RECOVERED) if context.allows(place.permission)]
        self._places = {place.key: place for place in (*places, *hidden)}
        self._pages: dict[str, Any] = {}
        self.rail = Rail()
        context.set_badge = self.rail.set_badge
        for place in places:
            self.rail.add_place(place.key, _(place.words), place.icon)
        self.rail.show_names_item(context.allows(Permission.SEE_PEOPLE))
        self.rail.chosen.connect(self.go)
        self.rail.names_pressed.connect(self.toggle_names)
        self.rail.settings_pressed.connect(lambda: self.go("settings"))
        self.rail.lock_pressed.connect(lambda: self.lock_asked.emit("asked"))
        self._stack = QStackedWidget()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        self._warning = IdleWarning()
        layout.addLayout(column(self._warning, self._stack), 1)
        self._shortcuts()
        self.lock_near.connect(self._warning.set_seconds)
        self._saved_at = ""
        context.events.changed.connect(self._note_saved)
        self.idle = IdleWatch(context, self)

    def go(self, key: str, **where: Any) -> None:
        """Show a place; it is built the first time. A place this person may not enter does not exist."""
        if key not in self._places:
            return
        if key not in self._pages:
            page = self._places[key].make(self.context)
            self._pages[key] = page
            self._stack.addWidget(page)
        self.rail.set_current(key)
        page = self._pages[key]
        self._stack.setCurrentWidget(page)
        self._show_saved(page)
        page.open(**where)

    def _note_saved(self, what: Changed) -> None:
        if what:
            self._saved_at = time_text(self.context.clock.now())
            self._show_saved(self._stack)

    def _show_saved(self, part: QWidget) -> None:
        """Say on the foot lines when something was last saved: there is no button for it."""
        for foot in part.findChildren(Foot):
            foot.saved(self._saved_at)

    def page(self, key: str) -> Any:
        """A place that was built already."""
        return self._pages[key]

    def current_page(self) -> Any:
        """The place in view."""
        return self._stack.currentWidget()

    def toggle_names(self) -> None:
        """Show names, or hide them again."""
        self.show_names(not self.context.names_shown)

    def show_names(self, shown: bool) -> None:
        """Show or hide names everywhere; at start they are hidden."""
        self.context.names_shown = shown
        self.rail.set_names_shown(shown)
        self.context.events.names_shown.emit(shown)

    def _shortcuts(self) -> None:
        theme = self.context.theme
        for shortcut, run in (
            (Shortcut.GIVE_OUT, lambda: self.go("counter")),
            (Shortcut.RECEIVE, lambda: self.go("stock", do="receive")),
            (Shortcut.COUNT, lambda: self.go("stock", do="count")),
            (Shortcut.LARGER, theme.larger),
            (Shortcut.SMALLER, theme.smaller),
            (Shortcut.USUAL_SIZE, lambda: theme.set_text_size(100)),
        ):
            QShortcut(shortcut.sequence, self, run, context=Qt.ShortcutContext.WindowShortcut)


class IdleWarning(Ground):
    """Says that the lock is near, above the place in view, until a touch calls it off."""

    def __init__(self) -> None:
        super().__init__("warn_bg")
        self.setObjectName("desk_idle")
        self._words = Text("", tone="warn", wrap=True, name="desk_idle_words")
        line = row(IconMark("lock", 20, "warn"), self._words, spacing=12, margins=(24, 12, 24, 12))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def set_seconds(self, seconds: int) -> None:
        """So many are left; none when it was called off."""
        self._words.set_words(
            ngettext(
                "Larder locks in {count} second. Press any key to go on working.",
                "Larder locks in {count} seconds. Press any key to go on working.",
                seconds,
            ).format(count=seconds)
        )
        first = self.isHidden() and bool(seconds)
        self.setVisible(bool(seconds))
        if first:
            QAccessible.updateAccessibility(QAccessibleEvent(self._words, QAccessible.Event.Alert))


class IdleWatch(QObject):
    """Watches every touch: hides names after a minute without one, asks for the lock after the minutes that are set.

    It takes the lock keys before anything else can, also while a dialog is in front.
    """

    def __init__(self, context: Context, desk: Desk) -> None:
        super().__init__(desk)
        self._context = context
        self._desk = desk
        self._seconds = 0
        self.lock_after_seconds = 600
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def tick(self) -> None:
        """A second has passed without a touch."""
        self._seconds += 1
        if self._seconds == VEIL_AFTER_SECONDS and self._context.names_shown:
            self._desk.show_names(False)
        left = self.lock_after_seconds - self._seconds
        if 0 < left <= WARN_SECONDS:
            self._desk.lock_near.emit(left)
        if left <= 0:
            self._timer.stop()
            self._desk.lock_asked.emit("idle")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _TOUCHES:
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _asks_for_lock(event):
            self._desk.lock_asked.emit("asked")
            return True
        if self._seconds:
            if self.lock_after_seconds - self._seconds <= WARN_SECONDS:
                self._desk.lock_near.emit(0)
            self._seconds = 0
        return False


def _asks_for_lock(event: QKeyEvent) -> bool:
    pressed = QKeySequence(event.keyCombination())
    return pressed in (Shortcut.LOCK.sequence, Shortcut.LOCK_TOO.sequence)


_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
