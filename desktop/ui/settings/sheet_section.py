"""A new recovery sheet. It counts once its words were typed back; until then the old one stays good."""

from typing import Any

from desktop import i18n
from desktop.domain.errors import LarderError
from desktop.i18n import _, say
from desktop.operations import recovery
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.recovery_sheet import SheetCheck, SheetWords
from desktop.ui.screens import Screens
from desktop.ui.settings.section import Section
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.marks import IconMark


class SheetSection(Screens):
    """Why, then the words, then three of them typed back."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "sheet_screens")
        self._words: tuple[str, ...] = ()
        self._first = Section(context, "recovery", _("Recovery sheet"))
        self._first.form.add(boxed(row(IconMark("shield", 32, "accent"), -1)))
        self._first.form.add_words(
            _(
                "Its 12 words open the vault when no passphrase does. Make a new sheet when the old one was lost, used, "
                "or seen by somebody. The old one then opens this vault no more; it still opens the backups made until "
                "now, so destroy it all the same."
            )
        )
        self._first.set_primary(_("Make a new sheet"), self._make, name="sheet_make")
        self.set_first(self._first)

    def open(self, **_where: Any) -> None:
        """Come into view at the beginning; words that were not confirmed are gone."""
        self._words = ()
        self.back_to_first()

    def _make(self) -> None:
        self._words = recovery.new_sheet_words(i18n.current())
        page = FormPage(_("The new recovery sheet"), name="sheet_page", on_back=self._leave, width=640)
        page.form.add_words(
            _(
                "Print the words, or copy them by hand with their numbers. Keep the sheet outside the office, and show "
                "it to nobody."
            )
        )
        page.form.add(
            SheetWords(
                self._words,
                self.context.tasks,
                name="sheet_words",
                show_paper=self.context.show_paper,
                vault=self.context.folder,
                drives=self.context.drives,
            )
        )
        page.set_primary(_("I have the words on paper"), self._ask, name="sheet_next")
        self.lay_over(page)

    def _ask(self) -> None:
        page = FormPage(_("Is it copied right?"), name="sheet_check", on_back=self.back, width=360)
        page.form.add_words(_("Take your sheet and type these words from it. Back shows them again."))
        check = SheetCheck(self._words, name="sheet_check_word")
        page.form.add(check)
        button = page.set_primary(_("Let it count"), lambda: self._keep(check), name="sheet_keep")
        check.entered.connect(button.click)
        self.lay_over(page)
        check.setFocus()

    def _keep(self, check: SheetCheck) -> None:
        if not check.check():
            return
        self._allow(False)
        self.context.tasks.action(
            recovery.make_recovery_sheet,
            words=self._words,
            changed=Changed.SETTINGS,
            then=self._kept,
            otherwise=self._refuse,
        )

    def _kept(self, _nothing: object) -> None:
        self._leave()
        self._first.foot.done(_("The new sheet counts. Destroy the old one."))

    def _leave(self) -> None:
        self._words = ()
        self.back_to_first()

    def _allow(self, allowed: bool) -> None:
        self.shown.back.setEnabled(allowed)
        self.shown.primary.setEnabled(allowed)

    def _refuse(self, error: LarderError) -> None:
        self._allow(True)
        self.shown.show_message("refusal", say(error))
