"""What the page of a meeting shows to one reader while it is held: the agenda, one case, who is there."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from workflow_service import access
from workflow_service.casefile import lists
from workflow_service.casefile.base import case_by_id
from workflow_service.casefile.naming import age_text
from workflow_service.casefile.naming import names as case_names
from workflow_service.meetings import base
from workflow_service.meetings.case_news import Goal, News, goals, news
from workflow_service.meetings.participants import Gathering, gathering
from workflow_service.meetings.sight import Sight
from workflow_service.rules import team_meetings as rule
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row

# whoever wrote in a field this lately is told to write there too
WRITES_NOW = timedelta(seconds=20)
# a page that follows the meeting asks again and again; it is one look at the case
ONE_LOOK = timedelta(minutes=30)


@dataclass(frozen=True)
class AgendaLine:
    """One case on the agenda. `name` and `reasons` are empty for whom the case is not shown (INV-22).

    `state`: waiting, now, discussed, deferred. `age`: as in »Sag 3 · 9 år«, what the big screen shows.
    """

    id: str
    number: int
    state: str
    minutes: int
    shown: bool
    name: str
    age: str
    reasons: tuple[dict[str, Any], ...]
    decision: str | None
    actions: int
    seconds: int
    now_since: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True)
class Action:
    id: str
    what: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class OneCase:
    """The case in the middle. `others`: who else writes in the development right now; `leaving`: the members
    present who go out (`have_left`: it is written down that they did), each with their sector."""

    line: AgendaLine
    case_id: str
    number: str
    status: str
    coordinator: str
    leaving: tuple[tuple[str, str], ...]
    have_left: bool
    news: News
    update: str
    development: str
    written_at: datetime | None
    others: tuple[str, ...]
    goals: tuple[Goal, ...]
    decision: str | None
    decision_note: str
    financing: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Attendee:
    """A member. `out`: is out of the room for the case that is discussed; `leads`: the meeting's leader."""

    user_id: str
    name: str
    profession: str
    state: str | None
    reason: str | None
    deputy_id: str | None
    deputy: str
    leaves: bool
    out: bool
    leads: bool


@dataclass(frozen=True)
class RunPage:
    """`people`: whom an agreement can be given to and who can stand in, as (id, name)."""

    id: str
    series: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str
    mode: str
    revision: int
    may_minute: bool
    may_close: bool
    lines: tuple[AgendaLine, ...]
    case: OneCase | None
    chosen: AgendaLine | None
    attendance: tuple[Attendee, ...]
    people: tuple[tuple[str, str], ...]

    @property
    def there(self) -> int:
        return sum(one.state in (rule.PRESENT, rule.DEPUTY) for one in self.attendance)

    @property
    def place_of_case(self) -> int:
        """Which case of the agenda is shown, from 1; 0 for none."""
        return self.chosen.number if self.chosen else 0

    @property
    def following(self) -> AgendaLine | None:
        """What is taken up after the case that is shown."""
        at = self.place_of_case
        waiting = [one for one in self.lines if one.state == "waiting" and one.number != at]
        return next((one for one in waiting if one.number > at), waiting[0] if waiting else None)

    @property
    def all_done(self) -> bool:
        return bool(self.lines) and all(one.state in ("discussed", "deferred") for one in self.lines)


def revision(uow: UnitOfWork, meeting_id: str) -> int:
    """The meeting's revision for somebody who may see it. Raises NotFound."""
    return int(gathering(uow, meeting_id).meeting["version"])


def run_page(uow: UnitOfWork, meeting_id: str, item_id: str | None = None) -> RunPage:
    """The meeting as the actor may see it, with one case: `item_id`, else the one that is discussed now.

    Raises NotFound.
    """
    return page_of(uow, gathering(uow, meeting_id), item_id)


def page_of(uow: UnitOfWork, found: Gathering, item_id: str | None) -> RunPage:
    """The same for a meeting that is known already."""
    sight = Sight(uow, found.people)
    items = stored.items(uow, found.meeting["id"])
    cases = stored.cases(uow, [one["case_id"] for one in items])
    lines = _lines(uow, items, cases, sight)
    chosen = chosen_of(lines, item_id)
    item = next((one for one in items if chosen and one["id"] == chosen.id), None)
    recorded = stored.attendance(uow, found.meeting["id"])
    leaving = sight.leaving(cases[item["case_id"]], [m.user_id for m in found.people]) if item else ()
    left = {
        user for user, row in recorded.items() if item and item["id"] in json.loads(row["left_for"] or "[]")
    }
    out = {one.user_id for one in leaving}
    page = frame(uow, found, lines, chosen, recorded, (out, left))
    if item is None or chosen is None or not chosen.shown:
        return page
    there = [user for user, row in recorded.items() if row["state"] in (rule.PRESENT, rule.DEPUTY)]
    gone = [one for one in leaving if one.user_id in there]
    case = _case(uow, chosen, item, cases[item["case_id"]], gone, left, dict(page.people))
    return replace(page, case=case)


