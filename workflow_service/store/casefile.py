"""Queries of the case file: one case with its family, and what was written in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflow_service.store.casefile_rows import (
    Row,
    as_id,
    bound,
    change,
    clear,
    fetch,
    opened,
    select_list,
)
from workflow_service.store.tables import casefile as tables
from workflow_service.store.tables import people as tables_people
from workflow_service.store.uow import UnitOfWork

FAMILY_CASES = "(SELECT id FROM case_file WHERE tenant_id = t.tenant_id AND family_id = ?)"


def case_row(uow: UnitOfWork, case_id: str) -> Row | None:
    """The case with its family's name and honour flag (`family_name`, `honour_conflict`); its key is learned.

    `flags` is a list of codes (domain.md 3).
    """
    found = uow.rows_once(
        f"SELECT {select_list(tables.case_file, 'c')}, f.id AS f_id, f.key_id AS f_key_id,"
        " f.display_name, f.honour_conflict, k.wrapped"
        " FROM case_file c JOIN family f ON f.tenant_id = c.tenant_id AND f.id = c.family_id"
        " JOIN key k ON k.tenant_id = c.tenant_id AND k.id = c.key_id"
        " WHERE c.tenant_id = ? AND c.id = ?",
        uow.tenant_id,
        case_id,
    )
    if not found:
        return None
    raw = found[0]
    uow.learn_key(str(raw["key_id"]), None if raw["wrapped"] is None else bytes(raw["wrapped"]))
    case = opened(uow, tables.case_file, raw)
    case["flags"] = json.loads(case["flags"])
    case["honour_conflict"] = bool(raw["honour_conflict"])
    name = raw["display_name"]
    key_id, family_id = str(raw["f_key_id"]), str(raw["f_id"])
    case["family_name"] = uow.open(key_id, "family", family_id, "display_name", name) if name else ""
    return case


def change_case(uow: UnitOfWork, case: Row, values: Mapping[str, Any]) -> None:
    """Changes the case row (and `case`, so that the caller reads its own writes)."""
    case.update(values)
    stored = dict(values)
    if "flags" in stored:
        stored["flags"] = json.dumps(sorted(set(stored["flags"])))
    change(uow, tables.case_file, case["key_id"], case["id"], {**stored, "version": case["version"] + 1})
    case["version"] += 1


def case_of_number(uow: UnitOfWork, number: str) -> str | None:
    """The id of the case with this number, whoever may see it."""
    return as_id(
        uow.value("SELECT id FROM case_file WHERE tenant_id = ? AND number = ?", uow.tenant_id, number)
    )


def municipality(uow: UnitOfWork) -> str:
    """The name that stands under a letter."""
    return str(uow.value("SELECT name FROM tenant WHERE tenant_id = ?", uow.tenant_id) or "Kommunen")


def family_of(uow: UnitOfWork, family_id: str) -> Row | None:
    """A family by its id."""
    found = fetch(uow, tables.family, "t.id = ?", family_id)
    return found[0] if found else None


def family_now(uow: UnitOfWork, family_id: str) -> Row | None:
    """The family that this id means today: the one it was merged into, when it was. A course that began
    before keeps the old id among its variables."""
    found = family_of(uow, family_id)
    while found is not None and found["merged_into_id"]:
        found = family_of(uow, found["merged_into_id"])
    return found


def person_now(uow: UnitOfWork, family_id: str, person_id: str | None) -> str | None:
    """The person that this id means today, as `family_now`: the one it was merged into, when it was. The
    merge table is asked only for an id that is nobody's of the family."""
    known = {one["id"] for one in persons(uow, family_id)}
    seen: set[str] = set()
    while person_id is not None and person_id not in known and person_id not in seen:
        seen.add(person_id)
        found = uow.value(
            "SELECT kept_id FROM merge WHERE tenant_id = ? AND kind = 'person' AND gone_id = ?"
            " AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
            uow.tenant_id,
            person_id,
        )
        person_id = person_id if found is None else str(found)
    return person_id


