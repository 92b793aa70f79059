"""Correcting what was answered: a new version with a reason; the old one stays readable (domain.md 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service import access, audit, casefile
from workflow_service.casefile.corrections import CORRECTIONS
from workflow_service.casefile.documents import file_correction
from workflow_service.errors import Conflict, Forbidden, Invalid
from workflow_service.forms import options_key
from workflow_service.forms.sheet import sheet
from workflow_service.inbox import facts
from workflow_service.inbox.completing import form_context, read_inputs
from workflow_service.inbox.facts import TaskRow
from workflow_service.inbox.reading import FormView
from workflow_service.runtime import Runtime, begin_turn
from workflow_service.runtime.neck import call_of
from workflow_service.states import CaseStatus, Event, TaskState
from workflow_service.store import UnitOfWork, corrections, tables
from workflow_service.store import inbox as query

REASON = "correction_reason"
_SHORTEST = 5


@dataclass(frozen=True)
class Correctable:
    """May the reader correct the answers of a task? `by_note`: they are corrected by a note instead."""

    may: bool
    by_note: bool


def correctable(uow: UnitOfWork, runtime: Runtime, task_id: str) -> Correctable:
    """Raises `NotFound` as reading the task does."""
    task = facts.read(uow, task_id)
    if task.facts.state != TaskState.COMPLETED or task.row["form_key"] is None or task.locked.case_id is None:
        return Correctable(False, False)
    known = _operation(uow, runtime, task) in CORRECTIONS and task.locked.case_status != CaseStatus.CLOSED
    return Correctable(known and _allowed(uow, task), not known)


def _operation(uow: UnitOfWork, runtime: Runtime, task: TaskRow) -> str:
    release = runtime.releases.get(uow, task.locked.release_id)
    element = release.diagrams.element(task.row["task_process"], task.row["element"])
    return str(element.attributes.get("operation") or "")


def _allowed(uow: UnitOfWork, task: TaskRow) -> bool:
    """Who answered, the family's coordinator, and who leads the case."""
    me, by = uow.actor.user_id, task.row["completed_by"]
    if me is None:
        return False
    own = me in (str(by) if by else None, task.locked.coordinator_id)
    return own or access.may_steer_instance(uow.actor, task.locked.facts()) is None


def read_correction(uow: UnitOfWork, runtime: Runtime, task_id: str) -> FormView:
    """The form with what stands now, and a field for the reason. Raises `Conflict` or `Forbidden` when it
    cannot be corrected."""
    task = _require(uow, runtime, facts.read(uow, task_id))
    form = runtime.releases.get(uow, task.locked.release_id).form(task.row["form_key"])
    standing = _standing(uow, task)
    data = {**_known(uow, task, form), **standing["data"]}
    context = form_context(uow, runtime, task, form, dict(data))
    for source, options in context.options.items():
        data[options_key(source)] = [{"value": one.value, "label": one.label} for one in options]
    schema = form.schema(uow.actor.language)
    components = schema["components"]
    assert isinstance(components, list)
    schema["components"] = [_reason_field(uow.actor.language), *components]
    language = uow.actor.language
    return FormView(form.key, form.title(language), schema, data, {}, None, form.setting(context))


def _known(uow: UnitOfWork, task: TaskRow, form: Any) -> dict[str, Any]:
    inputs = read_inputs(uow, task)
    found = casefile.prefill(uow, task.locked.case_id or "", form.key, task.row["element"], inputs, form.asks)
    return {**inputs, **found.data}


def _reason_field(language: str) -> dict[str, Any]:
    label = "Why are the answers corrected?" if language == "en" else "Hvorfor rettes svarene?"
    return {
        "type": "textarea",
        "id": REASON,
        "key": REASON,
        "label": label,
        "validate": {"required": True, "minLength": _SHORTEST},
    }


