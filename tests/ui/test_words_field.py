"""The field for the words of recovery sheets: completing, telling how far they are, forgetting."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.operations.recovery import new_sheet_parts, new_sheet_words
from desktop.ui.words_field import WordsField

ENGLISH = "legal winner thank year wave sausage worth useful legal winner thank yellow"
CHINESE = "的的的的的的的的的的的在"


class Page(QWidget):
    """The field between two others, in a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.field = WordsField("The words", name="words")
        self.after = QPushButton("After")
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.after)
        layout.addStretch(1)
        self.entered = 0
        self.field.entered.connect(self._count)

    def _count(self) -> None:
        self.entered += 1

    @property
    def text(self) -> str:
        return self.field.value()

    def keys(self, typed: str) -> None:
        QTest.keyClicks(self.field.edit, typed)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.field.edit, key, modifier)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Page]:
    page = Page()
    qtbot.addWidget(page)
    page.resize(420, 500)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.field.edit.setFocus()
    qtbot.waitUntil(page.field.edit.hasFocus)
    yield page
    page.close()


def test_letters_that_only_one_word_begins_with_are_completed_by_space(page: Page) -> None:
    page.keys("aban ")
    assert page.text == "abandon "
    page.keys("lega winn")
    page.key(Qt.Key.Key_Space)
    assert page.text == "abandon legal winner "


def test_a_whole_sheet_can_be_typed_by_four_letters_a_word(page: Page) -> None:
    page.keys(" ".join(word[:4] for word in ENGLISH.split()) + " ")
    assert page.text.split() == ENGLISH.split()
    assert page.field.sheets.words() == "12 words that belong together."


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_marked_word_is_taken_without_a_mouse(page: Page, key: Qt.Key) -> None:
    page.keys("abs")
    assert page.field.edit.choices.isVisible()
    assert page.field.edit.choices.chosen() == "absent"
    page.key(key)
    assert page.text == "absent "
    assert page.entered == 0
    assert page.field.edit.hasFocus()
    assert page.field.edit.choices.isHidden()


def test_arrows_choose_and_space_takes_what_was_chosen(page: Page) -> None:
    page.keys("abs")
    words = page.field.edit.choices.offered()
    page.key(Qt.Key.Key_Down)
    assert page.field.edit.choices.chosen() == words[1]
    page.key(Qt.Key.Key_Up)
    page.key(Qt.Key.Key_Up)
    assert page.field.edit.choices.chosen() == words[-1]
    page.key(Qt.Key.Key_Space)
    assert page.text == f"{words[-1]} "


def test_space_never_takes_one_of_several(page: Page) -> None:
    page.keys("abs ")
    assert page.text == "abs "
    assert "Word 1 is not a word" in page.field.sheets.words()


def test_a_word_that_is_whole_is_left_as_it_is(page: Page) -> None:
    page.keys("act")
    assert "action" in page.field.edit.choices.offered()
    assert page.field.edit.choices.chosen() == ""
    page.keys(" act")
    page.key(Qt.Key.Key_Return)
    assert page.text == "act act"
    assert page.entered == 1


def test_escape_takes_the_offer_away_and_tab_then_leaves(page: Page) -> None:
    page.keys("abs")
    page.key(Qt.Key.Key_Escape)
    assert page.field.edit.choices.isHidden()
    page.key(Qt.Key.Key_Tab)
    assert page.after.hasFocus()
    assert page.text == "abs"


def test_the_offer_goes_with_the_keyboard(page: Page) -> None:
    page.keys("abs")
    page.after.setFocus()
    assert page.field.edit.choices.isHidden()
    page.field.edit.setFocus()
    assert page.field.edit.choices.isVisible()


def test_a_press_takes_a_word(page: Page) -> None:
    page.keys("abs")
    QTest.mouseClick(
        page.field.edit.choices, Qt.MouseButton.LeftButton, pos=page.field.edit.choices.rect().center() / 8
    )
    assert page.text == "absent "
    assert page.field.edit.hasFocus()


def test_in_the_middle_of_a_word_nothing_is_offered(page: Page) -> None:
    page.keys("absent")
    page.key(Qt.Key.Key_Left)
    page.key(Qt.Key.Key_Left)
    assert page.field.edit.choices.isHidden()


