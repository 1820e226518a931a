"""A field that finds a member: type, press one of the few that fit."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.people import Member, MemberId
from desktop.i18n import _
from desktop.operations import people
from desktop.ui.context import Context
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import LineEdit
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.ground import boxed, clear, column, row

MOST = 5


class MemberFinder(QWidget):
    """Find a member by code or code name. While names are hidden only codes are shown.

    Signals:
        found: A member was chosen, or None when the choice was taken back.
    """

    found = Signal(object)

    def __init__(self, context: Context, label: str, *, name: str) -> None:
        super().__init__()
        self._context = context
        self._name = name
        self._member: Member | None = None
        self.edit = LineEdit(name=name, label=label)
        self.field = Field(label, self.edit, hint=_("Type a code or a code name"))
        self._matches = column(spacing=4)
        self.setLayout(column(self.field, 4, boxed(self._matches)))
        self.edit.textEdited.connect(self._search)
        self.edit.returnPressed.connect(self._press_first)
        self._first: Member | None = None
        # Enter may come before the answer does; then the first answer is taken.
        self._searching = False
        self._take_first = False

    def value(self) -> MemberId | None:
        """The chosen member."""
        return None if self._member is None else self._member.id

    def set_member(self, member: Member | None) -> None:
        """Choose a member, or nobody."""
        self._member = member
        clear(self._matches)
        self.field.set_error(None)
        if member is not None:
            shown = f"{member.code}  {member.name}" if self._context.names_shown else member.code
            self.edit.setText(shown)
        self.found.emit(member)

    def set_error(self, sentence: str | None) -> None:
        """Show a sentence below."""
        self.field.set_error(sentence)

    def use(self, member_id: MemberId) -> None:
        """Choose a member by id."""
        self._context.tasks.query(people.member, member_id, then=self.set_member)

    def _search(self, text: str) -> None:
        if self._member is not None:
            self._member = None
            self.found.emit(None)
        self._first, self._take_first = None, False
        self._searching = bool(text.strip())
        if self._searching:
            self._context.tasks.query(people.find_members, text, limit=MOST, then=self._show, latest=self._name)
        else:
            clear(self._matches)

    def _show(self, members: tuple[Member, ...]) -> None:
        clear(self._matches)
        self._searching = False
        self._first = members[0] if members else None
        if self._take_first and self._first is not None:
            self.set_member(self._first)
            return
        for number, member in enumerate(members):
            words = f"{member.code}  {member.name}" if self._context.names_shown else member.code
            button = Button(words, name=f"{self._name}_match_{number}", height=40)
            button.clicked.connect(lambda _checked=False, chosen=member: self.set_member(chosen))
            self._matches.addWidget(boxed(row(button, -1)))
        self.field.set_hint(_("Type a code or a code name") if members else _("Nobody is found by that"))

    def _press_first(self) -> None:
        if self._member is not None:
            return
        if self._searching:
            self._take_first = True
        elif self._first is not None:
            self.set_member(self._first)
