"""Process instances: starting, finding, reading, steering."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Number, Page, PageQuery, Strict, Text, Variables
from workflow_service.states import InstanceState


class StartSchema(Strict):
    """Starts on the release in effect; `version` only guards against another one being in effect."""

    key = Text(required=True, least=1)
    version = Number(load_default=None, validate=validate.Range(min=1))
    business_key = Text(load_default=None, least=1)
    case_id = fields.UUID(
        load_default=None,
        metadata={"description": "The case it belongs to; for processes that run on a case that exists."},
    )
    variables = Variables(load_default=dict)


class OpenedTask(ma.Schema):
    """A user task that is open now."""

    id = fields.String()
    element = fields.String()
    name = fields.String()


class InstanceSchema(ma.Schema):
    """A process instance."""

    id = fields.String()
    key = fields.String()
    version = fields.Integer(allow_none=True)
    release_id = fields.String()
    business_key = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf([str(s) for s in InstanceState]))
    phase = fields.String(allow_none=True)
    case_id = fields.String(allow_none=True)
    case_number = fields.String(allow_none=True, metadata={"description": "The family's case it belongs to."})
    started_by = fields.String(allow_none=True)
    started_at = Moment()
    ended_at = Moment(allow_none=True)
    open_incidents = fields.Integer()


class StartedSchema(ma.Schema):
    """What a start answers: the instance's id and state, and the user tasks it opened."""

    id = fields.String()
    key = fields.String()
    business_key = fields.String(allow_none=True)
    case_id = fields.String(allow_none=True)
    state = fields.String()
    tasks = fields.List(fields.Nested(OpenedTask))


class InstanceQuery(PageQuery):
    """Filters of the list; all that are given must fit."""

    key = Text(load_default=None)
    version = fields.Integer(load_default=None, validate=validate.Range(min=1, max=1_000_000))
    business_key = Text(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf([str(s) for s in InstanceState]))
    element = Text(load_default=None, metadata={"description": "A token is at this element now."})
    incident = fields.Boolean(load_default=None, metadata={"description": "Has an open incident, or none."})
    started_after = Moment(load_default=None)
    started_before = Moment(load_default=None)
    variable = fields.String(
        load_default=None,
        validate=[validate.Length(max=400), validate.Regexp(r"^[^:]+:.*$")],
        metadata={"description": "`name:value` of a searchable variable."},
    )
    sort = fields.String(load_default="-started_at", validate=validate.OneOf(["started_at", "-started_at"]))


class InstancePage(Page):
    """Process instances the caller may see."""

    items = fields.List(fields.Nested(InstanceSchema))


class ActivitySchema(ma.Schema):
    """One pass through an element."""

    id = fields.String()
    element = fields.String()
    name = fields.String()
    process_key = fields.String()
    type = fields.String()
    scope = fields.String()
    state = fields.String(validate=validate.OneOf(["active", "completed", "cancelled"]))
    entered_at = Moment()
    left_at = Moment(allow_none=True)


class ActivityPage(Page):
    """The history of an instance, oldest first."""

    items = fields.List(fields.Nested(ActivitySchema))


class TokensSchema(ma.Schema):
    """Where the tokens are now."""

    items = fields.List(fields.Nested(ActivitySchema))


class VariablesSchema(ma.Schema):
    """The process variables of the root scope."""

    variables = fields.Dict(keys=fields.String(), values=fields.Raw())


class ReasonSchema(Strict):
    """Why: kept in the audit trail."""

    reason = Text(2000, required=True, least=3)


class SteeredSchema(ma.Schema):
    """The state an instance is in now."""

    id = fields.String()
    state = fields.String()
