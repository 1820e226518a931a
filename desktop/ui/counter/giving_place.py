"""The small line that says where it is given from: stores and shelves, until a bag or another place is chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.stock import Place, PlaceId
from desktop.i18n import _
from desktop.operations import catalogue
from desktop.ui.context import Context
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text

_AT_HAND = 0


class GivingPlace(QWidget):
    """A chosen place stays until another is chosen, and stands in the colour of a warning. Absent while there is one place.

    Signals:
        changed(): Another place was chosen.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("counter_from")
        self._context = context
        self._places: tuple[Place, ...] = ()
        self._place: PlaceId | None = None
        self._before: tuple[PlaceId | None] | None = None
        self._mark = IconMark("place", 20)
        self._words = Text("", wrap=True, name="counter_from_words")
        self._other = Button("", name="counter_other_place", kind="quiet", height=36, flush=True)
        line = row(self._mark, self._words, self._other, spacing=10)
        line.setStretch(1, 1)
        self._line = boxed(line)
        self._choice = ChoiceField(_("Give from"), name="counter_place")
        self._choice.hide()
        self.setLayout(column(self._line, self._choice))
        self._other.clicked.connect(lambda _checked=False: self._on_other())
        self._choice.chosen.connect(self._on_chosen)
        self.hide()

    def value(self) -> PlaceId | None:
        """The chosen place; None for stores and shelves."""
        return self._place

    def load(self) -> None:
        """Ask which places there are now."""
        self._context.tasks.query(catalogue.places, then=self._use_places, latest="counter_places")

    def choose(self, place_id: PlaceId | None) -> None:
        """Choose a place, as when it is chosen in the window."""
        if place_id != self._place:
            self._place = place_id
            self.changed.emit()
        self._show()

    def correct(self, place_id: PlaceId | None) -> None:
        """Begin with the place of the hand-out that is corrected."""
        if self._before is None:
            self._before = (self._place,)
        self.choose(place_id)

    def corrected(self) -> None:
        """The correction is over: back to the place before it."""
        if self._before is not None:
            (before,), self._before = self._before, None
            self.choose(before)

    def settle(self) -> None:
        """Show the place in words again."""
        self._choice.hide()
        self._show()

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self._places = places
        usual: list[tuple[str, object]] = [(_("Stores and shelves"), _AT_HAND)]
        away_first = sorted(places, key=lambda place: place.kind.at_hand)
        self._choice.set_options(usual + [(place.name, place.id) for place in away_first])
        if self._place is not None and not any(place.id == self._place for place in places):
            self._place = None  # out of use since
            self.changed.emit()
        self._show()

    def _show(self) -> None:
        name = next((place.name for place in self._places if place.id == self._place), "")
        self._words.set_words(
            _("From: {place}").format(place=name) if self._place is not None else _("From the shelves")
        )
        tone = "warn" if self._place is not None else "text2"
        self._words.set_tone("warn" if self._place is not None else "text")
        self._mark.set_icon("place", tone)
        self._other.set_words(_("As usual") if self._place is not None else _("Another place"))
        self._line.setVisible(self._choice.isHidden())
        self.setVisible(len(self._places) > 1 or self._place is not None)

    def _on_other(self) -> None:
        if self._place is not None:
            self.choose(None)
            return
        self._choice.set_value(_AT_HAND)
        self._line.hide()
        self._choice.show()
        self._choice.setFocus()

    def _on_chosen(self, value: int) -> None:
        self._choice.hide()
        self.choose(PlaceId(value) if value != _AT_HAND else None)
        self._other.setFocus()
