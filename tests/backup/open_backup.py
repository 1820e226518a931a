"""Opens a backup with nothing of Larder, only sqlcipher3 and cryptography, and writes all tables of both databases as JSON.

    python open_backup.py FILE.clb LOGIN FOLDER      (asks for the passphrase; LOGIN is "recovery" for the sheet's words)

It shows that the data can be had without the program, twenty years on. What it writes is readable by anybody.
"""

import getpass
import hashlib
import json
import sys
import unicodedata
import zipfile
from pathlib import Path

import sqlcipher3
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand


def spelled(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def subkey(key: bytes, label: str) -> bytes:
    return HKDFExpand(SHA256(), 32, label.encode()).derive(key)


def backup_key(header: dict, backup_id: str, login: str, passphrase: str) -> bytes:
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).casefold()).strip()
    salt = hashlib.sha256(bytes.fromhex(header["salt"]) + name.encode()).digest()[:16]
    for kdf in filter(None, (header["kdf"]["present"], header["kdf"]["previous"])):
        cost = {"iterations": kdf["passes"], "lanes": kdf["lanes"], "memory_cost": kdf["memory_kib"]}
        key = Argon2id(salt=salt, length=32, **cost).derive(unicodedata.normalize("NFKC", passphrase).encode())
        for each in header["recipients"]:
            slot, public, sealed = each["slot"], bytes.fromhex(each["public"]), bytes.fromhex(each["sealed"])
            if slot["id"] != subkey(key, "slot-id")[:8].hex():
                continue
            about = {"format": "larder-keys", "version": 1, "vault": header["vault"], "slot": slot["id"]}
            wrapped = bytes.fromhex(slot["wrapped"])
            secret = AESGCM(key).decrypt(
                bytes.fromhex(slot["nonce"]), wrapped, spelled(about | {"public": public.hex()})
            )
            shared = X25519PrivateKey.from_private_bytes(secret[:32]).exchange(
                X25519PublicKey.from_public_bytes(sealed[:32])
            )
            context = f"larder recipients 1|{header['vault']}|larder backup 1|{backup_id}"
            made = HKDF(SHA256(), 44, sealed[:32] + public, f"larder seal 1|{context}".encode()).derive(shared)
            return AESGCM(made[:32]).decrypt(made[32:], sealed[32:], context.encode())
    raise SystemExit("This name and passphrase do not open it.")


def main(file: str, login: str, folder: str) -> None:
    with zipfile.ZipFile(file) as members:
        manifest, header = json.loads(members.read("manifest.json")), json.loads(members.read("keys.json"))
        key = backup_key(header, manifest["id"], login, getpass.getpass() if sys.stdin.isatty() else input())
        sealed = bytes.fromhex(manifest.pop("sealed"))
        manifest.pop("checksum")
        inside = json.loads(
            AESGCM(subkey(key, "backup-manifest-v1")).decrypt(sealed[:12], sealed[12:], spelled(manifest))
        )
        for name in ("stock", "people"):
            content, path = members.read(f"{name}.db"), Path(folder, f"{name}.db")
            assert hashlib.sha256(content).hexdigest() == inside["databases"][f"{name}.db"]["sha256"]
            path.write_bytes(content)
            database = sqlcipher3.connect(str(path))
            database.execute(f"PRAGMA key = \"x'{subkey(key, f'backup-{name}-db-v1').hex()}'\"")
            tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            rows = {table: database.execute(f'SELECT * FROM "{table}"').fetchall() for (table,) in tables}
            Path(folder, f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False, default=bytes.hex), "utf-8")
            database.close()
    sys.stdout.write(f"A backup of {inside['created']}: {inside['known_by']}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
