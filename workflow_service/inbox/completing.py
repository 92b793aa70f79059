"""Completing a user task: the main job, a straight line (design.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service import access, casefile
from workflow_service.casefile import attachments
from workflow_service.forms import Form, FormContext
from workflow_service.forms.sheet import sheet
from workflow_service.inbox.facts import TaskRow, lock_open
from workflow_service.runtime import Runtime, Turn, begin_turn, complete_user_task
from workflow_service.runtime.context import parameter_value
from workflow_service.runtime.neck import call_of
from workflow_service.store import UnitOfWork, tables


@dataclass(frozen=True)
class Completed:
    """`task_ids` are the tasks this completion opened, in the order of the diagram."""

    task_id: str
    instance_id: str
    case_id: str | None
    state: str
    task_ids: tuple[str, ...]


def complete_task(uow: UnitOfWork, runtime: Runtime, task_id: str, variables: Mapping[str, Any]) -> Completed:
    """Completes an open task with what the person answered.

    `variables` are judged by the task's form in the instance's release, if it has one: hidden, disabled and
    unknown fields are dropped. Raises `NotFound`, `Forbidden`, `Conflict` (finished by somebody, instance not
    active), `Invalid` per field, or what a model rule says. Nothing is changed then.
    """
    task = lock_open(uow, task_id)
    uow.crash("after-lock")
    access.require(access.may_complete(uow.actor, task.facts))
    turn = begin_turn(uow, runtime, task.locked)
    inputs = read_inputs(uow, task)
    form = turn.release.form(task.row["form_key"]) if task.row["form_key"] else None
    context = None if form is None else _context(uow, runtime, task, form, inputs)
    clean = _judge(form, context, variables)
    uow.crash("after-validation")
    submission_id = uow.new_id()
    advanced = complete_user_task(turn, task.row, inputs, submission_id, clean)
    _keep_answer(turn, task, form, submission_id, clean)
    if turn.locked.case_id is not None and form is not None and context is not None:
        _file_document(turn, task, form, submission_id, clean, context)
    return Completed(
        task.id, advanced.locked.id, advanced.locked.case_id, advanced.locked.state, advanced.task_ids
    )


def read_inputs(uow: UnitOfWork, task: TaskRow) -> dict[str, Any]:
    """The element's input mapping as it was when the task opened."""
    opened = uow.open(task.locked.key_id, "user_task", task.id, "inputs", task.row["inputs"])
    return dict(opened or {})


def form_context(
    uow: UnitOfWork,
    runtime: Runtime,
    task: TaskRow,
    form: Form,
    known: Mapping[str, Any],
    now: datetime | None = None,
) -> FormContext:
    """What the form may ask at its step: options come from the same queries that fill the page. `now`: the
    moment it is judged at, when that is not now (a correction)."""
    parameters = runtime.parameters(uow)
    moment = now or uow.now
    today = moment.astimezone(uow.zone).date()
    return FormContext(
        language="en" if uow.actor.language == "en" else "da",
        now=moment,
        zone=uow.zone,
        variables=known,
        options={
            source: casefile.options(uow, task.locked.case_id, source, task.locked.id, task.id)
            for source in sorted(form.sources_at(known.get("step")))
        },
        parameter=lambda key: parameter_value(parameters, key, today),
    )


def _context(
    uow: UnitOfWork, runtime: Runtime, task: TaskRow, form: Form, inputs: Mapping[str, Any]
) -> FormContext:
    """The form's context with what the server prefilled, read only when the form looks at it."""
    known = dict(inputs)
    if form.needs_prefill and task.locked.case_id is not None:
        prefilled = casefile.prefill(
            uow, task.locked.case_id, form.key, task.row["element"], inputs, form.asks
        )
        known = dict(prefilled.data)
    elif form.needs_prefill:
        known = dict(casefile.prefill_without_case(uow, form.key, inputs).data)
    return form_context(uow, runtime, task, form, known)


def _judge(form: Form | None, context: FormContext | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What the form lets through. A task without a form takes what a program sends."""
    if form is not None and context is not None:
        return dict(form.load(variables, context))
    return dict(variables)


def _keep_answer(
    turn: Turn, task: TaskRow, form: Form | None, submission_id: str, clean: Mapping[str, Any]
) -> None:
    """The submission as it was answered, immutable; and no draft any more."""
    uow, locked = turn.uow, turn.locked
    uow.insert(
        tables.form_submission,
        {
            "id": submission_id,
            "instance_id": locked.id,
            "task_id": task.id,
            "case_id": locked.case_id,
            "element": task.row["element"],
            "form_key": form.key if form else "",
            "form_id": turn.release.form_ids.get(form.key) if form else None,
            "submitted_by": uow.actor.user_id,
            "on_behalf_of": uow.actor.on_behalf_of,
            "submitted_at": uow.now,
            "key_id": locked.key_id,
            "data": uow.seal(locked.key_id, "form_submission", submission_id, "data", dict(clean)),
            "version": 1,
        },
    )
    uow.batch.delete(tables.task_draft, {"tenant_id": uow.tenant_id, "task_id": task.id})
    files = attachments.named_in(clean) if form is not None else []
    if files:
        attachments.file_with(uow, task.id, files, submission_id, locked.case_id)


def _file_document(
    turn: Turn,
    task: TaskRow,
    form: Form,
    submission_id: str,
    clean: Mapping[str, Any],
    context: FormContext,
) -> None:
    """Every completed form becomes one document of the case (domain.md 3, Journal)."""
    element = turn.release.diagrams.element(task.row["task_process"], task.row["element"])
    call = call_of(turn, element, task.row["scope"], task.id, submission_id, context.variables)
    answers = sheet(form, clean, context.options)
    files = attachments.told(turn.uow, clean)
    casefile.file_document(turn.uow, call, element.name or form.title("da"), answers, files)


__all__ = ["Completed", "complete_task", "form_context", "read_inputs"]
