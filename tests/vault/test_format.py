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
from desktop.vault import (
    Unlocked,
    change_passphrase,
    change_role,
    install_keys,
    keyfile,
    open_header,
    open_header_with_recovery,
    open_keys,
    renew,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import WrongPassphrase

_FIXTURES = Path(__file__).parent / "fixtures"
_KNOWN = {n: json.loads((_FIXTURES / f"known-v{n}.json").read_text(encoding="utf-8")) for n in (1, 2)}
_HEADERS = {1: "recipients-v1.json", 2: "recipients-v1-renewed.json"}
versions = pytest.mark.parametrize("version", [1, 2])


def _file(version: int) -> Path:
    return _FIXTURES / f"keys-v{version}.json"


@pytest.fixture
def folder(tmp_path: Path, version: int) -> Path:
    shutil.copy(_file(version), tmp_path / "keys.json")
    return tmp_path


def _check(unlocked: Unlocked, role: Role, version: int) -> None:
    known = _KNOWN[version]
    assert (unlocked.vault_id, unlocked.generation) == (known["vault"], known["generation"])
    assert unlocked.role is role
    assert unlocked.stock_database_key().hex() == known["stock_database_key"]
    if role.sees_people:
        assert unlocked.people_database_key().hex() == known["people_database_key"]
        assert unlocked.manifest_key().hex() == known["manifest_key"]
    else:
        assert unlocked.people_database_key() is None


@versions
@pytest.mark.parametrize("role", list(Role))
def test_every_version_opens_with_every_passphrase_under_the_standard_limits(
    folder: Path, version: int, role: Role
) -> None:
    person = _KNOWN[version]["people"][role]
    unlocked = unlock(folder, login=person["login"], passphrase=person["passphrase"])
    _check(unlocked, role, version)
    assert unlocked.user_id == person["user"]


@versions
def test_every_version_opens_with_its_recovery_sheet(folder: Path, version: int) -> None:
    unlocked = unlock_with_recovery(folder, _KNOWN[version]["recovery_words"])
    _check(unlocked, Role.COORDINATOR, version)
    assert unlocked.by_recovery


@versions
def test_a_backups_header_of_every_version_opens(version: int) -> None:
    header, known = (_FIXTURES / _HEADERS[version]).read_bytes(), _KNOWN[version]
    context, person = known["header_context"], known["people"]["coordinator"]
    for opened in (
        open_header(header, login=person["login"], passphrase=person["passphrase"], context=context),
        open_header_with_recovery(header, known["recovery_words"], context=context),
    ):
        assert opened.secret.hex() == known["header_secret"]
        _check(open_keys(_file(version).read_bytes(), opened.slot), Role.COORDINATOR, version)


@versions
def test_the_file_is_in_its_one_spelling(version: int) -> None:
    raw = _file(version).read_bytes()
    assert json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":")).encode() == raw
    assert keyfile.parse(raw).raw() == raw


@pytest.mark.parametrize("version", [2])
def test_who_was_dropped_before_a_renewal_opens_nothing(folder: Path, version: int) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(folder, **_KNOWN[version]["dropped"])


@pytest.mark.parametrize("version", [1])
def test_version_1_stays_until_a_coordinator_changes_something(folder: Path, version: int) -> None:
    people = _KNOWN[version]["people"]
    volunteer = {name: people["volunteer"][name] for name in ("login", "passphrase")}
    change_passphrase(
        folder,
        unlock(folder, **volunteer),
        login=volunteer["login"],
        old=volunteer["passphrase"],
        new="four kettles under snow",
    )
    assert json.loads((folder / "keys.json").read_bytes())["version"] == 1
    coordinator = unlock(folder, login=people["coordinator"]["login"], passphrase=people["coordinator"]["passphrase"])
    change_role(folder, coordinator, people["stock_keeper"]["user"], Role.VOLUNTEER)
    changed = json.loads((folder / "keys.json").read_bytes())
    assert (changed["version"], changed["handover"]) == (2, [])
    renewed = renew(folder, coordinator)
    install_keys(folder, renewed.raw)
    for login, passphrase in (
        (volunteer["login"], "four kettles under snow"),
        (people["stock_keeper"]["login"], people["stock_keeper"]["passphrase"]),
    ):
        unlocked = unlock(folder, login=login, passphrase=passphrase)
        assert unlocked.people_database_key() == renewed.unlocked.people_database_key()
    assert unlock_with_recovery(folder, _KNOWN[version]["recovery_words"]).by_recovery


@versions
@pytest.mark.parametrize("role", list(Role))
def test_a_reader_written_from_the_description_alone_gets_the_same_keys(version: int, role: Role) -> None:
    """Everything from here to the end uses none of the program: it is the format, once more."""
    known = _KNOWN[version]
    file = json.loads(_file(version).read_bytes())
    checksum = file.pop("checksum")
    assert hashlib.sha256(_spelled(file)).hexdigest()[:32] == checksum

    person = known["people"][role]
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

    if version == 2:
        assert signer.hex() == known["signers"][known["pinned"][role]]
        signer = _followed(file, signer)
    signed = {name: value for name, value in file.items() if name not in ("entries", "signature")}
    signed["granted"] = [[each["public"], each["grant"]] for each in file["entries"]]
    assert signer.hex() == file["signer"]
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
    assert _expand(data_key, "stock-db-v1").hex() == known["stock_database_key"]
    assert (people_key == bytes(32)) is (role is Role.STOCK_KEEPER)
    assert (signing_key == bytes(32)) is (role is not Role.COORDINATOR)
    if role is Role.STOCK_KEEPER:
        return
    assert _expand(people_key, "people-db-v1").hex() == known["people_database_key"]
    context = {"format": "larder-keys", "version": 1, "vault": file["vault"], "part": "register"}
    if version == 2:
        context = {name: value for name, value in signed.items() if name != "register"} | {"part": "register"}
    register = json.loads(
        AESGCM(_expand(people_key, "register-v1")).decrypt(
            bytes.fromhex(file["register"]["nonce"]),
            bytes.fromhex(file["register"]["sealed"]),
            _spelled(context),
        )
    )
    assert {"user": person["user"], "role": role.value, "public": entry["public"]} in register
    assert len(register) == 4


def _followed(file: dict, signer: bytes) -> bytes:
    """From the signing key a slot pins along the chain to the present one."""
    links = [(bytes.fromhex(each["signer"]), bytes.fromhex(each["signature"])) for each in file["handover"]]
    after = max((place for place, (key, _) in enumerate(links, 1) if key == signer), default=0)
    for key, signature in links[after:] if signer.hex() != file["signer"] else []:
        statement = {
            "format": "larder-keys",
            "version": 2,
            "part": "handover",
            "vault": file["vault"],
            "from": signer.hex(),
            "to": key.hex(),
        }
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, _spelled(statement))
        signer = key
    return signer


def _spelled(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _expand(key: bytes, label: str) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=32, info=label.encode()).derive(key)
