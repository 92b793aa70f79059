"""Letters and mails on their way out."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import Moment, Page, PageQuery, Strict, Text
from workflow_service.states import OutboxState


class OutboxQuery(PageQuery):
    """Filters of the outbox."""

    state = fields.String(load_default=None, validate=validate.OneOf([str(s) for s in OutboxState]))
    kind = Text(load_default=None, metadata={"description": "letter or mail"})


class OutboxSchema(ma.Schema):
    """One letter or mail, without its content. `idempotency_key` is its name at the receiving system."""

    id = fields.String()
    kind = fields.String()
    topic = fields.String()
    state = fields.String()
    idempotency_key = fields.String()
    instance_id = fields.String()
    business_key = fields.String(allow_none=True)
    created_at = Moment()
    due_at = Moment()
    since = Moment(metadata={"description": "Since when it waits or stands as it does."})
    sent_at = Moment(allow_none=True)
    attempts = fields.Integer()
    last_error = fields.String(allow_none=True)
    text = fields.String(metadata={"description": "What went wrong, in the caller's language."})


class OutboxPage(Page):
    """Letters and mails in order of their making.

    `ways`: the kinds that this service can send; the others wait.
    """

    items = fields.List(fields.Nested(OutboxSchema))
    ways = fields.List(fields.String())


class DecisionSchema(Strict):
    """Why: it goes to the audit, together with who decided."""

    reason = Text(1000, required=True, least=1)
