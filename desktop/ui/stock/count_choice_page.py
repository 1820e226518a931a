"""What is to be counted: a place, or chosen items wherever they are. Counts under way are gone on with from here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QWidget

from desktop.domain.counting import CountHead, CountSheet, FinishedCount, StocktakeId, sheet_number, sheet_of
from desktop.domain.errors import LarderError
from desktop.domain.people import folded
from desktop.domain.stock import CATEGORY_WORDS, Category, Item, ItemId, Place
from desktop.i18n import _, current, ngettext, number_text, say, short_date_text
from desktop.operations import catalogue, count_papers, count_review, counting
from desktop.operations.count_papers import count_words
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Form, FormPage
from desktop.ui.scanning import Scanner
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import Check, SearchBox
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.line_row import LineRow
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.marks import Badge, Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

LONG_AGO = timedelta(days=60)
PLACE, ITEMS = "place", "items"
ALL, LATE, FLAGGED = "all", "late", "flagged"


@dataclass(frozen=True, slots=True)
class _Row:
    item: Item
    last: date | None
    ticked: bool = False


class CountChoicePage(FormPage):
    """Begin a count, or go on with one.

    Args:
        on_begun: Told the sheet to count on.
        on_review: Told the count that waits for a second person.
    """

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_begun: Callable[[CountSheet], None],
        on_review: Callable[[StocktakeId], None],
        item: Item | None = None,
    ) -> None:
        super().__init__(_("Count"), name="count_place", on_back=on_back, small=_("Compare shelf and book"), pane=True)
        self._context = context
        self._on_begun = on_begun
        self._on_review = on_review
        self._rows: list[_Row] = []
        self._ticked: set[ItemId] = set()
        self._heads: tuple[CountHead, ...] = ()
        self._finished: tuple[FinishedCount, ...] = ()
        self._what = ChoiceField(_("What is counted"), name="count_what")
        self._what.set_options([(_("Everything at a place"), PLACE), (_("Chosen items, wherever they are"), ITEMS)])
        self._what.set_value(PLACE)
        self._what.chosen.connect(lambda _what: self._show_choice())
        self._place = ChoiceField(_("Place"), name="count_place_choice")
        self._blind = Check(_("Count blind, without the book's numbers"), name="count_blind")
        self._hint = Text(
            _("Count what stands there, whatever the book says. A line you leave empty is not changed."),
            tone="text2",
            wrap=True,
        )
        self.form = Form(width=620)
        self.form.add(self._what, self._place)
        self.form.add(self._blind)
        self.form.add(self._hint)
        self._items = self._items_part()
        body = QWidget()
        layout = column(column(self.form, margins=(12, 8, 12, 12)), self._items)
        layout.setStretch(1, 1)
        body.setLayout(layout)
        self.set_body(body, margin=12)
        self._items.hide()
        self.set_primary(_("Begin counting"), self._begin, name="count_begin", shortcut=Shortcut.PRIMARY)
        if item is not None:
            self._what.set_value(ITEMS)
            self._ticked = {item.id}
            self._search.setText(item.name)
            self._show_choice()
        self.scanner = Scanner(self)
        self.scanner.scanned.connect(self._scanned)
        context.tasks.query(catalogue.places, then=self._use_places)
        context.tasks.query(catalogue.items, then=self._use_items)
        context.tasks.query(counting.open_counts, then=self._use_open)
        context.tasks.query(count_review.finished_counts, then=self._use_finished)

    def _items_part(self) -> QWidget:
        self._group = ChoiceField(_("Which items"), name="count_group")
        self._group.set_options(
            [
                (_("All items"), ALL),
                (_("Not counted for 60 days"), LATE),
                (_("Waiting to be counted"), FLAGGED),
                *((words.category(each), each) for each in CATEGORY_WORDS),
            ]
        )
        self._group.set_value(ALL)
        self._group.chosen.connect(lambda _group: self._show_items())
        self._search = SearchBox(_("Find an item"), name="count_item_search", width=240)
        self._search.searched.connect(lambda _text: self._show_items())
        self._table: Table[_Row] = Table(
            [
                Column(
                    _("Chosen"),
                    lambda row: _("yes") if row.ticked else "",
                    width=92,
                    badge=lambda row: Mark("ok", "check") if row.ticked else None,
                ),
                Column(_("Item"), lambda row: row.item.name, look="bold", icon=lambda row: row.item.icon),
                Column(_("Group"), lambda row: words.category(row.item.category), width=130, look="second", drop=1),
                Column(_("Counted last"), self._last, width=140, look="second"),
            ],
            name="count_items",
            label=_("Items to count"),
            key=lambda row: row.item.id,
        )
        self._table.clicked.connect(self._toggle)
        self._table.opened.connect(lambda row: self._toggle_row(row))
        line = row(self._group, boxed(column(24, self._search)), -1)
        line.setContentsMargins(12, 0, 12, 8)
        part = QWidget()
        layout = column(line, self._table)
        layout.setStretch(1, 1)
        part.setLayout(layout)
        self._table.setMinimumHeight(260)
        return part

    def _last(self, row: _Row) -> str:
        return _("never") if row.last is None else short_date_text(row.last, self._context.clock.today())

    # What comes from the book

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self._place.set_options([(place.name, place.id) for place in places])
        if places:
            self._place.set_value(places[0].id)

    def _use_items(self, items: tuple[Item, ...]) -> None:
        def use(last: dict[ItemId, date]) -> None:
            self._rows = [_Row(item, last.get(item.id)) for item in items]
            self._show_items()

        self._context.tasks.query(counting.last_counted, then=use)

    def _use_open(self, heads: tuple[CountHead, ...]) -> None:
        self._heads = heads
        self._show_pane()

    def _use_finished(self, finished: tuple[FinishedCount, ...]) -> None:
        self._finished = finished
        self._show_pane()

    # Choosing

    def _show_choice(self) -> None:
        by_items = self._what.value() == ITEMS
        self._place.setVisible(not by_items)
        self._hint.setVisible(not by_items)
        self._items.setVisible(by_items)
        self.clear_seconds()
        if by_items:
            self.add_second(_("Choose all shown"), lambda: self._tick_all(True), name="count_tick_all")
            self.add_second(_("Choose none"), lambda: self._tick_all(False), name="count_tick_none")
        self._show_primary()

    def _fits(self, row: _Row) -> bool:
        group, wanted = self._group.value(), folded(self._search.text())
        today = self._context.clock.today()
        if wanted and wanted not in folded(row.item.name):
            return False
        if group == LATE:
            return row.last is None or row.last < today - LONG_AGO
        if group == FLAGGED:
            return row.item.recount_since is not None
        return not isinstance(group, Category) or row.item.category is group

    def _show_items(self) -> None:
        self._table.set_rows(
            [replace(row, ticked=row.item.id in self._ticked) for row in self._rows if self._fits(row)]
        )
        self._show_primary()

    def _toggle(self, index: QModelIndex) -> None:
        self._toggle_row(self._table.rows_model.record(index.row()))

    def _toggle_row(self, row: _Row) -> None:
        self._ticked ^= {row.item.id}
        number = self._table.rows_model.row_of(row.item.id)
        if number >= 0:
            self._table.rows_model.set_row(number, replace(row, ticked=row.item.id in self._ticked))
        self._show_primary()

    def _tick_all(self, on: bool) -> None:
        shown = {row.item.id for row in self._table.rows()}
        self._ticked = self._ticked | shown if on else set()
        self._show_items()

    def _show_primary(self) -> None:
        if self.primary is None:
            return
        count = len(self._ticked)
        if self._what.value() == ITEMS and count:
            text = ngettext("Begin counting {count} item", "Begin counting {count} items", count)
            self.primary.set_words(text.format(count=number_text(count)))
        else:
            self.primary.set_words(_("Begin counting"))

    # Beginning and going on

    def _begin(self) -> None:
        self.clear_message()
        by_items = self._what.value() == ITEMS
        if by_items and not self._ticked:
            self.show_message("refusal", _("No item is chosen. Nothing was saved. Choose the items to count."))
            return
        if not by_items and not self._place.require():
            return
        self.wait(True)
        what: dict[str, Any] = {"item_ids": sorted(self._ticked)} if by_items else {"place_id": self._place.value()}
        self._context.tasks.action(
            counting.begin_count,
            blind=self._blind.isChecked(),
            changed=Changed.STOCK,
            then=self._begun,
            otherwise=self._refused,
            **what,
        )

    def _begun(self, sheet: CountSheet) -> None:
        if sheet.head.waiting:
            self._on_review(sheet.id)
        else:
            self._on_begun(sheet)

    def _go_on(self, head: CountHead) -> None:
        if head.waiting:
            self._on_review(head.id)
        else:
            self._context.tasks.query(counting.count_sheet, head.id, then=self._begun, otherwise=self._refused)

    def _scanned(self, code: str) -> None:
        """The code on a printed sheet opens its count."""
        wanted = sheet_of(code)
        head = next((each for each in self._heads if each.id == wanted), None)
        if head is not None:
            self._go_on(head)
        elif wanted is not None:
            self.show_message("refusal", _("The count of sheet {number} has ended.").format(number=code.upper()))

    def _show_pane(self) -> None:
        if self.pane is None:
            return
        parts: list[QWidget | int] = []
        for at, head in enumerate(self._heads):
            press = _("Go on") if not head.waiting else _("See") if head.own else _("Review")
            button = Button(press, name=f"count_go_on_{at}", height=36, label=f"{press}: {count_words(head)}")
            button.clicked.connect(lambda _checked=False, head=head: self._go_on(head))
            parts.append(
                LineRow(self._state(head), icon="count", badge=_badge(head), button=button, name=f"count_open_{at}")
            )
        if not self._heads:
            parts.append(Text(_("No count is under way."), "small", tone="text2", wrap=True))
        if self._finished:
            parts += [16, SectionHead(_("Finished"))]
        for at, done in enumerate(self._finished):
            button = Button(_("Report"), name=f"count_report_{at}", height=36)
            button.clicked.connect(lambda _checked=False, done=done: self._report(done))
            parts.append(LineRow(self._came_to(done), button=button, name=f"count_finished_{at}"))
        self.pane.set_head(_("Counts under way"))
        self.pane.show_parts(parts)

    @staticmethod
    def _state(head: CountHead) -> str:
        counted = ngettext("{what}, {count} line counted", "{what}, {count} lines counted", head.counted)
        return counted.format(what=count_words(head), count=number_text(head.counted))

    def _came_to(self, done: FinishedCount) -> str:
        head = CountHead(done.id, done.place, done.items, False, "", done.accuracy.lines)
        return _("{what}, {date}: {matched} of {lines} lines matched").format(
            what=count_words(head),
            date=short_date_text(done.ended_on, self._context.clock.today()),
            matched=number_text(done.accuracy.matched),
            lines=number_text(done.accuracy.lines),
        )

    def _report(self, done: FinishedCount) -> None:
        self._context.tasks.action(
            count_papers.count_report_paper,
            stocktake_id=done.id,
            language=current(),
            changed=Changed(0),
            then=lambda pdf: self._context.show_paper(
                pdf, _("Count report {number}").format(number=done.number or sheet_number(done.id))
            ),
            otherwise=self._refused,
        )

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        self.show_message("refusal", say(error))


def _badge(head: CountHead) -> Badge | None:
    if not head.waiting:
        return None
    return Badge(_("waits"), "soft") if head.own else Badge(_("to approve"), "warn", "clock")
