"""Who may take a decision: the levels of table D5."""

from __future__ import annotations

import pytest

from workflow_service.access import ROLE_SCOPE, CaseFacts, may_decide
from workflow_service.store import Actor, Membership

CASE = CaseFacts("c", "t", "u", "active")
PLACE = {"case": "c", "team": "t", "unit": "u", "sector": "u"}
LADDER = ("child_disability_adviser", "team_leader", "department_head")


def who(role: str, scope_id: str | None = None) -> Actor:
    kind = "unit" if role == "grant_authority" else str(ROLE_SCOPE[role])
    held = Membership(role, kind, scope_id or PLACE[kind])
    return Actor("me", "me", "Me", memberships=(held,))


def may(role: str, level: str) -> bool:
    return may_decide(who(role), CASE, level) is None


@pytest.mark.parametrize(("level", "lowest"), [("adviser", 0), ("team_leader", 1), ("department_head", 2)])
def test_each_level_decides_its_own_sums_and_smaller_ones(level: str, lowest: int) -> None:
    assert [may(role, level) for role in LADDER] == [number >= lowest for number in range(3)]
    assert not may("grant_authority", level) and not may("core_team_member", level)


def test_a_coordinator_decides_what_an_adviser_does_and_no_more() -> None:
    assert may("family_coordinator", "adviser") and not may("family_coordinator", "team_leader")


@pytest.mark.parametrize("level", ["committee", "statutory_body", "grant_authority", ""])
def test_a_grant_authority_enters_what_a_committee_decided_and_answers_for_other_sectors(level: str) -> None:
    assert may("grant_authority", level) and not any(may(role, level) for role in LADDER)


def test_the_level_counts_only_where_the_case_is() -> None:
    elsewhere = who("department_head", "another")
    denial = may_decide(elsewhere, CASE, "team_leader")
    assert denial is not None and denial.code == "beyond_your_competence"
    assert "teamleder" in denial.da and "team leader" in denial.en
    assert may_decide(Actor.system(), CASE, "department_head") is None
