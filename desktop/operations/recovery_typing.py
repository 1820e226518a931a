"""What is told about the words of a recovery sheet while they are being typed. It needs no session, and changes nothing."""

from desktop.vault.recovery import LEAST_LETTERS, Typed, TypedSheet, completions, look
from desktop.vault.words import found_in

__all__ = ["LEAST_LETTERS", "Typed", "TypedSheet", "completions", "look", "place_of"]


def place_of(typed: str, position: int, line: int = 0) -> tuple[int, int] | None:
    """Where a word stands in what was typed: from and to which sign; None when there is no such word.

    Args:
        position: Of the word, counted from 1.
        line: On which of several sheets, counted from 1; 0 for the one sheet.
    """
    if line:
        position += sum(len(sheet.words) for sheet in look(typed).sheets[: line - 1])
    found = found_in(typed)
    if not 0 < position <= len(found):
        return None
    return found[position - 1].start, found[position - 1].end
