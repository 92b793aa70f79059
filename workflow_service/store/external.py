"""Queries of external tasks: locking work for a remote worker, answers, failures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from workflow_service.store import tables
from workflow_service.store.uow import UnitOfWork

Row = Mapping[str, Any]

# an incident of a worker's failure names the task, not an element the engine could retry
REF = "external:"

_FREE = """
SELECT e.id, e.topic, e.instance_id, e.element, e.retries, e.inputs, i.process_key, i.business_key, i.case_id,
i.key_id, k.wrapped
FROM external_task e
JOIN process_instance i ON i.tenant_id = e.tenant_id AND i.id = e.instance_id AND i.state = 'active'
JOIN key k ON k.tenant_id = i.tenant_id AND k.id = i.key_id
WHERE e.tenant_id = ? AND e.topic = ? AND e.state = 'created' AND e.retries > 0
AND (e.locked_until IS NULL OR e.locked_until <= ?)
ORDER BY e.id LIMIT ?
"""


def fetch(uow: UnitOfWork, topic: str, worker: str, seconds: int, limit: int) -> list[dict[str, Any]]:
    """Locks up to `limit` free tasks of a topic for `worker`; they come with their inputs."""
    sql = _FREE if uow.sqlite else f"{_FREE} FOR UPDATE OF e SKIP LOCKED"
    until = uow.now + timedelta(seconds=seconds)
    found = []
    for row in uow.rows(sql, uow.tenant_id, topic, uow.now, limit):
        task_id, key_id = str(row["id"]), str(row["key_id"])
        uow.learn_key(key_id, row["wrapped"])
        uow.update(tables.external_task, task_id, {"lock_owner": worker, "locked_until": until})
        if row["case_id"] is not None:
            uow.looked_at(str(row["case_id"]))
        found.append(
            {
                "id": task_id,
                "topic": row["topic"],
                "instance_id": str(row["instance_id"]),
                "process_key": row["process_key"],
                "business_key": row["business_key"],
                "element": row["element"],
                "retries": int(row["retries"]),
                "locked_until": until,
                "variables": uow.open(key_id, "external_task", task_id, "inputs", row["inputs"]) or {},
            }
        )
    return found


def extend(uow: UnitOfWork, task_id: str, until: datetime) -> None:
    """A longer lock."""
    uow.update(tables.external_task, task_id, {"locked_until": until})


def fail(uow: UnitOfWork, task: Row, message: str, retries: int, until: datetime) -> None:
    """Gives the task back; nobody gets it before `until`. Without `retries` left it becomes an incident, so
    that a person sees it."""
    task_id = str(task["id"])
    values = {"lock_owner": None, "locked_until": until, "retries": retries}
    uow.update(tables.external_task, task_id, values)
    if retries > 0:
        return
    incident_id = uow.new_id()
    key_id = uow.value(
        "SELECT key_id FROM process_instance WHERE tenant_id = ? AND id = ?",
        uow.tenant_id,
        str(task["instance_id"]),
    )
    uow.insert(
        tables.incident,
        {
            "id": incident_id,
            "instance_id": str(task["instance_id"]),
            "ref": f"{REF}{task_id}",
            "element": task["element"],
            "code": "external_task_failed",
            "da": f"Et tilkoblet system kunne ikke løse »{task['topic']}«. Ret fejlen dér, og prøv igen.",
            "en": f"A connected system could not do “{task['topic']}”. Mend it there and retry.",
            "detail": uow.seal(str(key_id), "incident", incident_id, "detail", message),
            "created_at": uow.now,
            "resolved_at": None,
            "resolved_by": None,
        },
    )


def revive(uow: UnitOfWork, incident: Row, retries: int = 3) -> None:
    """Resolves the incident of a failed external task: workers may try again at once."""
    task_id = str(incident["ref"]).removeprefix(REF)
    uow.update(tables.external_task, task_id, {"retries": retries, "locked_until": None, "lock_owner": None})
    uow.update(
        tables.incident, str(incident["id"]), {"resolved_at": uow.now, "resolved_by": uow.actor.user_id}
    )
