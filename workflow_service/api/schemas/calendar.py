"""What the calendar and its links take and answer."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Strict
from workflow_service.api.schemas.meetings import MeetingQuerySchema


class CalendarQuerySchema(MeetingQuerySchema):
    """`mine`: teams and cases; `teams`: teams; `rooms`: when each room is taken."""

    show = fields.String(load_default="mine", validate=validate.OneOf(["mine", "teams", "rooms"]))


class FeedRequestSchema(Strict):
    """The own calendar, or one series."""

    series_id = fields.UUID(load_default=None, allow_none=True)


class SlotSchema(ma.Schema):
    """A date in the calendar; `starts_at` null: the whole day. Without names of families (INV-18)."""

    day = fields.Date()
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    title = fields.String()
    note = fields.String()
    link = fields.String()
    cancelled = fields.Boolean()


class ClosedDaySchema(ma.Schema):
    """A day on which nobody meets, or in a week in which many are away."""

    day = fields.Date()
    why = fields.String(allow_none=True)
    blocked = fields.Boolean()


class CalendarSchema(ma.Schema):
    """Dates between two days, and the days off among them."""

    items = fields.List(fields.Nested(SlotSchema))
    closed = fields.List(fields.Nested(ClosedDaySchema))


class FeedSchema(ma.Schema):
    """A calendar one can subscribe to. `id` null: there is no link yet. The link itself is told only once."""

    id = fields.String(allow_none=True)
    series_id = fields.String(allow_none=True)
    name = fields.String()
    created_at = Moment(allow_none=True)
    fetched_at = Moment(allow_none=True)


class FeedListSchema(ma.Schema):
    """What the caller can subscribe to."""

    items = fields.List(fields.Nested(FeedSchema))


class FeedMadeSchema(ma.Schema):
    """The link, which is the whole log-in of a calendar program: kept nowhere and never told again."""

    series_id = fields.String(allow_none=True)
    url = fields.String(required=True)
