"""One task opened: its form with what is known already, why it is there, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson

from workflow_service import access, casefile
from workflow_service.casefile import attachments
from workflow_service.engine.following import what_follows
from workflow_service.errors import NotFound, TooLarge
from workflow_service.forms import Option, options_key
from workflow_service.inbox import facts
from workflow_service.inbox.clocks import ClockView, clock_of, law_keys
from workflow_service.inbox.completing import form_context, read_inputs
from workflow_service.inbox.listing import TaskItem, read_item
from workflow_service.inbox.postponing import may_move
from workflow_service.runtime import Release, Runtime
from workflow_service.states import OPEN_TASK_STATES, ClockType
from workflow_service.store import UnitOfWork, law, tables
from workflow_service.store import deadlines as deadline_query
from workflow_service.store import inbox as query
from workflow_service.store import library as library_query
from workflow_service.store.library import LibraryEntry

PREVIOUS = 8
ESCALATION = "deadline_escalation"
DRAFT_LIMIT = 500_000


@dataclass(frozen=True)
class Answer:
    """An earlier form of the same course, for reading: rows of (label, text)."""

    element: str
    title: str
    by: str
    at: datetime
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LegalText:
    """The section beside a task; `verified_on` None: its number is unconfirmed."""

    key: str
    section: str
    text: str
    verified_on: date | None


@dataclass(frozen=True)
class Overdue:
    """The task whose deadline was missed, and what this reader may do with it."""

    item: TaskItem
    actions: frozenset[str]


@dataclass(frozen=True)
class TaskView:
    """A task as its page shows it. `actions` are those this reader may do now; `only_told` on an escalation:
    the reader may not open the task it is about."""

    item: TaskItem
    why: str
    guidance: str
    library: tuple[LibraryEntry, ...]
    legal: LegalText | None
    previous: tuple[Answer, ...]
    following: tuple[str, ...]
    actions: frozenset[str]
    also_working: tuple[str, ...]
    core: bool
    clock: ClockView | None = None
    overdue: Overdue | None = None
    only_told: bool = False


@dataclass(frozen=True)
class FormView:
    """The schema for the browser with the data to fill it. `sources` says where a prefilled field is from,
    `draft_at` when the reader last saved a draft (None: no draft), `setting` what the browser must know to
    judge as the server does (`Form.setting`)."""

    key: str | None
    title: str
    schema: Mapping[str, Any] | None
    data: Mapping[str, Any]
    sources: Mapping[str, str]
    draft_at: datetime | None
    setting: Mapping[str, Any] = field(default_factory=dict)


def read_task(uow: UnitOfWork, runtime: Runtime, task_id: str) -> TaskView:
    """Raises `NotFound` also when the reader may not know of it."""
    task = facts.read(uow, task_id)
    release = runtime.releases.get(uow, task.locked.release_id)
    process, element_id = task.row["task_process"], task.row["element"]
    element = release.diagrams.element(process, element_id)
    language = uow.actor.language
    today = uow.now.astimezone(uow.zone).date()
    guidance = element.attributes.get("guidance")
    legal = element.attributes.get("legalBasis")
    wanted = {*((legal,) if legal else ()), *law_keys(release, task.row)}
    laws = {one.key: one for one in law.legal_bases(uow, today, wanted)} if wanted else {}
    basis = laws.get(legal or "")
    advice = library_query.guidance(uow, guidance) if guidance else None
    me = uow.actor.user_id
    uow.looked_at(task.locked.case_id)
    overdue = _overdue(uow, runtime, task) if process == ESCALATION else None
    return TaskView(
        item=read_item(uow, runtime, task_id),
        why=release.text(process, element_id, "documentation", language),
        guidance=advice.text(language) if advice else "",
        library=advice.entries if advice else (),
        legal=None
        if basis is None
        else LegalText(basis.key, basis.citation, basis.text(language), basis.verified_on),
        previous=previous_answers(uow, release, task, language),
        following=tuple(
            release.text(next_one.process, next_one.id, "name", language)
            for next_one in what_follows(release.diagrams, process, element_id)
        ),
        actions=_actions(uow, task),
        also_working=tuple(query.draft_writers(uow, task_id, me)) if me else (),
        core=element.attributes.get("core") == "true",
        clock=clock_of(uow, runtime, release, task.row, laws),
        overdue=overdue,
        only_told=process == ESCALATION and overdue is None,
    )


def _overdue(uow: UnitOfWork, runtime: Runtime, task: facts.TaskRow) -> Overdue | None:
    """What an escalation is about. Who may not open the task itself is told its name only (by the form)."""
    task_id = deadline_query.overdue_task(uow, task.locked.id)
    if task_id is None:
        return None
    try:
        other = facts.read(uow, task_id)
    except NotFound:
        return None
    return Overdue(read_item(uow, runtime, task_id), _actions(uow, other))


def _actions(uow: UnitOfWork, task: facts.TaskRow) -> frozenset[str]:
    if task.facts.state not in OPEN_TASK_STATES:
        return frozenset()
    actor, known = uow.actor, task.facts
    found = set()
    if known.assignee is None and access.may_claim(actor, known) is None:
        found |= {"claim", "delegate"}
    if access.may_complete(actor, known) is None:
        found.add("complete")
    if known.assignee is not None and access.may_give_up(actor, known) is None:
        found |= {"unclaim", "delegate"} if known.owner is None else {"unclaim", "resolve"}
    if access.may_assign(actor, known) is None:
        found.add("assign")
    if task.row["due_at"] is not None and may_move(actor, known):
        found.add("explain" if task.row["clock_type"] == ClockType.LAW else "postpone")
    return frozenset(found)


def previous_answers(
    uow: UnitOfWork, release: Release, task: facts.TaskRow, language: str
) -> tuple[Answer, ...]:
    """The last forms that were answered in the instance, newest first; each source of option labels is read
    once. Nothing for those who hold one task of a case they do not see (an expert, a grant authority)."""
    case = task.facts.case
    if case is not None and access.may_see_case(uow.actor, case) is not None:
        return ()
    found = []
    options: dict[str, list[Option]] = {}
    rows = query.submissions(uow, task.locked.id, PREVIOUS)
    uow.learn_keys(str(row["key_id"]) for row in rows)
    for row in rows:
        form = release.forms.get(row["form_key"])
        data = uow.open(str(row["key_id"]), "form_submission", str(row["id"]), "data", row["data"])
        at = uow.moment(row["submitted_at"])
        if form is None or not data or at is None:
            continue
        for source in form.sources - options.keys():
            options[source] = casefile.options(uow, task.locked.case_id, source, task.locked.id)
        options[attachments.SOURCE] = attachments.options_of(uow, attachments.named_in(data))
        texts = tuple(form.answers(data, language, options))
        found.append(Answer(row["element"], form.title(language), row["by_name"] or "", at, texts))
    return tuple(found)


def read_form(uow: UnitOfWork, runtime: Runtime, task_id: str) -> FormView:
    """The form of a task with prefilled data, overlaid by the reader's own draft."""
    task = facts.read(uow, task_id)
    release = runtime.releases.get(uow, task.locked.release_id)
    key = task.row["form_key"]
    if key is None:
        return FormView(None, task.row["name"], None, {}, {}, None)
    form = release.form(key)
    language = uow.actor.language
    inputs = read_inputs(uow, task)
    data: dict[str, Any] = dict(inputs)
    sources: dict[str, str] = {}
    if task.locked.case_id is not None:
        known = casefile.prefill(uow, task.locked.case_id, key, task.row["element"], inputs, form.asks)
        data = dict(known.data)
        sources = {path: text["en" if language == "en" else "da"] for path, text in known.sources.items()}
    else:
        data = dict(casefile.prefill_without_case(uow, key, inputs).data)
    context = form_context(uow, runtime, task, form, dict(data))
    for source, options in context.options.items():
        data[options_key(source)] = [{"value": o.value, "label": o.label} for o in options]
    draft = query.read_draft(uow, task_id, uow.actor.user_id) if uow.actor.user_id else None
    if draft is not None:
        opened = uow.open(task.locked.key_id, "task_draft", task_id, "data", draft["data"])
        # what the server knows itself may have changed since the draft was saved
        data |= {key: value for key, value in (opened or {}).items() if key not in form.own_keys}
    return FormView(
        key,
        form.title(language),
        form.schema(language),
        data,
        sources,
        None if draft is None else uow.moment(draft["saved_at"]),
        form.setting(context),
    )


def save_draft(uow: UnitOfWork, task_id: str, variables: Mapping[str, Any]) -> datetime:
    """Keeps what the person has written so far, unjudged and private; the moment it was saved.

    Raises `TooLarge` over 500 kB, `Forbidden` when the task is a colleague's, `Conflict` when it is finished.
    """
    task = facts.read(uow, task_id)
    facts.require_open(uow, task)
    access.require(access.may_complete(uow.actor, task.facts))
    if len(orjson.dumps(variables)) > DRAFT_LIMIT:
        raise TooLarge(
            "draft_too_large",
            "Kladden er for stor til at blive gemt. Forkort teksterne.",
            "The draft is too large to be saved. Shorten the texts.",
        )
    uow.batch.replace(
        tables.task_draft,
        ("tenant_id", "task_id", "user_id"),
        {
            "tenant_id": uow.tenant_id,
            "task_id": task_id,
            "user_id": uow.actor.user_id,
            "saved_at": uow.now,
            "data": uow.seal(task.locked.key_id, "task_draft", task_id, "data", dict(variables)),
        },
    )
    return uow.now
