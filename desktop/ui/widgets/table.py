"""Tables: no frame, no zebra, a hairline per row, and the chosen row on soft ground with a bar at its start."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import Canvas, painting, text_height, text_width, two_lines
from desktop.ui.widgets.edit import Choice, LineEdit
from desktop.ui.widgets.marks import badge_height, badge_width, paint_badge, paint_level, paint_veil
from desktop.ui.widgets.rows_model import Column, RowsModel

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

_PAD = 12
_BAR = 96
_OPEN = 180
"""Least width of the open column, before all shrink."""


class Table(QTableView, Generic[R]):
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
        self.enter_pressed = False
        self.setModel(self.rows_model)
        self.setItemDelegate(_Cells(self))
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

    def current_row(self) -> int:
        return self.currentIndex().row()

    # Qt and sizes

    def first_shown(self) -> int:
        return next((number for number in range(len(self.rows_model.columns)) if not self.isColumnHidden(number)), 0)

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
        heads = [text_width(column.title, theme.font("small", bold=True)) + 2 * _PAD + 4 for column in columns]
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
        return widest + 2 * _PAD + 4

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

    def go_to_field(self, row: int, column: int, *, down: bool = False, step: int = 1) -> None:
        columns, rows = self.rows_model.columnCount(), self.rows_model.rowCount()
        while 0 <= row < rows:
            while 0 <= column < columns:
                index = self.rows_model.index(row, column)
                if not self.isColumnHidden(column) and self.rows_model.is_field(index):
                    self.setCurrentIndex(index)
                    if self.state() != QAbstractItemView.State.EditingState:
                        self.edit(index)
                    return
                if down:
                    break
                column += step
            row += step
            column = column if down else (0 if step > 0 else columns - 1)

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


class _Cells(QStyledItemDelegate):
    """Paints a cell from its column, and makes the field of a cell that can be typed into."""

    def __init__(self, table: Table[Any]) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, model = self._table, self._table.rows_model
        column, record = model.columns[index.column()], model.record(index.row())
        painter.save()
        canvas = Canvas(
            painter, QRectF(option.rect), mirrored=table.layoutDirection() == Qt.LayoutDirection.RightToLeft
        )
        chosen = (
            table.current_row() == index.row() and table.selectionMode() != QAbstractItemView.SelectionMode.NoSelection
        )
        if chosen:
            canvas.fill(0, 0, canvas.width + 1, canvas.height, "soft")
            if index.column() == table.first_shown():
                canvas.fill(0, 0, 3, canvas.height, "accent")
        canvas.line(0, canvas.height - 1, canvas.width)
        self._paint_cell(canvas, column, record, index, chosen)
        painter.restore()

    def _paint_cell(self, canvas: Canvas, column: Column[Any], record: Any, index: Index, chosen: bool) -> None:
        theme = canvas.theme
        x, middle, end = float(_PAD), (canvas.height - 1) / 2, canvas.width - _PAD
        if self._table.rows_model.is_field(index):
            self._paint_field(canvas, column, record)
            return
        if column.icon is not None:
            name = column.icon(record)
            size = theme.px(18)
            if name:
                canvas.icon(x, middle - size / 2, size, name, "soft_text" if chosen else "text2")
            x += size + 14
        if column.veiled is not None and column.veiled(record):
            paint_veil(canvas, x, middle)
            return
        words = column.text(record)
        mark = column.badge(record) if column.badge is not None else None
        if mark is not None and words:
            tall = badge_height()
            paint_badge(canvas, x, middle - tall / 2, words, mark, end - x)
            return
        level = column.level(record) if column.level is not None else None
        if level is not None:
            wide = min(float(_BAR), max(24.0, end - x - 12 - text_width(words, theme.font("small"))))
            paint_level(canvas, x, middle - 4, wide, level, "soft" if chosen else "surface")
            colour = {"low": "warn", "none": "bad"}.get(level.state, "soft_text" if chosen else "text2")
            canvas.text(x + wide + 12, 0, end - x - wide - 12, canvas.height - 1, words, theme.font("small"), colour)
            return
        look: Literal["body", "small"] = "small" if column.look == "small" else "body"
        colour = "soft_text" if chosen else "text2" if column.look in ("second", "small") else "text"
        font = theme.font(look, bold=column.look == "bold")
        line = text_height(font)
        if text_width(words, font) > end - x and 2 * line < canvas.height and column.align == "start":
            for number, part in enumerate(two_lines(words, font, end - x)):
                canvas.text(x, middle - line + number * line, end - x, line, part, font, colour)
            return
        canvas.text(x, 0, end - x, canvas.height - 1, words, font, colour, "end" if column.align == "end" else "start")

    def _paint_field(self, canvas: Canvas, column: Column[Any], record: Any) -> None:
        theme = canvas.theme
        top = 5.0
        tall = canvas.height - 1 - 2 * top
        canvas.outline(4, top, canvas.width - 8, tall, "edge", radius=6, ground="surface")
        words = column.text(record)
        if column.options is not None:
            size = theme.px(16)
            shown = words or _("Choose...")
            canvas.text(14, top, canvas.width - 28 - size, tall, shown, theme.font(), "text" if words else "text2")
            canvas.icon(canvas.width - 14 - size, top + (tall - size) / 2, size, "chevron-down", "text")
        else:
            canvas.text(13, top, canvas.width - 26, tall, words, theme.font(), "text", column.align)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self._table.verticalHeader().defaultSectionSize())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        table, model = self._table, self._table.rows_model
        column, record = model.columns[index.column()], model.record(index.row())
        name = f"{table.objectName()}_cell_{index.row()}_{index.column()}"
        first = model.columns[0].text(record)
        label = _("{column} of {row}").format(column=column.title, row=first)
        if column.options is not None:
            choice = Choice(name=name, label=label, height=34)
            choice.setParent(parent)
            choice.set_options([(words, words) for words in column.options(record)])
            choice.activated.connect(lambda _index: self._commit(choice))
            return choice
        edit = LineEdit(name=name, label=label, height=34)
        edit.setParent(parent)
        edit.setProperty("cell", True)
        edit.setAlignment(
            (Qt.AlignmentFlag.AlignTrailing if column.align == "end" else Qt.AlignmentFlag.AlignLeading)
            | Qt.AlignmentFlag.AlignVCenter
        )
        return edit

    def _commit(self, editor: QWidget) -> None:
        self.commitData.emit(editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        words = self._table.rows_model.columns[index.column()].text(self._table.rows_model.record(index.row()))
        if isinstance(editor, Choice):
            editor.set_value(words)
        elif isinstance(editor, LineEdit) and editor.text() != words and not editor.isModified():
            editor.setText(words)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, Choice):
            value = editor.value()
            if value is not None:
                model.setData(index, value)
        elif isinstance(editor, LineEdit):
            model.setData(index, editor.text().strip())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        editor.setFixedHeight(rect.height() - 11)
        editor.setGeometry(rect.adjusted(4, 5, -4, -6))

    def eventFilter(self, editor: Any, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            if (
                event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
                and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                self._table.enter_pressed = True
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.SubmitModelCache)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and isinstance(editor, LineEdit):
                row, column = self._table.current_row(), self._table.currentIndex().column()
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self._table.go_to_field(row + step, column, down=True, step=step)
                return True
        return super().eventFilter(editor, event)
