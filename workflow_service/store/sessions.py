"""Sessions and API tokens: server-side rows that hold only a hash of the secret, and who stands behind one.

`at` is real time throughout: a municipality's test clock neither ends nor lengthens a login.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from workflow_service.store import absences, teams
from workflow_service.store.columns import parse_moment, sqlite_moment
from workflow_service.store.tables.people import api_token, user_session
from workflow_service.store.uow import Actor, Membership, UnitOfWork

TOKEN_PREFIX = "oef_"  # noqa: S105 - lets scanners recognise a leaked token
# how old `seen_at` may get before a request writes it again: reads should stay reads
SEEN_GRAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Login:
    """Who stands behind a session or token. `stale_since` is set when the session's `seen_at` should be
    written again; `session` is the hash that names the session."""

    actor: Actor
    session: bytes | None = None
    stale_since: datetime | None = None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _secret() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def create_session(uow: UnitOfWork, user_id: str, at: datetime, absolute: timedelta) -> str:
    """A new session; its secret, which is shown nowhere else. Always a new one at login (ASVS 7.2.4)."""
    secret = _secret()
    uow.insert(
        user_session,
        {
            "token_hash": _hash(secret),
            "user_id": user_id,
            "created_at": at,
            "seen_at": at,
            "expires_at": at + absolute,
        },
    )
    return secret


def end_session(uow: UnitOfWork, secret: str) -> None:
    """Ends one session; no complaint when it has ended already."""
    uow.batch.delete(user_session, {"tenant_id": uow.tenant_id, "token_hash": _hash(secret)})


def end_sessions(uow: UnitOfWork, user_id: str) -> None:
    """Ends every session of a user."""
    mine = (user_session.c.tenant_id == uow.tenant_id) & (user_session.c.user_id == user_id)
    uow.execute(user_session.delete().where(mine))


def touch_session(uow: UnitOfWork, session: bytes, at: datetime) -> None:
    """Notes that the session was used. One that was ended meanwhile stays ended."""
    uow.execute(
        user_session.update()
        .where(user_session.c.tenant_id == uow.tenant_id, user_session.c.token_hash == session)
        .values(seen_at=at)
    )


def purge_sessions(uow: UnitOfWork, at: datetime, idle: timedelta) -> int:
    """Deletes sessions that have run out; how many."""
    gone = (user_session.c.expires_at <= at) | (user_session.c.seen_at <= at - idle)
    return uow.execute(user_session.delete().where(user_session.c.tenant_id == uow.tenant_id, gone)).rowcount


def create_token(
    uow: UnitOfWork, user_id: str, label: str, at: datetime, expires_at: datetime | None = None
) -> str:
    """A new API token for a user, shown this once. `label` says what it is for."""
    secret = TOKEN_PREFIX + _secret()
    uow.insert(
        api_token,
        {
            "token_hash": _hash(secret),
            "user_id": user_id,
            "label": label,
            "created_at": at,
            "expires_at": expires_at,
            "revoked_at": None,
        },
    )
    return secret


def revoke_token(uow: UnitOfWork, secret: str, at: datetime) -> None:
    """Ends a token now."""
    uow.execute(
        api_token.update()
        .where(api_token.c.tenant_id == uow.tenant_id, api_token.c.token_hash == _hash(secret))
        .values(revoked_at=at)
    )


_ACTOR = """
SELECT u.id, u.login, u.name, u.language, u.unit_id, m.id AS membership_id, m.role, m.scope_kind, m.scope_id,
 s.{seen} AS seen_at, {stands_in}, {meets} AS meets
FROM {table} s
JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
LEFT JOIN membership m ON m.tenant_id = u.tenant_id AND m.user_id = u.id
 AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
{covers}
WHERE s.tenant_id = ? AND s.token_hash = ? AND u.active AND (u.valid_to IS NULL OR u.valid_to >= ?)
 AND {fresh}
ORDER BY m.id
"""
_BY_TOKEN = _ACTOR.format(
    stands_in=absences.COLUMNS,
    covers=absences.JOINS,
    meets=teams.HAS_SEAT,
    table="api_token",
    seen="created_at",
    fresh="s.revoked_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > ?)",
)
_BY_SESSION = _ACTOR.format(
    stands_in=absences.COLUMNS,
    covers=absences.JOINS,
    meets=teams.HAS_SEAT,
    table="user_session",
    seen="seen_at",
    fresh="s.expires_at > ? AND s.seen_at > ?",
)


def actor_by_token(uow: UnitOfWork, token: str, at: datetime) -> Login | None:
    """Who stands behind an API token: user, unit and roles in force, in one statement. None when the token
    is unknown, run out or revoked, or its user is no longer active."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    found = uow.rows(_BY_TOKEN, *_values(uow, token, at), _moment(uow, at))
    return Login(_actor(found)) if found else None


def actor_by_session(uow: UnitOfWork, secret: str, at: datetime, idle: timedelta) -> Login | None:
    """The same for a session that has neither run out nor been idle for too long."""
    found = uow.rows(_BY_SESSION, *_values(uow, secret, at), _moment(uow, at), _moment(uow, at - idle))
    if not found:
        return None
    seen = parse_moment(found[0]["seen_at"])
    stale = seen if seen is not None and at - seen >= SEEN_GRAIN else None
    return Login(_actor(found), _hash(secret), stale)


def _values(uow: UnitOfWork, secret: str, at: datetime) -> tuple[Any, ...]:
    now = _moment(uow, uow.now)
    seats = teams.seat_values(uow)
    return *seats, now, now, uow.tenant_id, _hash(secret), _day(uow, at.date())


def _moment(uow: UnitOfWork, value: datetime) -> Any:
    return sqlite_moment(value) if uow.sqlite else value


def _day(uow: UnitOfWork, value: date) -> Any:
    return value.isoformat() if uow.sqlite else value


def _actor(rows: Sequence[Mapping[str, Any]]) -> Actor:
    user = rows[0]
    # a row for each role and each person stood in for
    held = {
        row["membership_id"]: Membership(
            row["role"], row["scope_kind"], _text(row["scope_id"]), _text(row["held_for"])
        )
        for row in rows
        if row["role"] is not None
    }
    return Actor(
        str(user["id"]),
        user["login"],
        user["name"],
        user["language"],
        _text(user["unit_id"]),
        tuple(held.values()),
        absences.stand_ins(rows),
        meets=bool(user["meets"]),
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
