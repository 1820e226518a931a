"""Who can unlock the vault: the list, and beside it what can be done about the one that is chosen."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.errors import Cancelled, LarderError
from desktop.domain.users import Colleague, Role, Standing, User
from desktop.i18n import _, joined, ngettext, number_text, pgettext, say
from desktop.operations import users
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import NARROW_PANE, Workspace
from desktop.ui.screens import Screens
from desktop.ui.settings.colleague_forms import (
    AddColleague,
    ChangeRole,
    ColleagueForm,
    LetInAgain,
    NewPassphraseForm,
    RenameColleague,
)
from desktop.ui.settings.renewing import Renewing
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

_ICONS = {Role.VOLUNTEER: "user", Role.STOCK_KEEPER: "stock", Role.COORDINATOR: "key"}
HERE, REMOVED = "here", "removed"


class ColleaguesSection(Screens):
    """The list, and the forms over it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "colleagues_screens")
        self._list = ColleaguesList(context, self)
        self.set_first(self._list)

    def open(self, **_where: Any) -> None:
        """Come into view at the list."""
        self.back_to_first()
        self._list.refresh()

    def add(self) -> None:
        """The form for a new colleague."""
        form = AddColleague(
            self.context,
            on_back=self.back,
            on_added=lambda user: self._done(_("{name} can unlock the vault now"), user),
        )
        self._lay(form)

    def rename(self, user: User) -> None:
        """The form for another name."""
        self._form(RenameColleague, user, _("The name is {name} now"))

    def reset(self, user: User) -> None:
        """The form for a new passphrase."""
        self._form(NewPassphraseForm, user, _("{name} unlocks with the new passphrase from now on"))

    def let_in(self, user: User) -> None:
        """The form for somebody who comes back."""
        self._form(LetInAgain, user, _("{name} can unlock the vault now"))

    def change_role(self, user: User) -> None:
        """The form for another role."""
        self._form(ChangeRole, user, _("{name} has another role from now on"))

    def _form(self, form: Callable[..., ColleagueForm], user: User, said: str) -> None:
        self._lay(form(self.context, user, on_back=self.back, on_done=lambda changed: self._done(said, changed)))

    def _lay(self, form: ColleagueForm) -> None:
        """Put a form over the list, the keyboard in its first field."""
        self.lay_over(form)
        form.form.fields()[0].setFocus()

    def _done(self, said: str, user: User) -> None:
        self.back_to_first()
        self._list.changed(user, said.format(name=user.name))


