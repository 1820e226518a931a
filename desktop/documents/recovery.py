"""The recovery sheet: twelve words that open the vault when no passphrase does. It says neither whose nor where."""

from collections.abc import Sequence
from typing import Final

from desktop.documents.paper import A4, GROUND, INK, INK2, LEADING, MM, RULE, Sheet, text_block
from desktop.i18n import _, number_text, speaking

_MARGIN: Final = 22 * MM
_GROUP: Final = 4
_QR: Final = 38 * MM


def recovery_pdf(words: Sequence[str], *, language: str) -> bytes:
    """Make the recovery sheet as PDF, one A4 page: the words in groups of four, as a QR, and lines to copy them.

    Args:
        words: In their order.
        language: Code of the paper's language; the words themselves may be in another one.
    """
    with speaking(language):
        sheet = Sheet(A4)
        room = sheet.width - 2 * _MARGIN
        y = _MARGIN
        for content, size, bold, ink in (
            (_("Recovery sheet"), 22.0, True, INK),
            (_("Keep this sheet outside the office."), 13.0, True, INK),
            (
                _(
                    "These words open everything when no passphrase does. Whoever holds them can read everything. "
                    "Show them to nobody, and do not photograph them."
                ),
                11.0,
                False,
                INK2,
            ),
        ):
            block = text_block(_MARGIN, room, content, size, bold=bold, ink=ink)
            block.draw(sheet, y)
            y += block.height + 5
        y = _words(sheet, y + 10, words)
        y = _square(sheet, y + 22, words)
        _copy_lines(sheet, y + 24, len(words))
        return sheet.finish()


def _columns(sheet: Sheet, count: int) -> tuple[int, float]:
    """How many groups there are, and how wide each is with the space after it."""
    groups = -(-count // _GROUP)
    return groups, (sheet.width - 2 * _MARGIN + 14) / groups


def _words(sheet: Sheet, y: float, words: Sequence[str]) -> float:
    """The words as large as can be copied without a mistake; returns where they end."""
    size, step = 15.0, 15 * LEADING + 8
    groups, pitch = _columns(sheet, len(words))
    high = _GROUP * step + 14
    for group in range(groups):
        sheet.box(_MARGIN + group * pitch, y, pitch - 14, high, ground=GROUND, round_by=4)
    for index, word in enumerate(words):
        x, base = _MARGIN + index // _GROUP * pitch, y + 7 + (index % _GROUP) * step + size + 5
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
    for index in range(count):
        x, base = _MARGIN + index // _GROUP * pitch, y + (index % _GROUP + 1) * 31
        sheet.text(x + 18, base, number_text(index + 1), 10, ink=INK2, align="right")
        sheet.line(x + 26, base + 2, x + pitch - 14, base + 2, ink=RULE)
