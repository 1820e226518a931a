"""Lines of a count as they stand on the screen, and the columns that show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from desktop.domain.counting import CountLine
from desktop.domain.stock import COUNT_REASONS, MOST, Reason
from desktop.i18n import _, date_text, list_text, number_text, pgettext
from desktop.ui import words
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column

LOOSE = "loose"
PACKS = "packs"


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands on the screen: what was typed stays, even when it is no number."""

    line: CountLine
    place: int
    packs: str = ""
    loose: str = ""
    wrong: bool = False

    @property
    def pack_size(self) -> int:
        """The size of the pack that is counted in; 0 where it comes loose."""
        return self.line.item.packs[-1].size if self.line.item.packs else 0


def row_of(line: CountLine, place: int) -> Row:
    """A line as it was left: packs and loose pieces of what was counted."""
    if line.counted is None:
        return Row(line, place)
    size = line.item.packs[-1].size if line.item.packs else 0
    whole, loose = divmod(line.counted, size) if size else (0, line.counted)
    return Row(line, place, str(whole) if size else "", str(loose))


def typed(row: Row, *, packs: str | None = None, loose: str | None = None) -> Row:
    """The row with what was typed into one of its cells."""
    return replace(
        row,
        packs=row.packs if packs is None else packs.strip(),
        loose=row.loose if loose is None else loose.strip(),
        wrong=False,
    )


def counted(row: Row) -> int | None:
    """What was typed in base units; None when both cells are empty. Raises ValueError for what is no number."""
    if not row.packs and not row.loose:
        return None
    numbers = [_number(text) for text in (row.packs, row.loose)]
    whole = numbers[0] * row.pack_size + numbers[1]
    if whole > MOST:
        raise ValueError("out of range")
    return whole


def _number(text: str) -> int:
    if not text:
        return 0
    if not text.isdecimal() or len(text) > len(str(MOST)):
        raise ValueError("no number")
    return int(text)


def reason_of(text: str) -> Reason | None:
    """The reason that was chosen by its words."""
    return next((reason for reason in COUNT_REASONS if words.reason(reason) == text), None)


def columns(
    *,
    blind: bool,
    places: bool,
    on_typed: Callable[[Row, str, str], object],
    on_reason: Callable[[Row, str], object],
) -> Sequence[Column[Row]]:
    """The columns of a count sheet. A blind one has none that tells what the book says, nor whether a line differs.

    Args:
        places: Whether the lines stand at several places.
        on_typed: Called with the row, `PACKS` or `LOOSE`, and what was typed.
        on_reason: Called with the row and the words of the reason.
    """
    found: list[Column[Row]] = [
        Column(_("Item"), lambda row: row.line.item.name, look="bold", icon=lambda row: row.line.item.icon),
        *([Column(_("Place"), lambda row: row.line.place.name, width=110, look="second")] if places else []),
        Column(_("Batch"), lambda row: list_text(row.line.batch.marks), width=104, look="small", drop=1),
        Column(_("Expires"), _expiry, width=124, look="small", drop=2 if places else 0),
        Column(
            _("Packs"),
            lambda row: row.packs,
            width=66,
            align="end",
            edit=lambda row, text: on_typed(row, PACKS, text),
            editable=lambda row: bool(row.pack_size) and not row.line.item.serials,
        ),
        Column(
            _("Loose"),
            lambda row: row.loose if not row.line.item.serials else "",
            width=72,
            align="end",
            edit=lambda row, text: on_typed(row, LOOSE, text),
            editable=lambda row: not row.line.item.serials,
        ),
        Column(_("Counted"), _counted, width=76, align="end", look="bold", drop=3),
    ]
    if blind:
        return [*found, Column(_("State"), _blind_state, width=120, look="second", badge=_blind_mark)]
    return [
        *found,
        Column(_("Book"), _book, width=62, align="end", look="second", drop=2),
        Column(_("Difference"), _result, width=136, look="second", badge=_mark),
        Column(
            _("Reason"),
            _reason,
            width=152,
            drop=2,  # the review asks for it too
            edit=on_reason,
            editable=lambda row: bool(row.line.difference),
            options=lambda _row: [words.reason(reason) for reason in COUNT_REASONS],
        ),
    ]


def _expiry(row: Row) -> str:
    return "" if row.line.batch.expires_on is None else date_text(row.line.batch.expires_on)


def _counted(row: Row) -> str:
    return "" if row.wrong or row.line.counted is None else number_text(row.line.counted)


def _book(row: Row) -> str:
    return "" if row.line.counted is None or row.line.book is None else number_text(row.line.book)


def _blind_state(row: Row) -> str:
    if row.wrong:
        return _("not a number")
    return _("not counted") if row.line.counted is None else pgettext("a line", "counted")


def _blind_mark(row: Row) -> Mark | None:
    if row.wrong:
        return Mark("bad", "warning")
    return None if row.line.counted is None else Mark("ok", "check")


def _result(row: Row) -> str:
    if row.wrong:
        return _("not a number")
    return result(row.line)


def result(line: CountLine) -> str:
    """What counting a line came to."""
    if line.counted is None:
        return _("not counted")
    if line.undecided:
        return _("stock moved")
    difference = line.difference
    if not difference:
        return _("match")
    if difference < 0:
        return _("{count} missing").format(count=number_text(-difference))
    return _("{count} more").format(count=number_text(difference))


def _mark(row: Row) -> Mark | None:
    if row.wrong:
        return Mark("bad", "warning")
    return mark(row.line)


def mark(line: CountLine) -> Mark | None:
    """The mark under those words."""
    if line.counted is None:
        return None
    return Mark("warn", "warning") if line.difference or line.undecided else Mark("ok", "check")


def _reason(row: Row) -> str:
    if not row.line.difference:
        return ""
    return _("Choose...") if row.line.reason is None else words.reason(row.line.reason)


def reason_words(line: CountLine) -> str:
    """Why a line differs, or that nobody said yet."""
    return _("No reason yet") if line.reason is None else words.reason(line.reason)
