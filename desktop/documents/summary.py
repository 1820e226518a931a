"""The monthly summary on A4: for the house, or as a share copy from which small counts are already gone.

People, contacts and head count are three figures of different things and stand apart; nothing here adds them.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from desktop.documents import text as letters
from desktop.documents.paper import (
    A4,
    GROUND,
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
from desktop.documents.table import Column, bar_blocks, table_blocks
from desktop.domain.referrals import SERVICE_WORDS, Service
from desktop.domain.stock import UNIT_WORDS, Unit
from desktop.domain.summary import HIDDEN, ItemFigures, MonthFigures
from desktop.i18n import _, date_text, month_text, number_text, signed_text, speaking

_MARGIN: Final = 15 * MM
_ROOM: Final = A4[0] - 2 * _MARGIN
_TOP: Final = 19 * MM
_FOOT: Final = 16 * MM
_MOST_BARS: Final = 12


def summary_pdf(figures: MonthFigures, *, made_on: date, language: str, share: bool, threshold: int = 10) -> bytes:
    """Make the month's summary as PDF.

    Args:
        figures: For a share copy, the figures that `domain.share_copy` gives; this only prints.
        made_on: The day it is printed.
        share: Whether this is the share copy. The internal copy says on every page that it is not for sharing.
        threshold: Under which number counts were hidden, for the sentence that says so.
    """
    with speaking(language):
        blocks = [
            *_head(figures, made_on, share=share),
            *_figures(figures, share=share, threshold=threshold),
            *_stock(figures),
            *_stock_outs(figures),
            *_referrals(figures),
            *_given(figures),
            *_earlier(figures),
            *_signing(),
        ]
        pages = paginate(blocks, A4[1] - _TOP - _FOOT)
        frame = partial(_frame, figures=figures, share=share)
        return draw_pages(Sheet(A4), pages, _TOP, frame)


def _frame(sheet: Sheet, number: int, total: int, *, figures: MonthFigures, share: bool) -> None:
    """What stands on every page: whose eyes it is for, the month, the page."""
    y = sheet.height - 9 * MM
    right = sheet.width - _MARGIN
    sheet.line(_MARGIN, y - 14, right, y - 14, ink=RULE)
    sheet.text(_MARGIN, y, month_text(figures.month.first), 9, ink=INK2)
    sheet.text(right, y, page_of(number, total), 9, ink=INK2, align="right")
    mark = _("Share copy") if share else _("Not for sharing")
    wide = letters.width(mark, 9.5, bold=True) + 16
    sheet.box(right - wide, 9 * MM, wide, 20, ground=GROUND, edge=RULE, round_by=3)
    sheet.text(right - 8, 9 * MM + 13.5, mark, 9.5, bold=True, align="right")


def _section(title: str, *, keep: float = 50) -> list[Block]:
    title_block = text_block(_MARGIN, _ROOM, title, 12, bold=True)
    return [gap(14), Block(title_block.height + 2, title_block.draw, keep=keep)]


def _sentence(words: str) -> Block:
    block = text_block(_MARGIN, _ROOM, words, 9, ink=INK2)
    return Block(block.height + 2, block.draw)


def _count(value: int) -> str:
    return _("hidden") if value == HIDDEN else number_text(value)


def _head(figures: MonthFigures, made_on: date, *, share: bool) -> list[Block]:
    facts = (
        _("Share copy") if share else _("Internal copy"),
        _("Closed on {date}").format(date=date_text(figures.closed_on))
        if figures.closed_on
        else _("Open, figures can still change"),
        _("Made on {date}").format(date=date_text(made_on)),
    )

    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(_MARGIN, y + 19, month_text(figures.month.first), 22, bold=True, room=_ROOM)
        sheet.text(_MARGIN, y + 37, " · ".join(facts), 10, ink=INK2, room=_ROOM)

    return [Block(50, draw)]


def _pair(first: int, second: int) -> str:
    """Two counts beside each other; when both are hidden the word stands once, since twice has no room."""
    return _count(first) if first == second == HIDDEN else f"{_count(first)} · {_count(second)}"


def _figures(figures: MonthFigures, *, share: bool, threshold: int) -> list[Block]:
    """The four big figures with the month before, then what they are made of."""
    people, referrals = figures.people, figures.referrals
    past = figures.earlier[-1] if figures.earlier else None
    # Completed are those that ended in the month, whenever they were made: beside the made ones, not a part of them.
    cells = [
        (_count(people.reached), _("People reached, each once"), past and _count(past.reached)),
        (_count(people.contacts), _("Contacts"), past and _count(past.contacts)),
        (_count(people.head_count), _("Head count, no names"), past and _count(past.head_count)),
        (
            _pair(referrals.completed, referrals.made),
            _("Referrals completed · made"),
            past and _pair(past.referrals_completed, past.referrals_made),
        ),
    ]
    pitch = _ROOM / len(cells)
    labels = [text_block(_MARGIN + i * pitch, pitch - 12, cell[1], 9, most=2) for i, cell in enumerate(cells)]
    label_high = max(block.height for block in labels)

    def draw(sheet: Sheet, y: float) -> None:
        for index, (figure, _label, before) in enumerate(cells):
            x = _MARGIN + index * pitch
            # "hidden" beside a number is too long for the size of a figure.
            size = 22 if letters.width(figure, 22, bold=True) <= pitch - 8 else 14
            sheet.text(x, y + 23, figure, size, bold=True, room=pitch - 8)
            labels[index].draw(sheet, y + 30)
            if past and before:
                words = _("{month}: {count}").format(month=month_text(past.month.first, year=False), count=before)
                sheet.text(x, y + 30 + label_high + 9, words, 8.5, ink=INK2, room=pitch - 8)

    parts = [
        (_("New"), people.new),
        (_("Returning"), people.returning),
        (_("Hand-outs"), figures.hand_outs),
        (_("Hand-outs without a name"), people.unnamed_contacts),
        (_("Undone"), figures.undone),
    ]
    if not share:
        parts.append((_("Reached, not counted"), people.not_counted))
    blocks = [
        Block(30 + label_high + (16 if past else 4), draw),
        _sentence(" · ".join(f"{label} {_count(value)}" for label, value in parts)),
        _sentence(_("People, contacts and head count are three different figures. They cannot be added together.")),
    ]
    if share:
        blocks.append(
            _sentence(
                _(
                    "Counts under {threshold} that stand for people are hidden, and with them others "
                    "from which they could be worked out."
                ).format(threshold=number_text(threshold))
            )
        )
    return blocks


def _item_name(item: ItemFigures) -> str:
    if item.unit is Unit.PIECE:
        return item.name
    return _("{item} ({unit})").format(item=item.name, unit=_(UNIT_WORDS[item.unit]))


def _stock(figures: MonthFigures) -> Iterator[Block]:
    """Each item's month as a sum that ties out on the page."""
    yield from _section(_("Stock"))
    if not figures.items:
        yield _sentence(_("No stock was kept this month."))
        return
    corrected = any(item.corrections for item in figures.items)
    columns = [
        Column(_("At the start")),
        Column(_("Received")),
        Column(_("Given")),
        Column(_("Written off")),
        Column(_("Counted")),
        *([Column(_("Corrections"))] if corrected else []),
        Column(_("At the end"), bold=True),
        Column(_("Adds up"), left=True),
    ]
    rows = [
        (
            _item_name(item),
            [
                number_text(item.opening),
                signed_text(item.received),
                signed_text(-item.issued),
                signed_text(-item.written_off),
                signed_text(item.counted),
                *([signed_text(item.corrections)] if corrected else []),
                number_text(item.closing),
                "✓ " + _("yes") if item.adds_up else "✗ " + _("no"),
            ],
        )
        for item in figures.items
    ]
    yield from table_blocks(_MARGIN, _ROOM, _("Item"), columns, rows)
    yield gap(3)
    if figures.adds_up:
        yield _sentence(
            _("Adds up: every line's end is its start with what was received, given, written off and counted.")
        )
    else:
        yield _sentence(_("Some lines do not add up. Compare them with the stock cards before this paper is used."))


