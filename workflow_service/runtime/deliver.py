"""Messages, signals and due jobs: how the world and the clock reach an instance. All go through the neck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service import engine
from workflow_service.engine import DeliverMessage, FireTimer, ThrowSignal, require_small
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.runtime import ending, starts
from workflow_service.runtime.context import Runtime, engine_context
from workflow_service.runtime.instance import Locked, from_row, lock
from workflow_service.runtime.neck import Advanced, advance, begin_turn
from workflow_service.runtime.on_case import startable_on_case, takes, under_way
from workflow_service.runtime.operations import DueJob
from workflow_service.runtime.records import add_message
from workflow_service.runtime.start import RESERVED, start_instance
from workflow_service.states import Event, InstanceState, JobState
from workflow_service.store import UnitOfWork, jobs, tables
from workflow_service.store import running as query


@dataclass(frozen=True)
class Correlated:
    """`matched`: it reached `instance_id`. Otherwise it waits in the visible list of unmatched messages."""

    matched: bool
    message: str
    instance_id: str | None


def correlate(
    uow: UnitOfWork,
    runtime: Runtime,
    name: str,
    correlation_key: str | None,
    variables: Mapping[str, Any],
    message_id: str | None = None,
) -> Correlated:
    """Delivers a message from outside, or keeps it. The same `message_id` twice has one effect (domain.md
    10); it goes to the instance that has waited longest.

    Without `correlation_key` it is what the diagrams draw for the message (BPMN 2.0, 8.4.2). Raises `Invalid`
    when they draw none, and for variables that are too large.
    """
    require_small(variables, runtime.budgets)
    if message_id is not None:
        known = query.known_message(uow, message_id)
        if known is not None:
            target = known["to_instance"]
            return Correlated(known["state"] == "delivered", str(known["id"]), target and str(target))
    if correlation_key is None:
        correlation_key = _drawn_key(uow, runtime, name, variables)
    row_id = add_message(
        uow,
        "message",
        name,
        correlation_key,
        variables,
        key_id=query.tenant_key(uow),
        message_id=message_id,
    )
    instance_id = _deliver(uow, runtime, row_id, name, correlation_key, variables)
    return Correlated(instance_id is not None, row_id, instance_id)


def _drawn_key(uow: UnitOfWork, runtime: Runtime, name: str, variables: Mapping[str, Any]) -> str:
    found = query.current_release(uow, uow.now)
    key = None
    if found is not None:
        release = runtime.releases.get(uow, str(found["id"]))
        context = engine_context(uow, runtime, release, [])
        key = engine.key_of_message(release.diagrams, name, variables, context)
    if key is None:
        raise Invalid(
            "correlation_key_missing",
            f"Beskeden »{name}« siger ikke, hvem den er til: correlation_key mangler.",
            f"The message “{name}” does not say whom it is for: correlation_key is missing.",
            {"correlation_key": ["Feltet mangler. / Missing data for required field."]},
        )
    return key


def _deliver(
    uow: UnitOfWork,
    runtime: Runtime,
    row_id: str,
    name: str,
    correlation_key: str | None,
    variables: Mapping[str, Any],
    *,
    from_inside: bool = False,
) -> str | None:
    """The instance that took it, or None: then the row is marked unmatched (or unheard, when an instance of
    ours threw it and no diagram listens for it)."""
    for wait in query.subscriptions(uow, "message", name, correlation_key):
        locked = lock(uow, str(wait["instance_id"]))
        if locked.state != InstanceState.ACTIVE:
            continue
        turn = begin_turn(uow, runtime, locked)
        turn.event, turn.element = Event.MESSAGE_DELIVERED, wait["element"]
        turn.facts = {"message": row_id, "name": name}
        try:
            advance(turn, DeliverMessage(name, wait["ref"], dict(variables)))
        except (Conflict, NotFound):
            # it stopped waiting between the look and the lock
            continue
        delivered = {"state": "delivered", "to_instance": locked.id, "delivered_at": uow.now}
        uow.update(tables.message, row_id, delivered)
        return locked.id
    started = _start_by_message(uow, runtime, name, correlation_key, variables)
    if started is not None:
        delivered = {"state": "delivered", "to_instance": started, "delivered_at": uow.now}
        uow.update(tables.message, row_id, delivered)
        return started
    # a milestone that no diagram listens for yet is no message that missed its case
    heard = name in _received(uow, runtime)
    uow.update(tables.message, row_id, {"state": "unmatched" if heard or not from_inside else "unheard"})
    return None


def _received(uow: UnitOfWork, runtime: Runtime) -> frozenset[str]:
    found = query.current_release(uow, uow.now)
    return frozenset() if found is None else runtime.releases.get(uow, str(found["id"])).received


def _start_by_message(
    uow: UnitOfWork, runtime: Runtime, name: str, correlation_key: str | None, variables: Mapping[str, Any]
) -> str | None:
    """A message start event of a published process begins an instance (BPMN 2.0, 13.2). One that runs on a
    case begins on the case that the correlation key names (id or number), or the message waits."""
    found = query.current_release(uow, uow.now)
    if found is None:
        return None
    for info in runtime.releases.get(uow, str(found["id"])).diagrams.processes.values():
        for trigger in info.starts:
            if trigger.kind == "message" and trigger.name == name:
                given = {k: v for k, v in variables.items() if k not in RESERVED}
                case_id = correlation_key if startable_on_case(info) else None
                if startable_on_case(info) and not takes(uow, info, case_id):
                    return None
                if (already := under_way(uow, info, case_id)) is not None:
                    return already
                # it is known by the key it came with, so that the next message finds it
                known_by = None if case_id or info.attributes.get("numbered") else correlation_key
                begun = start_instance(
                    uow,
                    runtime,
                    info.key,
                    given,
                    business_key=known_by,
                    start_event=trigger.element,
                    case_id=case_id,
                )
                return begun.locked.id
    return None


def throw_signal(uow: UnitOfWork, runtime: Runtime, name: str, variables: Mapping[str, Any]) -> str:
    """Broadcasts by a job: every instance that waits gets it in a transaction of its own. Raises `Invalid`
    for variables that are too large."""
    require_small(variables, runtime.budgets)
    row_id = add_message(uow, "signal", name, None, variables, key_id=query.tenant_key(uow))
    jobs.add(uow, "signal", uow.now, ref=row_id)
    return row_id


def fire_job(uow: UnitOfWork, runtime: Runtime, job_id: str) -> bool:
    """Does what a due job stands for, exactly once: any number of wakers may call it (reliability.md 1).

    False when there was nothing to do any more. Raises what its work raises, and `Conflict` for a kind of
    job that nobody here knows (a newer version of the service wrote it): then nothing is changed.
    """
    found = query.lock_job(uow, job_id)
    if found is None:
        return False
    job, row = found
    # the instance's lock decides who is first
    locked = None if row is None else from_row(uow, row)
    if job["state"] not in (JobState.PENDING, JobState.LOCKED):
        return False
    if locked is not None and locked.state == InstanceState.SUSPENDED:
        return False
    uow.update(tables.job, job_id, {"state": JobState.DONE, "lock_owner": None, "locked_until": None})
    if job["kind"] in runtime.registry.jobs:
        due_at = uow.moment(job["timer_at"])
        assert due_at is not None
        runtime.registry.jobs[job["kind"]](uow, runtime, DueJob(job_id, job["kind"], job["ref"], due_at))
        return True
    return _do(uow, runtime, job, locked)


def _do(uow: UnitOfWork, runtime: Runtime, job: Mapping[str, Any], locked: Locked | None) -> bool:
    """The neck's own kinds of jobs."""
    kind = job["kind"]
    if kind == starts.KIND:
        return _start_by_timer(uow, runtime, job)
    if locked is not None and kind in ("timer", "signal_to", ending.KIND):
        if locked.state != InstanceState.ACTIVE:
            return False
        if kind == "timer":
            return _fire_timer(uow, runtime, job, locked)
        if kind == "signal_to":
            return _deliver_signal(uow, runtime, job, locked)
        return ending.end_course(uow, runtime, locked)
    if kind not in ("message", "signal"):
        raise Conflict(
            "job_kind_unknown",
            f"Jobbet er af en slags, »{kind}«, som denne version af tjenesten ikke kender.",
            f"The job is of a kind, “{kind}”, that this version of the service does not know.",
        )
    return _deliver_message(uow, runtime, job)


