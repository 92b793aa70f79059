"""Lets a state machine of hypothesis run against a database: many short sequences, without a time limit."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

SEQUENCES = int(os.environ.get("OEF_TEST_SEQUENCES", "8"))
some = st.integers(0, 10_000)


def explore(machine: type[RuleBasedStateMachine], count: int, steps: int, *, again: bool = True) -> None:
    """`count` sequences of `steps`; the same ones each time when `again`."""
    chosen = settings(
        max_examples=count,
        stateful_step_count=steps,
        deadline=None,
        derandomize=again,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)
