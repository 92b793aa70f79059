"""Operations of intake (P01, P02): the case opens, the family is written down, people are appointed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import (
    active,
    covering,
    family_homes,
    family_writing,
    guards,
    known_family,
    letters_applications,
)
from workflow_service.casefile.base import (
    ADULTS,
    Answers,
    Row,
    as_date,
    case_by_id,
    case_of,
    family_name,
    named,
    rows_of,
    today,
    with_flags,
)
from workflow_service.casefile.handover import give_case
from workflow_service.casefile.involvements import known_to_course
from workflow_service.casefile.notifications_case import adopt_notification
from workflow_service.casefile.operations_decision import receive_applications
from workflow_service.casefile.restricted import HOLD, hold_contact, keep_access, suspect_abuse
from workflow_service.errors import NotFound
from workflow_service.runtime.operations import Call, InstanceFacts, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables, visibility
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_locks import lock_families
from workflow_service.store.casefile_rows import add, change


def open_case(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """Makes the family with its own key and the case file of an instance (P01).

    `variables["family_id"]` names a family that is known already (a sibling's case); it must be visible to
    the actor. The case gets the unit of whoever starts it and that unit's standing core team.
    """
    if call.case_id is not None:
        return Result(variables={"case_id": call.case_id})
    family_id = variables.get("family_id")
    known = _known_family(uow, str(family_id)) if family_id else None
    if known is not None:
        family_id, key_id = known["id"], known["key_id"]
    else:
        family_id = uow.new_id()
        key_id = uow.new_key("family", family_id)
        add(uow, tables.family, key_id, {"id": family_id, "created_at": uow.now})
    unit_id = call.actor.unit_id or query.unit_for_cases(uow)
    team_id = query.team_of_unit(uow, unit_id)
    case_id = add(
        uow,
        tables.case_file,
        key_id,
        {
            "number": call.business_key or call.instance_id,
            "family_id": family_id,
            "instance_id": call.instance_id,
            "status": str(CaseStatus.INTAKE),
            "flags": "[]",
            "team_id": team_id,
            "unit_id": unit_id,
            "opened_at": uow.now,
        },
    )
    facts = InstanceFacts(case_id, key_id, team_id, unit_id)
    told = {"case_id": case_id, "family_id": family_id}
    if not variables.get("notification_id"):
        return Result(variables=told, facts=facts)
    uow.flush()
    case = case_by_id(uow, case_id)
    asked = adopt_notification(uow, case, str(variables["notification_id"]))
    return Result(variables=told, facts=facts, messages=asked)


def _known_family(uow: UnitOfWork, family_id: str) -> Row:
    family = query.family_now(uow, family_id)
    cases = query.cases_of_family(uow, family["id"]) if family else []
    if family is None or not any(visibility.may_see(uow, case_id) for case_id in cases):
        raise NotFound(
            "family_not_found",
            "Familien findes ikke, eller du har ikke adgang til den.",
            "The family does not exist, or you have no access to it.",
        )
    return family


def record_inquiry(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F01a: names the child; an urgent inquiry raises the flag `acute`."""
    case = case_of(uow, call)
    name = str(answers["child"]).strip()
    known = known_family.of_inquiry(uow, case, name, answers)
    case = known.case
    key_id, family_id = case["key_id"], case["family_id"]
    if known.same:
        child_id = known.same[0]
    elif case["child_id"] is None:
        child_id = add(
            uow, tables.person, key_id, {"family_id": family_id, "relation": "child", "name": name}
        )
    else:
        child_id = case["child_id"]
        own = next(one for one in query.persons(uow, family_id) if one["id"] == child_id)
        change(uow, tables.person, own["key_id"], child_id, {"name": name})
    if not case["family_name"]:
        change(uow, tables.family, key_id, family_id, {"display_name": family_name(name)})
    flags = with_flags(case, on=["acute"] if answers.get("acute") is True else [])
    query.change_case(uow, case, {"child_id": child_id, "flags": flags})
    known_family.remember(uow, known, [child_id])
    return Result(variables={"child_id": child_id})


def record_master_data(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F01b: the child's facts, parents with custody and protection each, households, siblings.

    `applied`: the family has applied for something, so that a no to the course is a decision (S02).
    """
    case = case_of(uow, call)
    settled = known_family.of_master_data(uow, case, query.persons(uow, case["family_id"]), answers)
    case = settled.case
    before = family_homes.protection(uow, case["family_id"])
    child_id = _write_family(uow, case, settled, answers)
    family_homes.settle_protection(uow, case, before, answers)
    query.change_case(
        uow, case, {"child_id": child_id, "awareness_date": as_date(answers.get("awareness_date"))}
    )
    types = list(answers.get("support_types") or ())
    elsewhere = "employment_parents" in types or _parents_elsewhere(uow, case)
    applications = rows_of(answers, "applications")
    return Result(
        variables={
            "applied": bool(applications),
            "child_id": child_id,
            "birth_date": answers.get("birth_date"),
            "support_count": len(types),
            "parents_elsewhere": elsewhere,
        },
        messages=receive_applications(uow, case, applications),
    )


def correct_master_data(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F01b on a case that runs: people, homes, custody and Digital Post as they are now. Letters and INV-23
    read the new rows at once. Dates that deadlines are counted from, and applications, have their own
    ways.
    """
    case = case_of(uow, call)
    known = query.persons(uow, case["family_id"])
    child = next((one for one in known if one["id"] == case["child_id"]), {})
    born = child.get("birth_date")
    settled = known_family.of_master_data(uow, case, known, {**answers, "birth_date": born})
    case = settled.case
    before = family_homes.protection(uow, case["family_id"])
    child_id = _write_family(uow, case, settled, answers)
    family_homes.settle_protection(uow, case, before, answers)
    query.change_case(uow, case, {"child_id": child_id})
    return Result()


def _write_family(uow: UnitOfWork, case: Row, settled: known_family.Answered, answers: Answers) -> str:
    """Child, adults, siblings and homes as the form says; the child's id."""
    known = query.persons(uow, case["family_id"])
    child_id = family_writing.write_child(uow, case, known, answers)
    written = [child_id]
    for at, row in enumerate(rows_of(answers, "parents"), 1):
        written.append(family_writing.write_parent(uow, case, known, child_id, row, settled.same.get(at)))
    known_family.remember(uow, settled, written)
    for row in rows_of(answers, "siblings"):
        family_writing.write_sibling(uow, case, known, row)
    uow.flush()
    family_homes.write_homes(uow, case, rows_of(answers, "households"))
    return child_id


def _parents_elsewhere(uow: UnitOfWork, case: Row) -> bool:
    adults = {p["id"] for p in query.persons(uow, case["family_id"]) if p["relation"] in ADULTS}
    rows = query.family_involvements(uow, case["family_id"])
    return any(row["person_id"] in adults for row in rows)


def record_screening(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F02: acute and abuse flags; suspicion of abuse restricts the case (INV-14), an honour-related conflict
    stops letters until the risk is assessed (INV-15).

    `danger_to_report`: it is urgent or abuse is suspected, and nobody has reported it to the acute course
    (P12) before, as a notification does.
    """
    case = case_of(uow, call)
    abuse, honour = answers.get("abuse_suspicion") is True, answers.get("honour_risk") is True
    raised = [
        flag
        for flag, on in (
            ("acute", answers.get("acute") is True),
            ("serious_or_complex", answers.get("serious_or_complex") is True),
            (HOLD, abuse or honour),
        )
        if on
    ]
    query.change_case(uow, case, {"flags": with_flags(case, on=raised)})
    decider = answers.get("decided_by")
    if abuse:
        suspect_abuse(uow, case, [call.actor.user_id], decider)
    elif honour:
        hold_contact(uow, case, "honour", decider)
    if honour and not case["honour_conflict"]:
        change(uow, tables.family, case["key_id"], case["family_id"], {"honour_conflict": True})
    danger = abuse or answers.get("acute") is True
    known = danger and any(one["state"] != "no_danger" for one in notified.acutes(uow, case["id"]))
    if not honour:
        letters_applications.send_receipts(uow, case_of(uow, call))
    return Result(variables={"danger_to_report": danger and not known})


def record_risk_assessment(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F02r: the risk is assessed. Only a low risk lifts the hold on letters, and never a suspicion of abuse;
    otherwise a person writes as the conclusion says."""
    case = case_of(uow, call)
    lift = answers.get("risk_to_child") == "low" and "abuse_suspicion" not in case["flags"]
    flags = with_flags(case, on=["risk_assessed"], off=["contact_hold"] if lift else [])
    query.change_case(uow, case, {"flags": flags})
    if case["restricted"]:
        keep_access(uow, case, list(answers.get("who_may_know") or ()))
    letters_applications.send_receipts(uow, case_of(uow, call))
    return Result()


def appoint_coordinator(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03a: exactly one active coordinator from now on (INV-01, INV-02)."""
    guards.enforce(uow, call.case_id, ("INV-01", "INV-02"), answers)
    case = case_of(uow, call)
    coordinator, substitute = str(answers["coordinator"]), str(answers["substitute"])
    give_case(uow, case, coordinator, substitute)
    # of what came between the screening and today
    letters_applications.send_receipts(uow, case_of(uow, call))
    return Result(variables={"coordinator_id": coordinator, "substitute_id": substitute})


def record_sector_involvements(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03 map: the other open cases in the municipality. What is no longer on the list is closed today."""
    case = case_of(uow, call)
    # an expert who is checked at this moment is checked against what is written here (INV-05)
    lock_families(uow, case["family_id"])
    adults = {p["id"] for p in query.persons(uow, case["family_id"]) if p["relation"] in ADULTS}
    rows = [] if answers.get("no_involvements") is True else rows_of(answers, "sector_involvements")
    wanted = {(str(r["person"]), str(r["sector"]), str(r["professional"]).strip()): r for r in rows}
    for one in query.involvements(uow, case["id"]):
        if wanted.pop((one["person_id"], one["sector"], one["professional"]), None) is None:
            change(uow, tables.sector_involvement, case["key_id"], one["id"], {"closed": today(uow)})
    for (person_id, sector, professional), row in wanted.items():
        add(
            uow,
            tables.sector_involvement,
            case["key_id"],
            {
                "case_id": case["id"],
                "person_id": person_id,
                "sector": sector,
                "professional": professional,
                "opened": as_date(row.get("since")),
            },
        )
    return Result(
        variables={
            "sectors": sorted({str(row["sector"]) for row in rows}),
            "parents_have_measures": any(str(row["person"]) in adults for row in rows),
        }
    )


def confirm_participants(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03 confirm: who of the core team takes part, and other professionals (with or without login)."""
    case = case_of(uow, call)
    for one in query.participants(uow, case["id"]):
        change(uow, tables.case_participant, case["key_id"], one["id"], {"valid_to": uow.now})
    members = {one.user_id: one for one in people.team_members(uow, case["team_id"])}
    chosen = [str(user) for user in answers.get("team_members") or ()]
    query.end_access(uow, case["id"], uow.now, "core_team_member", keep=chosen)
    holding = set(people.holders(uow, "core_team_member", "case", case["id"]))
    base = {"case_id": case["id"], "valid_from": uow.now}
    for user_id in chosen:
        member = members.get(user_id)
        part = {
            "part": "core_team",
            "user_id": user_id,
            "profession": member.profession if member else None,
            "sector": member.sector if member else None,
        }
        add(uow, tables.case_participant, case["key_id"], {**base, **part})
        if user_id not in holding:
            people.grant(uow, user_id, "core_team_member", case["id"], "participant")
    covering.lend_new(uow, case["id"], [(one, "core_team_member") for one in chosen if one not in holding])
    others = rows_of(answers, "case_professionals")
    for row in others:
        person = {
            "part": "case_professional",
            "person": named(row, "name", "phone", "email"),
            "profession": row.get("profession"),
            "sector": row.get("sector"),
        }
        add(uow, tables.case_participant, case["key_id"], {**base, **person})
    return Result(variables={"participants_count": len(chosen) + len(others)})


def record_checkin(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F09: a talk with the family; the rhythm of the check-ins is counted from it, and an important
    development goes to the next status meeting. What the first talk says of the child's way of taking part
    and of an interpreter is kept with the child."""
    case = case_of(uow, call)
    step = call.inputs.get("step")
    messages = active.asked_family(uow, case, today(uow))
    if answers.get("development_flag") is True:
        active.report_development(uow, case, "checkin", answers.get("how_is_it"))
    details = named(answers, "child_participation", "child_through", "interpreter")
    if details and step == "first_talk":
        child = next(p for p in query.persons(uow, case["family_id"]) if p["id"] == case["child_id"])
        merged = {**(child["details"] or {}), **details}
        change(uow, tables.person, child["key_id"], child["id"], {"details": merged})
    # before the plan is made the course asks again whom the family has cases with
    now = known_to_course(uow, case) if step == "review" else {}
    # the period's own check-in goes on by itself
    return Result(variables=now, messages=() if step == "checkin" else messages)
