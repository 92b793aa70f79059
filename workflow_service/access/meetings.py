"""Who may see, lead and minute meetings that come again (domain.md 4, 5.2). INV-22 says who reads texts."""

from __future__ import annotations

from dataclasses import dataclass

from workflow_service.access.decisions import NOT_SEEN, Denial, holds
from workflow_service.access.facts import Actor, is_system

_READERS = ("manager", "department_head", "controller")
_LEADERS = {"status": "team_leader", "coordination": "coordination_chair", "visitation": "grant_authority"}


@dataclass(frozen=True)
class SeriesFacts:
    """What decides about a series. `kind`: status, coordination, visitation; `people`: ids of its members,
    their deputies and those who bring a case to it; `chairs`: who leads it by name (INV-11: the chair and the
    deputy chair)."""

    series_id: str
    kind: str
    team_id: str | None
    unit_id: str | None
    people: frozenset[str]
    chairs: frozenset[str] = frozenset()


def may_see_series(actor: Actor, series: SeriesFacts) -> Denial | None:
    """Its dates, members and agenda: who belongs to it, leads it, or leads the unit. What is said about a
    family is decided case by case."""
    if is_system(actor) or actor.user_id in series.people or may_lead_series(actor, series) is None:
        return None
    if series.unit_id is not None and any(holds(actor, role, "unit", series.unit_id) for role in _READERS):
        return None
    return NOT_SEEN


def may_lead_series(actor: Actor, series: SeriesFacts) -> Denial | None:
    """Plan it, move and cancel its meetings, decide its agenda, close it: the team's leader; the chair or the
    deputy chair of the coordination group (INV-11); the grant authority of a visitation meeting."""
    if is_system(actor) or (actor.user_id is not None and actor.user_id in series.chairs):
        return None
    role = _LEADERS[series.kind]
    where = {"status": ("team", series.team_id), "visitation": ("unit", series.unit_id)}
    kind, scope_id = where.get(series.kind, ("tenant", None))
    if holds(actor, role, kind, scope_id):
        return None
    return Denial(
        "leads_not_series",
        "Det er mødets leder, der planlægger det. Bed teamlederen om det.",
        "It is the meeting's leader who plans it. Ask the team leader.",
    )


def may_minute(actor: Actor, series: SeriesFacts) -> Denial | None:
    """Write in the minutes while the meeting is held: its members, deputies and leaders."""
    if actor.user_id in series.people or may_lead_series(actor, series) is None:
        return None
    return Denial(
        "minutes_for_members",
        "Kun de, der hører til mødet, kan skrive i referatet.",
        "Only those who belong to the meeting can write in its minutes.",
    )


def may_create_series(actor: Actor, kind: str, team_id: str | None, unit_id: str | None) -> Denial | None:
    """Make a new series: who would lead it."""
    return may_lead_series(actor, SeriesFacts("", kind, team_id, unit_id, frozenset()))
