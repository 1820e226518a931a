import pytest

from desktop.domain.errors import Invalid
from desktop.domain.stock import (
    Category,
    DocumentKind,
    Expiry,
    Item,
    MovementClass,
    Posted,
    SerialId,
    Unit,
)
from desktop.operations import catalogue, numbered, posting, undoing
from desktop.storage import serials as kept
from desktop.storage import stock
from desktop.storage.documents import Line
from tests.operations.desk import FIRST_DAY, Desk


class Cards:
    """Transit cards on a shelf, entered the way goods received are."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.session = desk.keeper
        self.item_id = catalogue.save_item(
            desk.keeper,
            name="Transit card",
            category=Category.CARDS,
            unit=Unit.PIECE,
            expiry=Expiry.NONE,
            serials=True,
        )
        self.shelf = catalogue.save_place(desk.keeper, name="Shelf A")
        self.bag = catalogue.save_place(desk.keeper, name="Bag")
        with self.session.transaction():
            self.batch = stock.same_batch(desk.database, self.item_id, "", None, FIRST_DAY).id

    @property
    def item(self) -> Item:
        return posting.known_item(self.session, self.item_id)

    def receive(self, *numbers: str, returning: bool = False) -> tuple[Posted, tuple[SerialId, ...]]:
        with self.session.transaction():
            serials = numbered.new_serials(self.session, self.item, self.batch, numbers, returning=returning)
            line = Line(self.item_id, self.batch, self.shelf, MovementClass.RECEIVED, len(serials), serials=serials)
            return self._post(DocumentKind.INTAKE, line), serials

    def use(self, *serials: SerialId) -> Posted:
        with self.session.transaction():
            taken = numbered.taken_serials(self.session, self.item, len(serials), serials)
            return self._post(
                DocumentKind.USE,
                *(
                    Line(self.item_id, batch, place, MovementClass.USED, -len(each), serials=each)
                    for (batch, place), each in taken.items()
                ),
            )

    def move(self, *serials: SerialId) -> Posted:
        with self.session.transaction():
            out = Line(self.item_id, self.batch, self.shelf, MovementClass.MOVED, -len(serials), serials=serials)
            come = Line(self.item_id, self.batch, self.bag, MovementClass.MOVED, len(serials), serials=serials)
            return self._post(DocumentKind.TRANSFER, out, come)

    def undo(self, posted: Posted) -> Posted:
        return undoing.undo_stock(
            self.desk.coordinator, form_key=self.desk.new_form_key(), document_id=posted.document_id
        )

    def there(self) -> list[str]:
        return [serial.number for serial in kept.there(self.desk.database, self.item_id)]

    def _post(self, kind: DocumentKind, *lines: Line) -> Posted:
        entry = posting.begin_entry(self.session, form_key=self.desk.new_form_key(), day=self.session.today())
        return posting.post(self.session, entry, kind=kind, lines=lines)


@pytest.fixture
def cards(desk: Desk) -> Cards:
    return Cards(desk)


def test_numbers_come_in_and_are_there(cards: Cards) -> None:
    cards.receive(" 4711 ", "4712")
    assert cards.there() == ["4711", "4712"]


@pytest.mark.parametrize("number", ["", "   ", "\u0301", "x" * 41, "47\n11", "47\u200b11"])
def test_what_cannot_be_a_number_is_refused(cards: Cards, number: str) -> None:
    with pytest.raises(Invalid) as refused:
        cards.receive(number)
    assert refused.value.field == "numbers"
    assert cards.there() == []


def test_a_number_stands_once_whatever_its_case(cards: Cards) -> None:
    with pytest.raises(Invalid) as refused:
        cards.receive("ab 1", "AB  1")
    assert "twice" in refused.value.text


def test_a_number_in_the_house_does_not_come_in_again_even_as_a_return(cards: Cards) -> None:
    cards.receive("4711")
    for returning in (False, True):
        with pytest.raises(Invalid) as refused:
            cards.receive("4711", returning=returning)
        assert refused.value.values == {"number": "4711", "place": "Shelf A"}


def test_a_number_that_left_comes_in_again_only_as_a_return(cards: Cards) -> None:
    _posted, serials = cards.receive("4711")
    cards.use(*serials)
    with pytest.raises(Invalid) as refused:
        cards.receive("4711")
    assert "before" in refused.value.text
    _posted, again = cards.receive("4711", returning=True)
    assert again == serials
    assert cards.there() == ["4711"]


def test_a_number_whose_coming_in_was_undone_can_be_entered_anew(cards: Cards) -> None:
    posted, _serials = cards.receive("4711")
    cards.undo(posted)
    assert cards.there() == []
    cards.receive("4711")
    assert cards.there() == ["4711"]


def test_numbers_are_grouped_by_where_they_are(cards: Cards) -> None:
    _posted, (first, second, third) = cards.receive("1", "2", "3")
    cards.move(second)
    taken = numbered.taken_serials(cards.session, cards.item, 3, (first, second, third))
    assert taken == {(cards.batch, cards.shelf): (first, third), (cards.batch, cards.bag): (second,)}


@pytest.mark.parametrize("chosen", [0, 1, 3])
def test_the_count_of_numbers_is_the_quantity(cards: Cards, chosen: int) -> None:
    _posted, serials = cards.receive("1", "2", "3")
    with pytest.raises(Invalid) as refused:
        numbered.taken_serials(cards.session, cards.item, 2, serials[:chosen])
    assert refused.value.field == "serials"


def test_one_number_is_not_taken_twice(cards: Cards) -> None:
    _posted, (first, _second) = cards.receive("1", "2")
    with pytest.raises(Invalid):
        numbered.taken_serials(cards.session, cards.item, 2, (first, first))


def test_a_number_that_is_elsewhere_or_out_is_refused(cards: Cards) -> None:
    _posted, (first, second) = cards.receive("1", "2")
    cards.use(first)
    for serial, at in ((first, None), (second, {cards.bag}), (SerialId(99), None)):
        with pytest.raises(Invalid) as refused:
            numbered.taken_serials(cards.session, cards.item, 1, (serial,), at=at)
        assert refused.value.field == "serials"


def test_a_number_of_another_item_is_refused(cards: Cards) -> None:
    _posted, (first,) = cards.receive("1")
    other = catalogue.save_item(
        cards.session,
        name="SIM card",
        category=Category.CARDS,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        serials=True,
    )
    with pytest.raises(Invalid):
        numbered.taken_serials(cards.session, posting.known_item(cards.session, other), 1, (first,))


def test_a_number_does_not_go_out_before_it_came(cards: Cards) -> None:
    cards.receive("1")
    day = FIRST_DAY.replace(day=26)
    cards.desk.clock.set(day)
    _posted, (second,) = cards.receive("2")
    with pytest.raises(Invalid) as refused:
        numbered.taken_serials(cards.session, cards.item, 1, (second,), on=FIRST_DAY)
    assert refused.value.values["date"] == day
    assert numbered.taken_serials(cards.session, cards.item, 1, (second,), on=day)


def test_what_was_undone_on_its_day_does_not_hold_a_number_back(cards: Cards) -> None:
    _posted, (first,) = cards.receive("1")
    cards.desk.clock.set(FIRST_DAY.replace(day=26))
    cards.undo(cards.use(first))
    assert numbered.taken_serials(cards.session, cards.item, 1, (first,), on=FIRST_DAY)


def test_an_item_without_numbers_is_not_refused(cards: Cards) -> None:
    plain = catalogue.save_item(
        cards.session, name="Soap", category=Category.HYGIENE, unit=Unit.PIECE, expiry=Expiry.NONE
    )
    numbered.refuse_numbered(posting.known_item(cards.session, plain))
    with pytest.raises(Invalid):
        numbered.refuse_numbered(cards.item)


def test_no_document_moves_a_numbered_item_without_its_numbers(cards: Cards) -> None:
    _posted, serials = cards.receive("1", "2")
    for carried in ((), serials[:1]):
        line = Line(cards.item_id, cards.batch, cards.shelf, MovementClass.USED, -2, serials=carried)
        with pytest.raises(Invalid) as refused, cards.session.transaction():
            cards._post(DocumentKind.USE, line)
        assert refused.value.field == "serials"


def test_goods_received_are_not_undone_under_a_number_that_left(cards: Cards) -> None:
    posted, (first,) = cards.receive("1")
    cards.receive("2")
    cards.use(first)
    with pytest.raises(Invalid) as refused:
        cards.undo(posted)
    assert refused.value.values["number"] == "1"
    assert cards.there() == ["2"]


def test_a_use_is_not_undone_when_its_number_came_back_meanwhile(cards: Cards) -> None:
    _posted, (first,) = cards.receive("1")
    used = cards.use(first)
    cards.receive("1", returning=True)
    with pytest.raises(Invalid):
        cards.undo(used)


def test_undoing_a_move_puts_the_number_back(cards: Cards) -> None:
    _posted, (first,) = cards.receive("1")
    moved = cards.move(first)
    cards.undo(moved)
    found = kept.serial(cards.desk.database, first)
    assert found is not None
    assert found.place is not None
    assert found.place.id == cards.shelf
