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


def test_no_two_stories_have_one_name():
    names = [one.name for one in STORIES]
    assert sorted(set(names)) == sorted(names)
