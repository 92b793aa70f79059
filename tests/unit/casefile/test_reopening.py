"""Reopening a closed case: same number, family and plan; a coordinator from the first moment (INV-02)."""

import pytest

from tests.unit.casefile.journey import Journey
from workflow_service.errors import Conflict, Invalid
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people

REASON = "Familien er flyttet sammen igen."


def answers(berg: Journey, **changed: str) -> dict[str, str]:
    ids = berg.town.ids
    return {"reopen_reason": REASON, "coordinator": ids["jonas"], "substitute": ids["mette"], **changed}


def reopen(berg: Journey, **changed: str) -> None:
    given = answers(berg, **changed)
    berg.complete("reopen_case", "case_reopening", given, by="tove", guards="INV-01,INV-02")


@pytest.fixture
def closed(berg: Journey) -> Journey:
    berg.to_analysis_closed()
    goals = [berg.goal("Noah er glad"), berg.goal("Noah har en ven", "long")]
    plan = {"scope": "whole_family", "family_vision": "Ro.", "goals": goals}
    berg.complete("write_goals", "common_plan", plan, step="goals")
    berg.complete("approve_plan", "common_plan", {"approved": True}, by="tove", step="approve")
    berg.serve("publish_plan", "mette")
    berg.serve("close_case", "mette")
    return berg


def test_a_reopened_case_is_active_with_its_number_its_plan_and_one_coordinator(closed: Journey) -> None:
    with closed.acting() as uow:
        before = query.case_row(uow, closed.case_id or "") or {}
        assert before["status"] == "closed"
    reopen(closed)
    with closed.acting() as uow:
        case = query.case_row(uow, closed.case_id or "") or {}
        holding = people.holders(uow, "family_coordinator", "case", case["id"])
    assert (case["status"], case["closed_at"], case["number"]) == ("active", None, before["number"])
    assert list(holding) == [closed.town.ids["jonas"]]


def test_what_the_course_goes_on_with_is_read_from_the_case_file(closed: Journey) -> None:
    reopen(closed)
    closed.serve("take_up_case", "jonas")
    found = {key: closed.process[key] for key in ("birth_date", "eligibility", "coordinator_id")}
    assert found == {
        "birth_date": "2017-03-14",
        "eligibility": "eligible",
        "coordinator_id": closed.town.ids["jonas"],
    }
    assert closed.process["plan_id"]


def test_the_reason_stays_in_the_journal(closed: Journey) -> None:
    reopen(closed)
    with closed.acting() as uow:
        newest = query.journal(uow, closed.case_id or "")[0]
    assert ["Hvorfor genåbnes sagen?", REASON] in newest["content"]["answers"]


def test_an_open_case_cannot_be_reopened(closed: Journey) -> None:
    reopen(closed)
    with pytest.raises(Conflict, match="case_open"):
        reopen(closed)


def test_the_coordinator_of_a_reopened_case_is_an_adviser_of_the_area(closed: Journey) -> None:
    with pytest.raises(Invalid):
        reopen(closed, coordinator=closed.town.ids["sune"])


def test_a_case_that_never_had_a_plan_begins_with_a_new_inquiry(berg: Journey) -> None:
    berg.to_coordinator()
    berg.serve("close_case", "mette")
    with pytest.raises(Conflict, match="case_without_plan"):
        reopen(berg)
