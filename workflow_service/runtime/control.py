"""Steering an instance from outside its diagram: cancel, suspend, resume, answers of remote workers.

Each needs a reason or says what it answers; each is one transition with its command and its audit event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import audit
from workflow_service.engine import CompleteOperation, FailOperation, require_small
from workflow_service.errors import Conflict
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.instance import Locked, lock
from workflow_service.runtime.neck import Advanced, advance, begin_turn, load, settle, write_command
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import running as query


def cancel_instance(uow: UnitOfWork, runtime: Runtime, locked: Locked, reason: str) -> Advanced:
    """Stops the instance for good, its tasks and timers with it. Raises `Conflict` when it has ended."""
    if locked.state not in (InstanceState.ACTIVE, InstanceState.SUSPENDED):
        locked.require_active()
    turn = begin_turn(uow, runtime, locked)
    turn.event, turn.reason = Event.INSTANCE_CANCELLED, reason
    execution = load(turn)
    execution.cancel()
    return settle(turn, execution, None, "cancel_instance")


def suspend_instance(uow: UnitOfWork, runtime: Runtime, locked: Locked, reason: str) -> None:
    """Nothing moves until it is resumed; timers that fall due meanwhile fire then."""
    locked.require_active()
    _switch(uow, runtime, locked, InstanceState.SUSPENDED, "suspend_instance", reason)
    query.hold_jobs(uow, locked.id)


def resume_instance(uow: UnitOfWork, runtime: Runtime, locked: Locked, reason: str) -> None:
    """Raises `Conflict` unless it is suspended."""
    if locked.state != InstanceState.SUSPENDED:
        raise Conflict(
            "instance_not_suspended",
            "Forløbet er ikke sat i bero, så det kan ikke genoptages.",
            f"Expected a suspended process instance, but it is {locked.state}.",
        )
    _switch(uow, runtime, locked, InstanceState.ACTIVE, "resume_instance", reason)
    uow.wakes.extend(query.release_jobs(uow, locked.id))


def _switch(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, state: InstanceState, name: str, reason: str
) -> None:
    turn = begin_turn(uow, runtime, locked)
    locked.state, locked.version = state, locked.version + 1
    write_command(turn, None, name)
    event = Event.INSTANCE_SUSPENDED if state == InstanceState.SUSPENDED else Event.INSTANCE_RESUMED
    audit.record(
        uow,
        locked.chain,
        event,
        case_id=locked.case_id,
        instance_id=locked.id,
        key_id=locked.key_id,
        reason=reason,
    )
    uow.update(
        tables.process_instance,
        locked.id,
        {
            "state": state,
            "version": locked.version,
            "audit_head": locked.chain.head,
            "audit_seq": locked.chain.seq,
        },
    )


def answer_external_task(
    uow: UnitOfWork, runtime: Runtime, task: Mapping[str, Any], answer: CompleteOperation | FailOperation
) -> Advanced:
    """A remote worker's answer: `task` is its row, checked by the caller for the worker's lock. Raises
    `Invalid` for a result that is too large."""
    if isinstance(answer, CompleteOperation):
        require_small(answer.variables, runtime.budgets)
    locked = lock(uow, str(task["instance_id"]))
    turn = begin_turn(uow, runtime, locked)
    done = isinstance(answer, CompleteOperation)
    turn.event = Event.EXTERNAL_COMPLETED if done else Event.EXTERNAL_FAILED
    turn.element = task["element"]
    turn.facts = {"topic": task["topic"]}
    return advance(turn, answer)


def variables_of(uow: UnitOfWork, runtime: Runtime, locked: Locked) -> dict[str, Any]:
    """The process variables of the root scope, for those who may see them."""
    return dict(load(begin_turn(uow, runtime, locked)).variables())
