"""A month's figures as a table for a spreadsheet: one figure a line, then a line for each item."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from desktop.domain.place_figures import FundItemFigures, PlaceItemFigures
from desktop.domain.referrals import SERVICE_WORDS, Service
from desktop.domain.stock import CATEGORY_WORDS, REASON_WORDS, UNIT_WORDS, PlaceId, Reason
from desktop.domain.summary import HIDDEN, ItemFigures, MonthFigures
from desktop.i18n.catalogue import N_, _
from desktop.operations.csv_table import Cell, table_bytes


def csv_bytes(
    figures: MonthFigures,
    *,
    share: bool,
    places: Sequence[PlaceItemFigures] = (),
    place_names: Mapping[PlaceId, str] | None = None,
    funds: Sequence[FundItemFigures] = (),
) -> bytes:
    """The figures as `table_bytes` writes them. Dates are ISO 8601; a hidden count is a word, never a number.

    Args:
        places: Written where there is more than one place.
    """
    rows: list[Sequence[Cell]] = [(_("Section"), _("Name"), _("Figure"), _("Value")), *_figures(figures, share=share)]
    rows += [*_lost(figures), (), *_items(figures)]
    if len({line.place_id for line in places}) > 1:
        rows += [(), *_places(places, place_names or {})]
    if funds:
        rows += [(), *_funds(funds)]
    return table_bytes(rows)


def _count(value: int) -> Cell:
    return _("hidden") if value == HIDDEN else value


def _figures(figures: MonthFigures, *, share: bool) -> Iterator[tuple[Cell, ...]]:
    month = str(figures.month)
    summary = _("Summary")
    yield summary, month, _("Copy"), _("Share copy") if share else _("Not for sharing")
    yield summary, month, _("Closed on"), figures.closed_on.isoformat() if figures.closed_on else _("open")
    yield summary, month, _("Every line adds up"), _("yes") if figures.adds_up else _("no")
    people = figures.people
    for label, value in (
        (_("People reached, each once"), people.reached),
        (_("New"), people.new),
        (_("Returning"), people.returning),
        (_("Contacts"), people.contacts),
        (_("Hand-outs without a name"), people.unnamed_contacts),
        (_("Head count, no names"), people.head_count),
        *([] if share else [(_("Reached, not counted"), people.not_counted)]),
    ):
        yield _("People"), month, label, _count(value)
    yield _("Hand-outs"), month, _("Hand-outs"), _count(figures.hand_outs)
    yield _("Hand-outs"), month, _("Undone"), _count(figures.undone)
    referrals = figures.referrals
    for label, value in (
        (_("Made"), referrals.made),
        (_("People referred, each once"), referrals.people),
        (_("Completed"), referrals.completed),
        (_("Pending"), referrals.pending),
        (_("Overdue"), referrals.overdue),
    ):
        yield _("Referrals"), month, label, _count(value)
    for row in referrals.services:
        for label, value in (
            (_("Made"), row.made),
            (_("Completed"), row.completed),
            (_("Pending"), row.pending),
        ):
            yield _("Referrals by service"), _(SERVICE_WORDS[Service(row.service)]), label, _count(value)
    for past in figures.earlier:
        for label, value in (
            (_("People reached, each once"), past.reached),
            (_("Contacts"), past.contacts),
            (_("Head count, no names"), past.head_count),
            (_("Referrals made"), past.referrals_made),
            (_("Referrals completed"), past.referrals_completed),
        ):
            yield _("Earlier months"), str(past.month), label, _count(value)


def _lost(figures: MonthFigures) -> Iterator[tuple[Cell, ...]]:
    for item in figures.items:
        for reason, lost in item.lost_by_reason:
            yield _("Written off, by reason"), item.name, _(REASON_WORDS[Reason(reason)]), lost


_RARE: tuple[tuple[str, Callable[[ItemFigures], int]], ...] = (
    (N_("Used"), lambda item: item.used),
    (N_("Sold"), lambda item: item.sold),
    (N_("Kits"), lambda item: item.packed),
    (N_("Moved"), lambda item: item.moved),
)
"""Columns that are there only when some item has it; so is what was given inside kits."""


def _items(figures: MonthFigures) -> Iterator[tuple[Cell, ...]]:
    rare = [(name, part) for name, part in _RARE if any(map(part, figures.items))]
    in_kits = any(item.in_kits for item in figures.items)
    yield (
        _("Item"),
        _("Group"),
        _("Unit"),
        _("At the start"),
        _("Received"),
        _("Given"),
        _("Written off"),
        _("Counted"),
        _("Corrections"),
        *(_(name) for name, _part in rare),
        _("At the end"),
        _("Adds up"),
        _("Usable"),
        _("Given to members"),
        _("People"),
        _("Hand-outs"),
        _("Days without stock"),
        _("Times run out"),
        _("First date"),
        *([_("Given inside kits")] if in_kits else []),
    )
    for item in figures.items:
        yield (
            item.name,
            _(CATEGORY_WORDS[item.category]),
            _(UNIT_WORDS[item.unit]),
            item.opening,
            item.received,
            item.issued,
            item.written_off,
            item.counted,
            item.corrections,
            *(part(item) for _name, part in rare),
            item.closing,
            _("yes") if item.adds_up else _("no"),
            item.usable,
            _count(item.issued_to_members),
            _count(item.people_served),
            _count(item.hand_outs),
            item.stock_out_days,
            item.stock_outs,
            item.first_expiry.isoformat() if item.first_expiry else "",
            *([item.in_kits] if in_kits else []),
        )


def _places(lines: Sequence[PlaceItemFigures], names: Mapping[PlaceId, str]) -> Iterator[tuple[Cell, ...]]:
    yield (
        _("Place"),
        _("Item"),
        _("Unit"),
        _("At the start"),
        _("Received"),
        _("Moved in"),
        _("Moved out"),
        _("Given"),
        _("Written off"),
        _("Counted"),
        _("Kits"),
        _("Used"),
        _("Sold"),
        _("Corrections"),
        _("At the end"),
    )
    for line in lines:
        yield (
            names.get(line.place_id, ""),
            line.item,
            _(UNIT_WORDS[line.unit]),
            line.opening,
            line.received,
            line.moved_in,
            line.moved_out,
            line.issued,
            line.written_off,
            line.counted,
            line.packed,
            line.used,
            line.sold,
            line.corrections,
            line.closing,
        )


def _funds(lines: Sequence[FundItemFigures]) -> Iterator[tuple[Cell, ...]]:
    yield _("Fund"), _("Item"), _("Unit"), _("At the start"), _("Received"), _("Given"), _("Other"), _("At the end")
    for line in lines:
        yield (
            line.fund or _("No fund named"),
            line.item,
            _(UNIT_WORDS[line.unit]),
            line.opening,
            line.received,
            line.issued,
            line.other,
            line.closing,
        )
