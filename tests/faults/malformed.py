"""Opens malformed vaults and works in them, in a process that may die of it: `python -m tests.faults.malformed`.

It reads a vault's folder a line and answers with one line: what became of the opening and of each piece of work.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.domain.errors import LarderError
from desktop.domain.people import MemberFacts
from desktop.domain.periods import Month
from desktop.domain.stock import PlaceKind
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import (
    attention,
    cards,
    catalogue,
    checking,
    count_review,
    counting,
    distribution,
    givers,
    journal,
    kits,
    months,
    moving,
    orders,
    people,
    photos,
    pieces,
    referrals,
    selling,
    stock,
    today,
    users,
)
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.session import Session
from tests.faults import watched_files
from tests.faults.marked import new_form
from tests.operations.keys import opened

WORK: dict[str, Callable[[Session], object]] = {
    "today": lambda session: today.today(session),
    "the stock": lambda session: [stock.item_detail(session, each.id) for each in catalogue.items(session)],
    "the members": lambda session: [
        people.member_page(session, each.id) for each in people.find_members(session, "", active_only=False)
    ],
    "the referrals": lambda session: referrals.referrals(session),
    "the month": lambda session: months.month_figures(session, Month.of(session.today())),
    "the last given": lambda session: distribution.last_given(session),
    "colleagues": lambda session: users.colleagues(session),
    "a hand-out": lambda session: distribution.give_out(
        session,
        form_key=new_form(),
        lines=[Given(catalogue.items(session)[0].id, 1)],
        head_count=2,
        occurred_on=session.today(),
    ),
    "the kits": lambda session: (
        [(kits.recipe_of(session, each.id), kits.packed(session, each.id)) for each in catalogue.items(session)]
        + [kits.kits(session)]
    ),
    "packing": lambda session: kits.pack_kits(
        session,
        form_key=new_form(),
        item_id=next(each.id for each in catalogue.items(session) if each.is_kit),
        count=1,
        place_id=catalogue.places(session)[0].id,
        occurred_on=session.today(),
    ),
    "the numbers": lambda session: [
        (pieces.find_number(session, "C-1"), pieces.numbers_there(session, each.id))
        for each in catalogue.items(session)
    ],
    "the places": lambda session: [
        (catalogue.place_list(session), moving.at_place(session, each.id)) for each in catalogue.places(session)
    ],
    "a move": lambda session: moving.move_stock(
        session,
        form_key=new_form(),
        from_place_id=catalogue.places(session)[0].id,
        to_place_id=next(each.id for each in catalogue.places(session) if each.kind is PlaceKind.PARTNER),
        lines=[MoveLine(catalogue.items(session)[0].id, 1)],
        occurred_on=session.today(),
    ),
    "the orders": lambda session: [
        *orders.orders(session),
        orders.shortages(session, month=Month.of(session.today())),
        attention.attention(session),
        attention.suggestions(session),
    ],
    "the counts": lambda session: (
        [
            (counting.count_sheet(session, each.id), count_review.review(session, each.id))
            for each in counting.open_counts(session)
        ]
        + [count_review.finished_counts(session)]
    ),
    "the cards": lambda session: [cards.stock_card(session, item_id=each.id) for each in catalogue.items(session)],
    "the money": lambda session: selling.fund_balances(session),
    "who gave": lambda session: [
        givers.giver_of(session, number)
        for (number,) in session.database.rows(
            "SELECT document_id FROM people.giver UNION SELECT max(id) FROM document"
        )
    ],
    "the photos": lambda session: [photos.item_photo(session, each.id) for each in catalogue.items(session)],
    "the place's month": lambda session: months.place_totals(session, month=Month.of(session.today())),
    "the check of the book": lambda session: checking.check_book(session),
    "a member": lambda session: people.register_member(session, form_key=new_form(), facts=MemberFacts("Newcomer")),
    "the journal": lambda session: journal.journal_page(session),
}


class Ears(watched_files.Listener):
    """Hears what files SQLite opens."""

    def __init__(self) -> None:
        self.folder = Path("/nowhere")
        self.outside: list[str] = []

    def opens(self, path: Path) -> None:
        if self.folder not in path.parents:
            self.outside.append(str(path))

    def writes(self, path: Path, offset: int, data: bytes) -> None: ...
    def cuts(self, path: Path, size: int) -> None: ...
    def flushed(self, path: Path) -> None: ...
    def folder_flushed(self, folder: Path) -> None: ...
    def deletes(self, path: Path) -> None: ...


def outcome(folder: Path) -> dict[str, str]:
    """What became of the opening and of each piece of work: `works`, the sentence, or `unexpected: ...`."""
    found: dict[str, str] = {}
    try:
        session = opened(folder, Role.COORDINATOR)
    except Exception as error:
        return {"opening": told(error)}
    found["opening"] = "works"
    for name, work in WORK.items():
        try:
            work(session)
            found[name] = "works"
        except Exception as error:
            found[name] = told(error)
    try:
        session.close()
    except Exception as error:
        found["closing"] = told(error)
    return found


def told(error: Exception) -> str:
    return say(error) if isinstance(error, LarderError) else f"unexpected: {type(error).__name__}: {str(error)[:80]}"


def main() -> None:
    """Work off the folders."""
    ears = Ears()

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR):
            ears.opens(Path(args[0]))

    sys.addaudithook(audit)
    with watched_files.listening(ears):
        for line in sys.stdin:
            ears.folder = Path(line.strip())
            ears.outside.clear()
            found: dict[str, Any] = outcome(ears.folder)
            sys.stdout.write(json.dumps(found | {"outside": ears.outside}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
