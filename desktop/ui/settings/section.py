"""What the sections of the settings share: a title, a form, a primary where something is kept all at once."""

from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import say
from desktop.ui.context import Context
from desktop.ui.frame import FormPage
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.ground import set_margins


class Section(FormPage):
    """One section. `open` is called whenever it comes into view.

    Attributes:
        named_fields: the fields by their names in the operation, so that a refusal stands beside the right one.
    """

    def __init__(self, context: Context, key: str, title: str, *, width: int = 560) -> None:
        super().__init__(title, name=f"{key}_section", on_back=lambda: None, width=width)
        self.back.hide()
        set_margins(self.head_row, MARGIN, 0, MARGIN, 0)
        self.context = context
        self.named_fields: dict[str, Field] = {}

    def open(self, **_where: Any) -> None:
        """Come into view."""
        self.context.messages.use(self)

    def refuse(self, error: LarderError) -> None:
        """Say why nothing was kept, beside its field where it has one."""
        self.wait(False)
        field = self.named_fields.get(error.field) if isinstance(error, Invalid) else None
        if field is None:
            self.show_message("refusal", say(error))
            return
        field.set_error(say(error))
        field.setFocus()
