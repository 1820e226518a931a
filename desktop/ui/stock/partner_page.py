"""What a partner group, or somebody with a bag, gave out of what was brought to them: told by what was given, or what is left."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError, MonthClosed
from desktop.domain.stock import ItemId, Place, PlaceId, PlaceKind, Posted
from desktop.i18n import _, date_text, ngettext, number_text, say
from desktop.operations import catalogue, moving, partners
from desktop.operations.book import BookDocument
from desktop.operations.distribution import MOST_HEADS
from desktop.operations.moving import ItemAt
from desktop.operations.partners import ReportLine
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import Form, FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.at_place import (
    Row,
    Sheet,
    as_it_was,
    chosen_ids,
    item_column,
    not_a_number,
    summed_up,
    taken_before,
    there_column,
    whole_number,
    with_number,
)
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

_GIVEN = 2


class PartnerPage(FormPage):
    """One report: whose, how many people, and of each item what was given or what is left."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        corrects: BookDocument | None = None,
        show: Callable[..., None] | None = None,
        **_what: Any,
    ) -> None:
        title = _("Correcting {number}").format(number=corrects.number) if corrects else _("Partner report")
        small = _("What they gave out, by head count")
        super().__init__(title, name="partner", on_back=on_back, small=small, pane=True)
        self._context = context
        self._on_back = on_back
        self._on_saved = on_saved
        self._corrects = corrects
        self._show = show
        self._form_key = uuid.uuid4().hex
        self._filled = corrects is None
        today = context.clock.today()
        self._place = ChoiceField(_("Who gave it out"), name="partner_place", placeholder=_("Choose a group or a bag"))
        self._heads = NumberField(
            _("How many people"),
            name="partner_heads",
            maximum=MOST_HEADS,
            value=corrects.head_count if corrects else None,
        )
        self._date = DateField(
            _("Date"), name="partner_date", today=today, value=corrects.occurred_on if corrects else today
        )
        self._place.chosen.connect(lambda _place: self._load())
        self.form = Form(width=900)
        self.form.add(self._place, self._heads, self._date)
        search = self.add_search(_("Find or scan"), name="partner_search")
        search.entered.connect(self._scanned)
        self._sheet = Sheet(self._table(), search)
        body = QWidget()
        whole = column(column(self.form, margins=(12, 0, 12, 8)), self._sheet.table)
        whole.setStretch(1, 1)
        body.setLayout(whole)
        self.set_body(body, margin=12)
        self.add_second(_("All of it was given"), self._all_given, name="partner_all")
        self.set_primary(_("Enter the report"), self._save, name="partner_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)
        self._refresh()
        context.tasks.query(catalogue.places, then=self._use_places)

    def _table(self) -> Table[Row]:
        return Table(
            [
                item_column(),
                there_column(),
                Column(
                    _("Given"),
                    _given_text,
                    width=100,
                    align="end",
                    edit=lambda row, typed: self._tell(row, given=typed.strip()),
                    editable=lambda row: not row.at.item.serials,
                ),
                Column(
                    _("Left"),
                    _left_text,
                    width=100,
                    align="end",
                    edit=lambda row, typed: self._tell(row, left=typed.strip()),
                    editable=lambda row: not row.at.item.serials,
                ),
                Column(_("First to expire"), _expiry, width=180, look="second", drop=1),
            ],
            name="partner_table",
            label=_("What is there"),
            key=lambda row: row.at.item.id,
            row_height=46,
        )

    # What is there

    def _use_places(self, places: tuple[Place, ...]) -> None:
        away = [place for place in places if not place.kind.at_hand]
        away.sort(key=lambda place: place.kind is not PlaceKind.PARTNER)
        self._place.set_options([(place.name, place.id) for place in away])
        wanted = self._corrects.place_id if self._corrects else None
        if wanted is not None:
            self._place.set_value(wanted)
        elif len(away) == 1:
            self._place.set_value(away[0].id)
        if not away:
            self.show_message(
                "info",
                _("There is no partner group and no bag yet. Add one, then move stock there."),
                [(_("Add a place"), "partner_add_place", self._add_place)] if self._show else [],
            )
        self._draft.settle(self._place)
        self._load()

    def _add_place(self) -> None:
        if self._show is not None:
            self._on_back()
            self._show("places")

    def _load(self) -> None:
        place: PlaceId | None = self._place.value()
        if place is not None:
            self._context.tasks.query(moving.at_place, place, then=self._use_goods, latest="partner_goods")

    def _use_goods(self, found: tuple[ItemAt, ...]) -> None:
        self._sheet.use(as_it_was(found, self._corrects, self._place.value()))
        if not self._filled and self._corrects is not None:
            self._filled = True
            before = taken_before(self._corrects)
            for row in self._sheet.rows():
                if row.at.item.id in before:
                    quantity, _batches, numbers = before[row.at.item.id]
                    self._sheet.put(replace(row, loose="" if numbers else str(quantity), numbers=numbers))
        self._refresh()

    # Typing and scanning

    def _tell(self, row: Row, *, given: str | None = None, left: str | None = None) -> None:
        """What was given, or what is left, whichever was typed last; the other follows from it."""
        if given is not None:
            if given != _given_text(row):
                self._typed(replace(row, loose=given, left=""))
        elif left is not None and left != _left_text(row):
            self._typed(replace(row, loose="", left=left))

    def _typed(self, row: Row) -> None:
        self._sheet.put(row)
        try:
            problem = _problem(row)
        except ValueError:
            problem = not_a_number()
        if problem:
            self.show_message("refusal", problem)
        else:
            self.clear_message()
        self._refresh()

    def _scanned(self, text: str) -> None:
        found = self._sheet.find(text)
        if found is None:
            self.show_message(
                "refusal", _("{code} is not there. Choose the group it is with.").format(code=text.strip())
            )
            return
        row, quantity, number = found
        if not quantity or (row.at.item.serials and number is None):
            self._sheet.go_to(row.at.item.id, _GIVEN)
            return
        if self.search is not None:
            self.search.clear()
        if number is not None:
            self._typed(with_number(row, number))
        else:
            try:
                before = _given(row)
            except ValueError:
                before = 0
            self._typed(replace(row, loose=str(before + quantity), left=""))
        self._sheet.go_to(row.at.item.id)

    def _all_given(self) -> None:
        """What is past its date was not given: it stays, to be written off."""
        self.clear_message()
        self._sheet.replace_all(_whole(row) for row in self._sheet.rows())
        self._refresh()

    def _take_out(self, row: Row) -> None:
        self._sheet.put(Row(row.at))
        self._refresh()

    # Pane

    def _refresh(self) -> None:
        if self.pane is None:
            return
        told = self._sheet.touched()
        count = len(told)
        self.pane.set_head(
            _("Given out"),
            beside=ngettext("{count} item", "{count} items", count).format(count=number_text(count)) if count else "",
        )
        hint = Text(
            _(
                "Type what was given, or what is left. An empty line is not changed. What was lost there is written off."
            ),
            "small",
            tone="text2",
            wrap=True,
        )
        if not told:
            self.pane.show_parts([hint])
            return
        self.pane.show_parts([summed_up(told, _fact, name="partner_lines"), 12, hint])
        for row in told:
            if row.numbers:
                label = _("Take out {item}").format(item=row.at.item.name)
                out = Button(label, name=f"partner_take_out_{row.at.item.id}", kind="quiet", flush=True)
                out.clicked.connect(lambda _checked=False, row=row: self._take_out(row))
                self.pane.body.addWidget(out)

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; a correction is not kept, for it can be begun again."""
        rows, typed = self._sheet.draft(), self._draft.typed()
        if self._corrects is not None or (typed is None and not rows):
            return None
        return {"form": "partner", "of": None, "key": self._form_key, "typed": typed or {}, "rows": rows}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; what is no longer there is left out."""
        self._form_key = str(content["key"])
        self._sheet.put_back(list(content["rows"]))
        self._draft.put_back(content["typed"])

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if not all([self._place.require(), self._heads.check(), self._date.check()]):
            self.focus_first_error()
            return
        lines = []
        for row in self._sheet.touched():
            try:
                lines.append(_line(row))
            except ValueError:
                self.show_message("refusal", not_a_number())
                self._sheet.go_to(row.at.item.id, _GIVEN)
                return
        self.allow_primary(False)
        self._context.tasks.action(
            partners.partner_report,
            form_key=self._form_key,
            place_id=self._place.value(),
            head_count=self._heads.value(),
            lines=tuple(lines),
            occurred_on=self._date.value(),
            corrects=self._corrects.id if self._corrects else None,
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted) -> None:
        heads = self._heads.value() or 0
        sentence = ngettext(
            "{place} gave to {count} person, {number}", "{place} gave to {count} people, {number}", heads
        ).format(place=self._place.choice.currentText(), count=number_text(heads), number=posted.number)
        self._on_back()
        self._on_saved(posted, sentence, undo=partners.undo_report)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {"place_id": self._place, "head_count": self._heads, "occurred_on": self._date}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
            return
        if isinstance(error, MonthClosed):
            self._date.set_error(say(error))
            self.focus_first_error()
            return
        self.show_message("refusal", say(error))
        item_id = error.values.get("item_id")
        if isinstance(item_id, int):
            self._sheet.go_to(ItemId(item_id))


def _given(row: Row) -> int:
    """What was given, typed or reckoned. Raises ValueError for what is no number."""
    if row.at.item.serials:
        return len(row.numbers)
    return row.there - whole_number(row.left) if row.left else whole_number(row.loose)


def _given_text(row: Row) -> str:
    if not row.left:
        return number_text(len(row.numbers)) if row.numbers else row.loose
    try:
        given = _given(row)
    except ValueError:
        return ""
    return number_text(given) if given >= 0 else ""


def _left_text(row: Row) -> str:
    if row.left or not row.is_touched():
        return row.left
    try:
        left = row.there - _given(row)
    except ValueError:
        return ""
    return number_text(left) if left >= 0 else ""


def _problem(row: Row) -> str:
    given = _given(row)
    if given < 0:
        return _("{item}: the book knows of {there} there, so no more can be left. Count them again.").format(
            item=row.at.item.name, there=number_text(row.there)
        )
    if given > row.there:
        return _("{item}: the book knows of {there} there. Lower the number, or move the rest there first.").format(
            item=row.at.item.name, there=number_text(row.there)
        )
    return ""


def _line(row: Row) -> ReportLine:
    item_id = row.at.item.id
    if row.at.item.serials:
        return ReportLine(item_id, len(row.numbers), serials=chosen_ids(row))
    if row.left:
        return ReportLine(item_id, whole_number(row.left), left=True)
    return ReportLine(item_id, whole_number(row.loose))


def _whole(row: Row) -> Row:
    """All that could be given of an item."""
    if row.at.item.serials:
        return replace(row, numbers=row.at.numbers)
    good = row.at.quantity - row.at.past
    return replace(row, loose=str(good), left="") if good else Row(row.at)


def _expiry(row: Row) -> str:
    if row.at.item.serials:
        return _("By number: scan it")
    days = [held.batch.expires_on for held in row.at.held if held.batch.expires_on]
    first = date_text(min(days)) if days else ""
    if not row.at.past:
        return first
    return _("{count} past their date").format(count=number_text(row.at.past))


def _fact(row: Row) -> tuple[str, str]:
    name = row.at.item.name
    if row.numbers:
        name = f"{name}  ·  {', '.join(number.number for number in row.numbers)}"
    try:
        return name, words.quantity(max(_given(row), 0), row.at.item.unit)
    except ValueError:
        return name, _("not a number")
