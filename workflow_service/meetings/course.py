"""The course (process instance) of one meeting: begun by its job, its tasks completed from pages.

Everything goes through the neck: a task of a meeting is completed by `runtime.complete_user_task` like any
other, so that it has its command, its audit event and its operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import runtime
from workflow_service.errors import Conflict
from workflow_service.meetings import cadence
from workflow_service.meetings.base import PROCESSES
from workflow_service.runtime import (
    Advanced,
    Call,
    DueJob,
    Locked,
    Runtime,
    begin_turn,
    complete_user_task,
    from_row,
)
from workflow_service.store import UnitOfWork, running, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row

START = "meeting_is_near"


def begin_occurrence(uow: UnitOfWork, rt: Runtime, job: DueJob) -> None:
    """The job of a meeting falls due: its course begins, whatever became of the one before. A meeting that
    was cancelled, held or begun meanwhile is left alone."""
    meeting = query.meeting_row(uow, job.ref or "")
    if meeting is None or meeting["state"] != "planned" or meeting["instance_id"] is not None:
        return
    series = query.series_row(uow, meeting["series_id"])
    if series is None or series["state"] != "active" or series["kind"] not in PROCESSES:
        return
    begin(uow, rt, meeting, series)


def begin(uow: UnitOfWork, rt: Runtime, meeting: Row, series: Row) -> Advanced:
    """Starts the course of a planned meeting. What D3 B says now goes along as a decision of the course."""
    variables: dict[str, Any] = {
        "meeting_id": meeting["id"],
        "meeting_at": meeting["starts_at"].astimezone(uow.zone).isoformat(),
    }
    if series["kind"] == query.STATUS:
        variables["limits"] = _limits(uow, rt)
    return runtime.start_instance(uow, rt, PROCESSES[series["kind"]], variables, start_event=START)


def _limits(uow: UnitOfWork, rt: Runtime) -> list[dict[str, Any]]:
    return [
        {"acute_or_new": acute, "goals_falling": falling, "transition_year": transition, "weeks": weeks}
        for (acute, falling, transition), weeks in cadence.weeks_undiscussed(uow, rt).items()
    ]


def limits_of(variables: Mapping[str, Any]) -> dict[tuple[bool, bool, bool], int]:
    """D3 B as the course brought it along."""
    return {
        (one["acute_or_new"], one["goals_falling"], one["transition_year"]): int(one["weeks"])
        for one in variables.get("limits") or ()
    }


def own_meeting(uow: UnitOfWork, call: Call) -> tuple[Row, Row]:
    """(meeting, series) that the operation's course is about, locked. Raises Conflict when it is about none,
    or the meeting has gone to another course."""
    meeting_id = str(call.inputs.get("meeting_id") or "")
    query.lock_meeting(uow, meeting_id)
    meeting = query.meeting_row(uow, meeting_id) if meeting_id else None
    series = query.series_row(uow, meeting["series_id"]) if meeting is not None else None
    if meeting is None or series is None or meeting["instance_id"] not in (None, call.instance_id):
        raise Conflict(
            "course_without_meeting",
            "Forløbet hører ikke til et planlagt møde. Møder begynder af sig selv fra deres række.",
            "The course belongs to no planned meeting. Meetings begin by themselves from their series.",
        )
    return meeting, series


def complete(
    uow: UnitOfWork, rt: Runtime, meeting: Row, element: str, answers: Mapping[str, Any]
) -> Advanced:
    """Completes the open task `element` of the meeting's course with `answers`, as the actor. Raises Conflict
    when the course does not wait there, and what the task's operation refuses."""
    task_id = (
        query.open_task(uow, meeting["instance_id"], element, uow.actor.user_id)
        if meeting["instance_id"]
        else None
    )
    row = running.lock_task(uow, task_id) if task_id else None
    if row is None:
        raise Conflict(
            "step_not_open",
            "Mødet er ikke nået hertil, eller trinnet er løst. Hent siden igen.",
            "The meeting has not come to this step, or it is done. Load the page again.",
        )
    locked = from_row(uow, row)
    locked.require_active()
    turn = begin_turn(uow, rt, locked)
    inputs = uow.open(locked.key_id, "user_task", str(row["task_id"]), "inputs", row["inputs"]) or {}
    submission_id = uow.new_id()
    done = complete_user_task(turn, row, inputs, submission_id, dict(answers))
    _keep_answer(uow, locked, row, turn.release.form_ids, submission_id, answers)
    return done


def _keep_answer(
    uow: UnitOfWork,
    locked: Locked,
    row: Mapping[str, Any],
    forms: Mapping[str, str],
    submission_id: str,
    answers: Mapping[str, Any],
) -> None:
    uow.insert(
        tables.form_submission,
        {
            "id": submission_id,
            "instance_id": locked.id,
            "task_id": str(row["task_id"]),
            "case_id": None,
            "element": row["element"],
            "form_key": row["form_key"] or "",
            "form_id": forms.get(row["form_key"] or ""),
            "submitted_by": uow.actor.user_id,
            "submitted_at": uow.now,
            "key_id": locked.key_id,
            "data": uow.seal(locked.key_id, "form_submission", submission_id, "data", dict(answers)),
            "version": 1,
        },
    )