def test_a_screen_reader_hears_what_is_offered_and_what_was_said(page: Page) -> None:
    page.keys("abs")
    assert "absent" in page.field.edit.choices.accessibleName()
    assert page.field.edit.choices.accessibleDescription() == "absent"
    page.key(Qt.Key.Key_Tab)
    assert page.field.edit.choices.accessibleName() == ""
    assert page.field.edit.accessibleName() == "The words"


def test_two_sheets_get_a_line_each_and_are_ticked_one_by_one(page: Page) -> None:
    one, _two, three = new_sheet_parts()
    # Until a word of one list alone was typed, four letters may begin a word of the other.
    page.keys(" ".join((*three[:3], *(word[:4] for word in three[3:5]))) + " ")
    assert page.field.sheets.words() == "First sheet. 5 of 20 words"
    page.keys(" ".join(word[:4] for word in three[5:]) + " ")
    assert page.text == " ".join(three) + "\n"
    assert page.field.sheets.words().split("\n") == [
        "Sheet 3 of 3. Its words belong together.",
        "One more sheet is needed. Type its words below.",
    ]
    page.keys(" ".join(one))
    assert page.field.sheets.words().split("\n") == [
        "Sheet 3 of 3. Its words belong together.",
        "Sheet 1 of 3. Its words belong together.",
    ]
    page.key(Qt.Key.Key_Return)
    assert page.entered == 1


def test_enter_after_the_first_sheet_begins_the_second(page: Page) -> None:
    page.keys(" ".join(new_sheet_parts()[0]))
    page.key(Qt.Key.Key_Return)
    assert page.entered == 0
    assert page.text.endswith("\n")


def test_the_sheet_that_is_wrong_is_said_and_its_word_underlined(page: Page) -> None:
    one, two, _three = new_sheet_parts()
    page.field.edit.setPlainText(" ".join(one) + "\n" + " ".join((*two[:6], "xyz", *two[7:])))
    assert page.field.sheets.words().split("\n")[1] == "Second sheet. Word 7 is not a word of a recovery sheet."
    assert [mark.cursor.selectedText() for mark in page.field.edit.extraSelections()] == ["xyz"]
    page.field.edit.setPlainText(" ".join((two[1], two[0], *two[2:])))
    assert page.field.sheets.words() == "First sheet. The words do not belong together. Compare each."
    page.field.edit.setPlainText(" ".join(one) + "\n" + " ".join(one))
    assert page.field.sheets.words().split("\n")[1] == "Second sheet. This one is typed already."
    assert page.field.edit.extraSelections() == []


def test_chinese_words_are_told_too(page: Page) -> None:
    page.field.edit.insertPlainText(CHINESE[:5])
    assert page.field.sheets.words() == "5 of 12 words"
    assert page.field.edit.choices.isHidden()
    page.field.edit.insertPlainText(CHINESE[5:])
    assert page.field.sheets.words() == "12 words that belong together."
    words = new_sheet_words("zh_CN")
    page.field.edit.setPlainText("、".join(words))
    assert page.field.sheets.words() == "12 words that belong together."


def test_words_are_forgotten_when_the_page_is_left_and_nothing_takes_them_back(page: Page) -> None:
    page.keys(ENGLISH)
    page.field.hide()
    assert page.text == ""
    assert page.field.sheets.words() == ""
    assert not page.field.edit.document().isUndoAvailable()
    assert not page.field.edit.document().isRedoAvailable()
    page.field.show()
    assert page.text == ""


def test_the_field_grows_for_two_sheets(page: Page) -> None:
    low = page.field.edit.height()
    page.field.edit.setPlainText("\n".join(map(" ".join, new_sheet_parts()[:2])))
    assert page.field.edit.height() > low
    assert page.field.edit.verticalScrollBar().maximum() == 0
    page.field.edit.setPlainText("")
    assert page.field.edit.height() == low


def test_what_was_typed_never_stands_below_the_edge(page: Page) -> None:
    for width in (260, 300, 340, 380, 420):
        page.resize(width, 600)
        page.field.edit.setPlainText("")
        for word in (*new_sheet_parts()[0], *new_sheet_parts()[1][:12]):
            page.field.edit.insertPlainText(f"{word} ")
            QApplication.processEvents()
            lines = round(page.field.edit.document().size().height())
            assert lines > 8 or page.field.edit.verticalScrollBar().maximum() == 0, (width, lines)
