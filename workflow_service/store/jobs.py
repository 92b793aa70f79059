"""Queries of the schedule: which jobs are due, what became of them, and the municipality's test clock.

The row is the truth, everything else only wakes (reliability.md 1): a job is claimed by the transaction that
does its work, which locks the row, finds it pending and writes effect and new state together.
"""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from workflow_service.errors import Conflict, Unavailable
from workflow_service.states import JobState
from workflow_service.store.database import Database
from workflow_service.store.tables.definitions import tenant
from workflow_service.store.tables.running import incident, job
from workflow_service.store.uow import UnitOfWork

# any number, the same in every process: the scheduler that holds it is the one that fires
LEADER = 7_303_015
ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=10)
# an incident of a job that gave up names the job, not a token the engine could retry
REF = "job:"
AWAKE = (
    " AND NOT EXISTS (SELECT 1 FROM process_instance i WHERE i.tenant_id = job.tenant_id"
    " AND i.id = job.instance_id AND i.state = 'suspended')"
)


def add(
    uow: UnitOfWork,
    kind: str,
    due_at: datetime,
    *,
    instance_id: str | None = None,
    element: str | None = None,
    ref: str | None = None,
) -> str:
    """A future moment as a row, at flush; its id. Woken at once when it is due now.

    `kind` chooses the work: one of the neck's own (timer, message, signal ...), or one that `app` has
    registered (`runtime.Registry.jobs`). `due_at` is aware; `ref` is what the work needs to know, an id or a
    little JSON, and no personal data. A job of a running instance names it and the `element`.
    """
    job_id = uow.new_id()
    uow.insert(
        job,
        {
            "id": job_id,
            "kind": kind,
            "state": JobState.PENDING,
            "instance_id": instance_id,
            "element": element,
            "ref": ref,
            "due_at": due_at,
            "timer_at": due_at,
            "attempts": 0,
            "lock_owner": None,
            "locked_until": None,
            "last_error": None,
        },
    )
    if due_at <= uow.now:
        uow.wakes.append(job_id)
    return job_id


def move(uow: UnitOfWork, job_id: str, due_at: datetime) -> bool:
    """Another moment (aware) for a job that waits, with its attempts counted anew; False when it waits no
    more."""
    moved = uow.row(
        "UPDATE job SET due_at = ?, timer_at = ?, attempts = 0 WHERE tenant_id = ? AND id = ?"
        " AND state = 'pending' RETURNING id",
        due_at,
        due_at,
        uow.tenant_id,
        job_id,
    )
    if moved is not None and due_at <= uow.now:
        uow.wakes.append(job_id)
    return moved is not None


def cancel(uow: UnitOfWork, job_id: str) -> bool:
    """Takes a job back that has not been done; False when it is too late, or it was taken back before."""
    found = uow.row(
        "UPDATE job SET state = 'cancelled' WHERE tenant_id = ? AND id = ? AND state IN ('pending', 'failed')"
        " RETURNING id",
        uow.tenant_id,
        job_id,
    )
    return found is not None


def due(uow: UnitOfWork, limit: int) -> list[str]:
    """Ids of pending jobs due now, the oldest first. Those of suspended instances wait until it resumes."""
    rows = uow.rows(
        f"SELECT id FROM job WHERE tenant_id = ? AND state = 'pending' AND due_at <= ?{AWAKE}"
        " ORDER BY due_at, id LIMIT ?",
        uow.tenant_id,
        uow.now,
        limit,
    )
    return [str(row["id"]) for row in rows]


def look(uow: UnitOfWork, limit: int) -> tuple[list[str], datetime | None]:
    """What `due` finds, and the moment of the first job that is not due yet (None: nothing waits): one
    statement that reads what is due and one row more, however many wait."""
    rows = uow.rows(
        "SELECT id, due_at FROM (SELECT id, due_at FROM job WHERE tenant_id = ? AND state = 'pending'"
        f" AND due_at <= ?{AWAKE} ORDER BY due_at, id LIMIT ?) AS d"
        " UNION ALL SELECT id, due_at FROM (SELECT id, due_at FROM job WHERE tenant_id = ?"
        f" AND state = 'pending' AND due_at > ?{AWAKE} ORDER BY due_at, id LIMIT 1) AS n",
        uow.tenant_id,
        uow.now,
        limit,
        uow.tenant_id,
        uow.now,
    )
    moments = [(str(row["id"]), at) for row in rows if (at := uow.moment(row["due_at"])) is not None]
    found = [job_id for job_id, at in moments if at <= uow.now]
    return found, next((at for _, at in moments if at > uow.now), None)


