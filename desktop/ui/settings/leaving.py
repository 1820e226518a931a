"""Removing this computer's copy of the vault: what happens, how far it goes, and the date typed to confirm it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, date_text, say, time_text
from desktop.operations import leaving
from desktop.operations.leaving import Erased, NotProved, RemovalRefused
from desktop.ui.context import Context
from desktop.ui.frame import FormPage
from desktop.ui.typed_date import TypedDate
from desktop.ui.widgets.dialog import ProgressDialog
from desktop.ui.widgets.ground import boxed, clear, column
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.message import InlineMessage


class LeavingPage(FormPage):
    """Without a backup that holds everything it says so and goes no further.

    Args:
        on_back: leaves the page; nothing was changed.
    """

    def __init__(self, context: Context, *, on_back: Callable[[], object]) -> None:
        super().__init__(_("Remove this computer's copy"), name="leaving", on_back=on_back, width=640)
        self._context = context
        self._on_back = on_back
        self._made: datetime | None = None
        self._dialog: ProgressDialog | None = None
        self.form.add_words(
            _(
                "For the day on which this computer is given away, or is safe no more. The vault on it is destroyed: the "
                "keys first, then the records, then the copies that were set aside. Nobody can bring it back here."
            )
        )
        self._state = column()
        self.form.add(boxed(self._state))
        self.form.add_head(_("How far this goes"))
        self.form.add_words(
            _(
                "The files are overwritten before they go. Disks without moving parts may keep old blocks that no "
                "program can overwrite: what is left there is locked, and no passphrase opens it unless an old key "
                "file is found there too. Where that matters, destroy the disk."
            )
        )
        self.form.add_words(
            _(
                "Backups on sticks, copies on other computers and printed papers are not touched. Destroy papers that "
                "nobody needs. Keep the recovery sheet with the backup: it opens it."
            )
        )
        self.date = TypedDate(_("Type the date of the backup"), name="leaving_date")
        self.date.changed.connect(self._allow)
        self.form.add(self.date)
        self.set_primary(
            _("Remove this computer's copy"), self._remove, name="leaving_remove", icon="trash", shortcut=None
        )
        self.date.edit.returnPressed.connect(lambda: self.primary.click() if self.primary else None)
        self.date.hide()
        self._allow()
        context.tasks.query(leaving.proved_backup, then=self._show, otherwise=self._refused)

    def _show(self, made: Any) -> None:
        self._made = made
        clear(self._state)
        if made is None:
            self._state.addWidget(
                InlineMessage(
                    "warning",
                    _(
                        "No backup holds everything that is in this vault now: something was written since the last one, "
                        "or there is none. Make a backup first."
                    ),
                    [(_("Back to the backup"), "leaving_backup", self._on_back)],
                    name="leaving_not_proved",
                )
            )
        else:
            day = made.astimezone().date()
            self._state.addWidget(
                FactsList(
                    [
                        (_("Last backup"), date_text(day)),
                        (_("Made at"), time_text(made)),
                        (_("Written since"), _("nothing")),
                    ],
                    look="ruled",
                    name="leaving_facts",
                )
            )
            self.date.ask_for(day)
            self.date.show()
            self.date.edit.setFocus()
        self._allow()

    def _allow(self, _typed: str = "") -> None:
        self.date.set_error(None)
        if self._made is None:
            self.allow_primary(False, _("Make a backup first."))
        else:
            fits = self.date.fits()
            self.allow_primary(fits, "" if fits else _("Type the date of the backup first."))

    def _remove(self) -> None:
        typed = self.date.typed()
        if typed is None or not self.date.fits():
            return
        self.allow_primary(False)
        self.back.setEnabled(False)
        self._dialog = self._context.messages.progress(
            _("Removing this computer's copy"), _("Leave the computer on until it is done.")
        )
        self._context.tasks.long(
            leaving.remove_this_copy,
            confirmed=typed,
            progress=self._dialog.panel.set_progress,
            then=self._removed,
            otherwise=self._refused,
        )

    def _removed(self, erased: Erased) -> None:
        self._end()
        self._context.leave(erased.left)

    def _refused(self, error: LarderError) -> None:
        self._end()
        self.back.setEnabled(True)
        self._allow()
        if isinstance(error, Invalid) and error.field == "date":
            self.date.set_error(say(error))
        elif isinstance(error, NotProved):
            self._show(None)
        elif isinstance(error, RemovalRefused):
            self.allow_primary(False)
            self.back.setEnabled(False)
            self.show_message("refusal", say(error), [(_("Lock"), "leaving_lock", self._context.lock)])
        else:
            self.show_message("refusal", say(error))

    def _end(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()
            self._dialog = None
