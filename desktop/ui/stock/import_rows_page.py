"""The rows of a table before they are received, and those that were refused afterwards."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.stock import Posted
from desktop.i18n import _, current, list_text, ngettext, number_text, say
from desktop.operations import importing
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import CheckedRow, Plan, fault_words
from desktop.operations.importing import Checked, Imported
from desktop.operations.refused_rows import refused_paper, refused_table
from desktop.operations.table_reading import Sheet
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.stock.receive_after import offer_hand_over_slip
from desktop.ui.table_saving import TableSavingPage
from desktop.ui.waiting import PATIENCE_MS
from desktop.ui.widgets.dialog import ProgressDialog
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

FILE_NAME = "rows.csv"
_MOST_NEW_SHOWN = 12


class ImportRowsPage(FormPage):
    """The first rows, and every one that is refused, each with what is wrong. The primary receives the others.

    Args:
        sheet, plan, checked: The table, how it is understood, and what was found.
        values: The other arguments of `importing.import_table`.
        on_done: Called with the document and a sentence once it is received and its refused rows were seen.
    """

    def __init__(
        self,
        context: Context,
        *,
        sheet: Sheet,
        plan: Plan,
        checked: Checked,
        values: dict[str, Any],
        on_back: Callable[[], None],
        on_done: Callable[[Posted, str], None],
        show: Callable[..., None],
        **_what: Any,
    ) -> None:
        super().__init__(_("Rows of the table"), name="import_rows", on_back=lambda: self._leave(), pane=True)
        self._context = context
        self._sheet = sheet
        self._plan = plan
        self._checked = checked
        self._values = values
        self._leave_page = on_back
        self._on_done = on_done
        self._show = show
        self._form_key = uuid.uuid4().hex
        self._dialog: ProgressDialog | None = None
        self._running = False
        self._imported: Imported | None = None
        self._refused = checked.refused
        self._at: dict[Meaning, int] = {
            meaning: number for number, meaning in enumerate(plan.columns) if meaning is not Meaning.IGNORE
        }
        self._table = self._make_table()
        self._table.chosen.connect(lambda _row: self._show_pane())
        self.set_body(self._table, margin=12)
        self.add_filters(self._filters(), lambda _key: self._fill())
        self._print_button = self.add_second(
            _("Print the refused rows"), self._print, name="import_print", icon="print"
        )
        self._save_button = self.add_second(
            _("Save the refused rows"), self._save_refused, name="import_save", icon="table"
        )
        self.set_primary(self._receive_words(), self._receive, name="import_receive")
        self.allow_primary(bool(checked.received), "" if checked.received else _("None of these rows can be received."))
        if checked.refused and self.filters is not None:
            self.filters.set_current("refused")
        self._fit()

    # The table

    def _make_table(self) -> Table[CheckedRow]:
        shown = [meaning for meaning in _WIDTHS if meaning in self._at]
        columns = [
            Column(_("Row"), lambda row: number_text(row.row.number), width=56, align="end", look="second"),
            *(self._column(meaning) for meaning in shown),
            Column(_("Arrives"), _arrives, width=120, align="end", look="bold"),
            Column(_("What is wrong"), lambda row: row.sentence, width=260, look="second", drop=2),
        ]
        return Table(
            columns,
            name="import_rows_table",
            label=_("Rows of the table"),
            key=lambda row: row.row.number,
            row_height=40,
        )

    def _column(self, meaning: Meaning) -> Column[CheckedRow]:
        at = self._at[meaning]

        def mark(row: CheckedRow) -> Mark | None:
            return Mark("bad") if at in [column for column, _error in row.faults] else None

        # An empty cell that should hold something needs words for its mark to stand behind.
        return Column(
            self._heading(meaning),
            lambda row: row.row.cells[at] or (_("empty") if mark(row) else ""),
            width=_WIDTHS[meaning],
            badge=mark,
            drop=1 if meaning in (Meaning.LOT, Meaning.PACK) else 0,
        )

    def _heading(self, meaning: Meaning) -> str:
        if self._plan.headings:
            return self._sheet.rows[0].cells[self._at[meaning]]
        return {
            Meaning.ITEM: _("Item"),
            Meaning.QUANTITY: _("Quantity"),
            Meaning.PACK: _("In one pack"),
            Meaning.LOT: _("Batch"),
            Meaning.EXPIRES: _("Expires"),
        }[meaning]

    def _filters(self) -> list[tuple[str, str, int | None]]:
        if self._imported is not None:
            return [("refused", _("Not received"), len(self._refused))]
        return [
            ("first", _("First rows"), len(self._checked.rows)),
            ("refused", _("Refused"), len(self._refused)),
        ]

    def _fill(self) -> None:
        key = self.filters.current() if self.filters is not None else "first"
        self._table.set_rows(list(self._refused if key == "refused" else self._checked.rows))
        self._table.choose(0)
        self._show_pane()

    def _fit(self) -> None:
        for button in (self._print_button, self._save_button):
            button.setVisible(bool(self._refused))
        self._fill()

    # The pane

    def _show_pane(self) -> None:
        if self.pane is None:
            return
        self.set_small(self._summary())
        parts: list[QWidget | int] = []
        chosen = self._table.chosen_record()
        self.pane.set_head(_("Row {number}").format(number=number_text(chosen.row.number)) if chosen else "")
        if chosen is not None:
            if chosen.faults:
                parts += [Text(fault_words(error), tone="bad", wrap=True) for _at, error in chosen.faults]
            else:
                parts.append(FactsList([(chosen.item, _arrives(chosen))], name="import_row_facts"))
        if self._checked.new_items and self._imported is None:
            count = len(self._checked.new_items)
            some = list_text(self._checked.new_items[:_MOST_NEW_SHOWN]) + (" …" if count > _MOST_NEW_SHOWN else "")
            head = ngettext("{count} new item", "{count} new items", count).format(count=number_text(count))
            parts += [20, SectionHead(head, rule=True), 8, Text(some, wrap=True)]
        self.pane.show_parts(parts)

    def _summary(self) -> str:
        received = self._checked.received
        good = (
            ngettext("{count} row was received", "{count} rows were received", received)
            if self._imported is not None
            else ngettext("{count} row can be received", "{count} rows can be received", received)
        ).format(count=number_text(received))
        count = len(self._refused)
        if not count:
            return good
        bad = (
            ngettext("{count} was not", "{count} were not", count)
            if self._imported is not None
            else ngettext("{count} is refused", "{count} are refused", count)
        ).format(count=number_text(count))
        return _("{first}, {second}").format(first=good, second=bad)

    def _receive_words(self) -> str:
        count = self._checked.received
        return ngettext("Receive {count} row", "Receive {count} rows", count).format(count=number_text(count))

    # Receiving

    def _receive(self) -> None:
        if self._imported is not None:
            self._finish()
            return
        self.wait(True)
        self._running = True
        stop = self._context.tasks.long(
            importing.import_table,
            self._sheet,
            self._plan,
            form_key=self._form_key,
            expected=self._checked.received,
            **self._values,
            progress=self._progress,
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._received,
            otherwise=self._not_received,
        )
        QTimer.singleShot(PATIENCE_MS, self, lambda: self._show_progress(stop.set))

    def _show_progress(self, cancel: Callable[[], None]) -> None:
        """What takes longer than a moment says how far it is."""
        if self._running:
            self._dialog = self._context.messages.progress(
                _("Receiving the rows"),
                _("A copy of the vault is set aside first. Then all rows come in together, or none."),
                on_cancel=cancel,
            )

    def _progress(self, done: int, whole: int) -> None:
        if self._dialog is not None:
            self._dialog.panel.set_progress(done, whole)

    def _end(self) -> None:
        self._running = False
        if self._dialog is not None:
            self._dialog.accept()
            self._dialog = None
        self.wait(False)

    def _not_received(self, error: LarderError) -> None:
        self._end()
        self.show_message("refusal", say(error))

    def _received(self, imported: Imported) -> None:
        self._end()
        self._imported = imported
        self._refused = imported.refused
        if not imported.refused:
            self._finish()
            return
        self.set_title(_("Rows that were not received"))
        if self.filters is not None:
            self.filters.set_filters(self._filters())
            self.filters.set_current("refused")
        if self.primary is not None:
            self.primary.set_words(_("Done"))
        self._fit()

    def _leave(self) -> None:
        if self._imported is not None:
            self._finish()
        else:
            self._leave_page()

    def _finish(self) -> None:
        if self._imported is None:
            return
        context, imported = self._context, self._imported
        count = imported.received
        sentence = ngettext(
            "Received {count} row of the table, {number}", "Received {count} rows of the table, {number}", count
        ).format(count=number_text(count), number=imported.posted.number)
        self._leave_page()
        self._on_done(imported.posted, sentence)
        offer_hand_over_slip(context, imported.posted)

    # What was refused

    def _print(self) -> None:
        rows, language = self._refused, current()
        self._context.tasks.slow(
            lambda _report, _stop: refused_paper(rows, language=language),
            then=lambda pdf: self._context.show_paper(pdf, _("Rows that were not received")),
            otherwise=self._not_printed,
            progress=lambda _done, _whole: None,
        )

    def _not_printed(self, error: LarderError) -> None:
        self.show_message("refusal", say(error))

    def _save_refused(self) -> None:
        headings = self._sheet.rows[0].cells if self._plan.headings else ("",) * self._sheet.width
        rows = self._refused
        self._show("import_save", content=lambda: refused_table(headings, rows), on_told=self.foot.done)


class ImportSavePage(TableSavingPage):
    """Where the refused rows go, as a table to be put right."""

    def __init__(
        self,
        context: Context,
        *,
        content: Callable[[], bytes],
        on_back: Callable[[], None],
        on_told: Callable[[str], object],
        **_what: Any,
    ) -> None:
        super().__init__(
            context,
            small=_("Rows that were not received"),
            file_name=FILE_NAME,
            content=lambda: (lambda _session: content(), {}),
            on_back=on_back,
            on_saved=on_told,
        )
        self.ask_where(
            _(
                "The file {name} opens in any spreadsheet. It holds the rows as they stood in the file, and what is wrong "
                "with each. It is not locked: whoever finds it can read it."
            ).format(name=FILE_NAME)
        )


_WIDTHS = {
    Meaning.ITEM: 0,
    Meaning.QUANTITY: 130,
    Meaning.PACK: 100,
    Meaning.LOT: 110,
    Meaning.EXPIRES: 150,
}
"""The columns that are shown, in their order, and their widths; the item takes the rest."""


def _arrives(row: CheckedRow) -> str:
    return words.quantity(row.quantity, row.unit) if row.quantity else ""
