"""A case is set to rest for a time with a reason, and taken up again (domain.md 3, status `paused`).

Nothing stops by it: the law's deadlines and all that the law demands go on, and the status stays where the
course stands. It is shown as resting, and nobody is reminded of the model's and the local deadlines.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile.base import Answers, Row, as_date, case_of, today
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.sources import Sources
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

_AWAKE = {"paused_at": None, "resume_on": None, "pause_reason": None}


def pause_case(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The team leader sets the case to rest until a day. Raises Conflict when it rests already, or for a day
    that is not ahead."""
    case = case_of(uow, call)
    until = as_date(answers.get("resume_on"))
    if case["paused_at"] is not None:
        raise Conflict("case_rests", "Sagen er allerede sat i bero.", "The case is paused already.")
    if until is None or until <= today(uow):
        raise Conflict(
            "resume_day_past",
            "Vælg en dag efter i dag. Så tages sagen op igen af sig selv.",
            "Choose a day after today. The case is then taken up again by itself.",
        )
    values = {"paused_at": uow.now, "resume_on": until, "pause_reason": answers.get("pause_reason")}
    query.change_case(uow, case, values)
    return Result(variables={"resume_on": until.isoformat()})


def resume_case(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The case is taken up again before its day; the form is the document of it."""
    query.change_case(uow, case_of(uow, call), dict(_AWAKE))
    return Result()


def resume_on_day(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The day has come: the case is taken up again by itself, and the journal says so."""
    case = case_of(uow, call)
    query.change_case(uow, case, dict(_AWAKE))
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title="Sagen er taget op igen",
        content={"text": "Den dag, sagen skulle tages op igen, er nået."},
    )
    return Result()


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """Why the case rests, for whoever takes it up again."""
    return ({"rests_because": case["pause_reason"]} if inputs.get("step") == "resume" else {}), {}
