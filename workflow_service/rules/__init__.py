"""The model rules INV-nn (domain.md 6), as pure checks on facts and a submission.

A rule declares the facts it reads (fields of `Facts`); who calls it fetches them once. No clock, no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service.rules import case, decision, financing, meetings, notification, plan, transition
from workflow_service.rules.facts import (
    ChildView,
    Facts,
    FamilyMember,
    FinancingShare,
    Invited,
    Involvement,
    Measure,
    TransitionArea,
    Violation,
)
from workflow_service.rules.meetings import expert_conflict
from workflow_service.rules.plan import ends_undecided, held_back_until_analysis, needs_decision

Check = Callable[[Facts, Mapping[str, Any]], Iterator[Violation]]


@dataclass(frozen=True)
class Rule:
    """A rule with the fields of `Facts` that it reads."""

    id: str
    needs: frozenset[str]
    check: Check


def _rule(id: str, check: Check, *needs: str) -> Rule:
    return Rule(id, frozenset(needs), check)


def _decided(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    yield from decision.decision_is_complete(facts, submission)
    yield from plan.nothing_starts_undecided(facts, submission)


_INVITED = ("family", "core_team", "coordinator_id", "user_names", "invited")

_REASSESSED = ("measures", "running_catalogue", "involved_users", "coordinator_id", "team_leaders")

RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        _rule("INV-01", case.coordinator_is_adviser, "advisers", "user_names"),
        _rule("INV-02", case.one_active_coordinator, "coordinator_id", "active_coordinators"),
        _rule("INV-03", meetings.family_meets_core_team, "assessment_meeting"),
        _rule("INV-04", meetings.no_family_at_analysis, *_INVITED),
        _rule(
            "INV-05",
            meetings.experts_are_not_involved,
            *_INVITED,
            "involvements",
            "working_users",
            "task_users",
        ),
        _rule("INV-06", plan.no_support_before_analysis, "analysis_held", "measures"),
        _rule("INV-07", plan.a_change_has_a_reason, "plan_version", "goals_without_owner"),
        _rule("INV-09", meetings.everybody_is_accounted_for, "invited"),
        _rule("INV-10", financing.shares_are_complete, "shares"),
        _rule("INV-12", plan.child_was_heard, "child_views", "parameters"),
        _rule("INV-14", notification.no_contact_under_suspicion, "contact_held", "release_by"),
        _rule("INV-15", case.risk_before_contact, "honour_conflict", "risk_assessed"),
        _rule("INV-16", plan.measures_are_followed_up, "measures", "next_follow_up", "parameters"),
        _rule("INV-17", transition.areas_are_settled, "transition_areas", "areas_asked"),
        _rule("INV-19", notification.new_eyes_reassess, *_REASSESSED),
        _rule("INV-21", _decided, "measures"),
    )
}


def needs(rule_ids: Iterable[str]) -> frozenset[str]:
    """The facts these rules read; ids without a check at run time (INV-20, INV-23 ...) read none."""
    return frozenset().union(*(RULES[one].needs for one in rule_ids if one in RULES))


def check(rule_id: str, facts: Facts, submission: Mapping[str, Any]) -> list[Violation]:
    """How `submission` breaks one rule; empty when it does not, or when the rule is not checked here."""
    rule = RULES.get(rule_id)
    return [] if rule is None else list(rule.check(facts, submission))


__all__ = [
    "RULES",
    "ChildView",
    "Facts",
    "FamilyMember",
    "FinancingShare",
    "Invited",
    "Involvement",
    "Measure",
    "Rule",
    "TransitionArea",
    "Violation",
    "check",
    "ends_undecided",
    "expert_conflict",
    "held_back_until_analysis",
    "needs",
    "needs_decision",
]
