"""The counter: find the person, put things in, give. Everything on one screen, everything by keyboard."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import AlreadyReversed, Invalid, LarderError, MonthClosed, NotFound
from desktop.domain.people import Member, MemberId, Received
from desktop.domain.stock import DocumentId, ItemId, Serial
from desktop.domain.users import Permission
from desktop.i18n import _, ngettext, number_text, say
from desktop.operations import distribution, people, pieces
from desktop.operations.distribution import CounterItem, Distribution, GivenOut
from desktop.operations.pieces import FoundPiece
from desktop.ui.context import Context
from desktop.ui.counter import wording
from desktop.ui.counter.afterwards import GAVE, Afterwards
from desktop.ui.counter.asking import ask_found
from desktop.ui.counter.basket import Basket, out_of_use
from desktop.ui.counter.choices import DayChoice, ReceiptChoice
from desktop.ui.counter.found_list import FoundList
from desktop.ui.counter.giving_place import GivingPlace
from desktop.ui.counter.last_given import SHOWN, LastGiven
from desktop.ui.counter.matching import Match, matches
from desktop.ui.counter.receiver import LATELY, Receiver, ReceiverStrip
from desktop.ui.counter.tiles import ItemTiles
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.widgets.ground import ScrollArea, column
from desktop.ui.widgets.tab_order import order_tabs
from desktop.ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was handed to the database and is not answered yet."""

    correcting: Distribution | None
    receiver: Receiver
    count: int


