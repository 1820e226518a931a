"""Every operation with every role: what is lacking is refused before anything happens; a stock keeper learns of nobody."""

import dataclasses
import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import desktop.operations
from desktop.domain.errors import NotAllowed
from desktop.domain.member_page import MemberPage
from desktop.domain.people import Asked, Member, MemberFacts, Received
from desktop.domain.referrals import Provider, Referral
from desktop.domain.stock import Category, Expiry, Posted, Source, Unit
from desktop.domain.users import PERMISSIONS, Role, User
from desktop.operations import (
    attempts,
    backups,
    catalogue,
    checking,
    count_review,
    counting,
    distribution,
    drafts,
    hand_over,
    importing,
    member_list,
    merging,
    people,
    photos,
    receipts,
    receiving,
    referrals,
    stock,
    today,
    undoing,
    users,
)
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import Plan
from desktop.operations.receiving import Arrival
from desktop.operations.session import OPERATIONS, Session
from desktop.operations.table_reading import read_table
from desktop.storage.rows import Connection
from tests.faults.counting import report
from tests.faults.marked import ANY_COST, DAY, Marked, files_below, new_form
from tests.operations import card_calls, count_calls, kit_calls, moving_calls, order_calls

for _module in pkgutil.iter_modules(desktop.operations.__path__):
    importlib.import_module(f"desktop.operations.{_module.name}")

VOLUNTEER_MAY_NOT = {
    "backups.confirm_restored",
    "backups.remove_local_copy",
    "count_papers.count_report_paper",
    "count_papers.count_sheet_paper",
    "count_review.approve_count",
    "count_review.review",
    "count_review.send_back_count",
    "count_review.submit_count",
    "counting.abandon_count",
    "counting.begin_count",
    "counting.count_line",
    "counting.count_numbers",
    "counting.count_scan",
    "counting.decide_moved",
    "erasing.erase_member",
    "erasing.still_holding",
    "journal.journal_page",
    "journal.journal_state",
    "kits.pack_kits",
    "kits.save_recipe",
    "kits.unpack_kits",
    "leaving.proved_backup",
    "leaving.remove_this_copy",
    "months.close_month",
    "months.closing_checks",
    "months.fund_figures",
    "months.month_figures",
    "months.months",
    "months.place_figures",
    "months.place_paper",
    "months.place_totals",
    "months.places_of",
    "months.summary_csv",
    "months.summary_paper",
    "moving.move_stock",
    "moving.transfer_note_paper",
    "partners.partner_report",
    "partners.undo_report",
    "people.set_member_fields",
    "recovery.make_recovery_parts",
    "recovery.make_recovery_sheet",
    "recovery.sheet_state",
    "recovery.try_sheet",
    "renewal.renew_keys",
    "givers.forget_giver",
    "hand_over.hand_over_paper",
    "importing.check_table",
    "importing.import_table",
    "importing.propose_columns",
    "receiving.receive_stock",
    "receiving.unusual_arrivals",
    "catalogue.save_fund",
    "catalogue.save_item",
    "catalogue.save_place",
    "merging.merge_items",
    "merging.undo_merge",
    "photos.set_item_photo",
    "undoing.undo_stock",
    "outgoing.use_materials",
    "orders.close_order",
    "orders.make_order",
    "orders.order_paper",
    "orders.suggestion_paper",
    "outgoing.write_off",
    "selling.fund_balances",
    "users.add_user",
    "users.change_passphrase_and_keys",
    "users.change_role",
    "users.change_settings",
    "users.colleague_list",
    "users.colleagues",
    "users.let_in_again",
    "users.pause_user",
    "users.remove_user",
    "users.rename_user",
    "users.reset_user",
}

OF_PEOPLE = (Member, MemberFacts, MemberPage, Received, Asked, Referral, Provider)
"""What a stock keeper must never be handed."""

Call = Callable[[Session, Marked], object]
SHEET = read_table(b"Item,Quantity\nGreen tea,3\n").sheets[0]
PLAN = Plan((Meaning.ITEM, Meaning.QUANTITY), new_items=True)


def _receive(session: Session, marked: Marked) -> Posted:
    lines = [Arrival(marked.items[1], 12, lot="B-7")]
    return receiving.receive_stock(
        session,
        form_key=new_form(),
        source=Source.PURCHASE,
        origin="Market",
        place_id=marked.places[0],
        lines=lines,
        occurred_on=DAY,
    )


