"""Text on paper: which font holds which letter, how wide it is, where a line may break.

reportlab neither falls back to another font nor breaks mixed Chinese and Latin text well, so both are done here.
No text is ever read as markup. A character in none of the bundled fonts (emoji, Arabic) prints as a question mark,
never as an empty box.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desktop.i18n import current
from desktop.paths import RESOURCES

_FILES: Final = {
    "Sans": "TabularSans-Regular.ttf",
    "Sans-Bold": "TabularSans-Bold.ttf",
    "Han": "TabularSansSC-Regular.ttf",
    "Han-Bold": "TabularSansSC-Bold.ttf",
}

_SUBSTITUTE: Final = "?"
_ELLIPSIS: Final = "…"

LONGEST: Final = 600
"""Letters of one text that are laid out at most; the rest becomes an ellipsis. No honest text comes near."""

# Marks both fonts have, but which in Chinese text are a whole square wide.
_SHARED_MARKS: Final = frozenset("“”‘’…—·")
# Where Chinese typography allows no line to begin, or to end (a part of GB/T 15834).
_NOT_FIRST: Final = frozenset("，。、；：？！）」』》〉】〕”’…—·％,.;:?!)]}%")
_NOT_LAST: Final = frozenset("（「『《〈【〔“‘([{")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that one font can draw."""

    font: str
    text: str


@cache
def _glyphs(family: str) -> frozenset[int]:
    """Register both weights of a family, once in the process, and return the code points it holds."""
    held: list[frozenset[int]] = []
    for name in (family, f"{family}-Bold"):
        font = TTFont(name, str(RESOURCES / "fonts" / _FILES[name]))
        pdfmetrics.registerFont(font)
        held.append(frozenset(font.face.charToGlyph))
    return held[0] & held[1]


def first_font() -> str:
    """The name of a font that is registered."""
    _glyphs("Sans")
    return "Sans"


def clean(text: str) -> str:
    """The text as it can be printed on one line: composed, without control, direction and joining characters."""
    composed = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    kept = []
    for character in composed:
        category = unicodedata.category(character)
        if category in {"Cc", "Zl", "Zp", "Zs"}:
            kept.append(" ")
        elif category in {"Cf", "Cs"} or character in _VARIATIONS:
            continue
        else:
            kept.append(character)
    one_line = " ".join("".join(kept).split())
    return one_line if len(one_line) <= LONGEST else one_line[: LONGEST - 1] + _ELLIPSIS


_VARIATIONS: Final = frozenset(
    [*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0x1F3FB, 0x1F400)), *map(chr, range(0xE0100, 0xE01F0))]
)


def runs(text: str, *, bold: bool = False) -> list[Run]:
    """Split cleaned text into the pieces each font can draw; what no font holds becomes a question mark."""
    ending = "-Bold" if bold else ""
    latin = _glyphs("Sans")
    found: list[tuple[str, list[str]]] = []
    family = "Han" if current().startswith("zh") else "Sans"
    for character in text:
        code = ord(character)
        drawn = character
        if character in _SHARED_MARKS:
            if family == "Han":
                _glyphs("Han")  # the mark may come before any Han character
        elif code in latin:
            family = "Sans"
        elif code in _glyphs("Han"):
            family = "Han"
        else:
            family, drawn = "Sans", _SUBSTITUTE
        if found and found[-1][0] == family:
            found[-1][1].append(drawn)
        else:
            found.append((family, [drawn]))
    return [Run(family + ending, "".join(characters)) for family, characters in found]


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is in points."""
    return sum(float(pdfmetrics.stringWidth(run.text, run.font, size)) for run in runs(text, bold=bold))


def _is_han(character: str) -> bool:
    """Whether a line may break on both sides of the character."""
    return unicodedata.east_asian_width(character) in {"W", "F"} or character in _SHARED_MARKS


def _pieces(text: str) -> Iterator[str]:
    """The smallest pieces a line may be broken into, spaces at their ends."""
    piece = ""
    for character in text:
        breaks = bool(piece) and (
            (piece[-1] == " " and character != " ")
            or (piece[-1] == "-" and character.isalpha())
            or (_is_han(character) and character not in _NOT_FIRST and piece[-1] not in _NOT_LAST)
            or (
                _is_han(piece[-1])
                and not _is_han(character)
                and character not in _NOT_FIRST
                and character != " "
                and piece[-1] not in _NOT_LAST
            )
        )
        if breaks:
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _longest_start(text: str, room: float, size: float, *, bold: bool, ending: str = "") -> int:
    """How many letters of the text, followed by `ending`, fit into `room` points."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + ending, size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or its beginning with an ellipsis when it is wider than `room` points."""
    if width(text, size, bold=bold) <= room:
        return text
    return text[: _longest_start(text, room, size, bold=bold, ending=_ELLIPSIS)].rstrip() + _ELLIPSIS


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 99) -> list[str]:
    """Break text into lines no wider than `room` points.

    Line feeds in the text are kept. A word wider than a whole line is broken anywhere. When more than `most` lines
    would be needed, the last one ends with an ellipsis. Returns at least one line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _wrapped_paragraph(clean(paragraph), room, size, bold=bold)
        if len(lines) > most:
            break
    if len(lines) > most:
        rest = lines[most - 1] + _ELLIPSIS
        lines = [
            *lines[: most - 1],
            rest if width(rest, size, bold=bold) <= room else shortened(rest, room, size, bold=bold),
        ]
    return lines


def _wrapped_paragraph(text: str, room: float, size: float, *, bold: bool) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width((line + piece).rstrip(), size, bold=bold) <= room:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        line = piece
        while width(line.rstrip(), size, bold=bold) > room and len(line) > 1:
            fits = max(1, _longest_start(line, room, size, bold=bold))
            lines.append(line[:fits])
            line = line[fits:]
    lines.append(line.rstrip())
    return lines
