"""Move stock."""

from collections.abc import Callable
from typing import Any

from desktop.i18n import _
from desktop.ui.context import Context
from desktop.ui.frame import FormPage


class MovePage(FormPage):
    """Move stock."""

    def __init__(
        self, context: Context, *, on_back: Callable[[], None], on_saved: Callable[..., None], **_what: Any
    ) -> None:
        super().__init__(_("Move stock"), name="move", on_back=on_back)
