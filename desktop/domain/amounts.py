"""Amounts as people type them: "2.5 kg", "750 g", "3 l", "144". They end as whole base units, or not at all."""

import re
import unicodedata
from decimal import Decimal

from desktop.domain.errors import Invalid
from desktop.domain.stock import Unit, checked_quantity
from desktop.i18n.catalogue import N_

_UNITS: dict[Unit, dict[str, int]] = {
    Unit.PIECE: {"": 1, "pc": 1, "pcs": 1, "piece": 1, "pieces": 1, "个": 1, "件": 1, "只": 1, "片": 1},
    Unit.GRAM: {
        "": 1,
        **dict.fromkeys(("g", "gr", "gram", "grams", "克"), 1),
        **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "千克", "公斤"), 1000),
    },
    Unit.MILLILITRE: {
        "": 1,
        **dict.fromkeys(("ml", "millilitre", "millilitres", "milliliter", "milliliters", "毫升"), 1),
        "cl": 10,
        "dl": 100,
        **dict.fromkeys(("l", "litre", "litres", "liter", "liters", "升", "公升"), 1000),
    },
}
"""How many base units a typed unit is, in small letters."""

_AMOUNT = re.compile(r"([+-]?[0-9][0-9 .,']*)\s*([^\W\d_]*)\.?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+")
_UNCLEAR = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_PLAIN = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,12})?")
_SIGNS = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{ARABIC DECIMAL SEPARATOR}": "."}
)
_MOST_SIGNS = 40


def amount_of(unit: Unit, typed: str, *, field: str = "quantity", least: int = 1) -> int:
    """The whole base units in typed words.

    A point or a comma stands before decimals. One followed by three digits could part thousands as well: "1,500" is refused
    unless it begins with a zero ("0,250"), and may be typed "1500" or "1.5". Digits of every script, and spaces between
    thousands, are understood.

    Raises:
        Invalid: For `field`: not understood, two meanings, a part of a base unit, or out of range.
    """
    words = "".join(_digit(sign) for sign in unicodedata.normalize("NFKC", typed.translate(_SIGNS)))
    words = " ".join(words.translate(_SIGNS).split()).lower()
    found = _AMOUNT.fullmatch(words) if len(words) <= _MOST_SIGNS else None
    factor = None if found is None else _UNITS[unit].get(found[2])
    if found is None or factor is None:
        raise _not_understood(field, unit, typed)
    number = found[1].strip()
    negative, digits = number.startswith("-"), number.lstrip("+-")
    if _UNCLEAR.fullmatch(digits):
        raise Invalid(
            field,
            N_("{typed} can be read in two ways. Nothing was saved. Type it like 1500 or 1.5."),
            typed=shown(typed),
        )
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(" ", "").replace("'", "")
    if not _PLAIN.fullmatch(digits):
        raise _not_understood(field, unit, typed)
    amount = Decimal(digits.replace(",", ".")) * factor
    if amount != int(amount):
        raise Invalid(field, _IN_PARTS[unit], typed=shown(typed))
    return checked_quantity(field, -int(amount) if negative else int(amount), least=least)


_IN_PARTS = {
    Unit.PIECE: N_("{typed} is no whole number of pieces. Nothing was saved. Type a whole number."),
    Unit.GRAM: N_("{typed} is no whole number of grams. Nothing was saved. Type whole grams."),
    Unit.MILLILITRE: N_("{typed} is no whole number of millilitres. Nothing was saved. Type whole millilitres."),
}
_EXAMPLES = {
    Unit.PIECE: N_("{typed} is no number of pieces. Nothing was saved. Type it like 144."),
    Unit.GRAM: N_("{typed} is not understood. Nothing was saved. Type it like 750 g or 2.5 kg."),
    Unit.MILLILITRE: N_("{typed} is not understood. Nothing was saved. Type it like 500 ml or 3 l."),
}


def shown(typed: str, longest: int = 30) -> str:
    """Typed words as a sentence can repeat them: without signs that turn the direction or cannot be seen, and not endless."""
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
    return clean if len(clean) <= longest else f"{clean[:longest]}…"


def _not_understood(field: str, unit: Unit, typed: str) -> Invalid:
    if not typed.strip():
        return Invalid(field, N_("Type how many. Nothing was saved."))
    return Invalid(field, _EXAMPLES[unit], typed=shown(typed))


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