def _stock_outs(figures: MonthFigures) -> Iterator[Block]:
    yield from _section(_("Ran out"))
    rows = [
        (item.name, [number_text(item.stock_out_days), number_text(item.stock_outs)])
        for item in figures.items
        if item.stock_out_days or item.stock_outs
    ]
    if rows:
        columns = [Column(_("Days without stock")), Column(_("Times run out"))]
        yield from table_blocks(_MARGIN, _ROOM * 0.7, _("Item"), columns, rows)
    else:
        yield _sentence(_("No item ran out."))


def _referrals(figures: MonthFigures) -> Iterator[Block]:
    referrals = figures.referrals
    yield from _section(_("Referrals"))
    columns = [Column(_("Made")), Column(_("Completed")), Column(_("Pending"))]
    rows = [
        (_(SERVICE_WORDS[Service(row.service)]), [_count(row.made), _count(row.completed), _count(row.pending)])
        for row in referrals.services
    ]
    rows.append((_("All"), [_count(referrals.made), _count(referrals.completed), _count(referrals.pending)]))
    yield from table_blocks(_MARGIN, _ROOM * 0.7, _("Service"), columns, rows)
    yield gap(3)
    parts = ((_("People referred, each once"), referrals.people), (_("Overdue"), referrals.overdue))
    yield _sentence(" · ".join(f"{label} {_count(value)}" for label, value in parts))


