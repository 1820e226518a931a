"""What stands between rows: heads of sections, facts, filter words, the empty state."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import number_text
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting, text_height, text_width
from desktop.ui.widgets.ground import Hairline, boxed, clear, column, row
from desktop.ui.widgets.text import Text, Tone
from desktop.ui.widgets.wrap_row import WrapRow


class SectionHead(QWidget):
    """The name of a section, with a quiet button at its end.

    Args:
        look: head (18, half bold) or small (13, half bold, second voice).
        rule: a hairline below.
    """

    def __init__(
        self, words: str, *, look: Literal["head", "small"] = "small", action: Button | None = None, rule: bool = False
    ) -> None:
        super().__init__()
        self._words = Text(words, look, bold=True, tone="text" if look == "head" else "text2")
        line = row(self._words, -1, spacing=8)
        if action is not None:
            line.addWidget(action)
        self.setLayout(column(line, *((6, Hairline()) if rule else ())))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str) -> None:
        self._words.set_words(words)

    def words(self) -> str:
        return self._words.words()


Fact = tuple[str, str] | tuple[str, str, Tone]


class FactsList(QWidget):
    """Facts: label at the start, value at the end.

    Args:
        look: plain (values in body), ruled (a hairline below each, values half bold), or small.
    """

    def __init__(
        self, facts: Sequence[Fact] = (), *, look: Literal["plain", "ruled", "small"] = "plain", name: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._look = look
        self._column = column()
        self.setLayout(self._column)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._facts: list[Fact] = list(facts)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        # Whether label and value have room side by side depends on the size of the letters.
        self.set_facts(self._facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        clear(self._column)
        self._facts = list(facts)
        for number, fact in enumerate(self._facts):
            label, value = fact[0], fact[1]
            tone: Tone = fact[2] if len(fact) == 3 else "text"
            ruled = self._look == "ruled"
            if ruled and not number:
                self._column.addWidget(Hairline())
            start = Text(label, "body" if ruled else "small", tone="text2")
            end = Text(value, "small" if self._look == "small" else "body", tone=tone, bold=ruled, align="end")
            end.setAccessibleName(f"{label}: {value}")
            gap = 8 if ruled else 6
            line = boxed(row(start, -1, end, spacing=12, margins=(0, gap, 0, gap)))
            if start.sizeHint().width() + end.sizeHint().width() > 300:
                end.deleteLater()
                long = Text(value, "small" if self._look == "small" else "body", tone=tone, bold=ruled, wrap=True)
                line = boxed(column(start, long, spacing=2, margins=(0, gap, 0, gap)))
            self._column.addWidget(line)
            if ruled:
                self._column.addWidget(Hairline())

    def facts(self) -> list[tuple[str, str]]:
        return [(fact[0], fact[1]) for fact in self._facts]


class FilterRow(QWidget):
    """Words with counts, one of them chosen. Arrow keys walk along them.

    Signals:
        chosen(str): the key of another filter, by a person.
    """

    chosen = Signal(str)

    def __init__(self, filters: Sequence[tuple[str, str, int | None]] = (), *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._row = WrapRow(fill=False, gap=4)
        self.setLayout(column(self._row))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._items: dict[str, _FilterItem] = {}
        self.set_filters(filters)

    def set_filters(self, filters: Sequence[tuple[str, str, int | None]]) -> None:
        """(key, words, count or None) in order. The chosen one stays chosen; otherwise the first is."""
        if [key for key, _words, _count in filters] == list(self._items):
            for key, words, count in filters:
                self._items[key].set_words(words, count)
            return
        before = self.current()
        self._row.clear()
        self._items = {}
        for key, words, count in filters:
            item = _FilterItem(words, count, name=f"{self.objectName()}_{key}")
            item.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(item)
            self._row.add(item)
            self._items[key] = item
        self.set_current(before if before in self._items else next(iter(self._items), ""))

    def current(self) -> str:
        """The key of the chosen filter, or nothing."""
        return next((key for key, item in self._items.items() if item.isChecked()), "")

    def set_current(self, key: str) -> None:
        if key in self._items:
            self._items[key].setChecked(True)


class _FilterItem(Button):
    def __init__(self, words: str, count: int | None, *, name: str) -> None:
        super().__init__("", name=name, kind="quiet", height=36)
        self.setCheckable(True)
        self.set_words(words, count)

    def set_words(self, words: str, count: int | None = None) -> None:
        super().set_words(f"{words} {number_text(count)}" if count is not None else words)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = text_width(self.words(), theme.font(bold=True)) + 28
        return QSize(width, max(theme.target(36), text_height(theme.font()) + 8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            on = self.isChecked()
            over = self.underMouse()
            if on or over:
                canvas.fill(0, 0, canvas.width, canvas.height, "soft" if on else "hover", 8)
            if self.hasFocus():
                canvas.outline(0, 0, canvas.width, canvas.height, "focus", thick=2)
            font = canvas.theme.font(bold=on)
            canvas.text(0, 0, canvas.width, canvas.height, self.words(), font, "soft_text" if on else "text2", "center")


class EmptyState(QWidget):
    """What a list shows while nothing is in it: a drawing, what goes here and why, and a quiet way to help."""

    def __init__(
        self,
        head: str,
        sentences: str,
        *,
        help_words: str = "",
        on_help: Callable[[], object] | None = None,
        name: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._head = Text(head, "head", align="center")
        self._sentences = Text(sentences, tone="text2", wrap=True, align="center")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 0)
        layout.setSpacing(4)
        layout.addStretch(5)
        layout.addWidget(_Drawing(), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(28)
        layout.addWidget(self._head, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(row(-1, self._sentences, -1))
        if help_words:
            self.help = Button(help_words, name=f"{name}_help", kind="quiet", icon="help")
            if on_help is not None:
                self.help.clicked.connect(lambda _checked=False: on_help())
            layout.addSpacing(16)
            layout.addWidget(self.help, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(6)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        self._sentences.setFixedWidth(current_theme().px(408))

    def words(self) -> str:
        return f"{self._head.words()}\n{self._sentences.words()}"


class _Drawing(QWidget):
    """Three rows, one of them filled."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(170, 116)
        follow_theme(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            for number, length in enumerate((84, 64, 72)):
                y = number * 40
                first = number == 0
                canvas.outline(0, y, 170, 35, "edge", thick=1.5, radius=7, dashed=not first, ground="pane")
                canvas.dot(14, y + 12, 12, "accent" if first else "track")
                canvas.fill(38, y + 13, length, 9, "veil" if first else "track", 4.5)
