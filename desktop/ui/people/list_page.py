"""The list of members: found as one types, a page at a time."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from desktop.domain.people import MemberId
from desktop.domain.users import Permission
from desktop.i18n import _, date_text, number_text, short_date_text
from desktop.operations.member_list import PAGE, MemberLine, MemberList, list_members
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.lists import EmptyState, FactsList
from desktop.ui.widgets.marks import Mark, Veil
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text


class ListPage(Workspace):
    """Codes, names while they are shown, and when each was last here."""

    def __init__(
        self, context: Context, *, on_open: Callable[[MemberId], object], on_register: Callable[[], object]
    ) -> None:
        super().__init__(_("Members"), name="members")
        self._context = context
        self._on_open = on_open
        self._page = 0
        self._open_first_for = ""
        self._answered = ""
        self._asked = ""
        self._box = self.add_search(_("Code or name"), name="members_search")
        self._box.searched.connect(self._on_searched)
        self._box.entered.connect(self._on_entered)
        find = QShortcut(Shortcut.FIND.sequence, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._box.setFocus)
        self.add_filters([("active", _("Active"), 0), ("all", _("All"), 0)], lambda _key: self._from_first())
        self._table: Table[MemberLine] = Table(
            [
                Column(_("Code"), lambda line: line.member.code, width=120, look="bold"),
                Column(_("Code name"), self._name, veiled=lambda _line: not context.names_shown),
                Column(_("Last here"), self._last_seen, width=150, look="second"),
                Column("", self._state, width=130, badge=lambda _line: Mark("plain"), drop=1),
            ],
            name="members_table",
            label=_("Members"),
            key=lambda line: line.member.id,
            row_height=40,
        )
        self._table.chosen.connect(self._show_chosen)
        self._table.opened.connect(lambda line: on_open(line.member.id))
        self._empty = EmptyState(
            _("No members yet"),
            _("A code name is enough. Larder gives each member a code, and names stay hidden until you show them."),
            name="members_empty",
        )
        self._nobody = Text("", tone="text2", wrap=True, name="members_nobody")
        self._nobody.setContentsMargins(12, 8, 12, 0)
        body = QWidget()
        body.setLayout(column(self._table, self._nobody, self._empty, self._make_pager()))
        for part in (self._nobody, self._empty, self._pager):
            part.hide()
        self.set_body(body, margin=12)
        self._give = self.add_second(_("Give out"), self._on_give, name="members_give", icon="counter")
        self._open = self.add_second(_("Open"), self._on_open_chosen, name="members_open", icon="user")
        if context.allows(Permission.CHANGE_PEOPLE):
            self.set_primary(_("Register a member"), on_register, name="members_register", icon="user-plus")
        context.events.changed.connect(self._on_changed)
        context.events.names_shown.connect(self._on_names)
        self._show_chosen(None)

    def _make_pager(self) -> QWidget:
        self._which = Text("", "small", tone="text2", name="members_which")
        self._earlier = Button(name="members_earlier", kind="quiet", icon="chevron-left", label=_("Page before"))
        self._later = Button(name="members_later", kind="quiet", icon="chevron-right", label=_("Next page"))
        self._earlier.clicked.connect(lambda _checked=False: self._turn(-1))
        self._later.clicked.connect(lambda _checked=False: self._turn(1))
        self._pager = boxed(row(-1, self._which, self._earlier, self._later, spacing=8, margins=(12, 4, 0, 0)))
        return self._pager

    def focus_search(self) -> None:
        """Put the keyboard where finding begins."""
        self._box.setFocus()

    def refresh(self) -> None:
        """Read the page in view again."""
        active_only = self.filters is None or self.filters.current() != "all"
        self._asked = self._box.text().strip()
        self._context.tasks.query(
            list_members,
            text=self._asked,
            active_only=active_only,
            page=self._page,
            then=self._show_list,
            latest="members_list",
        )

    def _from_first(self) -> None:
        self._page = 0
        self.refresh()

    def _turn(self, step: int) -> None:
        self._page += step
        self.refresh()

    def _on_searched(self, _text: str) -> None:
        self._from_first()

    def _on_entered(self, text: str) -> None:
        if text and text == self._answered:
            self._open_first()
        else:
            self._open_first_for = text

    def _open_first(self) -> None:
        if self._table.rows():
            self._on_open(self._table.rows()[0].member.id)

    def _on_changed(self, what: Changed) -> None:
        if Changed.PEOPLE in what and self.isVisible():
            self.refresh()

    def _on_names(self, _shown: bool) -> None:
        self._table.set_rows(self._table.rows())
        self._show_chosen(self._table.chosen_record())

    def _show_list(self, found: MemberList) -> None:
        self._answered = self._asked
        self._page = found.page
        if self.filters is not None:
            self.filters.set_filters([("active", _("Active"), found.active), ("all", _("All"), found.all)])
        self._table.set_rows(found.lines)
        typed = bool(self._answered)
        nobody_at_all = not found.all and not typed
        self._table.setVisible(bool(found.lines))
        self._empty.setVisible(nobody_at_all)
        self._nobody.set_words(_("Nobody fits. Check what you typed.") if typed else _("Nobody is active."))
        self._nobody.setVisible(not found.lines and not nobody_at_all)
        self._box.setVisible(not nobody_at_all)
        if self.filters is not None:
            self.filters.setVisible(not nobody_at_all)
        first = found.page * PAGE
        self._which.set_words(
            _("{first} to {last} of {total}").format(
                first=number_text(first + 1),
                last=number_text(first + len(found.lines)),
                total=number_text(found.total),
            )
        )
        self._earlier.setEnabled(found.page > 0)
        self._later.setEnabled(first + PAGE < found.total)
        self._pager.setVisible(found.total > PAGE)
        if found.lines and self._table.chosen_record() is None:
            self._table.choose(0)
        self._show_chosen(self._table.chosen_record())
        if self._open_first_for and self._open_first_for == self._answered:
            self._open_first()
        self._open_first_for = ""

    # Cells

    def _name(self, line: MemberLine) -> str:
        return line.member.name if self._context.names_shown else ""

    def _last_seen(self, line: MemberLine) -> str:
        today = self._context.clock.today()
        if line.last_seen is None:
            return ""
        return _("Today") if line.last_seen == today else short_date_text(line.last_seen, today)

    def _state(self, line: MemberLine) -> str:
        return "" if line.member.active else _("not active")

    # The pane

    def _show_chosen(self, line: MemberLine | None) -> None:
        for button in (self._give, self._open):
            button.setVisible(line is not None)
        self._give.setVisible(line is not None and line.member.active)
        if self.pane is None:
            return
        if line is None:
            self.pane.set_head("")
            self.pane.show_parts([])
            return
        member = line.member
        names = self._context.names_shown
        self.pane.set_head(member.name if names else member.code, beside=member.code if names else "")
        parts: list[QWidget | int] = [] if names else [Veil(), 12]
        facts = [
            (_("Last here"), self._last_seen(line) or _("not yet")),
            (_("Member since"), date_text(member.registered_on)),
            (_("Counted in reports"), _("yes") if member.counted else _("no")),
        ]
        if not member.active:
            facts.append((_("Active"), _("no")))
        self.pane.show_parts([*parts, FactsList(facts)])

    def _on_give(self) -> None:
        line = self._table.chosen_record()
        if line is not None:
            self._context.go("counter", member_id=line.member.id)

    def _on_open_chosen(self) -> None:
        line = self._table.chosen_record()
        if line is not None:
            self._on_open(line.member.id)
