"""User tasks."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Page, PageQuery, Strict, Text, Variables
from workflow_service.states import ClockType, TaskState


class TaskQuerySchema(PageQuery):
    """Filters of the list; all that are given must fit."""

    assignee = fields.UUID(load_default=None)
    candidate_group = Text(load_default=None, metadata={"description": "The role a task is offered to."})
    mine = fields.Boolean(load_default=False, metadata={"description": "Those the caller has taken."})
    state = fields.String(load_default=None, validate=validate.OneOf([str(s) for s in TaskState]))
    due_before = Moment(load_default=None)
    instance_id = fields.UUID(load_default=None)
    q = Text(load_default=None, metadata={"description": "Text within the case number."})
    sort = fields.String(load_default="due_at", validate=validate.OneOf(["due_at"]))


class TaskSchema(ma.Schema):
    """A user task as this caller may see it."""

    id = fields.String()
    instance_id = fields.String()
    process_key = fields.String()
    element = fields.String()
    name = fields.String()
    form_key = fields.String(allow_none=True)
    role = fields.String()
    role_name = fields.String()
    case_id = fields.String(allow_none=True)
    case_number = fields.String(allow_none=True)
    subject = fields.String(metadata={"description": "The child, as this caller may see it."})
    about = fields.String(metadata={"description": "What tells tasks of one name apart; may be empty."})
    phase = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf([str(s) for s in TaskState]))
    assignee = fields.String(allow_none=True)
    assignee_name = fields.String(allow_none=True)
    owner = fields.String(allow_none=True)
    priority = fields.Integer()
    clock_type = fields.String(validate=validate.OneOf([str(c) for c in ClockType]))
    created_at = Moment()
    due_at = Moment(allow_none=True)
    follow_up_at = Moment(allow_none=True)
    completed_at = Moment(allow_none=True)
    told = fields.String(allow_none=True, metadata={"description": "The last reminder, as -2d."})
    told_at = Moment(allow_none=True)
    first_due = Moment(allow_none=True, metadata={"description": "The deadline before it was postponed."})
    counted_from = Moment(
        allow_none=True,
        metadata={"description": "The deadline before the date it is counted from was corrected."},
    )
    noted = fields.Boolean(metadata={"description": "Somebody wrote about the deadline."})


class TaskPageSchema(Page):
    """User tasks the caller may read, by deadline."""

    items = fields.List(fields.Nested(TaskSchema))


class LawSchema(ma.Schema):
    """A section of law; without `verified_on` nobody has confirmed it."""

    key = fields.String()
    citation = fields.String()
    verified = fields.Boolean()
    verified_on = fields.Date(allow_none=True)


class LegalTextSchema(ma.Schema):
    """The section of law beside a task; without `verified_on` nobody has confirmed it."""

    key = fields.String()
    section = fields.String()
    text = fields.String()
    verified_on = fields.Date(allow_none=True)


class NoteSchema(ma.Schema):
    """A postponement with its reason, or (`moved` false) why a legal deadline is missed."""

    at = Moment()
    by = fields.String()
    reason = fields.String()
    before = Moment()
    after = Moment()
    moved = fields.Boolean()


class ClockSchema(ma.Schema):
    """The clock behind a task: what started it, how it is counted, when it ends and what happens then."""

    name = fields.String()
    type = fields.String(validate=validate.OneOf([str(c) for c in ClockType]))
    starts = fields.String()
    since = Moment(allow_none=True)
    length = fields.String()
    counted = fields.String(metadata={"description": "clock, calendar, weekday, working_day or empty."})
    law = fields.Nested(LawSchema, allow_none=True)
    due_at = Moment()
    breach = fields.String()
    first_due = Moment(allow_none=True)
    notes = fields.List(fields.Nested(NoteSchema))


class TaskDetailSchema(TaskSchema):
    """One task, with why it is there and what the caller may do with it."""

    why = fields.String()
    guidance = fields.String()
    legal = fields.Nested(LegalTextSchema, allow_none=True)
    following = fields.List(fields.String(), metadata={"description": "What comes next."})
    actions = fields.List(fields.String())
    clock = fields.Nested(ClockSchema, allow_none=True)


class PostponeSchema(Strict):
    """The new deadline, kept through its day, and why. Of a legal deadline the reason only."""

    date = fields.Date(load_default=None)
    reason = Text(required=True)


class PostponedSchema(ma.Schema):
    """The deadline now."""

    id = fields.String()
    due_at = Moment()
    first_due = Moment(allow_none=True)


class FormSchema(ma.Schema):
    """A task's form-js schema with prefilled data, overlaid by the caller's own draft."""

    key = fields.String(allow_none=True)
    title = fields.String()
    schema = fields.Raw(allow_none=True)
    data = fields.Dict()
    sources = fields.Dict(keys=fields.String(), values=fields.String())
    draft_at = Moment(allow_none=True)


class ColleagueSchema(Strict):
    """To whom."""

    user_id = fields.UUID(required=True)


class AnswersSchema(Strict):
    """Form answers by field key."""

    variables = Variables(load_default=dict)


class CorrectAnswersSchema(AnswersSchema):
    """All answers of the form as they should be, and why they are corrected."""

    reason = Text(required=True)


class AnswerVersionSchema(ma.Schema):
    """A version of what was answered; `entry_id` is its document in the case."""

    id = fields.String()
    version = fields.Integer()
    at = Moment()
    by_name = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    entry_id = fields.String(allow_none=True)


class AnswerCorrectionSchema(ma.Schema):
    """The form-js schema with the answers that stand; what cannot be corrected is readonly."""

    key = fields.String()
    title = fields.String()
    schema = fields.Raw()
    data = fields.Dict()
    instead = fields.String(metadata={"description": "What to do about an answer that stands."})
    follows = fields.Boolean(metadata={"description": "Does the case file follow, or the document only?"})
    versions = fields.List(fields.Nested(AnswerVersionSchema))


class CorrectedAnswersSchema(ma.Schema):
    """All versions, newest first."""

    id = fields.String()
    versions = fields.List(fields.Nested(AnswerVersionSchema))


class HeldSchema(ma.Schema):
    """Who has the task now."""

    id = fields.String()
    state = fields.String()
    assignee = fields.String(allow_none=True)
    owner = fields.String(allow_none=True)


class DraftSchema(ma.Schema):
    """When the draft was saved."""

    saved_at = Moment()


class CompletedSchema(ma.Schema):
    """What a completion did: the instance's state and the tasks it opened."""

    id = fields.String()
    state = fields.String()
    instance_id = fields.String()
    instance_state = fields.String()
    case_id = fields.String(allow_none=True)
    opened_tasks = fields.List(fields.String())
