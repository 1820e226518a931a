"""The words of a recovery sheet: 128 random bits as 12 words with a checksum (BIP-39, its lists and its form).

Only the words are used, not BIP-39's own key derivation: the sentence goes through Argon2id like a passphrase.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from mnemonic import Mnemonic

from desktop.vault.errors import RecoveryChecksumWrong, RecoveryWordCount, RecoveryWordUnknown

LANGUAGES = ("english", "chinese_simplified")
WORDS = 12
LOGIN = "recovery"
"""The login name of the sheet; nobody else can have it."""
_BETWEEN = re.compile(r"[\s,;、，；]+")
_NUMBER = re.compile(r"^\d+[.):]?")


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
    found = _split(unicodedata.normalize("NFKD", text).casefold())
    if len(found) != WORDS:
        raise RecoveryWordCount(found=len(found), wanted=WORDS)
    language = max(LANGUAGES, key=lambda each: sum(word in _index(each) for word in found))
    for position, word in enumerate(found, start=1):
        if word not in _index(language):
            raise RecoveryWordUnknown(position)
    if not _mnemonic(language).check(" ".join(found)):
        raise RecoveryChecksumWrong
    return tuple(found)


def sentence(words: Sequence[str]) -> str:
    """The words as the passphrase of the sheet's slot."""
    return unicodedata.normalize("NFKD", " ".join(words))


def _split(text: str) -> list[str]:
    """The words in a text. Chinese ones are single characters and need no space between them."""
    parts = filter(None, (_NUMBER.sub("", part) for part in _BETWEEN.split(text)))
    chinese = _index("chinese_simplified")
    return [
        word for part in parts for word in (part if len(part) > 1 and all(sign in chinese for sign in part) else [part])
    ]


@cache
def _mnemonic(language: str) -> Mnemonic:
    return Mnemonic(language)


@cache
def _words(language: str) -> tuple[str, ...]:
    listed = resources.files("mnemonic").joinpath("wordlist", f"{language}.txt").read_text(encoding="utf-8")
    return tuple(listed.split())


@cache
def _index(language: str) -> frozenset[str]:
    return frozenset(_words(language))
