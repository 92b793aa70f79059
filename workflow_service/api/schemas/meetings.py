"""Series of meetings, their meetings, agendas and calendars."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Number, Strict, Switch, Text
from workflow_service.meetings.planning import MODES
from workflow_service.meetings.series import KINDS
from workflow_service.meetings.words import STATES

LONGEST_REASON = 1000
_VERSION = {"description": "As the caller saw it; another one now is answered with 409. null asks nothing."}


class Reason(Text):
    """Why; the others can see it."""

    def __init__(self) -> None:
        super().__init__(LONGEST_REASON, least=1, required=True)


class PlanSchema(Strict):
    """When, where and how a series meets. `rule`: RFC 5545, counted from `first_on` at the wall time `at`."""

    name = Text(120, required=True, least=1)
    rule = Text(500, required=True, least=1)
    first_on = fields.Date(required=True)
    at = fields.Time(required=True, format="%H:%M")
    minutes = Number(required=True, validate=validate.Range(min=5, max=480))
    place = Text(200, required=True, least=1)
    mode = fields.String(load_default="physical", validate=validate.OneOf(MODES))


class SeatSchema(Strict):
    """A member by name, for series that have no core team."""

    user_id = fields.UUID(required=True)
    profession = Text(100, load_default="")
    sector = Text(100, load_default="")
    deputy_id = fields.UUID(load_default=None, allow_none=True)


class NewSeriesSchema(PlanSchema):
    """A status series belongs to a core team, the others to a unit with named members."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    team_id = fields.UUID(load_default=None, allow_none=True)
    unit_id = fields.UUID(load_default=None, allow_none=True)
    chair_id = fields.UUID(load_default=None, allow_none=True)
    deputy_chair_id = fields.UUID(load_default=None, allow_none=True)
    members = fields.List(fields.Nested(SeatSchema), load_default=list, validate=validate.Length(max=60))


class ChangeSeriesSchema(PlanSchema):
    """All meetings from `since` on (today when it is left out); moved, added and begun ones stay."""

    since = fields.Date(load_default=None, allow_none=True)
    version = Number(load_default=None, allow_none=True, metadata=_VERSION)


class PreviewPlanSchema(PlanSchema):
    """`series_id`: whose meetings from `since` on (today when it is left out) would follow the plan; what
    stays of them is among the dates, and what would lie too close to it falls out."""

    series_id = fields.UUID(load_default=None, allow_none=True)
    since = fields.Date(load_default=None, allow_none=True)


class ReasonedSchema(Strict):
    """Why: the others can see it."""

    reason = Reason()


class CancelMeetingSchema(ReasonedSchema):
    """The cases wait for the next agenda."""

    version = Number(load_default=None, allow_none=True, metadata=_VERSION)


class MoveMeetingSchema(CancelMeetingSchema):
    """Another time, and place."""

    starts_at = Moment(required=True)
    place = Text(200, load_default=None, allow_none=True)


class AddMeetingSchema(ReasonedSchema):
    """A meeting beside the rule."""

    starts_at = Moment(required=True)
    minutes = Number(load_default=None, allow_none=True, validate=validate.Range(min=5, max=480))
    place = Text(200, load_default=None, allow_none=True)


class CadenceSchema(Strict):
    """Takes or declines the cadence that is proposed."""

    accept = Switch(required=True)
    version = Number(load_default=None, allow_none=True, metadata=_VERSION)


class DeputySchema(Strict):
    """A colleague of the same profession, or one of the team; null for nobody."""

    deputy_id = fields.UUID(required=True, allow_none=True)


class AgendaCaseSchema(Strict):
    """A case of the team."""

    case_id = fields.UUID(required=True)


class OrderSchema(Strict):
    """Ids of items; those not named follow in their order."""

    items = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=1000))


class ItemTimeSchema(Strict):
    """Minutes set aside for one case."""

    minutes = Number(required=True, validate=validate.Range(min=1, max=120))


class UpdateTextSchema(Strict):
    """What has happened, in the coordinator's words; empty takes it away."""

    text = Text(4000, required=True)


class MeetingQuerySchema(Strict):
    """Days, both included; at most a year apart."""

    # `from` is a word of the language
    since = fields.Date(required=True, data_key="from")
    until = fields.Date(required=True, data_key="to")


# -- answers -----------------------------------------------------------------------------------------


class IdSchema(ma.Schema):
    """What was made."""

    id = fields.String(required=True)


class DoneSchema(ma.Schema):
    """Version after the change, for the next one."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)


class CountSchema(DoneSchema):
    """How many are on the agenda now."""

    count = fields.Integer(required=True)


class PlannedDateSchema(ma.Schema):
    """One of the next dates. `kept` false: it falls out; `reasons`: why it is not on the rule's day."""

    nominal = fields.Date()
    day = fields.Date()
    starts_at = Moment()
    kept = fields.Boolean()
    reasons = fields.List(fields.String())


class PlannedDatesSchema(ma.Schema):
    """The next dates of a plan."""

    items = fields.List(fields.Nested(PlannedDateSchema))


class SeriesLineSchema(ma.Schema):
    """A series the caller may see. `leads`: the caller plans it; `proposed`: another cadence is proposed."""

    id = fields.String()
    name = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    rule = fields.String(metadata={"description": "In words, as »Hver 4. uge«."})
    place = fields.String()
    next_at = Moment(allow_none=True)
    leads = fields.Boolean()
    proposed = fields.Boolean()


