"""Orders: asking, seeing what came, ending the wait, the paper that says so."""

from collections.abc import Sequence
from datetime import date

from desktop.documents import (
    OrderPaper,
    OrderPaperLine,
    SuggestionPaper,
    SuggestionPaperLine,
    order_pdf,
    suggestion_pdf,
)
from desktop.domain.errors import Invalid, NotFound, VaultDamaged
from desktop.domain.orders import Order, OrderId, OrderLine
from desktop.domain.people import checked_line
from desktop.domain.periods import Month
from desktop.domain.stock import Item, ItemId, checked_quantity
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_, speaking
from desktop.operations.posting import known_item
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, consumption, settings
from desktop.storage import orders as stored

LONGEST_NOTE = 300


@action(Permission.CHANGE_STOCK)
def make_order(
    session: Session,
    *,
    form_key: str,
    asked_of: str,
    asked_on: date,
    lines: Sequence[tuple[ItemId, int]],
    note: str = "",
) -> Order:
    """Keep what was asked of somebody who supplies. It stays as it was asked.

    Args:
        asked_of: A shop, an office or a donor; not a person.
        asked_on: Any day up to today; it moves no stock, so its month may be closed.
        lines: Items, each once, and how many base units.

    Raises:
        Invalid: For `asked_of`, `asked_on`, `lines`, `quantity` or `note`.
        NotFound: An item is not there.
    """
    if done := stored.with_form_key(session.database, form_key):
        return _order(session, done)
    of = checked_line("asked_of", asked_of, longest=120)
    if not of:
        raise Invalid("asked_of", N_("Type whom you asked. Nothing was saved."))
    if asked_on > session.today():
        raise Invalid(
            "asked_on",
            N_("{date} lies in the future. Nothing was saved. Type today's date or an earlier one."),
            date=asked_on,
        )
    if not lines:
        raise Invalid("lines", N_("Add what you ask for. Nothing was saved."))
    for item_id, quantity in lines:
        known_item(session, item_id)
        checked_quantity("quantity", quantity)
    if len({item_id for item_id, _quantity in lines}) < len(lines):
        raise Invalid("lines", N_("An item stands there twice. Nothing was saved. Take one of the two out."))
    order_id = stored.make(
        session.database,
        form_key=form_key,
        asked_of=of,
        asked_on=asked_on,
        note=checked_line("note", note, longest=LONGEST_NOTE),
        lines=lines,
        at=session.now(),
        by=session.user.id,
    )
    session.note("order.make", order=order_id)
    return _order(session, order_id)


@query(Permission.SEE_STOCK)
def orders(session: Session, *, open_only: bool = False) -> tuple[Order, ...]:
    """Every order, or those of which more is expected: these first, the latest asked on top."""
    found = [each for each in _orders(session) if not open_only or each.closed_on is None]
    return tuple(sorted(found, key=lambda each: each.closed_on is not None))


@query(Permission.SEE_STOCK)
def order(session: Session, order_id: OrderId) -> Order:
    """One order with what came of it. Raises NotFound."""
    return _order(session, order_id)


@action(Permission.CHANGE_STOCK)
def close_order(session: Session, *, order_id: OrderId) -> Order:
    """No more is expected of an order: what is missing is short.

    Raises:
        Invalid: For `order_id`: it is closed already.
        NotFound.
    """
    if _order(session, order_id).closed_on is not None:
        raise Invalid("order_id", N_("This order is closed already. Nothing was saved."))
    stored.close(session.database, order_id, on=session.today(), by=session.user.id)
    session.note("order.close", order=order_id)
    return _order(session, order_id)


@query(Permission.SEE_STOCK)
def shortages(session: Session, *, month: Month) -> tuple[Order, ...]:
    """The orders that were open on a day of the month and lacked something at its end, the earliest asked first.

    What came later is not counted.
    """
    return tuple(
        each
        for each in reversed(_orders(session, until=min(month.last, session.today())))
        if each.asked_on <= month.last
        and (each.closed_on is None or each.closed_on >= month.first)
        and each.short_lines
    )


