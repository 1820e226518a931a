"""Who can unlock the vault, and a new colleague."""

from collections.abc import Callable
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.users import Role, User
from desktop.i18n import _, ngettext, number_text, say
from desktop.operations import users
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage, Workspace
from desktop.ui.new_passphrase import NewPassphrase
from desktop.ui.screens import Screens
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table

_ICONS = {Role.VOLUNTEER: "user", Role.STOCK_KEEPER: "stock", Role.COORDINATOR: "key"}


class ColleaguesSection(Screens):
    """The list, and the form over it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "colleagues_screens")
        self._list = ColleaguesList(context, self._add)
        self.set_first(self._list)

    def open(self, **_where: Any) -> None:
        """Come into view at the list."""
        self.back_to_first()
        self._list.refresh()

    def _add(self) -> None:
        self.lay_over(AddColleague(self.context, on_back=self.back, on_added=self._added))

    def _added(self, user: User) -> None:
        self.back_to_first()
        self._list.added(user)


class ColleaguesList(Workspace):
    """Names and roles as colleagues see them; the short names stand nowhere."""

    def __init__(self, context: Context, on_add: Callable[[], None]) -> None:
        super().__init__(_("Colleagues"), name="colleagues_section", pane=False)
        self._context = context
        self.table: Table[User] = Table(
            [
                Column(_("Name"), lambda user: user.name, look="bold", icon=lambda user: _ICONS[user.role]),
                Column(_("Role"), lambda user: words.role(user.role), width=200),
                Column(_("What they see"), lambda user: _sees(user.role), width=260, look="second", drop=1),
            ],
            name="colleagues_list",
            label=_("Colleagues"),
            key=lambda user: user.id,
            selectable=False,
        )
        self.set_body(self.table, margin=12)
        self.set_primary(_("Add a colleague"), on_add, name="colleagues_add", icon="user-plus")

    def refresh(self) -> None:
        """Ask who there is."""
        self._context.tasks.query(users.colleagues, then=self._show)

    def added(self, user: User) -> None:
        """Say so, and show the list anew."""
        self.foot.done(_("{name} can unlock the vault now").format(name=user.name))
        self.refresh()
        if self.primary is not None:
            self.primary.setFocus()

    def _show(self, found: tuple[User, ...]) -> None:
        self.table.set_rows(list(found))
        count = ngettext("{count} can unlock the vault", "{count} can unlock the vault", len(found))
        self.set_small(count.format(count=number_text(len(found))))


class AddColleague(FormPage):
    """The colleague types the passphrase, or takes the one that is offered."""

    def __init__(self, context: Context, *, on_back: Callable[[], None], on_added: Callable[[User], None]) -> None:
        super().__init__(
            _("Add a colleague"),
            name="colleague",
            on_back=on_back,
            small=_("The colleague types name and passphrase here"),
        )
        self._context = context
        self._on_added = on_added
        self.role = ChoiceField(_("Role"), name="colleague_role")
        self.role.set_options(
            [(words.role(role), role) for role in (Role.VOLUNTEER, Role.STOCK_KEEPER, Role.COORDINATOR)]
        )
        self.role.chosen.connect(self._explain)
        self.login = TextField(
            _("Short name"), name="colleague_login", hint=_("Typed at every unlocking. It is written down nowhere.")
        )
        self.shown_name = TextField(
            _("Name colleagues see"), name="colleague_name", hint=_("If it is to be another one.")
        )
        self.passphrase = NewPassphrase(
            context.tasks, name="colleague_passphrase", hints=lambda: (self.login.value(), self.shown_name.value())
        )
        self.passphrase.entered.connect(self._add)
        self.form.add(self.role)
        self.form.add(self.login, self.shown_name)
        self.form.add(self.passphrase)
        self.form.add_words(
            _("Nobody but the colleague needs to know the passphrase. One that is forgotten cannot be found again.")
        )
        self.set_primary(_("Add"), self._add, name="colleague_save")

    def _explain(self, role: object) -> None:
        if isinstance(role, Role):
            self.role.set_hint(_explained(role))

    def _add(self) -> None:
        role = self.role.value()
        if not self.role.require(_("Choose what the colleague may do")) or not isinstance(role, Role):
            self.role.setFocus()
        elif not self.login.require(_("Type a short name")):
            self.login.edit.setFocus()
        elif self.passphrase.require():
            self._wait(True)
            self._context.tasks.action(
                users.add_user,
                login=self.login.value(),
                passphrase=self.passphrase.value(),
                name=self.shown_name.value(),
                role=role,
                changed=Changed.SETTINGS,
                then=self._added,
                otherwise=self._refuse,
            )

    def _added(self, user: User) -> None:
        self._on_added(user)

    def _wait(self, waiting: bool) -> None:
        self.back.setEnabled(not waiting)
        if self.primary is not None:
            self.primary.setEnabled(not waiting)
        if waiting:
            self.clear_message()

    def _refuse(self, error: LarderError) -> None:
        self._wait(False)
        if isinstance(error, Invalid) and error.field == "passphrase":
            self.passphrase.show_error(error)
        elif isinstance(error, Invalid) and error.field in ("login", "name"):
            field = self.shown_name if error.field == "name" and self.shown_name.value() else self.login
            field.set_error(say(error))
            field.edit.setFocus()
        else:
            self.show_message("refusal", say(error))


def _sees(role: Role) -> str:
    return {
        Role.VOLUNTEER: _("Members and stock"),
        Role.STOCK_KEEPER: _("Stock only"),
        Role.COORDINATOR: _("Everything"),
    }[role]


def _explained(role: Role) -> str:
    return {
        Role.VOLUNTEER: _("Registers members, gives out, makes referrals."),
        Role.STOCK_KEEPER: _("Receives, counts and writes off. This passphrase opens nothing about people."),
        Role.COORDINATOR: _("Everything, these settings and the opening of backups included."),
    }[role]
