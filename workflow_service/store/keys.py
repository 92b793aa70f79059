"""Field encryption: a data key per family (or instance before a family is known), wrapped by the master key.

AES-256-GCM; the associated data binds a ciphertext to its place (tenant, table, row, column), so that a field
moved elsewhere does not open. Erasure destroys the wrapped key: what it sealed can never be read again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections import OrderedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE = 12
CACHE = 4096


class CannotOpen(Exception):
    """The ciphertext was changed, moved or belongs to another key: a bug or an attack."""


class KeyDestroyed(Exception):
    """The family's data were erased."""


def seal(key: bytes, place: str, plain: bytes) -> bytes:
    """`plain` encrypted for `place` ("tenant/table/row/column"): version, nonce, ciphertext with tag."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, place: str, sealed: bytes) -> bytes:
    """The plain bytes; raises `CannotOpen` when key, place or bytes do not belong together."""
    if sealed[:1] != VERSION:
        raise CannotOpen(f"unknown version of ciphertext at {place}")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode())
    except InvalidTag:
        raise CannotOpen(place) from None


class MasterKey:
    """Wraps data keys and makes blind indexes. 32 bytes from a file or the environment, read by `app`."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise ValueError("the master key must have 32 bytes")
        self._wrap = hashlib.sha256(b"wrap" + secret).digest()
        self._blind = hashlib.sha256(b"blind" + secret).digest()
        self._cache: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def make(self, key_id: str) -> bytes:
        """A new data key, wrapped for storing in the row `key_id`."""
        return seal(self._wrap, f"key/{key_id}", os.urandom(32))

    def unwrap(self, key_id: str, wrapped: bytes | None) -> bytes:
        """The data key of a stored row. `wrapped` is always given, so an erased key is refused at once."""
        if wrapped is None:
            raise KeyDestroyed(key_id)
        with self._lock:
            if key_id in self._cache:
                self._cache.move_to_end(key_id)
                return self._cache[key_id]
        data_key = unseal(self._wrap, f"key/{key_id}", wrapped)
        with self._lock:
            self._cache[key_id] = data_key
            while len(self._cache) > CACHE:
                self._cache.popitem(last=False)
        return data_key

    def blind_index(self, tenant_id: int, text: str) -> bytes:
        """A keyed hash under which a sealed text (a CPR number) can be found again."""
        return hmac.digest(self._blind, f"{tenant_id}/{text}".encode(), "sha256")
