"""One call of each operation that orders, or says what needs attention, at a filled vault."""

from desktop.domain.orders import Order
from desktop.domain.periods import Month
from desktop.operations import attention, orders
from desktop.operations.session import Session
from tests.faults.marked import DAY, Marked, new_form


def make(session: Session, marked: Marked) -> Order:
    """A dozen was asked of a shop."""
    return orders.make_order(
        session, form_key=new_form(), asked_of="Harbour shop", asked_on=DAY, lines=[(marked.items[1], 12)]
    )


def close(session: Session, marked: Marked) -> Order:
    """No more of it is expected."""
    return orders.close_order(session, order_id=make(session, marked).id)


def paper(session: Session, marked: Marked) -> bytes:
    """Its paper."""
    return orders.order_paper(session, order_id=make(session, marked).id, language="en")


def list_paper(session: Session, marked: Marked) -> bytes:
    """A list of what to ask for."""
    return orders.suggestion_paper(session, lines=[(marked.items[1], 12)], language="en")


def look(session: Session, marked: Marked) -> object:
    """Every order in every way."""
    made = make(session, marked)
    month = Month.of(DAY)
    return [orders.orders(session), orders.order(session, made.id), orders.shortages(session, month=month)]


def attend(session: Session, _marked: Marked) -> object:
    """What needs attention."""
    return [attention.attention(session), attention.monthly_use(session), attention.suggestions(session)]
