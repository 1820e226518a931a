"""Opens a backup with nothing of Larder, as SECURITY.md describes it, and prints how many rows each table has."""
# python open_backup.py FILE NAME  asks for the passphrase; for the words, one space between them, if NAME is "recovery".

import getpass
import hashlib
import json
import sys
import tempfile
import zipfile
from unicodedata import normalize

import sqlcipher3
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand


def subkey(key: bytes, label: str) -> bytes:
    return HKDFExpand(SHA256(), 32, label.encode()).derive(key)


def decrypted(key: bytes, nonce: bytes, hidden: bytes, **about: object) -> bytes:
    return AESGCM(key).decrypt(nonce, hidden, json.dumps(about, sort_keys=True, separators=(",", ":")).encode())


def backup_key(header: dict, backup: str, name: str, passphrase: str) -> bytes:
    folded, unhex = normalize("NFKC", normalize("NFKC", name).casefold()).strip(), bytes.fromhex
    salt = hashlib.sha256(unhex(header["salt"]) + folded.encode()).digest()[:16]
    for cost in filter(None, header["kdf"].values()):
        options = {"iterations": cost["passes"], "lanes": cost["lanes"], "memory_cost": cost["memory_kib"]}
        key = Argon2id(salt=salt, length=32, **options).derive(normalize("NFKC", passphrase).encode())
        for each in header["recipients"]:
            slot, public, sealed = each["slot"], unhex(each["public"]), unhex(each["sealed"])
            if slot["id"] == subkey(key, "slot-id")[:8].hex():
                about = {"format": "larder-keys", "version": 1, "vault": header["vault"], "slot": slot["id"]}
                secret = decrypted(key, unhex(slot["nonce"]), unhex(slot["wrapped"]), public=each["public"], **about)
                # The rest of the secret is a pinned signing key, which only matters to who grants keys.
                private, sender = X25519PrivateKey.from_private_bytes(secret[:32]), sealed[:32]
                shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
                context = f"larder recipients 1|{header['vault']}|larder backup 1|{backup}"
                made = HKDF(SHA256(), 44, sender + public, f"larder seal 1|{context}".encode()).derive(shared)
                return AESGCM(made[:32]).decrypt(made[32:], sealed[32:], context.encode())
    raise SystemExit("This name and passphrase do not open it.")


with zipfile.ZipFile(sys.argv[1]) as members, tempfile.TemporaryDirectory() as folder:
    manifest, header = json.loads(members.read("manifest.json")), json.loads(members.read("keys.json"))
    key = backup_key(header, manifest["id"], sys.argv[2], getpass.getpass())
    hidden, about = bytes.fromhex(manifest["sealed"]), {name: manifest[name] for name in ("format", "version", "id")}
    inside = json.loads(decrypted(subkey(key, "backup-manifest-v1"), hidden[:12], hidden[12:], **about))
    for name, facts in inside["databases"].items():
        if hashlib.sha256(members.read(name)).hexdigest() != facts["sha256"]:
            raise SystemExit(f"{name} is damaged.")
        database = sqlcipher3.connect(members.extract(name, folder))
        database.execute(f"PRAGMA key = \"x'{subkey(key, f'backup-{name[:-3]}-db-v1').hex()}'\"")
        for table in facts["rows"]:
            sys.stdout.write(f"{name} {table} {database.execute(f'SELECT count(*) FROM {table}').fetchone()[0]}\n")
        database.close()
