"""Two items that were entered for one thing become one, and can be told apart again."""

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.stock import BatchId, DocumentId, DocumentKind, Item, ItemId, MovementClass, Posted, SerialId
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.posting import begin_entry, document_to_undo, known_item, post, reverse
from desktop.operations.session import Session, action
from desktop.storage import documents, merging, serials, stock
from desktop.storage.documents import Line


@action(Permission.CHANGE_STOCK)
def merge_items(session: Session, *, form_key: str, keep: ItemId, drop: ItemId) -> Posted:
    """Make `drop` one with `keep`: everything there is of it, its barcodes, packs and names go over, and it is used no more.

    Each batch goes to the batch of the same number, date and fund of `keep`, at the same place. A kit that holds `drop` gets
    a next recipe that holds `keep`. What `drop` moved before stays in its own stock card.

    Raises:
        Invalid: The two cannot be one; the sentence says why. The field is `drop`, or `keep` when that one is out of use.
        NotFound: There is no such item.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    kept, dropped = known_item(session, keep), known_item(session, drop)
    _check_alike(session, kept, dropped)
    entry = begin_entry(session, form_key=form_key, day=session.today())
    out: list[Line] = []
    into: list[Line] = []
    numbers = serials.there(session.database, drop)
    for held in stock.held_of(session.database, drop):
        batch = held.batch
        same = stock.same_batch(session.database, keep, batch.lot, batch.expires_on, batch.received_on, batch.fund_id)
        cls = entry.cls(MovementClass.MOVED)
        here = [
            number for number in numbers if number.batch_id == batch.id and number.place and number.place == held.place
        ]
        taken = tuple(number.id for number in here)
        brought = tuple(_under(session, keep, same.id, number.number) for number in here)
        out.append(Line(drop, batch.id, held.place.id, cls, -held.quantity, serials=taken))
        into.append(Line(keep, same.id, held.place.id, cls, held.quantity, serials=brought))
    posted = post(session, entry, kind=DocumentKind.MERGE, lines=[*out, *into])
    merging.hand_over(session.database, kept, dropped)
    for kit in merging.kits_with(session.database, drop):
        merging.replace_in_recipe(session.database, kit, keep, drop, at=session.now(), by=session.user.id)
    merging.mark(session.database, drop, keep, posted.document_id)
    session.note("item.merge", document=posted.document_id, item=keep, merged=drop)
    return posted


@action(Permission.CHANGE_STOCK)
def undo_merge(session: Session, *, form_key: str, document_id: DocumentId) -> Posted:
    """Make the two items two again: what went over goes back, as long as it is still there.

    Barcodes, packs, names and recipes stay with the item that was kept: whose they are is for a person to say.

    Raises:
        NotFound, AlreadyReversed, NotAllowed, NotEnoughStock: As for undoing anything.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    found = document_to_undo(session, document_id, (DocumentKind.MERGE,))
    dropped = merging.merged_by(session.database, document_id)
    if dropped is None:
        raise NotFound()
    merging.unmark(session.database, dropped)
    posted = reverse(session, found, form_key=form_key)
    session.note("item.merge", document=posted.document_id, undoes=document_id)
    return posted


def _under(session: Session, keep: ItemId, batch_id: BatchId, number: str) -> SerialId:
    """The entry of a number under the item that is kept; it may have one from a merge that was undone."""
    known = serials.numbered(session.database, keep, number)
    return known.id if known else serials.add(session.database, keep, batch_id, number)


def _check_alike(session: Session, keep: Item, drop: Item) -> None:
    for wrong, sentence in (
        (keep.id == drop.id, N_("Choose two different items. Nothing was saved.")),
        (
            drop.merged_into is not None or keep.merged_into is not None,
            N_("One of the two was made one with another item already. Nothing was saved."),
        ),
        (
            keep.is_kit or drop.is_kit,
            N_("A kit cannot be made one with another item. Nothing was saved."),
        ),
        (
            keep.unit is not drop.unit,
            N_("The two are counted in different units. Nothing was saved. Count one of them out and the other in."),
        ),
        (
            keep.serials is not drop.serials,
            N_("The pieces of one bear numbers, those of the other do not. Nothing was saved."),
        ),
        (
            keep.expiry is not drop.expiry,
            N_("The date on them means different things. Nothing was saved. Change it on one of the two first."),
        ),
    ):
        if wrong:
            raise Invalid("drop", sentence)
    if not keep.active:
        raise Invalid("keep", N_("{item} is not in use. Nothing was saved. Keep the other one."), item=keep.name)
    for item in (keep, drop):
        if merging.in_open_count(session.database, item.id):
            raise Invalid(
                "drop",
                N_("{item} is being counted. Nothing was saved. Finish the count first, or give it up."),
                item=item.name,
            )
    both = merging.number_on_both(session.database, keep.id, drop.id)
    if both is not None:
        raise Invalid(
            "drop",
            N_("Both have a piece with the number {number}. Nothing was saved. Look which of the two is wrong."),
            number=both,
        )
