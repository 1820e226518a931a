"""What a person sees when something failed that nobody expected: that nothing is lost, and the report word by word."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.ui.folder_dialog import FolderDialog
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import CardDialog
from desktop.ui.widgets.edit import NoteEdit
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.text import Text
from desktop.ui.widgets.wrap_row import WrapRow


class ReportDialog(CardDialog):
    """A report without personal data, for whoever mends the program. Nothing is sent; it can be copied.

    Args:
        window: the window it belongs to.
        report: names of errors, files and lines.
        tasks: reads folders when it is to be saved.
    """

    def __init__(self, window: QWidget, report: str, tasks: Tasks) -> None:
        title = _("Something went wrong in Larder")
        super().__init__(window, name="report", title=title)
        sentence = _(
            "What you were doing was not saved; everything saved before is safe. You can go on working. "
            "This report helps whoever mends the program. It names no person and nothing that was typed."
        )
        self._report = report
        self._tasks = tasks
        shown = NoteEdit(name="report_text", label=_("Report"), lines=8)
        shown.setReadOnly(True)
        shown.setPlainText(report)
        self._copy = Button(_("Copy the report"), name="report_copy", kind="quiet", icon="copy")
        self._copy.clicked.connect(self._on_copy)
        self._save = Button(_("Save the report..."), name="report_save", kind="quiet", icon="download")
        self._save.clicked.connect(self._on_save)
        close = Button(_("Go on working"), name="report_close", kind="primary")
        close.clicked.connect(self.accept)
        ways = WrapRow(fill=False)
        for button in (self._copy, self._save):
            ways.add(button)
        self.setLayout(
            column(
                Text(title, "head", wrap=True), 4, Text(sentence, tone="text2", wrap=True), 16, shown, 8,
                ways, 16, row(-1, close), margins=(24, 20, 24, 24),
            )
        )  # fmt: skip
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        FolderDialog(
            self, self._tasks, Path.home(), title=_("Where is the report to be saved?"), on_chosen=self._save_in
        ).open()

    def _save_in(self, folder: Path) -> None:
        try:
            (folder / "report.txt").write_text(f"{self._report}\n", "utf-8")
        except OSError:
            self._save.set_words(_("This folder cannot be written to"))
        else:
            self._save.set_words(_("Saved as report.txt"))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self._copy.set_words(_("Copied"))
