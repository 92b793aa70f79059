"""What the forms of the transition know when they open (F-T): for those who see the case, and for owners of
one area and heads of department, who hold a task only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import ADULTS, Row, as_date, today
from workflow_service.casefile.consents import holds
from workflow_service.casefile.facts import planned_meeting
from workflow_service.casefile.sources import Sources, source
from workflow_service.casefile.transition import FLAG, area_of
from workflow_service.errors import Conflict
from workflow_service.forms import Option
from workflow_service.rules.transition import AREAS
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store import casefile_transition as query

STATUS = {
    "red": ("Ikke begyndt", "Not begun"),
    "yellow": ("I gang", "Under way"),
    "green": ("På plads", "In place"),
}
_LISTED = ("areas", "readiness", "confirm")


def transition_plan(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """F-T of somebody who sees the case: the areas as they stand, and what was said before."""
    step = inputs.get("step")
    if step in ("application", "escalation"):
        return own_area(uow, case, inputs)
    plan = query.transition(uow, case["id"])
    if plan is None:
        return {}, {}
    content = plan["content"] or {}
    data: Row = {"own_digital_post": plan["own_digital_post"], "guardianship": plan["guardianship"]}
    sources: Sources = {}
    if step in _LISTED:
        data["areas"] = [_row(uow, one) for one in query.areas(uow, plan["id"])]
        data["plan_type"] = plan["plan_type"]
    if step in ("youth_plan", "holistic_plan"):
        data["plan_text"] = content.get("plan_text")
    contact = content.get("adult_contact") or {}
    if step in ("readiness", "confirm"):
        data["leader_note"] = content.get("sent_back")
    if step == "readiness":
        data |= {f"adult_contact_{key}": contact.get(key) for key in ("name", "role", "phone")}
    met = content.get("meeting_on")
    if step == "invite":
        data["invited"] = _family(uow, case)
    if step == "meeting":
        data |= _invited(uow, case)
        data |= {"young_view": content.get("young_view"), "parents_view": content.get("parents_view")}
    elif met and data["own_digital_post"]:
        told = source("overgangsmødet", "the transition meeting", as_date(met))
        sources["own_digital_post"] = told
    return data, sources


def _family(uow: UnitOfWork, case: Row) -> list[Row]:
    """The young person, the parents, and the coordinator."""
    english = uow.actor.language == "en"
    rows: list[Row] = []
    for one in sorted(
        case_query.persons(uow, case["family_id"]), key=lambda one: one["id"] != case["child_id"]
    ):
        if one["id"] == case["child_id"]:
            rows.append({"name": one["name"], "role": "the young person" if english else "den unge"})
        elif one["relation"] in ADULTS:
            role = lists.label(lists.RELATIONS, one["relation"], uow.actor.language)
            rows.append({"name": one["name"], "role": role})
    found = people.colleagues(uow, (case["coordinator_id"],))
    role = "family coordinator" if english else "familiekoordinator"
    return [*rows, *({"name": one.name, "role": role} for one in found.values())]


def _invited(uow: UnitOfWork, case: Row) -> Row:
    """Those who were invited to the transition meeting, as who took part."""
    meeting = planned_meeting(uow, case["id"], FLAG)
    rows = case_query.attendances(uow, meeting["id"]) if meeting else []
    return {"took_part": [dict(row["who"]) for row in rows] or None}


def _row(uow: UnitOfWork, area: Row) -> Row:
    content = area["content"] or {}
    row = {
        "area": area["area"],
        "area_name": area_name(area["area"], uow.actor.language),
        "status": area["status"],
        "decision": content.get("decision"),
        "owner": area["owner_id"],
        "owner_name": content.get("owner_name"),
        "start_date": area["start_date"].isoformat() if area["start_date"] else None,
        "application": bool(area["application"]) or None,
    }
    return {key: value for key, value in row.items() if value is not None}


def area_name(code: str, language: str) -> str:
    """What an area is called."""
    words = AREAS.get(code)
    return code if words is None else words[1 if language == "en" else 0]


def own_area(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """The one area of an application's task, or where all stand for a head of department; neither shows what
    the young person or the parents said."""
    plan = query.transition(uow, case["id"])
    if plan is None:
        return {}, {}
    language = uow.actor.language
    if inputs.get("step") == "escalation":
        return {"areas_text": areas_text(uow, plan)}, {}
    if inputs.get("step") != "application":
        return {}, {}
    try:
        area = area_of(uow, plan, inputs)
    except Conflict:
        return {}, {}
    content = area["content"] or {}
    return {
        "area_name_now": area_name(area["area"], language),
        "area_decision": content.get("decision"),
        "answer_expected": content.get("answer_expected"),
    }, {}


def areas_text(uow: UnitOfWork, plan: Row) -> str:
    """Where all six areas stand, a line each; nothing of what anybody said."""
    return "\n".join(_line(one, uow.actor.language) for one in query.areas(uow, plan["id"]))


def _line(area: Row, language: str) -> str:
    english = language == "en"
    status = STATUS[area["status"]][1 if english else 0]
    named = area["owner_id"] or (area["content"] or {}).get("owner_name")
    nobody = "nobody responsible yet" if english else "ingen ansvarlig endnu"
    begins = area["start_date"]
    parts = [status, "" if named else nobody]
    if begins:
        parts.append(f"{'begins' if english else 'begynder'} {calendar.short_date(begins, language)}")
    return f"{area_name(area['area'], language)}: {', '.join(filter(None, parts))}"


def young_consents(uow: UnitOfWork, case: Row) -> list[Option]:
    """The consents that the young person gave and that hold today."""
    day = today(uow)
    english = uow.actor.language == "en"
    return [
        Option(
            one["id"],
            f"{'Consent until' if english else 'Samtykke til'} {calendar.short_date(one['valid_to'])}",
        )
        for one in sharing.consents(uow, case["id"])
        if one["giver_id"] == case["child_id"]
        and holds(one, day)
        and any(party["withdrawn_at"] is None for party in one["parties"])
    ]


__all__ = ["STATUS", "area_name", "areas_text", "own_area", "transition_plan", "young_consents"]