def next_due(uow: UnitOfWork) -> tuple[str, datetime] | None:
    """The pending job that comes first and its moment; None when nothing waits."""
    row = uow.row(
        f"SELECT id, due_at FROM job WHERE tenant_id = ? AND state = 'pending'{AWAKE}"
        " ORDER BY due_at, id LIMIT 1",
        uow.tenant_id,
    )
    at = None if row is None else uow.moment(row["due_at"])
    return None if row is None or at is None else (str(row["id"]), at)


def claim(uow: UnitOfWork, job_id: str) -> Mapping[str, Any] | None:
    """The job, locked until this transaction ends; None when it is not pending any more or another
    transaction is at it.

    Lock the job's instance first: a completion locks them in that order too.
    """
    skip = "" if uow.sqlite else " FOR UPDATE SKIP LOCKED"
    return uow.row(
        "SELECT id, kind, state, instance_id, element, ref, due_at, timer_at, attempts FROM job"
        f" WHERE tenant_id = ? AND id = ? AND state = 'pending'{skip}",
        uow.tenant_id,
        job_id,
    )


def done(uow: UnitOfWork, job_id: str) -> None:
    """Marks a claimed job as done, at flush."""
    uow.update(job, job_id, {"state": JobState.DONE})


def each(
    uow: UnitOfWork,
    job_ids: Sequence[str],
    work: Callable[[UnitOfWork, str], object],
    enough: Callable[[], bool],
) -> dict[str, Exception | None]:
    """Does the work of several jobs in this one transaction, until `enough` says so; of each that was done
    None, or what went wrong: then nothing of that job is left, and the others stay.

    For SQLite, where one commit costs more than the work of a job. PostgreSQL would hold the locks of several
    instances at once, and two transactions could wait for each other.
    """
    found: dict[str, Exception | None] = {}
    for job_id in job_ids:
        with uow.savepoint() as undo:
            try:
                work(uow, job_id)
                uow.flush()
            except (Unavailable, sa.exc.OperationalError):
                # the database is at fault, not the job: nothing is committed
                raise
            except Exception as error:
                undo()
                found[job_id] = error
            else:
                found[job_id] = None
        if enough():
            break
    return found


def failed_attempt(
    uow: UnitOfWork, job_id: str, error: str, chance: Callable[[], float] = random.random
) -> bool:
    """Counts a failed attempt: the job pauses, and gives up after `ATTEMPTS`; then the step it belongs
    to gets an incident, so that a person sees it. `error` holds no personal data. True when it gave up.

    The pause is drawn by `chance` (0 to 1) from none to the longest, which is four times as long each time
    ("full jitter"): what failed together does not come back together.
    """
    row = claim(uow, job_id)
    if row is None:
        return False
    attempts = int(row["attempts"]) + 1
    gave_up = attempts >= ATTEMPTS
    pause = longest_pause(attempts) * chance()
    values = {
        "attempts": attempts,
        "last_error": error,
        "state": JobState.FAILED if gave_up else JobState.PENDING,
        "due_at": uow.now if gave_up else uow.now + pause,
    }
    uow.update(job, job_id, values)
    if gave_up and row["instance_id"] is not None and row["element"] is not None:
        _raise_incident(uow, row, error)
    return gave_up


def longest_pause(attempts: int) -> timedelta:
    """After so many failed attempts."""
    return FIRST_PAUSE * int(4 ** (attempts - 1))


def _raise_incident(uow: UnitOfWork, row: Mapping[str, Any], error: str) -> None:
    incident_id, instance_id = uow.new_id(), str(row["instance_id"])
    key_id = uow.value(
        "SELECT key_id FROM process_instance WHERE tenant_id = ? AND id = ?", uow.tenant_id, instance_id
    )
    uow.insert(
        incident,
        {
            "id": incident_id,
            "instance_id": instance_id,
            "ref": f"{REF}{row['id']}",
            "element": row["element"],
            "code": "job_gave_up",
            "da": f"Forløbet skulle gå videre af sig selv her, men det mislykkedes {ATTEMPTS} gange."
            " Ret årsagen, og prøv igen.",
            "en": f"The process should have gone on by itself here, but that failed {ATTEMPTS} times."
            " Mend the cause and retry.",
            "detail": uow.seal(str(key_id), "incident", incident_id, "detail", error),
            "created_at": uow.now,
            "resolved_at": None,
            "resolved_by": None,
        },
    )


def failed(uow: UnitOfWork, limit: int = 50) -> list[Mapping[str, Any]]:
    """Jobs that gave up: id, kind, instance_id, element, attempts, last_error, due_at (when)."""
    rows = uow.rows(
        "SELECT id, kind, instance_id, element, attempts, last_error, due_at FROM job"
        " WHERE tenant_id = ? AND state = 'failed' ORDER BY due_at DESC, id LIMIT ?",
        uow.tenant_id,
        limit,
    )
    return [{**row, "due_at": uow.moment(row["due_at"])} for row in rows]


