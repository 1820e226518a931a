"""Small painted signs: icons, badges, level bars, veils, names, figures. A state is said by word, shape and colour."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import Canvas, painting, text_height, text_width
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.text import Text

BadgeTone = Literal["warn", "bad", "soft", "ok", "plain"]
"""warn: late, low, unusual. bad: none, refused. soft: due today. ok: bare tick and word. plain: bare word."""

Stock = Literal["enough", "low", "none"]

VEIL_WIDTH = 84


@dataclass(frozen=True, slots=True)
class Level:
    """How far a bar is filled.

    Attributes:
        part: 0 to 1 of the whole bar.
        state: enough (solid), low (hatched), none (outlined).
        notch: where the reorder level is, 0 to 1, or None.
    """

    part: float
    state: Stock = "enough"
    notch: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The look of a badge: its tone, and the icon that goes with it (None for the tone's own, empty for none)."""

    tone: BadgeTone
    icon: str | None = None


_GROUNDS: dict[BadgeTone, tuple[str, str, str]] = {
    "warn": ("warn_bg", "warn", "warning"),
    "bad": ("bad_bg", "bad", "warning"),
    "soft": ("soft", "soft_text", ""),
    "ok": ("", "ok", "check"),
    "plain": ("", "text2", ""),
}


def badge_width(words: str, mark: Mark) -> int:
    theme = current_theme()
    icon = mark.icon if mark.icon is not None else _GROUNDS[mark.tone][2]
    side = 8 if _GROUNDS[mark.tone][0] else 0
    return 2 * side + text_width(words, theme.font("small", bold=True)) + (theme.px(14) + 6 if icon else 0)


def badge_height() -> int:
    theme = current_theme()
    return max(theme.px(24), text_height(theme.font("small", bold=True)) + 4)


def paint_badge(canvas: Canvas, x: float, y: float, words: str, mark: Mark, room: float) -> None:
    """A badge at its natural width, at most `room`."""
    ground, ink, usual = _GROUNDS[mark.tone]
    icon = mark.icon if mark.icon is not None else usual
    width, height = min(room, badge_width(words, mark)), badge_height()
    side = 8 if ground else 0
    if ground:
        canvas.fill(x, y, width, height, ground, 6)
    at = x + side
    if icon:
        size = canvas.theme.px(14)
        canvas.icon(at, y + (height - size) / 2, size, icon, ink)
        at += size + 6
    canvas.text(at, y, x + width - side - at + 2, height, words, canvas.theme.font("small", bold=True), ink)


def paint_level(canvas: Canvas, x: float, y: float, width: float, level: Level, ground: str = "surface") -> None:
    """A bar 8 px high."""
    height = 8
    part = max(0.0, min(1.0, level.part))
    track = canvas.colour("text")
    track.setAlphaF(0.13)
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(track)
    canvas.painter.drawRoundedRect(canvas.rect(x, y, width, height), 4, 4)
    if level.state == "none":
        canvas.outline(x, y, width, height, "bad", thick=1.5, radius=4)
    elif level.state == "low":
        canvas.hatch(x, y, max(8.0, width * part), height, "warn_mark", 4)
    elif part > 0:
        canvas.fill(x, y, max(8.0, width * part), height, "accent", 4)
    if level.notch is not None:
        at = x + round(width * max(0.0, min(1.0, level.notch)))
        canvas.fill(at - 2, y - 3, 5, height + 6, ground)
        canvas.fill(at - 1, y - 3, 2, height + 6, "text")


def paint_veil(canvas: Canvas, x: float, middle: float) -> None:
    """A hidden name: one length for all."""
    theme = canvas.theme
    height = theme.px(10)
    canvas.fill(x, middle - height / 2, theme.px(VEIL_WIDTH), height, "veil", height / 2)


class _Sign(QWidget):
    """A painted part that measures itself again with the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class IconMark(_Sign):
    """An icon on its own beside words that say the same."""

    def __init__(self, icon: str, size: int = 20, colour: str = "text2") -> None:
        self._icon, self._size, self._colour = icon, size, colour
        super().__init__()

    def set_icon(self, icon: str, colour: str | None = None) -> None:
        self._icon = icon
        self._colour = colour or self._colour
        self.update()

    def sizeHint(self) -> QSize:
        size = current_theme().px(self._size)
        return QSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.icon(0, 0, canvas.width, self._icon, self._colour)


class Badge(_Sign):
    """A word with a mark."""

    def __init__(self, words: str = "", tone: BadgeTone = "soft", icon: str | None = None, *, name: str = "") -> None:
        self._words, self._mark = words, Mark(tone, icon)
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)

    def set_badge(self, words: str, tone: BadgeTone, icon: str | None = None) -> None:
        self._words, self._mark = words, Mark(tone, icon)
        self.setAccessibleName(words)
        self._refresh()

    def words(self) -> str:
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self._words, self._mark), badge_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            paint_badge(canvas, 0, 0, self._words, self._mark, canvas.width)


class LevelBar(_Sign):
    """How much is left. `words` say the same for a screen reader; put them beside the bar too."""

    def __init__(self, level: Level | None = None, words: str = "", *, width: int = 0, ground: str = "pane") -> None:
        self._level, self._width, self._ground = level or Level(0), width, ground
        super().__init__()
        self.setAccessibleName(words)
        if not width:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_level(self, level: Level, words: str) -> None:
        self._level = level
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width or 96, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            paint_level(canvas, 0, (canvas.height - 8) / 2, canvas.width, self._level, self._ground)


class Veil(_Sign):
    """A hidden name."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Name hidden"))

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(VEIL_WIDTH), text_height(theme.font()))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            paint_veil(canvas, 0, canvas.height / 2)


class Who(QWidget):
    """A member: the code half bold, then the name, or a veil while names are hidden."""

    def __init__(self, code: str, name: str | None = None) -> None:
        super().__init__()
        self._code = Text(code, bold=True)
        self._name = Text("", tone="text2")
        self._veil = Veil()
        self.setLayout(row(self._code, self._veil, self._name, -1, spacing=12))
        self.set_who(code, name)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        # Codes are of nearly one length: below each other, the names then begin in one line.
        self._code.setMinimumWidth(current_theme().px(70))

    def set_who(self, code: str, name: str | None) -> None:
        """`name=None` shows the veil."""
        self._code.set_words(code)
        self._name.set_words(name or "")
        self._veil.setVisible(name is None)
        self._name.setVisible(name is not None)


class Figure(QWidget):
    """A large number with what it counts, and one more small line.

    Args:
        value: the number as it is printed.
        words: what it counts.
        small: for comparison, such as "September 79".
        beside: whether the words stand beside the number instead of below it.
    """

    def __init__(self, value: str, words: str, small: str = "", *, beside: bool = False, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._value = Text(value, "figure")
        self._words = Text(
            words, "body" if small or beside else "small", tone="text2" if beside or not small else "text"
        )
        self._small = Text(small, "small", tone="text2")
        if not small:
            self._small.hide()
        if beside:
            line = row(self._value, self._words, -1, spacing=8)
            line.setAlignment(self._words, Qt.AlignmentFlag.AlignBottom)
            self._words.setContentsMargins(0, 0, 0, 5)
            self.setLayout(column(line, self._small))
        else:
            self.setLayout(column(self._value, self._words, self._small))

    def set_figure(self, value: str, words: str, small: str = "") -> None:
        self._value.set_words(value)
        self._words.set_words(words)
        self._small.set_words(small)
        self._small.setVisible(bool(small))

    def value(self) -> str:
        return self._value.words()
