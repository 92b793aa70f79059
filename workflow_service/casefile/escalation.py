"""What was done about a deadline that was missed (domain.md 9, `escalation_path`)."""

from __future__ import annotations

from workflow_service.casefile.base import Answers, case_of, named
from workflow_service.casefile.documents import write_entry
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork


def record_escalation(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The next role followed up: what was done stands in the journal. Before there is a case there is no
    journal: the answer itself says it."""
    if call.case_id is None:
        return Result()
    case = case_of(uow, call)
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title=f"Overskredet frist: {call.inputs.get('overdue_name') or 'en opgave'}",
        content=named({**call.inputs, **answers}, "overdue_name", "overdue_due", "action", "note"),
        form_key="overdue_deadline",
        submission_id=call.submission_id,
    )
    return Result()
