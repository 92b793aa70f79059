"""Taking an accidental completion back while nobody has gone on (domain.md 14, Correctness).

The instance goes back to the state before the command, which its log gives when it is run again up to there;
the rows of the case file go back to what they were (`store.memory`); letters and messages that have not left
are withdrawn. Nothing is lost: the answer stays, marked, and is the person's draft again; the command and the
audit say what happened. Whatever cannot be taken back whole is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from workflow_service import audit
from workflow_service.engine import Outcome, Subscription, Timer
from workflow_service.engine import load as load_engine
from workflow_service.errors import Conflict
from workflow_service.runtime import records
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.instance import Locked
from workflow_service.runtime.neck import Turn, begin_turn, write_command
from workflow_service.runtime.replaying import UNDO, CannotReplay, Step, steps
from workflow_service.states import Event, InstanceState, JobState, TaskState
from workflow_service.store import UnitOfWork, jobs, tables, undoing
from workflow_service.store import check as log_query

# an accident is seen at once; later a correction says more than an undoing
WINDOW = timedelta(minutes=10)
COMPLETION = "complete_user_task"


@dataclass
class _Before:
    """What the instance waited for before the command that is taken back."""

    timers: dict[str, Timer] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    phase: str | None = None
    state: bytes | None = None


def undo_completion(uow: UnitOfWork, runtime: Runtime, locked: Locked, task_id: str) -> None:
    """Takes back the completion of `task_id`, the last thing that happened to the locked instance. Raises
    `Conflict` with what stands in the way; then nothing has changed."""
    log = log_query.commands(uow, locked.id, locked.key_id)
    last = log[-1] if log else None
    _require_last(uow, locked, last, task_id)
    assert last is not None
    memory: Mapping[str, Any] = last.payload.get("memory") or {}
    alone = memory.get("seq") == locked.chain.seq - 1
    if not memory.get("whole") or memory.get("key_id") != locked.key_id or not alone:
        raise _cannot("Opgaven har ændret noget, der ikke kan sættes tilbage af sig selv.", _CHANGED)
    before, outcome = _replayed(uow, runtime, locked, log)
    _require_nobody_went_on(uow, locked, last.at, outcome)
    uow.crash("after-load")
    made = [(str(table), str(row_id)) for table, row_id in memory["made"]]
    _take_back_rows(uow, locked, made)
    turn = begin_turn(uow, runtime, locked)
    turn.event, turn.task_id = Event.TASK_UNDONE, task_id
    _go_back(turn, before, outcome, memory, task_id)
    uow.crash("after-write")


_CHANGED = "The task changed something that cannot be put back by itself."


def _cannot(da: str, en: str) -> Conflict:
    cure_da = "Åbn dokumentet på sagen, og ret det, eller skriv et notat."
    cure_en = "Open the document on the case and correct it, or write a note."
    return Conflict(
        "cannot_undo",
        f"Opgaven kan ikke fortrydes. {da} {cure_da}",
        f"The task cannot be undone. {en} {cure_en}",
    )


def _require_last(uow: UnitOfWork, locked: Locked, last: Any, task_id: str) -> None:
    """The completion is the newest thing in the instance: no command since, nobody took or gave a task."""
    done = last is not None and last.command == COMPLETION and last.version == locked.version
    told = last.payload["command"].get("task_id") if done else None
    event = undoing.last_event(uow, locked.id, locked.chain.seq) if told == task_id else None
    if event is None or event["kind"] != Event.TASK_COMPLETED or str(event["task_id"]) != task_id:
        raise _cannot("Forløbet er gået videre.", "The process has gone on.")
    if locked.state not in (InstanceState.ACTIVE, InstanceState.COMPLETED):
        raise _cannot("Forløbet er sat i bero eller stoppet.", "The process is paused or stopped.")
    if last.at + WINDOW < uow.now:
        raise _cannot("Der er gået mere end ti minutter.", "More than ten minutes have passed.")


def _replayed(uow: UnitOfWork, runtime: Runtime, locked: Locked, log: list[Any]) -> tuple[_Before, Outcome]:
    """(what was before the last command, what came of it). Raises `Conflict` when the log does not lead to
    the stored state: then nothing may be built on it."""
    stored = uow.open_bytes(locked.key_id, "process_instance", locked.id, "snapshot", locked.snapshot)
    before, earlier = _Before(), _Before()
    step: Step | None = None
    try:
        for step in steps(uow, runtime, log):
            earlier = _copy(before)
            _follow(runtime, uow, before, step)
    except CannotReplay as error:
        raise _cannot("Forløbets historie kan ikke læses.", "The history cannot be read.") from error
    if step is None or step.state != stored or step.outcome is None or earlier.state is None:
        raise _cannot("Forløbets historie passer ikke.", "The history does not fit.")
    return earlier, step.outcome


def _copy(one: _Before) -> _Before:
    return _Before(dict(one.timers), dict(one.subscriptions), one.phase, one.state)


def _follow(runtime: Runtime, uow: UnitOfWork, at: _Before, step: Step) -> None:
    """Brings `at` to after this step."""
    at.state = step.state
    if step.outcome is None:
        return
    for ref in step.outcome.timers_gone:
        at.timers.pop(ref, None)
    at.timers |= {one.ref: one for one in step.outcome.timers}
    for ref in step.outcome.subscriptions_gone:
        at.subscriptions.pop(ref, None)
    at.subscriptions |= {one.ref: one for one in step.outcome.subscriptions}
    diagrams = runtime.releases.get(uow, step.row.release_id).diagrams
    for activity in step.outcome.activities:
        if activity.event == "entered":
            phase = diagrams.element(activity.process, activity.element).attributes.get("phase")
            at.phase = phase or at.phase


def _require_nobody_went_on(uow: UnitOfWork, locked: Locked, at: Any, outcome: Outcome) -> None:
    opened = [task.id for task in outcome.opened]
    if outcome.incidents or outcome.incidents_gone:
        raise _cannot("Der er opstået en teknisk fejl.", "A technical error has come up.")
    if undoing.touched(uow, opened):
        raise _cannot("En er begyndt på den næste opgave.", "Somebody has begun the next task.")
    if undoing.worked_on(uow, [one.id for one in outcome.operations]):
        raise _cannot("Et andet system er gået i gang.", "Another system has begun.")
    if locked.case_id is not None and undoing.happened_elsewhere(uow, locked.case_id, locked.id, at):
        raise _cannot("Der er sket mere i sagen siden.", "More has happened in the case since.")


def _take_back_rows(uow: UnitOfWork, locked: Locked, made: list[tuple[str, str]]) -> None:
    """Letters, messages and the rows of the case file."""
    letters = [row_id for table, row_id in made if table == "outbox"]
    if not undoing.withdraw_letters(uow, letters):
        raise _cannot("Et brev er på vej til familien.", "A letter is on its way to the family.")
    messages = [row_id for table, row_id in made if table == "message"]
    if not undoing.withdraw_messages(uow, messages):
        raise _cannot("Et andet forløb har fået besked.", "Another process has been told.")
    undoing.forget(uow, [one for one in made if one[0] not in ("outbox", "message")])
    undoing.restore(uow, locked.id, locked.version)


def _go_back(turn: Turn, before: _Before, outcome: Outcome, memory: Mapping[str, Any], task_id: str) -> None:
    """The neck's own rows, and the command that says so."""
    uow, locked = turn.uow, turn.locked
    undone = locked.version
    locked.version += 1
    locked.case_id, locked.team_id, locked.unit_id = memory["place"]
    locked.state, locked.phase = InstanceState.ACTIVE, before.phase
    _tasks(uow, outcome)
    _waits(uow, locked, before, outcome)
    _activities(uow, locked, outcome)
    for one in outcome.operations:
        keys = {"tenant_id": uow.tenant_id, "id": one.id}
        uow.batch.update(tables.external_task, keys, {"state": "done"}, strict=False)
    for operation_id in outcome.operations_gone:
        keys = {"tenant_id": uow.tenant_id, "id": operation_id}
        uow.batch.update(tables.external_task, keys, {"state": "created"}, strict=False)
    assert before.state is not None
    execution = load_engine(turn.release.diagrams, before.state, turn.context())
    records.write_searchable(uow, turn.release, locked, execution.variables)
    taken_back = _answer(uow, locked, task_id)
    turn.given["undoes"] = undone
    write_command(turn, None, UNDO)
    audit.record(
        uow,
        locked.chain,
        Event.TASK_UNDONE,
        case_id=locked.case_id,
        instance_id=locked.id,
        task_id=task_id,
        facts={"version": undone, "submission": taken_back},
    )
    values = {
        "state": locked.state,
        "phase": locked.phase,
        "case_id": locked.case_id,
        "team_id": locked.team_id,
        "unit_id": locked.unit_id,
        "ended_at": None,
        "version": locked.version,
        "snapshot": uow.seal(locked.key_id, "process_instance", locked.id, "snapshot", before.state),
        "audit_head": locked.chain.head,
        "audit_seq": locked.chain.seq,
    }
    uow.update(tables.process_instance, locked.id, values)


