"""What the running service is to the neck, and what the engine may ask of it during one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow_service import calendar, feel
from workflow_service.clock import processor_seconds
from workflow_service.engine import Budgets, Context, Spending
from workflow_service.errors import NotFound
from workflow_service.runtime.operations import Registry
from workflow_service.runtime.releases import Release, ReleaseCache
from workflow_service.store import UnitOfWork, running
from workflow_service.store import parameters as parameter_query
from workflow_service.store.parameters import Parameters


@dataclass
class Runtime:
    """One a process: caches and the operations that `app` registered. `budgets` is what a command may use,
    `meter` tells the processor seconds of this thread."""

    registry: Registry = field(default_factory=Registry)
    budgets: Budgets = field(default_factory=Budgets)
    meter: Callable[[], float] = processor_seconds
    releases: ReleaseCache = field(default_factory=ReleaseCache)
    _parameters: Parameters | None = None
    _read_on: date | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def parameters(self, uow: UnitOfWork) -> Parameters:
        """All effective-dated parameters of the tenant; read once a day, for a value never begins before the
        day after it is set, and forgotten when one is changed here."""
        today = uow.now.astimezone(uow.zone).date()
        with self._lock:
            if self._parameters is None or self._read_on != today:
                self._parameters = parameter_query.load_parameters(uow)
                self._read_on = today
            return self._parameters

    def forget_parameters(self) -> None:
        with self._lock:
            self._parameters = None


def parameter_value(parameters: Parameters, key: str, on: date) -> Any:
    """The value in force on that local day, as FEEL should see it. Raises `NotFound` for an unknown key."""
    found = parameters.get(key, on)
    if found is None:
        raise NotFound(
            "parameter_not_found",
            f"Parameteren »{key}« er ikke sat.",
            f"The parameter “{key}” is not set.",
        )
    return found.value


def engine_context(uow: UnitOfWork, runtime: Runtime, release: Release, ids: list[str]) -> Context:
    """`ids` collects every identifier the engine draws: the command log keeps them, so that a replay
    gives the same state."""
    parameters = runtime.parameters(uow)
    today = uow.now.astimezone(uow.zone).date()

    def new_id() -> str:
        ids.append(uow.new_id())
        return ids[-1]

    def value_of(key: str) -> Any:
        return parameter_value(parameters, key, today)

    def decide(reference: str, variables: Mapping[str, Any]) -> Any:
        scope = feel.Scope(now=uow.now, zone=uow.zone, parameter=value_of)
        return release.decisions[reference].evaluate(reference, variables, scope)

    def deadline(start: datetime, value: str) -> datetime:
        # a parameter brings its own way of counting (working days, clock hours ...); a bare duration does not
        found = parameters.get(value, today)
        if found is None:
            return calendar.add(start, value, "calendar", uow.zone, calendar.DANISH_HOLIDAYS)
        return calendar.add(start, str(found.value), found.calendar_kind, uow.zone, calendar.DANISH_HOLIDAYS)

    spending = Spending(runtime.budgets, runtime.meter)
    return Context(uow.now, uow.zone, new_id, value_of, decide, deadline, spending)


def current_tables(uow: UnitOfWork, runtime: Runtime) -> Callable[[str, Mapping[str, Any]], Any]:
    """Asks the decision tables of the release in effect, outside any course: the key of a table and its
    inputs give the answer as JSON knows it, None where the table is not published. Looks the release up once,
    so that a table can be asked for each of many cases."""
    found = running.current_release(uow, uow.now)
    release = None if found is None else runtime.releases.get(uow, str(found["id"]))
    values, day = runtime.parameters(uow), uow.now.astimezone(uow.zone).date()
    scope = feel.Scope(now=uow.now, zone=uow.zone, parameter=lambda key: parameter_value(values, key, day))

    def ask(table: str, inputs: Mapping[str, Any]) -> Any:
        model = None if release is None else release.decisions.get(table)
        return None if model is None else feel.to_json(model.evaluate(table, inputs, scope))

    return ask
