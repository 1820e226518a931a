"""A new recovery sheet in the place of the one there was."""

from collections.abc import Sequence
from pathlib import Path

from desktop.vault import changes, words
from desktop.vault.derivation import STANDARD_POLICY, KdfPolicy
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
