"""The recovery sheet on the screen: its words to print or copy, and the question whether they were copied."""

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop import i18n
from desktop.domain.errors import LarderError
from desktop.i18n import _, number_text, say
from desktop.operations.recovery import Drives, recovery_paper, save_sheet
from desktop.operations.recovery_typing import SAME_WORDS
from desktop.ui.folder_dialog import FolderDialog
from desktop.ui.tasks import Tasks
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting, text_height, text_width
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.message import MessageArea
from desktop.ui.widgets.wrap_row import WrapRow

COLUMNS = 3
ASKED = 3


class SheetWords(QWidget):
    """The words in their order, and the ways to take them along.

    Args:
        tasks: makes the paper off the main thread.
        show_paper: opens the preview of a PDF held in memory.
        vault: the vault's folder, which is no place for the sheet.
        drives: lists the drives that are no place for it either.
        made: the date on the paper.
        number: which of three sheets it is; 0 for the one.
    """

    def __init__(
        self,
        words: Sequence[str],
        tasks: Tasks,
        *,
        name: str,
        show_paper: Callable[[bytes, str], object],
        vault: Path | None,
        drives: Drives | None,
        made: date,
        number: int = 0,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._given = tuple(words)
        self._tasks = tasks
        self._show_paper = show_paper
        self._vault = vault
        self._drives = drives
        self._made = made
        self._number = number
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        lines = -(-len(self._given) // COLUMNS)
        for index, word in enumerate(self._given):
            grid.addWidget(_Word(index + 1, word, name=f"{name}_{index + 1}"), index % lines, index // lines)
        self._print = Button(_("Print the sheet"), name=f"{name}_print", icon="print")
        self._print.clicked.connect(lambda: self._make(self._on_paper))
        self._save = Button(_("Save as a file..."), name=f"{name}_save", kind="quiet", icon="download")
        self._save.clicked.connect(self._warn)
        buttons = WrapRow(fill=False)
        buttons.add(self._print)
        buttons.add(self._save)
        self.messages = MessageArea(name=f"{name}_messages")
        self.setLayout(column(grid, 16, buttons, 12, self.messages))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def _make(self, then: Callable[[bytes], None]) -> None:
        paper = self._paper()
        self._tasks.slow(
            lambda _report, _stop: paper(),
            then=then,
            otherwise=self._refuse,
            progress=lambda _done, _whole: None,
        )

    def _paper(self) -> Callable[[], bytes]:
        """What makes the paper, with nothing of the window in it."""
        return partial(recovery_paper, self._given, language=i18n.current(), made=self._made, number=self._number)

    def _on_paper(self, paper: bytes) -> None:
        self._show_paper(paper, _("Recovery sheet"))

    def _warn(self) -> None:
        self.messages.show_message(
            "warning",
            _(
                "A file can be found by anyone who gets at this computer, and it opens everything. Paper cannot. Print "
                "the sheet or copy it by hand, unless you can do neither."
            ),
            [
                (_("Save it anyway..."), f"{self.objectName()}_save_anyway", self._choose),
                (_("Leave it"), f"{self.objectName()}_save_not", self.messages.clear),
            ],
        )

    def _choose(self) -> None:
        FolderDialog(
            self.window(),
            self._tasks,
            Path.home(),
            title=_("Where is the sheet to be saved?"),
            on_chosen=self.save_in,
        ).open()

    def save_in(self, folder: Path) -> None:
        """Save the sheet in a folder; the vault's own and drives that can be carried away are refused."""
        paper, vault, drives, number = self._paper(), self._vault, self._drives, self._number

        def work(_report: object, _stop: object) -> Path:
            return save_sheet(paper(), folder, vault=vault, drives=drives, number=number)

        self._tasks.slow(work, then=self._on_saved, otherwise=self._refuse, progress=lambda _done, _whole: None)

    def _on_saved(self, path: Path) -> None:
        self.messages.show_message(
            "warning", _("Saved as {file}. Print it, then delete the file.").format(file=str(path))
        )

    def _refuse(self, error: LarderError) -> None:
        self.messages.show_message("refusal", say(error))


class SheetCheck(QWidget):
    """Asks three of the words, in their order on the sheet.

    Args:
        in_parts: it is one of three, which all begin with the same words: those tell nothing.

    Signals:
        entered(): Enter was pressed in the last field.
    """

    entered = Signal()

    def __init__(self, words: Sequence[str], *, name: str, in_parts: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._given = tuple(words)
        first = SAME_WORDS if in_parts else 0
        chosen = sorted(secrets.SystemRandom().sample(range(first, len(self._given)), ASKED))
        self.fields: dict[int, TextField] = {}
        parts: list[QWidget | int] = []
        for turn, index in enumerate(chosen):
            field = TextField(
                _("Word {number}").format(number=number_text(index + 1)), name=f"{name}_{turn + 1}", longest=40
            )
            self.fields[index] = field
            parts += [field, 16]
        self.setLayout(column(*parts))
        in_order = list(self.fields.values())
        for field, after in pairwise(in_order):
            field.edit.returnPressed.connect(after.edit.setFocus)
        in_order[-1].edit.returnPressed.connect(self.entered)
        self.setFocusProxy(in_order[0])

    def asked(self) -> tuple[int, ...]:
        """Which words are asked, counted from 1, in the order of the fields."""
        return tuple(index + 1 for index in self.fields)

    def check(self) -> bool:
        """Whether all three are right; the first wrong one is shown."""
        right = True
        for index, field in self.fields.items():
            typed = unicodedata.normalize("NFKD", field.value().casefold())
            if typed == unicodedata.normalize("NFKD", self._given[index]):
                field.set_error(None)
                continue
            sentence = _("This is not the word on the sheet. Look at it again.")
            field.set_error(sentence if typed else _("Type the word on the sheet"))
            if right:
                field.edit.setFocus()
            right = False
        return right


class _Word(QWidget):
    """A number and a word, large enough to be copied without a mistake."""

    def __init__(self, number: int, word: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._number = number_text(number)
        self._word = word
        self.setAccessibleName(f"{self._number} {word}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self.updateGeometry)

    def words(self) -> str:
        return self._word

    def sizeHint(self) -> QSize:
        theme = current_theme()
        width = theme.px(44) + text_width(self._word, theme.font("head")) + 16
        return QSize(width, max(theme.target(48), text_height(theme.font("head")) + 16))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.outline(0, 0, canvas.width, canvas.height, "line", radius=8, ground="pane")
            number = canvas.theme.px(36)
            canvas.text(0, 0, number, canvas.height, self._number, canvas.theme.font("small"), "text2", "end")
            room = canvas.width - number - 20
            canvas.text(number + 12, 0, room, canvas.height, self._word, canvas.theme.font("head"), "text")
