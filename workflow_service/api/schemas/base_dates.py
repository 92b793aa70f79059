"""Dates that deadlines of a case are counted from, and correcting one."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import Strict, Text
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


class BaseDateListSchema(ma.Schema):
    """The dates of the case of a process instance."""

    items = fields.List(fields.Nested(BaseDateSchema))


class OtherDaySchema(Strict):
    """The right day for the date with this key."""

    key = Text(required=True)
    day = fields.Date(required=True)


class CorrectionSchema(OtherDaySchema):
    """With why."""

    reason = Text(required=True)


class BaseDatePreviewSchema(ma.Schema):
    """What would move; `kept`: clocks that stay because people postponed them."""

    due = fields.Date(allow_none=True)
    moves = fields.List(fields.Nested(MoveSchema))
    kept = fields.Integer()
    task_ids = fields.List(fields.String())


class MovedSchema(ma.Schema):
    """How many clocks were moved."""

    moved = fields.Integer()
