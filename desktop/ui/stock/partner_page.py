"""What a partner group, or somebody with a bag, gave out of what was brought to them: told by what was given, or what is left."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.stock import BatchId, Place, PlaceKind, Posted, Serial
from desktop.i18n import _, date_text, ngettext, number_text
from desktop.operations import catalogue, partners
from desktop.operations.book import BookDocument
from desktop.operations.distribution import MOST_HEADS
from desktop.operations.partners import ReportLine
from desktop.ui.context import Context
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.at_place import (
    Row,
    chosen_ids,
    item_column,
    there_column,
    whole_number,
)
from desktop.ui.stock.place_form import PlaceForm
from desktop.ui.widgets.field import ChoiceField, Field
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.text import Text

_GIVEN = 2


class PartnerPage(PlaceForm):
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
        super().__init__(
            context,
            _("Partner report"),
            name="partner",
            small=_("What they gave out, by head count"),
            number_cell=_GIVEN,
            on_back=on_back,
            on_saved=on_saved,
            corrects=corrects,
            show=show,
        )
        self._group = ChoiceField(_("Who gave it out"), name="partner_place", placeholder=_("Choose a group or a bag"))
        self._heads = NumberField(
            _("How many people"),
            name="partner_heads",
            maximum=MOST_HEADS,
            value=corrects.head_count if corrects else None,
        )
        self._group.chosen.connect(lambda _place: self.load())
        self.lay_out(self._columns(), self._group, self._heads, place=self._group)
        # What is past its date was not given: it stays, to be written off.
        self.add_second(_("All of it was given"), lambda: self.fill(_whole), name="partner_all")
        self.set_primary(_("Enter the report"), self._save, name="partner_save", shortcut=Shortcut.PRIMARY)
        self.refresh()
        context.tasks.query(catalogue.places, then=self._use_places)

    def _columns(self) -> list[Column[Row]]:
        return [
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
        ]

    # What is there

    def _use_places(self, places: tuple[Place, ...]) -> None:
        away = [place for place in places if not place.kind.at_hand]
        away.sort(key=lambda place: place.kind is not PlaceKind.PARTNER)
        self._group.set_options([(place.name, place.id) for place in away])
        wanted = self.corrects.place_id if self.corrects else None
        if wanted is not None:
            self._group.set_value(wanted)
        elif len(away) == 1:
            self._group.set_value(away[0].id)
        if not away:
            self.say_no_place(_("There is no partner group and no bag yet. Add one, then move stock there."))
        self.draft_of_form.settle(self._group)
        self.load()

    def as_before(self, row: Row, quantity: int, batches: set[BatchId], numbers: tuple[Serial, ...]) -> Row:
        return replace(row, loose="" if numbers else str(quantity), numbers=numbers)

    # Typing and scanning

    def _tell(self, row: Row, *, given: str | None = None, left: str | None = None) -> None:
        """What was given, or what is left, whichever was typed last; the other follows from it."""
        if given is not None:
            if given != _given_text(row):
                self.typed(replace(row, loose=given, left=""))
        elif left is not None and left != _left_text(row):
            self.typed(replace(row, loose="", left=left))

    def amount(self, row: Row) -> int:
        return max(_given(row), 0)

    def problem(self, row: Row) -> str:
        return _problem(row)

    def not_there(self, code: str) -> str:
        return _("{code} is not there. Choose the group it is with.").format(code=code)

    def with_more(self, row: Row, quantity: int) -> Row:
        try:
            before = _given(row)
        except ValueError:
            before = 0
        return replace(row, loose=str(before + quantity), left="")

    # Pane

    def pane_head(self) -> str:
        return _("Given out")

    def pane_parts(self, summary: FactsList | None) -> list[QWidget | int]:
        words_of_hint = _(
            "Type what was given, or what is left. An empty line is not changed. What was lost there is written off."
        )
        hint = Text(words_of_hint, "small", tone="text2", wrap=True)
        return [hint] if summary is None else [summary, 12, hint]

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if not all([self._group.require(), self._heads.check(), self.date.check()]):
            self.focus_first_error()
            return
        lines = self.lines(_line)
        if lines is not None:
            self.send(
                partners.partner_report,
                place_id=self._group.value(),
                head_count=self._heads.value(),
                lines=lines,
                then=self._saved,
            )

    def _saved(self, posted: Posted) -> None:
        heads = self._heads.value() or 0
        sentence = ngettext(
            "{place} gave to {count} person, {number}", "{place} gave to {count} people, {number}", heads
        ).format(place=self._group.choice.currentText(), count=number_text(heads), number=posted.number)
        self.leave(posted, sentence, undo=partners.undo_report)

    def wrong_fields(self) -> dict[str, Field]:
        return {"place_id": self._group, "head_count": self._heads}


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
