"""Which facts about members are kept besides the code name. Each is off until somebody needs it."""

from typing import Any

from desktop.domain.people import MemberField
from desktop.i18n import _
from desktop.operations import people
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.settings.section import Section
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.ground import Hairline, boxed, column, row
from desktop.ui.widgets.text import Text


class FactsSection(Section):
    """A tick for each fact, taken at once and undone from the foot line."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "facts", _("Facts about members"), width=640)
        self._kept: frozenset[MemberField] = frozenset()
        self.form.add_words(
            _(
                "A member needs a code name and nothing else. What is not written down cannot be read by the wrong "
                "person. A fact that is switched off keeps what it held, unseen."
            )
        )
        self._ticks: dict[MemberField, Check] = {}
        lines = []
        for fact in MemberField:
            tick = Check(_words(fact), name=f"facts_{fact}")
            tick.clicked.connect(lambda _checked=False: self._choose())
            why = Text(_why(fact), "small", tone="text2")
            tick.setAccessibleDescription(why.words())
            self._ticks[fact] = tick
            lines += [boxed(row(tick, -1, why, spacing=16)), Hairline()]
        self.form.add(boxed(column(*lines)))

    def open(self, **where: Any) -> None:
        super().open(**where)
        self.context.tasks.query(people.member_fields, then=self._show)

    def _show(self, kept: frozenset[MemberField]) -> None:
        self._kept = kept
        for fact, tick in self._ticks.items():
            tick.setChecked(fact in kept)

    def _choose(self) -> None:
        self._set(frozenset(fact for fact, tick in self._ticks.items() if tick.isChecked()), undoable=True)

    def _set(self, facts: frozenset[MemberField], *, undoable: bool) -> None:
        before = self._kept

        def done(_nothing: object) -> None:
            self._show(facts)
            self._say(before, facts, undoable=undoable)

        def refused(error: Any) -> None:
            self._show(before)
            self.refuse(error)

        self.context.tasks.action(
            people.set_member_fields, fields=facts, changed=Changed.SETTINGS, then=done, otherwise=refused
        )

    def _say(self, before: frozenset[MemberField], after: frozenset[MemberField], *, undoable: bool) -> None:
        for fact in MemberField:
            if (fact in before) != (fact in after):
                sentence = _("{fact}: kept from now on") if fact in after else _("{fact}: not kept any more")
                undo = (lambda: self._set(before, undoable=False)) if undoable else None
                self.foot.done(sentence.format(fact=_words(fact)), undo)


def _words(fact: MemberField) -> str:
    return {
        MemberField.AREA: _("Area"),
        MemberField.AGE_BAND: _("Age"),
        MemberField.GENDER: _("Gender"),
        MemberField.LANGUAGE: _("Language"),
        MemberField.HOUSEHOLD: _("Household"),
        MemberField.NOTE: _("Note"),
    }[fact]


def _why(fact: MemberField) -> str:
    return {
        MemberField.AREA: _("A part of town in words of your own"),
        MemberField.AGE_BAND: _("One of four wide bands, no birth date"),
        MemberField.GENDER: _("As the member says"),
        MemberField.LANGUAGE: _("For receipts and slips they can read"),
        MemberField.HOUSEHOLD: _("How many eat together"),
        MemberField.NOTE: _("A few lines of free text"),
    }[fact]
