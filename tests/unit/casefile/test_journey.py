from tests.unit.casefile.journey import Journey
from workflow_service import casefile


def test_a_family_goes_from_the_first_call_to_an_active_plan(berg: Journey) -> None:
    berg.to_plan()
    with berg.acting("mette") as uow:
        page = casefile.case_page(uow, berg.case_id or "")
    assert page.plan is not None and page.plan.state == "active"
    assert [goal.text for goal in page.plan.goals] == ["Noah er glad for skolen", "Noah har en ven"]
