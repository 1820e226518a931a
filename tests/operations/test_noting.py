"""Every operation that changes, prints or exports something leaves an entry in a journal, or is listed here with its reason."""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import desktop.operations
from desktop.backup import write_backup
from desktop.domain.people import MemberFacts, MemberField
from desktop.domain.periods import Month
from desktop.domain.referrals import Outcome, OutcomeSource, Service
from desktop.domain.stock import Category, Expiry, Posted, Source, Unit
from desktop.domain.users import Role, UserId
from desktop.operations import (
    backups,
    catalogue,
    checking,
    counting,
    distribution,
    erasing,
    givers,
    hand_over,
    importing,
    merging,
    months,
    people,
    photos,
    receipts,
    recovery,
    referrals,
    renewal,
    stock,
    undoing,
    users,
)
from desktop.operations.distribution import Given
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import Plan
from desktop.operations.session import OPERATIONS, Session
from desktop.operations.table_reading import read_table
from desktop.storage import copies, journal
from tests.faults.marked import ANY_COST, DAY, Marked, new_form
from tests.operations import card_calls, count_calls, kit_calls, moving_calls, order_calls

for _module in pkgutil.iter_modules(desktop.operations.__path__):
    importlib.import_module(f"desktop.operations.{_module.name}")

NEW = "velvet otter climbs nine ladders"
Call = Callable[[Session, Marked], object]

LEAVES_NONE = {
    "counting.count_line": "each line is kept with who counted it; beginning and end of the count are noted",
    "counting.count_numbers": "the same",
    "counting.count_scan": "the same",
    "counting.decide_moved": "it is kept with the line; beginning and end of the count are noted",
    "drafts.keep_draft": "what was typed and not saved is no record; it is sealed to its own user",
    "drafts.take_draft": "the same",
    "leaving.remove_this_copy": "the journal goes with the vault",
}
"""Operations that change something and leave no entry, with the reason."""


def _check_a_broken_book(session: Session) -> None:
    with session.database.transaction():
        session.database.execute("UPDATE balance SET quantity = quantity + 1")
    checking.check_book(session)


def user_of(session: Session, role: Role) -> UserId:
    return next(each.id for each in users.colleagues(session) if each.role is role and each.active)


def paused(session: Session) -> UserId:
    who = user_of(session, Role.VOLUNTEER)
    users.pause_user(session, user_id=who)
    return who


def merged(session: Session) -> Posted:
    keep, drop = (
        catalogue.save_item(session, name=name, category=Category.HYGIENE, unit=Unit.PIECE, expiry=Expiry.NONE)
        for name in ("Towels", "Towel, large")
    )
    return merging.merge_items(session, form_key=new_form(), keep=keep, drop=drop)


def backed_up(session: Session, folder: Path) -> object:
    folder.mkdir()
    made = write_backup(backups.snapshot_for_backup(session), folder, lambda _done, _whole: None)
    return backups.note_backup(session, made)


def tried(session: Session) -> object:
    words = recovery.new_sheet_words("en")
    recovery.make_recovery_sheet(session, words=words)
    return recovery.try_sheet(session, typed=" ".join(words))


def set_aside(session: Session) -> object:
    made = copies.make(session.folder, at=session.clock.now(), why=copies.RESTORE)
    return backups.remove_local_copy(session, made.path.name)


