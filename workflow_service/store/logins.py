"""Passwords: storing them, checking them, and slowing down those who guess.

`at` is real time: guessing is slowed down by the real clock, whatever a test clock says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow_service.errors import Invalid, NotAuthenticated, Rejection, TooMany
from workflow_service.store.sessions import end_sessions
from workflow_service.store.tables.people import app_user
from workflow_service.store.uow import UnitOfWork

# OWASP's smallest recommended setting; 47 ms here
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

FREE_ATTEMPTS = 5
LONGEST_LOCK = timedelta(hours=1)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


def hash_password(password: str) -> str:
    """Argon2id of a password (about 50 ms). Raises `Invalid` when it is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise invalid_field(
            "password",
            f"Adgangskoden skal have mellem {SHORTEST_PASSWORD} og {LONGEST_PASSWORD} tegn.",
            f"The password must have between {SHORTEST_PASSWORD} and {LONGEST_PASSWORD} characters.",
        )
    return _HASHER.hash(password)


def set_password(uow: UnitOfWork, user_id: str, password: str) -> None:
    """A new password; it lifts a lock and ends the user's sessions."""
    values = {"password_hash": hash_password(password), "failed_logins": 0, "locked_until": None}
    uow.update(app_user, user_id, values)
    end_sessions(uow, user_id)


@dataclass(frozen=True)
class Attempt:
    """What came of a login: the user, or why not. Not raised, because the failed attempt must be stored."""

    user_id: str | None
    refused: Rejection | None


def attempt_login(uow: UnitOfWork, login: str, password: str, at: datetime) -> Attempt:
    """Checks a password. After five wrong ones the account is locked for a minute, doubling with each
    further wrong one up to an hour. An unknown login costs the same time and gets the same answer."""
    row = uow.row(
        sa.select(
            app_user.c.id,
            app_user.c.password_hash,
            app_user.c.active,
            app_user.c.valid_to,
            app_user.c.failed_logins,
            app_user.c.locked_until,
        ).where(app_user.c.tenant_id == uow.tenant_id, app_user.c.login == login)
    )
    if row is not None and row["locked_until"] is not None and row["locked_until"] > at:
        return Attempt(None, _locked(row["locked_until"] - at))
    right = _verify(None if row is None else row["password_hash"], password)
    if row is None or not right:
        return Attempt(None, _wrong() if row is None else _count_failure(uow, row, at))
    if not row["active"] or (row["valid_to"] is not None and row["valid_to"] < at.date()):
        return Attempt(None, _wrong())
    values: dict[str, Any] = {"failed_logins": 0, "locked_until": None}
    if _HASHER.check_needs_rehash(row["password_hash"]):
        values["password_hash"] = _HASHER.hash(password)
    uow.update(app_user, str(row["id"]), values)
    return Attempt(str(row["id"]), None)


def _count_failure(uow: UnitOfWork, row: Mapping[str, Any], at: datetime) -> Rejection:
    # counted by the database, so that guesses sent at the same time are all counted
    failures = uow.execute(
        app_user.update()
        .where(app_user.c.tenant_id == uow.tenant_id, app_user.c.id == row["id"])
        .values(failed_logins=app_user.c.failed_logins + 1)
        .returning(app_user.c.failed_logins)
    ).scalar_one()
    if failures < FREE_ATTEMPTS:
        return _wrong()
    lock = min(timedelta(minutes=2 ** min(failures - FREE_ATTEMPTS, 10)), LONGEST_LOCK)
    uow.update(app_user, str(row["id"]), {"locked_until": at + lock})
    return _locked(lock)


def _wrong() -> NotAuthenticated:
    return NotAuthenticated(
        "login_wrong",
        "Brugernavn eller adgangskode er forkert. Prøv igen, eller bed systemadministratoren om en ny kode.",
        "The login or the password is wrong. Try again, or ask the system administrator for a new password.",
    )


def _locked(left: timedelta) -> TooMany:
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return TooMany(
        "account_locked",
        f"Der er skrevet forkert adgangskode for mange gange. Prøv igen om {minutes} min.",
        f"The password was wrong too many times. Try again in {minutes} min.",
    )


def _verify(stored: str | None, password: str) -> bool:
    try:
        _HASHER.verify(stored or _nobodys_hash(), password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")


def invalid_field(field: str, da: str, en: str) -> Invalid:
    # no sentence of its own: the whole text is shown at the field, in the reader's language
    return Invalid(f"{field}_invalid", da, en, {field: ()})
