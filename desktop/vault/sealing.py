"""Sealing to a public key: whoever has it can seal, only the holder of the private key can open.

A sealed thing is the sender's one-time X25519 public key (32 bytes) and AES-256-GCM of the content. Key and nonce are
HKDF-SHA256 of the shared secret, salted with both public keys; the context is info and associated data.
It hides and protects the content; who sealed it, it doesn't say: that takes a signature or a MAC outside or inside.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.vault.errors import KeysDamaged

PUBLIC_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SEAL_OVERHEAD = PUBLIC_BYTES + TAG_BYTES


def public_bytes(private: X25519PrivateKey) -> bytes:
    """The public half of a key pair."""
    return private.public_key().public_bytes_raw()


def seal(public: bytes, plaintext: bytes, context: str) -> bytes:
    """Seal `plaintext` to `public`; it opens with the same `context` only.

    Raises:
        KeysDamaged: `public` is no public key.
    """
    one_time = X25519PrivateKey.generate()
    sender = public_bytes(one_time)
    key, nonce = _key_and_nonce(one_time, public, sender, public, context)
    return sender + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def unseal(private: X25519PrivateKey, sealed: bytes, context: str) -> bytes:
    """Open what was sealed to the public half of `private`.

    Raises:
        KeysDamaged: It was altered, sealed to somebody else, or for another context.
    """
    sender, body = sealed[:PUBLIC_BYTES], sealed[PUBLIC_BYTES:]
    if len(sealed) < SEAL_OVERHEAD:
        raise KeysDamaged
    key, nonce = _key_and_nonce(private, sender, sender, public_bytes(private), context)
    return _decrypted(key, nonce, body, context.encode())


def encrypt(key: bytes | bytearray, plaintext: bytes, associated: bytes) -> tuple[bytes, bytes]:
    """AES-256-GCM under a fresh random nonce. Returns the nonce and the ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce, AESGCM(bytes(key)).encrypt(nonce, plaintext, associated)


def decrypt(key: bytes | bytearray, nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    """Undo `encrypt`.

    Raises:
        KeysDamaged: Something was altered, or the key is another.
    """
    return _decrypted(bytes(key), nonce, ciphertext, associated)


def _decrypted(key: bytes, nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, associated)
    except (InvalidTag, ValueError):
        raise KeysDamaged from None


def _key_and_nonce(
    own: X25519PrivateKey, other: bytes, sender: bytes, receiver: bytes, context: str
) -> tuple[bytes, bytes]:
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(other))
    except ValueError:  # a point of small order, or not 32 bytes
        raise KeysDamaged from None
    made = HKDF(
        algorithm=SHA256(), length=32 + NONCE_BYTES, salt=sender + receiver, info=f"larder seal 1|{context}".encode()
    ).derive(shared)
    return made[:32], made[32:]
