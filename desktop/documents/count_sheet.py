"""The sheet that is taken to the shelf: what should stand there, and room to write what does.

A blind sheet bears no number of the book. Nobody is named on it; whoever counts writes initials.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from desktop.documents import text as letters
from desktop.documents.paper import (
    A4,
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
from desktop.i18n import _, date_text, number_text, speaking


@dataclass(frozen=True, slots=True)
class CountPaperLine:
    """One line to count.

    Attributes:
        details: Where it stands, its batch number and pack, as small words below the name.
        book: The book's number, in words; None on a blind sheet.
        packs: Whether it comes in packs.
        numbers: Of an item whose pieces bear one: those that should be there; to be ticked.
    """

    name: str
    details: str
    expires_on: date | None
    packs: bool
    book: str | None = None
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountPaper:
    """What stands on a count sheet; the QR says its number and nothing else."""

    number: str
    what: str
    on: date
    blind: bool
    lines: tuple[CountPaperLine, ...]


_MARGIN: Final = 14 * MM
_TOP: Final = 48 * MM
_BOTTOM: Final = 16 * MM
_QR: Final = 20 * MM
_ROW: Final = 11.5 * MM
_FOUND: Final = 2
_TITLE: Final = 20.0
_NAME: Final = 13.0
_HEAD: Final = 9.0
_SMALL: Final = 9.0
_DATES: Final = (11.0, 10.0, 9.0, 8.0)
"""A date is written as large as it fits: in some languages it is long."""
_RIGHT: Final = A4[0] - _MARGIN


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    start: float
    wide: float


def _columns(paper: CountPaper) -> dict[str, _Column]:
    """From the right: initials, loose, packs, the book's number unless blind, expiry."""
    wanted = [("initials", _("Initials"), 17 * MM), ("loose", _("Loose"), 21 * MM), ("packs", _("Full packs"), 21 * MM)]
    if not paper.blind:
        wanted.append(("book", _("Book"), 18 * MM))
    wanted.append(("expires", _("Expires"), 33 * MM))
    end, found = _RIGHT, {}
    for key, head, wide in wanted:
        end -= wide
        found[key] = _Column(head, end, wide)
    return found


def count_sheet_pdf(paper: CountPaper, *, language: str) -> bytes:
    """Make the sheet as PDF, A4, with two empty lines on each page for what is found and not listed."""
    with speaking(language):
        columns = _columns(paper)
        room = A4[1] - _TOP - _BOTTOM - _found_height()
        blocks = [block for line in paper.lines for block in _line(line, columns, room)]
        pages = paginate(blocks, room)
        return draw_pages(Sheet(A4), pages, _TOP, partial(_frame, paper=paper, columns=columns))


def _found_height() -> float:
    return 9 * MM + _FOUND * _ROW


def _frame(sheet: Sheet, number: int, total: int, *, paper: CountPaper, columns: dict[str, _Column]) -> None:
    beside = _RIGHT - _QR - 6 * MM - _MARGIN
    y = 13 * MM
    sheet.qr(_RIGHT - _QR, y - 1 * MM, _QR, paper.number)
    sheet.text(_MARGIN, y + 5 * MM, paper.what, _TITLE, bold=True, room=beside)
    facts = f"{_('Count sheet')} {paper.number}  ·  {date_text(paper.on)}  ·  {page_of(number, total)}"
    sheet.text(_MARGIN, y + 12 * MM, facts, 11, room=beside)
    words = _("Write 0 where nothing is there. A line left empty is not counted and changes nothing.")
    for index, line in enumerate(letters.wrapped(words, beside, _SMALL + 0.5, most=2)):
        sheet.text(_MARGIN, y + 18.5 * MM + index * _SMALL * LEADING, line, _SMALL + 0.5, ink=INK2)
    base = _TOP - 2.5 * MM
    sheet.text(_MARGIN, base, _("Item"), _HEAD, bold=True, ink=INK2)
    for key, column in columns.items():
        end = column.start + column.wide
        if key == "book":
            sheet.text(end - 3 * MM, base, column.head, _HEAD, bold=True, ink=INK2, align="right", room=column.wide)
        else:
            sheet.text(
                column.start + 1.5 * MM, base, column.head, _HEAD, bold=True, ink=INK2, room=column.wide - 2 * MM
            )
    sheet.line(_MARGIN, _TOP, _RIGHT, _TOP, ink=RULE, thick=1)
    _found_lines(sheet, columns)
    foot = sheet.height - 8 * MM
    sheet.text(_MARGIN, foot, paper.number, _SMALL, ink=INK2)
    sheet.text(_RIGHT, foot, page_of(number, total), _SMALL, ink=INK2, align="right")