def chosen_of(lines: Sequence[AgendaLine], item_id: str | None) -> AgendaLine | None:
    """The item that is asked for, else the one that is up."""
    wanted = {one.id: one for one in lines}.get(item_id or "")
    return wanted or next((one for one in lines if one.state == "now"), None)


def frame(
    uow: UnitOfWork,
    found: Gathering,
    lines: tuple[AgendaLine, ...],
    chosen: AgendaLine | None,
    recorded: Mapping[str, Row],
    gone: tuple[Collection[str], Collection[str]],
) -> RunPage:
    """What stands around the item in the middle. `gone`: who leaves the room for it, and who has left."""
    meeting, series, facts = found.meeting, found.series, found.facts
    named = stored.user_names(uow, facts.people | facts.chairs)
    return RunPage(
        meeting["id"],
        series["name"],
        series["kind"],
        meeting["state"],
        meeting["starts_at"],
        meeting["ends_at"],
        meeting["place"],
        meeting["mode"],
        meeting["version"],
        access.may_minute(uow.actor, facts) is None,
        access.may_lead_series(uow.actor, facts) is None,
        lines,
        None,
        chosen,
        tuple(_attendee(uow, one, recorded, named, *gone) for one in found.people),
        tuple(sorted(named.items(), key=lambda pair: pair[1].casefold())),
    )


def _lines(
    uow: UnitOfWork, items: list[Row], cases: dict[str, stored.ItemCase], sight: Sight
) -> tuple[AgendaLine, ...]:
    shown = {one["id"] for one in items if sight.shown(cases[one["case_id"]])}
    names = case_names(uow, [one["case_id"] for one in items if one["id"] in shown])
    agreed = stored.action_counts(uow, [one["id"] for one in items])
    day = base.today(uow)
    found = []
    for number, one in enumerate(items, 1):
        case, seen = cases[one["case_id"]], one["id"] in shown
        found.append(
            AgendaLine(
                one["id"],
                number,
                one["state"],
                one["planned_minutes"],
                seen,
                names.get(case.case_id, "") if seen else "",
                age_text(case.birth_date, case.expected_date, day, uow.actor.language) if seen else "",
                tuple(json.loads(one["reasons"] or "[]")) if seen else (),
                one["decision"] if seen else None,
                agreed.get(one["id"], 0) if seen else 0,
                one["seconds_used"],
                one["now_since"],
                one["sent_at"],
            )
        )
    return tuple(found)


def _case(
    uow: UnitOfWork,
    line: AgendaLine,
    item: Row,
    known: stored.ItemCase,
    gone: list[rule.TeamMember],
    left: set[str],
    named: dict[str, str],
) -> OneCase:
    case = case_by_id(uow, known.case_id)
    me = uow.actor.user_id
    if me is not None and not stored.looked_lately(uow, known.case_id, me, ONE_LOOK):
        uow.looked_at(known.case_id, [case["child_id"]] if case["child_id"] else [])
    written_at, others = writers(uow, item, named)
    language = uow.actor.language
    return OneCase(
        line,
        known.case_id,
        known.number,
        known.status,
        named.get(case["coordinator_id"] or "", ""),
        tuple((one.name, lists.label(lists.SECTORS, one.sector, language)) for one in gone),
        all(one.user_id in left for one in gone),
        news(uow, case, item["id"]),
        item["update_text"] or "",
        item["development"] or "",
        written_at,
        others,
        goals(uow, case, item["id"]),
        item["decision"],
        item["decision_note"] or "",
        item["financing"] or "unchanged",
        tuple(
            Action(one["id"], one["what"], named.get(one["owner_id"] or "", ""), one["due_on"])
            for one in stored.actions(uow, item["id"])
        ),
    )


def writers(uow: UnitOfWork, item: Row, named: Mapping[str, str]) -> tuple[datetime | None, tuple[str, ...]]:
    """(when the text of the minutes was written last, who else writes in it right now)."""
    mark = json.loads(item["field_versions"] or "{}").get("development") or {}
    at = datetime.fromisoformat(mark["at"]) if mark else None
    writes = at is not None and uow.now - at < WRITES_NOW and mark["by"] != uow.actor.user_id
    return at, (named.get(mark["by"], ""),) if writes else ()


def _attendee(
    uow: UnitOfWork,
    one: query.Member,
    recorded: Mapping[str, Row],
    named: Mapping[str, str],
    leaving: Collection[str],
    left: Collection[str],
) -> Attendee:
    row = recorded.get(one.user_id) or {}
    deputy = row.get("deputy_id") or one.deputy_id
    return Attendee(
        one.user_id,
        one.name,
        lists.label(lists.PROFESSIONS, one.profession, uow.actor.language)
        if one.profession in lists.PROFESSIONS
        else access.role_name(one.profession, uow.actor.language),
        row.get("state"),
        row.get("reason_code"),
        deputy,
        named.get(deputy or "", ""),
        one.user_id in leaving,
        one.user_id in left,
        one.profession == "team_leader",
    )
