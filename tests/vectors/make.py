"""Makes the test vectors: every format of SECURITY.md once, from fixed inputs, with nothing of the program.

    python tests/vectors/make.py

writes the `.json` files beside it. Only the standard library and `cryptography` compute; the word lists are read as data. What
the program takes at random (nonces, one-time keys, dummies) is fixed here, so the vectors say what the program must open, and
where nothing is random, what it must write.
"""

import hashlib
import hmac
import json
import struct
import sys
import unicodedata
import zlib
from importlib import resources
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from tests.vectors import slip39

Json = dict[str, Any]
FOLDER = Path(__file__).resolve().parent
COST = {"memory_kib": 1024, "passes": 2, "lanes": 2}
FLOOR = {"memory_kib": 64 * 1024, "passes": 3, "lanes": 4}


def fixed(what: str, size: int) -> bytes:
    """Bytes that stand for random ones: SHAKE-256 of a word."""
    return hashlib.shake_256(what.encode()).digest(size)


# What several formats share


def spelled(content: object) -> bytes:
    """JSON in its one spelling."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")


def with_checksum(content: Json) -> Json:
    return content | {"checksum": hashlib.sha256(spelled(content)).hexdigest()[:32]}


def subkey(key: bytes, label: str) -> bytes:
    return HKDFExpand(SHA256(), 32, label.encode()).derive(key)


def normal(login: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).casefold()).strip()


def slot_key(salt: bytes, login: str, passphrase: str, cost: dict[str, int]) -> bytes:
    return Argon2id(
        salt=hashlib.sha256(salt + normal(login).encode()).digest()[:16],
        length=32,
        iterations=cost["passes"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_kib"],
    ).derive(unicodedata.normalize("NFKC", passphrase).encode())


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def verifier_of(signing: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()


def signed(signing: bytes, content: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(signing).sign(content)


def sealed(public: bytes, one_time: bytes, content: bytes, context: str) -> bytes:
    shared = X25519PrivateKey.from_private_bytes(one_time).exchange(X25519PublicKey.from_public_bytes(public))
    sender = public_of(one_time)
    made = HKDF(SHA256(), 44, sender + public, f"larder seal 1|{context}".encode()).derive(shared)
    return sender + AESGCM(made[:32]).encrypt(made[32:], content, context.encode())


def slot(key: bytes, private: bytes, signer: bytes, vault: bytes, nonce: bytes) -> Json:
    found = {"id": subkey(key, "slot-id")[:8].hex(), "nonce": nonce.hex()}
    about = {"format": "larder-keys", "version": 1, "vault": vault.hex(), "slot": found["id"]}
    about["public"] = public_of(private).hex()
    return found | {"wrapped": AESGCM(key).encrypt(nonce, private + signer, spelled(about)).hex()}


# One vault, of which all vectors are

VAULT, SALT = fixed("vault", 16), fixed("salt", 16)
OLD = {"data": fixed("data key 1", 32), "people": fixed("people key 1", 32), "signing": fixed("signing key 1", 32)}
NEW = {"data": fixed("data key 2", 32), "people": fixed("people key 2", 32), "signing": fixed("signing key 2", 32)}
BACKUP, BACKUP_ID = fixed("backup key", 32), fixed("backup id", 16).hex()
ROLES = {"volunteer": 1, "stock_keeper": 2, "coordinator": 3, "recovery": 4}
NONE = bytes(32)


def sheets() -> Json:
    """The words of recovery sheets and the passphrases of their slots."""
    single = []
    for language in ("english", "chinese_simplified"):
        words = resources.files("mnemonic").joinpath("wordlist", f"{language}.txt").read_text("utf-8").split()
        entropy = fixed(f"sheet {language}", 16)
        bits = int.from_bytes(entropy, "big") << 4 | hashlib.sha256(entropy).digest()[0] >> 4
        chosen = [words[bits >> 11 * place & 2047] for place in reversed(range(12))]
        passphrase = unicodedata.normalize("NFKD", " ".join(chosen))
        single.append({"entropy": entropy.hex(), "words": " ".join(chosen), "passphrase": passphrase})
    listed = resources.files("shamir_mnemonic").joinpath("wordlist.txt").read_text("ascii").split()
    secret = fixed("shares", 16)
    shares = slip39.split(secret, 0x1ABC, fixed("shares' random part", 12))
    assert all(slip39.combined([shares[a], shares[b]]) == secret for a, b in ((0, 1), (0, 2), (2, 1)))
    return {
        "one_sheet": single,
        "three_sheets": {
            "secret": secret.hex(),
            "words": [" ".join(listed[number] for number in share) for share in shares],
            "passphrase": f"larder recovery shares 1|{secret.hex()}",
        },
    }


PEOPLE: dict[str, tuple[str, str]] = {
    "coordinator": ("Zoe\u0308", "river salt window nine"),
    "volunteer": ("heron", "我的猫喜欢下雨天的窗台上睡觉"),
    "stock_keeper": ("Basalt", "paper moon over gravel"),
    "recovery": ("recovery", sheets()["one_sheet"][0]["passphrase"]),
}


def person(role: str) -> Json:
    return {"user": fixed(f"user {role}", 8).hex(), "private": fixed(f"private {role}", 32).hex()}


def keys() -> Json:
    """Sub-keys, names, slot keys, a slot, a grant."""
    key = slot_key(SALT, *PEOPLE["coordinator"], COST)
    private = bytes.fromhex(person("coordinator")["private"])
    return {
        "subkeys": [
            {"key": key.hex(), "label": label, "subkey": subkey(key, label).hex()}
            for key, labels in (
                (OLD["data"], ("stock-db-v1",)),
                (OLD["people"], ("people-db-v1", "register-v1", "manifest-v1")),
                (BACKUP, ("backup-stock-db-v1", "backup-people-db-v1", "backup-manifest-v1")),
            )
            for label in labels
        ],
        "logins": {typed: normal(typed) for typed in ("Zoe\u0308", " Straße ", "ＨＥＲＯＮ", "\u01f0", "ﬁg")},
        "slot_keys": [
            {"salt": SALT.hex(), "login": login, "passphrase": passphrase, "cost": cost}
            | {"key": slot_key(SALT, login, passphrase, cost).hex()}
            for login, passphrase, cost in (
                (*PEOPLE["coordinator"], COST),
                (*PEOPLE["volunteer"], COST),
                ("Heron", "ﬁve ｗｉｄｅ lanterns", COST),
                (*PEOPLE["stock_keeper"], FLOOR),
            )
        ],
        "slot": {
            "vault": VAULT.hex(),
            "key": key.hex(),
            "private": private.hex(),
            "public": public_of(private).hex(),
            "signer": verifier_of(OLD["signing"]).hex(),
            "slot": slot(key, private, verifier_of(OLD["signing"]), VAULT, fixed("slot nonce", 12)),
        },
        "seal": {
            "private": private.hex(),
            "one_time": fixed("one-time", 32).hex(),
            "context": "anything",
            "content": b"A letter to one person.".hex(),
            "sealed": sealed(public_of(private), fixed("one-time", 32), b"A letter to one person.", "anything").hex(),
        },
    }


def key_file(version: int) -> Json:
    """A key file and what opens it: of version 1, or of version 2 after the keys were renewed once.

    In the second everybody but the coordinator still has a slot that pins the first signing key.
    """
    held = OLD if version == 1 else NEW
    signer = verifier_of(held["signing"])
    entries, register = [], []
    for role, (login, passphrase) in PEOPLE.items():
        who, private = person(role), bytes.fromhex(person(role)["private"])
        public = public_of(private)
        plain = bytes.fromhex(who["user"]) + bytes([ROLES[role]]) + held["data"]
        plain += NONE if role == "stock_keeper" else held["people"]
        plain += held["signing"] if role in ("coordinator", "recovery") else NONE
        pinned = signer if role == "coordinator" else verifier_of(OLD["signing"])
        grant = sealed(
            public, fixed(f"{version} grant {role}", 32), plain, f"larder grant 1|{VAULT.hex()}|{public.hex()}"
        )
        wrap = slot(
            slot_key(SALT, login, passphrase, COST), private, pinned, VAULT, fixed(f"{version} nonce {role}", 12)
        )
        entries.append({"public": public.hex(), "grant": grant.hex(), "slot": wrap})
        register.append({"user": who["user"], "role": role, "public": public.hex()})
    for number in range(4):
        public = public_of(fixed(f"dummy {number}", 32))
        wrap = {"id": fixed(f"dummy id {number}", 8).hex(), "nonce": fixed(f"dummy nonce {number}", 12).hex()}
        wrap["wrapped"] = fixed(f"dummy wrap {number}", 80).hex()
        entries.append({"public": public.hex(), "grant": fixed(f"dummy grant {number}", 153).hex(), "slot": wrap})
    entries.sort(key=lambda entry: entry["public"])
    granted = [[entry["public"], entry["grant"]] for entry in entries]
    content: Json = {"format": "larder-keys", "version": version, "vault": VAULT.hex(), "salt": SALT.hex()}
    content |= {"generation": 4 + version, "kdf": {"present": COST, "previous": None}, "signer": signer.hex()}
    bound: Json = {"format": "larder-keys", "version": 1, "vault": VAULT.hex(), "part": "register"}
    if version == 2:
        step = {"format": "larder-keys", "version": 2, "part": "handover", "vault": VAULT.hex()}
        step |= {"from": verifier_of(OLD["signing"]).hex(), "to": signer.hex()}
        content["handover"] = [{"signer": signer.hex(), "signature": signed(OLD["signing"], spelled(step)).hex()}]
        bound = content | {"granted": granted, "part": "register"}
    register.sort(key=lambda each: each["public"])
    nonce = fixed(f"{version} register nonce", 12)
    plain = spelled(register).ljust(len(entries) * 130)
    hidden = AESGCM(subkey(held["people"], "register-v1")).encrypt(nonce, plain, spelled(bound))
    content["register"] = {"nonce": nonce.hex(), "sealed": hidden.hex()}
    to_sign = spelled(content | {"granted": granted})
    signature = signed(held["signing"], to_sign).hex()
    file = with_checksum(content | {"entries": entries, "signature": signature})
    return {
        "people": {
            role: {"login": login, "passphrase": passphrase, "user": person(role)["user"]}
            for role, (login, passphrase) in PEOPLE.items()
        },
        "keys": {name: key.hex() for name, key in held.items()},
        "stock_database_key": subkey(held["data"], "stock-db-v1").hex(),
        "people_database_key": subkey(held["people"], "people-db-v1").hex(),
        "signed_content_sha256": hashlib.sha256(to_sign).hexdigest(),
        "sha256": hashlib.sha256(spelled(file)).hexdigest(),
        "file": file,
    }


def backup() -> Json:
    """The header, the manifest and the ZIP of a backup."""
    file = key_file(2)["file"]
    entries, recipients = file["entries"], []
    for role in ("coordinator", "recovery"):
        private = bytes.fromhex(person(role)["private"])
        (entry,) = (e for e in entries if e["public"] == public_of(private).hex())
        context = f"larder recipients 1|{VAULT.hex()}|larder backup 1|{BACKUP_ID}"
        hidden = sealed(public_of(private), fixed(f"recipient {role}", 32), BACKUP, context)
        recipients.append({"public": entry["public"], "slot": entry["slot"], "sealed": hidden.hex()})
    for number in range(2):
        dummy = fixed(f"dummy id {number}", 8).hex()
        (entry,) = (e for e in entries if e["slot"]["id"] == dummy)
        hidden = fixed(f"dummy recipient {number}", 80)
        recipients.append({"public": entry["public"], "slot": entry["slot"], "sealed": hidden.hex()})
    header = with_checksum(
        {"format": "larder-recipients", "version": 1, "vault": VAULT.hex(), "salt": SALT.hex()}
        | {"kdf": {"present": COST, "previous": None}}
        | {"recipients": sorted(recipients, key=lambda each: each["public"])}
    )
    rows = {"stock.db": {"item": 3, "journal": 2}, "people.db": {"journal": 1, "member": 2}}
    databases = {
        name: {"size": len(name), "sha256": hashlib.sha256(name.encode()).hexdigest(), "schema": 1, "rows": rows[name]}
        | {"journal": fixed(f"journal {name}", 32).hex()}
        for name in rows
    }
    inside: Json = {
        "id": BACKUP_ID,
        "program": "1.0",
        "vault": VAULT.hex(),
        "generation": 6,
        "keys": spelled(file).decode(),
    }
    inside |= {"created": "2026-11-24T08:50:00Z", "databases": databases}
    inside["header"] = [len(spelled(header)), hashlib.sha256(spelled(header)).hexdigest()]
    inside["known_by"] = {"members": 2, "hand_outs": 5, "referrals": 1, "items": 3}
    inside["proof"] = hmac.digest(subkey(NEW["people"], "manifest-v1"), spelled(inside), "sha256").hex()
    outside: Json = {"format": "larder-backup", "version": 1, "id": BACKUP_ID}
    nonce = fixed("manifest nonce", 12)
    hidden = AESGCM(subkey(BACKUP, "backup-manifest-v1")).encrypt(nonce, spelled(inside), spelled(outside))
    manifest = with_checksum(outside | {"sealed": (nonce + hidden).hex()})
    members = {"manifest.json": spelled(manifest), "keys.json": spelled(header)}
    members |= {name: name.encode() for name in rows}
    return {
        "secret": BACKUP.hex(),
        "context": f"larder backup 1|{BACKUP_ID}",
        "manifest_key": subkey(NEW["people"], "manifest-v1").hex(),
        "keys.json": header,
        "manifest.json": manifest,
        "inside": inside,
        "zip_sha256": hashlib.sha256(zipped(members)).hexdigest(),
        "zip_of_empty_members": zipped(dict.fromkeys(members, b"")).hex(),
    }


def zipped(members: dict[str, bytes]) -> bytes:
    """The one ZIP file that holds these members: no times, no attributes, no extra fields."""
    body, directory = b"", b""
    for name, content in members.items():
        facts = struct.pack("<3I", zlib.crc32(content), len(content), len(content)) + struct.pack("<2H", len(name), 0)
        shared = struct.pack("<5H", 10, 0, 0, 0, 0x21) + facts
        directory += b"PK\1\2" + struct.pack("<H", 10) + shared + struct.pack("<3H2I", 0, 0, 0, 0, len(body))
        directory += name.encode()
        body += b"PK\3\4" + shared + name.encode() + content
    count = len(members)
    return body + directory + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, count, count, len(directory), len(body), 0)


def journal() -> Json:
    """The people's journal: two entries, the first of which then loses its member, and the one that vouches for it."""
    at, user = "2026-11-24T08:50:00Z", person("coordinator")["user"]
    subjects = [("member.register", '{"member":4000000000000012}'), ("referral.make", '{"referral":1}')]
    entries, previous = [], bytes(32)
    for number, (action, subject) in enumerate(subjects, start=1):
        previous = hashlib.sha256(previous + _body(number, at, user, action, subject)).digest()
        entries.append([number, at, user, action, subject, previous.hex()])
    blanked = [*entries[0][:4], '{"member":null}', entries[0][5]]
    digest = hashlib.sha256(json.dumps(blanked, separators=(",", ":")).encode()).hexdigest()
    subject = spelled({"blanked": 1, "digest": digest}).decode()
    vouching = [3, at, user, "member.erase", subject]
    hashed = hashlib.sha256(previous + _body(*vouching)).hexdigest()
    return {"entries": entries, "blanked": blanked, "vouching": [*vouching, hashed]}