def _change_passphrase(session: Session, marked: Marked) -> object:
    role = Role.STOCK_KEEPER
    return users.change_passphrase(
        session, login=marked.logins[role], old=marked.passphrases[role], new="velvet otter climbs nine ladders"
    )


def _save_item(session: Session, _marked: Marked) -> object:
    facts: dict[str, Any] = {"category": Category.HYGIENE, "unit": Unit.PIECE, "expiry": Expiry.NONE}
    return catalogue.save_item(session, name="Towel", **facts)


def _merge(session: Session, _marked: Marked) -> Posted:
    facts: dict[str, Any] = {"category": Category.HYGIENE, "unit": Unit.PIECE, "expiry": Expiry.NONE}
    keep, drop = (
        catalogue.save_item(session, name=name, **facts) for name in (f"Combs {new_form()}", f"Comb {new_form()}")
    )
    return merging.merge_items(session, form_key=new_form(), keep=keep, drop=drop)


KEEPER_CALLS: dict[str, Call] = {
    "stock.stock_list": lambda session, _m: [
        stock.stock_list(session, only=only) for only in ("all", "low", "expiring")
    ],
    "stock.item_detail": lambda session, m: [stock.item_detail(session, item) for item in m.items],
    "book.document": card_calls.entries,
    "cards.stock_card": card_calls.look,
    "cards.card_choices": card_calls.look,
    "cards.card_paper": card_calls.paper,
    "cards.card_csv": card_calls.table,
    "pieces.find_number": card_calls.numbers,
    "pieces.numbers_there": card_calls.numbers,
    "checking.check_book": lambda session, _m: checking.check_book(session),
    "checking.book_checked": lambda session, _m: checking.book_checked(session),
    "catalogue.items": lambda session, _m: catalogue.items(session, active_only=False),
    "catalogue.places": lambda session, _m: catalogue.places(session),
    "catalogue.find_barcode": lambda session, m: catalogue.find_barcode(session, m.markers.stock[8]),
    "receiving.receive_stock": _receive,
    "receiving.unusual_arrivals": lambda session, m: receiving.unusual_arrivals(session, [Arrival(m.items[1], 9999)]),
    "importing.propose_columns": lambda session, _m: importing.propose_columns(session, SHEET),
    "importing.check_table": lambda session, _m: importing.check_table(session, SHEET, PLAN, occurred_on=DAY),
    "importing.import_table": lambda session, m: importing.import_table(
        session,
        SHEET,
        PLAN,
        form_key=new_form(),
        expected=1,
        source=Source.PURCHASE,
        origin="Market",
        place_id=m.places[0],
        occurred_on=DAY,
    ),
    "hand_over.hand_over_paper": lambda session, m: hand_over.hand_over_paper(
        session, document_id=_receive(session, m).document_id, language="en"
    ),
    "outgoing.write_off": lambda _s, m: m.write_off(2),
    "undoing.undo_stock": lambda session, m: undoing.undo_stock(
        session,
        form_key=new_form(),
        document_id=_receive(session, m).document_id,
    ),
    "catalogue.save_item": _save_item,
    "catalogue.save_place": lambda session, _m: catalogue.save_place(session, name="Bag 9"),
    "catalogue.save_fund": lambda session, _m: catalogue.save_fund(session, name="City grant"),
    "catalogue.funds": lambda session, _m: catalogue.funds(session, active_only=False),
    "catalogue.place_list": lambda session, _m: catalogue.place_list(session),
    "merging.merge_items": _merge,
    "merging.undo_merge": lambda session, m: merging.undo_merge(
        session, form_key=new_form(), document_id=_merge(session, m).document_id
    ),
    "photos.item_photo": lambda session, m: [photos.item_photo(session, item) for item in m.items],
    "photos.set_item_photo": lambda session, m: photos.set_item_photo(session, item_id=m.items[0], image=None),
    "counting.begin_count": lambda session, m: counting.begin_count(session, place_id=m.places[2]),
    "counting.open_counts": lambda session, _m: counting.open_counts(session),
    "counting.count_sheet": lambda session, m: counting.count_sheet(
        session, counting.begin_count(session, place_id=m.places[2]).id
    ),
    "counting.accuracy": lambda session, _m: counting.accuracy(session, since=DAY),
    "counting.count_line": lambda session, m: count_calls.counted(session, m, by=-1)[1],
    "counting.count_numbers": count_calls.numbers,
    "counting.count_scan": count_calls.scan,
    "counting.decide_moved": count_calls.decide,
    "counting.last_counted": lambda session, _m: counting.last_counted(session),
    "count_papers.count_report_paper": count_calls.report_paper,
    "count_papers.count_sheet_paper": count_calls.sheet_paper,
    "count_review.approve_count": count_calls.approve,
    "count_review.finished_counts": lambda session, _m: count_review.finished_counts(session),
    "count_review.review": count_calls.review,
    "count_review.send_back_count": count_calls.send_back,
    "count_review.submit_count": count_calls.submitted,
    "counting.abandon_count": lambda session, m: counting.abandon_count(
        session, stocktake_id=counting.begin_count(session, place_id=m.places[2]).id
    ),
    "receipts.receipt": lambda session, m: [receipts.receipt(session, document) for document in m.given],
    "users.collective_settings": lambda session, _m: users.collective_settings(session),
    "users.me": lambda session, _m: users.me(session),
    "attempts.failed_unlocks": lambda session, _m: attempts.failed_unlocks(session),
    "backups.restored_state": lambda session, _m: backups.restored_state(session),
    "backups.last_backup": lambda session, _m: backups.last_backup(session),
    "drafts.keep_draft": lambda session, _m: drafts.keep_draft(session, content={"place": "Van"}),
    "drafts.take_draft": lambda session, _m: [
        drafts.keep_draft(session, content={"place": "Van"}),
        drafts.take_draft(session),
    ],
    "today.today": lambda session, _m: today.today(session),
    "today.today_later": lambda session, _m: today.today_later(session),
    "attention.attention": order_calls.attend,
    "attention.monthly_use": order_calls.attend,
    "attention.suggestions": order_calls.attend,
    "orders.close_order": order_calls.close,
    "orders.make_order": order_calls.make,
    "orders.order": order_calls.look,
    "orders.order_paper": order_calls.paper,
    "orders.orders": order_calls.look,
    "orders.shortages": order_calls.look,
    "orders.suggestion_paper": order_calls.list_paper,
    "kits.kits": kit_calls.look,
    "kits.recipe_of": kit_calls.look,
    "kits.save_recipe": kit_calls.save_recipe,
    "kits.pack_plan": kit_calls.pack_plan,
    "kits.pack_kits": kit_calls.pack,
    "kits.packed": kit_calls.packed,
    "kits.unpack_plan": kit_calls.unpack_plan,
    "kits.unpack_kits": kit_calls.unpack,
    "outgoing.use_materials": kit_calls.use,
    "moving.at_place": moving_calls.look,
    "moving.move_stock": moving_calls.move,
    "moving.transfer_note_paper": moving_calls.note,
    "partners.partner_report": moving_calls.report,
    "partners.undo_report": moving_calls.undo_report,
    "users.change_passphrase": _change_passphrase,
}
"""Everything a stock keeper may call, with arguments that do something."""


