"""A table for a spreadsheet, as bytes."""

import csv
import io
from collections.abc import Iterable, Sequence

_BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

Cell = str | int


def table_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as UTF-8 with a byte order mark, which tells spreadsheets the encoding.

    Numbers are plain digits, lines end in CR LF (RFC 4180). Text that a spreadsheet would take for a formula gets an
    apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, int):
        return cell
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
