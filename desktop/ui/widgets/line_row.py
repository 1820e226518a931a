"""A row of Today and of short lists: icon, who or what, a mark, and one button, with a hairline below."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Hairline, column, row
from desktop.ui.widgets.marks import Badge, IconMark, Who
from desktop.ui.widgets.text import Text

_FEW_WORDS = 150


class LineRow(QWidget):
    """One line; long words wrap and the row grows. Where the room is short, the mark goes below the words.

    Args:
        icon: at the start, empty for none.
        words: what it is about.
        who: a code, with `who_name` or a veil behind it.
        second: `words` in the second voice (facts behind a code); otherwise in ink.
        badge: the mark before the button.
        button: 36 px high; those below each other are equally wide.
        height: at 100 %, at least.
    """

    def __init__(
        self,
        words: str,
        *,
        icon: str = "",
        who: str = "",
        who_name: str | None = None,
        second: bool = False,
        badge: Badge | None = None,
        button: Button | None = None,
        height: int = 52,
        name: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._height = height
        self._badge = badge
        self._button = button
        line = row(spacing=12, margins=(0, 4, 0, 4))
        if icon:
            line.addWidget(IconMark(icon, 18))
        if who:
            self.who = Who(who, who_name)
            self.who.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            line.addWidget(self.who)
        self._words = Text(words, tone="text2" if second else "text", wrap=True)
        self._middle = row(spacing=4)
        self._middle.addWidget(self._words, 1)
        if badge is not None:
            self._middle.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(self._middle, 1)
        if button is not None:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._line = line
        outer = column(line, Hairline())
        outer.setStretch(0, 1)
        self.setLayout(outer)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        follow_theme(self._fit)

    def words(self) -> str:
        return self._words.words()

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(280), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The mark stands beside the words while these keep the room of a few words, and below them otherwise."""
        if self._badge is None:
            return
        taken = self._badge.sizeHint().width() + self._line.spacing()
        for at in range(self._line.count()):
            item = self._line.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                taken += max(widget.sizeHint().width(), widget.minimumWidth()) + self._line.spacing()
        beside = self.width() - taken >= current_theme().px(_FEW_WORDS)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        side = Qt.AlignmentFlag.AlignVCenter if beside else Qt.AlignmentFlag.AlignLeading
        self._middle.setAlignment(self._badge, side)
        self._badge.updateGeometry()  # its item remembers the sizes it had under the other alignment

    def _fit(self) -> None:
        theme = current_theme()
        # The distance of lines is added below the letters: without this, one line would stand too high.
        self._words.setContentsMargins(0, 0 if theme.chinese else 3, 0, 0)
        self.setMinimumHeight(theme.target(self._height))
        if self._button is not None:
            self._button.setMinimumWidth(108 if theme.text_size <= 110 else 0)
        self._share()
