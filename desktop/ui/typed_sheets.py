"""How far the words of recovery sheets are while they are typed: a line per sheet, with a tick once it is right."""

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _, number_text
from desktop.operations.recovery_typing import PARTS, Fault, Typed, TypedSheet, fault_of
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text, Tone

MOST = 4


class TypedSheets(QWidget):
    """One line for each sheet; nothing while nothing is typed."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._lines = [_Line(name=f"{name}_{number}") for number in range(1, MOST + 1)]
        self.setLayout(column(*self._lines, spacing=4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_typed(self, typed: Typed) -> None:
        """Say how far each sheet is, and what is wrong."""
        said = [_said(typed, line, sheet) for line, sheet in enumerate(typed.sheets[:PARTS], start=1)]
        if typed.in_parts and not typed.enough and len(typed.sheets) == 1 and typed.sheets[0].whole:
            said.append(("", _("One more sheet is needed. Type its words below.")))
        for line, what in zip(self._lines, [*said, *[("", "")] * MOST], strict=False):
            line.say(*what)
        self.setVisible(bool(said))

    def words(self) -> str:
        """All that is said, a line each."""
        return "\n".join(line.words() for line in self._lines if line.words())


class _Line(QWidget):
    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._mark = IconMark("check", 16, "ok")
        self._words = Text("", "small", tone="text2", wrap=True)
        line = row(self._mark, self._words, spacing=8)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def words(self) -> str:
        return self._words.words()

    def say(self, kind: str, words: str) -> None:
        """`kind` is right, wrong, or nothing while it is being typed."""
        if words == self._words.words():
            return
        wrong = kind == "wrong"
        tone: Tone = "bad" if wrong else "ok" if kind else "text2"
        self._words.set_words(words)
        self._words.set_tone(tone)
        self._mark.setVisible(bool(kind))
        self._mark.set_icon("warning" if wrong else "check", tone)
        self.setVisible(bool(words))
        self.setAccessibleName(words)
        if kind and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def _said(typed: Typed, line: int, sheet: TypedSheet) -> tuple[str, str]:
    if sheet.fault is not None:
        return "wrong", _in_its_place(typed, line, _wrong(sheet))
    if sheet.whole and sheet.number:
        return "right", _("Sheet {number} of {count}. Its words belong together.").format(
            number=number_text(sheet.number), count=number_text(PARTS)
        )
    if sheet.whole:
        return "right", _("12 words that belong together.")
    so_far = _("{count} of {whole} words").format(count=number_text(len(sheet.words)), whole=number_text(sheet.wanted))
    return "", _in_its_place(typed, line, so_far)


def _in_its_place(typed: Typed, line: int, words: str) -> str:
    """Which of several sheets is meant."""
    if not typed.in_parts:
        return words
    first = {1: _("First sheet. {words}"), 2: _("Second sheet. {words}"), 3: _("Third sheet. {words}")}
    return first[line].format(words=words)


def _wrong(sheet: TypedSheet) -> str:
    fault, position = fault_of(sheet)
    if fault is Fault.UNKNOWN:
        return _("Word {number} is not a word of a recovery sheet.").format(number=number_text(position))
    return {
        Fault.COUNT: _("{count} words are typed; a sheet has {whole}.").format(
            count=number_text(len(sheet.words)), whole=number_text(sheet.wanted)
        ),
        Fault.ORDER: _("The words do not belong together. Compare each."),
        Fault.TWICE: _("This one is typed already."),
        Fault.APART: _("It is from another set, with another date."),
        Fault.FOREIGN: _("Another program made it."),
    }[fault]
