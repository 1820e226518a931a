"""Saving a month's figures as a table, on a drive or in a folder."""

from collections.abc import Callable
from pathlib import Path

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.periods import Month
from desktop.i18n import _, month_text, say
from desktop.operations import months
from desktop.operations.folders import existing_folder
from desktop.operations.month_file import TableThere, WhenThere, table_name, write_table
from desktop.ui.context import Context
from desktop.ui.drive_choice import DriveChoice, Target
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.waiting import Waiting
from desktop.ui.widgets.field import ChoiceField


class TablePage(FormPage):
    """Which copy, and where to."""

    def __init__(
        self, context: Context, month: Month, *, on_back: Callable[[], object], on_saved: Callable[[str], object]
    ) -> None:
        super().__init__(_("Save as table"), name="table", on_back=on_back, small=month_text(month.first))
        self._context = context
        self._month = month
        self._on_back = on_back
        self._on_saved = on_saved
        self._waiting = Waiting(self)
        self._target, self._when_there = Target(None, ""), WhenThere.REFUSE
        self._copy = ChoiceField(_("Which copy"), name="table_copy")
        self._copy.set_options(
            [
                (_("Share copy, small counts are hidden"), True),
                (_("Not for sharing, with every count"), False),
            ]
        )
        self._copy.set_value(True)
        self.form.add(self._copy)
        self.form.add_head(_("Where to"))
        self._where = DriveChoice(context, name="table_where")
        self._where.changed.connect(self._name_primary)
        self._where.entered.connect(lambda: self.primary.click() if self.primary else None)
        self.form.add(self._where)
        self.form.add_words(
            _(
                "The file {name} opens in any spreadsheet. It holds counts and no names, and it is not locked: "
                "whoever finds it can read it."
            ).format(name=table_name(month))
        )
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
        self._context.tasks.action(
            months.summary_csv,
            month=self._month,
            share=bool(self._copy.value()),
            changed=Changed(0),
            then=self._write,
            otherwise=self._refused,
        )

    def _write(self, content: bytes) -> None:
        typed, month, when_there = self._target.path, self._month, self._when_there
        self._context.tasks.slow(
            lambda _report, _stop: write_table(content, existing_folder(typed), month, when_there=when_there),
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
