"""Everything else that can be done with stock, each with a line that says when."""

from collections.abc import Callable

from desktop.domain.users import Permission
from desktop.i18n import _
from desktop.ui.context import Context
from desktop.ui.frame import FormPage
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.line_row import LineRow
from desktop.ui.widgets.lists import SectionHead


class MorePage(FormPage):
    """A list of what is done less often than receiving, counting, moving and writing off."""

    def __init__(self, context: Context, *, on_back: Callable[[], None], show: Callable[[str], None]) -> None:
        super().__init__(_("More with stock"), name="more", on_back=on_back, width=720)
        changes = context.allows(Permission.CHANGE_STOCK)
        sees_people = context.allows(Permission.SEE_PEOPLE)
        for head, tasks in self._groups():
            allowed = [task for task in tasks if (sees_people if task[0] == "sell" else changes or task[0] in _FOR_ALL)]
            if not allowed:
                continue
            self.form.add(SectionHead(head, look="head"))
            for form, icon, words, act in allowed:
                button = Button(act, name=f"more_{form}", height=36)
                button.clicked.connect(lambda _checked=False, form=form: show(form))
                self.form.add(LineRow(words, icon=icon, button=button, height=56))

    @staticmethod
    def _groups() -> list[tuple[str, list[tuple[str, str, str, str]]]]:
        return [
            (
                _("Look after it"),
                [
                    ("attention", "warning", _("What runs out, expires or waits to be counted"), _("See the list")),
                    ("orders", "note", _("What was asked of whom, what came, what is short"), _("Orders")),
                    ("numbers", "item-card", _("Where a card or anything else with a number is"), _("Find a number")),
                ],
            ),
            (
                _("Put together, use, sell"),
                [
                    ("kits", "item-kit", _("Pack kits from items, or take them apart"), _("Kits")),
                    ("use", "activities", _("Materials taken for an activity"), _("Use")),
                    ("sell", "money", _("Goods sold, the money goes into a fund"), _("Sell")),
                    ("partner", "household", _("What a partner group gave out of its stock"), _("Report")),
                ],
            ),
            (
                _("The catalogue"),
                [
                    ("import", "upload", _("A delivery from a table"), _("Import")),
                    ("places", "place", _("Stores, shelves, bags and partner groups"), _("Places")),
                    ("funds", "money", _("What pays for goods"), _("Funds")),
                    ("merge", "swap", _("One thing entered twice"), _("Make one")),
                ],
            ),
        ]


_FOR_ALL = frozenset({"attention", "numbers"})
