"""Where the new vault lives."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.i18n import _, say
from desktop.ui.folder_field import FolderField
from desktop.ui.unlock.step import Flow, Step


class FolderStep(Step):
    """A folder is proposed; another can be typed or chosen."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "where", _("Where is the vault to live?"))
        self.form.add_words(
            _(
                "Without a passphrase, nobody can read the files in it. Keep it on this computer, not on a stick: a "
                "stick that is pulled out in the middle of an entry loses that entry."
            )
        )
        self.folder = FolderField(
            _("Folder"),
            flow.tasks,
            name="start_folder",
            hint=_("It is made if it is not there. Its name can be seen by anyone: choose a plain one."),
            value=str(flow.desk.free_proposal()),
        )
        self.folder.entered.connect(self.go_on)
        self.form.add(self.folder)
        self.set_next()

    def first_field(self) -> QWidget | None:
        return self.primary

    def go_on(self) -> None:
        desk, typed = self.flow.desk, self.folder.value()

        def work(_report: object, _stop: object) -> Path:
            folder = desk.folder_of(typed)
            desk.check_new(folder)
            return folder

        self.wait(True)
        self.flow.tasks.slow(work, then=self._take, otherwise=self.refuse, progress=lambda _done, _whole: None)

    def _take(self, folder: Path) -> None:
        self.flow.answers.folder = folder
        self.flow.go("person")

    def refuse(self, error: LarderError) -> None:
        self.wait(False)
        self.folder.set_error(say(error))
        self.folder.edit.setFocus()
