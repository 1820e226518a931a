"""New passphrases: one that is offered, how strong a chosen one is, and which are refused."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.vault import words
from desktop.vault.derivation import MOST_PASSPHRASE_CHARACTERS
from desktop.vault.errors import PassphraseFault, PassphraseRefused

LEAST_CHARACTERS = 12
LEAST_SCORE = 3
GENERATED_WORDS = 6
_JUDGED_CHARACTERS = 40
"""zxcvbn gets slow on long ones, seconds at worst; what is strong this far stays strong."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a passphrase is to guess.

    Attributes:
        score: zxcvbn's, 0 (at once) to 4 (very long).
        guesses_log10: The power of ten of the guesses it takes.
        fault: Why it is refused; None when it is accepted.
    """

    score: int
    guesses_log10: float
    fault: PassphraseFault | None

    @property
    def accepted(self) -> bool:
        """Whether it can be used."""
        return self.fault is None


def generated() -> str:
    """Six random words of 2048 (66 bits), with spaces between.

    English in every language of the program: characters that need an input method can't be typed into a hidden field.
    """
    listed = words.word_list("english")
    return " ".join(secrets.choice(listed) for _ in range(GENERATED_WORDS))


def strength(passphrase: str, user_inputs: Sequence[str] = ()) -> Strength:
    """How strong a passphrase is, and whether it is accepted.

    Args:
        user_inputs: What a guesser would try first: the login name, the collective's name.
    """
    if len(passphrase) > MOST_PASSPHRASE_CHARACTERS:
        return Strength(0, 0.0, PassphraseFault.TOO_LONG)
    if not passphrase:
        return Strength(0, 0.0, PassphraseFault.TOO_SHORT)
    # Unlocking never judges a passphrase, and should not wait for zxcvbn's dictionaries.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    judged = zxcvbn(passphrase[:_JUDGED_CHARACTERS], user_inputs=[each for each in user_inputs if each])
    score = int(judged["score"])
    fault = None
    if passphrase != passphrase.strip():
        fault = PassphraseFault.SPACES_OUTSIDE
    elif len(passphrase) < LEAST_CHARACTERS:
        fault = PassphraseFault.TOO_SHORT
    elif score < LEAST_SCORE:
        fault = PassphraseFault.TOO_EASY
    return Strength(score, float(judged["guesses_log10"]), fault)


def require_strong(passphrase: str, user_inputs: Sequence[str] = ()) -> None:
    """Refuse a new passphrase that is too short, too long, too easy, or has spaces outside.

    Raises:
        PassphraseRefused: With the reason.
    """
    fault = strength(passphrase, user_inputs).fault
    if fault is not None:
        raise PassphraseRefused(fault, least=LEAST_CHARACTERS, most=MOST_PASSPHRASE_CHARACTERS)
