"""What the counter asks before it gives."""

from collections.abc import Callable

from desktop.i18n import _
from desktop.ui import words
from desktop.ui.counter.basket import BasketLine
from desktop.ui.messages import Messages


def ask_found(messages: Messages, line: BasketLine, there: int, *, on_act: Callable[[], object]) -> None:
    """Ask before goods come into the book that nobody received: so many, and of what."""
    item = line.item.item
    messages.confirm(
        _("Was it given?"),
        _("What is lacking comes into the book as found, and the item waits to be counted."),
        [
            (item.name, words.quantity(line.quantity(), item.unit)),
            (_("In the book"), words.quantity(there, item.unit)),
            (_("Found, not recorded"), words.quantity(line.quantity() - there, item.unit)),
        ],
        safe=_("Leave it"),
        act=_("Record it"),
        on_act=on_act,
    )
