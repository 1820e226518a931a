"""One month on the screen: its figures, its papers, and closing it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.errors import LarderError
from desktop.domain.periods import Month
from desktop.domain.place_figures import PlaceTotals
from desktop.domain.stock import PlaceId
from desktop.domain.summary import CheckState, ClosingCheck, MonthFigures
from desktop.domain.users import Permission
from desktop.i18n import _, current, date_text, month_text, ngettext, number_text, pgettext, say
from desktop.operations import months
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import NARROW_PANE, Workspace
from desktop.ui.reports import closing_pane, figures_view
from desktop.ui.reports.stock_view import Apart
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.waiting import Waiting
from desktop.ui.widgets.ground import ScrollArea, clear, column
from desktop.ui.widgets.lists import EmptyState

_TITLE_ROOM = 250
_ROOM_FOR_ALL_COLUMNS = 760


class SummaryPage(Workspace):
    """The figures of a month, counted now or as they were frozen when it was closed.

    Args:
        on_table: Asked to save the month as a table.
    """

    def __init__(self, context: Context, *, on_table: Callable[[Month], None]) -> None:
        super().__init__(" ", name="summary", pane_width=NARROW_PANE)
        self._context = context
        self._month: Month | None = None
        self._known: tuple[Month, ...] = ()
        self._figures: MonthFigures | None = None
        self._checks: tuple[ClosingCheck, ...] = ()
        self._apart = Apart(self._choose_place, self._print_places)
        self._waiting = Waiting(self)
        self._before = self.add_head_button(
            "", lambda: self._step(-1), name="summary_before", icon="chevron-left", quiet=True
        )
        self._after = self.add_head_button(
            "", lambda: self._step(1), name="summary_after", icon="chevron-right", quiet=True
        )
        self._share = self.add_head_button(_("Share copy"), lambda: self._paper(share=True), name="summary_share")
        self._print = self.add_head_button(
            _("Print"), lambda: self._paper(share=False), name="summary_print", icon="print", shortcut=Shortcut.PRINT
        )
        for button in (self._before, self._after):
            button.hide()
        content = QWidget()
        self._parts = column(margins=(0, 0, 0, 16))
        self._narrow = False
        content.setLayout(column(self._parts, -1))
        self._scroll = ScrollArea(content, name="summary_scroll")
        self.set_body(self._scroll, margin=12)
        self._table = self.add_second(
            _("Save as table"),
            lambda: on_table(self._month) if self._month else None,
            name="summary_table",
            icon="table",
        )
        context.events.changed.connect(self._on_changed)
        follow_theme(self._fit)

    def show_month(self, month: Month | None = None) -> None:
        """Show a month; None for the one shown last, at first the one before this."""
        if month is not None and month != self._month:
            self._month = month
            self.clear_message()
            self.foot.settle()
        self._waiting.begin(_("Counting the month. This takes a moment."))
        self._context.tasks.query(
            months.months, then=self._take_months, otherwise=self._refused, latest="summary_months"
        )

    def saved(self, sentence: str) -> None:
        """The table was saved on its form."""
        self.foot.done(sentence)

    # Which month

    def _take_months(self, known: tuple[Month, ...]) -> None:
        self._known = known
        if self._month is None:
            self._month = known[1] if len(known) > 1 else known[0]
        if self._figures is None or self._figures.month != self._month:
            self._checks = ()
            self._apart = replace(self._apart, places=(), place_id=None, lines=(), totals=(), funds=())
        self.set_title(month_text(self._month.first))
        self._name_steps()
        self._context.tasks.query(
            months.month_figures,
            self._month,
            then=self._take_figures,
            otherwise=self._refused,
            latest="summary_figures",
        )
        self._ask_apart()
        self._context.tasks.query(
            months.closing_checks, self._month, then=self._take_checks, otherwise=self._refused, latest="summary_checks"
        )

    def _ask_apart(self) -> None:
        """The stock by place and by fund, after the figures, so that they wait for nothing."""
        query, month = self._context.tasks.query, self._month
        query(
            months.places_of, month, then=lambda found: self._take_apart(month, places=found), latest="summary_places"
        )
        query(
            months.fund_figures, month, then=lambda found: self._take_apart(month, funds=found), latest="summary_funds"
        )
        if self._apart.place_id is not None:
            self._choose_place(self._apart.place_id)

    def _choose_place(self, place_id: PlaceId | None) -> None:
        """Show the stock of a place, or of all."""
        month, query = self._month, self._context.tasks.query
        if place_id is None:
            self._take_apart(month, place_id=None, lines=())
            return

        def take(totals: tuple[PlaceTotals, ...]) -> None:
            query(
                months.place_figures,
                month,
                place_id,
                then=lambda lines: self._take_apart(month, place_id=place_id, lines=lines, totals=totals),
                otherwise=self._refused,
                latest="summary_place",
            )

        query(months.place_totals, month, then=take, otherwise=self._refused, latest="summary_place_totals")

    def _take_apart(self, month: Month | None, **found: Any) -> None:
        now = replace(self._apart, **found)
        if month != self._month or now == self._apart:
            return
        self._apart = now
        if self._figures is not None and self._figures.month == month:
            focused = QApplication.focusWidget()
            name = focused.objectName() if focused is not None and self._scroll.isAncestorOf(focused) else ""
            self._fill(self._figures)
            # What is shown is made anew; the keyboard keeps its place.
            if name and (same := self._scroll.findChild(QWidget, name)) is not None:
                same.setFocus()

    def _print_places(self) -> None:
        month, place_id = self._month, self._apart.place_id
        if month is None:
            return
        names = dict(self._apart.places)
        title = _("{month}, {place}").format(
            month=month_text(month.first), place=names.get(place_id, _("All places")) if place_id else _("All places")
        )
        self.clear_message()
        self._waiting.begin(_("Making the paper. This takes a moment."))
        self._context.tasks.action(
            months.place_paper,
            month=month,
            place_id=place_id,
            language=current(),
            changed=Changed(0),
            then=lambda pdf: self._show_place_paper(pdf, title),
            otherwise=self._refused,
        )

    def _show_place_paper(self, pdf: bytes, title: str) -> None:
        self._waiting.end()
        self._context.show_paper(pdf, title)

    def _step(self, months_on: int) -> None:
        if self._month is not None:
            self.show_month(self._month.plus(months_on))

    def _name_steps(self) -> None:
        """The months before and after by their names; by arrows alone where the head line has no room for them."""
        if self._month is None:
            return
        for button, to in ((self._before, self._month.plus(-1)), (self._after, self._month.plus(1))):
            button.setVisible(bool(self._known) and self._known[-1] <= to <= self._known[0])
            words = month_text(to.first, year=False)
            button.set_words(words)
            button.setAccessibleName(month_text(to.first))
        self._print.set_icon("print")
        seen = [part for part in (self._before, self._after, self._share, self._print) if not part.isHidden()]
        room = current_theme().px(_TITLE_ROOM)
        if sum(part.sizeHint().width() + 8 for part in seen) + room > self._head.width() > 0:
            self._print.set_icon("")
            for button in (self._before, self._after):
                button.set_words("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Name what there is room for, and give the table the columns there is room for."""
        self._name_steps()
        if self._figures is not None and self._is_narrow() != self._narrow:
            self._fill(self._figures)

    def _is_narrow(self) -> bool:
        return self._scroll.viewport().width() < current_theme().px(_ROOM_FOR_ALL_COLUMNS)

    def _on_changed(self, _what: Changed) -> None:
        if self.isVisible():
            self.show_month()

    # Figures

    def _take_figures(self, figures: MonthFigures) -> None:
        self._waiting.end()
        if figures.month != self._month:
            return
        if self._figures is None or self._figures.month != figures.month:
            self._scroll.verticalScrollBar().setValue(0)
        self._figures = figures
        state = (
            _("Closed on {date}").format(date=date_text(figures.closed_on))
            if figures.closed_on
            else pgettext("month", "Open")
        )
        counted = ngettext("counted from {count} hand-out", "counted from {count} hand-outs", figures.hand_outs)
        self.set_small(f"{state}  ·  {counted.format(count=number_text(figures.hand_outs))}")
        self._fill(figures)
        self._show_pane()

    def _fill(self, figures: MonthFigures) -> None:
        self._narrow = self._is_narrow()
        clear(self._parts)
        if self._nothing_yet(figures):
            empty = EmptyState(
                _("Nothing to sum up yet"),
                _("What is received, given out and referred adds up here, month by month, ready to print."),
                name="summary_empty",
            )
            empty.setMinimumHeight(self._scroll.viewport().height() - 24)
            self._parts.addWidget(empty)
            return
        for part in figures_view.parts(figures, self._apart, narrow=self._narrow):
            if isinstance(part, int):
                self._parts.addSpacing(part)
            else:
                self._parts.addWidget(part)

    def _nothing_yet(self, figures: MonthFigures) -> bool:
        moved = any(item.opening or item.received or item.closing or item.issued for item in figures.items)
        return not (moved or figures.hand_outs or figures.referrals.made or figures.earlier)

    def _take_checks(self, checks: tuple[ClosingCheck, ...]) -> None:
        self._waiting.end()
        self._checks = checks
        self._show_pane()

    # Closing

    def _show_pane(self) -> None:
        if self.pane is None or self._figures is None:
            return
        closed, month = self._figures.closed_on is not None, self._figures.month
        running = self._context.clock.today() <= month.last
        checks = self._checks
        if running and not closed and checks and checks[0].state is CheckState.STOPS:
            checks = checks[1:]  # that the month is not over needs no cross: it stands above the button
        self.pane.set_head(_("Closed") if closed else _("Before you close"))
        self.pane.show_parts(closing_pane.closed_parts(self._figures) if closed else closing_pane.parts(checks))
        if closed or not self._context.allows(Permission.CLOSE_MONTH):
            self._drop_primary()
            return
        if self.primary is None:
            self.set_primary("", self._ask_to_close, name="summary_close")
        assert self.primary is not None
        self.primary.set_words(_("Close {month}...").format(month=month_text(month.first, year=False)))
        reason = ""
        if running:
            reason = _("{month} is not over yet.").format(month=month_text(month.first))
        elif any(check.state is CheckState.STOPS for check in checks):
            reason = _("It cannot be closed yet. The list says why.")
        self.allow_primary(bool(self._checks) and not reason, reason)

    def _drop_primary(self) -> None:
        if self.primary is not None:
            self.primary.hide()
            self.primary.deleteLater()
            self.primary = None
        self.set_note("")

    def _ask_to_close(self) -> None:
        figures = self._figures
        if figures is None:
            return
        month, name = figures.month, month_text(figures.month.first, year=False)
        look = sum(check.state is CheckState.LOOK for check in self._checks)
        self._context.messages.confirm(
            _("Close {month}?").format(month=month_text(month.first)),
            _("After this, nothing can be written in {month}. This cannot be undone.").format(month=name),
            [
                (_("Hand-outs counted"), number_text(figures.hand_outs)),
                (_("Items that add up"), number_text(sum(item.adds_up for item in figures.items))),
                (_("Things to look at"), number_text(look)),
            ],
            safe=_("Keep it open"),
            act=_("Close {month}").format(month=name),
            on_act=lambda: self._close(month),
        )

    def _close(self, month: Month) -> None:
        self.clear_message()
        if self.primary is not None:
            self.primary.setEnabled(False)
        self._waiting.begin(_("Closing the month. This takes a moment."))
        self._context.tasks.action(
            months.close_month, month=month, changed=Changed.MONTHS, then=self._closed, otherwise=self._refused
        )

    def _closed(self, figures: MonthFigures) -> None:
        self._waiting.end()
        self.foot.done(_("{month} is closed").format(month=month_text(figures.month.first)))
        if figures.month == self._month:
            self._take_figures(figures)

    # Paper

    def _paper(self, *, share: bool) -> None:
        month = self._month
        if month is None:
            return
        self.clear_message()
        self._allow_papers(False)
        self._waiting.begin(_("Making the paper. This takes a moment."))
        self._context.tasks.action(
            months.summary_paper,
            month=month,
            share=share,
            language=current(),
            changed=Changed(0),
            then=lambda pdf: self._show_paper(pdf, month, share=share),
            otherwise=self._refused,
        )

    def _show_paper(self, pdf: bytes, month: Month, *, share: bool) -> None:
        self._waiting.end()
        self._allow_papers(True)
        text = _("Share copy, {month}") if share else _("Summary, {month}")
        self._context.show_paper(pdf, text.format(month=month_text(month.first)))

    def _allow_papers(self, allowed: bool) -> None:
        for button in (self._share, self._print):
            button.setEnabled(allowed)

    def _refused(self, error: LarderError) -> None:
        self._waiting.end()
        self._allow_papers(True)
        self.show_message("refusal", say(error))
        self._show_pane()
