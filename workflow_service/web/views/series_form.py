"""The form of a series of meetings: what it says, the next dates of it, and the cadence that is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask import Response, url_for

from workflow_service import http
from workflow_service.casefile.status_meetings import DECISIONS
from workflow_service.errors import Invalid, Rejection
from workflow_service.meetings import cadence, planning
from workflow_service.meetings.planning import Plan
from workflow_service.meetings.words import MODES, STATES, cadence_words, weeks_words, word
from workflow_service.runtime import Runtime
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.web.frame import page
from workflow_service.web.texts import N_, t

WEEKDAYS = (
    ("MO", N_("mandag")),
    ("TU", N_("tirsdag")),
    ("WE", N_("onsdag")),
    ("TH", N_("torsdag")),
    ("FR", N_("fredag")),
)
_CODES = tuple(code for code, _ in WEEKDAYS)
RHYTHMS = (1, 2, 3, 4, 6, 8)


def neck() -> Runtime:
    return http.services().rt


def code_words(kind: str) -> dict[str, str]:
    """The words of every code of a kind, in the reader's language."""
    table = {"states": STATES, "modes": MODES, "decisions": DECISIONS}[kind]
    return {code: word(table, code, http.language()) for code in table}


def plan_of(values: Mapping[str, str]) -> Plan:
    """The plan as the form says it. Raises Invalid for the field that cannot be read."""
    try:
        weeks, minutes = int(values.get("rule_weeks", "4")), int(values.get("minutes", ""))
        first, at = date.fromisoformat(values.get("first_on", "")), time.fromisoformat(values.get("at", ""))
    except ValueError:
        raise Invalid(
            "plan_unreadable",
            "Skriv dato, klokkeslæt og varighed, så de kan læses.",
            "Write date, time and length so that they can be read.",
        ) from None
    weekday = values.get("weekday", "")
    day = weekday if weekday in _CODES else _CODES[min(first.weekday(), 4)]
    rule = f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={day}"
    return Plan(
        values.get("name", ""),
        rule,
        first,
        at,
        minutes,
        values.get("place", ""),
        values.get("mode", "physical"),
    )


def series_form(
    uow: UnitOfWork,
    row: Mapping[str, Any] | None,
    team_id: str,
    values: Mapping[str, str],
    *,
    previewed: bool = False,
    error: Rejection | None = None,
    title: str = "",
    address: str = "",
    people: list[tuple[str, str, bool]] | None = None,
) -> Response:
    """The form with the next 24 dates of what it says, each with its reason. `people`: who can be chosen as a
    member (id, name, chosen), where the members are no core team; `address`: where a new series is sent."""
    heading = t("Ret møderne") if row else title or t("Nye statusmøder")
    dates: list[Any] = []
    if error is None:
        try:
            dates = planning.preview(uow, plan_of(values), series=None if row is None else dict(row))
        except Invalid as problem:
            error = problem if previewed else None
    return page(
        "meeting_series_form.html",
        heading,
        nav="meetings",
        heading=heading,
        row=row,
        team_id=team_id,
        values=values,
        dates=dates,
        error=error.text(http.language()) if error else "",
        fields=(error.fields or {}) if isinstance(error, Invalid) else {},
        weekdays=WEEKDAYS,
        rhythms=[(one, weeks_words(one, http.language())) for one in RHYTHMS],
        modes=code_words("modes"),
        proposal=_proposal(uow, team_id),
        people=people,
        address=address or url_for("meetings.new"),
        status=422 if error else 200,
    )


def _proposal(uow: UnitOfWork, team_id: str) -> str:
    if not team_id or query.team(uow, team_id) is None:
        return ""
    found = cadence.proposed(uow, neck(), team_id)
    known = {"code": found.code, "cases": found.portfolio.cases, "acute": found.portfolio.acute}
    return f"{weeks_words(found.weeks, http.language())}. {cadence_words(known, http.language())}"