MEMBER = MemberFacts(name="Somebody new")
CALLS: dict[str, Call] = {
    "checking.check_book": lambda session, _m: _check_a_broken_book(session),
    "backups.confirm_restored": lambda s, _m: backups.confirm_restored(s),
    "backups.note_backup": lambda s, m: backed_up(s, m.folder.parent / "stick"),
    "backups.remove_local_copy": lambda s, _m: set_aside(s),
    "cards.card_csv": card_calls.table,
    "cards.card_paper": card_calls.paper,
    "counting.abandon_count": lambda s, m: counting.abandon_count(
        s, stocktake_id=counting.begin_count(s, place_id=m.places[2]).id
    ),
    "counting.begin_count": lambda s, m: counting.begin_count(s, place_id=m.places[2]),
    "count_papers.count_report_paper": count_calls.report_paper,
    "count_papers.count_sheet_paper": count_calls.sheet_paper,
    "count_review.approve_count": count_calls.approve,
    "count_review.send_back_count": count_calls.send_back,
    "count_review.submit_count": count_calls.submitted,
    "distribution.correct_distribution": lambda s, m: distribution.correct_distribution(
        s, form_key=new_form(), document_id=m.give(2), lines=[Given(m.items[1], 1)], member_id=m.members[3]
    ),
    "distribution.give_out": lambda _s, m: m.give(),
    "distribution.undo_distribution": lambda s, m: distribution.undo_distribution(
        s, form_key=new_form(), document_id=m.give(2)
    ),
    "erasing.erase_member": lambda s, m: erasing.erase_member(s, member_id=m.members[4], confirmed=m.codes[4]),
    "kits.pack_kits": kit_calls.pack,
    "kits.save_recipe": kit_calls.save_recipe,
    "kits.unpack_kits": kit_calls.unpack,
    "months.close_month": lambda s, m: _close(s, m),
    "months.place_paper": lambda s, _m: months.place_paper(s, month=Month(2026, 10), place_id=None, language="en"),
    "months.summary_csv": lambda s, _m: months.summary_csv(s, month=Month(2026, 10), share=True),
    "months.summary_paper": lambda s, _m: months.summary_paper(s, month=Month(2026, 10), share=False, language="en"),
    "moving.move_stock": moving_calls.move,
    "moving.transfer_note_paper": moving_calls.note,
    "partners.partner_report": moving_calls.report,
    "partners.undo_report": moving_calls.undo_report,
    "people.answer_request": lambda s, m: people.answer_request(s, request_id=_asked(s, m), met=True, answered_on=DAY),
    "people.edit_member": lambda s, m: people.edit_member(s, member_id=m.members[5], facts=MEMBER),
    "people.note_request": lambda s, m: _asked(s, m),
    "people.register_member": lambda s, _m: people.register_member(s, form_key=new_form(), facts=MEMBER),
    "people.set_active": lambda s, m: people.set_active(s, member_id=m.members[6], active=False),
    "people.set_counted": lambda s, m: people.set_counted(s, member_id=m.members[6], counted=False),
    "people.set_member_fields": lambda s, _m: people.set_member_fields(s, fields=frozenset({MemberField.NOTE})),
    "receipts.receipt_paper": lambda s, m: receipts.receipt_paper(s, document_id=m.give(2), language="en"),
    "recovery.make_recovery_parts": lambda s, _m: recovery.make_recovery_parts(s, sheets=recovery.new_sheet_parts()),
    "recovery.make_recovery_sheet": lambda s, _m: recovery.make_recovery_sheet(s, words=recovery.new_sheet_words("en")),
    "recovery.try_sheet": lambda s, _m: tried(s),
    "referrals.cancel_referral": lambda s, m: referrals.cancel_referral(s, referral_id=m.referrals[3]),
    "referrals.make_referral": lambda s, m: referrals.make_referral(
        s, form_key=new_form(), member_id=m.members[0], provider_id=m.providers[0], made_on=DAY, follow_up_on=DAY
    ),
    "referrals.postpone": lambda s, m: referrals.postpone(s, referral_id=m.referrals[4], follow_up_on=date_after()),
    "referrals.record_outcome": lambda s, m: referrals.record_outcome(
        s,
        referral_id=m.referrals[5],
        outcome=Outcome.COMPLETED,
        source=OutcomeSource.MEMBER,
        occurred_on=DAY,
    ),
    "referrals.save_provider": lambda s, _m: referrals.save_provider(
        s, name="A partner", service=next(iter(Service)), details=""
    ),
    "referrals.slip_paper": lambda s, m: referrals.slip_paper(s, referral_id=m.referrals[6], language="en"),
    "renewal.renew_keys": lambda s, _m: renewal.renew_keys(s),
    "givers.forget_giver": lambda s, m: givers.forget_giver(s, document_id=m.receive(giver="Grandma Li")),
    "importing.import_table": lambda s, m: importing.import_table(
        s,
        read_table(b"Item,Quantity\nGreen tea,3\n").sheets[0],
        Plan((Meaning.ITEM, Meaning.QUANTITY), new_items=True),
        form_key=new_form(),
        expected=1,
        source=Source.DONATION,
        origin="",
        place_id=m.places[0],
        occurred_on=DAY,
    ),
    "hand_over.hand_over_paper": lambda s, m: hand_over.hand_over_paper(s, document_id=m.receive(), language="en"),
    "receiving.receive_stock": lambda _s, m: m.receive(),
    "catalogue.save_item": lambda s, _m: catalogue.save_item(
        s, name="Towel", category=Category.HYGIENE, unit=Unit.PIECE, expiry=Expiry.NONE
    ),
    "catalogue.save_place": lambda s, _m: catalogue.save_place(s, name="Bag 9"),
    "catalogue.save_fund": lambda s, _m: catalogue.save_fund(s, name="City grant"),
    "merging.merge_items": lambda s, _m: merged(s),
    "merging.undo_merge": lambda s, _m: merging.undo_merge(s, form_key=new_form(), document_id=merged(s).document_id),
    "photos.set_item_photo": lambda s, m: photos.set_item_photo(s, item_id=m.items[0], image=None),
    "undoing.undo_stock": lambda s, m: undoing.undo_stock(s, form_key=new_form(), document_id=m.receive()),
    "outgoing.use_materials": kit_calls.use,
    "selling.sell": kit_calls.sell,
    "selling.undo_sale": kit_calls.undo_sale,
    "orders.close_order": order_calls.close,
    "orders.make_order": order_calls.make,
    "orders.order_paper": order_calls.paper,
    "orders.suggestion_paper": order_calls.list_paper,
    "outgoing.write_off": lambda _s, m: m.write_off(2),
    "users.add_user": lambda s, _m: users.add_user(
        s, login="Rana", passphrase=NEW, name="", role=Role.COORDINATOR, policy=ANY_COST
    ),
    "users.change_passphrase": lambda s, m: users.change_passphrase(s, **_own(m), new=NEW),
    "users.change_passphrase_and_keys": lambda s, m: users.change_passphrase_and_keys(s, **_own(m), new=NEW),
    "users.change_role": lambda s, _m: users.change_role(
        s, user_id=user_of(s, Role.STOCK_KEEPER), role=Role.COORDINATOR
    ),
    "users.change_settings": lambda s, _m: users.change_settings(s, collective="x", small_count=9, idle_minutes=9),
    "users.let_in_again": lambda s, _m: users.let_in_again(
        s, user_id=paused(s), login="Ana", passphrase=NEW, role=Role.VOLUNTEER
    ),
    "users.pause_user": lambda s, _m: paused(s),
    "users.remove_user": lambda s, _m: users.remove_user(s, user_id=user_of(s, Role.VOLUNTEER)),
    "users.rename_user": lambda s, _m: users.rename_user(s, user_id=user_of(s, Role.VOLUNTEER), name="Ánh"),
    "users.reset_user": lambda s, _m: users.reset_user(
        s, user_id=user_of(s, Role.VOLUNTEER), login="Ana", passphrase=NEW
    ),
}
"""One call of each that does something; `s` is a coordinator's session."""


