"""What the papers of a month share: their frame, their heads, their lines for notes and initials."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from desktop.documents import text as letters
from desktop.documents.paper import A4, GROUND, INK2, MM, RULE, Block, Sheet, gap, page_of, text_block
from desktop.domain.stock import UNIT_WORDS, Unit
from desktop.i18n import _, date_text, month_text

MARGIN: Final = 15 * MM
ROOM: Final = A4[0] - 2 * MARGIN
TOP: Final = 19 * MM
FOOT: Final = 16 * MM


def frame(sheet: Sheet, number: int, total: int, *, month: date, share: bool) -> None:
    """What stands on every page: whose eyes it is for, the month, the page."""
    y = sheet.height - 9 * MM
    right = sheet.width - MARGIN
    sheet.line(MARGIN, y - 14, right, y - 14, ink=RULE)
    sheet.text(MARGIN, y, month_text(month), 9, ink=INK2)
    sheet.text(right, y, page_of(number, total), 9, ink=INK2, align="right")
    mark = _("Share copy") if share else _("Not for sharing")
    wide = letters.width(mark, 9.5, bold=True) + 16
    sheet.box(right - wide, 9 * MM, wide, 20, ground=GROUND, edge=RULE, round_by=3)
    sheet.text(right - 8, 9 * MM + 13.5, mark, 9.5, bold=True, align="right")


def section(title: str, *, keep: float = 50) -> list[Block]:
    """The head of a section, on one page with what follows it."""
    title_block = text_block(MARGIN, ROOM, title, 12, bold=True)
    return [gap(14), Block(title_block.height + 2, title_block.draw, keep=keep)]


def sentence(words: str) -> Block:
    """A small sentence over the whole width."""
    block = text_block(MARGIN, ROOM, words, 9, ink=INK2)
    return Block(block.height + 2, block.draw)


def head(title: str, facts: Sequence[str]) -> list[Block]:
    """The title in large letters, and what the paper is under it."""

    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(MARGIN, y + 19, title, 22, bold=True, room=ROOM)
        sheet.text(MARGIN, y + 37, " · ".join(facts), 10, ink=INK2, room=ROOM)

    return [Block(50, draw)]


def state(closed_on: date | None, made_on: date) -> tuple[str, str]:
    """Whether the month is closed, and when the paper was made."""
    return (
        _("Closed on {date}").format(date=date_text(closed_on)) if closed_on else _("Open, figures can still change"),
        _("Made on {date}").format(date=date_text(made_on)),
    )


def item_name(name: str, unit: Unit) -> str:
    """The item, with its unit where that is not pieces."""
    return name if unit is Unit.PIECE else _("{item} ({unit})").format(item=name, unit=_(UNIT_WORDS[unit]))


def signing() -> Iterator[Block]:
    """Lines for notes and for the initials of who made and who checked the figures."""
    lines, step = 3, 20

    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(MARGIN, y + 12, _("Notes"), 12, bold=True)
        for index in range(1, lines + 1):
            base = y + 14 + index * step
            sheet.line(MARGIN, base, MARGIN + ROOM, base, ink=RULE, thick=0.5)
        base = y + 14 + lines * step + 30
        half = ROOM / 2
        for index, words in enumerate((_("Made by, initials"), _("Checked by, initials"))):
            x = MARGIN + index * half
            wide = sheet.text(x, base, words, 9, ink=INK2, room=half / 2)
            sheet.line(x + wide + 6, base + 1, x + half - 12, base + 1, ink=RULE)

    yield gap(14)
    yield Block(14 + lines * step + 36, draw)
