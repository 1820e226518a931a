"""What stands on the first screen when the stock book does not agree with itself. Nothing when it does."""

from PySide6.QtWidgets import QWidget

from desktop.domain.book_check import BookChecked
from desktop.domain.users import Permission
from desktop.i18n import _, list_text, ngettext, number_text
from desktop.ui.context import Context
from desktop.ui.widgets.message import InlineMessage


def parts(context: Context, book: BookChecked | None) -> list[QWidget | int]:
    """The warning with its gap."""
    if book is None or book.is_sound:
        return []
    acts = [(_("Count"), "today_book_count", lambda: context.go("stock", do="count"))]
    shown = acts if context.allows(Permission.CHANGE_STOCK) else []
    return [InlineMessage("warning", sentence(book), shown, name="today_book"), 16]


def sentence(book: BookChecked) -> str:
    """What does not agree, that nothing was changed, and what to do."""
    items = list_text(book.items)
    if book.more:
        items = ngettext("{items} and {count} more item", "{items} and {count} more items", book.more).format(
            items=items, count=number_text(book.more)
        )
    said = [_("The stock book does not agree with itself: {items}.").format(items=items)]
    if book.numbers:
        said.append(_("It shows in {numbers}.").format(numbers=list_text(book.numbers)))
    said.append(
        _("Nothing was changed. Count these items. If it is said again, restore the last backup, or ask for help.")
    )
    return " ".join(said)