def correct_task(uow: UnitOfWork, runtime: Runtime, task_id: str, variables: Mapping[str, Any]) -> None:
    """Writes a new version of what was answered, with its reason, into the case file and the journal. The
    course itself stays where it is.

    Raises `NotFound`, `Forbidden`, `Conflict` (by a note only, case closed), `Invalid` per field, or what a
    model rule says. Nothing is changed then.
    """
    task = _require(uow, runtime, facts.lock(uow, task_id))
    given = dict(variables)
    reason = str(given.pop(REASON, "") or "").strip()
    turn = begin_turn(uow, runtime, task.locked)
    form = turn.release.form(task.row["form_key"])
    standing, known = _standing(uow, task), _known(uow, task, form)
    context = form_context(uow, runtime, task, form, known)
    clean = dict(form.load(given, context))
    if len(reason) < _SHORTEST:
        da, en = "Skriv, hvorfor svarene rettes.", "Write why the answers are corrected."
        raise Invalid("reason_missing", da, en, {REASON: [en if uow.actor.language == "en" else da]})
    element = turn.release.diagrams.element(task.row["task_process"], task.row["element"])
    submission_id = uow.new_id()
    call = call_of(turn, element, task.row["scope"], task.id, submission_id, read_inputs(uow, task))
    runtime.registry.guards(uow, call, clean)
    CORRECTIONS[str(element.attributes["operation"])](uow, call, clean)
    _keep(uow, task, standing, submission_id, clean, reason)
    told = sheet(form, clean, context.options)
    file_correction(
        uow, call, element.name or form.title("da"), told, reason, corrections.filed_as(uow, standing["id"])
    )
    locked = task.locked
    audit.record(
        uow,
        locked.chain,
        Event.FORM_CORRECTED,
        case_id=locked.case_id,
        instance_id=locked.id,
        task_id=task.id,
        element=element.id,
        key_id=locked.key_id,
        reason=reason,
        facts={"submission": submission_id, "corrects": standing["id"]},
    )
    head = {"audit_head": locked.chain.head, "audit_seq": locked.chain.seq}
    uow.update(tables.process_instance, locked.id, head)


def _keep(
    uow: UnitOfWork, task: TaskRow, standing: Mapping[str, Any], submission_id: str, clean: Any, reason: str
) -> None:
    key_id = task.locked.key_id
    values = {
        "id": submission_id,
        "instance_id": task.locked.id,
        "task_id": task.id,
        "case_id": task.locked.case_id,
        "element": task.row["element"],
        "form_key": standing["form_key"],
        "form_id": standing["form_id"],
        "submitted_by": uow.actor.user_id,
        "submitted_at": uow.now,
        "key_id": key_id,
        "data": uow.seal(key_id, "form_submission", submission_id, "data", clean),
        "version": standing["version"] + 1,
        "corrects_id": standing["id"],
        "reason": uow.seal(key_id, "form_submission", submission_id, "reason", reason),
    }
    uow.insert(tables.form_submission, values)


def _standing(uow: UnitOfWork, task: TaskRow) -> dict[str, Any]:
    """What was answered, as it stands now."""
    row = query.submission_of(uow, task.id)
    if row is None:
        raise Conflict("nothing_answered", "Der er intet svar at rette.", "There is no answer to correct.")
    data = uow.open(str(row["key_id"]), "form_submission", str(row["id"]), "data", row["data"])
    form_id = None if row["form_id"] is None else str(row["form_id"])
    return {
        **row,
        "id": str(row["id"]),
        "form_id": form_id,
        "version": int(row["version"]),
        "data": data or {},
    }


def _require(uow: UnitOfWork, runtime: Runtime, task: TaskRow) -> TaskRow:
    if task.facts.state != TaskState.COMPLETED or task.row["form_key"] is None:
        raise Conflict("not_answered", "Opgaven er ikke afsluttet endnu.", "The task is not completed yet.")
    if task.locked.case_status == CaseStatus.CLOSED:
        raise Conflict(
            "case_closed",
            "Sagen er afsluttet. Genåbn den, eller skriv et notat, der retter dokumentet.",
            "The case is closed. Reopen it, or write a note that corrects the document.",
        )
    if _operation(uow, runtime, task) not in CORRECTIONS:
        raise Conflict(
            "corrected_by_note",
            "Forløbet bygger på svarene, så de kan ikke rettes her. Skriv et notat, der retter dokumentet.",
            "The process stands on these answers, so they cannot be corrected here. Write a note instead.",
        )
    if not _allowed(uow, task):
        raise Forbidden(
            "may_not_correct",
            "Kun den, der har svaret, koordinatoren og teamlederen kan rette svarene.",
            "Only who answered, the coordinator and the team leader can correct the answers.",
        )
    return task
