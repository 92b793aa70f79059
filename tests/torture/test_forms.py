"""Browser and server on thousands of submissions: the differential test of the forms, with other seeds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.torture

SEEDS = int(os.environ.get("OEF_TEST_SEQUENCES", "8"))


@pytest.mark.parametrize("seed", range(100, 100 + SEEDS))
def test_browser_and_server_agree_on_many_submissions(seed: int) -> None:
    test = Path(__file__).parents[1] / "browser" / "test_form_differential.py"
    more = {"OEF_FORM_SUBMISSIONS": "40", "OEF_FORM_SEED": str(seed)}
    command = [sys.executable, "-m", "pytest", str(test), "-p", "no:xdist"]
    run = subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True, timeout=1800)
    assert run.returncode == 0, run.stdout[-4000:]
