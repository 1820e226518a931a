"""What is typed from recovery sheets: the twelve words of one, or the twenty of two of three; one entry for both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from desktop.vault import shares, words
from desktop.vault.errors import (
    RecoveryChecksumWrong,
    RecoveryOneMore,
    RecoveryWordCount,
    RecoveryWordsInvalid,
    RecoveryWordUnknown,
)

LEAST_LETTERS = 2
"""From so many letters on a word can be completed."""
MOST_OFFERED = 5
_LINE = re.compile(r"[\r\n\u2028\u2029]+")
_PARAGRAPH = re.compile(r"(?:[\r\n\u2028\u2029][^\S\r\n]*){2,}")


@dataclass(frozen=True, slots=True)
class TypedSheet:
    """One sheet as far as it was typed.

    Attributes:
        wanted: How many words the whole of it has.
        whole: Whether all its words are there and belong together.
        number: Which of three it is, once it is whole; 0 for the one sheet of twelve words.
        fault: What is wrong already; None while it may still become right.
    """

    words: tuple[str, ...] = field(repr=False)
    wanted: int
    whole: bool = False
    number: int = 0
    fault: RecoveryWordsInvalid | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """All that was typed.

    Attributes:
        in_parts: Whether these are sheets of three.
        sheets: In the order they were typed.
    """

    in_parts: bool
    sheets: tuple[TypedSheet, ...]

    @property
    def enough(self) -> bool:
        """Whether this may open a vault."""
        needed = shares.NEEDED if self.in_parts else 1
        return len(self.sheets) >= needed and all(sheet.whole for sheet in self.sheets)


def sentence(typed: str | Sequence[str]) -> str:
    """The passphrase of the recovery's slot from what was typed: the twelve words of the sheet, or the words of two or
    three sheets of three, each on lines of its own or all in one run. Spaces, commas, line breaks, numbers, capitals: as
    `words.checked`.

    Raises:
        RecoveryWordsInvalid: They can't be; it says which line and which word where that can be told.
    """
    text = typed if isinstance(typed, str) else " ".join(typed)
    found = words.split(text)
    if not _in_parts(found):
        return words.sentence(words.checked(text))
    lines = _share_lines(text)
    if len(lines) > shares.SHARES or len(found) < shares.WORDS:
        raise RecoveryWordCount(found=len(found), in_parts=True)
    for line, each in enumerate(lines, start=1):
        if (unknown := _unknown(each, line)) is not None:
            raise unknown
        if len(each) != shares.WORDS:
            raise RecoveryWordCount(found=len(each), line=line)
    shares.require_set(lines)
    if len(lines) < shares.NEEDED:
        raise RecoveryOneMore()
    return shares.sentence(lines)


def look(typed: str) -> Typed:
    """What can be told while it is being typed. The word at the end is unfinished until something follows it."""
    found = words.found_in(typed)
    if not found:
        return Typed(False, ())
    begun = found[-1].word if found[-1].end == len(typed) else ""
    known = [each.word for each in found]
    if not _in_parts(known[:-1] if begun and len(known) > 1 else known):
        return Typed(False, (_one_sheet(known, begun),))
    lines = _share_lines(typed)
    sheets: list[TypedSheet] = []
    for line, each in enumerate(lines, start=1):
        last = line == len(lines)
        sheets.append(_share(each, line, [sheet.words for sheet in sheets], begun if last else "", last=last))
    return Typed(True, tuple(sheets))


def completions(before: str, begun: str) -> tuple[str, ...]:
    """The words of the lists that begin like the one being typed, at most `MOST_OFFERED`; none before `LEAST_LETTERS`
    letters, and none for Chinese, where a word is one sign.

    Args:
        before: What stands before it: the list is the one that most of those words are from.
        begun: Its letters so far.
    """
    letters = words.normal(begun)
    if len(letters) < LEAST_LETTERS:
        return ()
    return tuple(word for word in _alphabet(before) if word.startswith(letters))[:MOST_OFFERED]


def _alphabet(before: str) -> tuple[str, ...]:
    """The list that most words before are from, or both as one in the order of the alphabet while that is open."""
    known = words.split(before)
    single = sum(word in words.index("english") for word in known)
    parts = sum(word in shares.index for word in known)
    return _joined(single >= parts, parts >= single)


@cache
def _joined(single: bool, parts: bool) -> tuple[str, ...]:
    return tuple(sorted({*(words.word_list("english") if single else ()), *(shares.word_list if parts else ())}))


def _in_parts(found: Sequence[str]) -> bool:
    """Whether the words are from the list of the sheets of three rather than from the others."""
    own = sum(word in shares.index for word in found)
    other = max(sum(word in words.index(language) for word in found) for language in words.LANGUAGES)
    return own > other or (own == other and len(found) > words.WORDS)


def _share_lines(text: str) -> list[list[str]]:
    """The sheets: paragraphs or lines where all but the last are long enough for one, or else every twenty words."""
    for between in (_PARAGRAPH, _LINE):
        parts = [part for part in map(words.split, between.split(text)) if part]
        lengths = [len(part) for part in parts]
        if len(parts) > 1 and min(lengths[:-1]) > shares.WORDS * 3 // 4 and max(lengths) < shares.WORDS * 5 // 4:
            return parts
    run = words.split(text)
    return [run[at : at + shares.WORDS] for at in range(0, len(run), shares.WORDS)]


def _share(found: list[str], line: int, before: list[tuple[str, ...]], begun: str, *, last: bool) -> TypedSheet:
    sheet = TypedSheet(tuple(found), shares.WORDS)
    fault: RecoveryWordsInvalid | None = _unknown(found, line, begun)
    if fault is not None or (last and len(found) < shares.WORDS) or found[-1] not in shares.index:
        return replace(sheet, fault=fault)
    if len(found) != shares.WORDS:
        return replace(sheet, fault=RecoveryWordCount(found=len(found), line=line))
    try:
        number = shares.number(found, line)
        shares.require_set([*before, found])
    except RecoveryWordsInvalid as error:
        # What is wrong on a sheet before stands there already.
        return replace(sheet, fault=error) if error.values["line"] == line else sheet
    return replace(sheet, whole=True, number=number)


def _one_sheet(found: list[str], begun: str) -> TypedSheet:
    language = max(words.LANGUAGES, key=lambda each: sum(word in words.index(each) for word in found))
    listed, sheet = words.index(language), TypedSheet(tuple(found), words.WORDS)
    # The first word may still be of either list.
    can_be = (*words.word_list(language), *(shares.word_list if len(found) == 1 else ()))
    for position, word in enumerate(found, start=1):
        if word not in listed and not (position == len(found) and _begins(begun, can_be)):
            return replace(sheet, fault=RecoveryWordUnknown(position))
    if len(found) > words.WORDS:
        return replace(sheet, fault=RecoveryWordCount(found=len(found)))
    if len(found) < words.WORDS or found[-1] not in listed:
        return sheet
    try:
        words.checked(found)
    except RecoveryChecksumWrong as error:
        # The last word may be the beginning of a longer one.
        longer = any(each != begun and each.startswith(begun) for each in can_be) if begun else False
        return replace(sheet, fault=None if longer else error)
    return replace(sheet, whole=True)


def _unknown(found: Sequence[str], line: int, begun: str = "") -> RecoveryWordUnknown | None:
    for position, word in enumerate(found, start=1):
        if word not in shares.index and not (position == len(found) and _begins(begun, shares.word_list)):
            return RecoveryWordUnknown(position, line)
    return None


def _begins(begun: str, listed: Sequence[str]) -> bool:
    return bool(begun) and any(word.startswith(begun) for word in listed)
