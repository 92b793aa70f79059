"""Abonnér på kalenderen: secret links for calendar programs, and the calendars behind them."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from limits import parse
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.calendar.ics import MIMETYPE
from workflow_service.errors import NotFound, TooMany
from workflow_service.meetings import feeds
from workflow_service.store import Actor
from workflow_service.store import feeds as store
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("feeds", __name__)

# whole municipalities come from one address, so only guesses are counted there, and fetches for each link
GUESSES, FETCHES = "20/minute", "30/minute"
_NOBODY = Actor(None, "", "")


@blueprint.get("/calendar/feeds")
@http.permission("meetings")
def show() -> Response:
    """What one can subscribe to, and the links there are."""
    return _show()


def _show(secret: str = "", name: str = "") -> Response:
    link = f"{_base()}{url_for('feeds.fetch', secret=secret)}" if secret else ""
    return page(
        "calendar_feeds.html",
        t("Abonnér på kalenderen"),
        nav="calendar",
        found=feeds.subscriptions(http.current_uow()),
        link=link,
        link_name=name,
    )


def _base() -> str:
    """Where the service is found: as the setting says, else as it was found now."""
    return (http.services().settings.public_url or request.host_url).rstrip("/")


@blueprint.post("/calendar/feeds")
@http.permission("meetings")
def make() -> Response:
    """A new link, shown on this page and nowhere else; the one before it ends."""
    uow, series_id = http.current_uow(), _series(request.form.get("series", ""))
    secret = feeds.make(uow, series_id, http.services().clock.now())
    names = {one.series_id: one.name for one in feeds.subscriptions(uow)}
    return _show(secret, names.get(series_id, ""))


def _series(text: str) -> str | None:
    """The id in a form, None for the own calendar. Raises NotFound for what is no id."""
    if not text:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound("feed_not_found", "Kalenderen findes ikke.", "The calendar does not exist.") from None


@blueprint.post("/calendar/feeds/<uuid:feed_id>/revoke")
@http.permission("meetings")
def revoke(feed_id: Any) -> BaseResponse:
    """Closes one of my links."""
    feeds.revoke(http.current_uow(), str(feed_id), http.services().clock.now())
    toast(t("Linket er lukket. Kalenderprogrammet får ikke flere møder."))
    return redirect(url_for("feeds.show"), 303)


@blueprint.get("/feeds/<secret>.ics")
@http.permission(http.PUBLIC)
def fetch(secret: str) -> Response:
    """The calendar behind a link, for a program without a log-in; 304 while no date has changed."""
    found, given = http.services(), hashlib.sha256(secret.encode()).hexdigest()
    place = request.remote_addr or "unknown"
    if not found.limiter.test(parse(GUESSES), "feed-guess", place) or not found.limiter.hit(
        parse(FETCHES), "feed", given
    ):
        raise TooMany(
            "too_many_fetches",
            "Kalenderen hentes for ofte. Vent et minut.",
            "The calendar is fetched too often. Wait a minute.",
        )
    try:
        with found.db.begin(_NOBODY, purpose="calendar feed", write=False) as uow:
            answer = feeds.fetched(uow, secret, _base())
    except NotFound:
        found.limiter.hit(parse(GUESSES), "feed-guess", place)
        raise
    at, last = found.clock.now(), answer.feed.fetched_at
    if last is None or at - last >= store.FETCHED_GRAIN:
        with found.db.begin(purpose="calendar feed") as uow:
            store.note_fetch(uow, answer.feed.id, at)
    response = Response(answer.body, content_type=f"{MIMETYPE}; charset=utf-8")
    response.set_etag(answer.etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = 'inline; filename="moeder.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response.make_conditional(request)  # type: ignore[return-value]
