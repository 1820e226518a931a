"""The receipt of a hand-out: kept as it read that day, printed from memory, and the same at every reprint."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.documents import Receipt, ReceiptLine, ReceiptSize, receipt_pdf
from desktop.domain.errors import AlreadyReversed, Invalid, NotFound
from desktop.domain.stock import DocumentId, Item, ItemId, Posted, Serial, Unit
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_, _, ngettext, speaking
from desktop.operations.session import Session, action, query
from desktop.storage import documents, serials

SIZES = {"a6": ReceiptSize.A6, "roll80": ReceiptSize.ROLL_80}


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """One line of a receipt, under the name the item bore that day; `numbers` where each piece bears one."""

    name: str
    quantity: int
    unit: Unit
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """What a receipt says. It names no person, no place and no group: whoever finds it learns nothing about why.

    Attributes:
        copy: The number the next print will bear; 1 for the first.
    """

    number: str
    occurred_on: date
    lines: tuple[ReceiptItem, ...]
    copy: int


@query(Permission.SEE_STOCK)
def receipt(session: Session, document_id: DocumentId) -> ReceiptContent:
    """What the receipt of a hand-out says. Raises NotFound."""
    return _content(session, document_id)


@action(Permission.GIVE_OUT)
def receipt_paper(session: Session, *, document_id: DocumentId, size: str = "a6", language: str) -> bytes:
    """The receipt as PDF; from the second time on it says which copy it is.

    Args:
        size: `a6` or `roll80`.
        language: The paper's, a code of `desktop.i18n.languages()`.

    Raises:
        AlreadyReversed: The hand-out was undone, so there is nothing to receipt.
        Invalid: There is no such size.
        NotFound: There is no such hand-out.
    """
    if size not in SIZES:
        raise Invalid("size", N_("There is no such paper. Nothing was printed. Choose another size."))
    header = documents.header(session.database, document_id)
    if header is not None and header.reversed:
        raise AlreadyReversed()
    content = _content(session, document_id)
    with speaking(language):
        lines = tuple(ReceiptLine(line.name, line.quantity, _unit_word(line), line.numbers) for line in content.lines)
    paper = Receipt(content.number, content.occurred_on, "", lines, content.copy, content.number)
    documents.note_print(session.database, document_id, content.copy, session.now(), session.user.id)
    session.note("receipt.print", document=document_id, copy=content.copy)
    return receipt_pdf(paper, language=language, size=SIZES[size])


def keep(session: Session, posted: Posted, day: date, given: Mapping[Item, int]) -> None:
    """Keep what the receipt of a hand-out says; called inside the hand-out's own transaction.

    The numbers of pieces stand on it: they say which piece it was, not who has it.
    """
    carried = serials.given(session.database, posted.document_id)
    documents.keep_receipt(
        session.database,
        posted.document_id,
        {
            "number": posted.number,
            "on": day.isoformat(),
            "lines": [
                [item.name, quantity, item.unit, *([numbers] if (numbers := _numbers(carried, item)) else [])]
                for item, quantity in given.items()
            ],
        },
    )


def _numbers(carried: Mapping[ItemId, tuple[Serial, ...]], item: Item) -> list[str]:
    return [serial.number for serial in carried.get(item.id, ())]


def _content(session: Session, document_id: DocumentId) -> ReceiptContent:
    kept: dict[str, Any] | None = documents.receipt(session.database, document_id)
    if kept is None:
        raise NotFound()
    return ReceiptContent(
        number=kept["number"],
        occurred_on=date.fromisoformat(kept["on"]),
        lines=tuple(
            ReceiptItem(name, quantity, Unit(unit), tuple(numbers[0]) if numbers else ())
            for name, quantity, unit, *numbers in kept["lines"]
        ),
        copy=documents.next_copy(session.database, document_id),
    )


def _unit_word(line: ReceiptItem) -> str:
    """The word behind the number, fit for it."""
    if line.unit is Unit.GRAM:
        return _("g")
    if line.unit is Unit.MILLILITRE:
        return _("ml")
    return ngettext("piece", "pieces", line.quantity)
