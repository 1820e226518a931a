"""From an older signing key to the present one: each next key is signed by the one before.

Everybody's wrapped secret pins the coordinators' signing key, and only their own passphrase can wrap it again. When the
keys are renewed, the others are not there to type theirs; the chain lets them follow, and their next unlocking pins the
present key.

What this can't do. A passphrase is all a person brings, so a wrapped secret that it opens is believed. Whoever held an
old signing key, a removed coordinator say, and can write to the disk, can put a vault of their own making before
- somebody who has not unlocked since the renewal: their slot pins the old key, which signs the forged file or leads on
  to another of the forger's own;
- somebody who has, with the same passphrase, if the forger kept a copy of an older key file: the old wrap in it pins the
  old key still, and the same passphrase opens it.
No format helps against either; the same hand could put the whole old vault back. In the forged vault stands what the
forger knew already, and they can read what is typed into it from then on. The present keys, and all that was written
since the renewal, they don't get, and no passphrase. Everybody whose slot pins the present key sees damage. It ends for
each person with a new passphrase: no old wrap opens with it. So after a removal let everybody unlock soon, and change
their passphrase if the one who left could have been at the disk.

Against the true keys an old signing key can do nothing: the register opens with the present people key alone and is
bound to every signed byte, the chain among them (`KeyFile.register_context`), and a coordinator's grant holds the very
signing key the file must name. So whoever gets the present people key also sees that the file is true. A stock keeper's
key proves no register: whose slot pins an old key can be shown a false list of public keys, with which they do nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop.vault import canonical
from desktop.vault.canonical import Json
from desktop.vault.errors import KeysDamaged, KeysTooOld

SIGNER_BYTES = 32
SIGNATURE_BYTES = 64
MOST_LINKS = 64
"""So many renewals back a passphrase that was not used since can follow. At the next one the oldest link falls away."""


@dataclass(frozen=True, slots=True)
class Link:
    """A signing key's public half, signed by the signing key before it."""

    signer: bytes
    signature: bytes

    def content(self) -> Json:
        """As it stands in the file."""
        return {"signer": self.signer.hex(), "signature": self.signature.hex()}

    @staticmethod
    def read(value: object) -> "Link":
        """A link from a file.

        Raises:
            KeysDamaged: It has another shape.
        """
        found = canonical.fields(value, "signer", "signature")
        return Link(
            canonical.octets(found["signer"], SIGNER_BYTES), canonical.octets(found["signature"], SIGNATURE_BYTES)
        )


def read_links(value: object, signer: bytes) -> tuple[Link, ...]:
    """The chain of a file whose present signing key is `signer`.

    Raises:
        KeysDamaged: It is too long, goes in circles, ends elsewhere, or has another shape.
    """
    links = tuple(Link.read(each) for each in canonical.array(value, MOST_LINKS))
    if links and (links[-1].signer != signer or len({link.signer for link in links}) != len(links)):
        raise KeysDamaged
    return links


def extended(links: Sequence[Link], old: Ed25519PrivateKey, new: bytes, vault: bytes) -> tuple[Link, ...]:
    """The chain with one link more, from the present signing key to the next; the oldest falls away when it is full."""
    before = old.public_key().public_bytes_raw()
    return (*links, Link(new, old.sign(_statement(vault, before, new))))[-MOST_LINKS:]


def check_leads(links: Sequence[Link], trusted: bytes, present: bytes, vault: bytes) -> None:
    """See that the signing key somebody trusts handed over to the present one, in as many steps as it took.

    Raises:
        KeysDamaged: It didn't.
        KeysTooOld: It isn't in a full chain: it was handed over too often since, or never.
    """
    if trusted == present:
        return
    at = max((place for place, link in enumerate(links, 1) if link.signer == trusted), default=0)
    before = trusted
    for number, link in enumerate(links[at:]):
        try:
            Ed25519PublicKey.from_public_bytes(before).verify(link.signature, _statement(vault, before, link.signer))
        except (InvalidSignature, ValueError):
            raise (KeysTooOld if not at and not number and len(links) == MOST_LINKS else KeysDamaged) from None
        before = link.signer
    if before != present:
        raise KeysDamaged


def _statement(vault: bytes, before: bytes, after: bytes) -> bytes:
    return canonical.dump(
        {
            "format": "larder-keys",
            "version": 2,
            "part": "handover",
            "vault": vault.hex(),
            "from": before.hex(),
            "to": after.hex(),
        }
    )
