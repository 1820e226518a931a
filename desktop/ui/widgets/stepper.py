"""A number with less and more beside it. At the last step less becomes a bin, so there is no separate remove button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import text_width
from desktop.ui.widgets.edit import mark_wrong
from desktop.ui.widgets.number_field import NumberEdit, number_problem


class Stepper(QWidget):
    """How many of one item.

    Args:
        item: the item's name, for the accessible names of the parts.
        name: object name; the parts are called `<name>_less`, `<name>_number`, `<name>_more`.
        step: by how much less and more change it.

    Signals:
        changed(int): another number of 1 or more.
        removed(): the bin was pressed.
        problem(str): what was typed is no fitting number; empty when it is one again.
    """

    changed = Signal(int)
    removed = Signal()
    problem = Signal(str)

    def __init__(self, item: str, *, name: str, value: int = 1, maximum: int = 1_000_000, step: int = 1) -> None:
        super().__init__()
        self.setObjectName(name)
        self._item = item
        self._maximum = maximum
        self._step = max(1, step)
        self._value = value
        self._less = Button(name=f"{name}_less", icon="minus", label=_("Fewer {item}").format(item=item))
        self._more = Button(name=f"{name}_more", icon="plus", label=_("More {item}").format(item=item))
        self._edit = NumberEdit(name=f"{name}_number", label=_("Number of {item}").format(item=item), bold=True)
        self._edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._edit.setProperty("cell", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._less, self._edit, self._more):
            layout.addWidget(part)
        self.setFocusProxy(self._edit)
        # Typing comes first; Tab goes on to the buttons, the bin among them.
        QWidget.setTabOrder(self._edit, self._less)
        QWidget.setTabOrder(self._less, self._more)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._less.clicked.connect(self._on_less)
        self._more.clicked.connect(self._on_more)
        self._edit.typed.connect(self._on_typed)
        self._edit.editingFinished.connect(self._on_left)
        self._show()
        follow_theme(self._refresh)

    def value(self) -> int:
        """The last fitting number."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show another number without a signal."""
        self._value = value
        self._show()

    def set_maximum(self, maximum: int) -> None:
        self._maximum = maximum

    def check(self) -> bool:
        """Say what is wrong with what stands there, if anything; true when it is a fitting number."""
        wrong = number_problem(self._edit.text(), minimum=1, maximum=self._maximum)
        mark_wrong(self._edit, bool(wrong))
        self.problem.emit(wrong)
        return not wrong

    def _show(self) -> None:
        if self._edit.value() != self._value:
            self._edit.set_value(self._value)
        last = self._value <= self._step
        self._less.set_icon("trash" if last else "minus")
        words = _("Take out {item}") if last else _("Fewer {item}")
        self._less.setAccessibleName(words.format(item=self._item))
        mark_wrong(self._edit, False)
        self._refresh()

    def _refresh(self) -> None:
        theme = current_theme()
        self._edit.setFixedWidth(max(theme.px(48), text_width(str(self._value), theme.font(bold=True)) + 20))

    def _take(self, value: int) -> None:
        value = max(1, min(self._maximum, value))
        self.problem.emit("")
        if value != self._value:
            self._value = value
            self._show()
            self.changed.emit(value)
        else:
            self._show()

    def _on_less(self) -> None:
        if self._value <= self._step:
            self.removed.emit()
        else:
            self._take(self._value - self._step)

    def _on_more(self) -> None:
        self._take(self._value + self._step)

    def _on_typed(self, value: object) -> None:
        if isinstance(value, int) and 1 <= value <= self._maximum:
            self._take(value)

    def _on_left(self) -> None:
        self.check()
