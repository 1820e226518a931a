"""Reading our own PDFs back: text, metadata, fonts, and where each letter stands."""

import io
import re

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

HARD_NAMES = (
    "Otter 水獭",
    "<b>bold</b> & <para/> &amp; <font color=red>",
    "مرحبا שלום 😀👩‍👧",
    "'); DROP TABLE item;--",
    "W" * 10_000,
    "水獭" * 5_000,
    "line\nfeed\ttab\x00\x1b[31m\u202eright\u2028to left",
    "",
)
"""Names somebody could type."""


def text_of(pdf: bytes) -> str:
    """All text of all pages, spaces and line feeds made single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def page_sizes_mm(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page in whole millimetres."""
    return [
        (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4))
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]


def everything_in(pdf: bytes) -> bytes:
    """The file's own bytes and every stream in it unpacked, for a search of what must not be there."""
    reader = PdfReader(io.BytesIO(pdf))
    parts = [pdf]
    for number in range(1, len(reader.xref[0]) + 1):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if hasattr(found, "get_data"):
            parts.append(found.get_data())
    return b"\n".join(parts)


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The fonts pages name, and whether each is embedded."""
    fonts: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        for reference in resources.get("/Font", {}).values():
            font = reference.get_object()
            descriptor = font.get("/FontDescriptor")
            fonts[font["/BaseFont"]] = descriptor is not None and "/FontFile2" in descriptor.get_object()
    return fonts


def letters_outside(pdf: bytes, margin: float = 8) -> list[str]:
    """Letters nearer than `margin` points to the edge of their page."""
    outside = []
    document = pdfium.PdfDocument(pdf)
    try:
        for page in document:
            wide, high = page.get_size()
            text = page.get_textpage()
            for index in range(text.count_chars()):
                letter = text.get_text_range(index, 1)
                if not letter.strip():
                    continue
                left, bottom, right, top = text.get_charbox(index)
                if left < margin or bottom < margin or right > wide - margin or top > high - margin:
                    outside.append(letter)
            text.close()
            page.close()
    finally:
        document.close()
    return outside


def letters_overlapping(pdf: bytes) -> list[str]:
    """Pairs of letters printed over each other by more than kerning explains."""
    pairs = []
    document = pdfium.PdfDocument(pdf)
    try:
        for page in document:
            text = page.get_textpage()
            boxes = []
            for index in range(text.count_chars()):
                letter = text.get_text_range(index, 1)
                if letter.strip() and not re.fullmatch(r"[\W_]", letter):
                    boxes.append((*text.get_charbox(index), letter))
            boxes.sort()
            for index, (left, bottom, right, top, letter) in enumerate(boxes):
                for other_left, other_bottom, other_right, other_top, other in boxes[index + 1 :]:
                    if other_left > right - 0.7:
                        break
                    across = min(right, other_right) - other_left
                    along = min(top, other_top) - max(bottom, other_bottom)
                    if across > 0.7 and along > 0.7 and left <= other_left:
                        pairs.append(letter + other)
            text.close()
            page.close()
    finally:
        document.close()
    return pairs
