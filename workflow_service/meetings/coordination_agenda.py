"""The agenda of the coordination group (T02): the report first, then the splits that were raised to it, which
come on by themselves (P08), then the chair's topics and those that an earlier meeting put off."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from workflow_service.meetings.base import parameter
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import coordination as group
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row, add, change

LONGEST_TOPIC = 500
MOST_ITEMS = 100
# where each kind begins: what is raised later still comes before the topics
_RAISED_AT, _TOPICS_AT = 1, 1001


def refresh(uow: UnitOfWork, meeting: Row) -> int:
    """Puts on what was raised since, takes off what no longer waits and was not dealt with here. How many
    escalated cases are on the agenda."""
    if meeting["state"] == "planned":
        _begin(uow, meeting)
    waiting = {row["id"]: row for row in group.escalated(uow)}
    present = {row["ref_id"]: row for row in group.items(uow, meeting["id"])}
    count = 0
    for ref_id, item in present.items():
        if ref_id in waiting or item["state"] != "waiting":
            count += 1
        else:
            uow.batch.delete(tables.agenda_item, {"tenant_id": uow.tenant_id, "id": item["id"]})
    last = max((int(item["position"]) for item in present.values()), default=_RAISED_AT - 1)
    cases = group.families(uow, [row["case_id"] for row in waiting.values()])
    for ref_id, row in waiting.items():
        if ref_id in present:
            continue
        last, count = last + 1, count + 1
        about = {"case_id": row["case_id"], "family_id": cases[row["case_id"]], "ref_id": ref_id}
        reason = {"code": "escalated", "at": (row["content"] or {}).get("escalated_on")}
        _put(uow, meeting, row["key_id"], last, reason, about)
    uow.flush()
    return count


def _begin(uow: UnitOfWork, meeting: Row) -> None:
    """The agenda is made for the first time: the report, and the topics that the meeting before put off or,
    when it was not held, never came to."""
    _put(uow, meeting, meeting["key_id"], 0, {"code": "report"}, {})
    for before in query.latest_held(uow, meeting["series_id"], 1):
        for one in group.topics(uow, before["id"]):
            told = one["subject"] or {}
            if one["state"] != "discussed":
                put_topic(uow, meeting, str(told.get("what") or ""), str(told.get("why") or ""))


def put_topic(uow: UnitOfWork, meeting: Row, what: str, why: str) -> str:
    """A topic at the end of the agenda; its id."""
    uow.flush()
    last = max((int(one["position"]) for one in group.topics(uow, meeting["id"])), default=_TOPICS_AT - 1)
    subject = {"subject": {"what": what, "why": why}, "added_by": uow.actor.user_id}
    return _put(uow, meeting, meeting["key_id"], last + 1, {"code": "topic"}, subject)


def set_topics(uow: UnitOfWork, meeting: Row, rows: Sequence[Mapping[str, str | None]]) -> None:
    """The chair's topics in place of those that nobody has talked about yet."""
    for one in group.topics(uow, meeting["id"]):
        if one["state"] == "waiting":
            uow.batch.delete(tables.agenda_item, {"tenant_id": uow.tenant_id, "id": one["id"]})
    for row in rows:
        put_topic(uow, meeting, str(row.get("what") or ""), str(row.get("why") or ""))
    uow.flush()


def end_topics(uow: UnitOfWork, meeting: Row) -> None:
    """The meeting was held: what nobody put off has been talked about (a form says nothing of each item)."""
    for one in stored.items(uow, meeting["id"]):
        if one["ref_id"] is None and one["state"] in ("waiting", "now"):
            values = {"state": "discussed", "discussed_at": uow.now, "version": one["version"] + 1}
            change(uow, tables.agenda_item, one["key_id"], one["id"], {**values, "now_since": None})


def _put(
    uow: UnitOfWork,
    meeting: Row,
    key_id: str,
    position: int,
    reason: Mapping[str, str | None],
    about: Mapping[str, object],
) -> str:
    values = {
        "meeting_id": meeting["id"],
        "position": position,
        "planned_minutes": int(parameter(uow, "agenda_minutes", "8")),
        "reasons": json.dumps([reason]),
        "state": "waiting",
    }
    return add(uow, tables.agenda_item, key_id, {**values, **about})


def is_report(item: Row) -> bool:
    """Is it the standing item, the report?"""
    reasons = item["reasons"]
    found = json.loads(reasons) if isinstance(reasons, str) else reasons
    return bool(found) and found[0]["code"] == "report"


def waiting(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The splits on this agenda that still wait for the group."""
    on = {row["ref_id"] for row in group.items(uow, meeting_id)}
    return [row for row in group.escalated(uow) if row["id"] in on]
