"""Operations of support beside the assessment (barnets lov § 32, stk. 4; § 95, stk. 2): described with the
reason why it cannot wait, decided by S02, and begun before the analysis meeting (INV-06)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import active, early
from workflow_service.casefile.base import Answers, Row, as_date, case_of, today
from workflow_service.casefile.documents import write_note
from workflow_service.casefile.sources import Sources
from workflow_service.casefile.transition_dates import facts_changed
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import add, change


def propose_parallel_support(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """What the family needs beside the assessment, why it cannot wait, and what is hoped. It becomes a
    measure that waits for its decision. Raises Conflict when the analysis meeting is held or the case is
    closed: support then belongs in the plan."""
    case = case_of(uow, call)
    if case["analysis_held_at"] is not None or case["status"] == CaseStatus.CLOSED:
        raise Conflict(
            "analysis_held",
            "Analysemødet er holdt, eller sagen er afsluttet. Skriv støtten i planen i stedet, og luk"
            " opgaven.",
            "The analysis meeting has been held, or the case is closed. Write the support in the plan"
            " instead, and give the task up.",
        )
    hoped = str(answers.get("hoped_for") or "").strip()
    values: Row = {
        "case_id": case["id"],
        "kind": "supportive",
        "catalogue_item": answers.get("catalogue_item"),
        "sector": answers.get("sector"),
        "purpose": f"{answers.get('purpose') or ''}\n\n{hoped}".strip(),
        "expected_duration": answers.get("expected_duration"),
        "provider": answers.get("provider"),
        "start": as_date(answers.get("start")),
        "cost": answers.get("cost"),
        "team_initiated": True,
        "state": "proposed",
    }
    measure_id = add(uow, tables.measure, case["key_id"], values)
    early.allow(uow, case, measure_id, early.PARALLEL, str(answers.get("parallel_reason") or ""))
    return Result(variables={"measure_id": measure_id})


def start_parallel_support(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """What was granted begins, before the analysis meeting when it is not held. A refusal, and support that
    somebody with custody does not consent to, start nothing. `first_visit` and `visit_due` (ISO days): when
    the task of the first follow-up comes, and its last day."""
    case = case_of(uow, call)
    measure_id = call.inputs.get("measure_id")
    allowed, row = early.allowed(uow, case, measure_id), early.ready(uow, case, measure_id)
    if allowed is None or row is None:
        return Result(variables={"begun": False, "first_visit": None, "visit_due": None})
    early.begin(uow, case, row, allowed)
    due = _measure(uow, case, measure_id)["next_follow_up"]
    return Result(
        variables={
            "begun": True,
            "first_visit": active.visit_opens(uow, due).isoformat(),
            "visit_due": due.isoformat(),
        },
        # the transition to adulthood asks whether support runs (D6)
        messages=facts_changed(uow, case),
    )


def check_parallel_follow_up(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """Is the first follow-up still to be done here? Not when the support has ended, and not when a plan
    holds, whose visits (P07) then follow it up."""
    case = case_of(uow, call)
    row = _measure(uow, case, call.inputs.get("measure_id"))
    planned = active.active_plan(uow, case["id"]) is not None
    waits = row.get("state") == "started" and row["followed_up"] is None and not planned
    return Result(variables={"follow_up_here": waits})


def record_parallel_follow_up(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The first follow-up before there is a plan, as a note. The whole visit (F08f) comes as soon as the plan
    holds, since the investigation has ended then (barnets lov § 95, stk. 2)."""
    case = case_of(uow, call)
    row = _measure(uow, case, call.inputs.get("measure_id"))
    if row.get("state") == "started" and row["followed_up"] is None:
        change(uow, tables.measure, case["key_id"], row["id"], {"next_follow_up": None})
    return write_note(uow, call, answers)


def _measure(uow: UnitOfWork, case: Row, measure_id: object) -> Row:
    return next((one for one in query.measures(uow, case["id"]) if one["id"] == measure_id), {})


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """It begins today, unless somebody says another day."""
    return {"start": today(uow).isoformat()}, {}


OPERATIONS = (
    propose_parallel_support,
    start_parallel_support,
    check_parallel_follow_up,
    record_parallel_follow_up,
)
