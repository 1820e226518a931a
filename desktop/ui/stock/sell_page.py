"""Goods sold; what they brought goes into a fund."""

from collections.abc import Callable
from typing import Any

from desktop.domain.money import MOST_MONEY, parse_money
from desktop.domain.stock import Fund, Item, Posted
from desktop.domain.users import Permission
from desktop.i18n import (
    _,
    currency_codes,
    currency_decimals,
    currency_name,
    money_signs,
    money_text,
    ngettext,
    number_text,
)
from desktop.operations import catalogue, selling, users
from desktop.operations.users import CollectiveSettings
from desktop.ui.context import Context
from desktop.ui.stock.taking_page import TakingPage
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import ChoiceField, Field, TextField
from desktop.ui.widgets.ground import boxed, row


class SellPage(TakingPage):
    """What was sold, for how much in all, and into which fund."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        show: Callable[..., None] | None = None,
        **_what: Any,
    ) -> None:
        self._show_form = show
        super().__init__(
            context,
            _("Sell"),
            name="sell",
            small=_("The money goes into a fund"),
            lines_head=_("What was sold"),
            pane_head=_("Sold"),
            on_back=on_back,
            on_saved=on_saved,
            item=item,
        )
        context.tasks.query(catalogue.funds, then=self._use_funds)
        context.tasks.query(users.collective_settings, then=self._use_settings)

    def add_last(self) -> None:
        self.form.add_head(_("What it brought"))
        self._amount = TextField(_("Amount in all"), name="sell_amount", longest=24)
        self._currency = ChoiceField(
            _("Currency"), name="sell_currency", hint=_("Asked once. A coordinator can change it in the settings")
        )
        self._currency.set_options(sorted((currency_name(code), code) for code in currency_codes()))
        self._currency.chosen.connect(lambda _code: self._amount.set_error(None))
        self._fund = ChoiceField(_("Into the fund"), name="sell_fund", placeholder=_("Choose a fund"))
        self.form.add(self._amount, self._fund)
        self.form.add(self._currency)
        self._new_fund = Button(_("Add a fund"), name="sell_new_fund", icon="plus")
        self._new_fund.clicked.connect(lambda: self._show_form and self._show_form("funds"))
        self._new_fund_line = boxed(row(self._new_fund, -1))
        self.form.add(self._new_fund_line)
        self._new_fund_line.hide()

    def _use_funds(self, funds: tuple[Fund, ...]) -> None:
        self._fund.set_options([(fund.name, fund.id) for fund in funds])
        if len(funds) == 1:
            self._fund.set_value(funds[0].id)
        self._new_fund_line.setVisible(not funds and self.context.allows(Permission.CHANGE_STOCK))
        if not funds:
            self._fund.set_hint(_("There is none yet. A coordinator or stock keeper adds one"))
        self.draft_of_form.settle(self._fund)

    def _use_settings(self, found: CollectiveSettings) -> None:
        if found.currency:
            self._currency.set_value(found.currency)
            self._currency.hide()
            self._amount.set_hint(currency_name(found.currency))
        self.draft_of_form.settle(self._currency)

    def showEvent(self, event: Any) -> None:
        """Come back into view, as from the page of funds: one that was added there is here."""
        super().showEvent(event)
        if not self._fund.choice.values():
            self.context.tasks.query(catalogue.funds, then=self._use_funds)

    def _minor_units(self) -> int | None:
        point, group = money_signs()
        code = self._currency.value()
        amount = parse_money(self._amount.value(), currency_decimals(code) if code else 2, point=point, group=group)
        return amount if amount and amount <= MOST_MONEY else None

    def primary_words(self, count: int) -> str:
        if not count:
            return _("Sell")
        return ngettext("Sell {count} item", "Sell {count} items", count).format(count=number_text(count))

    def own_good(self) -> bool:
        has_currency = self._currency.require(_("Choose the currency. Nothing was saved."))
        has_fund = self._fund.require(_("Choose the fund the money goes into. Nothing was saved."))
        point, _group = money_signs()
        code = self._currency.value()
        decimals = currency_decimals(code) if code else 2
        example = f"12{point}{'5'.ljust(decimals, '0')}" if decimals else "12"
        problem = _("Type the amount in digits, such as {example}. Nothing was saved.").format(example=example)
        has_amount = self._minor_units() is not None
        self._amount.set_error(None if has_amount else problem)
        return has_currency and has_fund and has_amount

    def send(self, **values: Any) -> None:
        self.context.tasks.action(
            selling.sell,
            fund_id=self._fund.value(),
            amount=self._minor_units(),
            currency=self._currency.value(),
            **values,
        )

    def own_fields(self) -> dict[str, Field]:
        return {"fund_id": self._fund, "amount": self._amount, "currency": self._currency}

    def done_words(self, posted: Posted) -> str:
        return _("Sold for {amount}, {number}").format(
            amount=money_text(self._minor_units() or 0, self._currency.value()), number=posted.number
        )

    def undo(self) -> Any:
        return selling.undo_sale
