"""Starting a course on a case that exists: a network meeting, a hand-over, an access request.

A process says with `oef:startable="case"` that it runs on a case, with `oef:startRoles` who may start it
there (without it the coordinator and the team leader), with `oef:startOnce="true"` that one at a time is
enough, with `oef:startOnClosed="true"` that a closed case has it too, with `"only"` that an open one has it
not; with `oef:startFromAge="15"` and `oef:startBeforeAge="18"` how old the child must be, with
`oef:startUnlessFlag="transition"` that a case with this flag has it already, with
`oef:startBeforeAnalysis="true"` that it is for the time before the analysis meeting only. `oef:startLabel` is
the text of the button; its English stands in the process's twin under the same name. `oef:startGroup` says
among which others it stands on the case page (`START_GROUPS`). `oef:endsWithCase="true"` says that it ends
when the case is closed (`ending`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from workflow_service import access, calendar
from workflow_service.engine import ProcessInfo
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.runtime import closed_cases
from workflow_service.runtime.instance import Locked
from workflow_service.runtime.releases import Release
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork
from workflow_service.store import on_case as query

# what a course begun by hand is about, in the order in which a page offers them
START_GROUPS = ("support", "letters", "facts", "course")
DEFAULT_ROLES = "family_coordinator, team_leader"


def startable_on_case(info: ProcessInfo) -> bool:
    """Is this a process that is started on a case that exists?"""
    return info.attributes.get("startable") == "case"


def _for_closed(info: ProcessInfo) -> bool:
    return info.attributes.get("startOnClosed") in ("true", "only")


def _age(uow: UnitOfWork, row: Mapping[str, Any]) -> int | None:
    """Whole years of the case's child today; None when nobody knows, or the child is not born yet."""
    born = row["birth_date"]
    day = born if isinstance(born, date) or born is None else date.fromisoformat(str(born))
    return None if day is None else calendar.ages(day, uow.now.astimezone(uow.zone).date())


def fits(uow: UnitOfWork, info: ProcessInfo, row: Mapping[str, Any]) -> bool:
    """Is the child of the case (a row of `store.on_case`) of the age this process is for, and does the case
    not have it already?"""
    least, before = info.attributes.get("startFromAge"), info.attributes.get("startBeforeAge")
    flag = info.attributes.get("startUnlessFlag")
    if info.attributes.get("startOnClosed") == "only" and row["status"] != CaseStatus.CLOSED:
        return False
    if _too_late(info, row):
        return False
    if flag and flag in orjson.loads(row["flags"] or "[]"):
        return False
    if least is None and before is None:
        return True
    age = _age(uow, row)
    return age is not None and int(least or 0) <= age and (before is None or age < int(before))


def _too_late(info: ProcessInfo, row: Mapping[str, Any]) -> bool:
    """Is it for the time before the analysis meeting, and the meeting is held?"""
    return info.attributes.get("startBeforeAnalysis") == "true" and row["analysis_held_at"] is not None


def start_label(release: Release, key: str, language: str) -> str:
    """What the button says; the process's own name when the diagram gives no text for it."""
    info = release.diagrams.processes[key]
    if language == "en":
        english = release.texts.get(key, {}).get(key, {})
        return str(english.get("startLabel") or english.get("name") or info.name)
    return info.attributes.get("startLabel") or info.name


def start_group(release: Release, key: str) -> str | None:
    """One of `START_GROUPS`; None when the diagram names none of them."""
    named = release.diagrams.processes[key].attributes.get("startGroup")
    return named if named in START_GROUPS else None


def case_facts(row: Mapping[str, Any]) -> access.CaseFacts:
    """What access decides on, from a row of `store.on_case`."""
    return access.CaseFacts(
        str(row["case_id"]),
        None if row["team_id"] is None else str(row["team_id"]),
        None if row["unit_id"] is None else str(row["unit_id"]),
        str(row["status"]),
        bool(row["restricted"]),
        frozenset(orjson.loads(row["flags"] or "[]")),
    )


def startable_on(uow: UnitOfWork, release: Release, row: Mapping[str, Any]) -> list[str]:
    """Keys of the processes the actor may start on the case of this row, in the order of their names."""
    case = case_facts(row)
    found = [
        info
        for info in release.diagrams.processes.values()
        if startable_on_case(info)
        # others begin by a message only
        and any(start.kind == "none" for start in info.starts)
        and (case.status != CaseStatus.CLOSED or _for_closed(info))
        and access.may_start_on_case(uow.actor, case, roles_of(info)) is None
        and fits(uow, info, row)
    ]
    return [info.key for info in sorted(found, key=lambda info: info.name)]


