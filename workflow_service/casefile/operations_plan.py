"""Operations of the common plan (P05) and of the end of the course (P01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflow_service import rules
from workflow_service.casefile import guards, lists, measure_changes
from workflow_service.casefile.base import (
    Answers,
    Row,
    as_date,
    case_by_id,
    case_of,
    child_of,
    named,
    rows_of,
    with_flags,
)
from workflow_service.casefile.facts import facts, measure_facts
from workflow_service.casefile.financing_operations import end_agreements, tell_of_new_plan
from workflow_service.casefile.involvements import known_to_course
from workflow_service.casefile.letters_plan import send_plan
from workflow_service.casefile.transition_dates import ADULT_HOUSING, facts_changed
from workflow_service.errors import Conflict, Invalid
from workflow_service.runtime.ending import end_courses
from workflow_service.runtime.operations import Call, OutMessage, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store.casefile_rows import add, change

_WORST = ("disagree", "partly", "agree")


def current_draft(uow: UnitOfWork, case: Row) -> Row:
    """The plan being written: the open draft, or a new version."""
    plans = query.plans(uow, case["id"])
    if plans and plans[0]["state"] == "draft":
        return plans[0]
    values: Row = {
        "case_id": case["id"],
        "number": plans[0]["number"] + 1 if plans else 1,
        "state": "draft",
        "content": {},
        "written_at": uow.now,
    }
    plan_id = add(uow, tables.common_plan, case["key_id"], values)
    return {"next_follow_up": None, "approved_at": None, "version": 1, **values, "id": plan_id}


def draft_of(uow: UnitOfWork, case: Row) -> Row:
    """The plan being written. Raises Conflict when none is."""
    plans = query.plans(uow, case["id"])
    if not plans or plans[0]["state"] != "draft":
        raise Conflict(
            "plan_missing",
            "Der er ingen plan under arbejde. Skriv målene først.",
            "No plan is being written. Write the goals first.",
        )
    return plans[0]


def amend(uow: UnitOfWork, case: Row, plan: Row, more: Row, **clear: Any) -> None:
    """Adds to what a plan says (`more`, sealed) and changes its columns (`clear`)."""
    values = {"content": {**(plan["content"] or {}), **more}, "version": plan["version"] + 1, **clear}
    change(uow, tables.common_plan, case["key_id"], plan["id"], values)


def write_sector_goals(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 sector_goals: the goals of other sectors' plans, kept until they are merged into the common one."""
    case = case_of(uow, call)
    plan = current_draft(uow, case)
    amend(uow, case, plan, {"sector_goals": rows_of(answers, "goals")})
    return Result(variables={"plan_id": plan["id"]})


