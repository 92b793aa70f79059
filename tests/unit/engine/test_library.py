"""What we override of the library; another version is a project of its own (engine.md 1)."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from workflow_service.engine import library


def test_the_version_is_the_one_that_was_studied():
    assert version("spiffworkflow") == "3.2.0"


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (library.Task, ["_set_state", "run", "complete", "cancel"]),
        (library.BpmnSubWorkflow, ["_calculate_depth"]),
        (library.ProcessParser, ["add_tasks", "get_spec", "parse_node", "get_node_by_id"]),
        (library.TaskParser, ["parse_node"]),
        (library.BpmnParser, ["_add_processes", "create_parser", "_get_parser_class"]),
    ],
)
def test_the_members_we_override_or_call_are_there(owner, names):
    assert [name for name in names if not callable(getattr(owner, name, None))] == []
