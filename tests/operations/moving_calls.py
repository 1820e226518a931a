"""One call of each operation that moves stock between places, at a filled vault."""

from desktop.domain.stock import PlaceKind, Posted
from desktop.operations import catalogue, moving, partners
from desktop.operations.moving import MoveLine
from desktop.operations.partners import ReportLine
from desktop.operations.session import Session
from tests.faults.marked import DAY, Marked, new_form


def look(session: Session, marked: Marked) -> object:
    """What is at each place."""
    return [moving.at_place(session, place) for place in marked.places]


def move(session: Session, marked: Marked) -> Posted:
    """Three pieces go to another shelf."""
    return moving.move_stock(
        session,
        form_key=new_form(),
        from_place_id=marked.places[1],
        to_place_id=marked.places[2],
        lines=[MoveLine(marked.items[1], 3)],
        occurred_on=DAY,
    )


def note(session: Session, marked: Marked) -> bytes:
    """The paper that goes with them."""
    return moving.transfer_note_paper(session, document_id=move(session, marked).document_id, language="en")


def report(session: Session, marked: Marked) -> Posted:
    """A partner group got five and gave two of them to two people."""
    group = catalogue.save_place(session, name=f"Group {new_form()}", kind=PlaceKind.PARTNER)
    moving.move_stock(
        session,
        form_key=new_form(),
        from_place_id=marked.places[1],
        to_place_id=group,
        lines=[MoveLine(marked.items[1], 5)],
        occurred_on=DAY,
    )
    lines = [ReportLine(marked.items[1], 3, left=True)]
    return partners.partner_report(
        session, form_key=new_form(), place_id=group, head_count=2, lines=lines, occurred_on=DAY
    )


def undo_report(session: Session, marked: Marked) -> Posted:
    """They gave nothing after all."""
    done = report(session, marked)
    return partners.undo_report(session, form_key=new_form(), document_id=done.document_id)
