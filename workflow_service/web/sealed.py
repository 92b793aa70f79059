"""Text a person typed that has to stand in an address: sealed, because addresses are logged, kept in the
history of the browser and sent on, and a child's name must stand in none (domain.md 14)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app


def _lock() -> Fernet:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    key = hashlib.blake2b(secret, digest_size=32, person=b"oef-address").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str) -> str:
    """A token of ASCII letters, digits, - and _; "" for no text."""
    return _lock().encrypt(text.encode()).decode().rstrip("=") if text else ""


def unseal(token: str) -> str:
    """The text again; "" for a token that is not ours, or no longer."""
    if not token:
        return ""
    try:
        return _lock().decrypt(token + "=" * (-len(token) % 4)).decode()
    except (InvalidToken, ValueError):
        return ""
