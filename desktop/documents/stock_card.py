"""A stock card on A4: every movement in the order of its date, with the balance it left.

It shows documents by their numbers and names no person.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from desktop.documents.paper import A4, INK2, MM, RULE, Block, Sheet, draw_pages, gap, page_of, paginate, text_block
from desktop.documents.table import Column, table_blocks
from desktop.i18n import _, date_text, number_text, pgettext, signed_text, speaking


@dataclass(frozen=True, slots=True)
class CardRow:
    """One movement.

    Attributes:
        what: What it was and why, where, of which batch.
        balance: What it left; None where a word says it better.
        left: That word.
    """

    on: date
    number: str
    what: str
    change: int
    balance: int | None
    left: str = ""


@dataclass(frozen=True, slots=True)
class StockCard:
    """What stands on the paper.

    Attributes:
        title: The item, the place, or the item and a number.
        facts: What it is narrowed to, and what is counted.
        total: How many movements there are; more than `rows` when the oldest are left out.
    """

    title: str
    facts: tuple[str, ...]
    made_on: date
    rows: tuple[CardRow, ...]
    total: int


_MARGIN: Final = 15 * MM
_ROOM: Final = A4[0] - 2 * _MARGIN
_TOP: Final = 15 * MM
_FOOT: Final = 16 * MM


def stock_card_pdf(card: StockCard, *, language: str) -> bytes:
    """Make the card as PDF, on as many pages as it needs."""
    with speaking(language):
        pages = paginate(_blocks(card), A4[1] - _TOP - _FOOT)
        return draw_pages(Sheet(A4), pages, _TOP, partial(_frame, card=card))


def _frame(sheet: Sheet, number: int, total: int, *, card: StockCard) -> None:
    """What stands at the foot of every page, so that none is taken for another card's."""
    y, right = sheet.height - 9 * MM, sheet.width - _MARGIN
    sheet.line(_MARGIN, y - 14, right, y - 14, ink=RULE)
    words = "  ·  ".join((_("Stock card"), card.title, date_text(card.made_on)))
    sheet.text(_MARGIN, y, words, 9, ink=INK2, room=_ROOM * 0.8)
    sheet.text(right, y, page_of(number, total), 9, ink=INK2, align="right")


def _blocks(card: StockCard) -> list[Block]:
    facts = (*card.facts, _("Printed on {date}").format(date=date_text(card.made_on)))
    blocks = [
        text_block(_MARGIN, _ROOM, _("Stock card"), 10, ink=INK2),
        text_block(_MARGIN, _ROOM, card.title, 20, bold=True, most=3),
        gap(2),
        text_block(_MARGIN, _ROOM, "  ·  ".join(facts), 10, ink=INK2),
        gap(8),
    ]
    if not card.rows:
        return [*blocks, text_block(_MARGIN, _ROOM, _("Nothing has moved yet"), 10)]
    if card.total > len(card.rows):
        words = _("Only the latest {count} of {total} movements stand here.").format(
            count=number_text(len(card.rows)), total=number_text(card.total)
        )
        blocks += [text_block(_MARGIN, _ROOM, words, 10, bold=True), gap(6)]
    columns = [Column(pgettext("stock card", "Change")), Column(_("Balance"), bold=True)]
    rows = [
        (
            f"{date_text(row.on)}  ·  {row.number}\n{row.what}",
            [signed_text(row.change), row.left if row.balance is None else number_text(row.balance)],
        )
        for row in card.rows
    ]
    return [*blocks, *table_blocks(_MARGIN, _ROOM, _("Date, number, and what it was"), columns, rows)]
