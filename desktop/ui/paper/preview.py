"""The preview of a paper: what it looks like, who may see it, and a button that prints it. Nothing touches the disk."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, ngettext, number_text
from desktop.ui.paper.pages import POINTS_PER_INCH, Pages
from desktop.ui.paper.printing import has_printer, print_pages, printer_for
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting
from desktop.ui.widgets.dialog import CardDialog
from desktop.ui.widgets.ground import Ground, ScrollArea, column, row
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.message import MessageArea
from desktop.ui.widgets.text import Text

_WIDTH = 860
_SIDE = 304
_PAGE = 480
"""Widest a page is shown, in pixels; a small one is shown at one and a half of its size, which reads better."""
_LARGEST = 1.5


class Preview(CardDialog):
    """Shows a paper that is held in memory, and prints it when asked to.

    Args:
        window: The window it lies over.
        pdf: The paper.
        title: What it is, such as "Receipt 26-A-00143-7"; it stays inside the window.
        after: Called once it is closed, printed or not.

    Attributes:
        pdf: The paper, as it would be printed.
    """

    def __init__(self, window: QWidget, pdf: bytes, title: str, after: Callable[[], object] | None = None) -> None:
        super().__init__(window, name="paper", title=title)
        self.pdf = pdf
        self._pages = Pages(pdf)
        self._after = after
        self._dialog: QPrintDialog | None = None
        sheets = QWidget()
        line = column(spacing=16, margins=(24, 24, 24, 24))
        for number in range(len(self._pages)):
            sheet = _Sheet(self._pages, number)
            line.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        line.addStretch(1)
        sheets.setLayout(line)
        ground = Ground("pane", radius=12)
        scroll = ScrollArea(sheets, name="paper_scroll", reserve=False)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(title)
        ground.setLayout(column(scroll, margins=(1, 1, 1, 1)))
        count = len(self._pages)
        pages = ngettext("{count} page", "{count} pages", count).format(count=number_text(count))
        self._messages = MessageArea(name="paper_messages")
        self.print_button = Button(
            _("Print"), name="paper_print", kind="primary", icon="print", shortcut=Shortcut.PRINT
        )
        self.close_button = Button(_("Close"), name="paper_close", height=48)
        side = QWidget()
        side.setFixedWidth(current_theme().target(_SIDE))
        side.setLayout(
            column(
                Text(title, "head", wrap=True, name="paper_title"),
                Text(pages, "small", tone="text2"),
                20,
                SectionHead(_("Who may see this paper?")),
                4,
                Text(
                    _("Whoever finds it can read it. Look at it first, and print no more than is needed."),
                    tone="text2",
                    wrap=True,
                ),
                -1,
                self._messages,
                12,
                self.close_button,
                8,
                self.print_button,
                margins=(0, 24, 24, 24),
            )
        )
        whole = row(ground, side, spacing=24, margins=(1, 1, 0, 1))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        QWidget.setTabOrder(self.print_button, self.close_button)
        self.print_button.clicked.connect(lambda _checked=False: self._print())
        self.close_button.clicked.connect(lambda _checked=False: self.reject())
        self.finished.connect(lambda _result: self._end())
        self.print_button.setFocus()

    def print_with(self, printer: QPrinter) -> None:
        """Print on this printer, and close when it took the paper."""
        if print_pages(self._pages, printer):
            self.accept()
        else:
            self._messages.show_message(
                "refusal", _("The printer did not take the paper. Nothing is lost. Check it and print again.")
            )

    def _print(self) -> None:
        self._messages.clear()
        if not has_printer():
            self._messages.show_message(
                "warning", _("This computer knows no printer. Nothing was printed, and nothing is lost.")
            )
            return
        printer = printer_for(self._pages)
        self._dialog = QPrintDialog(printer, self)
        self._dialog.setModal(True)
        self._dialog.setWindowTitle("Larder")
        # A file in clear is never offered in passing.
        self._dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, False)
        self._dialog.accepted.connect(lambda: self.print_with(printer))
        self._dialog.show()

    def _end(self) -> None:
        self._pages.close()
        if self._after is not None:
            self._after()

    def _fit(self) -> None:
        parent = self.parentWidget()
        room = parent.window().size() if parent is not None else QSize(1024, 700)
        self.setFixedSize(min(current_theme().target(_WIDTH), room.width() - 48), room.height() - 48)


class _Sheet(QWidget):
    """One page, drawn once."""

    def __init__(self, pages: Pages, number: int) -> None:
        super().__init__()
        size = pages.size(number)
        per_inch = POINTS_PER_INCH * min(_PAGE / size.width(), _LARGEST)
        sharp = max(1.0, self.devicePixelRatioF())
        self._picture: QImage = pages.picture(number, per_inch * sharp)
        self._picture.setDevicePixelRatio(sharp)
        shown = self._picture.deviceIndependentSize()
        self.setFixedSize(round(shown.width()) + 2, round(shown.height()) + 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            _("Page {number} of {total}").format(number=number_text(number + 1), total=number_text(len(pages)))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.fill(0, 0, canvas.width, canvas.height, "edge")
            canvas.painter.drawImage(1, 1, self._picture)
