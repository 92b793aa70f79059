"""Operations of the transition to adulthood (P10, F-T): from the wait for its start to the contact who takes
over. What the young person and the parents say stays in the case file; the process holds ids and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from workflow_service.casefile import clocks, guards, letters, letters_meetings
from workflow_service.casefile.base import (
    Answers,
    Row,
    as_date,
    as_moment,
    case_of,
    named,
    rows_of,
    today,
    with_flags,
)
from workflow_service.casefile.digital_post import write_own
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.facts import planned_meeting, transition_area_facts
from workflow_service.casefile.operations_assessment import write_attendance, write_meeting
from workflow_service.casefile.override_rows import ask_head
from workflow_service.casefile.transition_dates import ADULT_HOUSING, child_reaches
from workflow_service.errors import Conflict
from workflow_service.rules.transition import AREAS, is_settled
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_transition as query
from workflow_service.store.casefile_rows import add, change

FLAG = "transition"
_STARTS = ("transition_housing_age", "transition_age", "transition_letter_age")
_WORDS = (
    "young_view",
    "parents_view",
    "plan_text",
    "no_consent_words",
    "readiness_note",
    "new_consents",
    "no_new_consents_reason",
    "started_note",
)


# -- when it begins (transition_start, D6) ---------------------------------------------------------------


def read_transition_facts(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """What D6 asks: does the family receive support on the ground of the disability, is the child placed, is
    complex adult housing expected; and whether the transition was begun by hand meanwhile."""
    case = case_of(uow, call)
    running = [one for one in case_query.measures(uow, case["id"]) if one["state"] == "started"]
    child = next((p for p in case_query.persons(uow, case["family_id"]) if p["id"] == case["child_id"]), None)
    details = (child["details"] or {}) if child else {}
    return Result(
        variables={
            "transition_begun": query.transition(uow, case["id"]) is not None,
            "receives_support": bool(running),
            "placed": any(one["kind"] == "placement" for one in running),
            "adult_housing_expected": details.get(ADULT_HOUSING) is True,
        }
    )


def find_transition_start(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """Is the age that D6 names (`start_age`, a parameter key) reached? And the next age at which the facts
    are looked at again, because a child may be placed or get support meanwhile."""
    case = case_of(uow, call)
    day = today(uow)
    ahead = [key for key in _STARTS if child_reaches(uow, case, key) > day]
    due = child_reaches(uow, case, str(variables["start_age"])) <= day
    return Result(variables={"start_is_due": due, "next_age": ahead[0] if ahead else None})


def send_transition_letter(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """D6, last rule: at 17 a letter tells what changes at 18, to each custody holder and the young person."""
    case = case_of(uow, call)
    family = letters.family_for_letters(uow, case, with_young=True)
    letters.send_letter(
        uow, case, "transition_letter", family, lambda to: {"to_child": "ja" if to.is_child else ""}
    )
    return Result()


def begin_transition(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P10 begins, once for the case: the flag is set, the six areas stand ready. When the first talk is due:
    `transition_contact_deadline` after the 16th birthday, or after today when that is past.

    Raises Conflict when it has begun before.
    """
    case = case_of(uow, call)
    if query.transition(uow, case["id"]) is not None:
        raise Conflict(
            "transition_begun",
            "Overgangen til voksenlivet er allerede begyndt. Find opgaven på sagens side.",
            "The transition to adulthood has begun already. Find its task on the case page.",
        )
    day = today(uow)
    values = {"case_id": case["id"], "child_id": case["child_id"], "state": "begun", "begun_on": day}
    plan_id = add(uow, tables.transition_plan, case["key_id"], {**values, "content": {}})
    for code in AREAS:
        row = {"case_id": case["id"], "plan_id": plan_id, "area": code, "status": "red", "content": {}}
        add(uow, tables.transition_area, case["key_id"], row)
    case_query.change_case(uow, case, {"flags": with_flags(case, on=[FLAG])})
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title="Overgangen til voksenlivet er begyndt",
        content={"text": "Den unge og forældrene kontaktes, og seks områder skal afklares før 18-års-dagen."},
    )
    due = contact_due(uow, case, day).isoformat()
    return Result(variables={"transition_id": plan_id, "contact_due": due})


