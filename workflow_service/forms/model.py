"""What goes into a form and comes out of it: options, context, field descriptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

MAX_ROWS = 500
MAX_ROWS_IN_ALL = 5_000
MAX_TEXT = 100_000
MAX_DEPTH = 20
MAX_SCHEMA_BYTES = 1_000_000


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen: `value` is stored, `label` is shown."""

    value: object
    label: str


@dataclass(frozen=True)
class OptionText:
    """A fixed option of the form in both languages."""

    value: object
    da: str
    en: str


@dataclass(frozen=True)
class FieldInfo:
    """One field for read-only display. `path` is dotted, a list is marked `[]` ("goals[].end").

    `type` is the name in the field type table; `options` are fixed (none when a source gives them, which
    `source` then names).
    """

    path: str
    key: str
    label_da: str
    label_en: str
    type: str
    required: bool
    options: tuple[OptionText, ...] = ()
    source: str | None = None


@dataclass(frozen=True)
class FormContext:
    """What the server knows when a submission arrives.

    `now` is a moment with a zone; `zone` the zone in which a date or a time without a zone is meant;
    `variables` the read-only prefill, with `step` when the form has steps; `options` the answers of every
    source the form names (`Form.sources`); `parameter` reads an effective-dated parameter (domain.md 9).
    """

    language: str
    now: datetime
    zone: ZoneInfo
    variables: Mapping[str, object] = field(default_factory=dict)
    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    parameter: Callable[[str], object] = lambda key: None


def options_key(source: str) -> str:
    """The flat name under which the browser finds the options of `source`.

    >>> options_key("users:child_disability_adviser")
    'options_users_child_disability_adviser'
    """
    return "options_" + re.sub(r"\W+", "_", source)
