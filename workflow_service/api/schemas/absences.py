"""Days away, and who stands in."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import Strict

_STATES = "draft (its form is not filled in), planned, running, over, withdrawn"


class NewAbsenceSchema(Strict):
    """Whose absence begins: oneself when it is left out, otherwise somebody one leads."""

    user_id = fields.UUID(load_default=None, allow_none=True)


class BegunAbsenceSchema(ma.Schema):
    """The absence, and the user task whose form (F30) says from when to when and who stands in."""

    id = fields.String(required=True)
    task_id = fields.String(required=True)


class CoveredSchema(ma.Schema):
    """Who is away, and when. `last_on` null: nobody knows."""

    id = fields.String(required=True)
    user_id = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": _STATES})
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True, allow_none=True)


class AbsenceSchema(CoveredSchema):
    """`quiet`: gets no mails meanwhile. `substitutes`: names, the general one first. `task_id`: the form that
    the reader has not filled in yet."""

    quiet = fields.Boolean(required=True)
    substitutes = fields.List(fields.String(), required=True)
    task_id = fields.String(required=True, allow_none=True)


class LedSchema(ma.Schema):
    """Somebody whom the reader leads."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class AbsencesSchema(ma.Schema):
    """What is not past: one's `own`, that of `others` whom one leads, and those whom one stands in for now
    (`covered`). `led`: for whom one may begin an absence."""

    own = fields.List(fields.Nested(AbsenceSchema), required=True)
    others = fields.List(fields.Nested(AbsenceSchema), required=True)
    covered = fields.List(fields.Nested(CoveredSchema), required=True)
    led = fields.List(fields.Nested(LedSchema), required=True)
