"""Finding a piece by the number it bears: what it is, where it is or by which entry it left, and all that happened to it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.people import MemberId
from desktop.domain.stock import CardLine, DocumentId, DocumentKind
from desktop.domain.users import Permission
from desktop.i18n import _, date_text
from desktop.operations import cards, pieces
from desktop.operations.pieces import FoundPiece
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.stock.card_rows import card_rows
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import Choice
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.text import Text


class NumbersPage(FormPage):
    """One search for a number; its card below, what is known about it beside.

    To whom it went is asked for apart, and only where the role may see people; it is the code alone.
    """

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        show: Callable[..., None],
        number: str = "",
        **_what: Any,
    ) -> None:
        super().__init__(_("Find a number"), name="numbers", on_back=on_back, pane=True)
        self._context = context
        self._show_page = show
        self._found: FoundPiece | None = None
        self._asked = ""
        self._box = self.add_search(_("Type or scan a number"), name="numbers_search")
        self._box.searched.connect(self._search)
        self._box.entered.connect(self._search)
        self._which = Choice(name="numbers_which", label=_("Which item"))
        self._which.chosen.connect(lambda found: self._show_piece(found))
        self._which_row = boxed(row(self._which, -1, margins=(12, 0, 12, 12)))
        self._hint = Text(
            _("Type the whole number, as it stands on the piece, or scan it."),
            tone="text2",
            wrap=True,
            name="numbers_hint",
        )
        self._hint_row = boxed(column(self._hint, margins=(12, 8, 12, 0)))
        self._table = card_rows("piece", today=context.clock.today(), name="numbers_table")
        self._table.opened.connect(self._open_line)
        self._table.clicked.connect(lambda index: self._open_line(self._table.rows_model.record(index.row())))
        body = QWidget()
        body.setLayout(column(self._which_row, self._hint_row, self._table, -1))
        self._which_row.hide()
        self._table.hide()
        self.set_body(body, margin=12)
        context.events.changed.connect(self._on_changed)
        self._box.setFocus()
        if number:
            self._box.setText(number)

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what and self._asked:
            self._search(self._asked)

    def _search(self, text: str) -> None:
        self._asked = text
        self._context.tasks.query(pieces.find_number, text, then=self._show_found, latest="numbers_found")

    def _show_found(self, found: tuple[FoundPiece, ...]) -> None:
        before = self._found
        self._which.set_options([(piece.item.name, piece) for piece in found])
        self._which_row.setVisible(len(found) > 1)
        self._hint_row.setVisible(not found)
        self._hint.set_words(
            _("No piece bears the number {number}.").format(number=f"\u201c{self._asked[:40]}\u201d")
            if self._asked
            else _("Type the whole number, as it stands on the piece, or scan it.")
        )
        self._table.setVisible(bool(found))
        if not found:
            self._found = None
            if self.pane is not None:
                self.pane.set_head("")
                self.pane.show_parts([])
            return
        same = next((piece for piece in found if before and piece.serial.id == before.serial.id), found[0])
        self._which.set_value(same)
        self._show_piece(same)

    def _show_piece(self, found: FoundPiece) -> None:
        self._found = found
        self._show_facts(found, None)
        self._context.tasks.query(
            cards.stock_card, serial_id=found.serial.id, then=self._show_card, latest="numbers_card"
        )
        last = found.last
        gone = found.serial.place is None and last is not None and last.kind is DocumentKind.DISTRIBUTION
        if gone and last is not None and self._context.allows(Permission.SEE_PEOPLE):
            document_id = last.document_id
            self._context.tasks.query(
                pieces.went_to,
                document_id,
                then=lambda member: self._show_member(found, member),
                latest="numbers_member",
            )

    def _show_card(self, card: cards.CardPage) -> None:
        self._table.set_rows(list(card.lines))

    def _show_member(self, found: FoundPiece, member: tuple[MemberId, str] | None) -> None:
        if self._found is found:
            self._show_facts(found, member)

    def _show_facts(self, found: FoundPiece, member: tuple[MemberId, str] | None) -> None:
        if self.pane is None:
            return
        self.pane.set_head(_("No. {number}").format(number=found.serial.number), icon=found.item.icon)
        last, place = found.last, found.serial.place
        facts = [(_("Item"), found.item.name)]
        parts: list[QWidget | int] = []
        if place is not None:
            facts.append((_("Where"), place.name))
        elif last is None or last.reverses:
            facts.append((_("Where"), _("not in the house")))
        else:
            facts += [
                (_("Where"), _("out of the house")),
                (_("How it left"), words.document_kind(last.kind)),
                (_("On"), date_text(last.occurred_on)),
                (_("By the entry"), last.number),
            ]
        parts.append(FactsList(facts, look="ruled", name="numbers_facts"))
        if member is not None:
            who = Button(
                _("See {code}").format(code=member[1]), name="numbers_member", kind="quiet", icon="user", flush=True
            )
            who.clicked.connect(lambda: self._context.go("members", member_id=member[0]))
            parts += [16, SectionHead(_("Went to")), 4, who]
        if last is not None:
            see = Button(_("See the entry"), name="numbers_entry", kind="quiet", flush=True)
            see.clicked.connect(lambda: self._see(last.document_id))
            parts += [12, see]
        self.pane.show_parts(parts)

    def _open_line(self, line: CardLine) -> None:
        self._see(line.document_id)

    def _see(self, document_id: DocumentId) -> None:
        self._show_page("document", document_id=document_id)
