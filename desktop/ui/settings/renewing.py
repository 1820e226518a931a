"""What makes all keys anew, behind a dialog that says how far it is and can stop it."""

import threading
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

from desktop.domain.errors import LarderError
from desktop.i18n import _
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.widgets.dialog import ProgressDialog


class Renewing(QObject):
    """One run after the other, for the screen that it belongs to."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._stop = threading.Event()
        self._dialog: ProgressDialog | None = None
        self._then: Callable[[Any], object] = lambda _result: None
        self._otherwise: Callable[[LarderError], object] = lambda _error: None

    def start(
        self,
        operation: Callable[..., Any],
        *,
        title: str,
        then: Callable[[Any], object],
        otherwise: Callable[[LarderError], object],
        **values: Any,
    ) -> None:
        """Run `operation(session, **values, report=, stopped=)`; one of the two is called at its end."""
        self._then, self._otherwise = then, otherwise
        self._dialog = self._context.messages.progress(
            title,
            _("Everything is written anew and checked. Until it is done, nothing has changed."),
            on_cancel=self._cancel,
        )
        self._stop = self._context.tasks.long(
            operation,
            progress=self._show,
            then=self._done,
            otherwise=self._refused,
            changed=Changed.SETTINGS,
            **values,
        )

    def _cancel(self) -> None:
        self._stop.set()

    def _show(self, done: int, whole: int) -> None:
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.panel.set_progress(done, whole)

    def _done(self, result: Any) -> None:
        self._end()
        self._then(result)

    def _refused(self, error: LarderError) -> None:
        self._end()
        self._otherwise(error)

    def _end(self) -> None:
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.accept()
        self._dialog = None
