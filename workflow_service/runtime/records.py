"""What an outcome of the engine leaves in the tables: tasks, timers, subscriptions, messages, activities,
incidents, counters. Everything goes into the unit of work's batch, which is sent once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from workflow_service import access, audit
from workflow_service.engine import Activity, OpenTask, Outcome, Thrown
from workflow_service.runtime.instance import Beside, Locked
from workflow_service.runtime.operations import About
from workflow_service.runtime.releases import Release
from workflow_service.states import ClockType, Event, JobState, TaskState
from workflow_service.store import UnitOfWork, jobs, tables
from workflow_service.store import running as query

# elements that can wait in a snapshot: what completes without having been entered in the same command was
# entered in an earlier one; everything else passed through at once
WAITING = frozenset(
    {
        "userTask",
        "manualTask",
        "receiveTask",
        "serviceTask",
        "sendTask",
        "callActivity",
        "subProcess",
        "adHocSubProcess",
        "transaction",
        "intermediateCatchEvent",
        "boundaryEvent",
        "eventBasedGateway",
    }
)
SLOTS = 16
COORDINATOR = "family_coordinator"
# who takes a coordinator's task while there is none: with a team, without one
STAND_INS = ("team_leader", "intake_worker")
ONLY_PARAMETER = re.compile(r'=\s*parameter\(\s*"([^"]+)"\s*\)\s*')
# what may stand unsealed: one word of letters, digits and the marks of codes, ids and dates
CLEAR = re.compile(r"[\w.:+-]{1,64}")


def write_tasks(
    uow: UnitOfWork,
    release: Release,
    locked: Locked,
    outcome: Outcome,
    by: str | None,
    about: Mapping[str, About],
) -> None:
    """`by` is the person whose completion this command is; tasks it cancelled have nobody. `about`: by
    `oef:about`, what a task that opens is about."""
    for task_id, state in outcome.closed.items():
        done = state == TaskState.COMPLETED
        uow.batch.update(
            tables.user_task,
            {"tenant_id": uow.tenant_id, "id": task_id},
            {
                "state": state,
                "completed_at": uow.now,
                "completed_by": by if done else None,
            },
        )
    logins = tuple({t.assignee for t in outcome.opened if t.assignee and not _is_id(t.assignee)})
    users = query.user_ids(uow, logins) if logins else {}
    for task in outcome.opened:
        row = _task_row(uow, release, locked, task, users)
        uow.insert(tables.user_task, {**row, "about": _about(uow, release, locked, task, about)})


def _about(
    uow: UnitOfWork, release: Release, locked: Locked, task: OpenTask, about: Mapping[str, About]
) -> str | None:
    """The code of what the task is about (`oef:about`): a catalogue's, never words. Asked once, when it
    opens, so that lists read a column."""
    kind = release.diagrams.element(task.process, task.element).attributes.get("about", "")
    if kind not in about or locked.case_id is None:
        return None
    found = about[kind](uow, locked.case_id, task.data)
    return found if found and CLEAR.fullmatch(found) else None


def _is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def _task_row(
    uow: UnitOfWork, release: Release, locked: Locked, task: OpenTask, users: Mapping[str, str]
) -> dict[str, Any]:
    element = release.diagrams.element(task.process, task.element)
    role = _taken_by(task.groups[0] if task.groups else task.lane or "", locked)
    kind, scope_id = scope_of(role, locked)
    assignee = task.assignee if task.assignee and _is_id(task.assignee) else users.get(task.assignee or "")
    if assignee is None and role == COORDINATOR:
        # the family's one coordinator need not pick up what can only be theirs
        assignee = locked.coordinator_id
    if assignee is None and not role:
        assignee = locked.started_by
    clock = task.clock or parameter_of(element.due)
    known = release.clock(clock) if clock else None
    stands = known.type if known is not None else element.attributes.get("clockType", "")
    return {
        "id": task.id,
        "instance_id": locked.id,
        "release_id": locked.release_id,
        "process_key": task.process,
        "element": task.element,
        "scope": task.scope,
        "name": task.name,
        "form_key": task.form,
        "role": role,
        "scope_kind": kind,
        "scope_id": scope_id,
        "case_id": locked.case_id,
        "assignee": assignee,
        "owner": None,
        "state": TaskState.CLAIMED if assignee else TaskState.CREATED,
        "priority": task.priority,
        "clock_type": stands if stands in set(ClockType) else ClockType.MODEL,
        "created_at": uow.now,
        "due_at": task.due,
        "follow_up_at": task.follow_up,
        "clock": clock,
        "since": task.since,
        # looked at when the clock comes by next, which finds out when somebody is to be reminded
        "step_at": None if task.due is None else uow.now,
        "told_at": None,
        "told": None,
        "first_due": None,
        "counted_from": None,
        "noted": False,
        "completed_at": None,
        "completed_by": None,
        "inputs": uow.seal(locked.key_id, "user_task", task.id, "inputs", dict(task.data)),
        "version": 1,
    }


def parameter_of(due: str | None) -> str | None:
    """The key when a due date is nothing but a parameter: the length of its clock."""
    found = ONLY_PARAMETER.fullmatch(due or "")
    return found[1] if found else None


def _taken_by(role: str, locked: Locked) -> str:
    """A case that has no coordinator yet has tasks for one all the same (an application is decided in every
    phase, domain.md 5.1): its team's leader takes them, before it has a team the intake."""
    if role != COORDINATOR or locked.case_id is None or locked.coordinator_id is not None:
        return role
    return STAND_INS[0] if locked.team_id is not None else STAND_INS[1]


