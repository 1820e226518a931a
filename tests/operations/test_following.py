"""The table of users follows the key file: after a crash between the two, and never back to an older key file."""

from pathlib import Path

import pytest

from desktop.domain.errors import ChangeUnfinished, VaultDamaged, VaultFull
from desktop.domain.users import Role, Standing, UserId
from desktop.operations import following, recovery, users
from desktop.operations.following import KeysOlder
from desktop.operations.session import Session
from desktop.operations.vault import open_vault, open_with_recovery
from desktop.storage import journal, settings
from desktop.vault import KEYS_NAME, PREVIOUS_NAME, add_user, change_role, drop_user
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_POLICY, PASSPHRASE, SHEET, made_vault, opened

NEW = "seven quiet lanterns under the bridge"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_vault(tmp_path / "vault")


def generation(session: Session) -> int:
    return int(settings.get(session.database, settings.KEYS_GENERATION))


def mended(session: Session) -> list[tuple[object, object, object]]:
    return [
        (entry.subject["user"], entry.subject["role"], entry.subject["active"])
        for entry in journal.entries(session.database, "main", limit=1000)
        if entry.action == "user.mend"
    ]


def row(session: Session, user_id: UserId) -> tuple[Role, Standing]:
    return next((each.user.role, each.standing) for each in users.colleague_list(session) if each.user.id == user_id)


def crash(session: Session, change: str) -> UserId:
    """Change the key file as the operation does, and close before its transaction: what a power cut in between leaves."""
    ids = {each.name: each.id for each in users.colleagues(session)}
    keys, policy = session.held_keys(), session.policy
    if change == "add":
        user_id = add_user(session.folder, keys, login="Rosa", passphrase=NEW, role=Role.COORDINATOR, policy=policy)
    else:
        user_id = ids["Jo"]
        if change == "drop":
            drop_user(session.folder, keys, user_id, policy=policy)
        else:
            change_role(session.folder, keys, user_id, Role.VOLUNTEER, policy=policy)
    session.close()
    return user_id


AFTER = {
    "add": (Role.COORDINATOR, Standing.WORKS),
    "drop": (Role.STOCK_KEEPER, Standing.PAUSED),
    "role": (Role.VOLUNTEER, Standing.WORKS),
}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VOLUNTEER])
@pytest.mark.parametrize("change", AFTER)
def test_a_crash_between_key_file_and_row_is_mended_by_the_next_who_reads_the_register(
    folder: Path, change: str, role: Role
) -> None:
    user_id = crash(opened(folder, Role.COORDINATOR), change)
    session = opened(folder, role)
    assert generation(session) == session.held_keys().generation
    active = AFTER[change][1] is Standing.WORKS
    assert mended(session) == [(user_id, AFTER[change][0], active)]
    session.close()
    session = opened(folder, Role.COORDINATOR)
    assert row(session, user_id) == AFTER[change]
    assert len(mended(session)) == 1, "mended once"
    session.close()


def test_a_stock_keeper_mends_nothing_and_still_raises_the_generation(folder: Path) -> None:
    crash(opened(folder, Role.COORDINATOR), "add")
    session = opened(folder, Role.STOCK_KEEPER)
    assert mended(session) == []
    assert generation(session) == session.held_keys().generation
    session.close()


def test_somebody_mended_into_the_list_gets_a_name_that_can_be_changed(folder: Path) -> None:
    user_id = crash(opened(folder, Role.COORDINATOR), "add")
    session = opened(folder, Role.COORDINATOR)
    users.rename_user(session, user_id=user_id, name="Rosa")
    session.close()
    session = open_vault(folder, login="Rosa", passphrase=NEW, clock=FixedClock(), policy=CHEAP_POLICY)
    assert (session.user.id, session.user.name) == (user_id, "Rosa")
    session.close()


def test_what_a_stock_keeper_writes_into_the_table_of_users_is_put_right(folder: Path) -> None:
    session = opened(folder, Role.STOCK_KEEPER)
    with session.database.transaction():
        session.database.execute("UPDATE user SET role = 'coordinator', active = 0")
    session.close()
    session = opened(folder, Role.VOLUNTEER)
    session.close()
    session = opened(folder, Role.COORDINATOR)
    assert [(each.user.name, each.user.role, each.standing) for each in users.colleague_list(session)] == [
        ("Ana", Role.VOLUNTEER, Standing.WORKS),
        ("Jo", Role.STOCK_KEEPER, Standing.WORKS),
        ("Mei", Role.COORDINATOR, Standing.WORKS),
    ]
    session.close()


