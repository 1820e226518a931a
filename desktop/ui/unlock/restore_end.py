"""Restoring a backup, the end: what it holds beside the vault that is here, where it goes, and what was done."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop import __version__
from desktop.domain.errors import (
    ChangeUnfinished,
    Invalid,
    LarderError,
    VaultDamaged,
    VaultExists,
    VaultFull,
    VaultUnwritable,
)
from desktop.i18n import _, date_text, joined, list_text, moment_text, ngettext, number_text, say
from desktop.operations.start import BackupContents, Present, Restored
from desktop.ui.folder_field import FolderField
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.typed_date import TypedDate
from desktop.ui.unlock.restore_steps import with_progress
from desktop.ui.unlock.step import Flow, Step
from desktop.ui.widgets.ground import boxed, clear, column, set_margins
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.message import InlineMessage
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text
from desktop.ui.widgets.way_choice import WayChoice

IN_PLACE, NEW_FOLDER = "in_place", "new_folder"


@dataclass(frozen=True, slots=True)
class _Compared:
    """A line of the two columns."""

    label: str
    backup: str
    here: str


class RestoreStep(Step):
    """What the backup holds, beside what the vault here holds where there is one, and the two ways."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "restore", _("What the backup holds"), width=600)
        self._way = ""
        self._facts_place = column()
        self._notes = column()
        self.form.add(boxed(self._facts_place))
        self.ways: WayChoice | None = None
        self._where_to = Text(_("Where is it to go?"), "head", wrap=True)
        self._where_to.hide()
        self.form.add(self._where_to)
        if flow.known is not None:
            self.ways = WayChoice(
                [
                    (
                        IN_PLACE,
                        _("In place of the vault on this computer"),
                        _("That one is set aside, and can be opened again."),
                        "swap",
                    ),
                    (
                        NEW_FOLDER,
                        _("Into a new folder"),
                        _("The vault on this computer stays as it is."),
                        "folder",
                    ),
                ],
                name="start_restore_way",
            )
            self.ways.chosen.connect(self._choose_way)
            self.form.add(self.ways)
        self.form.add(boxed(self._notes))
        self.folder = FolderField(
            _("Where the vault is to live"),
            flow.tasks,
            name="start_restore_folder",
            hint=_("A new or empty folder on this computer."),
            value=str(flow.desk.free_proposal()),
        )
        self.folder.entered.connect(self._press)
        self.form.add(self.folder)
        self.date = TypedDate(_("Type the date of the backup"), name="start_restore_date")
        self.date.changed.connect(self._on_date)
        self.date.edit.returnPressed.connect(self._press)
        self.form.add(self.date)
        self.form.add_words(
            _(
                "Colleagues unlock it with the passphrases they had when the backup was made; who was removed since can "
                "unlock it again, and must be removed again. Printed numbers go on under another letter, so that none "
                "comes twice."
            )
        )
        self.set_next(_("Restore"))
        self.folder.hide()
        self.date.hide()
        for scroll in self.findChildren(QScrollArea):
            scroll.verticalScrollBar().rangeChanged.connect(self._bring_up)

    def first_field(self) -> QWidget | None:
        return self.primary if self.ways is None else self.ways

    def arrive(self) -> None:
        contents, present = self._contents, self.flow.answers.present
        clear(self._facts_place)
        self._facts_place.addWidget(_alone(contents) if present is None else _side_by_side(contents, present))
        self.date.ask_for(self.flow.desk.backup_date(contents))
        self._where_to.setVisible(present is not None)
        if self.ways is not None:
            self.ways.setVisible(present is not None)
        super().arrive()
        self._show_way()

    def wait(self, waiting: bool) -> None:
        super().wait(waiting)
        if not waiting:
            self._allow()

    def go_on(self) -> None:
        desk, answers, known = self.flow.desk, self.flow.answers, self.flow.known
        typed, unlocking, file = self.folder.value(), answers.unlocking, answers.backup
        in_place, confirmed = self._in_place, self.date.typed() if self._must_confirm else None
        assert file is not None

        def work(report: Callable[[int, int], None], stop: threading.Event) -> Restored:
            if in_place and known is not None:
                return desk.restore(
                    file, known, unlocking, replace=True, confirmed_date=confirmed, report=report, stop=stop
                )
            folder = desk.folder_of(typed)
            desk.check_empty(folder)
            return desk.restore(file, folder, unlocking, report=report, stop=stop)

        self.wait(True)
        with_progress(self, _("Restoring the backup"), work, self._restored)

    def refuse(self, error: LarderError) -> None:
        here = isinstance(error, VaultExists | VaultFull | VaultUnwritable)
        if isinstance(error, ChangeUnfinished):
            # It is decided, and done at the next opening; there is no way back to choose another.
            self.flow.answers.made = True
        self.wait(False)
        if isinstance(error, Invalid) and error.field == "date":
            self.date.show()
            self.date.set_error(say(error))
            self.date.edit.setFocus()
        elif not self._in_place and (here or (isinstance(error, Invalid) and error.field == "folder")):
            self.folder.set_error(say(error))
            self.folder.edit.setFocus()
        else:
            super().refuse(error)

    @property
    def _contents(self) -> BackupContents:
        contents = self.flow.answers.contents
        assert contents is not None
        return contents

    @property
    def _in_place(self) -> bool:
        return self.flow.answers.present is not None and self._way == IN_PLACE

    @property
    def _must_confirm(self) -> bool:
        """Whether something newer than the backup would have to go."""
        present = self.flow.answers.present
        return self._in_place and present is not None and present.is_newer_than(self._contents)

    def _choose_way(self, way: str) -> None:
        self._way = way
        self.clear_message()
        self._show_way()
        if self._must_confirm:
            self.date.edit.setFocus()

    def _bring_up(self, _low: int, _high: int) -> None:
        """Where the chosen way's field came up below the window's edge, scroll to it."""
        field = self.date if self.date.isVisible() else self.folder
        if self._way and field.isVisible():
            for scroll in self.findChildren(QScrollArea):
                scroll.ensureWidgetVisible(field)

    def _show_way(self) -> None:
        present = self.flow.answers.present
        anywhere = present is None or self._way == NEW_FOLDER
        self.folder.setVisible(anywhere)
        self.date.setVisible(self._must_confirm)
        clear(self._notes)
        problem = self.flow.answers.present_problem
        if problem is not None:
            words = _("The vault on this computer cannot be replaced now.")
            self._notes.addWidget(InlineMessage("info", joined(words, say(problem)), name="start_present_problem"))
        if present is not None and self._must_confirm:
            self._notes.addWidget(InlineMessage("warning", _missing(self._contents, present), name="start_missing"))
        self._allow()

    def _on_date(self, _typed: str) -> None:
        self.date.set_error(None)
        self._allow()

    def _allow(self) -> None:
        if self.flow.answers.present is not None and not self._way:
            self.allow_primary(False, _("Choose first where it goes."))
        elif self._must_confirm and not self.date.fits():
            self.allow_primary(False, _("Type the date of the backup first."))
        else:
            self.allow_primary(True)

    def _press(self) -> None:
        if self.primary is not None:
            self.primary.click()

    def _restored(self, restored: Restored) -> None:
        self.flow.answers.restored = restored
        self.flow.answers.made = True
        self.flow.go("restored")


