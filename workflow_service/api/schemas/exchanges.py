"""What was passed on in a case."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields


class GroundSchema(ma.Schema):
    """A yes that held when it was passed on; `document_id`: the entry of the journal that says it, null where
    the caller may not read it."""

    text = fields.String()
    day = fields.Date()
    document_id = fields.String(attribute="entry_id", allow_none=True)


class ExchangeLawSchema(ma.Schema):
    """The section by which it was passed on, and when somebody last confirmed it."""

    key = fields.String()
    citation = fields.String()
    verified_on = fields.Date(allow_none=True)


class ExchangeSchema(ma.Schema):
    """One thing that was passed on. `consents` is empty where none was asked for; `reason` says why then."""

    day = fields.Date()
    kind = fields.String()
    what = fields.String()
    title = fields.String()
    to = fields.String()
    role = fields.String()
    by = fields.String()
    document_id = fields.String(attribute="entry_id", allow_none=True)
    consents = fields.List(fields.Nested(GroundSchema))
    law = fields.Nested(ExchangeLawSchema, allow_none=True)
    reason = fields.String(attribute="why")


class ExchangeListSchema(ma.Schema):
    """The register of a case, the newest first."""

    items = fields.List(fields.Nested(ExchangeSchema))
