"""The agenda of the coordination group: splits that were raised to it come on by themselves (T02, P08)."""

from __future__ import annotations

import json

from workflow_service.meetings.base import parameter
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import coordination as group
from workflow_service.store.casefile_rows import Row, add


def refresh(uow: UnitOfWork, meeting: Row) -> int:
    """Puts on what was raised since, takes off what no longer waits and was not dealt with here. How many
    escalated cases are on the agenda."""
    waiting = {row["id"]: row for row in group.escalated(uow)}
    present = {row["ref_id"]: row for row in group.items(uow, meeting["id"])}
    count = 0
    for ref_id, item in present.items():
        if ref_id in waiting or item["state"] != "waiting":
            count += 1
        else:
            uow.batch.delete(tables.agenda_item, {"tenant_id": uow.tenant_id, "id": item["id"]})
    last = max((int(item["position"]) for item in present.values()), default=0)
    minutes = int(parameter(uow, "agenda_minutes", "8"))
    cases = group.families(uow, [row["case_id"] for row in waiting.values()])
    for ref_id, row in waiting.items():
        if ref_id in present:
            continue
        last, count = last + 1, count + 1
        reason = {"code": "escalated", "at": (row["content"] or {}).get("escalated_on")}
        add(
            uow,
            tables.agenda_item,
            row["key_id"],
            {
                "meeting_id": meeting["id"],
                "case_id": row["case_id"],
                "family_id": cases[row["case_id"]],
                "ref_id": ref_id,
                "position": last,
                "planned_minutes": minutes,
                "reasons": json.dumps([reason]),
                "state": "waiting",
            },
        )
    uow.flush()
    return count


def waiting(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The splits on this agenda that still wait for the group."""
    on = {row["ref_id"] for row in group.items(uow, meeting_id)}
    return [row for row in group.escalated(uow) if row["id"] in on]
