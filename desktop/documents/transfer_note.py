"""The note that goes with stock from one place to another: what was sent, and room to write what arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from desktop.documents import text as letters
from desktop.documents.paper import (
    A4,
    A5,
    HAIR,
    INK2,
    LEADING,
    MM,
    RULE,
    Block,
    Sheet,
    draw_pages,
    gap,
    page_of,
    paginate,
    text_block,
)
from desktop.documents.table import Column, table_blocks
from desktop.domain.stock import Pack, Unit
from desktop.i18n import _, date_text, list_text, ngettext, number_text, speaking


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One batch of an item, in base units.

    Attributes:
        pack: What it comes in, to be counted in; None where it comes loose.
        numbers: Those on the pieces, where each bears one.
    """

    name: str
    unit: Unit
    quantity: int
    pack: Pack | None = None
    lot: str = ""
    expires_on: date | None = None
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TransferNote:
    """What stands on the note. The QR says its number and nothing else; no person is named on it."""

    number: str
    on: date
    start: str
    end: str
    lines: tuple[NoteLine, ...]


_MARGIN: Final = 14 * MM
_TOP: Final = 13 * MM
_FOOT: Final = 15 * MM
_QR: Final = 20 * MM
_RECEIVED: Final = 74.0
_TITLE: Final = 17.0
_BODY: Final = 10.5
_SMALL: Final = 8.5


def transfer_note_pdf(note: TransferNote, *, language: str) -> bytes:
    """Make the note as PDF: one A5 page where all of it fits there, else as many of A4 as it takes."""
    with speaking(language):
        size = A5
        pages = paginate(_blocks(note, size[0]), size[1] - _TOP - _FOOT)
        if len(pages) > 1:
            size = A4
            pages = paginate(_blocks(note, size[0]), size[1] - _TOP - _FOOT)
        return draw_pages(Sheet(size), pages, _TOP, partial(_frame, note=note))


def _frame(sheet: Sheet, number: int, total: int, *, note: TransferNote) -> None:
    """What stands at the foot of every page, so that none is taken for another note's."""
    y, right = sheet.height - 8 * MM, sheet.width - _MARGIN
    sheet.line(_MARGIN, y - 13, right, y - 13, ink=RULE)
    room = (right - _MARGIN) * 0.6
    sheet.text(_MARGIN, y, f"{_('Transfer note')}  {note.number}", _SMALL, ink=INK2, room=room)
    sheet.text(right, y, page_of(number, total), _SMALL, ink=INK2, align="right")


def _blocks(note: TransferNote, width: float) -> list[Block]:
    room = width - 2 * _MARGIN
    columns = [
        Column(_("Expires")),
        Column(_("Quantity"), bold=True),
        Column(_("Arrived"), blank=_RECEIVED),
    ]
    rows = [(_what(line), [_day(line.expires_on), _quantity(line.quantity, line.unit), ""]) for line in note.lines]
    head, *table = table_blocks(_MARGIN, room, _("Item"), columns, rows)
    blocks = [*_head(note, room), gap(10), head]
    for line, block in zip(note.lines, table, strict=True):
        blocks.append(block)
        blocks += _numbers(line, room)
    return [*blocks, *_signing(room)]


def _head(note: TransferNote, room: float) -> list[Block]:
    """Its name and number beside the QR, then where from and where to."""
    beside = room - _QR - 5 * MM

    def title(sheet: Sheet, y: float) -> None:
        sheet.text(_MARGIN, y + _TITLE * 0.9, _("Transfer note"), _TITLE, bold=True, room=beside)
        sheet.text(_MARGIN, y + _TITLE + 8 + _BODY, note.number, _BODY, bold=True, room=beside)
        sheet.text(_MARGIN, y + _TITLE + 8 + 2.5 * _BODY, date_text(note.on), _BODY, room=beside)
        sheet.qr(_MARGIN + room - _QR, y, _QR, note.number)

    half = (room - 6 * MM) / 2
    places = [
        (text_block(x, half, label, _SMALL, ink=INK2), text_block(x, half, name, 12, bold=True, most=3))
        for x, label, name in (
            (_MARGIN, _("From"), note.start),
            (_MARGIN + half + 6 * MM, _("To"), note.end),
        )
    ]

    def ways(sheet: Sheet, y: float) -> None:
        for label, name in places:
            label.draw(sheet, y)
            name.draw(sheet, y + label.height)

    high = max(label.height + name.height for label, name in places)
    return [Block(_QR, title), gap(8), Block(high, ways)]


def _what(line: NoteLine) -> str:
    """An item's name, and below it the batch and how it is packed."""
    facts = [_("Batch {lot}").format(lot=line.lot)] if line.lot else []
    packed = _in_packs(line)
    if packed:
        facts.append(packed)
    return "\n".join(part for part in (line.name, "  ·  ".join(facts)) if part)


def _in_packs(line: NoteLine) -> str:
    if line.pack is None or line.quantity < line.pack.size:
        return ""
    whole, loose = divmod(line.quantity, line.pack.size)
    text = ngettext("{count} × {pack} of {size}", "{count} × {pack} of {size}", whole).format(
        count=number_text(whole), pack=line.pack.name, size=number_text(line.pack.size)
    )
    return _("{packs}, and {loose} loose").format(packs=text, loose=number_text(loose)) if loose else text


def _day(day: date | None) -> str:
    return "" if day is None else date_text(day)


def _quantity(value: int, unit: Unit) -> str:
    if unit is Unit.GRAM:
        return _("{count} g").format(count=number_text(value))
    if unit is Unit.MILLILITRE:
        return _("{count} ml").format(count=number_text(value))
    return ngettext("{count} piece", "{count} pieces", value).format(count=number_text(value))


def _numbers(line: NoteLine, room: float) -> Sequence[Block]:
    """The numbers on the pieces, as many lines as they need: each line a block, so that they may go over a page."""
    if not line.numbers:
        return []
    lines = letters.wrapped(_("Numbers: {numbers}").format(numbers=list_text(line.numbers)), room, _SMALL)
    step = _SMALL * LEADING
    blocks = []
    for index, words in enumerate(lines):
        last = index == len(lines) - 1

        def draw(sheet: Sheet, y: float, words: str = words, last: bool = last) -> None:
            sheet.text(_MARGIN, y + 1 + _SMALL, words, _SMALL, ink=INK2)
            if last:
                sheet.line(_MARGIN, y + step + 5, _MARGIN + room, y + step + 5, ink=HAIR, thick=0.5)

        blocks.append(Block(step + (5 if last else 0), draw, in_table=True))
    return blocks


def _signing(room: float) -> list[Block]:
    """Room for who hands over and who takes in; what they write is theirs to choose."""
    half = (room - 8 * MM) / 2
    signs = ((_MARGIN, _("Handed over: date, initials")), (_MARGIN + half + 8 * MM, _("Arrived: date, initials")))
    labels = [text_block(x, half, words, _SMALL, ink=INK2, most=2) for x, words in signs]

    def draw(sheet: Sheet, y: float) -> None:
        for (x, _words), label in zip(signs, labels, strict=True):
            sheet.line(x, y + 34, x + half, y + 34, ink=RULE)
            label.draw(sheet, y + 37)

    return [gap(10), Block(40 + max(label.height for label in labels), draw)]
