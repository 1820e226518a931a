"""The anatomy every screen shares: head line, list, foot line, pane, and one primary that never moves."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.theme.tokens import LINE_HEIGHT, MARGIN, PANE_MARGIN
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import SearchBox
from desktop.ui.widgets.field import Field, first_wrong
from desktop.ui.widgets.foot import Foot
from desktop.ui.widgets.ground import Ground, Hairline, ScrollArea, clear, column, row, set_margins
from desktop.ui.widgets.lists import FilterRow
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.message import InlineMessage, MessageArea, MessageKind
from desktop.ui.widgets.tab_order import order_tabs
from desktop.ui.widgets.text import Elided, Text
from desktop.ui.widgets.wrap_row import WrapRow

PANE = 344
NARROW_PANE = 304


class Pane(Ground):
    """The right column: it tells more about the chosen row, and holds the second actions and the primary at its foot.

    Attributes:
        body: the layout of the scrolling middle; fill it with `show_parts` or add to it.
    """

    def __init__(self, *, name: str, width: int = PANE) -> None:
        super().__init__("pane", ("start",))
        self.setObjectName(name)
        self._width = width
        self.title = Elided("", "head", name=f"{name}_title")
        self._icon = IconMark("", 28, "accent")
        self._icon.hide()
        self._beside = Elided("", "small", tone="text2", name=f"{name}_beside")
        self._beside.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._head = QWidget()
        self._head.setLayout(
            row(self._icon, self.title, self._beside, spacing=12, margins=(PANE_MARGIN, 0, PANE_MARGIN, 0))
        )
        self._head.setFixedHeight(LINE_HEIGHT)
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head.hide()
        content = QWidget()
        self.body = column(margins=(PANE_MARGIN, 0, PANE_MARGIN - ScrollArea.BAR, PANE_MARGIN))
        # A stretch below, not an alignment: an aligned layout never grows beyond its hint, and wrapped words are cut.
        content.setLayout(column(self.body, -1))
        self.scroll_area = ScrollArea(content, name=f"{name}_scroll")
        self.foot = column(spacing=8, margins=(PANE_MARGIN, 12, PANE_MARGIN, 16))
        self._rule = Hairline()
        layout = column(self._head, self.scroll_area, self._rule, self.foot)
        layout.setStretch(1, 1)
        # One pixel for the line at the start edge.
        self.setLayout(layout)
        follow_theme(self._fit)

    def _fit(self) -> None:
        window = self.window().width() if self.window() is not self else 1366
        grown = self._width + round((current_theme().text_size / 100 - 1) * 216)
        self.setFixedWidth(max(280, min(grown, max(self._width, round(window * 0.36)))))

    def refit(self) -> None:
        self._fit()

    def set_head(self, title: str, *, icon: str = "", beside: str = "") -> None:
        """The name of what is shown, an icon before it, and a small fact at the end of the line."""
        self.title.set_words(title)
        self._beside.set_words(beside)
        self._beside.setVisible(bool(beside))
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.set_icon(icon)
        self._head.setVisible(bool(title))

    def show_parts(self, parts: Sequence[QWidget | int]) -> None:
        """Replace the middle by widgets and gaps. The widgets before are destroyed."""
        clear(self.body)
        for part in parts:
            if isinstance(part, int):
                self.body.addSpacing(part)
            else:
                self.body.addWidget(part)

    def show_actions(self, seen: bool) -> None:
        self._rule.setVisible(seen)


class Workspace(QWidget):
    """A screen: head line, optional filters, messages, body, foot line, pane.

    Args:
        title: of the screen.
        name: object name; parts derive theirs from it (`<name>_title`, `<name>_foot`, `<name>_pane` ...).
        pane: whether there is a pane; without one the foot line runs through and the primary keeps its place.
        pane_width: 344, or 304 where the table needs the width.

    Attributes:
        foot: what happened and its undo.
        pane: the right column (None without one).
        head_row: the layout of the head line, for parts that are none of the usual.
        primary: the one primary button, after `set_primary`.
    """

    def __init__(self, title: str = "", *, name: str, pane: bool = True, pane_width: int = PANE) -> None:
        super().__init__()
        self.setObjectName(name)
        self.primary: Button | None = None
        self.filters: FilterRow | None = None
        self.search: SearchBox | None = None
        self._seconds = WrapRow()
        self._seconds.hide()
        self._note = Text("", "small", tone="text2", wrap=True, name=f"{name}_note")
        self._note.hide()
        self.title = Elided(title, "title", name=f"{name}_title")
        self.small = Elided("", "small", tone="text2", name=f"{name}_small")
        self.small.hide()
        self._titles = QWidget()
        self._titles.setLayout(column(-1, self.title, 2, self.small, -1))
        self._titles.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if not title:
            # Never shown before it has a parent: it would flash up as a window of its own.
            self._titles.hide()
        self.head_row = row(self._titles, spacing=8, margins=(MARGIN, 0, MARGIN, 0))
        self._head = QWidget()
        self._head.setLayout(self.head_row)
        self._head.setFixedHeight(LINE_HEIGHT)
        self._filter_place = column(margins=(MARGIN, 0, MARGIN, 0))
        self.messages = MessageArea(name=f"{name}_messages")
        self._message_place = column(self.messages, margins=(MARGIN, 0, MARGIN, 0))
        # In a widget: an empty layout would leave its room to the lines around it.
        self._body = QWidget()
        self._body_place = column()
        self._body.setLayout(self._body_place)
        self.foot = Foot(name=f"{name}_foot")
        self.foot_row = row(self.foot, spacing=16, margins=(MARGIN, 0, MARGIN, 0))
        self._foot_line = Ground()
        self._foot_line.setLayout(self.foot_row)
        self._foot_line.setFixedHeight(LINE_HEIGHT)
        centre = column(self._head, self._filter_place, self._message_place, self._body, self._foot_line)
        centre.setStretch(3, 1)
        self.pane: Pane | None = Pane(name=f"{name}_pane", width=pane_width) if pane else None
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(centre, 1)
        if self.pane is not None:
            whole.addWidget(self.pane)
            self.pane.foot.addWidget(self._note)
            self.pane.foot.addWidget(self._seconds)
            self.pane.show_actions(False)
        else:
            self.foot_row.addWidget(self._note)
            self.foot_row.addWidget(self._seconds)

    # Head line

    def set_title(self, title: str, small: str | None = None) -> None:
        """The title, and the small line under it (None leaves it as it is)."""
        self.title.set_words(title)
        self._titles.setVisible(bool(title))
        if small is not None:
            self.set_small(small)

    def set_small(self, small: str) -> None:
        self.small.set_words(small)
        self.small.setVisible(bool(small))

    def add_search(self, placeholder: str, *, name: str, wide: bool = False) -> SearchBox:
        """A search in the head line. `wide`: it takes the title's place."""
        self.search = SearchBox(placeholder, name=name, width=0 if wide else 220)
        if wide:
            self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head_row.addWidget(self.search, 1 if wide else 0)
        return self.search

    def add_head_button(
        self,
        words: str,
        on_press: Callable[[], object],
        *,
        name: str,
        icon: str = "",
        shortcut: Shortcut | None = None,
        quiet: bool = False,
    ) -> Button:
        """A plain button at the end of the head line."""
        button = Button(words, name=name, icon=icon, shortcut=shortcut, kind="quiet" if quiet else "plain")
        button.clicked.connect(lambda _checked=False: on_press())
        self.head_row.addWidget(button)
        return button

    # Filters, messages, body

    def add_filters(
        self, filters: Sequence[tuple[str, str, int | None]], on_chosen: Callable[[str], object]
    ) -> FilterRow:
        """Words with counts under the head line: (key, words, count or None)."""
        self.filters = FilterRow(filters, name=f"{self.objectName()}_filter")
        self.filters.chosen.connect(on_chosen)
        set_margins(self._filter_place, MARGIN, 2, MARGIN, 8)
        self._filter_place.addWidget(self.filters)
        return self.filters

    def show_message(
        self, kind: MessageKind, sentence: str, actions: Sequence[tuple[str, str, Callable[[], object]]] = ()
    ) -> InlineMessage:
        """Say something above the body; the next one takes its place."""
        set_margins(self._message_place, MARGIN, 0, MARGIN, 12)
        return self.messages.show_message(kind, sentence, actions)

    def clear_message(self) -> None:
        set_margins(self._message_place, MARGIN, 0, MARGIN, 0)
        self.messages.clear()

    def set_body(self, body: QWidget, *, margin: int = MARGIN) -> None:
        """What stands between head and foot line. `margin` at its sides: 24 for words, 12 for a table (cells add 12).

        The body before is destroyed. While a scrolling body has more below, a hairline stands above the foot line.
        """
        clear(self._body_place)
        set_margins(self._body_place, margin, 0, margin - (ScrollArea.BAR if isinstance(body, ScrollArea) else 0), 0)
        self._body_place.addWidget(body, 1)
        scroll = body if isinstance(body, QAbstractScrollArea) else body.findChild(QAbstractScrollArea)
        if isinstance(scroll, QAbstractScrollArea):
            bar = scroll.verticalScrollBar()
            bar.rangeChanged.connect(lambda _low, high: self._foot_line.set_ground("", ("top",) if high > 0 else ()))

    # Pane foot

    def set_primary(
        self,
        words: str,
        on_press: Callable[[], object],
        *,
        name: str,
        shortcut: Shortcut | None = Shortcut.PRIMARY,
        icon: str = "",
    ) -> Button:
        """The one thing to do next: a verb and its object, bottom right. Asked again, it replaces the one before."""
        if self.primary is not None:
            self.primary.hide()
            self.primary.deleteLater()
        button = Button(words, name=name, kind="primary", shortcut=shortcut, icon=icon)
        button.clicked.connect(lambda _checked=False: on_press())
        self.primary = button
        if self.pane is not None:
            self.pane.foot.addWidget(button)
            self.pane.show_actions(True)
        else:
            button.setMinimumWidth(312)
            self.foot_row.addWidget(button)
            set_margins(self.foot_row, MARGIN, 0, PANE_MARGIN, 0)
        return button

    def allow_primary(self, allowed: bool, reason: str = "") -> None:
        """Switch the primary on or off; off needs the reason, which stands above it."""
        if self.primary is not None:
            self.primary.setEnabled(allowed)
        self.set_note(reason)

    def set_note(self, words: str) -> None:
        """A small sentence above the primary."""
        self._note.set_words(words)
        self._note.setVisible(bool(words))

    def add_second(
        self, words: str, on_press: Callable[[], object], *, name: str, icon: str = "", shortcut: Shortcut | None = None
    ) -> Button:
        """A second action, plain, above the primary."""
        button = Button(words, name=name, icon=icon, shortcut=shortcut, height=40 if self.pane is not None else 44)
        button.clicked.connect(lambda _checked=False: on_press())
        self._seconds.add(button)
        self._seconds.show()
        if self.pane is not None:
            self.pane.show_actions(True)
        return button

    def clear_seconds(self) -> None:
        self._seconds.clear()
        self._seconds.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.pane is not None:
            self.pane.refit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        order_tabs(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.foot.settle()


class FormPage(Workspace):
    """A form on a screen of its own, with Back before the title.

    Attributes:
        form: the column of fields.
    """

    def __init__(
        self,
        title: str,
        *,
        name: str,
        on_back: Callable[[], object],
        small: str = "",
        pane: bool = False,
        width: int = 560,
    ) -> None:
        super().__init__(title, name=name, pane=pane)
        self.back = Button(name=f"{name}_back", kind="quiet", icon="back", label=_("Back"), shortcut=Shortcut.BACK)
        self.back.clicked.connect(lambda _checked=False: on_back())
        self.head_row.insertWidget(0, self.back)
        set_margins(self.head_row, MARGIN - 12, 0, MARGIN, 0)
        self.set_small(small)
        self.form = Form(width=width)
        holder = QWidget()
        line = row(margins=(0, 8, 0, 16))
        line.addWidget(self.form, 1)
        line.addStretch(0)
        holder.setLayout(line)
        scroll = ScrollArea(holder, name=f"{name}_scroll")
        self.set_body(scroll, margin=MARGIN)

    def wait(self, waiting: bool) -> None:
        """Between press and answer neither the primary nor Back can be pressed."""
        self.back.setEnabled(not waiting)
        if self.primary is not None:
            self.primary.setEnabled(not waiting)
        if waiting:
            self.clear_message()

    def focus_first_error(self) -> bool:
        """Put the keyboard into the first field with an error; true when there is one."""
        return first_wrong(self.form) is not None


class Form(QWidget):
    """Fields below each other, 16 apart; those of one line side by side in equal parts."""

    def __init__(self, *, width: int = 560) -> None:
        super().__init__()
        self._width = width
        self._lines = column(spacing=16)
        self.setLayout(column(self._lines, -1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        follow_theme(self._fit)

    def _fit(self) -> None:
        self.setMaximumWidth(round(self._width * (1 + (current_theme().text_size / 100 - 1) / 2)))

    def add(self, *parts: QWidget) -> None:
        """One line of the form."""
        line = row(spacing=12)
        for part in parts:
            line.addWidget(part, 1)
            line.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self._lines.addLayout(line)

    def add_head(self, words: str) -> None:
        self._lines.addSpacing(8)
        self._lines.addWidget(Text(words, "head"))

    def add_words(self, words: str) -> None:
        self._lines.addWidget(Text(words, tone="text2", wrap=True))

    def fields(self) -> list[Field]:
        return self.findChildren(Field)