def _deliver_message(uow: UnitOfWork, runtime: Runtime, job: Mapping[str, Any]) -> bool:
    message = query.read_message(uow, job["ref"])
    if message is None or message["state"] not in ("pending", "unmatched"):
        return False
    if job["kind"] == "signal":
        _broadcast(uow, runtime, message)
        return True
    variables = _variables(uow, message)
    _deliver(
        uow,
        runtime,
        job["ref"],
        message["name"],
        message["correlation_key"],
        variables,
        from_inside=message["from_instance"] is not None,
    )
    return True


def _start_by_timer(uow: UnitOfWork, runtime: Runtime, job: Mapping[str, Any]) -> bool:
    due = starts.due_start(uow, runtime, job)
    if due is None:
        return False
    info, trigger = due
    start_instance(uow, runtime, info.key, {}, start_event=trigger.element)
    return True


def _broadcast(uow: UnitOfWork, runtime: Runtime, message: Mapping[str, Any]) -> None:
    """A signal to every instance that waits for it now, once however often it waits, and to every process it
    starts (BPMN 2.0, 10.5.1 and 13.5.1). The instance that threw it has heard it already, as it was then."""
    row_id, name = str(message["id"]), message["name"]
    waits = {str(wait["instance_id"]): wait for wait in query.subscriptions(uow, "signal", name, None)}
    waits.pop(str(message["from_instance"]), None)
    for instance_id, wait in waits.items():
        jobs.add(uow, "signal_to", uow.now, instance_id=instance_id, element=wait["element"], ref=row_id)
    uow.update(tables.message, row_id, {"state": "delivered", "delivered_at": uow.now})
    found = query.current_release(uow, uow.now)
    if found is None:
        return
    given = {k: v for k, v in _variables(uow, message).items() if k not in RESERVED}
    for info in runtime.releases.get(uow, str(found["id"])).diagrams.processes.values():
        for trigger in info.starts:
            if trigger.kind == "signal" and trigger.name == name:
                start_instance(uow, runtime, info.key, given, start_event=trigger.element)


