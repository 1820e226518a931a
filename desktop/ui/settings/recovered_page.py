"""What whoever was let in by the recovery sheet does next: a passphrase of their own, then a new sheet."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.users import Role, User
from desktop.i18n import _, say
from desktop.operations import recovery, users
from desktop.operations.recovery import SheetDue, SheetState
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.new_passphrase import NewPassphrase
from desktop.ui.settings.sheet_making import SheetScreens, three_are_safer
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.ground import boxed, row, set_margins
from desktop.ui.widgets.marks import IconMark

NEW = "new"


class RecoveredPage(SheetScreens):
    """Two steps, one after the other. Both can be put off; the first screen and the settings keep asking."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "recovered")
        self._has_passphrase = False
        self.set_first(Step("", name="recovered_opening"))

    def open(self, **_where: Any) -> None:
        """Come into view at what is still to be done."""
        self.forget()
        self.context.tasks.query(recovery.sheet_state, then=self._show, latest="recovered")

    def _show(self, state: SheetState) -> None:
        if not self.isVisible():
            return
        self.forget()
        if state.due is SheetDue.ENTERED and not self._has_passphrase:
            self.lay_over(WhoAreYou(self.context, on_known=self._on_known, on_later=self._later))
        elif state.used is not None:
            self.lay_over(_new_sheet(self._make, self._later))
            self.shown.primary.setFocus()
        else:
            self.lay_over(_done(self.context))
            self.shown.primary.setFocus()

    def _on_known(self) -> None:
        self._has_passphrase = True
        self.open()

    def _later(self) -> None:
        self.context.go("today")

    def _make(self, parts: bool) -> None:
        self.begin_making(parts=parts, on_made=self.open)


class Step(FormPage):
    """A screen that has nothing to go back to; it can be put off, or left, by a button beside the primary."""

    def __init__(self, title: str, *, name: str, small: str = "") -> None:
        super().__init__(title, name=name, on_back=lambda: None, small=small)
        self.back.hide()
        set_margins(self.head_row, MARGIN, 0, MARGIN, 0)

    def add_beside(self, words: str, on_press: Callable[[], None], *, name: str) -> None:
        """The button beside the primary, no wider than its words."""
        button = Button(words, name=name, height=44)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked=False: on_press())
        self.foot_row.addWidget(button)


class WhoAreYou(Step):
    """The person's own passphrase: a coordinator's who forgot theirs, or somebody new's."""

    def __init__(self, context: Context, *, on_known: Callable[[], None], on_later: Callable[[], None]) -> None:
        super().__init__(_("The recovery sheet let you in"), name="recovered_who", small=_("First of two steps"))
        self._context = context
        self._on_known = on_known
        self.form.add_words(
            _(
                "Choose who you are and a passphrase of your own. Your passphrase until now opens the vault no more; "
                "backups made until now still open with it."
            )
        )
        self.who = ChoiceField(_("Who are you?"), name="recovered_person")
        self.who.chosen.connect(self._on_chosen)
        self.login = TextField(
            _("Short name"), name="recovered_login", hint=_("Typed at every unlocking. It is written down nowhere.")
        )
        self.shown_name = TextField(
            _("Name colleagues see"), name="recovered_name", hint=_("If it is to be another one.")
        )
        self.passphrase = NewPassphrase(
            context.tasks, name="recovered_passphrase", hints=lambda: (self.login.value(), self.shown_name.value())
        )
        self.login.edit.returnPressed.connect(self.passphrase.setFocus)
        self.passphrase.entered.connect(self._keep)
        self.form.add(self.who)
        self.form.add(self.login, self.shown_name)
        self.form.add(self.passphrase)
        self.shown_name.hide()
        self.add_beside(_("Later"), on_later, name="recovered_later")
        self.set_primary(_("Take this passphrase"), self._keep, name="recovered_keep")
        context.tasks.query(users.colleagues, then=self._offer)

    def _offer(self, found: tuple[User, ...]) -> None:
        coordinators = [user for user in found if user.active and user.role is Role.COORDINATOR]
        options: list[tuple[str, object]] = [(user.name, user.id) for user in coordinators]
        self.who.set_options([*options, (_("Somebody new"), NEW)])
        self.who.setFocus()

    def _on_chosen(self, who: object) -> None:
        self.shown_name.setVisible(who == NEW)
        self.login.setFocus()

    def _keep(self) -> None:
        who = self.who.value()
        if not self.who.require(_("Choose yourself, or somebody new")):
            self.who.setFocus()
        elif not self.login.require(_("Type a short name")):
            self.login.edit.setFocus()
        elif self.passphrase.require():
            self._allow(False)
            typed: dict[str, Any] = {"login": self.login.value(), "passphrase": self.passphrase.value()}
            operation: Callable[..., User] = users.reset_user
            if who == NEW:
                operation = users.add_user
                typed |= {"name": self.shown_name.value(), "role": Role.COORDINATOR}
            else:
                typed["user_id"] = who
            self._context.tasks.action(
                operation, **typed, changed=Changed.SETTINGS, then=self._kept, otherwise=self._refuse
            )

    def _kept(self, _user: User) -> None:
        self.passphrase.clear()
        self._on_known()

    def _allow(self, allowed: bool) -> None:
        if self.primary is not None:
            self.primary.setEnabled(allowed)
        if not allowed:
            self.clear_message()

    def _refuse(self, error: LarderError) -> None:
        self._allow(True)
        if isinstance(error, Invalid) and error.field == "passphrase":
            self.passphrase.show_error(error)
        elif isinstance(error, Invalid) and error.field in ("login", "name"):
            field = self.shown_name if error.field == "name" and self.shown_name.value() else self.login
            field.set_error(say(error))
            field.edit.setFocus()
        else:
            self.show_message("refusal", say(error))


def _new_sheet(on_make: Callable[[bool], None], on_later: Callable[[], None]) -> Step:
    page = Step(_("A new recovery sheet is needed"), name="recovered_sheet", small=_("Second of two steps"))
    page.form.add(boxed(row(IconMark("shield", 32, "accent"), -1)))
    page.form.add_words(
        _(
            "The sheet was used, so more people know its words now, and it may have been copied. A new one makes it "
            "worthless for this vault. Until then the first screen keeps asking."
        )
    )
    page.form.add_words(three_are_safer())
    other = Button(_("Make three sheets instead"), name="recovered_make_parts", height=40)
    other.clicked.connect(lambda: on_make(True))
    page.form.add(boxed(row(other, -1)))
    page.add_beside(_("Later"), on_later, name="recovered_later")
    page.set_primary(_("Make a new sheet"), lambda: on_make(False), name="recovered_make")
    return page


def _done(context: Context) -> Step:
    page = Step(_("The new sheet counts"), name="recovered_done")
    page.form.add(boxed(row(IconMark("check", 32, "ok"), -1)))
    page.form.add_words(
        _(
            "Destroy the sheet that let you in: it still opens the backups made until now. Make a backup soon. Then lock, "
            "and unlock with your own short name and passphrase, so that the journal says who worked."
        )
    )
    page.add_beside(_("Go on working"), lambda: context.go("today"), name="recovered_go_on")
    page.set_primary(_("Lock now"), context.lock, name="recovered_lock", icon="lock")
    return page
