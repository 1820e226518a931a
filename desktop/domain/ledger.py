"""Arithmetic of the stock ledger: what may be given first, what was there on a day."""

from collections.abc import Iterable, Sequence
from datetime import date

from desktop.domain.errors import NotEnoughStock, PastBestBefore, PastUseBy
from desktop.domain.stock import Expiry, Held, Item, Taken


def is_past(held: Held, on: date) -> bool:
    """Whether the batch's date had passed on that day; on the day itself it may still be given."""
    return held.batch.expires_on is not None and held.batch.expires_on < on


def first_expired_first_out(helds: Iterable[Held]) -> list[Held]:
    """In the order they should leave: soonest date first, without a date last, then the older delivery."""
    return sorted(
        helds,
        key=lambda held: (held.batch.expires_on or date.max, held.batch.received_on, held.batch.id, held.place.id),
    )


def take(
    item: Item, quantity: int, helds: Sequence[Held], *, on: date, past_best_before: bool = False
) -> tuple[Taken, ...]:
    """Choose batches for `quantity` base units of `item`, first expired first out.

    `helds` is what is there on that day. Goods past a use-by date are never taken. Goods past a best-before date are taken
    only when the rest is not enough, and then only if `past_best_before` was allowed.

    Raises:
        PastUseBy: Only goods past their use-by date are left.
        PastBestBefore: It would need goods past their best-before date.
        NotEnoughStock: There is less than was asked for.
    """
    there = [held for held in first_expired_first_out(helds) if held.quantity > 0]
    past = [held for held in there if is_past(held, on)]
    good = [held for held in there if not is_past(held, on)]
    usable = good
    if item.expiry is Expiry.BEST_BEFORE and past and past_best_before:
        usable = good + past
    have = sum(held.quantity for held in usable)
    if have < quantity:
        with_past = have + sum(held.quantity for held in past if held not in usable)
        if item.expiry is Expiry.BEST_BEFORE and with_past >= quantity:
            raise PastBestBefore(item=item.name, item_id=item.id, date=past[0].batch.expires_on)
        if item.expiry is not Expiry.BEST_BEFORE and past and not have:
            raise PastUseBy(item=item.name, item_id=item.id)
        raise NotEnoughStock(item=item.name, item_id=item.id, there=have, wanted=quantity)
    taken = []
    for held in usable:
        if not quantity:
            break
        part = min(quantity, held.quantity)
        taken.append(Taken(held.batch, held.place.id, part))
        quantity -= part
    return tuple(taken)


def lowest_since(balance: int, later_changes: Iterable[int]) -> int:
    """The lowest end-of-day balance from a past day until now, which is all that can be taken on that day.

    Args:
        balance: What is there now.
        later_changes: The sum of each later day's movements, latest day first.
    """
    lowest = balance
    for change in later_changes:
        balance -= change
        lowest = min(lowest, balance)
    return lowest
