"""Words, plurals, dates and numbers, for screens and paper alike."""

from desktop.i18n.catalogue import N_, _, closest, current, languages, ngettext, pgettext, speaking, use
from desktop.i18n.formats import (
    date_text,
    list_text,
    long_date_text,
    moment_text,
    month_text,
    number_text,
    short_date_text,
    short_month_text,
    signed_text,
    time_text,
)
from desktop.i18n.sentences import fill, joined, say

__all__ = [
    "N_",
    "_",
    "closest",
    "current",
    "date_text",
    "fill",
    "joined",
    "languages",
    "list_text",
    "long_date_text",
    "moment_text",
    "month_text",
    "ngettext",
    "number_text",
    "pgettext",
    "say",
    "short_date_text",
    "short_month_text",
    "signed_text",
    "speaking",
    "time_text",
    "use",
]
