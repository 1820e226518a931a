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
    Block,
    Sheet,
    draw_pages,
    gap,
    paginate,
    text_block,
)
from desktop.documents.table import Column, table_blocks
from desktop.documents.two_hands import FOOT, MARGIN, SMALL, TOP, frame, head, signing
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


_RECEIVED: Final = 74.0


def transfer_note_pdf(note: TransferNote, *, language: str) -> bytes:
    """Make the note as PDF: one A5 page where all of it fits there, else as many of A4 as it takes."""
    with speaking(language):
        size = A5
        pages = paginate(_blocks(note, size[0]), size[1] - TOP - FOOT)
        if len(pages) > 1:
            size = A4
            pages = paginate(_blocks(note, size[0]), size[1] - TOP - FOOT)
        return draw_pages(Sheet(size), pages, TOP, partial(frame, title=_("Transfer note"), number=note.number))


def _blocks(note: TransferNote, width: float) -> list[Block]:
    room = width - 2 * MARGIN
    columns = [
        Column(_("Expires")),
        Column(_("Quantity"), bold=True),
        Column(_("Arrived"), blank=_RECEIVED),
    ]
    rows = [(_what(line), [_day(line.expires_on), _quantity(line.quantity, line.unit), ""]) for line in note.lines]
    table_head, *table = table_blocks(MARGIN, room, _("Item"), columns, rows)
    blocks = [*_head(note, room), gap(10), table_head]
    for line, block in zip(note.lines, table, strict=True):
        blocks.append(block)
        blocks += _numbers(line, room)
    return [*blocks, *signing(room, _("Handed over: date, initials"), _("Arrived: date, initials"))]


def _head(note: TransferNote, room: float) -> list[Block]:
    """Its name and number beside the QR, then where from and where to."""
    half = (room - 6 * MM) / 2
    places = [
        (text_block(x, half, label, SMALL, ink=INK2), text_block(x, half, name, 12, bold=True, most=3))
        for x, label, name in (
            (MARGIN, _("From"), note.start),
            (MARGIN + half + 6 * MM, _("To"), note.end),
        )
    ]

    def ways(sheet: Sheet, y: float) -> None:
        for label, name in places:
            label.draw(sheet, y)
            name.draw(sheet, y + label.height)

    high = max(label.height + name.height for label, name in places)
    return [head(_("Transfer note"), note.number, note.on, room), gap(8), Block(high, ways)]


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
    lines = letters.wrapped(_("Numbers: {numbers}").format(numbers=list_text(line.numbers)), room, SMALL)
    step = SMALL * LEADING
    blocks = []
    for index, words in enumerate(lines):
        last = index == len(lines) - 1

        def draw(sheet: Sheet, y: float, words: str = words, last: bool = last) -> None:
            sheet.text(MARGIN, y + 1 + SMALL, words, SMALL, ink=INK2)
            if last:
                sheet.line(MARGIN, y + step + 5, MARGIN + room, y + step + 5, ink=HAIR, thick=0.5)

        blocks.append(Block(step + (5 if last else 0), draw, in_table=True))
    return blocks
