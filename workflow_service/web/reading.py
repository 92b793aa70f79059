"""Reads that only the pages need: answers of a finished task, and who could be handed one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from workflow_service import access, casefile
from workflow_service.casefile import attachments
from workflow_service.inbox import TaskItem, TaskView, facts
from workflow_service.runtime import Runtime
from workflow_service.store import UnitOfWork, overview
from workflow_service.store import inbox as query


def address_in_list(task_id: str, query: str) -> str:
    """The address of a task that remembers the list it was opened from."""
    return url_for("tasks.show", task_id=task_id) + (f"?{urlencode({'list': query})}" if query else "")


def holder_of(uow: UnitOfWork, item: TaskItem) -> str:
    """Who else has the task; empty when it is the reader's or nobody's."""
    mine = item.assignee is None or item.assignee == uow.actor.user_id
    return "" if mine else item.assignee_name or ""


def preview_of(uow: UnitOfWork, view: TaskView, query: str) -> dict[str, Any]:
    """What the panel beside the list shows of a task; `query` is the list."""
    return {
        "view": view,
        "item": view.item,
        "address": address_in_list(view.item.id, query),
        "list_query": query,
        "holder": holder_of(uow, view.item),
        "mine": bool(view.actions & {"complete", "claim"}),
    }


@dataclass(frozen=True)
class Answered:
    """What was answered: title of the form, who, when, rows of (label, text)."""

    title: str
    by: str
    at: datetime
    rows: tuple[tuple[str, str], ...]
    files: tuple[Mapping[str, str], ...] = ()


def answered(uow: UnitOfWork, rt: Runtime, task_id: str) -> Answered | None:
    """The answers of a completed task; None when it had no form. Raises `NotFound` for who may not see."""
    task = facts.read(uow, task_id)
    row = query.submission_of(uow, task_id)
    if row is None:
        return None
    at = uow.moment(row["submitted_at"])
    assert at is not None
    by = query.user_name(uow, str(row["submitted_by"])) if row["submitted_by"] else ""
    form = rt.releases.get(uow, task.locked.release_id).forms.get(row["form_key"])
    if form is None:
        return Answered("", by, at, ())
    data = uow.open(str(row["key_id"]), "form_submission", str(row["id"]), "data", row["data"]) or {}
    language = uow.actor.language
    options = {source: casefile.options(uow, task.locked.case_id, source) for source in sorted(form.sources)}
    options[attachments.SOURCE] = attachments.options_of(uow, attachments.named_in(data))
    files = attachments.shown_of(uow, attachments.named_in(data))
    return Answered(form.title(language), by, at, tuple(form.answers(data, language, options)), files)


@dataclass(frozen=True)
class Receiver:
    """A colleague who may be handed the task."""

    id: str
    name: str
    profession: str


def receivers(uow: UnitOfWork, task_id: str) -> list[Receiver]:
    """Colleagues who hold the task's role there or see its case, in alphabetical order, without the reader
    and the one who has it."""
    task = facts.read(uow, task_id)
    without = {uow.actor.user_id, task.facts.assignee}
    return [
        Receiver(actor.user_id or "", actor.name, profession)
        for actor, profession in overview.acting_users(uow)
        if actor.user_id not in without and access.may_receive(actor, task.facts) is None
    ]
