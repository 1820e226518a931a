"""Whole numbers: anything may be typed, and what is not a fitting number is answered with a sentence."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, number_text
from desktop.ui.theme import current_theme
from desktop.ui.widgets.edit import LineEdit
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.text import Text

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")


def parse_number(words: str, group: str = ",") -> int | None:
    """The whole number in typed words, or None. Digits of every script, spaces, and proper grouping are understood."""
    plain = _SPACES.sub("", words.replace("\N{MINUS SIGN}", "-"))
    if group and re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(group)}\d{{3}})+", plain):
        plain = plain.replace(group, "")
    if not re.fullmatch(r"[+-]?\d{1,18}", plain):
        return None
    return int(plain)


def number_problem(words: str, *, minimum: int, maximum: int, required: bool = True) -> str:
    """A sentence on what is wrong with a typed number; empty when nothing is."""
    if not words.strip():
        return _("Type a number. Nothing was saved.") if required else ""
    value = parse_number(words, current_theme().locale.groupSeparator())
    if value is None:
        digits = re.fullmatch(r"[+-]?\d+", _SPACES.sub("", words))
        return _too_large(maximum) if digits else _("Type a whole number, in digits. Nothing was saved.")
    if value < minimum:
        return _("Type a number of {least} or more. Nothing was saved.").format(least=number_text(minimum))
    return _too_large(maximum) if value > maximum else ""


def _too_large(maximum: int) -> str:
    return _("That is more than {most}, the most there can be. Nothing was saved.").format(most=number_text(maximum))


class NumberEdit(LineEdit):
    """A bare editor for a whole number, right aligned. It rejects nothing while typing.

    Signals:
        typed(object): the number, or None, after every key of a person.
    """

    typed = Signal(object)

    def __init__(self, *, name: str, label: str = "", height: int = 44, bold: bool = False) -> None:
        super().__init__(name=name, label=label, height=height, bold=bold)
        self.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.setMaxLength(40)
        self.textEdited.connect(lambda _words: self.typed.emit(self.value()))

    def value(self) -> int | None:
        return parse_number(self.text(), current_theme().locale.groupSeparator())

    def set_value(self, value: int | None) -> None:
        self.setText("" if value is None else str(value))


class NumberField(Field):
    """A field for a whole number.

    Args:
        minimum, maximum: what is allowed, both included.
        required: whether an empty field is wrong.
        unit: words after the number, such as "pieces".

    Signals:
        changed(object): the number, or None, while typing.
    """

    changed = Signal(object)

    def __init__(
        self,
        label: str,
        *,
        name: str,
        minimum: int = 1,
        maximum: int = 1_000_000,
        required: bool = True,
        unit: str = "",
        hint: str = "",
        value: int | None = None,
    ) -> None:
        self.edit = NumberEdit(name=name)
        self._minimum = minimum
        self._maximum = maximum
        self._required = required
        self._unit = Text(unit, tone="text2")
        editor: QWidget = boxed(row(self.edit, self._unit)) if unit else self.edit
        super().__init__(label, editor, hint=hint, focus=self.edit)
        self.edit.set_value(value)
        self.edit.typed.connect(self._on_typed)
        self.edit.editingFinished.connect(self._on_left)

    def value(self) -> int | None:
        """The number when it is a fitting one, otherwise None."""
        value = self.edit.value()
        return value if value is not None and self._minimum <= value <= self._maximum else None

    def set_value(self, value: int | None) -> None:
        self.edit.set_value(value)
        self.set_error(None)

    def set_unit(self, unit: str) -> None:
        self._unit.set_words(unit)

    def set_limits(self, minimum: int, maximum: int) -> None:
        self._minimum, self._maximum = minimum, maximum

    def is_empty(self) -> bool:
        return not self.edit.text().strip()

    def problem(self) -> str:
        """What is wrong with what stands there; empty when nothing is."""
        return number_problem(self.edit.text(), minimum=self._minimum, maximum=self._maximum, required=self._required)

    def check(self) -> bool:
        """Show what is wrong, if anything; true when the number fits (or may be empty and is)."""
        problem = self.problem()
        self.set_error(problem or None)
        return not problem

    def _on_typed(self, value: object) -> None:
        if self.error() and not self.problem():
            self.set_error(None)
        self.changed.emit(self.value())

    def _on_left(self) -> None:
        if not self.is_empty():
            self.check()
