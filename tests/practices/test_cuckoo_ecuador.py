"""Food and masks are bought centrally, packed, and sent to groups all over the country; the centre accounts for all of it."""

from datetime import timedelta

from desktop.domain.ledger import first_expired_first_out
from desktop.domain.periods import Month
from desktop.domain.stock import Category, Expiry, ItemId, Pack, PlaceId, PlaceKind, Reason, Source, Unit
from desktop.operations import (
    catalogue,
    distribution,
    kits,
    months,
    moving,
    outgoing,
    partners,
    receipts,
    receiving,
    stock,
)
from desktop.operations.moving import MoveLine
from desktop.operations.partners import ReportLine
from desktop.operations.receiving import Arrival
from desktop.storage import ledger_checks
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.ui.shown import TODAY, Shown

NOVEMBER = Month(2026, 11)
GOOD_UNTIL = FIRST_DAY + timedelta(days=200)


class Centre:
    """The central store, two groups, and what is bought."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.keeper = desk, desk.keeper
        self.store = catalogue.save_place(self.keeper, name="Central store", kind=PlaceKind.STORE)
        self.north = catalogue.save_place(self.keeper, name="Esmeraldas", kind=PlaceKind.PARTNER)
        self.south = catalogue.save_place(self.keeper, name="Machala", kind=PlaceKind.PARTNER)
        self.fund = catalogue.save_fund(self.keeper, name="Emergency fund")
        self.rice = self.item("Rice", Category.FOOD, Unit.GRAM, Expiry.BEST_BEFORE)
        self.soap = self.item("Soap", Category.HYGIENE)
        self.masks = self.item("Masks", Category.PROTECTION)
        self.pack = self.item("Food pack", Category.FOOD)

    def item(self, name: str, category: Category, unit: Unit = Unit.PIECE, expiry: Expiry = Expiry.NONE) -> ItemId:
        return catalogue.save_item(self.keeper, name=name, category=category, unit=unit, expiry=expiry)

    def buy(self) -> None:
        receiving.receive_stock(
            self.keeper,
            form_key=self.desk.new_form_key(),
            source=Source.PURCHASE,
            origin="Wholesale market",
            place_id=self.store,
            fund_id=self.fund,
            lines=[
                Arrival(self.rice, 60_000, expires_on=GOOD_UNTIL),
                Arrival(self.soap, 80),
                Arrival(self.masks, 500),
            ],
            occurred_on=FIRST_DAY,
        )

    def pack_kits(self, count: int) -> None:
        kits.save_recipe(self.keeper, item_id=self.pack, parts=[(self.rice, 2_000), (self.soap, 2), (self.masks, 5)])
        kits.pack_kits(
            self.keeper,
            form_key=self.desk.new_form_key(),
            item_id=self.pack,
            count=count,
            place_id=self.store,
            occurred_on=FIRST_DAY,
        )

    def send(self, place: PlaceId, *lines: MoveLine) -> str:
        """Move, print the note, and give its words."""
        posted = moving.move_stock(
            self.keeper,
            form_key=self.desk.new_form_key(),
            from_place_id=self.store,
            to_place_id=place,
            lines=lines,
            occurred_on=FIRST_DAY,
        )
        return text_of(moving.transfer_note_paper(self.keeper, document_id=posted.document_id, language="en"))

    def hear(self, place: PlaceId, heads: int, *lines: ReportLine) -> str:
        """What a group writes back, as the stock keeper enters it; the number of the entry."""
        return partners.partner_report(
            self.keeper,
            form_key=self.desk.new_form_key(),
            place_id=place,
            head_count=heads,
            lines=lines,
            occurred_on=FIRST_DAY + timedelta(days=3),
        ).number

    def at(self, place: PlaceId) -> dict[str, int]:
        return {line.item.name: line.quantity for line in moving.at_place(self.keeper, place)}


def test_what_was_bought_is_packed_sent_given_by_the_groups_and_accounted_for(desk: Desk) -> None:
    centre = Centre(desk)
    centre.buy()
    centre.pack_kits(30)
    note = centre.send(centre.north, MoveLine(centre.pack, 18), MoveLine(centre.masks, 100))
    for words in ("Transfer note", "Central store", "Esmeraldas", "Food pack", "18 pieces", "Masks", "100 pieces"):
        assert words in note
    centre.send(centre.south, MoveLine(centre.pack, 10))

    # What is with a group is not at hand: the counter of the centre cannot give it away a second time.
    tiles = {tile.item.name: tile.usable for tile in distribution.counter_items(desk.volunteer)}
    assert (tiles["Food pack"], tiles["Masks"]) == (2, 250)

    desk.clock.set(FIRST_DAY + timedelta(days=3))
    number = centre.hear(centre.north, 17, ReportLine(centre.pack, 1, left=True), ReportLine(centre.masks, 60))
    centre.hear(centre.south, 9, ReportLine(centre.pack, 9))
    held = next(line for line in moving.at_place(centre.keeper, centre.south) if line.item.id == centre.pack).held[0]
    outgoing.write_off(
        centre.keeper,
        form_key=desk.new_form_key(),
        item_id=centre.pack,
        batch_id=held.batch.id,
        place_id=centre.south,
        quantity=1,
        reason=Reason.DAMAGED,
        occurred_on=desk.clock.day,
    )
    assert centre.at(centre.north) == {"Food pack": 1, "Masks": 40}
    assert centre.at(centre.south) == {}

    figures = months.month_figures(desk.coordinator, NOVEMBER)
    lines = {line.name: line for line in figures.items}
    assert figures.people.head_count == 17 + 9
    assert figures.people.reached == 0
    pack = lines["Food pack"]
    assert (pack.packed, pack.issued, pack.written_off, pack.moved, pack.closing) == (30, 26, 1, 0, 3)
    # What went out inside the packs is told apart from what went out loose.
    assert (lines["Masks"].issued, lines["Masks"].in_kits) == (60, 26 * 5)
    assert (lines["Rice"].issued, lines["Rice"].in_kits, lines["Rice"].closing) == (0, 26 * 2_000, 0)

    there = months.place_figures(desk.coordinator, NOVEMBER, centre.north)
    (sent,) = (line for line in there if line.item == "Food pack")
    assert (sent.moved_in, sent.issued, sent.closing) == (18, 17, 1)
    every = months.place_figures(desk.coordinator, NOVEMBER)
    for name, line in lines.items():
        assert sum(each.closing for each in every if each.item == name) == line.closing
        assert sum(each.issued for each in every if each.item == name) == line.issued
        assert sum(each.moved_in - each.moved_out for each in every if each.item == name) == 0
    assert all(line.adds_up for line in every)
    assert not ledger_checks.faults(desk.database)

    # The fund that paid can be shown what became of it, to the last mask.
    paid = [line for line in months.fund_figures(desk.coordinator, NOVEMBER) if line.fund_id == centre.fund]
    assert {line.item: line.issued for line in paid}["Food pack"] == 26

    kept = next(each for each in distribution.last_given(desk.volunteer) if each.number == number)
    assert [(line.name, line.quantity) for line in receipts.receipt(desk.volunteer, kept.document_id).lines] == [
        ("Food pack", 17),
        ("Masks", 60),
    ]


def test_what_a_group_did_not_use_comes_back_and_a_wrong_report_is_put_right(desk: Desk) -> None:
    centre = Centre(desk)
    centre.buy()
    centre.pack_kits(10)
    centre.send(centre.north, MoveLine(centre.pack, 10))
    desk.clock.set(FIRST_DAY + timedelta(days=3))
    centre.hear(centre.north, 8, ReportLine(centre.pack, 8))
    wrong = distribution.last_given(desk.volunteer)[0]
    partners.partner_report(
        centre.keeper,
        form_key=desk.new_form_key(),
        place_id=centre.north,
        head_count=6,
        lines=[ReportLine(centre.pack, 4, left=True)],
        occurred_on=FIRST_DAY + timedelta(days=3),
        corrects=wrong.document_id,
    )
    moving.move_stock(
        centre.keeper,
        form_key=desk.new_form_key(),
        from_place_id=centre.north,
        to_place_id=centre.store,
        lines=[MoveLine(centre.pack, 4)],
        occurred_on=desk.clock.day,
    )
    held = first_expired_first_out(stock.item_detail(centre.keeper, centre.pack).held)
    assert [(each.place.id, each.quantity) for each in held] == [(centre.store, 4)]
    figures = months.month_figures(desk.coordinator, NOVEMBER)
    assert figures.people.head_count == 6
    assert next(line for line in figures.items if line.name == "Food pack").issued == 6


def test_in_the_window_the_keeper_sends_packs_prints_the_note_and_enters_the_report(shown: Shown) -> None:
    hands = shown.hands
    shelf = shown.do(catalogue.places)[0].id
    shown.do(catalogue.save_place, name="Esmeraldas", kind=PlaceKind.PARTNER)
    pack = shown.do(
        catalogue.save_item,
        name="Toilet pack",
        category=Category.HYGIENE,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        packs=[Pack("Carton", 12)],
    )
    shown.do(
        receiving.receive_stock,
        form_key="bought",
        source=Source.PURCHASE,
        origin="",
        place_id=shelf,
        lines=[Arrival(pack, 40)],
        occurred_on=TODAY,
    )
    shown.as_role("stock_keeper")
    papers: list[bytes] = []
    shown.app.context.show_paper = lambda pdf, _title, after=None: papers.append(pdf)

    shown.go("stock")
    hands.press("stock_move")
    hands.choose("move_to", "Esmeraldas")
    hands.type_cell("move_table", 0, 2, "3")
    hands.press("move_save")
    hands.press("move_note")
    hands.wait_idle()
    note = text_of(papers[0])
    assert "Toilet pack" in note
    assert "3 × Carton of 12" in note
    assert "36 pieces" in note

    hands.press("stock_more")
    hands.press("more_partner")
    hands.type("partner_heads", "30")
    hands.type_cell("partner_table", 0, 3, "6")
    hands.press("partner_save")
    assert "Esmeraldas gave to 30 people" in hands.all_text()
    detail = shown.do(stock.item_detail, pack)
    assert {held.place.name: held.quantity for held in detail.held} == {"Shelf A": 4, "Esmeraldas": 6}
    # Nobody gets to see people by this: a stock keeper has no such place.
    assert not hands.sees("rail_members")
