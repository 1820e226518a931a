"""Buttons: primary, tonal, plain and quiet, and the large starts of Today."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy

from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import Canvas, painting, text_height, text_width

Kind = Literal["primary", "tonal", "plain", "quiet"]

_HEIGHTS: dict[Kind, int] = {"primary": 48, "tonal": 44, "plain": 44, "quiet": 40}
_ICON = 20
_GAP = 8


def ring(button: QAbstractButton) -> bool:
    """Whether the focus ring is due."""
    return button.hasFocus()


class Keys(QShortcut):
    """The keys of a button.

    They press it at once. A button's own shortcut waits a tenth of a second, and every new text takes it away.
    """

    def __init__(self, button: QAbstractButton, shortcut: Shortcut) -> None:
        super().__init__(shortcut.sequence, button)
        self.setAutoRepeat(False)
        self.activated.connect(button.click)


class Button(QPushButton):
    """A painted push button.

    Args:
        words: a verb and its object; empty only with an icon and a `label`.
        name: the object name, by which tests and the tour find it.
        kind: primary (one per screen), tonal, plain, or quiet (green words).
        icon: name of an icon before the words.
        shortcut: set as the button's keys, and shown at the end while there is room.
        height: at 100 %; None for the kind's own (48, 44, 44, 40). 36 is the smallest there is.
        flush: a quiet button without padding at its sides, to stand in line with text.
        label: accessible name when there are no words.
    """

    def __init__(
        self,
        words: str = "",
        *,
        name: str,
        kind: Kind = "plain",
        icon: str = "",
        shortcut: Shortcut | None = None,
        height: int | None = None,
        flush: bool = False,
        label: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words = ""
        self._kind: Kind = kind
        self._icon = icon
        self._shortcut = shortcut
        self._keys = Keys(self, shortcut) if shortcut is not None else None
        self._height = height or _HEIGHTS[kind]
        self._flush = flush
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if label:
            self.setAccessibleName(label)
        self.set_words(words)
        follow_theme(self._refresh)

    def words(self) -> str:
        return self._words

    def set_words(self, words: str) -> None:
        self._words = words
        super().setText(words.replace("&", "&&"))
        self._refresh()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self._refresh()

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        self._refresh()

    def set_shortcut(self, shortcut: Shortcut | None) -> None:
        if self._keys is not None:
            self._keys.setEnabled(False)
            self._keys.deleteLater()
        self._shortcut = shortcut
        self._keys = Keys(self, shortcut) if shortcut is not None else None
        self._refresh()

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def _bold(self) -> bool:
        return self._kind in ("primary", "tonal")

    def _padding(self) -> int:
        if not self._words:
            return 0
        if self._kind == "quiet":
            return 0 if self._flush else 10
        return 16 if self._height > 40 else 14

    def _content_width(self) -> int:
        theme = current_theme()
        words = text_width(self._words, theme.font(bold=self._bold())) if self._words else 0
        icon = theme.px(_ICON) if self._icon else 0
        return words + icon + (_GAP if words and icon else 0)

    def sizeHint(self) -> QSize:
        height = max(current_theme().target(self._height), text_height(current_theme().font()) + 8)
        if not self._words:
            return QSize(height, height)
        return QSize(self._content_width() + 2 * self._padding(), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.EnabledChange):
            self.update()
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            colour = self._paint_ground(canvas)
            self._paint_words(canvas, colour)

    def _paint_ground(self, canvas: Canvas) -> str:
        width, height = canvas.width, canvas.height
        over, focus = self.underMouse() and self.isEnabled(), self.hasFocus()
        pressed = self.isDown()
        if not self.isEnabled():
            if self._kind != "quiet":
                canvas.fill(0, 0, width, height, "track", 8)
            return "text2"
        if self._kind == "primary":
            canvas.fill(0, 0, width, height, "fill", 8)
            if pressed or over:
                canvas.fill(0, 0, width, height, "#30000000" if pressed else "#18000000", 8)
            if focus:
                canvas.outline(3, 3, width - 6, height - 6, "on_accent", thick=2, radius=6)
            return "on_accent"
        ground = {"tonal": "soft", "plain": "surface", "quiet": ""}[self._kind]
        if pressed or over:
            ground = "hover" if self._kind != "tonal" else "soft"
        edge, thick = ("focus", 2.0) if focus else ("edge", 1.0)
        if self._flush and focus:
            # A frame would touch the letters: they stand in line with text, without room at their sides.
            below = (height + text_height(canvas.theme.font())) / 2 + 2
            canvas.fill(0, min(below, height - 2), width, 2, "focus", 1)
        elif self._kind == "plain" or focus:
            canvas.outline(0, 0, width, height, edge, thick=thick, ground=ground or None)
        elif ground:
            canvas.fill(0, 0, width, height, ground, 8)
        return {"tonal": "soft_text", "plain": "text", "quiet": "accent"}[self._kind]

    def _paint_words(self, canvas: Canvas, colour: str) -> None:
        theme = canvas.theme
        icon = theme.px(_ICON)
        content = self._content_width()
        padding = self._padding()
        x = max(padding, (canvas.width - content) / 2)
        if self._kind == "quiet" and self._flush:
            x = 0
        keys_font = theme.font("small", bold=False)
        keys = self._shortcut.words if self._shortcut is not None and self._kind == "primary" else ""
        keys_width = text_width(keys, keys_font) if keys else 0
        if keys and x + content + 12 <= canvas.width - 16 - keys_width:
            canvas.text(canvas.width - 16 - keys_width, 0, keys_width, canvas.height, keys, keys_font, colour, "end")
        if self._icon:
            canvas.icon(x, (canvas.height - icon) / 2, icon, self._icon, colour)
            x += icon + _GAP
        if self._words:
            font = theme.font(bold=self._bold())
            canvas.text(x, 0, canvas.width - x - min(padding, 4), canvas.height, self._words, font, colour)


class LargeButton(QPushButton):
    """Words, a small line under them, and an icon. What is made of it says how large it is, and paints it.

    Args:
        words, small: what it does, and what that is about.
        icon: name of the icon.
    """

    def __init__(self, words: str, small: str, icon: str, *, name: str) -> None:
        super().__init__(words)
        self.setObjectName(name)
        self._words = words
        self._small = small
        self._icon = icon
        self.setAccessibleDescription(small)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self._refresh)

    def words(self) -> str:
        return self._words

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 280), self.sizeHint().height())


class BigStart(LargeButton):
    """A start of Today: 88 px high, icon, a verb, and a small line. One of them is filled.

    Args:
        words, small: the verb, and what it is about.
        icon: name of the icon, 28 px.
        filled: the primary of the screen.
    """

    def __init__(
        self, words: str, small: str, icon: str, *, name: str, filled: bool = False, shortcut: Shortcut | None = None
    ) -> None:
        super().__init__(words, small, icon, name=name)
        self._filled = filled
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if shortcut is not None:
            self.keys = Keys(self, shortcut)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        lines = text_height(theme.font("head")) + text_height(theme.font("small"))
        words = max(text_width(self._words, theme.font("head")), text_width(self._small, theme.font("small")))
        return QSize(24 + theme.px(28) + 24 + words + 16, max(theme.target(88), lines + 24))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            theme = canvas.theme
            width, height = canvas.width, canvas.height
            over = self.underMouse() and self.isEnabled()
            if self._filled:
                canvas.fill(0, 0, width, height, "fill", 10)
                if self.isDown() or over:
                    canvas.fill(0, 0, width, height, "#30000000" if self.isDown() else "#18000000", 10)
                if self.hasFocus():
                    canvas.outline(3, 3, width - 6, height - 6, "on_accent", thick=2, radius=8)
            else:
                edge, thick = ("focus", 2.0) if self.hasFocus() else ("edge", 1.0)
                ground = "hover" if over or self.isDown() else "surface"
                canvas.outline(0, 0, width, height, edge, thick=thick, radius=10, ground=ground)
            ink, second, mark = ("on_accent", "on_accent", "on_accent") if self._filled else ("text", "text2", "accent")
            icon = theme.px(32)
            canvas.icon(24, (height - icon) / 2, icon, self._icon, mark)
            x = 24 + icon + 20
            head, small = theme.font("head"), theme.font("small")
            head_height, small_height = text_height(head), text_height(small)
            top = (height - head_height - small_height) / 2
            room = width - x - 12
            canvas.text(x, top, room, head_height, self._words, head, ink)
            canvas.text(x, top + head_height, room, small_height, self._small, small, second)
