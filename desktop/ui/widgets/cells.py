"""The cells of a table: how each is painted, and the fields that appear in those that can be typed into."""

from typing import Any, Literal

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from desktop.i18n import _
from desktop.ui.widgets.canvas import Canvas, text_height, text_width, two_lines
from desktop.ui.widgets.edit import Choice, LineEdit
from desktop.ui.widgets.marks import badge_height, paint_badge, paint_level, paint_veil
from desktop.ui.widgets.rows_model import Column, RowsModel

Index = QModelIndex | QPersistentModelIndex

PAD = 12
_BAR = 96


class CellTable(QTableView):
    """What cells ask of the table they stand in.

    Attributes:
        selectable: whether a row can be chosen.
        enter_pressed: Enter, and not a press elsewhere, is closing a field.
    """

    selectable = True
    enter_pressed = False

    def current_row(self) -> int:
        """The row the keyboard stands on, or -1."""
        return self.currentIndex().row()

    def first_shown(self) -> int:
        """The first column that is not hidden."""
        columns = range(self.model().columnCount())
        return next((number for number in columns if not self.isColumnHidden(number)), 0)

    def go_to_field(self, row: int, column: int, *, down: bool = False, step: int = 1) -> None:
        """Go to the next cell that is a field, from here on along the row or down the column."""
        model = self.model()
        columns, rows = model.columnCount(), model.rowCount()
        while 0 <= row < rows:
            while 0 <= column < columns:
                index = model.index(row, column)
                if not self.isColumnHidden(column) and model.flags(index) & Qt.ItemFlag.ItemIsEditable:
                    self.setCurrentIndex(index)
                    if self.state() != QTableView.State.EditingState:
                        self.edit(index)
                    return
                if down:
                    break
                column += step
            row += step
            column = column if down else (0 if step > 0 else columns - 1)


class Cells(QStyledItemDelegate):
    """Paints a cell from its column, and makes the field of a cell that can be typed into."""

    def __init__(self, table: CellTable, model: RowsModel[Any]) -> None:
        super().__init__(table)
        self._table = table
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, model = self._table, self._model
        column, record = model.columns[index.column()], model.record(index.row())
        painter.save()
        canvas = Canvas(
            painter, QRectF(option.rect), mirrored=table.layoutDirection() == Qt.LayoutDirection.RightToLeft
        )
        chosen = table.selectable and table.current_row() == index.row()
        if chosen:
            canvas.fill(0, 0, canvas.width + 1, canvas.height, "soft")
            if index.column() == table.first_shown():
                canvas.fill(0, 0, 3, canvas.height, "accent")
        canvas.line(0, canvas.height - 1, canvas.width)
        self._paint_cell(canvas, column, record, index, chosen)
        painter.restore()

    def _paint_cell(self, canvas: Canvas, column: Column[Any], record: Any, index: Index, chosen: bool) -> None:
        theme = canvas.theme
        x, middle, end = float(PAD), (canvas.height - 1) / 2, canvas.width - PAD
        if self._model.is_field(index):
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
        table, model = self._table, self._model
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
        words = self._model.columns[index.column()].text(self._model.record(index.row()))
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
