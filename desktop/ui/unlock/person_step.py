"""The collective's name, and the first coordinator."""

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, say
from desktop.ui.new_passphrase import NewPassphrase
from desktop.ui.unlock.step import Flow, Step
from desktop.ui.widgets.field import TextField


class PersonStep(Step):
    """Names and passphrase. What can't be used is said beside its field, before anything is made."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "person", _("Who are you?"))
        self.collective = TextField(
            _("Name of your collective"),
            name="start_collective",
            hint=_("Seen inside Larder only, never on paper. It may stay empty."),
        )
        self.login = TextField(
            _("Your short name"), name="start_login", hint=_("Typed at every unlocking. It is written down nowhere.")
        )
        self.shown_name = TextField(
            _("Name colleagues see"), name="start_shown_name", hint=_("If it is to be another one.")
        )
        self.passphrase = NewPassphrase(
            flow.tasks, name="start_passphrase", hints=lambda: (self.login.value(), self.collective.value())
        )
        self.passphrase.entered.connect(self.go_on)
        self.form.add(self.collective)
        self.form.add(self.login, self.shown_name)
        self.form.add(self.passphrase)
        self.form.add_words(
            _(
                "Nobody can open the vault without a passphrase or the recovery sheet of the next step, and nobody can "
                "make you a new one. In some places encryption is against the law or draws suspicion: ask somebody "
                "you trust before you use it there."
            )
        )
        self.set_next()

    def first_field(self) -> QWidget | None:
        return self.collective

    def go_on(self) -> None:
        if not self.login.require(_("Type a short name")):
            self.login.edit.setFocus()
            return
        if not self.passphrase.require():
            return
        desk = self.flow.desk
        answers = (self.collective.value(), self.login.value(), self.shown_name.value(), self.passphrase.value())
        self.wait(True)
        self.flow.tasks.slow(
            lambda _report, _stop: desk.check_person(*answers),
            then=self._take,
            otherwise=self.refuse,
            progress=lambda _done, _whole: None,
        )

    def _take(self, _nothing: object) -> None:
        answers = self.flow.answers
        answers.collective, answers.login = self.collective.value(), self.login.value()
        answers.shown_name, answers.passphrase = self.shown_name.value(), self.passphrase.value()
        self.flow.go("sheet")

    def refuse(self, error: LarderError) -> None:
        self.wait(False)
        fields = {"collective": self.collective, "login": self.login, "shown_name": self.shown_name}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            fields[error.field].edit.setFocus()
        elif isinstance(error, Invalid) and error.field == "passphrase":
            self.passphrase.show_error(error)
        else:
            self.show_message("refusal", say(error))
