"""What pays for goods: grants, offices, programmes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import Fund, FundId
from desktop.domain.users import Permission
from desktop.i18n import _, money_text, say
from desktop.operations import catalogue, selling
from desktop.operations.selling import FundBalance
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import EmptyState
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


class FundsPage(FormPage):
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
        super().__init__(_("Funds"), name="funds", on_back=on_back, small=_("Enter opens one"))
        self._context = context
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
        self._table.opened.connect(self._open)
        self._empty = EmptyState(
            _("No fund yet"),
            _(
                "Add the grants, offices and programmes that pay for goods. A delivery can then say which one paid, "
                "and the summary of each is ready when it is asked for."
            ),
            name="funds_empty",
        )
        body = QWidget()
        body.setLayout(column(self._table, self._empty))
        self._empty.hide()
        self.set_body(body, margin=12)
        self._change = self.add_second(_("Change fund"), self._open_chosen, name="funds_change", icon="edit")
        self._change.setEnabled(False)
        self._table.chosen.connect(lambda fund: self._change.setEnabled(fund is not None))
        self.set_primary(
            _("New fund"), lambda: self._open(None), name="funds_new", icon="plus", shortcut=Shortcut.PRIMARY
        )
        context.events.changed.connect(self._on_changed)
        self._read()

    def _open_chosen(self) -> None:
        fund = self._table.chosen_record()
        if fund is not None:
            self._open(fund)

    def _open(self, fund: Fund | None) -> None:
        self._show("fund", fund=fund, on_done=self.foot.done)

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self._read()

    def _read(self) -> None:
        self._context.tasks.query(catalogue.funds, active_only=False, then=self._use, latest="funds")
        if self._context.allows(Permission.SUMMARISE):
            self._context.tasks.query(selling.fund_balances, then=self._use_balances, latest="fund_balances")

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


class FundPage(FormPage):
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
        super().__init__(_("New fund"), name="fund", on_back=on_back)
        self._context = context
        self._fund_id: FundId | None = None
        self._on_back = on_back
        self._on_done = on_done
        self._name = TextField(
            _("Name"), name="fund_name", longest=60, hint=_("A grant, an office or a programme. Not a person's name")
        )
        self._active = Check(_("In use"), name="fund_active")
        self._active.setChecked(True)
        self._active.hide()
        self.form.add(self._name)
        self.form.add(self._active)
        self.set_primary(_("Save fund"), self._save, name="fund_save", shortcut=Shortcut.PRIMARY)
        if fund is not None:
            self._use(fund)
        self._draft = FormDraft(self.form)

    def _use(self, fund: Fund) -> None:
        self._fund_id = fund.id
        self.set_title(_("Change fund"))
        self._name.set_value(fund.name)
        self._active.setChecked(fund.active)
        self._active.show()

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; None while it is being saved, since a second fund would come of it."""
        typed = self._draft.typed()
        if typed is None or self.primary is None or not self.primary.isEnabled():
            return None
        return {"form": "fund", "of": None, "fund": self._fund_id, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again, once the fund it is about is known."""
        fund_id: FundId | None = content["fund"]

        def back(found: tuple[Fund, ...]) -> None:
            fund = next((each for each in found if each.id == fund_id), None)
            if fund is not None:
                self._use(fund)
            self._draft.put_back(content["typed"])

        if fund_id is None:
            back(())
        else:
            self._context.tasks.query(catalogue.funds, active_only=False, then=back)

    def _save(self) -> None:
        self.clear_message()
        if not self._name.require():
            self.focus_first_error()
            return
        self.wait(True)
        self._context.tasks.action(
            catalogue.save_fund,
            fund_id=self._fund_id,
            name=self._name.value(),
            active=self._active.isChecked(),
            changed=Changed.STOCK,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, _fund_id: FundId) -> None:
        self._on_back()
        self._on_done(_("{name} is saved").format(name=self._name.value()))

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        if isinstance(error, Invalid) and error.field == "name":
            self._name.set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
