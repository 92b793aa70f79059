"""FEEL in browser and server on many thousand random expressions, with other seeds than `make test`."""

from __future__ import annotations

import os

import pytest

from tests.differential.test_random import compare

pytestmark = pytest.mark.torture

SEEDS = int(os.environ.get("OEF_TEST_SEQUENCES", "8"))


@pytest.mark.parametrize("seed", range(100, 100 + SEEDS))
def test_browser_and_server_agree_on_five_thousand_expressions(seed: int) -> None:
    assert compare(5_000, seed) == []
