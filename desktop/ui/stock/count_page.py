"""Counting a place: what is on the shelf is typed in, what differs gets a reason, and the differences are posted at the end."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.domain.errors import LarderError
from desktop.domain.stock import COUNT_REASONS, MOST, Place, PlaceId, Posted
from desktop.i18n import _, date_text, ngettext, number_text, say, signed_text, time_text
from desktop.operations import catalogue, counting
from desktop.operations.counting import CountLine, CountSheet
from desktop.system.clock import from_stamp
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import NARROW_PANE, FormPage, Workspace
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import SearchBox
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text


class ChoosePlacePage(FormPage):
    """Which place is counted; a count under way there is taken up again."""

    def __init__(
        self, context: Context, *, on_back: Callable[[], None], on_begun: Callable[[CountSheet], None]
    ) -> None:
        super().__init__(_("Count"), name="count_place", on_back=on_back, small=_("Compare shelf and book"))
        self._context = context
        self._on_begun = on_begun
        self._place = ChoiceField(_("Place"), name="count_place_choice")
        self.form.add(self._place)
        self.form.add_words(
            _("Count what stands there, whatever the book says. A line you leave empty is not changed.")
        )
        self.set_primary(_("Begin counting"), self._begin, name="count_begin", shortcut=Shortcut.PRIMARY)
        context.tasks.query(catalogue.places, then=self._use_places)

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self._place.set_options([(place.name, place.id) for place in places])
        if places:
            self._place.set_value(places[0].id)

    def _begin(self) -> None:
        place: PlaceId | None = self._place.value()
        if place is None:
            self._place.require()
            return
        self.allow_primary(False)
        self._context.tasks.action(
            counting.begin_count,
            place_id=place,
            changed=Changed.STOCK,
            then=self._on_begun,
            otherwise=self._refused,
        )

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        self.show_message("refusal", say(error))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line as it stands on the screen: what was typed stays, even when it is no number."""

    line: CountLine
    packs: str = ""
    loose: str = ""
    wrong: bool = False

    @property
    def key(self) -> tuple[int, int]:
        return self.line.item.id, self.line.batch.id

    @property
    def pack_size(self) -> int:
        return self.line.item.packs[-1].size if self.line.item.packs else 0


