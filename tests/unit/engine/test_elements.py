"""The table of supported elements tells what the parser can make, no more and no less."""

from __future__ import annotations

from workflow_service.engine.bpmn import FLOW_NODES
from workflow_service.engine.elements import refused_elements, supported_elements
from workflow_service.engine.parsers import PARSERS


def test_every_flow_node_that_can_be_run_is_in_the_table():
    told = {element.split(" ")[0] for _, element, _, _ in supported_elements()}
    assert set(PARSERS) <= told
    assert told & FLOW_NODES == FLOW_NODES


def test_every_row_is_told_in_two_languages():
    rows = [row[1:] for row in supported_elements()] + refused_elements()
    assert all(da and en and da != en for _, da, en in rows)
