"""What comes after unlocking is loaded while the passphrase is typed."""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

NEEDED = (
    "desktop.ui.messages",
    "babel.dates",
    "desktop.storage.connection",
    "desktop.ui.tasks",
    "desktop.operations.vault",
    "desktop.documents.paper",
    "desktop.operations.distribution",
    "desktop.ui.today.page",
    "desktop.ui.counter.page",
    "desktop.ui.people.page",
    "desktop.ui.stock.page",
    "desktop.ui.referrals.page",
    "desktop.ui.reports.page",
    "desktop.ui.settings.page",
    "desktop.ui.desk",
    *(("desktop.system.watch_bus",) if sys.platform == "linux" else ("desktop.system.watch",)),
    "desktop.operations.drafts",
    "desktop.log",
)
"""What the window after unlocking needs, in small parts."""


def load_later(parent: QObject, first: Callable[[], None], last: Callable[[], None]) -> None:
    """Load it a part at a time, so that no key waits long; it ends with `parent`.

    Args:
        first, last: Called before and after.
    """
    steps: list[Callable[[], object]] = [first, *(partial(import_module, name) for name in NEEDED), last]
    waiting = iter(steps)

    def load_next() -> None:
        step = next(waiting, None)
        if step is not None:
            step()
            QTimer.singleShot(0, parent, load_next)

    QTimer.singleShot(0, parent, load_next)
