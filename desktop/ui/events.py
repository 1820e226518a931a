"""One notice of change. Every screen listens and refreshes itself; none calls another."""

from enum import Flag, auto

from PySide6.QtCore import QObject, Signal


class Changed(Flag):
    """What an action may have touched."""

    STOCK = auto()
    PEOPLE = auto()
    REFERRALS = auto()
    MONTHS = auto()
    SETTINGS = auto()
    BACKUP = auto()


class Events(QObject):
    """Signals that cross screens.

    Signals:
        changed: An action was saved; carries what it may have touched.
        names_shown: Whether names may be seen now.
    """

    changed = Signal(Changed)
    names_shown = Signal(bool)
