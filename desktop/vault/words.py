"""The words of a recovery sheet: 128 random bits as 12 words with a checksum (BIP-39, its lists and its form).

Only the words are used, not BIP-39's own key derivation: the sentence goes through Argon2id like a passphrase.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mnemonic import Mnemonic

from desktop.vault.errors import RecoveryChecksumWrong, RecoveryWordCount, RecoveryWordUnknown

LANGUAGES = ("english", "chinese_simplified")
WORDS = 12
LOGIN = "recovery"
"""The login name of the sheet; nobody else can have it."""
_WORD = re.compile(r"[^\s,;、，；]+")
_NUMBER = re.compile(r"\d+[.):]?")


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word in a text that somebody typed, and where it stands there."""

    word: str
    start: int
    end: int


def new_words(language: str = "english") -> tuple[str, ...]:
    """Twelve words for a new sheet.

    Args:
        language: One of `LANGUAGES`.
    """
    return tuple(_mnemonic(language).to_mnemonic(secrets.token_bytes(16)).split())


def sheet_language(program_language: str) -> str:
    """The list for a program language as in `en` or `zh_CN`: the person's own where there is one, else English."""
    return "chinese_simplified" if program_language.startswith("zh") else "english"


def word_list(language: str) -> tuple[str, ...]:
    """All 2048 words of a list."""
    return _words(language)


def checked(typed: str | Sequence[str]) -> tuple[str, ...]:
    """The twelve words of a sheet from what was typed: any spaces, commas, line breaks, numbering, capitals.

    Raises:
        RecoveryWordCount: There aren't twelve.
        RecoveryWordUnknown: One is no word of the list that most of them come from.
        RecoveryChecksumWrong: They don't belong together in this order.
    """
    text = typed if isinstance(typed, str) else " ".join(typed)
    found = split(text)
    if len(found) != WORDS:
        raise RecoveryWordCount(found=len(found))
    language = max(LANGUAGES, key=lambda each: sum(word in index(each) for word in found))
    for position, word in enumerate(found, start=1):
        if word not in index(language):
            raise RecoveryWordUnknown(position)
    if not _mnemonic(language).check(" ".join(found)):
        raise RecoveryChecksumWrong
    return tuple(found)


def sentence(words: Sequence[str]) -> str:
    """The words as the passphrase of the sheet's slot."""
    return unicodedata.normalize("NFKD", " ".join(words))


def found_in(text: str) -> list[FoundWord]:
    """The words in a text, whatever stands between them. Chinese ones are single signs and need nothing between them."""
    found: list[FoundWord] = []
    for part in _WORD.finditer(text):
        whole = normal(part[0])
        word = whole[number.end() :] if (number := _NUMBER.match(whole)) else whole
        if len(word) > 1 and all(sign in index("chinese_simplified") for sign in word):
            start = part.end() - len(word)
            found += [FoundWord(sign, start + at, start + at + 1) for at, sign in enumerate(word)]
        elif word:
            found.append(FoundWord(word, part.start(), part.end()))
    return found


def split(text: str) -> list[str]:
    """The words of `found_in` alone."""
    return [each.word for each in found_in(text)]


def normal(text: str) -> str:
    """The spelling of the lists: small letters, and one form for signs that look alike."""
    return unicodedata.normalize("NFKD", text).casefold()


@cache
def _mnemonic(language: str) -> Mnemonic:
    return Mnemonic(language)


@cache
def _words(language: str) -> tuple[str, ...]:
    listed = resources.files("mnemonic").joinpath("wordlist", f"{language}.txt").read_text(encoding="utf-8")
    return tuple(listed.split())


@cache
def index(language: str) -> frozenset[str]:
    """The words of a list, for looking one up."""
    return frozenset(_words(language))
