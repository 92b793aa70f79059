"""What a person says of a series of meetings, checked and shown before it is kept (domain.md 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from workflow_service import calendar
from workflow_service.calendar import Recurrence
from workflow_service.errors import Invalid
from workflow_service.meetings.base import closures, today
from workflow_service.store import UnitOfWork

MODES = ("physical", "online", "hybrid")
_LONGEST = 480


@dataclass(frozen=True)
class Plan:
    """What a person says of a series: its name, rule (RFC 5545) from `first_on` at a wall time, length in
    minutes, place and mode."""

    name: str
    rule: str
    first_on: date
    at: time
    minutes: int
    place: str
    mode: str = "physical"

    @property
    def recurrence(self) -> Recurrence:
        """Raises Invalid for a rule that cannot be planned by."""
        return Recurrence(self.first_on, self.at, self.rule)


def check(uow: UnitOfWork, plan: Plan) -> None:
    """Raises Invalid for the first field that cannot be planned with."""
    if not plan.name.strip() or len(plan.name) > 120:
        raise field_invalid("name", "Giv møderne et navn på højst 120 tegn.", "Give the meetings a name.")
    if not plan.place.strip() or len(plan.place) > 200:
        raise field_invalid("place", "Skriv, hvor mødet holdes.", "Write where the meeting is held.")
    if not 5 <= plan.minutes <= _LONGEST:
        raise field_invalid(
            "minutes", "Et møde varer fra 5 til 480 minutter.", "A meeting lasts 5 to 480 minutes."
        )
    if plan.mode not in MODES:
        raise field_invalid("mode", "Vælg, hvordan I mødes.", "Choose how you meet.")
    try:
        next(plan.recurrence.nominal(), None)
    except Invalid as error:
        raise Invalid(error.code, error.da, error.en, {"rule": [error.da]}) from None


def field_invalid(name: str, da: str, en: str) -> Invalid:
    """The refusal of one field of a plan or a date."""
    return Invalid(f"{name}_invalid", da, en, {name: [da]})


def preview(
    uow: UnitOfWork, plan: Plan, number: int = 24, language: str | None = None
) -> list[tuple[calendar.PlannedDate, list[str]]]:
    """The next `number` occurrences of a plan, each with its reasons in words. Raises Invalid."""
    check(uow, plan)
    language = language or uow.actor.language
    after = max(plan.first_on, today(uow))
    return [
        (one, [calendar.shift_text(shift, one, language) for shift in one.shifts])
        for one in calendar.preview(plan.recurrence, uow.zone, closures(uow), after, number)
    ]
