"""Minuting a meeting while it is held, and closing it."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Number, Strict, Switch, Text
from workflow_service.api.schemas.meetings import LONGEST_REASON
from workflow_service.casefile.status_meetings import DECISIONS, FINANCING
from workflow_service.casefile.visitation import RECOMMENDATIONS
from workflow_service.meetings.coordination_agenda import LONGEST_TOPIC
from workflow_service.meetings.group_points import OUTCOMES, RAISED, REPORT, TOPIC
from workflow_service.meetings.minuting import LONGEST_ACTION, LONGEST_TEXT
from workflow_service.meetings.planning import MODES
from workflow_service.meetings.words import ABSENT

_BASE = {"description": "What the writer saw; what others have written since is kept."}
_STATES = ("present", "deputy", "absent")


def many(schema: type[ma.Schema], most: int) -> fields.List[Any]:
    """None to `most` of them."""
    return fields.List(fields.Nested(schema), load_default=list, validate=validate.Length(max=most))


class RoomSchema(Strict):
    """How and where it is held."""

    mode = fields.String(required=True, validate=validate.OneOf(MODES))
    place = Text(200, required=True, least=1)


class AttendeeSchema(Strict):
    """A participant; `absent` and `deputy` need reason and deputy when the meeting is closed (INV-09)."""

    user_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(_STATES))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(ABSENT)))
    deputy_id = fields.UUID(load_default=None, allow_none=True)


class AttendanceSchema(Strict):
    """Those that are named; the others stay as they are."""

    members = fields.List(fields.Nested(AttendeeSchema), required=True, validate=validate.Length(1, 100))


class TextChangeSchema(Strict):
    """A text, merged with what others have written since `base`."""

    base = Text(LONGEST_TEXT, load_default="", metadata=_BASE)
    text = Text(LONGEST_TEXT, required=True)


class DecisionChangeSchema(Strict):
    """The decision; 409 with a question when another has chosen otherwise since `base`."""

    base = fields.String(load_default=None, allow_none=True, metadata=_BASE)
    value = fields.String(required=True, validate=validate.OneOf([*DECISIONS, *OUTCOMES]))


class FinancingChangeSchema(Strict):
    """What becomes of the shared expense."""

    base = fields.String(load_default=None, allow_none=True, metadata=_BASE)
    value = fields.String(required=True, validate=validate.OneOf(list(FINANCING)))


class ScoreSchema(Strict):
    """Where a goal stands."""

    goal_uid = fields.UUID(required=True)
    base = Number(load_default=None, allow_none=True, metadata=_BASE)
    value = Number(required=True, validate=validate.Range(min=0, max=10))


class ShareChangeSchema(Strict):
    """What one sector pays of an expense that was raised to the coordination group, in per cent as text."""

    share_id = fields.UUID(required=True)
    base = Text(10, load_default=None, allow_none=True, metadata=_BASE)
    value = Text(10, required=True, least=1)


class ChairSchema(Strict):
    """The head of the child-disability area, or the deputy chair (INV-11)."""

    user_id = fields.UUID(required=True)


class GroupTopicSchema(Strict):
    """An item of the coordination group that is about no family."""

    what = Text(LONGEST_TOPIC, required=True, least=1)
    why = Text(LONGEST_TOPIC, load_default="")


class ItemChangeSchema(Strict):
    """The fields that are named; the others stay as they are. `shares`: of the coordination group; `scores`,
    `financing`: of a status meeting."""

    development = fields.Nested(TextChangeSchema, load_default=None, allow_none=True)
    decision_note = fields.Nested(TextChangeSchema, load_default=None, allow_none=True)
    decision = fields.Nested(DecisionChangeSchema, load_default=None, allow_none=True)
    financing = fields.Nested(FinancingChangeSchema, load_default=None, allow_none=True)
    scores = many(ScoreSchema, 100)
    shares = many(ShareChangeSchema, 20)


class ActionSchema(Strict):
    """What was agreed: what, who, when."""

    what = Text(LONGEST_ACTION, required=True, least=1)
    owner_id = fields.UUID(required=True)
    due_on = fields.Date(required=True)


class CaseMinutesSchema(Strict):
    """F08s, one case. With `deferred_why` nothing else is said of it. `left`: those whom the family has not
    agreed to were out of the room (INV-22); `discussed_without` is computed from it."""

    item_id = fields.UUID(required=True)
    development = Text(LONGEST_TEXT, load_default="")
    goal_scores = many(ScoreSchema, 100)
    financing_note = fields.String(load_default="unchanged", validate=validate.OneOf(list(FINANCING)))
    decision = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(DECISIONS)))
    decision_note = Text(LONGEST_TEXT, load_default="")
    actions = many(ActionSchema, 50)
    deferred_why = Text(LONGEST_REASON, load_default=None, allow_none=True)
    left = Switch(load_default=False)


class StatusMinutesSchema(RoomSchema):
    """F08s with every field; `deviation_reason` closes the meeting as a deviation."""

    attendance = many(AttendeeSchema, 100)
    cases = many(CaseMinutesSchema, 200)
    deviation_reason = Text(LONGEST_REASON, load_default=None, allow_none=True)


class CloseSchema(Strict):
    """`deviation_reason`: it was not held as it should be."""

    deviation_reason = Text(LONGEST_REASON, load_default=None, allow_none=True)


class RecommendationSchema(Strict):
    """F34, one prepared decision."""

    outcome = fields.String(required=True, validate=validate.OneOf(list(RECOMMENDATIONS)))
    reason = Text(4000, required=True, least=1)
    version = Number(load_default=None, allow_none=True)
    left = Switch(load_default=False)


# -- answers -----------------------------------------------------------------------------------------


class ClashSchema(ma.Schema):
    """Words that two have changed; both stand in the text."""

    mine = fields.String()
    theirs = fields.String()


class ItemSavedSchema(ma.Schema):
    """The texts as they stand now, with both writers' words, and the meeting's version."""

    id = fields.String()
    version = fields.Integer()
    texts = fields.Dict(keys=fields.String(), values=fields.String())
    clashes = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(ClashSchema)))


class NextSchema(ma.Schema):
    """The item that is taken up next; null after the last."""

    id = fields.String()
    version = fields.Integer()
    next_item_id = fields.String(allow_none=True)


class GoalSchema(ma.Schema):
    """A goal of the plan: the score of last time, and today's."""

    uid = fields.String()
    text = fields.String()
    last = fields.Integer(allow_none=True)
    now = fields.Integer(allow_none=True)


