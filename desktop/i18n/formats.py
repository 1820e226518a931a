"""Dates and numbers as the language being spoken writes them (Unicode CLDR through Babel)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from desktop.i18n.catalogue import current

if TYPE_CHECKING:
    import babel

_MINUS = "\N{MINUS SIGN}"
# What stands between the parts of a plain list; a comma and a space where nothing else is said.
_BETWEEN = {"zh_CN": "、"}
# A heading's date, where CLDR has no pattern of the wanted length or the nearest one drops the weekday's full name.
_HEADINGS = {"en": "EEEE d MMMM", "zh_CN": "M月d日EEEE"}


@cache
def _locale(code: str) -> "babel.Locale":
    # The first window writes neither dates nor numbers, and starts quicker without Babel.
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def list_text(parts: Iterable[str]) -> str:
    """Words one after the other: Shelf A, Shelf B."""
    return _BETWEEN.get(current(), ", ").join(parts)


def number_text(value: int) -> str:
    """A whole number with the language's grouping and a true minus sign."""
    from babel import numbers  # noqa: PLC0415 - as above

    return numbers.format_decimal(value, locale=_locale(current())).replace("-", _MINUS)


def tenths_text(tenths: int) -> str:
    """A number of tenths, with one decimal: 2.4."""
    from decimal import Decimal  # noqa: PLC0415 - as above

    from babel import numbers  # noqa: PLC0415 - as above

    return numbers.format_decimal(Decimal(tenths) / 10, format="#,##0.0", locale=_locale(current()))


def signed_text(value: int) -> str:
    """A change: +24, -4 with a true minus, 0."""
    return f"+{number_text(value)}" if value > 0 else number_text(value)


def short_date_text(day: date, today: date) -> str:
    """A date without its year while that is this year's: 12 Nov, otherwise 12 Nov 2025."""
    from babel import dates  # noqa: PLC0415 - as above

    if day.year != today.year:
        return date_text(day)
    if current() == "en":
        return dates.format_date(day, "d MMM", locale=_locale("en"))
    return dates.format_skeleton("MMMd", day, locale=_locale(current()))


def date_text(day: date) -> str:
    """A whole date: 12 Nov 2026."""
    from babel import dates  # noqa: PLC0415 - as above

    if current() == "en":
        return dates.format_date(day, "d MMM y", locale=_locale("en"))
    return dates.format_date(day, "medium", locale=_locale(current()))


def long_date_text(day: date) -> str:
    """The date as a heading, with its weekday: Tuesday 24 November."""
    from babel import dates  # noqa: PLC0415 - as above

    if current() in _HEADINGS:
        return dates.format_date(day, _HEADINGS[current()], locale=_locale(current()))
    return dates.format_skeleton("MMMMEEEEd", day, locale=_locale(current()))


def month_text(month: date, *, year: bool = True) -> str:
    """A month: October 2026, or October."""
    from babel import dates  # noqa: PLC0415 - as above

    if not year:
        # Chinese writes a month in digits beside a year and beside a day; 十月 would be a second word for it.
        return dates.format_date(month, "LLL" if current() == "zh_CN" else "LLLL", locale=_locale(current()))
    return dates.format_skeleton("yMMMM", month, locale=_locale(current()))


def short_month_text(month: date) -> str:
    """A month where there is little room, as under a bar: Oct."""
    from babel import dates  # noqa: PLC0415 - as above

    return dates.format_date(month, "LLL", locale=_locale(current()))


def time_text(moment: datetime) -> str:
    """The local time of a moment, hours and minutes: 14:32."""
    return moment.astimezone().strftime("%H:%M")


def moment_text(moment: datetime) -> str:
    """The local date and time of a moment."""
    return f"{date_text(moment.astimezone().date())} {time_text(moment)}"


def money_text(amount: int, currency: str) -> str:
    """An amount in minor units, with the currency's own decimals and sign: €12.50; 12.50 where no currency is set."""
    from babel import numbers  # noqa: PLC0415 - as above

    if not currency:
        plain = numbers.format_decimal(Decimal(amount).scaleb(-2), format="#,##0.00", locale=_locale(current()))
        return plain.replace("-", _MINUS)
    value = Decimal(amount).scaleb(-currency_decimals(currency))
    return numbers.format_currency(value, currency, locale=_locale(current())).replace("-", _MINUS)


def money_signs() -> tuple[str, str]:
    """The signs the language writes before decimals and between thousands."""
    from babel import numbers  # noqa: PLC0415 - as above

    locale = _locale(current())
    return numbers.get_decimal_symbol(locale), numbers.get_group_symbol(locale)


def currency_decimals(currency: str) -> int:
    """How many decimals a currency has: 2 for most, 0 for JPY, 3 for KWD."""
    from babel import numbers  # noqa: PLC0415 - as above

    return numbers.get_currency_precision(currency)


@cache
def currency_codes() -> frozenset[str]:
    """The codes (ISO 4217) of all currencies that are legal tender somewhere."""
    from babel.core import get_global  # noqa: PLC0415 - as above
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 - as above

    return frozenset(
        code
        for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory, date(2026, 1, 1), tender=True)
    )


def currency_name(currency: str) -> str:
    """A currency's name and code: Euro (EUR)."""
    from babel import numbers  # noqa: PLC0415 - as above

    return f"{numbers.get_currency_name(currency, locale=_locale(current()))} ({currency})"
