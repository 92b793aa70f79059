"""Operations of a change of coordinator (P11): the successor, the three-way meeting, the summary, and the one
moment in which case and open tasks change hands (INV-01, INV-02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import covering, guards, letters
from workflow_service.casefile.base import (
    Answers,
    Row,
    as_date,
    as_moment,
    case_of,
    named,
    rows_of,
    today,
)
from workflow_service.casefile.minutes import amend_minutes
from workflow_service.casefile.operations_assessment import write_attendance
from workflow_service.casefile.sources import Sources, source
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, parameters, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_handover as handover_query
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_rows import add

_RULES = ("INV-01", "INV-02")
MEETING = "handover"
PLANNED = "planned"


def choose_successor(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F29 successor: who takes over, and the substitute. Nothing changes hands yet (INV-02)."""
    guards.enforce(uow, call.case_id, _RULES, answers)
    case = case_of(uow, call)
    minutes = named(answers, "cause", "cause_text", "new_contact", "substitute", "reason")
    minutes["course"] = call.instance_id
    open_one = _meeting(uow, case)
    if open_one is None:
        base = {"case_id": case["id"], "type": MEETING, "state": PLANNED, "minutes": minutes}
        add(uow, tables.meeting, case["key_id"], base)
    else:
        # the first choice could not take over: another one goes on with the same hand-over
        amend_minutes(uow, case, open_one, {}, minutes)
    return Result(
        variables={
            "new_coordinator_id": str(answers["new_contact"]),
            "new_substitute_id": str(answers["substitute"]),
        }
    )


def _meeting(uow: UnitOfWork, case: Row) -> Row | None:
    """The hand-over that is under way."""
    rows = query.meetings(uow, case["id"], MEETING)
    return next((one for one in rows if not (one["minutes"] or {}).get("handed_over_at")), None)


def what_matters(meetings: Iterable[Row]) -> str:
    """What matters to the family, as the newest hand-over among a case's meetings says it."""
    told = [one["minutes"] for one in meetings if one["type"] == MEETING and one["minutes"]]
    told = [one for one in told if one.get("what_matters")]
    newest: Row = max(told, key=lambda one: str(one.get("handed_over_at") or ""), default={})
    return str(newest.get("what_matters") or "")


def _under_way(uow: UnitOfWork, case: Row) -> Row:
    found = _meeting(uow, case)
    if found is None:
        raise Conflict(
            "handover_missing",
            "Der er ikke valgt en ny koordinator endnu. Start »Skift koordinator« fra sagens side.",
            "No new coordinator has been chosen yet. Start “Change coordinator” from the case page.",
        )
    return found


