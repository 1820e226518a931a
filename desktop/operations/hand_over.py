"""The paper that whoever gave goods takes along."""

from desktop.documents import HandOver, HandOverLine, hand_over_pdf
from desktop.domain.errors import AlreadyReversed, NotFound
from desktop.domain.stock import DocumentId, DocumentKind, ItemId
from desktop.domain.users import Permission
from desktop.i18n.catalogue import speaking
from desktop.operations.posting import known_item
from desktop.operations.session import Session, action
from desktop.storage import catalogue, documents


@action(Permission.CHANGE_STOCK)
def hand_over_paper(session: Session, *, document_id: DocumentId, language: str) -> bytes:
    """The hand-over slip of goods received, as PDF: what came, summed up by item. It names nobody.

    Raises:
        AlreadyReversed: The goods were taken back out of the book, so there is nothing to sign for.
        NotFound: There is no such document, or nothing was received by it.
    """
    found = documents.header(session.database, document_id)
    if found is None or found.kind is not DocumentKind.INTAKE or found.reverses_id is not None:
        raise NotFound()
    if found.reversed:
        raise AlreadyReversed()
    came: dict[ItemId, int] = {}
    for _movement, line in documents.lines(session.database, document_id):
        came[line.item_id] = came.get(line.item_id, 0) + line.quantity
    fund = catalogue.fund(session.database, found.fund_id) if found.fund_id is not None else None
    with speaking(language):
        lines = []
        for item_id, quantity in came.items():
            item = known_item(session, item_id)
            lines.append(HandOverLine(item.name, item.unit, quantity, item.packs[-1] if item.packs else None))
        slip = HandOver(found.number, found.occurred_on, tuple(lines), fund.name if fund else "")
    session.note("stock.slip", document=document_id)
    return hand_over_pdf(slip, language=language)
