"""Sections of law: what they say from which day, who confirmed them, what stands on them."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from workflow_service.api.schemas.common import Moment, Strict, Text


class SectionSchema(ma.Schema):
    """A section as it reads from `valid_from` on; without `verified_on` nobody has confirmed it."""

    key = fields.String()
    law = fields.String()
    section = fields.String()
    citation = fields.String()
    text_da = fields.String()
    text_en = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    replaces = fields.String(allow_none=True)
    source = fields.String(allow_none=True)
    link = fields.String(allow_none=True)
    verified_on = fields.Date(allow_none=True)
    verified_source = fields.String(allow_none=True)


class SectionListSchema(ma.Schema):
    """Every section in force today, by key."""

    items = fields.List(fields.Nested(SectionSchema))


class SectionQuery(Strict):
    """`unconfirmed`: only those that nobody has confirmed."""

    unconfirmed = fields.Boolean(load_default=False)


class StepSchema(ma.Schema):
    """A task that shows the section."""

    process = fields.String()
    process_name = fields.String()
    element = fields.String()
    name = fields.String()


class LawClockSchema(ma.Schema):
    """A clock that stands on the section."""

    key = fields.String()
    type = fields.String()
    parameter = fields.String(allow_none=True)


class SectionRowSchema(SectionSchema):
    """A row with its story; without `written_at` it came with a package."""

    written_by = fields.String(allow_none=True)
    written_at = Moment(allow_none=True)
    reason = fields.String(allow_none=True)
    verified_by = fields.String(allow_none=True)


class SectionDetailSchema(ma.Schema):
    """One section: its rows in time, the oldest first, and what stands on it."""

    key = fields.String()
    in_force = fields.Nested(SectionSchema, allow_none=True)
    rows = fields.List(fields.Nested(SectionRowSchema))
    tasks = fields.List(fields.Nested(StepSchema))
    clocks = fields.List(fields.Nested(LawClockSchema))


class WriteSectionSchema(Strict):
    """Another text from a day on, with a reason. It is unconfirmed until it is confirmed."""

    law = Text(120, required=True)
    section = Text(120, load_default="")
    text_da = Text(2000, required=True)
    text_en = Text(2000, load_default="")
    replaces = Text(200, load_default="")
    source = Text(300, load_default="")
    link = Text(500, load_default="")
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None, allow_none=True)
    reason = Text(500, required=True)


class NewSectionSchema(WriteSectionSchema):
    """A section that was not there."""

    key = Text(60, required=True)


class ConfirmSectionSchema(Strict):
    """When and where the section was looked up. Without `valid_from` the row in force today is meant."""

    verified_on = fields.Date(required=True)
    source = Text(300, required=True)
    valid_from = fields.Date(load_default=None, allow_none=True)


__all__ = [
    "ConfirmSectionSchema",
    "NewSectionSchema",
    "SectionDetailSchema",
    "SectionListSchema",
    "SectionQuery",
    "SectionSchema",
    "WriteSectionSchema",
]
