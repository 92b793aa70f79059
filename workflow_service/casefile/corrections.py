"""Which submitted forms can be corrected, and how the case file follows.

A form can be corrected when what it wrote can be written again in the same place and the course has taken no
way from it: its operation gives the diagram nothing. All others are corrected by a note that names the
document (F00 `corrects`), because the course stands on what was answered.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service.casefile import guards
from workflow_service.casefile.base import Answers, as_moment, case_of, named, rows_of
from workflow_service.casefile.operations_assessment import (
    record_assessment_part,
    record_family_comments,
    write_attendance,
)
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Operation, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import change


def correct_assessment_minutes(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03m hold, again: the minutes, the place and who came, of the meeting that was held. When it was held
    stays: other deadlines are counted from it. Raises Conflict when there is no such meeting."""
    guards.enforce(uow, call.case_id, ("INV-03",), answers)
    case = case_of(uow, call)
    held = next(
        (one for one in query.meetings(uow, case["id"], "assessment") if one["state"] == "held"), None
    )
    when = as_moment(uow, answers.get("when"))
    if held is None or (when is not None and when != held["held_at"]):
        raise Conflict(
            "meeting_moved",
            "Mødets tidspunkt kan ikke rettes her, for frister er regnet fra det. Skriv et notat om det.",
            "The time of the meeting cannot be corrected here: deadlines are counted from it. Write a note.",
        )
    minutes = {**(held["minutes"] or {}), **named(answers, *(held["minutes"] or {}))}
    values = {"mode": answers.get("mode"), "place": answers.get("place"), "minutes": minutes}
    query.clear_attendances(uow, held["id"])
    change(uow, tables.meeting, case["key_id"], held["id"], {**values, "version": held["version"] + 1})
    write_attendance(uow, case, held["id"], rows_of(answers, "attendance"), held=True)
    return Result()


# what a form's operation wrote -> how it is written again
CORRECTIONS: Mapping[str, Operation] = {
    "record_assessment_part": record_assessment_part,
    "record_family_comments": record_family_comments,
    "hold_assessment_meeting": correct_assessment_minutes,
}
