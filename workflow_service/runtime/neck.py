"""The neck: every change of a running instance passes `advance`. There is no second way in (design.md 2).

Load, apply one command, answer the operations it reaches, and write snapshot, tasks, timers, messages,
activities, command and event into the unit of work: one transaction, committed by the entry point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from workflow_service import audit, engine
from workflow_service.engine import (
    Command,
    CompleteOperation,
    CompleteUserTask,
    Context,
    Execution,
    FailUserTask,
    FireTimer,
    Outcome,
    Spending,
    WantedOperation,
)
from workflow_service.errors import Rejection
from workflow_service.runtime import closed_cases, records
from workflow_service.runtime.context import Runtime, engine_context
from workflow_service.runtime.instance import Locked
from workflow_service.runtime.operations import Call, OperationError, OutMessage, Result
from workflow_service.runtime.releases import Release
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork, jobs, tables
from workflow_service.store import running as query


@dataclass
class Advanced:
    """What a command did. `task_ids` are the user tasks now newly open."""

    locked: Locked
    outcome: Outcome
    task_ids: tuple[str, ...] = ()


@dataclass
class Turn:
    """The state of one command while it runs. `answers`, `ids`, `given` (what a start was given) and where
    `spending` stopped it go to the command log for the replay; `event`, `facts`, `reason`, `task_id`,
    `element` to the audit event."""

    uow: UnitOfWork
    runtime: Runtime
    release: Release
    locked: Locked
    ids: list[str] = field(default_factory=list)
    answers: list[tuple[str, list[Any]]] = field(default_factory=list)
    messages: list[OutMessage] = field(default_factory=list)
    event: Event | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None
    given: dict[str, Any] = field(default_factory=dict)
    operated: bool = False
    task_id: str | None = None
    element: str | None = None
    spending: Spending | None = None
    changes: dict[str, Any] | None = None

    def context(self) -> Context:
        made = engine_context(self.uow, self.runtime, self.release, self.ids)
        self.spending = made.spending
        return made

    def take(self, result: Result) -> dict[str, Any]:
        """Keeps what an operation returned beside its variables."""
        self.operated = True
        self.messages += result.messages
        if result.facts is not None:
            self.locked.learn(result.facts)
        return dict(result.variables)


def begin_turn(uow: UnitOfWork, runtime: Runtime, locked: Locked) -> Turn:
    return Turn(uow, runtime, runtime.releases.get(uow, locked.release_id), locked)


def load(turn: Turn) -> Execution:
    """The live instance from its sealed snapshot."""
    locked = turn.locked
    snapshot = turn.uow.open_bytes(locked.key_id, "process_instance", locked.id, "snapshot", locked.snapshot)
    if snapshot is None:
        raise AssertionError(f"instance {locked.id} has no snapshot")
    return engine.load(turn.release.diagrams, snapshot, turn.context())


def advance(turn: Turn, command: Command) -> Advanced:
    """Applies `command` to the locked instance. Raises `Conflict` when the instance is not active or the
    engine does not wait for this."""
    turn.locked.require_active()
    execution = load(turn)
    turn.uow.crash("after-load")
    execution.apply(command)
    return settle(turn, execution, command)


def settle(turn: Turn, execution: Execution, command: Command | None, name: str | None = None) -> Advanced:
    """Answers the operations the instance wants now, then writes everything. `name` is the command's name
    in the log when there is no engine command (start, cancel)."""
    answer_operations(turn, execution)
    turn.uow.crash("after-engine")
    outcome = execution.outcome()
    write(turn, execution, outcome, command, name)
    turn.uow.crash("after-write")
    return Advanced(turn.locked, outcome, tuple(task.id for task in outcome.opened))


def answer_operations(turn: Turn, execution: Execution) -> None:
    """Runs registered operations until the instance wants none of them; the rest are external tasks."""
    known = turn.runtime.registry.operations
    while True:
        ready = [wanted for wanted in execution.wanted() if wanted.topic in known]
        if not ready:
            return
        for wanted in ready:
            _answer(turn, execution, wanted)


def _answer(turn: Turn, execution: Execution, wanted: WantedOperation) -> None:
    """One operation inside a savepoint. A business error goes to the diagram by its code; a refusal does so
    where the diagram names its code, otherwise it leaves an incident; either leaves nothing half done."""
    uow = turn.uow
    element = turn.release.diagrams.element(wanted.process, wanted.element)
    call = call_of(turn, element, wanted.scope, None, None, wanted.variables)
    uow.flush()
    with uow.savepoint() as undo:
        try:
            with unmetered(turn):
                result = turn.runtime.registry.operations[wanted.topic](uow, call, wanted.variables)
            engine.require_small(result.variables, turn.runtime.budgets)
            uow.flush()
        except OperationError as error:
            undo()
            turn.answers.append(("error", [wanted.id, error.code, error.message]))
            execution.apply(engine.FailOperation(wanted.id, error.code, error.message))
            return
        except Rejection as error:
            undo()
            if error.code in turn.release.caught and execution.catches(wanted.id, error.code, by_name=True):
                turn.answers.append(("error", [wanted.id, error.code, str(error)]))
                execution.apply(engine.FailOperation(wanted.id, error.code, str(error)))
                return
            told = [wanted.id, error.code, error.da, error.en, str(error)]
            turn.answers.append(("incident", told))
            execution.raise_incident(*told)
            return
    variables = turn.take(result)
    uow.crash("after-operation")
    turn.answers.append(("done", [wanted.id, variables]))
    execution.apply(CompleteOperation(wanted.id, variables))


@contextmanager
def unmetered(turn: Turn) -> Iterator[None]:
    """The engine's time is what a diagram computes; what the service itself does for it (the case file, a
    library read for the first time) does not count against the diagram."""
    spending = turn.spending
    if spending is None or spending.meter is None:
        yield
        return
    began = spending.meter()
    try:
        yield
    finally:
        spending.until += spending.meter() - began


def call_of(
    turn: Turn,
    element: engine.Element,
    scope: str,
    task_id: str | None,
    submission_id: str | None,
    inputs: Mapping[str, Any],
) -> Call:
    locked = turn.locked
    return Call(
        instance_id=locked.id,
        business_key=locked.business_key,
        process=element.process,
        element=element,
        scope=scope,
        task_id=task_id,
        submission_id=submission_id,
        case_id=locked.case_id,
        key_id=locked.key_id,
        actor=turn.uow.actor,
        inputs=inputs,
    )


def write(
    turn: Turn, execution: Execution, outcome: Outcome, command: Command | None, name: str | None
) -> None:
    """All rows of one transition."""
    uow, locked = turn.uow, turn.locked
    if not locked.key_id:
        locked.key_id = uow.new_key("instance", locked.id)
    if locked.case_id is not None and turn.operated:
        before, locked.coordinator_id = locked.coordinator_id, query.coordinator_of(uow, locked.case_id)
        if before is None and locked.coordinator_id is not None:
            records.pass_on(uow, turn.release, locked)
    locked.version += 1
    locked.state = outcome.state
    if outcome.state not in (InstanceState.ACTIVE, InstanceState.SUSPENDED):
        closed_cases.leave(uow, locked, turn.release)
    entered_phase(turn, outcome)
    by = uow.actor.user_id if isinstance(command, CompleteUserTask | FailUserTask) else None
    records.write_tasks(uow, turn.release, locked, outcome, by, turn.runtime.registry.about)
    records.write_waits(uow, locked, outcome, command.ref if isinstance(command, FireTimer) else None)
    records.write_thrown(uow, locked, outcome.thrown)
    for message in turn.messages:
        thrown = engine.Thrown("message", message.name, message.variables, message.correlation_key)
        records.write_thrown(uow, locked, (thrown,))
    records.write_activities(uow, locked, outcome.activities)
    records.write_incidents(uow, locked, outcome)
    records.write_external(uow, locked, outcome)
    records.write_searchable(uow, turn.release, locked, execution.variables)
    write_command(turn, command, name)
    audit.record(
        uow,
        locked.chain,
        turn.event or _unnamed(),
        case_id=locked.case_id,
        instance_id=locked.id,
        task_id=turn.task_id,
        element=turn.element,
        key_id=locked.key_id if turn.reason else None,
        reason=turn.reason,
        facts=turn.facts,
        changes=turn.changes,
    )
    if outcome.subscriptions:
        offer_kept_messages(turn, outcome)
    write_instance(turn, execution)


def _unnamed() -> Event:
    raise AssertionError("every transition says what happened: set turn.event")


def entered_phase(turn: Turn, outcome: Outcome) -> None:
    """The case's status follows the diagram: the last element with `oef:phase` that was entered."""
    for activity in outcome.activities:
        if activity.event != "entered":
            continue
        element = turn.release.diagrams.element(activity.process, activity.element)
        phase = element.attributes.get("phase")
        if phase and phase != turn.locked.phase:
            turn.locked.phase = phase
            if turn.locked.case_id is not None:
                turn.runtime.registry.phase(turn.uow, turn.locked.case_id, phase)


