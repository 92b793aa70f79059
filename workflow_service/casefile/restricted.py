"""A suspicion closes a case to all but those named on it, and stops automatic contact (INV-14, INV-15)."""

from __future__ import annotations

from collections.abc import Iterable

from workflow_service.casefile.base import Row, with_flags
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import add

HOLD = "contact_hold"
# roles that go on working on a restricted case, which only a membership on the case opens
_KEPT_ROLES = (
    "intake_worker",
    "notification_officer",
    "duty_officer",
    "team_leader",
    "child_disability_adviser",
)


def keep_access(uow: UnitOfWork, case: Row, user_ids: Iterable[str | None]) -> None:
    """Who works on a case that becomes restricted keeps doing so: their role there is written on the case
    itself, together with the leaders of its team."""
    wanted_users = set(user_ids)
    held = query.held_roles(uow, _KEPT_ROLES)
    wanted = {(user, role) for user, role, _, _ in held if user in wanted_users}
    wanted |= {
        (user, role)
        for user, role, kind, scope in held
        if role == "team_leader" and kind == "team" and scope == case["team_id"]
    }
    already = {(user, role) for user, role, kind, scope in held if kind == "case" and scope == case["id"]}
    for user, role in sorted(wanted - already):
        people.grant(uow, user, role, case["id"], "restricted")


def suspect_abuse(
    uow: UnitOfWork,
    case: Row,
    keep: Iterable[str | None],
    officer_id: str | None,
    notification_id: str | None = None,
) -> None:
    """A suspicion of abuse: the case is restricted to named people, and no letter reaches the parents before
    the officer releases it (INV-14)."""
    flags = with_flags(case, on=(HOLD, "restricted", "abuse_suspicion"))
    values: Row = {"flags": flags}
    if not case["restricted"]:
        values["restricted"] = True
        keep_access(uow, case, [*keep, officer_id])
    query.change_case(uow, case, values)
    hold_contact(uow, case, "abuse", officer_id, notification_id)


def hold_contact(
    uow: UnitOfWork, case: Row, ground: str, officer_id: str | None, notification_id: str | None = None
) -> None:
    """Notes who stopped automatic contact and who may release it; one that is open already stays."""
    if notified.open_hold(uow, case["id"]) is not None:
        return
    values = {
        "case_id": case["id"],
        "notification_id": notification_id,
        "ground": ground,
        "officer_id": officer_id,
        "placed_at": uow.now,
    }
    add(uow, tables.contact_hold, case["key_id"], values)


def keep_back(uow: UnitOfWork, case: Row, topic: str, title: str, letters: Iterable[Row]) -> None:
    """Keeps letters that were ready while contact is stopped, as they would have left: `to`, `reach`, `text`,
    `refers` of each."""
    for one in letters:
        values = {
            "case_id": case["id"],
            "topic": topic,
            "title": title,
            "letter": one,
            "held_at": uow.now,
            "state": "held",
        }
        add(uow, tables.held_letter, case["key_id"], values)
