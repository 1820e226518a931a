"""The pages of a PDF as pictures, without a file."""

import pypdfium2
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72


class Pages:
    """An opened PDF. Sizes are in points, pictures in pixels."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self._document)

    def size(self, number: int) -> QSizeF:
        """Width and height of a page, counted from 0."""
        width, height = self._document.get_page_size(number)
        return QSizeF(width, height)

    def picture(self, number: int, dots_per_inch: float) -> QImage:
        """A page drawn at that resolution."""
        page = self._document[number]
        bitmap = page.render(scale=dots_per_inch / POINTS_PER_INCH, rev_byteorder=True, force_bitmap_format=4)
        # The bitmap's memory goes with it, so the picture gets its own.
        image = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
        ).copy()
        bitmap.close()
        page.close()
        return image

    def close(self) -> None:
        """Forget the document."""
        self._document.close()
