"""What tests of kits begin with: a shelf, soap without a date, masks and gel with one, and a kit of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain.stock import Category, Expiry, FundId, ItemId, PlaceId, Posted, Source, Unit
from desktop.operations import catalogue, kits, receiving
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage import stock
from tests.operations.desk import Desk


def new_item(
    desk: Desk, name: str, *, expiry: Expiry = Expiry.NONE, unit: Unit = Unit.PIECE, serials: bool = False
) -> ItemId:
    """An item of the catalogue."""
    return catalogue.save_item(
        desk.coordinator, name=name, category=Category.HYGIENE, unit=unit, expiry=expiry, serials=serials
    )


def receive(
    desk: Desk,
    item: ItemId,
    quantity: int,
    place: PlaceId,
    *,
    expires_on: date | None = None,
    lot: str = "",
    fund_id: FundId | None = None,
    occurred_on: date | None = None,
) -> Posted:
    """Goods of one batch arrive."""
    return receiving.receive_stock(
        desk.keeper,
        form_key=desk.new_form_key(),
        source=Source.PURCHASE,
        origin="",
        place_id=place,
        lines=[Arrival(item, quantity, lot=lot, expires_on=expires_on)],
        occurred_on=occurred_on or desk.clock.day,
        fund_id=fund_id,
    )


def there(session: Session, item: ItemId) -> int:
    """How many of an item the book knows of."""
    return sum(held.quantity for held in stock.held_of(session.database, item))


def batches(session: Session, item: ItemId) -> dict[date | None, int]:
    """How many of each date are there."""
    found: dict[date | None, int] = {}
    for held in stock.held_of(session.database, item):
        found[held.batch.expires_on] = found.get(held.batch.expires_on, 0) + held.quantity
    return found


@dataclass
class KitDesk:
    """Two soaps, three masks and one gel make a kit."""

    desk: Desk
    shelf: PlaceId
    soap: ItemId
    masks: ItemId
    gel: ItemId
    kit: ItemId

    def pack(self, count: int, *, place: PlaceId | None = None, on: date | None = None, **more: object) -> Posted:
        """Pack kits."""
        values: dict[str, object] = {"form_key": self.desk.new_form_key(), **more}
        return kits.pack_kits(
            self.desk.keeper,
            item_id=self.kit,
            count=count,
            place_id=place or self.shelf,
            occurred_on=on or self.desk.clock.day,
            **values,  # type: ignore[arg-type]
        )

    def unpack(self, count: int, *, batch: int = 0, on: date | None = None) -> Posted:
        """Take some of a batch of kits apart, where it stands."""
        found = kits.packed(self.desk.keeper, self.kit)[batch].held
        return kits.unpack_kits(
            self.desk.keeper,
            form_key=self.desk.new_form_key(),
            item_id=self.kit,
            batch_id=found.batch.id,
            place_id=found.place.id,
            count=count,
            occurred_on=on or self.desk.clock.day,
        )

    def quantities(self) -> Mapping[str, int]:
        """What is there of everything."""
        named = {"soap": self.soap, "masks": self.masks, "gel": self.gel, "kit": self.kit}
        return {name: there(self.desk.keeper, item) for name, item in named.items()}


def kit_desk(desk: Desk) -> KitDesk:
    """The catalogue and the recipe; nothing is in stock yet."""
    made = KitDesk(
        desk,
        catalogue.save_place(desk.coordinator, name="Shelf A"),
        new_item(desk, "Soap"),
        new_item(desk, "Masks", expiry=Expiry.BEST_BEFORE),
        new_item(desk, "Gel", expiry=Expiry.USE_BY),
        new_item(desk, "Hygiene kits"),
    )
    kits.save_recipe(desk.keeper, item_id=made.kit, parts=[(made.soap, 2), (made.masks, 3), (made.gel, 1)])
    return made
