"""A new recovery sheet in the place of the one there was."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from desktop.vault import changes, shares, words
from desktop.vault.derivation import STANDARD_POLICY, KdfPolicy
from desktop.vault.errors import RecoverySheetsApart
from desktop.vault.unlocked import Unlocked


def new_recovery_sheet(
    folder: Path,
    unlocked: Unlocked,
    language: str = "english",
    *,
    recovery_words: Sequence[str] | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
) -> tuple[str, ...]:
    """Replace the recovery sheet: the old one opens this vault no more, though still its older backups.

    Args:
        language: One of `words.LANGUAGES`.
        recovery_words: Words that were shown and copied already; new ones when None.

    Raises:
        NotAllowed: Only a coordinator can.
        KeysDamaged, VaultFull, VaultUnwritable, NotEnoughMemory: The old sheet stays good.
    """
    unlocked.secrets_to_grant()
    sheet = words.new_words(language) if recovery_words is None else words.checked(recovery_words)
    changes.replace_recovery(folder, unlocked, words.sentence(sheet), policy=policy)
    return sheet


def new_recovery_shares(
    folder: Path,
    unlocked: Unlocked,
    sheets: Sequence[Sequence[str]] | None = None,
    *,
    policy: KdfPolicy = STANDARD_POLICY,
) -> tuple[tuple[str, ...], ...]:
    """Replace the recovery sheet, or the three there were, by three new ones, any two of which open.

    Args:
        sheets: Words that were shown and copied already; new ones when None.

    Raises:
        NotAllowed, KeysDamaged, VaultFull, VaultUnwritable, NotEnoughMemory: As `new_recovery_sheet`.
        RecoveryWordsInvalid: `sheets` are not three of one set.
    """
    unlocked.secrets_to_grant()
    made = shares.new_shares() if sheets is None else tuple(tuple(each) for each in sheets)
    sentence = shares.sentence(made)
    if any(shares.sentence(two) != sentence for two in combinations(made, shares.NEEDED)):
        raise RecoverySheetsApart(shares.SHARES)
    changes.replace_recovery(folder, unlocked, sentence, policy=policy)
    return made
