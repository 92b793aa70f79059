"""The report and the priority agreement of the coordination group."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import Moment


class FigureSchema(ma.Schema):
    """A key figure. `number`: its value, null when there is nothing or it is masked; `value`: in words;
    `behind`: what it rests on; `masked`: too few cases to be shown."""

    key = fields.String()
    name = fields.String()
    definition = fields.String()
    number = fields.Float(allow_none=True)
    value = fields.String()
    behind = fields.String()
    masked = fields.Boolean()


class DeviatedSchema(ma.Schema):
    """A status meeting that was not held as it should be."""

    line = fields.String()
    why = fields.String()


class RaisedSchema(ma.Schema):
    """A case that was raised to the group, by initials, and what came of it."""

    id = fields.String()
    case_id = fields.String(allow_none=True)
    name = fields.String()
    why = fields.List(fields.String())
    state = fields.String()
    outcome = fields.String()
    note = fields.String()
    text = fields.String()


class GroupDecisionSchema(ma.Schema):
    """A decision with owner and date; `outcome` in words, empty while it is open."""

    what = fields.String()
    owner = fields.String()
    due_on = fields.Date(allow_none=True)
    late = fields.Boolean()
    done_at = Moment(allow_none=True)
    outcome = fields.String()
    note = fields.String()


class ReportSchema(ma.Schema):
    """The report kept with a meeting. `frozen`: the meeting is over and it stays as it is; `agreed_until`:
    the last day that a priority agreement covers."""

    meeting_id = fields.String()
    made = fields.Date()
    since = fields.Date()
    frozen = fields.Boolean()
    figures = fields.List(fields.Nested(FigureSchema))
    raised = fields.List(fields.Nested(RaisedSchema))
    deviations = fields.List(fields.Nested(DeviatedSchema))
    disputes = fields.List(fields.String())
    clocks = fields.List(fields.String())
    financing = fields.List(fields.String())
    months = fields.List(fields.String())
    decisions = fields.List(fields.Nested(GroupDecisionSchema))
    open_decisions = fields.List(fields.Nested(GroupDecisionSchema))
    minutes = fields.String()
    agreed_until = fields.Date(allow_none=True)


class SignatureSchema(ma.Schema):
    """Who agreed on which day; `note`: why somebody did not."""

    name = fields.String()
    on = fields.Date(allow_none=True)
    note = fields.String()


class AgreementSchema(ma.Schema):
    """What the departments have agreed comes first. `file`: where the signed paper is kept."""

    id = fields.String()
    text = fields.String()
    file = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date()
    in_force = fields.Boolean()
    signatures = fields.List(fields.Nested(SignatureSchema))


class AgreementListSchema(ma.Schema):
    """The agreements, and the group's months (INV-11) in words, the newest first."""

    items = fields.List(fields.Nested(AgreementSchema))
    months = fields.List(fields.String())
