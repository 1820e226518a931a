"""What is typed stays, and what does not fit is answered with a sentence."""

from datetime import date

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField, parse_date, short_form
from desktop.ui.widgets.edit import Choice, SearchBox
from desktop.ui.widgets.field import ChoiceField, NoteField, TextField, first_wrong
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.number_field import NumberField, parse_number
from desktop.ui.widgets.passphrase_field import PassphraseField
from desktop.ui.widgets.stepper import Stepper
from tests.ui.widgets.standing import stand

TODAY = date(2026, 11, 24)
BRITISH = QLocale("en_GB")


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("24", 24), (" 24 ", 24), ("1 440", 1440), ("1,440", 1440), ("-4", -4), ("\N{MINUS SIGN}4", -4), ("٢٤", 24),
        ("２４", 24),
        ("12a", None), ("", None), ("1.5", None), ("1,44", None), ("9" * 40, None), ("two", None), ("0", 0),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(words: str, number: int | None) -> None:
    assert parse_number(words) == number


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Type a number. Nothing was saved."),
        ("0", "Type a number of 1 or more. Nothing was saved."),
        ("-4", "Type a number of 1 or more. Nothing was saved."),
        ("12a", "Type a whole number, in digits. Nothing was saved."),
        ("1.5", "Type a whole number, in digits. Nothing was saved."),
        ("5000", "That is more than 1,000, the most there can be. Nothing was saved."),
        ("9" * 40, "That is more than 1,000, the most there can be. Nothing was saved."),
    ],
)
def test_a_wrong_number_is_told_and_stays(qtbot: QtBot, words: str, told: str) -> None:
    field = NumberField("Pieces", name="pieces", maximum=1000)
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, words)
    assert not field.check()
    assert field.error() == told
    assert field.edit.text() == words
    assert field.value() is None
    assert field.message.words() == told
    assert field.edit.accessibleDescription() == told


def test_an_error_goes_when_the_number_fits(qtbot: QtBot) -> None:
    field = NumberField("Pieces", name="pieces")
    qtbot.addWidget(field)
    field.check()
    with qtbot.waitSignal(field.changed) as told:
        QTest.keyClicks(field.edit, "7")
    assert field.error() == ""
    assert told.args == [7]
    assert field.value() == 7


def test_an_optional_number_may_be_empty(qtbot: QtBot) -> None:
    field = NumberField("Loose", name="loose", required=False)
    qtbot.addWidget(field)
    assert field.check()
    assert field.value() is None
    assert field.is_empty()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)), ("24/11/2026", date(2026, 11, 24)), ("24.11.26", date(2026, 11, 24)),
        ("4-3-2027", date(2027, 3, 4)), ("24 Nov 2026", date(2026, 11, 24)), ("24 November 2026", date(2026, 11, 24)),
        ("2026年11月24日", date(2026, 11, 24)), ("31/02/2026", None), ("24/13/2026", None), ("tomorrow", None),
        ("", None), ("03/2027", None), ("24/11/0026", None),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_type_it(words: str, day: date | None) -> None:
    assert parse_date(words, BRITISH) == day


@pytest.mark.parametrize("words", ["03/2027", "3/2027", "2027-03", "Mar 2027", "3/27", "31/03/2027", "2027年3月"])
def test_a_month_of_expiry_means_its_last_day(words: str) -> None:
    assert parse_date(words, BRITISH, months=True) == date(2027, 3, 31)


def test_americans_put_the_month_first() -> None:
    assert parse_date("03/04/2027", QLocale("en_US")) == date(2027, 3, 4)
    assert parse_date("03/04/2027", BRITISH) == date(2027, 4, 3)


@pytest.mark.parametrize("language", ["en_GB", "en_US", "zh_CN", "de_DE", "fr_FR", "es_ES"])
def test_what_a_field_writes_it_can_read(language: str) -> None:
    locale = QLocale(language)
    for day in (date(2026, 11, 24), date(2027, 1, 2), date(2028, 2, 29)):
        assert parse_date(short_form(day, locale), locale) == day


def test_a_wrong_date_is_told_and_stays(qtbot: QtBot) -> None:
    field = DateField("Expires", name="expires", today=TODAY)
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "soon")
    assert not field.check()
    assert field.error() == "That is no date. Nothing was saved. Type it like 24/11/2026"
    assert field.edit.text() == "soon"


