"""The few ways an operation says no.

Each error carries a sentence to translate and the values that belong in it. The sentence says what happened, that nothing was
saved, and what to do next. Values may name items and dates; they are shown to the person, and never logged.
"""

from desktop.i18n.catalogue import N_


class LarderError(Exception):
    """Something a person can understand and act on.

    Attributes:
        text: The sentence, untranslated, with `{placeholders}`.
        values: What belongs in the placeholders.
    """

    text = N_("Larder could not do this. Nothing was saved.")

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values


class Invalid(LarderError):
    """What was typed in one field can't be used.

    Attributes:
        field: The field's name in the operation's signature, so that a form can show the sentence beside it.
    """

    def __init__(self, field: str, text: str, **values: object) -> None:
        super().__init__(**values)
        self.field = field
        self.text = text


class NotAllowed(LarderError):
    """The person's role does not include this."""

    text = N_("Your role does not include this. Nothing was saved. Ask a coordinator.")


class NotFound(LarderError):
    """What was named does not exist (any more)."""

    text = N_("This entry is not there. Nothing was saved. Go back and search again.")


class NotEnoughStock(LarderError):
    """More was asked for than there is at that place on that day. Values: item, item_id, there, wanted."""

    text = N_("Only {there} of {item} can be given. Nothing was saved. Lower the number, or receive stock first.")


class PastUseBy(LarderError):
    """All that is left is past its use-by date. Values: item, item_id."""

    text = N_(
        "What is left of {item} is past its use-by date. Nothing was saved. Write it off, or give something else."
    )


class PastBestBefore(LarderError):
    """What would be given is past its best-before date, which needs a coordinator. Values: item, item_id, date."""

    text = N_("{item} is past its best-before date ({date}). Nothing was saved. A coordinator can give it anyway.")


class AlreadyReversed(LarderError):
    """The entry was undone before."""

    text = N_("This entry was already undone. Nothing was changed.")


class MonthClosed(LarderError):
    """The date lies in a closed month. Values: month (a Month)."""

    text = N_("{month} is closed and takes no more entries. Nothing was saved. Use a date in an open month.")


class VaultFull(LarderError):
    """The disk has no room left."""

    text = N_("The disk is full. Nothing was saved, and nothing is lost. Free some space and do it again.")


class VaultUnwritable(LarderError):
    """The vault's folder or the disk refuses writing."""

    text = N_("The folder cannot be written to. Nothing was saved. Check the disk, or ask a coordinator.")


class VaultDamaged(LarderError):
    """A file of the vault is damaged or does not belong to it."""

    text = N_("A file of the vault is damaged. Nothing was changed. Restore the last backup, or ask a coordinator.")


class VaultNewer(LarderError):
    """The vault was written by a newer program."""

    text = N_("This vault was written by a newer Larder. Nothing was changed. Install the newer Larder to open it.")


class VaultInUse(LarderError):
    """Another Larder has this vault open."""

    text = N_("Larder is already open with this vault. Nothing was changed. Use that window, or close it first.")


class VaultUnfinished(LarderError):
    """Making the vault was interrupted, so that it holds nothing yet."""

    text = N_("This vault was never finished and holds nothing. Nothing was changed. Make a new vault in this folder.")


class ChangeUnfinished(LarderError):
    """A change of the vault's files is decided, and the disk refused its last step; the next opening brings it to its end."""

    text = N_(
        "The change is made, but the disk refused its last step. Nothing is lost. Lock or close Larder, then unlock the "
        "vault: that brings it to its end."
    )


class VaultExists(LarderError):
    """A vault is already in the folder that was to be filled."""

    text = N_("There is already a vault in this folder. Nothing was changed. Choose an empty folder.")


class Cancelled(LarderError):
    """The person stopped a long task."""

    text = N_("Stopped. Nothing was changed.")
