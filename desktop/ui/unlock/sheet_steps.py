"""The recovery sheet: shown and printed, then three of its words typed back."""

from PySide6.QtWidgets import QWidget

from desktop import i18n
from desktop.i18n import _
from desktop.operations.recovery import new_sheet_words
from desktop.ui.recovery_sheet import SheetCheck, SheetWords
from desktop.ui.unlock.step import Flow, Step


class SheetStep(Step):
    """The twelve words. They stay the same when one comes back to them."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "sheet", _("The recovery sheet"), width=640)
        if not flow.answers.words:
            flow.answers.words = new_sheet_words(i18n.current())
        assert flow.answers.folder is not None
        self.form.add_words(
            _(
                "When no passphrase opens the vault any more, these 12 words do. Print them, or copy them by hand with "
                "their numbers. Keep the sheet outside the office, and show it to nobody."
            )
        )
        self.sheet = SheetWords(
            flow.answers.words,
            flow.tasks,
            name="start_sheet_words",
            show_paper=self._show_paper,
            vault=flow.answers.folder,
            drives=flow.desk.drives,
            made=flow.desk.clock.today(),
        )
        self.form.add(self.sheet)
        self.form.add_words(
            _(
                "Later, the settings can make three sheets in its place, for three people: any two of them open the vault."
            )
        )
        self.set_next(_("I have the words on paper"))

    def first_field(self) -> QWidget | None:
        return self.sheet

    def go_on(self) -> None:
        self.flow.go("check")

    def _show_paper(self, paper: bytes, title: str) -> None:
        from desktop.ui.paper.preview import Preview  # noqa: PLC0415 - the renderer of pages is large, and rarely asked for

        Preview(self.window(), paper, title).open()


class SheetCheckStep(Step):
    """Three words from the sheet, which is not shown any more."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "check", _("Is it copied right?"), width=360)
        self.form.add_words(_("Take your sheet and type these words from it. Back shows them again."))
        self.check = SheetCheck(flow.answers.words, name="start_check_word")
        self.check.entered.connect(self.go_on)
        self.form.add(self.check)
        self.set_next()

    def first_field(self) -> QWidget | None:
        return self.check

    def go_on(self) -> None:
        if self.check.check():
            self.flow.go("items")
