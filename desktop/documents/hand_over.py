"""The slip for whoever gave goods: what was taken in, on what day, under which number. It names no person and no group."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from desktop.documents.paper import A5, INK2, MM, RULE, Block, Sheet, draw_pages, gap, page_of, paginate, text_block
from desktop.documents.table import Column, table_blocks
from desktop.domain.stock import Pack, Unit
from desktop.i18n import _, date_text, ngettext, number_text, speaking


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """All that came of an item, in base units.

    Attributes:
        pack: What it comes in, to be counted in; None where it comes loose.
    """

    name: str
    unit: Unit
    quantity: int
    pack: Pack | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """What stands on the slip. The QR says its number and nothing else.

    Attributes:
        fund: What paid for the goods; empty leaves it out.
    """

    number: str
    on: date
    lines: tuple[HandOverLine, ...]
    fund: str = ""


_MARGIN: Final = 14 * MM
_TOP: Final = 13 * MM
_FOOT: Final = 15 * MM
_QR: Final = 20 * MM
_TITLE: Final = 17.0
_BODY: Final = 10.5
_SMALL: Final = 8.5


def hand_over_pdf(slip: HandOver, *, language: str) -> bytes:
    """Make the slip as PDF, on as many A5 pages as it needs."""
    with speaking(language):
        pages = paginate(_blocks(slip, A5[0] - 2 * _MARGIN), A5[1] - _TOP - _FOOT)
        return draw_pages(Sheet(A5), pages, _TOP, partial(_frame, slip=slip))


def _frame(sheet: Sheet, number: int, total: int, *, slip: HandOver) -> None:
    y, right = sheet.height - 8 * MM, sheet.width - _MARGIN
    sheet.line(_MARGIN, y - 13, right, y - 13, ink=RULE)
    room = (right - _MARGIN) * 0.6
    sheet.text(_MARGIN, y, f"{_('Hand-over slip')}  {slip.number}", _SMALL, ink=INK2, room=room)
    sheet.text(right, y, page_of(number, total), _SMALL, ink=INK2, align="right")


def _blocks(slip: HandOver, room: float) -> list[Block]:
    rows = [
        ("\n".join(part for part in (line.name, _in_packs(line)) if part), [_quantity(line.quantity, line.unit)])
        for line in slip.lines
    ]
    table = table_blocks(_MARGIN, room, _("Item"), [Column(_("Quantity"), bold=True)], rows)
    return [*_head(slip, room), gap(10), *table, *_signing(room)]


def _head(slip: HandOver, room: float) -> list[Block]:
    """Its name, number and day beside the QR, and what paid."""
    beside = room - _QR - 5 * MM

    def title(sheet: Sheet, y: float) -> None:
        sheet.text(_MARGIN, y + _TITLE * 0.9, _("Hand-over slip"), _TITLE, bold=True, room=beside)
        sheet.text(_MARGIN, y + _TITLE + 8 + _BODY, slip.number, _BODY, bold=True, room=beside)
        sheet.text(_MARGIN, y + _TITLE + 8 + 2.5 * _BODY, date_text(slip.on), _BODY, room=beside)
        sheet.qr(_MARGIN + room - _QR, y, _QR, slip.number)

    blocks = [Block(_QR, title)]
    if slip.fund.strip():
        blocks += [
            gap(8),
            text_block(_MARGIN, room, _("Paid by"), _SMALL, ink=INK2),
            text_block(_MARGIN, room, slip.fund, _BODY, bold=True, most=3),
        ]
    return blocks


def _in_packs(line: HandOverLine) -> str:
    if line.pack is None or line.quantity < line.pack.size:
        return ""
    whole, loose = divmod(line.quantity, line.pack.size)
    text = ngettext("{count} × {pack} of {size}", "{count} × {pack} of {size}", whole).format(
        count=number_text(whole), pack=line.pack.name, size=_bare(line.pack.size, line.unit)
    )
    return _("{packs}, and {loose} loose").format(packs=text, loose=_bare(loose, line.unit)) if loose else text


def _bare(value: int, unit: Unit) -> str:
    """A number that needs its unit only where it is weighed or measured."""
    return number_text(value) if unit is Unit.PIECE else _quantity(value, unit)


def _quantity(value: int, unit: Unit) -> str:
    if unit is Unit.GRAM and value % 1000 == 0:
        return _("{count} kg").format(count=number_text(value // 1000))
    if unit is Unit.GRAM:
        return _("{count} g").format(count=number_text(value))
    if unit is Unit.MILLILITRE:
        return _("{count} ml").format(count=number_text(value))
    return ngettext("{count} piece", "{count} pieces", value).format(count=number_text(value))


def _signing(room: float) -> list[Block]:
    """Room for both to sign; a mark or initials will do, and nobody has to."""
    half = (room - 8 * MM) / 2
    signs = ((_MARGIN, _("Given by")), (_MARGIN + half + 8 * MM, _("Received by")))
    labels = [text_block(x, half, words, _SMALL, ink=INK2) for x, words in signs]

    def draw(sheet: Sheet, y: float) -> None:
        for (x, _words), label in zip(signs, labels, strict=True):
            sheet.line(x, y + 34, x + half, y + 34, ink=RULE)
            label.draw(sheet, y + 37)

    return [gap(10), Block(40 + max(label.height for label in labels), draw)]
