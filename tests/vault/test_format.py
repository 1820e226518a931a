"""Files written once must open always, and by anybody who has the description and a cryptography library.

The files in `fixtures` stand for vaults that exist: never make them anew. When the format changes, add the next
version's beside them. Their passphrases guard nothing.
"""

import hashlib
import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from desktop.domain.users import Role
from desktop.vault import Unlocked, open_header, open_header_with_recovery, open_keys, unlock, unlock_with_recovery

_FIXTURES = Path(__file__).parent / "fixtures"
_KNOWN = json.loads((_FIXTURES / "known-v1.json").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(_FIXTURES / "keys-v1.json", tmp_path / "keys.json")
    return tmp_path


def _check(unlocked: Unlocked, role: Role) -> None:
    assert (unlocked.vault_id, unlocked.generation) == (_KNOWN["vault"], _KNOWN["generation"])
    assert unlocked.role is role
    assert unlocked.stock_database_key().hex() == _KNOWN["stock_database_key"]
    if role.sees_people:
        assert unlocked.people_database_key().hex() == _KNOWN["people_database_key"]
        assert unlocked.manifest_key().hex() == _KNOWN["manifest_key"]
    else:
        assert unlocked.people_database_key() is None


@pytest.mark.parametrize("role", list(Role))
def test_version_1_opens_with_every_passphrase_under_the_standard_limits(folder: Path, role: Role) -> None:
    person = _KNOWN["people"][role]
    unlocked = unlock(folder, login=person["login"], passphrase=person["passphrase"])
    _check(unlocked, role)
    assert unlocked.user_id == person["user"]


def test_version_1_opens_with_its_recovery_sheet(folder: Path) -> None:
    unlocked = unlock_with_recovery(folder, _KNOWN["recovery_words"])
    _check(unlocked, Role.COORDINATOR)
    assert unlocked.by_recovery


def test_version_1_of_a_backups_header_opens() -> None:
    header = (_FIXTURES / "recipients-v1.json").read_bytes()
    context, person = _KNOWN["header_context"], _KNOWN["people"]["coordinator"]
    for opened in (
        open_header(header, login=person["login"], passphrase=person["passphrase"], context=context),
        open_header_with_recovery(header, _KNOWN["recovery_words"], context=context),
    ):
        assert opened.secret.hex() == _KNOWN["header_secret"]
        _check(open_keys((_FIXTURES / "keys-v1.json").read_bytes(), opened.slot), Role.COORDINATOR)


def test_the_file_is_in_its_one_spelling() -> None:
    raw = (_FIXTURES / "keys-v1.json").read_bytes()
    assert json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":")).encode() == raw


@pytest.mark.parametrize("role", list(Role))
def test_a_reader_written_from_the_description_alone_gets_the_same_keys(role: Role) -> None:
    """Everything from here to the end uses none of the program: it is the format, once more."""
    file = json.loads((_FIXTURES / "keys-v1.json").read_bytes())
    checksum = file.pop("checksum")
    assert hashlib.sha256(_spelled(file)).hexdigest()[:32] == checksum

    person = _KNOWN["people"][role]
    login = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", person["login"]).casefold()).strip()
    cost = file["kdf"]["present"]
    key = Argon2id(
        salt=hashlib.sha256(bytes.fromhex(file["salt"]) + login.encode()).digest()[:16],
        length=32,
        iterations=cost["passes"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_kib"],
    ).derive(unicodedata.normalize("NFKC", person["passphrase"]).encode())
    (entry,) = [entry for entry in file["entries"] if entry["slot"]["id"] == _expand(key, "slot-id")[:8].hex()]

    associated = {
        "format": "larder-keys",
        "version": 1,
        "vault": file["vault"],
        "slot": entry["slot"]["id"],
        "public": entry["public"],
    }
    slot = {name: bytes.fromhex(value) for name, value in entry["slot"].items()}
    secret = AESGCM(key).decrypt(slot["nonce"], slot["wrapped"], _spelled(associated))
    private, signer = X25519PrivateKey.from_private_bytes(secret[:32]), secret[32:]

    signed = {name: value for name, value in file.items() if name not in ("entries", "signature")}
    signed["granted"] = [[each["public"], each["grant"]] for each in file["entries"]]
    Ed25519PublicKey.from_public_bytes(signer).verify(bytes.fromhex(file["signature"]), _spelled(signed))

    context = f"larder grant 1|{file['vault']}|{entry['public']}"
    sealed = bytes.fromhex(entry["grant"])
    shared = private.exchange(X25519PublicKey.from_public_bytes(sealed[:32]))
    made = HKDF(
        algorithm=SHA256(),
        length=44,
        salt=sealed[:32] + bytes.fromhex(entry["public"]),
        info=f"larder seal 1|{context}".encode(),
    ).derive(shared)
    grant = AESGCM(made[:32]).decrypt(made[32:], sealed[32:], context.encode())
    assert grant[:8].hex() == person["user"]
    assert grant[8] == {Role.VOLUNTEER: 1, Role.STOCK_KEEPER: 2, Role.COORDINATOR: 3}[role]
    data_key, people_key, signing_key = grant[9:41], grant[41:73], grant[73:]
    assert _expand(data_key, "stock-db-v1").hex() == _KNOWN["stock_database_key"]
    assert (people_key == bytes(32)) is (role is Role.STOCK_KEEPER)
    assert (signing_key == bytes(32)) is (role is not Role.COORDINATOR)
    if role is Role.STOCK_KEEPER:
        return
    assert _expand(people_key, "people-db-v1").hex() == _KNOWN["people_database_key"]
    register = json.loads(
        AESGCM(_expand(people_key, "register-v1")).decrypt(
            bytes.fromhex(file["register"]["nonce"]),
            bytes.fromhex(file["register"]["sealed"]),
            _spelled({"format": "larder-keys", "version": 1, "vault": file["vault"], "part": "register"}),
        )
    )
    assert {"user": person["user"], "role": role.value, "public": entry["public"]} in register
    assert len(register) == 4


def _spelled(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _expand(key: bytes, label: str) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=32, info=label.encode()).derive(key)
