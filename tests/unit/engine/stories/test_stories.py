"""Every story on the engine and on the oracle, and that the stories leave nothing out."""

from __future__ import annotations

import pytest

from tests.oracle.adapters import EngineCase, OracleCase
from tests.unit.engine.stories import (
    activities,
    boundaries,
    compensation,
    data,
    event_subprocesses,
    events,
    gateways,
    patterns,
    repetition,
    starts_and_ends,
)
from tests.unit.engine.stories.book import Story, run
from tests.unit.engine.stories.coverage import passed
from workflow_service.engine.bpmn import ACTIVITIES, FLOW_NODES
from workflow_service.engine.elements import POSITIONS, supported_elements

GROUPS = (
    starts_and_ends,
    activities,
    gateways,
    events,
    boundaries,
    event_subprocesses,
    repetition,
    compensation,
    data,
    patterns,
)
STORIES = [one for group in GROUPS for one in group.STORIES]


def named(one: object) -> str:
    return one.name if isinstance(one, Story) else str(one)


@pytest.mark.parametrize("one", STORIES, ids=named)
def test_the_engine_tells_it_so(one):
    assert run(one, EngineCase) is not None


@pytest.mark.parametrize("one", [one for one in STORIES if one.oracle], ids=named)
def test_the_oracle_tells_it_so(one):
    run(one, OracleCase)


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str]]:
    """What all stories together passed through, on the engine."""
    out: set[tuple[str, str]] = set()
    for one in STORIES:
        case = run(one, EngineCase)
        assert isinstance(case, EngineCase)
        out |= passed(one.files, case)
    return out


def test_every_event_has_a_story_in_every_position_the_table_claims(seen):
    claimed = {(place, kind) for place, kinds in POSITIONS.items() for kind in kinds}
    assert claimed - seen == set()


def test_every_timer_has_a_story_in_every_position_the_table_claims(seen):
    # a date or a duration that starts a process is the scheduler's affair; here a cycle stands for all three
    places = [p for p, kinds in POSITIONS.items() if "timer" in kinds and p != "startEvent"]
    claimed = {(place, f"timer {form}") for place in places for form in ("duration", "date", "cycle")}
    assert claimed - seen == set()


def test_every_flow_node_has_a_story(seen):
    assert {(tag, "") for tag in FLOW_NODES} - seen == set()


def test_every_repetition_has_a_story(seen):
    hosts = ("userTask", "subProcess", "callActivity")
    ways = [
        f"{order} by {by}" for order in ("parallel", "sequential") for by in ("cardinality", "collection")
    ]
    claimed = {(host, way) for host in hosts for way in ways}
    claimed |= {
        ("multiInstanceLoopCharacteristics", f"{order} until") for order in ("parallel", "sequential")
    }
    claimed |= {("standardLoopCharacteristics", test) for test in ("before", "after")}
    assert claimed - seen == set()


def test_multiple_events_have_a_story_in_every_position(seen):
    catching = ("startEvent", "intermediateCatchEvent", "boundaryEvent", "event sub-process")
    claimed = {(place, "multiple") for place in (*catching, "intermediateThrowEvent", "endEvent")}
    claimed |= {(place, "parallel") for place in catching}
    claimed |= {(f"{place} (non-interrupting)", "multiple") for place in catching[2:]}
    assert claimed - seen == set()


def test_every_row_of_the_table_has_a_story(seen):
    rows = {element for _, element, _, _ in supported_elements()}
    assert {row for row in rows & (FLOW_NODES | ACTIVITIES) if (row, "") not in seen} == set()


def test_no_two_stories_have_one_name():
    names = [one.name for one in STORIES]
    assert sorted(set(names)) == sorted(names)