def revive(uow: UnitOfWork, job_id: str) -> None:
    """Lets a job that gave up begin again now. Raises `Conflict` when it has not given up."""
    found = uow.value("SELECT state FROM job WHERE tenant_id = ? AND id = ?", uow.tenant_id, job_id)
    if found != JobState.FAILED:
        raise Conflict(
            "job_not_failed",
            "Kun et job, der er opgivet, kan startes igen.",
            "Only a job that gave up can be started again.",
        )
    uow.update(job, job_id, {"state": JobState.PENDING, "attempts": 0, "due_at": uow.now})
    uow.wakes.append(job_id)
    resolve_incident(uow, job_id)


def audit_of(uow: UnitOfWork, job_id: str) -> tuple[bytes | None, int]:
    """The head and length of the job's own chain of events."""
    row = uow.row(
        "SELECT audit_head, audit_seq FROM job WHERE tenant_id = ? AND id = ?", uow.tenant_id, job_id
    )
    if row is None or row["audit_seq"] is None:
        return None, 0
    return bytes(row["audit_head"]), int(row["audit_seq"])


def resolve_incident(uow: UnitOfWork, job_id: str) -> None:
    """The incident of a job that gave up has done its work: somebody lets the job begin again."""
    uow.rows(
        "UPDATE incident SET resolved_at = ?, resolved_by = ? WHERE tenant_id = ? AND ref = ?"
        " AND resolved_at IS NULL AND instance_id ="
        " (SELECT instance_id FROM job WHERE tenant_id = ? AND id = ?) RETURNING id",
        uow.now,
        uow.actor.user_id,
        uow.tenant_id,
        f"{REF}{job_id}",
        uow.tenant_id,
        job_id,
    )


def settle_incidents(uow: UnitOfWork) -> int:
    """Closes the incidents of jobs that nobody waits for any more (the course went another way); how many."""
    return len(
        uow.rows(
            f"UPDATE incident SET resolved_at = ? WHERE tenant_id = ? AND ref LIKE '{REF}%'"
            " AND resolved_at IS NULL AND NOT EXISTS (SELECT 1 FROM job j WHERE j.tenant_id ="
            " incident.tenant_id AND j.instance_id = incident.instance_id AND j.state = 'failed'"
            f" AND '{REF}' || j.id = incident.ref) RETURNING id",
            uow.now,
            uow.tenant_id,
        )
    )


def clock_offset(uow: UnitOfWork) -> int:
    """Seconds the municipality's test clock is ahead of real time; 0 in production."""
    offset = uow.value("SELECT clock_offset FROM tenant WHERE tenant_id = ?", uow.tenant_id)
    return int(offset or 0)


def travel(uow: UnitOfWork, to: datetime) -> None:
    """Moves the municipality's test clock forward to `to` (aware) or up to a second later.

    Raises `Conflict` when `to` has passed: time goes forward only.
    """
    seconds = math.ceil((to - uow.now).total_seconds())
    if seconds < 0:
        raise Conflict(
            "time_goes_forward",
            "Uret kan kun stilles frem.",
            "The clock can only be moved forward.",
        )
    uow.execute(
        sa.update(tenant)
        .where(tenant.c.tenant_id == uow.tenant_id)
        .values(clock_offset=tenant.c.clock_offset + seconds)
    )


class Leadership:
    """On PostgreSQL one scheduler a tenant fires and the others stand by; SQLite has one process anyway.

    Held by a connection of its own, so the database gives it back when the process or the link dies.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sa.Connection | None = None
        self._lock = threading.Lock()

    def hold(self) -> bool:
        """Do we lead, now? Tries to become the leader when not."""
        with self._lock:
            return self._database.is_sqlite or self._hold()

    def _hold(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.exec_driver_sql("SELECT 1")
                return True
            except sa.exc.OperationalError:
                self._release()
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        sql = "SELECT pg_try_advisory_lock($1, $2)"
        if connection.exec_driver_sql(sql, (LEADER, self._database.tenant_id)).scalar():
            self._connection = connection
            return True
        connection.close()
        return False

    def release(self) -> None:
        """Gives leadership back, at once where the database still answers."""
        with self._lock:
            self._release()

    def _release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.exec_driver_sql(
                "SELECT pg_advisory_unlock($1, $2)", (LEADER, self._database.tenant_id)
            )
        except sa.exc.DBAPIError:
            connection.invalidate()
        connection.close()