def content(folder: Path) -> dict[str, str]:
    """The hash of every file; opening takes none away and adds none."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files_below(folder)}


def lacking(role: Role) -> list[str]:
    return [name for name, operation in OPERATIONS.items() if operation.permission not in PERMISSIONS[role]]


@pytest.mark.faults
@pytest.mark.parametrize("role", Role)
def test_what_a_role_lacks_is_refused_before_anything_else_and_changes_no_byte(marked: Marked, role: Role) -> None:
    session = marked.unlock(role)
    before = content(marked.folder)
    for name in lacking(role):
        # No arguments: were anything looked at before the permission, this would be a TypeError.
        with pytest.raises(NotAllowed):
            OPERATIONS[name].function(session)
        with pytest.raises(NotAllowed):
            OPERATIONS[name].function(session, "'); DROP TABLE movement; --", nonsense=object())
        assert not session.database.connection.in_transaction
    assert content(marked.folder) == before
    if lacking(role):  # a coordinator lacks nothing
        report(
            group="T20",
            fault="an operation called without the right",
            means="every operation and role",
            times=len(lacking(role)),
        )


def test_each_role_may_do_what_it_is_for_and_no_more() -> None:
    assert not lacking(Role.COORDINATOR)
    assert set(lacking(Role.VOLUNTEER)) == VOLUNTEER_MAY_NOT
    assert set(OPERATIONS) - set(lacking(Role.STOCK_KEEPER)) == set(KEEPER_CALLS)


@pytest.mark.faults
@pytest.mark.parametrize("role", Role)
def test_after_closing_every_operation_is_refused(marked: Marked, role: Role) -> None:
    session = marked.unlock(role)
    session.close()
    before = content(marked.folder)
    for operation in OPERATIONS.values():
        with pytest.raises(NotAllowed):
            operation.function(session)
    assert content(marked.folder) == before
    report(
        group="T20", fault="an operation called after closing", means="every operation and role", times=len(OPERATIONS)
    )


def parts_of(value: object) -> Iterator[object]:
    """Everything inside a result, whatever it is wrapped in."""
    yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for part in dataclasses.fields(value):
            yield from parts_of(getattr(value, part.name))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from parts_of(key)
            yield from parts_of(part)
    elif isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from parts_of(part)


class Listening:
    """A connection that notes every statement."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.statements: list[str] = []

    def execute(self, sql: str, *values: object) -> object:
        self.statements.append(sql)
        return self._connection.execute(sql, *values)

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


