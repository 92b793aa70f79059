"""What stands in somebody's calendar: the meetings of the own teams, and bare dates of the own cases.

Read outside the service too, so nothing here names anybody or says what a case is about (INV-18): a meeting
of a case is »Møde i en sag«, without its kind and its place, which may be a family's home.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from workflow_service import access
from workflow_service.calendar import Entry
from workflow_service.meetings.base import local, parameter
from workflow_service.rules.privacy import nothing_personal
from workflow_service.store import UnitOfWork, casefile_pages, feeds
from workflow_service.store import meetings as query
from workflow_service.store.casefile_pages import CaseDate
from workflow_service.store.casefile_rows import Row

_OFF = ("cancelled", "not_held", "not_wanted")

_CASE = {"da": "Møde i en sag", "en": "Meeting in a case"}
_VISIT = {"da": "Opfølgning i en sag", "en": "Follow-up in a case"}
_TEAM = {"da": "Møde", "en": "Meeting"}


def own_series(uow: UnitOfWork, day: date) -> list[Row]:
    """The series that the actor belongs to on `day`, as member, deputy or leader, or by a case of the team;
    two statements."""
    member_of = query.series_ids_of_user(uow, uow.actor.user_id or "", day)
    return [one for one in query.all_series(uow) if one["id"] in member_of or _leads(uow, one)]


def _leads(uow: UnitOfWork, one: Row) -> bool:
    chairs = frozenset(chair for chair in (one["chair_id"], one["deputy_chair_id"]) if chair)
    facts = access.SeriesFacts(one["id"], one["kind"], one["team_id"], one["unit_id"], frozenset(), chairs)
    return access.may_lead_series(uow.actor, facts) is None


def team_entries(
    uow: UnitOfWork, series: Iterable[Row], since: datetime, until: datetime, base: str
) -> list[Entry]:
    """The meetings of these series between two moments, cancelled ones too. `base`: where the service is
    found, for the links."""
    named = {one["id"]: one["name"] for one in series}
    rows = query.coming(uow, named, since, until)
    return [team_entry(uow, row, named[row["series_id"]], base) for row in rows]


def brought_entries(
    uow: UnitOfWork, mine: Iterable[Row], since: datetime, until: datetime, base: str
) -> list[Entry]:
    """The meetings of other teams than `mine` (the actor's own series) that the actor brought a case to, one
    that is closed now; they lead to the page of the meeting itself."""
    own = {one["id"] for one in mine}
    named = {one["id"]: one["name"] for one in query.all_series(uow)}
    rows = feeds.meetings_with_my_cases(uow, since, until)
    return [
        replace(found, link=f"{found.link}/run")
        for row in rows
        if row["series_id"] in named and row["series_id"] not in own
        for found in [team_entry(uow, row, named[row["series_id"]], base)]
    ]


def team_name(uow: UnitOfWork, series: Row) -> str:
    """What a series is called outside the service: its name, written by its leader, unless a CPR number
    stands in it."""
    return _TEAM[_tongue(uow)] if nothing_personal(series["name"]) else series["name"]


def team_entry(uow: UnitOfWork, meeting: Row, name: str, base: str) -> Entry:
    """One meeting of a team. Its name and room are written by its leader; a CPR number does not leave."""
    personal = nothing_personal(f"{name}\n{meeting['place']}")
    return Entry(
        uid=meeting["id"],
        starts=meeting["starts_at"],
        ends=meeting["ends_at"],
        title=_TEAM[_tongue(uow)] if personal else name,
        place="" if personal else meeting["place"],
        link=f"{base}/meetings/{meeting['id']}",
        sequence=meeting["version"],
        cancelled=meeting["state"] == "cancelled",
    )


def case_entries(uow: UnitOfWork, since: datetime, until: datetime, base: str) -> list[Entry]:
    """The dates of the actor's own cases between two moments: meetings, and the days of visits; three
    statements."""
    first, last = local(uow, since).date(), local(uow, until).date()
    found = [
        *casefile_pages.meetings_between(uow, since, until),
        *casefile_pages.visits_between(uow, first, last),
    ]
    # an invitation to a meeting of a case says when it begins; how long such meetings last is a parameter
    length = timedelta(minutes=int(parameter(uow, "case_meeting_minutes", "60"))) if found else timedelta()
    return [_case_entry(uow, one, base, length) for one in found]


def _case_entry(uow: UnitOfWork, one: CaseDate, base: str, length: timedelta) -> Entry:
    link = f"{base}/cases/{one.case_id}"
    if one.at is None:
        assert one.on is not None
        uid = f"{one.case_id}-{one.on:%Y%m%d}"
        return Entry(uid, one.on, one.on, _VISIT[_tongue(uow)], link=link)
    return Entry(
        one.id or "",
        one.at,
        one.at + length,
        _CASE[_tongue(uow)],
        link=link,
        sequence=one.version,
        cancelled=one.state in _OFF,
    )


def _tongue(uow: UnitOfWork) -> str:
    return "en" if uow.actor.language == "en" else "da"
