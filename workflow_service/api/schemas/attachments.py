"""Attachments: files on a task, afterwards on what was answered."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment


class AttachmentSchema(ma.Schema):
    """One file."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True, metadata={"description": "Told by the content."})
    kind = fields.String(required=True, validate=validate.OneOf(["image", "pdf", "sound", "other"]))
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    sha256 = fields.String(required=True, metadata={"description": "Of the content, in hex."})
    state = fields.String(required=True, validate=validate.OneOf(["held", "removed", "filed", "replaced"]))
    scan = fields.String(required=True, validate=validate.OneOf(["clean", "unscanned"]))
    version = fields.Integer(required=True)
    version_of = fields.UUID(required=True, allow_none=True)
    uploaded_at = Moment(required=True)
    uploaded_by = fields.UUID(required=True, allow_none=True)


class AttachmentListSchema(ma.Schema):
    """The files of a task, in the order they came."""

    items = fields.List(fields.Nested(AttachmentSchema), required=True)
