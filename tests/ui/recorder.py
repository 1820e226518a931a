"""Stands in for `Messages` in tests: keeps what was said and asked, and answers as told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop.ui.messages import Action, MessagePlace


@dataclass(frozen=True)
class Question:
    """A question that was asked, with what each answer would do."""

    question: str
    sentence: str
    facts: list[tuple[str, str]]
    safe: str
    act: str
    on_act: Callable[[], object]
    on_safe: Callable[[], object] | None


@dataclass
class ProgressRecord:
    """Stands in for a progress dialog."""

    title: str
    steps: list[tuple[int, int]] = field(default_factory=list)
    ended: bool = False

    @property
    def panel(self) -> "ProgressRecord":
        return self

    def set_progress(self, done: int, whole: int, sentence: str | None = None) -> None:
        self.steps.append((done, whole))

    def accept(self) -> None:
        self.ended = True

    def reject(self) -> None:
        self.ended = True


class MessageRecorder:
    """Use it wherever a `Messages` is asked for.

    Attributes:
        refused, warned, informed: the sentences, oldest first.
        actions: the (words, object name, callback) of the last sentence.
        asked: the questions, oldest first.
        answer: what a question is answered with at once: "act", "safe", or None to leave it open for `answer_act`.
    """

    def __init__(self) -> None:
        self.refused: list[str] = []
        self.warned: list[str] = []
        self.informed: list[str] = []
        self.actions: list[Action] = []
        self.asked: list[Question] = []
        self.progresses: list[ProgressRecord] = []
        self.cleared = 0
        self.answer: str | None = None
        self.place: MessagePlace | None = None

    def use(self, place: MessagePlace | None) -> None:
        self.place = place

    def refuse(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        self.refused.append(sentence)
        self.actions = list(actions)

    def warn(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        self.warned.append(sentence)
        self.actions = list(actions)

    def inform(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        self.informed.append(sentence)
        self.actions = list(actions)

    def clear(self) -> None:
        self.cleared += 1

    def confirm(
        self,
        question: str,
        sentence: str,
        facts: Sequence[tuple[str, str]] = (),
        *,
        safe: str,
        act: str,
        on_act: Callable[[], object],
        on_safe: Callable[[], object] | None = None,
    ) -> None:
        self.asked.append(Question(question, sentence, list(facts), safe, act, on_act, on_safe))
        if self.answer == "act":
            on_act()
        elif self.answer == "safe" and on_safe is not None:
            on_safe()

    def progress(self, title: str, sentence: str, *, on_cancel: Callable[[], object] | None = None) -> ProgressRecord:
        record = ProgressRecord(title)
        self.progresses.append(record)
        return record

    def answer_act(self) -> None:
        """Press the act button of the last question."""
        self.asked[-1].on_act()

    def answer_safe(self) -> None:
        """Press the safe button of the last question."""
        on_safe = self.asked[-1].on_safe
        if on_safe is not None:
            on_safe()
