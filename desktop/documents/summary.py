"""The monthly summary on A4: for the house, or as a share copy from which small counts are already gone.

People, contacts and head count are three figures of different things and stand apart; nothing here adds them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final

from desktop.documents import text as letters
from desktop.documents.month_paper import (
    FOOT,
    MARGIN,
    ROOM,
    TOP,
    frame,
    head,
    item_name,
    section,
    sentence,
    signing,
    state,
)
from desktop.documents.paper import A4, INK2, Block, Sheet, draw_pages, gap, paginate, text_block
from desktop.documents.table import Column, bar_blocks, table_blocks
from desktop.domain.referrals import SERVICE_WORDS, Service
from desktop.domain.stock import REASON_WORDS, UNIT_WORDS, Reason, Unit
from desktop.domain.summary import HIDDEN, ItemFigures, MonthFigures
from desktop.i18n import _, month_text, number_text, signed_text, speaking

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
        copy = _("Share copy") if share else _("Internal copy")
        blocks = [
            *head(month_text(figures.month.first), (copy, *state(figures.closed_on, made_on))),
            *_figures(figures, share=share, threshold=threshold),
            *_stock(figures),
            *_lost(figures),
            *_in_kits(figures),
            *_stock_outs(figures),
            *_referrals(figures),
            *_given(figures),
            *_earlier(figures),
            *signing(),
        ]
        pages = paginate(blocks, A4[1] - TOP - FOOT)
        edges = partial(frame, month=figures.month.first, share=share)
        return draw_pages(Sheet(A4), pages, TOP, edges)


def _count(value: int) -> str:
    return _("hidden") if value == HIDDEN else number_text(value)


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
    pitch = ROOM / len(cells)
    labels = [text_block(MARGIN + i * pitch, pitch - 12, cell[1], 9, most=2) for i, cell in enumerate(cells)]
    label_high = max(block.height for block in labels)

    def draw(sheet: Sheet, y: float) -> None:
        for index, (figure, _label, before) in enumerate(cells):
            x = MARGIN + index * pitch
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
        sentence(" · ".join(f"{label} {_count(value)}" for label, value in parts)),
        sentence(_("People, contacts and head count are three different figures. They cannot be added together.")),
    ]
    if share:
        blocks.append(
            sentence(
                _(
                    "Counts under {threshold} that stand for people are hidden, and with them others "
                    "from which they could be worked out."
                ).format(threshold=number_text(threshold))
            )
        )
    return blocks


def _stock(figures: MonthFigures) -> Iterator[Block]:
    """Each item's month as a sum that ties out on the page."""
    yield from section(_("Stock"))
    if not figures.items:
        yield sentence(_("No stock was kept this month."))
        return
    parts: list[tuple[str, Callable[[ItemFigures], int], bool]] = [
        (_("Received"), lambda item: item.received, True),
        (_("Given"), lambda item: -item.issued, True),
        (_("Used"), lambda item: -item.used, False),
        (_("Sold"), lambda item: -item.sold, False),
        (_("Kits"), lambda item: item.packed, False),
        (_("Moved"), lambda item: item.moved, False),
        (_("Written off"), lambda item: -item.written_off, True),
        (_("Counted"), lambda item: item.counted, True),
        (_("Corrections"), lambda item: item.corrections, False),
    ]
    # What hardly ever happens has a column only in a month in which it did.
    shown = [(name, part) for name, part, always in parts if always or any(map(part, figures.items))]
    columns = [
        Column(_("At the start")),
        *(Column(name) for name, _part in shown),
        Column(_("At the end"), bold=True),
        Column(_("Adds up"), left=True),
    ]
    rows = [
        (
            item_name(item.name, item.unit),
            [
                number_text(item.opening),
                *(signed_text(part(item)) for _name, part in shown),
                number_text(item.closing),
                "✓ " + _("yes") if item.adds_up else "✗ " + _("no"),
            ],
        )
        for item in figures.items
    ]
    yield from table_blocks(MARGIN, ROOM, _("Item"), columns, rows)
    yield gap(3)
    if figures.adds_up and any(map(_has_more, figures.items)):
        yield sentence(_("Adds up: every line's end is its start with all that stands between."))
    elif figures.adds_up:
        yield sentence(
            _("Adds up: every line's end is its start with what was received, given, written off and counted.")
        )
    else:
        yield sentence(_("Some lines do not add up. Compare them with the stock cards before this paper is used."))


