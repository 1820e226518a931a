"""The recovery sheet in force: since when, when it was last tried; making a new one, or three; trying it."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, date_text, pgettext, say
from desktop.operations import recovery
from desktop.operations.recovery import SheetDue, SheetState
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.settings.section import Section
from desktop.ui.settings.sheet_making import SheetScreens, three_are_safer
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.lists import FactsList
from desktop.ui.words_field import WordsField


class SheetSection(SheetScreens):
    """What is in force; over it the words of new sheets, or the field to try one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "sheet_screens")
        self._first = _InForce(context, self)
        self.set_first(self._first)

    def open(self, **_where: Any) -> None:
        """Come into view at the beginning; words that were not confirmed are gone."""
        self.forget()
        self._first.open()

    def make(self, *, parts: bool) -> None:
        """Show new words."""
        self.begin_making(parts=parts, on_made=lambda: self._made(parts))

    def try_it(self, _checked: bool = False) -> None:
        """Ask for the words of what is in force."""
        page = TrySheet(self.context, on_back=self.back, on_opened=self._opened)
        self.lay_over(page)
        page.sheet_words.setFocus()

    def _made(self, parts: bool) -> None:
        self._first.foot.done(
            _("The three sheets count. Destroy what there was before.")
            if parts
            else _("The new sheet counts. Destroy what there was before.")
        )
        self._first.open()
        self._first.focus()

    def _opened(self) -> None:
        self.back()
        self._first.foot.done(_("This sheet opens the vault. Put it back where it is kept."))
        self._first.open()
        self._first.focus()


class _InForce(Section):
    """The facts, and what is to be done about them."""

    def __init__(self, context: Context, screens: SheetSection) -> None:
        super().__init__(context, "recovery", _("Recovery sheet"))
        self._screens = screens
        self._state: SheetState | None = None
        self._facts = FactsList(look="ruled", name="sheet_facts")
        self.form.add(self._facts)
        tried = Button(_("Try my sheet now"), name="sheet_try", icon="check", height=40)
        tried.clicked.connect(screens.try_it)
        self.form.add(boxed(row(tried, -1)))
        self.form.add_words(
            _(
                "Its words open the vault when no passphrase does. Make a new one when the old one was lost, used, or "
                "seen by somebody. Once the new one counts, what was in force before opens this vault no more; it still "
                "opens the backups made until now, so destroy it all the same."
            )
        )
        self.form.add_words(three_are_safer())
        self._other = Button(_("Make three sheets instead"), name="sheet_make_other", height=40)
        self._other.clicked.connect(lambda: screens.make(parts=not self._in_parts))
        self.form.add(boxed(row(self._other, -1)))
        self.set_primary(_("Make a new sheet"), lambda: screens.make(parts=self._in_parts), name="sheet_make")

    def open(self, **where: Any) -> None:
        super().open(**where)
        self.context.tasks.query(recovery.sheet_state, then=self._show, latest="sheet_state")

    def focus(self) -> None:
        """Give the keyboard a place here, since the page it was on is gone."""
        if self.primary is not None:
            self.primary.setFocus()

    @property
    def _in_parts(self) -> bool:
        return self._state is not None and self._state.parts > 1

    def _show(self, state: SheetState) -> None:
        self._state = state
        self._facts.set_facts(
            [
                (_("In force"), _("Three sheets, any two open") if self._in_parts else _("One sheet")),
                (
                    pgettext("recovery sheet", "Made"),
                    _("on a day nobody noted") if state.made is None else date_text(state.made),
                ),
                (_("Last tried"), _("never") if state.tried is None else date_text(state.tried)),
            ]
        )
        if self.primary is not None:
            self.primary.set_words(_("Make three new sheets") if self._in_parts else _("Make a new sheet"))
        self._other.set_words(_("Make one sheet instead") if self._in_parts else _("Make three sheets instead"))
        self._remind(state)

    def _remind(self, state: SheetState) -> None:
        if state.used is not None:
            actions = []
            if state.due is SheetDue.ENTERED:
                actions = [(_("Choose a passphrase"), "sheet_recovered", lambda: self.context.go("recovered"))]
            self.show_message(
                "warning",
                _(
                    "The recovery sheet was used on {date}. Make a new one: what is used is known to more people."
                ).format(date=date_text(state.used)),
                actions,
            )
        elif state.due is SheetDue.UNTRIED:
            self.show_message(
                "info", _("Nobody has tried the sheet for six months. Try it, so that it is sure to open the vault.")
            )
        else:
            self.clear_message()


class TrySheet(FormPage):
    """The words are typed as at an emergency; the vault says whether they open it, and nothing is changed."""

    def __init__(self, context: Context, *, on_back: Any, on_opened: Any) -> None:
        super().__init__(_("Try the recovery sheet"), name="sheet_try_page", on_back=on_back, width=520)
        self._context = context
        self._on_opened = on_opened
        self.form.add_words(
            _("Take the sheet from where it is kept and type its words. Nothing is changed, and the sheet stays good.")
        )
        self.sheet_words = WordsField(_("The words of the recovery sheet"), name="sheet_try_words")
        self.sheet_words.entered.connect(self._try)
        self.form.add(self.sheet_words)
        self.set_primary(_("Try it"), self._try, name="sheet_try_now")

    def _try(self) -> None:
        if not self.sheet_words.require():
            return
        self._allow(False)
        self.clear_message()
        self._context.tasks.action(
            recovery.try_sheet,
            typed=self.sheet_words.value(),
            changed=Changed.SETTINGS,
            then=self._opened,
            otherwise=self._refuse,
        )

    def _opened(self, _nothing: object) -> None:
        self.sheet_words.forget()
        self._on_opened()

    def _allow(self, allowed: bool) -> None:
        parts: list[QWidget | None] = [self.back, self.primary, self.sheet_words]
        for part in parts:
            if part is not None:
                part.setEnabled(allowed)

    def _refuse(self, error: LarderError) -> None:
        self._allow(True)
        if isinstance(error, Invalid) and error.field == "words":
            self.sheet_words.show_error(error)
        else:
            self.show_message("refusal", say(error))
            self.sheet_words.setFocus()
