"""The facts the model rules are decided on, fetched once and only as far as the rules asked read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from workflow_service import calendar, rules
from workflow_service.casefile import notification_facts
from workflow_service.casefile.base import Row, case_by_id, today
from workflow_service.rules import (
    ChildView,
    Facts,
    FamilyMember,
    Invited,
    Involvement,
    Measure,
    TransitionArea,
    meetings,
)
from workflow_service.store import UnitOfWork, overrides, parameters
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_transition as transitions

Fetch = Callable[[UnitOfWork, Row], dict[str, Any]]


def facts(uow: UnitOfWork, case_id: str | None, rule_ids: Iterable[str]) -> Facts:
    """The frozen record for these rules; the fields none of them reads stay empty.

    Raises NotFound when `case_id` names no case.
    """
    wanted = rules.needs(rule_ids)
    found: dict[str, Any] = {}
    if wanted:
        case = case_by_id(uow, case_id)
        found["case_id"] = case["id"]
        for fetch in dict.fromkeys(_FETCHERS[name] for name in sorted(wanted) if name in _FETCHERS):
            found |= fetch(uow, case)
    return Facts(today=today(uow), **found)


def family_members(uow: UnitOfWork, case: Row) -> tuple[FamilyMember, ...]:
    """Everybody of the family with what they can be recognised by."""
    custody = {
        one["adult_id"]
        for one in query.relations(uow, case["family_id"])
        if one["custody"] and (one["valid_to"] is None or one["valid_to"] > today(uow))
    }
    return tuple(
        FamilyMember(
            id=one["id"],
            name=one["name"] or "",
            relation=one["relation"],
            birth_date=one["birth_date"],
            phones=tuple(filter(None, [(one["contact"] or {}).get("phone")])),
            emails=tuple(filter(None, [(one["contact"] or {}).get("email")])),
            custody=one["id"] in custody,
        )
        for one in query.persons(uow, case["family_id"])
    )


def _family(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"family": family_members(uow, case)}


def _advisers(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    found = people.users_with_roles(uow, ("child_disability_adviser",))
    return {"advisers": frozenset(one.id for one in found)}


def _user_names(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    # every user, because an expert is often named by hand and may be somebody who works here
    return {"user_names": {one.id: one.name for one in people.users_with_roles(uow, ())}}


def _coordinators(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {
        "coordinator_id": case["coordinator_id"],
        "substitute_id": case["substitute_id"],
        "active_coordinators": tuple(people.holders(uow, "family_coordinator", "case", case["id"])),
    }


def _core_team(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"core_team": frozenset(one.user_id for one in people.team_members(uow, case["team_id"]))}


def _involvements(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {
        "involvements": tuple(
            Involvement(one["person_id"], one["sector"], one["professional"] or "")
            for one in query.family_involvements(uow, case["family_id"])
        )
    }


def _working(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"working_users": people.users_with_case_roles(uow, case["family_id"])}


def _tasks(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"task_users": people.users_with_open_tasks(uow, case["family_id"])}


def _analysis(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    held = case["analysis_held_at"]
    return {"analysis_held": None if held is None else held.astimezone(uow.zone).date()}


def measure_facts(row: Row) -> Measure:
    """One measure row as the rules see it."""
    return Measure(
        row["id"],
        row["kind"],
        bool(row["existing"]),
        bool(row["team_initiated"]),
        row["start"],
        row["decision_id"],
        row["state"],
        followed=row.get("followed_up") is not None,
    )


def _measures(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"measures": tuple(measure_facts(row) for row in query.measures(uow, case["id"]))}


def _child_views(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {
        "child_views": tuple(
            ChildView(
                row["date"],
                tuple(row["how"].split(",")),
                str(row["content"].get("not_by_talk_reason") or ""),
            )
            for row in query.newest_child_views(uow, case["id"])
        )
    }


def oldest_child_view(uow: UnitOfWork) -> date:
    """The day before which a child's view is too old (`child_view_max_age`, three months unless set)."""
    age = parameters.parameter_value(uow, "child_view_max_age", today(uow)) or "P3M"
    back = calendar.add(uow.now, f"-{age}", "calendar", uow.zone, calendar.DANISH_HOLIDAYS)
    return back.astimezone(uow.zone).date()


