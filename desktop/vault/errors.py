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


class KeysTooOld(KeysDamaged):
    """The slot trusts a signing key from which no chain leads to the present one; as forged as it is too old."""

    text = N_(
        "The keys were made anew many times since this passphrase or this sheet was last used, or the file with the keys "
        "was altered. Nothing was changed. Ask a coordinator for a new passphrase."
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


class LastCoordinator(LarderError):
    """Nobody would be left who can let people in; the recovery sheet doesn't count as one."""

    text = N_(
        "This is the only coordinator. Nothing was changed. Make somebody else a coordinator first, then do it again."
    )


class HoldsNoKeys(NotFound):
    """The user has no entry in the key file: they were dropped, or never there."""

    text = N_("This colleague holds no keys. Nothing was changed. Let them in again first.")


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
    """There are too few or too many words. Values: found, wanted, line: 0 when no sheet of several is meant."""

    def __init__(self, found: int, *, in_parts: bool = False, line: int = 0) -> None:
        if line:
            text = N_(
                "Sheet {line} as typed: it has {found} words, and each of three sheets has {wanted}. Nothing was changed. "
                "Compare it with the sheet."
            )
        elif in_parts:
            text = N_(
                "Each of three sheets has {wanted} words, and two sheets are needed; {found} words were typed. "
                "Nothing was changed. Compare them with the sheets."
            )
        else:
            text = N_(
                "A recovery sheet has {wanted} words; {found} were typed. Nothing was changed. Compare them with it."
            )
        super().__init__(text, found=found, wanted=20 if line or in_parts else 12, line=line)


class RecoveryWordUnknown(RecoveryWordsInvalid):
    """A word stands in no list. Values: position, line.

    Attributes:
        position: Which one of its sheet, counted from 1.
        line: On which of the sheets that were typed, counted from 1; 0 when there is but one of twelve words.
    """

    def __init__(self, position: int, line: int = 0) -> None:
        text = (
            N_(
                "Sheet {line} as typed: word {position} is not a word of a recovery sheet. Nothing was changed. "
                "Check its letters."
            )
            if line
            else N_("Word {position} is not a word of a recovery sheet. Nothing was changed. Check its letters.")
        )
        super().__init__(text, position=position, line=line)
        self.position = position
        self.line = line


class RecoveryChecksumWrong(RecoveryWordsInvalid):
    """All words exist, and do not belong together like this. Values: line, 0 when there is but one sheet."""

    def __init__(self, line: int = 0) -> None:
        text = (
            N_(
                "Sheet {line} as typed: its words do not belong together in this order. Nothing was changed. "
                "Compare each with the sheet."
            )
            if line
            else N_(
                "These words do not belong together in this order. Nothing was changed. Compare each with the sheet."
            )
        )
        super().__init__(text, line=line)
        self.line = line


class RecoverySheetForeign(RecoveryWordsInvalid):
    """The words are right, of a kind of sheet that this program does not make. Values: line."""

    def __init__(self, line: int) -> None:
        text = N_(
            "Sheet {line} as typed: it was made by another program. Nothing was changed. Take this vault's sheets."
        )
        super().__init__(text, line=line)


class RecoverySheetTwice(RecoveryWordsInvalid):
    """One sheet was typed twice. Values: line, before."""

    def __init__(self, line: int, before: int) -> None:
        text = N_(
            "Sheet {line} as typed is the same as sheet {before}. Nothing was changed. Take another of the three."
        )
        super().__init__(text, line=line, before=before)


class RecoverySheetsApart(RecoveryWordsInvalid):
    """The sheets were not made together. Values: line."""

    def __init__(self, line: int) -> None:
        text = N_(
            "Sheet {line} as typed is from another set than the one before. Nothing was changed. "
            "Take two sheets with the same date."
        )
        super().__init__(text, line=line)


class RecoveryOneMore(RecoveryWordsInvalid):
    """One sheet of three is right, and opens nothing alone."""

    def __init__(self) -> None:
        super().__init__(
            N_("One more sheet is needed: any two of the three open the vault. Type its words below the first.")
        )
