"""From a passphrase to a key: Argon2id (RFC 9106), its limits, and the sub-keys (HKDF, RFC 5869)."""

import hashlib
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from desktop.vault import canonical
from desktop.vault.canonical import Json
from desktop.vault.errors import KeysDamaged, NotEnoughMemory

KEY_BYTES = 32
SALT_BYTES = 16
SLOT_ID_BYTES = 8
MOST_PASSPHRASE_CHARACTERS = 1024


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """What one try costs: memory in KiB, passes over it, lanes in parallel."""

    memory_kib: int
    passes: int
    lanes: int

    def content(self) -> Json:
        """As it stands in a key file."""
        return {"memory_kib": self.memory_kib, "passes": self.passes, "lanes": self.lanes}


@dataclass(frozen=True, slots=True)
class KdfPolicy:
    """Which parameters are accepted. They come from a file that anyone may have written, so they are checked first.

    The standard one has the floor of RFC 9106's second choice and a ceiling that a small laptop can still pay.
    """

    least_memory_kib: int = 64 * 1024
    most_memory_kib: int = 1024 * 1024
    most_passes: int = 20
    most_lanes: int = 16

    def read(self, value: object) -> KdfParameters:
        """Parameters from a key file.

        Raises:
            KeysDamaged: They are outside the limits, or no parameters at all.
        """
        found = canonical.fields(value, "memory_kib", "passes", "lanes")
        memory = canonical.integer(found["memory_kib"], self.least_memory_kib, self.most_memory_kib)
        passes = canonical.integer(found["passes"], 1, self.most_passes)
        lanes = canonical.integer(found["lanes"], 1, self.most_lanes)
        if memory < 8 * lanes:  # Argon2's own demand
            raise KeysDamaged
        return KdfParameters(memory, passes, lanes)


STANDARD_POLICY = KdfPolicy()
DEFAULT_KDF = KdfParameters(256 * 1024, 3, 4)
FLOOR_KDF = KdfParameters(64 * 1024, 3, 4)


@dataclass(frozen=True, slots=True)
class KdfSets:
    """The parameters of a key file: new slots take the present ones; slots made before a change have the previous.

    Both are always run, so that the time a try takes tells nothing about who is who.
    """

    present: KdfParameters
    previous: KdfParameters | None = None

    def content(self) -> Json:
        """As it stands in a key file."""
        return {"present": self.present.content(), "previous": self.previous.content() if self.previous else None}

    @staticmethod
    def read(value: object, policy: KdfPolicy) -> "KdfSets":
        """The parameters of a key file, within the limits of `policy`.

        Raises:
            KeysDamaged: They are not.
        """
        found = canonical.fields(value, "present", "previous")
        previous = found["previous"]
        return KdfSets(policy.read(found["present"]), None if previous is None else policy.read(previous))


def normal_login(login: str) -> str:
    """The login name as it enters the salt: however it is typed and on whatever system, the same."""
    folded = unicodedata.normalize("NFKC", login).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def slot_key(vault_salt: bytes, login: str, passphrase: str, parameters: KdfParameters) -> bytearray:
    """The key that a login name and a passphrase make: Argon2id(NFKC(passphrase), salt from vault and login).

    Raises:
        NotEnoughMemory: The computer can't spare the memory.
    """
    name = normal_login(login).encode("utf-8", "surrogatepass")
    salt = hashlib.sha256(vault_salt + name).digest()[:SALT_BYTES]
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    function = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=parameters.passes,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    )
    try:
        return bytearray(function.derive(secret))
    except MemoryError:
        raise NotEnoughMemory(mebibytes=parameters.memory_kib // 1024) from None


def slot_id(key: bytes | bytearray) -> bytes:
    """The mark by which a slot is found with its key; without the key it says nothing."""
    return subkey(key, "slot-id")[:SLOT_ID_BYTES]


def subkey(key: bytes | bytearray, label: str) -> bytes:
    """A key for one purpose, from a random 256-bit key: HKDF-Expand-SHA256 with `label` as its info."""
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=label.encode()).derive(bytes(key))


def calibrated(seconds: float = 1.0, measure: Callable[[KdfParameters], float] | None = None) -> KdfParameters:
    """Parameters that cost about `seconds` on this computer, never below the floor of 64 MiB, 3 passes, 4 lanes.

    Memory goes first (256, 128, 64 MiB: what fits and keeps three passes within half as much again), then more passes.

    Args:
        measure: The seconds a run takes, for tests.

    Raises:
        NotEnoughMemory: Not even the floor fits.
    """
    run = measure or _seconds_of
    chosen, cost = DEFAULT_KDF, 0.0
    while True:
        try:
            cost = run(chosen)
        except NotEnoughMemory:
            if chosen.memory_kib <= FLOOR_KDF.memory_kib:
                raise
        else:
            if cost <= 1.5 * seconds or chosen.memory_kib <= FLOOR_KDF.memory_kib:
                break
        chosen = KdfParameters(chosen.memory_kib // 2, chosen.passes, chosen.lanes)
    passes = max(chosen.passes, min(STANDARD_POLICY.most_passes, round(chosen.passes * seconds / max(cost, 1e-6))))
    return KdfParameters(chosen.memory_kib, passes, chosen.lanes)


def _seconds_of(parameters: KdfParameters) -> float:
    start = time.perf_counter()
    slot_key(bytes(SALT_BYTES), "", "", parameters)
    return time.perf_counter() - start
