"""Joint financing (P08): from the weighing to a split in force, refusals, escalation, and new splits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from tests.acceptance.test_courses_on_a_case import Course, begin
from workflow_service.store import casefile_financing as financing

FIRST = ("describe_measure_and_gain", "propose_split", "controller_check")
THIRDS = ("33.34", "33.33", "33.33")


@pytest.fixture
def family(town: Town) -> Story:
    """A family with a case in a second sector; its plan waits for the family's word."""
    return town.inquiry("Noah").comes_to("agree_with_family")


def versions(story: Story) -> list[dict[str, Any]]:
    return list(story.read(financing.agreements))


def split_in_force(story: Story) -> Course:
    course = begin(story, "financing_over_time")
    course.runs(*FIRST)
    while "sector_approval" in course.tasks():
        course.does("sector_approval")
    return course


def test_two_sectors_share_the_expense_and_each_approves_its_own_share(family: Story) -> None:
    course = split_in_force(family)
    newest = versions(family)[0]
    assert (newest["state"], newest["number"]) == ("active", 1)
    shares = family.read(lambda uow, case: financing.shares(uow, newest["id"]))
    assert [one["decision"] for one in shares] == ["approved"] * len(shares)
    assert sum(one["pct"] for one in shares) == Decimal("100.00")
    assert sum(one["amount"] for one in shares) == newest["total_cost"]
    assert course.state() == "active"  # it watches over the split
