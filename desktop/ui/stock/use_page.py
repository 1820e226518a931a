"""Materials taken for an activity."""

from collections.abc import Callable
from typing import Any

from desktop.domain.stock import Item, Posted
from desktop.i18n import _, ngettext, number_text
from desktop.operations import outgoing
from desktop.operations.book import BookDocument
from desktop.ui.context import Context
from desktop.ui.stock.taking_page import TakingPage
from desktop.ui.widgets.field import Field, TextField


class UsePage(TakingPage):
    """What was taken, and what for. What is made of it comes back as goods received."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        corrects: BookDocument | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(
            context,
            _("Use materials"),
            name="use",
            small=_("Correcting {number}").format(number=corrects.number) if corrects else _("For an activity"),
            lines_head=_("What was taken"),
            pane_head=_("Taken"),
            on_back=on_back,
            on_saved=on_saved,
            item=item,
            corrects=corrects,
        )

        self.set_note(_("What is made of it comes in as goods received, made by ourselves."))

    def add_first(self) -> None:
        self._purpose = TextField(
            _("What for"),
            name="use_purpose",
            hint=_("The activity's name, such as Sewing. Not a person's name"),
            longest=outgoing.LONGEST_PURPOSE,
            value=self.corrects.purpose if self.corrects else "",
        )
        self.form.add(self._purpose)

    def primary_words(self, count: int) -> str:
        if not count:
            return _("Use")
        return ngettext("Use {count} item", "Use {count} items", count).format(count=number_text(count))

    def own_good(self) -> bool:
        return self._purpose.require()

    def send(self, **values: Any) -> None:
        self.context.tasks.action(
            outgoing.use_materials,
            purpose=self._purpose.value(),
            corrects=self.corrects.id if self.corrects else None,
            **values,
        )

    def own_fields(self) -> dict[str, Field]:
        return {"purpose": self._purpose}

    def done_words(self, posted: Posted) -> str:
        count = len(self.lines)
        return ngettext("Took {count} item, {number}", "Took {count} items, {number}", count).format(
            count=number_text(count), number=posted.number
        )
