"""Making a new recovery sheet, or three: each is shown, taken along on paper, and typed back in part, before any counts."""

from collections.abc import Callable

from PySide6.QtGui import QHideEvent

from desktop import i18n
from desktop.domain.errors import LarderError
from desktop.i18n import _, number_text, say
from desktop.operations import recovery
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.recovery_sheet import SheetCheck, SheetWords
from desktop.ui.screens import Screens


class SheetMaking:
    """The pages, laid over a place's first screen one after the other.

    Args:
        screens: the place.
        parts: three sheets instead of one.
        on_made: called when the new ones count; the pages are gone then.
    """

    def __init__(self, screens: Screens, *, parts: bool, on_made: Callable[[], object]) -> None:
        self._screens = screens
        self._on_made = on_made
        self._parts = parts
        self._below = screens.count()
        self._sheets = recovery.new_sheet_parts() if parts else (recovery.new_sheet_words(i18n.current()),)

    def begin(self) -> None:
        """Show the first sheet."""
        self._show(0)

    def leave(self) -> None:
        """Let go of words that do not count yet, and of the pages that show them."""
        self._sheets = ()
        while self._screens.count() > self._below:
            self._screens.back()

    def _show(self, at: int) -> None:
        """Show a sheet's words."""
        context = self._screens.context
        title = self._title(at) if self._parts else _("The new recovery sheet")
        page = FormPage(title, name="sheet_page", on_back=self.leave, width=640)
        page.form.add_words(
            _(
                "Print the words, or copy them by hand with their numbers, for one person who keeps them outside the "
                "office. Any two of the three sheets open the vault, so each goes to another person. The words are "
                "English."
            )
            if self._parts
            else _(
                "Print the words, or copy them by hand with their numbers. Keep the sheet outside the office, and show "
                "it to nobody."
            )
        )
        page.form.add(
            SheetWords(
                self._sheets[at],
                context.tasks,
                name="sheet_words",
                show_paper=context.show_paper,
                vault=context.folder,
                drives=context.drives,
                made=context.clock.today(),
                number=at + 1 if self._parts else 0,
            )
        )
        page.set_primary(_("I have the words on paper"), lambda: self._ask(at), name="sheet_next")
        self._screens.lay_over(page)

    def _ask(self, at: int) -> None:
        """Ask for three words of the sheet that was shown."""
        title = _("Is it copied right?")
        page = FormPage(
            title,
            name="sheet_check",
            on_back=self._screens.back,
            small=self._title(at) if self._parts else "",
            width=360,
        )
        page.form.add_words(_("Take your sheet and type these words from it. Back shows them again."))
        check = SheetCheck(self._sheets[at], name="sheet_check_word", in_parts=self._parts)
        page.form.add(check)
        last = at + 1 == len(self._sheets)
        words = _("Go on to the next sheet")
        if last:
            words = _("Let the three count") if self._parts else _("Let it count")
        button = page.set_primary(words, lambda: self._checked(check, at), name="sheet_keep")
        check.entered.connect(button.click)
        self._screens.lay_over(page)
        check.setFocus()

    def _checked(self, check: SheetCheck, at: int) -> None:
        if not check.check():
            return
        if at + 1 < len(self._sheets):
            # The pages of a sheet that is on paper are gone: nobody who gets the next one can go back to it.
            self._screens.back()
            self._screens.back()
            self._show(at + 1)
            return
        self._allow(False)
        tasks = self._screens.context.tasks
        if self._parts:
            tasks.action(
                recovery.make_recovery_parts,
                sheets=self._sheets,
                changed=Changed.SETTINGS,
                then=self._made,
                otherwise=self._refuse,
            )
        else:
            tasks.action(
                recovery.make_recovery_sheet,
                words=self._sheets[0],
                changed=Changed.SETTINGS,
                then=self._made,
                otherwise=self._refuse,
            )

    def _made(self, _nothing: object) -> None:
        self.leave()
        self._on_made()

    def _allow(self, allowed: bool) -> None:
        self._screens.shown.back.setEnabled(allowed)
        self._screens.shown.primary.setEnabled(allowed)

    def _refuse(self, error: LarderError) -> None:
        self._allow(True)
        self._screens.shown.show_message("refusal", say(error))

    def _title(self, at: int) -> str:
        return _("Sheet {number} of {count}").format(number=number_text(at + 1), count=number_text(len(self._sheets)))


class SheetScreens(Screens):
    """A place where new sheets are made. What was typed and shown does not stay behind when it is left."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context, name)
        self._making: SheetMaking | None = None

    def begin_making(self, *, parts: bool, on_made: Callable[[], object]) -> None:
        """Show new words."""
        self._making = SheetMaking(self, parts=parts, on_made=on_made)
        self._making.begin()

    def forget(self) -> None:
        """Come back to the first screen; words that were not confirmed are gone."""
        if self._making is not None:
            self._making.leave()
            self._making = None
        self.back_to_first()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.forget()


def three_are_safer() -> str:
    """Why somebody might want three sheets."""
    return _(
        "Three sheets, for three people in three places, are safer than one: any two of them open the vault, and one "
        "alone opens nothing."
    )
