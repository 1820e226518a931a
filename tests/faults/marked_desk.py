"""What a stock keeper's desk can be told, as markers: kits, numbers, funds, places, moves, orders, sales, a table, a photo."""

import shutil
import struct
import uuid
import zlib
from dataclasses import dataclass
from datetime import date

from desktop.domain.stock import Category, Expiry, FundId, ItemId, PlaceId, PlaceKind, Reason, SerialId, Source, Unit
from desktop.operations import (
    catalogue,
    count_review,
    counting,
    distribution,
    importing,
    kits,
    merging,
    moving,
    orders,
    outgoing,
    partners,
    photos,
    pieces,
    receiving,
    selling,
)
from desktop.operations.distribution import Given
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import Plan
from desktop.operations.moving import MoveLine
from desktop.operations.outgoing import Leaving
from desktop.operations.partners import ReportLine
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.operations.table_reading import read_table
from desktop.system.exchange import COPIES
from tests.faults.markers import Markers

SOLD_FOR = 913_724_651
"""In minor units; of this a stock keeper's file says nothing."""
_HEADINGS = (Meaning.ITEM, Meaning.QUANTITY, Meaning.LOT)


def form() -> str:
    """What a form makes when it is opened."""
    return uuid.uuid4().hex


def fill(session: Session, markers: Markers, day: date) -> None:
    """One of everything that this desk does, in a vault open for its coordinator, on places and items of its own."""
    places = {kind: catalogue.save_place(session, name=markers.thing(), kind=kind) for kind in PlaceKind}
    shelf = places[PlaceKind.SHELF]
    fund = catalogue.save_fund(session, name=markers.thing())
    soap, comb, card, kit = (_item(session, markers, numbered=number == 2) for number in range(4))
    photos.set_item_photo(session, item_id=soap, image=photo(markers.letters()))
    order = orders.make_order(
        session,
        form_key=form(),
        asked_of=markers.thing(),
        asked_on=day,
        lines=[(soap, 60), (comb, 40)],
        note=markers.thing(),
    )
    receiving.receive_stock(
        session,
        form_key=form(),
        source=Source.GOVERNMENT,
        origin=markers.thing(),
        place_id=shelf,
        lines=[
            Arrival(soap, 60, lot=markers.thing()),
            Arrival(comb, 30, lot=markers.thing()),
            Arrival(card, 3, numbers=tuple(markers.thing() for _ in range(3))),
        ],
        occurred_on=day,
        fund_id=fund,
        giver=markers.person(),
        order_id=order.id,
    )
    kits.save_recipe(session, item_id=kit, parts=[(soap, 2), (comb, 1)])
    kits.pack_kits(session, form_key=form(), item_id=kit, count=4, place_id=shelf, occurred_on=day)
    held = kits.packed(session, kit)[0].held
    kits.unpack_kits(
        session, form_key=form(), item_id=kit, batch_id=held.batch.id, place_id=shelf, count=1, occurred_on=day
    )
    kept = _numbers(session, card)
    for place in (places[PlaceKind.STORE], places[PlaceKind.BAG], places[PlaceKind.PARTNER]):
        moving.move_stock(
            session,
            form_key=form(),
            from_place_id=shelf,
            to_place_id=place,
            lines=[MoveLine(soap, 6), MoveLine(card, 1, serials=(kept.pop(),))],
            occurred_on=day,
        )
    _leave(session, markers, Leave(places, fund, soap, comb, day))
    _import(session, markers, places[PlaceKind.STORE], day)
    merging.merge_items(session, form_key=form(), keep=comb, drop=_item(session, markers))
    sheet = counting.begin_count(session, place_id=places[PlaceKind.STORE])
    line = next(line for line in sheet.lines if line.item.id == soap)
    counting.count_line(
        session, stocktake_id=sheet.id, item_id=soap, batch_id=line.batch.id, counted=4, reason=Reason.LOST
    )
    count_review.submit_count(session, form_key=form(), stocktake_id=sheet.id)


@dataclass(frozen=True)
class Leave:
    """What leaves, and from where."""

    places: dict[PlaceKind, PlaceId]
    fund: FundId
    soap: ItemId
    comb: ItemId
    day: date


def _item(session: Session, markers: Markers, *, numbered: bool = False) -> ItemId:
    return catalogue.save_item(
        session,
        name=markers.thing(),
        names=[("zh_CN", markers.thing()), ("en", markers.thing())],
        category=Category.HYGIENE,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        serials=numbered,
        wished_level=90,
        worth=150,
    )


def _numbers(session: Session, item: ItemId) -> list[SerialId]:
    return [found.id for found in pieces.numbers_there(session, item)]


def _leave(session: Session, markers: Markers, what: Leave) -> None:
    shelf = what.places[PlaceKind.SHELF]
    lines = [Leaving(what.soap, 2)]
    outgoing.use_materials(
        session, form_key=form(), place_id=shelf, lines=lines, purpose=markers.thing(), occurred_on=what.day
    )
    selling.sell(
        session,
        form_key=form(),
        place_id=shelf,
        lines=lines,
        fund_id=what.fund,
        amount=SOLD_FOR,
        currency="EUR",
        occurred_on=what.day,
    )
    partners.partner_report(
        session,
        form_key=form(),
        place_id=what.places[PlaceKind.PARTNER],
        head_count=3,
        lines=[ReportLine(what.soap, 4)],
        occurred_on=what.day,
    )
    distribution.give_out(
        session,
        form_key=form(),
        lines=[Given(what.comb, 900)],
        head_count=2,
        occurred_on=what.day,
        place_id=shelf,
        found=True,
    )


def _import(session: Session, markers: Markers, place: PlaceId, day: date) -> None:
    """A delivery from a table with new items. The copy that is set aside for it goes again: nobody asked for two vaults."""
    rows = [f"{markers.thing()},{number + 2},{markers.thing()}" for number in range(3)]
    sheet = read_table("\n".join(["Item,Quantity,Batch", *rows]).encode()).sheets[0]
    importing.import_table(
        session,
        sheet,
        Plan(_HEADINGS, new_items=True),
        form_key=form(),
        expected=len(rows),
        source=Source.DONATION,
        origin=markers.thing(),
        place_id=place,
        occurred_on=day,
        giver=markers.person(),
    )
    shutil.rmtree(session.folder / COPIES)


def photo(words: str) -> bytes:
    """A PNG of one point that says something about itself."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    parts = {b"IHDR": head, b"tEXt": b"Title\0" + words.encode(), b"IDAT": zlib.compress(bytes(4)), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts.items()
    )
