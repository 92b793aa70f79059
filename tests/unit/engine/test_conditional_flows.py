"""An activity whose flows have conditions (BPMN 2.0, 8.4.13) is still the activity that was drawn."""

from __future__ import annotations

from tests.unit.runtime.world import diagram, flow
from workflow_service import engine

BODY = (
    '<startEvent id="s"/><userTask id="ask" name="Spørg" camunda:formRef="f" oef:operation="book"'
    ' oef:guards="INV-12" default="f2_ask_b"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>'
)


def test_it_keeps_its_form_its_operation_and_its_guards() -> None:
    flows = flow("s>ask", "ask>a?=amount > 5", "ask>b", "a>e", "b>e")
    release = engine.compile_release({"order": diagram("order", BODY + flows)})
    ask = release.element("order", "ask")
    assert (ask.type, ask.form) == ("userTask", "f")
    assert (ask.attributes["operation"], ask.attributes["guards"]) == ("book", "INV-12")
