from tests.unit.casefile.journey import Journey
from tests.unit.casefile.municipality import ROOT, Municipality
from workflow_service import casefile
from workflow_service.app import make_runtime
from workflow_service.store import Database


def test_a_family_goes_from_the_first_call_to_an_active_plan(database: Database) -> None:
    berg = Journey(Municipality(database).found())
    berg.to_plan()
    with berg.acting("mette") as uow:
        page = casefile.case_page(uow, berg.case_id or "")
        events = casefile.timeline(uow, berg.case_id or "", 5)
        families = casefile.my_families(uow)
    assert page.plan is not None and page.plan.state == "active"
    assert [goal.text for goal in page.plan.goals] == ["Noah er glad for skolen", "Noah har en ven"]
    assert len(events.events) == 5 and events.next_cursor
    assert [one.name for one in families] == ["Noah B., 9 år"]


def test_every_operation_of_the_diagrams_is_known() -> None:
    named = set()
    for path in (ROOT / "bpmn").glob("*/*.bpmn"):
        text = path.read_text("utf-8")
        named |= {piece.split('"')[0] for piece in text.split('oef:operation="')[1:]}
    assert len(named) > 35 and named <= set(make_runtime().registry.operations)
