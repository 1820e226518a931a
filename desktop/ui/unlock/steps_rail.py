"""The rail of the first start: which steps there are, and which is shown."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.theme.tokens import LINE_HEIGHT
from desktop.ui.unlock.corner import Corner
from desktop.ui.widgets.canvas import painting, text_height, text_width
from desktop.ui.widgets.ground import Ground, boxed, clear, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text

LEAST, MOST = 208, 280


class StepsRail(Ground):
    """The program's sign, the steps in their order, and the text size."""

    def __init__(self) -> None:
        super().__init__("rail", ("end",))
        self.setObjectName("start_rail")
        sign = boxed(
            row(IconMark("logo", 22, "accent"), Text("Larder", bold=True), -1, spacing=12, margins=(22, 0, 8, 0))
        )
        sign.setFixedHeight(LINE_HEIGHT)
        self._steps = column(spacing=2, margins=(8, 2, 8, 2))
        self._shown: list[tuple[str, str]] = []
        self._corner = Corner(name="start", language=False)
        self.setLayout(column(sign, self._steps, -1, row(self._corner, -1, margins=(8, 0, 0, 16))))
        follow_theme(self._fit)

    def show_steps(self, steps: list[tuple[str, str]], current: str) -> None:
        """The steps as (key, words); those before the current one are done."""
        clear(self._steps)
        keys = [key for key, _words in steps]
        at = keys.index(current) if current in keys else -1
        self._shown = steps
        for number, (key, words) in enumerate(steps):
            state = "done" if number < at else "now" if number == at else "later"
            self._steps.addWidget(_StepLine(words, state, name=f"start_rail_{key}"))
        self._fit()

    def _fit(self) -> None:
        theme = current_theme()
        widest = max((text_width(words, theme.font(bold=True)) for _key, words in self._shown), default=0)
        steps = 8 + 14 + theme.px(20) + 12 + widest + 24
        self.setFixedWidth(max(LEAST, self._corner.sizeHint().width() + 16, min(theme.px(MOST), steps)))


class _StepLine(QWidget):
    """A tick, a dot or a ring, and the words."""

    def __init__(self, words: str, state: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words = words
        self._state = state
        said = {"done": _("{step}, done"), "now": _("{step}, shown now"), "later": _("{step}, later")}[state]
        self.setAccessibleName(said.format(step=words))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self.updateGeometry)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(LEAST - 16, max(theme.target(40), text_height(theme.font()) + 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            now = self._state == "now"
            if now:
                canvas.fill(0, 0, canvas.width, canvas.height, "soft", 8)
            icon = canvas.theme.px(20)
            middle = canvas.height / 2
            if self._state == "done":
                canvas.icon(14, middle - icon / 2, icon, "check", "ok")
            else:
                size = 8
                x = 14 + (icon - size) / 2
                if now:
                    canvas.dot(x, middle - size / 2, size, "soft_text")
                else:
                    canvas.outline(x, middle - size / 2, size, size, "edge", radius=4)
            x = 14 + icon + 12
            colour = "soft_text" if now else "text" if self._state == "done" else "text2"
            font = canvas.theme.font(bold=now)
            canvas.text(x, 0, canvas.width - x - 8, canvas.height, self._words, font, colour)
