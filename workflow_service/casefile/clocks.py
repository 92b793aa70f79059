"""When a clock of the case file ends: always by its parameter, in the way of counting that stands there.

domain.md 8 (D7) and 9: one source. A parameter that is not set is said, never guessed.
"""

from __future__ import annotations

from datetime import date, datetime

from workflow_service import calendar
from workflow_service.casefile.base import today
from workflow_service.errors import NotFound
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store.parameters import Parameter


def set_parameter(uow: UnitOfWork, key: str) -> Parameter:
    """The parameter in force today. Raises `NotFound` when it is not set."""
    found = parameters.in_force(uow, key, today(uow))
    if found is None:
        raise NotFound(
            "parameter_not_found",
            f"Parameteren »{key}« er ikke sat. Bed procesejeren sætte den.",
            f"The parameter “{key}” is not set. Ask the process owner to set it.",
        )
    return found


def text_of(uow: UnitOfWork, key: str) -> str:
    """The value in force today as text: a duration as ISO 8601."""
    return str(set_parameter(uow, key).value)


def ends_at(uow: UnitOfWork, key: str, start: datetime) -> datetime:
    """The moment (UTC) at which the clock `key` that began at `start` has run out. What counts as a weekday
    is said by `weekday_definition` (the stricter reading also counts Saturdays, D7)."""
    found = set_parameter(uow, key)
    kind = found.calendar_kind
    if kind == "weekday":
        days = parameters.in_force(uow, "weekday_definition", today(uow))
        kind = "working_day" if days is not None and days.value == "mon-fri" else kind
    return calendar.add(start, str(found.value), kind, uow.zone, calendar.DANISH_HOLIDAYS)


def ends_on(uow: UnitOfWork, key: str, start: date) -> date:
    """The last day of the clock `key` that began on the local day `start`."""
    return ends_at(uow, key, calendar.end_of_day(start, uow.zone)).astimezone(uow.zone).date()
