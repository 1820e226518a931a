"""Telling a scanner's keys from a person's, wherever the keyboard is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.scanning import Scanner


class Listener(QWidget):
    """A part with the keyboard that notes what reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heard = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.heard += event.text() if event.text() != "\r" else "!"


class Bench(QWidget):
    """A page with a line of text, a choice, and a part that is none of these.

    Attributes:
        gap: Seconds between two keys.
        scans: What was scanned.
    """

    def __init__(self) -> None:
        super().__init__()
        self.line, self.listener, self.choice = QLineEdit(), Listener(), QComboBox()
        self.choice.addItems(["none", "1st", "2nd"])
        layout = QVBoxLayout(self)
        for part in (self.line, self.listener, self.choice):
            layout.addWidget(part)
        self.gap = 0.004
        self._now = 1.0
        self.scans: list[str] = []
        self.scanner = Scanner(self, moment=self._moment)
        self.scanner.scanned.connect(self.scans.append)

    def _moment(self, _event: QKeyEvent) -> float:
        self._now += self.gap
        return self._now

    def keys(self, part: QWidget, text: str, *, enter: bool = True) -> None:
        """Press the keys of a text at a part."""
        self._now += 5
        part.setFocus()
        for sign in text:
            QTest.keyClick(part, sign)
        if enter:
            QTest.keyClick(part, Qt.Key.Key_Return)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.hide()


def test_a_burst_that_ends_with_enter_is_a_scan_and_leaves_a_line_as_it_was(bench: Bench) -> None:
    bench.line.setText("half a word")
    bench.line.setSelection(2, 3)
    bench.line.setModified(True)
    bench.keys(bench.line, "4006381333931")
    assert bench.scans == ["4006381333931"]
    assert (bench.line.text(), bench.line.selectedText(), bench.line.isModified()) == ("half a word", "lf ", True)


def test_elsewhere_all_but_the_first_key_are_kept_from_where_they_go(bench: Bench) -> None:
    bench.keys(bench.listener, "CS-0012")
    assert bench.scans == ["CS-0012"]
    assert bench.listener.heard == "C"


def test_a_choice_stays_as_it_was(bench: Bench) -> None:
    bench.keys(bench.choice, "1234567890")
    assert bench.scans == ["1234567890"]
    assert bench.choice.currentIndex() == 0


def test_slow_keys_are_typing(bench: Bench) -> None:
    bench.gap = 0.08
    bench.keys(bench.listener, "1234567890")
    assert bench.scans == []
    assert bench.listener.heard == "1234567890!"


def test_fast_keys_without_enter_come_a_little_later(bench: Bench, qtbot: QtBot) -> None:
    bench.keys(bench.listener, "abc", enter=False)
    assert bench.listener.heard == "a"
    qtbot.waitUntil(lambda: bench.listener.heard == "abc")
    assert bench.scans == []


@pytest.mark.parametrize("typed", ["12", "144", "25000", "ab", "7"])
def test_short_bursts_are_typing_in_a_hurry(bench: Bench, typed: str) -> None:
    bench.keys(bench.listener, typed)
    assert bench.scans == []
    assert bench.listener.heard == f"{typed}!"


def test_two_scans_in_a_row_are_two(bench: Bench) -> None:
    bench.keys(bench.listener, "1234567890")
    for sign in "0987654321":
        QTest.keyClick(bench.listener, sign)
    QTest.keyClick(bench.listener, Qt.Key.Key_Return)
    assert bench.scans == ["1234567890", "0987654321"]


def test_a_page_out_of_view_hears_nothing(bench: Bench) -> None:
    other = QWidget(bench)
    heard: list[str] = []
    scanner = Scanner(other, moment=bench.scanner.moment)
    scanner.scanned.connect(heard.append)
    bench.keys(bench.listener, "1234567890")
    assert heard == []
    other.show()
    bench.keys(bench.listener, "1234567890")
    assert heard == ["1234567890"]
    other.hide()
    bench.keys(bench.listener, "1234567890")
    assert heard == ["1234567890"]
    assert bench.scans == ["1234567890", "1234567890"]
