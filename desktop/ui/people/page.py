"""The members workspace: the list, a member's page over it, and the forms over both."""

from collections.abc import Callable
from typing import Any

from desktop.domain.member_page import MemberPage
from desktop.domain.people import Asked, Member, MemberField, MemberId
from desktop.domain.users import Permission
from desktop.operations import erasing, people
from desktop.operations.erasing import StillHolding
from desktop.ui.context import Context
from desktop.ui.people.erase_page import ErasePage
from desktop.ui.people.list_page import ListPage
from desktop.ui.people.member_form import MemberForm
from desktop.ui.people.one_member import OneMember
from desktop.ui.people.request_forms import AnswerForm, AskForm
from desktop.ui.screens import Screens


class PeoplePage(Screens):
    """Members."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "members_place")
        self._edited: Member | None = None
        self._erased: Member | None = None
        self._list = ListPage(context, on_open=self.show_member, on_register=self.register)
        self.set_first(self._list)

    def open(self, *, member_id: MemberId | None = None, do: str | None = None, **_where: Any) -> None:
        """Show the list, a member, or the form for a new one; a form that is being filled in stays."""
        self._list.clear_message()
        if member_id is not None:
            self.back_to_first()
            self.show_member(member_id)
        elif do == "register" and self.context.allows(Permission.CHANGE_PEOPLE):
            self.back_to_first()
            self.register()
        elif isinstance(self.shown, OneMember):
            self.back_to_first()
        self.context.messages.use(self.shown)
        self._list.refresh()
        if self.shown is self._list:
            self._list.focus_search()

    def show_member(self, member_id: MemberId, told: str = "") -> None:
        """A member's page; `told` is what just happened, for its foot line."""
        self._list.clear_message()
        page = OneMember(
            self.context,
            member_id,
            on_back=self.back,
            on_edit=self.edit,
            on_ask=self.ask,
            on_answer=self.answer,
            on_erase=self.erase,
        )
        self.lay_over(page)
        page.refresh()
        if told:
            page.foot.done(told)

    def register(self) -> None:
        """The form for a new member."""
        self.context.tasks.query(people.member_fields, then=self._register)

    def edit(self, member: Member) -> None:
        """The form for a member's facts."""
        self._edited = member
        self.context.tasks.query(people.member_fields, then=self._edit)

    def ask(self, member: Member) -> None:
        """The form for what a member asks for."""
        self.lay_over(AskForm(self.context, member, on_back=self.back, on_saved=self._say))

    def answer(self, asked: Asked) -> None:
        """The form for what came of it."""
        member_id = self.shown.member_id if isinstance(self.shown, OneMember) else MemberId(0)
        self.lay_over(AnswerForm(self.context, asked, member_id, on_back=self.back, on_saved=self._say))

    def erase(self, member: Member) -> None:
        """The page before a member is erased for good."""
        self._erased = member
        self.context.tasks.query(erasing.still_holding, member.id, then=self._ask_to_erase)

    def _ask_to_erase(self, still: StillHolding) -> None:
        if self._erased is not None:
            self.lay_over(ErasePage(self.context, self._erased, still, on_back=self.back, on_erased=self._gone))

    def _gone(self, sentence: str) -> None:
        self._erased = self._edited = None
        self.back_to_first()
        self._list.refresh()
        self._list.focus_search()
        self._list.show_message("info", sentence)

    def reopen(self, typed: dict[str, Any]) -> None:
        """A new member, a member's facts, what a member asks for, or what came of it; the last three over their page."""
        member_id = typed["of"]

        def with_member(found: MemberPage) -> None:
            if typed["form"] == "edit":
                self._edited = found.member
                tasks.query(people.member_fields, then=lambda fields: self._back_in(fields, typed, self._edit))
            elif typed["form"] == "ask":
                self.ask(found.member)
                self.shown.put_back(typed)
            for asked in found.asked:
                if typed["form"] == "answer" and asked.id == typed["request"] and asked.met is None:
                    self.answer(asked)
                    self.shown.put_back(typed)

        def show(found: MemberPage) -> None:
            self.show_member(member_id)
            with_member(found)

        tasks = self.context.tasks
        if not self.context.allows(Permission.CHANGE_PEOPLE):
            return
        if member_id is None:
            tasks.query(people.member_fields, then=lambda fields: self._back_in(fields, typed, self._register))
        else:
            tasks.query(people.member_page, member_id, then=show, otherwise=self.gone)

    def _back_in(
        self,
        fields: frozenset[MemberField],
        typed: dict[str, Any],
        lay_over: Callable[[frozenset[MemberField]], None],
    ) -> None:
        lay_over(fields)
        self.shown.put_back(typed)

    def _register(self, fields: frozenset[MemberField]) -> None:
        self.lay_over(MemberForm(self.context, None, fields, on_back=self.back, on_saved=self._registered))

    def _registered(self, member: Member, sentence: str) -> None:
        self.back_to_first()
        self.show_member(member.id, sentence)

    def _edit(self, fields: frozenset[MemberField]) -> None:
        self.lay_over(MemberForm(self.context, self._edited, fields, on_back=self.back, on_saved=self._changed))

    def _changed(self, _member: Member, sentence: str) -> None:
        if isinstance(self.shown, OneMember) and self._edited is not None:
            self.shown.changed(self._edited, sentence)

    def _say(self, sentence: str) -> None:
        if isinstance(self.shown, OneMember):
            self.shown.foot.done(sentence)
            self.shown.refresh()
