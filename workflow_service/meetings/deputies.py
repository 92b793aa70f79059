"""Who comes to a status meeting when a member of the core team cannot (domain.md 5.2, T01; INV-09)."""

from __future__ import annotations

from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.meetings import base
from workflow_service.rules import team_meetings as rule
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, absences, meetings_run, teams
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row
from workflow_service.store.meetings import Member


def choices(uow: UnitOfWork, series: Row) -> dict[str, list[tuple[str, str]]]:
    """By member, whom the leader can name: colleagues of the same profession, and the rest of the team, as
    (id, name) by alphabet. Whoever is named may open the meetings by that. Members without a seat of their
    own (the leader) are not among them."""
    if series["kind"] != query.STATUS or series["team_id"] is None:
        return {}
    return teams.stand_ins(uow, series["team_id"], base.today(uow))


def set_deputy(uow: UnitOfWork, series_id: str, user_id: str, deputy_id: str | None) -> None:
    """Who stands in for a member of the core team from now on; None for nobody. For the meeting's leader.

    Raises NotFound for no such member, Forbidden, Conflict for a series that is not a core team's, Invalid
    for somebody who cannot stand in.
    """
    series = base.led_series(uow, series_id)
    if series["kind"] != query.STATUS:
        raise Conflict(
            "members_are_named",
            "Afløsere i denne møderække vælges sammen med deltagerne.",
            "Deputies of these meetings are chosen together with the members.",
        )
    base.require_active(series)
    seats = {one.user_id: one for one in query.members(uow, series, base.today(uow))}
    offered = choices(uow, series)
    if user_id not in seats or user_id not in offered:
        raise NotFound(
            "member_not_found",
            "Personen har ingen plads i kerneteamet.",
            "This person has no seat in the core team.",
        )
    if deputy_id == seats[user_id].deputy_id:
        return
    if deputy_id is not None and deputy_id not in {one for one, _ in offered[user_id]}:
        da = "Vælg en afløser med samme fag eller en fra teamet."
        en = "Choose a deputy of the same profession, or one of the team."
        told = en if uow.actor.language == "en" else da
        raise Invalid("deputy_unknown", da, en, {f"deputy-{user_id}": [told]})
    teams.set_deputy(uow, series["team_id"], user_id, deputy_id)
    base.note(uow, series, Event.SERIES_CHANGED, member=user_id, deputy=deputy_id)
    uow.flush()


def called_in(uow: UnitOfWork, meeting: Row, series: Row) -> list[Member]:
    """The deputies who are to come to this meeting: of members who are away on its day, or of whom it is
    written already that they do not come. Who has said that they come needs nobody."""
    day = base.local(uow, meeting["starts_at"]).date()
    members = query.members(uow, series, day)
    away = {one["user_id"] for one in absences.between(uow, [m.user_id for m in members], day, day)}
    recorded = meetings_run.attendance(uow, meeting["id"])
    wanted = set()
    for one in members:
        row = recorded.get(one.user_id)
        state = row["state"] if row else None
        if state in (rule.ABSENT, rule.DEPUTY) or (state is None and one.user_id in away):
            wanted.add((row["deputy_id"] if row else None) or one.deputy_id)
    return meetings_run.users(uow, [one for one in wanted if one])
