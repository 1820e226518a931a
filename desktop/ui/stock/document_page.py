"""One document of the stock book."""

from collections.abc import Callable

from desktop.domain.stock import DocumentId
from desktop.i18n import _
from desktop.operations.book import BookDocument
from desktop.ui.context import Context
from desktop.ui.frame import FormPage


class DocumentPage(FormPage):
    """What a document moved, and what may be done about it."""

    def __init__(
        self,
        context: Context,
        document_id: DocumentId,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        on_correct: Callable[[BookDocument], None],
    ) -> None:
        super().__init__(_("Entry"), name="document", on_back=on_back)
