"""What the search found, below it: arrows walk along the lines, Enter takes one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.people import Member
from desktop.domain.stock import Unit
from desktop.i18n import _, number_text
from desktop.operations import people, pieces
from desktop.operations.pieces import FoundPiece
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.counter.matching import Match
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import SearchBox
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

_MOST_SHOWN = 40


class FoundList(QWidget):
    """The lines that fit what was typed, and what to do when there are none. Hidden while nothing is typed.

    Args:
        search: Where it is typed.
        matches: The lines for the typed words, the members they found, and the pieces that bear them as their number.
        ask_numbers: Whether any item's pieces bear numbers, so that it is worth asking.

    Signals:
        taken(object): A line was chosen, a Match.
        searching(bool): Something stands in the search, or nothing any more.
        left(): Down was pressed in the empty search.
    """

    taken = Signal(object)
    searching = Signal(bool)
    left = Signal()

    def __init__(
        self,
        context: Context,
        search: SearchBox,
        matches: Callable[[str, Sequence[Member], Sequence[FoundPiece]], Sequence[Match]],
        *,
        ask_numbers: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.setObjectName("counter_found")
        self._context = context
        self._search = search
        self._matches = matches
        self._ask_numbers = ask_numbers
        self._asked = ""
        self._answered = ""
        self._take_for = ""
        self._table: Table[Match] = Table(
            [
                Column(_("Person or item"), _lead, width=260, look="bold", icon=_icon),
                Column(_("Code name"), self._second, look="second", veiled=self._veiled),
                Column(_("Enter does"), _act, width=190, look="small"),
            ],
            name="counter_found_table",
            label=_("Found"),
            key=lambda match: match.key,
        )
        self._table.horizontalHeader().hide()
        self._nothing = Text("", wrap=True, tone="text2", name="counter_nothing")
        self._register = Button(_("Register a member"), name="counter_register", kind="quiet", icon="user-plus")
        self._register.clicked.connect(lambda _checked=False: context.go("members", do="register"))
        self._none = QWidget()
        self._none.setLayout(column(self._nothing, 8, row(self._register, -1), -1, margins=(12, 8, 12, 0)))
        layout = column(self._table, self._none)
        self.setLayout(layout)
        self._table.opened.connect(self.taken)
        self._table.clicked.connect(self._on_clicked)
        search.installEventFilter(self)
        search.searched.connect(self._on_searched)
        search.entered.connect(self._on_entered)
        self.hide()

    def _on_searched(self, text: str) -> None:
        self._asked = text
        if not text:
            self._answered = self._take_for = ""
            self.hide()
            self.searching.emit(False)
            return
        self._context.tasks.query(people.find_members, text, limit=8, then=self._show_found, latest="counter_found")

    def _on_entered(self, text: str) -> None:
        if text and text == self._answered:
            self._take()
        else:
            # The answer is under way: a scanner's Enter comes faster than any database.
            self._take_for = text

    def _show_found(self, members: tuple[Member, ...]) -> None:
        asked = self._asked
        if not asked:
            return
        if not self._ask_numbers():
            self._show_all(asked, members, ())
            return
        self._context.tasks.query(
            pieces.find_number,
            asked,
            then=lambda found: self._show_all(asked, members, found),
            latest="counter_found_numbers",
        )

    def _show_all(self, asked: str, members: tuple[Member, ...], numbers: tuple[FoundPiece, ...]) -> None:
        if asked != self._asked:
            return  # more was typed meanwhile
        self._answered = asked
        self._show_lines(asked, self._matches(asked, members, numbers))
        self.searching.emit(True)
        self.show()
        if self._take_for == self._answered:
            self._take()
        self._take_for = ""

    def _show_lines(self, text: str, matches: Sequence[Match]) -> None:
        self._table.choose(-1)
        self._table.set_rows(matches)
        if matches:
            self._table.choose(0)
        shown = text if len(text) <= 40 else f"{text[:40]}..."
        self._nothing.set_words(
            _("Nobody and nothing fits {words}. Check it, or register a new member.").format(
                words=f"\u201c{shown}\u201d"
            )
        )
        self._table.setVisible(bool(matches))
        self._none.setVisible(not matches)

    def _take(self) -> None:
        match = self._table.chosen_record()
        if match is not None:
            self.taken.emit(match)

    def refresh(self) -> None:
        """Names were shown or hidden."""
        self._table.set_rows(self._table.rows())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._search or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Down and not self._search.text():
            self.left.emit()
            return True
        if event.key() not in (Qt.Key.Key_Down, Qt.Key.Key_Up) or not self._table.isVisible():
            return False
        wanted = self._table.current_row() + (1 if event.key() == Qt.Key.Key_Down else -1)
        if 0 <= wanted < len(self._table.rows()):
            self._table.choose(wanted)
        return True

    def _on_clicked(self, index: QModelIndex) -> None:
        self.taken.emit(self._table.rows_model.record(index.row()))

    def _veiled(self, match: Match) -> bool:
        return match.member is not None and not self._context.names_shown

    def _second(self, match: Match) -> str:
        if match.member is not None:
            return match.member.name if self._context.names_shown else ""
        return _left(match)


def _lead(match: Match) -> str:
    if match.member is not None:
        return match.member.code
    if match.item is None:
        return ""
    if match.serial is not None:
        return _("{item}, no. {number}").format(item=match.item.item.name, number=match.serial.number)
    return match.item.item.name


def _icon(match: Match) -> str:
    return "user" if match.member is not None else match.item.item.icon if match.item else ""


def _act(match: Match) -> str:
    if match.member is not None:
        return _("Give to them")
    if match.serial is not None:
        return _("Put it in")
    count = _count(match)
    return _("Make it {count}").format(count=count) if match.instead else _("Put in {count}").format(count=count)


def _count(match: Match) -> str:
    if match.item is None or match.item.item.unit is Unit.PIECE:
        return number_text(match.quantity)
    return words.quantity(match.quantity, match.item.item.unit)


def _left(match: Match) -> str:
    """How many of an item can still be given."""
    if match.item is None:
        return ""
    if match.serial is not None and match.serial.place is not None:
        return match.serial.place.name
    return words.left(match.item.usable, match.item.item.unit)
