"""What a member asks for, and what came of it."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QShowEvent

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.people import Asked, Member, MemberId
from desktop.i18n import _, date_text, say
from desktop.operations import people
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field, NoteField


class _RequestForm(FormPage):
    """What both forms share: a day, and where a refusal is shown."""

    def __init__(self, context: Context, title: str, *, name: str, on_back: Callable[[], None], small: str) -> None:
        super().__init__(title, name=name, on_back=on_back, small=small)
        self._context = context
        self._on_back = on_back
        today = context.clock.today()
        self._day = DateField(_("Day"), name=f"{name}_date", today=today, value=today)
        self._shown: dict[str, Field] = {}
        self._form_key = uuid.uuid4().hex
        self._draft: FormDraft | None = None

    def of(self) -> dict[str, Any]:
        """Whom and what the form is about."""
        raise NotImplementedError

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = self._draft.typed() if self._draft is not None else None
        return typed and {"form": self.objectName(), **self.of(), "key": self._form_key, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self._form_key = str(content["key"])
        if self._draft is not None:
            self._draft.put_back(content["typed"])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        next(iter(self._shown.values())).setFocus()

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        if isinstance(error, Invalid) and error.field in self._shown:
            self._shown[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


class AskForm(_RequestForm):
    """Notes what a member asks for."""

    def __init__(
        self, context: Context, member: Member, *, on_back: Callable[[], None], on_saved: Callable[[str], None]
    ) -> None:
        super().__init__(context, _("Asks for something"), name="ask", on_back=on_back, small=member.code)
        self._member = member
        self._on_saved = on_saved
        self._words = NoteField(
            _("What is asked for?"),
            name="ask_words",
            hint=_("The thing itself, in a few words. Nothing about the body, no names."),
        )
        self._shown = {"words": self._words, "asked_on": self._day}
        self._words.changed.connect(self._forgive)
        self.form.add(self._words)
        self.form.add(self._day)
        self.set_primary(_("Note it"), self._save, name="ask_save")
        self._draft = FormDraft(self.form)

    def of(self) -> dict[str, Any]:
        return {"of": self._member.id}

    def _forgive(self) -> None:
        if self._words.error():
            self._words.set_error(None)

    def _save(self) -> None:
        self.clear_message()
        if not self._day.check():
            self.focus_first_error()
            return
        self.allow_primary(False)
        self._context.tasks.action(
            people.note_request,
            form_key=self._form_key,
            member_id=self._member.id,
            words=self._words.value(),
            asked_on=self._day.value(),
            changed=Changed.PEOPLE | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, _request: int) -> None:
        self._on_back()
        self._on_saved(_("Noted for {code}").format(code=self._member.code))


class AnswerForm(_RequestForm):
    """Notes whether it was met, and if not, why."""

    def __init__(
        self,
        context: Context,
        asked: Asked,
        member_id: MemberId,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[[str], None],
    ) -> None:
        small = _("Asked for on {date}").format(date=date_text(asked.asked_on))
        super().__init__(context, _("What came of it"), name="answer", on_back=on_back, small=small)
        self._asked = asked
        self._member_id = member_id
        self._on_saved = on_saved
        self._met = ChoiceField(_("Was it met?"), name="answer_met")
        self._met.set_options([(_("Met"), True), (_("Not met"), False)])
        self._reason = NoteField(_("Why not, or how?"), name="answer_reason", lines=2, hint=_("May stay empty"))
        self._shown = {"met": self._met, "reason": self._reason, "answered_on": self._day}
        if context.names_shown:
            self.form.add_words(asked.words)
        self.form.add(self._met)
        self.form.add(self._reason)
        self.form.add(self._day)
        self.set_primary(_("Save the answer"), self._save, name="answer_save")
        self._draft = FormDraft(self.form)

    def of(self) -> dict[str, Any]:
        return {"of": self._member_id, "request": self._asked.id}

    def _save(self) -> None:
        self.clear_message()
        if not all((self._met.require(), self._day.check())):
            self.focus_first_error()
            return
        self.allow_primary(False)
        self._context.tasks.action(
            people.answer_request,
            request_id=self._asked.id,
            met=self._met.value(),
            reason=self._reason.value(),
            answered_on=self._day.value(),
            changed=Changed.PEOPLE | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, _nothing: object) -> None:
        self._on_back()
        self._on_saved(_("The answer is saved"))