def _tasks(uow: UnitOfWork, outcome: Outcome) -> None:
    """What was opened is closed, what was closed is open again for whoever had it."""
    for task in outcome.opened:
        closed = {"state": TaskState.CANCELLED, "completed_at": uow.now, "completed_by": None}
        uow.update(tables.user_task, task.id, closed)
    holders = undoing.holders(uow, sorted(outcome.closed)) if outcome.closed else {}
    for task_id, (assignee, owner) in holders.items():
        state = TaskState.DELEGATED if owner else TaskState.CLAIMED if assignee else TaskState.CREATED
        uow.update(tables.user_task, task_id, {"state": state, "completed_at": None, "completed_by": None})


def _waits(uow: UnitOfWork, locked: Locked, before: _Before, outcome: Outcome) -> None:
    for ref in {*outcome.timers_gone, *(one.ref for one in outcome.timers)}:
        for state in (JobState.PENDING, JobState.FAILED):
            keys = {"tenant_id": uow.tenant_id, "instance_id": locked.id, "ref": ref, "state": state}
            uow.batch.update(tables.job, keys, {"state": JobState.CANCELLED}, strict=False)
        timer = before.timers.get(ref)
        if timer is not None:
            jobs.add(uow, "timer", timer.due_at, instance_id=locked.id, element=timer.element, ref=timer.ref)
    gone = {one.ref for one in outcome.subscriptions} - before.subscriptions.keys()
    back = {
        ref: before.subscriptions[ref] for ref in before.subscriptions if ref in outcome.subscriptions_gone
    }
    again = Outcome(locked.state, subscriptions=tuple(back.values()), subscriptions_gone=tuple(sorted(gone)))
    records.write_waits(uow, locked, again, None)


