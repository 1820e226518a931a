"""One's own passphrase."""

from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, say
from desktop.operations import users
from desktop.operations.users import Me, WrongPassphrase
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.new_passphrase import NewPassphrase
from desktop.ui.settings.section import Section
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.passphrase_field import PassphraseField


class PassphraseSection(Section):
    """The old one, then the new one. Nobody else can change it, and nobody else is needed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "passphrase", _("My passphrase"))
        self.login = TextField(_("Your short name"), name="passphrase_login")
        self.old = PassphraseField(_("Passphrase until now"), name="passphrase_old")
        self.new = NewPassphrase(
            context.tasks, name="passphrase_new", label=_("New passphrase"), hints=lambda: (self.login.value(),)
        )
        self.named_fields = {"login": self.login, "passphrase": self.new.first}
        self.login.edit.returnPressed.connect(self.old.edit.setFocus)
        self.old.entered.connect(self.new.setFocus)
        self.new.entered.connect(self._change)
        self.form.add(self.login, self.old)
        self.form.add(self.new)
        self.form.add_words(
            _("Backups made until now still open with the old passphrase. The vault opens with the new one only.")
        )
        self.set_primary(_("Change my passphrase"), self._change, name="passphrase_change")

    def open(self, **where: Any) -> None:
        super().open(**where)
        self.context.tasks.query(users.me, then=self._use)

    def _use(self, me: Me) -> None:
        self.form.setVisible(not me.by_recovery)
        if me.by_recovery:
            self.allow_primary(False, _("The recovery sheet has words, and no passphrase."))

    def _change(self) -> None:
        if not self.login.require(_("Type your short name")):
            self.login.edit.setFocus()
        elif not self.old.value():
            self.old.set_error(_("Type your passphrase"))
            self.old.edit.setFocus()
        elif self.new.require():
            self.wait(True)
            self.context.tasks.action(
                users.change_passphrase,
                login=self.login.value(),
                old=self.old.value(),
                new=self.new.value(),
                changed=Changed.SETTINGS,
                then=self._changed,
                otherwise=self.refuse,
            )

    def _changed(self, _nothing: object) -> None:
        self.wait(False)
        self.login.set_value("")
        self.old.clear()
        self.new.clear()
        self.foot.done(_("Your passphrase is changed. Type the new one from now on."))

    def refuse(self, error: LarderError) -> None:
        if isinstance(error, WrongPassphrase):
            self.wait(False)
            self.old.set_error(_("Your short name and this passphrase do not belong together. Nothing was changed."))
            self.old.edit.setFocus()
        elif isinstance(error, Invalid) and error.field == "passphrase":
            self.wait(False)
            self.new.show_error(error)
        elif isinstance(error, Invalid) and error.field == "login":
            self.wait(False)
            self.login.set_error(say(error))
        else:
            super().refuse(error)
