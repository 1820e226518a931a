"""What the papers share that go with goods from one hand to another: a head with the number and its QR, and room for two to sign.

The QR says the paper's number and nothing else.
"""

from datetime import date
from typing import Final

from desktop.documents.paper import INK2, MM, RULE, Block, Sheet, gap, page_of, text_block
from desktop.i18n import date_text

MARGIN: Final = 14 * MM
TOP: Final = 13 * MM
FOOT: Final = 15 * MM
BODY: Final = 10.5
SMALL: Final = 8.5
_QR: Final = 20 * MM
_TITLE: Final = 17.0


def frame(sheet: Sheet, page: int, total: int, *, title: str, number: str) -> None:
    """What stands at the foot of every page, so that none is taken for another paper's."""
    y, right = sheet.height - 8 * MM, sheet.width - MARGIN
    sheet.line(MARGIN, y - 13, right, y - 13, ink=RULE)
    sheet.text(MARGIN, y, f"{title}  {number}", SMALL, ink=INK2, room=(right - MARGIN) * 0.6)
    sheet.text(right, y, page_of(page, total), SMALL, ink=INK2, align="right")


def head(title: str, number: str, on: date, room: float) -> Block:
    """The paper's name, number and day beside the QR."""
    beside = room - _QR - 5 * MM

    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(MARGIN, y + _TITLE * 0.9, title, _TITLE, bold=True, room=beside)
        sheet.text(MARGIN, y + _TITLE + 8 + BODY, number, BODY, bold=True, room=beside)
        sheet.text(MARGIN, y + _TITLE + 8 + 2.5 * BODY, date_text(on), BODY, room=beside)
        sheet.qr(MARGIN + room - _QR, y, _QR, number)

    return Block(_QR, draw)


def signing(room: float, giver: str, taker: str) -> list[Block]:
    """Room for both to sign; a mark or initials will do, and nobody has to."""
    half = (room - 8 * MM) / 2
    signs = ((MARGIN, giver), (MARGIN + half + 8 * MM, taker))
    labels = [text_block(x, half, words, SMALL, ink=INK2, most=2) for x, words in signs]

    def draw(sheet: Sheet, y: float) -> None:
        for (x, _words), label in zip(signs, labels, strict=True):
            sheet.line(x, y + 34, x + half, y + 34, ink=RULE)
            label.draw(sheet, y + 37)

    return [gap(10), Block(40 + max(label.height for label in labels), draw)]
