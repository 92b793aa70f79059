"""Queries of what passed by a model rule (domain.md 6): how often, and which for those who see the case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from workflow_service.store import visibility
from workflow_service.store.casefile_rows import Row, bound, fetch
from workflow_service.store.tables import overrides as tables
from workflow_service.store.uow import UnitOfWork


class Passed(NamedTuple):
    """How many times a rule was passed by on one ground, and in how many cases."""

    rule: str
    ground: str
    times: int
    cases: int


def of_case(uow: UnitOfWork, case_id: str, rule: str) -> list[Row]:
    """What passed by this rule in the case, newest first."""
    where = "t.case_id = ? AND t.rule = ?"
    return fetch(
        uow, tables.rule_override, where, case_id, rule, tail="ORDER BY t.decided_at DESC, t.id DESC"
    )


def counts(uow: UnitOfWork, since: datetime, units: Iterable[str] | None = None) -> list[Passed]:
    """How often each rule was passed by since then, by ground; in the cases of these units, or in all."""
    wanted = None if units is None else sorted(set(units))
    where, values = "", []
    if wanted is not None:
        where = f" AND c.unit_id IN ({', '.join('?' for _ in wanted)})" if wanted else " AND 1 = 0"
        values = wanted
    rows = uow.rows(
        "SELECT o.rule, o.ground, count(*) AS times, count(DISTINCT o.case_id) AS cases"
        " FROM rule_override o JOIN case_file c ON c.tenant_id = o.tenant_id AND c.id = o.case_id"
        f" WHERE o.tenant_id = ? AND o.decided_at >= ?{where}"
        " GROUP BY o.rule, o.ground ORDER BY o.rule, o.ground",
        uow.tenant_id,
        bound(uow, since),
        *values,
    )
    return [Passed(row["rule"], row["ground"], int(row["times"]), int(row["cases"])) for row in rows]


def visible(uow: UnitOfWork, since: datetime, limit: int) -> list[Row]:
    """The newest since then in the cases the actor sees, with the case's number as `number`."""
    seen, values = visibility.visible_cases(uow)
    where = f"t.decided_at >= ? AND t.case_id IN ({seen})"
    tail = f"ORDER BY t.decided_at DESC, t.id DESC LIMIT {int(limit)}"
    rows = fetch(uow, tables.rule_override, where, bound(uow, since), *values, tail=tail)
    numbers = _numbers(uow, [one["case_id"] for one in rows])
    return [{**one, "number": numbers.get(one["case_id"], "")} for one in rows]


def _numbers(uow: UnitOfWork, case_ids: Iterable[str]) -> dict[str, str]:
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        f"SELECT id, number FROM case_file WHERE tenant_id = ? AND id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return {str(row["id"]): str(row["number"]) for row in rows}
