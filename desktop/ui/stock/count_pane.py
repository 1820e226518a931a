"""The pane beside a count sheet: the last scan, the numbers of the chosen item, and what differs so far."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtWidgets import QWidget

from desktop.domain.counting import CountLine, CountSheet, Scanned
from desktop.domain.errors import LarderError
from desktop.domain.stock import Reason, SerialId
from desktop.i18n import _, date_text, number_text, say, signed_text
from desktop.operations import counting
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Pane
from desktop.ui.stock.count_rows import reason_words, result
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.ground import Hairline
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.text import Text

MOST_LINES = 6
"""So many differences stand in the pane; the review has them all."""
MOST_NUMBERS = 200


class CountPane:
    """Fills the pane of a count sheet.

    Args:
        on_counted: Told the line when its numbers were ticked.
        on_scan: Told a number that was typed.
    """

    def __init__(
        self,
        context: Context,
        sheet: CountSheet,
        *,
        on_counted: Callable[[CountLine], None],
        on_scan: Callable[[str], None],
    ) -> None:
        self._context = context
        self._id = sheet.id
        self._blind = sheet.head.blind
        self._on_counted = on_counted
        self._on_scan = on_scan

    def show(self, pane: Pane, line: CountLine | None, different: Sequence[CountLine], scanned: Scanned | None) -> None:
        """Show what belongs to the chosen line."""
        parts: list[QWidget | int] = []
        if scanned is not None:
            parts += self._scan_parts(scanned)
        if line is not None and line.item.serials:
            pane.set_head(line.item.name, icon=line.item.icon)
            parts += self._number_parts(line)
        elif different:
            pane.set_head(_("Differences"))
            for each in different[:MOST_LINES]:
                parts += _difference(each)
            if len(different) > MOST_LINES:
                more = _("and {count} more").format(count=number_text(len(different) - MOST_LINES))
                parts += [8, Text(more, "small", tone="text2")]
        else:
            pane.set_head(_("Counting blind") if self._blind else _("Differences"))
            parts.append(self._hint())
        pane.show_parts(parts)

    def _hint(self) -> Text:
        words = _("An empty line means not counted and changes nothing. If the shelf is empty, type 0.")
        if self._blind:
            words = _("The book's numbers are shown when all is counted, in the review. {hint}").format(hint=words)
        return Text(words, "small", tone="text2", wrap=True)

    def _scan_parts(self, scanned: Scanned) -> list[QWidget | int]:
        line = scanned.line
        expires = date_text(line.batch.expires_on) if line.batch.expires_on is not None else ""
        name = ", ".join(part for part in (line.item.name, scanned.number or expires) if part)
        total = number_text(line.counted or 0)
        facts = [(name, _("+{added}, now {total}").format(added=number_text(scanned.added), total=total))]
        parts: list[QWidget | int] = [
            SectionHead(_("Last scan")),
            FactsList(facts, look="ruled", name="count_last_scan"),
        ]
        if scanned.number and not scanned.added:
            parts.append(Text(_("This number was found before."), "small", tone="warn", wrap=True))
        if scanned.several and line.batch.expires_on is not None:
            words = _(
                "There are several batches. It went to the first to expire, {date}. Choose a row for another one."
            )
            parts.append(Text(words.format(date=date_text(line.batch.expires_on)), "small", tone="warn", wrap=True))
        elif scanned.several:
            words = _("There are several batches. It went to the first one. Choose a row for another one.")
            parts.append(Text(words, "small", tone="warn", wrap=True))
        return [*parts, 16]

    # Numbers

    def _number_parts(self, line: CountLine) -> list[QWidget | int]:
        found = sum(each.found for each in line.numbers)
        words = (
            _("{count} found").format(count=number_text(found))
            if self._blind
            else _("{count} of {whole} found").format(count=number_text(found), whole=number_text(len(line.numbers)))
        )
        field = TextField(_("Number"), name="count_number", hint=_("Scan it, or type it and press Enter"), longest=40)
        field.edit.returnPressed.connect(lambda: self._enter(field))
        parts: list[QWidget | int] = [field, 12, Text(words, bold=True, name="count_numbers_found"), 8]
        for at, each in enumerate(line.numbers[:MOST_NUMBERS]):
            check = Check(each.serial.number, name=f"count_number_{at}")
            check.setChecked(each.found)
            check.clicked.connect(lambda on, tick=each.serial.id: self._tick(line, tick, on=on))
            parts.append(check)
        if line.numbers and line.counted is None and not self._blind:
            none = Button(_("None of them is there"), name="count_no_number", height=36)
            none.clicked.connect(lambda: self._save(line, set(), line.reason))
            parts += [12, none]
        return parts

    def _enter(self, field: TextField) -> None:
        number = field.value().strip()
        if number:
            field.set_value("")
            self._on_scan(number)

    def _tick(self, line: CountLine, serial: SerialId, *, on: bool) -> None:
        found = {each.serial.id for each in line.numbers if each.found}
        found = (found | {serial}) if on else (found - {serial})
        # The last tick taken back is a line nobody counted; that none is there is said by its own button.
        self._save(line, found or None, line.reason)

    def give_reason(self, line: CountLine, reason: Reason | None) -> None:
        """Say why numbers are missing."""
        self._save(line, {each.serial.id for each in line.numbers if each.found}, reason)

    def _save(self, line: CountLine, found: set[SerialId] | None, reason: Reason | None) -> None:
        self._context.tasks.action(
            counting.count_numbers,
            stocktake_id=self._id,
            item_id=line.item.id,
            batch_id=line.batch.id,
            place_id=line.place.id,
            found=None if found is None else sorted(found),
            reason=reason,
            changed=Changed(0),
            then=self._on_counted,
            otherwise=self._refused,
        )

    def _refused(self, error: LarderError) -> None:
        self._context.messages.refuse(say(error))


def _difference(line: CountLine) -> list[QWidget | int]:
    """What differs and by how much, and below it why."""
    name = line.item.name
    if line.batch.expires_on is not None:
        name = f"{name}, {date_text(line.batch.expires_on)}"
    words = result(line) if line.undecided else reason_words(line)
    tone: Literal["warn", "text2"] = "warn" if line.undecided or line.reason is None else "text2"
    return [
        FactsList([(name, signed_text(line.difference))]),
        2,
        Text(words, "small", tone=tone, wrap=True),
        8,
        Hairline(),
        8,
    ]
