"""Items whose pieces bear a number each: which numbers come in, and which are taken.

The ledger counts such an item like any other; each of its movements says besides which numbers it carried, as many as its
quantity. A number is at one place or out of the house.
"""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import date

from desktop.domain.errors import Invalid
from desktop.domain.people import folded
from desktop.domain.stock import BatchId, Item, ItemId, PlaceId, Serial, SerialId
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session
from desktop.storage import merging
from desktop.storage import serials as kept
from desktop.storage.documents import Line

LONGEST_NUMBER = 40


def checked_number(text: str) -> str:
    """A number as it is kept: 1 to 40 printable signs, spaces around it dropped. Raises Invalid for `numbers`."""
    number = unicodedata.normalize("NFC", text.strip())
    if not folded(number):
        raise Invalid("numbers", N_("Type the number. Nothing was saved."))
    if len(number) > LONGEST_NUMBER or not number.isprintable():
        raise Invalid(
            "numbers",
            N_("{number} cannot be a number of a piece. Nothing was saved. Up to {longest} letters and digits can."),
            number="".join(sign for sign in number if sign.isprintable())[:LONGEST_NUMBER],
            longest=LONGEST_NUMBER,
        )
    return number


def new_serials(
    session: Session,
    item: Item,
    batch_id: BatchId,
    numbers: Sequence[str],
    *,
    returning: bool,
    on: date | None = None,
) -> tuple[SerialId, ...]:
    """The numbers of goods received, entered where they are new; to be carried in by a line of the same document.

    Args:
        returning: Whether goods come back: then a number may come in that left the house before.
        on: The day they come in, when that may lie before today: each has to have left by then.

    Raises:
        Invalid: For `numbers`: one cannot be a number, stands twice, is in the house, was here before, or left later.
    """
    seen: set[str] = set()
    found = []
    for text in numbers:
        number = checked_number(text)
        if folded(number) in seen:
            raise Invalid(
                "numbers", N_("Number {number} stands twice. Nothing was saved. Take one out."), number=number
            )
        seen.add(folded(number))
        found.append(_incoming(session, item, batch_id, number, returning=returning, on=on))
    return tuple(found)


def _incoming(
    session: Session, item: Item, batch_id: BatchId, number: str, *, returning: bool, on: date | None
) -> SerialId:
    known = kept.numbered(session.database, item.id, number)
    if known is not None and known.place is not None:
        raise Invalid(
            "numbers",
            N_("Number {number} is already in the book, at {place}. Nothing was saved. Check the number."),
            number=known.number,
            place=known.place.name,
        )
    # Under the names of items that were made one with this one it may have left before.
    before = [known] if known is not None else []
    for other in merging.became_of(session.database, item.id):
        found = kept.numbered(session.database, other, number)
        before += [found] if found is not None else []
    if not returning and any(kept.was_here(session.database, each.id) for each in before):
        raise Invalid(
            "numbers",
            N_("Number {number} was here before and left. Nothing was saved. Check it, or receive it as a return."),
            number=before[0].number,
        )
    left = max((day for each in before if (day := kept.there_since(session.database, each.id))), default=None)
    if on is not None and left is not None and on < left:
        raise Invalid(
            "numbers",
            N_("Number {number} left on {date}. Nothing was saved. Type that date or a later one."),
            number=before[0].number,
            date=left,
        )
    return known.id if known is not None else kept.add(session.database, item.id, batch_id, number)


def taken_serials(
    session: Session,
    item: Item,
    quantity: int,
    serials: Sequence[SerialId],
    *,
    at: Collection[PlaceId] | None = None,
    on: date | None = None,
) -> dict[tuple[BatchId, PlaceId], tuple[SerialId, ...]]:
    """The chosen numbers of what goes out or moves, by where they are.

    Args:
        at: They have to be at one of these places; wherever they are when None.
        on: The day they go out, when that may lie before today: each has to be there since then.

    Raises:
        Invalid: For `serials`: not as many as `quantity`, or one is not there.
    """
    if len(serials) != quantity or len(set(serials)) != quantity:
        raise Invalid(
            "serials",
            N_("{item} needs {wanted} numbers, and {chosen} are chosen. Nothing was saved. Choose the numbers."),
            item=item.name,
            item_id=item.id,
            wanted=quantity,
            chosen=len(set(serials)),
        )
    found: dict[tuple[BatchId, PlaceId], list[SerialId]] = {}
    for serial_id in serials:
        serial = kept.serial(session.database, serial_id)
        if serial is None or serial.item_id != item.id:
            raise Invalid("serials", N_("This number is not in the book. Nothing was saved."), item_id=item.id)
        if serial.place is None or (at is not None and serial.place.id not in at):
            raise _not_there(serial, item.id)
        since = None if on is None or on >= session.today() else kept.there_since(session.database, serial_id)
        if since is not None and on is not None and on < since:
            raise Invalid(
                "serials",
                N_(
                    "Number {number} is there only since {date}. Nothing was saved. Choose another number or a later date."
                ),
                number=serial.number,
                item_id=item.id,
                date=since,
            )
        found.setdefault((serial.batch_id, serial.place.id), []).append(serial_id)
    return {where: tuple(numbers) for where, numbers in found.items()}


def _not_there(serial: Serial, item_id: ItemId) -> Invalid:
    return Invalid(
        "serials",
        N_("Number {number} is not there. Nothing was saved. Choose another number."),
        number=serial.number,
        item_id=item_id,
    )


def refuse_numbered(item: Item) -> None:
    """Raise Invalid for `serials` when the item's pieces bear numbers, where an operation cannot carry any."""
    if item.serials:
        raise Invalid(
            "serials",
            N_("The pieces of {item} bear numbers, which this cannot carry. Nothing was saved. Choose another item."),
            item=item.name,
            item_id=item.id,
        )


def check_carried(session: Session, lines: Sequence[Line]) -> None:
    """What every document is held to before it is posted: its lines carry as many numbers as pieces, and each is there.

    Raises:
        Invalid: For `serials`: a numbered item's line carries too few numbers, or a number has moved on since.
    """
    numbered = kept.numbered_items(session.database)
    if not numbered:
        return
    where: dict[SerialId, tuple[BatchId, PlaceId] | None] = {}
    for line in lines:
        if line.item_id not in numbered:
            continue
        if len(line.serials) != abs(line.quantity):
            raise Invalid(
                "serials",
                N_("{item} needs {wanted} numbers, and {chosen} are chosen. Nothing was saved. Choose the numbers."),
                item=numbered[line.item_id],
                item_id=line.item_id,
                wanted=abs(line.quantity),
                chosen=len(line.serials),
            )
        for serial_id in line.serials:
            if serial_id not in where:
                found = kept.serial(session.database, serial_id)
                where[serial_id] = (found.batch_id, found.place.id) if found and found.place else None
            here = (line.batch_id, line.place_id)
            if where[serial_id] != (here if line.quantity < 0 else None):
                raise _moved_on(session, serial_id, line)
            where[serial_id] = None if line.quantity < 0 else here


def _moved_on(session: Session, serial_id: SerialId, line: Line) -> Invalid:
    found = kept.serial(session.database, serial_id)
    return Invalid(
        "serials",
        N_(
            "Number {number} has moved on since. Nothing was saved. Undo first what moved it, or choose another number."
        ),
        number=found.number if found else "",
        item_id=line.item_id,
    )
