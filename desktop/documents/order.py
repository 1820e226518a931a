"""Orders on paper: the list of what to ask for, and the letter that asks, which shows later what came and what is short.

They name things and offices, no person.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from desktop.documents.paper import A4, INK2, MM, RULE, Block, Sheet, draw_pages, gap, page_of, paginate, text_block
from desktop.documents.table import Column, table_blocks
from desktop.domain.stock import Unit
from desktop.i18n import _, date_text, list_text, ngettext, number_text, quantity_text, speaking

Pack = tuple[str, int]
"""How an item comes: the pack's name and how many base units it holds."""


@dataclass(frozen=True, slots=True)
class SuggestionPaperLine:
    """One item and how many base units to ask for."""

    name: str
    unit: Unit
    pack: Pack | None
    quantity: int


@dataclass(frozen=True, slots=True)
class SuggestionPaper:
    """A list of what to ask for, before anybody was asked."""

    made_on: date
    lines: tuple[SuggestionPaperLine, ...]


@dataclass(frozen=True, slots=True)
class OrderPaperLine:
    """One item of an order, in base units; `asked` is 0 for what came without being asked for."""

    name: str
    unit: Unit
    pack: Pack | None
    asked: int
    delivered: int

    @property
    def short(self) -> int:
        """What is missing."""
        return max(0, self.asked - self.delivered)


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """An order and what came of it until it was printed.

    Attributes:
        sender: The collective's name, empty for none.
        deliveries: Day and number of each.
    """

    number: str
    asked_of: str
    asked_on: date
    sender: str
    note: str
    lines: tuple[OrderPaperLine, ...]
    deliveries: tuple[tuple[date, str], ...]
    closed_on: date | None
    made_on: date


_MARGIN: Final = 20 * MM
_ROOM: Final = A4[0] - 2 * _MARGIN
_TOP: Final = 19 * MM
_FOOT: Final = 16 * MM
_BODY: Final = 10.5
_SMALL: Final = 9.0


def suggestion_pdf(paper: SuggestionPaper, *, language: str) -> bytes:
    """Make the list of what to ask for as PDF, on A4."""
    with speaking(language):
        title = _("To order")
        rows = [
            (line.name, quantity_text(line.quantity, line.unit), _packs(line.quantity, line.pack))
            for line in paper.lines
        ]
        blocks = [
            *_title(title, _("Suggested on {date}").format(date=date_text(paper.made_on))),
            gap(8),
            *_asked_table(rows),
            gap(6),
            _sentence(_items(len(rows))),
        ]
        return _drawn(blocks, title)


def order_pdf(paper: OrderPaper, *, language: str) -> bytes:
    """Make an order as PDF, on A4: until something came and while it is open a letter, afterwards a record of both."""
    with speaking(language):
        record = bool(paper.deliveries) or paper.closed_on is not None
        blocks = [
            *_title(_("Order {number}").format(number=paper.number), ""),
            *_parties(paper),
            *(_record(paper) if record else _letter(paper)),
            *_signing(),
        ]
        return _drawn(blocks, _("Order {number}").format(number=paper.number))


def _asked_table(rows: list[tuple[str, str, str]]) -> list[Block]:
    """Item, how many, and in packs where anything comes in whole ones."""
    columns = [Column(_("How many"), bold=True), Column(_("In packs"), left=True)]
    some = any(packs for _name, _quantity, packs in rows)
    return table_blocks(
        _MARGIN,
        _ROOM,
        _("Item"),
        columns if some else columns[:1],
        [(name, [quantity, packs] if some else [quantity]) for name, quantity, packs in rows],
    )


def _drawn(blocks: list[Block], title: str) -> bytes:
    pages = paginate(blocks, A4[1] - _TOP - _FOOT)
    return draw_pages(Sheet(A4), pages, _TOP, partial(_frame, title=title))


def _frame(sheet: Sheet, number: int, total: int, *, title: str) -> None:
    y, right = sheet.height - 9 * MM, sheet.width - _MARGIN
    sheet.line(_MARGIN, y - 14, right, y - 14, ink=RULE)
    sheet.text(_MARGIN, y, title, _SMALL, ink=INK2, room=_ROOM * 0.7)
    sheet.text(right, y, page_of(number, total), _SMALL, ink=INK2, align="right")


