"""The words a list offers for the letters typed so far: a line of them, taken by the keyboard or by a press."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, list_text
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import painting, text_height, text_width

PADDING, GAP = 10, 4


class WordChoices(QWidget):
    """At most a handful of words in one line; one of them is marked. It never takes the keyboard from the field.

    Signals:
        taken(str): a word was pressed.
        changed(): it appeared or went.
    """

    taken = Signal(str)
    changed = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._offered: tuple[str, ...] = ()
        self._chosen = -1
        self._stepped = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self.updateGeometry)

    def offer(self, words: tuple[str, ...], *, chosen: int) -> None:
        """Show other words, with one of them marked, or none (-1); without words it goes."""
        if words == self._offered and not self._stepped and chosen == self._chosen:
            return
        self._offered, self._chosen, self._stepped = words, chosen if words else -1, False
        self._say()
        if self.isHidden() == bool(words):
            self.setVisible(bool(words))
            self.changed.emit()
        self.updateGeometry()

    def offered(self) -> tuple[str, ...]:
        return self._offered

    def words(self) -> str:
        """What can be read, for who looks for words on the screen."""
        return " ".join(self._offered)

    def chosen(self) -> str:
        """The marked word, or nothing."""
        return self._offered[self._chosen] if 0 <= self._chosen < len(self._offered) else ""

    def only(self) -> bool:
        """Whether no other word begins like this."""
        return len(self._offered) == 1

    def was_stepped(self) -> bool:
        """Whether the person chose among them."""
        return self._stepped

    def step(self, by: int) -> None:
        """Mark the next word, or the one before; round at the ends."""
        count = len(self._offered)
        self._chosen = (self._chosen + by) % count if self._chosen >= 0 else (0 if by > 0 else count - 1)
        self._stepped = True
        self._say()

    def _say(self) -> None:
        offered = _("Words that begin so: {words}").format(words=list_text(self._offered)) if self._offered else ""
        self.setAccessibleName(offered)
        self.setAccessibleDescription(self.chosen())
        self.update()
        if self._offered and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _places(self) -> list[tuple[float, float]]:
        """Where each word stands, from the start edge: as many as fit."""
        font = current_theme().font()
        places: list[tuple[float, float]] = []
        x = 0.0
        for word in self._offered:
            wide = text_width(word, font) + 2 * PADDING
            if places and x + wide > self.width():
                break
            places.append((x, wide))
            x += wide + GAP
        return places

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(80, max(theme.target(32), text_height(theme.font()) + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.width() - x
        for word, (start, wide) in zip(self._offered, self._places(), strict=False):
            if start <= x <= start + wide:
                self.taken.emit(word)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            font = canvas.theme.font()
            for at, (word, (x, wide)) in enumerate(zip(self._offered, self._places(), strict=False)):
                marked = at == self._chosen
                if marked:
                    canvas.fill(x, 0, wide, canvas.height, "soft", 6)
                canvas.text(x + PADDING, 0, wide, canvas.height, word, font, "soft_text" if marked else "text2")