def _given(figures: MonthFigures) -> Iterator[Block]:
    """Bars of what was given, a chart for each unit: pieces and grams have no common scale."""
    for unit in Unit:
        given = [(item.name, item.issued) for item in figures.items if item.unit is unit and item.issued > 0]
        given.sort(key=lambda bar: -bar[1])
        if given:
            bars = bar_blocks(_MARGIN, _ROOM, given[:_MOST_BARS])
            yield from _section(
                _("Given, {unit}").format(unit=_(UNIT_WORDS[unit])), keep=sum(block.height for block in bars)
            )
            yield from bars
            if len(given) > _MOST_BARS:
                yield _sentence(_("The table shows the rest."))


def _earlier(figures: MonthFigures) -> Iterator[Block]:
    if not figures.earlier:
        return
    yield from _section(_("Earlier months"))
    columns = [
        Column(_("People reached, each once")),
        Column(_("Contacts")),
        Column(_("Head count, no names")),
        Column(_("Referrals made")),
        Column(_("Referrals completed")),
    ]
    rows = [
        (
            month_text(past.month.first),
            [
                _count(past.reached),
                _count(past.contacts),
                _count(past.head_count),
                _count(past.referrals_made),
                _count(past.referrals_completed),
            ],
        )
        for past in reversed(figures.earlier)
    ]
    yield from table_blocks(_MARGIN, _ROOM, _("Month"), columns, rows)


def _signing() -> Iterator[Block]:
    """Lines for notes and for the initials of who made and who checked the figures."""
    lines, step = 3, 20

    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(_MARGIN, y + 12, _("Notes"), 12, bold=True)
        for index in range(1, lines + 1):
            base = y + 14 + index * step
            sheet.line(_MARGIN, base, _MARGIN + _ROOM, base, ink=RULE, thick=0.5)
        base = y + 14 + lines * step + 30
        half = _ROOM / 2
        for index, words in enumerate((_("Made by, initials"), _("Checked by, initials"))):
            x = _MARGIN + index * half
            wide = sheet.text(x, base, words, 9, ink=INK2, room=half / 2)
            sheet.line(x + wide + 6, base + 1, x + half - 12, base + 1, ink=RULE)

    yield gap(14)
    yield Block(14 + lines * step + 36, draw)
