"""Tables: no frame, no zebra, a hairline per row, and the chosen row on soft ground with a bar at its start."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QWidget,
)

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import painting, text_height, text_width
from desktop.ui.widgets.cells import PAD, Cells, CellTable
from desktop.ui.widgets.marks import badge_height, badge_width
from desktop.ui.widgets.rows_model import Column, RowsModel

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

_OPEN = 180
"""Least width of the open column, before all shrink."""


class Table(CellTable, Generic[R]):
    """A table over records, one row chosen at a time.

    Args:
        columns, key: as for `RowsModel`; the model is `rows_model`.
        name: object name.
        label: what the table lists, for a screen reader.
        row_height: at 100 %; it grows with the letters.
        selectable: false for a table that is only read.
        fit: as high as its rows, without a scroll bar of its own (inside a scrolling page).

    Signals:
        chosen(object): the record that is chosen now, or None.
        opened(object): a record was pressed twice, or Enter was pressed on it.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        name: str,
        label: str,
        key: Callable[[R], object] = id,
        row_height: int = 44,
        selectable: bool = True,
        fit: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.rows_model: RowsModel[R] = RowsModel(columns, key)
        self._row_height = row_height
        self.selectable = selectable
        self._fit_rows = fit
        self.setModel(self.rows_model)
        self.setItemDelegate(Cells(self, self.rows_model))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.SingleSelection if selectable else modes.NoSelection)
        editable = any(column.edit is not None for column in columns)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.CurrentChanged | triggers.SelectedClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
            if editable
            else triggers.NoEditTriggers
        )
        if not selectable and not editable:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = _Head(self)
        self.setHorizontalHeader(head)
        head.show()
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(_("Choose all rows"))
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rows_model.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._on_opened)
        follow_theme(self._refresh)

    # Rows

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show these records. The chosen record stays chosen while it is still among them."""
        current = self.chosen_record()
        key = self.rows_model.key_of(current) if current is not None else None
        self.rows_model.set_rows(rows)
        if current is None:
            return
        row = self.rows_model.row_of(key)
        if row >= 0:
            self.blockSignals(True)
            self.choose(row)
            self.blockSignals(False)
        self.chosen.emit(self.chosen_record())

    def rows(self) -> list[R]:
        return self.rows_model.rows()

    def chosen_record(self) -> R | None:
        """The record of the chosen row, or None."""
        row = self.currentIndex().row()
        return self.rows_model.record(row) if 0 <= row < self.rows_model.rowCount() else None

    def choose(self, row: int) -> None:
        """Choose a row by its number; -1 for none."""
        if row < 0:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
            return
        index = self.rows_model.index(row, self.first_shown())
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def choose_key(self, key: object) -> bool:
        """Choose the record with that key; false when it is not among the rows."""
        row = self.rows_model.row_of(key)
        if row >= 0:
            self.choose(row)
        return row >= 0

    # Qt and sizes

    def _refresh(self) -> None:
        theme = current_theme()
        height = max(theme.px(self._row_height), text_height(theme.font()) + 14, badge_height() + 10)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setMinimumSectionSize(height)
        self.setFont(theme.font())
        self.horizontalHeader().setFixedHeight(max(theme.px(36), text_height(theme.font("small")) + 10))
        self._share_width()
        self._fit_height()
        self.viewport().update()

    def _on_reset(self) -> None:
        self._share_width()
        self._fit_height()

    def _fit_height(self) -> None:
        if self._fit_rows:
            rows = self.rows_model.rowCount() * self.verticalHeader().defaultSectionSize()
            self.setFixedHeight(self.horizontalHeader().height() + rows + 1)

    def _share_width(self) -> None:
        """Give every column its width, the open one the rest; when short, the least needed leave, then all shrink."""
        columns, theme, room = self.rows_model.columns, current_theme(), self.viewport().width()
        heads = [text_width(column.title, theme.font("small", bold=True)) + 2 * PAD + 4 for column in columns]
        need = [max(theme.px(column.width or _OPEN), head) for column, head in zip(columns, heads, strict=True)]
        shown = list(range(len(columns)))
        for number in sorted(shown, key=lambda number: -columns[number].drop):
            if columns[number].drop and sum(need[at] for at in shown) > room:
                shown.remove(number)
        open_ones = [at for at in shown if not columns[at].width] or shown[:1]
        spare = room - sum(need[at] for at in shown)
        if spare < 0:
            least = {at: max(heads[at], self._natural_width(columns[at])) for at in shown}
            for at in open_ones:
                # Names go into two lines before the table has to be moved sideways.
                least[at] = max(heads[at], round(least[at] * 0.65))
            slack = {at: max(0, need[at] - least[at]) for at in shown}
            whole = sum(slack.values())
            for at in shown:
                need[at] -= round(min(slack[at], -spare * slack[at] / whole)) if whole else 0
            spare = min(0, room - sum(need[at] for at in shown))
        wide = self.horizontalScrollBarPolicy()
        wanted = Qt.ScrollBarPolicy.ScrollBarAsNeeded if spare < -2 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if wide != wanted:
            self.setHorizontalScrollBarPolicy(wanted)
        for number in range(len(columns)):
            self.setColumnHidden(number, number not in shown)
        for number in shown:
            extra = max(0, spare) // len(open_ones) if number in open_ones else 0
            self.setColumnWidth(number, need[number] + extra)

    def _natural_width(self, column: Column[R]) -> int:
        """What the first rows need in a column; a table is not long enough to measure all of it at every resize."""
        theme = current_theme()
        font = theme.font("small" if column.look == "small" else "body", bold=column.look == "bold")
        widest = 0
        for record in self.rows_model.rows()[:40]:
            words = column.text(record)
            mark = column.badge(record) if column.badge is not None else None
            widest = max(widest, badge_width(words, mark) if mark is not None else text_width(words, font))
        if column.icon is not None:
            widest += theme.px(18) + 14
        if column.level is not None:
            widest += 48
        if column.options is not None:
            widest += theme.px(16) + 8
        return widest + 2 * PAD + 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.viewport().update()
            self.chosen.emit(self.chosen_record())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selectable:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            record = self.chosen_record()
            if record is not None and self.state() != QAbstractItemView.State.EditingState:
                self.opened.emit(record)
                return
        super().keyPressEvent(event)

    def _on_opened(self, index: QModelIndex) -> None:
        if not self.rows_model.is_field(index):
            self.opened.emit(self.rows_model.record(index.row()))

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        """Enter goes down, Tab goes to the next field. Qt gives Enter's hint too when another row is clicked."""
        hints = QStyledItemDelegate.EndEditHint
        current = self.currentIndex()
        super().closeEditor(editor, hints.NoHint if hint in (hints.EditNextItem, hints.EditPreviousItem) else hint)
        entered, self.enter_pressed = self.enter_pressed, False
        if hint == hints.SubmitModelCache and entered:
            self.go_to_field(current.row() + 1, current.column(), down=True)
        elif hint == hints.EditNextItem:
            self.go_to_field(current.row(), current.column() + 1)
        elif hint == hints.EditPreviousItem:
            self.go_to_field(current.row(), current.column() - 1, step=-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex().isValid() and self.selectable:
            rect = self.visualRect(self.currentIndex())
            with painting(self.viewport()) as canvas:
                canvas.outline(0, rect.top(), canvas.width, rect.height(), "focus", thick=2, radius=4)

    def viewportSizeHint(self) -> QSize:
        return QSize(320, self.verticalHeader().defaultSectionSize() * min(12, max(1, self.rows_model.rowCount())))


class _Head(QHeaderView):
    """The head: its words by the style sheet, its line painted as one."""

    def __init__(self, table: Table[Any]) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(20)
        self.setAccessibleName(_("Heads of the columns"))