def test_the_caller_can_say_what_is_wrong_with_a_date(qtbot: QtBot) -> None:
    field = DateField("Seen on", name="seen", today=TODAY, value=date(2027, 1, 1))
    qtbot.addWidget(field)
    field.set_error("That day has not come yet")
    assert field.error() == "That day has not come yet"
    assert field.value() == date(2027, 1, 1)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_day_can_be_picked_with_the_keyboard(qtbot: QtBot) -> None:
    field = DateField("Seen on", name="seen", today=TODAY)
    stand(qtbot, field)
    qtbot.mouseClick(field.edit.button, Qt.MouseButton.LeftButton)
    days = QApplication.activePopupWidget().findChild(QWidget, "seen_calendar_month_days")
    QTest.keyClick(days, Qt.Key.Key_Up)
    with qtbot.waitSignal(field.changed) as told:
        QTest.keyClick(days, Qt.Key.Key_Return)
    assert told.args == [date(2026, 11, 17)]
    assert field.edit.text() == "17/11/2026"


def test_turning_the_month_stays_inside_it(qtbot: QtBot) -> None:
    from desktop.ui.widgets.month_grid import MonthGrid  # noqa: PLC0415 - the picker's own part

    grid = MonthGrid(date(2026, 1, 31), TODAY, name="grid")
    qtbot.addWidget(grid)
    grid.days.turn(1)
    assert grid.day() == date(2026, 2, 28)
    grid.days.turn(-14)
    assert grid.day() == date(2024, 12, 28)


def test_a_passphrase_is_hidden_until_the_eye_is_pressed(qtbot: QtBot) -> None:
    field = PassphraseField("Passphrase", name="passphrase")
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field.edit, "correct horse ")
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password
    eye = field.findChild(Button, "passphrase_eye")
    assert eye is not None
    assert eye.accessibleName() == "Show the passphrase"
    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert field.edit.echoMode() == QLineEdit.EchoMode.Normal
    assert eye.accessibleName() == "Hide the passphrase"
    assert field.value() == "correct horse "
    field.clear()
    assert field.value() == ""
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password


def _letter(text: str, *, shift: bool) -> QKeyEvent:
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, modifiers, text)


def test_caps_lock_is_told_when_a_letter_gives_it_away(qtbot: QtBot) -> None:
    field = PassphraseField("Passphrase", name="passphrase")
    qtbot.addWidget(field)
    QApplication.sendEvent(field.edit, _letter("a", shift=False))
    assert field.message.words() == ""
    QApplication.sendEvent(field.edit, _letter("A", shift=False))
    assert field.message.words() == "Caps Lock is on"
    QApplication.sendEvent(field.edit, _letter("A", shift=True))
    assert field.message.words() == ""


def test_a_choice_tells_only_what_a_person_picks(qtbot: QtBot) -> None:
    choice = Choice(name="reason", label="Reason")
    qtbot.addWidget(choice)
    choice.set_options([("Lost", 1), ("Damaged", 2)])
    assert choice.value() is None
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_value(2)
    assert choice.value() == 2
    with qtbot.waitSignal(choice.chosen) as told:
        QTest.keyClick(choice, Qt.Key.Key_Up)
    assert told.args == [1]


def test_a_choice_keeps_its_value_when_the_list_is_made_anew(qtbot: QtBot) -> None:
    field = ChoiceField("Place", name="place")
    qtbot.addWidget(field)
    field.set_options([("Shelf A", "a"), ("Shelf B", "b")])
    field.set_value("b")
    field.set_options([("Cold room", "c"), ("Shelf B", "b")])
    assert field.value() == "b"
    field.set_options([("Cold room", "c")])
    assert field.value() is None
    assert not field.require()
    assert field.error() == "Choose one. Nothing was saved."


def test_a_choice_keeps_the_width_of_its_place_when_its_list_is_made_anew(qtbot: QtBot) -> None:
    field = ChoiceField("Place", name="place")
    stand(qtbot, field, 400, 120)
    wide = field.choice.width()
    field.set_options([("A", "a"), ("B", "b")])
    settled = QTimer(field, singleShot=True, interval=60)  # the list settles on a timer of its own
    with qtbot.waitSignal(settled.timeout):
        settled.start()
    assert field.choice.width() == wide > 300


