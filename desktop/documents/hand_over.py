"""The slip for whoever gave goods: what was taken in, on what day, under which number. It names no person and no group."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from desktop.documents.paper import A5, INK2, Block, Sheet, draw_pages, gap, paginate, text_block
from desktop.documents.table import Column, table_blocks
from desktop.documents.two_hands import BODY, FOOT, MARGIN, SMALL, TOP, frame, head, signing
from desktop.domain.stock import Pack, Unit
from desktop.i18n import _, ngettext, number_text, quantity_text, speaking


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """All that came of an item, in base units.

    Attributes:
        pack: What it comes in, to be counted in; None where it comes loose.
    """

    name: str
    unit: Unit
    quantity: int
    pack: Pack | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """What stands on the slip. The QR says its number and nothing else.

    Attributes:
        fund: What paid for the goods; empty leaves it out.
    """

    number: str
    on: date
    lines: tuple[HandOverLine, ...]
    fund: str = ""


def hand_over_pdf(slip: HandOver, *, language: str) -> bytes:
    """Make the slip as PDF, on as many A5 pages as it needs."""
    with speaking(language):
        pages = paginate(_blocks(slip, A5[0] - 2 * MARGIN), A5[1] - TOP - FOOT)
        return draw_pages(Sheet(A5), pages, TOP, partial(frame, title=_("Hand-over slip"), number=slip.number))


def _blocks(slip: HandOver, room: float) -> list[Block]:
    rows = [
        ("\n".join(part for part in (line.name, _in_packs(line)) if part), [quantity_text(line.quantity, line.unit)])
        for line in slip.lines
    ]
    table = table_blocks(MARGIN, room, _("Item"), [Column(_("Quantity"), bold=True)], rows)
    return [*_head(slip, room), gap(10), *table, *signing(room, _("Given by"), _("Received by"))]


def _head(slip: HandOver, room: float) -> list[Block]:
    """Its name, number and day beside the QR, and what paid."""
    blocks = [head(_("Hand-over slip"), slip.number, slip.on, room)]
    if slip.fund.strip():
        blocks += [
            gap(8),
            text_block(MARGIN, room, _("Paid by"), SMALL, ink=INK2),
            text_block(MARGIN, room, slip.fund, BODY, bold=True, most=3),
        ]
    return blocks


def _in_packs(line: HandOverLine) -> str:
    if line.pack is None or line.quantity < line.pack.size:
        return ""
    whole, loose = divmod(line.quantity, line.pack.size)
    text = ngettext("{count} × {pack} of {size}", "{count} × {pack} of {size}", whole).format(
        count=number_text(whole), pack=line.pack.name, size=_bare(line.pack.size, line.unit)
    )
    return _("{packs}, and {loose} loose").format(packs=text, loose=_bare(loose, line.unit)) if loose else text


def _bare(value: int, unit: Unit) -> str:
    """A number that needs its unit only where it is weighed or measured."""
    return number_text(value) if unit is Unit.PIECE else quantity_text(value, unit)
