"""The program and a computation that shares nothing with it get the same out of the same.

A vector that changes is a format that changed: files that exist would not open any more.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.backup import archive
from desktop.backup.archive import NAMES, Archive, Digest, Member
from desktop.backup.manifest import BackupKey, Manifest, context, read_id
from desktop.domain.people import MemberId
from desktop.domain.users import User
from desktop.operations.drafts import take_draft
from desktop.operations.session import Session
from desktop.storage import blanks, journal
from desktop.storage.schema import PEOPLE
from desktop.system.clock import from_stamp
from desktop.vault import (
    KdfParameters,
    KdfPolicy,
    Unlocked,
    canonical,
    derivation,
    keyfile,
    open_header,
    open_header_with_recovery,
    open_keys,
    recovery,
    sealing,
    shares,
    slots,
    unlock,
    unlock_with_recovery,
    words,
)
from desktop.vault.slots import Slot
from tests.storage import book
from tests.vectors import make

ANY_COST = KdfPolicy(least_memory_kib=8)
ROLES = ("coordinator", "volunteer", "stock_keeper")
versions = pytest.mark.parametrize("version", [1, 2])


def read(name: str) -> dict[str, Any]:
    return json.loads(Path(__file__).with_name(name).read_text("utf-8"))


@pytest.mark.parametrize("name", make.vectors())
def test_the_vectors_are_what_their_program_makes(name: str) -> None:
    assert read(name) == make.vectors()[name]


# Keys


def test_sub_keys() -> None:
    for each in read("keys.json")["subkeys"]:
        assert derivation.subkey(bytes.fromhex(each["key"]), each["label"]).hex() == each["subkey"]


def test_login_names() -> None:
    for typed, name in read("keys.json")["logins"].items():
        assert derivation.normal_login(typed) == name


def test_slot_keys() -> None:
    for each in read("keys.json")["slot_keys"]:
        key = derivation.slot_key(
            bytes.fromhex(each["salt"]), each["login"], each["passphrase"], KdfParameters(**each["cost"])
        )
        assert key.hex() == each["key"]


def test_a_slot_opens() -> None:
    known = read("keys.json")["slot"]
    key, slot = bytes.fromhex(known["key"]), Slot.read(known["slot"])
    assert derivation.slot_id(key) == slot.id
    opened = slots.unwrap(key, bytes.fromhex(known["public"]), slot, bytes.fromhex(known["vault"]))
    assert (opened.private.private_bytes_raw().hex(), opened.signer.hex()) == (known["private"], known["signer"])


def test_a_sealed_thing_opens() -> None:
    known = read("keys.json")["seal"]
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(known["private"]))
    assert sealing.unseal(private, bytes.fromhex(known["sealed"]), known["context"]).hex() == known["content"]


# The recovery sheet


def test_the_words_of_one_sheet() -> None:
    for each in read("recovery.json")["one_sheet"]:
        assert words.sentence(words.checked(each["words"])) == each["passphrase"]
        assert recovery.sentence(each["words"]) == each["passphrase"]


def test_the_words_of_two_sheets_of_three() -> None:
    known = read("recovery.json")["three_sheets"]
    sheets = known["words"]
    for pair in ((0, 1), (2, 0), (1, 2)):
        assert recovery.sentence("\n".join(sheets[number] for number in pair)) == known["passphrase"]
    assert [shares.number(sheet.split()) for sheet in sheets] == [1, 2, 3]


# The key file


@versions
def test_a_key_file_has_these_bytes_and_this_signature(version: int) -> None:
    known = read(f"keyfile-v{version}.json")
    raw = canonical.dump(known["file"])
    assert hashlib.sha256(raw).hexdigest() == known["sha256"]
    keys = keyfile.parse(raw, ANY_COST)
    assert keys.raw() == raw
    signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(known["keys"]["signing"]))
    assert keys.signed(signing) == keys
    assert hashlib.sha256(keys._signed_content()).hexdigest() == known["signed_content_sha256"]


@versions
@pytest.mark.parametrize("role", [*ROLES, "recovery"])
def test_a_key_file_opens(tmp_path: Path, version: int, role: str) -> None:
    known = read(f"keyfile-v{version}.json")
    (tmp_path / "keys.json").write_bytes(canonical.dump(known["file"]))
    unlocked = opened(tmp_path, known, role)
    assert unlocked.user_id == known["people"][role]["user"]
    assert unlocked.by_recovery is (role == "recovery")
    assert unlocked.stock_database_key().hex() == known["stock_database_key"]
    if role == "stock_keeper":
        assert unlocked.people_database_key() is None
        return
    assert unlocked.people_database_key().hex() == known["people_database_key"]
    register = unlocked.registered_in(keyfile.parse(canonical.dump(known["file"]), ANY_COST))
    assert {(each.user, each.role.name.lower()) for each in register} == {
        (who["user"], name) for name, who in known["people"].items()
    }


def opened(folder: Path, known: dict[str, Any], role: str) -> Unlocked:
    who = known["people"][role]
    if role == "recovery":
        return unlock_with_recovery(folder, who["passphrase"], policy=ANY_COST)
    return unlock(folder, login=who["login"], passphrase=who["passphrase"], policy=ANY_COST)


# The backup


@pytest.mark.parametrize("role", ["coordinator", "recovery"])
def test_a_backups_header_and_manifest_open(role: str) -> None:
    known, who = read("backup.json"), read("keyfile-v2.json")["people"][role]
    header, raw = canonical.dump(known["keys.json"]), canonical.dump(known["manifest.json"])
    assert context(read_id(raw)) == known["context"]
    if role == "recovery":
        found = open_header_with_recovery(header, who["passphrase"], context=known["context"], policy=ANY_COST)
    else:
        login, passphrase = who["login"], who["passphrase"]
        found = open_header(header, login=login, passphrase=passphrase, context=known["context"], policy=ANY_COST)
    assert found.secret.hex() == known["secret"]
    manifest = Manifest.opened(raw, BackupKey(found.secret))
    assert manifest.is_proved_by(bytes.fromhex(known["manifest_key"]))
    assert manifest.proved(bytes.fromhex(known["manifest_key"])).proof.hex() == known["inside"]["proof"]
    assert manifest.created == from_stamp(known["inside"]["created"])
    assert manifest.holds("keys.json", Digest.of(header))
    assert open_keys(manifest.keys, found.slot, policy=ANY_COST).manifest_key().hex() == known["manifest_key"]


def test_a_backup_is_this_zip_file(tmp_path: Path) -> None:
    known = read("backup.json")
    members = {name: canonical.dump(known[name]) if name in known else name.encode() for name in NAMES}
    described = [Member(name, len(content), Digest.of(content).crc) for name, content in members.items()]
    whole = b"".join(archive.local_header(each) + members[each.name] for each in described) + archive.ending(described)
    assert hashlib.sha256(whole).hexdigest() == known["zip_sha256"]
    path = tmp_path / "a.clb"
    path.write_bytes(whole)
    with Archive(path) as read_back:
        assert all(read_back.content(name) == content for name, content in members.items())
    empty = [Member(name, 0, 0) for name in NAMES]
    of_empty = b"".join(archive.local_header(each) for each in empty) + archive.ending(empty)
    assert of_empty.hex() == known["zip_of_empty_members"]


# The journal


def test_the_journals_hashes(tmp_path: Path) -> None:
    known = read("journal.json")
    database = book.empty(tmp_path)
    for _number, at, user, action, subject, hashed in known["entries"]:
        entry = {"at": at, "user_id": user, "action": action}
        journal.write(database, PEOPLE, **entry, subject=json.loads(subject))
        stored = database.value("SELECT hash FROM people.journal ORDER BY id DESC LIMIT 1")
        assert bytes(stored).hex() == hashed
    member = MemberId(json.loads(known["entries"][0][4])["member"])
    database.execute("INSERT INTO people.erased VALUES (?, ?)", (member, known["entries"][0][1]))
    blanks.blank(database, member)
    _number, at, user, action, subject, hashed = known["vouching"]
    assert blanks.vouching(database) == json.loads(subject)
    journal.write(database, PEOPLE, at=at, user_id=user, action=action, subject=json.loads(subject))
    rows = [
        [*row[:5], bytes(row[5]).hex()]
        for row in database.rows("SELECT id, at, user_id, action, subject, hash FROM people.journal ORDER BY id")
    ]
    assert rows == [known["blanked"], known["entries"][1], known["vouching"]]
    assert journal.first_break(database, PEOPLE) is None
    database.close()


# The form in progress


def test_a_draft_comes_back(tmp_path: Path) -> None:
    known, keys = read("draft.json"), read("keyfile-v2.json")
    (tmp_path / "keys.json").write_bytes(canonical.dump(keys["file"]))
    (tmp_path / "drafts").mkdir()
    path = tmp_path / "drafts" / known["name"]
    path.write_bytes(bytes.fromhex(known["file"]))
    assert path.stat().st_size == known["size"] == 4096
    unlocked = opened(tmp_path, keys, "volunteer")
    session = Session(tmp_path, None, User(unlocked.user_id, "", unlocked.role), None, unlocked)
    found = take_draft(session)
    assert (found.kept_at, found.content) == (from_stamp(known["content"]["kept_at"]), known["content"]["content"])
    assert not path.exists()
