"""Standing core teams with their members, and the register of external experts."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Strict, Switch, Text

_Keys = fields.List(Text(120), load_default=[], validate=validate.Length(max=100))


class TeamSeatSchema(ma.Schema):
    """A membership with its days (both included, null: open)."""

    user_id = fields.UUID()
    name = fields.String()
    profession = fields.String()
    sector = fields.String()
    sections = fields.List(fields.String())
    deputy_id = fields.UUID(allow_none=True)
    deputy = fields.String(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)


class TeamSchema(ma.Schema):
    """A standing team. `uncovered`: sections it must cover and nobody does; of `gap` its leader said why."""

    id = fields.UUID()
    name = fields.String()
    unit_id = fields.UUID()
    unit = fields.String()
    sections = fields.List(fields.String())
    uncovered = fields.List(fields.String())
    gap = fields.List(fields.String())
    gap_reason = fields.String(allow_none=True)
    gap_at = Moment(allow_none=True)
    members = fields.List(fields.Nested(TeamSeatSchema))


class TeamNeedSchema(ma.Schema):
    """A profession that the cases need. `share`: of the open cases (0–1), null when it is needed in some but
    in fewer than `least`; `proposed`: as a standing member; `members`: who has it in the team today."""

    profession = fields.String()
    share = fields.Float(allow_none=True)
    proposed = fields.Boolean()
    members = fields.List(fields.String())


class TeamProposalSchema(ma.Schema):
    """What the table D2a proposes. `cases`: open cases it is worked out from, null when they are fewer than
    `least`; `missing`: professions that are proposed and that nobody in the team has; `many_or_few`: other
    than three or four are proposed."""

    cases = fields.Integer(allow_none=True)
    least = fields.Integer()
    needs = fields.List(fields.Nested(TeamNeedSchema))
    missing = fields.List(fields.String())
    many_or_few = fields.Boolean()


class TeamWithProposalSchema(TeamSchema):
    """A standing team, and which professions its open cases point to."""

    proposal = fields.Nested(TeamProposalSchema)


class TeamListSchema(ma.Schema):
    """Every standing team, by name."""

    items = fields.List(fields.Nested(TeamSchema))


class NewTeamSchema(Strict):
    """A new team of a unit."""

    name = Text(80, required=True)
    unit_id = fields.UUID(required=True)


class TeamIdSchema(ma.Schema):
    """The new row."""

    id = fields.UUID()


class TeamSectionsSchema(Strict):
    """What somebody in the team must cover; a reason when nobody does."""

    sections = _Keys
    reason = Text(500, load_default="")


class TeamMemberSchema(Strict):
    """Profession, sector and the sections a member covers; a reason when one is then left to nobody."""

    profession = Text(60, required=True)
    sector = Text(60, required=True)
    sections = _Keys
    reason = Text(500, load_default="")


class NewTeamMemberSchema(Strict):
    """A colleague to take in, from today or a day to come."""

    user_id = fields.UUID(required=True)
    profession = Text(60, required=True)
    sector = Text(60, required=True)
    sections = _Keys
    valid_from = fields.Date(load_default=None, allow_none=True)


class EndTeamMemberSchema(Strict):
    """The last day. `told`: the caller has read what the member still holds."""

    last_day = fields.Date(required=True)
    reason = Text(500, load_default="")
    told = Switch(load_default=False)


class TeamWorkSchema(ma.Schema):
    """An open case of the team in which the member has a part or tasks."""

    case_id = fields.UUID()
    number = fields.String()
    parts = fields.List(fields.String())
    tasks = fields.Integer()


class TeamWorkListSchema(ma.Schema):
    """What a member holds, by number of the case."""

    items = fields.List(fields.Nested(TeamWorkSchema))


class ExpertSchema(ma.Schema):
    """An external expert; `valid_to`: the last day on which the expert is suggested."""

    id = fields.UUID()
    name = fields.String()
    organisation = fields.String()
    expertise = fields.String()
    tags = fields.List(fields.String())
    contact = fields.String(allow_none=True)
    valid_to = fields.Date(allow_none=True)


class ExpertListSchema(ma.Schema):
    """The register by name."""

    items = fields.List(fields.Nested(ExpertSchema))


class ExpertQuery(Strict):
    """`ended`: those who have ended, too."""

    ended = fields.Boolean(load_default=False)


class WriteExpertSchema(Strict):
    """What the register says of an expert; `tags` are themes of an assessment."""

    name = Text(80, required=True)
    organisation = Text(120, required=True)
    expertise = Text(200, required=True)
    contact = Text(120, load_default="")
    tags = _Keys


class EndExpertSchema(Strict):
    """The last day on which the expert is suggested; null: without an end again."""

    last_day = fields.Date(required=True, allow_none=True)
