"""Correcting what was answered: a new version with a reason; the old one stays readable (domain.md 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow_service import access, audit, casefile
from workflow_service.casefile import attachments
from workflow_service.casefile.corrections import Standing, Way, standing_paths, way_of
from workflow_service.casefile.documents import file_correction
from workflow_service.engine import Element
from workflow_service.errors import Conflict, Forbidden, Invalid, Rejection
from workflow_service.forms import Form, FormContext, Option, options_key
from workflow_service.forms.sheet import sheet
from workflow_service.inbox import facts
from workflow_service.inbox.completing import form_context, read_inputs
from workflow_service.inbox.correcting_form import answers_at, lock
from workflow_service.inbox.facts import TaskRow
from workflow_service.inbox.reading import FormView
from workflow_service.runtime import Runtime, begin_turn
from workflow_service.runtime.neck import call_of
from workflow_service.runtime.operations import Call
from workflow_service.states import CaseStatus, Event, TaskState
from workflow_service.store import UnitOfWork, corrections, tables
from workflow_service.store import inbox as query

Row = dict[str, Any]
REASON = "correction_reason"
_SHORTEST = 5
_CLOSED = (
    "Sagen er afsluttet. Genåbn den, eller skriv et notat, der retter dokumentet.",
    "The case is closed. Reopen it, or write a note that corrects the document.",
)


@dataclass(frozen=True)
class Correctable:
    """May the reader correct the answers of a task? `instead`: what to do about what cannot be corrected, in
    the reader's language, empty when there is nothing to correct. `follows`: the case file follows; otherwise
    the correction stands in the document alone."""

    may: bool
    instead: str
    follows: bool


def correctable(uow: UnitOfWork, runtime: Runtime, task_id: str) -> Correctable:
    """Raises `NotFound` as reading the task does."""
    task = facts.read(uow, task_id)
    if task.facts.state != TaskState.COMPLETED or task.row["form_key"] is None or task.locked.case_id is None:
        return Correctable(False, "", False)
    if task.locked.case_status == CaseStatus.CLOSED:
        return Correctable(False, _in_language(uow, _CLOSED), False)
    way = _way(_element(uow, runtime, task))
    told = _in_language(uow, way.instead)
    return Correctable(not way.never and _allowed(uow, task), told, way.follow is not None)


def _in_language(uow: UnitOfWork, text: tuple[str, str]) -> str:
    return text[1] if uow.actor.language == "en" else text[0]


def _element(uow: UnitOfWork, runtime: Runtime, task: TaskRow) -> Element:
    release = runtime.releases.get(uow, task.locked.release_id)
    return release.diagrams.element(task.row["task_process"], task.row["element"])


def _way(element: Element) -> Way:
    """What the diagram reads of an answer stands, whatever kind of answer it is."""
    way = way_of(str(element.attributes.get("operation") or ""))
    return replace(way, fixed=way.fixed | (frozenset(element.outputs) - way.free))


def _allowed(uow: UnitOfWork, task: TaskRow) -> bool:
    """Who answered, the family's coordinator, and who leads the case."""
    me, by = uow.actor.user_id, task.row["completed_by"]
    if me is None:
        return False
    own = me in (str(by) if by else None, task.locked.coordinator_id)
    return own or access.may_steer_instance(uow.actor, task.locked.facts()) is None


def read_correction(uow: UnitOfWork, runtime: Runtime, task_id: str) -> FormView:
    """The form with what stands now and a field for the reason; what cannot be corrected is shown and
    locked. Raises `Conflict` or `Forbidden` when it cannot be corrected."""
    task = facts.read(uow, task_id)
    way = _require(uow, task, _element(uow, runtime, task))
    form = runtime.releases.get(uow, task.locked.release_id).form(task.row["form_key"])
    standing = _standing(uow, task)
    data = {**_known(uow, task, form), **standing["data"]}
    context = _context(uow, runtime, task, form, dict(data), standing)
    for source, options in context.options.items():
        data[options_key(source)] = [{"value": one.value, "label": one.label} for one in options]
    schema = form.schema(uow.actor.language)
    components = schema["components"]
    assert isinstance(components, list)
    open_paths = {one.path for one in form.fields if way.allows(one)}
    lock(components, open_paths, uow.actor.language)
    schema["components"] = [_reason_field(uow.actor.language), *components]
    language = uow.actor.language
    return FormView(form.key, form.title(language), schema, data, {}, None, form.setting(context))


def _context(
    uow: UnitOfWork, runtime: Runtime, task: TaskRow, form: Form, known: Mapping[str, Any], standing: Row
) -> FormContext:
    """The form's context as of the day it was answered: what was to come then may be past now, and who could
    be chosen then may have left."""
    context = form_context(uow, runtime, task, form, known, now=standing["first_at"])
    options = {source: list(some) for source, some in context.options.items()}
    gone = "no longer on the list" if uow.actor.language == "en" else "står ikke på listen længere"
    for info in form.fields:
        some = options.get(info.source or "")
        for value in answers_at(standing["data"], info.path) if some is not None else ():
            if some is not None and value not in [one.value for one in some]:
                some.append(Option(value, f"({gone})"))
    return replace(context, options=options)


