"""The referrals workspace: what is due, and the forms that lie over it."""

from typing import Any

from desktop.domain.people import MemberId
from desktop.domain.referrals import Provider, Referral, ReferralId
from desktop.operations import referrals
from desktop.ui.context import Context
from desktop.ui.referrals.list_page import ListPage
from desktop.ui.referrals.make_page import MakePage
from desktop.ui.referrals.outcome_page import OutcomePage
from desktop.ui.referrals.providers_page import ProviderPage, ProvidersPage
from desktop.ui.screens import Screens


class ReferralsPage(Screens):
    """Referrals: made, due, done; and the directory of partners."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "referrals_place")
        self._list = ListPage(context, on_make=self.make, on_outcome=self.outcome, on_partners=self.partners)
        self.set_first(self._list)

    def open(
        self,
        *,
        do: str | None = None,
        member_id: MemberId | None = None,
        referral_id: ReferralId | None = None,
        **_where: Any,
    ) -> None:
        """Show the list, a referral in it, or the form for a member."""
        self._list.refresh(referral_id)
        if do == "make" or member_id is not None:
            self.back_to_first()
            self.make(member_id)
        elif do == "outcome" and referral_id is not None:
            self.back_to_first()
            self.context.tasks.query(referrals.referral, referral_id, then=self.outcome)

    def make(self, member_id: MemberId | None = None) -> None:
        """The form for a new referral."""
        self.lay_over(
            MakePage(
                self.context,
                on_back=self.back,
                on_saved=self._list.made,
                on_new_partner=lambda: self.partner(None),
                member_id=member_id,
            )
        )

    def outcome(self, referral: Referral) -> None:
        """The form for how it went."""
        self.lay_over(OutcomePage(self.context, referral, on_back=self.back, on_saved=self._list.answered))

    def reopen(self, typed: dict[str, Any]) -> None:
        """A new referral, how one went, or a partner's facts."""

        def put_back() -> None:
            self.shown.put_back(typed)

        def outcome(found: Referral) -> None:
            self.outcome(found)
            put_back()

        def partner(found: tuple[Provider, ...]) -> None:
            for provider in found:
                if provider.id == of:
                    self.partner(provider)
                    put_back()

        tasks, of = self.context.tasks, typed["of"]
        if typed["form"] == "outcome":
            tasks.query(referrals.referral, of, then=outcome, otherwise=self.gone)
        elif typed["form"] == "refer":
            self.make()
            put_back()
        elif of is None:
            self.partner(None)
            put_back()
        else:
            tasks.query(referrals.providers, active_only=False, then=partner)

    def partners(self) -> None:
        """The directory."""
        self.lay_over(ProvidersPage(self.context, on_back=self.back, on_open=self.partner))

    def partner(self, provider: Provider | None) -> None:
        """A partner's facts, or a new partner's."""
        self.lay_over(ProviderPage(self.context, provider, on_back=self.back))
