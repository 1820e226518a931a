"""Amounts of money as whole minor units: cents, or what the currency has for them."""

import re
from collections.abc import Collection

from desktop.domain.errors import Invalid
from desktop.i18n.catalogue import N_

MOST_MONEY = 10**14
"""The largest amount one entry may hold, in minor units."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'\u2019]")


def parse_money(words: str, decimals: int, *, point: str = ".", group: str = ",") -> int | None:
    """The amount in typed words, in minor units; None for what is not plainly one.

    Digits of every script are understood, and grouping by threes. More decimals than the currency has are refused, never
    rounded.

    Args:
        decimals: How many the currency has: 2 for most, 0 for JPY, 3 for KWD.
        point, group: The signs before the decimals and between thousands, as the language writes them.
    """
    plain = _SPACES.sub("", words)
    grouped = rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+" if group.strip() else r"\d+"
    found = re.fullmatch(rf"(\d{{1,15}}|{grouped})(?:{re.escape(point)}(\d{{1,6}}))?", plain)
    if found is None:
        return None
    whole, rest = found.group(1).replace(group, ""), found.group(2) or ""
    if len(rest) > decimals or len(whole) > 15:
        return None
    return int(whole + rest.ljust(decimals, "0"))


def checked_amount(field: str, amount: int) -> int:
    """`amount` when it can stand in an entry of a fund. Raises Invalid for the field otherwise."""
    if amount <= 0:
        raise Invalid(field, N_("Type an amount above nothing. Nothing was saved."))
    if amount > MOST_MONEY:
        raise Invalid(field, N_("That is more than one entry can hold. Nothing was saved. Check the amount."))
    return amount


def checked_currency(field: str, currency: str, known: Collection[str]) -> str:
    """The code as it is kept: three capital letters. Raises Invalid for the field when it is none of the `known`."""
    code = currency.strip().upper()
    if code not in known:
        raise Invalid(field, N_("Choose a currency. Nothing was saved."))
    return code
