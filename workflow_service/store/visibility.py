"""The one place that says, in SQL, which cases an actor may see: it stands behind every list and read.

The rule itself is the table `access.SIGHT`; `access.may_see_case` decides the same on one case's facts, and
a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflow_service import access
from workflow_service.states import CaseStatus
from workflow_service.store.uow import Actor, UnitOfWork

Sql = tuple[str, tuple[Any, ...]]

ACUTE_FLAG = "acute"


def visible_cases(uow: UnitOfWork) -> Sql:
    """`visible_cases_sql` for the unit of work's actor and tenant."""
    return visible_cases_sql(uow.actor, tenant_id=uow.tenant_id)


def visible_cases_sql(actor: Actor, mark: str = "?", *, tenant_id: int = 1) -> Sql:
    """A statement that selects the ids of all cases `actor` may see, with its parameters.

    Meant for `case_id IN (<sql>)`. Ids are unique across tenants, so a forgotten `tenant_id` finds nothing
    rather than too much. The service itself (`Actor.system()`) sees every case.
    """
    condition, values = case_condition(actor, "case_file", mark)
    return f"SELECT id FROM case_file WHERE tenant_id = {mark} AND ({condition})", (tenant_id, *values)


def case_condition(actor: Actor, table: str, mark: str = "?") -> Sql:
    """The same as a condition on the case rows called `table` in the caller's own statement."""
    if access.is_system(actor):
        return "1 = 1", ()
    scopes = access.sights(actor)
    branches = [
        _branch(f"{table}.id", scopes[access.Scope.CASE, access.Sight.WHOLE], mark),
        _branch(
            f"{table}.team_id",
            scopes[access.Scope.TEAM, access.Sight.UNRESTRICTED],
            mark,
            f"NOT {table}.restricted",
        ),
        _branch(
            f"{table}.unit_id",
            scopes[access.Scope.UNIT, access.Sight.UNRESTRICTED],
            mark,
            f"NOT {table}.restricted",
        ),
        _branch(
            f"{table}.unit_id",
            scopes[access.Scope.UNIT, access.Sight.INTAKE],
            mark,
            f"{table}.status = {mark} AND NOT {table}.restricted",
            str(CaseStatus.INTAKE),
        ),
        _branch(
            f"{table}.unit_id",
            scopes[access.Scope.UNIT, access.Sight.ACUTE],
            mark,
            f"{table}.flags LIKE {mark} AND NOT {table}.restricted",
            f'%"{ACUTE_FLAG}"%',
        ),
    ]
    parts = [sql for sql, _ in branches if sql]
    values = tuple(value for _, some in branches for value in some)
    return (" OR ".join(f"({sql})" for sql in parts), values) if parts else ("1 = 0", ())


def instance_condition(actor: Actor, table: str, mark: str = "?", *, tenant_id: int = 1) -> Sql:
    """A condition on process instances called `table`: those of visible cases and, before a case exists,
    those the actor started or whose team or unit the actor leads or receives for."""
    if access.is_system(actor):
        return "1 = 1", ()
    cases, values = visible_cases_sql(actor, mark, tenant_id=tenant_id)
    parts = [f"{table}.case_id IN ({cases})"]
    # the same rule as access.may_see_instance
    early: list[str] = []
    more: list[Any] = []
    if actor.user_id is not None:
        early.append(f"{table}.started_by = {mark}")
        more.append(actor.user_id)
    for column, scope in (("team_id", access.Scope.TEAM), ("unit_id", access.Scope.UNIT)):
        held = access.early_scopes(actor, scope)
        sql, some = _branch(f"{table}.{column}", held, mark)
        if sql:
            early.append(sql)
            more += some
    if early:
        parts.append(f"({table}.case_id IS NULL AND ({' OR '.join(early)}))")
    return f"({' OR '.join(parts)})", (*values, *more)


def may_see(uow: UnitOfWork, case_id: str) -> bool:
    """Does the unit of work's actor see this case?"""
    sql, values = visible_cases(uow)
    return uow.value(f"{sql} AND id = ?", *values, case_id) is not None


def _branch(column: str, ids: Iterable[str], mark: str, extra: str = "", *extra_values: Any) -> Sql:
    wanted = sorted(ids)
    if not wanted:
        return "", ()
    sql = f"{column} IN ({', '.join([mark] * len(wanted))})"
    return (f"{sql} AND {extra}" if extra else sql), (*wanted, *extra_values)
