"""A colleague stands in for somebody who is away: what begins with it, what goes along, what ends (T08).

The substitute gets the absent one's roles, each marked as lent. A role that the absent one is given meanwhile
(a new family) is lent at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflow_service import audit
from workflow_service.casefile.base import Row
from workflow_service.runtime.instance import from_row
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, running, tables
from workflow_service.store import absences as query
from workflow_service.store.casefile_rows import change

# roles of the house itself are not a caseworker's to lend (domain.md 4: least privilege)
_NOT_LENT = frozenset({"system_admin", "process_owner", "auditor", "integration"})


def begin(uow: UnitOfWork, absence: Row, cover: Row) -> None:
    """The cover runs from now on: the substitute gets what it takes in of the absent one's roles."""
    change(uow, tables.cover, cover["key_id"], cover["id"], {"began_at": uow.now})
    others = _parts(query.covers(uow, [absence["id"]]))
    for held in query.memberships_of(uow, absence["user_id"]):
        if takes_in(cover, others, held):
            lend(uow, cover, held)
    uow.flush()


def _parts(covers: Iterable[Row]) -> set[tuple[str, str]]:
    """What other people than the general substitute do."""
    return {(one["kind"], one["what"]) for one in covers if one["kind"] != "all"}


def takes_in(cover: Mapping[str, Any], others: set[tuple[str, str]], held: Mapping[str, Any]) -> bool:
    """Does this role go along with the cover?"""
    role, scope_id = str(held["role"]), None if held["scope_id"] is None else str(held["scope_id"])
    if role in _NOT_LENT:
        return False
    on_case = held["scope_kind"] == "case"
    match cover["kind"]:
        case "case":
            return on_case and scope_id == str(cover["what"])
        case "role":
            return role == str(cover["what"])
        case "process":
            return False
        case _:
            return ("role", role) not in others and not (on_case and ("case", scope_id) in others)


def lend(uow: UnitOfWork, cover: Row, held: Mapping[str, Any]) -> None:
    """The substitute holds this role too, as long as the cover runs."""
    uow.insert(
        tables.membership,
        {
            "id": uow.new_id(),
            "user_id": cover["substitute_id"],
            "role": held["role"],
            "scope_kind": held["scope_kind"],
            "scope_id": held["scope_id"],
            "valid_from": uow.now,
            "valid_to": uow.moment(held["valid_to"]),
            "ground": "substitute",
            "cover_id": cover["id"],
        },
    )


def lend_new(uow: UnitOfWork, case_id: str, given: Iterable[tuple[str, str]]) -> None:
    """These (user, role) have just come to a case: whoever stands in for one of them has the role as well."""
    roles = dict(given)
    running_now = query.running_covers_of(uow, roles)
    for cover in running_now:
        others = _parts(one for one in running_now if one["absence_id"] == cover["absence_id"])
        held = {
            "role": roles[cover["absent_id"]],
            "scope_kind": "case",
            "scope_id": case_id,
            "valid_to": None,
        }
        if takes_in(cover, others, held):
            lend(uow, cover, held)


def end(uow: UnitOfWork, absence: Row, cover: Row, own_instance: str) -> None:
    """The cover has run out. What the substitute took by a lent role goes to the one who is back; everything
    else lies where it always lay."""
    for task in query.taken_while_covering(uow, cover["id"], cover["substitute_id"]):
        move_task(uow, str(task["id"]), cover["substitute_id"], absence["user_id"])
    for membership_id in query.lent_memberships(uow, cover["id"]):
        uow.update(tables.membership, membership_id, {"valid_to": uow.now})
    change(uow, tables.cover, cover["key_id"], cover["id"], {"ended_at": uow.now})
    uow.flush()


def move_task(uow: UnitOfWork, task_id: str, before: str, after: str) -> None:
    """What `before` has of an open task, or waits for the return of, is now `after`'s."""
    row = running.lock_task(uow, task_id)
    if row is None or row["task_state"] not in ("created", "claimed", "delegated"):
        return
    locked = from_row(uow, row)
    people_of = {name: None if row[name] is None else str(row[name]) for name in ("assignee", "owner")}
    values: Row = {name: after if one == before else one for name, one in people_of.items()}
    values["version"] = int(row["task_version"]) + 1
    uow.update(tables.user_task, str(row["task_id"]), values)
    audit.record(
        uow,
        locked.chain,
        Event.TASK_ASSIGNED,
        case_id=locked.case_id,
        instance_id=locked.id,
        task_id=str(row["task_id"]),
        element=row["element"],
        facts={"assignee": values["assignee"], "before": people_of["assignee"]},
    )
    head = {"audit_head": locked.chain.head, "audit_seq": locked.chain.seq}
    uow.update(tables.process_instance, locked.id, head)
    uow.flush()
