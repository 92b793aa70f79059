"""Incidents and what may be done about them."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Page, PageQuery, Strict, Text, Variables


class IncidentQuery(PageQuery):
    """Filters of the list of incidents; open ones unless `resolved`."""

    resolved = fields.Boolean(load_default=False)
    instance_id = fields.UUID(load_default=None)


class IncidentSchema(ma.Schema):
    """Where an instance stands still until a person resolves it."""

    id = fields.String()
    instance_id = fields.String()
    element = fields.String()
    code = fields.String()
    text = fields.String()
    created_at = Moment()
    resolved_at = Moment(allow_none=True)


class IncidentPage(Page):
    """Incidents, newest first."""

    items = fields.List(fields.Nested(IncidentSchema))


class IncidentDetailSchema(IncidentSchema):
    """`detail` is for a technician. `variables` tells the kind of each variable that the step sees, `values`
    what they hold (null for those who do not see the case)."""

    instance_state = fields.String()
    business_key = fields.String(allow_none=True)
    process_key = fields.String()
    name = fields.String()
    type = fields.String()
    detail = fields.String()
    actions = fields.List(fields.String())
    variables = fields.Dict(keys=fields.String(), values=fields.String())
    values = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), allow_none=True)


class ResolveSchema(Strict):
    """What to do about it. `edit` and `skip` need a reason, `edit` at least one variable."""

    action = fields.String(load_default="retry", validate=validate.OneOf(["retry", "edit", "skip"]))
    variables = Variables(load_default=dict)
    reason = Text(2000, load_default="")


class ResolvedSchema(ma.Schema):
    """What was done; `state` is the instance's now."""

    id = fields.String()
    instance_id = fields.String()
    state = fields.String()
