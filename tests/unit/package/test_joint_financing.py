"""Joint financing in its diagrams: INV-10 on every way, nothing that waits for the money, and table D4."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.unit.package.files import BPMN, OEF, B, diagram, elements, following
from workflow_service import decisions, feel

KEY = "joint_financing"
TABLE = "joint_financing_eligibility"


def by_id(element: str) -> Any:
    return next(node for node in diagram(KEY).iter() if node.get("id") == element)


@pytest.mark.parametrize("gate", ["propose_split", "controller_check", "approve_shares", "gather_approvals"])
def test_no_way_to_a_split_in_force_goes_round_a_check(gate: str) -> None:
    assert "activate_agreement" not in following(KEY, "financing_begins", without=gate)  # INV-10


@pytest.mark.parametrize("element", ["propose_split", "renegotiate", "activate_agreement"])
def test_whatever_writes_or_settles_shares_is_guarded(element: str) -> None:
    assert by_id(element).get(OEF + "guards") == "INV-10"


def test_a_split_of_the_coordination_group_is_approved_like_any_other() -> None:
    assert "activate_agreement" not in following(KEY, "escalation_decided", without="approve_shares")
    assert "not_agreed" in following(KEY, "escalation_decided", without="approve_shares")


def test_an_escalated_split_waits_for_the_group_and_for_nobodys_task() -> None:
    assert "escalation_decided" in following(KEY, "escalate_split", without="")
    assert "is_decided" not in following(KEY, "escalate_split", without="escalation_decided")


def test_every_sharing_sector_is_asked_at_the_same_time() -> None:
    repeated = by_id("approve_shares").find(B + "multiInstanceLoopCharacteristics")
    assert repeated is not None and repeated.get("isSequential") != "true"


def test_the_plan_asks_for_the_split_and_calls_nothing_that_it_would_wait_for() -> None:
    called = {node.get("calledElement") for node in elements("common_plan", "callActivity")}
    assert not called & {KEY, "financing_over_time"}
    reached = following("common_plan", "propose_measures", without="")
    assert {"financing_wanted", "start_measures", "approve_plan"} <= reached
    assert "start_measures" in following("common_plan", "propose_measures", without="financing_wanted")


@pytest.mark.parametrize(
    ("sectors", "motivated", "gain", "expected"),
    [
        (2, "yes", None, "eligible"),
        (3, "unclear", 0, "ask_family"),
        (2, "no", 90_000, "not_now"),
        (1, "unclear", 50_000, "optional"),
        (1, "yes", 49_999.99, "not_eligible"),
        (1, "yes", None, "estimate_gain"),
        (0, "yes", 90_000, "not_eligible"),
    ],
)
def test_d4_weighs_sectors_the_family_and_the_gain(
    sectors: int, motivated: str, gain: float | None, expected: str
) -> None:
    model = decisions.parse_decisions((BPMN / KEY / f"{TABLE}.dmn").read_bytes(), TABLE)
    given = {"sectors_count": sectors, "family_motivated": motivated}
    given |= {"other_sector_gain": gain, "gain_threshold": 50_000}
    scope = feel.Scope(now=datetime(2026, 11, 23, tzinfo=UTC), zone=ZoneInfo("Europe/Copenhagen"))
    assert feel.to_json(model.evaluate(TABLE, given, scope)) == expected
