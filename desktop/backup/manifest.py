"""What a backup says of itself. To a stranger: that it is one, its version, a random id. All else is sealed.

`manifest.json` is `{format, version, id, sealed, checksum}` in the one spelling of `vault.canonical`. `sealed` is the
nonce (12 bytes) and AES-256-GCM of the content, under a key derived from the backup's own key; associated is the
spelling of `{format, version, id}`.

The content names the size and SHA-256 of the three other members, so that every byte of the file is proved by it. Who
has the coordinators' public keys could seal a key of their own and make up a whole backup; therefore the content bears
a `proof`: HMAC-SHA256 under `Unlocked.manifest_key`, which only holders of the people key can make.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.backup.archive import DATABASES, HEADER, LIMITS, Digest
from desktop.backup.errors import BackupDamaged, BackupNewer
from desktop.storage.connection import DatabaseKeys
from desktop.storage.snapshot import Whole
from desktop.system.clock import from_stamp, stamp
from desktop.vault import canonical, derivation, sealing
from desktop.vault.canonical import Json
from desktop.vault.errors import KeysDamaged, NewerFormat
from desktop.vault.keyfile import MOST_BYTES as MOST_KEY_FILE_BYTES
from desktop.vault.keyfile import VAULT_BYTES
from desktop.vault.sealing import NONCE_BYTES

FORMAT = "larder-backup"
VERSION = 1
ID_BYTES = 16
KEY_BYTES = 32
_HASH_BYTES = 32
_MOST = 2**53
_MOST_TABLES = 1000
_MOST_TEXT = 200


class BackupKey:
    """A backup's own random key, from which its other keys are derived."""

    def __init__(self, secret: bytes | None = None) -> None:
        """Take the key found in a backup, or make a new one.

        Raises:
            BackupDamaged: It is no key.
        """
        self._secret = bytearray(secrets.token_bytes(KEY_BYTES) if secret is None else secret)
        if len(self._secret) != KEY_BYTES:
            raise BackupDamaged

    def secret(self) -> bytes:
        """The key itself, to be sealed to those who may open the backup."""
        return bytes(self._secret)

    def databases(self) -> DatabaseKeys:
        """The raw SQLCipher keys of the two databases in the backup."""
        return DatabaseKeys(
            stock=derivation.subkey(self._secret, "backup-stock-db-v1"),
            people=derivation.subkey(self._secret, "backup-people-db-v1"),
        )

    def manifest(self) -> bytes:
        """The key of the manifest's content."""
        return derivation.subkey(self._secret, "backup-manifest-v1")

    def forget(self) -> None:
        """Overwrite it, as far as Python lets us."""
        self._secret[:] = bytes(len(self._secret))


@dataclass(frozen=True, slots=True)
class Manifest:
    """The sealed content.

    Attributes:
        id: The backup's random id, as hex.
        program: The version of the program that made it.
        vault: The vault's id, as hex.
        generation: That of the key file.
        created: When the copy was taken, UTC.
        keys: The vault's whole key file.
        header: Size and SHA-256 of the member `keys.json`.
        databases: Size and SHA-256 of each database.
        whole: What the databases hold.
        proof: That a holder of the people key made it.
    """

    id: str
    program: str
    vault: str
    generation: int
    created: datetime
    keys: bytes
    header: tuple[int, str]
    databases: dict[str, tuple[int, str]]
    whole: Whole
    proof: bytes = b""

    def proved(self, manifest_key: bytes) -> "Manifest":
        """The same with its proof."""
        return replace(self, proof=_proof(manifest_key, self._unproved()))

    def is_proved_by(self, manifest_key: bytes) -> bool:
        """Whether a holder of the people key made it."""
        return hmac.compare_digest(self.proof, _proof(manifest_key, self._unproved()))

    def holds(self, name: str, digest: Digest) -> bool:
        """Whether a member is the one that was sealed."""
        wanted = self.header if name == HEADER else self.databases[name]
        return wanted == (digest.size, digest.sha256)

    def sealed(self, key: BackupKey) -> bytes:
        """The member `manifest.json`."""
        plain = canonical.dump(self._unproved() | {"proof": self.proof.hex()})
        nonce, encrypted = sealing.encrypt(key.manifest(), plain, _associated(self.id))
        return canonical.with_checksum(_readable(self.id) | {"sealed": (nonce + encrypted).hex()})

    @staticmethod
    def opened(raw: bytes, key: BackupKey) -> "Manifest":
        """Read a member `manifest.json`. Its proof is still to be checked.

        Raises:
            BackupDamaged: It was altered, or is another backup's.
            BackupNewer: A newer program wrote it.
        """
        found = _outside(raw)
        try:
            sealed = canonical.octets(found["sealed"])
            backup_id = canonical.octets(found["id"], ID_BYTES).hex()
            plain = sealing.decrypt(key.manifest(), sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _associated(backup_id))
            return _read(backup_id, canonical.load(plain))
        except (KeysDamaged, ValueError):
            raise BackupDamaged from None

    def _unproved(self) -> Json:
        return {
            "id": self.id,
            "program": self.program,
            "vault": self.vault,
            "generation": self.generation,
            "created": stamp(self.created),
            "keys": self.keys.decode("ascii"),
            "header": list(self.header),
            "databases": {
                name: {
                    "size": self.databases[name][0],
                    "sha256": self.databases[name][1],
                    "schema": self.whole.versions[name],
                    "rows": self.whole.rows[name],
                    "journal": self.whole.journal[name],
                }
                for name in DATABASES
            },
            "known_by": {
                "members": self.whole.members,
                "hand_outs": self.whole.hand_outs,
                "referrals": self.whole.referrals,
                "items": self.whole.items,
            },
        }


