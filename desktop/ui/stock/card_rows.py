"""The rows of a stock card on the screen, for items, places and single pieces."""

from datetime import date

from desktop.domain.stock import CardLine, Unit
from desktop.i18n import _, number_text, pgettext, short_date_text, signed_text
from desktop.operations import cards
from desktop.ui import words
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


def card_rows(of: str, *, today: date, name: str) -> Table[CardLine]:
    """A table of movements.

    Args:
        of: `item` (its places in a column), `place` (its items), or `piece` (where it was).
        today: For dates of this year and today.
    """
    end: list[Column[CardLine]] = [
        Column(pgettext("stock card", "Change"), lambda line: signed_text(line.change), width=96, align="end"),
        Column(_("Balance"), lambda line: number_text(line.balance), width=96, align="end", look="bold"),
    ]
    middle: Column[CardLine] = Column(_("Place"), lambda line: line.place, width=130, look="second", drop=2)
    if of == "place":
        middle = Column(_("Item"), _item, width=190)
    elif of == "piece":
        end = [Column(_("Then"), cards.left_words, width=130, look="bold")]
    return Table(
        [
            Column(_("Date"), lambda line: short_date_text(line.occurred_on, today), width=110),
            Column(_("Number"), lambda line: line.number, width=150, look="bold", drop=1 if of == "piece" else 0),
            Column(_("What"), what, badge=lambda line: Mark("plain", "undo") if line.reversed_by else None),
            middle,
            Column(_("Batch"), lambda line: line.lot, width=100, look="second", drop=4),
            Column(_("By"), lambda line: line.recorded_by_name, width=110, look="second", drop=3),
            *end,
        ],
        name=name,
        label=_("Stock card"),
        key=lambda line: line.id,
    )


def what(line: CardLine) -> str:
    """What a movement was, and why."""
    facts = [cards.what(line)]
    if not line.reverses:
        facts.append(cards.why(line))
    return "  ·  ".join(fact for fact in facts if fact)


def _item(line: CardLine) -> str:
    if line.unit is Unit.PIECE:
        return line.item_name
    return _("{item} ({unit})").format(item=line.item_name, unit=words.unit(line.unit))
