"""Who gave the goods of an entry, for whoever may see people, and forgetting it."""

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.stock import DocumentId
from desktop.domain.users import Permission
from desktop.i18n import _, say
from desktop.operations import givers
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.marks import Veil
from desktop.ui.widgets.text import Text


class GiverLine(QWidget):
    """The name behind a head, veiled while names are hidden. It is not there where nobody is named."""

    def __init__(self, context: Context, document_id: DocumentId, number: str) -> None:
        super().__init__()
        self._context = context
        self._document_id = document_id
        self._number = number
        self._given_by: str | None = None
        self._name = Text("", wrap=True, name="document_giver")
        self._veil = Veil()
        forget = Button(_("Forget who gave it"), name="document_forget_giver", kind="quiet", flush=True)
        forget.clicked.connect(lambda _checked=False: self._ask())
        self.setLayout(
            column(
                SectionHead(_("Given by")), 4, self._name, self._veil, 4, boxed(row(forget, -1)), margins=(0, 16, 0, 0)
            )
        )
        if not context.allows(Permission.CORRECT):
            forget.hide()
        self.hide()
        context.events.names_shown.connect(self._show)
        context.tasks.query(givers.giver_of, document_id, then=self._use)

    def _use(self, name: str | None) -> None:
        self._given_by = name
        self.setVisible(name is not None)
        self._show()

    def _show(self, _names: bool = False) -> None:
        shown = self._context.names_shown
        # What is hidden stands nowhere, not even under the veil.
        self._name.set_words((self._given_by or "") if shown else "")
        self._name.setVisible(shown)
        self._veil.setVisible(not shown)

    def _ask(self) -> None:
        self._context.messages.confirm(
            _("Forget who gave it?"),
            _(
                "The name is deleted for good. The goods and their number stay. Backups made before still hold the name."
            ),
            [(_("Entry"), self._number)],
            safe=_("Keep it"),
            act=_("Forget who gave it"),
            on_act=self._forget,
        )

    def _forget(self) -> None:
        self._context.tasks.action(
            givers.forget_giver,
            document_id=self._document_id,
            changed=Changed.PEOPLE,
            then=lambda _none: self._use(None),
            otherwise=self._refused,
        )

    def _refused(self, error: LarderError) -> None:
        self._context.messages.refuse(say(error))