def new_id() -> str:
    """A random id for a new backup, as hex."""
    return secrets.token_hex(ID_BYTES)


def read_id(raw: bytes) -> str:
    """The readable id of a backup.

    Raises:
        BackupDamaged: It is no manifest.
        BackupNewer: A newer program wrote it.
    """
    try:
        return canonical.octets(_outside(raw)["id"], ID_BYTES).hex()
    except KeysDamaged:
        raise BackupDamaged from None


def context(backup_id: str) -> str:
    """What the backup's key is sealed for."""
    return f"larder backup 1|{backup_id}"


def _outside(raw: bytes) -> Json:
    try:
        content = canonical.load_versioned(raw, FORMAT, VERSION)
        return canonical.fields(content, "format", "version", "id", "sealed")
    except NewerFormat:
        raise BackupNewer from None
    except KeysDamaged:
        raise BackupDamaged from None


def _readable(backup_id: str) -> Json:
    return {"format": FORMAT, "version": VERSION, "id": backup_id}


def _associated(backup_id: str) -> bytes:
    return canonical.dump(_readable(backup_id))


def _proof(manifest_key: bytes, content: Json) -> bytes:
    return hmac.digest(manifest_key, canonical.dump(content), "sha256")


def _read(backup_id: str, content: Json) -> Manifest:
    found = canonical.fields(
        content,
        *("id", "program", "vault", "generation", "created", "keys", "header", "databases", "known_by", "proof"),
    )
    header = canonical.array(found["header"], 2)
    databases = canonical.fields(found["databases"], *DATABASES)
    each = {
        name: canonical.fields(databases[name], "size", "sha256", "schema", "rows", "journal") for name in DATABASES
    }
    known_by = canonical.fields(found["known_by"], "members", "hand_outs", "referrals", "items")
    if found["id"] != backup_id or len(header) != 2:
        raise BackupDamaged
    return Manifest(
        id=backup_id,
        program=_text(found["program"], _MOST_TEXT),
        vault=canonical.octets(found["vault"], VAULT_BYTES).hex(),
        generation=canonical.integer(found["generation"], 1, _MOST),
        created=from_stamp(_text(found["created"], _MOST_TEXT)),
        keys=_text(found["keys"], MOST_KEY_FILE_BYTES).encode("ascii"),
        header=(canonical.integer(header[0], 1, LIMITS[HEADER]), _hash(header[1])),
        databases={
            name: (canonical.integer(each[name]["size"], 1, LIMITS[name]), _hash(each[name]["sha256"]))
            for name in DATABASES
        },
        whole=Whole(
            versions={name: canonical.integer(each[name]["schema"], 1, _MOST) for name in DATABASES},
            rows={name: _rows(each[name]["rows"]) for name in DATABASES},
            journal={name: _hash(each[name]["journal"]) if each[name]["journal"] else "" for name in DATABASES},
            members=canonical.integer(known_by["members"], 0, _MOST),
            hand_outs=canonical.integer(known_by["hand_outs"], 0, _MOST),
            referrals=canonical.integer(known_by["referrals"], 0, _MOST),
            items=canonical.integer(known_by["items"], 0, _MOST),
        ),
        proof=canonical.octets(found["proof"], _HASH_BYTES),
    )


def _text(value: object, most: int) -> str:
    if not isinstance(value, str) or not value.isascii() or len(value) > most:
        raise BackupDamaged
    return value


def _hash(value: object) -> str:
    return canonical.octets(value, _HASH_BYTES).hex()


def _rows(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping) or len(value) > _MOST_TABLES:
        raise BackupDamaged
    return {_text(name, _MOST_TEXT): canonical.integer(count, 0, _MOST) for name, count in value.items()}
