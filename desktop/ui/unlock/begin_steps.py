"""The first steps: the language, what to begin with, and a folder that holds a vault already."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop import i18n
from desktop.domain.errors import LarderError
from desktop.i18n import _, joined, ngettext, number_text, say
from desktop.ui.folder_field import FolderField
from desktop.ui.unlock.step import Flow, Step
from desktop.ui.widgets.button import BigStart, Button


class LanguageStep(Step):
    """All languages by their own names; choosing one builds the screen again in it."""

    def __init__(self, flow: Flow, speak: Callable[[str], None], removed: int | None = None) -> None:
        super().__init__(flow, "language", _("Which language do you read?"), width=400)
        for code, words in i18n.languages().items():
            chosen = code == i18n.current()
            button = Button(
                words,
                name=f"start_language_{code}",
                kind="tonal" if chosen else "plain",
                icon="check" if chosen else "",
                height=56,
            )
            button.clicked.connect(lambda _checked=False, code=code: self._choose(code, speak))
            self.form.add(button)
        self.form.add_words(_("It can be changed at any time. So can the text size, at the left."))
        self.set_next()
        if removed is not None:
            self.show_message("warning" if removed else "info", removed_words(removed))

    def _choose(self, code: str, speak: Callable[[str], None]) -> None:
        if code == i18n.current():
            self.go_on()
        else:
            speak(code)

    def first_field(self) -> QWidget | None:
        return self.primary

    def go_on(self) -> None:
        self.flow.go("begin")


class BeginStep(Step):
    """A new vault, a backup, or a folder."""

    def __init__(self, flow: Flow, begin: Callable[[str], None], missing: Path | None) -> None:
        super().__init__(flow, "begin", _("What do you begin with?"))
        self.form.add_words(
            _(
                "Larder keeps the book of what your collective has, gives out and arranges. The book is a vault: a "
                "folder on this computer, encrypted. Larder sends nothing anywhere."
            )
        )
        starts = (
            ("new", _("Start a new vault"), _("For the first laptop of a collective"), "plus", True),
            ("restore", _("Restore a backup"), _("From a stick, onto this computer"), "restore", False),
            ("open", _("Open a vault that is here"), _("The folder is on this computer already"), "folder", False),
        )
        for key, words, small, icon, filled in starts:
            button = BigStart(words, small, icon, name=f"start_{key}", filled=filled)
            button.clicked.connect(lambda _checked=False, key=key: begin(key))
            self.form.add(button)
            if filled:
                self._first = button
        self._missing = missing

    def first_field(self) -> QWidget | None:
        return self._first

    def arrive(self) -> None:
        super().arrive()
        if self._missing is not None:
            self.show_message(
                "warning",
                _(
                    "The vault that was used last is not in {folder} now. If it is on a drive, plug the drive in and "
                    "open the folder below."
                ).format(folder=str(self._missing)),
            )


class OpenStep(Step):
    """The folder of a vault."""

    def __init__(self, flow: Flow, choose: Callable[[Path], None]) -> None:
        super().__init__(flow, "open", _("Which folder holds the vault?"))
        self._choose = choose
        self.folder = FolderField(
            _("Folder"),
            flow.tasks,
            name="start_open_folder",
            hint=_("The folder with the files stock.db and keys.json in it."),
        )
        self.folder.entered.connect(self.go_on)
        self.form.add(self.folder)
        self.set_next(_("Open this vault"))

    def first_field(self) -> QWidget | None:
        return self.folder

    def go_on(self) -> None:
        desk, typed = self.flow.desk, self.folder.value()

        def work(_report: object, _stop: object) -> Path:
            folder = desk.folder_of(typed)
            desk.check_held(folder)
            return folder

        self.wait(True)
        self.flow.tasks.slow(work, then=self._open, otherwise=self.refuse, progress=lambda _done, _whole: None)

    def _open(self, folder: Path) -> None:
        self._choose(folder)

    def refuse(self, error: LarderError) -> None:
        self.wait(False)
        self.folder.set_error(say(error))
        self.folder.edit.setFocus()


def removed_words(refused: int) -> str:
    """How far the removal of this computer's copy went, as far as anybody can tell."""
    done = _(
        "This computer's copy is removed: its keys and its files were overwritten. A disk without moving parts may still "
        "keep old blocks. Backups on sticks, other computers and papers are as they were."
    )
    if not refused:
        return done
    left = ngettext(
        "{count} file could not be removed. It is locked and its keys are gone: delete it by hand.",
        "{count} files could not be removed. They are locked and their keys are gone: delete them by hand.",
        refused,
    ).format(count=number_text(refused))
    return joined(done, left)
