"""Pieces that all schemas share: strict fields, pages, problems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

MAX_LIMIT = 200


class Strict(ma.Schema):
    """Unknown fields are refused, so a misspelt one is noticed."""

    class Meta:
        unknown = ma.RAISE


class Text(fields.String):
    """A JSON string of at most `most` characters."""

    def __init__(self, most: int = 200, *, least: int = 0, **kw: Any) -> None:
        limits = validate.Length(min=least, max=most) if least else validate.Length(max=most)
        super().__init__(validate=limits, **kw)


class Number(fields.Integer):
    """A JSON integer; text is none."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Switch(fields.Boolean):
    """true or false and nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Variables(fields.Dict):
    """Process variables or form answers by key."""

    def __init__(self, **kw: Any) -> None:
        keys = fields.String(validate=validate.Length(min=1, max=200))
        # null is an answer: the browser sends it for a number that was cleared
        super().__init__(keys=keys, values=fields.Raw(allow_none=True), **kw)


class Moment(fields.AwareDateTime):
    """RFC 3339 with offset, both ways. Years 1900 to 2199: others may not survive the way to UTC."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(format="iso", **kw)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any
    ) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        moment = super()._deserialize(value, attr, data, **kw)
        if not 1900 <= moment.year < 2200:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return moment


class PageQuery(Strict):
    """Paging of every list."""

    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(min=1, max=MAX_LIMIT),
        metadata={"description": f"Rows a page, at most {MAX_LIMIT}."},
    )
    cursor = Text(500, load_default=None, metadata={"description": "`next_cursor` of the page before."})


class Page(ma.Schema):
    """What every list answers beside its items."""

    next_cursor = fields.String(allow_none=True, metadata={"description": "null on the last page"})
    total = fields.Integer(required=True)
    total_is_exact = fields.Boolean(
        required=True, metadata={"description": "false: there are more than `total`, counting stopped."}
    )


class FindingSchema(ma.Schema):
    """One remark of a check on a file."""

    file = fields.String()
    element = fields.String(allow_none=True)
    line = fields.Integer(allow_none=True)
    rule = fields.String()
    severity = fields.String(validate=validate.OneOf(["error", "warning"]))
    text = fields.String()
    cure = fields.String()


class ChoiceSchema(ma.Schema):
    """One of the answers to a question."""

    value = fields.String(required=True, metadata={"description": "Goes back as the answer."})
    label = fields.String(required=True, metadata={"description": "For the person who decides."})


class QuestionSchema(ma.Schema):
    """What only a person can decide: send the same request again with a choice under `field`."""

    field = fields.String(required=True, metadata={"description": "Key among the variables."})
    ask = fields.String(required=True)
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)


class ProblemSchema(ma.Schema):
    """RFC 9457 problem details, with the request's number."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "Stable and machine-readable."})
    request_id = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    findings = fields.List(fields.Nested(FindingSchema))
    question = fields.Nested(QuestionSchema)
