"""A month's figures as a table for a spreadsheet: one figure a line, then a line for each item."""

from collections.abc import Iterator

from desktop.domain.referrals import SERVICE_WORDS, Service
from desktop.domain.stock import CATEGORY_WORDS, UNIT_WORDS
from desktop.domain.summary import HIDDEN, ItemFigures, MonthFigures
from desktop.i18n.catalogue import _
from desktop.operations.csv_table import Cell, table_bytes


def csv_bytes(figures: MonthFigures, *, share: bool) -> bytes:
    """The figures as `table_bytes` writes them. Dates are ISO 8601; a hidden count is a word, never a number."""
    head = (_("Section"), _("Name"), _("Figure"), _("Value"))
    return table_bytes([head, *_figures(figures, share=share), (), *_items(figures)])


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


def _items(figures: MonthFigures) -> Iterator[tuple[Cell, ...]]:
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
        _("At the end"),
        _("Adds up"),
        _("Usable"),
        _("Given to members"),
        _("People"),
        _("Hand-outs"),
        _("Days without stock"),
        _("Times run out"),
        _("First date"),
    )
    for item in figures.items:
        yield _item(item)


def _item(item: ItemFigures) -> tuple[Cell, ...]:
    return (
        item.name,
        _(CATEGORY_WORDS[item.category]),
        _(UNIT_WORDS[item.unit]),
        item.opening,
        item.received,
        item.issued,
        item.written_off,
        item.counted,
        item.corrections,
        item.closing,
        _("yes") if item.adds_up else _("no"),
        item.usable,
        _count(item.issued_to_members),
        _count(item.people_served),
        _count(item.hand_outs),
        item.stock_out_days,
        item.stock_outs,
        item.first_expiry.isoformat() if item.first_expiry else "",
    )
