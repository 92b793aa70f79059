"""A context with a clock that stands, ids that count, and a few parameters and decisions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.adapters import compiled
from workflow_service import engine, errors

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")
PARAMETERS = {"analysis_deadline": "P21D", "interval": "PT2H", "transition_age": "P16Y"}


class World:
    """What the engine may ask; `now` and `decisions` can be changed between transactions."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now, self.ids = now, itertools.count(1)
        self.decisions: Mapping[str, Any] = {}
        self.parameters = dict(PARAMETERS)
        self.asked: list[tuple[datetime, str]] = []

    def context(self) -> engine.Context:
        return engine.Context(
            now=self.now,
            zone=ZONE,
            new_id=lambda: f"00000000-0000-7000-8000-{next(self.ids):012d}",
            parameter=self.parameter,
            decide=lambda reference, variables: self.decisions[reference](variables),
            deadline=self.deadline,
        )

    def parameter(self, key: str) -> str:
        if key not in self.parameters:
            raise errors.NotFound("parameter_unknown", f"{key} findes ikke.", f"There is no {key}.")
        return self.parameters[key]

    def deadline(self, start: datetime, value: str) -> datetime:
        self.asked.append((start, value))
        if value.startswith("P21") or value == "analysis_deadline":
            return start + timedelta(days=21)
        if value == "P14D":
            return start + timedelta(days=14)
        if value == "interval":
            return start + timedelta(hours=2)
        raise ValueError(value)


class Run:
    """One instance: every command is a transaction of its own."""

    def __init__(
        self, files: list[bytes], variables: dict[str, Any] | None = None, world: World | None = None,
        business_key: str | None = None,
    ) -> None:  # fmt: skip
        self.world = world or World()
        self.release = compiled(tuple(files))
        context = self.world.context()
        execution = engine.start(self.release, "p", variables or {}, context, business_key)
        self.outcome, self.snapshot = execution.outcome(), execution.snapshot()

    def load(self) -> engine.Execution:
        return engine.load(self.release, self.snapshot, self.world.context())

    def apply(self, *commands: engine.Command) -> engine.Outcome:
        execution = self.load()
        for command in commands:
            execution.apply(command)
        self.outcome, self.snapshot = execution.outcome(), execution.snapshot()
        return self.outcome

    def task(self, element: str, index: int = 0) -> engine.TaskView:
        return [t for t in self.load().open_tasks() if t.element == element][index]

    def open(self) -> list[str]:
        return sorted(task.element for task in self.load().open_tasks())

    def complete(self, element: str, variables: dict[str, Any] | None = None) -> engine.Outcome:
        return self.apply(engine.CompleteUserTask(self.task(element).id, variables or {}))

    def operation(self) -> engine.WantedOperation:
        (wanted,) = self.load().wanted()
        return wanted

    def variables(self) -> dict[str, Any]:
        return self.load().variables()
