"""Messages, signals, jobs and external tasks."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from workflow_service.api.schemas.common import (
    Moment,
    Number,
    Page,
    PageQuery,
    Strict,
    Text,
    Variables,
)
from workflow_service.states import JobState

LONGEST_WAIT = 20
LONGEST_LOCK = 24 * 3600


class MessageSchema(Strict):
    """The same `message_id` twice has one effect. `correlation_key` may be left out when a published diagram
    draws how it is found in the variables."""

    name = Text(required=True, least=1)
    correlation_key = Text(load_default=None, least=1)
    variables = Variables(load_default=dict)
    message_id = Text(load_default=None, least=1)


class CorrelatedSchema(ma.Schema):
    """`matched`: it reached an instance; otherwise it waits in the list of unmatched messages."""

    id = fields.String()
    matched = fields.Boolean()
    instance_id = fields.String(allow_none=True)


class SignalSchema(Strict):
    """Broadcast to every instance that waits for it."""

    name = Text(required=True, least=1)
    variables = Variables(load_default=dict)


class SignalledSchema(ma.Schema):
    """The signal is delivered by a job right after this answer."""

    id = fields.String()


class JobQuery(PageQuery):
    """Filters of the list of jobs."""

    state = fields.String(load_default=None, validate=validate.OneOf([str(s) for s in JobState]))
    instance_id = fields.UUID(load_default=None)


class JobSchema(ma.Schema):
    """Pending work of the engine."""

    id = fields.String()
    kind = fields.String()
    state = fields.String()
    instance_id = fields.String(allow_none=True)
    element = fields.String(allow_none=True)
    due_at = Moment()
    attempts = fields.Integer()
    last_error = fields.String(allow_none=True)


class JobPage(Page):
    """Jobs, those due first coming first."""

    items = fields.List(fields.Nested(JobSchema))


class JobStateSchema(ma.Schema):
    """The state a job is in now."""

    id = fields.String()
    state = fields.String()


class TopicSchema(Strict):
    """A topic a worker serves, and for how long it locks what it fetches."""

    topic = Text(required=True, least=1)
    lock_seconds = Number(load_default=60, validate=validate.Range(min=1, max=LONGEST_LOCK))


class FetchSchema(Strict):
    """`wait_seconds`: how long to wait when there is nothing (long polling)."""

    worker_id = Text(required=True, least=1)
    topics = fields.List(fields.Nested(TopicSchema), required=True, validate=validate.Length(min=1, max=50))
    max_tasks = Number(load_default=10, validate=validate.Range(min=1, max=100))
    wait_seconds = Number(load_default=0, validate=validate.Range(min=0, max=LONGEST_WAIT))


class ExternalTaskSchema(ma.Schema):
    """Work for a remote worker, with the element's inputs."""

    id = fields.String()
    topic = fields.String()
    instance_id = fields.String()
    process_key = fields.String()
    business_key = fields.String(allow_none=True)
    element = fields.String()
    retries = fields.Integer()
    locked_until = Moment()
    variables = fields.Dict(keys=fields.String(), values=fields.Raw())


class FetchedSchema(ma.Schema):
    """What was locked for the worker; may be empty."""

    items = fields.List(fields.Nested(ExternalTaskSchema))


class WorkerSchema(Strict):
    """Who holds the lock."""

    worker_id = Text(required=True, least=1)


class WorkerAnswerSchema(WorkerSchema):
    """The result: becomes variables by the element's output mapping."""

    variables = Variables(load_default=dict)


class FailureSchema(WorkerSchema):
    """A technical failure. `retries` 0 makes an incident; nobody gets it for `retry_seconds`."""

    message = Text(500, required=True, least=1)
    retries = Number(load_default=None, validate=validate.Range(min=0, max=100))
    retry_seconds = Number(load_default=60, validate=validate.Range(min=0, max=LONGEST_LOCK))


class BpmnErrorSchema(WorkerSchema):
    """A business error that the diagram catches by its code."""

    error_code = Text(required=True, least=1)
    message = Text(500, load_default="")


class ExtendSchema(WorkerSchema):
    """A longer lock, from now."""

    lock_seconds = Number(required=True, validate=validate.Range(min=1, max=LONGEST_LOCK))


class ExternalStateSchema(ma.Schema):
    """The state an external task is in now."""

    id = fields.String()
    state = fields.String()
    retries = fields.Integer()
    locked_until = Moment(allow_none=True)


class NewsSchema(Strict):
    """`element`: the start event of the course that hears it."""

    element = Text(required=True, least=1)


class OneNewsSchema(ma.Schema):
    """`label` as the button of the case page says it; `about`: what happens then."""

    element = fields.String()
    label = fields.String()
    about = fields.String()


class NewsListSchema(ma.Schema):
    """All of them."""

    items = fields.List(fields.Nested(OneNewsSchema))