def _own(marked: Marked) -> dict[str, str]:
    return {"login": marked.logins[Role.COORDINATOR], "old": marked.passphrases[Role.COORDINATOR]}


def _asked(session: Session, marked: Marked) -> int:
    return people.note_request(
        session, form_key=new_form(), member_id=marked.members[7], words="a blanket", asked_on=DAY
    )


def _close(session: Session, marked: Marked) -> object:
    marked.clock.set(DAY.replace(month=12, day=2))
    return months.close_month(session, month=Month(2026, 11))


def date_after() -> object:
    return DAY.replace(day=DAY.day + 5)


@pytest.fixture
def marked(marked: Marked) -> Marked:
    """Open for its coordinator."""
    marked.unlock()
    return marked


def noted(session: Session) -> int:
    return sum(journal.length(session.database, schema) for schema in session.database.schemas)


def test_no_operation_that_changes_something_is_forgotten_here(capsys: pytest.CaptureFixture[str]) -> None:
    changing = {name for name, operation in OPERATIONS.items() if operation.changes}
    assert changing == set(CALLS) | set(LEAVES_NONE)
    assert not set(CALLS) & set(LEAVES_NONE)
    with capsys.disabled():
        sys.stdout.write(f" {len(CALLS)} operations leave an entry, {len(LEAVES_NONE)} have a reason not to ")


@pytest.mark.parametrize("name", CALLS)
def test_an_operation_that_changes_something_leaves_an_entry_by_whoever_did_it(marked: Marked, name: str) -> None:
    session = marked.session
    before = noted(session)
    CALLS[name](session, marked)
    assert noted(session) > before
    newest = max(
        (journal.entries(session.database, schema, limit=1)[0] for schema in session.database.schemas),
        key=lambda entry: entry.at,
    )
    assert newest.user_id == session.user.id
    assert all(journal.first_break(session.database, schema) is None for schema in session.database.schemas)


def test_what_reads_leaves_none(marked: Marked) -> None:
    before = noted(marked.session)
    users.colleague_list(marked.session)
    months.month_figures(marked.session, Month(2026, 10))
    stock.stock_list(marked.session)
    assert noted(marked.session) == before
