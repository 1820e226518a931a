"""Papers of a count: the sheet to take to the shelf, and the report of what it came to."""

from desktop.documents.count_report import CountReport, CountReportLine, count_report_pdf
from desktop.documents.count_sheet import CountPaper, CountPaperLine, book_words, count_sheet_pdf
from desktop.domain.counting import CountHead, CountLine, StocktakeId, sheet_number
from desktop.domain.errors import NotFound
from desktop.domain.stock import REASON_WORDS, Batch, Reason
from desktop.domain.users import Permission
from desktop.i18n import _, date_text, list_text, money_text, number_text, speaking
from desktop.operations.count_lines import open_count, sheet_of
from desktop.operations.count_review import finished
from desktop.operations.posting import known_item
from desktop.operations.session import Session, action
from desktop.storage import catalogue, documents, settings, stock, stocktakes

_NAMED = 3
"""So many chosen items are named in a title; of more only how many there are."""


def count_words(head: CountHead) -> str:
    """What a count is of: the place, or the chosen items."""
    if head.place is not None and not head.items:
        return head.place.name
    names = [item.name for item in head.items]
    many = _("{count} chosen items").format(count=number_text(len(names)))
    words = many if len(names) > _NAMED else list_text(names)
    return f"{head.place.name}  ·  {words}" if head.place is not None else words


@action(Permission.CHANGE_STOCK)
def count_sheet_paper(
    session: Session, *, stocktake_id: StocktakeId, blind: bool | None = None, language: str
) -> bytes:
    """The sheet of a count as PDF: what the book knows of, and empty lines for what it does not.

    Args:
        blind: Without the book's numbers; as the count was begun when None. A blind count has no other sheet.

    Raises:
        NotFound: The count has ended.
    """
    found = open_count(session, stocktake_id)
    blind = found.blind or bool(blind)
    with speaking(language):
        sheet = sheet_of(session, found)
        listed = [line for line in sheet.lines if line.batch.id or found.items]
        paper = CountPaper(
            number=sheet_number(stocktake_id),
            what=count_words(sheet.head),
            on=session.today(),
            blind=blind,
            lines=tuple(
                _paper_line(line, blind=blind, places=found.place_id is None) for line in listed or sheet.lines
            ),
        )
        session.note("count.sheet", stocktake=stocktake_id)
        return count_sheet_pdf(paper, language=language)


def _paper_line(line: CountLine, *, blind: bool, places: bool) -> CountPaperLine:
    pack = line.item.packs[-1] if line.item.packs else None
    details = [
        line.place.name if places else "",
        _("Batch {lot}").format(lot=line.batch.lot) if line.batch.lot else "",
        line.batch.fund,
        _("{pack} of {size}").format(pack=pack.name, size=number_text(pack.size)) if pack else "",
    ]
    return CountPaperLine(
        name=line.item.name,
        details="  ·  ".join(part for part in details if part),
        expires_on=line.batch.expires_on,
        packs=pack is not None,
        book=None if blind or line.now is None else book_words(line.now),
        numbers=() if blind else tuple(each.serial.number for each in line.numbers),
    )


@action(Permission.CHANGE_STOCK)
def count_report_paper(session: Session, *, stocktake_id: StocktakeId, language: str) -> bytes:
    """The report of a finished count as PDF. Raises NotFound when it was not finished."""
    found = stocktakes.stocktake(session.database, stocktake_id)
    if found is None or found.ended_at is None or (found.approved_by is None and found.document_id is None):
        raise NotFound()
    with speaking(language):
        currency = settings.get(session.database, settings.CURRENCY)
        done = finished(session, found)
        counted = stocktakes.lines(session.database, stocktake_id)
        places = {place.id: place.name for place in catalogue.places(session.database, active_only=False)}
        lines, worth, valued = [], 0, False
        for _id, line in documents.lines(session.database, found.document_id) if found.document_id else ():
            item = known_item(session, line.item_id)
            batch = stock.batch(session.database, line.batch_id)
            was = counted.get((line.batch_id, line.place_id))
            value = item.value_of(line.quantity)
            worth, valued = worth + value, valued or bool(item.worth)
            lines.append(
                CountReportLine(
                    name=item.name,
                    details=_details(batch, places[line.place_id] if found.place_id is None else ""),
                    counted=was.counted if was else 0,
                    difference=line.quantity,
                    reason=_reason(line.reason),
                    value=money_text(value, currency) if item.worth else "",
                )
            )
        head = CountHead(found.id, done.place, done.items, found.blind, found.begun_at, done.accuracy.lines)
        report = CountReport(
            number=sheet_number(stocktake_id),
            document=done.number or "",
            what=count_words(head),
            on=done.ended_on,
            accuracy=done.accuracy,
            lines=tuple(lines),
            alone=found.submitted_by is None or found.submitted_by == found.approved_by,
            value=money_text(worth, currency) if valued else "",
        )
        session.note("count.sheet", stocktake=stocktake_id)
        return count_report_pdf(report, language=language)


def _details(batch: Batch | None, place: str) -> str:
    if batch is None:
        return place
    expires = date_text(batch.expires_on) if batch.expires_on else ""
    return "  ·  ".join(part for part in (*batch.marks, expires, place) if part)


def _reason(reason: Reason | None) -> str:
    return "" if reason is None else _(REASON_WORDS[reason])
