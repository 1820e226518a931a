"""Stock cards: every movement of an item, a batch, a place or a single piece with a number; on screen, on paper, as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from desktop.documents.stock_card import CardRow, StockCard, stock_card_pdf
from desktop.domain.errors import NotFound
from desktop.domain.stock import (
    DOCUMENT_WORDS,
    REASON_WORDS,
    SOURCE_WORDS,
    UNIT_WORDS,
    Batch,
    BatchId,
    CardLine,
    DocumentKind,
    Item,
    ItemId,
    Place,
    PlaceId,
    Serial,
    SerialId,
)
from desktop.domain.users import Permission
from desktop.i18n import date_text, pgettext, speaking
from desktop.i18n.catalogue import _
from desktop.operations.csv_table import Cell, table_bytes
from desktop.operations.posting import known_item
from desktop.operations.session import Session, action, query
from desktop.storage import cards as kept
from desktop.storage import catalogue, serials, stock

PAGE = 50
MOST_PRINTED = 2_000
MOST_IN_A_TABLE = 100_000


@dataclass(frozen=True, slots=True)
class CardOf:
    """What a card is of: an item (narrowed to a batch or a place), a place, or one piece with a number."""

    item: Item | None
    batch: Batch | None = None
    place: Place | None = None
    serial: Serial | None = None


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of a stock card, newest line first.

    Attributes:
        older: Whether there are older lines.
        total: How many lines there are; None where counting them would take longer than reading the page.
    """

    of: CardOf
    lines: tuple[CardLine, ...]
    older: bool
    total: int | None


@dataclass(frozen=True, slots=True)
class CardChoices:
    """What an item's card can be narrowed to: its batches, the latest delivery first, and all places."""

    batches: tuple[Batch, ...]
    places: tuple[Place, ...]


@query(Permission.SEE_STOCK)
def stock_card(
    session: Session,
    *,
    item_id: ItemId | None = None,
    batch_id: BatchId | None = None,
    place_id: PlaceId | None = None,
    serial_id: SerialId | None = None,
    page: int = 0,
) -> CardPage:
    """A page of 50 movements with running balance, newest first. Raises NotFound."""
    of = _card_of(session, item_id, batch_id, place_id, serial_id)
    lines, older = _read(session, of, offset=page * PAGE, limit=PAGE)
    quick = of.serial is not None or (of.batch is None and of.place is None)
    return CardPage(of, lines, older, kept.count(session.database, **_which(of)) if quick else None)


@query(Permission.SEE_STOCK)
def card_choices(session: Session, item_id: ItemId) -> CardChoices:
    """What an item's card can be narrowed to."""
    return CardChoices(
        stock.batches_of(session.database, item_id), catalogue.places(session.database, active_only=False)
    )


@action(Permission.SEE_STOCK)
def card_paper(
    session: Session,
    *,
    item_id: ItemId | None = None,
    batch_id: BatchId | None = None,
    place_id: PlaceId | None = None,
    serial_id: SerialId | None = None,
    language: str,
) -> bytes:
    """The whole card as PDF, oldest movement first; of more than 2,000 the latest, which the paper says. Raises NotFound."""
    with speaking(language):
        of = _card_of(session, item_id, batch_id, place_id, serial_id)
        lines, older = _read(session, of, limit=MOST_PRINTED)
        paper = StockCard(
            title=title_of(of),
            facts=tuple(_facts(of)),
            made_on=session.today(),
            rows=tuple(_row(of, line) for line in reversed(lines)),
            total=kept.count(session.database, **_which(of)) if older else len(lines),
        )
    _note(session, "card.print", of)
    return stock_card_pdf(paper, language=language)


@action(Permission.SEE_STOCK)
def card_csv(
    session: Session,
    *,
    item_id: ItemId | None = None,
    batch_id: BatchId | None = None,
    place_id: PlaceId | None = None,
    serial_id: SerialId | None = None,
) -> bytes:
    """The whole card as a table, oldest movement first; of more than 100,000 the latest. Raises NotFound."""
    of = _card_of(session, item_id, batch_id, place_id, serial_id)
    lines, _older = _read(session, of, limit=MOST_IN_A_TABLE)
    head: tuple[Cell, ...] = (
        _("Date"),
        _("Number"),
        _("What"),
        _("Why"),
        _("Item"),
        _("Batch"),
        _("Expires"),
        _("Place"),
        pgettext("stock card", "Change"),
        _("Balance"),
        _("Unit"),
    )
    _note(session, "card.table", of)
    return table_bytes([head, *(_cells(line) for line in reversed(lines))])


def what(line: CardLine) -> str:
    """What a movement was, in the language being spoken."""
    if line.reverses:
        return _("undoes {number}").format(number=line.reverses)
    kind = _(DOCUMENT_WORDS[line.kind])
    return _("{what}, undone").format(what=kind) if line.reversed_by else kind


