"""Who takes part in a meeting: its members and those who work on a case of its agenda."""

from __future__ import annotations

from dataclasses import dataclass

from workflow_service import access
from workflow_service.meetings import base
from workflow_service.rules import team_meetings as rule
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row
from workflow_service.store.meetings import Member


@dataclass(frozen=True)
class Gathering:
    """A meeting with everybody who takes part. `facts` is what access decides on."""

    meeting: Row
    series: Row
    people: tuple[Member, ...]
    facts: access.SeriesFacts


def gathering(uow: UnitOfWork, meeting_id: str) -> Gathering:
    """The meeting for somebody who takes part in it or may see its series. Raises NotFound.

    The coordinators (and substitutes) of the cases on the agenda take part beside the team's own members.
    """
    meeting = query.meeting_row(uow, meeting_id)
    series = query.series_row(uow, meeting["series_id"]) if meeting else None
    if meeting is None or series is None:
        access.require_sight(access.NOT_SEEN)
    assert meeting is not None and series is not None
    people = people_of(uow, meeting, series)
    facts = access.SeriesFacts(
        series["id"],
        series["kind"],
        series["team_id"],
        series["unit_id"],
        frozenset(one for member in people for one in (member.user_id, member.deputy_id) if one),
        frozenset(one for one in (series["chair_id"], series["deputy_chair_id"]) if one),
    )
    if access.may_see_series(uow.actor, facts) is not None:
        # a case of the team may be theirs without standing on this agenda
        access.require_sight(access.may_see_series(uow.actor, base.facts_of(uow, series)))
    return Gathering(meeting, series, people, facts)


def people_of(uow: UnitOfWork, meeting: Row, series: Row) -> tuple[Member, ...]:
    """Who takes part in this meeting, by alphabet: the members of its day, then the coordinators (and
    substitutes) of the cases on its agenda who are no members."""
    members = query.members(uow, series, meeting["starts_at"].astimezone(uow.zone).date())
    if series["kind"] != query.STATUS:
        return tuple(members)
    known = {one.user_id for one in members}
    coordinators = stored.coordinators(uow, meeting["id"])
    return (*members, *(one for one in coordinators if one.user_id not in known))


def everybody(uow: UnitOfWork, series: Row) -> tuple[Member, ...]:
    """Who belongs to a series today: its members, then those who bring a case of the team to it."""
    members = query.members(uow, series, base.today(uow))
    known = {one.user_id for one in members}
    return (*members, *(one for one in stored.bringers(uow, series) if one.user_id not in known))


def there_now(uow: UnitOfWork, meeting_id: str) -> dict[str, Row]:
    """The attendance rows of those who are there, themselves or by a deputy, by user id."""
    recorded = stored.attendance(uow, meeting_id)
    return {user: row for user, row in recorded.items() if row["state"] in (rule.PRESENT, rule.DEPUTY)}
