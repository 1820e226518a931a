"""Two kinds of charts and no third: bars by group, bars by month. Values are printed, and both are readable in grey."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import number_text
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import painting, text_height, text_width


class _Chart(QWidget):
    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._title = title
        self._bars: list[tuple[str, int]] = []
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def _take(self, bars: list[tuple[str, int]]) -> None:
        self._bars = bars
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(", ".join(f"{words} {number_text(value)}" for words, value in bars))
        self._refresh()

    def bars(self) -> list[tuple[str, int]]:
        return list(self._bars)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class BarChart(_Chart):
    """Horizontal bars by group, the value at each bar's end."""

    def __init__(self, title: str, bars: list[tuple[str, int]] | None = None, *, name: str = "") -> None:
        super().__init__(title, name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_bars(bars or [])

    def set_bars(self, bars: list[tuple[str, int]]) -> None:
        """(group, number of 0 or more), in the order shown."""
        self._take(bars)

    def sizeHint(self) -> QSize:
        return QSize(220, max(1, len(self._bars)) * self._step())

    def _step(self) -> int:
        return current_theme().px(34)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            if not self._bars:
                return
            small, bold = canvas.theme.font("small"), canvas.theme.font("small", bold=True)
            words = min(canvas.width * 0.4, max(text_width(group, small) for group, _value in self._bars))
            numbers = max(text_width(number_text(value), bold) for _group, value in self._bars)
            most = max([1, *(value for _group, value in self._bars)])
            room = max(8.0, canvas.width - words - 12 - numbers - 12)
            step = self._step()
            tall = canvas.theme.px(14)
            for number, (group, value) in enumerate(self._bars):
                y = number * step
                canvas.text(0, y, words, step, group, small, "text")
                length = max(3.0, room * value / most) if value > 0 else 0
                if length:
                    canvas.fill(words + 12, y + (step - tall) / 2, length, tall, "accent", 1.5)
                canvas.text(words + 12 + length + 8, y, numbers, step, number_text(value), bold, "text")


class MonthBars(_Chart):
    """Upright bars by month; the month in question solid, the others hatched. Time runs in reading direction."""

    def __init__(
        self, title: str, bars: list[tuple[str, int]] | None = None, current: int = -1, *, name: str = ""
    ) -> None:
        super().__init__(title, name)
        self._current = current
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_bars(bars or [], current)

    def set_bars(self, bars: list[tuple[str, int]], current: int = -1) -> None:
        """(short month, number of 0 or more) from old to new; `current`: the month in question, -1 for the last."""
        self._current = current if current >= 0 else len(bars) - 1
        self._take(bars)

    def sizeHint(self) -> QSize:
        return QSize(max(1, len(self._bars)) * current_theme().px(36), current_theme().px(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            if not self._bars:
                return
            theme = canvas.theme
            small, bold = theme.font("small"), theme.font("small", bold=True)
            line = text_height(small) + 4
            floor = canvas.height - line - 2
            most = max([1, *(value for _month, value in self._bars)])
            step = canvas.width / len(self._bars)
            wide = min(step * 0.66, theme.px(56))
            for number, (month, value) in enumerate(self._bars):
                this = number == self._current
                x = number * step + (step - wide) / 2
                tall = (floor - line) * value / most if value > 0 else 0
                if tall:
                    if this:
                        canvas.fill(x, floor - tall, wide, tall, "accent", 2)
                    else:
                        canvas.fill(x, floor - tall, wide, tall, "soft", 3)
                        canvas.hatch(x, floor - tall, wide, tall, "accent", 3)
                        canvas.outline(x, floor - tall, wide, tall, "accent", thick=1.25, radius=3)
                font = bold if this else small
                canvas.text(number * step, floor - tall - line, step, line, number_text(value), font, "text", "center")
                canvas.text(number * step, floor + 4, step, line, month, font, "text", "center")
            canvas.line(0, floor, canvas.width, "edge")