class SeriesListSchema(ma.Schema):
    """The series the caller may see, by name."""

    items = fields.List(fields.Nested(SeriesLineSchema))


class ConflictsSchema(ma.Schema):
    """`away`: members who are absent; `room`: who has the room; `blocked`: a week with few people."""

    away = fields.List(fields.String())
    room = fields.String(allow_none=True)
    blocked = fields.Boolean()


class MeetingLineSchema(ma.Schema):
    """A meeting in a list. `extra`: beside the rule."""

    id = fields.String()
    series_id = fields.String()
    name = fields.String()
    starts_at = Moment()
    ends_at = Moment()
    place = fields.String()
    state = fields.String(validate=validate.OneOf(list(STATES)))
    extra = fields.Boolean()
    reasons = fields.List(fields.String())
    moved_why = fields.String(allow_none=True)
    cancelled_why = fields.String(allow_none=True)
    conflicts = fields.Nested(ConflictsSchema)
    version = fields.Integer()


class MeetingListSchema(ma.Schema):
    """Meetings by time."""

    items = fields.List(fields.Nested(MeetingLineSchema))


class MemberSchema(ma.Schema):
    """Who belongs to it, for which sector, and who stands in."""

    user_id = fields.String()
    name = fields.String()
    profession = fields.String()
    sector = fields.String()
    deputy_id = fields.String(allow_none=True)


class GapSchema(ma.Schema):
    """Two meetings further apart than an acute or new case may wait; `short_at` keeps the limit (null: it has
    passed)."""

    after = Moment()
    until = Moment()
    weeks = fields.Integer()
    short_at = Moment(allow_none=True)


class CancelledSchema(DoneSchema):
    """`gaps`: where an acute or new case would wait too long without the meeting."""

    gaps = fields.List(fields.Nested(GapSchema))


class ProposedCadenceSchema(ma.Schema):
    """Another cadence that is proposed, in words, and why."""

    cadence = fields.String()
    why = fields.String()


class SeriesSchema(ma.Schema):
    """A series with its next twelve months and what stands in the way of them. `coordinators`: names of those
    who are no members but bring a case of the team."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    name = fields.String()
    team_id = fields.String(allow_none=True)
    unit_id = fields.String(allow_none=True)
    rule = fields.String()
    first_on = fields.Date()
    at = fields.String()
    minutes = fields.Integer()
    place = fields.String()
    mode = fields.String(validate=validate.OneOf(MODES))
    state = fields.String(validate=validate.OneOf(["active", "ended"]))
    version = fields.Integer()
    leads = fields.Boolean()
    members = fields.List(fields.Nested(MemberSchema))
    coordinators = fields.List(fields.String())
    meetings = fields.List(fields.Nested(MeetingLineSchema))
    past = fields.List(fields.Nested(MeetingLineSchema))
    gaps = fields.List(fields.Nested(GapSchema))
    proposed = fields.Nested(ProposedCadenceSchema, allow_none=True)


class AgendaItemSchema(ma.Schema):
    """A case on the agenda. `shown` false: the family has not agreed to the caller's sector (INV-22); then
    nothing of the case comes along."""

    id = fields.String()
    number = fields.Integer()
    case_id = fields.String(allow_none=True)
    title = fields.String()
    shown = fields.Boolean()
    mine = fields.Boolean()
    state = fields.String(validate=validate.OneOf(["waiting", "now", "discussed", "deferred"]))
    minutes = fields.Integer()
    reasons = fields.List(fields.String())
    update_text = fields.String(allow_none=True)
    deferred_why = fields.String(allow_none=True)
    decision = fields.String(allow_none=True)


class AttendedSchema(ma.Schema):
    """A participant and what is recorded."""

    user_id = fields.String()
    name = fields.String()
    state = fields.String(allow_none=True, validate=validate.OneOf(["present", "deputy", "absent"]))
    reason = fields.String(allow_none=True)
    deputy_id = fields.String(allow_none=True)


class PreparedSchema(ma.Schema):
    """A prepared decision on the agenda of a visitation meeting."""

    id = fields.String()
    number = fields.Integer()
    title = fields.String()
    shown = fields.Boolean()
    due = fields.Date(allow_none=True)
    acute = fields.Boolean()
    matter = fields.String()
    section = fields.String()
    wish = fields.String()
    state = fields.String()
    decided = fields.Boolean()
    outcome = fields.String(allow_none=True)
    reason = fields.String()
    deferred_why = fields.String(allow_none=True)
    leaving = fields.List(fields.String())
    version = fields.Integer()


class MeetingSchema(ma.Schema):
    """A meeting with its agenda as the caller may see it. `others`: cases that can be put on; `chair_id`: who
    leads a meeting of the coordination group."""

    id = fields.String()
    series_id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    name = fields.String()
    starts_at = Moment()
    ends_at = Moment()
    place = fields.String()
    mode = fields.String(validate=validate.OneOf(MODES))
    state = fields.String(validate=validate.OneOf(list(STATES)))
    version = fields.Integer()
    leads = fields.Boolean()
    may_minute = fields.Boolean()
    chair_id = fields.String(allow_none=True)
    agenda_at = Moment(allow_none=True)
    items = fields.List(fields.Nested(AgendaItemSchema))
    prepared_decisions = fields.List(fields.Nested(PreparedSchema))
    attendance = fields.List(fields.Nested(AttendedSchema))
