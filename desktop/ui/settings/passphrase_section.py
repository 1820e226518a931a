"""One's own passphrase."""

from typing import Any

from desktop.domain.errors import Cancelled, Invalid, LarderError
from desktop.domain.users import Permission
from desktop.i18n import _, joined, say
from desktop.operations import users
from desktop.operations.users import KeysNotRenewed, Me, WrongPassphrase
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.new_passphrase import NewPassphrase
from desktop.ui.settings.renewing import Renewing
from desktop.ui.settings.section import Section
from desktop.ui.widgets.edit import Check
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
        self._renewing = Renewing(context, self)
        self.named_fields = {"login": self.login, "passphrase": self.new.first}
        self.login.edit.returnPressed.connect(self.old.edit.setFocus)
        self.old.entered.connect(self.new.setFocus)
        self.new.entered.connect(self._change)
        self.form.add(self.login, self.old)
        self.form.add(self.new)
        self.form.add_words(
            _(
                "The vault opens with the new passphrase only. Older copies of it, on a stick or on another computer, "
                "and backups made until now, still open with the old one."
            )
        )
        self.learned = Check(_("Somebody may have learned the old one"), name="passphrase_learned")
        if context.allows(Permission.MANAGE):
            self.form.add(self.learned)
            self.form.add_words(_("A tick makes all keys anew as well. Everybody else goes on with their passphrase."))
        self.set_primary(_("Change my passphrase"), self._change, name="passphrase_change")

    def open(self, **where: Any) -> None:
        super().open(**where)
        self.clear_message()
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
        elif not self.new.require():
            return
        elif self.learned.isChecked():
            self.wait(True)
            self._renewing.start(
                users.change_passphrase_and_keys,
                title=_("Making all keys anew"),
                then=self._changed_with_keys,
                otherwise=self._not_renewed,
                login=self.login.value(),
                old=self.old.value(),
                new=self.new.value(),
            )
        else:
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
        self._empty()
        self.foot.done(_("Your passphrase is changed. Type the new one from now on."))
        if self.context.allows(Permission.MANAGE):
            said = _(
                "Older copies of the vault, and backups made until now, still open with the old passphrase. If somebody "
                "learned it, change it once more with a tick at the last line: that makes all keys anew."
            )
        else:
            said = _(
                "Older copies of the vault still open with the old passphrase. If somebody learned it, tell a "
                "coordinator: they give you a new one, and make all keys anew."
            )
        self.show_message("info", said)

    def _changed_with_keys(self, _nothing: object) -> None:
        self._empty()
        self.foot.done(_("Your passphrase is changed, and all keys are new"))
        self.show_message(
            "info",
            _("Make a backup now: those made until now open with the keys from before."),
            [(_("Back up"), "passphrase_back_up", lambda: self.context.go("settings", section="backup"))],
        )

    def _not_renewed(self, error: LarderError) -> None:
        """The passphrase may be the new one already."""
        if not isinstance(error, KeysNotRenewed):
            self.refuse(error)
            return
        self._empty()
        cause = error.__cause__
        reason = say(cause) if isinstance(cause, LarderError) and not isinstance(cause, Cancelled) else ""
        self.show_message("warning", joined(say(error), reason))

    def _empty(self) -> None:
        self.wait(False)
        self.login.set_value("")
        self.old.clear()
        self.new.clear()
        self.learned.setChecked(False)

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
