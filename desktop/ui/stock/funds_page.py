"""What pays for goods: grants, offices, programmes."""

from collections.abc import Callable
from typing import Any

from desktop.domain.stock import Fund, FundId
from desktop.domain.users import Permission
from desktop.i18n import _, money_text
from desktop.operations import catalogue, selling
from desktop.operations.selling import FundBalance
from desktop.ui.context import Context
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.listed import ListedPage, NameForm
from desktop.ui.widgets.lists import EmptyState
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


class FundsPage(ListedPage):
    """Every fund."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        show: Callable[..., None],
        **_what: Any,
    ) -> None:
        super().__init__(context, _("Funds"), name="funds", on_back=on_back, small=_("Enter opens one"))
        self._show = show
        self._sold: dict[FundId, str] = {}
        columns: list[Column[Fund]] = [
            Column(_("Name"), lambda fund: fund.name, look="bold", icon=lambda _fund: "money")
        ]
        if context.allows(Permission.SUMMARISE):
            columns.append(Column(_("Sold"), lambda fund: self._sold.get(fund.id, ""), width=200, align="end"))
        self._table: Table[Fund] = Table(
            [
                *columns,
                Column(_("State"), lambda fund: "" if fund.active else _("not in use"), width=140, look="second"),
            ],
            name="funds_table",
            label=_("Funds"),
            key=lambda fund: fund.id,
        )
        self._empty = EmptyState(
            _("No fund yet"),
            _(
                "Add the grants, offices and programmes that pay for goods. A delivery can then say which one paid, "
                "and the summary of each is ready when it is asked for."
            ),
            name="funds_empty",
        )
        self.lay_out(self._table, self._empty)
        self._change = self.add_change(self._table, _("Change fund"), "funds_change", self._open)
        self.set_primary(
            _("New fund"), lambda: self._open(None), name="funds_new", icon="plus", shortcut=Shortcut.PRIMARY
        )
        self.follow_stock()

    def _open(self, fund: Fund | None) -> None:
        self._show("fund", fund=fund, on_done=self.foot.done)

    def read(self) -> None:
        self.context.tasks.query(catalogue.funds, active_only=False, then=self._use, latest="funds")
        if self.context.allows(Permission.SUMMARISE):
            self.context.tasks.query(selling.fund_balances, then=self._use_balances, latest="fund_balances")

    def _use_balances(self, balances: tuple[FundBalance, ...]) -> None:
        self._sold = {
            fund_id: "  ·  ".join(
                money_text(each.amount, each.currency) for each in balances if each.fund.id == fund_id
            )
            for fund_id in {each.fund.id for each in balances}
        }
        self._table.viewport().update()

    def _use(self, funds: tuple[Fund, ...]) -> None:
        self._table.set_rows(sorted(funds, key=lambda fund: not fund.active))
        if self._table.chosen_record() is None:
            self._table.choose(0 if funds else -1)
        self._table.setVisible(bool(funds))
        self._empty.setVisible(not funds)
        self._change.setVisible(bool(funds))
        self.set_small(_("Enter opens one") if funds else "")


class FundPage(NameForm):
    """A fund's name."""

    def __init__(
        self,
        context: Context,
        *,
        fund: Fund | None = None,
        on_back: Callable[[], None],
        on_done: Callable[[str], object] = lambda _sentence: None,
        **_what: Any,
    ) -> None:
        super().__init__(
            context,
            _("New fund"),
            name="fund",
            hint=_("A grant, an office or a programme. Not a person's name"),
            on_back=on_back,
            on_done=on_done,
        )
        self.lay_out(_("Save fund"))
        if fund is not None:
            self._use(fund)
        self.begin_draft()

    def _use(self, fund: Fund) -> None:
        self.use(fund.id, _("Change fund"), name=fund.name, active=fund.active)

    def look_up(self, record_id: Any, then: Callable[[], None]) -> None:
        def back(found: tuple[Fund, ...]) -> None:
            fund = next((each for each in found if each.id == record_id), None)
            if fund is not None:
                self._use(fund)
            then()

        self.context.tasks.query(catalogue.funds, active_only=False, then=back)

    def send(self, **values: Any) -> None:
        self.context.tasks.action(catalogue.save_fund, fund_id=self.record_id, **values)
