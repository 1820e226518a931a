"""Saying on a page over the stock list what was saved, with its undo."""

import uuid

from desktop.domain.stock import Posted
from desktop.i18n import _
from desktop.operations import undoing
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace


def undo_from(page: Workspace, context: Context, posted: Posted | None, sentence: str) -> None:
    """Say `sentence` in the page's foot; with a document, offer to take it back."""
    if posted is None:
        page.foot.done(sentence)
        return

    def undo() -> None:
        context.tasks.action(
            undoing.undo_stock,
            form_key=uuid.uuid4().hex,
            document_id=posted.document_id,
            changed=Changed.STOCK | Changed.MONTHS,
            then=lambda undone: page.foot.done(
                _("Undone. It stands in the book as {number}").format(number=undone.number)
            ),
        )

    page.foot.done(sentence, undo, words=posted.number)