class ColleaguesList(Workspace):
    """Names, roles and whether each may unlock; the short names stand nowhere."""

    def __init__(self, context: Context, section: ColleaguesSection) -> None:
        super().__init__(_("Colleagues"), name="colleagues_section", pane_width=NARROW_PANE)
        self._context = context
        self._section = section
        self._renewing = Renewing(context, self)
        self._found: tuple[Colleague, ...] = ()
        self._wanted: object = None
        self.add_filters([(HERE, _("Colleagues"), None)], lambda _key: self._show_rows())
        self._show_filters(0)
        self.table: Table[Colleague] = Table(
            [
                Column(
                    pgettext("colleague", "Name"),
                    lambda each: each.user.name,
                    look="bold",
                    icon=lambda each: _ICONS[each.user.role],
                ),
                Column(_("Role"), lambda each: words.role(each.user.role), width=150, drop=1),
                Column(_("State"), _state, width=130, look="second", badge=_badge),
            ],
            name="colleagues_list",
            label=_("Colleagues"),
            key=lambda each: each.user.id,
        )
        self.table.chosen.connect(self._show_chosen)
        self.set_body(self.table, margin=12)
        self.set_primary(_("Add a colleague"), section.add, name="colleagues_add", icon="user-plus")

    def refresh(self) -> None:
        """Ask who there is."""
        self._context.tasks.query(users.colleague_list, then=self._show, latest="colleagues")

    def changed(self, user: User, said: str) -> None:
        """Say what happened, and show the list anew with that colleague chosen."""
        self.clear_message()
        self.foot.done(said)
        self._wanted = user.id
        self.refresh()
        self.table.setFocus()

    def _show(self, found: tuple[Colleague, ...]) -> None:
        self._found = found
        can = sum(each.standing is Standing.WORKS for each in found)
        count = ngettext("{count} can unlock the vault", "{count} can unlock the vault", can)
        self.set_small(count.format(count=number_text(can)))
        self._show_filters(sum(each.standing is Standing.REMOVED for each in found))
        wanted = next((each for each in found if each.user.id == self._wanted), None)
        if wanted is not None and self.filters is not None:
            self.filters.set_current(REMOVED if wanted.standing is Standing.REMOVED else HERE)
        self._show_rows()

    def _show_filters(self, removed: int) -> None:
        """Who was removed is shown on demand only; while nobody was, there is nothing to ask for."""
        if self.filters is None:
            return
        here = len(self._found) - removed
        extra = [(REMOVED, _("Removed"), removed)] if removed else []
        self.filters.set_filters([(HERE, _("Colleagues"), here), *extra])
        self.filters.setVisible(bool(removed))

    def _show_rows(self) -> None:
        removed = self.filters is not None and self.filters.current() == REMOVED
        self.table.set_rows([each for each in self._found if (each.standing is Standing.REMOVED) is removed])
        if self._wanted is not None:
            self.table.choose_key(self._wanted)
            self._wanted = None
        if self.table.chosen_record() is None and self.table.rows():
            self.table.choose(0)
        self._show_chosen(self.table.chosen_record())

    # The one that is chosen

    def _show_chosen(self, chosen: object) -> None:
        self.clear_seconds()
        if self.pane is None:
            return
        if not isinstance(chosen, Colleague):
            self.pane.set_head("")
            self.pane.show_parts([])
            return
        user = chosen.user
        self.pane.set_head(user.name, icon=_ICONS[user.role])
        self.pane.show_parts(self._parts(chosen))
        if chosen.standing is Standing.WORKS and not chosen.own:
            self.add_second(_("New passphrase"), lambda: self._section.reset(user), name="colleagues_reset", icon="key")
            self.add_second(_("Change role"), lambda: self._section.change_role(user), name="colleagues_role")
        if chosen.standing is not Standing.WORKS:
            self.add_second(
                _("Let in again"), lambda: self._section.let_in(user), name="colleagues_let_in", icon="unlock"
            )
        self.add_second(_("Rename"), lambda: self._section.rename(user), name="colleagues_rename", icon="edit")

    def _parts(self, chosen: Colleague) -> list[QWidget | int]:
        """What is known of somebody, and how they leave."""
        user = chosen.user
        facts = [(_("Role"), words.role(user.role))]
        if chosen.standing is Standing.WORKS:
            facts.append((_("What they see"), sees(user.role)))
        facts.append((_("State"), _said(chosen)))
        parts: list[QWidget | int] = [FactsList(facts, look="ruled", name="colleagues_facts"), 16]
        if chosen.own:
            own = _("This is you. Your passphrase is changed under My passphrase; your role, by another coordinator.")
            return [
                *parts,
                Text(own, tone="text2", wrap=True, name="colleagues_own"),
                20,
                SectionHead(_("When a secret was seen")),
                8,
                Text(
                    _(
                        "If others have seen the recovery sheet or a passphrase, make a new one first. Then make all keys "
                        "anew, so that old copies of this vault open nothing that is written from then on."
                    ),
                    "small",
                    wrap=True,
                ),
                4,
                _small(_("Make new keys"), self._renew, name="colleagues_renew", icon="key"),
            ]
        if chosen.standing is Standing.REMOVED:
            gone = _("What they did stays in the journal under this name.")
            return [*parts, Text(gone, tone="text2", wrap=True)]
        parts.append(SectionHead(_("When somebody leaves")))
        if chosen.standing is Standing.WORKS:
            parts += [
                8,
                Text(
                    _("For a while: their passphrase does not open the vault until they are let in again."),
                    "small",
                    wrap=True,
                ),
                4,
                _small(_("Pause"), lambda: self._ask_pause(chosen), name="colleagues_pause", icon="clock"),
            ]
        parts += [
            12,
            Text(
                _("For good: their passphrase opens the vault no more, and all keys are made anew."), "small", wrap=True
            ),
            4,
            _small(_("Remove"), lambda: self._ask_remove(chosen), name="colleagues_remove", icon="user-x"),
        ]
        return parts

    def _ask_pause(self, chosen: Colleague) -> None:
        user = chosen.user
        self._context.messages.confirm(
            _("Pause {name}?").format(name=user.name),
            _("Their passphrase opens the vault no more. To be let in again, they type a new one here."),
            [(_("Role"), words.role(user.role)), (_("Keys"), _("stay as they are"))],
            safe=_("Keep as it is"),
            act=_("Pause"),
            on_act=lambda: self._pause(user),
        )

    def _pause(self, user: User) -> None:
        self.clear_message()
        self._context.tasks.action(
            users.pause_user, user_id=user.id, changed=Changed.SETTINGS, then=self._paused, otherwise=self._refuse
        )

    def _paused(self, user: User) -> None:
        self.changed(user, _("{name} is paused").format(name=user.name))

    def _ask_remove(self, chosen: Colleague) -> None:
        user = chosen.user
        sentence = _("All keys are made anew, so that what they know opens the vault no more.")
        if user.role is Role.COORDINATOR:
            sentence = joined(sentence, _("Backups made until now still open for a coordinator who leaves."))
        self._context.messages.confirm(
            _("Remove {name}?").format(name=user.name),
            sentence,
            [
                (_("Role"), words.role(user.role)),
                (_("What they did"), _("stays in the journal")),
                (_("Everybody else"), _("keeps their passphrase")),
                (_("Copies kept here"), _("are destroyed")),
            ],
            safe=_("Keep as it is"),
            act=_("Remove"),
            on_act=lambda: self._remove(user),
        )

    def _remove(self, user: User) -> None:
        self.clear_message()
        self._renewing.start(
            users.remove_user,
            title=_("Making all keys anew"),
            then=self._removed,
            otherwise=self._refuse,
            user_id=user.id,
        )

    def _removed(self, user: User) -> None:
        self.changed(user, _("{name} is removed, and all keys are new").format(name=user.name))
        self.show_message(
            "info",
            _(
                "Make a backup now: those made until now open with the keys from before. If {name} has seen the recovery "
                "sheet, make a new one too."
            ).format(name=user.name),
            [
                (_("Back up"), "colleagues_back_up", lambda: self._context.go("settings", section="backup")),
                (_("Recovery sheet"), "colleagues_sheet", lambda: self._context.go("settings", section="sheet")),
            ],
        )

    def _renew(self) -> None:
        self.clear_message()
        self._renewing.start(
            users.renew_keys, title=_("Making all keys anew"), then=self._renewed, otherwise=self._refuse
        )

    def _renewed(self, _nothing: object) -> None:
        self.show_message(
            "info",
            _("All keys are new. Make a backup now: those made until now open with the keys from before."),
            [(_("Back up"), "colleagues_back_up", lambda: self._context.go("settings", section="backup"))],
        )

    def _refuse(self, error: LarderError) -> None:
        self.show_message("info" if isinstance(error, Cancelled) else "refusal", say(error))


def _small(label: str, on_press: Callable[[], None], *, name: str, icon: str) -> Button:
    button = Button(label, name=name, icon=icon, height=40)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda _checked=False: on_press())
    return button


def _state(each: Colleague) -> str:
    if each.own:
        return _("you")
    return {Standing.WORKS: "", Standing.PAUSED: _("paused"), Standing.REMOVED: _("removed")}[each.standing]


def _badge(each: Colleague) -> Mark | None:
    return Mark("warn") if each.standing is Standing.PAUSED else None


def _said(each: Colleague) -> str:
    return {
        Standing.WORKS: _("can unlock the vault"),
        Standing.PAUSED: _("paused"),
        Standing.REMOVED: _("removed"),
    }[each.standing]


def sees(role: Role) -> str:
    """What somebody of a role sees."""
    return {
        Role.VOLUNTEER: _("Members and stock"),
        Role.STOCK_KEEPER: _("Stock only"),
        Role.COORDINATOR: _("Everything"),
    }[role]
