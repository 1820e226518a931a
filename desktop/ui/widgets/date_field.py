"""A day, typed or picked from a calendar."""

import calendar
import re
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, date_text
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting
from desktop.ui.widgets.edit import LineEdit
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.month_grid import MonthGrid

_MONTH_FIRST = frozenset({"en_US", "en_PH", "en_BZ"})


def parse_date(words: str, locale: QLocale, *, months: bool = False) -> date | None:
    """The day in typed words, or None.

    Understood are ISO (2026-11-24), the locale's short form with a year of two or four digits, and "24 Nov 2026".
    With `months`, a month alone (03/2027, 2027-03, Mar 2027) means its last day, as expiry dates do.
    """
    plain = " ".join(words.split())
    if not plain:
        return None
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plain)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})", plain)
    if found:
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        if locale.name() in _MONTH_FIRST:
            first, second = second, first
        return _day(year, second, first)
    if months:
        found = re.fullmatch(r"(\d{1,2})[-/. ](\d{2}|\d{4})", plain)
        if found:
            return _month_end(_year(found[2]), int(found[1]))
        found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", plain)
        if found:
            return _month_end(int(found[1]), int(found[2]))
    return _named(plain, locale, months)


def _named(plain: str, locale: QLocale, months: bool) -> date | None:
    """Forms with the name of a month in it."""
    for form in ("d MMM yyyy", "d MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy"):
        found = locale.toDate(plain, form)
        if found.isValid():
            return _day(found.year(), found.month(), found.day())
    if months:
        for form in ("MMM yyyy", "MMMM yyyy"):
            found = locale.toDate(plain, form)
            if found.isValid():
                return _month_end(found.year(), found.month())
    return None


def short_form(day: date, locale: QLocale) -> str:
    """The locale's short form of a day, always with four digits of the year."""
    form = re.sub(r"y+", "yyyy", locale.dateFormat(QLocale.FormatType.ShortFormat))
    return locale.toString(QDate(day.year, day.month, day.day), form)


class DateField(Field):
    """A field for a day.

    Args:
        today: marks the day in the calendar and is offered by one press; from the injected clock.
        months: also take a month alone, as its last day (expiry dates).
        required: whether an empty field is wrong.

    Signals:
        changed(object): the day, or None, after every key or pick.
    """

    changed = Signal(object)

    def __init__(
        self,
        label: str,
        *,
        name: str,
        today: date,
        value: date | None = None,
        required: bool = True,
        months: bool = False,
        hint: str = "",
    ) -> None:
        self._today = today
        self._months = months
        self._required = required
        self.edit = _DateEdit(name=name)
        super().__init__(label, self.edit, hint=hint)
        self.edit.button.setAccessibleName(_("{label}: open the calendar").format(label=label))
        self.edit.button.clicked.connect(self._open_calendar)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self._on_left)
        if value is not None:
            self.set_value(value)

    def value(self) -> date | None:
        """The day, or None when the field is empty or holds no day."""
        return parse_date(self.edit.text(), current_theme().locale, months=self._months)

    def set_value(self, value: date | None) -> None:
        self.edit.setText(short_form(value, current_theme().locale) if value is not None else "")
        self.set_error(None)

    def is_empty(self) -> bool:
        return not self.edit.text().strip()

    def problem(self) -> str:
        """What is wrong with what stands there, apart from rules only the caller knows."""
        if self.is_empty():
            return _("Type a date, or pick one. Nothing was saved.") if self._required else ""
        if self.value() is None:
            return _("That is no date. Nothing was saved. Type it like {example}").format(
                example=short_form(self._today, current_theme().locale)
            )
        return ""

    def check(self) -> bool:
        """Show what is wrong, if anything; true when a day stands there (or the field may be empty and is)."""
        problem = self.problem()
        self.set_error(problem or None)
        return not problem

    def _on_edited(self, _words: str) -> None:
        if self.error():
            self.set_error(None)
        self.changed.emit(self.value())

    def _on_left(self) -> None:
        value = self.value()
        if value is not None:
            self.edit.setText(short_form(value, current_theme().locale))
        elif not self.is_empty():
            self.check()

    def _open_calendar(self) -> None:
        popup = CalendarPopup(self, self.value(), self._today, name=f"{self.edit.objectName()}_calendar")
        popup.picked.connect(self._on_picked)
        popup.open_below(self.edit)

    def _on_picked(self, value: date) -> None:
        self.set_value(value)
        self.edit.setFocus()
        self.changed.emit(value)


class _DateEdit(LineEdit):
    """A line edit with a calendar button at its end."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        self.setProperty("inside", "end")
        self.button = Button(name=f"{name}_open", kind="quiet", icon="calendar", label=_("Open the calendar"))
        self.button.setParent(self)
        follow_theme(self._place)

    def _place(self) -> None:
        size = current_theme().target(36)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.button.setGeometry(4 if mirrored else self.width() - size - 4, (self.height() - size) // 2, size, size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


class CalendarPopup(QWidget):
    """A month to pick a day from.

    Signals:
        picked(object): the day that was pressed.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget, value: date | None, today: date, *, name: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Calendar"))
        self.grid = MonthGrid(value or today, today, name=f"{name}_month")
        self.grid.picked.connect(self._on_picked)
        now = Button(_("Today, {date}").format(date=date_text(today)), name=f"{name}_today", kind="quiet", height=36)
        now.clicked.connect(lambda _checked=False: self._on_picked(today))
        self.setLayout(column(self.grid, now, spacing=4, margins=(8, 8, 8, 8)))

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a widget, inside the screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        if anchor.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + anchor.width() - self.width())
        room = anchor.screen().availableGeometry()
        if corner.y() + self.height() > room.bottom():
            corner.setY(anchor.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4)
        self.move(max(room.left(), min(corner.x(), room.right() - self.width())), max(room.top(), corner.y()))
        self.show()
        self.grid.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.outline(0, 0, canvas.width, canvas.height, "edge", radius=0, ground="surface")

    def _on_picked(self, value: date) -> None:
        self.picked.emit(value)
        self.close()


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day(year: int, month: int, day: int) -> date | None:
    if not (1900 <= year <= 2199 and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _month_end(year: int, month: int) -> date | None:
    if not (1900 <= year <= 2199 and 1 <= month <= 12):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])
