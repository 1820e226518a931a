"""A delivery from a table: the file, what its columns are, where the goods came from. Nothing is saved here."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import Category, Fund, Place, Posted, Source
from desktop.domain.typed_days import Order
from desktop.domain.users import Permission
from desktop.i18n import _, number_text, say
from desktop.operations import catalogue, importing
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import Plan
from desktop.operations.importing import Checked, Proposed
from desktop.operations.table_reading import ENDINGS, Encoding, Sheet, Table, read_file
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.file_dialog import choose_file
from desktop.ui.frame import Form, FormPage
from desktop.ui.stock.receive_page import SOURCES
from desktop.ui.waiting import Waiting
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.ground import boxed, clear, column, row
from desktop.ui.widgets.text import Text

_EXAMPLES = 3
_SIDE_BY_SIDE = 2


class ImportPage(FormPage):
    """Which file, and how it is to be understood. The rows are looked at on the next page."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        show: Callable[..., None] = lambda *_form, **_what: None,
        **_what: Any,
    ) -> None:
        super().__init__(
            _("Import goods received"), name="import", on_back=on_back, small=_("A delivery from a table"), width=720
        )
        self._context = context
        self._on_back = on_back
        self._on_saved = on_saved
        self._show = show
        self._waiting = Waiting(self)
        self._path: Path | None = None
        self._table: Table | None = None
        self._columns: list[ChoiceField] = []
        self._file = Text("", name="import_file", wrap=True)
        choose = Button(_("Choose a file"), name="import_choose", icon="table")
        choose.clicked.connect(lambda _checked=False: self._look())
        self.form.add_words(
            _("A CSV, XLSX or ODS file of up to 20 MB, with one row for each item that came. It is only read.")
        )
        self.form.add(boxed(row(choose, 12, self._file, -1)))
        self._rest = Form(width=720)
        self.form.add(self._rest)
        self._make_fields()
        self._rest.hide()
        self.set_primary(_("Look at the rows"), self._check, name="import_check")
        self.allow_primary(False, _("Choose a file first."))
        context.tasks.query(catalogue.places, then=self._use_places)
        context.tasks.query(catalogue.funds, then=self._use_funds)

    def _make_fields(self) -> None:
        rest, today = self._rest, self._context.clock.today()
        self._sheet = ChoiceField(_("Sheet"), name="import_sheet")
        self._sheet.chosen.connect(lambda _sheet: self._use_sheet())
        self._encoding = ChoiceField(
            _("Letters"), name="import_encoding", hint=_("Choose another when names below look wrong")
        )
        self._encoding.set_options(
            [
                (_("Unicode"), Encoding.UTF_8),
                (_("Unicode, two bytes"), Encoding.UTF_16),
                (_("Western European"), Encoding.WESTERN),
                (_("Chinese"), Encoding.CHINESE),
            ]
        )
        self._encoding.chosen.connect(self._read_again)
        self._headings = Check(_("The first row names the columns"), name="import_headings")
        self._headings.toggled.connect(lambda _on: self._show_columns())
        self._place_of_columns = column(spacing=16)
        self._order = ChoiceField(_("Dates such as 03/04/2027"), name="import_order")
        self._order.set_options(
            [(_("The day comes first"), Order.DAY_FIRST), (_("The month first"), Order.MONTH_FIRST)]
        )
        self._new_items = Check(_("Add items that are not in the book yet"), name="import_new_items")
        self._category = ChoiceField(_("New items belong to"), name="import_category")
        self._new_items.toggled.connect(self._category.setVisible)
        self._category.set_options([(words.category(found), found) for found in Category])
        self._category.set_value(Category.MATERIALS)
        self._source = ChoiceField(_("How it came"), name="import_source")
        self._source.set_options([(words.source(found), found) for found in SOURCES])
        self._source.set_value(Source.DONATION)
        self._source.chosen.connect(lambda _source: self._fit_giver())
        self._origin = TextField(
            _("From"), name="import_origin", hint=_("An office, a shop or a fund. Not a person's name"), longest=120
        )
        self._giver = TextField(
            _("Given by"), name="import_giver", hint=_("Empty for anonymous. Kept with the members"), longest=80
        )
        self._place = ChoiceField(_("Put it on"), name="import_place")
        self._date = DateField(_("Date"), name="import_date", today=today, value=today)
        self._fund = ChoiceField(_("Paid by the fund"), name="import_fund")
        rest.add(self._sheet, self._encoding)
        rest.add_head(_("What the columns are"))
        rest.add(self._headings)
        rest.add(boxed(self._place_of_columns))
        rest.add(self._order)
        rest.add(self._new_items)
        rest.add(self._category)
        rest.add_head(_("Where it came from"))
        rest.add(self._source, self._origin)
        rest.add(self._giver, self._fund)
        rest.add(self._place, self._date)
        for part in (self._order, self._category, self._fund):
            part.hide()
        self._fit_giver()

    def _fit_giver(self) -> None:
        asked = self._context.allows(Permission.SEE_PEOPLE) and self._source.value() is Source.DONATION
        self._giver.setVisible(asked)

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self._place.set_options([(place.name, place.id) for place in places])
        if places:
            self._place.set_value(places[0].id)

    def _use_funds(self, funds: tuple[Fund, ...]) -> None:
        self._fund.set_options([(_("None"), 0), *((fund.name, fund.id) for fund in funds)])
        self._fund.set_value(0)
        self._fund.setVisible(bool(funds))

    # The file

    def _look(self) -> None:
        choose_file(
            self._context,
            self.window(),
            title=_("Choose a table"),
            endings=ENDINGS,
            icon="table",
            start=self._path.parent if self._path else None,
            on_chosen=self.read,
        )

    def read(self, path: Path) -> None:
        """Read a file."""
        self._read(path, None)

    def _read_again(self, encoding: Encoding) -> None:
        if self._path is not None:
            self._read(self._path, encoding)

    def _read(self, path: Path, encoding: Encoding | None) -> None:
        self.clear_message()
        self.wait(True)
        self._waiting.begin(_("Reading the file. This takes a moment."))
        self._context.tasks.slow(
            lambda _report, _stop: (path, read_file(path, encoding)),
            then=self._use_table,
            otherwise=self._not_read,
            progress=lambda _done, _whole: None,
        )

    def _not_read(self, error: LarderError) -> None:
        self._waiting.end()
        self.wait(False)
        self.allow_primary(self._table is not None, "" if self._table else _("Choose a file first."))
        self.show_message("refusal", say(error))

    def _use_table(self, found: tuple[Path, Table]) -> None:
        self._waiting.end()
        self.wait(False)
        self._path, self._table = found
        self._file.set_words(self._path.name)
        sheets = self._table.sheets
        self._sheet.set_options([(sheet.name, number) for number, sheet in enumerate(sheets)])
        self._sheet.set_value(0)
        self._sheet.setVisible(len(sheets) > 1)
        self._encoding.setVisible(self._table.encoding is not None)
        self._encoding.set_value(self._table.encoding)
        self._order.hide()
        self._rest.show()
        self._use_sheet()

    def _now(self) -> Sheet | None:
        return self._table.sheets[self._sheet.value()] if self._table is not None else None

    def _use_sheet(self) -> None:
        sheet = self._now()
        if sheet is not None:
            self._context.tasks.query(importing.propose_columns, sheet, then=self._propose, latest="import_columns")

    # Columns

    def _propose(self, proposed: Proposed) -> None:
        sheet = self._now()
        if sheet is None or len(proposed.columns) != sheet.width:
            return
        self._headings.blockSignals(True)
        self._headings.setChecked(proposed.headings)
        self._headings.blockSignals(False)
        clear(self._place_of_columns)
        self._columns = [self._column_field(number) for number in range(sheet.width)]
        for field, meaning in zip(self._columns, proposed.columns, strict=True):
            field.set_value(meaning)
        for start in range(0, sheet.width, _SIDE_BY_SIDE):
            line = row(spacing=12)
            for field in self._columns[start : start + _SIDE_BY_SIDE]:
                line.addWidget(field, 1)
            if len(self._columns) - start < _SIDE_BY_SIDE:
                line.addWidget(QWidget(), 1)
            self._place_of_columns.addLayout(line)
        self._show_columns()
        self.allow_primary(True)

    def _column_field(self, number: int) -> ChoiceField:
        field = ChoiceField("", name=f"import_column_{number}")
        field.set_options([(_meaning_words(meaning), meaning) for meaning in Meaning])
        field.chosen.connect(lambda _meaning: self.clear_message())
        return field

    def _show_columns(self) -> None:
        """Each column under its heading, with what stands in its first rows."""
        sheet = self._now()
        if sheet is None:
            return
        headings = self._headings.isChecked()
        rows = sheet.rows[1:] if headings else sheet.rows
        for number, field in enumerate(self._columns):
            heading = sheet.rows[0].cells[number] if headings else ""
            field.set_label(heading or _("Column {number}").format(number=number_text(number + 1)))
            examples = [found.cells[number] for found in rows if found.cells[number]][:_EXAMPLES]
            field.set_hint("  ·  ".join(example[:30] for example in examples))

    def plan(self) -> Plan:
        """How the table is to be understood, as it stands in the fields."""
        return Plan(
            columns=tuple(field.value() for field in self._columns),
            headings=self._headings.isChecked(),
            order=None if self._order.isHidden() else self._order.value(),
            new_items=self._new_items.isChecked(),
            category=self._category.value(),
        )

    # Looking at the rows

    def _check(self) -> None:
        self.clear_message()
        sheet = self._now()
        if sheet is None:
            return
        if not all([self._place.require(), self._date.check()]):
            self.focus_first_error()
            return
        self.wait(True)
        self._waiting.begin(_("Looking at the rows. This takes a moment."))
        self._context.tasks.query(
            importing.check_table,
            sheet,
            self.plan(),
            occurred_on=self._date.value(),
            then=self._checked,
            otherwise=self._not_checked,
        )

    def _not_checked(self, error: LarderError) -> None:
        self._waiting.end()
        self.wait(False)
        if isinstance(error, Invalid) and error.field == "occurred_on":
            self._date.set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))

    def _checked(self, checked: Checked) -> None:
        self._waiting.end()
        self.wait(False)
        self._order.setVisible(checked.unclear_days)
        if checked.unclear_days and self._order.value() is None:
            self._order.set_error(_("Choose what comes first in the dates of this table. Nothing was saved."))
            self.focus_first_error()
            return
        sheet = self._now()
        if sheet is None:
            return
        giver = None
        if self._context.allows(Permission.SEE_PEOPLE):
            giver = "" if self._giver.isHidden() else self._giver.value()
        self._show(
            "import_rows",
            sheet=sheet,
            plan=self.plan(),
            checked=checked,
            values={
                "source": self._source.value(),
                "origin": self._origin.value(),
                "place_id": self._place.value(),
                "occurred_on": self._date.value(),
                "fund_id": self._fund.value() or None,
                "giver": giver,
            },
            on_done=self._done,
        )

    def _done(self, posted: Posted, sentence: str) -> None:
        """Everything is received: back to where this page was opened from."""
        self._on_back()
        self._on_saved(posted, sentence)


def _meaning_words(meaning: Meaning) -> str:
    return {
        Meaning.ITEM: _("Item, by name or barcode"),
        Meaning.QUANTITY: _("Quantity"),
        Meaning.PACK: _("How many are in one pack"),
        Meaning.LOT: _("Batch"),
        Meaning.EXPIRES: _("Expires"),
        Meaning.IGNORE: _("Leave it out"),
    }[meaning]
