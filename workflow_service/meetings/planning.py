"""What a person says of a series of meetings, checked and shown before it is kept (domain.md 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from workflow_service import calendar
from workflow_service.calendar import Recurrence
from workflow_service.errors import Conflict, Invalid
from workflow_service.meetings import occurrences
from workflow_service.meetings.base import closures, local, today
from workflow_service.store import UnitOfWork
from workflow_service.store.casefile_rows import Row

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


def meets_that_day() -> Conflict:
    """The refusal of a second meeting on one day."""
    return Conflict(
        "meets_that_day",
        "Der er allerede et møde den dag. Vælg en anden dag.",
        "There is a meeting that day already. Choose another day.",
    )


def preview(
    uow: UnitOfWork,
    plan: Plan,
    number: int = 24,
    language: str | None = None,
    series: Row | None = None,
    since: date | None = None,
) -> list[tuple[calendar.PlannedDate, list[str]]]:
    """The next `number` occurrences of a plan, each with its reasons in words. `series`: whose meetings from
    `since` on (the plan's first day when None) would follow it; then what stays of them is among the dates,
    and what would lie too close to it is left out. Raises Invalid."""
    check(uow, plan)
    language = language or uow.actor.language
    after = max(plan.first_on, today(uow))
    if series is None:
        found = calendar.preview(plan.recurrence, uow.zone, closures(uow), after, number)
        return [(one, _reasons(one, language)) for one in found]
    after = max(since or plan.first_on, today(uow))
    there = occurrences.standing(uow, series, after)
    known = {one["nominal_on"] for one in there.rows}
    found = calendar.preview(
        plan.recurrence,
        uow.zone,
        closures(uow),
        max(after, plan.first_on),
        number + len(known),
        staying=there.days,
        stood=there.moments,
    )
    dates = [(one, _reasons(one, language)) for one in found if one.nominal not in known]
    stays = "Stays as it is." if language == "en" else "Bliver, som det er."
    dates += [(_as_it_is(uow, one), [stays]) for one in there.rows]
    return sorted(dates, key=lambda one: one[0].moment)[:number]


def _reasons(one: calendar.PlannedDate, language: str) -> list[str]:
    return [calendar.shift_text(shift, one, language) for shift in one.shifts]


def _as_it_is(uow: UnitOfWork, row: Row) -> calendar.PlannedDate:
    day = local(uow, row["starts_at"]).date()
    return calendar.PlannedDate(row["nominal_on"] or day, day, row["starts_at"])
