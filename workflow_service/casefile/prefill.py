"""What a form already knows when it opens: the answers of earlier steps, and where each of them is from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from workflow_service import access
from workflow_service.casefile import (
    absences,
    access_file,
    acute,
    assessment_parts,
    consents,
    coordination,
    financing_prefill,
    handover,
    misdirected,
    network,
    notifications,
    overrides,
    parallel,
    pausing,
    prefill_active,
    prefill_analysis,
    prefill_decision,
    prefill_family,
    prefill_plan,
    prefill_report,
    prefill_transition,
    status_meetings,
    turning_adult,
)
from workflow_service.casefile.base import ADULTS, Row, case_by_id, local_text, today
from workflow_service.casefile.facts import held_assessment, planned_meeting
from workflow_service.casefile.sources import Sources, source
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people


@dataclass(frozen=True)
class Prefilled:
    """`data` by field key; `sources` by field path, {"da": …, "en": …}, for fields from earlier steps."""

    data: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def prefill(
    uow: UnitOfWork,
    case_id: str,
    form_key: str,
    element: str,
    inputs: Mapping[str, Any],
    asks: Collection[str] = (),
) -> Prefilled:
    """The data of a form in one case; `inputs` are the task's own (step, part, expert ...), which come along.

    An actor who holds the task but does not see the case gets of the inputs those the form `asks` for
    (`Form.asks`), and of the case what the task is about (`access.form_extent`). Raises NotFound when there
    is no such case.
    """
    case = case_by_id(uow, case_id)
    forms = _FORMS
    if access.form_extent(uow.actor, _facts(case)) == access.Extent.TASK:
        forms, inputs = _OWN, {name: value for name, value in inputs.items() if name in asks}
    build = _REPORTED.get(form_key) or forms.get(form_key)
    data, sources = build(uow, case, inputs) if build else ({}, {})
    clean = {key: value for key, value in data.items() if value is not None}
    return Prefilled({**inputs, **clean}, {path: one for path, one in sources.items() if path in clean})


def prefill_without_case(uow: UnitOfWork, form_key: str, inputs: Mapping[str, Any]) -> Prefilled:
    """The data of a form whose course has no case: a notification before its family is known, an absence, the
    meeting of the coordination group."""
    if form_key == absences.FORM:
        data, sources = absences.prefill(uow, inputs)
    elif form_key == coordination.FORM:
        data, sources = coordination.prefill(uow, inputs), {}
    else:
        data, sources = notifications.prefill(uow, form_key, inputs)
    return Prefilled({**inputs, **{key: value for key, value in data.items() if value is not None}}, sources)


Built = tuple[Row, Sources]


def _facts(case: Row) -> access.CaseFacts:
    return access.CaseFacts(
        case["id"],
        case["team_id"],
        case["unit_id"],
        case["status"],
        bool(case["restricted"]),
        frozenset(case["flags"]),
    )


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _notification(key: str, uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    return notifications.prefill(uow, key, inputs)


def _inquiry(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    return {"received_at": local_text(uow, case["opened_at"])}, {}


def _screening(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    if "acute" not in case["flags"]:
        return {}, {}
    opened = case["opened_at"].astimezone(uow.zone).date()
    return {"acute": True}, {"acute": source("henvendelsen", "the inquiry", opened)}


def _coordinator(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    loads = people.caseloads(uow)
    advisers = people.users_with_roles(uow, ("child_disability_adviser",))
    return {
        "caseloads": {one.id: loads.get(one.id, 0) for one in advisers},
        "caseload_norm": parameters.parameter_value(uow, "caseload_norm", today(uow)),
        "coordinator": case["coordinator_id"],
        "substitute": case["substitute_id"],
    }, {}


def _participants(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    if inputs.get("step") in ("map", "correct"):
        rows = query.involvements(uow, case["id"])
        mapped = [
            {
                "involvement": row["id"],
                "person": row["person_id"],
                "sector": row["sector"],
                "professional": row["professional"],
                "since": _day(row["opened"]),
            }
            for row in rows
        ]
        none = {"no_involvements": True} if inputs.get("step") == "correct" and not mapped else {}
        return {"sector_involvements": mapped or None, **none}, {}
    proposed = inputs.get("proposed_professions")
    data: Row = {}
    if isinstance(proposed, list):
        members = people.team_members(uow, case["team_id"])
        data["proposed_members"] = [one.user_id for one in members if one.profession in proposed]
        data["team_members"] = data["proposed_members"]
    present = query.participants(uow, case["id"])
    if present:
        data["team_members"] = [one["user_id"] for one in present if one["part"] == "core_team"]
        data["case_professionals"] = [
            {**one["person"], "profession": one["profession"], "sector": one["sector"]}
            for one in present
            if one["part"] == "case_professional" and one["person"]
        ]
    return data, {}


def _note(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    return {"date": _day(today(uow)), "closes_task": inputs.get("closes_task") is not False}, {}


def _assessment_meeting(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    planned = planned_meeting(uow, case["id"], "assessment")
    if inputs.get("step") == "hold" and planned is not None:
        rows = query.attendances(uow, planned["id"])
        data: Row = {
            "when": local_text(uow, planned["planned_at"]),
            "place": planned["place"],
            "mode": planned["mode"],
            "attendance": [{"name": row["who"]["name"], "role": row["who"].get("role")} for row in rows],
            **(planned["minutes"] or {}),
        }
        told = source("indkaldelsen", "the invitation", planned["planned_at"].astimezone(uow.zone).date())
        return data, dict.fromkeys(data, told)
    data = {"mode": "physical", "attendance": _meeting_people(uow, case), **_child_ways(uow, case)}
    held = held_assessment(uow, case["id"])
    # the team leader wants a new meeting instead of going on without the family (INV-03)
    data["leader_note"] = ((held["minutes"] or {}) if held else {}).get("sent_back")
    return data, {}


def _meeting_people(uow: UnitOfWork, case: Row) -> list[Row]:
    """The parents, the child, the coordinator and the participants of the core team."""
    persons = query.persons(uow, case["family_id"])
    listed = [{"name": one["name"], "role": one["relation"]} for one in persons if one["relation"] in ADULTS]
    listed += [{"name": one["name"], "role": "child"} for one in persons if one["id"] == case["child_id"]]
    present = query.participants(uow, case["id"])
    found = people.colleagues(uow, (case["coordinator_id"], *(one["user_id"] for one in present)))
    if case["coordinator_id"] in found:
        listed.append({"name": found[case["coordinator_id"]].name, "role": "coordinator"})
    for one in present:
        if one["user_id"] in found and one["user_id"] != case["coordinator_id"]:
            listed.append({"name": found[one["user_id"]].name, "role": "core_member"})
        elif one["person"]:
            listed.append({"name": one["person"]["name"], "role": "case_professional"})
    return listed


def _child_ways(uow: UnitOfWork, case: Row) -> Row:
    persons = query.persons(uow, case["family_id"])
    child: Row = next((one for one in persons if one["id"] == case["child_id"]), {})
    details = child.get("details") or {}
    return {key: details.get(key) for key in ("child_participation", "child_through", "interpreter")}


def _own_child_view(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    return {"date": _day(today(uow))}, {}


def _child_view(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    return {"child": case["child_id"], "date": _day(today(uow)), "about": case["status"]}, {}


def _common_plan(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    data, sources = prefill_plan.common_plan(uow, case, inputs)
    if inputs.get("step") == "agree":
        data["consents"] = consents.summary(uow, case)
    return data, sources


_FORMS: Mapping[str, Callable[[UnitOfWork, Row, Mapping[str, Any]], Built]] = {
    "inquiry": _inquiry,
    "master_data": prefill_family.master_data,
    "screening": _screening,
    "coordinator_appointment": _coordinator,
    "case_participants": _participants,
    "note": _note,
    "agreed_action": status_meetings.prefill,
    "assessment_meeting": _assessment_meeting,
    "child_view": _child_view,
    "assessment_parts": assessment_parts.prefill,
    "ics_assessment": prefill_report.ics_assessment,
    "joint_report": prefill_report.joint_report,
    "analysis_invitation": prefill_analysis.invitation,
    "access_request": access_file.prefill,
    "misdirected_letter": misdirected.prefill,
    "breach_assessment": misdirected.prefill,
    "consent": consents.prefill,
    "expert_declaration": prefill_analysis.declaration,
    "analysis_minutes": prefill_analysis.analysis_minutes,
    "common_plan": _common_plan,
    "decision": prefill_decision.decision,
    "party_hearing": prefill_decision.hearing,
    "complaint": prefill_decision.complaint,
    "financing_split": financing_prefill.prefill,
    "closure": prefill_active.closure,
    "closure_proposal": prefill_active.closure_proposal,
    "follow_up": prefill_active.follow_up,
    "family_checkin": prefill_plan.checkin,
    "handover": handover.prefill,
    "network_meeting": network.prefill,
    "transition_plan": prefill_transition.transition_plan,
    "leader_approval": overrides.prefill,
    "birth_date": turning_adult.prefill,
    "case_pause": pausing.prefill,
    "parallel_support": parallel.prefill,
}

# read by whoever holds the task: what was reported, and nothing else of the case
_REPORTED: Mapping[str, Callable[[UnitOfWork, Row, Mapping[str, Any]], Built]] = {
    **{key: partial(_notification, key) for key in notifications.FORMS},
    "acute_assessment": acute.prefill,
}

# for those who hold the task and do not see the case
_OWN: Mapping[str, Callable[[UnitOfWork, Row, Mapping[str, Any]], Built]] = {
    # the log auditor assesses a breach without seeing the case: the form has no list of it
    "breach_assessment": misdirected.prefill,
    "note": _note,
    "agreed_action": status_meetings.prefill,
    "child_view": _own_child_view,
    "expert_declaration": prefill_analysis.declaration,
    # a grant authority reads its own decisions (domain.md 4)
    "decision": prefill_decision.decision,
    "complaint": prefill_decision.complaint,
    # controller and grant authorities read financing data, no assessment text (domain.md 4)
    "financing_split": financing_prefill.prefill,
    "ics_assessment": prefill_report.own_assessment,
    "network_meeting": network.own_agreement,
    # the owner of one area, and a head of department who is asked to settle what is missing
    "transition_plan": prefill_transition.own_area,
    # a leader is asked whether a rule may be passed by: who asks, and why
    "leader_approval": overrides.prefill,
}
