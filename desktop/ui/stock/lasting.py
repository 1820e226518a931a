"""How long stock lasts, in words: a rough one in the list, months with a decimal where somebody plans."""

from desktop.domain.attention import Lasts
from desktop.domain.stock import ItemStock
from desktop.i18n import _, ngettext, number_text, tenths_text

_MANY_WEEKS = 104


def lasts_words(line: ItemStock, lasts: Lasts | None) -> str:
    """What the list says: none, low, or for how many weeks at the use of late. `lasts` is None until it is known."""
    if line.level == "none":
        return _("none")
    if line.level == "low":
        return _("low")
    if lasts is None:
        return ""
    return weeks_words(lasts) or (_("no use") if lasts.used is False else _("enough"))


def weeks_words(lasts: Lasts) -> str:
    """For how many weeks it is enough; empty where nobody can tell."""
    if lasts.weeks is None:
        return ""
    if lasts.weeks < 1:
        return _("under a week")
    if lasts.weeks >= _MANY_WEEKS:
        return _("over 2 years")
    return ngettext("{count} week", "{count} weeks", lasts.weeks).format(count=number_text(lasts.weeks))


def months_words(lasts: Lasts) -> str:
    """Months of stock with one decimal, or why there are none."""
    if lasts.tenths is not None:
        return ngettext("{count} month", "{count} months", 1 if lasts.tenths == 10 else 2).format(
            count=tenths_text(lasts.tenths)
        )
    return _("no use") if lasts.used is False else _("not enough data")
