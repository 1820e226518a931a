"""The two small choices above the primary: the day it happened, and whether a receipt is printed."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, short_date_text
from desktop.system.clock import Clock
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text


class DayChoice(QWidget):
    """Today, until another day is typed; a day that is not today stands in the colour of a warning."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("counter_day")
        self._clock = clock
        self._day: date | None = None
        self._fixed = False
        self._mark = IconMark("calendar", 20)
        self._words = Text("", name="counter_day_words")
        self._other = Button("", name="counter_other_day", kind="quiet", height=36, flush=True)
        self._line = boxed(row(self._mark, self._words, -1, self._other, spacing=10))
        self._field = DateField(_("Day"), name="counter_date", today=clock.today())
        self._field.hide()
        self.setLayout(column(self._line, self._field))
        self._other.clicked.connect(lambda _checked=False: self._on_other())
        self._field.edit.editingFinished.connect(self._on_left)
        self._field.changed.connect(self._on_typed)
        self.refresh()

    def value(self) -> date:
        """The chosen day."""
        return self._day or self._clock.today()

    def chosen(self) -> date | None:
        """The day where one was chosen; None for today."""
        return self._day

    def choose(self, day: date) -> None:
        """Choose a day, as when it is typed."""
        self._day = day
        self.refresh()

    def check(self) -> bool:
        """Whether a day is chosen; says what is wrong otherwise."""
        return self._field.isHidden() or self._field.check()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with the day."""
        self._open()
        self._field.set_error(sentence)
        self._field.setFocus()

    def settle(self) -> None:
        """Show the day in words again, after it was used."""
        self._field.hide()
        self.refresh()

    def fix(self, day: date | None) -> None:
        """Show a day that cannot be chosen (a correction keeps its day), or None to be free again."""
        self._fixed = day is not None
        self._day = day
        self._field.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show the day again; midnight may have passed."""
        today = self._clock.today()
        if self._day == today and not self._fixed:
            self._day = None
        other = self._day is not None and self._day != today
        self._words.set_words(_("On {date}").format(date=short_date_text(self.value(), today)) if other else _("Today"))
        self._words.set_tone("warn" if other else "text")
        self._mark.set_icon("calendar", "warn" if other else "text2")
        self._other.set_words(_("Today") if other else _("Another day"))
        self._other.setVisible(not self._fixed)
        self._line.setVisible(self._field.isHidden())

    def _open(self) -> None:
        self._field.set_value(self.value())
        self._field.show()
        self._line.hide()

    def _on_other(self) -> None:
        if self._day is not None:
            self._day = None
            self.refresh()
            return
        self._open()
        self._field.edit.selectAll()
        self._field.setFocus()

    def _on_typed(self, day: date | None) -> None:
        if day is not None:
            self._day = day

    def _on_left(self) -> None:
        if self._field.value() is not None and not self._field.error():
            self._day = self._field.value()
            self._field.hide()
            self.refresh()


class ReceiptChoice(QWidget):
    """Whether a receipt opens after giving; it stays as it was chosen.

    Signals:
        changed(bool): It was chosen otherwise.
    """

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("counter_receipt")
        self._wanted = False
        self._words = Text("", name="counter_receipt_words")
        self._button = Button("", name="counter_print", kind="quiet", height=36, flush=True)
        self.setLayout(row(IconMark("print", 20), self._words, -1, self._button, spacing=10))
        self._button.clicked.connect(lambda _checked=False: self._turn())
        self._show()

    def wanted(self) -> bool:
        """Whether a receipt is to be printed."""
        return self._wanted

    def _turn(self) -> None:
        self._wanted = not self._wanted
        self._show()
        self.changed.emit(self._wanted)

    def _show(self) -> None:
        self._words.set_words(_("Receipt after giving") if self._wanted else _("No receipt"))
        self._button.set_words(_("No receipt") if self._wanted else _("Print"))