def _parameters(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    first = parameters.parameter_value(uow, "follow_up_first", today(uow))
    return {"parameters": {"child_view_oldest": oldest_child_view(uow), "follow_up_first": first}}


def planned_meeting(uow: UnitOfWork, case_id: str, type: str) -> Row | None:
    """The meeting of this type that is called and not yet held."""
    return next((m for m in query.meetings(uow, case_id, type) if m["state"] == "planned"), None)


def _invited(uow: UnitOfWork, case: Row, type: str) -> dict[str, Any]:
    meeting = planned_meeting(uow, case["id"], type)
    rows = query.attendances(uow, meeting["id"]) if meeting else []
    return {
        "invited": tuple(
            Invited(
                str((row["who"] or {}).get("name") or ""),
                row["part"],
                row["user_id"],
                row["person_id"],
                str((row["who"] or {}).get("contact") or ""),
            )
            for row in rows
            if row["invited"]
        )
    }


def _plan(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    plans = query.plans(uow, case["id"])
    if not plans:
        return {}
    goals = query.goals(uow, plans[0]["id"])
    return {
        "plan_version": plans[0]["number"],
        "next_follow_up": plans[0]["next_follow_up"],
        "goals_without_owner": sum(not goal["whose_need"] or not goal["sector"] for goal in goals),
    }


def _honour(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"honour_conflict": case["honour_conflict"], "risk_assessed": "risk_assessed" in case["flags"]}


def transition_area_facts(row: Row) -> TransitionArea:
    """One stored area of the transition as INV-17 sees it."""
    content = row["content"] or {}
    owned = bool(row["owner_id"] or content.get("owner_name"))
    return TransitionArea(row["area"], bool(content.get("decision")), owned, row["start_date"])


def _transition_areas(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    plan = transitions.transition(uow, case["id"])
    rows = transitions.areas(uow, plan["id"]) if plan else []
    passed = plan is not None and any(
        one["about_id"] == plan["id"] for one in overrides.of_case(uow, case["id"], "INV-17")
    )
    return {
        "transition_areas": tuple(transition_area_facts(row) for row in rows),
        "areas_asked": plan is not None and bool((plan["content"] or {}).get("asked")),
        "areas_passed": passed,
    }


def _department_heads(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"department_heads": frozenset(transitions.department_heads(uow, case["unit_id"]))}


def held_assessment(uow: UnitOfWork, case_id: str) -> Row | None:
    """The assessment meeting that was held last, with the family or without."""
    return next((one for one in query.meetings(uow, case_id, "assessment") if one["state"] == "held"), None)


def _assessment_meeting(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    held = held_assessment(uow, case["id"])
    if held is None:
        return {}
    if not (held["minutes"] or {}).get("family_declined"):
        return {"assessment_meeting": "held"}
    # approved once: the second offer may be declined without a new round (INV-03)
    approved = overrides.of_case(uow, case["id"], "INV-03")
    return {"assessment_meeting": meetings.APPROVED if approved else meetings.DECLINED}


_FETCHERS: dict[str, Fetch] = {
    "family": _family,
    "advisers": _advisers,
    "user_names": _user_names,
    "coordinator_id": _coordinators,
    "active_coordinators": _coordinators,
    "core_team": _core_team,
    "involvements": _involvements,
    "working_users": _working,
    "task_users": _tasks,
    "analysis_held": _analysis,
    "measures": _measures,
    "child_views": _child_views,
    "parameters": _parameters,
    "invited": partial(_invited, type="analysis"),
    "plan_version": _plan,
    "goals_without_owner": _plan,
    "next_follow_up": _plan,
    "honour_conflict": _honour,
    "assessment_meeting": _assessment_meeting,
    "transition_areas": _transition_areas,
    "areas_asked": _transition_areas,
    "areas_passed": _transition_areas,
    "department_heads": _department_heads,
    "risk_assessed": _honour,
    **notification_facts.FETCHERS,
}
