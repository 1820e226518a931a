"""Icons: line drawings on a 24 grid, drawn straight into a painter in any colour and at any size."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.paths import RESOURCES

FOLDER: Final = RESOURCES / "icons"


def icon_names() -> set[str]:
    """The names of all icons that lie in the resources."""
    return {path.stem for path in FOLDER.glob("*.svg")}


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: str) -> None:
    """Draw an icon into a rectangle. A name without a file draws an empty frame: it is seen, and nothing fails."""
    renderer = _renderer(name, colour)
    if renderer is None:
        painter.save()
        painter.setPen(QColor(colour))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = rect.width() / 5
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), 2, 2)
        painter.restore()
        return
    renderer.render(painter, rect)


class Icon(QIcon):
    """A `QIcon` for the few places where Qt wants one: window icon, menus."""

    def __init__(self, name: str, colour: str, sizes: tuple[int, ...] = (16, 24, 32, 48, 64, 128, 256)) -> None:
        super().__init__()
        for size in sizes:
            pixmap = QPixmap(QSize(size, size))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            paint_icon(painter, name, QRectF(0, 0, size, size), colour)
            painter.end()
            self.addPixmap(pixmap)


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer | None:
    path: Path = FOLDER / f"{name}.svg"
    if not path.is_file():
        return None
    data = path.read_bytes().replace(b"currentColor", colour.encode("ascii"))
    renderer = QSvgRenderer(QByteArray(data))
    return renderer if renderer.isValid() else None