def contact_due(uow: UnitOfWork, case: Row, begun: date) -> date:
    """When the first talk of a transition that began that day is due."""
    begins = max(begun, child_reaches(uow, case, "transition_age"))
    return clocks.ends_on(uow, "transition_contact_deadline", begins)


def transition_of(uow: UnitOfWork, case: Row) -> Row:
    """The transition under way. Raises Conflict when there is none."""
    found = query.transition(uow, case["id"])
    if found is None:
        raise Conflict(
            "transition_missing",
            "Overgangen til voksenlivet er ikke begyndt. Start den fra sagens side.",
            "The transition to adulthood has not begun. Start it from the case page.",
        )
    return found


def _amend(uow: UnitOfWork, case: Row, plan: Row, values: Row, more: Row) -> None:
    content = {**(plan["content"] or {}), **more}
    change(uow, tables.transition_plan, case["key_id"], plan["id"], {**values, "content": content})


# -- its steps ------------------------------------------------------------------------------------------


def invite_transition_meeting(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T invite: time, place and who comes; an invitation to the young person and each custody holder."""
    case = case_of(uow, call)
    transition_of(uow, case)
    moved = planned_meeting(uow, case["id"], FLAG) is not None
    values = {"planned_at": as_moment(uow, answers.get("when")), "place": answers.get("place")}
    meeting_id = write_meeting(uow, case, FLAG, {**values, "mode": "physical", "minutes": {}})
    for one in rows_of(answers, "invited"):
        row = {"meeting_id": meeting_id, "part": "family", "who": named(one, "name", "role"), "invited": True}
        add(uow, tables.attendance, case["key_id"], row)
    letters.deliver(uow, case, letters_meetings.transition_invitation(uow, case, answers, moved=moved))
    return Result()


def record_transition_meeting(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T meeting: what the young person wishes and the parents say, and who took part."""
    case = case_of(uow, call)
    there = [named(row, "name", "role") for row in rows_of(answers, "took_part")]
    day = as_date(answers.get("meeting_on"))
    more = {**named(answers, *_WORDS), "took_part": there, "meeting_on": day.isoformat() if day else None}
    _amend(uow, case, transition_of(uow, case), named(answers, "own_digital_post"), more)
    held = as_moment(uow, f"{day.isoformat()}T00:00") if day else None
    values: Row = {"state": "held", "planned_at": held, "held_at": held, "mode": "physical", "minutes": {}}
    meeting_id = write_meeting(uow, case, FLAG, values)
    for one in there:
        row = {"meeting_id": meeting_id, "part": "family", "who": one, "invited": True, "present": True}
        add(uow, tables.attendance, case["key_id"], row)
    write_own(uow, case, answers)
    return Result()


def clarify_areas(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T areas: where each of the six stands; the applications that follow as {id, owner, due}."""
    case = case_of(uow, call)
    plan = transition_of(uow, case)
    write_areas(uow, case, plan, answers, applied_for=True)
    plan_type = str(answers.get("plan_type") or "none")
    _amend(uow, case, plan, {"plan_type": plan_type}, named(answers, *_WORDS))
    uow.flush()
    return Result(variables={"plan_type": plan_type, "applications": _applications(uow, case, plan)})


def write_areas(
    uow: UnitOfWork, case: Row, plan: Row, answers: Answers, *, applied_for: bool = False
) -> None:
    """The rows of a submission into the six areas; a row of no known area is left out. `applied_for`: the
    step asks what is applied for, so that a box without a tick says no; the other steps do not ask."""
    by_code = {one["area"]: one for one in query.areas(uow, plan["id"])}
    for row in rows_of(answers, "areas"):
        known = by_code.get(str(row.get("area")))
        if known is None:
            continue
        values: Row = {
            "status": row.get("status") or known["status"],
            "owner_id": row.get("owner"),
            "start_date": as_date(row.get("start_date")),
            "application": row.get("application") is True if applied_for else known["application"],
            "content": {**(known["content"] or {}), **named(row, "decision", "owner_name")},
        }
        change(uow, tables.transition_area, case["key_id"], known["id"], values)


def _applications(uow: UnitOfWork, case: Row, plan: Row) -> list[Row]:
    """One task for each area that is applied for: its owner with a login, else the coordinator."""
    rows = [one for one in query.areas(uow, plan["id"]) if one["application"]]
    colleagues = people.colleagues(uow, [one["owner_id"] for one in rows])
    last = child_reaches(uow, case, "transition_readiness_age")
    day = today(uow)
    return [
        {
            "id": one["id"],
            "area": one["area"],
            "owner": one["owner_id"] if one["owner_id"] in colleagues else case["coordinator_id"],
            # applied for in good time: before the readiness check, or within a month when that is near
            "due": max(min(one["start_date"] or last, last), day + timedelta(days=30)).isoformat(),
        }
        for one in rows
    ]


def make_transition_plan(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T youth_plan and holistic_plan: the plan's words; the holistic one only with the consent (§ 110).
    Without it the young person gets a youth plan (§ 108)."""
    case = case_of(uow, call)
    plan = transition_of(uow, case)
    holistic = call.inputs.get("step") == "holistic_plan"
    agreed = answers.get("holistic_consent") is True
    values: Row = {"plan_type": "holistic_plan" if holistic and agreed else "youth_plan"}
    if holistic and agreed:
        values["consent_id"] = answers.get("consent")
    _amend(uow, case, plan, values, named(answers, *_WORDS))
    return Result(variables={"holistic_consent": agreed} if holistic else {})


def record_adult_application(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T application: what was applied for in one area, where, and when an answer is expected."""
    case = case_of(uow, call)
    area = area_of(uow, transition_of(uow, case), call.inputs)
    told = named(answers, "applied_where", "applied_on", "answer_expected", "application_text")
    values: Row = {"content": {**(area["content"] or {}), **told}}
    if area["status"] == "red":
        values["status"] = "yellow"
    change(uow, tables.transition_area, case["key_id"], area["id"], values)
    return Result()


def area_of(uow: UnitOfWork, plan: Row, inputs: Mapping[str, Any]) -> Row:
    """The area that a task for one application names. Raises Conflict."""
    wanted = inputs.get("application")
    found = wanted.get("id") if isinstance(wanted, Mapping) else None
    for one in query.areas(uow, plan["id"]):
        if one["id"] == found:
            return one
    raise Conflict(
        "area_missing",
        "Området, opgaven handler om, findes ikke i overgangsplanen.",
        "The area this task is about is not in the transition plan.",
    )


def review_areas(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """At 17 and 17½: are areas open that the heads of both departments must know of? Whoever began after the
    17th birthday is not told of at 17, but at 17½."""
    case = case_of(uow, call)
    plan = transition_of(uow, case)
    missing = [one for one in query.areas(uow, plan["id"]) if not is_settled(transition_area_facts(one))]
    age = str(call.inputs["age_key"])
    late = age == "transition_escalation_age" and plan["begun_on"] > child_reaches(uow, case, age)
    heads = query.department_heads(uow, case["unit_id"])
    return Result(variables={"areas_missing": bool(missing) and bool(heads) and not late, "heads": heads})


def record_head_answer(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T escalation: what a head of department does so that the areas are settled in time."""
    case = case_of(uow, call)
    plan = transition_of(uow, case)
    told = {"by": uow.actor.user_id, "on": today(uow).isoformat(), **named(answers, "head_answer")}
    _amend(uow, case, plan, {}, {"head_answers": [*(plan["content"] or {}).get("head_answers", []), told]})
    return Result()


def record_readiness(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T readiness at 17½: areas settled (INV-17), guardianship, own Digital Post, the adult contact."""
    guards.enforce(uow, call.case_id, ("INV-17",), answers)
    case = case_of(uow, call)
    plan = transition_of(uow, case)
    write_areas(uow, case, plan, answers)
    asked = ask_head(uow, answers, "ready")
    values: Row = named(answers, "guardianship", "own_digital_post")
    if not asked["asked"]:
        values |= {"state": "ready", "ready_at": uow.now}
    contact = {"adult_contact": _contact(answers)} if answers.get("adult_contact_name") else {}
    _amend(uow, case, plan, values, {**named(answers, *_WORDS), **contact, **asked})
    write_own(uow, case, answers)
    return Result(variables={"areas_open": bool(asked["asked"])})


def _contact(answers: Answers) -> Row:
    parts = ("name", "role", "phone")
    return {part: answers[f"adult_contact_{part}"] for part in parts if answers.get(f"adult_contact_{part}")}


def confirm_transition(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F-T confirm at 18: the support has begun, or who answers for it and when (INV-17); new consents."""
    guards.enforce(uow, call.case_id, ("INV-17",), answers)
    case = case_of(uow, call)
    plan = transition_of(uow, case)
    write_areas(uow, case, plan, answers)
    asked = ask_head(uow, answers, "confirmed")
    values: Row = named(answers, "guardianship", "own_digital_post")
    if not asked["asked"]:
        values |= {"state": "confirmed", "confirmed_at": uow.now}
    _amend(uow, case, plan, values, {**named(answers, *_WORDS), **asked})
    write_own(uow, case, answers)
    return Result(variables={"areas_open": bool(asked["asked"])})


def hand_over_to_adult(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F29 adult: who the young person now talks to; the transition is over and its flag is lowered. The
    young person gets a letter with the new contact. Nobody is handed over while a head of department has not
    answered about an open area (INV-17)."""
    guards.enforce(uow, call.case_id, ("INV-17",), answers)
    case = case_of(uow, call)
    plan = transition_of(uow, case)
    held = answers.get("meeting_held") is True
    minutes = named(answers, "what_matters", "agreements", "told_family_at", "family_words")
    minutes |= named(answers, "no_meeting_reason")
    # the moment keeps P11 from taking it for a hand-over under way
    minutes |= {"cause": "adulthood", "handed_over_at": uow.now.isoformat(), "adult": _contact(answers)}
    day = as_date(answers.get("meeting")) if held else None
    at = as_moment(uow, f"{day.isoformat()}T00:00") if day else None
    values = {"case_id": case["id"], "type": "handover", "state": "held" if held else "not_held"}
    values |= {"planned_at": at, "held_at": at, "minutes": minutes, "mode": "physical" if held else None}
    values["place"] = answers.get("meeting_place") if held else None
    meeting_id = add(uow, tables.meeting, case["key_id"], values)
    there: list[Mapping[str, Any]] = [{**row, "present": True} for row in rows_of(answers, "took_part")]
    write_attendance(uow, case, meeting_id, there if held else [], held=True)
    done = {"state": "handed_over", "handed_over_at": uow.now}
    _amend(uow, case, plan, done, {"adult_contact": _contact(answers)})
    case_query.change_case(uow, case, {"flags": with_flags(case, off=[FLAG])})
    _send_contact(uow, case, _contact(answers))
    return Result()


def _send_contact(uow: UnitOfWork, case: Row, contact: Row) -> None:
    family = letters.family_for_letters(uow, case, with_young=True)
    told = ", ".join(str(contact[part]) for part in ("name", "role", "phone") if contact.get(part))
    letters.send_letter(uow, case, "adult_contact", family, {"adult_contact": told})


__all__ = [
    "begin_transition",
    "clarify_areas",
    "confirm_transition",
    "find_transition_start",
    "hand_over_to_adult",
    "invite_transition_meeting",
    "make_transition_plan",
    "read_transition_facts",
    "record_adult_application",
    "record_head_answer",
    "record_readiness",
    "record_transition_meeting",
    "review_areas",
    "send_transition_letter",
    "transition_of",
]
