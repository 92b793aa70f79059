"""Who holds a task: claim, put back, delegate, return, assign. Actions as data; one audit event each.

The instance is not moved by any of these, so its version stays; its audit chain grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflow_service import access, audit
from workflow_service.access import Denial, TaskFacts
from workflow_service.errors import Conflict, NotFound
from workflow_service.inbox.facts import TaskRow, lock_open
from workflow_service.states import Event, TaskState
from workflow_service.store import Actor, UnitOfWork, absences, outbox, people, tables
from workflow_service.store import inbox as query


@dataclass(frozen=True)
class Action:
    """From which states, by whom, and what is logged."""

    name: str
    states: tuple[TaskState, ...]
    event: str
    da: str
    en: str


CLAIM = Action("claim", (TaskState.CREATED,), Event.TASK_CLAIMED, "ledig", "free")
UNCLAIM = Action(
    "unclaim", (TaskState.CLAIMED, TaskState.DELEGATED), Event.TASK_UNCLAIMED, "taget", "claimed"
)
DELEGATE = Action(
    "delegate", (TaskState.CREATED, TaskState.CLAIMED), Event.TASK_DELEGATED, "ledig eller taget", "open"
)
RESOLVE = Action("resolve", (TaskState.DELEGATED,), Event.TASK_RESOLVED, "overladt til dig", "delegated")
ASSIGN = Action(
    "assign",
    (TaskState.CREATED, TaskState.CLAIMED, TaskState.DELEGATED),
    Event.TASK_ASSIGNED,
    "åben",
    "open",
)


def claim(uow: UnitOfWork, task_id: str) -> None:
    """Takes a free task. Taking one's own again changes nothing. Raises `Forbidden` when the role is not the
    actor's, `Conflict` that names the colleague who has it."""
    task = lock_open(uow, task_id)
    if task.facts.assignee is not None and task.facts.assignee == uow.actor.user_id:
        return
    if task.facts.assignee is not None:
        name = query.user_name(uow, task.facts.assignee)
        raise Conflict(
            "task_already_claimed",
            f"Opgaven ligger hos {name}. Bed {name} lægge den tilbage, hvis du skal løse den.",
            f"{name} has this task. Ask {name} to put it back if you should do it.",
        )
    access.require(access.may_claim(uow.actor, task.facts))
    _move(uow, task, CLAIM, TaskState.CLAIMED, uow.actor.user_id, None)


def unclaim(uow: UnitOfWork, task_id: str) -> None:
    """Puts a task back for everybody in its role."""
    task = lock_open(uow, task_id)
    _require_state(task, UNCLAIM)
    access.require(access.may_give_up(uow.actor, task.facts))
    _move(uow, task, UNCLAIM, TaskState.CREATED, None, None)


def delegate(uow: UnitOfWork, task_id: str, user_id: str) -> None:
    """Asks a colleague to do it; it comes back by `resolve`. The colleague must have access to the case."""
    task = lock_open(uow, task_id)
    _require_state(task, DELEGATE)
    access.require(_may_delegate(uow.actor, task.facts))
    _require_receiver(uow, task, user_id)
    _move(uow, task, DELEGATE, TaskState.DELEGATED, user_id, task.facts.assignee or uow.actor.user_id)


def _may_delegate(actor: Actor, facts: TaskFacts) -> Denial | None:
    return access.may_claim(actor, facts) if facts.assignee is None else access.may_give_up(actor, facts)


def resolve(uow: UnitOfWork, task_id: str) -> None:
    """Gives a delegated task back to the one who asked."""
    task = lock_open(uow, task_id)
    _require_state(task, RESOLVE)
    access.require(access.may_give_up(uow.actor, task.facts))
    _move(uow, task, RESOLVE, TaskState.CLAIMED, task.facts.owner, None)


def assign(uow: UnitOfWork, task_id: str, user_id: str) -> None:
    """The leader hands the task to somebody."""
    task = lock_open(uow, task_id)
    _require_state(task, ASSIGN)
    access.require(access.may_assign(uow.actor, task.facts))
    _require_receiver(uow, task, user_id)
    _move(uow, task, ASSIGN, TaskState.CLAIMED, user_id, None)


def _require_state(task: TaskRow, action: Action) -> None:
    if task.facts.state not in action.states:
        raise Conflict(
            "task_state",
            f"Det kan kun gøres med en opgave, der er {action.da}. Genindlæs siden, og se, hvem der har den.",
            f"Expected a task that is {action.en}, but it is {task.facts.state}. Reload the page.",
        )


def _require_receiver(uow: UnitOfWork, task: TaskRow, user_id: str) -> None:
    receiver = people.actor_of(uow, user_id)
    if receiver is None:
        raise NotFound(
            "user_not_found",
            "Kollegaen findes ikke eller er ikke længere aktiv. Vælg en anden.",
            "The colleague does not exist or is no longer active. Choose another.",
        )
    access.require(access.may_receive(receiver, task.facts))


def _move(
    uow: UnitOfWork,
    task: TaskRow,
    action: Action,
    state: TaskState,
    assignee: str | None,
    owner: str | None,
) -> None:
    values: dict[str, Any] = {
        "state": state,
        "assignee": assignee,
        "owner": owner,
        "version": int(task.row["task_version"]) + 1,
    }
    uow.update(tables.user_task, task.id, values)
    chain = task.locked.chain
    audit.record(
        uow,
        chain,
        action.event,
        case_id=task.locked.case_id,
        instance_id=task.locked.id,
        task_id=task.id,
        element=task.row["element"],
        facts={"assignee": assignee, "before": task.facts.assignee},
    )
    head = {"audit_head": chain.head, "audit_seq": chain.seq}
    uow.update(tables.process_instance, task.locked.id, head)
    if assignee is not None and assignee != uow.actor.user_id:
        _tell_by_mail(uow, task, assignee, values["version"])


def _tell_by_mail(uow: UnitOfWork, task: TaskRow, user_id: str, version: int) -> None:
    """A colleague gave the task to somebody who is not looking: a mail, where mails can be sent and the
    person has an address. It says no name of the family; the task's name may hint at more than a mail may."""
    if "mail" not in uow.ways:
        return
    receiver = people.read_user(uow, absences.reached_instead(uow, user_id))
    if not receiver.email:
        return
    outbox.add(
        uow,
        kind="mail",
        topic="task_mail",
        # each time the task changes hands is a mail of its own
        idempotency_key=f"task-{task.id}-{version}",
        payload={
            "to": receiver.email,
            "language": receiver.language,
            "case_number": task.locked.business_key,
            "task_id": task.id,
            "at": uow.now.isoformat(),
        },
        key_id=task.locked.key_id,
        instance_id=task.locked.id,
        case_id=task.locked.case_id,
        ref_id=task.id,
    )