def _variables(uow: UnitOfWork, message: Mapping[str, Any]) -> dict[str, Any]:
    row_id = str(message["id"])
    opened = uow.open(str(message["key_id"]), "message", row_id, "variables", message["variables"])
    return dict(opened or {})


def _fire_timer(uow: UnitOfWork, runtime: Runtime, job: Mapping[str, Any], locked: Locked) -> bool:
    turn = begin_turn(uow, runtime, locked)
    due_at = uow.moment(job["timer_at"])
    assert due_at is not None
    turn.event, turn.element = Event.TIMER_FIRED, job["element"]
    turn.facts = {"job": str(job["id"]), "due_at": due_at.isoformat()}
    advance(turn, FireTimer(job["ref"], due_at))
    return True


def _deliver_signal(uow: UnitOfWork, runtime: Runtime, job: Mapping[str, Any], locked: Locked) -> bool:
    message = query.read_message(uow, job["ref"])
    if message is None:
        return False
    turn = begin_turn(uow, runtime, locked)
    turn.event, turn.element = Event.SIGNAL_DELIVERED, job["element"]
    turn.facts = {"message": job["ref"], "name": message["name"]}
    advance(turn, ThrowSignal(message["name"], _variables(uow, message)))
    return True


__all__ = ["Advanced", "Correlated", "correlate", "fire_job", "throw_signal"]
