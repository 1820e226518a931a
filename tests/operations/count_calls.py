"""Calls of each operation of a count at a filled vault, and how it is brought to its end."""

from desktop.domain.counting import CountLine, Moved, StocktakeId
from desktop.domain.stock import Category, Expiry, ItemId, Reason, Source, Unit
from desktop.operations import catalogue, count_papers, count_review, counting, receiving
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage import serials
from tests.faults.marked import DAY, Marked, new_form
from tests.operations.finishing import somebody_else


def counted(session: Session, marked: Marked, *, by: int = 0) -> tuple[StocktakeId, CountLine]:
    """A count with one line, `by` more than the book says."""
    sheet = counting.begin_count(session, place_id=marked.places[2])
    if sheet.head.counted:  # another call left it half
        counting.abandon_count(session, stocktake_id=sheet.id)
        sheet = counting.begin_count(session, place_id=marked.places[2])
    line = next(line for line in sheet.lines if line.book and not line.item.serials)
    done = counting.count_line(
        session,
        stocktake_id=sheet.id,
        item_id=line.item.id,
        batch_id=line.batch.id,
        counted=(line.book or 0) + by,
        reason=Reason.FOUND,
    )
    return sheet.id, done


def submitted(session: Session, marked: Marked, *, by: int = 1) -> StocktakeId:
    """A count that is handed in."""
    stocktake, _line = counted(session, marked, by=by)
    count_review.submit_count(session, form_key=new_form(), stocktake_id=stocktake)
    return stocktake


def approve(session: Session, marked: Marked) -> object:
    """What somebody else handed in is posted."""
    return count_review.approve_count(
        session, form_key=new_form(), stocktake_id=submitted(somebody_else(session), marked)
    )


def send_back(session: Session, marked: Marked) -> object:
    """Back to counting."""
    return count_review.send_back_count(session, stocktake_id=submitted(session, marked))


def decide(session: Session, marked: Marked) -> CountLine:
    """It was counted after that move."""
    stocktake, line = counted(session, marked)
    return counting.decide_moved(
        session, stocktake_id=stocktake, batch_id=line.batch.id, place_id=line.place.id, moved=Moved.AFTER
    )


def review(session: Session, marked: Marked) -> object:
    """What differs."""
    return count_review.review(session, counted(session, marked, by=1)[0])


def sheet_paper(session: Session, marked: Marked) -> bytes:
    """The sheet on paper."""
    return count_papers.count_sheet_paper(session, stocktake_id=counted(session, marked)[0], language="en")


def report_paper(session: Session, marked: Marked) -> bytes:
    """The report on paper."""
    return count_papers.count_report_paper(session, stocktake_id=submitted(session, marked, by=0), language="en")


def scan(session: Session, marked: Marked) -> object:
    """The code of an item is scanned."""
    sheet = counting.begin_count(session, place_id=marked.places[2])
    codes = (barcode.code for item in catalogue.items(session) for barcode in item.barcodes)
    return counting.count_scan(session, stocktake_id=sheet.id, code=next(codes))


def numbers(session: Session, marked: Marked) -> CountLine:
    """One of two cards is found."""
    item = ItemId(
        catalogue.save_item(
            session,
            name=f"Card {new_form()}",
            category=Category.CARDS,
            unit=Unit.PIECE,
            expiry=Expiry.NONE,
            serials=True,
        )
    )
    receiving.receive_stock(
        session,
        form_key=new_form(),
        source=Source.PURCHASE,
        origin="Market",
        place_id=marked.places[2],
        lines=[Arrival(item, 2, numbers=("C 1", "C 2"))],
        occurred_on=DAY,
    )
    there = serials.there(session.database, item)
    sheet = counting.begin_count(session, place_id=marked.places[2])
    return counting.count_numbers(
        session, stocktake_id=sheet.id, item_id=item, batch_id=there[0].batch_id, found=[there[0].id]
    )
