"""How old the last backup is, always in sight; who may makes one from here, a stock keeper is reminded.

After a restore it says instead that a coordinator has yet to confirm the records: no backup is made until then.
"""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.domain.users import Permission
from desktop.i18n import _, date_text, joined, ngettext, number_text
from desktop.operations.today import TodayFigures
from desktop.ui.context import Context
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import row
from desktop.ui.widgets.marks import Badge, IconMark
from desktop.ui.widgets.text import Text

DUE_DAYS = 7


def backup_is_due(figures: TodayFigures) -> bool:
    """Whether the last backup is a week old, there is none, or a restored vault waits to be confirmed."""
    if figures.restored is not None:
        return True
    return figures.backup_age_days is None or figures.backup_age_days >= DUE_DAYS


class BackupLine(QWidget):
    """An icon, a sentence, a mark when it is due, and the button."""

    def __init__(self, context: Context, figures: TodayFigures) -> None:
        super().__init__()
        self.setObjectName("today_backup")
        age, due = figures.backup_age_days, backup_is_due(figures)
        act = ""
        if figures.restored is not None:
            may = context.allows(Permission.MANAGE)
            sentence = restored_words(figures.restored, may_confirm=may)
            act = _("Look at it") if may else ""
        else:
            sentence = backup_age(age)
            if context.allows(Permission.BACK_UP):
                act = _("Back up")
            elif due:
                sentence = joined(sentence, _("Remind a colleague to make one."))
        words = Text(sentence, wrap=True, name="today_backup_age")
        words.setContentsMargins(0, 0 if current_theme().chinese else 3, 0, 0)
        line = row(IconMark("usb", 18), words, spacing=12)
        line.setStretch(1, 1)
        if due:
            line.addWidget(Badge(_("due"), "warn", "clock", name="today_backup_badge"))
        if act:
            button = Button(act, name="today_copy", height=40)
            button.setMinimumWidth(108)
            button.clicked.connect(lambda _checked=False: context.go("settings", section="backup"))
            line.addWidget(button)
        self.setLayout(line)


def backup_age(days: int | None) -> str:
    """How old the last backup is, as a sentence."""
    if days is None:
        return _("No backup was made yet.")
    if days == 0:
        return _("The last backup is from today.")
    return ngettext("The last backup is {count} day old.", "The last backup is {count} days old.", days).format(
        count=number_text(days)
    )


def restored_words(made: datetime, *, may_confirm: bool) -> str:
    """That the vault was restored, and waits to be confirmed, as a sentence that is short enough for the foot line."""
    sentence = (
        _("Restored from a backup of {date}, and not confirmed yet.")
        if may_confirm
        else _("Restored from a backup of {date}. A coordinator must confirm it.")
    )
    return sentence.format(date=date_text(made.astimezone().date()))
