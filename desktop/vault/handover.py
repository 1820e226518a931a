"""From an older signing key to the present one: each next key is signed by the one before.

Everybody's wrapped secret pins the coordinators' signing key, and only their own passphrase can wrap it again. When the
keys are renewed, the others are not there to type theirs; the chain lets them follow, and their next unlocking pins the
present key.

What this can't do. Whoever held an old signing key, a removed coordinator say, and can write to the disk, can put a
vault of their own making before somebody whose secret still pins that old key: signed by the old key, or led on from it
to another of their own. No format helps against that, for such a person trusts nothing else; the same hand could put
the whole old vault back. What stands in that forged vault is what the forger knew already and whatever is typed into it
from then on: the present keys, and what was written since the renewal, it does not open, and it tells no passphrase. It
ends for each person with their first unlocking after the renewal, and it shows at once to all who have unlocked since:
for them the forged file is damaged. So after a removal let everybody unlock soon, on a computer that was not in the
removed person's hands.

Against the true file nobody with an old key can do even that: its register can be opened with the present people key
alone and is bound to every signed byte, the chain among them (`KeyFile.register_context`), and a coordinator's own
grant holds the signing key that the file must name.
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
