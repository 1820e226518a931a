"""The one place that shows errors and asks questions. Tests put a recorder in its stead."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.dialog import ConfirmDialog, ProgressDialog
from desktop.ui.widgets.message import MessageKind

Action = tuple[str, str, Callable[[], object]]
"""(words, object name, what to call)"""


class MessagePlace(Protocol):
    """Where sentences appear: a workspace, or the unlock screen."""

    def show_message(self, kind: MessageKind, sentence: str, actions: Sequence[Action] = ()) -> object: ...

    def clear_message(self) -> None: ...


class Messages(QObject):
    """Says and asks, on the screen that is shown.

    Args:
        window: dialogs belong to it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._place: MessagePlace | None = None

    def use(self, place: MessagePlace | None) -> None:
        """The screen whose message area is used from now on."""
        self._place = place

    def refuse(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        """Say that something was not done: what happened, that nothing was saved, what to do next."""
        self._show("refusal", sentence, actions)

    def warn(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        """Say that something is unusual; the primary stays on."""
        self._show("warning", sentence, actions)

    def inform(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        """Say something worth knowing."""
        self._show("info", sentence, actions)

    def clear(self) -> None:
        """Take the last sentence away."""
        if self._place is not None:
            self._place.clear_message()

    def confirm(
        self,
        question: str,
        sentence: str,
        facts: Sequence[tuple[str, str]] = (),
        *,
        safe: str,
        act: str,
        on_act: Callable[[], object],
        on_safe: Callable[[], object] | None = None,
    ) -> None:
        """Ask before what cannot be undone. Returns at once; one of the two is called when a person has answered."""
        dialog = ConfirmDialog(self._window, question, sentence, facts, safe=safe, act=act)
        dialog.acted.connect(on_act)
        if on_safe is not None:
            dialog.kept.connect(on_safe)
        dialog.open()

    def progress(self, title: str, sentence: str, *, on_cancel: Callable[[], object] | None = None) -> ProgressDialog:
        """Cover the window while something long runs. The caller moves `panel.set_progress` and ends by `accept()`."""
        dialog = ProgressDialog(self._window, title, sentence, can_cancel=on_cancel is not None)
        if on_cancel is not None:
            dialog.panel.cancelled.connect(on_cancel)
        dialog.open()
        return dialog

    def _show(self, kind: MessageKind, sentence: str, actions: Sequence[Action]) -> None:
        assert self._place is not None, "no screen is shown yet"
        self._place.show_message(kind, sentence, actions)
