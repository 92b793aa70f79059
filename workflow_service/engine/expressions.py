"""What a diagram says in text, compiled once per release: literals, FEEL, and the questions asked of them.

A value that begins with `=` is FEEL; the text of a condition always is (design.md 3). Nothing is Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from workflow_service import feel
from workflow_service.engine import time as calendar
from workflow_service.engine.face import Context
from workflow_service.engine.failures import Failure, shown
from workflow_service.errors import Rejection

MAX_INSTANCES: Final = 1_000
_PARAMETER = re.compile(r'parameter\(\s*"([^"]+)"\s*\)')
# A due date that names a day is kept through that day (domain.md 5: deadlines are days, not midnights).
_END_OF_DAY = time(23, 59)

# What the rooms behind the context raise about a value they were given.
EXPECTED: Final = (feel.FeelRuntimeError, Rejection, ValueError, LookupError, ArithmeticError, TypeError)

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Formula:
    """A piece of text of the diagram: FEEL when `expression` is there, itself otherwise."""

    text: str
    expression: feel.Expression | None = None

    def value(self, variables: Variables, context: Context) -> Any:
        """The JSON or FEEL value. Raises `Failure` when FEEL fails."""
        if self.expression is None:
            return self.text
        try:
            return self.expression.evaluate(variables, scope_of(context))
        except EXPECTED as error:
            raise Failure("expression_failed", str(error), text=self.text) from error

    @property
    def parameter(self) -> str | None:
        """The key when the text is nothing but `parameter("key")`."""
        found = _PARAMETER.fullmatch(strip(self.text))
        return found[1] if found and self.expression is not None else None

    def condition(self, variables: Variables, context: Context) -> bool:
        """True or false; null and everything else is a `Failure`, never a silent false."""
        if self.expression is None:
            raise Failure("condition_not_boolean", text=self.text, value=shown(self.text))
        value, warnings = self._explained(variables, context)
        if isinstance(value, bool):
            return value
        raise Failure("condition_not_boolean", "; ".join(warnings), text=self.text, value=shown(value))

    def _explained(self, variables: Variables, context: Context) -> tuple[Any, list[str]]:
        """The value and FEEL's reasons for a null."""
        assert self.expression is not None
        try:
            return self.expression.evaluate_with_warnings(variables, scope_of(context))
        except EXPECTED as error:
            raise Failure("expression_failed", str(error), text=self.text) from error

    def holds(self, variables: Variables, context: Context) -> bool:
        """A conditional event's condition: null means that what it reads is not known yet, so not true."""
        value = self.value(variables, context)
        if value is None:
            return False
        if isinstance(value, bool):
            return value
        raise Failure("condition_not_boolean", text=self.text, value=shown(value))

    def string(self, variables: Variables, context: Context) -> str | None:
        """Text, None for null or nothing; numbers as they are written."""
        value = self.value(variables, context)
        if value is None or value == "":
            return None
        if isinstance(value, bool | list | dict):
            raise Failure("value_invalid", text=self.text, value=shown(value))
        return str(feel.to_json(value))

    def strings(self, variables: Variables, context: Context) -> tuple[str, ...]:
        """A list of texts, or texts separated by commas."""
        value = self.value(variables, context)
        if value is None:
            return ()
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise Failure("value_invalid", text=self.text, value=shown(value))

    def count(self, variables: Variables, context: Context, limit: int = MAX_INSTANCES) -> int:
        """A whole number from 0 to `limit`; literal digits count too."""
        value = feel.to_json(self.value(variables, context))
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limit:
            raise Failure("count_invalid", text=self.text, value=shown(value), limit=limit)
        return value

    def items(self, variables: Variables, context: Context) -> list[Any]:
        """The collection of a multi-instance activity."""
        value = self.value(variables, context)
        if not isinstance(value, list) or len(value) > MAX_INSTANCES:
            raise Failure("collection_invalid", text=self.text, value=shown(value))
        return value

    def deadline(self, variables: Variables, context: Context) -> datetime | None:
        """A due date: a moment as it is, a day to its end, a duration or parameter key in business terms."""
        if self.parameter:
            return self._business(self.parameter, context)
        value = self.value(variables, context)
        if value is None:
            return None
        if isinstance(value, datetime):
            return _utc(value, context)
        if isinstance(value, date):
            return calendar.local(datetime.combine(value, _END_OF_DAY), context.zone)
        text = feel.to_json(value)
        if not isinstance(text, str):
            raise Failure("time_invalid", text=self.text, value=shown(value))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return self.deadline_day(text, context)
        if re.match(r"\d{4}-\d{2}-\d{2}T", text):
            return self._moment(text, context)
        return self._business(text, context)

    def deadline_day(self, text: str, context: Context) -> datetime:
        """The end of the day `text` names."""
        try:
            return calendar.local(datetime.combine(date.fromisoformat(text), _END_OF_DAY), context.zone)
        except ValueError as error:
            raise Failure("time_invalid", str(error), text=self.text, value=text) from error

    def began(self, variables: Variables, context: Context) -> datetime | None:
        """When a clock began: a moment, or the first moment of a day; None while it is not known."""
        value = self.value(variables, context)
        if value is None or isinstance(value, datetime):
            return None if value is None else _utc(value, context)
        if isinstance(value, date):
            return calendar.local(datetime.combine(value, time()), context.zone)
        return self._moment(str(feel.to_json(value)), context)

    def timer_due(self, variables: Variables, context: Context) -> datetime:
        """When a timeDuration or timeDate is over."""
        if self.parameter:
            return self._business(self.parameter, context)
        value = self.value(variables, context)
        if isinstance(value, datetime):
            return _utc(value, context)
        if isinstance(value, date):
            return calendar.local(datetime.combine(value, time()), context.zone)
        text = feel.to_json(value)
        if not isinstance(text, str):
            raise Failure("time_invalid", text=self.text, value=shown(value))
        if text.lstrip("-").startswith("P"):
            return self._plus(text, context)
        return self._moment(text, context)

    def cycle(self, variables: Variables, context: Context) -> calendar.Cycle:
        """A timeCycle."""
        value = self.value(variables, context)
        try:
            return calendar.parse_cycle(str(value), context.zone)
        except (ValueError, OverflowError) as error:
            raise Failure("time_invalid", str(error), text=self.text, value=shown(value)) from error

    def _moment(self, text: str, context: Context) -> datetime:
        try:
            return calendar.parse_moment(text, context.zone)
        except (ValueError, OverflowError, KeyError) as error:
            raise Failure("time_invalid", str(error), text=self.text, value=shown(text)) from error

    def _plus(self, text: str, context: Context) -> datetime:
        try:
            return calendar.add(context.now, calendar.parse_duration(text), context.zone)
        except (ValueError, OverflowError) as error:
            raise Failure("time_invalid", str(error), text=self.text, value=shown(text)) from error

    def _business(self, value: str, context: Context) -> datetime:
        due: datetime = asked(lambda: context.deadline(context.now, value), "time_invalid", self.text, value)
        return due


