"""One call of each operation of kits, materials and sales, at a filled vault."""

from desktop.domain.stock import Category, Expiry, ItemId, Posted, RecipeId, Unit
from desktop.operations import catalogue, kits, outgoing, selling
from desktop.operations.outgoing import Leaving
from desktop.operations.session import Session
from tests.faults.marked import DAY, Marked, new_form


def _kit(session: Session, marked: Marked) -> ItemId:
    """A kit of two of what stands on the second shelf."""
    kit = catalogue.save_item(
        session, name=f"Kit {new_form()}", category=Category.HYGIENE, unit=Unit.PIECE, expiry=Expiry.NONE
    )
    kits.save_recipe(session, item_id=kit, parts=[(marked.items[1], 2)])
    return kit


def save_recipe(session: Session, marked: Marked) -> RecipeId:
    """An item becomes a kit."""
    return kits.save_recipe(session, item_id=_kit(session, marked), parts=[(marked.items[1], 3)])


def look(session: Session, marked: Marked) -> object:
    """The kits, and what is in each."""
    pack(session, marked)
    found = kits.kits(session)
    return [found, [kits.recipe_of(session, line.item.id) for line in found]]


def pack_plan(session: Session, marked: Marked) -> object:
    """What packing would take."""
    return kits.pack_plan(session, item_id=_kit(session, marked), count=3, place_id=marked.places[1], occurred_on=DAY)


def pack(session: Session, marked: Marked) -> tuple[ItemId, Posted]:
    """Three kits are packed."""
    kit = _kit(session, marked)
    posted = kits.pack_kits(
        session, form_key=new_form(), item_id=kit, count=3, place_id=marked.places[1], occurred_on=DAY
    )
    return kit, posted


def packed(session: Session, marked: Marked) -> object:
    """What stands packed."""
    return kits.packed(session, pack(session, marked)[0])


def unpack_plan(session: Session, marked: Marked) -> object:
    """What would come back."""
    kit, _posted = pack(session, marked)
    batch = kits.packed(session, kit)[0].held.batch
    return kits.unpack_plan(session, item_id=kit, batch_id=batch.id, count=1)


def unpack(session: Session, marked: Marked) -> Posted:
    """One is taken apart."""
    kit, _posted = pack(session, marked)
    held = kits.packed(session, kit)[0].held
    return kits.unpack_kits(
        session,
        form_key=new_form(),
        item_id=kit,
        batch_id=held.batch.id,
        place_id=held.place.id,
        count=1,
        occurred_on=DAY,
    )


def use(session: Session, marked: Marked) -> Posted:
    """Two pieces go into an activity."""
    return outgoing.use_materials(
        session,
        form_key=new_form(),
        place_id=marked.places[1],
        lines=[Leaving(marked.items[1], 2)],
        purpose="Sewing",
        occurred_on=DAY,
    )


def sell(session: Session, marked: Marked) -> Posted:
    """Two pieces are sold; only who sees people may."""
    return selling.sell(
        session,
        form_key=new_form(),
        place_id=marked.places[1],
        lines=[Leaving(marked.items[1], 2)],
        fund_id=catalogue.save_fund(session, name=f"Fund {new_form()}"),
        amount=1250,
        currency="EUR",
        occurred_on=DAY,
    )


def undo_sale(session: Session, marked: Marked) -> Posted:
    """And brought back."""
    return selling.undo_sale(session, form_key=new_form(), document_id=sell(session, marked).document_id)
