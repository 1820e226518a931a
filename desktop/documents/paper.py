"""The sheet every paper is drawn on: sizes, inks, pages, and a PDF that says nothing about where it came from.

Positions are points from the top left corner, y growing downward; `y` of a text is its base line. Inks are greys that
stay apart on a black-and-white printer. The same calls give the same bytes: no date of making, no random number and no
name goes into the file.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from desktop.documents import text as letters
from desktop.i18n import _, number_text

MM: Final = 72 / 25.4

A4: Final = (210 * MM, 297 * MM)
A5: Final = (148 * MM, 210 * MM)
A6: Final = (105 * MM, 148 * MM)

INK: Final = "#22201C"
INK2: Final = "#4A463F"
RULE: Final = "#8A8377"
HAIR: Final = "#B5AFA4"
GROUND: Final = "#EFECE5"

LEADING: Final = 1.36
"""Line height as a multiple of the letter size; Han letters need it a little taller than Latin ones."""

Align = Literal["left", "right", "middle"]


class Sheet:
    """One PDF in the making, in memory only."""

    def __init__(self, size: tuple[float, float]) -> None:
        self.width, self.height = size
        self._buffer = BytesIO()
        # The first font is named so that no font that is not embedded gets into the file.
        self._canvas = Canvas(
            self._buffer, pagesize=size, invariant=1, pageCompression=1, initialFontName=letters.first_font()
        )
        for blank in (
            self._canvas.setAuthor,
            self._canvas.setCreator,
            self._canvas.setProducer,
            self._canvas.setTitle,
            self._canvas.setSubject,
            self._canvas.setKeywords,
        ):
            blank("")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        ink: str = INK,
        align: Align = "left",
        room: float | None = None,
    ) -> float:
        """Draw one line of text and return its width; wider than `room` it ends with an ellipsis."""
        words = letters.clean(words)
        if room is not None:
            words = letters.shortened(words, room, size, bold=bold)
        wide = letters.width(words, size, bold=bold)
        start = x - (wide if align == "right" else wide / 2 if align == "middle" else 0)
        line = self._canvas.beginText(start, self.height - y)
        line.setFillColor(HexColor(ink))
        for run in letters.runs(words, bold=bold):
            line.setFont(run.font, size)
            line.textOut(run.text)
        self._canvas.drawText(line)
        return wide

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, ink: str = INK, thick: float = 0.6, dashed: bool = False
    ) -> None:
        """Draw a straight line."""
        self._canvas.setStrokeColor(HexColor(ink))
        self._canvas.setLineWidth(thick)
        self._canvas.setLineCap(0)
        self._canvas.setDash([3, 3] if dashed else [])
        self._canvas.line(x1, self.height - y1, x2, self.height - y2)
        self._canvas.setDash([])

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        ground: str | None = None,
        edge: str | None = None,
        round_by: float = 0,
    ) -> None:
        """Draw a rectangle whose upper left corner is at x, y."""
        if ground:
            self._canvas.setFillColor(HexColor(ground))
        if edge:
            self._canvas.setStrokeColor(HexColor(edge))
            self._canvas.setLineWidth(0.8)
        self._canvas.roundRect(
            x, self.height - y - high, wide, high, round_by, stroke=int(bool(edge)), fill=int(bool(ground))
        )

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """Draw a QR code (level M) whose upper left corner is at x, y; four modules around it stay white."""
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(content)
        code.make()
        count = code.getModuleCount()
        step = side / count
        path = self._canvas.beginPath()
        for row in range(count):
            column = 0
            while column < count:
                start = column
                while column < count and code.isDark(row, column):
                    column += 1
                if column > start:
                    path.rect(x + start * step, self.height - y - (row + 1) * step, (column - start) * step, step)
                column += 1
        self._canvas.setFillColor(HexColor("#000000"))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def next_page(self) -> None:
        """End the page."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """End the last page and return the PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return _without_maker(self._buffer.getvalue())


_MAKER: Final = re.compile(rb"ReportLab [Gg]enerated PDF document[^\r\n]*")


def _without_maker(pdf: bytes) -> bytes:
    """Blank the comments that name the library, keeping every byte's place."""
    return _MAKER.sub(lambda found: b" " * len(found.group()), pdf)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page: how high it is, and how it is drawn below a given y.

    Attributes:
        height: In points.
        draw: Called with the sheet and the y of its upper edge.
        repeats: A table's head, drawn again when the rows after it go on to a new page.
        in_table: Whether it is a row under the last repeated head.
        keep: How many points of what follows must fit on the same page.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    repeats: bool = False
    in_table: bool = False
    keep: float = 0


def gap(height: float) -> Block:
    """White space."""
    return Block(height, lambda sheet, y: None)


def text_block(
    x: float,
    room: float,
    words: str,
    size: float,
    *,
    bold: bool = False,
    ink: str = INK,
    most: int = 99,
) -> Block:
    """Wrapped text as a block."""
    lines = letters.wrapped(words, room, size, bold=bold, most=most)
    step = size * LEADING

    def draw(sheet: Sheet, y: float) -> None:
        for index, words_of_line in enumerate(lines):
            sheet.text(x, y + index * step + size, words_of_line, size, bold=bold, ink=ink)

    return Block(len(lines) * step, draw)


def paginate(blocks: Sequence[Block], room: float) -> list[list[Block]]:
    """Share the blocks out over pages `room` points high; a table's head comes again on each of its pages."""
    pages: list[list[Block]] = [[]]
    used = 0.0
    head: Block | None = None
    for block in blocks:
        if block.repeats:
            head = block
        elif not block.in_table:
            head = None
        if used + block.height + block.keep > room and used > 0:
            pages.append([])
            used = 0.0
            if block.in_table and head is not None:
                pages[-1].append(head)
                used = head.height
        pages[-1].append(block)
        used += block.height
    return pages


def draw_pages(
    sheet: Sheet, pages: Sequence[Sequence[Block]], top: float, frame: Callable[[Sheet, int, int], None]
) -> bytes:
    """Draw all pages, each with its frame (called with the page's number and their count), and return the PDF."""
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            sheet.next_page()
        frame(sheet, number, len(pages))
        y = top
        for block in blocks:
            block.draw(sheet, y)
            y += block.height
    return sheet.finish()


def page_of(number: int, total: int) -> str:
    """The words at the foot of a page."""
    return _("Page {number} of {total}").format(number=number_text(number), total=number_text(total))