def _body(*entry: object) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode()


def draft() -> Json:
    """A form in progress of the volunteer of the key file."""
    private = bytes.fromhex(person("volunteer")["private"])
    content = {"kept_at": "2026-11-24T14:32:00Z", "content": {"shown": "people", "note": "喜欢后门"}}
    body = json.dumps(content, ensure_ascii=False).encode()
    plain = struct.pack(">I", len(body)) + body
    plain += bytes(-(32 + 16 + 32 + len(plain)) % 4096)
    proof = hmac.digest(private, b"draft content 1|" + plain, "sha256")
    named = hmac.digest(private, b"draft name 1|" + person("volunteer")["user"].encode(), "sha256")
    file = sealed(public_of(private), fixed("draft one-time", 32), proof + plain, "draft 1")
    return {"content": content, "name": named.hex()[:32], "size": len(file), "file": file.hex()}


def vectors() -> dict[str, Json]:
    """Each file's content by its name."""
    return {
        "keys.json": keys(),
        "recovery.json": sheets(),
        "keyfile-v1.json": key_file(1),
        "keyfile-v2.json": key_file(2),
        "backup.json": backup(),
        "journal.json": journal(),
        "draft.json": draft(),
    }


if __name__ == "__main__":
    for file_name, made in vectors().items():
        (FOLDER / file_name).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
