"""The catalogue: packs, barcodes and names of items, photos, places and funds."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.stock import Barcode, Category, Expiry, ItemId, Pack, PlaceKind, Unit
from desktop.i18n import speaking
from desktop.operations import catalogue, counting, photos, stock
from desktop.operations.photos import LARGEST_PHOTO
from tests.operations.desk import Desk
from tests.operations.test_stock import new_item, new_place, receive

FACTS = {"category": Category.HYGIENE, "unit": Unit.PIECE, "expiry": Expiry.NONE}


def save(desk: Desk, name: str, **changes: object) -> ItemId:
    return catalogue.save_item(desk.keeper, name=name, **{**FACTS, **changes})  # type: ignore[arg-type]


def item(desk: Desk, item_id: ItemId):  # type: ignore[no-untyped-def]
    return stock.item_detail(desk.keeper, item_id).stock.item


def test_a_new_item_needs_only_a_name(desk: Desk) -> None:
    found = item(desk, save(desk, "Pads"))
    assert (found.name, found.packs, found.barcodes, found.serials, found.lots) == ("Pads", (), (), False, True)


def test_an_item_keeps_several_packs_and_a_barcode_for_each(desk: Desk) -> None:
    packs = [Pack("Box of 12", 12), Pack("Carton", 144)]
    codes = [Barcode("111"), Barcode("222", 12), Barcode("333", 144), Barcode("334", 144)]
    found = item(desk, save(desk, "Condoms", packs=packs, barcodes=codes))
    assert found.packs == tuple(packs)
    assert found.barcodes == tuple(codes)
    assert catalogue.find_barcode(desk.keeper, "333") == found.id


@pytest.mark.parametrize(
    "codes",
    [[Barcode("111", 7)], [Barcode("111", 0)], [Barcode("111"), Barcode("111", 12)]],
    ids=["of no pack", "of nothing", "twice"],
)
def test_a_barcode_stands_on_one_piece_or_on_one_of_the_packs(desk: Desk, codes: list[Barcode]) -> None:
    with pytest.raises(Invalid) as refused:
        save(desk, "Condoms", packs=[Pack("Box", 12)], barcodes=codes)
    assert refused.value.field == "barcodes"


def test_two_packs_of_one_size_are_refused(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        save(desk, "Condoms", packs=[Pack("Box", 12), Pack("Bag", 12)])
    assert refused.value.field == "packs"


def test_an_item_is_called_as_the_language_spoken_calls_it(desk: Desk) -> None:
    found = save(desk, "Masks", names=[("zh_CN", "口罩"), ("en", "")])
    assert item(desk, found).name == "Masks"
    with speaking("zh_CN"):
        assert item(desk, found).name == "口罩"
        assert [line.item.name for line in stock.stock_list(desk.keeper, text="mask")] == ["口罩"]


def test_a_name_in_another_language_is_nobody_elses(desk: Desk) -> None:
    save(desk, "Masks", names=[("zh_CN", "口罩")])
    with pytest.raises(Invalid) as refused:
        save(desk, "口罩")
    assert refused.value.field == "name"
    with pytest.raises(Invalid) as refused:
        save(desk, "Caps", names=[("zh_CN", "口罩")])
    assert refused.value.field == "names"


def test_items_out_of_use_have_a_list_of_their_own(desk: Desk) -> None:
    found, other = save(desk, "Pads"), save(desk, "Combs")
    assert stock.stock_list(desk.keeper, only="unused") == ()
    save(desk, "Pads", item_id=found, active=False)
    assert [line.item.name for line in stock.stock_list(desk.keeper)] == ["Combs"]
    assert [line.item.name for line in stock.stock_list(desk.keeper, only="unused")] == ["Pads"]
    assert other != found


def test_numbers_on_pieces_are_settled_before_the_first_move(desk: Desk) -> None:
    place, found = new_place(desk), save(desk, "Gift cards")
    save(desk, "Gift cards", item_id=found, serials=True)
    assert item(desk, found).serials
    save(desk, "Gift cards", item_id=found, serials=False)
    receive(desk, found, 3, place)
    with pytest.raises(Invalid) as refused:
        save(desk, "Gift cards", item_id=found, serials=True)
    assert refused.value.field == "serials"
    with pytest.raises(Invalid):
        save(desk, "Rice", unit=Unit.GRAM, serials=True)


def test_a_place_where_something_stands_stays_in_use(desk: Desk) -> None:
    shelf, bag = new_place(desk), catalogue.save_place(desk.keeper, name="Bag 2", kind=PlaceKind.BAG)
    receive(desk, new_item(desk), 3, shelf)
    assert [(use.place.name, use.items) for use in catalogue.place_list(desk.keeper)] == [("Shelf A", 1), ("Bag 2", 0)]
    with pytest.raises(Invalid, match="Invalid") as refused:
        catalogue.save_place(desk.keeper, place_id=shelf, name="Shelf A", active=False)
    assert refused.value.field == "active"
    catalogue.save_place(desk.keeper, place_id=bag, name="Bag 2", kind=PlaceKind.BAG, active=False)
    assert [place.name for place in catalogue.places(desk.keeper)] == ["Shelf A"]
    assert [use.place.active for use in catalogue.place_list(desk.keeper)] == [True, False]


def test_the_only_place_stays_in_use_and_so_does_one_being_counted(desk: Desk) -> None:
    shelf = new_place(desk)
    with pytest.raises(Invalid):
        catalogue.save_place(desk.keeper, place_id=shelf, name="Shelf A", active=False)
    other = new_place(desk, "Shelf B")
    counting.begin_count(desk.keeper, place_id=other)
    with pytest.raises(Invalid):
        catalogue.save_place(desk.keeper, place_id=other, name="Shelf B", active=False)


def test_funds_have_names_of_their_own_and_go_out_of_use(desk: Desk) -> None:
    fund = catalogue.save_fund(desk.keeper, name="City grant")
    with pytest.raises(Invalid):
        catalogue.save_fund(desk.keeper, name="city GRANT")
    catalogue.save_fund(desk.keeper, fund_id=fund, name="City grant 2027", active=False)
    assert catalogue.funds(desk.keeper) == ()
    assert [each.name for each in catalogue.funds(desk.keeper, active_only=False)] == ["City grant 2027"]


# Photos


def png(width: int = 256, height: int = 256, *, size: int = 60) -> bytes:
    """The beginning of a PNG."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)
    return head + bytes(size - len(head))


