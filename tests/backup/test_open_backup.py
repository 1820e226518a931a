"""The stand-alone script opens backups: the format is what SECURITY.md says it is.

`fixtures/backup-v1.clb` was made by the first version of the program and stands for those that lie on sticks: it is never made
anew, and what opens it guards nothing.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.backup import verify
from desktop.backup.errors import BackupLocked
from desktop.backup.restoring import restore
from desktop.domain.users import Role
from desktop.operations import recovery, users, vault
from desktop.vault.shares import word_list
from tests.backup.house import MOMENT, Clock, House
from tests.vectors import slip39

SCRIPT = Path(__file__).with_name("open_backup.py")
FIXTURES = Path(__file__).parent / "fixtures"
LANDED = FIXTURES / "backup-v1.clb"
KNOWN = json.loads((FIXTURES / "known-v1.json").read_text("utf-8"))


def opened(file: Path, name: str, typed: str) -> dict[str, int]:
    """The rows of each table as the script prints them, run where nothing of the program can be found."""
    ran = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file), name],
        input=typed + "\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=file.parent,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,  # no terminal to ask at, so that it reads what is handed in
    )
    return {
        line.rsplit(" ", 1)[0]: int(line.rsplit(" ", 1)[1]) for line in ran.stdout.splitlines() if line.count(" ") == 2
    }


def test_it_is_short_and_takes_nothing_of_the_program() -> None:
    lines = SCRIPT.read_text("utf-8").splitlines()
    modules = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert modules - set(sys.stdlib_module_names) == {"sqlcipher3", "cryptography"}
    assert len(lines) <= 60


def rows(house: House) -> dict[str, int]:
    """The same, asked of the vault itself."""
    files = {"main": "stock.db", "people": "people.db"}
    return {
        f"{files[name]} {table}": house.database.value(f'SELECT count(*) FROM {name}."{table}"')
        for name in files
        for (table,) in house.database.rows(f"SELECT name FROM {name}.sqlite_schema WHERE type = 'table'")
    }


@pytest.mark.parametrize("name", ["Magnolia", " MAGNOLIA", "recovery"])
def test_a_backup_opens_without_the_program(house: House, name: str) -> None:
    wanted = rows(house)
    typed = " ".join(house.words) if name == "recovery" else house.opens()["passphrase"]
    assert opened(house.back_up().path, name, typed) == wanted


def test_a_backup_opens_after_the_keys_were_renewed_with_slots_that_pin_the_old_signing_key(house: House) -> None:
    users.add_user(
        house.session, login="Tansy", passphrase="low bell over winter fields", name="", role=Role.COORDINATOR
    )
    users.renew_keys(house.session)
    users.remove_user(house.session, user_id=next(u.id for u in users.colleagues(house.session) if u.name == "Heron"))
    wanted, file = rows(house), house.back_up().path
    assert len(json.loads((house.folder / "keys.json").read_bytes())["handover"]) == 2
    for name, typed in (
        ("Magnolia", house.opens()["passphrase"]),
        ("Tansy", "low bell over winter fields"),
        ("recovery", " ".join(house.words)),
    ):
        assert opened(file, name, typed) == wanted


def test_a_backup_opens_with_the_secret_of_two_sheets_of_three(house: House) -> None:
    sheets = recovery.new_sheet_parts()
    recovery.make_recovery_parts(house.session, sheets=sheets)
    secret = slip39.combined([[word_list.index(word) for word in sheets[number]] for number in (2, 0)])
    typed = f"larder recovery shares 1|{secret.hex()}"
    assert opened(house.back_up().path, "recovery", typed)["people.db member"] == 3


def test_a_volunteer_opens_none(house: House) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        opened(house.back_up().path, **dict(zip(("name", "typed"), house.opens(Role.VOLUNTEER).values(), strict=True)))
    assert "do not open it" in refused.value.stderr


@pytest.mark.parametrize("name", [KNOWN["login"], "recovery"])
def test_the_first_versions_backup_opens_without_the_program(name: str) -> None:
    counts = opened(LANDED, name, KNOWN["words"] if name == "recovery" else KNOWN["passphrase"])
    assert counts["people.db member"] == KNOWN["counts"]["members"]
    assert counts["people.db referral"] == KNOWN["counts"]["referrals"]
    assert counts["stock.db item"] == KNOWN["counts"]["items"]
    assert sum(counts.values()) > 20


def test_the_first_versions_backup_is_verified_and_restored_under_the_standard_limits(tmp_path: Path) -> None:
    counts = verify(LANDED, words=KNOWN["words"]).counts
    assert {name: getattr(counts, name) for name in KNOWN["counts"]} == KNOWN["counts"]
    with pytest.raises(BackupLocked):
        verify(LANDED, **KNOWN["volunteer"])
    coordinator = {name: KNOWN[name] for name in ("login", "passphrase")}
    restore(LANDED, tmp_path / "vault", at=MOMENT, **coordinator)
    for who in (coordinator, KNOWN["volunteer"]):
        session = vault.open_vault(tmp_path / "vault", **who, clock=Clock())
        found = session.database.rows("SELECT name FROM people.member")
        assert {name for (name,) in found} == set(KNOWN["members"])
        session.close()
