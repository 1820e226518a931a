"""Buttons side by side that fill the width, and go into a second line when a language makes them too wide."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import follow_theme


class WrapRow(QWidget):
    """A row of widgets of one height that breaks where it must.

    Args:
        fill: whether each line is stretched to the whole width.
        gap: pixels between the parts.
    """

    def __init__(self, *, fill: bool = True, gap: int = 8) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        # A layout asks again and again for the height of a width. Parts say when their size changes.
        self._sizes: dict[QWidget, QSize] = {}
        self._fill = fill
        self._gap = gap
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        # A hidden row hears nothing of its parts' new sizes.
        follow_theme(self._measure_again)

    def add(self, part: QWidget) -> None:
        part.setParent(self)
        part.installEventFilter(self)
        self._parts.append(part)
        part.show()
        self._measure_again()

    def clear(self) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = []
        self._sizes = {}
        self.updateGeometry()

    def parts(self) -> list[QWidget]:
        return list(self._parts)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest):
            self._measure_again()
        return False

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return sum(max(self._size(part).height() for part in line) for line in lines) + self._gap * max(
            0, len(lines) - 1
        )

    def sizeHint(self) -> QSize:
        width = sum(self._size(part).width() + self._gap for part in self._seen()) - self._gap
        return QSize(max(0, width), self.heightForWidth(self.width() or width))

    def minimumSizeHint(self) -> QSize:
        widest = max((part.minimumSizeHint().width() for part in self._seen()), default=0)
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure_again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._measure_again()
        return super().event(event)

    def _measure_again(self) -> None:
        self._sizes = {}
        self._place()
        self.updateGeometry()

    def _size(self, part: QWidget) -> QSize:
        size = self._sizes.get(part)
        if size is None:
            size = self._sizes[part] = part.sizeHint()
        return size

    def _seen(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _lines(self, width: int) -> list[list[QWidget]]:
        lines: list[list[QWidget]] = []
        room = 0
        for part in self._seen():
            need = self._size(part).width()
            if lines and need + self._gap <= room:
                lines[-1].append(part)
                room -= need + self._gap
            else:
                lines.append([part])
                room = width - need
        return lines

    def _place(self) -> None:
        y = 0
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for line in self._lines(self.width()):
            tall = max(self._size(part).height() for part in line)
            spare = self.width() - sum(self._size(part).width() for part in line) - self._gap * (len(line) - 1)
            extra = spare / len(line) if self._fill and spare > 0 else 0.0
            x = 0.0
            for part in line:
                width = min(self._size(part).width() + extra, float(self.width()))
                left, right = round(x), round(x + width)
                part.setGeometry(QRect(self.width() - right if mirrored else left, y, right - left, tall))
                x += width + self._gap
            y += tall + self._gap
