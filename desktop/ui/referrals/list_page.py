"""The list of referrals: due first. While names are hidden, names and service words are veiled."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.referrals import Outcome, Referral, ReferralId
from desktop.i18n import _, current, ngettext, number_text, pgettext, say, short_date_text
from desktop.operations import referrals
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import EmptyState, FactsList
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table

LATER = timedelta(days=7)


class ListPage(Workspace):
    """Referrals with what is due."""

    def __init__(
        self,
        context: Context,
        *,
        on_make: Callable[[], None],
        on_outcome: Callable[[Referral], None],
        on_partners: Callable[[], None],
    ) -> None:
        super().__init__(_("Referrals"), name="referrals")
        self._context = context
        self._on_outcome = on_outcome
        self._filter = "pending"
        self._chosen: Referral | None = None
        self._wanted: ReferralId | None = None
        search = self.add_search(_("Number or code"), name="referrals_search")
        search.searched.connect(lambda _text: self.refresh())
        self.add_head_button(_("Partners"), on_partners, name="referrals_partners")
        self.add_filters(
            [("due", _("Due"), None), ("pending", pgettext("referrals", "Open"), None), ("all", _("All"), None)],
            self._choose_filter,
        )
        if self.filters is not None:
            self.filters.set_current("pending")
        self._table: Table[Referral] = Table(
            [
                Column(_("Number"), lambda found: found.number, width=150, look="bold"),
                Column(_("Member"), _code, width=100),
                Column(_("Code name"), _name, width=130, look="second", veiled=self._veiled_name, drop=3),
                Column(_("To"), _to, look="second", veiled=lambda _found: not context.names_shown, drop=1),
                Column(_("Made"), lambda found: self._day(found.made_on), width=100, look="second", drop=2),
                Column(_("How it stands"), self._state, width=170, badge=self._mark),
            ],
            name="referrals_table",
            label=_("Referrals"),
            key=lambda found: found.id,
        )
        self._table.chosen.connect(self._show)
        self._table.opened.connect(on_outcome)
        self._empty = EmptyState(
            _("No referrals yet"),
            _(
                "When you send someone to a clinic, a lawyer or another service, write it here. "
                "Larder then reminds you when to ask how it went."
            ),
            name="referrals_empty",
        )
        self._empty.hide()
        body = QWidget()
        body.setLayout(column(self._table, self._empty))
        self.set_body(body, margin=12)
        self._outcome = self.add_second(_("How it went"), self._answer, name="referrals_outcome", icon="check")
        self._slip = self.add_second(
            _("Slip"), self._print, name="referrals_slip", icon="print", shortcut=Shortcut.PRINT
        )
        self._later = self.add_second(_("Ask in a week"), self._postpone, name="referrals_later", icon="clock")
        self.set_primary(
            _("Make a referral"), lambda: on_make(), name="referrals_make", shortcut=Shortcut.PRIMARY, icon="plus"
        )
        context.events.changed.connect(self._on_changed)
        context.events.names_shown.connect(self._on_names)

    def refresh(self, referral_id: ReferralId | None = None) -> None:
        """Read the list again; `referral_id` is chosen in it, whatever its state."""
        if referral_id is not None:
            self._wanted = referral_id
            self._filter = "all"
            if self.filters is not None:
                self.filters.set_current("all")
        text = self.search.text() if self.search else ""
        self._context.tasks.query(
            referrals.referrals, only=self._filter, text=text, then=self._fill, latest="referrals_list"
        )

    def made(self, made: Referral) -> None:
        """A referral was made on the form: say so, and show it."""
        self.foot.done(
            _("Referral {number} is made").format(number=made.number), lambda: self._cancel(made), words=made.number
        )
        self.refresh(made.id)

    def answered(self, answered: Referral) -> None:
        """It was written down how one went."""
        self.foot.done(_("Written down for {number}").format(number=answered.number))
        self.refresh()

    def _cancel(self, made: Referral) -> None:
        self._context.tasks.action(
            referrals.cancel_referral,
            referral_id=made.id,
            changed=Changed.REFERRALS | Changed.MONTHS,
            then=lambda gone: self.foot.done(_("Referral {number} is cancelled").format(number=gone.number)),
        )

    def _on_names(self, _shown: bool) -> None:
        self.refresh()

    def _on_changed(self, what: Changed) -> None:
        if Changed.REFERRALS in what or Changed.PEOPLE in what:
            self.refresh()

    def _choose_filter(self, key: str) -> None:
        self._filter = key
        self.refresh()

    def _fill(self, found: tuple[Referral, ...]) -> None:
        self._table.set_rows(list(found))
        nothing = not found and self._filter != "due" and not (self.search and self.search.text())
        self._empty.setVisible(nothing)
        self._table.setVisible(not nothing)
        late = sum(referral.days_late(self._context.clock.today()) > 0 for referral in found)
        self.set_small(
            ngettext("{count} is late", "{count} are late", late).format(count=number_text(late)) if late else ""
        )
        if self._wanted is not None:
            self._table.choose_key(self._wanted)
            self._wanted = None
        elif found and self._table.chosen_record() is None:
            self._table.choose(0)
        self._show(self._table.chosen_record())

    # Cells

    def _day(self, day: object) -> str:
        return short_date_text(day, self._context.clock.today())  # type: ignore[arg-type]

    def _veiled_name(self, found: Referral) -> bool:
        return found.member_name is not None and not self._context.names_shown

    def _state(self, found: Referral) -> str:
        if found.outcome is not None:
            return words.outcome(found.outcome)
        late = found.days_late(self._context.clock.today())
        if late:
            return ngettext("{count} day late", "{count} days late", late).format(count=number_text(late))
        if found.follow_up_on == self._context.clock.today():
            return _("ask today")
        if found.follow_up_on is None:
            return _("open")
        return _("ask on {date}").format(date=self._day(found.follow_up_on))

    def _mark(self, found: Referral) -> Mark | None:
        if found.outcome is Outcome.COMPLETED:
            return Mark("ok", "check")
        if found.outcome is not None:
            return None
        if found.days_late(self._context.clock.today()):
            return Mark("warn", "clock")
        return Mark("soft") if found.follow_up_on == self._context.clock.today() else None

    # Pane

    def _show(self, found: Referral | None) -> None:
        self._chosen = found
        self._outcome.setVisible(found is not None and found.outcome is not Outcome.CANCELLED)
        self._slip.setVisible(found is not None and found.outcome is not Outcome.CANCELLED)
        self._later.setVisible(found is not None and found.pending)
        if self.pane is None:
            return
        if found is None:
            self.pane.set_head("")
            self.pane.show_parts([])
            return
        self.pane.set_head(found.number, icon="referrals")
        facts = [(_("Member"), _code(found)), (_("Made"), self._day(found.made_on))]
        if self._context.names_shown:
            facts.insert(1, (_("To"), found.provider.name))
            facts.insert(2, (_("Service"), words.service(found.provider.service)))
        if found.follow_up_on is not None and found.pending:
            facts.append((_("Ask on"), self._day(found.follow_up_on)))
        if found.outcome is not None:
            facts.append((_("How it went"), words.outcome(found.outcome)))
        if found.outcome_source is not None:
            facts.append((_("How we know"), words.outcome_source(found.outcome_source)))
        if found.outcome_on is not None:
            facts.append((_("On"), self._day(found.outcome_on)))
        self.pane.show_parts([8, FactsList(facts, look="ruled", name="referrals_facts")])

    def _answer(self) -> None:
        if self._chosen is not None:
            self._on_outcome(self._chosen)

    def _print(self) -> None:
        if self._chosen is not None:
            number = self._chosen.number
            self._context.tasks.action(
                referrals.slip_paper,
                referral_id=self._chosen.id,
                language=current(),
                changed=Changed(0),
                then=lambda pdf: self._context.show_paper(pdf, _("Referral slip {number}").format(number=number)),
                otherwise=self._refused,
            )

    def _postpone(self) -> None:
        if self._chosen is not None:
            self._context.tasks.action(
                referrals.postpone,
                referral_id=self._chosen.id,
                follow_up_on=self._context.clock.today() + LATER,
                changed=Changed.REFERRALS,
                then=lambda found: self.foot.done(
                    _("Larder asks again on {date}").format(date=self._day(found.follow_up_on))
                ),
                otherwise=self._refused,
            )

    def _refused(self, error: LarderError) -> None:
        self.show_message("refusal", say(error))


def _code(found: Referral) -> str:
    return found.member_code or _("no record")


def _name(found: Referral) -> str:
    return found.member_name or ""


def _to(found: Referral) -> str:
    return f"{found.provider.name}  ·  {words.service(found.provider.service)}"
