"""The binding itself: one release lost a reference to None at every call, and took the program down after some hours."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_calls_into_qt_that_return_nothing_do_not_lose_references_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _turn in range(1_000):
        label.setText("x")
    assert sys.getrefcount(None) > before - 500
