"""Saving a table for a spreadsheet, on a drive or in a folder: where to, and what when such a file is there already."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, say
from desktop.operations.folders import existing_folder
from desktop.operations.month_file import TableThere, WhenThere, write_file
from desktop.ui.context import Context
from desktop.ui.drive_choice import DriveChoice, Target
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.waiting import Waiting


class TableSavingPage(FormPage):
    """A page that asks where to. What stands above that, and what is saved, its maker says.

    Args:
        file_name: The file's name, which tells nothing of what stands in it.
        content: The operation that makes the table's bytes, and what it is called with at the time.
        on_saved: Takes the sentence that says where it is.
    """

    def __init__(
        self,
        context: Context,
        *,
        small: str,
        file_name: str,
        content: Callable[[], tuple[Callable[..., bytes], dict[str, Any]]],
        on_back: Callable[[], object],
        on_saved: Callable[[str], object],
    ) -> None:
        super().__init__(_("Save as table"), name="table", on_back=on_back, small=small)
        self._context = context
        self._file_name = file_name
        self._content = content
        self._on_back = on_back
        self._on_saved = on_saved
        self._waiting = Waiting(self)
        self._target, self._when_there = Target(None, ""), WhenThere.REFUSE

    def ask_where(self, words: str) -> None:
        """Put the places below what is on the form, then `words` about the file, and the button."""
        self.form.add_head(_("Where to"))
        self._where = DriveChoice(self._context, name="table_where")
        self._where.changed.connect(self._name_primary)
        self._where.entered.connect(lambda: self.primary.click() if self.primary else None)
        self.form.add(self._where)
        self.form.add_words(words)
        self.set_primary(_("Save"), self._save, name="table_save", icon="table")
        self._name_primary()

    def _name_primary(self) -> None:
        target = self._where.value()
        if self.primary is not None and target is not None:
            self.primary.set_words(_("Save on {place}").format(place=target.words))
        self.allow_primary(target is not None, "" if target else _("Choose first where to."))

    def _save(self, when_there: WhenThere = WhenThere.REFUSE) -> None:
        target = self._where.value()
        if target is None:
            return
        self.clear_message()
        self._wait(True)
        self._target, self._when_there = target, when_there
        operation, values = self._content()
        self._context.tasks.action(operation, changed=Changed(0), then=self._write, otherwise=self._refused, **values)

    def _write(self, content: bytes) -> None:
        typed, name, when_there = self._target.path, self._file_name, self._when_there
        self._context.tasks.slow(
            lambda _report, _stop: write_file(content, existing_folder(typed), name, when_there=when_there),
            then=self._saved,
            otherwise=self._refused,
            progress=lambda _done, _whole: None,
        )

    def _saved(self, path: Path) -> None:
        self._wait(False)
        self._on_back()
        self._on_saved(_("{name} is saved on {place}").format(name=path.name, place=self._target.words))

    def _refused(self, error: LarderError) -> None:
        self._wait(False)
        if isinstance(error, TableThere):
            self.show_message(
                "refusal",
                say(error),
                [
                    (_("Keep both"), "table_keep_both", lambda: self._save(WhenThere.KEEP_BOTH)),
                    (_("Replace it"), "table_replace", lambda: self._save(WhenThere.REPLACE)),
                ],
            )
        elif isinstance(error, Invalid) and error.field == "folder":
            self._where.set_error(say(error))
        else:
            self.show_message("refusal", say(error))

    def _wait(self, waiting: bool) -> None:
        self._where.pause(waiting)
        if self.primary is not None:
            self.primary.setEnabled(not waiting)
        if waiting:
            self._waiting.begin(_("Saving the table. This takes a moment."))
        else:
            self._waiting.end()