@action(Permission.CHANGE_STOCK)
def order_paper(session: Session, *, order_id: OrderId, language: str) -> bytes:
    """An order as PDF: the letter that asks, and once something came or it is closed, what came and what is short.

    Raises:
        NotFound.
    """
    with speaking(language):
        found = _order(session, order_id)
        paper = OrderPaper(
            number=found.number,
            asked_of=found.asked_of,
            asked_on=found.asked_on,
            sender=settings.get(session.database, settings.COLLECTIVE),
            note=found.note,
            lines=tuple(
                OrderPaperLine(line.item.name, line.item.unit, _pack(line.item), line.asked, line.delivered)
                for line in found.lines
            ),
            deliveries=tuple((each.occurred_on, each.number) for each in found.deliveries),
            closed_on=found.closed_on,
            made_on=session.today(),
        )
    session.note("order.paper", order=order_id)
    return order_pdf(paper, language=language)


@action(Permission.CHANGE_STOCK)
def suggestion_paper(session: Session, *, lines: Sequence[tuple[ItemId, int]], language: str) -> bytes:
    """A list of what to ask for as PDF, before anybody was asked.

    Raises:
        Invalid: For `lines` or `quantity`.
        NotFound: An item is not there.
    """
    if not lines:
        raise Invalid("lines", N_("Add what you ask for. Nothing was saved."))
    with speaking(language):
        rows = []
        for item_id, quantity in lines:
            item = known_item(session, item_id)
            checked_quantity("quantity", quantity)
            rows.append(SuggestionPaperLine(item.name, item.unit, _pack(item), quantity))
    session.note("order.paper")
    return suggestion_pdf(SuggestionPaper(session.today(), tuple(rows)), language=language)


def on_order(session: Session) -> dict[ItemId, int]:
    """What open orders still wait for, by the item each is kept under now."""
    waiting: dict[ItemId, int] = {}
    for each in orders(session, open_only=True):
        for line in each.lines:
            waiting[line.item.id] = waiting.get(line.item.id, 0) + line.short
    return waiting


def _pack(item: Item) -> tuple[str, int] | None:
    return (item.packs[-1].name, item.packs[-1].size) if item.packs else None


def _order(session: Session, order_id: OrderId) -> Order:
    found = next(iter(_orders(session, order_id=order_id)), None)
    if found is None:
        raise NotFound()
    return found


def _orders(session: Session, *, order_id: OrderId | None = None, until: date | None = None) -> list[Order]:
    heads = stored.heads(session.database, order_id=order_id)
    if not heads:
        return []
    until = until or session.today()
    asked, came = stored.asked(session.database), stored.delivered(session.database, until)
    papers = stored.deliveries(session.database, until)
    kept = consumption.kept_under(session.database)
    known = {item.id: item for item in catalogue.items(session.database, active_only=False)}
    return [
        Order(
            head.id,
            head.number,
            head.asked_of,
            head.asked_on,
            head.note,
            head.closed_on,
            _lines(asked.get(head.id, {}), came.get(head.id, {}), kept, known),
            tuple(papers.get(head.id, ())),
        )
        for head in heads
    ]


def _lines(
    asked: dict[ItemId, int], came: dict[ItemId, int], kept: dict[int, ItemId], known: dict[ItemId, Item]
) -> tuple[OrderLine, ...]:
    """By name; first what was asked for, then what came besides. Items that were made one stand on one line."""
    sums: dict[ItemId, list[int]] = {}
    for at, counts in enumerate((asked, came)):
        for item_id, quantity in counts.items():
            if item_id not in kept:
                raise VaultDamaged
            sums.setdefault(kept[item_id], [0, 0])[at] += quantity
    lines = [OrderLine(known[item_id], *pair) for item_id, pair in sums.items() if any(pair)]
    return tuple(sorted(lines, key=lambda line: (not line.asked, line.item.name.casefold())))
