"""One document of the stock book: what it moved, who entered it and when, and what may be done about it."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.stock import DocumentId, DocumentKind, Posted, Unit
from desktop.domain.users import Permission
from desktop.i18n import (
    _,
    current,
    date_text,
    list_text,
    moment_text,
    money_text,
    number_text,
    pgettext,
    say,
    signed_text,
)
from desktop.operations import (
    book,
    cards,
    distribution,
    hand_over,
    merging,
    moving,
    partners,
    receipts,
    selling,
    undoing,
)
from desktop.operations.book import BookDocument, BookLine, Link
from desktop.system.clock import from_stamp
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.stock.giver_line import GiverLine
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

_CORRECTED_ON_A_FORM = frozenset({DocumentKind.INTAKE, DocumentKind.WRITE_OFF, DocumentKind.TRANSFER, DocumentKind.USE})


class DocumentPage(FormPage):
    """What a document moved, and what may be done about it.

    Args:
        on_correct: Opens the form that enters such a document.
        show: Lays another document over it.
    """

    def __init__(
        self,
        context: Context,
        document_id: DocumentId,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        on_correct: Callable[[BookDocument], None],
        show: Callable[..., None] | None = None,
    ) -> None:
        super().__init__(_("Entry"), name="document", on_back=on_back, pane=True)
        self._context = context
        self._document_id = document_id
        self._on_correct = on_correct
        self._show_page = show
        self._found: BookDocument | None = None
        self._table: Table[BookLine] = Table(
            [
                Column(_("Item"), lambda line: line.item.name, look="bold", icon=lambda line: line.item.icon),
                Column(_("Batch"), lambda line: cards.batch_words(line.batch), width=190, look="second", drop=1),
                Column(_("Place"), lambda line: line.place.name, width=140, look="second"),
                Column(_("Why"), _reason, width=120, look="second", drop=2),
                Column(pgettext("stock card", "Change"), _change, width=110, align="end", look="bold"),
            ],
            name="document_table",
            label=_("What it moved"),
            key=lambda line: (line.batch.id, line.place.id, line.quantity),
        )
        self.set_body(self._table, margin=12)
        self._print_button = self.add_head_button(_("Print"), self._print, name="document_print", icon="print")
        self._correct_button = self.add_second(_("Correct"), self._correct, name="document_correct")
        self._undo_button = self.add_second(_("Undo this entry"), self._ask, name="document_undo", icon="undo")
        for button in (self._print_button, self._correct_button, self._undo_button):
            button.hide()
        context.events.changed.connect(self._on_changed)
        self._read()

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self._read()

    def _read(self) -> None:
        self._context.tasks.query(
            book.document, self._document_id, then=self._show, otherwise=self._refused, latest="stock_document"
        )

    def _refused(self, error: LarderError) -> None:
        self.show_message("refusal", say(error))

    # What it says

    def _show(self, found: BookDocument) -> None:
        self._found = found
        what = words.document_kind(found.kind)
        if found.linked and found.linked[0].how is Link.UNDOES:
            what = _("undoes {number}").format(number=found.linked[0].document.number)
        elif found.undone:
            what = _("{what}, undone").format(what=what)
        self.set_title(found.number, f"{what}  ·  {date_text(found.occurred_on)}")
        first = not self._table.rows()
        self._table.set_rows(list(found.lines))
        if first:
            self._table.setFocus()
        self._print_button.setVisible(self._paper(found) is not None)
        self._undo_button.setVisible(self._undoing(found) is not None)
        self._correct_button.setVisible(self._may_correct(found))
        if self.pane is None:
            return
        self.pane.set_head(_("About this entry"))
        parts: list[QWidget | int] = [FactsList(list(_facts(found)), look="ruled", name="document_facts")]
        parts += self._numbers(found)
        if found.kind is DocumentKind.INTAKE and self._context.allows(Permission.SEE_PEOPLE):
            parts.append(GiverLine(self._context, found.id, found.number))
        if found.kind is DocumentKind.SALE and self._context.allows(Permission.SEE_PEOPLE):
            parts.append(_MoneyLine(self._context, found.id))
        parts += self._links(found)
        self.pane.show_parts(parts)

    def _numbers(self, found: BookDocument) -> list[QWidget | int]:
        """Which pieces, where each bears a number."""
        parts: list[QWidget | int] = []
        shown: dict[str, list[str]] = {}
        for line in found.lines:
            numbers = shown.setdefault(line.item.name, [])
            numbers += [serial.number for serial in line.serials if serial.number not in numbers]
        for name, numbers in shown.items():
            if numbers:
                head = _("{item}, numbers").format(item=name)
                parts += [16, SectionHead(head), 4, Text(list_text(numbers), wrap=True)]
        return parts

    def _links(self, found: BookDocument) -> list[QWidget | int]:
        if self._show_page is None:
            return []
        parts: list[QWidget | int] = []
        sentences = {
            Link.UNDOES: _("It undoes {number}"),
            Link.CORRECTS: _("It stands in place of {number}"),
            Link.UNDONE_BY: _("It was undone by {number}"),
            Link.CORRECTED_BY: _("In its place stands {number}"),
        }
        for linked in found.linked:
            button = Button(
                sentences[linked.how].format(number=linked.document.number),
                name=f"document_see_{linked.document.document_id}",
                kind="quiet",
                flush=True,
            )
            button.clicked.connect(partial(self._see, linked.document.document_id))
            parts += [16 if not parts else 4, button]
        return parts

    def _see(self, document_id: DocumentId, _checked: bool = False) -> None:
        if self._show_page is not None:
            self._show_page("document", document_id=document_id)

    # What may be done

    def _undoing(self, found: BookDocument) -> Callable[..., Posted] | None:
        """The operation that undoes it; None where this person may not."""
        if not found.may_undo:
            return None
        operation: Callable[..., Posted] = undoing.undo_stock
        needed = Permission.CHANGE_STOCK
        if found.kind is DocumentKind.DISTRIBUTION:
            if found.of_partner and not self._context.allows(Permission.GIVE_OUT):
                operation = partners.undo_report
            else:
                operation, needed = distribution.undo_distribution, Permission.GIVE_OUT
        elif found.kind is DocumentKind.SALE:
            operation, needed = selling.undo_sale, Permission.GIVE_OUT
        elif found.kind is DocumentKind.MERGE:
            operation = merging.undo_merge
        return operation if self._context.allows(needed) else None

    def _ask(self) -> None:
        found = self._found
        if found is None:
            return
        self.clear_message()
        self._context.messages.confirm(
            _("Undo {number}?").format(number=found.number),
            _("It is undone by an entry of its own, and both stay visible in the book."),
            [(words.document_kind(found.kind), date_text(found.occurred_on))],
            safe=_("Leave it"),
            act=_("Undo this entry"),
            on_act=self._undo,
        )

    def _undo(self) -> None:
        operation = self._undoing(self._found) if self._found else None
        if operation is None:
            return
        self._undo_button.setEnabled(False)
        self._context.tasks.action(
            operation,
            form_key=uuid.uuid4().hex,
            document_id=self._document_id,
            changed=Changed.STOCK | Changed.PEOPLE | Changed.MONTHS,
            then=self._undone,
            otherwise=self._not_undone,
        )

    def _undone(self, posted: Posted) -> None:
        self._undo_button.setEnabled(True)
        self.foot.done(_("Undone. It stands in the book as {number}").format(number=posted.number))

    def _not_undone(self, error: LarderError) -> None:
        self._undo_button.setEnabled(True)
        self._refused(error)

    def _may_correct(self, found: BookDocument) -> bool:
        if not found.may_undo:
            return False
        if found.kind is DocumentKind.DISTRIBUTION:
            allowed = Permission.CHANGE_STOCK if found.of_partner else Permission.GIVE_OUT
            return self._context.allows(allowed)
        return found.kind in _CORRECTED_ON_A_FORM and self._context.allows(Permission.CHANGE_STOCK)

    def _correct(self) -> None:
        if self._found is None:
            return
        if self._found.kind is DocumentKind.DISTRIBUTION and not self._found.of_partner:
            self._context.go("counter", correct=self._document_id)
        else:
            self._on_correct(self._found)

    def _paper(self, found: BookDocument) -> tuple[Callable[..., bytes], str] | None:
        """What prints its paper, and what that is called; None where it has none, or not for this person."""
        if found.undone or found.reverses is not None:
            return None
        number = found.number
        allowed = self._context.allows
        if found.kind is DocumentKind.INTAKE and allowed(Permission.CHANGE_STOCK):
            return hand_over.hand_over_paper, _("Hand-over slip {number}").format(number=number)
        if found.kind is DocumentKind.TRANSFER and allowed(Permission.CHANGE_STOCK):
            return moving.transfer_note_paper, _("Transfer note {number}").format(number=number)
        if found.kind is DocumentKind.DISTRIBUTION and allowed(Permission.GIVE_OUT):
            return receipts.receipt_paper, _("Receipt {number}").format(number=number)
        return None

    def _print(self) -> None:
        paper = self._paper(self._found) if self._found else None
        if paper is None:
            return
        operation, title = paper
        self._context.tasks.action(
            operation,
            document_id=self._document_id,
            language=current(),
            changed=Changed(0),
            then=lambda pdf: self._context.show_paper(pdf, title),
            otherwise=self._refused,
        )


def _facts(found: BookDocument) -> Iterator[tuple[str, str]]:
    yield _("Entered"), moment_text(from_stamp(found.recorded_at))
    if found.by:
        yield _("By"), found.by
    if found.place is not None:
        yield (_("From") if found.to_place else _("Place")), found.place.name
    if found.to_place is not None:
        yield _("To"), found.to_place.name
    if found.source is not None:
        yield _("How it came"), words.source(found.source)
    for label, value in ((_("From"), found.origin), (_("For"), found.purpose), (_("Fund"), found.fund)):
        if value:
            yield label, value
    if found.head_count is not None:
        yield _("Head count"), number_text(found.head_count)


def _reason(line: BookLine) -> str:
    return words.reason(line.reason) if line.reason is not None else ""


def _change(line: BookLine) -> str:
    if line.item.unit is Unit.PIECE:
        return signed_text(line.quantity)
    return f"{signed_text(line.quantity)} {words.unit(line.item.unit)}"


class _MoneyLine(FactsList):
    """What a sale brought, or its undoing took back."""

    def __init__(self, context: Context, document_id: DocumentId) -> None:
        super().__init__([], look="ruled", name="document_money")
        context.tasks.query(selling.sale_money, document_id, then=self._use)

    def _use(self, money: selling.Money | None) -> None:
        if money is not None:
            self.set_facts([(_("What it brought"), money_text(money.amount, money.currency))])