def test_every_change_of_keys_raises_the_generation_in_the_records_at_once(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    jo = next(each.id for each in users.colleagues(session) if each.name == "Jo")
    seen = [generation(session)]
    for change in (
        lambda: users.add_user(session, login="Rosa", passphrase=NEW, name="", role=Role.VOLUNTEER),
        lambda: users.reset_user(session, user_id=jo, login="Jo", passphrase=NEW),
        lambda: users.change_role(session, user_id=jo, role=Role.VOLUNTEER),
        lambda: users.change_role(session, user_id=jo, role=Role.STOCK_KEEPER),
        lambda: users.pause_user(session, user_id=jo),
        lambda: users.let_in_again(session, user_id=jo, login="Jo", passphrase=NEW, role=Role.VOLUNTEER),
        lambda: users.remove_user(session, user_id=jo),
        lambda: recovery.make_recovery_sheet(session, words=recovery.new_sheet_words("en")),
        lambda: users.renew_keys(session),
    ):
        change()
        seen.append(generation(session))
        assert seen[-1] == session.held_keys().generation
    assert seen == sorted(set(seen)), "each one is higher"
    session.close()


def test_an_older_key_file_is_refused_for_everybody_and_the_right_one_opens_again(folder: Path) -> None:
    old = (folder / KEYS_NAME).read_bytes()
    session = opened(folder, Role.COORDINATOR)
    users.pause_user(session, user_id=next(each.id for each in users.colleagues(session) if each.name == "Jo"))
    session.close()
    now = (folder / KEYS_NAME).read_bytes()
    before = {name: (folder / name).read_bytes() for name in ("stock.db", "people.db")}
    for name in (KEYS_NAME, PREVIOUS_NAME):
        (folder / name).write_bytes(old)
    for role in Role:
        with pytest.raises(KeysOlder) as error:
            opened(folder, role)
        assert "older than the records" in error.value.text
    with pytest.raises(KeysOlder):
        open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY)
    assert {name: (folder / name).read_bytes() for name in before} == before
    for name in (KEYS_NAME, PREVIOUS_NAME):
        (folder / name).write_bytes(now)
    opened(folder, Role.COORDINATOR).close()


def test_older_records_with_the_newer_key_file_open_and_follow(folder: Path) -> None:
    opened(folder, Role.COORDINATOR).close()
    old = {name: (folder / name).read_bytes() for name in ("stock.db", "people.db")}
    session = opened(folder, Role.COORDINATOR)
    jo = next(each.id for each in users.colleagues(session) if each.name == "Jo")
    users.pause_user(session, user_id=jo)
    session.close()
    for name, raw in old.items():
        (folder / name).write_bytes(raw)
    session = opened(folder, Role.COORDINATOR)
    assert row(session, jo) == (Role.STOCK_KEEPER, Standing.PAUSED)
    assert generation(session) == session.held_keys().generation
    session.close()


@pytest.mark.parametrize("written", ["", "many", "-1", "1.5"])
def test_a_generation_that_is_no_number_is_damage_and_no_traceback(folder: Path, written: str) -> None:
    session = opened(folder, Role.STOCK_KEEPER)
    with session.database.transaction():
        settings.put(session.database, settings.KEYS_GENERATION, written)
    session.close()
    with pytest.raises(VaultDamaged):
        opened(folder, Role.COORDINATOR)


@pytest.mark.parametrize("written", ["", "[]", "nonsense", '{"x":1}'])
def test_a_list_of_those_who_stand_aside_that_was_made_nonsense_hides_nobody(folder: Path, written: str) -> None:
    session = opened(folder, Role.COORDINATOR)
    with session.database.transaction():
        settings.put(session.database, settings.USERS_ASIDE, written)
    assert len(users.colleague_list(session)) == 3
    session.close()


def test_the_sentence_about_an_old_key_file_belongs_to_the_damaged_ones() -> None:
    assert issubclass(following.KeysOlder, VaultDamaged)
    assert PASSPHRASE not in following.KeysOlder.text


CHANGES = {
    "pause": lambda s, ids: users.pause_user(s, user_id=ids["Jo"]),
    "reset": lambda s, ids: users.reset_user(s, user_id=ids["Jo"], login="Jo", passphrase=NEW),
    "role": lambda s, ids: users.change_role(s, user_id=ids["Jo"], role=Role.VOLUNTEER),
    "add": lambda s, _ids: users.add_user(s, login="Rosa", passphrase=NEW, name="", role=Role.VOLUNTEER),
    "sheet": lambda s, _ids: recovery.make_recovery_sheet(s, words=recovery.new_sheet_words("en")),
    "passphrase": lambda s, _ids: users.change_passphrase(s, login="Mei", old=PASSPHRASE, new=NEW),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_disk_that_refuses_the_records_after_the_key_file_is_told_as_it_is(
    folder: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(folder, Role.COORDINATOR)
    ids = {each.name: each.id for each in users.colleagues(session)}
    before = (folder / KEYS_NAME).read_bytes()

    def full(*_args: object, **_kwargs: object) -> None:
        raise VaultFull

    with monkeypatch.context() as patched:
        patched.setattr(journal, "write", full)
        with pytest.raises(ChangeUnfinished):
            CHANGES[change](session, ids)
        # What touches no key still says that nothing was saved.
        with pytest.raises(VaultFull):
            users.rename_user(session, user_id=ids["Ana"], name="Anna")
    session.close()
    assert (folder / KEYS_NAME).read_bytes() != before
    again = open_vault(
        folder,
        login="Mei",
        passphrase=NEW if change == "passphrase" else PASSPHRASE,
        clock=FixedClock(),
        policy=CHEAP_POLICY,
    )
    assert generation(again) == again.held_keys().generation
    if change == "pause":
        assert row(again, ids["Jo"]) == (Role.STOCK_KEEPER, Standing.PAUSED)
    if change == "role":
        assert row(again, ids["Jo"]) == (Role.VOLUNTEER, Standing.WORKS)
    again.close()
