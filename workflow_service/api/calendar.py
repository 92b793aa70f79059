"""The calendar between two days, and the secret links by which calendar programs read it."""

from __future__ import annotations

from typing import Any

from flask import request

from workflow_service import http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.meetings import days
from workflow_service.api.presenting import text
from workflow_service.api.schemas import calendar as schemas
from workflow_service.api.schemas.meetings import IdSchema
from workflow_service.meetings import calendar_page, feeds

blueprint = Blueprint("dates", __name__, "Dates, without names of families (INV-18)")


@blueprint.route("/calendar")
@http.permission("meetings")
@blueprint.arguments(schemas.CalendarQuerySchema, location="query")
@blueprint.response(200, schemas.CalendarSchema)
def show(asked: dict[str, Any]) -> dict[str, Any]:
    """List one's dates between two days, with the days off"""
    uow = http.current_uow()
    since, until = days(uow, asked)
    slots, closed = calendar_page.between(uow, since, until, asked["show"])
    return {
        "items": [
            {
                "day": day,
                "starts_at": one.at,
                "ends_at": one.ends,
                "title": one.title,
                "note": one.note,
                "link": one.link,
                "cancelled": one.cancelled,
            }
            for day, one in slots
        ],
        "closed": [{"day": day, "why": why, "blocked": blocked} for day, why, blocked in closed],
    }


@blueprint.route("/calendar/feeds")
@http.permission("meetings")
@blueprint.response(200, schemas.FeedListSchema)
def list_feeds() -> dict[str, Any]:
    """List what one can subscribe to, and the links there are"""
    found = feeds.subscriptions(http.current_uow())
    return {
        "items": [
            {
                "id": one.live.id if one.live else None,
                "series_id": one.series_id,
                "name": one.name,
                "created_at": one.live.created_at if one.live else None,
                "fetched_at": one.live.fetched_at if one.live else None,
            }
            for one in found
        ]
    }


# no Idempotency-Key: the link is kept nowhere, so it cannot be told a second time
@blueprint.route("/calendar/feeds", methods=["POST"])
@http.permission("meetings")
@blueprint.arguments(schemas.FeedRequestSchema)
@blueprint.response(201, schemas.FeedMadeSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def make_feed(body: dict[str, Any]) -> dict[str, Any]:
    """Make a calendar link, told once; the one before it to the same calendar ends"""
    found, series_id = http.services(), text(body["series_id"])
    secret = feeds.make(http.current_uow(), series_id, found.clock.now())
    base = (found.settings.public_url or request.host_url).rstrip("/")
    return {"series_id": series_id, "url": f"{base}/feeds/{secret}.ics"}


@blueprint.route("/calendar/feeds/<uuid:feed_id>/revoke", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def revoke_feed(feed_id: Any) -> dict[str, Any]:
    """Close one of one's own calendar links"""
    feeds.revoke(http.current_uow(), str(feed_id), http.services().clock.now())
    return {"id": str(feed_id)}