def record_handover_meeting(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F29 meeting: the family met both coordinators, or why it did not; when it was told."""
    case = case_of(uow, call)
    meeting = _under_way(uow, case)
    held = answers.get("meeting_held") is True
    day = as_date(answers.get("meeting")) if held else None
    at = as_moment(uow, f"{day.isoformat()}T00:00") if day else None
    values: Row = {
        "mode": "physical" if held else None,
        "planned_at": at,
        "held_at": at,
        "place": answers.get("meeting_place") if held else None,
        "state": "held" if held else "not_held",
    }
    more = named(answers, "no_meeting_reason", "family_words", "told_family_at")
    amend_minutes(uow, case, meeting, values, more)
    query.clear_attendances(uow, meeting["id"])
    there = rows_of(answers, "took_part") if held else []
    rows: list[Mapping[str, Any]] = [{**row, "present": True} for row in there]
    write_attendance(uow, case, meeting["id"], rows, held=True)
    return Result()


def record_handover_summary(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F29 summary: what the new coordinator must know without asking the family again."""
    guards.enforce(uow, call.case_id, ("INV-02",), {})
    case = case_of(uow, call)
    more = named(answers, "what_matters", "open_tasks", "agreements")
    amend_minutes(uow, case, _under_way(uow, case), {}, more)
    return Result()


def transfer_case(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P11: in one transaction the case gets its new coordinator and substitute, the old one's role on it
    ends, and the old one's open tasks become the new one's: there is no moment with none or two (INV-02).
    The successor may have lost the role since the choice; that is refused, and the diagram goes back."""
    coordinator, substitute = str(variables["new_coordinator_id"]), str(variables["new_substitute_id"])
    chosen = {"new_contact": coordinator, "substitute": substitute}
    guards.enforce(uow, call.case_id, _RULES, chosen)
    case = case_of(uow, call)
    before = case["coordinator_id"]
    if before is not None:
        # tasks before the case: whoever completes one holds its instance and may then write the case
        _move_tasks(uow, case, before, coordinator, call.instance_id)
    give_case(uow, case, coordinator, substitute)
    meeting = _meeting(uow, case)
    if meeting is not None:
        amend_minutes(uow, case, meeting, {}, {"before": before, "handed_over_at": uow.now.isoformat()})
    uow.flush()
    guards.enforce(uow, call.case_id, ("INV-02",), {})
    return Result()


def give_case(uow: UnitOfWork, case: Row, coordinator: str, substitute: str) -> None:
    """Exactly one active coordinator from this moment on, and the substitute (INV-02)."""
    query.end_access(uow, case["id"], uow.now, "family_coordinator", keep=[coordinator])
    if coordinator not in people.holders(uow, "family_coordinator", "case", case["id"]):
        people.grant(uow, coordinator, "family_coordinator", case["id"], "assigned")
        covering.lend_new(uow, case["id"], [(coordinator, "family_coordinator")])
    query.change_case(uow, case, {"coordinator_id": coordinator, "substitute_id": substitute})


def _move_tasks(uow: UnitOfWork, case: Row, before: str, after: str, own_instance: str) -> None:
    """Every open task of the old coordinator goes to the new one; a task lent to a colleague comes back to
    the new one. Each with its own event in its instance's chain."""
    for known in handover_query.open_tasks_of(uow, case["id"], before, own_instance):
        covering.move_task(uow, str(known["id"]), before, after)


def send_contact_card(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P11: the letter with the new contact card, to each custody holder and the young person."""
    case = case_of(uow, call)
    family = letters.family_for_letters(uow, case, with_young=True)
    letters.send_letter(
        uow, case, "contact_card", family, lambda to: {"to_child": "ja" if to.is_child else ""}
    )
    return Result()


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """What F29 knows when it opens."""
    meeting = _meeting(uow, case)
    minutes: Row = (meeting["minutes"] or {}) if meeting is not None else {}
    found = people.colleagues(uow, (case["coordinator_id"], minutes.get("new_contact")))
    now_one, next_one = found.get(case["coordinator_id"]), found.get(str(minutes.get("new_contact")))
    if inputs.get("step") == "successor":
        loads = people.caseloads(uow)
        advisers = people.users_with_roles(uow, ("child_disability_adviser",))
        return {
            "caseloads": {one.id: loads.get(one.id, 0) for one in advisers},
            "caseload_norm": parameters.parameter_value(uow, "caseload_norm", today(uow)),
            "current_coordinator": case["coordinator_id"],
            "current_name": now_one.name if now_one else "–",
            "substitute": case["substitute_id"],
        }, {}
    data: Row = {"successor_name": next_one.name if next_one else None}
    if inputs.get("step") != "summary":
        return data, {}
    # the hand-over's own tasks stay where they are, as `transfer_case` leaves them
    rows = handover_query.open_tasks_of(uow, case["id"], case["coordinator_id"] or "", minutes.get("course"))
    data["open_tasks"] = "\n".join(_task_line(uow, one) for one in rows) or None
    return {**data, **_plan_words(uow, case)}, _plan_sources(uow, case)


def _task_line(uow: UnitOfWork, task: Mapping[str, Any]) -> str:
    due = uow.moment(task["due_at"])
    when = f", frist {calendar.short_date(due.astimezone(uow.zone).date())}" if due else ""
    return f"{task['name']}{when}"


def _plan_words(uow: UnitOfWork, case: Row) -> Row:
    """The family's own wish, from the plan in force."""
    plans = query.plans(uow, case["id"])
    return {"what_matters": (plans[0]["content"] or {}).get("family_vision")} if plans else {}


def _plan_sources(uow: UnitOfWork, case: Row) -> Sources:
    plans = query.plans(uow, case["id"])
    approved = plans[0]["approved_at"] if plans else None
    if approved is None:
        return {}
    return {"what_matters": source("planen", "the plan", approved.astimezone(uow.zone).date())}