def _activities(uow: UnitOfWork, locked: Locked, outcome: Outcome) -> None:
    """Passes that began in the command never were; those that ended in it go on. Counters follow."""
    entered = {one.id for one in outcome.activities if one.event == "entered"}
    live: dict[tuple[str, str], int] = {}
    state: dict[str, dict[str, Any]] = {}
    for one in outcome.activities:
        place = (one.process, one.element)
        if one.event == "entered":
            live[place] = live.get(place, 0) - 1
            state[one.id] = {"state": "cancelled", "left_at": uow.now}
        elif one.id in entered:
            live[place] = live.get(place, 0) + 1
        elif one.type in records.WAITING:
            live[place] = live.get(place, 0) + 1
            state[one.id] = {"state": "active", "left_at": None}
        else:
            state[one.id] = {"state": "cancelled", "left_at": uow.now}
    for activity_id, values in state.items():
        uow.batch.update(
            tables.activity, {"tenant_id": uow.tenant_id, "id": activity_id}, values, strict=False
        )
    slot = int(locked.id[-1], 16) % records.SLOTS
    for (process, element), n in live.items():
        if n:
            keys = {"kind": "token", "process_key": process, "element": element, "slot": slot}
            uow.batch.add(tables.counter, {"tenant_id": uow.tenant_id, **keys}, n)


def _answer(uow: UnitOfWork, locked: Locked, task_id: str) -> str | None:
    """The answer stays, marked as taken back, and is its writer's draft again; the document it became goes
    with it. Raises `Conflict` when it was corrected already."""
    found = undoing.submission(uow, task_id)
    if found is None:
        raise _cannot("Svaret er rettet siden.", "The answer was corrected since.")
    submission_id = str(found["id"])
    if locked.case_id is not None:
        filed = undoing.filed_as(uow, locked.case_id, submission_id)
        undoing.forget(uow, [("journal_entry", one) for one in filed])
    uow.update(tables.form_submission, submission_id, {"undone_at": uow.now})
    data = uow.open(str(found["key_id"]), "form_submission", submission_id, "data", found["data"])
    if uow.actor.user_id is not None:
        undoing.keep_as_draft(uow, task_id, uow.actor.user_id, locked.key_id, data)
    return submission_id


__all__ = ["UNDO", "WINDOW", "undo_completion"]
