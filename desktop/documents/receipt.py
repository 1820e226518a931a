"""The receipt of a hand-out: a number, a date and what was handed over. No person, no organisation, no reason."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.documents import text as letters
from desktop.documents.paper import (
    A6,
    GROUND,
    HAIR,
    INK2,
    LEADING,
    MM,
    RULE,
    Block,
    Sheet,
    draw_pages,
    page_of,
    paginate,
)
from desktop.i18n import _, date_text, list_text, ngettext, number_text, speaking


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One thing handed over, in the words that may stand on paper.

    Attributes:
        unit: A word already fit for the quantity.
        numbers: What the pieces bear, where each has a number of its own.
    """

    name: str
    quantity: int
    unit: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands on a receipt.

    Attributes:
        place: Where it was handed over; empty leaves it out.
        note_copy: 1 for the first print, n for the n-th; from 2 on the paper says so.
        barcode: What the QR says, the number and nothing else; empty prints no QR.
    """

    number: str
    on: date
    place: str
    lines: tuple[ReceiptLine, ...]
    note_copy: int = 1
    barcode: str = ""


class ReceiptSize(StrEnum):
    """The papers a receipt is made for."""

    A6 = "a6"
    ROLL_80 = "roll_80"


_ROLL_WIDTH: Final = 80 * MM
_MOST_NAME_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class _Measures:
    """Sizes in points that differ between the papers."""

    width: float
    margin: float
    title: float
    body: float
    small: float
    qr: float

    @property
    def room(self) -> float:
        return self.width - 2 * self.margin

    @property
    def right(self) -> float:
        return self.width - self.margin


_MEASURES: Final = {
    ReceiptSize.A6: _Measures(A6[0], 9 * MM, 17, 10, 8.5, 20 * MM),
    # Thermal heads print 72 of the 80 mm and coarsely, so letters are larger.
    ReceiptSize.ROLL_80: _Measures(_ROLL_WIDTH, 5 * MM, 16, 10.5, 9, 22 * MM),
}


def receipt_pdf(
    receipt: Receipt, *, language: str, size: ReceiptSize = ReceiptSize.A6, initials_line: bool = False
) -> bytes:
    """Make the receipt as PDF.

    Args:
        language: Code of the paper's language.
        size: A6, on as many pages as it needs, or one piece of 80 mm roll as long as it needs.
        initials_line: Whether a line for initials stands at its end.
    """
    with speaking(language):
        measures = _MEASURES[size]
        blocks = [*_head(receipt, measures), *_lines(receipt, measures)]
        if initials_line:
            blocks.append(_initials(measures))
        top = measures.margin
        if size is ReceiptSize.ROLL_80:
            height = 2 * top + sum(block.height for block in blocks)
            return draw_pages(Sheet((measures.width, height)), [blocks], top, lambda sheet, number, total: None)
        foot = 12.0
        pages = paginate(blocks, A6[1] - 2 * top - foot)

        def frame(sheet: Sheet, number: int, total: int) -> None:
            if total > 1:
                y = sheet.height - top
                sheet.text(measures.margin, y, receipt.number, measures.small, ink=INK2)
                sheet.text(measures.right, y, page_of(number, total), measures.small, ink=INK2, align="right")

        return draw_pages(Sheet(A6), pages, top, frame)


def _head(receipt: Receipt, m: _Measures) -> list[Block]:
    text_room = m.room - (m.qr + 4 * MM if receipt.barcode else 0)
    place = letters.wrapped(receipt.place, text_room, m.body, most=3) if receipt.place.strip() else []
    step = m.body * LEADING
    number_y = m.title + 6 + m.body
    badge_high = m.small + 7 if receipt.note_copy > 1 else 0
    words_high = number_y + (1 + len(place)) * step + 4 + badge_high

    def draw(sheet: Sheet, y: float) -> None:
        x = m.margin
        sheet.text(x, y + m.title * 0.9, _("Receipt"), m.title, bold=True, room=text_room)
        at = y + number_y
        sheet.text(x, at, receipt.number, m.body, bold=True, room=text_room)
        at += step
        sheet.text(x, at, date_text(receipt.on), m.body, room=text_room)
        for line in place:
            at += step
            sheet.text(x, at, line, m.body, ink=INK2)
        if receipt.note_copy > 1:
            words = _("Copy {number}").format(number=number_text(receipt.note_copy))
            wide = letters.width(words, m.small, bold=True)
            sheet.box(x, at + 6, wide + 10, badge_high, ground=GROUND, edge=RULE, round_by=2)
            sheet.text(x + 5, at + 6 + badge_high - 5, words, m.small, bold=True)
        if receipt.barcode:
            sheet.qr(m.right - m.qr, y, m.qr, receipt.barcode)

    return [Block(max(words_high, m.qr if receipt.barcode else 0) + 10, draw)]


def _lines(receipt: Receipt, m: _Measures) -> list[Block]:
    def quantity(line: ReceiptLine) -> str:
        return f"{number_text(line.quantity)} {letters.clean(line.unit)}".strip()

    widest = max((letters.width(quantity(line), m.body, bold=True) for line in receipt.lines), default=0)
    quantity_room = min(widest, m.room * 0.45)
    name_room = m.room - quantity_room - 10
    step = m.body * LEADING
    blocks = [Block(0.6, lambda sheet, y: sheet.line(m.margin, y, m.right, y, ink=RULE, thick=0.8))]
    for line in receipt.lines:
        names = letters.wrapped(line.name, name_room, m.body, most=_MOST_NAME_LINES)
        numbers = _number_lines(line, m)

        def draw(
            sheet: Sheet, y: float, line: ReceiptLine = line, names: list[str] = names, ends: bool = not numbers
        ) -> None:
            base = y + 4 + m.body
            for index, words in enumerate(names):
                sheet.text(m.margin, base + index * step, words, m.body)
            sheet.text(m.right, base, quantity(line), m.body, bold=True, align="right", room=quantity_room + 0.01)
            if ends:
                bottom = y + len(names) * step + 7
                sheet.line(m.margin, bottom, m.right, bottom, ink=HAIR, thick=0.5)

        blocks.append(Block(len(names) * step + (7 if not numbers else 4), draw))
        blocks += numbers
    return blocks


def _number_lines(line: ReceiptLine, m: _Measures) -> list[Block]:
    """Which pieces they were; every one of them, each line a block, so that they may go over a page."""
    if not line.numbers:
        return []
    lines = [part for whole in _rows_of(line.numbers, m) for part in letters.wrapped(whole, m.room, m.small)]
    step = m.small * LEADING
    blocks = []
    for index, text in enumerate(lines):
        last = index == len(lines) - 1

        def draw(sheet: Sheet, y: float, text: str = text, last: bool = last) -> None:
            sheet.text(m.margin, y + m.small, text, m.small, ink=INK2)
            if last:
                sheet.line(m.margin, y + step + 3, m.right, y + step + 3, ink=HAIR, thick=0.5)

        blocks.append(Block(step + (3 if last else 0), draw))
    return blocks


def _rows_of(numbers: tuple[str, ...], m: _Measures) -> list[str]:
    """As many numbers a line as fit, none broken in two."""
    between = list_text(["0", "0"])[1:-1]
    words = ngettext("No. {numbers}", "Nos. {numbers}", len(numbers))
    rows = [words.format(numbers=numbers[0])]
    for number in numbers[1:]:
        longer = rows[-1] + between + number
        if letters.width(letters.clean(longer), m.small) <= m.room:
            rows[-1] = longer
        else:
            rows[-1] += between.rstrip()
            rows.append(number)
    return rows


def _initials(m: _Measures) -> Block:
    def draw(sheet: Sheet, y: float) -> None:
        words = _("Initials")
        base = y + 30
        wide = sheet.text(m.margin, base, words, m.small, ink=INK2, room=m.room / 2)
        sheet.line(m.margin + wide + 6, base + 1, m.right, base + 1, ink=RULE)

    return Block(36, draw)
