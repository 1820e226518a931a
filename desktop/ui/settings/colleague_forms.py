"""The forms about colleagues: a new one, another name, a new passphrase, another role, and letting somebody in again."""

from collections.abc import Callable

from desktop.domain.errors import Cancelled, Invalid, LarderError
from desktop.domain.users import Role, User
from desktop.i18n import _, say
from desktop.operations import users
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.new_passphrase import NewPassphrase
from desktop.ui.settings.renewing import Renewing
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.text import Text

ROLES = (Role.VOLUNTEER, Role.STOCK_KEEPER, Role.COORDINATOR)
OnDone = Callable[[User], None]


class ColleagueForm(FormPage):
    """What the forms share: one press saves, and a refusal stands beside its field.

    Attributes:
        login, passphrase: what the colleague types themselves, where the form asks for it.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        *,
        name: str,
        small: str = "",
        on_back: Callable[[], None],
        on_done: OnDone,
    ) -> None:
        super().__init__(title, name=name, on_back=on_back, small=small)
        self.context = context
        self._on_done = on_done
        self.login: TextField | None = None
        self.passphrase: NewPassphrase | None = None
        self.shown_name: TextField | None = None

    def add_role(self, chosen: Role | None = None) -> ChoiceField:
        """A choice of roles, each explained once it is chosen."""
        choice = ChoiceField(_("Role"), name=f"{self.objectName()}_role")
        choice.set_options([(words.role(role), role) for role in ROLES])
        choice.chosen.connect(lambda role: choice.set_hint(explained(role)) if isinstance(role, Role) else None)
        self.form.add(choice)
        if chosen is not None:
            choice.set_value(chosen)
            choice.set_hint(explained(chosen))
        return choice

    def login_field(self) -> TextField:
        """The short name that the colleague types at every unlocking."""
        self.login = TextField(
            _("Short name"),
            name=f"{self.objectName()}_login",
            hint=_("Typed at every unlocking. It is written down nowhere."),
        )
        return self.login

    def add_passphrase(self, on_entered: Callable[[], None], label: str = "") -> None:
        """A new passphrase, judged as it is typed."""
        login, shown = self.login, self.shown_name
        self.passphrase = NewPassphrase(
            self.context.tasks,
            name=f"{self.objectName()}_passphrase",
            label=label,
            hints=lambda: tuple(field.value() for field in (login, shown) if field is not None),
        )
        self.passphrase.entered.connect(on_entered)
        self.form.add(self.passphrase)
        self.form.add_words(
            _("Nobody but the colleague needs to know the passphrase. One that is forgotten cannot be found again.")
        )

    def typed(self) -> bool:
        """Whether short name and passphrase are there; otherwise the first that lacks has the keyboard."""
        if self.login is not None and not self.login.require(_("Type a short name")):
            self.login.edit.setFocus()
            return False
        return self.passphrase is None or self.passphrase.require()

    def done(self, user: User) -> None:
        """It is saved."""
        self._on_done(user)

    def refuse(self, error: LarderError) -> None:
        """Say why nothing was saved, beside its field where it has one."""
        self.wait(False)
        if isinstance(error, Invalid) and error.field == "passphrase" and self.passphrase is not None:
            self.passphrase.show_error(error)
            return
        field = None
        if isinstance(error, Invalid) and error.field in ("login", "name"):
            named = error.field == "name" and self.shown_name is not None and self.shown_name.value()
            field = self.shown_name if named or self.login is None else self.login
        if field is None:
            self.show_message("info" if isinstance(error, Cancelled) else "refusal", say(error))
        else:
            field.set_error(say(error))
            field.edit.setFocus()


class AddColleague(ColleagueForm):
    """The colleague types the passphrase, or takes the one that is offered."""

    def __init__(self, context: Context, *, on_back: Callable[[], None], on_added: OnDone) -> None:
        super().__init__(
            context,
            _("Add a colleague"),
            name="colleague",
            small=_("The colleague types name and passphrase here"),
            on_back=on_back,
            on_done=on_added,
        )
        self.role = self.add_role()
        self.shown_name = TextField(
            _("Name colleagues see"), name="colleague_name", hint=_("If it is to be another one.")
        )
        self.form.add(self.login_field(), self.shown_name)
        self.add_passphrase(self._add)
        self.set_primary(_("Add"), self._add, name="colleague_save")

    def _add(self) -> None:
        role = self.role.value()
        if not self.role.require(_("Choose what the colleague may do")) or not isinstance(role, Role):
            self.role.setFocus()
        elif self.typed() and self.login and self.passphrase and self.shown_name:
            self.wait(True)
            self.context.tasks.action(
                users.add_user,
                login=self.login.value(),
                passphrase=self.passphrase.value(),
                name=self.shown_name.value(),
                role=role,
                changed=Changed.SETTINGS,
                then=self.done,
                otherwise=self.refuse,
            )


class RenameColleague(ColleagueForm):
    """The name colleagues see; what is typed at unlocking stays."""

    def __init__(self, context: Context, user: User, *, on_back: Callable[[], None], on_done: OnDone) -> None:
        super().__init__(
            context, _("Rename {name}").format(name=user.name), name="rename", on_back=on_back, on_done=on_done
        )
        self._user = user
        self.shown_name = TextField(
            _("Name colleagues see"),
            name="rename_name",
            value=user.name,
            hint=_("The short name that is typed at unlocking stays as it is."),
        )
        self.shown_name.edit.returnPressed.connect(self._save)
        self.form.add(self.shown_name)
        self.set_primary(_("Rename"), self._save, name="rename_save")

    def _save(self) -> None:
        if self.shown_name is None or not self.shown_name.require(_("Type a name")):
            self.focus_first_error()
            return
        self.wait(True)
        self.context.tasks.action(
            users.rename_user,
            user_id=self._user.id,
            name=self.shown_name.value(),
            changed=Changed.SETTINGS,
            then=self.done,
            otherwise=self.refuse,
        )


class NewPassphraseForm(ColleagueForm):
    """For a passphrase that was forgotten: the colleague types a new one, and stays who they are."""

    def __init__(self, context: Context, user: User, *, on_back: Callable[[], None], on_done: OnDone) -> None:
        super().__init__(
            context,
            _("New passphrase for {name}").format(name=user.name),
            name="reset",
            small=_("The colleague types name and passphrase here"),
            on_back=on_back,
            on_done=on_done,
        )
        self._user = user
        self.form.add(self.login_field())
        self.add_passphrase(self._save, _("New passphrase"))
        self.form.add_words(
            _("The old passphrase then opens the vault no more. A form that was kept for them is lost.")
        )
        self.learned = Check(_("Somebody may have learned the old one"), name="reset_learned")
        self.form.add(self.learned)
        self.form.add_words(_("A tick makes all keys anew as well. Everybody else goes on with their passphrase."))
        self._renewing = Renewing(context, self)
        self.set_primary(_("Give the new passphrase"), self._save, name="reset_save")

    def _save(self) -> None:
        if self.typed() and self.login and self.passphrase:
            self.wait(True)
            self.context.tasks.action(
                users.reset_user,
                user_id=self._user.id,
                login=self.login.value(),
                passphrase=self.passphrase.value(),
                changed=Changed.SETTINGS,
                then=self._renew if self.learned.isChecked() else self.done,
                otherwise=self.refuse,
            )

    def _renew(self, user: User) -> None:
        self._renewing.start(
            users.renew_keys,
            title=_("Making all keys anew"),
            then=lambda _nothing: self.done(user),
            otherwise=self._not_renewed,
        )

    def _not_renewed(self, error: LarderError) -> None:
        """The passphrase is the new one already; the keys can be made anew by pressing once more."""
        self.wait(False)
        reason = "" if isinstance(error, Cancelled) else say(error)
        said = _("The passphrase is new, and the keys are as they were. To make them anew, give it once more. {reason}")
        self.show_message("warning", said.format(reason=reason).strip())


class LetInAgain(ColleagueForm):
    """Somebody who was paused or removed comes back, under the name they had."""

    def __init__(self, context: Context, user: User, *, on_back: Callable[[], None], on_done: OnDone) -> None:
        super().__init__(
            context,
            _("Let {name} in again").format(name=user.name),
            name="letin",
            small=_("The colleague types name and passphrase here"),
            on_back=on_back,
            on_done=on_done,
        )
        self._user = user
        self.role = self.add_role(user.role)
        self.form.add(self.login_field())
        self.add_passphrase(self._save, _("New passphrase"))
        self.set_primary(_("Let in again"), self._save, name="letin_save")

    def _save(self) -> None:
        role = self.role.value()
        if self.typed() and isinstance(role, Role) and self.login and self.passphrase:
            self.wait(True)
            self.context.tasks.action(
                users.let_in_again,
                user_id=self._user.id,
                login=self.login.value(),
                passphrase=self.passphrase.value(),
                role=role,
                changed=Changed.SETTINGS,
                then=self.done,
                otherwise=self.refuse,
            )


class ChangeRole(ColleagueForm):
    """Another role under the same passphrase. Where it takes keys, all keys are made anew."""

    def __init__(self, context: Context, user: User, *, on_back: Callable[[], None], on_done: OnDone) -> None:
        super().__init__(
            context,
            _("Change the role of {name}").format(name=user.name),
            name="rolechange",
            small=_("Name and passphrase stay"),
            on_back=on_back,
            on_done=on_done,
        )
        self._user = user
        self._renewing = Renewing(context, self)
        self.role = self.add_role(user.role)
        self.role.chosen.connect(self._weigh)
        self._takes = Text(
            _(
                "This takes keys away. So that {name} cannot use them from now on, all keys are made anew. "
                "Everybody else goes on with their passphrase. Backups made until now open as they did."
            ).format(name=user.name),
            tone="text2",
            wrap=True,
            name="rolechange_takes",
        )
        self._takes.hide()
        self.form.add(self._takes)
        self.set_primary(_("Change the role"), self._save, name="rolechange_save")
        self._weigh(user.role)

    def _weigh(self, role: object) -> None:
        if isinstance(role, Role):
            self._takes.setVisible(users.takes_keys(self._user.role, role))
            self.allow_primary(
                role is not self._user.role, "" if role is not self._user.role else _("Choose another role first.")
            )

    def _save(self) -> None:
        role = self.role.value()
        if not isinstance(role, Role) or role is self._user.role:
            return
        self.wait(True)
        if users.takes_keys(self._user.role, role):
            self._renewing.start(
                users.change_role,
                title=_("Making all keys anew"),
                then=self.done,
                otherwise=self.refuse,
                user_id=self._user.id,
                role=role,
            )
        else:
            self.context.tasks.action(
                users.change_role,
                user_id=self._user.id,
                role=role,
                changed=Changed.SETTINGS,
                then=self.done,
                otherwise=self.refuse,
            )


def explained(role: Role) -> str:
    """What somebody of a role does."""
    return {
        Role.VOLUNTEER: _("Registers members, gives out, makes referrals."),
        Role.STOCK_KEEPER: _("Receives, counts and writes off. This passphrase opens nothing about people."),
        Role.COORDINATOR: _("Everything, these settings and the opening of backups included."),
    }[role]
