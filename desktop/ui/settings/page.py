"""The settings: sections at the left, the one that is open beside them. What a role may not change is absent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from desktop.domain.users import Permission
from desktop.i18n import N_, _
from desktop.ui.context import Context
from desktop.ui.rail import RailItem
from desktop.ui.settings.backup import BackupPage
from desktop.ui.settings.colleagues_section import ColleaguesSection
from desktop.ui.settings.collective_section import CollectiveSection
from desktop.ui.settings.facts_section import FactsSection
from desktop.ui.settings.journal_section import JournalSection
from desktop.ui.settings.passphrase_section import PassphraseSection
from desktop.ui.settings.sheet_section import SheetSection
from desktop.ui.settings.window_section import WindowSection
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.theme.tokens import LINE_HEIGHT
from desktop.ui.widgets.ground import Ground, ScrollArea, boxed, column, row
from desktop.ui.widgets.text import Elided

LEAST, MOST = 200, 300


@dataclass(frozen=True)
class Part:
    """A section, its words and icon in the list, and the permission that lets it exist there."""

    key: str
    words: str
    icon: str
    permission: Permission
    make: Callable[[Context], Any]


PARTS = (
    Part("window", N_("This window"), "contrast", Permission.SEE_STOCK, WindowSection),
    Part("passphrase", N_("My passphrase"), "key", Permission.SEE_STOCK, PassphraseSection),
    Part("backup", N_("Backup"), "usb", Permission.BACK_UP, BackupPage),
    Part("colleagues", N_("Colleagues"), "members", Permission.MANAGE, ColleaguesSection),
    Part("collective", N_("The collective"), "activities", Permission.MANAGE, CollectiveSection),
    Part("facts", N_("Facts about members"), "note", Permission.MANAGE, FactsSection),
    Part("sheet", N_("Recovery sheet"), "shield", Permission.MANAGE, SheetSection),
    Part("journal", N_("Journal"), "history", Permission.MANAGE, JournalSection),
)


class SettingsPage(QWidget):
    """The list of sections and the open one. Sections are built when they are first opened."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._context = context
        self._parts = {part.key: part for part in PARTS if context.allows(part.permission)}
        self._built: dict[str, Any] = {}
        self._current = ""
        self._items: dict[str, RailItem] = {}
        self._stack = QStackedWidget()
        self._list = Ground("", ("end",))
        title = Elided(_("Settings"), "title", name="settings_title")
        head = boxed(row(title, margins=(24, 0, 8, 0)))
        head.setFixedHeight(LINE_HEIGHT)
        lines = column(spacing=2, margins=(10, 2, 0, 8))
        group = QButtonGroup(self)
        for part in self._parts.values():
            item = RailItem(_(part.words), part.icon, name=f"settings_{part.key}")
            item.setCheckable(True)
            item.clicked.connect(lambda _checked=False, key=part.key: self.open(section=key))
            group.addButton(item)
            lines.addWidget(item)
            self._items[part.key] = item
        lines.addStretch(1)
        self._list.setLayout(column(head, ScrollArea(boxed(lines), name="settings_sections")))
        layout = row(self._list, self._stack, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        follow_theme(self._fit)

    def open(self, section: str | None = None, **where: Any) -> None:
        """Come into view, at a section (`users` are the colleagues) or at the one that was open last."""
        section = {"users": "colleagues"}.get(section or "", section)
        key = section if section in self._parts else self._current or next(iter(self._parts))
        if key not in self._built:
            self._built[key] = self._parts[key].make(self._context)
            self._stack.addWidget(self._built[key])
        self._current = key
        self._items[key].setChecked(True)
        self._stack.setCurrentWidget(self._built[key])
        self._built[key].open(**where)

    def section(self) -> Any:
        """The open section."""
        return self._stack.currentWidget()

    def _fit(self) -> None:
        widest = max(item.natural_width() for item in self._items.values()) + 36
        self._list.setFixedWidth(max(LEAST, min(current_theme().px(MOST), widest)))
