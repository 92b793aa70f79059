"""Dates that deadlines of a case are counted from, and correcting one."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import Moment, Strict, Text
from workflow_service.api.schemas.parameters import MoveSchema


class BaseDateSchema(ma.Schema):
    """A date from which something is counted now; `told_on`: a later date was told in writing, and stands."""

    key = fields.String()
    kind = fields.String()
    label = fields.String()
    about = fields.String()
    day = fields.Date()
    due = fields.Date(allow_none=True)
    told_on = fields.Date(allow_none=True)
    moment = Moment(allow_none=True)


class BaseDateListSchema(ma.Schema):
    """The dates of the case of a process instance."""

    items = fields.List(fields.Nested(BaseDateSchema))


class OtherMomentSchema(Strict):
    """The right day; `time` is local and counts where a clock is counted in hours (a notification)."""

    day = fields.Date(required=True)
    time = fields.Time(load_default=None, allow_none=True)


class MomentCorrectionSchema(OtherMomentSchema):
    """With why."""

    reason = Text(required=True)


class OtherDaySchema(OtherMomentSchema):
    """The right day for the date with this key."""

    key = Text(required=True)


class CorrectionSchema(OtherDaySchema):
    """With why."""

    reason = Text(required=True)


class EndSchema(ma.Schema):
    """A clock in hours: when it ends, and when it would."""

    name = fields.String()
    before = Moment()
    after = Moment()


class BaseDatePreviewSchema(ma.Schema):
    """What would move; `kept`: clocks that stay because people postponed them."""

    due = fields.Date(allow_none=True)
    ends = fields.List(fields.Nested(EndSchema))
    moves = fields.List(fields.Nested(MoveSchema))
    kept = fields.Integer()
    task_ids = fields.List(fields.String())


class MovedSchema(ma.Schema):
    """How many clocks were moved."""

    moved = fields.Integer()
