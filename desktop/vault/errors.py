"""What can go wrong with keys, as things a person can understand."""

from enum import StrEnum
from typing import ClassVar

from desktop.domain.errors import Invalid, LarderError, NotFound, VaultDamaged, VaultNewer
from desktop.i18n import N_


class WrongPassphrase(LarderError):
    """No slot opens with this name and passphrase; which of the two is wrong isn't known."""

    text = N_("This name and passphrase do not open the vault. Nothing was changed. Check both and type them again.")


class WrongRecoveryWords(WrongPassphrase):
    """The words are well formed and belong to another sheet."""

    text = N_(
        "These words are not from this vault's recovery sheet. Nothing was changed. "
        "Check the date on the sheet and the order of the words."
    )


class KeysDamaged(VaultDamaged):
    """The key file is damaged, forged, or belongs to another vault."""

    text = N_(
        "The file with the keys is damaged or was altered. Nothing was changed. "
        "Restore the last backup, or ask a coordinator."
    )


class NewerFormat(VaultNewer):
    """The key file was written by a newer program."""


class NoVault(NotFound):
    """There is no key file in the folder."""

    text = N_("There is no vault in this folder. Nothing was changed. Choose another folder, or start a new vault.")


class NotEnoughMemory(LarderError):
    """The computer can't spare the memory that opening needs. Values: mebibytes."""

    text = N_(
        "Opening needs {mebibytes} MB of free memory, and there is less. Nothing was changed. "
        "Close other programs and do it again."
    )


class TooManyUsers(LarderError):
    """The key file has room for no more people. Values: most."""

    text = N_("A vault has room for {most} users. Nothing was saved.")


class LoginRefused(Invalid):
    """The login name can't be used. Its field is `login`."""

    def __init__(self, text: str) -> None:
        super().__init__("login", text)


class PassphraseFault(StrEnum):
    """Why a new passphrase is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    SPACES_OUTSIDE = "spaces_outside"
    TOO_EASY = "too_easy"


class PassphraseRefused(Invalid):
    """The new passphrase can't be used.

    Attributes:
        fault: Why.
    """

    _TEXTS: ClassVar = {
        PassphraseFault.TOO_SHORT: N_("A passphrase has at least {least} characters. Nothing was saved. Add a word."),
        PassphraseFault.TOO_LONG: N_("A passphrase has at most {most} characters. Nothing was saved. Shorten it."),
        PassphraseFault.SPACES_OUTSIDE: N_(
            "This passphrase begins or ends with a space, which is easily lost. Nothing was saved. Take the space away."
        ),
        PassphraseFault.TOO_EASY: N_(
            "This passphrase is easy to guess. Nothing was saved. Add a word, or take the one that is offered."
        ),
    }

    def __init__(self, fault: PassphraseFault, **values: object) -> None:
        super().__init__("passphrase", self._TEXTS[fault], **values)
        self.fault = fault


class RecoveryWordsInvalid(Invalid):
    """What was typed can't be the words of a recovery sheet. Its field is `words`."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__("words", text, **values)


class RecoveryWordCount(RecoveryWordsInvalid):
    """There are too few or too many words. Values: found, wanted."""

    def __init__(self, found: int, wanted: int) -> None:
        text = N_("A recovery sheet has {wanted} words; {found} were typed. Nothing was changed.")
        super().__init__(text, found=found, wanted=wanted)


class RecoveryWordUnknown(RecoveryWordsInvalid):
    """A word stands in no list. Values: position.

    Attributes:
        position: Which one, counted from 1.
    """

    def __init__(self, position: int) -> None:
        text = N_("Word {position} is not a word of a recovery sheet. Nothing was changed. Check its letters.")
        super().__init__(text, position=position)
        self.position = position


class RecoveryChecksumWrong(RecoveryWordsInvalid):
    """All words exist, and do not belong together like this."""

    def __init__(self) -> None:
        super().__init__(
            N_("These words do not belong together in this order. Nothing was changed. Compare each with the sheet.")
        )
