"""The unlock screen by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import VaultInUse
from desktop.operations.vault import WrongPassphrase
from desktop.tour.hands import Hands
from desktop.ui.theme import current_theme
from desktop.ui.unlock.unlock_page import UnlockPage
from desktop.ui.widgets.text import Text
from desktop.vault.errors import RecoveryWordUnknown


class Shown:
    """The page alone, and what it sent."""

    def __init__(self, qtbot: QtBot) -> None:
        self.page = UnlockPage(datetime(2026, 11, 24, 14, 20, tzinfo=UTC).astimezone())
        qtbot.addWidget(self.page)
        self.page.resize(1366, 768)
        self.tries: list[tuple[str, str]] = []
        self.sheets: list[str] = []
        self.page.submitted.connect(lambda login, passphrase: self.tries.append((login, passphrase)))
        self.page.recovery_submitted.connect(self.sheets.append)
        with qtbot.waitExposed(self.page):
            self.page.show()
        # Language and text size come after the first paint.
        qtbot.waitUntil(lambda: self.page.findChild(QComboBox, "unlock_text_size") is not None)
        self.hands = Hands(lambda: self.page, lambda: False)

    def try_once(self) -> None:
        self.hands.type("unlock_login", "Mei")
        self.hands.type("unlock_passphrase", "wrong", enter=True)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    return Shown(qtbot)


def test_it_names_no_person_no_folder_and_no_collective(shown: Shown) -> None:
    assert set(shown.hands.all_text().split("\n")) <= {
        "Larder", "Locked at 14:20", shown.hands.text("unlock_locked"), "Short name", "Passphrase", "Show the passphrase",
        "Unlock", "Use the recovery sheet", "Another vault, or a backup", "Language", "Text size",
    }  # fmt: skip


def test_everything_that_can_be_pressed_or_typed_in_has_a_name(shown: Shown) -> None:
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox):
        for widget in shown.page.findChildren(kind):
            if isinstance(widget.parent(), QPlainTextEdit | QComboBox):
                continue
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget.objectName()
            assert widget.objectName()


def test_enter_goes_from_the_name_to_the_passphrase_and_then_submits(shown: Shown) -> None:
    shown.hands.type("unlock_login", " Mei ", enter=True)
    assert shown.page.passphrase.edit.hasFocus()
    shown.hands.type("unlock_passphrase", " two  spaces ", enter=True)
    assert shown.tries == [("Mei", " two  spaces ")]


def test_an_empty_field_is_asked_for_and_nothing_is_sent(shown: Shown) -> None:
    shown.hands.press("unlock_open")
    assert shown.page.login.error() == "Type your short name"
    shown.hands.type("unlock_login", "Mei")
    shown.hands.press("unlock_open")
    assert shown.page.passphrase.error() == "Type your passphrase"
    assert shown.tries == []


def test_nothing_can_be_pressed_while_the_passphrase_is_tried(shown: Shown) -> None:
    shown.try_once()
    QTest.keyClick(shown.page.passphrase.edit, Qt.Key.Key_Return)
    assert shown.tries == [("Mei", "wrong")]
    assert not shown.page.button.isEnabled()
    assert shown.page.button.words() == "Unlocking..."


def test_wrong_tries_make_the_next_wait_longer_and_longer(shown: Shown) -> None:
    waits = []
    for _turn in range(7):
        shown.try_once()
        shown.page.refuse(WrongPassphrase())
        waits.append(shown.page.patience.seconds)
        sent = len(shown.tries)
        QTest.keyClick(shown.page.passphrase.edit, Qt.Key.Key_Return)
        assert len(shown.tries) == sent
        while shown.page.patience.seconds:
            assert not shown.page.button.isEnabled()
            assert str(shown.page.patience.seconds) in shown.hands.text("unlock_wait")
            shown.page.patience.tick()
        assert shown.page.button.isEnabled()
        assert not shown.hands.text("unlock_wait")
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_a_refusal_that_is_no_wrong_try_makes_nobody_wait(shown: Shown) -> None:
    shown.try_once()
    shown.page.refuse(VaultInUse())
    assert "already open" in shown.hands.all_text()
    assert shown.page.button.isEnabled()


def test_what_was_typed_stays_after_a_refusal_and_is_marked_for_typing_over(shown: Shown) -> None:
    shown.try_once()
    shown.page.refuse(WrongPassphrase())
    assert shown.page.login.value() == "Mei"
    assert shown.page.passphrase.edit.selectedText()
    assert shown.page.passphrase.edit.hasFocus()


def test_caps_lock_is_told(shown: Shown) -> None:
    QTest.keyClicks(shown.page.passphrase.edit, "a")
    assert not shown.page.passphrase.message.words()
    QTest.keyClick(shown.page.passphrase.edit, "A", Qt.KeyboardModifier.NoModifier)
    assert shown.page.passphrase.message.words() == "Caps Lock is on"


def test_the_eye_shows_the_letters(shown: Shown) -> None:
    shown.hands.type("unlock_passphrase", "secret")
    assert shown.page.passphrase.edit.echoMode() == QLineEdit.EchoMode.Password
    shown.hands.press("unlock_passphrase_eye")
    assert shown.page.passphrase.edit.echoMode() == QLineEdit.EchoMode.Normal


def test_the_words_of_the_sheet_are_another_way_in(shown: Shown) -> None:
    shown.hands.press("unlock_recovery")
    assert not shown.hands.sees("unlock_passphrase")
    shown.hands.press("unlock_open")
    assert shown.page.sheet_words.error()
    shown.hands.type("unlock_words", "one two", enter=True)
    assert shown.sheets == ["one two"]
    shown.page.set_busy(False)
    shown.hands.press("unlock_recovery")
    assert shown.hands.sees("unlock_passphrase")
    assert not shown.hands.sees("unlock_words")


def test_a_mistyped_word_is_named_and_marked(shown: Shown) -> None:
    shown.hands.press("unlock_recovery")
    typed = ["abandon"] * 4 + ["abandonn"] + ["abandon"] * 7
    shown.hands.type("unlock_words", " ".join(typed), enter=True)
    shown.page.refuse(RecoveryWordUnknown(5))
    assert "Word 5" in shown.page.sheet_words.error()
    assert shown.page.sheet_words.edit.textCursor().selectedText() == "abandonn"
    assert shown.page.button.isEnabled()


def test_the_text_size_is_taken_at_once(shown: Shown) -> None:
    before = shown.page.button.height()
    shown.hands.choose("unlock_text_size", "Text 150 %")
    assert shown.page.button.height() > before
    shown.hands.choose("unlock_text_size", "Text 100 %")


def test_words_keep_the_colour_of_the_look_when_the_card_begins_to_scroll(shown: Shown) -> None:
    theme = current_theme()
    try:
        theme.set_mode("dark")
        theme.set_text_size(150)
        shown.hands.wait_until(lambda: shown.page.login.isVisible(), "the card in its scrolling area")
        labels = {label.words(): label for label in shown.page.findChildren(Text) if label.isVisible()}
        assert labels.keys() >= {"Larder", "Short name", "Passphrase"}
        for words, label in labels.items():
            assert label.palette().color(QPalette.ColorRole.WindowText).lightness() > 128, words
    finally:
        theme.set_text_size(100)
        theme.set_mode("light")


def test_a_cover_can_not_be_pressed_while_work_is_finished(shown: Shown) -> None:
    shown.page.cover()
    enabled = [
        widget.objectName()
        for widget in shown.page.findChildren(QWidget)
        if widget.isEnabled() and isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit)
    ]
    assert enabled == []
    assert shown.page.button.words() == "Locking..."
