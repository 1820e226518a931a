"""The referral slip: where to go and what for, under a number of its own; a stub that comes back.

It never carries a member's name or code: whoever finds it learns that somebody was sent to a public address.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.documents.paper import A5, A6, INK2, LEADING, MM, RULE, Block, Sheet, gap, text_block
from desktop.i18n import _, date_text, speaking


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a referral slip.

    Attributes:
        number: The slip's own number; the QR on the stub says it and nothing else.
        provider: Where to go.
        details: Address and opening hours, line feeds kept.
        purpose: What it is for, in neutral words; empty leaves it out.
    """

    number: str
    on: date
    provider: str
    details: str = ""
    purpose: str = ""


_MARGIN: Final = 9 * MM
_STUB: Final = 44 * MM
_QR: Final = 20 * MM
_TITLE: Final = 17.0
_BODY: Final = 10.5
_SMALL: Final = 8.5


def slip_pdf(slip: Slip, *, language: str) -> bytes:
    """Make the slip as PDF, one page: A6, or A5 where the address needs more room."""
    with speaking(language):
        size = A6
        blocks = _blocks(slip, size[0], most=40)
        if _height(blocks) > _room(size):
            size = A5
            blocks = _blocks(slip, size[0], most=16)
        sheet = Sheet(size)
        y = _MARGIN
        for block in blocks:
            block.draw(sheet, y)
            y += block.height
        _stub(sheet, slip)
        return sheet.finish()


def _height(blocks: list[Block]) -> float:
    return sum(block.height for block in blocks)


def _room(size: tuple[float, float]) -> float:
    return size[1] - _MARGIN - _STUB - 4


def _blocks(slip: Slip, width: float, *, most: int) -> list[Block]:
    """The upper part; `most` lines for each text that people write."""
    room = width - 2 * _MARGIN

    def head(sheet: Sheet, y: float) -> None:
        sheet.text(_MARGIN, y + _TITLE * 0.9, _("Referral slip"), _TITLE, bold=True, room=room)
        base = y + _TITLE + 6 + _BODY
        taken = sheet.text(_MARGIN, base, slip.number, _BODY, bold=True, room=room * 0.6)
        sheet.text(width - _MARGIN, base, date_text(slip.on), _BODY, align="right", room=room - taken - 8)
        sheet.line(_MARGIN, base + 7, width - _MARGIN, base + 7, ink=RULE, thick=0.8)

    blocks = [Block(_TITLE + 6 + _BODY + 7 + 8, head)]
    blocks.append(text_block(_MARGIN, room, _("To"), _SMALL, ink=INK2))
    blocks.append(text_block(_MARGIN, room, slip.provider, 12, bold=True, most=min(most, 4)))
    if slip.details.strip():
        blocks += [gap(2), text_block(_MARGIN, room, slip.details, _BODY, most=most)]
    if slip.purpose.strip():
        blocks += [
            gap(8),
            text_block(_MARGIN, room, _("For"), _SMALL, ink=INK2),
            text_block(_MARGIN, room, slip.purpose, _BODY, most=min(most, 6)),
        ]
    return blocks


def _stub(sheet: Sheet, slip: Slip) -> None:
    """The part that comes back, below a line to cut along."""
    top = sheet.height - _STUB
    sheet.line(0, top, sheet.width, top, ink=INK2, dashed=True)
    right = sheet.width - _MARGIN
    sheet.qr(right - _QR, top + 6 * MM, _QR, slip.number)
    room = right - _QR - 5 * MM - _MARGIN
    base = top + 5 * MM + _SMALL
    sheet.text(_MARGIN, base, _("Cut here. This part comes back."), _SMALL, ink=INK2, room=room)
    base += _BODY * LEADING + 2
    sheet.text(_MARGIN, base, slip.number, _BODY, bold=True, room=room)
    side = 11.0
    base += 10
    for words in (_("Came"), _("Did not come")):
        base += 17
        sheet.box(_MARGIN, base - side + 2, side, side, edge=RULE)
        sheet.text(_MARGIN + side + 7, base, words, _BODY, room=room - side - 7)
    base = sheet.height - 6 * MM
    wide = sheet.text(_MARGIN, base, _("Date"), _SMALL, ink=INK2, room=room / 2)
    sheet.line(_MARGIN + wide + 6, base + 1, right, base + 1, ink=RULE)
