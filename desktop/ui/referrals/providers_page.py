"""The directory of partners: clinics, lawyers, offices."""

from collections.abc import Callable
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.referrals import Provider, Service
from desktop.i18n import _, list_text, say
from desktop.operations import referrals
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, NoteField, TextField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


class ProvidersPage(FormPage):
    """Everybody one can be sent to."""

    def __init__(
        self, context: Context, *, on_back: Callable[[], None], on_open: Callable[[Provider | None], None]
    ) -> None:
        super().__init__(_("Partners"), name="partners", on_back=on_back, small=_("Enter opens one"))
        self._context = context
        self._table: Table[Provider] = Table(
            [
                Column(_("Name"), lambda found: found.name, look="bold"),
                Column(_("Service"), lambda found: words.service(found.service), width=150),
                Column(
                    _("Where and when"),
                    lambda found: list_text(found.details.splitlines()),
                    width=360,
                    look="second",
                    drop=1,
                ),
                Column(_("State"), lambda found: "" if found.active else _("not in use"), width=120, look="second"),
            ],
            name="partners_table",
            label=_("Partners"),
            key=lambda found: found.id,
        )
        self._table.opened.connect(on_open)
        self.set_body(self._table, margin=12)
        self.set_primary(
            _("New partner"), lambda: on_open(None), name="partners_new", icon="plus", shortcut=Shortcut.PRIMARY
        )
        context.events.changed.connect(self._on_changed)
        self._read()

    def _on_changed(self, what: Changed) -> None:
        if Changed.REFERRALS in what:
            self._read()

    def _read(self) -> None:
        self._context.tasks.query(
            referrals.providers,
            active_only=False,
            then=lambda found: self._table.set_rows(list(found)),
            latest="partners",
        )


class ProviderPage(FormPage):
    """A partner's facts. What stands under where and when is printed on the slip."""

    def __init__(self, context: Context, provider: Provider | None, *, on_back: Callable[[], None]) -> None:
        super().__init__(_("Change partner") if provider else _("New partner"), name="partner", on_back=on_back)
        self._context = context
        self._before = provider
        self._on_back = on_back
        self._name = TextField(_("Name"), name="partner_name", value=provider.name if provider else "")
        self._service = ChoiceField(_("Service"), name="partner_service", placeholder=_("Choose"))
        self._service.set_options([(words.service(found), found) for found in Service])
        self._details = NoteField(
            _("Where and when"),
            name="partner_details",
            hint=_("Address and hours, as they may stand on a slip"),
            value=provider.details if provider else "",
        )
        self._active = Check(_("In use"), name="partner_active")
        self._active.setChecked(provider.active if provider else True)
        if provider is not None:
            self._service.set_value(provider.service)
        self.form.add(self._name)
        self.form.add(self._service)
        self.form.add(self._details)
        if provider is not None:
            self.form.add(self._active)
        self.set_primary(_("Save partner"), self._save, name="partner_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; None while it is being saved, since a second partner would come of it."""
        typed = self._draft.typed()
        if typed is None or self.primary is None or not self.primary.isEnabled():
            return None
        return {"form": "partner", "of": self._before.id if self._before else None, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self._draft.put_back(content["typed"])

    def _save(self) -> None:
        self.clear_message()
        if not all([self._name.require(), self._service.require()]):
            self.focus_first_error()
            return
        self.allow_primary(False)
        self._context.tasks.action(
            referrals.save_provider,
            provider_id=self._before.id if self._before else None,
            name=self._name.value(),
            service=self._service.value(),
            details=self._details.value(),
            active=self._active.isChecked(),
            changed=Changed.REFERRALS,
            then=lambda _saved: self._on_back(),
            otherwise=self._refused,
        )

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {"name": self._name, "details": self._details}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