class RestoredStep(Step):
    """What was done: where the vault lives, where the old one lies, who was erased again."""

    def __init__(self, flow: Flow, choose: Callable[[Path], None]) -> None:
        super().__init__(flow, "restored", _("The backup is restored"))
        set_margins(self.head_row, MARGIN, 0, MARGIN, 0)  # there is no way back before the title
        self._choose = choose
        restored = flow.answers.restored
        assert restored is not None
        made = date_text(restored.contents.created.astimezone().date())
        self.form.add(
            FactsList(
                [
                    (_("The backup is of"), made),
                    (_("The vault lives in"), str(restored.folder)),
                    *([(_("The vault that was here lies in"), str(restored.aside))] if restored.aside else []),
                    (_("New numbers begin with the letter"), restored.desk),
                ],
                look="ruled",
                name="start_restored",
            )
        )
        if restored.aside is not None:
            self.form.add_words(
                _(
                    "The vault that was here can be opened again: choose Open a vault that is here, at the beginning. It "
                    "can be removed in the settings, under Backup."
                )
            )
        self.form.add(Text(_erased(restored, made), wrap=True, tone="text2", name="start_erased"))
        self.form.add_words(
            _("No backup is made until a coordinator has looked whether these are the right records, and says so.")
        )
        self.set_next(_("Go on to unlock it"))

    def first_field(self) -> QWidget | None:
        return self.primary

    def go_on(self) -> None:
        restored = self.flow.answers.restored
        assert restored is not None
        self._choose(restored.folder)


