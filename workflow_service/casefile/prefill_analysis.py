"""What the forms of the analysis meeting (P04) know when they open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import lists
from workflow_service.casefile.base import Row, first_name, local_text, today
from workflow_service.casefile.facts import planned_meeting
from workflow_service.casefile.letters import analysis_letter_text
from workflow_service.casefile.operations_analysis import consent_identifiable, suggested
from workflow_service.casefile.sources import Sources, source
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people

Built = tuple[Row, Sources]

_CONFLICTS = {
    "team_role": (
        "Fagpersonen arbejder allerede med familien. Vælg en anden. (Regel 5)",
        "The professional already works with the family. Choose another. (Rule 5)",
    ),
    "task": (
        "Fagpersonen har en opgave i familiens sag. Vælg en anden. (Regel 5)",
        "The professional has a task in the family's case. Choose another. (Rule 5)",
    ),
    "sector_involvement": (
        "Denne fagperson har en sag med familien. Vælg en anden. (Regel 5)",
        "This professional has a case with the family. Choose another. (Rule 5)",
    ),
}


def invitation(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F06a: who is called, what the experts get, the letter to the family, the names that are replaced."""
    meeting = planned_meeting(uow, case["id"], "analysis")
    if inputs.get("step") == "inform_family":
        persons = query.persons(uow, case["family_id"])
        child = next((one for one in persons if one["id"] == case["child_id"]), None)
        letter = analysis_letter_text(uow, case, first_name(child["name"]) if child else "barnet", meeting)
        return {"letter": letter, "family_informed_at": today(uow).isoformat()}, {}
    if inputs.get("step") == "pseudonymise":
        persons = query.persons(uow, case["family_id"])
        rows = [
            {"original": name, "replacement": lists.label(lists.RELATIONS, one["relation"], "da")}
            for one in persons
            for name in dict.fromkeys((one["name"], first_name(one["name"])))
        ]
        return {"replacements": rows or None}, {}
    members = [one.user_id for one in people.team_members(uow, case["team_id"])]
    minutes = (meeting["minutes"] or {}) if meeting else {}
    data: Row = {
        "consent_identifiable": consent_identifiable(uow, case),
        "core_members": members or None,
        "mode": meeting["mode"] if meeting else "physical",
        "place": meeting["place"] if meeting else None,
        "when": local_text(uow, meeting["planned_at"]) if meeting else None,
        "questions": minutes.get("questions"),
        "material_form": minutes.get("material_form") or "pseudonymised",
        "delivery": minutes.get("delivery"),
        "experts": _experts(uow, case, meeting),
        "conflict_reason": _conflict(uow, inputs),
    }
    return data, {}


def _experts(uow: UnitOfWork, case: Row, meeting: Row | None) -> list[Row] | None:
    """Those invited already, else the first of the register whom nothing ties to the family."""
    if meeting is not None:
        rows = [r for r in query.attendances(uow, meeting["id"]) if r["part"] == "external_expert"]
        keys = ("register_id", "name", "organisation", "expertise", "contact")
        return [{key: row["who"][key] for key in keys if row["who"].get(key)} for row in rows] or None
    least = int(parameters.parameter_value(uow, "external_experts_min", today(uow)) or 2)
    return [
        {
            "register_id": one.id,
            "name": one.name,
            "organisation": one.organisation,
            "expertise": one.expertise,
            "contact": one.contact,
        }
        for one in suggested(uow, case)[:least]
    ] or None


def _conflict(uow: UnitOfWork, inputs: Mapping[str, Any]) -> str | None:
    words = _CONFLICTS.get(str(inputs.get("conflict_reason")))
    return None if words is None else words[1 if uow.actor.language == "en" else 0]


def declaration(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """The declaration of one expert: whose it is."""
    expert = inputs.get("expert")
    name = expert.get("name") if isinstance(expert, Mapping) else None
    return {"expert_name": name}, {}


def analysis_minutes(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F06b: who was called, and the support that runs."""
    if inputs.get("step") == "approve":
        return {}, {}
    meeting = planned_meeting(uow, case["id"], "analysis")
    running = [
        lists.label(lists.MEASURES, one["catalogue_item"], uow.actor.language)
        for one in query.measures(uow, case["id"])
        if one["state"] == "started"
    ]
    data: Row = {"existing_support": ", ".join(running) or None}
    if meeting is None:
        return data, {}
    rows = query.attendances(uow, meeting["id"])
    data["attendance"] = [{"name": row["who"]["name"], "role": row["who"].get("role")} for row in rows]
    planned = meeting["planned_at"]
    told = source("indkaldelsen", "the invitation", planned.astimezone(uow.zone).date() if planned else None)
    return data, {"attendance": told}