def _has_more(item: ItemFigures) -> bool:
    return bool(item.used or item.sold or item.packed or item.moved)


def _lost(figures: MonthFigures) -> Iterator[Block]:
    """What was written off, a column for each reason there was."""
    lost = [item for item in figures.items if item.lost_by_reason]
    reasons = [reason for reason in Reason if any(reason in dict(item.lost_by_reason) for item in lost)]
    if not reasons:
        return
    yield from section(_("Written off, by reason"))
    rows = [
        (
            item_name(item.name, item.unit),
            [number_text(dict(item.lost_by_reason).get(reason, 0)) for reason in reasons],
        )
        for item in lost
    ]
    columns = [Column(_(REASON_WORDS[reason])) for reason in reasons]
    yield from table_blocks(MARGIN, ROOM if len(reasons) > 2 else ROOM * 0.7, _("Item"), columns, rows)


def _in_kits(figures: MonthFigures) -> Iterator[Block]:
    """What went out by itself, and what went out inside kits: the table of stock counts kits as kits."""
    inside = [item for item in figures.items if item.in_kits]
    if not inside:
        return
    yield from section(_("Given inside kits"))
    columns = [Column(_("By itself")), Column(_("Inside kits")), Column(_("Together"), bold=True)]
    rows = [
        (
            item_name(item.name, item.unit),
            [number_text(item.issued), number_text(item.in_kits), number_text(item.issued + item.in_kits)],
        )
        for item in inside
    ]
    yield from table_blocks(MARGIN, ROOM * 0.7, _("Item"), columns, rows)


def _stock_outs(figures: MonthFigures) -> Iterator[Block]:
    yield from section(_("Ran out"))
    rows = [
        (item.name, [number_text(item.stock_out_days), number_text(item.stock_outs)])
        for item in figures.items
        if item.stock_out_days or item.stock_outs
    ]
    if rows:
        columns = [Column(_("Days without stock")), Column(_("Times run out"))]
        yield from table_blocks(MARGIN, ROOM * 0.7, _("Item"), columns, rows)
    else:
        yield sentence(_("No item ran out."))


def _referrals(figures: MonthFigures) -> Iterator[Block]:
    referrals = figures.referrals
    yield from section(_("Referrals"))
    columns = [Column(_("Made")), Column(_("Completed")), Column(_("Pending"))]
    rows = [
        (_(SERVICE_WORDS[Service(row.service)]), [_count(row.made), _count(row.completed), _count(row.pending)])
        for row in referrals.services
    ]
    rows.append((_("All"), [_count(referrals.made), _count(referrals.completed), _count(referrals.pending)]))
    yield from table_blocks(MARGIN, ROOM * 0.7, _("Service"), columns, rows)
    yield gap(3)
    parts = ((_("People referred, each once"), referrals.people), (_("Overdue"), referrals.overdue))
    yield sentence(" · ".join(f"{label} {_count(value)}" for label, value in parts))


def _given(figures: MonthFigures) -> Iterator[Block]:
    """Bars of what was given, a chart for each unit: pieces and grams have no common scale."""
    for unit in Unit:
        given = [(item.name, item.issued) for item in figures.items if item.unit is unit and item.issued > 0]
        given.sort(key=lambda bar: -bar[1])
        if given:
            bars = bar_blocks(MARGIN, ROOM, given[:_MOST_BARS])
            yield from section(
                _("Given, {unit}").format(unit=_(UNIT_WORDS[unit])), keep=sum(block.height for block in bars)
            )
            yield from bars
            if len(given) > _MOST_BARS:
                yield sentence(_("The table shows the rest."))


def _earlier(figures: MonthFigures) -> Iterator[Block]:
    if not figures.earlier:
        return
    yield from section(_("Earlier months"))
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
    yield from table_blocks(MARGIN, ROOM, _("Month"), columns, rows)
