"""Queries of notifications (N01), contact that is held (INV-14), and acute situations (P12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from workflow_service.store import visibility
from workflow_service.store.casefile_rows import Row, as_id, bound, change, fetch
from workflow_service.store.tables import notifications as tables
from workflow_service.store.tables.casefile import person
from workflow_service.store.uow import UnitOfWork

SEALED = ("notifier", "child", "concern", "assessment", "screening", "letters")


def of_instance(uow: UnitOfWork, instance_id: str) -> Row | None:
    """The newest notification that a course is about."""
    found = all_of_instance(uow, instance_id)
    return found[0] if found else None


def all_of_instance(uow: UnitOfWork, instance_id: str) -> list[Row]:
    """The notifications that a course is about, the newest first; the course of a family may have several."""
    return fetch(uow, tables.notification, "t.instance_id = ?", instance_id, tail="ORDER BY t.id DESC")


def notification(uow: UnitOfWork, notification_id: str) -> Row | None:
    found = fetch(uow, tables.notification, "t.id = ?", notification_id)
    return found[0] if found else None


def of_case(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The case's notifications, newest first."""
    return fetch(uow, tables.notification, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")


def courses_with_open_clocks(uow: UnitOfWork) -> list[str]:
    """The courses whose notification is not assessed yet, or has no receipt."""
    rows = uow.rows(
        "SELECT n.instance_id FROM notification n JOIN process_instance i ON i.tenant_id = n.tenant_id"
        " AND i.id = n.instance_id WHERE n.tenant_id = ? AND n.state <> 'closed' AND i.state = 'active'"
        " AND (n.assessed_at IS NULL OR n.receipt_state IS NULL) ORDER BY n.instance_id",
        uow.tenant_id,
    )
    return [str(row["instance_id"]) for row in rows]


def received(uow: UnitOfWork, units: Sequence[str], teams: Sequence[str], limit: int) -> list[Row]:
    """The notifications of these units or teams, newest first."""
    marks = {name: ", ".join("?" for _ in ids) or "NULL" for name, ids in (("u", units), ("t", teams))}
    where = f"(t.unit_id IN ({marks['u']}) OR t.team_id IN ({marks['t']}))"
    tail = f"ORDER BY t.received_at DESC, t.id DESC LIMIT {int(limit)}"
    return fetch(uow, tables.notification, where, *units, *teams, tail=tail)


def move_to_family(uow: UnitOfWork, row: Row, case_id: str, family_id: str, key_id: str) -> None:
    """The notification belongs to a case from now on and is sealed with its family's key, so that erasing the
    family erases it too."""
    sealed = {name: row[name] for name in SEALED if row[name] is not None}
    ids = {"case_id": case_id, "family_id": family_id, "key_id": key_id}
    change(uow, tables.notification, key_id, row["id"], {**sealed, **ids})
    row.update(ids)


# -- who it is about -------------------------------------------------------------------------------------


def children_by_cpr(uow: UnitOfWork, cpr: str) -> list[Row]:
    """The persons with this number, found by its keyed hash."""
    return fetch(uow, person, "t.cpr_index = ?", uow.master_key.blind_index(uow.tenant_id, cpr))


def children_born(uow: UnitOfWork, day: date) -> list[Row]:
    """Children and siblings born on that day."""
    return fetch(uow, person, "t.birth_date = ? AND t.relation IN ('child', 'sibling')", day)


def cases_of_families(uow: UnitOfWork, family_ids: Sequence[str]) -> list[Row]:
    """(id, number, family_id, child_id, status) of the open cases of these families, newest first."""
    if not family_ids:
        return []
    rows = uow.rows(
        "SELECT id, number, family_id, child_id, status FROM case_file WHERE tenant_id = ?"
        f" AND closed_at IS NULL AND family_id IN ({', '.join('?' for _ in family_ids)}) ORDER BY id DESC",
        uow.tenant_id,
        *family_ids,
    )
    ids = ("id", "family_id", "child_id")
    return [{**row, **{name: as_id(row[name]) for name in ids}} for row in rows]


def ever_worked(uow: UnitOfWork, family_id: str) -> frozenset[str]:
    """Everybody who ever held a role on a case of the family, or wrote in its journal (INV-19)."""
    cases = "(SELECT id FROM case_file WHERE tenant_id = ? AND family_id = ?)"
    rows = uow.rows(
        "SELECT m.user_id AS id FROM membership m WHERE m.tenant_id = ? AND m.scope_kind = 'case'"
        f" AND m.scope_id IN {cases} UNION SELECT j.author_id FROM journal_entry j WHERE j.tenant_id = ?"
        f" AND j.author_id IS NOT NULL AND j.case_id IN {cases}",
        *(uow.tenant_id, uow.tenant_id, family_id) * 2,
    )
    return frozenset(str(row["id"]) for row in rows)


# -- contact that is held --------------------------------------------------------------------------------


def open_hold(uow: UnitOfWork, case_id: str) -> Row | None:
    """What stops automatic contact with the parents now."""
    tail = "ORDER BY t.id DESC LIMIT 1"
    found = fetch(uow, tables.contact_hold, "t.case_id = ? AND t.released_at IS NULL", case_id, tail=tail)
    return found[0] if found else None


def held_letters(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The letters that wait for a release, in the order they were written."""
    return fetch(uow, tables.held_letter, "t.case_id = ? AND t.state = 'held'", case_id, tail="ORDER BY t.id")


# -- acute situations ------------------------------------------------------------------------------------


def acute(uow: UnitOfWork, acute_id: str) -> Row | None:
    found = fetch(uow, tables.acute_assessment, "t.id = ?", acute_id)
    return found[0] if found else None


def acutes(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The case's acute situations, newest first."""
    return fetch(uow, tables.acute_assessment, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")


def early_starts(uow: UnitOfWork, case_id: str) -> list[Row]:
    """What was let begin before the analysis meeting, in order."""
    return fetch(uow, tables.early_start, "t.case_id = ?", case_id, tail="ORDER BY t.id")


def count_early_starts(uow: UnitOfWork, since: datetime, until: datetime) -> dict[str, int]:
    """How many measures began before the analysis meeting from `since` to before `until`, by ground (K06)."""
    rows = uow.rows(
        "SELECT ground, count(*) AS n FROM early_start WHERE tenant_id = ? AND started_before_analysis"
        " AND started_at >= ? AND started_at < ? GROUP BY ground",
        uow.tenant_id,
        bound(uow, since),
        bound(uow, until),
    )
    return {str(row["ground"]): int(row["n"]) for row in rows}


def open_task(uow: UnitOfWork, instance_id: str) -> str | None:
    """The task of a course that is open now, the newest when there are several."""
    return as_id(
        uow.value(
            "SELECT id FROM user_task WHERE tenant_id = ? AND instance_id = ?"
            " AND state IN ('created', 'claimed', 'delegated') ORDER BY id DESC LIMIT 1",
            uow.tenant_id,
            instance_id,
        )
    )


def open_tasks(uow: UnitOfWork, instance_ids: Sequence[str]) -> dict[str, str]:
    """The task that is open in each of these courses, the newest when there are several."""
    if not instance_ids:
        return {}
    rows = uow.rows(
        "SELECT instance_id, max(id) AS id FROM (SELECT instance_id, CAST(id AS text) AS id FROM user_task"
        " WHERE tenant_id = ? AND state IN ('created', 'claimed', 'delegated')"
        f" AND instance_id IN ({', '.join('?' for _ in instance_ids)})) AS open GROUP BY instance_id",
        uow.tenant_id,
        *instance_ids,
    )
    return {str(row["instance_id"]): str(row["id"]) for row in rows}


def visible_cases(uow: UnitOfWork, case_ids: Sequence[str]) -> frozenset[str]:
    """Which of these cases the actor may see."""
    if not case_ids:
        return frozenset()
    sql, values = visibility.visible_cases(uow)
    marks = ", ".join("?" for _ in case_ids)
    rows = uow.rows(f"{sql} AND id IN ({marks})", *values, *case_ids)
    return frozenset(str(row["id"]) for row in rows)
