"""Reopening a closed case: a new course on the same case file, with a coordinator from the first moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import covering, guards
from workflow_service.casefile.base import Answers, Row, case_of
from workflow_service.casefile.handover import give_case
from workflow_service.casefile.involvements import known_to_course
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, InstanceFacts, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people


def reopen_case(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The closed case is active again: same number, family, plan and history; exactly one coordinator
    (INV-01, INV-02), and the core team that took part sees it again. Consents, agreements on expenses and
    measures that ended stay ended. Raises Conflict unless it is closed and has a plan that was approved."""
    case = case_of(uow, call)
    if case["status"] != CaseStatus.CLOSED:
        raise Conflict("case_open", "Sagen er ikke afsluttet.", "The case is not closed.")
    _approved_plan(uow, case)
    guards.enforce(uow, case["id"], ("INV-01", "INV-02"), answers)
    coordinator, substitute = str(answers["coordinator"]), str(answers["substitute"])
    query.change_case(uow, case, {"status": str(CaseStatus.ACTIVE), "closed_at": None})
    give_case(uow, case, coordinator, substitute)
    team = [
        one["user_id"]
        for one in query.participants(uow, case["id"])
        if one["part"] == "core_team" and one["user_id"] and one["user_id"] != coordinator
    ]
    for user_id in team:
        people.grant(uow, user_id, "core_team_member", case["id"], "participant")
    covering.lend_new(uow, case["id"], [(one, "core_team_member") for one in team])
    return Result(
        facts=InstanceFacts(case["id"], case["key_id"], case["team_id"], case["unit_id"], coordinator)
    )


def _approved_plan(uow: UnitOfWork, case: Row) -> Row:
    plan = next((one for one in query.plans(uow, case["id"]) if one["state"] != "draft"), None)
    if plan is None:
        raise Conflict(
            "case_without_plan",
            "Sagen blev afsluttet, før der var en plan. Opret en ny henvendelse i stedet.",
            "The case was closed before there was a plan. Register a new inquiry instead.",
        )
    return plan


def take_up_case(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P01, a reopened case: what the course goes on with, from the case file: the plan approved after
    its analysis meeting (INV-06), the report, the sectors, the child. Raises Conflict without such a plan, so
    that no case passes by the meeting on this way."""
    case = case_of(uow, call)
    plan = _approved_plan(uow, case)
    persons = query.persons(uow, case["family_id"])
    child = next((one for one in persons if one["id"] == case["child_id"]), None)
    reports = query.reports(uow, case["id"])
    born = child["birth_date"] if child else None
    return Result(
        variables={
            "child_id": case["child_id"],
            "birth_date": born.isoformat() if born else None,
            # it was in the target group when it got its plan
            "eligibility": "eligible",
            "coordinator_id": case["coordinator_id"],
            "plan_id": plan["id"],
            "report_id": reports[0]["id"] if reports else None,
            **known_to_course(uow, case),
        }
    )
