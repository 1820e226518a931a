"""One month as a grid of days, walked with the arrow keys."""

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, date_text, month_text, number_text
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.text import Text

_LEAST, _MOST = date(1900, 1, 1), date(2199, 12, 31)


class MonthGrid(QWidget):
    """Head with the month and two arrows, weekdays, days.

    Signals:
        picked(object): the day that was pressed, or taken with Enter.
    """

    picked = Signal(object)

    def __init__(self, day: date, today: date, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.days = _Days(day, today, name=f"{name}_days")
        self.days.picked.connect(self.picked)
        self.days.moved.connect(self._show_month)
        self._month = Text("", bold=True)
        back = Button(name=f"{name}_back", kind="quiet", icon="chevron-left", label=_("Month before"), height=36)
        on = Button(name=f"{name}_on", kind="quiet", icon="chevron-right", label=_("Month after"), height=36)
        back.clicked.connect(lambda _checked=False: self.days.turn(-1))
        on.clicked.connect(lambda _checked=False: self.days.turn(1))
        self.setLayout(column(row(self._month, -1, back, on, spacing=4, margins=(8, 0, 0, 0)), self.days))
        self.setFocusProxy(self.days)
        self._show_month()

    def day(self) -> date:
        """The day the keyboard stands on."""
        return self.days.day

    def _show_month(self) -> None:
        self._month.set_words(month_text(self.days.day))


class _Days(QWidget):
    picked = Signal(object)
    moved = Signal()

    def __init__(self, day: date, today: date, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.day, self._today = day, today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()
        follow_theme(self._refresh)

    def turn(self, months: int) -> None:
        """Go some months on or back, to the same day where there is one."""
        number = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(number, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self._move(date(year, month + 1, min(self.day.day, last)))

    def weeks(self) -> list[list[date]]:
        first = self._first_weekday()
        return calendar.Calendar(first).monthdatescalendar(self.day.year, self.day.month)

    def _first_weekday(self) -> int:
        return current_theme().locale.firstDayOfWeek().value - 1

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def _cell(self) -> int:
        return current_theme().target(36)

    def sizeHint(self) -> QSize:
        return QSize(7 * self._cell(), 7 * self._cell())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _move(self, day: date) -> None:
        self.day = max(_LEAST, min(_MOST, day))
        self._tell()
        self.moved.emit()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleName(date_text(self.day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        on = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        steps = {Qt.Key.Key_Left: -on, Qt.Key.Key_Right: on, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = Qt.Key(event.key())
        if key in steps:
            self._move(self.day + timedelta(days=steps[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self._move(day)
            self.picked.emit(day)

    def day_at(self, point: QPoint) -> date | None:
        """The day under a point, or None."""
        cell = self._cell()
        x, y = point.x(), point.y()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.width() - 1 - x
        place, line = x // cell, y // cell - 1
        weeks = self.weeks()
        return weeks[line][place] if 0 <= line < len(weeks) and 0 <= place < 7 else None

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            theme = canvas.theme
            cell = self._cell()
            small, locale, first = theme.font("small"), theme.locale, self._first_weekday()
            for place in range(7):
                weekday = (first + place) % 7 + 1
                words = locale.standaloneDayName(weekday, locale.FormatType.NarrowFormat)
                canvas.text(place * cell, 0, cell, cell, words, small, "text2", "center")
            for line, week in enumerate(self.weeks()):
                for place, day in enumerate(week):
                    x, y = place * cell, (line + 1) * cell
                    chosen, today = day == self.day, day == self._today
                    if chosen:
                        canvas.fill(x + 2, y + 2, cell - 4, cell - 4, "soft", 8)
                    if chosen and self.hasFocus():
                        canvas.outline(x + 2, y + 2, cell - 4, cell - 4, "focus", thick=2)
                    elif today:
                        canvas.outline(x + 2, y + 2, cell - 4, cell - 4, "edge")
                    inside = day.month == self.day.month
                    ink = "soft_text" if chosen else "text" if inside else "text2"
                    font = theme.font("body" if inside else "small", bold=chosen)
                    canvas.text(x, y, cell, cell, number_text(day.day), font, ink, "center")