def pass_on(uow: UnitOfWork, release: Release, locked: Locked) -> None:
    """The case has got its coordinator: what others were to take for one and nobody has taken becomes the
    coordinator's."""
    for row in query.offered(uow, locked.id, STAND_INS):
        element = release.diagrams.element(row["process_key"], row["element"])
        if element.lane != COORDINATOR and element.candidate_groups != (COORDINATOR,):
            continue
        kind, scope_id = scope_of(COORDINATOR, locked)
        values = {"role": COORDINATOR, "scope_kind": kind, "scope_id": scope_id}
        values |= {"assignee": locked.coordinator_id, "state": TaskState.CLAIMED}
        uow.update(tables.user_task, str(row["id"]), {**values, "version": int(row["version"]) + 1})
        audit.record(
            uow,
            locked.chain,
            Event.TASK_ASSIGNED,
            case_id=locked.case_id,
            instance_id=locked.id,
            task_id=str(row["id"]),
            element=row["element"],
            facts={"assignee": locked.coordinator_id, "before": None},
        )


def scope_of(role: str, locked: Locked | Beside) -> tuple[str, str | None]:
    """Where a role is held for this instance (domain.md 4). Before a case is known, case roles fall back to
    the tenant: nobody holds them there, so only the assignee and the starter's leader see the task."""
    kind = access.ROLE_SCOPE.get(role, access.Scope.TENANT)
    if kind == access.Scope.SECTOR:
        # who grants for a sector holds the role in its units; a decision is asked of the family's own
        kind = access.Scope.UNIT
    scope_id = {
        access.Scope.CASE: locked.case_id,
        access.Scope.TEAM: locked.team_id,
        access.Scope.UNIT: locked.unit_id,
    }.get(kind)
    return (str(kind), scope_id) if scope_id is not None else (str(access.Scope.TENANT), None)


def write_waits(uow: UnitOfWork, locked: Locked, outcome: Outcome, fired: str | None) -> None:
    """Timers become jobs, subscriptions rows; what no longer waits is cancelled. `fired`: the timer whose
    own job this command is (that job is marked as done by its caller)."""
    for ref in {*outcome.timers_gone, *(t.ref for t in outcome.timers)}:
        if locked.is_new or ref == fired:
            continue
        # held by a suspension or given up, it is cancelled all the same
        for state in (JobState.PENDING, JobState.LOCKED, JobState.FAILED):
            keys = {"tenant_id": uow.tenant_id, "instance_id": locked.id, "ref": ref, "state": state}
            uow.batch.update(tables.job, keys, {"state": JobState.CANCELLED}, strict=False)
    for timer in outcome.timers:
        jobs.add(uow, "timer", timer.due_at, instance_id=locked.id, element=timer.element, ref=timer.ref)
    for ref in outcome.subscriptions_gone:
        keys = {"tenant_id": uow.tenant_id, "instance_id": locked.id, "ref": ref}
        uow.batch.delete(tables.subscription, keys)
    for wait in outcome.subscriptions:
        uow.batch.replace(
            tables.subscription,
            ("tenant_id", "instance_id", "ref"),
            {
                "tenant_id": uow.tenant_id,
                "instance_id": locked.id,
                "ref": wait.ref,
                "kind": wait.kind,
                "name": wait.name,
                "correlation_key": wait.correlation_key or locked.business_key,
                "element": wait.element,
            },
        )


def write_thrown(uow: UnitOfWork, locked: Locked, thrown: tuple[Thrown, ...]) -> None:
    """Messages and signals leave by a job: no other instance is touched in this transaction."""
    for item in thrown:
        key = item.correlation_key or locked.business_key
        row_id = add_message(
            uow, item.kind, item.name, key, item.variables, key_id=locked.key_id, from_instance=locked.id
        )
        jobs.add(uow, item.kind, uow.now, ref=row_id)


