"""The people of a family, and removing one who was written down by mistake."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import Moment, Strict, Text


class PersonSchema(ma.Schema):
    """Somebody of the family; `relation` is child, parent, guardian, sibling, network or another code."""

    id = fields.String()
    name = fields.String()
    relation = fields.String()


class RemovedSchema(ma.Schema):
    """Somebody who was removed; `id` names the removal."""

    id = fields.String()
    name = fields.String()
    at = Moment()
    by = fields.String()
    why = fields.String()
    undo_until = Moment()


class PersonsSchema(ma.Schema):
    """The family of a case. `removed` is empty for whoever may remove nobody."""

    items = fields.List(fields.Nested(PersonSchema))
    may_remove = fields.Boolean()
    removed = fields.List(fields.Nested(RemovedSchema))


class HoldSchema(ma.Schema):
    """Something that rests on a person, and what to do about it."""

    code = fields.String()
    what = fields.String()
    cure = fields.String()


class RemovalPreviewSchema(ma.Schema):
    """`related`: custody, residence or contact go too; `empty_home`: a home nobody else lives in goes too."""

    person_id = fields.String()
    removable = fields.Boolean()
    holds = fields.List(fields.Nested(HoldSchema))
    related = fields.Boolean()
    empty_home = fields.Boolean()


class WhyRemovedSchema(Strict):
    """Why."""

    reason = Text(1000, required=True)


class RemovalSchema(ma.Schema):
    """The removal, to be undone by its id."""

    removal_id = fields.String()


class BackSchema(ma.Schema):
    """What was changed since and stays as it is now, in words."""

    stayed = fields.List(fields.String())
