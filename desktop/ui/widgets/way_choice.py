"""A choice between a few ways, each a large button with a small line that says what it means."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import LargeButton
from desktop.ui.widgets.canvas import painting, text_height, text_width
from desktop.ui.widgets.ground import column

_ICON = 24
_CHECK = 20


class Way(LargeButton):
    """One way. The chosen one has a soft ground and a tick.

    Args:
        words, small: what it does, and what that means.
        icon: name of the icon, 24 px.
    """

    def __init__(self, words: str, small: str, icon: str, *, name: str) -> None:
        super().__init__(words, small, icon, name=name)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        lines = text_height(theme.font("body", bold=True)) + text_height(theme.font("small"))
        words = max(
            text_width(self._words, theme.font("body", bold=True)), text_width(self._small, theme.font("small"))
        )
        width = 16 + theme.px(_ICON) + 16 + words + 16 + theme.px(_CHECK) + 16
        return QSize(width, max(theme.target(64), lines + 18))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            theme, chosen = canvas.theme, self.isChecked()
            edge, thick = ("accent", 2.0) if chosen else ("edge", 1.0)
            if self.hasFocus():
                edge, thick = "focus", 2.0
            over = self.underMouse() and self.isEnabled()
            ground = "soft" if chosen else "hover" if over or self.isDown() else "surface"
            canvas.outline(0, 0, canvas.width, canvas.height, edge, thick=thick, radius=10, ground=ground)
            icon, check = theme.px(_ICON), theme.px(_CHECK)
            canvas.icon(16, (canvas.height - icon) / 2, icon, self._icon, "soft_text" if chosen else "accent")
            x = 16 + icon + 16
            room = canvas.width - x - check - 28
            body, small = theme.font("body", bold=True), theme.font("small")
            body_height, small_height = text_height(body), text_height(small)
            top = (canvas.height - body_height - small_height) / 2
            canvas.text(x, top, room, body_height, self._words, body, "soft_text" if chosen else "text")
            canvas.text(
                x, top + body_height, room, small_height, self._small, small, "soft_text" if chosen else "text2"
            )
            if chosen:
                end = canvas.width - 16 - check
                canvas.icon(end, (canvas.height - check) / 2, check, "check", "soft_text")


class WayChoice(QWidget):
    """The ways below each other; none is chosen at first. The arrow keys walk along them.

    Args:
        ways: (key, words, small line, icon) of each.

    Signals:
        chosen(str): the key of the way that a person chose.
    """

    chosen = Signal(str)

    def __init__(self, ways: Sequence[tuple[str, str, str, str]], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._ways: dict[str, Way] = {}
        for key, words, small, icon in ways:
            way = Way(words, small, icon, name=f"{name}_{key}")
            way.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(way)
            self._ways[key] = way
        parts: list[QWidget | int] = []
        for way in self._ways.values():
            parts += [way, 8]
        self.setLayout(column(*parts[:-1]))
        if self._ways:
            self.setFocusProxy(next(iter(self._ways.values())))

    def current(self) -> str:
        """The key of the chosen way, empty while none is."""
        return next((key for key, way in self._ways.items() if way.isChecked()), "")
