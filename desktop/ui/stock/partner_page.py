"""What a partner group gave out."""

from collections.abc import Callable
from typing import Any

from desktop.i18n import _
from desktop.ui.context import Context
from desktop.ui.frame import FormPage


class PartnerPage(FormPage):
    """What a partner group gave out."""

    def __init__(
        self, context: Context, *, on_back: Callable[[], None], on_saved: Callable[..., None], **_what: Any
    ) -> None:
        super().__init__(_("What a partner group gave out"), name="partner", on_back=on_back)
