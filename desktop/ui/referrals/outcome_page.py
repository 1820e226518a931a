"""How a referral went, and how we know."""

from collections.abc import Callable
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.referrals import Outcome, OutcomeSource, Referral
from desktop.i18n import _, say
from desktop.operations import referrals
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField


class OutcomePage(FormPage):
    """Three questions, each answered by a choice."""

    def __init__(
        self,
        context: Context,
        referral: Referral,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[[Referral], None],
    ) -> None:
        super().__init__(_("How it went"), name="outcome", on_back=on_back, small=referral.number)
        self._context = context
        self._referral = referral
        self._on_back = on_back
        self._on_saved = on_saved
        today = context.clock.today()
        self._outcome = ChoiceField(_("How it went"), name="outcome_choice", placeholder=_("Choose"))
        self._outcome.set_options(
            [(words.outcome(found), found) for found in Outcome if found is not Outcome.CANCELLED]
        )
        self._source = ChoiceField(_("How we know"), name="outcome_source")
        self._source.set_options([(words.outcome_source(found), found) for found in OutcomeSource])
        self._source.set_value(OutcomeSource.MEMBER)
        self._date = DateField(_("On"), name="outcome_date", today=today, value=today)
        self.form.add(self._outcome)
        self.form.add(self._source, self._date)
        self.set_primary(_("Write it down"), self._save, name="outcome_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)

    def draft(self) -> dict[str, Any] | None:
        """What is chosen and not saved."""
        typed = self._draft.typed()
        return typed and {"form": "outcome", "of": self._referral.id, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Choose it again."""
        self._draft.put_back(content["typed"])

    def _save(self) -> None:
        self.clear_message()
        if not all([self._outcome.require(), self._source.require(), self._date.check()]):
            self.focus_first_error()
            return
        self.allow_primary(False)
        self._context.tasks.action(
            referrals.record_outcome,
            referral_id=self._referral.id,
            outcome=self._outcome.value(),
            source=self._source.value(),
            occurred_on=self._date.value(),
            changed=Changed.REFERRALS | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, found: Referral) -> None:
        self._on_back()
        self._on_saved(found)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        if isinstance(error, Invalid) and error.field == "occurred_on":
            self._date.set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
