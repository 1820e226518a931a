"""The collective's name, what a share copy hides, when the window locks, and the currency."""

from typing import Any

from desktop.i18n import _, currency_codes, currency_name
from desktop.operations import users
from desktop.operations.users import IDLE_MINUTES, LEAST_SMALL_COUNT, MOST_SMALL_COUNT, CollectiveSettings
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.settings.section import Section
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.number_field import NumberField


class CollectiveSection(Section):
    """A few facts, kept together."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "collective", _("The collective"))
        self.collective = TextField(
            _("Name of your collective"),
            name="collective_name",
            hint=_("Seen inside Larder only, never on paper. It may stay empty."),
        )
        self.small_count = NumberField(
            _("Hide counts of people below"),
            name="collective_small_count",
            minimum=LEAST_SMALL_COUNT,
            maximum=MOST_SMALL_COUNT,
            hint=_("In share copies. The higher, the safer; 10 is usual."),
        )
        self.idle_minutes = NumberField(
            _("Lock after"),
            name="collective_idle_minutes",
            minimum=IDLE_MINUTES[0],
            maximum=IDLE_MINUTES[1],
            unit=_("minutes"),
            hint=_("Without a key or a move of the mouse, {least} to {most}.").format(
                least=IDLE_MINUTES[0], most=IDLE_MINUTES[1]
            ),
        )
        self.currency = ChoiceField(
            _("Currency"),
            name="collective_currency",
            hint=_("For what is sold, and for what stock is worth. Amounts kept before stay in theirs."),
            placeholder=_("None chosen yet"),
        )
        self.currency.set_options(sorted((currency_name(code), code) for code in currency_codes()))
        self.named_fields = {
            "collective": self.collective,
            "small_count": self.small_count,
            "idle_minutes": self.idle_minutes,
            "currency": self.currency,
        }
        self.form.add(self.collective)
        self.form.add(self.small_count, self.idle_minutes)
        self.form.add(self.currency)
        self.set_primary(_("Keep these settings"), self._keep, name="collective_keep")

    def open(self, **where: Any) -> None:
        super().open(**where)
        self.context.tasks.query(users.collective_settings, then=self._show)

    def _show(self, found: CollectiveSettings) -> None:
        self.collective.set_value(found.collective)
        self.small_count.set_value(found.small_count)
        self.idle_minutes.set_value(found.idle_minutes)
        self.currency.set_value(found.currency or None)

    def _keep(self) -> None:
        if not all([self.small_count.check(), self.idle_minutes.check()]):
            self.focus_first_error()
            return
        self.wait(True)
        self.context.tasks.action(
            users.change_settings,
            collective=self.collective.value(),
            small_count=self.small_count.value(),
            idle_minutes=self.idle_minutes.value(),
            currency=self.currency.value(),
            changed=Changed.SETTINGS,
            then=self._kept,
            otherwise=self.refuse,
        )

    def _kept(self, found: CollectiveSettings) -> None:
        self.wait(False)
        self._show(found)
        self.foot.done(_("The settings are kept"))
