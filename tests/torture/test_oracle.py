"""Ten thousand random processes on the engine and on the oracle (`OEF_FUZZ=500` for another number)."""

from __future__ import annotations

import os

import pytest

from tests.oracle.adapters import EngineCase
from tests.oracle.test_differential import walk

pytestmark = pytest.mark.torture
COUNT = int(os.environ.get("OEF_FUZZ", "10000"))
FIRST = int(os.environ.get("OEF_FUZZ_FROM", "0"))
GROUP = 200


@pytest.mark.parametrize("group", range(0, COUNT, GROUP))
def test_both_engines_agree_on_random_processes(group):
    steps = 0
    for seed in range(FIRST + group, FIRST + min(group + GROUP, COUNT)):
        steps += walk(seed)
        EngineCase.releases.clear()
    assert steps > 0