def _known(uow: UnitOfWork, task: TaskRow, form: Form) -> dict[str, Any]:
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
    """Writes a new version of what was answered, with its reason, into the journal, and into the case file
    where the operation says how. The course itself stays where it is.

    Raises `NotFound`, `Forbidden`, `Conflict` (nothing of it can be corrected, case closed, changed since),
    `Invalid` per field (also an answer that stands), or what a model rule says. Nothing is changed then.
    """
    task = facts.lock(uow, task_id)
    way = _require(uow, task, _element(uow, runtime, task))
    given = dict(variables)
    reason = str(given.pop(REASON, "") or "").strip()
    turn = begin_turn(uow, runtime, task.locked)
    form = turn.release.form(task.row["form_key"])
    standing, known = _standing(uow, task), _known(uow, task, form)
    context = _context(uow, runtime, task, form, known, standing)
    clean = dict(form.load(given, context))
    _judge(uow, form, way, standing, clean, reason)
    element = turn.release.diagrams.element(task.row["task_process"], task.row["element"])
    submission_id = uow.new_id()
    call = call_of(turn, element, task.row["scope"], task.id, submission_id, read_inputs(uow, task))
    _ask_rules(uow, runtime, call, standing["data"], clean)
    filed_as = corrections.filed_as(uow, standing["id"])
    stands = Standing(standing["data"], standing["id"], standing["first_id"], filed_as, reason)
    filed = None if way.follow is None else way.follow(uow, call, clean, stands)
    _keep(uow, task, standing, submission_id, clean, reason)
    attachments.file_with(uow, task.id, attachments.named_in(clean), submission_id, task.locked.case_id)
    if filed is None:
        told, files = sheet(form, clean, context.options), attachments.told(uow, clean)
        file_correction(uow, call, element.name or form.title("da"), told, reason, filed_as, files)
    _tell(uow, task, element.id, submission_id, standing["id"], reason)


def _judge(
    uow: UnitOfWork, form: Form, way: Way, standing: Row, clean: Mapping[str, Any], reason: str
) -> None:
    english = uow.actor.language == "en"
    if len(reason) < _SHORTEST:
        da, en = "Skriv, hvorfor svarene rettes.", "Write why the answers are corrected."
        raise Invalid("reason_missing", da, en, {REASON: [en if english else da]})
    stand = standing_paths(form.fields, standing["data"], clean, way)
    if stand:
        da = f"Dette svar kan ikke rettes her, for forløbet bygger på det. {way.instead[0]}"
        en = f"This answer cannot be corrected here: the course stands on it. {way.instead[1]}"
        raise Invalid("answer_stands", da, en, {path: [en if english else da] for path in stand})


def _ask_rules(
    uow: UnitOfWork, runtime: Runtime, call: Call, before: Mapping[str, Any], clean: Mapping[str, Any]
) -> None:
    """The model rules refuse what the correction breaks. What they say of the answers that stand, too, is
    time that has passed since they were asked."""
    guards = runtime.registry.guards
    try:
        guards(uow, call, clean)
    except Rejection as refused:
        try:
            guards(uow, call, before)
        except Rejection as standing:
            if (standing.code, standing.da) == (refused.code, refused.da):
                return
        raise


def _tell(
    uow: UnitOfWork, task: TaskRow, element: str, submission_id: str, corrects: str, reason: str
) -> None:
    locked = task.locked
    audit.record(
        uow,
        locked.chain,
        Event.FORM_CORRECTED,
        case_id=locked.case_id,
        instance_id=locked.id,
        task_id=task.id,
        element=element,
        key_id=locked.key_id,
        reason=reason,
        facts={"submission": submission_id, "corrects": corrects},
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
    first_id, first_at = corrections.first_answer(uow, task.id)
    return {
        **row,
        "first_id": first_id,
        "first_at": first_at,
        "id": str(row["id"]),
        "form_id": form_id,
        "version": int(row["version"]),
        "data": data or {},
    }


def _require(uow: UnitOfWork, task: TaskRow, element: Element) -> Way:
    """How it is corrected. Raises `Conflict`, `Forbidden`."""
    if task.facts.state != TaskState.COMPLETED or task.row["form_key"] is None:
        raise Conflict("not_answered", "Opgaven er ikke afsluttet endnu.", "The task is not completed yet.")
    if task.locked.case_id is None:
        raise Conflict(
            "no_case",
            "Opgaven hører ikke til en sag. Svarene rettes på mødets side.",
            "The task belongs to no case. Its answers are corrected on the page of the meeting.",
        )
    if task.locked.case_status == CaseStatus.CLOSED:
        raise Conflict("case_closed", *_CLOSED)
    way = _way(element)
    if way.never:
        raise Conflict("not_corrected", *way.instead)
    if not _allowed(uow, task):
        raise Forbidden(
            "may_not_correct",
            "Kun den, der har svaret, koordinatoren og teamlederen kan rette svarene.",
            "Only who answered, the coordinator and the team leader can correct the answers.",
        )
    return way
