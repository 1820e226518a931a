"""The unlock screen, which is also the cover of a locked window: two fields, no list of people, no name of a file.

It is the first thing that is drawn, so it imports nothing that opens a vault.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, ngettext, say, time_text
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.unlock.patience import Patience
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.ground import Ground, ScrollArea, boxed, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.message import MessageArea
from desktop.ui.widgets.passphrase_field import PassphraseField
from desktop.ui.widgets.text import Text

if TYPE_CHECKING:
    from desktop.ui.words_field import WordsField

WIDTH = 360
FITS_UNTIL = 110
"""Percent of text size up to which the card fits the smallest window."""


class UnlockPage(Ground):
    """Asks for name and passphrase, or for the words of the recovery sheet.

    Args:
        locked_at: when the window was locked; None at the program's start.
        form_kept: whether a form in progress waits for the one who typed it.

    Signals:
        submitted(str, str): short name and passphrase.
        recovery_submitted(str): the words of the sheet, as typed.
        language_chosen(str): another language's code.
        other_vault_asked(): another folder, a backup, or a new vault.
    """

    submitted = Signal(str, str)
    recovery_submitted = Signal(str)
    language_chosen = Signal(str)
    other_vault_asked = Signal()

    def __init__(self, locked_at: datetime | None = None, *, form_kept: bool = False) -> None:
        super().__init__("rail")
        self.setObjectName("unlock")
        self.patience = Patience(self)
        self.patience.left.connect(self._show_wait)
        self._busy = False
        self._by_words = False
        self.login = TextField(_("Short name"), name="unlock_login")
        self.passphrase = PassphraseField(_("Passphrase"), name="unlock_passphrase")
        self._sheet_words: WordsField | None = None
        self._sheet_place = column()
        self.button = Button(_("Unlock"), name="unlock_open", kind="primary")
        self.messages = MessageArea(name="unlock_messages")
        self._refusal = boxed(column(self.messages, 12))
        self._wait = Text("", "small", tone="text2", wrap=True, name="unlock_wait")
        self._other_way = Button(name="unlock_recovery", kind="quiet", flush=True, label=_("Use the recovery sheet"))
        self._other_vault = Button(_("Another vault, or a backup"), name="unlock_other", kind="quiet", flush=True)
        self._build(locked_at, form_kept=form_kept)
        self.login.edit.returnPressed.connect(self.passphrase.edit.setFocus)
        self.passphrase.entered.connect(self._submit)
        self.button.clicked.connect(self._submit)
        self._other_way.clicked.connect(self._turn)
        self._other_vault.clicked.connect(self.other_vault_asked)
        self._show_way()

    def _build(self, locked_at: datetime | None, *, form_kept: bool) -> None:
        when = _("Locked at {time}").format(time=time_text(locked_at)) if locked_at is not None else ""
        below = Text(when, tone="text2", name="unlock_locked")
        if not when:
            below.hide()
        links = column(spacing=0)
        for link in (self._other_way, self._other_vault):
            link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            links.addWidget(link)
        self._card = boxed(
            column(
                IconMark("logo", 32, "accent"), 16, Text("Larder", "title"), 2, below, 24,
                self.login, 16, self.passphrase, self._sheet_place, 20, self._refusal, self.button, 8, self._wait, 8, links,
            )
        )  # fmt: skip
        self._card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._middle = QWidget()
        self._middle.setLayout(column(-1, row(-1, self._card, -1), -1, margins=(24, 24, 24, 0)))
        self._scroll: ScrollArea | None = None
        self._corner: QWidget | None = None
        self._last_row = row(margins=(24, 0, 16, 16))
        if form_kept:
            kept = Text(_("A form that was begun is kept."), "small", tone="text2", name="unlock_kept")
            self._last_row.addWidget(kept, 0, Qt.AlignmentFlag.AlignBottom)
        self._last_row.addStretch(1)
        self._last_row.addSpacing(40)
        self._column = column(self._middle, self._last_row)
        self._column.setStretch(0, 1)
        self.setLayout(self._column)
        follow_theme(self._fit)

    def _fit(self) -> None:
        theme = current_theme()
        self._card.setFixedWidth(round(WIDTH * (1 + (theme.text_size / 100 - 1) / 2)))
        if theme.text_size > FITS_UNTIL and self._scroll is None:
            # A scrolling area is dear to make, and the usual sizes never need it.
            self._column.removeWidget(self._middle)
            self._scroll = ScrollArea(self._middle)
            self._column.insertWidget(0, self._scroll, 1)

    def _add_corner(self) -> None:
        from desktop.ui.unlock.corner import Corner  # noqa: PLC0415 - what a person needs first is drawn first

        if self._corner is None:
            corner = Corner(name="unlock")
            corner.language_chosen.connect(self.language_chosen)
            self._last_row.addWidget(corner)
            self._corner = corner

    @property
    def sheet_words(self) -> "WordsField":
        """The field for the words of the sheet; it is made when somebody wants it."""
        from desktop.ui.words_field import WordsField  # noqa: PLC0415 - few ever want it

        if self._sheet_words is None:
            field = WordsField(_("The words of the recovery sheet"), name="unlock_words")
            field.entered.connect(self._submit)
            self._sheet_place.addWidget(field)
            self._sheet_words = field
        return self._sheet_words

    # What the window says

    def set_busy(self, busy: bool) -> None:
        """While the passphrase is tried, or a lock finishes what is under way, nothing can be pressed."""
        self._busy = busy
        for part in (self.login, self.passphrase, self._sheet_words, self._other_way, self._other_vault):
            if part is not None:
                part.setEnabled(not busy)
        self.button.set_words(_("Unlocking...") if busy else _("Unlock"))
        self._allow()

    def cover(self) -> None:
        """Be the cover of a window that is still finishing its work."""
        self.set_busy(True)
        self.button.set_words(_("Locking..."))

    def forget_typed(self) -> None:
        """The person has gone: what they had typed goes too, unless it is being tried."""
        if self._busy:
            return
        for field in (self.login, self.passphrase, self._sheet_words):
            if field is not None:
                field.edit.clear()

    def refuse(self, error: LarderError) -> None:
        """Say why it did not open; what was typed stays."""
        from desktop.operations.vault import WrongPassphrase  # noqa: PLC0415 - loaded by the try itself

        self.set_busy(False)
        if isinstance(error, Invalid) and error.field == "words":
            self.sheet_words.show_error(error)
            return
        self.messages.show_message("refusal", say(error))
        self._refusal.show()
        if isinstance(error, WrongPassphrase):
            self.patience.wrong()
        self._focus()

    # What the person does

    def _turn(self) -> None:
        self._by_words = not self._by_words
        self._show_way()
        self._focus()

    def _show_way(self) -> None:
        self._clear()
        for part in (self.login, self.passphrase):
            part.setVisible(not self._by_words)
        if self._by_words or self._sheet_words is not None:
            self.sheet_words.setVisible(self._by_words)
        self._other_way.set_words(_("Use name and passphrase") if self._by_words else _("Use the recovery sheet"))
        self._other_way.setAccessibleName(self._other_way.words())

    def _submit(self) -> None:
        if self._busy or self.patience.seconds:
            return
        self._clear()
        if self._by_words:
            if self.sheet_words.require():
                self._send(lambda: self.recovery_submitted.emit(self.sheet_words.value()))
            return
        if not self.login.require(_("Type your short name")):
            self.login.edit.setFocus()
        elif not self.passphrase.value():
            self.passphrase.set_error(_("Type your passphrase"))
            self.passphrase.edit.setFocus()
        else:
            self._send(lambda: self.submitted.emit(self.login.value(), self.passphrase.value()))

    def _send(self, send: Callable[[], None]) -> None:
        # The button says what goes on before the work begins, also where the answer comes at once.
        self.set_busy(True)
        send()

    def _show_wait(self, seconds: int) -> None:
        self._wait.set_words(
            ngettext("The next try is taken in {count} second.", "The next try is taken in {count} seconds.", seconds)
            .format(count=seconds) if seconds else ""
        )  # fmt: skip
        self._allow()

    def _allow(self) -> None:
        self.button.setEnabled(not self._busy and not self.patience.seconds)

    def _clear(self) -> None:
        self.messages.clear()
        self._refusal.hide()

    def _focus(self) -> None:
        if self._by_words:
            self.sheet_words.edit.setFocus()
        elif self.login.value():
            self.passphrase.edit.setFocus()
            self.passphrase.edit.selectAll()
        else:
            self.login.edit.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._corner is None:
            QTimer.singleShot(0, self, self._add_corner)
