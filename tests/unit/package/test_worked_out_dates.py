"""Every date that an operation works out from a parameter is one that the package really waits for."""

from __future__ import annotations

import pytest

from tests.unit.package.test_course import VALUES, shipped
from workflow_service.casefile import worked_out
from workflow_service.engine import reading


@pytest.mark.parametrize("source", worked_out.SOURCES, ids=lambda one: one.find.__name__)
def test_a_parameter_of_the_package_counts_it_and_clocks_read_its_variables(
    source: worked_out.Source,
) -> None:
    assert any(source.keys(key) for key in VALUES)
    assert all(reading(shipped(), [name]) for name in source.names)


def test_only_clocks_that_read_the_variable_itself_are_found() -> None:
    assert ("active_period", "visit_time") in reading(shipped(), ["next_visit"])
    assert ("active_period", "checkin_time") not in reading(shipped(), ["next_visit"])
    assert reading(shipped(), ["visit"]) == frozenset()
