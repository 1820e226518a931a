"""What can be done with a hand-out once it was given: print its receipt, undo it."""

import uuid

from PySide6.QtWidgets import QWidget

from desktop.domain.stock import DocumentId
from desktop.i18n import _, current
from desktop.operations import distribution, receipts
from desktop.operations.distribution import Distribution, GivenOut
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.widgets.foot import Foot

GAVE = Changed.STOCK | Changed.PEOPLE | Changed.MONTHS
_NOTHING = Changed(0)


class Afterwards:
    """Says in the foot line what was done.

    Args:
        focus: Gets the keyboard back when a receipt is closed.
    """

    def __init__(self, context: Context, foot: Foot, focus: QWidget) -> None:
        self._context = context
        self._foot = foot
        self._focus = focus

    def undo(self, document_id: DocumentId) -> None:
        """Take a hand-out back."""
        self._context.tasks.action(
            distribution.undo_distribution,
            form_key=uuid.uuid4().hex,
            document_id=document_id,
            changed=GAVE,
            then=lambda undone: self._foot.done(
                _("Undone. It stands in the book as {number}").format(number=undone.number)
            ),
        )

    def undo_correction(self, before: Distribution, given: GivenOut) -> None:
        """Enter it again as it was before the correction."""
        self._context.tasks.action(
            distribution.correct_distribution,
            form_key=uuid.uuid4().hex,
            document_id=given.document_id,
            lines=before.lines,
            member_id=before.member_id,
            head_count=before.head_count,
            place_id=before.place_id,
            changed=GAVE,
            then=lambda again: self._foot.done(
                _("It is as before, under the number {number}").format(number=again.number)
            ),
        )

    def print(self, document_id: DocumentId, number: str) -> None:
        """Show the receipt, to be printed from there."""
        title = _("Receipt {number}").format(number=number)
        self._context.tasks.action(
            receipts.receipt_paper,
            document_id=document_id,
            language=current(),
            changed=_NOTHING,
            then=lambda pdf: self._context.show_paper(pdf, title, after=self._focus.setFocus),
        )
