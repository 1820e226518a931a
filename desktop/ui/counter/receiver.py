"""Who it is for: the strip above the tiles shows a member, a number of people without a name, or nobody yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout

from desktop.domain.people import Member, Received
from desktop.i18n import _, list_text, ngettext, number_text, short_date_text
from desktop.operations.distribution import MOST_HEADS
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Ground, boxed, clear, column, row
from desktop.ui.widgets.marks import Veil
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.text import Elided, Text

LATELY = 3


@dataclass(frozen=True, slots=True)
class Receiver:
    """A member, or a number of people; `heads` is None while no fitting number was typed."""

    member: Member | None = None
    heads: int | None = None

    def words(self, names_shown: bool) -> str:
        """Who, for a title: the code name while names are shown."""
        if self.member is not None:
            return self.member.name if names_shown else self.member.code
        return heads_words(self.heads or 0)

    @property
    def code_words(self) -> str:
        """Who, for a sentence that stays on the screen: never the name."""
        return self.member.code if self.member is not None else heads_words(self.heads or 0)


def heads_words(heads: int) -> str:
    """So many people."""
    return ngettext("{count} person", "{count} people", heads).format(count=number_text(heads))


class ReceiverStrip(Ground):
    """The strip.

    Signals:
        dropped(): "Change" was pressed.
        heads_changed(object): Another number of people, or None.
        heads_entered(): Enter in the number of people.
    """

    dropped = Signal()
    heads_changed = Signal(object)
    heads_entered = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("pane", radius=10)
        self.setObjectName("counter_strip")
        self._context = context
        self._heads: NumberField | None = None
        self._whole = column(margins=(16, 12, 16, 12))
        self._split: QBoxLayout | None = None
        self.setLayout(self._whole)
        follow_theme(self._arrange)

    def show_receiver(self, receiver: Receiver, *, with_heads: bool) -> None:
        """Show who it is for, or ask; what they had lately is not known yet."""
        if receiver.member is not None:
            self.show_member(receiver.member, None)
        elif with_heads:
            self.show_heads(receiver.heads)
        else:
            self.show_nobody()

    def show_nobody(self) -> None:
        """Ask for a person."""
        self._start()
        self._whole.addLayout(
            column(
                Text(_("Who is it for?"), "head"),
                Text(_("Type a code or a code name above, or press Head count."), tone="text2", wrap=True),
                spacing=2,
            )
        )
        self._whole.addStretch(1)

    def show_heads(self, heads: int | None) -> None:
        """Ask how many people there are, without their names."""
        self._start()
        self._heads = NumberField(
            _("How many people?"),
            name="counter_head_number",
            maximum=MOST_HEADS,
            value=heads,
            hint=_("Nobody's name is kept, only the number"),
        )
        self._heads.setFixedWidth(current_theme().px(300))
        self._heads.changed.connect(self.heads_changed)
        self._heads.edit.returnPressed.connect(self.heads_entered)
        self._whole.addLayout(row(self._heads, -1, self._change(), spacing=16))

    def show_member(self, member: Member, received: Sequence[Received] | None) -> None:
        """Show a member, and what they had lately once that is known. Names and goods only while names are shown."""
        self._start()
        names = self._context.names_shown
        who = column(spacing=4)
        if names:
            name = Elided(member.name, "title", name="counter_who")
            line = row(name, Text(member.code, tone="text2", name="counter_code"), spacing=12)
            line.setStretch(0, 0)
        else:
            line = row(Text(member.code, "title", name="counter_code"), Veil(), spacing=16)
        line.addStretch(1)
        who.addLayout(line)
        speaks = _("Speaks {language}").format(language=member.facts.language) if member.facts.language else ""
        if names and speaks:
            who.addWidget(Elided(speaks, "small", tone="text2"))
        who.addStretch(1)
        self._split = row(boxed(who), boxed(self._lately(received, names)), spacing=24)
        self._split.setStretch(0, 1)
        self._split.setStretch(1, 1)
        whole = row(spacing=16)
        whole.addLayout(self._split, 1)
        whole.addWidget(self._change(), 0, Qt.AlignmentFlag.AlignVCenter)
        self._whole.addLayout(whole)
        self._arrange()

    def set_heads_error(self, sentence: str) -> None:
        """Say what is wrong with the number of people."""
        if self._heads is not None:
            self._heads.set_error(sentence)
            self._heads.setFocus()

    def check_heads(self) -> bool:
        """Whether a fitting number stands there; says what is wrong otherwise."""
        if self._heads is None or self._heads.check():
            return True
        self._heads.setFocus()
        return False

    def focus_heads(self) -> None:
        """Put the keyboard into the number of people."""
        if self._heads is not None:
            self._heads.setFocus()

    def _start(self) -> None:
        clear(self._whole)
        self._heads = None
        self._split = None

    def _change(self) -> Button:
        button = Button(_("Change"), name="counter_change", kind="quiet", flush=True)
        button.clicked.connect(lambda _checked=False: self.dropped.emit())
        return button

    def _lately(self, received: Sequence[Received] | None, names: bool) -> QBoxLayout:
        part = column(Text(_("Had lately"), "small", tone="text2", bold=True), spacing=2)
        had = [each for each in received or () if not each.reversed][:LATELY]
        if received is not None and not had:
            part.addWidget(Text(_("Nothing yet"), "small", tone="text2"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for number, each in enumerate(had):
            grid.addWidget(Text(self._day(each.occurred_on), "small", tone="text2"), number, 0)
            grid.addWidget(Elided(_had(each, names), "small"), number, 1)
        part.addLayout(grid)
        part.addStretch(1)
        return part

    def _day(self, day: date) -> str:
        today = self._context.clock.today()
        return _("Today") if day == today else short_date_text(day, today)

    def _arrange(self) -> None:
        """Stack the halves where there is no room for both; keep one height, so that the tiles below stay in place."""
        self.setMinimumHeight(current_theme().px(104))
        if self._split is None:
            return
        narrow = self.width() < current_theme().px(560)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._split.setDirection(direction)
        self._split.setSpacing(8 if narrow else 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _had(received: Received, names: bool) -> str:
    if not names:
        count = len(received.lines)
        return ngettext("{count} item", "{count} items", count).format(count=number_text(count))
    return list_text(words.item_and_quantity(line) for line in received.lines)
