"""Words on the screen. Foreign text is always plain text."""

import html
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.theme import Look, current_theme, follow_theme
from desktop.ui.widgets.canvas import painting, text_height, text_width

Tone = Literal["text", "text2", "accent", "soft_text", "ok", "warn", "bad"]


class Text(QLabel):
    """A label in one of the five sizes.

    Args:
        words: shown as they are, never read as markup.
        look: small, body, head, title or figure.
        bold: None for the size's usual weight.
        wrap: lines at reading distance; otherwise one line that asks for its whole width.
        align: start or end or center.
    """

    def __init__(
        self,
        words: str = "",
        look: Look = "body",
        *,
        tone: Tone = "text",
        bold: bool | None = None,
        wrap: bool = False,
        align: Literal["start", "center", "end"] = "start",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._words = words
        self._look: Look = look
        self._tone = tone
        self._bold = bold
        self._wrap = wrap
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.RichText if wrap else Qt.TextFormat.PlainText)
        self._align = align
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        follow_theme(self._refresh)

    def words(self) -> str:
        return self._words

    def text(self) -> str:
        """The plain words, also when they are wrapped."""
        return self._words

    def set_words(self, words: str) -> None:
        self._words = words
        self._show_words()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        # Wrapped words get the height of their width; the height of the narrowest column would hold dialogs open.
        return QSize(hint.width(), text_height(self.font())) if self._wrap else hint

    def setText(self, words: str) -> None:
        self.set_words(words)

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Moved into another part, a label gets back the colours it had when it was first shown.
        if event.type() == QEvent.Type.PaletteChange and self._has_other_colour():
            self._take_colour()

    def _has_other_colour(self) -> bool:
        return self.palette().color(QPalette.ColorRole.WindowText) != current_theme().colour(self._tone)

    def _take_colour(self) -> None:
        palette = QPalette(self.palette())
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            palette.setColor(group, QPalette.ColorRole.WindowText, current_theme().colour(self._tone))
        self.setPalette(palette)

    def _refresh(self) -> None:
        theme = current_theme()
        self.setFont(theme.font(self._look, bold=self._bold))
        self._take_colour()
        # Absolute: a label else follows the direction of its words, and numbers would not stand under Arabic words.
        side = Qt.AlignmentFlag.AlignHCenter
        if self._align != "center":
            at_right = theme.right_to_left == (self._align == "start")
            side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        self._show_words()

    def _show_words(self) -> None:
        self.setAccessibleName(self._words)
        if not self._wrap:
            super().setText(self._words)
            return
        # A label has no line height of its own. 118 % of the Latin font's height is about 1.43 of its size; Chinese
        # letters are tall already.
        height = 100 if current_theme().chinese else 118
        text = html.escape(self._words).replace("\n", "<br>")
        at_right = current_theme().right_to_left == (self._align == "start")
        align = "center" if self._align == "center" else "right" if at_right else ""
        style = f"line-height:{height}%; margin:0" + (f"; text-align:{align}" if align else "")
        super().setText(f'<p style="{style}">{text}</p>' if text else "")


class Elided(QWidget):
    """One line that gives up its end when the room is short: titles in the head line, sentences in the foot line."""

    def __init__(
        self, words: str = "", look: Look = "body", *, tone: Tone = "text", bold: bool | None = None, name: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words = words
        self._look: Look = look
        self._tone = tone
        self._bold = bold
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        follow_theme(self._refresh)

    def words(self) -> str:
        return self._words

    def text(self) -> str:
        return self._words

    def set_words(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self._refresh()

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = current_theme().font(self._look, bold=self._bold)
        return QSize(text_width(self._words, font), text_height(font))

    def minimumSizeHint(self) -> QSize:
        least = current_theme().px(110 if self._look == "title" else 48)
        return QSize(min(self.sizeHint().width(), least), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            font = canvas.theme.font(self._look, bold=self._bold)
            canvas.text(0, 0, canvas.width, canvas.height, self._words, font, self._tone)
