"""A table of frozen records: each column says how a record becomes words, and how the words look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.i18n import _
from desktop.ui.widgets.marks import Level, Mark

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column.

    Attributes:
        title: head of the column.
        text: the words of a cell; empty stays empty. They are what a screen reader says, also under a badge or a bar.
        width: pixels at 100 %; 0 for the one column that takes the rest.
        align: start, or end for numbers.
        look: body, bold (names), second (further facts), small.
        icon: name of an icon before the words.
        badge: the mark under the words, or None for bare words.
        level: a level bar before the words, or None.
        veiled: true while the words are a hidden name: "Name hidden" is said and a veil is painted.
        drop: columns with the highest number leave first when the table is too narrow; 0 stays.
        edit: what was typed into the cell; makes it a field. Raise nothing: show what is wrong in the row's own words.
        editable: whether this row's cell is a field (every row when None).
        options: (words, value) to choose from; makes the field a choice. `edit` gets the chosen words.
    """

    title: str
    text: Callable[[R], str]
    width: int = 0
    align: Literal["start", "end"] = "start"
    look: Literal["body", "bold", "second", "small"] = "body"
    icon: Callable[[R], str] | None = None
    badge: Callable[[R], Mark | None] | None = None
    level: Callable[[R], Level | None] | None = None
    veiled: Callable[[R], bool] | None = None
    drop: int = 0
    edit: Callable[[R, str], object] | None = None
    editable: Callable[[R], bool] | None = None
    options: Callable[[R], Sequence[str]] | None = None


class RowsModel(QAbstractTableModel, Generic[R]):
    """A Qt model over a list of records.

    Args:
        columns: from start to end.
        key: what identifies a record, so that the chosen row is found again after new rows arrive.

    Signals:
        edited(object, int, str): a cell's record, its column, the words that were typed.
    """

    edited = Signal(object, int, str)

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], object] = id) -> None:
        super().__init__()
        self._columns = list(columns)
        self._key = key
        self._rows: list[R] = []

    @property
    def columns(self) -> list[Column[R]]:
        return list(self._columns)

    def rows(self) -> list[R]:
        return list(self._rows)

    def record(self, row: int) -> R:
        """The record of a row.

        Raises:
            IndexError: there is no such row.
        """
        return self._rows[row]

    def key_of(self, record: R) -> object:
        return self._key(record)

    def row_of(self, key: object) -> int:
        """The row of a record's key, or -1."""
        return next((number for number, record in enumerate(self._rows) if self._key(record) == key), -1)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other records."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def set_row(self, row: int, record: R) -> None:
        """Replace one record in its place."""
        self._rows[row] = record
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def is_field(self, index: Index) -> bool:
        """Whether a cell can be typed into."""
        column = self._columns[index.column()]
        if column.edit is None:
            return False
        return column.editable is None or column.editable(self._rows[index.row()])

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        column, record = self._columns[index.column()], self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            # A hidden name must be absent here, not only from the painting.
            return _("Name hidden") if column.veiled is not None and column.veiled(record) else column.text(record)
        if role == Qt.ItemDataRole.EditRole and self.is_field(index):
            return column.text(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignTrailing if column.align == "end" else Qt.AlignmentFlag.AlignLeading
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignTrailing if column.align == "end" else Qt.AlignmentFlag.AlignLeading
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.is_field(index):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        column, record = self._columns[index.column()], self._rows[index.row()]
        if column.edit is None or str(value) == column.text(record):
            return False
        column.edit(record, str(value))
        self.edited.emit(record, index.column(), str(value))
        return True
