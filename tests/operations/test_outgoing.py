"""Materials used, numbered pieces written off, every reason, and goods sold into a fund."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import AlreadyReversed, Invalid, NotAllowed, NotEnoughStock, NotFound
from desktop.domain.money import MOST_MONEY
from desktop.domain.stock import (
    WRITE_OFF_REASONS,
    DocumentId,
    DocumentKind,
    Expiry,
    FundId,
    ItemId,
    MovementClass,
    PlaceId,
    Posted,
    Reason,
    SerialId,
    Source,
)
from desktop.operations import book, catalogue, outgoing, receiving, selling, undoing, users
from desktop.operations.outgoing import Leaving
from desktop.operations.receiving import Arrival
from desktop.storage import serials, stock
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.kit_desk import batches, new_item, receive, there

SOON, LATER = FIRST_DAY + timedelta(days=10), FIRST_DAY + timedelta(days=100)


def place_of(desk: Desk) -> PlaceId:
    return catalogue.save_place(desk.coordinator, name="Shelf A")


def use(
    desk: Desk, place: PlaceId, *lines: Leaving, purpose: str = "Sewing", on: date = FIRST_DAY, **more: object
) -> Posted:
    return outgoing.use_materials(
        desk.keeper,
        form_key=desk.new_form_key(),
        place_id=place,
        lines=lines,
        purpose=purpose,
        occurred_on=on,
        **more,  # type: ignore[arg-type]
    )


def test_materials_leave_for_an_activity_first_expired_first(desk: Desk) -> None:
    cloth, glue, place = new_item(desk, "Cloth"), new_item(desk, "Glue", expiry=Expiry.USE_BY), place_of(desk)
    receive(desk, cloth, 30, place)
    receive(desk, glue, 5, place, expires_on=LATER)
    receive(desk, glue, 5, place, expires_on=SOON)
    posted = use(desk, place, Leaving(cloth, 20), Leaving(glue, 7), purpose="  Sewing   masks ")
    assert there(desk.keeper, cloth) == 10
    assert batches(desk.keeper, glue) == {LATER: 3}
    found = book.document(desk.keeper, posted.document_id)
    assert (found.kind, found.purpose) == (DocumentKind.USE, "Sewing masks")
    assert {line.cls for line in found.lines} == {MovementClass.USED}


def test_what_is_used_is_corrected_in_one_step_and_undone_by_its_opposite(desk: Desk) -> None:
    cloth, place = new_item(desk, "Cloth"), place_of(desk)
    receive(desk, cloth, 30, place)
    first = use(desk, place, Leaving(cloth, 28))
    second = use(desk, place, Leaving(cloth, 29), corrects=first.document_id)
    assert there(desk.keeper, cloth) == 1
    assert book.document(desk.keeper, first.document_id).undone
    undoing.undo_stock(desk.keeper, form_key=desk.new_form_key(), document_id=second.document_id)
    assert there(desk.keeper, cloth) == 30


def test_materials_that_are_not_there_or_for_nothing_are_refused(desk: Desk) -> None:
    cloth, place = new_item(desk, "Cloth"), place_of(desk)
    receive(desk, cloth, 3, place)
    with pytest.raises(NotEnoughStock):
        use(desk, place, Leaving(cloth, 2), Leaving(cloth, 2))
    for values, field in (
        ({"lines": ()}, "lines"),
        ({"lines": (Leaving(cloth, 0),)}, "quantity"),
        ({"purpose": " "}, "purpose"),
        ({"purpose": "x" * 121}, "purpose"),
        ({"place_id": PlaceId(99)}, "place_id"),
        ({"occurred_on": FIRST_DAY + timedelta(days=1)}, "occurred_on"),
    ):
        usual: dict[str, object] = {
            "form_key": desk.new_form_key(),
            "place_id": place,
            "lines": (Leaving(cloth, 1),),
            "purpose": "Sewing",
            "occurred_on": FIRST_DAY,
        }
        with pytest.raises(Invalid) as refused:
            outgoing.use_materials(desk.keeper, **(usual | values))  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotFound):
        use(desk, place, Leaving(ItemId(99), 1))
    assert there(desk.keeper, cloth) == 3


@pytest.mark.parametrize("reason", WRITE_OFF_REASONS)
def test_stock_is_written_off_for_every_reason(desk: Desk, reason: Reason) -> None:
    soap, place = new_item(desk, "Soap"), place_of(desk)
    receive(desk, soap, 5, place)
    posted = write_off(desk, soap, place, 2, reason)
    (line,) = book.document(desk.keeper, posted.document_id).lines
    assert (line.cls, line.quantity, line.reason) == (MovementClass.WRITTEN_OFF, -2, reason)


@pytest.mark.parametrize("reason", sorted(set(Reason) - set(WRITE_OFF_REASONS)))
def test_a_reason_of_a_count_is_none_to_write_off(desk: Desk, reason: Reason) -> None:
    soap, place = new_item(desk, "Soap"), place_of(desk)
    receive(desk, soap, 5, place)
    with pytest.raises(Invalid) as refused:
        write_off(desk, soap, place, 2, reason)
    assert refused.value.field == "reason"


def write_off(desk: Desk, item: ItemId, place: PlaceId, quantity: int, reason: Reason, **more: object) -> Posted:
    return outgoing.write_off(
        desk.keeper,
        form_key=desk.new_form_key(),
        item_id=item,
        batch_id=stock.same_batch(desk.database, item, "", None, FIRST_DAY).id,
        place_id=place,
        quantity=quantity,
        reason=reason,
        occurred_on=FIRST_DAY,
        **more,  # type: ignore[arg-type]
    )


def test_a_write_off_is_corrected_in_one_step(desk: Desk) -> None:
    soap, place = new_item(desk, "Soap"), place_of(desk)
    receive(desk, soap, 5, place)
    first = write_off(desk, soap, place, 5, Reason.LOST)
    second = write_off(desk, soap, place, 4, Reason.STOLEN, corrects=first.document_id)
    assert there(desk.keeper, soap) == 1
    assert book.document(desk.keeper, second.document_id).corrects == first.number


def test_pieces_with_numbers_do_not_leave_without_saying_which(desk: Desk) -> None:
    cards, place = new_item(desk, "Cards", serials=True), place_of(desk)
    fund = catalogue.save_fund(desk.keeper, name="Garden")
    for call in (
        lambda: use(desk, place, Leaving(cards, 1)),
        lambda: use(desk, place, Leaving(cards, 1, (SerialId(99),))),
        lambda: write_off(desk, cards, place, 1, Reason.LOST),
        lambda: sell(desk, place, fund, Leaving(cards, 1)),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        assert refused.value.field == "serials"


# Selling


def sell(
    desk: Desk, place: PlaceId, fund: FundId, *lines: Leaving, amount: int = 1250, currency: str = "THB", **more: object
) -> Posted:
    values: dict[str, object] = {"form_key": desk.new_form_key(), "occurred_on": FIRST_DAY, **more}
    return selling.sell(
        desk.volunteer,
        place_id=place,
        lines=lines,
        fund_id=fund,
        amount=amount,
        currency=currency,
        **values,  # type: ignore[arg-type]
    )


@pytest.fixture
def shop(desk: Desk) -> tuple[ItemId, PlaceId, FundId]:
    """Ten sweets on a shelf, and a fund."""
    sweets, place = new_item(desk, "Sweets", expiry=Expiry.BEST_BEFORE), place_of(desk)
    receive(desk, sweets, 10, place, expires_on=LATER)
    return sweets, place, catalogue.save_fund(desk.keeper, name="Garden")


def test_a_sale_takes_the_goods_and_brings_the_money_into_its_fund(
    desk: Desk, shop: tuple[ItemId, PlaceId, FundId]
) -> None:
    sweets, place, fund = shop
    posted = sell(desk, place, fund, Leaving(sweets, 4), currency="thb")
    sell(desk, place, fund, Leaving(sweets, 1), amount=500, currency="USD")
    assert there(desk.keeper, sweets) == 5
    assert [(each.fund.name, each.currency, each.amount) for each in selling.fund_balances(desk.coordinator)] == [
        ("Garden", "THB", 1250),
        ("Garden", "USD", 500),
    ]
    assert selling.sale_money(desk.volunteer, posted.document_id) == selling.Money(1250, "THB")
    found = book.document(desk.keeper, posted.document_id)
    assert (found.kind, found.fund_id, {line.cls for line in found.lines}) == (
        DocumentKind.SALE,
        fund,
        {MovementClass.SOLD},
    )


def test_undoing_a_sale_brings_the_goods_back_and_takes_the_money_out(
    desk: Desk, shop: tuple[ItemId, PlaceId, FundId]
) -> None:
    sweets, place, fund = shop
    posted = sell(desk, place, fund, Leaving(sweets, 4))
    key = desk.new_form_key()
    undone = selling.undo_sale(desk.volunteer, form_key=key, document_id=posted.document_id)
    assert selling.undo_sale(desk.volunteer, form_key=key, document_id=posted.document_id) == undone
    assert there(desk.keeper, sweets) == 10
    assert [each.amount for each in selling.fund_balances(desk.coordinator)] == [0]
    assert selling.sale_money(desk.coordinator, undone.document_id) == selling.Money(-1250, "THB")
    with pytest.raises(AlreadyReversed):
        selling.undo_sale(desk.volunteer, form_key=desk.new_form_key(), document_id=posted.document_id)


def test_a_sale_is_not_undone_like_a_delivery_and_a_delivery_not_like_a_sale(
    desk: Desk, shop: tuple[ItemId, PlaceId, FundId]
) -> None:
    sweets, place, fund = shop
    posted = sell(desk, place, fund, Leaving(sweets, 4))
    with pytest.raises(NotFound):
        undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=posted.document_id)
    with pytest.raises(NotFound):
        selling.undo_sale(desk.coordinator, form_key=desk.new_form_key(), document_id=DocumentId(1))


def test_pressing_twice_sells_once(desk: Desk, shop: tuple[ItemId, PlaceId, FundId]) -> None:
    sweets, place, fund = shop
    key = desk.new_form_key()
    assert sell(desk, place, fund, Leaving(sweets, 4), form_key=key) == sell(
        desk, place, fund, Leaving(sweets, 4), form_key=key
    )
    assert [each.amount for each in selling.fund_balances(desk.coordinator)] == [1250]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": MOST_MONEY + 1}, "amount"),
        ({"currency": "QQQ"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"fund": FundId(99)}, "fund_id"),
        ({"place": PlaceId(99)}, "place_id"),
    ],
)
def test_an_impossible_sale_is_refused_beside_its_field_and_leaves_nothing(
    desk: Desk, shop: tuple[ItemId, PlaceId, FundId], values: dict[str, object], field: str
) -> None:
    sweets, place, fund = shop
    with pytest.raises(Invalid) as refused:
        sell(
            desk,
            values.pop("place", place),  # type: ignore[arg-type]
            values.pop("fund", fund),  # type: ignore[arg-type]
            Leaving(sweets, 1),
            **values,  # type: ignore[arg-type]
        )
    assert refused.value.field == field
    assert there(desk.keeper, sweets) == 10
    assert not selling.fund_balances(desk.coordinator)


def test_a_sale_of_more_than_is_there_brings_no_money(desk: Desk, shop: tuple[ItemId, PlaceId, FundId]) -> None:
    sweets, place, fund = shop
    with pytest.raises(NotEnoughStock):
        sell(desk, place, fund, Leaving(sweets, 11))
    assert not selling.fund_balances(desk.coordinator)


def test_a_stock_keeper_sells_nothing_and_learns_of_no_money(desk: Desk, shop: tuple[ItemId, PlaceId, FundId]) -> None:
    sweets, place, fund = shop
    posted = sell(desk, place, fund, Leaving(sweets, 1))
    for call in (
        lambda: selling.sell(
            desk.keeper,
            form_key="x",
            place_id=place,
            lines=[Leaving(sweets, 1)],
            fund_id=fund,
            amount=1,
            currency="THB",
            occurred_on=FIRST_DAY,
        ),
        lambda: selling.sale_money(desk.keeper, posted.document_id),
        lambda: selling.fund_balances(desk.keeper),
        lambda: selling.undo_sale(desk.keeper, form_key="x", document_id=posted.document_id),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_the_first_currency_is_the_collectives_until_another_is_chosen(
    desk: Desk, shop: tuple[ItemId, PlaceId, FundId]
) -> None:
    sweets, place, fund = shop
    assert users.collective_settings(desk.keeper).currency == ""
    sell(desk, place, fund, Leaving(sweets, 1))
    assert users.collective_settings(desk.keeper).currency == "THB"
    usual = {"collective": "", "small_count": 10, "idle_minutes": 10}
    users.change_settings(desk.coordinator, **usual)  # type: ignore[arg-type]
    assert users.collective_settings(desk.keeper).currency == "THB"
    users.change_settings(desk.coordinator, **usual, currency="eur")  # type: ignore[arg-type]
    sell(desk, place, fund, Leaving(sweets, 1))
    assert users.collective_settings(desk.keeper).currency == "EUR"
    with pytest.raises(Invalid):
        users.change_settings(desk.coordinator, **usual, currency="XYZ")  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    amounts=st.lists(
        st.tuples(st.integers(1, 10**9), st.sampled_from(["THB", "JPY", "KWD"]), st.booleans()), max_size=5
    )
)
def test_a_fund_holds_what_was_sold_and_not_undone(desk: Desk, amounts: list[tuple[int, str, bool]]) -> None:
    bread, place = (
        new_item(desk, f"Bread {desk.new_form_key()}"),
        catalogue.save_place(desk.coordinator, name=desk.new_form_key()),
    )
    receive(desk, bread, 10, place)
    fund = catalogue.save_fund(desk.keeper, name=desk.new_form_key())
    wanted: dict[str, int] = {}
    for amount, currency, undone in amounts:
        posted = sell(desk, place, fund, Leaving(bread, 1), amount=amount, currency=currency)
        if undone:
            selling.undo_sale(desk.volunteer, form_key=desk.new_form_key(), document_id=posted.document_id)
        wanted[currency] = wanted.get(currency, 0) + (0 if undone else amount)
    found = {each.currency: each.amount for each in selling.fund_balances(desk.coordinator) if each.fund.id == fund}
    assert found == wanted


def test_chosen_numbers_leave_and_come_back_when_it_is_undone(desk: Desk) -> None:
    cards, place = new_item(desk, "Cards", serials=True), place_of(desk)
    fund = catalogue.save_fund(desk.keeper, name="Garden")
    receiving.receive_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        source=Source.PURCHASE,
        origin="",
        place_id=place,
        lines=[Arrival(cards, 4, numbers=("1", "2", "3", "4"))],
        occurred_on=FIRST_DAY,
    )
    one, two, three, four = (serial.id for serial in serials.there(desk.database, cards))
    use(desk, place, Leaving(cards, 1, (two,)))
    sold = sell(desk, place, fund, Leaving(cards, 1, (four,)))
    write_off(desk, cards, place, 1, Reason.TAKEN, serials=(one,))
    assert [serial.id for serial in serials.there(desk.database, cards)] == [three]
    selling.undo_sale(desk.volunteer, form_key=desk.new_form_key(), document_id=sold.document_id)
    assert [serial.id for serial in serials.there(desk.database, cards)] == [three, four]
    with pytest.raises(Invalid):
        sell(desk, place, fund, Leaving(cards, 1, (two,)))