def roles_of(info: ProcessInfo) -> frozenset[str]:
    """Who may start it on a case."""
    named = info.attributes.get("startRoles", DEFAULT_ROLES).split(",")
    return frozenset(role.strip() for role in named if role.strip())


def bind(uow: UnitOfWork, info: ProcessInfo, locked: Locked, case: str) -> dict[str, Any]:
    """Makes the new instance one of the case (its id or number): its number, key, team and coordinator; the
    variables it begins with, among them `started_by` (null when a message or the clock started it). Whoever
    may not see the case learns nothing of it.

    Raises `NotFound`, `Forbidden`, `Conflict` (closed, or one runs already).
    """
    row = query.lock_case(uow, case)
    if row is None:
        raise NotFound(access.NOT_SEEN.code, access.NOT_SEEN.da, access.NOT_SEEN.en)
    facts = case_facts(row)
    access.require_sight(access.may_see_case(uow.actor, facts))
    access.require(access.may_start_on_case(uow.actor, facts, roles_of(info)))
    if facts.status == CaseStatus.CLOSED and not _for_closed(info):
        raise Conflict(
            "case_closed",
            f"Sagen er afsluttet. Derfor kan »{info.name}« ikke startes på den.",
            f"The case is closed, so “{info.name}” cannot be started on it.",
        )
    if facts.status != CaseStatus.CLOSED and info.attributes.get("startOnClosed") == "only":
        raise Conflict(
            "case_open",
            f"Sagen er ikke afsluttet. Derfor kan »{info.name}« ikke startes på den.",
            f"The case is not closed, so “{info.name}” cannot be started on it.",
        )
    if _too_late(info, row):
        raise Conflict(
            "analysis_held",
            f"Analysemødet er holdt. »{info.name}« er til tiden før mødet; ny støtte skrives nu i planen.",
            f"The analysis meeting has been held. “{info.name}” is for the time before it; new support is now"
            " written in the plan.",
        )
    if not fits(uow, info, row):
        raise Conflict(
            "not_for_this_child",
            f"»{info.name}« passer ikke til barnets alder, eller det er allerede i gang. Sagens side viser,"
            " hvad der kan startes.",
            f"“{info.name}” does not fit the child's age, or it is under way already. The case page shows"
            " what can be started.",
        )
    if info.attributes.get("startOnce") == "true" and query.running(uow, facts.case_id, info.key):
        raise Conflict(
            "already_running_on_case",
            f"»{info.name}« er allerede i gang i sagen. Find opgaven på sagens side.",
            f"“{info.name}” is already under way in this case. Find its task on the case page.",
        )
    uow.looked_at(facts.case_id)
    locked.case_id, locked.business_key = facts.case_id, str(row["number"])
    locked.team_id, locked.unit_id = facts.team_id, facts.unit_id
    locked.key_id = str(row["key_id"])
    locked.coordinator_id = None if row["coordinator_id"] is None else str(row["coordinator_id"])
    locked.restricted, locked.case_status, locked.case_flags = facts.restricted, facts.status, row["flags"]
    closed_cases.take_up(uow, locked, info, locked.coordinator_id)
    child_id = None if row["child_id"] is None else str(row["child_id"])
    return {
        "case_id": facts.case_id,
        "family_id": str(row["family_id"]),
        "child_id": child_id,
        "started_by": uow.actor.user_id,
    }


def takes(uow: UnitOfWork, info: ProcessInfo, case: str | None) -> bool:
    """Can a message start it on this case: there is one, and not closed to it?"""
    row = query.lock_case(uow, case) if case else None
    return row is not None and (row["status"] != CaseStatus.CLOSED or _for_closed(info))


def under_way(uow: UnitOfWork, info: ProcessInfo, case: str | None) -> str | None:
    """The course that a second start on this case would double, where the process says once; a message that
    asks for what is under way already is answered by it."""
    if info.attributes.get("startOnce") != "true" or case is None:
        return None
    row = query.lock_case(uow, case)
    return None if row is None else query.running(uow, str(row["case_id"]), info.key)


def require_place(info: ProcessInfo, case: str | None) -> None:
    """Raises `Invalid` when a process that belongs to a case gets none, or another one gets one."""
    if startable_on_case(info) and case is None:
        raise Invalid(
            "case_needed",
            f"»{info.name}« hører til en sag. Start det fra sagens side.",
            f"“{info.name}” belongs to a case. Start it from the case page.",
            {"case_id": ["Angiv sagen. / Name the case."]},
        )
    if case is not None and not startable_on_case(info):
        raise Invalid(
            "not_for_a_case",
            f"»{info.name}« kan ikke startes på en sag, der findes.",
            f"“{info.name}” cannot be started on a case that exists.",
            {"case_id": ["Udelad den. / Leave it out."]},
        )