def offer_kept_messages(turn: Turn, outcome: Outcome) -> None:
    """A message that found nobody may be what the instance has just begun to wait for."""
    uow, locked = turn.uow, turn.locked
    names = {w.name for w in outcome.subscriptions if w.kind == "message"}
    wanted = {(w.name, w.correlation_key or locked.business_key) for w in outcome.subscriptions}
    for row in query.unmatched_messages(uow, tuple(sorted(names))) if names else ():
        if (row["name"], row["correlation_key"]) in wanted:
            uow.update(tables.message, str(row["id"]), {"state": "pending"})
            jobs.add(uow, "message", uow.now, ref=str(row["id"]))


def _command_name(command: Command | None) -> str:
    text = type(command).__name__
    return "".join(("_" + c.lower()) if c.isupper() else c for c in text).lstrip("_")


def write_command(turn: Turn, command: Command | None, name: str | None) -> None:
    uow, locked = turn.uow, turn.locked
    payload = {
        "command": command,
        "answers": turn.answers,
        "ids": turn.ids,
        **turn.given,
    }
    if turn.spending is not None and turn.spending.stops:
        payload["stops"] = turn.spending.stops
    uow.insert(
        tables.command_log,
        {
            "instance_id": locked.id,
            "version": locked.version,
            "command": name or _command_name(command),
            "at": uow.now,
            "actor": uow.actor.user_id,
            "release_id": locked.release_id,
            "payload": uow.seal(
                locked.key_id, "command_log", f"{locked.id}/{locked.version}", "payload", payload
            ),
        },
    )


def write_instance(turn: Turn, execution: Execution) -> None:
    uow, locked = turn.uow, turn.locked
    ended = locked.state in (InstanceState.COMPLETED, InstanceState.TERMINATED)
    snapshot = uow.seal(locked.key_id, "process_instance", locked.id, "snapshot", execution.snapshot())
    # a second command in the same transaction goes on from here
    locked.snapshot = snapshot
    values = {
        "state": locked.state,
        "phase": locked.phase,
        "key_id": locked.key_id,
        "case_id": locked.case_id,
        "team_id": locked.team_id,
        "unit_id": locked.unit_id,
        "ended_at": uow.now if ended else None,
        "version": locked.version,
        "snapshot": snapshot,
        "audit_head": locked.chain.head,
        "audit_seq": locked.chain.seq,
    }
    if locked.is_new:
        values |= {
            "id": locked.id,
            "release_id": locked.release_id,
            "process_key": locked.process_key,
            "business_key": locked.business_key,
            "started_by": locked.started_by,
            "started_at": uow.now,
        }
        uow.insert(tables.process_instance, values)
        locked.is_new = False
    else:
        uow.update(tables.process_instance, locked.id, values)