def _alone(contents: BackupContents) -> QWidget:
    counts = contents.counts
    return FactsList(
        [
            (_("Written"), moment_text(contents.created)),
            (_("Members"), number_text(counts.members)),
            (_("Hand-outs"), number_text(counts.hand_outs)),
            (_("Referrals"), number_text(counts.referrals)),
            (_("Items"), number_text(counts.items)),
            (_("Made with"), f"Larder {contents.program}"),
        ],
        look="ruled",
        name="start_contents",
    )


def _side_by_side(contents: BackupContents, present: Present) -> QWidget:
    here, there = present.counts, contents.counts

    def line(label: str, name: str) -> _Compared:
        unknown = _("not known")
        return _Compared(
            label, number_text(getattr(there, name)), unknown if here is None else number_text(getattr(here, name))
        )

    rows = [
        _Compared(_("Last change"), moment_text(contents.created), moment_text(present.last_change)),
        line(_("Members"), "members"),
        line(_("Hand-outs"), "hand_outs"),
        line(_("Referrals"), "referrals"),
        line(_("Items"), "items"),
        _Compared(_("Larder"), contents.program, __version__),
    ]
    table: Table[_Compared] = Table(
        [
            Column("", lambda row: row.label, look="second"),
            Column(_("The backup"), lambda row: row.backup, width=190, align="end", look="bold"),
            Column(_("On this computer"), lambda row: row.here, width=190, align="end", look="bold"),
        ],
        name="start_contents",
        label=_("The backup and the vault on this computer"),
        key=lambda row: row.label,
        row_height=36,
        selectable=False,
        fit=True,
    )
    table.set_rows(rows)
    if present.opens:
        return table
    if isinstance(present.problem, VaultDamaged):
        why = _("The vault on this computer is damaged. Only the date of its files is known.")
    else:
        why = _("The vault on this computer does not open with what was typed. Only the date of its files is known.")
    return boxed(column(table, 8, Text(why, "small", tone="text2", wrap=True, name="start_not_read")))


def _missing(contents: BackupContents, present: Present) -> str:
    """What is lost from sight when an older backup takes the place of a newer vault."""
    day = date_text(contents.created.astimezone().date())
    older = _("This backup is older than the vault on this computer.")
    here, there = present.counts, contents.counts
    parts = []
    if here is not None:
        fewer = [
            (here.members - there.members, lambda n: ngettext("{count} member", "{count} members", n)),
            (here.hand_outs - there.hand_outs, lambda n: ngettext("{count} hand-out", "{count} hand-outs", n)),
            (here.referrals - there.referrals, lambda n: ngettext("{count} referral", "{count} referrals", n)),
            (here.items - there.items, lambda n: ngettext("{count} item", "{count} items", n)),
        ]
        parts = [words(count).format(count=number_text(count)) for count, words in fewer if count > 0]
    if parts:
        gone = _("What was written after {date} will be missing: {parts}, and whatever was changed.").format(
            date=day, parts=list_text(parts)
        )
    else:
        gone = _("What was written after {date} will be missing.").format(date=day)
    return joined(older, gone)


def _erased(restored: Restored, made: str) -> str:
    if restored.erased_again is None:
        return _(
            "Whoever was erased after {date} stands in these records again: who that is, is not known here. If you know "
            "of anybody, erase them again."
        ).format(date=made)
    if not restored.erased_again:
        return _("Nobody had been erased since the backup was made.")
    return ngettext(
        "{count} person who had been erased since was erased again.",
        "{count} people who had been erased since were erased again.",
        restored.erased_again,
    ).format(count=number_text(restored.erased_again))