def _title(title: str, small: str) -> list[Block]:
    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(_MARGIN, y + 19, title, 20, bold=True, room=_ROOM)
        if small:
            sheet.text(_MARGIN, y + 37, small, _BODY, ink=INK2, room=_ROOM)

    return [Block(46 if small else 30, draw)]


def _parties(paper: OrderPaper) -> list[Block]:
    """From whom, to whom, when; in two columns, a label above each."""
    facts = [
        (_("Asked of"), paper.asked_of),
        (_("Asked on"), date_text(paper.asked_on)),
    ]
    if paper.sender.strip():
        facts.insert(0, (_("From"), paper.sender))
    blocks: list[Block] = [gap(4)]
    for label, words in facts:
        blocks += [
            text_block(_MARGIN, _ROOM, label, _SMALL, ink=INK2),
            text_block(_MARGIN, _ROOM, words, 12, bold=True),
            gap(5),
        ]
    if paper.note.strip():
        blocks += [text_block(_MARGIN, _ROOM, paper.note, _BODY), gap(5)]
    return blocks


def _letter(paper: OrderPaper) -> list[Block]:
    rows = [
        (line.name, quantity_text(line.asked, line.unit), _packs(line.asked, line.pack))
        for line in paper.lines
        if line.asked
    ]
    return [
        gap(4),
        text_block(_MARGIN, _ROOM, _("We ask for:"), _BODY),
        gap(2),
        *_asked_table(rows),
        gap(6),
        _sentence(_items(len(rows))),
    ]


def _record(paper: OrderPaper) -> list[Block]:
    """What was asked, what came, what is short, line by line; then the deliveries, then how it stands."""
    rows = [
        (
            line.name,
            [
                quantity_text(line.asked, line.unit) if line.asked else "",
                quantity_text(line.delivered, line.unit),
                quantity_text(line.short, line.unit) if line.short else "",
            ],
        )
        for line in paper.lines
    ]
    columns = [Column(_("Asked")), Column(_("Delivered")), Column(_("Short"), bold=True)]
    asked = [line for line in paper.lines if line.asked]
    short = sum(bool(line.short) for line in asked)
    came = (
        _("Delivered on: {list}").format(
            list=list_text(f"{date_text(day)} ({number})" for day, number in paper.deliveries)
        )
        if paper.deliveries
        else _("Nothing was delivered.")
    )
    stands = (
        _("Closed on {date}: no more is expected.").format(date=date_text(paper.closed_on))
        if paper.closed_on
        else _("Open on {date}: more is expected.").format(date=date_text(paper.made_on))
    )
    totals = (
        ngettext(
            "Of {whole} items asked for, {count} is short.", "Of {whole} items asked for, {count} are short.", short
        ).format(whole=number_text(len(asked)), count=number_text(short))
        if short
        else _("All that was asked for has come.")
    )
    return [
        gap(4),
        *table_blocks(_MARGIN, _ROOM, _("Item"), columns, rows),
        gap(8),
        text_block(_MARGIN, _ROOM, totals, _BODY, bold=True),
        gap(3),
        text_block(_MARGIN, _ROOM, came, _BODY),
        text_block(_MARGIN, _ROOM, stands, _BODY),
    ]


def _items(count: int) -> str:
    return ngettext("{count} item in all.", "{count} items in all.", count).format(count=number_text(count))


def _sentence(words: str) -> Block:
    return text_block(_MARGIN, _ROOM, words, _SMALL, ink=INK2)


def _packs(quantity: int, pack: Pack | None) -> str:
    """So many whole packs, where that is what the quantity comes to."""
    if pack is None or quantity < pack[1] or quantity % pack[1]:
        return ""
    whole = quantity // pack[1]
    return ngettext("{count} × {pack} of {size}", "{count} × {pack} of {size}", whole).format(
        count=number_text(whole), pack=pack[0], size=number_text(pack[1])
    )


def _signing() -> list[Block]:
    """Room for a date and a sign."""
    half = (_ROOM - 10 * MM) / 2

    def draw(sheet: Sheet, y: float) -> None:
        base = y + 34
        for x, words in ((_MARGIN, _("Date")), (_MARGIN + half + 10 * MM, _("Signature"))):
            sheet.line(x, base, x + half, base, ink=RULE, thick=0.8)
            sheet.text(x, base + 12, words, _SMALL, ink=INK2, room=half)

    return [gap(10), Block(50, draw)]
