"""Tables: what is said, what is chosen, what is typed."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.widgets.edit import Choice, LineEdit
from desktop.ui.widgets.marks import Level, Mark
from desktop.ui.widgets.rows_model import Column, RowsModel
from desktop.ui.widgets.table import Table
from tests.ui.widgets.standing import stand


@dataclass(frozen=True, slots=True)
class Line:
    """A row of these tests."""

    name: str
    stock: int
    lasts: str
    hidden: bool = False
    counted: str = ""
    reason: str = ""


LINES = [Line("Masks", 640, "20 weeks"), Line("Lubricant", 6, "low"), Line("Otter", 0, "none", hidden=True)]
COLUMNS: list[Column[Line]] = [
    Column("Item", lambda r: r.name, look="bold", veiled=lambda r: r.hidden),
    Column("In stock", lambda r: str(r.stock), width=90, align="end"),
    Column("Lasts", lambda r: r.lasts, width=200, level=lambda r: Level(0.5), drop=1),
    Column("State", lambda r: r.lasts, width=120, badge=lambda r: Mark("warn") if r.lasts == "low" else None, drop=2),
]


def make(qtbot: QtBot, width: int = 800) -> Table[Line]:
    table: Table[Line] = Table(COLUMNS, name="stock_table", label="Stock", key=lambda r: r.name)
    table.set_rows(LINES)
    stand(qtbot, table, width, 400)
    return table


def test_the_model_keeps_the_rules_of_qt(qtbot: QtBot) -> None:
    model: RowsModel[Line] = RowsModel(COLUMNS, key=lambda r: r.name)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_rows(LINES)
    model.set_row(1, replace(LINES[1], stock=7))
    model.set_rows([])
    assert tester.model() is model


def test_bars_and_badges_are_said_in_words(qtbot: QtBot) -> None:
    model = make(qtbot).rows_model
    assert [model.index(1, number).data() for number in range(4)] == ["Lubricant", "6", "low", "low"]


def test_a_hidden_name_is_said_nowhere(qtbot: QtBot) -> None:
    model = make(qtbot).rows_model
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    said = [str(model.index(2, 0).data(role)) for role in roles]
    assert said[0] == "Name hidden"
    assert not any("Otter" in words for words in said)
    assert "Otter" not in str(model.index(2, 0).data(Qt.ItemDataRole.EditRole))


def test_choosing_a_row_tells_its_record(qtbot: QtBot) -> None:
    table = make(qtbot)
    with qtbot.waitSignal(table.chosen) as told:
        table.choose(1)
    assert told.args == [LINES[1]]
    assert table.chosen_record() == LINES[1]
    with qtbot.waitSignal(table.chosen) as told:
        QTest.keyClick(table, Qt.Key.Key_Up)
    assert told.args == [LINES[0]]


def test_a_pressed_row_is_chosen(qtbot: QtBot) -> None:
    table = make(qtbot)
    place = table.visualRect(table.rows_model.index(1, 0)).center()
    with qtbot.waitSignal(table.chosen):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.current_row() == 1


def test_the_chosen_record_stays_chosen_when_rows_come_anew(qtbot: QtBot) -> None:
    table = make(qtbot)
    table.choose_key("Masks")
    table.set_rows([Line("Food bag", 1, ""), Line("Masks", 639, "19 weeks")])
    record = table.chosen_record()
    assert record is not None
    assert (record.name, record.stock, table.current_row()) == ("Masks", 639, 1)
    with qtbot.waitSignal(table.chosen) as told:
        table.set_rows([Line("Food bag", 1, "")])
    assert told.args == [None]


def test_enter_and_a_double_press_open_a_row(qtbot: QtBot) -> None:
    table = make(qtbot)
    table.choose(0)
    with qtbot.waitSignal(table.opened) as told:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [LINES[0]]
    place = table.visualRect(table.rows_model.index(1, 0)).center()
    with qtbot.waitSignal(table.opened) as told:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [LINES[1]]


def test_the_least_needed_columns_leave_a_narrow_table_first(qtbot: QtBot) -> None:
    table = make(qtbot)
    assert not any(table.isColumnHidden(number) for number in range(4))
    table.resize(520, 400)
    assert [table.isColumnHidden(number) for number in range(4)] == [False, False, False, True]
    table.resize(300, 400)
    assert [table.isColumnHidden(number) for number in range(4)] == [False, False, True, True]
    table.resize(800, 400)
    assert not any(table.isColumnHidden(number) for number in range(4))


@pytest.mark.parametrize("width", [1200, 800, 520, 300])
def test_columns_fill_the_width(qtbot: QtBot, width: int) -> None:
    table = make(qtbot, width)
    shown = sum(table.columnWidth(number) for number in range(4) if not table.isColumnHidden(number))
    assert abs(shown - table.viewport().width()) <= 3


def test_rows_grow_with_the_text(qtbot: QtBot, theme: Theme) -> None:
    table = make(qtbot)
    assert table.rowHeight(0) == 44
    theme.set_text_size(150)
    assert table.rowHeight(0) == 66


def test_a_fitting_table_is_as_high_as_its_rows(qtbot: QtBot) -> None:
    table: Table[Line] = Table(COLUMNS, name="t", label="Stock", fit=True, row_height=40, selectable=False)
    qtbot.addWidget(table)
    table.set_rows(LINES)
    assert table.height() == table.horizontalHeader().height() + 3 * 40 + 1


class Sheet:
    """A count sheet: what is typed becomes a new record in its place."""

    def __init__(self, qtbot: QtBot) -> None:
        columns: list[Column[Line]] = [
            Column("Item", lambda r: r.name),
            Column(
                "Counted", lambda r: r.counted, width=90, align="end", edit=lambda r, words: self.put(r, counted=words)
            ),
            Column(
                "Reason",
                lambda r: r.reason,
                width=160,
                edit=lambda r, words: self.put(r, reason=words),
                editable=lambda r: r.counted == "5",
                options=lambda r: ["Lost", "Miscounted"],
            ),
        ]
        self.table: Table[Line] = Table(columns, name="count", label="Lines", key=lambda r: r.name, row_height=46)
        self.table.set_rows(LINES)
        stand(qtbot, self.table, 700, 300)

    def put(self, record: Line, **changed: str) -> None:
        row = self.table.rows_model.row_of(record.name)
        self.table.rows_model.set_row(row, replace(self.table.rows_model.record(row), **changed))

    def begin(self, row: int, column: int) -> None:
        self.table.setFocus()
        self.table.setCurrentIndex(self.table.rows_model.index(row, column))

    def editor(self) -> LineEdit:
        found = QApplication.focusWidget()
        assert isinstance(found, LineEdit), found
        return found


def test_enter_in_a_cell_goes_down(qtbot: QtBot) -> None:
    sheet = Sheet(qtbot)
    sheet.begin(0, 1)
    assert sheet.editor().accessibleName() == "Counted of Masks"
    QTest.keyClicks(sheet.editor(), "12")
    QTest.keyClick(sheet.editor(), Qt.Key.Key_Return)
    assert sheet.table.rows_model.record(0).counted == "12"
    assert sheet.table.current_row() == 1
    QTest.keyClicks(sheet.editor(), "5")
    QTest.keyClick(sheet.editor(), Qt.Key.Key_Return)
    assert sheet.table.rows_model.record(1).counted == "5"
    assert sheet.table.current_row() == 2


def test_tab_in_a_cell_goes_to_the_next_field(qtbot: QtBot) -> None:
    sheet = Sheet(qtbot)
    sheet.begin(1, 1)
    QTest.keyClicks(sheet.editor(), "5")
    QTest.keyClick(sheet.editor(), Qt.Key.Key_Tab)
    assert sheet.table.rows_model.record(1).counted == "5"
    assert (sheet.table.currentIndex().row(), sheet.table.currentIndex().column()) == (1, 2)
    assert isinstance(QApplication.focusWidget(), Choice)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert (sheet.table.currentIndex().row(), sheet.table.currentIndex().column()) == (2, 1)


def test_leaving_a_cell_keeps_what_was_typed(qtbot: QtBot) -> None:
    sheet = Sheet(qtbot)
    sheet.begin(0, 1)
    QTest.keyClicks(sheet.editor(), "640")
    sheet.begin(2, 1)
    assert sheet.table.rows_model.record(0).counted == "640"


def test_a_cell_that_is_no_field_is_not_typed_into(qtbot: QtBot) -> None:
    sheet = Sheet(qtbot)
    sheet.begin(0, 2)
    assert not isinstance(QApplication.focusWidget(), Choice)
