"""What stands open after the right passphrase: the keys of a role, until they are forgotten."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role, UserId
from desktop.vault import derivation, slots
from desktop.vault.errors import KeysDamaged
from desktop.vault.grants import Grant, KeyRole
from desktop.vault.keyfile import KeyFile
from desktop.vault.register import Registered
from desktop.vault.slots import OpenedSlot


class Unlocked:
    """The keys one person holds. Made by `unlock` and its kin, never by hand.

    Attributes:
        vault_id: The vault's random id, 32 hex digits.
        generation: How often coordinators have changed the key file; grows by one each time.
        user_id: Whose keys these are; a random id. The recovery sheet has one of its own.
        role: What this person may do.
        by_recovery: Opened with the recovery sheet: a new one is due.
        from_previous: `keys.json` was damaged and `keys.json.prev` was read instead: say so.
    """

    def __init__(
        self, keys: KeyFile, opened: OpenedSlot, *, from_previous: bool = False, unlisted: Grant | None = None
    ) -> None:
        """Check all that can be checked, and take the keys out. From here on the file's signer is the one trusted.

        Args:
            unlisted: The keys of somebody whose session goes on though the file has no entry of theirs any more.

        Raises:
            KeysDamaged: The file isn't what the coordinators signed, or the register says otherwise of this person.
            KeysTooOld: The slot pins a signing key that was handed over too often since.
        """
        keys.check_signature(opened.signer)
        grant = unlisted or Grant.opened(keys.entry(opened.public).grant, opened.private, keys.vault)
        self.vault_id = keys.vault.hex()
        self.generation = keys.generation
        self.user_id: UserId = grant.user
        self.role: Role = grant.role.role
        self.by_recovery = grant.role is KeyRole.RECOVERY
        self.from_previous = from_previous
        self._opened: OpenedSlot | None = OpenedSlot(opened.private, keys.signer)
        self._key_role = grant.role
        self._data_key = bytearray(grant.data_key)
        self._people_key = bytearray(grant.people_key) if grant.people_key else None
        self._signing_key = Ed25519PrivateKey.from_private_bytes(grant.signing_key) if grant.signing_key else None
        if self._signing_key and self._signing_key.public_key().public_bytes_raw() != keys.signer:
            raise KeysDamaged
        if self._people_key is not None:
            self._check_register(keys, listed=unlisted is None)

    def __repr__(self) -> str:
        return f"<Unlocked {self.role} generation {self.generation}>"

    def stock_database_key(self) -> bytes:
        """The raw SQLCipher key of `stock.db`, 32 bytes."""
        return self.stock_subkey("stock-db-v1")

    def people_database_key(self) -> bytes | None:
        """The raw SQLCipher key of `people.db`, 32 bytes; None for a stock keeper."""
        return self.people_subkey("people-db-v1")

    def manifest_key(self) -> bytes | None:
        """The key of a backup manifest's MAC: it proves that a holder of the people key made it."""
        return self.people_subkey("manifest-v1")

    def stock_subkey(self, label: str) -> bytes:
        """A key for one purpose that everybody in the vault can make.

        Args:
            label: The purpose and its version, as in `stock-db-v1`.
        """
        self._still_open()
        return derivation.subkey(self._data_key, label)

    def people_subkey(self, label: str) -> bytes | None:
        """A key for one purpose that volunteers and coordinators can make; None for a stock keeper."""
        self._still_open()
        return None if self._people_key is None else derivation.subkey(self._people_key, label)

    @property
    def public_key(self) -> bytes:
        """This person's public key, to seal things to."""
        return self._still_open().public

    @property
    def private_key(self) -> X25519PrivateKey:
        """This person's private key, to open what was sealed to them."""
        return self._still_open().private

    @property
    def signing_key(self) -> Ed25519PrivateKey | None:
        """The coordinators' signing key; None for others."""
        self._still_open()
        return self._signing_key

    def forget(self) -> None:
        """Overwrite the keys as far as Python lets us, and refuse any further use.

        Copies linger in the heap until the process ends; that is why a lock replaces the process.
        """
        self._opened = None
        self._signing_key = None
        slots.wipe(self._data_key)
        if self._people_key is not None:
            slots.wipe(self._people_key)
            self._people_key = None

    # What follows is for this package.

    def opened_slot(self) -> OpenedSlot:
        """The private key with the signer this person trusts now, which their slot may not pin yet."""
        return self._still_open()

    def current(self, keys: KeyFile) -> KeyFile:
        """`keys`, if this vault's coordinators signed them and they are no older than what was unlocked.

        Keys renewed since then are refused too: what is held here does not fit them.

        Raises:
            KeysDamaged: They aren't.
        """
        signer = self._still_open().signer
        if keys.signer != signer or keys.generation < self.generation:
            raise KeysDamaged
        keys.check_signature(signer)
        return keys

    def registered_in(self, keys: KeyFile) -> tuple[Registered, ...]:
        """The users of the vault with their roles.

        Raises:
            NotAllowed: For a stock keeper.
        """
        self._still_open()
        if self._people_key is None:
            raise NotAllowed
        return keys.register.opened(bytes(self._people_key), keys.register_context())

    def secrets_to_grant(self) -> tuple[bytes, bytes, Ed25519PrivateKey]:
        """The data key, the people key and the signing key.

        Raises:
            NotAllowed: For all but coordinators.
        """
        self._still_open()
        if self._people_key is None or self._signing_key is None:
            raise NotAllowed
        return bytes(self._data_key), bytes(self._people_key), self._signing_key

    def _check_register(self, keys: KeyFile, *, listed: bool) -> None:
        registered = self.registered_in(keys)
        publics = {entry.public for entry in keys.entries}
        if any(each.public not in publics for each in registered):
            raise KeysDamaged
        if listed and Registered(self.user_id, self._key_role, self.public_key) not in registered:
            raise KeysDamaged

    def _still_open(self) -> OpenedSlot:
        if self._opened is None:
            raise RuntimeError("the keys were forgotten")
        return self._opened
