"""What is typed in a form and not saved, as JSON can hold it, and putting it back.

Days and numbers are kept as such where they can be read, since the language may be another when they come back. Fields for
passphrases are never looked at.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.date_field import DateField, short_form
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, Field, NoteField, TextField
from desktop.ui.widgets.number_field import NumberField

Typed = dict[str, Any]


def plain(value: object) -> object:
    """What a choice stands for, as JSON can hold it; None for what it cannot."""
    if isinstance(value, StrEnum):
        return value.value
    return value if isinstance(value, bool | int | str) else None


class FormDraft:
    """One form's fields. Make it when the form stands, with everything that is not waited for.

    Args:
        form: Holds the fields.
        name_of: Makes JSON of what a choice stands for.
    """

    def __init__(self, form: QWidget, *, name_of: Callable[[object], object] = plain) -> None:
        self._form = form
        self._name_of = name_of
        self._waiting: Typed = {}
        self._untouched = self._now()

    def settle(self, *fields: Field) -> None:
        """What these waited for has come, and the form has filled them by itself."""
        for field in fields:
            name = _name(field)
            self._untouched[name] = self._read(field)
            if isinstance(field, ChoiceField) and name in self._waiting:
                self._choose(field, self._waiting.pop(name))

    def typed(self) -> Typed | None:
        """What stands in the fields; None while it is as the form came up."""
        now = self._now() | self._waiting
        return None if now == self._untouched else now

    def put_back(self, typed: Typed) -> None:
        """Type it in again, as far as it still fits. A choice whose options have not come yet waits for them."""
        for field in self._form.findChildren(Field):
            wanted = typed.get(_name(field))
            if wanted is not None:
                self._put(field, wanted)
        for check in self._form.findChildren(Check):
            if isinstance(wanted := typed.get(check.objectName()), bool):
                check.setChecked(wanted)

    def _now(self) -> Typed:
        found: Typed = {_name(field): self._read(field) for field in self._form.findChildren(Field) if _name(field)}
        return found | {check.objectName(): check.isChecked() for check in self._form.findChildren(Check)}

    def _read(self, field: Field) -> object:
        if isinstance(field, DateField):
            day = field.value()
            return field.edit.text() if day is None else day.isoformat()
        if isinstance(field, NumberField):
            number = field.edit.value()
            return field.edit.text() if number is None else number
        if isinstance(field, NoteField):
            return field.edit.toPlainText()
        if isinstance(field, ChoiceField):
            return self._name_of(field.value())
        return field.edit.text() if isinstance(field, TextField) else None

    def _put(self, field: Field, wanted: object) -> None:
        if isinstance(field, ChoiceField):
            self._choose(field, wanted)
        elif isinstance(field, DateField):
            words = str(wanted)
            with suppress(ValueError):
                words = short_form(date.fromisoformat(words), current_theme().locale)
            _type(field.edit, words)
        elif isinstance(field, NoteField):
            field.set_value(str(wanted))
        elif isinstance(field, TextField | NumberField):
            _type(field.edit, str(wanted))

    def _choose(self, field: ChoiceField, wanted: object) -> None:
        values = field.choice.values()
        if not values:
            self._waiting[field.choice.objectName()] = wanted
        for value in values:
            if self._name_of(value) == wanted:
                field.set_value(value)
                field.chosen.emit(value)
                return


def _name(field: Field) -> str:
    """The object name of its editor; empty for a kind that is left alone."""
    if isinstance(field, ChoiceField):
        return field.choice.objectName()
    return field.edit.objectName() if isinstance(field, DateField | NumberField | NoteField | TextField) else ""


def _type(edit: QLineEdit, words: str) -> None:
    edit.setText(words)
    edit.textEdited.emit(edit.text())
