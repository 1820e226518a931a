"""The window while a vault is open: a rail of places, the place in view, and the watch over touches.

It knows which places exist and who may enter them; what happens in a place stands in that place's own package.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.domain.users import Permission
from desktop.i18n import N_, _, moment_text, time_text
from desktop.ui.context import Context
from desktop.ui.counter.page import CounterPage
from desktop.ui.events import Changed
from desktop.ui.idle import IdleWarning, IdleWatch
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
from desktop.ui.widgets.ground import column


class Page(Protocol):
    """What the window asks of a place; every page is a QWidget besides.

    A place with forms also has `draft() -> dict[str, Any] | None`, what is typed and not saved as JSON can hold it, and
    `take_draft(content)`, which puts that back. What is put back is judged like anything that is typed.
    """

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

    Attributes:
        idle: The watch over touches.

    Signals:
        lock_asked: As the window's.
    """

    lock_asked = Signal(str)

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
        self._saved_at = ""
        context.events.changed.connect(self._note_saved)
        self._drafts: dict[str, dict[str, Any]] = {}
        self._back_words = ""
        self.idle = IdleWatch(self)
        self.idle.lock_asked.connect(self.lock_asked)
        self.idle.lock_near.connect(self._warning.set_seconds)
        self.idle.names_long_seen.connect(self._hide_names)

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
        if not where and key in self._drafts:
            self._give_back(page, self._drafts.pop(key))

    def _give_back(self, page: Any, typed: dict[str, Any]) -> None:
        # Another version of the program may have laid its forms out otherwise: then there is nothing to give back.
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            page.take_draft(typed)

        # Parts of it may still be read; what is gone brings nothing back.
        if self.context.tasks.busy:
            self.context.tasks.idle.connect(self._say_back, Qt.ConnectionType.SingleShotConnection)
        else:
            self._say_back()

    def _say_back(self) -> None:
        page = self.current_page()
        if hasattr(page, "draft") and page.draft() is not None:
            self.context.messages.inform(self._back_words)

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved in every place, and which place is in view; None when nothing is."""
        found = dict(self._drafts)
        for key, page in self._pages.items():
            typed = page.draft() if hasattr(page, "draft") else None
            if typed is not None:
                found[key] = typed
        shown = next((key for key, page in self._pages.items() if page is self._stack.currentWidget()), "")
        return {"shown": shown, "places": found} if found else None

    def take_draft(self, content: dict[str, Any], kept_at: datetime, *, saved: bool = False) -> None:
        """Give back what `draft` gave: at once in the place that was in view, elsewhere when it is next gone to.

        Args:
            saved: Whether a form was being saved at that moment, and was.
        """
        if saved:
            self._saved_at = self._moment_words(kept_at)
            self._show_saved(self._stack)
            self.context.messages.inform(_("Saved {time}").format(time=self._saved_at))
        self.keep_for_later(content, kept_at)
        shown = content.get("shown")
        if self._drafts:
            self.go(shown if shown in self._drafts else next(iter(self._drafts)))

    def keep_for_later(self, content: dict[str, Any], kept_at: datetime) -> None:
        """Give it back everywhere when it is next gone to."""
        places = content.get("places")
        if not isinstance(places, dict):
            return
        self._drafts = {key: typed for key, typed in places.items() if key in self._places and isinstance(typed, dict)}
        when = self._moment_words(kept_at)
        self._back_words = _("Your form from {time} is back. Nothing of it is saved yet.").format(time=when)

    def _moment_words(self, moment: datetime) -> str:
        same_day = moment.astimezone().date() == self.context.clock.today()
        return time_text(moment) if same_day else moment_text(moment)

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

    def _hide_names(self) -> None:
        if self.context.names_shown:
            self.show_names(False)

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