def test_a_photo_is_kept_shown_and_taken_away(desk: Desk) -> None:
    found = save(desk, "Pads")
    assert photos.item_photo(desk.volunteer, found) is None
    photos.set_item_photo(desk.keeper, item_id=found, image=png())
    assert item(desk, found).has_photo
    assert photos.item_photo(desk.volunteer, found) == png()
    photos.set_item_photo(desk.keeper, item_id=found, image=None)
    assert not item(desk, found).has_photo


@pytest.mark.parametrize(
    "image",
    [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + bytes(90), b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 3,
     png(257), png(1, 257), png(0), png(1, 0), png(size=LARGEST_PHOTO + 1), b"GIF89a" + png()],
)  # fmt: skip
def test_what_is_no_small_picture_is_not_kept(desk: Desk, image: bytes) -> None:
    found = save(desk, "Pads")
    with pytest.raises(Invalid) as refused:
        photos.set_item_photo(desk.keeper, item_id=found, image=image)
    assert refused.value.field == "image"
    assert photos.item_photo(desk.keeper, found) is None


def test_a_photo_belongs_to_an_item_that_is_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        photos.set_item_photo(desk.keeper, item_id=ItemId(99), image=png())


@given(st.binary(max_size=80))
def test_nothing_that_is_not_a_picture_passes_for_one(image: bytes) -> None:
    assert not photos._is_small_png(image)
