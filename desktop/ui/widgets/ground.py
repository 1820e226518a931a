"""Grounds: plain areas in one token's colour, with hairlines at chosen sides."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import Side, painting

_Box = TypeVar("_Box", bound=QBoxLayout)


class Ground(QWidget):
    """An area of one colour.

    Args:
        token: the colour's token, or empty for none.
        lines: sides that carry a hairline.
        radius: of the corners, 0 for square.
    """

    def __init__(
        self, token: str = "", lines: tuple[Side, ...] = (), radius: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._token = token
        self._lines = lines
        self._radius = radius
        follow_theme(self.update)

    def set_ground(self, token: str, lines: tuple[Side, ...] | None = None) -> None:
        self._token = token
        if lines is not None:
            self._lines = lines
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            if self._token:
                canvas.fill(0, 0, canvas.width, canvas.height, self._token, self._radius)
            if "top" in self._lines:
                canvas.line(0, 0, canvas.width)
            if "bottom" in self._lines:
                canvas.line(0, canvas.height - 1, canvas.width)
            if "start" in self._lines:
                canvas.upright(0, 0, canvas.height)
            if "end" in self._lines:
                canvas.upright(canvas.width - 1, 0, canvas.height)


class Hairline(QWidget):
    """A horizontal hairline; decoration only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        follow_theme(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.line(0, 0, canvas.width)


class ScrollArea(QScrollArea):
    """A transparent scrolling area. Its content keeps one width, whether the scroll bar is seen or not."""

    BAR = 12
    """Pixels kept free for the scroll bar at the end."""

    def __init__(self, content: QWidget | None = None, *, name: str = "", reserve: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self._reserve = reserve
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._keep_width()
        if content is not None:
            self.set_content(content)

    def set_content(self, content: QWidget) -> None:
        self.setWidget(content)
        content.setAutoFillBackground(False)

    def _keep_width(self) -> None:
        free = 0 if not self._reserve or self.verticalScrollBar().maximum() > 0 else self.BAR
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setViewportMargins(free if mirrored else 0, 0, 0 if mirrored else free, 0)


def column(
    *parts: QWidget | QLayout | int, spacing: int = 0, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """A vertical layout of widgets, layouts and gaps (negative: a stretch). Margins: start, top, end, bottom."""
    return _filled(QVBoxLayout(), parts, spacing, margins)


def row(
    *parts: QWidget | QLayout | int, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A horizontal layout of widgets, layouts and gaps. A negative number is a stretch. Margins as in `column`."""
    return _filled(QHBoxLayout(), parts, spacing, margins)


def set_margins(layout: QLayout, start: int, top: int, end: int, bottom: int) -> None:
    """Margins from the start edge: Qt mirrors a layout's content, but not its margins."""
    if current_theme().right_to_left:
        start, end = end, start
    layout.setContentsMargins(start, top, end, bottom)


def boxed(layout: QLayout) -> QWidget:
    """A bare widget around a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return widget


def clear(layout: QLayout) -> None:
    """Empty a layout; its widgets are destroyed."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _filled(
    layout: _Box, parts: tuple[QWidget | QLayout | int, ...], spacing: int, margins: tuple[int, int, int, int]
) -> _Box:
    layout.setSpacing(spacing)
    set_margins(layout, *margins)
    for part in parts:
        if isinstance(part, int):
            if part < 0:
                layout.addStretch(1)
            else:
                layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout
