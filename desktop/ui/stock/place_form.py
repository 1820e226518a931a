"""What the forms share that list what is at a place and let numbers be typed beside each item."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError, MonthClosed
from desktop.domain.stock import BatchId, ItemId, PlaceId, Serial
from desktop.i18n import _, ngettext, number_text, say
from desktop.operations import moving
from desktop.operations.book import BookDocument
from desktop.operations.moving import ItemAt
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import Form, FormPage
from desktop.ui.stock.at_place import Row, Sheet, as_it_was, not_a_number, summed_up, taken_before, with_number
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table

_Line = TypeVar("_Line")


class PlaceForm(FormPage):
    """A place and a date above the table of what is there; the pane says what is typed so far.

    Args:
        small: In the head, beside the title.
        number_cell: The column in which the number of an item is typed.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        *,
        name: str,
        small: str,
        number_cell: int,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        corrects: BookDocument | None,
        show: Callable[..., None] | None,
    ) -> None:
        title = _("Correcting {number}").format(number=corrects.number) if corrects else title
        super().__init__(title, name=name, on_back=on_back, small=small, pane=True)
        self.context = context
        self.corrects = corrects
        self._name = name
        self._number_cell = number_cell
        self._on_back = on_back
        self._on_saved = on_saved
        self._show = show
        self._form_key = uuid.uuid4().hex
        self._filled = corrects is None
        today = context.clock.today()
        self.date = DateField(
            _("Date"), name=f"{name}_date", today=today, value=corrects.occurred_on if corrects else today
        )

    def lay_out(self, columns: list[Column[Row]], *fields: Field, place: ChoiceField) -> None:
        """Put the fields above the table, the date last.

        Args:
            place: The field that says of which place the table is.
        """
        self._place = place
        self.form = Form(width=900)
        self.form.add(*fields, self.date)
        self.draft_of_form = FormDraft(self.form)
        search = self.add_search(_("Find or scan"), name=f"{self._name}_search")
        search.entered.connect(self._scanned)
        table: Table[Row] = Table(
            columns,
            name=f"{self._name}_table",
            label=_("What is there"),
            key=lambda row: row.at.item.id,
            row_height=46,
        )
        self.sheet = Sheet(table, search)
        body = QWidget()
        whole = column(column(self.form, margins=(12, 0, 12, 8)), table)
        whole.setStretch(1, 1)
        body.setLayout(whole)
        self.set_body(body, margin=12)

    # What differs

    def as_before(self, row: Row, quantity: int, batches: set[BatchId], numbers: tuple[Serial, ...]) -> Row:
        """A row as it was on the document that is put right."""
        raise NotImplementedError

    def amount(self, row: Row) -> int:
        """How many of an item are typed. Raises ValueError for what is no number."""
        raise NotImplementedError

    def problem(self, row: Row) -> str:
        """What is wrong with a row, empty for nothing. Raises ValueError for what is no number."""
        raise NotImplementedError

    def not_there(self, code: str) -> str:
        """What is said of a scan that is of nothing here."""
        raise NotImplementedError

    def scan_cell(self, row: Row) -> int:
        """The column to type into when a scan only found an item."""
        return self._number_cell

    def with_more(self, row: Row, quantity: int) -> Row:
        """A row after one more scan of what holds so many."""
        raise NotImplementedError

    def pane_head(self) -> str:
        """The title of the pane."""
        raise NotImplementedError

    def pane_parts(self, summary: FactsList | None) -> list[QWidget | int]:
        """What stands in the pane around the sum, which is None while nothing is typed."""
        raise NotImplementedError

    def wrong_fields(self) -> dict[str, Field]:
        """Which field an error belongs to, by the operation's name for it."""
        raise NotImplementedError

    # What is there

    def say_no_place(self, sentence: str) -> None:
        """Say that a place is missing, with the way to add one."""
        acts = [(_("Add a place"), f"{self._name}_add_place", self._add_place)] if self._show is not None else []
        self.show_message("info", sentence, acts)

    def _add_place(self) -> None:
        if self._show is not None:
            self._on_back()
            self._show("places")

    def load(self) -> None:
        """Ask what is at the chosen place."""
        place: PlaceId | None = self._place.value()
        if place is not None:
            self.context.tasks.query(moving.at_place, place, then=self.use_goods, latest=f"{self._name}_goods")

    def use_goods(self, found: tuple[ItemAt, ...]) -> None:
        """Show what is there; for a correction, once, with what the document took."""
        self.sheet.use(as_it_was(found, self.corrects, self._place.value()))
        if not self._filled and self.corrects is not None:
            self._filled = True
            before = taken_before(self.corrects)
            for row in self.sheet.rows():
                if row.at.item.id in before:
                    self.sheet.put(self.as_before(row, *before[row.at.item.id]))
        self.refresh()

    # Typing and scanning

    def typed(self, row: Row) -> None:
        """Take a row as it was typed, and say what is wrong with it."""
        self.sheet.put(row)
        try:
            problem = self.problem(row)
        except ValueError:
            problem = not_a_number()
        if problem:
            self.show_message("refusal", problem)
        else:
            self.clear_message()
        self.refresh()

    def _scanned(self, text: str) -> None:
        found = self.sheet.find(text)
        if found is None:
            self.show_message("refusal", self.not_there(text.strip()))
            return
        row, quantity, number = found
        if not quantity or (row.at.item.serials and number is None):
            self.sheet.go_to(row.at.item.id, self.scan_cell(row))
            return
        if self.search is not None:
            self.search.clear()
        self.typed(with_number(row, number) if number else self.with_more(row, quantity))
        self.sheet.go_to(row.at.item.id)

    def fill(self, whole: Callable[[Row], Row]) -> None:
        """Type into every row at once."""
        self.clear_message()
        self.sheet.replace_all(whole(row) for row in self.sheet.rows())
        self.refresh()

    def _take_out(self, row: Row) -> None:
        self.sheet.put(Row(row.at))
        self.refresh()

    # Pane

    def refresh(self) -> None:
        """Show in the pane what is typed."""
        if self.pane is None:
            return
        told = self.sheet.touched()
        count = len(told)
        self.pane.set_head(
            self.pane_head(),
            beside=ngettext("{count} item", "{count} items", count).format(count=number_text(count)) if count else "",
        )
        summary = summed_up(told, self._fact, name=f"{self._name}_lines") if told else None
        self.pane.show_parts(self.pane_parts(summary))
        for row in told:
            if row.numbers:
                self.pane.body.addWidget(self._out_button(row))

    def _out_button(self, row: Row) -> Button:
        label = _("Take out {item}").format(item=row.at.item.name)
        button = Button(label, name=f"{self._name}_take_out_{row.at.item.id}", kind="quiet", flush=True)
        button.clicked.connect(lambda _checked=False: self._take_out(row))
        return button

    def _fact(self, row: Row) -> tuple[str, str]:
        name = row.at.item.name
        if row.numbers:
            name = f"{name}  ·  {', '.join(number.number for number in row.numbers)}"
        try:
            return name, words.quantity(self.amount(row), row.at.item.unit)
        except ValueError:
            return name, _("not a number")

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; a correction is not kept, for it can be begun again."""
        rows, typed = self.sheet.draft(), self.draft_of_form.typed()
        if self.corrects is not None or (typed is None and not rows):
            return None
        return {"form": self._name, "of": None, "key": self._form_key, "typed": typed or {}, "rows": rows}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; what is no longer there is left out."""
        self._form_key = str(content["key"])
        self.sheet.put_back(list(content["rows"]))
        self.draft_of_form.put_back(content["typed"])

    # Saving

    def lines(self, line_of: Callable[[Row], _Line | None]) -> tuple[_Line, ...] | None:
        """What is typed, as the operation takes it; None where a cell holds no number, which is said there."""
        found = []
        for row in self.sheet.touched():
            try:
                line = line_of(row)
            except ValueError:
                self.show_message("refusal", not_a_number())
                self.sheet.go_to(row.at.item.id, self._number_cell)
                return None
            if line is not None:
                found.append(line)
        return tuple(found)

    def send(self, operation: Callable[..., Any], *, then: Callable[[Any], None], **values: Any) -> None:
        """Call the operation."""
        self.allow_primary(False)
        self.context.tasks.action(
            operation,
            form_key=self._form_key,
            occurred_on=self.date.value(),
            corrects=self.corrects.id if self.corrects else None,
            changed=Changed.STOCK | Changed.MONTHS,
            then=then,
            otherwise=self._refused,
            **values,
        )

    def leave(self, posted: object, sentence: str, **undo: Any) -> None:
        """Go back and say what was done."""
        self._on_back()
        self._on_saved(posted, sentence, **undo)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        field: Field | None = self.date if isinstance(error, MonthClosed) else None
        if isinstance(error, Invalid):
            field = {"occurred_on": self.date, **self.wrong_fields()}.get(error.field)
        if field is not None:
            field.set_error(say(error))
            self.focus_first_error()
            return
        self.show_message("refusal", say(error))
        item_id = error.values.get("item_id")
        if isinstance(item_id, int):
            self.sheet.go_to(ItemId(item_id))
