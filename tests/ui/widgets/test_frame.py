"""The frame of a screen, the rail, messages and questions."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.frame import FormPage, Workspace
from desktop.ui.messages import Messages
from desktop.ui.rail import Rail, RailItem
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import Theme, current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import ConfirmDialog, ProgressDialog
from desktop.ui.widgets.edit import SearchBox
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import EmptyState, FactsList, FilterRow
from desktop.ui.widgets.marks import Who
from desktop.ui.widgets.message import InlineMessage
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.wrap_row import WrapRow
from tests.ui.gallery import SCREENS
from tests.ui.recorder import MessageRecorder
from tests.ui.widgets.standing import stand


def button(page: QWidget, name: str) -> Button:
    found = page.findChild(Button, name)
    assert found is not None, name
    return found


@pytest.mark.parametrize("pane", [True, False])
def test_the_primary_is_bottom_right_and_as_wide_as_the_pane(qtbot: QtBot, pane: bool) -> None:
    page = Workspace("Stock", name="stock", pane=pane)
    pressed: list[str] = []
    primary = page.set_primary("Receive stock", lambda: pressed.append("receive"), name="stock_receive")
    stand(qtbot, page)
    corner = primary.mapTo(page, primary.rect().bottomRight())
    assert (page.width() - 1 - corner.x(), page.height() - 1 - corner.y()) == (16, 16)
    assert (primary.width(), primary.height()) == (312, 48)
    qtbot.mouseClick(primary, Qt.MouseButton.LeftButton)
    assert pressed == ["receive"]


def test_the_primary_is_pressed_by_its_keys_also_after_its_words_changed(qtbot: QtBot) -> None:
    page = Workspace("Counter", name="counter")
    pressed: list[int] = []
    primary = page.set_primary("Give 1 item", lambda: pressed.append(1), name="give", shortcut=Shortcut.PRIMARY)
    primary.set_words("Give 3 items & a kit")
    stand(qtbot, page)
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1]


def test_a_primary_that_is_off_says_why(qtbot: QtBot) -> None:
    page = Workspace("Counter", name="counter")
    primary = page.set_primary("Give", lambda: None, name="give")
    stand(qtbot, page)
    page.allow_primary(False, "Choose an item first")
    note = page.findChild(QLabel, "counter_note")
    assert note is not None
    assert not primary.isEnabled()
    assert note.isVisible()
    assert note.text() == "Choose an item first"
    page.allow_primary(True)
    assert primary.isEnabled()
    assert not note.isVisible()


def test_setting_the_primary_again_replaces_it(qtbot: QtBot) -> None:
    page = Workspace("Count", name="count")
    page.set_primary("Start", lambda: None, name="count_start")
    page.set_primary("Review differences", lambda: None, name="count_review")
    stand(qtbot, page)
    seen = [part.objectName() for part in page.findChildren(Button) if part.isVisible()]
    assert seen == ["count_review"]


def test_after_an_act_the_foot_offers_undo_until_the_screen_is_left(qtbot: QtBot) -> None:
    page, other = Workspace("Counter", name="counter"), Workspace("Stock", name="stock")
    stack = QStackedWidget()
    stack.addWidget(page)
    stack.addWidget(other)
    stand(qtbot, stack)
    undone: list[str] = []
    page.foot.saved("14:32")
    page.foot.done("Gave 3 items to K7M-4Q", lambda: undone.append("gave"), "gave 3 items")
    bar, quiet = page.foot.bar, page.foot.undo_button
    assert (bar.isVisible(), quiet.isVisible()) == (True, False)
    assert bar.sentence() == "Gave 3 items to K7M-4Q"
    stack.setCurrentWidget(other)
    stack.setCurrentWidget(page)
    assert (bar.isVisible(), quiet.isVisible()) == (False, True)
    assert quiet.words() == "Undo: gave 3 items"
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["gave"]
    assert not quiet.isVisible()


def test_undo_in_the_bar_is_pressed_once(qtbot: QtBot) -> None:
    page = Workspace("Counter", name="counter")
    stand(qtbot, page)
    undone: list[int] = []
    page.foot.done("Gave 3 items", lambda: undone.append(1))
    page.foot.bar.undo.click()
    page.foot.bar.undo.click()
    assert undone == [1]
    assert not page.foot.bar.isVisible()


def test_what_cannot_be_undone_offers_no_undo(qtbot: QtBot) -> None:
    page = Workspace("Backup", name="backup")
    stand(qtbot, page)
    page.foot.done("Copied to the stick")
    assert page.foot.bar.isVisible()
    assert not page.foot.bar.undo.isVisible()


def test_the_head_line_holds_search_and_buttons(qtbot: QtBot) -> None:
    page = Workspace("Stock", name="stock")
    pressed: list[str] = []
    search = page.add_search("Item or scan", name="stock_search")
    page.add_head_button(
        "Print list", lambda: pressed.append("print"), name="stock_print", icon="print", shortcut=Shortcut.PRINT
    )
    page.set_title("Stock", "38 items")
    stand(qtbot, page)
    assert isinstance(search, SearchBox)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["print"]
    assert page.small.isVisible()
    assert page.title.accessibleName() == "Stock"


def test_a_body_is_replaced(qtbot: QtBot) -> None:
    page = Workspace("Stock", name="stock")
    page.set_body(EmptyState("No stock yet", "Receive stock and it stands here.", name="empty"))
    body = QWidget()
    body.setObjectName("body")
    page.set_body(body, margin=12)
    stand(qtbot, page)
    assert body.isVisible()
    assert not any(part.isVisible() for part in page.findChildren(EmptyState))
    assert body.mapTo(page, body.rect().topLeft()).x() == 12


def test_second_actions_go_into_two_lines_when_they_are_too_wide(qtbot: QtBot, theme: Theme) -> None:
    page = Workspace("Stock", name="stock")
    made = [page.add_second(words, lambda: None, name=words) for words in ("Count", "Move", "Write off")]
    page.set_primary("Receive stock", lambda: None, name="receive")
    stand(qtbot, page)
    assert len({part.y() for part in made}) == 1
    made[2].set_words("Write off what cannot be used any more")
    QApplication.processEvents()
    assert len({part.y() for part in made}) == 2
    assert all(part.width() >= part.sizeHint().width() for part in made)


def test_a_form_has_back_before_its_title(qtbot: QtBot) -> None:
    gone: list[int] = []
    page = FormPage("Receive stock", name="receive", on_back=lambda: gone.append(1))
    pieces = NumberField("Pieces", name="pieces")
    page.form.add(pieces)
    stand(qtbot, page)
    back = button(page, "receive_back")
    assert back.accessibleName() == "Back"
    assert back.mapTo(page, back.rect().topLeft()).x() < page.title.mapTo(page, page.title.rect().topLeft()).x()
    QTest.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert gone == [1]
    assert not page.focus_first_error()
    pieces.check()
    assert page.focus_first_error()
    assert QApplication.focusWidget() is pieces.edit


def test_messages_stand_on_the_screen_in_use(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    page = Workspace("Counter", name="counter")
    stand(qtbot, page)
    messages = Messages(window)
    messages.use(page)
    messages.inform("20 were given while you counted.")
    messages.refuse("Only 6 are left. Nothing was saved.")
    QApplication.processEvents()
    seen = [part for part in page.findChildren(InlineMessage) if part.isVisible()]
    assert [part.words() for part in seen] == ["Only 6 are left. Nothing was saved."]
    assert seen[0].kind == "refusal"
    messages.clear()
    assert page.messages.shown() is None


def test_the_buttons_of_a_message_act_and_stack_when_they_are_wide(qtbot: QtBot) -> None:
    pressed: list[str] = []
    message = InlineMessage(
        "warning",
        "One food bag a week.",
        [
            ("Give anyway", "anyway", lambda: pressed.append("anyway")),
            ("Take out", "out", lambda: pressed.append("out")),
        ],
    )
    holder = QWidget()
    holder.setLayout(column(message, -1))
    stand(qtbot, holder)
    one, two = message.buttons()
    assert one.y() == two.y()
    holder.resize(230, 400)
    QApplication.processEvents()
    assert one.y() < two.y()
    two.click()
    assert pressed == ["out"]


def ask(qtbot: QtBot) -> tuple[ConfirmDialog, list[str]]:
    window = QWidget()
    window.resize(1366, 690)
    stand(qtbot, window)
    answers: list[str] = []
    Messages(window).confirm(
        "Close October 2026?",
        "After this, nothing can be written in October. This cannot be undone.",
        [("Receipts counted", "236")],
        safe="Keep it open",
        act="Close October",
        on_act=lambda: answers.append("act"),
        on_safe=lambda: answers.append("safe"),
    )
    dialog = window.findChild(ConfirmDialog)
    assert dialog is not None
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    return dialog, answers


def test_a_question_has_the_safe_answer_under_the_keyboard(qtbot: QtBot) -> None:
    dialog, answers = ask(qtbot)
    assert dialog.focusWidget() is dialog.safe_button
    assert dialog.isModal()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert answers == ["safe"]


def test_the_act_is_done_only_by_its_own_button(qtbot: QtBot) -> None:
    dialog, answers = ask(qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert answers == []
    assert dialog.act_button.words() == "Close October"
    dialog.act_button.click()
    assert answers == ["act"]


def test_a_question_shows_its_facts_and_no_title_in_the_task_bar(qtbot: QtBot) -> None:
    dialog, _answers = ask(qtbot)
    facts = dialog.findChild(FactsList)
    assert facts is not None
    assert facts.facts() == [("Receipts counted", "236")]
    assert dialog.windowTitle() == "Larder"
    assert dialog.act_button.x() > dialog.safe_button.x()


def test_progress_can_be_stopped_and_says_so(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(1000, 600)
    stand(qtbot, window)
    stopped: list[int] = []
    dialog = Messages(window).progress("Copy", "Copying to the stick", on_cancel=lambda: stopped.append(1))
    assert isinstance(dialog, ProgressDialog)
    dialog.panel.set_progress(43, 100)
    assert dialog.panel.percent() == 43
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert stopped == [1]
    assert dialog.isVisible()
    dialog.accept()
    assert not dialog.isVisible()


def test_the_recorder_answers_as_it_is_told() -> None:
    said: list[str] = []
    recorder = MessageRecorder()
    recorder.confirm("Close?", "It stays closed.", safe="Keep", act="Close", on_act=lambda: said.append("act"))
    assert said == []
    recorder.answer_act()
    recorder.answer = "act"
    recorder.confirm("Close?", "It stays closed.", safe="Keep", act="Close", on_act=lambda: said.append("act"))
    recorder.refuse("Nothing was saved.")
    assert said == ["act", "act"]
    assert recorder.refused == ["Nothing was saved."]


def rail_of(qtbot: QtBot) -> Rail:
    rail = Rail()
    rail.add_place("today", "Today", "today")
    rail.add_place("stock", "Stock", "stock")
    rail.set_current("today")
    stand(qtbot, rail)
    return rail


def test_the_rail_tells_where_somebody_wants_to_go_and_marks_where_the_window_is(qtbot: QtBot) -> None:
    rail = rail_of(qtbot)
    item = rail.findChild(RailItem, "rail_stock")
    assert item is not None
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
    assert told.args == ["stock"]
    assert rail.current() == "today"
    assert not item.isChecked()
    rail.set_current("stock")
    assert item.isChecked()
    rail.set_badge("today", 6)
    first = rail.findChild(RailItem, "rail_today")
    assert first is not None
    assert first.count() == 6


def test_names_settings_and_lock_are_always_the_last_three(qtbot: QtBot) -> None:
    rail = rail_of(qtbot)
    items = sorted(rail.findChildren(RailItem), key=lambda item: item.mapTo(rail, item.rect().topLeft()).y())
    assert [item.objectName() for item in items][-3:] == ["rail_names", "rail_settings", "rail_lock"]
    with qtbot.waitSignals([rail.lock_pressed, rail.settings_pressed, rail.names_pressed]):
        for item in items[-3:]:
            item.click()


def test_the_rail_says_whether_names_are_hidden(qtbot: QtBot) -> None:
    rail = rail_of(qtbot)
    names = rail.findChild(RailItem, "rail_names")
    assert names is not None
    assert names.words() == "Names hidden"
    rail.set_names_shown(True)
    assert names.words() == "Names shown"
    with qtbot.waitSignal(rail.names_pressed):
        QTest.keyClick(rail, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)


def test_the_rail_grows_with_its_longest_word(qtbot: QtBot) -> None:
    rail = rail_of(qtbot)
    assert rail.width() == 184
    rail.add_place("long", "Zusammenfassungen des Monats", "summaries")
    assert 184 < rail.width() <= 264


def test_filters_keep_their_choice_while_the_counts_change(qtbot: QtBot) -> None:
    filters = FilterRow([("all", "All", 38), ("low", "Low", 5)], name="filter")
    stand(qtbot, filters)
    assert filters.current() == "all"
    with qtbot.waitSignal(filters.chosen) as told:
        button(filters, "filter_low").click()
    assert told.args == ["low"]
    filters.set_filters([("all", "All", 40), ("low", "Low", 6)])
    assert filters.current() == "low"
    assert button(filters, "filter_low").words() == "Low 6"
    filters.set_filters([("all", "All", 40), ("kits", "Kits", None)])
    assert filters.current() == "all"


def test_a_hidden_name_is_a_veil_and_not_said(qtbot: QtBot) -> None:
    who = Who("K7M-4Q", None)
    stand(qtbot, who)
    said = [part.accessibleName() for part in who.findChildren(QWidget) if part.isVisible()]
    assert said == ["K7M-4Q", "Name hidden"]
    who.set_who("K7M-4Q", "Otter")
    assert "Name hidden" not in [part.accessibleName() for part in who.findChildren(QWidget) if part.isVisible()]


def test_an_empty_list_says_what_goes_here_and_offers_help(qtbot: QtBot) -> None:
    asked: list[int] = []
    empty = EmptyState(
        "No referrals yet",
        "Write them here.",
        help_words="What is a referral?",
        on_help=lambda: asked.append(1),
        name="empty",
    )
    stand(qtbot, empty)
    button(empty, "empty_help").click()
    assert asked == [1]


def test_tab_goes_from_the_rail_along_the_screen_to_the_primary(qtbot: QtBot) -> None:
    page = SCREENS["stock"]()
    stand(qtbot, page, 1366, 690)
    stops: list[str] = []
    part = page.nextInFocusChain()
    while part is not page:
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible() and part.objectName():
            stops.append(part.objectName())
        part = part.nextInFocusChain()
    first = stops.index("rail_today")
    walked = stops[first:] + stops[:first]
    assert walked[-13:] == [
        "rail_lock", "stock_search", "stock_print", "stock_filter_all", "stock_filter_low", "stock_filter_soon",
        "stock_filter_kits", "stock_table", "stock_foot_undo", "stock_count", "stock_move", "stock_write_off",
        "stock_receive",
    ]  # fmt: skip
    assert walked.index("rail_summaries") < walked.index("rail_names") < walked.index("rail_lock")


def test_buttons_of_a_hidden_row_measure_again_when_the_letters_grow(qtbot: QtBot) -> None:
    theme = current_theme()
    row = WrapRow()
    qtbot.addWidget(row)
    for number in range(3):
        row.add(Button(f"Ask in a week {number}", name=f"ask_{number}"))
    row.setFixedWidth(420)
    row.show()
    low = row.heightForWidth(420)
    row.hide()
    theme.set_text_size(150)
    assert row.heightForWidth(420) > low
    assert all(part.width() >= part.sizeHint().width() for part in row.parts())
    theme.set_text_size(100)
