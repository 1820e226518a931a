"""The rows that were not received, to be put right and brought again: as a table, and on paper.

They hold what stands in the file and nothing of the vault, so no session is needed and no journal keeps it.
"""

from collections.abc import Sequence

from desktop.documents import RefusedRow, refused_rows_pdf
from desktop.i18n.catalogue import _, speaking
from desktop.operations.csv_table import Cell, table_bytes
from desktop.operations.import_rows import CheckedRow


def refused_table(headings: Sequence[str], rows: Sequence[CheckedRow]) -> bytes:
    """The rows as they stand in the file, each with its number before and what is wrong behind: a table for spreadsheets.

    Args:
        headings: The file's own; empty where it has none.
    """
    table: list[list[Cell]] = [[_("Row"), *headings, _("What is wrong")]]
    table += [[row.row.number, *row.row.cells, row.sentence] for row in rows]
    return table_bytes(table)


def refused_paper(rows: Sequence[CheckedRow], *, language: str) -> bytes:
    """The rows as PDF."""
    with speaking(language):
        found = [
            RefusedRow(row.row.number, "  ·  ".join(cell for cell in row.row.cells if cell), row.sentence)
            for row in rows
        ]
    return refused_rows_pdf(found, language=language)
