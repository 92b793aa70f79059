"""Calendar subscriptions: a secret link for each, made, replaced and closed by the person it belongs to.

The link is the whole log-in of a calendar program, so it is long, kept as a hash only, and opens dates
without names and case content (INV-18). What it shows is decided anew at every fetch.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow_service import calendar
from workflow_service.errors import NotFound
from workflow_service.meetings import dates
from workflow_service.meetings.base import today
from workflow_service.store import UnitOfWork, people
from workflow_service.store import feeds as store

BACK = timedelta(days=31)
AHEAD = timedelta(days=366)

_NAMES = {"da": "Mine møder", "en": "My meetings"}


@dataclass(frozen=True)
class Subscription:
    """What one can subscribe to. `series_id` None: everything of one's own. `live`: the link there is."""

    series_id: str | None
    name: str
    live: store.Feed | None


@dataclass(frozen=True)
class Fetched:
    """A calendar as it is fetched. `etag` changes only when a date does."""

    feed: store.Feed
    body: bytes
    etag: str


def subscriptions(uow: UnitOfWork) -> list[Subscription]:
    """What the actor can subscribe to, the own calendar first, then the own teams' by name."""
    live = {one.series_id: one for one in store.of_user(uow, _me(uow))}
    series = dates.own_series(uow, today(uow))
    return [
        Subscription(None, _NAMES["en" if uow.actor.language == "en" else "da"], live.get(None)),
        *(Subscription(one["id"], one["name"], live.get(one["id"])) for one in series),
    ]


def _me(uow: UnitOfWork) -> str:
    assert uow.actor.user_id is not None
    return uow.actor.user_id


def make(uow: UnitOfWork, series_id: str | None, at: datetime) -> str:
    """A new link to the own calendar or a team's; its secret, to be shown once. A link there was to the same
    calendar ends. `at` is real time. Raises NotFound for a series that is not the actor's."""
    wanted = next((one for one in subscriptions(uow) if one.series_id == series_id), None)
    if wanted is None:
        raise _unknown()
    if wanted.live is not None:
        store.revoke(uow, _me(uow), wanted.live.id, at)
    secret = store.add(uow, _me(uow), series_id, at)
    uow.flush()
    return secret


def revoke(uow: UnitOfWork, feed_id: str, at: datetime) -> None:
    """Closes one of the actor's own links. Raises NotFound."""
    if not store.revoke(uow, _me(uow), feed_id, at):
        raise _unknown()


def _unknown() -> NotFound:
    return NotFound(
        "feed_not_found",
        "Kalenderlinket findes ikke, eller det er lukket.",
        "The calendar link does not exist, or it is closed.",
    )


def fetched(uow: UnitOfWork, secret: str, base: str) -> Fetched:
    """The calendar behind a link, as its owner may see it now; `uow` acts as the owner from here on. Raises
    NotFound for a link that is unknown or closed, and for one whose owner has left the team or the house."""
    feed = store.by_secret(uow, secret)
    owner = people.actor_of(uow, feed.user_id) if feed else None
    if feed is None or owner is None:
        raise _unknown()
    uow.actor = owner
    since, until = uow.now - BACK, uow.now + AHEAD
    series = dates.own_series(uow, today(uow))
    name = _NAMES["en" if owner.language == "en" else "da"]
    entries = []
    if feed.series_id is not None:
        series = [one for one in series if one["id"] == feed.series_id]
        if not series:
            raise _unknown()
        name = dates.team_name(uow, series[0])
    else:
        entries = dates.case_entries(uow, since, until, base)
        entries += dates.brought_entries(uow, series, since, until, base)
    entries += dates.team_entries(uow, series, since, until, base)
    told = hashlib.sha256(repr((name, entries)).encode()).hexdigest()[:32]
    return Fetched(feed, calendar.feed(entries, name, uow.zone, uow.now), told)
