"""Calls of the stock cards and of looking up numbers at a filled vault."""

from desktop.domain.stock import Category, Expiry, ItemId, Posted, Source, Unit
from desktop.operations import book, cards, catalogue, pieces, receiving
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage import serials
from tests.faults.marked import DAY, Marked, new_form

NUMBER = "4711"


def numbered(session: Session, marked: Marked) -> tuple[ItemId, Posted]:
    """Two cards with a number each on the first shelf."""
    item_id = catalogue.save_item(
        session,
        name=f"Transit card {new_form()}",
        category=Category.CARDS,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        serials=True,
    )
    posted = receiving.receive_stock(
        session,
        form_key=new_form(),
        source=Source.PURCHASE,
        origin="Market",
        place_id=marked.places[0],
        lines=[Arrival(item_id, 2, numbers=(NUMBER, "4712"))],
        occurred_on=DAY,
    )
    return item_id, posted


def look(session: Session, marked: Marked) -> object:
    """Cards of items, places, batches and of one piece."""
    item_id, _posted = numbered(session, marked)
    piece = serials.there(session.database, item_id)[0]
    return [
        *(cards.stock_card(session, item_id=item) for item in marked.items),
        *(cards.stock_card(session, place_id=place) for place in marked.places),
        *(cards.card_choices(session, item) for item in marked.items),
        cards.stock_card(session, batch_id=piece.batch_id),
        cards.stock_card(session, serial_id=piece.id),
    ]


def entries(session: Session, marked: Marked) -> object:
    """Entries of the book: hand-outs, and goods received with numbers."""
    _item, posted = numbered(session, marked)
    return [book.document(session, document) for document in (*marked.given, posted.document_id)]


def paper(session: Session, marked: Marked) -> object:
    """Printed cards."""
    return [
        *(cards.card_paper(session, item_id=item, language="en") for item in marked.items[:2]),
        cards.card_paper(session, place_id=marked.places[0], language="en"),
    ]


def table(session: Session, marked: Marked) -> object:
    """Cards as tables."""
    return [cards.card_csv(session, place_id=place) for place in marked.places]


def numbers(session: Session, marked: Marked) -> object:
    """What is said about a number."""
    item_id, _posted = numbered(session, marked)
    return [pieces.find_number(session, NUMBER), pieces.numbers_there(session, item_id)]
