"""The DMN Technology Compatibility Kit, whole: about two seconds."""

from __future__ import annotations

from collections import Counter
from functools import cache

from tests.conformance.exceptions import EXCEPTIONS
from tests.conformance.run_tck import FLOOR, LEVEL_2, LEVEL_3, Result, run


@cache
def results() -> tuple[Result, ...]:
    return tuple(run())


def test_every_case_of_level_2_passes() -> None:
    level = [result for result in results() if result.level == LEVEL_2]
    assert len(level) == 116
    assert [result.name for result in level if result.failure] == []


def test_level_3_keeps_its_floor() -> None:
    counts = Counter(result.failure is None for result in results() if result.level == LEVEL_3)
    assert counts[True] + counts[False] == 3275
    assert counts[True] >= FLOOR


def test_every_failure_has_a_named_reason_and_every_reason_a_failure() -> None:
    failed = {result.name: result.failure for result in results() if result.failure}
    assert {name: why for name, why in failed.items() if name not in EXCEPTIONS} == {}
    assert EXCEPTIONS.keys() - failed.keys() == set()