def cases_of_family(uow: UnitOfWork, family_id: str) -> list[str]:
    """The ids of all cases of a family, open and closed."""
    rows = uow.rows(
        "SELECT id FROM case_file WHERE tenant_id = ? AND family_id = ? ORDER BY id", uow.tenant_id, family_id
    )
    return [str(row["id"]) for row in rows]


def team_of_unit(uow: UnitOfWork, unit_id: str | None) -> str | None:
    """The standing core team of a unit, the oldest when there are several."""
    if unit_id is None:
        return None
    return as_id(
        uow.value(
            "SELECT id FROM core_team WHERE tenant_id = ? AND unit_id = ? ORDER BY created_at, id LIMIT 1",
            uow.tenant_id,
            unit_id,
        )
    )


def unit_for_cases(uow: UnitOfWork) -> str | None:
    """The unit that receives cases nobody started by hand: the one of the child-disability area with a core
    team, else the first of that area."""
    return as_id(
        uow.value(
            "SELECT u.id FROM unit u LEFT JOIN core_team c ON c.tenant_id = u.tenant_id AND c.unit_id = u.id"
            " WHERE u.tenant_id = ? AND u.sector = 'disability_child'"
            " ORDER BY CASE WHEN c.id IS NULL THEN 1 ELSE 0 END, u.name, u.id LIMIT 1",
            uow.tenant_id,
        )
    )


def persons(uow: UnitOfWork, family_id: str) -> list[Row]:
    """Everybody of the family, in the order they were written; once each, when two rows were merged."""
    return fetch(
        uow, tables.person, "t.family_id = ? AND t.merged_into_id IS NULL", family_id, tail="ORDER BY t.id"
    )


def relations(uow: UnitOfWork, family_id: str) -> list[Row]:
    """Which adult is what to which child; ended relations too."""
    return fetch(uow, tables.parent_relation, "t.family_id = ?", family_id, tail="ORDER BY t.id")


def households(uow: UnitOfWork, family_id: str) -> list[Row]:
    """The family's households, each with the ids of its `members`."""
    rows = fetch(uow, tables.household, "t.family_id = ?", family_id, tail="ORDER BY t.id")
    members = uow.rows(
        "SELECT m.household_id, m.person_id FROM household_member m"
        " JOIN household h ON h.tenant_id = m.tenant_id AND h.id = m.household_id"
        " WHERE m.tenant_id = ? AND h.family_id = ?",
        uow.tenant_id,
        family_id,
    )
    for row in rows:
        row["members"] = [str(m["person_id"]) for m in members if str(m["household_id"]) == row["id"]]
    return rows


def move_out(uow: UnitOfWork, household_id: str, person_id: str) -> None:
    """This person no longer lives in the household."""
    keys = {"tenant_id": uow.tenant_id, "household_id": household_id, "person_id": person_id}
    uow.batch.delete(tables.household_member, keys)


def forget_household(uow: UnitOfWork, household_id: str) -> None:
    """The household is gone; nobody lives in it (`move_out`)."""
    uow.batch.delete(tables.household, {"tenant_id": uow.tenant_id, "id": household_id})


