"""The recovery sheet, or one of three: words that open the vault when no passphrase does. It says neither whose nor where."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop.documents.paper import A4, GROUND, INK, INK2, LEADING, MM, RULE, Sheet, text_block
from desktop.i18n import _, date_text, number_text, speaking

_MARGIN: Final = 22 * MM
_QR: Final = 38 * MM


def recovery_pdf(
    words: Sequence[str], *, language: str, made: date | None = None, number: int = 0, of: int = 0
) -> bytes:
    """Make a recovery sheet as PDF, one A4 page: the words in groups of four or five, as a QR, and lines to copy them.

    Args:
        words: In their order.
        language: Code of the paper's language; the words themselves may be in another one.
        made: The date on it, which tells sheets of one set from those of another.
        number: Which of `of` sheets it is; 0 when it opens alone.
    """
    with speaking(language):
        sheet = Sheet(A4)
        room = sheet.width - 2 * _MARGIN
        y = _MARGIN
        if made is not None:
            sheet.text(sheet.width - _MARGIN, y + 17, date_text(made), 11, ink=INK2, align="right")
        for content, size, bold, ink in _sentences(number, of):
            block = text_block(_MARGIN, room, content, size, bold=bold, ink=ink)
            block.draw(sheet, y)
            y += block.height + 5
        y = _words(sheet, y + 10, words)
        y = _square(sheet, y + 22, words)
        _copy_lines(sheet, y + 24, len(words))
        return sheet.finish()


def _sentences(number: int, of: int) -> tuple[tuple[str, float, bool, str], ...]:
    """What stands above the words: content, size, whether bold, ink."""
    keep = (_("Keep this sheet outside the office."), 13.0, True, INK)
    if not number:
        return (
            (_("Recovery sheet"), 22.0, True, INK),
            keep,
            (
                _(
                    "These words open everything when no passphrase does. Whoever holds them can read everything. "
                    "Show them to nobody, and do not photograph them."
                ),
                11.0,
                False,
                INK2,
            ),
        )
    return (
        (_("Sheet {number} of {count}").format(number=number_text(number), count=number_text(of)), 22.0, True, INK),
        (_("Any two of the three open the vault."), 13.0, True, INK),
        keep,
        (
            _(
                "Each of the three is kept by another person, in another place. One alone opens nothing; whoever holds two "
                "can read everything. Show the words to nobody, and do not photograph them."
            ),
            11.0,
            False,
            INK2,
        ),
    )


def _group(count: int) -> int:
    """How many words stand below each other: groups of four are the easiest to copy, and four groups fit."""
    return max(4, -(-count // 4))


def _columns(sheet: Sheet, count: int) -> tuple[int, float]:
    """How many groups there are, and how wide each is with the space after it."""
    groups = -(-count // _group(count))
    return groups, (sheet.width - 2 * _MARGIN + 14) / groups


def _words(sheet: Sheet, y: float, words: Sequence[str]) -> float:
    """The words as large as can be copied without a mistake; returns where they end."""
    groups, pitch = _columns(sheet, len(words))
    size = 15.0 if groups < 4 else 13.0
    step, group_size = size * LEADING + 8, _group(len(words))
    high = group_size * step + 14
    for group in range(groups):
        sheet.box(_MARGIN + group * pitch, y, pitch - 14, high, ground=GROUND, round_by=4)
    for index, word in enumerate(words):
        x, base = _MARGIN + index // group_size * pitch, y + 7 + (index % group_size) * step + size + 5
        sheet.text(x + 26, base, number_text(index + 1), 10, ink=INK2, align="right")
        sheet.text(x + 34, base, word, size, bold=True, room=pitch - 14 - 40)
    return y + high


def _square(sheet: Sheet, y: float, words: Sequence[str]) -> float:
    """The same words for a camera or scanner; returns where it ends."""
    sheet.qr(_MARGIN, y, _QR, " ".join(words))
    x = _MARGIN + _QR + 8 * MM
    block = text_block(
        x,
        sheet.width - _MARGIN - x,
        _("The square holds the same words, for a scanner. A scanner or phone that reads it holds them afterwards."),
        11,
        ink=INK2,
    )
    block.draw(sheet, y)
    return y + _QR


def _copy_lines(sheet: Sheet, y: float, count: int) -> None:
    """Room for copying the words by hand, to be cut off and kept elsewhere."""
    sheet.line(0, y, sheet.width, y, ink=INK2, dashed=True)
    block = text_block(
        _MARGIN,
        sheet.width - 2 * _MARGIN,
        _("A copy by hand, to cut off and keep in another place. Write clearly, and compare each word."),
        11,
        ink=INK2,
    )
    y += 14
    block.draw(sheet, y)
    y += block.height + 8
    _groups, pitch = _columns(sheet, count)
    group_size = _group(count)
    for index in range(count):
        x, base = _MARGIN + index // group_size * pitch, y + (index % group_size + 1) * 31
        sheet.text(x + 18, base, number_text(index + 1), 10, ink=INK2, align="right")
        sheet.line(x + 26, base + 2, x + pitch - 14, base + 2, ink=RULE)
