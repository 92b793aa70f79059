"""Queries of calendar subscriptions and of invitations by mail.

`at` is real time, as for all secrets: a municipality's test clock neither ends nor lengthens a link.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workflow_service.store.casefile_rows import Row, as_id, fetch
from workflow_service.store.tables.feeds import calendar_feed, meeting_invitation
from workflow_service.store.tables.meetings import team_meeting
from workflow_service.store.uow import UnitOfWork

# how old `fetched_at` may get before a fetch writes it again: reads should stay reads
FETCHED_GRAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Feed:
    """A live subscription. `series_id` None: the user's own calendar. `fetched_at`: when a calendar program
    last asked."""

    id: str
    user_id: str
    series_id: str | None
    created_at: datetime
    fetched_at: datetime | None


def add(uow: UnitOfWork, user_id: str, series_id: str | None, at: datetime) -> str:
    """A new subscription; the secret of its link, which is kept nowhere."""
    secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
    uow.insert(
        calendar_feed,
        {
            "id": uow.new_id(),
            "user_id": user_id,
            "series_id": series_id,
            "token_hash": _hash(secret),
            "created_at": at,
            "fetched_at": None,
            "revoked_at": None,
        },
    )
    return secret


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def of_user(uow: UnitOfWork, user_id: str) -> list[Feed]:
    """The user's live subscriptions, in order of their making."""
    rows = uow.rows(
        "SELECT id, user_id, series_id, created_at, fetched_at FROM calendar_feed"
        " WHERE tenant_id = ? AND user_id = ? AND revoked_at IS NULL ORDER BY id",
        uow.tenant_id,
        user_id,
    )
    return [_feed(uow, row) for row in rows]


def by_secret(uow: UnitOfWork, secret: str) -> Feed | None:
    """The live subscription whose link holds this secret."""
    row = uow.row(
        "SELECT id, user_id, series_id, created_at, fetched_at FROM calendar_feed"
        " WHERE tenant_id = ? AND token_hash = ? AND revoked_at IS NULL",
        uow.tenant_id,
        _hash(secret),
    )
    return None if row is None else _feed(uow, row)


def _feed(uow: UnitOfWork, row: Mapping[str, Any]) -> Feed:
    created = uow.moment(row["created_at"])
    assert created is not None
    return Feed(
        str(row["id"]), str(row["user_id"]), as_id(row["series_id"]), created, uow.moment(row["fetched_at"])
    )


def revoke(uow: UnitOfWork, user_id: str, feed_id: str, at: datetime) -> bool:
    """Ends one of the user's own subscriptions; False when there is none of that id."""
    live = (
        (calendar_feed.c.tenant_id == uow.tenant_id)
        & (calendar_feed.c.id == feed_id)
        & (calendar_feed.c.user_id == user_id)
        & calendar_feed.c.revoked_at.is_(None)
    )
    return bool(uow.execute(calendar_feed.update().where(live).values(revoked_at=at)).rowcount)


def note_fetch(uow: UnitOfWork, feed_id: str, at: datetime) -> None:
    """Notes that a calendar program asked."""
    mine = (calendar_feed.c.tenant_id == uow.tenant_id) & (calendar_feed.c.id == feed_id)
    uow.execute(calendar_feed.update().where(mine).values(fetched_at=at))


def meetings_with_my_cases(uow: UnitOfWork, since: datetime, until: datetime) -> list[Row]:
    """The team meetings between two moments with a case on the agenda that the actor coordinates or stands in
    for: those who bring a case take part in the meeting."""
    on_agenda = (
        "SELECT i.meeting_id FROM agenda_item i JOIN case_file c ON c.tenant_id = i.tenant_id"
        " AND c.id = i.case_id WHERE i.tenant_id = ? AND i.state <> 'deferred'"
        " AND (c.coordinator_id = ? OR c.substitute_id = ?)"
    )
    return fetch(
        uow,
        team_meeting,
        f"t.starts_at >= ? AND t.starts_at < ? AND t.id IN ({on_agenda})",
        since,
        until,
        uow.tenant_id,
        uow.actor.user_id,
        uow.actor.user_id,
        tail="ORDER BY t.starts_at, t.id",
    )


# -- invitations -------------------------------------------------------------------------------------


def invitations(uow: UnitOfWork, meeting_id: str) -> dict[str, Row]:
    """What was told about a meeting, by the user it was told to."""
    return {one["user_id"]: one for one in fetch(uow, meeting_invitation, "t.meeting_id = ?", meeting_id)}


def write_invitation(uow: UnitOfWork, known: Row | None, values: Mapping[str, Any]) -> None:
    """Notes what the mail says that is about to be written."""
    if known is None:
        uow.insert(meeting_invitation, {"id": uow.new_id(), **values})
    else:
        uow.update(meeting_invitation, known["id"], dict(values))
