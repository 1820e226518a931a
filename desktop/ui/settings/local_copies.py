"""The vaults that lie beside this one, set aside before it was changed as a whole; a coordinator may remove them."""

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.users import Permission
from desktop.i18n import _, moment_text, number_text, say
from desktop.operations import backups
from desktop.operations.backups import LocalCopy
from desktop.ui.context import Context
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import clear, column
from desktop.ui.widgets.line_row import LineRow
from desktop.ui.widgets.text import Text

MEGABYTE = 1_000_000


class LocalCopies(QWidget):
    """A quiet list, there only while there are any."""

    def __init__(self, context: Context, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._context = context
        self._may_remove = context.allows(Permission.MANAGE)
        self._lines = column()
        head = Text(_("Copies on this computer"), "head", wrap=True)
        words = Text(
            _(
                "Before Larder changes the whole vault, it sets a copy aside here, and keeps the last few. Each opens with "
                "the passphrases of its day. They are no backup: they lie on the same disk."
            ),
            tone="text2",
            wrap=True,
        )
        self.setLayout(column(8, head, 16, words, 8, self._lines))
        self.hide()

    def refresh(self) -> None:
        """Ask which there are."""
        self._context.tasks.query(backups.local_copies, then=self._show, latest="local_copies")

    def _show(self, copies: tuple[LocalCopy, ...]) -> None:
        clear(self._lines)
        for number, copy in enumerate(copies):
            button = None
            if self._may_remove:
                button = Button(_("Remove"), name=f"{self.objectName()}_remove_{number}", height=36)
                button.clicked.connect(lambda _checked=False, copy=copy: self._ask(copy))
            self._lines.addWidget(
                LineRow(_described(copy), icon="backup", button=button, name=f"{self.objectName()}_{number}")
            )
        self.setVisible(bool(copies))

    def _ask(self, copy: LocalCopy) -> None:
        self._context.messages.confirm(
            _("Remove this copy?"),
            _("It is overwritten as far as the disk allows. It cannot be brought back."),
            [(_("Set aside"), moment_text(copy.made)), (_("Size"), _size(copy.size))],
            safe=_("Keep it"),
            act=_("Remove it"),
            on_act=lambda: self._remove(copy),
        )

    def _remove(self, copy: LocalCopy) -> None:
        self._context.tasks.query(
            backups.remove_local_copy, copy.path.name, then=lambda _nothing: self.refresh(), otherwise=self._refused
        )

    def _refused(self, error: LarderError) -> None:
        self._context.messages.refuse(say(error))
        self.refresh()


def _described(copy: LocalCopy) -> str:
    made = moment_text(copy.made)
    sentences = {
        "migration": _("{moment}, before a newer Larder changed the vault"),
        "restore": _("{moment}, set aside when a backup was restored"),
        "import": _("{moment}, before records were taken in"),
    }
    return sentences.get(copy.why, _("{moment}, before the vault was changed")).format(moment=made)


def _size(size: int) -> str:
    return _("{count} MB").format(count=number_text(max(1, round(size / MEGABYTE))))
