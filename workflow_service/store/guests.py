"""Queries of guests: invitations to one meeting by link, their codes, and the sessions that follow.

`at` is real time, as for all log-ins: a municipality's test clock neither lengthens a code nor a session.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from workflow_service.store.casefile_rows import Row, add, fetch
from workflow_service.store.tables.quality import guest_invitation, guest_session
from workflow_service.store.tables.records import access_log
from workflow_service.store.uow import UnitOfWork

CODE_DIGITS = 6


def secret() -> str:
    """256 bits that cannot be guessed, as they stand in a link or a cookie."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def hashed(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def code_hash(uow: UnitOfWork, invitation_id: str, text: str) -> bytes:
    """Keyed: six digits alone could be tried out by whoever reads the table."""
    return uow.master_key.blind_index(uow.tenant_id, f"guest-code/{invitation_id}/{text}")


def add_invitation(uow: UnitOfWork, key_id: str, values: Mapping[str, Any], link_secret: str) -> str:
    """A new invitation; only the hash of the link's secret is kept."""
    row = {**values, "token_hash": hashed(link_secret), "created_at": uow.now}
    return add(uow, guest_invitation, key_id, {**row, "created_by": uow.actor.user_id})


def invitations(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """Everybody who was invited to a meeting by link, the newest first."""
    return fetch(uow, guest_invitation, "t.meeting_id = ?", meeting_id, tail="ORDER BY t.id DESC")


def invitation(uow: UnitOfWork, invitation_id: str) -> Row | None:
    found = fetch(uow, guest_invitation, "t.id = ?", invitation_id)
    return found[0] if found else None


def by_link(uow: UnitOfWork, link_secret: str, *, lock: bool = False) -> Row | None:
    """The invitation whose link holds this secret; `lock` holds it until the transaction ends, so that
    guesses sent at the same time are counted one after the other."""
    token = hashed(link_secret)
    if lock and not uow.sqlite:
        uow.row(
            "SELECT id FROM guest_invitation WHERE tenant_id = ? AND token_hash = ? FOR UPDATE",
            uow.tenant_id,
            token,
        )
    found = fetch(uow, guest_invitation, "t.token_hash = ?", token)
    return found[0] if found else None


def change_invitation(uow: UnitOfWork, invitation_id: str, values: Mapping[str, Any]) -> None:
    """Changes columns that are not sealed."""
    if uow.batch:
        uow.batch.flush()
    uow.update(guest_invitation, invitation_id, values)


def same_code(uow: UnitOfWork, row: Row, text: str) -> bool:
    return row["code_hash"] is not None and hmac.compare_digest(
        bytes(row["code_hash"]), code_hash(uow, row["id"], text)
    )


def begin_session(uow: UnitOfWork, invitation_id: str, at: datetime, lasts: timedelta) -> str:
    """A new session; its secret, for the cookie. Earlier sessions of the invitation end."""
    end_sessions(uow, invitation_id)
    made = secret()
    uow.insert(
        guest_session,
        {
            "token_hash": hashed(made),
            "invitation_id": invitation_id,
            "created_at": at,
            "seen_at": at,
            "expires_at": at + lasts,
        },
    )
    return made


def by_session(uow: UnitOfWork, session_secret: str, at: datetime) -> Row | None:
    """The invitation behind a session that has not run out."""
    found = uow.row(
        "SELECT invitation_id FROM guest_session WHERE tenant_id = ? AND token_hash = ? AND expires_at > ?",
        uow.tenant_id,
        hashed(session_secret),
        at,
    )
    return invitation(uow, str(found["invitation_id"])) if found else None


def end_sessions(uow: UnitOfWork, invitation_id: str) -> None:
    mine = guest_session.c.tenant_id == uow.tenant_id
    uow.execute(guest_session.delete().where(mine, guest_session.c.invitation_id == invitation_id))


def note_look(uow: UnitOfWork, row: Row, persons: Iterable[str], purpose: str) -> None:
    """A guest saw this: in the access log under the id of the invitation."""
    uow.insert(
        access_log,
        {
            "id": uow.new_id(),
            "at": uow.now,
            "user_id": row["id"],
            "case_id": row["case_id"],
            "subjects": orjson.dumps(sorted(persons)).decode(),
            "purpose": purpose,
            "route": purpose,
        },
    )


def open_declaration(uow: UnitOfWork, case_id: str) -> list[Mapping[str, Any]]:
    """The open tasks in which an expert's declaration is written, with their sealed inputs."""
    return uow.rows(
        "SELECT t.id, t.inputs, i.key_id FROM user_task t JOIN process_instance i"
        " ON i.tenant_id = t.tenant_id AND i.id = t.instance_id WHERE t.tenant_id = ? AND t.case_id = ?"
        " AND t.element = 'expert_declaration' AND t.state IN ('created', 'claimed', 'delegated')"
        " ORDER BY t.id",
        uow.tenant_id,
        case_id,
    )
