"""What both adapters share: the moment the tests begin, and FEEL for the oracle."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from workflow_service import feel

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")
compiled = lru_cache(maxsize=None)(feel.compile_expression)


class Business(Exception):
    """A service's modelled error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def evaluate(text: str, variables: dict[str, object], now: datetime = START) -> object:
    """The JSON value of a FEEL text."""
    expression = compiled(text.strip().removeprefix("="))
    return feel.to_json(expression.evaluate(variables, feel.Scope(now=now, zone=ZONE)))
