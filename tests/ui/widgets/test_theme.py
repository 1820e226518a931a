"""The theme changes everything that stands, at once."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import CONTRAST, DARK, LIGHT, Theme, current_theme, icon_names
from desktop.ui.theme.fonts import Letters
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.text import Text


def test_there_is_one_theme_for_the_application(theme: Theme) -> None:
    assert current_theme() is theme


@pytest.mark.parametrize(("mode", "tokens"), [("light", LIGHT), ("dark", DARK), ("contrast", CONTRAST)])
def test_a_mode_puts_its_colours_into_the_palette(theme: Theme, mode, tokens) -> None:
    theme.set_mode(mode)
    assert theme.tokens == tokens
    assert QApplication.palette().color(QPalette.ColorRole.Window).name().upper() == tokens.surface.upper()


def test_a_label_that_stands_takes_the_new_colour_and_size(qtbot: QtBot, theme: Theme) -> None:
    label = Text("Masks", "head", tone="text2")
    qtbot.addWidget(label)
    before = label.sizeHint()
    theme.set_mode("dark")
    theme.set_text_size(150)
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == DARK.text2
    assert label.sizeHint().height() > before.height() * 1.3


def test_a_button_that_stands_grows_with_the_text_but_slower(qtbot: QtBot, theme: Theme) -> None:
    button = Button("Give 3 items", name="give", kind="primary")
    qtbot.addWidget(button)
    assert button.sizeHint().height() == 48
    theme.set_text_size(200)
    assert button.sizeHint().height() == 60


def test_text_size_stays_between_90_and_200_percent(theme: Theme) -> None:
    theme.set_text_size(500)
    assert theme.text_size == 200
    theme.larger()
    assert theme.text_size == 200
    theme.set_text_size(10)
    assert theme.text_size == 90
    theme.smaller()
    assert theme.text_size == 90
    theme.larger()
    assert theme.text_size == 100


def test_changed_is_told_once_for_each_change(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")


@pytest.fixture
def chinese(theme: Theme) -> Iterator[Theme]:
    theme.set_language("zh_CN")
    yield theme
    theme.set_language("en")


def test_chinese_puts_its_own_letters_first(chinese: Theme) -> None:
    assert chinese.font().families()[0].endswith("SC")


def test_english_puts_latin_letters_first(theme: Theme) -> None:
    assert not theme.font().families()[0].endswith("SC")


def test_half_bold_is_a_real_weight_in_both_alphabets(chinese: Theme) -> None:
    assert QFontInfo(chinese.font(bold=True)).weight() >= 600
    chinese.set_language("en")
    assert QFontInfo(chinese.font(bold=True)).weight() >= 600


def test_chinese_letters_are_loaded_only_when_they_are_asked_for(qapp: QApplication) -> None:
    from desktop.paths import RESOURCES  # noqa: PLC0415 - only this test looks at the files

    letters = Letters(RESOURCES / "fonts")
    assert len(letters.families(chinese_first=False)) == 1
    assert letters.load_chinese()
    assert not letters.load_chinese()
    assert len(letters.families(chinese_first=False)) == 2


def test_without_bundled_letters_the_system_has_some(qapp: QApplication, tmp_path: Path) -> None:
    assert Letters(tmp_path / "nothing").families(chinese_first=True) == []


def test_arabic_turns_the_whole_window(theme: Theme) -> None:
    theme.set_language("ar")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    theme.set_language("en")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_no_two_shortcuts_use_the_same_keys() -> None:
    keys = sorted(shortcut.value[0] for shortcut in Shortcut)
    assert all(one != other for one, other in pairwise(keys))
    assert all(not shortcut.sequence.isEmpty() for shortcut in Shortcut)


def test_there_are_icons() -> None:
    assert {
        "today",
        "counter",
        "members",
        "stock",
        "lock",
        "eye",
        "eye-off",
        "undo",
        "check",
        "warning",
    } <= icon_names()
