"""Import goods received."""

from collections.abc import Callable
from typing import Any

from desktop.i18n import _
from desktop.ui.context import Context
from desktop.ui.frame import FormPage


class ImportPage(FormPage):
    """Import goods received."""

    def __init__(
        self, context: Context, *, on_back: Callable[[], None], on_saved: Callable[..., None], **_what: Any
    ) -> None:
        super().__init__(_("Import goods received"), name="import", on_back=on_back)