def write_goals(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 goals: the family's goals, each with its stable id, whose need and which sector (INV-07)."""
    guards.enforce(uow, call.case_id, ("INV-07",), answers)
    case = case_of(uow, call)
    plan = current_draft(uow, case)
    more = named(answers, "family_vision", "child_words", "family_tasks")
    amend(uow, case, plan, more, scope=answers.get("scope"), written_at=uow.now)
    # a goal that is known keeps its latest score, however often the draft is written again
    known = {one["goal_uid"]: one["latest"] for one in query.goals(uow, plan["id"])}
    query.clear_goals(uow, plan["id"])
    for position, row in enumerate(rows_of(answers, "goals")):
        latest = known.get(str(row.get("goal_uid")), row.get("baseline"))
        add_goal(uow, case, plan["id"], row, position, latest)
    return Result(variables={"plan_id": plan["id"]})


def add_goal(
    uow: UnitOfWork, case: Row, plan_id: str, row: Mapping[str, Any], position: int, latest: int | None
) -> None:
    """Writes a goal into a draft: a form's row or a stored goal; without a `goal_uid` it is a new one."""
    add(
        uow,
        tables.goal,
        case["key_id"],
        {
            "plan_id": plan_id,
            "goal_uid": row.get("goal_uid") or uow.new_id(),
            "goal_type": row["goal_type"],
            "horizon": row["horizon"],
            "text": row["text"],
            "indicator": row.get("indicator"),
            "whose_need": row["whose_need"],
            "from_family": row.get("from_family") is True,
            "baseline": row.get("baseline"),
            "target": row.get("target"),
            "latest": latest,
            "sector": row["sector"],
            "responsible": row.get("responsible"),
            "start": as_date(row.get("start")),
            "end": as_date(row.get("end")),
            "source_plan": row.get("source_plan"),
            "legal_basis": row.get("legal_basis"),
            "position": position,
        },
    )


def merge_existing_plans(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P05, 4: the goals of other sectors' plans join the common plan, with their source; each once. Also
    returns in which sectors the family has cases by now."""
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    goals = query.goals(uow, plan["id"])
    known = {_squeezed(goal["text"]) for goal in goals}
    merged = 0
    for row in rows_of(plan["content"] or {}, "sector_goals"):
        if _squeezed(str(row["text"])) not in known:
            known.add(_squeezed(str(row["text"])))
            source = {"source_plan": row.get("source_plan") or "other"}
            add_goal(uow, case, plan["id"], {**row, **source}, len(goals) + merged, row.get("baseline"))
            merged += 1
    return Result(variables={"merged_goals": merged, **known_to_course(uow, case)})


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


def propose_measures(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 measures: what is proposed, and what runs already. Nothing starts here (INV-06, INV-21)."""
    guards.enforce(uow, call.case_id, ("INV-06", "INV-16"), answers)
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    rows = rows_of(answers, "measures")
    known = {one["id"]: one for one in query.measures(uow, case["id"])}
    kept = {str(row.get("measure_uid")) for row in rows}
    undecided: list[str] = []
    for one in known.values():
        if one["state"] == "proposed" and one["id"] not in kept:
            query.drop_measure(uow, one["id"])
    for at, row in enumerate(rows):
        values = measure_values(case, plan, row)
        measure_id = str(row.get("measure_uid"))
        state = known[measure_id]["state"] if measure_id in known else "proposed"
        if state != "proposed":
            _keep_running(known[measure_id], values, at)
            change(uow, tables.measure, case["key_id"], measure_id, {"goal_uid": values["goal_uid"]})
        elif measure_id not in known:
            state = "started" if row.get("existing") is True else "proposed"
            measure_id = add(uow, tables.measure, case["key_id"], {**values, "state": state})
        elif state == "proposed":
            change(uow, tables.measure, case["key_id"], measure_id, values)
        if state == "proposed" and rules.needs_decision(
            measure_facts({**values, "id": measure_id, "state": state})
        ):
            undecided.append(measure_id)
    amend(uow, case, plan, {}, next_follow_up=as_date(answers.get("next_follow_up")))
    return Result(
        variables={"measures_count": len(rows), "undecided": undecided},
        messages=expect_adult_housing(uow, case, answers),
    )


def _keep_running(before: Row, values: Row, at: int) -> None:
    """What runs already stands on the list, and serves a goal. Nothing else of it is proposed here, and no
    other measure is written over it unseen. Raises Invalid."""
    if not measure_changes.differs(before, values):
        return
    name = lists.label(lists.MEASURES, before["catalogue_item"], "da")
    english = lists.label(lists.MEASURES, before["catalogue_item"], "en")
    da = f"»{name}« er allerede i gang og ændres ikke her. Skriv en ny indsats på en ny linje."
    en = f'"{english}" runs already and is not changed here. Write a new measure on a new line.'
    raise Invalid("measure_runs", da, en, {f"measures.{at}.kind": [da]})


def expect_adult_housing(uow: UnitOfWork, case: Row, answers: Answers) -> tuple[OutMessage, ...]:
    """F07: is a home for adults expected (D6)? It is known of the child, and a changed answer wakes the wait
    for the transition."""
    told = answers.get(ADULT_HOUSING)
    child = child_of(case, query.persons(uow, case["family_id"])) if told is not None else None
    if child is None or (child["details"] or {}).get(ADULT_HOUSING) == told:
        return ()
    details = {**(child["details"] or {}), ADULT_HOUSING: told}
    change(uow, tables.person, case["key_id"], child["id"], {"details": details})
    return facts_changed(uow, case)


def measure_values(case: Row, plan: Row, row: Mapping[str, Any]) -> Row:
    """A form's row as the values of a measure."""
    return {
        "case_id": case["id"],
        "plan_id": plan["id"],
        "goal_uid": row.get("goal"),
        "kind": str(row["kind"]),
        "catalogue_item": row.get("catalogue_item"),
        "sector": row.get("sector"),
        "purpose": row.get("purpose"),
        "expected_duration": row.get("expected_duration"),
        "provider": row.get("provider"),
        "start": as_date(row.get("start")),
        "end": as_date(row.get("end")),
        "cost": row.get("cost"),
        "intrusiveness": row.get("intrusiveness"),
        "existing": row.get("existing") is True,
        "team_initiated": row.get("team_initiated") is True,
        "decision_id": row.get("decision_ref"),
    }


def start_measures(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P05, 7a and P06: starts what is decided (INV-21) and not held back; the rest waits for its decision.

    Raises Invalid, which stops the instance visibly, when something would start before the analysis meeting
    (INV-06).
    """
    case = case_of(uow, call)
    if call.inputs.get("plan_id"):
        # a revision (P06): what runs is changed or ended, and what waited for consent may begin
        plan = draft_of(uow, case)
        amend(uow, case, plan, {"measure_changes": measure_changes.carry_out(uow, case, plan)})
    started = 0
    for row in query.measures(uow, case["id"]):
        ready = row["state"] == "proposed" and not row["held_back"]
        if ready and not rules.needs_decision(measure_facts(row)):
            _start(uow, case, row)
            started += 1
    due = None if call.inputs.get("plan_id") else _child_plan_due(uow, case)
    # a revision may end support, which D6 asks about, too
    woken = facts_changed(uow, case) if started or call.inputs.get("plan_id") else ()
    return Result(variables={"started_measures": started, "child_plan_due": due}, messages=woken)


def _child_plan_due(uow: UnitOfWork, case: Row) -> str | None:
    """The day (ISO) by which a decision wants a child's plan (barnets lov § 91); None when none does."""
    found = [one["plan_due"] for one in decided.decisions(uow, case["id"]) if one["plan_due"]]
    return min(found).isoformat() if found else None


def start_measure(uow: UnitOfWork, case_id: str, measure_id: str) -> None:
    """Starts one proposed measure outside the diagram, under the same rules (INV-06, INV-21).

    Raises NotFound, Conflict when it is not waiting to start, Invalid when a rule forbids it.
    """
    case = case_by_id(uow, case_id)
    row = next((one for one in query.measures(uow, case_id) if one["id"] == measure_id), None)
    if row is None or row["state"] != "proposed" or row["held_back"]:
        raise Conflict(
            "measure_not_waiting",
            "Indsatsen venter ikke på at starte.",
            "The measure is not waiting to start.",
        )
    _start(uow, case, row)


def _start(uow: UnitOfWork, case: Row, row: Row) -> None:
    known = facts(uow, case["id"], ("INV-06",))
    going = replace(known, measures=(measure_facts({**row, "state": "proposed"}),))
    broken = rules.check("INV-06", going, {})
    gone = replace(known, measures=(measure_facts({**row, "state": "started"}),))
    guards.refuse([*broken, *rules.check("INV-21", gone, {})], uow.actor.language)
    change(uow, tables.measure, case["key_id"], row["id"], {"state": "started", "started_at": uow.now})


def record_agreement(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 agree: each party's answer in their own words. Disagreement is recorded, it stops nothing; the
    worst answer counts. The child was heard (INV-12), support has its next date (INV-16)."""
    guards.enforce(uow, call.case_id, ("INV-12", "INV-16"), answers)
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    rows = rows_of(answers, "agreements")
    said = {str(row.get("answer")) for row in rows}
    agreement = next((one for one in _WORST if one in said), "agree")
    rhythm = {"checkin_rhythm": answers["checkin_rhythm"]} if answers.get("checkin_rhythm") else {}
    amend(uow, case, plan, {"agreements": rows}, agreement=agreement, **rhythm)
    flag = ["disagreement"]
    agreed = agreement == "agree"
    flags = with_flags(case, on=[] if agreed else flag, off=flag if agreed else [])
    query.change_case(uow, case, {"flags": flags})
    return Result(variables={"agreement": agreement})


def decide_disagreement(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 disagreement: the plan goes on; the parts the leader names do not start."""
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    amend(uow, case, plan, named(answers, "leader_decision"))
    withheld = {str(one) for one in answers.get("not_started") or ()}
    for row in query.measures(uow, case["id"]):
        if row["id"] in withheld and row["state"] == "proposed":
            change(uow, tables.measure, case["key_id"], row["id"], {"held_back": True})
    return Result()


def approve_plan(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 approve: the team leader approves the version; from the second one on with a reason (INV-07)."""
    guards.enforce(uow, call.case_id, ("INV-07",), {"approved": True, **answers})
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    amend(
        uow,
        case,
        plan,
        {},
        change_reason=answers.get("change_reason"),
        approved_at=uow.now,
        approved_by=uow.actor.user_id,
    )
    return Result(variables={"plan_id": plan["id"]})


def publish_plan(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P05, 10: the version becomes the active plan, the one before stays readable, the family gets its own
    print (INV-07, INV-23)."""
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    if plan["approved_at"] is None:
        raise Conflict(
            "plan_not_approved",
            "Planen er ikke godkendt endnu. Bed teamlederen om at godkende den.",
            "The plan is not approved yet. Ask the team leader to approve it.",
        )
    for earlier in query.plans(uow, case["id"]):
        if earlier["state"] == "active":
            _carry_scores(uow, case, earlier, plan)
            change(uow, tables.common_plan, case["key_id"], earlier["id"], {"state": "superseded"})
    amend(
        uow, case, plan, {"measures": measure_changes.record(query.measures(uow, case["id"]))}, state="active"
    )
    send_plan(uow, case, {**plan, "state": "active"})
    told = tell_of_new_plan(uow, case) if plan["number"] > 1 else ()
    return Result(variables={"plan_id": plan["id"], "plan_version": plan["number"]}, messages=told)


def _carry_scores(uow: UnitOfWork, case: Row, before: Row, after: Row) -> None:
    """What was scored on the plan in force while the next version was written counts there, too."""
    scored = {one["goal_uid"]: one["latest"] for one in query.goals(uow, before["id"])}
    for goal in query.goals(uow, after["id"]):
        latest = scored.get(goal["goal_uid"], goal["latest"])
        if latest != goal["latest"]:
            change(uow, tables.goal, case["key_id"], goal["id"], {"latest": latest})


def close_case(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P01: the case is closed; the access it gave and its joint financing end. Twice changes nothing."""
    case = case_of(uow, call)
    if case["status"] != CaseStatus.CLOSED:
        closed = {"status": str(CaseStatus.CLOSED), "closed_at": uow.now}
        query.change_case(uow, case, {**closed, "paused_at": None, "resume_on": None, "pause_reason": None})
        query.end_access(uow, case["id"], uow.now)
        end_courses(uow, case["id"], call.instance_id)
        return Result(messages=end_agreements(uow, case["id"]))
    return Result()


def enter_phase(uow: UnitOfWork, case_id: str, phase: str) -> None:
    """The case's status follows the diagram (`oef:phase`). A closed case stays closed; a phase that is no
    status changes nothing."""
    if phase not in set(CaseStatus):
        return
    case = case_by_id(uow, case_id)
    if case["status"] not in (phase, CaseStatus.CLOSED):
        query.change_case(uow, case, {"status": phase})