class CountPage(Workspace):
    """The count sheet of one place. Every line is kept as soon as it is typed, so a count can be left and taken up again."""

    def __init__(
        self,
        context: Context,
        sheet: CountSheet,
        *,
        on_back: Callable[[], None],
        on_finished: Callable[..., None],
    ) -> None:
        super().__init__(
            _("Count: {place}").format(place=sheet.place.name), name="count", pane=True, pane_width=NARROW_PANE
        )
        self._context = context
        self._sheet = sheet
        self._on_back = on_back
        self._on_finished = on_finished
        self._form_key = uuid.uuid4().hex
        self._back = Button(name="count_back", kind="quiet", icon="back", label=_("Back"), shortcut=Shortcut.BACK)
        self._back.clicked.connect(lambda: on_back())
        self.head_row.insertWidget(0, self._back)
        self.search = SearchBox(_("Find or scan"), name="count_search", width=200)
        self.search.entered.connect(self._find)
        self.head_row.addWidget(self.search)
        self._table: Table[_Row] = Table(
            [
                Column(_("Item"), lambda row: row.line.item.name, look="bold", icon=lambda row: row.line.item.icon),
                Column(_("Batch"), lambda row: row.line.batch.lot, width=90, look="second", drop=2),
                Column(_("Expires"), _expiry, width=138, look="second"),
                Column(
                    _("Packs"),
                    lambda row: row.packs,
                    width=80,
                    align="end",
                    edit=lambda row, typed: self._typed(row, packs=typed),
                    editable=lambda row: bool(row.pack_size),
                ),
                Column(
                    _("Loose"),
                    lambda row: row.loose,
                    width=84,
                    align="end",
                    edit=lambda row, typed: self._typed(row, loose=typed),
                ),
                Column(_("Book"), _book, width=72, align="end", look="second", drop=1),
                Column(_("Difference"), _result, width=130, look="second", badge=_mark),
                Column(
                    _("Reason"),
                    _reason,
                    width=150,
                    edit=lambda row, typed: self._reasoned(row, typed),
                    editable=lambda row: bool(row.line.difference),
                    options=lambda _row: [words.reason(reason) for reason in COUNT_REASONS],
                ),
            ],
            name="count_table",
            label=_("Count sheet"),
            key=lambda row: row.key,
            row_height=46,
        )
        self.set_body(self._table, margin=12)
        self.add_second(_("Stop without posting"), self._ask_abandon, name="count_abandon")
        self.set_primary(_("Finish count"), self._finish, name="count_finish", shortcut=Shortcut.PRIMARY)
        self._table.set_rows([_row(line) for line in sheet.lines])
        self._show()

    # Lines

    def _typed(self, row: _Row, *, packs: str | None = None, loose: str | None = None) -> None:
        changed = replace(
            row,
            packs=row.packs if packs is None else packs.strip(),
            loose=row.loose if loose is None else loose.strip(),
        )
        try:
            counted = _counted(changed)
        except ValueError:
            self._put(replace(changed, wrong=True))
            self.show_message(
                "refusal", _("This is not a number of 0 or more. The line is not counted. Type it again.")
            )
            return
        self.clear_message()
        self._put(replace(changed, wrong=False))
        self._count(row, counted, row.line.reason)

    def _reasoned(self, row: _Row, typed: str) -> None:
        reason = next((reason for reason in COUNT_REASONS if words.reason(reason) == typed), None)
        self._count(row, row.line.counted, reason)

    def _count(self, row: _Row, counted: int | None, reason: object) -> None:
        self._context.tasks.action(
            counting.count_line,
            stocktake_id=self._sheet.id,
            item_id=row.line.item.id,
            batch_id=row.line.batch.id or None,
            counted=counted,
            reason=reason if counted is not None else None,
            changed=Changed.STOCK,
            then=self._counted_line,
            otherwise=self._refused,
        )

    def _counted_line(self, sheet: CountSheet) -> None:
        self._sheet = sheet
        known = {line.batch.id: line for line in sheet.lines if line.batch.id}
        unknown = {line.item.id: line for line in sheet.lines if not line.batch.id}
        fresh = {line.item.id: line for line in sheet.lines}
        for number, row in enumerate(self._table.rows()):
            line = known.get(row.line.batch.id) or unknown.get(row.line.item.id)
            if line is None and not row.line.batch.id:
                line = fresh.get(row.line.item.id)
            if line is not None and line != row.line:
                self._table.rows_model.set_row(number, replace(row, line=line))
        self._show()

    def _put(self, row: _Row) -> None:
        number = self._table.rows_model.row_of(row.key)
        if number >= 0:
            self._table.rows_model.set_row(number, row)

    def _find(self, text: str) -> None:
        """Go to the item that was scanned or whose name begins so."""
        self._context.tasks.query(catalogue.find_barcode, text, then=lambda item_id: self._go_to(item_id, text))

    def _go_to(self, item_id: int | None, text: str) -> None:
        wanted = text.strip().casefold()
        for number, row in enumerate(self._table.rows()):
            if row.line.item.id == item_id or (item_id is None and wanted and wanted in row.line.item.name.casefold()):
                self._table.choose(number)
                self._table.setCurrentIndex(self._table.rows_model.index(number, 4))
                self._table.setFocus()
                return

    # Pane and end

    def _show(self) -> None:
        lines = [row.line for row in self._table.rows()]
        counted = [line for line in lines if line.counted is not None]
        different = [line for line in counted if line.difference]
        self.set_small(
            _("Begun {time}  ·  {counted} of {all} lines counted").format(
                time=time_text(from_stamp(self._sheet.begun_at)),
                counted=number_text(len(counted)),
                all=number_text(len(lines)),
            )
        )
        self.set_note(
            _("{match} match, {differ} differ, {rest} not counted").format(
                match=number_text(len(counted) - len(different)),
                differ=number_text(len(different)),
                rest=number_text(len(lines) - len(counted)),
            )
        )
        if self.pane is None:
            return
        self.pane.set_head(_("Differences"))
        if different:
            facts = [
                (f"{line.item.name}  ·  {_reason_words(line)}", signed_text(line.difference)) for line in different
            ]
            self.pane.show_parts([FactsList(facts, look="ruled", name="count_differences")])
        else:
            self.pane.show_parts(
                [
                    Text(
                        _("An empty line means not counted and changes nothing. If the shelf is empty, type 0."),
                        "small",
                        tone="text2",
                        wrap=True,
                    )
                ]
            )

    def _finish(self) -> None:
        self.clear_message()
        if any(row.wrong for row in self._table.rows()):
            self.show_message("refusal", _("One line is not a number. Nothing was posted. Type it again or empty it."))
            return
        self.allow_primary(False)
        self._context.tasks.action(
            counting.finish_count,
            form_key=self._form_key,
            stocktake_id=self._sheet.id,
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._finished,
            otherwise=self._refused,
        )

    def _finished(self, posted: Posted | None) -> None:
        place = self._sheet.place.name
        different = sum(bool(line.difference) for line in self._sheet.lines)
        sentence = (
            ngettext("Counted {place}: {count} difference", "Counted {place}: {count} differences", different).format(
                place=place, count=number_text(different)
            )
            if posted
            else _("Counted {place}: everything matched").format(place=place)
        )
        self._on_back()
        self._on_finished(posted, sentence)

    def _ask_abandon(self) -> None:
        self._context.messages.confirm(
            _("Stop this count?"),
            _("What was counted is not posted, and the book stays as it is."),
            [(_("Lines counted"), number_text(self._sheet.counted))],
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

    def _abandoned(self, _none: None) -> None:
        self._on_back()
        self._on_finished(None, _("The count was stopped. Nothing was posted"))

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        self.show_message("refusal", say(error))


def _row(line: CountLine) -> _Row:
    """A line as it was left: packs and loose pieces of what was counted."""
    if line.counted is None:
        return _Row(line)
    size = line.item.packs[-1].size if line.item.packs else 0
    whole, loose = divmod(line.counted, size) if size else (0, line.counted)
    return _Row(line, str(whole) if size else "", str(loose))


def _counted(row: _Row) -> int | None:
    """What was typed in base units; None when both cells are empty. Raises ValueError for what is no number."""
    if not row.packs and not row.loose:
        return None
    numbers = [int(text) if text else 0 for text in (row.packs, row.loose)]
    if any(not 0 <= number <= MOST for number in numbers):
        raise ValueError("out of range")
    return numbers[0] * row.pack_size + numbers[1]


def _expiry(row: _Row) -> str:
    return "" if row.line.batch.expires_on is None else date_text(row.line.batch.expires_on)


def _book(row: _Row) -> str:
    return "" if row.line.counted is None else number_text(row.line.book)


def _result(row: _Row) -> str:
    if row.wrong:
        return _("not a number")
    if row.line.counted is None:
        return _("not counted")
    difference = row.line.difference
    if not difference:
        return _("match")
    if difference < 0:
        return _("{count} missing").format(count=number_text(-difference))
    return _("{count} more").format(count=number_text(difference))


def _mark(row: _Row) -> Mark | None:
    if row.wrong:
        return Mark("bad", "warning")
    if row.line.counted is None:
        return None
    return Mark("warn", "warning") if row.line.difference else Mark("ok", "check")


def _reason(row: _Row) -> str:
    if not row.line.difference:
        return ""
    return _("Choose...") if row.line.reason is None else words.reason(row.line.reason)


def _reason_words(line: CountLine) -> str:
    return _("No reason yet") if line.reason is None else words.reason(line.reason)
