"""The count sheet on the screen: what is there is typed or scanned. Every line is kept at once, so a count can be left."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QShowEvent

from desktop.domain.counting import CountLine, CountSheet, Scanned, sheet_number
from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, number_text, say, time_text
from desktop.operations import count_papers, counting
from desktop.operations.count_papers import count_words
from desktop.system.clock import from_stamp
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import NARROW_PANE, Workspace
from desktop.ui.scanning import Scanner
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.count_pane import CountPane
from desktop.ui.stock.count_rows import LOOSE, PACKS, Row, columns, counted, reason_of, row_of, typed
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import SearchBox
from desktop.ui.widgets.ground import set_margins
from desktop.ui.widgets.table import Table

NOTHING = Changed(0)
"""A line of a count changes no stock, so no other screen has to read anything again."""


class CountPage(Workspace):
    """The lines of one count.

    Args:
        on_back: Leaves the count, which stays under way.
        on_finished: Told the document and a sentence when the count ended here.
        show_review: Shows what the count comes to.
        show_found: Asks for what was found and is not listed; calls back when something was.
        show_link: Asks which item a code stands on; calls back when it is known.
    """

    def __init__(
        self,
        context: Context,
        sheet: CountSheet,
        *,
        on_back: Callable[[], None],
        on_finished: Callable[..., None],
        show_review: Callable[[], None],
        show_found: Callable[[Callable[[], None]], None],
        show_link: Callable[[str, Callable[[], None]], None],
    ) -> None:
        super().__init__(
            _("Count: {place}").format(place=count_words(sheet.head)), name="count", pane=True, pane_width=NARROW_PANE
        )
        self._context = context
        self._sheet = sheet
        self._on_back = on_back
        self._on_finished = on_finished
        self._show_review = show_review
        self._show_link = show_link
        self._rows: list[Row] = []
        self._filter = "all"
        self._counted = self._different = 0
        self._last: Scanned | None = None
        back = Button(name="count_back", kind="quiet", icon="back", label=_("Back"), shortcut=Shortcut.BACK)
        back.clicked.connect(lambda: on_back())
        self.head_row.insertWidget(0, back)
        set_margins(self.head_row, MARGIN - 12, 0, MARGIN, 0)
        self.search = SearchBox(_("Find or scan"), name="count_search", width=200)
        self.search.entered.connect(self._entered)
        self.head_row.addWidget(self.search)
        self.add_head_button(_("Print count sheet"), self._print, name="count_print", icon="print")
        self.add_filters(self._filters(), self._use_filter)
        blind = sheet.head.blind
        self._table: Table[Row] = Table(
            columns(blind=blind, places=sheet.place is None, on_typed=self._typed, on_reason=self._reasoned),
            name="count_table",
            label=_("Count sheet"),
            key=lambda row: row.place,
            row_height=46,
        )
        self._table.chosen.connect(lambda _row: self._show_pane())
        self.set_body(self._table, margin=12)
        self.add_second(_("Found, not listed"), lambda: show_found(self.read_again), name="count_found", icon="plus")
        self.add_second(_("Stop without posting"), self._ask_abandon, name="count_abandon")
        self.set_primary(
            _("Review the count") if blind else _("Review differences"),
            self._review,
            name="count_finish",
            shortcut=Shortcut.PRIMARY,
        )
        self._numbers = CountPane(context, sheet, on_counted=self._use_line, on_scan=self._scan)
        self.scanner = Scanner(self)
        self.scanner.scanned.connect(self._scan)
        self._use_sheet(sheet)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard goes to the first line that is not counted."""
        super().showEvent(event)
        first = next((at for at, row in enumerate(self._table.rows()) if row.line.counted is None), 0)
        self._table.setFocus()
        self._table.go_to_field(first, 0)

    # The lines

    def read_again(self) -> None:
        """Read the count again, after something outside this page changed it."""
        self._context.tasks.query(
            counting.count_sheet, self._sheet.id, then=self._use_sheet, otherwise=self._refused, latest="count_sheet"
        )

    def _use_sheet(self, sheet: CountSheet) -> None:
        self._sheet = sheet
        self._rows = [row_of(line, place) for place, line in enumerate(sheet.lines)]
        self._sum_up()
        self._show_rows()
        self._show_pane()

    def _sum_up(self) -> None:
        self._counted = sum(row.line.counted is not None for row in self._rows)
        self._different = sum(_differs(row.line) for row in self._rows)
        self._show_sums()

    def _show_rows(self) -> None:
        wanted: dict[str, Callable[[Row], bool]] = {
            "all": lambda _row: True,
            "left": lambda row: row.line.counted is None,
            "differ": lambda row: _differs(row.line) or row.wrong,
        }
        self._table.set_rows([row for row in self._rows if wanted[self._filter](row)])

    def _use_filter(self, key: str) -> None:
        self._filter = key
        self._show_rows()

    def _filters(self) -> Sequence[tuple[str, str, int | None]]:
        found: list[tuple[str, str, int | None]] = [
            ("all", _("All"), len(self._rows)),
            ("left", _("Not counted"), len(self._rows) - self._counted),
        ]
        if not self._sheet.head.blind:
            found.append(("differ", _("Differ"), self._different))
        return found

    def _put(self, row: Row) -> None:
        before = self._rows[row.place]
        self._rows[row.place] = row
        self._counted += (row.line.counted is not None) - (before.line.counted is not None)
        self._different += _differs(row.line) - _differs(before.line)
        shown = row.place if self._filter == "all" else self._table.rows_model.row_of(row.place)
        if shown >= 0:
            self._table.rows_model.set_row(shown, row)
        self._show_sums()

    def _typed(self, row: Row, cell: str, text: str) -> None:
        row = self._rows[row.place]
        changed = typed(row, packs=text) if cell == PACKS else typed(row, **{LOOSE: text})
        try:
            number = counted(changed)
        except ValueError:
            self._put(replace(changed, wrong=True))
            self.show_message(
                "refusal", _("This is not a number of 0 or more. The line is not counted. Type it again.")
            )
            return
        self.clear_message()
        self._put(changed)
        self._save(row.place, number, row.line.reason)

    def _reasoned(self, row: Row, text: str) -> None:
        line = self._rows[row.place].line
        if line.item.serials:
            self._numbers.give_reason(line, reason_of(text))
        else:
            self._save(row.place, line.counted, reason_of(text))

    def _save(self, place: int, number: int | None, reason: object, *, undoing: bool = False) -> None:
        line = self._rows[place].line
        self._context.tasks.action(
            counting.count_line,
            stocktake_id=self._sheet.id,
            item_id=line.item.id,
            batch_id=line.batch.id or None,
            place_id=line.place.id,
            counted=number,
            reason=reason if number is not None else None,
            changed=NOTHING,
            then=lambda saved: self._saved(place, line, saved, undoing=undoing),
            otherwise=self._refused,
        )

    def _saved(self, place: int, before: CountLine, line: CountLine, *, undoing: bool) -> None:
        row = replace(self._rows[place], line=line)
        self._put(row_of(line, place) if undoing else row)
        self._tell_saved()
        if undoing:
            self.foot.set_undo("", None)
        elif before.counted != line.counted:
            words = _("{item} {count}").format(
                item=line.item.name, count="" if line.counted is None else number_text(line.counted)
            )
            self.foot.set_undo(words.strip(), lambda: self._save(place, before.counted, before.reason, undoing=True))
        self._show_pane()

    def _use_line(self, line: CountLine) -> None:
        """A line was counted by its numbers."""
        place = self._place_of(line)
        if place is None:
            self.read_again()
            return
        self._put(row_of(line, place))
        self._tell_saved()
        self._show_pane()

    def _tell_saved(self) -> None:
        self.foot.saved(time_text(self._context.clock.now()))

    def _place_of(self, line: CountLine) -> int | None:
        """Which row a line belongs to: its own, or that of an item the book had nothing of."""
        fits = [row.place for row in self._rows if row.line.key == line.key]
        fits += [
            row.place
            for row in self._rows
            if not row.line.batch.id and (row.line.item.id, row.line.place.id) == (line.item.id, line.place.id)
        ]
        return fits[0] if fits else None

    # Scanning and finding

    def _scan(self, code: str) -> None:
        chosen = self._table.chosen_record()
        line = self._rows[chosen.place].line if chosen is not None else None
        searching = self.search is not None and self.search.hasFocus()
        self._context.tasks.action(
            counting.count_scan,
            stocktake_id=self._sheet.id,
            code=code,
            batch_id=line.batch.id if line is not None else None,
            place_id=line.place.id if line is not None else None,
            changed=NOTHING,
            then=self._scanned,
            otherwise=lambda error: self._unknown(error, code, searching=searching),
        )

    def _scanned(self, scanned: Scanned) -> None:
        self.clear_message()
        self._last = scanned
        place = self._place_of(scanned.line)
        if place is None:
            self.read_again()
            return
        self._put(row_of(scanned.line, place))
        shown = self._table.rows_model.row_of(place)
        # The keyboard stays where somebody types; else it goes along, so that the next scan of the item comes here too.
        if shown >= 0 and self._table.state() != Table.State.EditingState:
            self._table.choose(shown)
        elif shown >= 0:
            self._table.scrollTo(self._table.rows_model.index(shown, 0))
        self._tell_saved()
        self._show_pane()

    def _unknown(self, error: LarderError, code: str, *, searching: bool) -> None:
        if not isinstance(error, Invalid) or error.field != "code":
            self._refused(error)
            return
        if searching and self._find(code):
            return
        self.show_message(
            "refusal",
            say(error),
            [(_("Link to an item"), "count_link", lambda: self._show_link(code, lambda: self._scan(code)))],
        )

    def _entered(self, text: str) -> None:
        """Words in the search box: the item of that name, or a code that was typed."""
        if not self._find(text):
            self._scan(text)

    def _find(self, text: str) -> bool:
        """Go to the next row whose name has these words."""
        wanted = text.strip().casefold()
        rows = self._table.rows()
        start = self._table.current_row() + 1
        for number in [*range(start, len(rows)), *range(start)]:
            if wanted and wanted in rows[number].line.item.name.casefold():
                self.clear_message()
                self._table.choose(number)
                self._table.setFocus()
                self._table.go_to_field(number, 0)
                return True
        return False

    # Pane and end

    def _show_sums(self) -> None:
        whole = number_text(len(self._rows))
        facts = [
            _("Begun {time}").format(time=time_text(from_stamp(self._sheet.head.begun_at))),
            _("{counted} of {all} lines counted").format(counted=number_text(self._counted), all=whole),
            *([_("blind")] if self._sheet.head.blind else []),
        ]
        self.set_small("  ·  ".join(facts))
        left = number_text(len(self._rows) - self._counted)
        if self._sheet.head.blind:
            self.set_note(
                _("{counted} counted, {rest} not counted").format(counted=number_text(self._counted), rest=left)
            )
        else:
            self.set_note(
                _("{match} match, {differ} differ, {rest} not counted").format(
                    match=number_text(self._counted - self._different),
                    differ=number_text(self._different),
                    rest=left,
                )
            )
        if self.filters is not None:
            self.filters.set_filters(self._filters())

    def _show_pane(self) -> None:
        if self.pane is None:
            return
        chosen = self._table.chosen_record()
        line = self._rows[chosen.place].line if chosen is not None else None
        different = [] if self._sheet.head.blind else [row.line for row in self._rows if _differs(row.line)]
        self._numbers.show(self.pane, line, different, self._last)

    def _print(self) -> None:
        from desktop.i18n import current  # noqa: PLC0415 - the language being spoken, at the moment of printing

        self._context.tasks.action(
            count_papers.count_sheet_paper,
            stocktake_id=self._sheet.id,
            language=current(),
            changed=NOTHING,
            then=lambda pdf: self._context.show_paper(
                pdf, _("Count sheet {number}").format(number=sheet_number(self._sheet.id))
            ),
            otherwise=self._refused,
        )

    def _review(self) -> None:
        self.clear_message()
        if any(row.wrong for row in self._rows):
            self.show_message("refusal", _("One line is not a number. Nothing was posted. Type it again or empty it."))
            return
        if not self._counted:
            self.show_message("refusal", _("No line was counted yet. Nothing was saved. Type what is on the shelf."))
            return
        self._show_review()

    def _ask_abandon(self) -> None:
        self._context.messages.confirm(
            _("Stop this count?"),
            _("What was counted is not posted, and the book stays as it is."),
            [(_("Lines counted"), number_text(self._counted))],
            safe=_("Go on counting"),
            act=_("Stop without posting"),
            on_act=self._abandon,
        )

    def _abandon(self) -> None:
        self._context.tasks.action(
            counting.abandon_count,
            stocktake_id=self._sheet.id,
            changed=Changed.STOCK,
            then=self._abandoned,
            otherwise=self._refused,
        )

    def _abandoned(self, _none: Any) -> None:
        self._on_back()
        self._on_finished(None, _("The count was stopped. Nothing was posted"))

    def _refused(self, error: LarderError) -> None:
        self.show_message("refusal", say(error))


def _differs(line: CountLine) -> bool:
    return bool(line.difference) or line.undecided
