"""The register of notifications: what came, its two clocks, and where it stands (domain.md 5.3, N01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workflow_service.casefile import lists
from workflow_service.casefile.base import Row
from workflow_service.casefile.notifications import NOTIFIERS, clock_runs, may_read
from workflow_service.store import UnitOfWork
from workflow_service.store import notifications as notified

STATES: lists.Words = {
    "received": ("Skal skrives ned", "To be written down"),
    "registered": ("Skal vurderes", "To be assessed"),
    "assessed": ("Skal screenes", "To be screened"),
    "screened": ("Underretteren skal have besked", "The notifier is to be told"),
    "closed": ("Behandlet", "Dealt with"),
}
OUTCOMES: lists.Words = {
    "none": ("Ingen handling", "No action"),
    "exploration": ("Afdækning", "Exploration"),
    "investigation": ("Børnefaglig undersøgelse", "Child-protection investigation"),
    "course": ("Til familiens forløb", "To the family's course"),
}
# who receives notifications and follows them up; each where the own unit or team receives
_RECEIVERS = {"unit": frozenset({"notification_officer", "duty_officer"}), "team": frozenset({"team_leader"})}
LENGTH = 100


@dataclass(frozen=True)
class NotificationItem:
    """A line of the register. `child` and `notifier` are empty when the reader may not know them (INV-14);
    `case_id` only when the reader sees the case. `corrects`: a clock runs, so the moment it came may be
    corrected. `assessed_late`, `receipt_late`: the clock was broken."""

    id: str
    received_at: datetime
    notifier: str
    child: str
    restricted: bool
    readable: bool
    case_id: str | None
    state: str
    state_label: str
    outcome: str
    assess_by: datetime
    assessed_at: datetime | None
    assessed_late: bool
    reminded: bool
    receipt_by: datetime
    receipt_sent_at: datetime | None
    receipt_state: str
    receipt_late: bool
    task_id: str | None
    corrects: bool


def register(uow: UnitOfWork, *, only_open: bool = False) -> list[NotificationItem]:
    """The notifications the reader receives for, newest first; the look at the children is logged."""
    held = {
        kind: sorted(
            {
                m.scope_id
                for m in uow.actor.memberships
                if m.role in roles and m.scope_kind == kind and m.scope_id
            }
        )
        for kind, roles in _RECEIVERS.items()
    }
    rows = notified.received(uow, held["unit"], held["team"], LENGTH)
    rows = [row for row in rows if not only_open or row["state"] != "closed"]
    tasks = notified.open_tasks(uow, [row["instance_id"] for row in rows if row["state"] != "closed"])
    cases = notified.visible_cases(uow, sorted({row["case_id"] for row in rows if row["case_id"]}))
    readable = {row["id"] for row in rows if may_read(uow.actor, row, cases)}
    seen = {str(row["person_id"]) for row in rows if row["person_id"] and row["id"] in readable}
    if seen:
        uow.looked_at(None, sorted(seen))
    return [_item(uow, row, row["id"] in readable, cases, tasks) for row in rows]


def _item(
    uow: UnitOfWork, row: Row, readable: bool, cases: frozenset[str], tasks: Mapping[str, str]
) -> NotificationItem:
    language, case_id = uow.actor.language, row["case_id"]
    assessed = row["assessed_at"] or uow.now
    settled = row["receipt_sent_at"] or (
        row["received_at"] if row["receipt_state"] == "anonymous" else uow.now
    )
    return NotificationItem(
        id=row["id"],
        received_at=row["received_at"],
        notifier=lists.label(NOTIFIERS, row["notifier_type"], language) if readable else "",
        child=str((row["child"] or {}).get("name") or "") if readable else "",
        restricted=bool(row["restricted"]),
        readable=readable,
        case_id=case_id if case_id in cases else None,
        state=row["state"],
        state_label=lists.label(STATES, row["state"], language),
        outcome=lists.label(OUTCOMES, row["outcome"], language) if readable else "",
        assess_by=row["assess_by"],
        assessed_at=row["assessed_at"],
        assessed_late=assessed > row["assess_by"],
        reminded=row["warned_at"] is not None and row["assessed_at"] is None,
        receipt_by=row["receipt_by"],
        receipt_sent_at=row["receipt_sent_at"],
        receipt_state=row["receipt_state"] or "",
        receipt_late=settled > row["receipt_by"],
        task_id=tasks.get(row["instance_id"]) if readable else None,
        corrects=readable and clock_runs(row),
    )