class AgreedSchema(ma.Schema):
    """What was agreed."""

    id = fields.String()
    what = fields.String()
    owner = fields.String()
    due_on = fields.Date(allow_none=True)


class ShareSchema(ma.Schema):
    """What a sector pays: `pct` as the group has said, else as proposed last; `told`: the proposal."""

    id = fields.String()
    sector = fields.String()
    pct = fields.String()
    told = fields.String()


class ItemMinutesSchema(ma.Schema):
    """One case as it is minuted. `leaving`: who goes out, with sector; `have_left`: so noted. `kind`,
    `title`, `why`, `known`, `shares`: of an item of the coordination group."""

    id = fields.String()
    number = fields.Integer()
    state = fields.String()
    shown = fields.Boolean()
    case_id = fields.String(allow_none=True)
    update = fields.String()
    development = fields.String()
    written_at = Moment(allow_none=True)
    goals = fields.List(fields.Nested(GoalSchema))
    decision = fields.String(allow_none=True)
    decision_note = fields.String()
    financing = fields.String(allow_none=True)
    actions = fields.List(fields.Nested(AgreedSchema))
    leaving = fields.List(fields.List(fields.String()))
    have_left = fields.Boolean()
    seconds = fields.Integer()
    kind = fields.String(validate=validate.OneOf([REPORT, RAISED, TOPIC]))
    title = fields.String()
    why = fields.List(fields.String())
    known = fields.String()
    shares = fields.List(fields.Nested(ShareSchema))


class SentSchema(ma.Schema):
    """What one case got by closing."""

    item_id = fields.String()
    case_id = fields.String()
    decision = fields.String()
    actions = fields.Integer()
    started = fields.String(allow_none=True)


class ClosedSchema(ma.Schema):
    """`replacement_at`: proposed for a meeting that was a deviation."""

    meeting_id = fields.String()
    state = fields.String(validate=validate.OneOf(["held", "deviation"]))
    sent = fields.List(fields.Nested(SentSchema))
    deferred = fields.Integer()
    replacement_at = Moment(allow_none=True)
    next_task_ids = fields.List(fields.String())
