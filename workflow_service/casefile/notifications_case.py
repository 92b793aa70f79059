"""A notification and its case (N01): the course found again, tied to a known case, the beginning of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import notifications
from workflow_service.casefile.base import (
    Row,
    case_by_id,
    with_flags,
)
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.facts import measure_facts
from workflow_service.casefile.restricted import suspect_abuse
from workflow_service.rules.notification import needs_new_eyes
from workflow_service.runtime.operations import Call, InstanceFacts, OutMessage, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import add, change


def course_of(uow: UnitOfWork, call: Call, variables: Mapping[str, Any] | None = None) -> Row:
    """The notification this course is about. Raises NotFound."""
    told = call.inputs.get("notification_id") or (variables or {}).get("notification_id")
    return notifications.of_course(uow, call.instance_id, told)


def amend(uow: UnitOfWork, row: Row, values: Row) -> None:
    """Changes the notification, the row at hand as well."""
    change(uow, tables.notification, row["key_id"], row["id"], values)
    row.update(values)


def join_case(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """N01: from here on the course is one of the family's case. A suspicion of abuse restricts the case and
    holds automatic contact (INV-14); what was said and assessed goes into its journal."""
    row = course_of(uow, call, variables)
    case = case_by_id(uow, row["case_id"] or call.case_id)
    if row["key_id"] != case["key_id"] or row["case_id"] is None:
        notified.move_to_family(uow, row, case["id"], case["family_id"], case["key_id"])
    values: Row = {"reassessment": row["reassessment"] or _reassessment(uow, case)}
    amend(uow, row, values)
    if row["danger"]:
        query.change_case(uow, case, {"flags": with_flags(case, on=("acute",))})
    if row["abuse_suspicion"]:
        keep = (row["assessed_by"], row["registered_by"])
        suspect_abuse(uow, case, keep, row["officer_id"], row["id"])
    _file(uow, case, row)
    return Result(
        variables={
            "case_id": case["id"],
            "case_number": case["number"],
            "reassessment": row["reassessment"],
            "case_needed": False,
        },
        facts=InstanceFacts(
            case["id"], case["key_id"], case["team_id"], case["unit_id"], case["coordinator_id"]
        ),
    )


def _reassessment(uow: UnitOfWork, case: Row) -> str:
    """independent: support, placement or youth-crime measures run (INV-19); local: another known case."""
    rows = query.measures(uow, case["id"])
    running = [one for one in rows if one["state"] == "started"]
    new_eyes = needs_new_eyes(
        (measure_facts(one) for one in running), [one["catalogue_item"] for one in running]
    )
    return "independent" if new_eyes or case["coordinator_id"] is None else "local"


def _file(uow: UnitOfWork, case: Row, row: Row) -> None:
    text = notifications.text_of(uow, row, "da")
    assessment = notifications.assessment_text(row, "da")
    told = f"{text}\n\n24-timers-vurdering\n{assessment}" if assessment else text
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="document",
        title="Underretning",
        content={"text": told, "notification_id": row["id"]},
        restricted=bool(row["restricted"]),
    )


def adopt_notification(uow: UnitOfWork, case: Row, notification_id: str) -> tuple[OutMessage, ...]:
    """P01, begun by `case_request` from a notification: the new case knows its child, and the notification's
    course hears the case's number. Whoever started the case needs no sight of the notification."""
    row = notified.notification(uow, notification_id)
    if row is None or row["case_id"] is not None:
        return ()
    child = row["child"] or {}
    name = str(child.get("name") or "").strip()
    if name and case["child_id"] is None:
        cpr = child.get("cpr")
        values = {
            "family_id": case["family_id"],
            "relation": "child",
            "name": name,
            "cpr": cpr,
            "cpr_index": uow.master_key.blind_index(uow.tenant_id, cpr) if cpr else None,
        }
        child_id = add(uow, tables.person, case["key_id"], values)
        query.change_case(uow, case, {"child_id": child_id})
    # a case that the notification itself opened has nothing to re-assess
    change(
        uow, tables.notification, row["key_id"], row["id"], {"case_id": case["id"], "reassessment": "none"}
    )
    told = {"case_id": case["id"], "case_number": case["number"]}
    return (OutMessage("case_opened", notification_id, told),)