def test_a_required_text_is_asked_for(qtbot: QtBot) -> None:
    field = TextField("Batch", name="batch")
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "   ")
    assert not field.require("Type the number on the box")
    assert field.error() == "Type the number on the box"
    QTest.keyClicks(field.edit, "B-2417")
    assert field.error() == ""
    assert field.value() == "B-2417"


def test_labels_lead_to_their_editors(qtbot: QtBot) -> None:
    for field in (
        TextField("Batch", name="a"),
        NoteField("Note", name="b"),
        NumberField("Pieces", name="c", unit="pieces"),
    ):
        qtbot.addWidget(field)
        assert field.label.buddy() is field.edit
        assert field.edit.accessibleName() == field.label.words()


def test_the_first_wrong_field_takes_the_keyboard(qtbot: QtBot) -> None:
    page = QWidget()
    good, wrong = TextField("Batch", name="a", value="x"), NumberField("Pieces", name="b")
    page.setLayout(column(good, wrong))
    stand(qtbot, page)
    assert first_wrong(page) is None
    wrong.check()
    assert first_wrong(page) is wrong
    assert QApplication.focusWidget() is wrong.edit


def test_a_search_is_told_when_the_typing_rests_and_at_once_on_enter(qtbot: QtBot) -> None:
    search = SearchBox("Item or scan", name="search")
    qtbot.addWidget(search)
    search.show()
    with qtbot.waitSignal(search.searched) as told:
        QTest.keyClicks(search, "mask")
    assert told.args == ["mask"]
    with qtbot.waitSignals([search.searched, search.entered]):
        QTest.keyClicks(search, "s")
        QTest.keyClick(search, Qt.Key.Key_Return)
    with qtbot.waitSignal(search.searched) as told:
        QTest.keyClick(search, Qt.Key.Key_Escape)
    assert told.args == [""]
    assert search.text() == ""


def _stepper(qtbot: QtBot, value: int, maximum: int = 100) -> tuple[Stepper, Button, Button, QLineEdit]:
    stepper = Stepper("Lubricant", name="lube", value=value, maximum=maximum)
    stand(qtbot, stepper)
    less, more = stepper.findChild(Button, "lube_less"), stepper.findChild(Button, "lube_more")
    edit = stepper.findChild(QLineEdit, "lube_number")
    assert less is not None
    assert more is not None
    assert edit is not None
    return stepper, less, more, edit


def test_a_stepper_counts_up_and_down_and_ends_at_a_bin(qtbot: QtBot) -> None:
    stepper, less, more, _edit = _stepper(qtbot, 1)
    assert less.accessibleName() == "Take out Lubricant"
    with qtbot.waitSignal(stepper.changed) as told:
        more.click()
    assert told.args == [2]
    assert less.accessibleName() == "Fewer Lubricant"
    less.click()
    assert stepper.value() == 1
    with qtbot.waitSignal(stepper.removed):
        less.click()


def test_a_number_typed_into_a_stepper_counts_at_once(qtbot: QtBot) -> None:
    stepper, _less, _more, edit = _stepper(qtbot, 1)
    edit.selectAll()
    with qtbot.waitSignal(stepper.changed) as told:
        QTest.keyClicks(edit, "6")
    assert told.args == [6]


def test_a_wrong_number_in_a_stepper_is_told_and_the_last_good_one_kept(qtbot: QtBot) -> None:
    stepper, _less, _more, edit = _stepper(qtbot, 6, maximum=10)
    edit.selectAll()
    QTest.keyClicks(edit, "0")
    with qtbot.waitSignal(stepper.problem) as told:
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert told.args == ["Type a number of 1 or more. Nothing was saved."]
    assert edit.text() == "0"
    assert stepper.value() == 6
    stepper.set_value(10)
    with qtbot.assertNotEmitted(stepper.changed):
        stepper.findChild(Button, "lube_more").click()


def test_fields_grow_with_the_text(qtbot: QtBot, theme: Theme) -> None:
    field = TextField("Batch", name="batch")
    qtbot.addWidget(field)
    assert field.edit.height() == 44
    theme.set_text_size(200)
    assert field.edit.height() >= 55


def test_letters_that_grew_stay_so_when_an_error_comes_and_goes(qtbot: QtBot, theme: Theme) -> None:
    field = NumberField("Packs", name="packs")
    qtbot.addWidget(field)
    field.show()
    theme.set_text_size(200)
    field.set_error("Type a number. Nothing was saved.")
    field.set_error(None)
    assert field.edit.font().pixelSize() == theme.font().pixelSize() == 30
