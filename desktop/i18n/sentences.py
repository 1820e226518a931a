"""A sentence with values put in, each written as the language writes it."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from desktop.i18n.catalogue import _, ngettext
from desktop.i18n.formats import date_text, month_text, number_text


class Sentence(Protocol):
    """Anything that carries an untranslated sentence and its values, as every domain error does."""

    text: str
    values: dict[str, object]


def say(sentence: Sentence) -> str:
    """The sentence in the language being spoken."""
    return fill(sentence.text, sentence.values)


def fill(text: str, values: Mapping[str, object]) -> str:
    """Translate `text` and put `values` in: numbers grouped, dates written out, words as they are.

    The first day of a month under the name `month` is written as the month. A translation with a wrong placeholder gives
    way to the English, and that to the bare words: a sentence that cannot be filled in must not hide what went wrong.
    """
    written = {name: _written(name, value) for name, value in values.items()}
    for words in (_(text), text):
        try:
            return words.format(**written)
        except (LookupError, ValueError, AttributeError, TypeError):
            continue
    return text


def quantity_text(value: int, unit: str) -> str:
    """So many of a unit: 24 pieces, 250 g, 25 kg, 500 ml. Kilograms only where nothing is rounded away.

    Args:
        unit: A `domain.stock.Unit`: "piece", "gram" or "millilitre".
    """
    if unit == "gram" and value and value % 1000 == 0:
        return _("{count} kg").format(count=number_text(value // 1000))
    if unit == "gram":
        return _("{count} g").format(count=number_text(value))
    if unit == "millilitre":
        return _("{count} ml").format(count=number_text(value))
    return ngettext("{count} piece", "{count} pieces", value).format(count=number_text(value))


def joined(*sentences: str) -> str:
    """Sentences one after the other: with a space between them, or without one after a full-width sign. Empty ones go."""
    found = ""
    for sentence in filter(None, sentences):
        found += sentence if not found or found[-1] in "。：；" else f" {sentence}"
    return found


def _written(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return number_text(value)
    if isinstance(value, date):
        return month_text(value) if name == "month" else date_text(value)
    return str(value)
