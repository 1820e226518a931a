"""What a count comes to: each difference with its value and reason, and what to do where stock moved meanwhile."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.counting import CountLine, CountOutcome, CountReview, Moved, StocktakeId
from desktop.domain.errors import LarderError
from desktop.domain.stock import COUNT_REASONS, Posted
from desktop.i18n import _, date_text, joined, list_text, money_text, ngettext, number_text, pgettext, say
from desktop.operations import count_review, counting
from desktop.operations.count_papers import count_words
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import NARROW_PANE, Workspace
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.count_rows import mark, reason_of, reason_words, result
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import set_margins
from desktop.ui.widgets.lists import EmptyState, FactsList
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text


class CountReviewPage(Workspace):
    """The lines that differ, and the end of a count.

    Args:
        on_back: Back to the sheet, or to where the review was opened.
        on_finished: Told the document (None when nothing was posted) and a sentence.
    """

    def __init__(
        self,
        context: Context,
        stocktake_id: StocktakeId,
        *,
        on_back: Callable[[], object],
        on_finished: Callable[..., None],
    ) -> None:
        super().__init__(_("Review of the count"), name="count_review", pane=True, pane_width=NARROW_PANE)
        self._context = context
        self._id = stocktake_id
        self._on_back = on_back
        self._on_finished = on_finished
        self._form_key = uuid.uuid4().hex
        self._review: CountReview | None = None
        self._table: Table[CountLine] | None = None
        self._back = Button(
            name="count_review_back", kind="quiet", icon="back", label=_("Back"), shortcut=Shortcut.BACK
        )
        self._back.clicked.connect(lambda: on_back())
        self.head_row.insertWidget(0, self._back)
        set_margins(self.head_row, MARGIN - 12, 0, MARGIN, 0)
        self._read()

    def _read(self) -> None:
        self._context.tasks.query(
            count_review.review, self._id, then=self._show_review, otherwise=self._refused, latest="count_review"
        )

    def _show_review(self, review: CountReview) -> None:
        self._review = review
        head = review.head
        self.set_title(_("Review: {place}").format(place=count_words(head)))
        counted = ngettext("{count} line counted", "{count} lines counted", review.counted)
        self.set_small(counted.format(count=number_text(review.counted)))
        if not review.lines:
            self._table = None
            self.set_body(self._all_matched(review))
        elif self._table is None:
            self._table = self._make_table(review)
            self.set_body(self._table, margin=12)
        if self._table is not None:
            self._table.set_rows(list(review.lines))
            if self._table.chosen_record() is None:
                undecided = (at for at, line in enumerate(review.lines) if self._asked(line))
                self._table.choose(next(undecided, 0))
            # What was pressed in the pane is gone with it.
            self._table.setFocus()
        self._show_actions(review)
        self._show_pane()

    def _all_matched(self, review: CountReview) -> QWidget:
        sentence = _("Everything that was counted is as the book says. Finishing changes no number.")
        if review.uncounted:
            left = ngettext(
                "{count} line was not counted and stays as it is.",
                "{count} lines were not counted and stay as they are.",
                review.uncounted,
            )
            sentence = joined(sentence, left.format(count=number_text(review.uncounted)))
        return EmptyState(_("No differences"), sentence, name="count_review_none")

    def _make_table(self, review: CountReview) -> Table[CountLine]:
        open_to_change = not review.head.waiting
        found: list[Column[CountLine]] = [
            Column(_("Item"), lambda line: line.item.name, look="bold", icon=lambda line: line.item.icon)
        ]
        if review.head.place is None:
            found.append(Column(_("Place"), lambda line: line.place.name, width=110, look="second"))
        found += [
            Column(_("Batch"), lambda line: list_text(line.batch.marks), width=104, look="small", drop=3),
            Column(_("Expires"), _expiry, width=124, look="small", drop=2),
            Column(_("Counted"), lambda line: number_text(line.counted or 0), width=84, align="end", look="bold"),
            Column(_("Book"), _book, width=70, align="end", look="second"),
            Column(_("Difference"), result, width=150, look="second", badge=mark),
            Column(pgettext("money", "Value"), self._value, width=90, align="end", look="second", drop=1),
        ]
        if open_to_change:
            found.append(
                Column(
                    _("Reason"),
                    lambda line: "" if line.reason is None else words.reason(line.reason),
                    width=160,
                    edit=self._reasoned,
                    editable=lambda line: bool(line.difference),
                    options=lambda _line: [words.reason(reason) for reason in COUNT_REASONS],
                )
            )
        else:
            found.append(Column(_("Reason"), reason_words, width=160, look="second"))
        table = Table(
            found,
            name="count_review_table",
            label=_("Differences"),
            key=lambda line: line.key,
            row_height=46,
        )
        table.chosen.connect(lambda _line: self._show_pane())
        return table

    def _value(self, line: CountLine) -> str:
        currency = self._review.currency if self._review is not None else ""
        return money_text(line.value, currency) if line.item.worth and line.difference else ""

    def _asked(self, line: CountLine) -> bool:
        return line.undecided and self._review is not None and not self._review.head.waiting

    # The pane

    def _show_pane(self) -> None:
        if self.pane is None or self._review is None:
            return
        line = self._table.chosen_record() if self._table is not None else None
        if line is not None and self._asked(line):
            self.pane.set_head(line.item.name, icon=line.item.icon)
            self.pane.show_parts(self._moved_parts(line))
        else:
            self.pane.set_head(_("This count"))
            self.pane.show_parts(self._sums(self._review, line))

    def _moved_parts(self, line: CountLine) -> list[QWidget | int]:
        sentence = _(
            "You counted {counted} when the book said {book}. Since then something was given out, received or moved, and the "
            "book says {now}."
        ).format(
            counted=number_text(line.counted or 0), book=number_text(line.book or 0), now=number_text(line.now or 0)
        )
        before = (line.counted or 0) - (line.book or 0)
        after = (line.counted or 0) - (line.now or 0)
        parts: list[QWidget | int] = [Text(sentence, wrap=True), 16]
        for text, small, name, act in (
            (_("Count again"), _("The line goes back to not counted."), "again", lambda: self._count_again(line)),
            (
                _("I counted before that move"),
                _("Then {difference}.").format(difference=_difference_words(before)),
                "before",
                lambda: self._decide(line, Moved.BEFORE),
            ),
            (
                _("I counted after that move"),
                _("Then {difference}.").format(difference=_difference_words(after)),
                "after",
                lambda: self._decide(line, Moved.AFTER),
            ),
        ):
            button = Button(text, name=f"count_moved_{name}", label=f"{text}. {small}")
            button.clicked.connect(lambda _checked=False, act=act: act())
            parts += [button, 4, Text(small, "small", tone="text2", wrap=True), 16]
        return parts

    def _sums(self, review: CountReview, line: CountLine | None) -> list[QWidget | int]:
        undecided = sum(self._asked(each) for each in review.lines)
        facts = [
            (_("Lines counted"), number_text(review.counted)),
            (_("Match"), number_text(review.counted - len(review.lines))),
            (_("Differ"), number_text(review.different)),
            *([(_("Stock moved, to decide"), number_text(undecided))] if undecided else []),
            (_("Not counted, stay as they are"), number_text(review.uncounted)),
        ]
        if any(each.item.worth for each in review.lines):
            facts.append((_("Value of the differences"), money_text(review.value, review.currency)))
        parts: list[QWidget | int] = [FactsList(facts, look="ruled", name="count_review_sums")]
        if line is not None and line.item.serials:
            missing = [each.serial.number for each in line.numbers if not each.found]
            parts += [16, Text(_("Missing numbers"), bold=True), 4, Text("  ".join(missing), wrap=True)]
        if line is not None and line.moved is not None and not review.head.waiting:
            said = _("counted before the stock moved") if line.moved is Moved.BEFORE else _("counted after it moved")
            undo = Button(_("Decide again"), name="count_moved_anew", height=36)
            undo.clicked.connect(lambda: self._decide(line, None))
            parts += [16, Text(f"{line.item.name}: {said}", "small", tone="text2", wrap=True), 4, undo]
        return parts

    # Lines

    def _reasoned(self, line: CountLine, text: str) -> None:
        reason = reason_of(text)
        if line.item.serials:
            self._change(
                counting.count_numbers,
                item_id=line.item.id,
                batch_id=line.batch.id,
                place_id=line.place.id,
                found=[each.serial.id for each in line.numbers if each.found],
                reason=reason,
            )
        else:
            self._recount(line, line.counted, reason)

    def _recount(self, line: CountLine, counted: int | None, reason: object) -> None:
        self._change(
            counting.count_line,
            item_id=line.item.id,
            batch_id=line.batch.id,
            place_id=line.place.id,
            counted=counted,
            reason=reason,
        )

    def _count_again(self, line: CountLine) -> None:
        self._recount(line, None, None)
        self.show_message(
            "info",
            _("{item} is not counted any more. Go back to the sheet to count it again.").format(item=line.item.name),
        )

    def _decide(self, line: CountLine, moved: Moved | None) -> None:
        self._change(counting.decide_moved, batch_id=line.batch.id, place_id=line.place.id, moved=moved)

    def _change(self, operation: Callable[..., Any], **what: Any) -> None:
        self.clear_message()
        self._context.tasks.action(
            operation,
            stocktake_id=self._id,
            changed=Changed(0),
            then=lambda _line: self._read(),
            otherwise=self._refused,
            **what,
        )

    # The end

    def _show_actions(self, review: CountReview) -> None:
        self.clear_seconds()
        head = review.head
        if head.waiting and head.own:
            self.show_message(
                "info", _("You handed in this count. It waits for a second person, who looks at it and posts it.")
            )
            self.set_primary(_("Take it back"), self._send_back, name="count_take_back", shortcut=None)
            return
        if head.waiting:
            self.add_second(_("Send back"), self._send_back, name="count_send_back")
            self.set_primary(_("Approve and post"), self._approve, name="count_approve")
            return
        if not review.lines:
            self.set_primary(_("Finish count"), self._submit, name="count_submit")
        elif review.second:
            self.set_primary(_("Hand in for approval"), self._submit, name="count_submit")
            self.set_note(_("Somebody else approves it before the book changes."))
        else:
            self.set_primary(_("Post the count"), self._submit, name="count_submit")
            self.set_note(_("Nobody else can approve it. The report says so."))

    def _wait(self, waiting: bool) -> None:
        self._back.setEnabled(not waiting)
        if self.primary is not None:
            self.primary.setEnabled(not waiting)

    def _end(self, operation: Callable[..., Any], then: Callable[[Any], None], **what: Any) -> None:
        self.clear_message()
        self._wait(True)
        self._context.tasks.action(
            operation,
            stocktake_id=self._id,
            changed=Changed.STOCK | Changed.MONTHS,
            then=then,
            otherwise=self._refused,
            **what,
        )

    def _submit(self) -> None:
        self._end(count_review.submit_count, self._submitted, form_key=self._form_key)

    def _submitted(self, outcome: CountOutcome) -> None:
        if outcome.waiting:
            sentence = _("The count of {place} is handed in. It waits for a second person")
            self._on_finished(None, sentence.format(place=self._what()))
        elif outcome.posted is None:
            self._on_finished(None, _("Counted {place}: everything matched").format(place=self._what()))
        else:
            self._posted(outcome.posted)

    def _approve(self) -> None:
        self._end(count_review.approve_count, self._posted, form_key=self._form_key)

    def _posted(self, posted: Posted) -> None:
        different = self._review.different if self._review is not None else 0
        sentence = ngettext("Counted {place}: {count} difference", "Counted {place}: {count} differences", different)
        self._on_finished(posted, sentence.format(place=self._what(), count=number_text(different)))

    def _send_back(self) -> None:
        self._end(
            count_review.send_back_count,
            lambda _none: self._on_finished(
                None, _("The count of {place} goes on. Nothing was posted").format(place=self._what())
            ),
        )

    def _what(self) -> str:
        return count_words(self._review.head) if self._review is not None else ""

    def _refused(self, error: LarderError) -> None:
        self._wait(False)
        self.show_message("refusal", say(error))


def _expiry(line: CountLine) -> str:
    return "" if line.batch.expires_on is None else date_text(line.batch.expires_on)


def _book(line: CountLine) -> str:
    """The number the count is compared with."""
    return number_text((line.counted or 0) - line.difference)


def _difference_words(difference: int) -> str:
    if not difference:
        return _("it matches the book")
    if difference < 0:
        return _("{count} are missing").format(count=number_text(-difference))
    return _("{count} are more than in the book").format(count=number_text(difference))
