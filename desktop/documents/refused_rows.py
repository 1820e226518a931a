"""The rows of a table that were not received, on paper: where each stands, what it says, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.documents.paper import (
    A4,
    HAIR,
    INK2,
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
from desktop.i18n import _, ngettext, number_text, speaking


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row.

    Attributes:
        number: Where it stands in the file.
        cells: What stands in it.
        why: What is wrong, as a sentence.
    """

    number: int
    cells: str
    why: str


_MARGIN: Final = 18 * MM
_TOP: Final = 16 * MM
_FOOT: Final = 16 * MM
_NUMBER: Final = 16 * MM
_TITLE: Final = 17.0
_BODY: Final = 9.5
_SMALL: Final = 8.5


def refused_rows_pdf(rows: Sequence[RefusedRow], *, language: str) -> bytes:
    """Make the list as PDF, on as many A4 pages as it needs."""
    with speaking(language):
        room = A4[0] - 2 * _MARGIN
        count = ngettext("{count} row", "{count} rows", len(rows)).format(count=number_text(len(rows)))
        blocks = [
            text_block(_MARGIN, room, _("Rows that were not received"), _TITLE, bold=True),
            text_block(_MARGIN, room, count, _BODY, ink=INK2),
            gap(10),
            Block(0.8, lambda sheet, y: sheet.line(_MARGIN, y, _MARGIN + room, y, ink=RULE, thick=0.8)),
            *(_row(row, room) for row in rows),
        ]
        return draw_pages(Sheet(A4), paginate(blocks, A4[1] - _TOP - _FOOT), _TOP, _frame)


def _frame(sheet: Sheet, number: int, total: int) -> None:
    right = sheet.width - _MARGIN
    sheet.text(right, sheet.height - 9 * MM, page_of(number, total), _SMALL, ink=INK2, align="right")


def _row(row: RefusedRow, room: float) -> Block:
    x, wide = _MARGIN + _NUMBER, room - _NUMBER
    cells = text_block(x, wide, row.cells, _BODY, bold=True, most=3)
    why = text_block(x, wide, row.why, _BODY, most=4)
    high = cells.height + why.height + 10

    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(_MARGIN, y + 5 + _BODY, number_text(row.number), _BODY, ink=INK2, room=_NUMBER - 6)
        cells.draw(sheet, y + 5)
        why.draw(sheet, y + 5 + cells.height)
        sheet.line(_MARGIN, y + high, _MARGIN + room, y + high, ink=HAIR, thick=0.5)

    return Block(high, draw)
