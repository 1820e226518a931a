"""What the counter says about the hand-out being made."""

from datetime import date

from desktop.i18n import _, ngettext, number_text, short_date_text
from desktop.operations.distribution import Distribution, GivenOut
from desktop.ui.counter.receiver import Receiver


def title(correcting: Distribution | None, receiver: Receiver, *, anything: bool, names_shown: bool) -> str:
    """The head of the pane: to whom, or which hand-out is corrected."""
    if correcting is not None:
        return _("Correcting {number}").format(number=correcting.number)
    if receiver.member is None and not receiver.heads:
        return _("Giving") if anything else _("Counter")
    return _("Giving to {who}").format(who=receiver.words(names_shown))


def primary(correcting: Distribution | None, count: int) -> str:
    """The words on the button that gives."""
    if correcting is not None:
        return _("Correct hand-out")
    if count:
        return ngettext("Give {count} item", "Give {count} items", count).format(count=number_text(count))
    return _("Give")


def why_not(*, has_receiver: bool, count: int) -> str:
    """What is still missing; empty when it can be given."""
    if not has_receiver:
        return _("Find the person, or press Head count.")
    return "" if count else _("Nothing is chosen yet.")


def explanation(given: Distribution, today: date) -> str:
    """What happens to a hand-out that is corrected."""
    return _(
        "You are correcting {number} of {date}. It will be undone and entered again as it stands here; both stay visible."
    ).format(number=given.number, date=short_date_text(given.occurred_on, today))


def gave(receiver: Receiver, count: int) -> str:
    """What was just given, and to whom, by code."""
    return ngettext("Gave {count} item to {who}", "Gave {count} items to {who}", count).format(
        count=number_text(count), who=receiver.code_words
    )


def corrected(before: Distribution, given: GivenOut) -> str:
    """Which hand-out stands in place of which."""
    return _("Corrected {number}; it is now {new}").format(number=before.number, new=given.number)
