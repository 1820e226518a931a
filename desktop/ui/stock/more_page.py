"""Everything else that can be done with stock, each with a line that says when."""

from collections.abc import Callable

from desktop.domain.users import Permission
from desktop.i18n import _
from desktop.ui.context import Context
from desktop.ui.frame import FormPage
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.line_row import LineRow
from desktop.ui.widgets.lists import SectionHead


class MorePage(FormPage):
    """A list of what is done less often than receiving, counting, moving and writing off."""

    def __init__(self, context: Context, *, on_back: Callable[[], None], show: Callable[[str], None]) -> None:
        super().__init__(_("More with stock"), name="more", on_back=on_back, width=1080)
        self._show = show
        changes = context.allows(Permission.CHANGE_STOCK)
        sees_people = context.allows(Permission.SEE_PEOPLE)
        groups = []
        for head, tasks in self._groups():
            allowed = [task for task in tasks if (sees_people if task[0] == "sell" else changes or task[0] in _FOR_ALL)]
            if allowed:
                groups.append(boxed(column(SectionHead(head, look="head"), 4, *map(self._line, allowed), 20)))
        # Beside each other, so that all of it is seen at once on a small screen.
        half = (len(groups) + 1) // 2
        sides = [column(*groups[:half], -1), column(*groups[half:], -1)] if len(groups) > 1 else [column(*groups, -1)]
        body = row(spacing=48)
        for side in sides:
            body.addLayout(side, 1)
        if len(sides) == 1:
            body.addStretch(1)
        self.form.add(boxed(body))

    def _line(self, task: tuple[str, str, str, str]) -> LineRow:
        form, icon, words, act = task
        button = Button(act, name=f"more_{form}", height=36)
        button.clicked.connect(lambda _checked=False: self._show(form))
        return LineRow(words, icon=icon, button=button, height=56)

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
                    ("use", "item-cloth", _("Materials taken for an activity"), _("Use")),
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
