"""Tables and bars on paper, as blocks that can go on to the next page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.documents import text as letters
from desktop.documents.paper import GROUND, HAIR, INK, INK2, LEADING, RULE, Block, Sheet
from desktop.i18n import number_text

_GAP: Final = 10.0
_SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0)
_FIRST_ROOM: Final = 120.0
_FIRST_ROOM_WHOLE: Final = 150.0
_MOST_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column after the first: right-aligned numbers under a head that may wrap; `blank` points are kept to write in."""

    head: str
    bold: bool = False
    left: bool = False
    blank: float = 0


def table_blocks(
    x: float, room: float, first_head: str, columns: Sequence[Column], rows: Sequence[tuple[str, Sequence[str]]]
) -> list[Block]:
    """Lay out a table: a wrapping first column, then columns as wide as their numbers.

    Heads stand on one line where there is room. Else they wrap, and the letters shrink from 9 to 7 points until the
    first column keeps a readable width. The head is drawn again on each page.
    """
    size, widths = _SIZES[-1], [0.0]
    for whole, size in ((True, _SIZES[0]), *((False, size) for size in _SIZES)):
        cells_of = [[row[index] for _, row in rows] for index in range(len(columns))]
        widths = [_column_width(*pair, size, whole=whole) for pair in zip(columns, cells_of, strict=True)]
        if room - sum(widths) >= (_FIRST_ROOM_WHOLE if whole else _FIRST_ROOM):
            break
    first_room = max(room - sum(widths), room * 0.2)
    edges = [x + first_room + sum(widths[: index + 1]) for index in range(len(columns))]
    step = size * LEADING

    heads = [
        letters.wrapped(column.head, wide - _GAP + 0.5, size - 0.5, bold=True, most=_MOST_LINES)
        for column, wide in zip(columns, widths, strict=True)
    ]
    head_lines = max([1, *map(len, heads)])

    def draw_head(sheet: Sheet, y: float) -> None:
        base = y + 3 + head_lines * step - 3
        sheet.text(x, base, first_head, size - 0.5, bold=True, ink=INK2, room=first_room - _GAP)
        for column, lines, edge, wide in zip(columns, heads, edges, widths, strict=True):
            for index, words in enumerate(lines):
                line_base = base - (len(lines) - 1 - index) * step
                if column.left:
                    sheet.text(edge - wide + _GAP, line_base, words, size - 0.5, bold=True, ink=INK2)
                else:
                    sheet.text(edge, line_base, words, size - 0.5, bold=True, ink=INK2, align="right")
        bottom = y + head_lines * step + 5
        sheet.line(x, bottom, x + room, bottom, ink=RULE, thick=0.8)

    blocks = [Block(head_lines * step + 5, draw_head, repeats=True, keep=2 * (step + 6))]
    for name, cells in rows:
        names = letters.wrapped(name, first_room - _GAP, size, most=_MOST_LINES)

        def draw(sheet: Sheet, y: float, names: list[str] = names, cells: Sequence[str] = cells) -> None:
            base = y + 2.5 + size
            for index, words in enumerate(names):
                sheet.text(x, base + index * step, words, size)
            for column, cell, edge, wide in zip(columns, cells, edges, widths, strict=True):
                if column.left:
                    sheet.text(edge - wide + _GAP, base, cell, size, bold=column.bold)
                else:
                    sheet.text(edge, base, cell, size, bold=column.bold, align="right")
            bottom = y + len(names) * step + 5
            sheet.line(x, bottom, x + room, bottom, ink=HAIR, thick=0.5)

        blocks.append(Block(len(names) * step + 5, draw, in_table=True))
    return blocks


def _column_width(column: Column, cells: Sequence[str], size: float, *, whole: bool) -> float:
    """Wide enough for every cell, and for the head: on one line when `whole`, else over two or three."""
    widest = max((letters.width(letters.clean(cell), size, bold=column.bold) for cell in cells), default=0)
    head = letters.width(column.head, size - 0.5, bold=True)
    words = column.head.split()
    if not whole and len(words) > 1:
        head = max(head / 2, *(letters.width(word, size - 0.5, bold=True) for word in words))
    return max(widest, head, column.blank) + _GAP


def bar_blocks(x: float, room: float, bars: Sequence[tuple[str, int]]) -> list[Block]:
    """Horizontal bars from a common start, longest value over the whole width, each value printed behind its bar."""
    size, high = 9.0, 8.0
    label_room = room * 0.28
    value_room = max((letters.width(number_text(value), size, bold=True) for _, value in bars), default=0) + 8
    most = max([1, *(value for _, value in bars)])
    full = room - label_room - _GAP - value_room
    blocks = []
    for label, value in bars:

        def draw(sheet: Sheet, y: float, label: str = label, value: int = value) -> None:
            base = y + 3 + size
            start = x + label_room + _GAP
            sheet.text(x, base, label, size, room=label_room)
            sheet.box(start, base - high + 0.5, full, high, ground=GROUND)
            long = max(full * value / most, 1.0)
            sheet.box(start, base - high + 0.5, long, high, ground=INK2)
            sheet.text(x + room, base, number_text(value), size, bold=True, ink=INK, align="right")

        blocks.append(Block(size * LEADING + 4.5, draw))
    return blocks
