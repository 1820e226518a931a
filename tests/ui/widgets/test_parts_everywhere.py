"""All parts of the gallery: painted in both directions and all looks, named, and never cut."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Mode, Theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.text import Text
from tests.ui.gallery import SCREENS
from tests.ui.widgets.standing import stand

PAGES = [name for name in SCREENS if name not in ("dialog", "calendar")]


@contextmanager
def standing(qtbot: QtBot, name: str, width: int = 1366, height: int = 768) -> Iterator[QWidget]:
    page = SCREENS[name]()
    stand(qtbot, page, width, height)
    QApplication.processEvents()
    yield page


@pytest.mark.parametrize("language", ["en", "ar", "zh_CN"])
@pytest.mark.parametrize("mode", ["light", "dark", "contrast"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_page_paints_in_every_look_and_direction(
    qtbot: QtBot, theme: Theme, name: str, mode: Mode, language: str
) -> None:
    theme.set_mode(mode)
    theme.set_language(language)
    with standing(qtbot, name) as page:
        assert page.layoutDirection() == (
            Qt.LayoutDirection.RightToLeft if language == "ar" else Qt.LayoutDirection.LeftToRight
        )
        picture = page.grab().toImage()
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
        assert len(colours) > 3


@pytest.mark.parametrize("name", SCREENS)
def test_a_page_follows_the_theme_while_it_stands(qtbot: QtBot, theme: Theme, name: str) -> None:
    with standing(qtbot, name) as page:
        before = page.grab().toImage()
        theme.set_mode("dark")
        theme.set_text_size(150)
        QApplication.processEvents()
        after = page.grab().toImage()
        middle = after.pixelColor(after.width() // 2, 4)
        assert middle.lightness() < before.pixelColor(before.width() // 2, 4).lightness()


@pytest.mark.parametrize("name", SCREENS)
def test_building_a_page_shows_no_window(qtbot: QtBot, theme: Theme, name: str) -> None:
    page = SCREENS[name]()
    qtbot.addWidget(page)
    assert [part for part in QApplication.topLevelWidgets() if part.isVisible()] == []


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_is_pressed_or_typed_in_has_a_name(qtbot: QtBot, theme: Theme, name: str) -> None:
    with standing(qtbot, name) as page:
        for part in page.findChildren(QWidget):
            if not isinstance(part, QAbstractButton | QLineEdit | QPlainTextEdit | QComboBox | QTableView):
                continue
            if isinstance(part.parent(), QComboBox) or part.objectName().startswith("qt_"):
                continue
            said = part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
            assert said, f"{type(part).__name__} {part.objectName()!r} has no accessible name"
            if not isinstance(part, QAbstractButton) or isinstance(part, Button):
                assert part.objectName(), f"{said!r} has no object name"


@pytest.mark.parametrize("size", [100, 125, 150, 200])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "parts"])
def test_words_are_never_cut(qtbot: QtBot, theme: Theme, name: str, size: int) -> None:
    theme.set_text_size(size)
    with standing(qtbot, name, height=690) as page:
        for part in page.findChildren(QWidget):
            if not part.isVisibleTo(page):
                continue
            if isinstance(part, Button) and part.words():
                assert part.width() >= part.sizeHint().width(), part.words()
                assert part.height() >= part.fontMetrics().height(), part.words()
            elif isinstance(part, Text):
                assert part.width() >= part.minimumSizeHint().width(), part.words()
                if part.hasHeightForWidth():
                    assert part.height() >= part.heightForWidth(part.width()) - 1, part.words()
                else:
                    assert part.height() >= part.fontMetrics().height() - 1, part.words()


@pytest.mark.parametrize("size", [100, 150])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "parts"])
def test_a_page_fits_a_small_laptop(qtbot: QtBot, theme: Theme, name: str, size: int) -> None:
    theme.set_text_size(size)
    with standing(qtbot, name, height=690) as page:
        assert page.width() <= 1366
        assert page.height() <= 690
        primary = [part for part in page.findChildren(Button) if part.isVisible() and part.height() >= 48]
        for part in primary:
            rect = QRect(part.mapTo(page, part.rect().topLeft()), part.size())
            assert page.rect().contains(rect), part.words()