def why(line: CardLine) -> str:
    """Why it was: its reason, where it came from or went, what it was for; empty where there is no more to say."""
    facts = []
    if line.reason is not None and line.kind is not DocumentKind.FOUND:
        facts.append(_(REASON_WORDS[line.reason]))
    if line.source is not None:
        facts.append(_(SOURCE_WORDS[line.source]))
    if line.other_place:
        words = _("to {place}") if line.change < 0 else _("from {place}")
        facts.append(words.format(place=line.other_place))
    facts += [words for words in (line.origin, line.purpose) if words]
    return "  ·  ".join(facts)


def title_of(of: CardOf) -> str:
    """What a card is called."""
    if of.serial is not None and of.item is not None:
        return _("{item}, no. {number}").format(item=of.item.name, number=of.serial.number)
    if of.item is not None:
        return of.item.name
    return of.place.name if of.place else ""


def left_words(line: CardLine) -> str:
    """Where a single piece was after a movement."""
    return line.place if line.balance > 0 else line.other_place or _("out")


def _card_of(
    session: Session,
    item_id: ItemId | None,
    batch_id: BatchId | None,
    place_id: PlaceId | None,
    serial_id: SerialId | None,
) -> CardOf:
    """What the card is of. Raises NotFound when there is no such thing, or nothing was named."""
    serial = None if serial_id is None else serials.serial(session.database, serial_id)
    batch = None if batch_id is None else stock.batch(session.database, batch_id)
    place = None if place_id is None else catalogue.place(session.database, place_id)
    for asked, found in ((serial_id, serial), (batch_id, batch), (place_id, place)):
        if asked is not None and found is None:
            raise NotFound()
    if serial is not None:
        return CardOf(known_item(session, serial.item_id), serial=serial)
    if item_id is None and batch is not None:
        item_id = batch.item_id
    if item_id is None:
        if place is None:
            raise NotFound()
        return CardOf(None, place=place)
    if batch is not None and batch.item_id != item_id:
        raise NotFound()
    return CardOf(known_item(session, item_id), batch, place)


def _read(session: Session, of: CardOf, *, limit: int, offset: int = 0) -> tuple[tuple[CardLine, ...], bool]:
    return kept.card(session.database, **_which(of), limit=limit, offset=offset)


class _Which(TypedDict):
    item_id: ItemId | None
    batch_id: BatchId | None
    place_id: PlaceId | None
    serial_id: SerialId | None


def _which(of: CardOf) -> _Which:
    return {
        "item_id": of.item.id if of.item else None,
        "batch_id": of.batch.id if of.batch else None,
        "place_id": of.place.id if of.place else None,
        "serial_id": of.serial.id if of.serial else None,
    }


def _note(session: Session, action_name: str, of: CardOf) -> None:
    session.note(
        action_name,
        item=of.item.id if of.item else None,
        batch=of.batch.id if of.batch else None,
        place=of.place.id if of.place else None,
        serial=of.serial.id if of.serial else None,
    )


def _facts(of: CardOf) -> Iterator[str]:
    if of.item is not None and of.batch is not None:
        yield batch_words(of.batch)
    if of.item is not None and of.place is not None:
        yield of.place.name
    if of.item is not None and of.serial is None:
        yield _("Counted in {unit}").format(unit=_(UNIT_WORDS[of.item.unit]))


def batch_words(batch: Batch) -> str:
    """What a batch is called: its number, and until when it is good; or when it came."""
    facts = []
    if batch.lot:
        facts.append(_("Batch {lot}").format(lot=batch.lot))
    if batch.expires_on is not None:
        facts.append(_("expires {date}").format(date=date_text(batch.expires_on)))
    if not facts:
        facts.append(_("came on {date}").format(date=date_text(batch.received_on)))
    return "  ·  ".join(facts)


def _row(of: CardOf, line: CardLine) -> CardRow:
    parts = [what(line), why(line)]
    if of.item is None:
        parts.insert(0, line.item_name)
    if of.batch is None and line.lot:
        parts.append(_("Batch {lot}").format(lot=line.lot))
    if of.place is None:
        parts.append(line.place)
    words = "  ·  ".join(part for part in parts if part)
    if of.serial is not None:
        return CardRow(line.occurred_on, line.number, words, line.change, None, left_words(line))
    return CardRow(line.occurred_on, line.number, words, line.change, line.balance)


def _cells(line: CardLine) -> tuple[Cell, ...]:
    return (
        line.occurred_on.isoformat(),
        line.number,
        what(line),
        why(line),
        line.item_name,
        line.lot,
        line.expires_on.isoformat() if line.expires_on else "",
        line.place,
        line.change,
        line.balance,
        _(UNIT_WORDS[line.unit]),
    )