def _utc(moment: datetime, context: Context) -> datetime:
    return calendar.local(moment, context.zone) if moment.tzinfo is None else moment.astimezone(UTC)


def asked(question: Callable[[], Any], code: str, text: str, value: object = None) -> Any:
    """The answer of a room behind the context; what it refuses about the question is a `Failure` here.

    Only errors about values are caught: a database that is away must abort the transaction instead.
    """
    try:
        return question()
    except EXPECTED as error:
        raise Failure(code, str(error), text=text, value=shown(value)) from error


def scope_of(context: Context) -> feel.Scope:
    """What FEEL may ask: the injected clock and zone, and parameters. `Failure` when the command's time is
    used up."""
    context.spending.tick()
    return feel.Scope(now=context.now, zone=context.zone, parameter=context.parameter)


def strip(text: str) -> str:
    """The FEEL in a text: without the `=` in front."""
    text = text.strip()
    return text[1:].strip() if text.startswith("=") else text


def formula(text: str) -> Formula:
    """FEEL after `=`, a literal otherwise. Raises feel.FeelSyntaxError."""
    return condition(text) if text.strip().startswith("=") else Formula(text.strip())


def condition(text: str) -> Formula:
    """A text that is FEEL with or without `=`. Raises feel.FeelSyntaxError."""
    return Formula(text.strip(), feel.compile_expression(strip(text)))
