"""Parameters: what counts deadlines, from which day, and what a change moves."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import Moment, Strict, Text


class ParameterSchema(ma.Schema):
    """A value in force today; a duration as ISO 8601 text."""

    key = fields.String()
    value = fields.Raw()
    unit = fields.String()
    calendar_kind = fields.String()
    valid_from = fields.Date()
    label = fields.String()
    used_by = fields.List(
        fields.String(),
        metadata={
            "description": "Kind and key of what reads it (process:intake), or program. Empty: nothing yet."
        },
    )


class ParameterListSchema(ma.Schema):
    """Every parameter in force today, by key."""

    items = fields.List(fields.Nested(ParameterSchema))


class ProposedSchema(Strict):
    """A value from a day on (tomorrow at the earliest)."""

    value = Text(required=True)
    valid_from = fields.Date(required=True)


class ParameterChangeSchema(ProposedSchema):
    """With `move` the open clocks are counted by it now."""

    reason = Text(required=True)
    move = fields.Boolean(load_default=False)


class MoveSchema(ma.Schema):
    """A clock that would move; the case by its number only."""

    name = fields.String()
    kind = fields.String(metadata={"description": "task, timer or date (of the case file)"})
    clock_type = fields.String()
    number = fields.String(allow_none=True)
    before = Moment()
    after = Moment()


class StaysSchema(ma.Schema):
    """A date that stays, because the letter of `told_on` tells it to a party."""

    name = fields.String()
    number = fields.String(allow_none=True)
    due = Moment()
    told_on = fields.Date()


class PreviewSchema(ma.Schema):
    """What would move (of the first 200 courses); `kept`: clocks that stay because people postponed them."""

    moves = fields.List(fields.Nested(MoveSchema))
    stays = fields.List(fields.Nested(StaysSchema))
    kept = fields.Integer()
    courses = fields.Integer()


class ChangedSchema(ma.Schema):
    """The change."""

    id = fields.String()
