"""The month's figures with everything the desk does, by place, by fund, with kits expanded; and their papers."""

import csv
import io
import json
from collections import Counter
from datetime import date

import pytest

from desktop.domain.errors import NotFound
from desktop.domain.periods import Month
from desktop.domain.share_copy import share_copy
from desktop.domain.stock import DocumentId, FundId, ItemId, PlaceId, PlaceKind, Reason
from desktop.domain.summary import ItemFigures
from desktop.i18n import speaking
from desktop.operations import (
    catalogue,
    checking,
    distribution,
    kits,
    merging,
    months,
    moving,
    outgoing,
    partners,
    selling,
    undoing,
)
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.outgoing import Leaving
from desktop.operations.partners import ReportLine
from tests.documents.reading import letters_outside, letters_overlapping, text_of
from tests.operations.desk import Desk
from tests.operations.kit_desk import new_item, receive

NOVEMBER = Month(2026, 11)


class House:
    """A store, a bag and a partner group; soap and masks paid by a grant and by nobody, and a kit of both."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        session = desk.coordinator
        self.store: PlaceId = catalogue.save_place(session, name="Store", kind=PlaceKind.STORE)
        self.bag: PlaceId = catalogue.save_place(session, name="Blue bag", kind=PlaceKind.BAG)
        self.partner: PlaceId = catalogue.save_place(session, name="Rosa house", kind=PlaceKind.PARTNER)
        self.fund: FundId = catalogue.save_fund(session, name="Harbour grant")
        self.soap, self.masks, self.kit = (new_item(desk, name) for name in ("Soap", "Masks", "Wash kit"))
        receive(desk, self.soap, 100, self.store, fund_id=self.fund)
        receive(desk, self.soap, 40, self.store)
        receive(desk, self.masks, 200, self.store)
        kits.save_recipe(session, item_id=self.kit, parts=[(self.soap, 1), (self.masks, 3)])
        kits.pack_kits(
            session,
            form_key=desk.new_form_key(),
            item_id=self.kit,
            count=10,
            place_id=self.store,
            occurred_on=desk.clock.day,
        )

    def move(self, item: ItemId, quantity: int, to: PlaceId) -> DocumentId:
        return moving.move_stock(
            self.desk.keeper,
            form_key=self.desk.new_form_key(),
            from_place_id=self.store,
            to_place_id=to,
            lines=[MoveLine(item, quantity)],
            occurred_on=self.desk.clock.day,
        ).document_id

    def give(self, item: ItemId, quantity: int, *, heads: int = 5, at: PlaceId | None = None) -> DocumentId:
        return distribution.give_out(
            self.desk.volunteer,
            form_key=self.desk.new_form_key(),
            lines=[Given(item, quantity)],
            head_count=heads,
            occurred_on=self.desk.clock.day,
            place_id=at,
        ).document_id

    def undo(self, document_id: DocumentId) -> None:
        undoing.undo_stock(self.desk.coordinator, form_key=self.desk.new_form_key(), document_id=document_id)

    def write_off(self, item: ItemId, quantity: int, reason: Reason) -> DocumentId:
        held = next(held for held in moving.at_place(self.desk.coordinator, self.store) if held.item.id == item).held[0]
        return outgoing.write_off(
            self.desk.coordinator,
            form_key=self.desk.new_form_key(),
            item_id=item,
            batch_id=held.batch.id,
            place_id=self.store,
            quantity=quantity,
            reason=reason,
            occurred_on=self.desk.clock.day,
        ).document_id

    def busy_month(self) -> None:
        """Everything the desk can do, once; one of most undone."""
        desk, session = self.desk, self.desk.coordinator
        self.move(self.soap, 30, self.bag)
        self.undo(self.move(self.soap, 7, self.bag))
        self.move(self.masks, 50, self.partner)
        self.give(self.soap, 12, heads=9)
        self.give(self.kit, 4, heads=4)
        undone = self.give(self.kit, 2, heads=2)
        distribution.undo_distribution(session, form_key=desk.new_form_key(), document_id=undone)
        self.give(self.soap, 5, heads=3, at=self.bag)
        partners.partner_report(
            session,
            form_key=desk.new_form_key(),
            place_id=self.partner,
            head_count=20,
            lines=[ReportLine(self.masks, 41)],
            occurred_on=desk.clock.day,
        )
        outgoing.use_materials(
            session,
            form_key=desk.new_form_key(),
            place_id=self.store,
            lines=[Leaving(self.masks, 6)],
            purpose="Workshop",
            occurred_on=desk.clock.day,
        )
        selling.sell(
            session,
            form_key=desk.new_form_key(),
            place_id=self.store,
            lines=[Leaving(self.masks, 8)],
            fund_id=self.fund,
            amount=800,
            currency="EUR",
            occurred_on=desk.clock.day,
        )
        for quantity, reason in ((2, Reason.SPOILED), (3, Reason.TAKEN), (1, Reason.STOLEN)):
            self.write_off(self.masks, quantity, reason)
        self.undo(self.write_off(self.masks, 5, Reason.DAMAGED))

    def line(self, item: ItemId) -> ItemFigures:
        return next(
            found for found in months.month_figures(self.desk.coordinator, NOVEMBER).items if found.item_id == item
        )


@pytest.fixture
def house(desk: Desk) -> House:
    made = House(desk)
    made.busy_month()
    return made


def test_every_thing_done_has_its_column_and_the_lines_tie_out(house: House) -> None:
    masks, soap, kit = (house.line(item) for item in (house.masks, house.soap, house.kit))
    assert (masks.received, masks.issued, masks.packed, masks.used, masks.sold, masks.written_off) == (
        200,
        41,
        -30,
        6,
        8,
        6,
    )
    assert (masks.moved, masks.closing) == (0, 109)
    assert masks.lost_by_reason == (("spoiled", 2), ("stolen", 1), ("taken", 3))
    assert (soap.received, soap.issued, soap.packed, soap.closing) == (140, 17, -10, 113)
    assert (kit.received, kit.issued, kit.packed, kit.closing) == (0, 4, 10, 6)
    assert all(line.adds_up for line in (masks, soap, kit))


def test_what_left_inside_kits_is_counted_by_the_recipe_each_was_packed_by(desk: Desk, house: House) -> None:
    assert (house.line(house.soap).in_kits, house.line(house.masks).in_kits, house.line(house.kit).in_kits) == (
        4,
        12,
        0,
    )
    kits.save_recipe(desk.coordinator, item_id=house.kit, parts=[(house.soap, 2), (house.masks, 1)])
    assert house.line(house.soap).in_kits == 4  # the four were packed by the first recipe
    kits.pack_kits(
        desk.coordinator,
        form_key=desk.new_form_key(),
        item_id=house.kit,
        count=5,
        place_id=house.store,
        occurred_on=desk.clock.day,
    )
    house.give(house.kit, 8)
    # Six of the first recipe are left, and two of the second went too.
    assert (house.line(house.soap).in_kits, house.line(house.masks).in_kits) == (4 + 6 + 2 * 2, 12 + 18 + 2)


def test_what_a_partner_group_gave_counts_like_any_hand_out(desk: Desk, house: House) -> None:
    figures = months.month_figures(desk.coordinator, NOVEMBER)
    assert figures.people.head_count == 9 + 4 + 3 + 20
    assert figures.hand_outs == 4
    assert house.line(house.masks).issued_to_members == 0


def test_what_is_with_a_partner_group_is_there_and_not_usable(house: House) -> None:
    masks = house.line(house.masks)
    assert masks.closing - masks.usable == 50 - 41


def test_the_places_together_are_the_summary(desk: Desk, house: House) -> None:
    lines = months.place_figures(desk.coordinator, NOVEMBER)
    assert all(line.adds_up for line in lines)
    sums: Counter[tuple[ItemId, str]] = Counter()
    for line in lines:
        for name in ("opening", "received", "issued", "written_off", "counted", "packed", "used", "sold", "closing"):
            sums[line.item_id, name] += getattr(line, name)
        sums[line.item_id, "moved"] += line.moved_in - line.moved_out
    for item in months.month_figures(desk.coordinator, NOVEMBER).items:
        for name in ("opening", "received", "issued", "written_off", "counted", "packed", "used", "sold", "closing"):
            assert sums[item.item_id, name] == getattr(item, name), name
        assert sums[item.item_id, "moved"] == item.moved


def test_a_place_has_its_own_sum_and_a_move_that_was_undone_is_none(desk: Desk, house: House) -> None:
    (bag,) = months.place_figures(desk.coordinator, NOVEMBER, house.bag)
    assert (bag.item, bag.opening, bag.moved_in, bag.moved_out, bag.issued, bag.closing) == ("Soap", 0, 30, 0, 5, 25)
    store = {line.item: line for line in months.place_figures(desk.coordinator, NOVEMBER, house.store)}
    assert (store["Soap"].moved_in, store["Soap"].moved_out) == (0, 30)
    assert store["Masks"].moved_out == 50
    totals = months.place_totals(desk.coordinator, NOVEMBER)
    assert [(total.place, total.hand_outs, total.head_count) for total in totals] == [
        ("Store", 2, 13),
        ("Blue bag", 1, 3),
        ("Rosa house", 1, 20),
    ]
    assert [name for _number, name in months.places_of(desk.coordinator, NOVEMBER)] == [
        "Store",
        "Blue bag",
        "Rosa house",
    ]


def test_what_became_of_every_funds_goods_can_be_shown(desk: Desk, house: House) -> None:
    lines = months.fund_figures(desk.coordinator, NOVEMBER)
    assert all(line.adds_up for line in lines)
    granted = [line for line in lines if line.fund_id == house.fund]
    assert [(line.item, line.received) for line in granted] == [("Soap", 100)]
    assert [line.fund for line in lines][-1] == ""
    soap = [line for line in lines if line.item == "Soap"]
    assert sum(line.closing for line in soap) == house.line(house.soap).closing
    assert sum(line.issued for line in soap) == house.line(house.soap).issued


def test_months_without_a_fund_have_no_figures_of_funds(desk: Desk) -> None:
    place = catalogue.save_place(desk.coordinator, name="Store")
    receive(desk, new_item(desk, "Soap"), 3, place)
    assert months.fund_figures(desk.coordinator, NOVEMBER) == ()


def test_two_items_made_one_keep_their_lines_adding_up(desk: Desk, house: House) -> None:
    twin = new_item(desk, "Soaps")
    receive(desk, twin, 9, house.store)
    merging.merge_items(desk.coordinator, form_key=desk.new_form_key(), keep=house.soap, drop=twin)
    assert (house.line(twin).received, house.line(twin).moved, house.line(twin).closing) == (9, -9, 0)
    assert house.line(house.soap).moved == 9
    assert house.line(house.soap).adds_up
    assert sum(line.moved_in - line.moved_out for line in months.place_figures(desk.coordinator, NOVEMBER)) == 0


def test_a_share_copy_says_lost_for_what_is_nobodys_business(desk: Desk, house: House) -> None:
    copy = share_copy(months.month_figures(desk.coordinator, NOVEMBER), 10)
    masks = next(item for item in copy.items if item.item_id == house.masks)
    assert masks.lost_by_reason == (("spoiled", 2), ("lost", 4))
    table = months.summary_csv(desk.coordinator, month=NOVEMBER, share=True).decode()
    for words in ("Taken by authorities", "Stolen", "Harbour grant", "Rosa house", "Blue bag"):
        assert words not in table
    paper = text_of(months.summary_paper(desk.coordinator, month=NOVEMBER, share=True, language="en"))
    assert "Spoiled Lost Masks 2 4" in paper
    assert "Taken" not in paper


def rows_of(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def test_the_internal_table_has_places_and_funds(desk: Desk, house: House) -> None:
    rows = rows_of(months.summary_csv(desk.coordinator, month=NOVEMBER, share=False))
    assert ["Written off, by reason", "Masks", "Taken by authorities", "3"] in rows
    head = next(row for row in rows if row[:3] == ["Item", "Group", "Unit"])
    masks = dict(zip(head, next(row for row in rows if row[:2] == ["Masks", "Hygiene"]), strict=True))
    assert (masks["Used"], masks["Sold"], masks["Kits"], masks["Given inside kits"]) == ("6", "8", "-30", "12")
    assert "Moved" not in head
    assert ["Blue bag", "Soap", "pieces", "0", "0", "30", "0", "5", *["0"] * 6, "25"] in rows
    assert any(row[:5] == ["Harbour grant", "Soap", "pieces", "0", "100"] for row in rows)
    assert any(row[:2] == ["No fund named", "Masks"] for row in rows)


def test_the_papers_of_a_place_and_of_all(desk: Desk, house: House) -> None:
    bag = months.place_paper(desk.coordinator, month=NOVEMBER, place_id=house.bag, language="en")
    text = text_of(bag)
    assert "November 2026, Blue bag" in text
    assert "Not for sharing" in text
    assert "Hand-outs 1 · Head count, no names 3" in text
    assert "Soap 0 0 +30 0 −5 25" in text
    every = months.place_paper(desk.coordinator, month=NOVEMBER, place_id=None, language="en")
    text = text_of(every)
    assert "November 2026, all places" in text
    assert "Item Store Blue bag Rosa house All places" in text
    assert "Soap 88 25 0 113" in text
    assert "Rosa house 1 20" in text
    with pytest.raises(NotFound):
        months.place_paper(desk.coordinator, month=NOVEMBER, place_id=PlaceId(99), language="en")
    for number in range(9):
        more = catalogue.save_place(desk.coordinator, name=f"Shelf with a rather long name {number}")
        receive(desk, house.soap, 1_000_000, more)
    for language in ("en", "zh_CN"):
        for place in (None, house.store):
            pdf = months.place_paper(desk.coordinator, month=NOVEMBER, place_id=place, language=language)
            assert letters_outside(pdf, margin=20) == []
            assert letters_overlapping(pdf) == []


def test_a_closed_months_places_and_table_stay_as_they_were_named(desk: Desk, house: House) -> None:
    desk.clock.set(date(2026, 12, 2))
    checking.check_book(desk.coordinator)
    months.close_month(desk.coordinator, month=NOVEMBER)
    table = months.summary_csv(desk.coordinator, month=NOVEMBER, share=False)
    paper = months.place_paper(desk.coordinator, month=NOVEMBER, place_id=house.bag, language="en")
    every = months.place_paper(desk.coordinator, month=NOVEMBER, place_id=None, language="en")
    catalogue.save_place(desk.coordinator, place_id=house.bag, name="Red bag", kind=PlaceKind.BAG)
    catalogue.save_fund(desk.coordinator, fund_id=house.fund, name="Other grant")
    house.move(house.soap, 10, house.bag)
    house.give(house.kit, 1)
    assert months.summary_csv(desk.coordinator, month=NOVEMBER, share=False) == table
    assert months.place_paper(desk.coordinator, month=NOVEMBER, place_id=house.bag, language="en") == paper
    assert months.place_paper(desk.coordinator, month=NOVEMBER, place_id=None, language="en") == every


def test_a_month_frozen_by_the_first_definitions_reads_and_prints_as_it_did(desk: Desk) -> None:
    soap, store = new_item(desk, "Soap"), catalogue.save_place(desk.coordinator, name="Store")
    other = catalogue.save_place(desk.coordinator, name="Bag")
    receive(desk, soap, 10, store)
    receive(desk, soap, 10, other)
    desk.clock.set(date(2026, 12, 2))
    closed = months.close_month(desk.coordinator, month=NOVEMBER)
    papers = [
        months.summary_paper(desk.coordinator, month=NOVEMBER, share=share, language="en") for share in (True, False)
    ]
    content = json.loads(desk.database.value("SELECT content FROM people.month_figures"))
    content["definitions"] = 1
    del content["places"], content["funds"]
    for copy in ("figures", "share"):
        for item in content[copy]["items"]:
            for name in ("moved", "packed", "used", "sold", "in_kits", "lost_by_reason"):
                del item[name]
    with desk.database.transaction():
        desk.database.execute("DROP TRIGGER people.month_figures_kept_as_written")
        desk.database.execute("UPDATE people.month_figures SET content = ?", (json.dumps(content),))
    assert months.month_figures(desk.coordinator, NOVEMBER) == closed
    assert papers == [
        months.summary_paper(desk.coordinator, month=NOVEMBER, share=share, language="en") for share in (True, False)
    ]
    # Its table had no lines by place then, and has none now.
    assert rows_of(months.summary_csv(desk.coordinator, month=NOVEMBER, share=False))[-1][0] == "Soap"
    assert len(months.place_figures(desk.coordinator, NOVEMBER)) == 2


def test_items_bear_the_name_of_the_papers_language(desk: Desk, house: House) -> None:
    soap = next(item for item in catalogue.items(desk.coordinator) if item.id == house.soap)
    with desk.database.transaction():
        desk.database.insert("item_name", item_id=soap.id, language="zh_CN", name="肥皂", folded="肥皂")
    with speaking("zh_CN"):
        assert "肥皂" in [item.name for item in months.month_figures(desk.coordinator, NOVEMBER).items]
    assert "肥皂" in text_of(months.summary_paper(desk.coordinator, month=NOVEMBER, share=False, language="zh_CN"))
    assert "Soap" in text_of(months.summary_paper(desk.coordinator, month=NOVEMBER, share=False, language="en"))


def test_the_checks_before_closing_name_what_was_not_counted_and_how_the_book_stands(desk: Desk, house: House) -> None:
    with desk.database.transaction():
        desk.database.execute("UPDATE item SET recount_since = '2026-11-24' WHERE id = ?", (house.soap,))
    checking.check_book(desk.coordinator)
    texts = {check.text: check.values for check in months.closing_checks(desk.coordinator, NOVEMBER)}
    assert "The stock book agrees with itself" in texts
    assert texts["Places not counted in the month: {places}"]["places"] == "Store, Blue bag, Rosa house"
    assert texts["Items that wait to be counted: {count}"] == {"count": 1, "items": "Soap"}
