"""Deployments and process definitions."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import FindingSchema, Moment, Page, PageQuery, Strict, Text


class DeployQuery(Strict):
    """`dry_run` checks everything and stores nothing."""

    dry_run = fields.Boolean(load_default=False)


class DeployForm(Strict):
    """The fields beside the files."""

    note = Text(2000, load_default=None)
    effective_at = Moment(load_default=None, metadata={"description": "From when new starts use it."})


class DeployedDefinition(ma.Schema):
    """A definition of the release; `changed`: this deployment brought a new version."""

    kind = fields.String()
    key = fields.String()
    version = fields.Integer()
    changed = fields.Boolean()


class DeploymentSchema(ma.Schema):
    """The release that was made; `release_id` is null after a dry run."""

    release_id = fields.String(allow_none=True)
    number = fields.Integer(allow_none=True)
    effective_at = Moment()
    dry_run = fields.Boolean()
    definitions = fields.List(fields.Nested(DeployedDefinition))
    findings = fields.List(fields.Nested(FindingSchema))


class DefinitionQuery(PageQuery):
    """`latest`: only the newest version of each key."""

    key = Text(load_default=None)
    latest = fields.Boolean(load_default=False)


class DefinitionSchema(ma.Schema):
    """One version of a process definition."""

    id = fields.String()
    key = fields.String()
    version = fields.Integer()
    name = fields.String()
    file = fields.String()
    sha256 = fields.String()
    created_at = Moment()


class DefinitionPage(Page):
    """Process definitions, by key, newest version first."""

    items = fields.List(fields.Nested(DefinitionSchema))
