"""Every scenario runs on both engines."""

from __future__ import annotations

import pytest

from tests.oracle.adapters import EngineCase, OracleCase


@pytest.fixture(params=[EngineCase, OracleCase], ids=["engine", "oracle"])
def run(request: pytest.FixtureRequest) -> type[EngineCase | OracleCase]:
    """`run(files, key, data, services)` starts a case."""
    return request.param
