"""The cases a query shows are exactly those the rule on facts allows, on both databases."""

from __future__ import annotations

import random
import uuid
from typing import Any

from workflow_service import access
from workflow_service.store import Actor, Database, Membership, UnitOfWork, visibility
from workflow_service.store.tables.casefile import case_file

SCOPES = [str(uuid.UUID(int=n)) for n in range(1, 4)]


def add_case(uow: UnitOfWork, number: int, dice: random.Random) -> access.CaseFacts:
    flags = dice.choice(([], ["acute"], ["adult_transition"], ["adult_transition", "acute"]))
    case_id = str(uuid.UUID(int=100 + number))
    values: dict[str, Any] = {
        "team_id": dice.choice((*SCOPES, None)),
        "unit_id": dice.choice((*SCOPES, None)),
        "status": dice.choice(("intake", "assessment", "active")),
        "restricted": dice.random() < 0.3,
    }
    uow.insert(
        case_file,
        {
            "id": case_id,
            "key_id": case_id,
            "number": f"2026-{number}",
            "family_id": case_id,
            "instance_id": case_id,
            "flags": "[" + ", ".join(f'"{flag}"' for flag in flags) + "]",
            "opened_at": uow.now,
            "version": 1,
            "audit_seq": 0,
            **values,
        },
    )
    return access.CaseFacts(case_id, flags=frozenset(flags), **values)


def some_actor(dice: random.Random) -> Actor:
    roles = sorted({role for role, _ in access.SIGHT} | {"process_owner", "auditor", "external_expert"})
    kinds = [str(scope) for scope in access.Scope]
    cases = [str(uuid.UUID(int=100 + n)) for n in range(5)]
    held = tuple(
        Membership(dice.choice(roles), dice.choice(kinds), dice.choice((*SCOPES, *cases, None)))
        for _ in range(dice.randint(0, 4))
    )
    return Actor("me", "me", "Me", memberships=held)


def test_the_query_shows_exactly_the_cases_the_rule_allows(database: Database) -> None:
    dice = random.Random(7)
    with database.begin() as uow:
        cases = [add_case(uow, number, dice) for number in range(40)]
        for _ in range(60):
            uow.actor = some_actor(dice)
            sql, values = visibility.visible_cases(uow)
            shown = {str(row["id"]) for row in uow.rows(sql, *values)}
            assert shown == {c.case_id for c in cases if access.may_see_case(uow.actor, c) is None}


def test_the_service_sees_every_case_and_an_anonymous_caller_none(database: Database) -> None:
    with database.begin() as uow:
        case = add_case(uow, 1, random.Random(1))
        assert visibility.may_see(uow, case.case_id)
        uow.actor = Actor(None, "", "")
        assert not visibility.may_see(uow, case.case_id)


def test_another_tenants_cases_are_not_found(database: Database) -> None:
    with database.begin() as uow:
        add_case(uow, 1, random.Random(1))
        sql, values = visibility.visible_cases_sql(Actor.system(), tenant_id=2)
        assert uow.rows(sql, *values) == []