def _found_lines(sheet: Sheet, columns: dict[str, _Column]) -> None:
    """At the foot of each page: what stands there and is not listed."""
    top = sheet.height - _BOTTOM - _found_height()
    sheet.text(_MARGIN, top + 6.5 * MM, _("Found but not listed"), _HEAD + 1, bold=True)
    y = top + 9 * MM
    sheet.line(_MARGIN, y, _RIGHT, y, ink=RULE)
    for _index in range(_FOUND):
        for key in ("expires", "packs", "loose", "initials"):
            _box(sheet, columns[key], y)
        y += _ROW
        sheet.line(_MARGIN, y, _RIGHT, y, ink=HAIR)


def _box(sheet: Sheet, column: _Column, y: float) -> None:
    sheet.box(column.start + 1 * MM, y + 1.2 * MM, column.wide - 2 * MM, _ROW - 2.4 * MM, edge=RULE, round_by=2)


def _line(line: CountPaperLine, columns: dict[str, _Column], most: float) -> list[Block]:
    room = columns["expires"].start - _MARGIN - 3 * MM
    names = letters.wrapped(line.name, room, _NAME, bold=True, most=2)
    small = letters.wrapped(line.details, room, _SMALL, most=2) if line.details else []
    text_high = len(names) * _NAME * LEADING + len(small) * _SMALL * LEADING
    high = max(_ROW, text_high + 4 * MM)

    def draw(sheet: Sheet, y: float) -> None:
        base = y + (high - text_high) / 2
        for words in names:
            base += _NAME * LEADING
            sheet.text(_MARGIN, base - _NAME * 0.36, words, _NAME, bold=True)
        for words in small:
            base += _SMALL * LEADING
            sheet.text(_MARGIN, base - _SMALL * 0.36, words, _SMALL, ink=INK2)
        middle = y + high / 2 + 11 * 0.36
        expires = columns["expires"]
        if line.expires_on is not None:
            words_of_day, room_of_day = date_text(line.expires_on), expires.wide - 3 * MM
            size = next((each for each in _DATES if letters.width(words_of_day, each) <= room_of_day), _DATES[-1])
            sheet.text(expires.start + 1.5 * MM, middle, words_of_day, size, room=room_of_day)
        book = columns.get("book")
        if book is not None and line.book is not None:
            sheet.text(book.start + book.wide - 3 * MM, middle, line.book, 11, align="right", room=book.wide - 3 * MM)
        top = y + (high - _ROW) / 2
        for key in ("packs", "loose", "initials") if line.packs else ("loose", "initials"):
            _box(sheet, columns[key], top)
        if not line.numbers:
            sheet.line(_MARGIN, y + high, _RIGHT, y + high, ink=HAIR)

    return [Block(high, draw, keep=8 * MM if line.numbers else 0), *_numbers(line.numbers)]


def _numbers(numbers: Sequence[str]) -> list[Block]:
    """The numbers that should be there, four to a line, each with a box to tick."""
    step, high = (_RIGHT - _MARGIN) / 4, 7 * MM

    def row(part: Sequence[str], *, last: bool) -> Callable[[Sheet, float], None]:
        def draw(sheet: Sheet, y: float) -> None:
            for index, number in enumerate(part):
                x = _MARGIN + index * step
                sheet.box(x, y + 1.2 * MM, 4 * MM, 4 * MM, edge=RULE)
                sheet.text(x + 6 * MM, y + 4.6 * MM, number, 10.5, room=step - 8 * MM)
            if last:
                sheet.line(_MARGIN, y + high, _RIGHT, y + high, ink=HAIR)

        return draw

    parts = [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    return [Block(high, row(part, last=part is parts[-1])) for part in parts]


def book_words(quantity: int) -> str:
    """The book's number as it stands on a sheet."""
    return number_text(quantity)
