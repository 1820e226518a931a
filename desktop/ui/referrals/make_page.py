"""A new referral: for whom, to whom, when to ask how it went."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.people import MemberId
from desktop.domain.referrals import Provider, Referral
from desktop.i18n import _, say
from desktop.operations import people, referrals
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.finder import MemberFinder
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.ground import boxed, row

FOLLOW_UP = timedelta(days=14)


class MakePage(FormPage):
    """The form. A slip can be given to somebody without a record."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[[Referral], None],
        on_new_partner: Callable[[], None],
        member_id: MemberId | None = None,
    ) -> None:
        super().__init__(_("Make a referral"), name="refer", on_back=on_back)
        self._context = context
        self._on_back = on_back
        self._on_saved = on_saved
        self._form_key = uuid.uuid4().hex
        today = context.clock.today()
        self._member = MemberFinder(context, _("Member"), name="refer_member")
        self._unnamed = Check(_("Somebody without a record"), name="refer_unnamed")
        self._unnamed.toggled.connect(self._member.setDisabled)
        self._provider = ChoiceField(_("To"), name="refer_provider", placeholder=_("Choose a partner"))
        self._made = DateField(_("Date"), name="refer_made", today=today, value=today)
        self._follow_up = DateField(
            _("Ask how it went on"),
            name="refer_follow_up",
            today=today,
            value=today + FOLLOW_UP,
            required=False,
            hint=_("Empty means never"),
        )
        new_partner = Button(_("New partner"), name="refer_new_partner", kind="quiet", icon="plus", flush=True)
        new_partner.clicked.connect(lambda: on_new_partner())
        self.form.add(self._member)
        self.form.add(self._unnamed)
        self.form.add(self._provider)
        self.form.add(boxed(row(new_partner, -1)))
        self.form.add(self._made, self._follow_up)
        self.set_primary(_("Make the referral"), self._save, name="refer_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)
        if member_id is not None:
            self._member.use(member_id)
        context.events.changed.connect(self._on_changed)
        self._read_providers()

    def _on_changed(self, what: Changed) -> None:
        if Changed.REFERRALS in what:
            self._read_providers()

    def _read_providers(self) -> None:
        self._context.tasks.query(referrals.providers, then=self._use_providers, latest="refer_providers")

    def _use_providers(self, providers: tuple[Provider, ...]) -> None:
        before = self._provider.value()
        known = self._provider.choice.values()
        self._provider.set_options(
            [(f"{found.name}  ·  {words.service(found.service)}", found.id) for found in providers]
        )
        new = [found.id for found in providers if found.id not in known]
        if before is None and len(new) == 1:
            # Just added over this form, or the only one there is.
            self._provider.set_value(new[0])
        self._draft.settle(self._provider)

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; a member that is only searched for is not."""
        typed, member_id = self._draft.typed(), self._member.value()
        if typed is None and member_id is None:
            return None
        return {"form": "refer", "of": None, "key": self._form_key, "member": member_id, "typed": typed or {}}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; a member who is gone is left out."""
        self._form_key = str(content["key"])
        self._draft.put_back(content["typed"])
        if content["member"] is not None:
            self._context.tasks.query(
                people.member, content["member"], then=self._member.set_member, otherwise=lambda _gone: None
            )

    def _save(self) -> None:
        self.clear_message()
        unnamed = self._unnamed.isChecked()
        if not unnamed and self._member.value() is None:
            self._member.set_error(_("Find the member, or tick that there is no record. Nothing was saved."))
            self._member.edit.setFocus()
            return
        if not all([self._provider.require(), self._made.check(), self._follow_up.check()]):
            self.focus_first_error()
            return
        self.allow_primary(False)
        self._context.tasks.action(
            referrals.make_referral,
            form_key=self._form_key,
            member_id=None if unnamed else self._member.value(),
            provider_id=self._provider.value(),
            made_on=self._made.value(),
            follow_up_on=self._follow_up.value(),
            changed=Changed.REFERRALS | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, made: Referral) -> None:
        self._on_back()
        self._on_saved(made)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {"made_on": self._made, "follow_up_on": self._follow_up, "provider_id": self._provider}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        elif isinstance(error, Invalid) and error.field == "member_id":
            self._member.set_error(say(error))
        else:
            self.show_message("refusal", say(error))
