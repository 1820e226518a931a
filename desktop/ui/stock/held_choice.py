"""A batch at a place, as the choices of forms say it and keep it."""

from desktop.domain.stock import Held
from desktop.i18n import _, date_text
from desktop.ui.form_draft import plain


def held_words(held: Held, amount: str) -> str:
    """Its number and fund, where it is, when it expires, and how much there is of it."""
    facts = [*held.batch.marks, held.place.name]
    if held.batch.expires_on is not None:
        facts.append(_("expires {date}").format(date=date_text(held.batch.expires_on)))
    facts.append(amount)
    return "  ·  ".join(facts)


def name_of_held(value: object) -> object:
    """What a draft remembers a choice by."""
    return f"{value.batch.id} at {value.place.id}" if isinstance(value, Held) else plain(value)
