"""A member's page: what they received, where they were sent, what they asked for, and what is known of them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.member_page import MemberPage
from desktop.domain.people import Asked, Member, MemberId, Received
from desktop.domain.referrals import Referral
from desktop.domain.stock import DocumentId
from desktop.domain.users import Permission
from desktop.i18n import _, current, date_text, month_text, number_text, say
from desktop.operations import people, receipts
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace
from desktop.ui.people.record_tables import RecordTables
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Hairline, ScrollArea, boxed, row, set_margins
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.marks import Veil
from desktop.ui.widgets.tab_order import order_tabs
from desktop.ui.widgets.text import Text

_PEOPLE = Changed.PEOPLE | Changed.MONTHS


class OneMember(Workspace):
    """The page. While names are hidden it shows the code, days and numbers, and nothing that was written about anybody."""

    def __init__(
        self,
        context: Context,
        member_id: MemberId,
        *,
        on_back: Callable[[], None],
        on_edit: Callable[[Member], None],
        on_ask: Callable[[Member], None],
        on_answer: Callable[[Asked], None],
        on_erase: Callable[[Member], None],
    ) -> None:
        super().__init__("", name="member")
        self._context = context
        self.member_id = member_id
        self._page: MemberPage | None = None
        self._on_edit = on_edit
        self._on_ask = on_ask
        self._on_erase = on_erase
        back = Button(name="member_back", kind="quiet", icon="back", label=_("Back"), shortcut=Shortcut.BACK)
        back.clicked.connect(lambda _checked=False: on_back())
        self.head_row.insertWidget(0, back)
        set_margins(self.head_row, MARGIN - 12, 0, MARGIN, 0)
        self._tables = RecordTables(
            context,
            on_correct=lambda received: context.go("counter", correct=DocumentId(received.document_id)),
            on_receipt=self._print,
            on_referral=self._open_referral,
            on_answer=on_answer,
        )
        self.set_body(ScrollArea(self._tables, name="member_scroll"), margin=12)
        if context.allows(Permission.REFER):
            self._refer = self.add_second(_("Refer"), self._on_refer, name="member_refer", icon="refer")
        if context.allows(Permission.CHANGE_PEOPLE):
            self.add_second(_("Ask for something"), lambda: self._with(on_ask), name="member_ask", icon="note")
            self.add_second(_("Change"), lambda: self._with(on_edit), name="member_edit", icon="edit")
        self.set_primary(_("Give out"), self._on_give, name="member_give", icon="counter")
        # Parts come and go with every row that is chosen; Tab is put right once they have all come.
        self._tabs = QTimer(self, singleShot=True, interval=0)
        self._tabs.timeout.connect(lambda: order_tabs(self))
        self._tables.changed.connect(self._tabs.start)
        context.events.changed.connect(self._on_changed)
        context.events.names_shown.connect(self._on_names)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.primary is not None:
            self.primary.setFocus()

    def refresh(self) -> None:
        """Read the page again."""
        self._context.tasks.query(people.member_page, self.member_id, then=self._show, latest="member_page")

    def changed(self, before: Member, sentence: str) -> None:
        """The facts were changed on the form over this page: say so, and offer to take it back."""
        self.refresh()
        self.foot.done(sentence, partial(self._change_back, before))

    def _change_back(self, before: Member) -> None:
        self._context.tasks.action(
            people.edit_member,
            member_id=self.member_id,
            facts=before.facts,
            changed=Changed.PEOPLE,
            then=lambda member: self.foot.done(_("{code} is as before").format(code=member.code)),
        )

    def _on_changed(self, what: Changed) -> None:
        if what & (Changed.PEOPLE | Changed.REFERRALS | Changed.STOCK) and self.isVisible():
            self.refresh()

    def _on_names(self, _shown: bool) -> None:
        if self._page is not None:
            self._show(self._page)

    def _with(self, act: Callable[[Member], None]) -> None:
        if self._page is not None:
            act(self._page.member)

    # Showing

    def _show(self, page: MemberPage) -> None:
        self._page = page
        member, names = page.member, self._context.names_shown
        since = _("member since {month}").format(month=month_text(member.registered_on))
        head = member.name if names else member.code
        self.set_title(head, f"{member.code if names else _('Name hidden')}  \u00b7  {since}")
        self._tables.show_page(page)
        self._show_pane(page)
        if self.primary is not None:
            self.primary.set_words(_("Give to {who}").format(who=head))
        reason = "" if member.active else _("{code} is not active and gets nothing.").format(code=member.code)
        self.allow_primary(member.active, reason)
        if self._context.allows(Permission.REFER):
            self._refer.setVisible(member.active)

    def _show_pane(self, page: MemberPage) -> None:
        if self.pane is None:
            return
        member, names = page.member, self._context.names_shown
        self.pane.set_head(_("Good to know"))
        parts: list[QWidget | int] = []
        facts = [(_("Member since"), date_text(member.registered_on))]
        seen = next((each.occurred_on for each in page.received if not each.reversed), None)
        facts.append((_("Last here"), date_text(seen) if seen is not None else _("not yet")))
        if names:
            facts += _facts(member)
        counted = _("no")
        if member.counted:
            since = page.counted_since or member.registered_on
            counted = _("yes, since {date}").format(date=date_text(since))
        facts.append((_("Counted in reports"), counted))
        parts.append(FactsList(facts, name="member_facts"))
        if self._context.allows(Permission.CHANGE_PEOPLE):
            agrees = _("No longer agrees to be counted") if member.counted else _("Agrees to be counted")
            active = _("Make not active") if member.active else _("Make active again")
            parts += [
                4,
                _quiet(agrees, "member_counted", lambda: self._set_counted(not member.counted)),
                _quiet(active, "member_active", lambda: self._set_active(not member.active)),
            ]
        if self._context.allows(Permission.MANAGE):
            parts.append(_quiet(_("Erase for good"), "member_erase", lambda: self._on_erase(member)))
        if not names:
            parts += [12, Hairline(), 12, boxed(row(Veil(), -1)), 4]
            parts.append(Text(_("Press Names hidden to see the rest."), "small", tone="text2", wrap=True))
        elif member.facts.note:
            parts += [12, Hairline(), 12, SectionHead(_("Note")), 2]
            parts.append(Text(member.facts.note, wrap=True, name="member_note"))
        self.pane.show_parts(parts)

    # Acting

    def _on_give(self) -> None:
        self._context.go("counter", member_id=self.member_id)

    def _on_refer(self) -> None:
        self._context.go("referrals", member_id=self.member_id, do="make")

    def _open_referral(self, referral: Referral) -> None:
        self._context.go("referrals", referral_id=referral.id)

    def _set_active(self, active: bool) -> None:
        def told(member: Member) -> None:
            sentence = _("{code} is active again") if active else _("{code} is no longer active")
            self._told(sentence.format(code=member.code), lambda: self._set_active(not active))

        self._context.tasks.action(
            people.set_active,
            member_id=self.member_id,
            active=active,
            changed=_PEOPLE,
            then=told,
            otherwise=self._refused,
        )

    def _set_counted(self, counted: bool) -> None:
        def told(member: Member) -> None:
            sentence = _("{code} is counted from today") if counted else _("{code} is no longer counted")
            self._told(sentence.format(code=member.code), lambda: self._set_counted(not counted))

        self._context.tasks.action(
            people.set_counted,
            member_id=self.member_id,
            counted=counted,
            changed=_PEOPLE,
            then=told,
            otherwise=self._refused,
        )

    def _told(self, sentence: str, undo: Callable[[], None]) -> None:
        """Say what was done; the button that did it is drawn anew, so the keyboard goes to Undo."""
        self.foot.done(sentence, undo)
        self.foot.bar.undo.setFocus()

    def _refused(self, error: LarderError) -> None:
        self.show_message("refusal", say(error))

    def _print(self, received: Received) -> None:
        title = _("Receipt {number}").format(number=received.number)
        self._context.tasks.action(
            receipts.receipt_paper,
            document_id=DocumentId(received.document_id),
            language=current(),
            changed=Changed(0),
            then=lambda pdf: self._context.show_paper(pdf, title),
            otherwise=self._refused,
        )


def _facts(member: Member) -> list[tuple[str, str]]:
    """What was written down about a member, without what was not asked."""
    facts = member.facts
    known = [
        (_("Area"), facts.area),
        (_("Speaks"), facts.language),
        (_("Age"), words.age_band(facts.age_band) if facts.age_band else ""),
        (_("Gender"), words.gender(facts.gender) if facts.gender else ""),
        (_("Household"), number_text(facts.household) if facts.household else ""),
    ]
    return [(label, value) for label, value in known if value]


def _quiet(label: str, name: str, on_press: Callable[[], None]) -> QWidget:
    button = Button(label, name=name, kind="quiet", height=36, flush=True)
    button.clicked.connect(lambda _checked=False: on_press())
    return boxed(row(button, -1))
