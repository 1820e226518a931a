"""Painting that thinks from the start edge: x grows in reading direction, and everything is mirrored once, here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import Theme, current_theme, paint_icon

Align = Literal["start", "center", "end"]
Side = Literal["start", "end", "top", "bottom"]

_TURNED = frozenset({"back", "undo", "chevron-left", "chevron-right", "history"})
"""Icons that point along the reading direction and are mirrored with it."""


class Canvas:
    """A painter over a rectangle. Coordinates are relative to it; x = 0 is where reading begins.

    Attributes:
        width, height: of the rectangle, in pixels.
        theme: colours are given by the names of its tokens, or as `#RRGGBB`.
    """

    def __init__(self, painter: QPainter, bounds: QRectF, *, mirrored: bool) -> None:
        self.painter = painter
        self.theme: Theme = current_theme()
        self._bounds = bounds
        self._mirrored = mirrored
        self.width = bounds.width()
        self.height = bounds.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)

    def colour(self, name: str) -> QColor:
        return QColor(name) if name.startswith("#") else self.theme.colour(name)

    def rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        """The rectangle on the device for one given from the start edge."""
        left = self._bounds.right() - x - width if self._mirrored else self._bounds.left() + x
        return QRectF(left, self._bounds.top() + y, width, height)

    def fill(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """A solid ground. Square ones cover whole pixels, so that neighbours show no seam at fractional scales."""
        painter, rect = self.painter, self.rect(x, y, width, height)
        if radius:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour(colour))
            painter.drawRoundedRect(rect, radius, radius)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(rect, self.colour(colour))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def outline(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        *,
        thick: float = 1,
        radius: float = 8,
        dashed: bool = False,
        ground: str | None = None,
    ) -> None:
        """A rounded outline lying inside the rectangle, with an optional ground."""
        pen = QPen(self.colour(colour), thick)
        if dashed:
            pen.setDashPattern([4, 3])
        self.painter.setPen(pen)
        self.painter.setBrush(self.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        half = thick / 2
        inner = self.rect(x, y, width, height).adjusted(half, half, -half, -half)
        self.painter.drawRoundedRect(inner, radius - half, radius - half)

    def hatch(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """Diagonal lines inside a rounded rectangle: the second way to say low or earlier."""
        rect = self.rect(x, y, width, height)
        path = QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        self.painter.save()
        self.painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        self.painter.setPen(QPen(self.colour(colour), 2))
        step, x0 = 6.0, rect.left() - rect.height()
        while x0 < rect.right():
            self.painter.drawLine(QLineF(QPointF(x0, rect.bottom()), QPointF(x0 + rect.height(), rect.top())))
            x0 += step
        self.painter.restore()

    def line(self, x: float, y: float, length: float, colour: str = "line") -> None:
        """A horizontal hairline one pixel high."""
        self.fill(x, y, length, 1, colour)

    def upright(self, x: float, y: float, length: float, colour: str = "line", thick: float = 1) -> None:
        """A vertical line."""
        self.fill(x, y, thick, length, colour)

    def icon(self, x: float, y: float, size: float, name: str, colour: str) -> None:
        rect = self.rect(x, y, size, size)
        if not (self._mirrored and name in _TURNED):
            paint_icon(self.painter, name, rect, self.colour(colour).name())
            return
        self.painter.save()
        self.painter.translate(rect.center().x() * 2, 0)
        self.painter.scale(-1, 1)
        paint_icon(self.painter, name, rect, self.colour(colour).name())
        self.painter.restore()

    def text(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        words: str,
        font: QFont,
        colour: str,
        align: Align = "start",
    ) -> None:
        """One line, centred in the height and elided at its end when it is too long."""
        self.painter.setFont(font)
        self.painter.setPen(self.colour(colour))
        rect = self.rect(x, y, width, height)
        if self.theme.chinese:
            rect.translate(0, -1)
        elided = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, width + 0.5)
        self.painter.drawText(rect, int(self._flag(align) | Qt.AlignmentFlag.AlignVCenter) | _LINE, elided)

    def dot(self, x: float, y: float, size: float, colour: str) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QBrush(self.colour(colour)))
        self.painter.drawEllipse(self.rect(x, y, size, size))

    def _flag(self, align: Align) -> Qt.AlignmentFlag:
        if align == "center":
            return Qt.AlignmentFlag.AlignHCenter
        at_left = (align == "start") != self._mirrored
        side = Qt.AlignmentFlag.AlignLeft if at_left else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignAbsolute


_LINE = int(Qt.TextFlag.TextSingleLine)


@contextmanager
def painting(widget: QWidget) -> Iterator[Canvas]:
    """Paint a whole widget; the painter is ended whatever happens, since Qt does not forgive a painter left open."""
    painter = QPainter(widget)
    try:
        mirrored = widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
        yield Canvas(painter, QRectF(widget.rect()), mirrored=mirrored)
    finally:
        painter.end()


def text_width(words: str, font: QFont) -> int:
    """Whole pixels a line needs."""
    return int(QFontMetricsF(font).horizontalAdvance(words)) + 1


def text_height(font: QFont) -> int:
    """Height of one line of that font."""
    return int(QFontMetricsF(font).height() + 0.5)


def two_lines(words: str, font: QFont, room: float) -> list[str]:
    """Words broken into at most two lines; the second keeps the rest and is elided by the painter."""
    if QFontMetricsF(font).horizontalAdvance(words) <= room:
        return [words]
    layout = QTextLayout(words, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(room)
    line.setPosition(QPointF(0, 0))
    length = line.textLength()
    layout.endLayout()
    first, rest = words[:length].rstrip(), words[length:].lstrip()
    return [first, rest] if rest else [first]
