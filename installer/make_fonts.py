"""Build the fonts in resources/fonts from the Debian packages fonts-inter and fonts-noto-cjk.

The program never runs this; it is kept so that anybody can make the same files again:

    apt-get install fonts-inter fonts-noto-cjk
    python3 installer/make_fonts.py

What is changed, and why:

* Cubic (CFF) outlines become quadratic (glyf): the PDF library embeds no other kind.
* The Latin face gets digits of one width as its plain digits, because the PDF library knows no font features and
  figures in columns must line up. The narrow ones stay reachable through the feature `pnum`.
* The Chinese face keeps the characters of GBK and what stands in the Latin face's Latin blocks, else it would be 17 MB.
* The families have names of their own. Neither licence reserves a name, but a changed font under the old name would
  be mistaken for the one installed on the system, and a printed paper names its fonts.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

LATIN_FAMILY = "Tabular Sans"
HAN_FAMILY = "Tabular Sans SC"
VERSION = "1.000"

SYSTEM_FONTS = Path("/usr/share/fonts/opentype")
FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"

# Of a curve's size, how far the quadratic one may lie from the cubic one: a thousandth of the em.
CURVE_ERROR = 0.001

LATIN_RANGES = (
    (0x0020, 0x007E), (0x00A0, 0x024F),  # Latin, Latin-1, Latin extended A and B
    (0x0250, 0x02AF), (0x02B0, 0x02FF), (0x0300, 0x036F),  # letters of African languages, modifiers, combining marks
    (0x0370, 0x03FF), (0x0400, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF), (0x1F00, 0x1FFF),  # Latin extended additional (Vietnamese), Greek extended
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF),  # punctuation, raised and lowered, currency
    (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF),  # letterlike, fractions, arrows
    (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2713, 0x2717),  # mathematics (true minus), shapes, ticks
    (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xFFFD, 0xFFFD),
)  # fmt: skip


def latin_characters() -> set[int]:
    """Return the code points kept in the Latin face, as far as the source has them."""
    return {code for first, last in LATIN_RANGES for code in range(first, last + 1)}


def han_characters() -> set[int]:
    """Return the code points kept in the Chinese face: GBK, CJK punctuation, full-width forms, Latin, currency."""
    kept = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0)}
    kept |= {*range(0x3000, 0x3040), *range(0xFF00, 0xFFF0), 0x2116, 0x2122, 0x2212, 0xFFFD}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                kept.add(ord(bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return kept


def make_digits_tabular(font: TTFont) -> None:
    """Let the plain digits be the ones of equal width, as the font's own feature `tnum` pairs them."""
    layout = font["GSUB"].table
    pairs: dict[str, str] = {}
    for record in layout.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for subtable in layout.LookupList.Lookup[index].SubTable:
                    pairs |= getattr(subtable, "ExtSubTable", subtable).mapping
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code in range(ord("0"), ord("9") + 1):
                # Subtables may share one dict, so a digit may be done already.
                table.cmap[code] = pairs.get(table.cmap[code], table.cmap[code])
    # The half bold ones of the source differ by a thousandth of the em; one width means one width.
    digits = [font.getBestCmap()[code] for code in range(ord("0"), ord("9") + 1)]
    width = max(font["hmtx"][digit][0] for digit in digits)
    for digit in digits:
        font["hmtx"][digit] = (width, font["hmtx"][digit][1])


def keep(font: TTFont, characters: Iterable[int], features: list[str]) -> None:
    """Reduce the font to these code points and layout features."""
    options = Options()
    options.layout_features = features
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.hinting = False
    options.glyph_names = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(characters) & set(font.getBestCmap()))
    subsetter.subset(font)


def to_quadratic(font: TTFont) -> None:
    """Replace the CFF outlines by glyf outlines in place."""
    order = font.getGlyphOrder()
    glyphs = font.getGlyphSet()
    error = CURVE_ERROR * font["head"].unitsPerEm
    quadratic = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        quadratic[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = quadratic
    del font["CFF "]
    for name in order:
        glyph = quadratic[name]
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))

    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, field, 0)
    maxp.compile(font)  # fills in the counts

    post = font["post"]
    post.formatType = 3.0
    post.extraNames, post.mapping, post.glyphOrder = [], {}, order
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"
    # Smooth at every size: there are no hints that could do better.
    font["gasp"] = gasp = newTable("gasp")
    gasp.version = 1
    gasp.gaspRange = {0xFFFF: 0x000F}


def rename(font: TTFont, family: str, *, bold: bool) -> None:
    """Name the font as the regular or bold style of `family`, keeping copyright, trademark and licence entries.

    The heavier one is always weight 600 and called Bold, so that all systems find it under the one family name.
    """
    style = "Bold" if bold else "Regular"
    postscript = f"{family.replace(' ', '')}-{style}"
    names = font["name"]
    kept = {name_id: names.getDebugName(name_id) for name_id in (0, 7, 13, 14)}
    names.names = []
    entries = {
        **kept,
        1: family, 2: style, 3: f"{VERSION};{postscript}", 4: f"{family} {style}", 5: f"Version {VERSION}",
        6: postscript,
    }  # fmt: skip
    for name_id, text in sorted(entries.items()):
        if text:
            names.setName(text, name_id, 3, 1, 0x409)
    os2, head = font["OS/2"], font["head"]
    os2.usWeightClass = 600 if bold else 400
    os2.fsType = 0
    os2.fsSelection = (os2.fsSelection & ~0b1100001) | (0b0100000 if bold else 0b1000000)
    head.macStyle = 1 if bold else 0
    head.fontRevision = float(VERSION)


def make_latin(source: Path, target: Path, *, bold: bool) -> None:
    """Build one weight of the Latin, Greek and Cyrillic face."""
    font = TTFont(source, recalcTimestamp=False)
    make_digits_tabular(font)
    keep(font, latin_characters(), ["kern", "mark", "mkmk", "ccmp", "locl", "pnum"])
    to_quadratic(font)
    rename(font, LATIN_FAMILY, bold=bold)
    font.save(target)


def make_han(source: Path, target: Path, *, bold: bool) -> None:
    """Build one weight of the simplified Chinese face."""
    collection = TTCollection(source, lazy=True, recalcTimestamp=False)
    font = next(face for face in collection.fonts if face["name"].getDebugName(1) == "Noto Sans CJK SC")
    keep(font, han_characters(), ["kern", "ccmp"])
    to_quadratic(font)
    rename(font, HAN_FAMILY, bold=bold)
    font.save(target)


def main() -> None:
    """Build the four files."""
    parser = argparse.ArgumentParser(description="Build the bundled fonts from the Debian packages.")
    parser.add_argument("--source", type=Path, default=SYSTEM_FONTS, help="folder with inter/ and noto/")
    parser.add_argument("--target", type=Path, default=FONTS)
    chosen = parser.parse_args()
    chosen.target.mkdir(parents=True, exist_ok=True)
    inter, noto = chosen.source / "inter", chosen.source / "noto"
    make_latin(inter / "Inter-Regular.otf", chosen.target / "TabularSans-Regular.ttf", bold=False)
    make_latin(inter / "Inter-SemiBold.otf", chosen.target / "TabularSans-Bold.ttf", bold=True)
    make_han(noto / "NotoSansCJK-Regular.ttc", chosen.target / "TabularSansSC-Regular.ttf", bold=False)
    make_han(noto / "NotoSansCJK-Bold.ttc", chosen.target / "TabularSansSC-Bold.ttf", bold=True)


if __name__ == "__main__":
    main()
