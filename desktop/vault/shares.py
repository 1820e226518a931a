"""A recovery sheet in three parts, any two of which open: SLIP-39 shares, 20 words each, by the library `shamir-mnemonic`.

The shared secret is 128 random bits. It is not the key itself: its hexadecimal form goes through Argon2id like a passphrase.
"""

import secrets
from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from desktop.vault.errors import (
    RecoveryChecksumWrong,
    RecoverySheetForeign,
    RecoverySheetsApart,
    RecoverySheetTwice,
    RecoveryWordUnknown,
)

SHARES = 3
NEEDED = 2
WORDS = 20
SECRET_BYTES = 16
SAME_WORDS = 3
"""So many words at the beginning are the same on all sheets of a set."""
LABEL = "larder recovery shares 1|"
"""What stands before the secret in the slot's passphrase."""
_EXPONENT = 0
"""SLIP-39's own key stretching, at its least: it protects by a second passphrase, which is not used here."""

word_list: tuple[str, ...] = tuple(WORDLIST)
index: frozenset[str] = frozenset(WORDLIST)


def new_shares() -> tuple[tuple[str, ...], ...]:
    """The words of three new sheets."""
    [made] = generate_mnemonics(1, [(NEEDED, SHARES)], secrets.token_bytes(SECRET_BYTES), iteration_exponent=_EXPONENT)
    return tuple(tuple(each.split()) for each in made)


def number(words: Sequence[str], line: int = 1) -> int:
    """Which of the three a sheet is, counted from 1; that proves its words.

    Args:
        line: Where it stands among those that were typed, for what is raised.

    Raises:
        RecoveryWordUnknown: A word stands not in the list.
        RecoveryChecksumWrong: The words don't belong together like this.
        RecoverySheetForeign: It was made by another program, for other numbers of sheets.
    """
    return int(_share(words, line).index) + 1


def require_set(lines: Sequence[Sequence[str]]) -> None:
    """Check that sheets differ and are of one set, as far as their words tell.

    Raises:
        RecoverySheetTwice: One was typed twice.
        RecoverySheetsApart: They were not made together.
        RecoveryWordsInvalid: As `number`.
    """
    found = [_share(words, line) for line, words in enumerate(lines, start=1)]
    for line, share in enumerate(found, start=1):
        for before, other in enumerate(found[: line - 1], start=1):
            if share.group_parameters() != other.group_parameters():
                raise RecoverySheetsApart(line)
            if share.index == other.index:
                if share != other:
                    raise RecoverySheetsApart(line)
                raise RecoverySheetTwice(line, before)


def sentence(lines: Sequence[Sequence[str]]) -> str:
    """The passphrase of the slot from the words of two sheets, or of all three.

    Raises:
        RecoveryWordsInvalid: As `require_set`; RecoverySheetsApart also when only putting them together shows it.
    """
    require_set(lines)
    if not NEEDED <= len(lines) <= SHARES:
        raise ValueError(len(lines))
    found: set[bytes] = set()
    for line, other in enumerate(lines[1:], start=2):
        try:
            found.add(combine_mnemonics([" ".join(lines[0]), " ".join(other)]))
        except MnemonicError:
            raise RecoverySheetsApart(line) from None
    if len(found) != 1:
        raise RecoverySheetsApart(len(lines))
    return LABEL + found.pop().hex()


def _share(words: Sequence[str], line: int) -> Share:
    for position, word in enumerate(words, start=1):
        if word not in index:
            raise RecoveryWordUnknown(position, line)
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise RecoveryChecksumWrong(line) from None
    ours = Share(share.identifier, True, _EXPONENT, 0, 1, 1, share.index, NEEDED, share.value)
    if share != ours or share.index >= SHARES or len(share.value) != SECRET_BYTES:
        raise RecoverySheetForeign(line)
    return share