def add_message(
    uow: UnitOfWork,
    kind: str,
    name: str,
    correlation_key: str | None,
    variables: Mapping[str, Any],
    *,
    key_id: str,
    message_id: str | None = None,
    from_instance: str | None = None,
) -> str:
    """A message row in state pending; its variables sealed with `key_id`."""
    row_id = uow.new_id()
    uow.insert(
        tables.message,
        {
            "id": row_id,
            "kind": kind,
            "name": name,
            "correlation_key": correlation_key,
            "message_id": message_id,
            "state": "pending",
            "from_instance": from_instance,
            "to_instance": None,
            "key_id": key_id,
            "received_at": uow.now,
            "delivered_at": None,
            "variables": uow.seal(key_id, "message", row_id, "variables", dict(variables)),
        },
    )
    return row_id


def write_activities(uow: UnitOfWork, locked: Locked, activities: tuple[Activity, ...]) -> None:
    """One row a pass: ids and times only. Counters hold the live ones per element."""
    entered = {a.id for a in activities if a.event == "entered"}
    rows: dict[str, dict[str, Any]] = {}
    live: dict[tuple[str, str], int] = {}
    for a in activities:
        place = (a.process, a.element)
        left = a.event != "entered"
        rows[a.id] = {
            "tenant_id": uow.tenant_id,
            "id": a.id,
            "instance_id": locked.id,
            "process_key": a.process,
            "element": a.element,
            "type": a.type,
            "scope": a.scope,
            "state": "active" if not left else a.event,
            "entered_at": uow.now,
            "left_at": uow.now if left else None,
        }
        if a.event == "entered":
            live[place] = live.get(place, 0) + 1
        elif a.id in entered or a.type in WAITING:
            live[place] = live.get(place, 0) - 1
    for row in rows.values():
        uow.batch.replace(tables.activity, ("tenant_id", "id"), row, only=("state", "left_at"))
    slot = int(locked.id[-1], 16) % SLOTS
    for (process, element), n in live.items():
        if n:
            keys = {"kind": "token", "process_key": process, "element": element, "slot": slot}
            uow.batch.add(tables.counter, {"tenant_id": uow.tenant_id, **keys}, n)


def write_searchable(
    uow: UnitOfWork, release: Release, locked: Locked, variables: Callable[[], Mapping[str, Any]]
) -> None:
    """The variables a process declares searchable (`oef:searchable`), in the clear so that lists filter by
    them: codes, ids, dates and numbers only, never words of a family (design.md 3)."""
    declared = release.diagrams.processes[locked.process_key].attributes.get("searchable", "")
    names = [name.strip() for name in declared.split(",") if name.strip()]
    values = variables() if names else {}
    for name in names:
        value = values.get(name)
        text = None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        clear = text is not None and isinstance(value, str | int | float) and CLEAR.fullmatch(text)
        uow.batch.replace(
            tables.variable_index,
            ("tenant_id", "instance_id", "name"),
            {
                "tenant_id": uow.tenant_id,
                "instance_id": locked.id,
                "name": name,
                "text_value": text if clear else None,
                "is_number": isinstance(value, int | float) and not isinstance(value, bool),
            },
        )


def write_incidents(uow: UnitOfWork, locked: Locked, outcome: Outcome) -> None:
    gone = outcome.incidents_gone
    for incident_id in query.open_incidents(uow, locked.id, gone) if gone else ():
        query.resolve_incident(uow, incident_id)
    for found in outcome.incidents:
        incident_id = uow.new_id()
        uow.insert(
            tables.incident,
            {
                "id": incident_id,
                "instance_id": locked.id,
                "ref": found.ref,
                "element": found.element,
                "code": found.code,
                "da": found.da,
                "en": found.en,
                "detail": uow.seal(locked.key_id, "incident", incident_id, "detail", found.detail),
                "created_at": uow.now,
                "resolved_at": None,
                "resolved_by": None,
            },
        )


def write_external(uow: UnitOfWork, locked: Locked, outcome: Outcome) -> None:
    """Topics nobody registered here wait for remote workers."""
    for operation_id in outcome.operations_gone:
        keys = {"tenant_id": uow.tenant_id, "id": operation_id}
        uow.batch.update(tables.external_task, keys, {"state": "done"}, strict=False)
    for wanted in outcome.operations:
        uow.batch.replace(
            tables.external_task,
            ("tenant_id", "id"),
            {
                "tenant_id": uow.tenant_id,
                "id": wanted.id,
                "instance_id": locked.id,
                "element": wanted.element,
                "topic": wanted.topic,
                "state": "created",
                "created_at": uow.now,
                "lock_owner": None,
                "locked_until": None,
                "retries": 3,
                "inputs": uow.seal(
                    locked.key_id, "external_task", wanted.id, "inputs", dict(wanted.variables)
                ),
            },
            # wanted again after an incident or with other inputs: free for every worker
            only=("state", "lock_owner", "locked_until", "retries", "inputs"),
        )