class CounterPage(Workspace):
    """One hand-out at a time: a receiver, a basket, a day."""

    def __init__(self, context: Context) -> None:
        super().__init__(name="counter")
        self._context = context
        self._items: tuple[CounterItem, ...] = ()
        self._known: dict[ItemId, CounterItem] = {}
        self._receiver = Receiver()
        self._with_heads = False
        self._correcting: Distribution | None = None
        self._form_key = uuid.uuid4().hex
        self._sent: _Sent | None = None
        self._lately: tuple[Received, ...] | None = None
        self._build_head()
        self._afterwards = Afterwards(context, self.foot, self._box)
        self._build_body()
        self._build_pane()
        context.events.changed.connect(self._on_changed)
        context.tasks.failed.connect(self._on_failed)
        context.events.names_shown.connect(self._refresh_names)
        self._show_receiver()
        self._refresh()

    # Building

    def _build_head(self) -> None:
        self._box = self.add_search(_("Person, item, or scan a label"), name="counter_search", wide=True)
        self.add_head_button(_("Head count"), self._choose_heads, name="counter_heads", icon="members")
        find = QShortcut(Shortcut.FIND.sequence, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._box.setFocus)

    def _build_body(self) -> None:
        self._strip = ReceiverStrip(self._context)
        self._strip.dropped.connect(self._drop_receiver)
        self._strip.heads_changed.connect(self._on_heads)
        self._strip.heads_entered.connect(self._box.setFocus)
        self._tiles = ItemTiles()
        self._tiles.pressed.connect(lambda item: self._put(item, item.item.usual_quantity))
        shelf = QWidget()
        shelf.setLayout(column(self._strip, 14, self._tiles, 16, -1))
        self._shelf = ScrollArea(shelf, name="counter_scroll")
        self._found = FoundList(
            self._context,
            self._box,
            self._matches,
            ask_numbers=lambda: any(item.item.serials for item in self._items),
        )
        self._found.taken.connect(self._take)
        self._found.left.connect(self._tiles.focus_first)
        self._found.searching.connect(lambda on: self._shelf.setVisible(not on))
        body = QWidget()
        beside_bar = column(self._shelf, margins=(MARGIN, 0, MARGIN - ScrollArea.BAR, 0))
        # Cells of a table begin 12 in.
        body.setLayout(column(beside_bar, column(self._found, margins=(MARGIN - 12, 0, MARGIN - 12, 0))))
        self.set_body(body, margin=0)

    def _build_pane(self) -> None:
        assert self.pane is not None
        self._basket = Basket(self._ask_numbers)
        self._basket.changed.connect(self._refresh)
        self._hint = Text("", tone="text2", wrap=True, name="counter_hint")
        self._last = LastGiven(
            self._context,
            on_correct=self._correct,
            on_receipt=lambda given: self._afterwards.print(given.document_id, given.number),
        )
        self.pane.show_parts([self._basket, self._hint, self._last])
        self._day = DayChoice(self._context.clock)
        self._receipt = ReceiptChoice()
        self.pane.foot.insertWidget(0, self._receipt)
        self.pane.foot.insertWidget(0, self._day)
        self._from = GivingPlace(self._context)
        self._from.changed.connect(self._load)
        self.pane.foot.insertWidget(0, self._from)
        self.set_primary(_("Give"), self._give, name="counter_give")
        # Parts come and go with every press; Tab is put right once they have all come.
        self._tabs = QTimer(self, singleShot=True, interval=0)
        self._tabs.timeout.connect(lambda: order_tabs(self))

    # Coming into view

    def open(self, *, member_id: MemberId | None = None, correct: DocumentId | None = None, **_where: Any) -> None:
        """Go on where it was; or begin with a member, or with a hand-out to correct."""
        self._context.messages.use(self)
        self._day.refresh()
        self._load()
        if correct is not None:
            self._context.tasks.query(distribution.distribution, correct, then=self._correct)
        elif member_id is not None and (self._receiver.member is None or self._receiver.member.id != member_id):
            self._begin()
            self._context.tasks.query(people.member, member_id, then=self._choose_member)
        self._box.setFocus()

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """Who, what and when; None while there is nobody and nothing."""
        if not (self._has_receiver() or self._basket.count()):
            return None
        day, before = self._day.chosen(), self._correcting
        return {
            "key": self._form_key,
            "member": self._receiver.member.id if self._receiver.member else None,
            "with_heads": self._with_heads,
            "heads": self._receiver.heads,
            "lines": self._basket.draft(),
            "place": self._from.value(),
            "day": day.isoformat() if day is not None and before is None else "",
            "correcting": before.document_id if before is not None else None,
        }

    def take_draft(self, content: dict[str, Any]) -> None:
        """Begin with what was there. A member who is gone, and items that are not in use any more, are left out."""
        tasks = self._context.tasks

        def put_back(items: tuple[CounterItem, ...]) -> None:
            self._form_key = str(content["key"])
            self._basket.put_back(content["lines"], items, self._context.clock.today())

        def correct(given: Distribution) -> None:
            self._correct(given)
            self._from.choose(content.get("place"))
            tasks.query(distribution.counter_items, then=put_back)

        if content["correcting"] is not None:
            tasks.query(distribution.distribution, content["correcting"], then=correct, otherwise=self._leave)
            return
        self._begin()
        self._from.choose(content.get("place"))
        if content["day"]:
            self._day.choose(date.fromisoformat(content["day"]))
        if content["with_heads"]:
            self._choose_heads()
            self._on_heads(content["heads"])
            self._show_receiver()
        if content["member"] is not None:
            tasks.query(people.member, content["member"], then=self._choose_member, otherwise=self._leave)
        tasks.query(distribution.counter_items, then=put_back)

    def _leave(self, _error: LarderError) -> None:
        """What a draft was about is not there any more: the rest of it stays."""

    def _on_changed(self, what: Changed) -> None:
        if what & (Changed.STOCK | Changed.PEOPLE) and self.isVisible():
            self._load()

    def _load(self) -> None:
        tasks = self._context.tasks
        self._from.load()
        tasks.query(
            distribution.counter_items, place_id=self._from.value(), then=self._show_items, latest="counter_items"
        )
        tasks.query(distribution.last_given, limit=SHOWN, then=self._last.show_given, latest="counter_last")
        member = self._receiver.member
        if member is not None:
            tasks.query(
                people.lately,
                member.id,
                limit=2 * LATELY,
                then=self._show_lately,
                otherwise=self._not_read,
                latest="counter_lately",
            )

    def _show_items(self, items: tuple[CounterItem, ...]) -> None:
        self._items = items
        self._known |= {item.item.id: item for item in items}
        self._tiles.set_items(items)
        self._basket.ask_numbers()
        self._refresh()

    # Searching

    def _matches(self, text: str, members: Sequence[Member], numbers: Sequence[FoundPiece]) -> list[Match]:
        return matches(
            text,
            self._items,
            members,
            last=self._basket.last(),
            has_receiver=self._has_receiver(),
            numbers=numbers,
            from_place=self._from.value(),
        )

    def _ask_numbers(self, item_id: ItemId, then: Callable[[tuple[Serial, ...]], None]) -> None:
        """Which pieces can be given; those of the hand-out being corrected among them."""
        besides = self._correcting.document_id if self._correcting else None
        self._context.tasks.query(
            pieces.numbers_there,
            item_id,
            place_id=self._from.value(),
            besides=besides,
            then=then,
            otherwise=self._leave,
        )

    def _take(self, match: Match) -> None:
        if match.member is not None:
            self._choose_member(match.member)
        elif match.item is not None and match.serial is not None:
            self._basket.put_piece(match.item, match.serial, self._context.clock.today())
            self.foot.settle()
        elif match.item is not None:
            self._put(match.item, match.quantity, instead=match.instead)
        self._box.clear()
        self._box.setFocus()

    # Who

    def _has_receiver(self) -> bool:
        return self._receiver.member is not None or self._with_heads

    def _choose_member(self, member: Member) -> None:
        self.clear_message()
        self._receiver, self._with_heads = Receiver(member), False
        self._show_receiver()
        self._refresh()
        self._context.tasks.query(
            people.lately, member.id, limit=2 * LATELY, then=self._show_lately, latest="counter_lately"
        )

    def _choose_heads(self) -> None:
        self.clear_message()
        self._receiver, self._with_heads = Receiver(), True
        self._show_receiver()
        self._strip.focus_heads()
        self._refresh()

    def _drop_receiver(self) -> None:
        self._receiver, self._with_heads = Receiver(), False
        self._show_receiver()
        self._box.setFocus()
        self._refresh()

    def _on_heads(self, heads: int | None) -> None:
        self._receiver = Receiver(heads=heads)
        self._refresh()

    def _show_receiver(self) -> None:
        self._strip.show_receiver(self._receiver, with_heads=self._with_heads)

    def _show_lately(self, received: tuple[Received, ...]) -> None:
        self._lately = received
        if self._receiver.member is not None:
            self._strip.show_member(self._receiver.member, received)
            self._tabs.start()

    def _not_read(self, error: LarderError) -> None:
        if isinstance(error, NotFound):
            self._drop_receiver()  # erased meanwhile
        else:
            self.show_message("refusal", say(error))

    def _refresh_names(self, _shown: bool) -> None:
        if self._receiver.member is not None:
            self._strip.show_member(self._receiver.member, self._lately)
        self._found.refresh()
        self._refresh()

    # What

    def _put(self, item: CounterItem, quantity: int, *, instead: bool = False) -> None:
        self._basket.put(item, quantity, self._context.clock.today(), instead=instead)
        self.foot.settle()

    def _refresh(self) -> None:
        """Say in title, tiles and primary what is in the basket and for whom."""
        if self.pane is None or self.primary is None:
            return
        self._tabs.start()
        given = self._basket.given()
        self._tiles.set_counts({line.item_id: line.quantity for line in given})
        count = len(given)
        items = ngettext("{count} item", "{count} items", count).format(count=number_text(count))
        title = wording.title(
            self._correcting, self._receiver, anything=bool(count), names_shown=self._context.names_shown
        )
        self.pane.set_head(title, beside=items if count else "")
        self._hint.set_words(_("Press an item, or type its name."))
        self._hint.setVisible(self._has_receiver() and not count)
        self._last.setVisible(not count and not self._has_receiver())
        self.primary.set_words(wording.primary(self._correcting, count))
        reason = wording.why_not(has_receiver=self._has_receiver(), count=count)
        self.allow_primary(not reason and self._sent is None, reason)

    # Giving

    def _give(self, *, past_best_before: bool = False, found: bool = False) -> None:
        self.clear_message()
        if not all((self._strip.check_heads(), self._basket.check(), self._day.check())):
            return
        self._sent = _Sent(self._correcting, self._receiver, self._basket.count())
        self.allow_primary(False)
        values: dict[str, Any] = {
            "form_key": self._form_key,
            "lines": self._basket.given(),
            "member_id": self._receiver.member.id if self._receiver.member else None,
            "head_count": self._receiver.heads,
            "past_best_before": past_best_before,
            "place_id": self._from.value(),
            "found": found,
        }
        operation: Callable[..., GivenOut] = distribution.give_out
        if self._correcting is not None:
            operation = distribution.correct_distribution
            values["document_id"] = self._correcting.document_id
        else:
            values["occurred_on"] = self._day.value()
        self._context.tasks.action(operation, changed=GAVE, then=self._given, otherwise=self._refused, **values)

    def _given(self, given: GivenOut) -> None:
        assert self._sent is not None
        before, receiver, count = self._sent.correcting, self._sent.receiver, self._sent.count
        self._sent = None
        self._begin()
        afterwards = self._afterwards
        if before is not None:
            self.foot.done(wording.corrected(before, given), lambda: afterwards.undo_correction(before, given))
        else:
            self.foot.done(wording.gave(receiver, count), lambda: afterwards.undo(given.document_id))
        self._box.setFocus()
        if self._receipt.wanted():
            self._afterwards.print(given.document_id, given.number)

    def _begin(self) -> None:
        """An empty basket for the next person; the day stays, for paper that is typed in afterwards."""
        self._form_key = uuid.uuid4().hex
        self._receiver, self._with_heads = Receiver(), False
        if self._correcting is not None:
            self._correcting = None
            self._day.fix(None)
            self._from.corrected()
        self._day.settle()
        self._from.settle()
        self.clear_message()
        self._basket.empty()
        self._show_receiver()
        self._refresh()

    def _on_failed(self, _error: BaseException) -> None:
        self._sent = None
        self._refresh()

    def _refused(self, error: LarderError) -> None:
        self._sent = None
        self._refresh()
        if self._basket.refuse(
            error,
            may_give_anyway=self._context.allows(Permission.CORRECT),
            on_anyway=lambda: self._give(past_best_before=True),
            on_found=lambda line, there: ask_found(
                self._context.messages, line, there, on_act=lambda: self._give(found=True)
            ),
        ):
            return
        if isinstance(error, MonthClosed) or (isinstance(error, Invalid) and error.field == "occurred_on"):
            self._day.set_error(say(error))
        elif isinstance(error, Invalid) and error.field == "head_count":
            self._strip.set_heads_error(say(error))
        else:
            self.show_message("refusal", say(error))

    # Correcting

    def _correct(self, given: Distribution) -> None:
        if given.reversed:
            self.show_message("refusal", say(AlreadyReversed()))
            return
        self._begin()
        self._correcting = given
        self._receiver, self._with_heads = Receiver(heads=given.head_count), given.head_count is not None
        self._from.correct(given.place_id)
        for line in given.lines:
            item = self._known.get(line.item_id) or out_of_use(line)
            self._basket.put(item, line.quantity, self._context.clock.today(), serials=line.serials)
        self._day.fix(given.occurred_on)
        self._show_receiver()
        if given.member_id is not None:
            self._context.tasks.query(people.member, given.member_id, then=self._choose_again)
        self._explain_correction(given)
        self._refresh()
        self._box.setFocus()

    def _choose_again(self, member: Member) -> None:
        self._choose_member(member)
        if self._correcting is not None:
            self._explain_correction(self._correcting)

    def _explain_correction(self, given: Distribution) -> None:
        self.show_message(
            "info",
            wording.explanation(given, self._context.clock.today()),
            [(_("Leave it as it was"), "counter_leave", self._begin)],
        )
