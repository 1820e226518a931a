"""The form for a member's facts: a code name, and whatever else the collective chose to keep."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QShowEvent

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.people import LARGEST_HOUSEHOLD, AgeBand, Gender, Member, MemberFacts, MemberField
from desktop.i18n import _, say
from desktop.operations import people
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, Field, NoteField, TextField
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.text import Text

_LINES = (
    (MemberField.AREA, MemberField.LANGUAGE),
    (MemberField.AGE_BAND, MemberField.GENDER, MemberField.HOUSEHOLD),
)
"""Which fields stand side by side."""


class MemberForm(FormPage):
    """A new member, or the facts of one that is there.

    Args:
        member: The one to change; None for a new one.
        fields: The facts the collective keeps.
        on_saved: Called with the member and a sentence on what happened, after the form is left.
    """

    def __init__(
        self,
        context: Context,
        member: Member | None,
        fields: frozenset[MemberField],
        *,
        on_back: Callable[[], None],
        on_saved: Callable[[Member, str], None],
    ) -> None:
        name = "edit" if member else "register"
        title = _("Change {code}").format(code=member.code) if member else _("Register a member")
        super().__init__(title, name=name, on_back=on_back)
        self._context = context
        self._member = member
        self._on_back = on_back
        self._on_saved = on_saved
        self._form_key = uuid.uuid4().hex
        facts = member.facts if member else MemberFacts("")
        self._name = TextField(
            _("Code name"),
            name=f"{name}_name",
            hint=_("The member chooses it. Never the name on their papers."),
            value=facts.name,
        )
        self.form.add(self._name)
        self._fields: dict[MemberField, Field] = {}
        self._add_fields(name, facts, fields)
        self._counted: Check | None = None
        if member is None:
            self._counted = Check(_("Agrees to be counted in reports"), name=f"{name}_counted")
            self._counted.setChecked(True)
            self.form.add(self._counted)
            self.form.add(Text(_("Who does not agree gets everything all the same."), "small", tone="text2", wrap=True))
        words_of_primary = _("Save changes") if member else _("Register")
        self.set_primary(words_of_primary, self._save, name=f"{name}_save")
        self._name.edit.returnPressed.connect(self._save)
        self._draft = FormDraft(self.form)

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = self._draft.typed()
        member = self._member
        of = member.id if member else None
        return typed and {"form": self.objectName(), "of": of, "key": self._form_key, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self._form_key = str(content["key"])
        self._draft.put_back(content["typed"])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._name.setFocus()

    def _add_fields(self, name: str, facts: MemberFacts, fields: frozenset[MemberField]) -> None:
        kept = self._fields
        if MemberField.AREA in fields:
            kept[MemberField.AREA] = TextField(
                _("Area"),
                name=f"{name}_area",
                hint=_("A part of town, never an address"),
                value=facts.area,
            )
        if MemberField.LANGUAGE in fields:
            kept[MemberField.LANGUAGE] = TextField(_("Speaks"), name=f"{name}_language", value=facts.language)
        if MemberField.AGE_BAND in fields:
            ages = ChoiceField(_("Age"), name=f"{name}_age_band")
            ages.set_options([(_("Not asked"), ""), *((words.age_band(band), band) for band in AgeBand)])
            ages.set_value(facts.age_band or "")
            kept[MemberField.AGE_BAND] = ages
        if MemberField.GENDER in fields:
            genders = ChoiceField(_("Gender"), name=f"{name}_gender")
            genders.set_options([(_("Not asked"), ""), *((words.gender(gender), gender) for gender in Gender)])
            genders.set_value(facts.gender or "")
            kept[MemberField.GENDER] = genders
        if MemberField.HOUSEHOLD in fields:
            kept[MemberField.HOUSEHOLD] = NumberField(
                _("Household"),
                name=f"{name}_household",
                maximum=LARGEST_HOUSEHOLD,
                required=False,
                value=facts.household,
                hint=_("How many people"),
            )
        for line in _LINES:
            shown = [kept[field] for field in line if field in kept]
            if shown:
                self.form.add(*shown)
        if MemberField.NOTE in fields:
            kept[MemberField.NOTE] = NoteField(
                _("Note"),
                name=f"{name}_note",
                hint=_(
                    "Only what helps the next volunteer. Never when someone comes, nothing about the body, no real names."
                ),
                value=facts.note,
            )
            self.form.add(kept[MemberField.NOTE])

    def _facts(self) -> MemberFacts:
        before = self._member.facts if self._member else MemberFacts("")
        value = {field: self._value(field, getattr(before, field)) for field in MemberField}
        return MemberFacts(
            name=self._name.value(),
            area=value[MemberField.AREA],
            age_band=value[MemberField.AGE_BAND] or None,
            gender=value[MemberField.GENDER] or None,
            language=value[MemberField.LANGUAGE],
            household=value[MemberField.HOUSEHOLD],
            note=value[MemberField.NOTE],
        )

    def _value(self, field: MemberField, before: object) -> Any:
        editor = self._fields.get(field)
        return before if editor is None else editor.value()  # type: ignore[attr-defined]

    def _save(self) -> None:
        self.clear_message()
        if self.primary is not None and not self.primary.isEnabled():
            return
        household = self._fields.get(MemberField.HOUSEHOLD)
        good = [self._name.require(), household.check() if isinstance(household, NumberField) else True]
        if not all(good):
            self.focus_first_error()
            return
        self.allow_primary(False)
        tasks = self._context.tasks
        if self._member is None:
            tasks.action(
                people.register_member,
                form_key=self._form_key,
                facts=self._facts(),
                counted=self._counted is None or self._counted.isChecked(),
                changed=Changed.PEOPLE | Changed.MONTHS,
                then=self._saved,
                otherwise=self._refused,
            )
        else:
            tasks.action(
                people.edit_member,
                member_id=self._member.id,
                facts=self._facts(),
                changed=Changed.PEOPLE,
                then=self._saved,
                otherwise=self._refused,
            )

    def _saved(self, member: Member) -> None:
        sentence = _("{code} is changed") if self._member else _("Registered as {code}")
        self._on_back()
        self._on_saved(member, sentence.format(code=member.code))

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields: dict[str, Field] = {"name": self._name, **{field.value: part for field, part in self._fields.items()}}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
