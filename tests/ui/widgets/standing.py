"""Puts a part on the screen, active, as it stands in the window."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def stand(qtbot: QtBot, page: QWidget, width: int = 1182, height: int = 690) -> None:
    """Show a widget as a window of its own and wait until it has the keyboard. It is closed after the test."""
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