def participants(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Who takes part in the case now, beside the family."""
    return fetch(
        uow,
        tables.case_participant,
        "t.case_id = ? AND (t.valid_to IS NULL OR t.valid_to > ?)",
        case_id,
        uow.now,
        tail="ORDER BY t.id",
    )


def involvements(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Open involvements of other sectors, as mapped in this case."""
    return fetch(
        uow, tables.sector_involvement, "t.case_id = ? AND t.closed IS NULL", case_id, tail="ORDER BY t.id"
    )


def family_involvements(uow: UnitOfWork, family_id: str) -> list[Row]:
    """The same in every case of the family (INV-05 asks for any family member)."""
    return fetch(
        uow,
        tables.sector_involvement,
        f"t.closed IS NULL AND t.case_id IN {FAMILY_CASES}",
        family_id,
        tail="ORDER BY t.id",
    )


def meetings(uow: UnitOfWork, case_id: str, type: str | None = None) -> list[Row]:
    """The case's meetings, newest planned first; cancelled ones left out."""
    where = "t.case_id = ? AND t.state <> 'cancelled'" + (" AND t.type = ?" if type else "")
    values = (case_id, type) if type else (case_id,)
    return fetch(uow, tables.meeting, where, *values, tail="ORDER BY t.planned_at DESC, t.id DESC")


def attendances(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """Who was invited to a meeting and who came."""
    return fetch(uow, tables.attendance, "t.meeting_id = ?", meeting_id, tail="ORDER BY t.id")


def clear_attendances(uow: UnitOfWork, meeting_id: str) -> None:
    """Forgets the list of a meeting that is about to be written again."""
    clear(uow, tables.attendance, "meeting_id", meeting_id)


def assessment_parts(uow: UnitOfWork, case_id: str) -> list[Row]:
    return fetch(uow, tables.assessment_part, "t.case_id = ?", case_id, tail="ORDER BY t.id")


def assessment_part(uow: UnitOfWork, part_id: str) -> Row | None:
    found = fetch(uow, tables.assessment_part, "t.id = ?", part_id)
    return found[0] if found else None


def reports(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Joint reports, newest first; drafts and published versions."""
    return fetch(
        uow, tables.joint_report, "t.case_id = ?", case_id, tail="ORDER BY t.written_at DESC, t.id DESC"
    )


def plans(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Versions of the common plan, newest first."""
    return fetch(uow, tables.common_plan, "t.case_id = ?", case_id, tail="ORDER BY t.number DESC")


def goals(uow: UnitOfWork, plan_id: str) -> list[Row]:
    return fetch(uow, tables.goal, "t.plan_id = ?", plan_id, tail="ORDER BY t.position, t.id")


def clear_goals(uow: UnitOfWork, plan_id: str) -> None:
    """Removes the goals of a draft plan that is about to be written again (a published one is never)."""
    for goal_row in uow.rows(
        "SELECT g.id FROM goal g JOIN common_plan p ON p.tenant_id = g.tenant_id AND p.id = g.plan_id"
        " WHERE g.tenant_id = ? AND g.plan_id = ? AND p.state = 'draft'",
        uow.tenant_id,
        plan_id,
    ):
        uow.batch.delete(tables.goal, {"tenant_id": uow.tenant_id, "id": str(goal_row["id"])})
    uow.batch.flush()


def measures(uow: UnitOfWork, case_id: str) -> list[Row]:
    return fetch(uow, tables.measure, "t.case_id = ?", case_id, tail="ORDER BY t.id")


def drop_measure(uow: UnitOfWork, measure_id: str) -> None:
    """Removes a measure that was only proposed."""
    uow.batch.delete(tables.measure, {"tenant_id": uow.tenant_id, "id": measure_id})


def newest_child_views(uow: UnitOfWork, case_id: str, limit: int = 5) -> list[Row]:
    """What the child said, newest first."""
    return fetch(
        uow,
        tables.child_view,
        "t.case_id = ?",
        case_id,
        tail=f"ORDER BY t.date DESC, t.id DESC LIMIT {int(limit)}",
    )


def journal(
    uow: UnitOfWork,
    case_id: str,
    *,
    limit: int = 20,
    kinds: Sequence[str] = (),
    before: str | None = None,
) -> list[Row]:
    """Journal entries, newest first; `before` is the id of the last one already shown."""
    where = "t.case_id = ?"
    values: list[Any] = [case_id]
    if kinds:
        where += f" AND t.kind IN ({', '.join('?' for _ in kinds)})"
        values += kinds
    if before:
        where += " AND t.id < ?"
        values.append(before)
    return fetch(uow, tables.journal_entry, where, *values, tail=f"ORDER BY t.id DESC LIMIT {int(limit)}")


def letters_written(uow: UnitOfWork, case_id: str, at: datetime) -> list[Row]:
    """The letters of a case that were written at this very moment: those of one act."""
    where = "t.case_id = ? AND t.kind = 'letter' AND t.at = ?"
    return fetch(uow, tables.journal_entry, where, case_id, at, tail="ORDER BY t.id")


def journal_entry(uow: UnitOfWork, entry_id: str) -> Row | None:
    found = fetch(uow, tables.journal_entry, "t.id = ?", entry_id)
    return found[0] if found else None


def submissions(uow: UnitOfWork, case_id: str, elements: Iterable[str]) -> dict[str, Row]:
    """The newest submission of each of these elements: element -> {data, submitted_at, submitted_by}."""
    wanted = sorted(set(elements))
    if not wanted:
        return {}
    raws = uow.rows(
        "SELECT id, task_id, element, key_id, data, submitted_at, submitted_by FROM form_submission"
        f" WHERE tenant_id = ? AND case_id = ? AND element IN ({', '.join('?' for _ in wanted)})"
        " AND undone_at IS NULL ORDER BY id",
        uow.tenant_id,
        case_id,
        *wanted,
    )
    # what corrects an earlier answer stands in its place
    standing: dict[str, Any] = {}
    for raw in raws:
        standing[str(raw["task_id"])] = raw
    newest = {raw["element"]: raw for raw in standing.values()}
    uow.learn_keys(str(raw["key_id"]) for raw in newest.values())
    return {
        element: {
            "data": uow.open(str(raw["key_id"]), "form_submission", str(raw["id"]), "data", raw["data"]),
            "submitted_at": uow.moment(raw["submitted_at"]),
            "submitted_by": as_id(raw["submitted_by"]),
        }
        for element, raw in newest.items()
    }


def next_due(uow: UnitOfWork, case_id: str) -> Row | None:
    """The open task of the case whose deadline comes first."""
    return uow.row(
        "SELECT id, name, element, process_key, role, assignee, clock_type, due_at FROM user_task"
        " WHERE tenant_id = ? AND case_id = ? AND due_at IS NOT NULL"
        " AND state IN ('created', 'claimed', 'delegated') ORDER BY due_at, id LIMIT 1",
        uow.tenant_id,
        case_id,
    )  # type: ignore[return-value]


def held_roles(uow: UnitOfWork, roles: Sequence[str]) -> list[tuple[str, str, str, str | None]]:
    """(user, role, scope kind, scope id) of every membership with one of these roles now."""
    rows = uow.rows(
        "SELECT user_id, role, scope_kind, scope_id FROM membership WHERE tenant_id = ?"
        f" AND role IN ({', '.join('?' for _ in roles)})"
        " AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)",
        uow.tenant_id,
        *roles,
        bound(uow, uow.now),
        bound(uow, uow.now),
    )
    return [(str(r["user_id"]), r["role"], r["scope_kind"], as_id(r["scope_id"])) for r in rows]


def end_access(
    uow: UnitOfWork, case_id: str, at: datetime, role: str | None = None, keep: Iterable[str] = ()
) -> None:
    """Ends the memberships on a case at `at`: of one role, or all; users in `keep` keep theirs."""
    kept = set(keep)
    where = " AND role = ?" if role else ""
    values = (role,) if role else ()
    for row in uow.rows(
        "SELECT id, user_id FROM membership WHERE tenant_id = ? AND scope_kind = 'case' AND scope_id = ?"
        f" AND (valid_to IS NULL OR valid_to > ?){where}",
        uow.tenant_id,
        case_id,
        bound(uow, at),
        *values,
    ):
        if str(row["user_id"]) not in kept:
            uow.update(tables_people.membership, str(row["id"]), {"valid_to": at})
