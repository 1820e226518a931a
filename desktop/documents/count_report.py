"""What a finished count came to, on paper: which lines differed, by how much, why, and what that is worth.

Nobody is named on it; who counted and who approved sign with initials.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from desktop.documents.paper import A4, INK2, MM, RULE, Block, Sheet, draw_pages, gap, page_of, paginate, text_block
from desktop.documents.table import Column, table_blocks
from desktop.domain.counting import Accuracy
from desktop.i18n import _, date_text, ngettext, number_text, pgettext, signed_text, speaking


@dataclass(frozen=True, slots=True)
class CountReportLine:
    """A line that differed; `value` and `reason` are words."""

    name: str
    details: str
    counted: int
    difference: int
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class CountReport:
    """What stands on the report.

    Attributes:
        number: Of the count sheet.
        document: The number under which the differences were posted; empty when all matched.
        alone: Whether it was approved by the person who had counted, since nobody else was there.
        value: What the differences come to, in words; empty where no item has a value.
    """

    number: str
    document: str
    what: str
    on: date
    accuracy: Accuracy
    lines: tuple[CountReportLine, ...]
    alone: bool
    value: str


_MARGIN: Final = 16 * MM
_TOP: Final = 15 * MM
_FOOT: Final = 16 * MM
_ROOM: Final = A4[0] - 2 * _MARGIN


def count_report_pdf(report: CountReport, *, language: str) -> bytes:
    """Make the report as PDF, A4."""
    with speaking(language):
        pages = paginate(_blocks(report), A4[1] - _TOP - _FOOT)
        return draw_pages(Sheet(A4), pages, _TOP, partial(_frame, report=report))


def _frame(sheet: Sheet, number: int, total: int, *, report: CountReport) -> None:
    y, right = sheet.height - 8 * MM, sheet.width - _MARGIN
    sheet.text(_MARGIN, y, f"{_('Count report')}  {report.document or report.number}", 9, ink=INK2)
    sheet.text(right, y, page_of(number, total), 9, ink=INK2, align="right")


def _blocks(report: CountReport) -> list[Block]:
    numbers = "  ·  ".join(part for part in (report.number, report.document, date_text(report.on)) if part)
    accuracy = report.accuracy
    blocks = [
        text_block(_MARGIN, _ROOM, _("Count report"), 11, ink=INK2),
        text_block(_MARGIN, _ROOM, report.what, 20, bold=True, most=2),
        text_block(_MARGIN, _ROOM, numbers, 11),
        gap(12),
        text_block(_MARGIN, _ROOM, _counted(accuracy), 12, bold=True),
    ]
    if accuracy.per_cent is not None:
        share = _("As in the book: {share} % of the lines").format(share=number_text(accuracy.per_cent))
        blocks.append(text_block(_MARGIN, _ROOM, share, 11))
    if report.value:
        blocks.append(text_block(_MARGIN, _ROOM, _("Value of the differences: {value}").format(value=report.value), 11))
    blocks.append(gap(12))
    if report.lines:
        blocks += _table(report)
    else:
        blocks.append(text_block(_MARGIN, _ROOM, _("Everything that was counted matched the book."), 11))
    blocks += [gap(16), text_block(_MARGIN, _ROOM, _approved(report), 10.5), *_signing()]
    return blocks


def _counted(accuracy: Accuracy) -> str:
    lines = ngettext("{count} line counted", "{count} lines counted", accuracy.lines).format(
        count=number_text(accuracy.lines)
    )
    return _("{lines}, {matched} matched, {differ} differed").format(
        lines=lines, matched=number_text(accuracy.matched), differ=number_text(accuracy.lines - accuracy.matched)
    )


def _table(report: CountReport) -> list[Block]:
    columns = [
        Column(_("Counted")),
        Column(_("Book")),
        Column(_("Difference"), bold=True),
        *([Column(pgettext("money", "Value"))] if report.value else []),
        Column(_("Reason"), left=True),
    ]
    rows = [
        (
            "  ·  ".join(part for part in (line.name, line.details) if part),
            [
                number_text(line.counted),
                number_text(line.counted - line.difference),
                signed_text(line.difference),
                *([line.value] if report.value else []),
                line.reason,
            ],
        )
        for line in report.lines
    ]
    return table_blocks(_MARGIN, _ROOM, _("Item"), columns, rows)


def _approved(report: CountReport) -> str:
    if not report.lines:
        return ""
    if report.alone:
        return _("Nobody else could approve this count. It was approved by the person who counted.")
    return _("Approved by a second person.")


def _signing() -> list[Block]:
    """Two lines for initials, as on the summary."""

    def draw(sheet: Sheet, y: float) -> None:
        half = (_ROOM - 8 * MM) / 2
        for index, label in enumerate((_("Counted by (initials)"), _("Approved by (initials)"))):
            x = _MARGIN + index * (half + 8 * MM)
            wide = sheet.text(x, y + 12 * MM, label, 10, ink=INK2, room=half * 0.6)
            sheet.line(x + wide + 6, y + 12 * MM + 1, x + half, y + 12 * MM + 1, ink=RULE)

    return [Block(14 * MM, draw)]
