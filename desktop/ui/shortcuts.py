"""All keyboard shortcuts, in one place, so that none is given twice and the printed card can list them."""

from enum import Enum

from PySide6.QtGui import QKeySequence

from desktop.i18n import N_, _


class Shortcut(Enum):
    """A key sequence (in Qt's portable spelling) and what it does."""

    HELP = ("F1", N_("Help"))
    FIND = ("Ctrl+F", N_("Search"))
    GIVE_OUT = ("Ctrl+N", N_("Give out"))
    RECEIVE = ("Ctrl+R", N_("Receive"))
    COUNT = ("Ctrl+T", N_("Count"))
    PRIMARY = ("Ctrl+Return", N_("Do the main thing on this screen"))
    PRINT = ("Ctrl+P", N_("Print"))
    UNDO = ("Ctrl+Z", N_("Undo"))
    NAMES = ("Ctrl+B", N_("Show or hide names"))
    LOCK = ("Ctrl+L", N_("Lock"))
    LOCK_TOO = ("F12", N_("Lock"))
    LARGER = ("Ctrl++", N_("Larger text"))
    SMALLER = ("Ctrl+-", N_("Smaller text"))
    USUAL_SIZE = ("Ctrl+0", N_("Usual text size"))
    BACK = ("Alt+Left", N_("Back"))

    @property
    def sequence(self) -> QKeySequence:
        return QKeySequence(self.value[0])

    @property
    def meaning(self) -> str:
        """What it does, in the language being spoken."""
        return _(self.value[1])

    @property
    def words(self) -> str:
        """The keys as the person's keyboard names them: Ctrl+Enter."""
        native = self.sequence.toString(QKeySequence.SequenceFormat.NativeText)
        return native.replace("Return", _("Enter"))
