"""Photos of items: read from a file with care, made small and anew, and shown.

A file is never trusted: its size is looked at before it is decoded, only PNG and JPEG are decoded, and what is kept is painted
anew, so that no place, time or name from inside the file comes along.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.errors import Invalid
from desktop.i18n import N_
from desktop.operations.photos import LARGEST_PHOTO, LONGEST_SIDE
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import painting

LARGEST_FILE = 20_000_000
"""In bytes."""
LONGEST_FILE_SIDE = 6000
"""In pixels."""
MOST_MEGABYTES = 160
"""What decoding may take: 6000 by 6000 pixels of four bytes, and a little."""
PHOTO_ENDINGS = (".png", ".jpg", ".jpeg")

_FORMATS = ((b"\x89PNG\r\n\x1a\n", b"png"), (b"\xff\xd8\xff", b"jpeg"))


def read_photo(path: Path) -> bytes:
    """A photo from a file as a small PNG. Off the main thread: a drive may be slow.

    Raises:
        Invalid: For `image`: it cannot be read, is too large, or is no PNG or JPEG.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise Invalid("image", N_("This is not a photo. Nothing was saved. Choose a PNG or JPEG file."))
            if facts.st_size > LARGEST_FILE:
                raise Invalid("image", N_("The photo is larger than 20 MB. Nothing was saved. Choose a smaller one."))
            data = file.read(LARGEST_FILE + 1)
    except OSError:
        raise Invalid("image", N_("The photo cannot be read. Nothing was saved. Choose another file.")) from None
    return small_png(data)


def _without_waiting(path: str, flags: int) -> int:
    """Opening a pipe would wait for somebody to write into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def small_png(data: bytes) -> bytes:
    """A photo as a PNG of at most 256 by 256 pixels that holds nothing but its pixels.

    Raises:
        Invalid: For `image`, as `read_photo`.
    """
    if len(data) > LARGEST_FILE:
        raise Invalid("image", N_("The photo is larger than 20 MB. Nothing was saved. Choose a smaller one."))
    image = _decoded(data)
    side = QSize(LONGEST_SIDE, LONGEST_SIDE)
    if image.width() > LONGEST_SIDE or image.height() > LONGEST_SIDE:
        image = image.scaled(side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    written = QImageWriter(buffer, QByteArray(b"png")).write(_anew(image))
    buffer.close()
    result = bytes(kept.data())
    if not written or len(result) > LARGEST_PHOTO:
        raise Invalid("image", N_("This is not a photo Larder can keep. Nothing was saved. Choose another file."))
    return result


def _decoded(data: bytes) -> QImage:
    """The picture upright, as its camera held it."""
    found = next((name for signature, name in _FORMATS if data.startswith(signature)), None)
    if found is None:
        raise Invalid("image", N_("This is not a photo. Nothing was saved. Choose a PNG or JPEG file."))
    if found == b"jpeg" and b"\xff\xd9" not in data:
        # The decoder would fill up with grey what is lacking (the marker EOI of ITU-T T.81 ends a whole one).
        raise Invalid("image", N_("The photo is damaged. Nothing was saved. Choose another file."))
    # What a decoder may take is one number for the whole process; nothing else here decodes what strangers made.
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(found))
    # Only the decoder that was asked for: never one the bytes suggest.
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isEmpty():
        raise Invalid("image", N_("The photo is damaged. Nothing was saved. Choose another file."))
    if max(size.width(), size.height()) > LONGEST_FILE_SIDE:
        raise Invalid(
            "image", N_("The photo is larger than 6000 by 6000 points. Nothing was saved. Choose a smaller one.")
        )
    image = reader.read()
    if image.isNull() or reader.error() != QImageReader.ImageReaderError.UnknownError:
        raise Invalid("image", N_("The photo is damaged. Nothing was saved. Choose another file."))
    return image


def _anew(image: QImage) -> QImage:
    """The same pixels in a picture without a history: what stood beside them in the file stays behind."""
    clean = QImage(image.size(), QImage.Format.Format_ARGB32)
    clean.fill(Qt.GlobalColor.transparent)
    painter = QPainter(clean)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(0, 0, image.convertToFormat(QImage.Format.Format_ARGB32))
    painter.end()
    return clean


class Photo(QWidget):
    """A photo at its start edge, as large as its room allows.

    Args:
        side: in pixels at 100 %.
    """

    def __init__(self, words: str, *, name: str, side: int = 128) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._side = side
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self._fit)

    def set_image(self, image: bytes | None) -> None:
        """Show a photo; nothing for None and for what cannot be read."""
        self._image = None
        if image is not None:
            with suppress(Invalid):
                self._image = _decoded(image)
        self.setVisible(self._image is not None)
        self.update()

    def shows_photo(self) -> bool:
        """Whether there is one."""
        return self._image is not None

    def _fit(self) -> None:
        self.setFixedHeight(current_theme().target(self._side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        with painting(self) as canvas:
            size = self._image.size().scaled(
                QSize(int(canvas.width), int(canvas.height)), Qt.AspectRatioMode.KeepAspectRatio
            )
            canvas.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            canvas.painter.drawImage(canvas.rect(0, 0, size.width(), size.height()), self._image)
