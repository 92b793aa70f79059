"""Queries of the overview and of the pages about accounts: small lists without case content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_service.errors import Invalid
from workflow_service.store.sessions import _hash
from workflow_service.store.tables.people import api_token, app_user
from workflow_service.store.uow import Actor, Membership, UnitOfWork

Row = Mapping[str, Any]

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)


def run_of_case(uow: UnitOfWork, case_id: str) -> Row | None:
    """Number, instance and release of a case; who may see it was decided before."""
    return uow.row(
        "SELECT c.number, i.id AS instance_id, i.release_id, i.process_key FROM case_file c"
        " JOIN process_instance i ON i.tenant_id = c.tenant_id AND i.id = c.instance_id"
        " WHERE c.tenant_id = ? AND c.id = ?",
        uow.tenant_id,
        case_id,
    )


def runs_of(uow: UnitOfWork, instance_ids: Iterable[str]) -> dict[str, Row]:
    """Case number and release of these instances, whoever may see their cases: for those who repair."""
    wanted = sorted(set(instance_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        "SELECT id, business_key, release_id FROM process_instance WHERE tenant_id = ?"
        f" AND id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return {str(row["id"]): row for row in rows}


def release(uow: UnitOfWork, release_id: str) -> dict[str, Any] | None:
    """One release as `store.studio.releases` lists them."""
    row = uow.row(
        "SELECT r.id, r.number, r.effective_at, r.created_at, d.note, u.name AS by_name,"
        " (SELECT count(*) FROM process_instance i WHERE i.tenant_id = r.tenant_id AND i.release_id = r.id"
        " AND i.state IN ('active', 'suspended')) AS running"
        " FROM release r LEFT JOIN deployment d ON d.tenant_id = r.tenant_id AND d.release_id = r.id"
        " LEFT JOIN app_user u ON u.tenant_id = d.tenant_id AND u.id = d.deployed_by"
        " WHERE r.tenant_id = ? AND r.id = ?",
        uow.tenant_id,
        release_id,
    )
    if row is None:
        return None
    moments = {key: uow.moment(row[key]) for key in ("effective_at", "created_at")}
    return {**row, **moments, "id": release_id}


def unmatched_messages(uow: UnitOfWork, limit: int) -> list[Row]:
    """Messages that found no instance, newest first: name, key and time, never their content."""
    rows = uow.rows(
        "SELECT id, name, correlation_key, received_at FROM message WHERE tenant_id = ?"
        " AND state = 'unmatched' ORDER BY id DESC LIMIT ?",
        uow.tenant_id,
        limit,
    )
    return [{**row, "received_at": uow.moment(row["received_at"])} for row in rows]


def acting_users(uow: UnitOfWork) -> list[tuple[Actor, str]]:
    """Every active user with the roles held now and the profession, in alphabetical order."""
    rows = uow.rows(
        "SELECT u.id, u.login, u.name, u.language, u.unit_id, u.profession, m.role, m.scope_kind, m.scope_id"
        " FROM app_user u LEFT JOIN membership m ON m.tenant_id = u.tenant_id AND m.user_id = u.id"
        " AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)"
        " WHERE u.tenant_id = ? AND u.active ORDER BY u.sort_name, u.id",
        uow.now,
        uow.now,
        uow.tenant_id,
    )
    held: dict[str, tuple[Row, list[Membership]]] = {}
    for row in rows:
        roles = held.setdefault(str(row["id"]), (row, []))[1]
        if row["role"] is not None:
            place = None if row["scope_id"] is None else str(row["scope_id"])
            roles.append(Membership(row["role"], row["scope_kind"], place))
    return [
        (
            Actor(user_id, row["login"], row["name"], row["language"], _text(row["unit_id"]), tuple(roles)),
            row["profession"] or "",
        )
        for user_id, (row, roles) in held.items()
    ]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def places(uow: UnitOfWork) -> list[Row]:
    """Units and teams a role can be held in: kind, id, name."""
    return uow.rows(
        "SELECT 'unit' AS kind, id, name FROM unit WHERE tenant_id = ?"
        " UNION ALL SELECT 'team', id, name FROM core_team WHERE tenant_id = ? ORDER BY 1 DESC, 3",
        uow.tenant_id,
        uow.tenant_id,
    )


# -- a person's own account ----------------------------------------------------------------------------


def sessions_of(uow: UnitOfWork, user_id: str, current: str | None) -> list[dict[str, Any]]:
    """A user's sessions, the last used first; `current` is the secret of the one that asks."""
    rows = uow.rows(
        "SELECT token_hash, created_at, seen_at, expires_at FROM user_session"
        " WHERE tenant_id = ? AND user_id = ? ORDER BY seen_at DESC",
        uow.tenant_id,
        user_id,
    )
    mine = _hash(current) if current else None
    return [
        {
            "created_at": uow.moment(row["created_at"]),
            "seen_at": uow.moment(row["seen_at"]),
            "expires_at": uow.moment(row["expires_at"]),
            "is_current": bytes(row["token_hash"]) == mine,
        }
        for row in rows
    ]


def tokens_of(uow: UnitOfWork, user_id: str) -> list[dict[str, Any]]:
    """A user's API tokens that still work, newest first. `name` tells them apart; it opens nothing."""
    rows = uow.rows(
        "SELECT token_hash, label, created_at, expires_at FROM api_token"
        " WHERE tenant_id = ? AND user_id = ? AND revoked_at IS NULL ORDER BY created_at DESC",
        uow.tenant_id,
        user_id,
    )
    return [
        {
            "name": bytes(row["token_hash"]).hex(),
            "label": row["label"],
            "created_at": uow.moment(row["created_at"]),
            "expires_at": uow.moment(row["expires_at"]),
        }
        for row in rows
    ]


def revoke_token_named(uow: UnitOfWork, user_id: str, name: str, at: datetime) -> bool:
    """Ends one of the user's own tokens (see `tokens_of`); False when there is none of that name."""
    try:
        digest = bytes.fromhex(name)
    except ValueError:
        return False
    where = [
        api_token.c.tenant_id == uow.tenant_id,
        api_token.c.user_id == user_id,
        api_token.c.token_hash == digest,
        api_token.c.revoked_at.is_(None),
    ]
    return bool(uow.execute(sa.update(api_token).where(*where).values(revoked_at=at)).rowcount)


def set_phone(uow: UnitOfWork, user_id: str, phone: str) -> None:
    """The number colleagues and families see; empty takes it away."""
    uow.update(app_user, user_id, {"phone": phone.strip() or None})


def set_email(uow: UnitOfWork, user_id: str, email: str) -> None:
    """The address that mails about tasks go to and families see; empty takes it away. Raises `Invalid`."""
    given = email.strip()
    if given and not _EMAIL.fullmatch(given):
        raise Invalid(
            "email_invalid",
            "Mailadressen kan ikke bruges. Skriv en adresse som navn@kommune.dk.",
            "The mail address cannot be used. Write an address such as name@municipality.dk.",
            fields={"email": ["Skriv en adresse som navn@kommune.dk."]},
        )
    uow.update(app_user, user_id, {"email": given or None})