@pytest.mark.parametrize("name", KEEPER_CALLS)
def test_nothing_a_stock_keeper_can_call_tells_of_people_or_asks_for_them(marked: Marked, name: str) -> None:
    session = marked.unlock(Role.STOCK_KEEPER)
    assert not session.database.has_people
    listening = Listening(session.database.connection)
    session.database.connection = listening  # type: ignore[assignment]
    result = list(parts_of(KEEPER_CALLS[name](session, marked)))
    assert not [part for part in result if isinstance(part, OF_PEOPLE)]
    assert not {part for part in result if isinstance(part, int)} & set(marked.members)
    words = "\n".join(str(part) for part in result)
    assert not [marker for marker in (*marked.markers.people, *marked.markers.secret) if marker in words]
    assert not [code for code in marked.codes if code in words]
    assert not [sql for sql in listening.statements if "people" in sql.casefold()]


def test_a_stock_keepers_calls_read_no_table_of_people_even_where_they_are_attached(marked: Marked) -> None:
    session = marked.unlock(Role.COORDINATOR)
    keeper = dataclasses.replace(session, user=User(session.user.id, "Jo", Role.STOCK_KEEPER))
    touched: list[tuple[object, ...]] = []

    def watch(*what: object) -> int:
        if what[3] == "people":
            touched.append(what)
        return 0

    session.database.connection.set_authorizer(watch)
    for name, call in KEEPER_CALLS.items():
        if name != "users.change_passphrase":  # it is somebody else's
            call(keeper, marked)
        assert not touched, f"{name} looked into the people's database: {touched[0]}"


def test_a_role_written_into_the_table_of_users_gives_nothing(marked: Marked) -> None:
    session = marked.unlock(Role.STOCK_KEEPER)
    with session.database.transaction():
        session.database.execute("UPDATE user SET role = 'coordinator'")
    session = marked.unlock(Role.STOCK_KEEPER)
    assert session.user.role is Role.STOCK_KEEPER
    assert users.me(session).user.role is Role.STOCK_KEEPER
    for name in lacking(Role.STOCK_KEEPER):
        with pytest.raises(NotAllowed):
            OPERATIONS[name].function(session)


def test_a_role_given_to_a_session_by_hand_opens_no_people(marked: Marked) -> None:
    session = marked.unlock(Role.STOCK_KEEPER)
    session.user = User(session.user.id, "Jo", Role.COORDINATOR)
    for call in (
        lambda: people.find_members(session, ""),
        lambda: people.member(session, marked.members[0]),
        lambda: referrals.due(session),
        lambda: referrals.providers(session),
        lambda: member_list.list_members(session),
        lambda: distribution.last_given(session),
    ):
        with pytest.raises(Exception, match="no such table: people"):
            call()
    with pytest.raises(NotAllowed):
        backups.snapshot_for_backup(session)
    with pytest.raises(NotAllowed):
        users.add_user(
            session,
            login="Rana",
            passphrase="velvet otter climbs nine ladders",
            name="",
            role=Role.COORDINATOR,
            policy=ANY_COST,
        )
