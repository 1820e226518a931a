"""A database's pages with its key, but without its own code: what an attacker who holds the key can write.

SQLCipher 4: AES-256-CBC per page, an IV and an HMAC-SHA512 in the reserved end; the HMAC's key comes from the key and the salt
in the first 16 bytes (https://www.zetetic.net/sqlcipher/design/).
"""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE = 4096
RESERVED = 80
IV = 16
SALT = 16


class Pages:
    """The decrypted pages of a database, which can be changed and written back so that each proves itself."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        raw = path.read_bytes()
        self._salt = raw[:SALT]
        self._mac_key = hashlib.pbkdf2_hmac("sha512", key, bytes(each ^ 0x3A for each in self._salt), 2, 32)
        self.plain = [self._opened(raw[at : at + PAGE], at == 0) for at in range(0, len(raw), PAGE)]

    def _opened(self, page: bytes, first: bool) -> bytearray:
        body = page[SALT if first else 0 : PAGE - RESERVED]
        iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
        reader = Cipher(AES(self._key), CBC(iv)).decryptor()
        return bytearray(reader.update(body) + reader.finalize())

    def write(self, path: Path) -> None:
        """Encrypt every page anew, with its proof."""
        path.write_bytes(b"".join(self._sealed(number, bytes(page)) for number, page in enumerate(self.plain, start=1)))

    def _sealed(self, number: int, plain: bytes) -> bytes:
        iv = os.urandom(IV)
        writer = Cipher(AES(self._key), CBC(iv)).encryptor()
        body = writer.update(plain) + writer.finalize() + iv
        proof = hmac.digest(self._mac_key, body + number.to_bytes(4, "little"), "sha512")
        return (self._salt if number == 1 else b"") + body + proof
