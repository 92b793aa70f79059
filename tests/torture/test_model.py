"""Random sequences of everything that can be done to an instance, against a model of a dozen lines.

What the model allows must succeed, what it forbids must be refused by type, and after every sequence the
checker must find the database whole (reliability.md 4, 19).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from tests import world
from tests.conftest import NOW
from tests.torture.machine import SEQUENCES, explore, some
from workflow_service import inbox, runtime
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict
from workflow_service.monitoring import check
from workflow_service.store import Database, jobs


class Instances(RuleBasedStateMachine):
    """`state` of each instance, the `task` open in it, and which of those are `taken`; the `incident` of
    those that stand still, whose task is done."""

    database: Database
    clock: FrozenClock

    @initialize()
    def publish(self) -> None:
        self.made = world.open_again(self.database)
        self.state: dict[str, str] = {}
        self.task: dict[str, str] = {}
        self.taken: set[str] = set()
        self.incident: dict[str, str] = {}

    def pick(self, n: int, *states: str) -> str | None:
        known = sorted(i for i, s in self.state.items() if not states or s in states)
        return known[n % len(known)] if known else None

    def attempt(self, allowed: bool, act: Callable[[], object]) -> bool:
        """Does it; a refusal must be what the model says, and a `Conflict`."""
        try:
            act()
        except Conflict:
            assert not allowed
            return False
        assert allowed
        return True

    @rule()
    def start(self) -> None:
        with self.database.begin(self.made.worker) as uow:
            done = runtime.start_instance(uow, self.made.runtime, "reminded", {"round": 1})
        instance = done.locked.id
        self.state[instance], self.task[instance] = "active", done.task_ids[0]

    @precondition(lambda self: self.state)
    @rule(n=some, again=st.sampled_from([True, False, None]))
    def complete(self, n: int, again: bool | None) -> None:
        instance = self.pick(n)
        assert instance
        task = self.task[instance]
        result: list[str | None] = []
        if self.attempt(
            self.works(instance),
            lambda: result.append(self.made.complete(task, again=again)),
        ):
            self.taken.discard(task)
            if again is None:
                self.incident[instance] = self.open_incident(instance)
            elif result[0] is None:
                self.state[instance] = "completed"
            else:
                self.task[instance] = result[0]

    @precondition(lambda self: self.state)
    @rule(n=some)
    def claim(self, n: int) -> None:
        instance = self.pick(n)
        assert instance
        task = self.task[instance]

        def act() -> None:
            with self.database.begin(self.made.worker) as uow:
                inbox.claim(uow, task)

        if self.attempt(self.works(instance), act):
            self.taken.add(task)

    @precondition(lambda self: self.state)
    @rule(n=some)
    def put_back(self, n: int) -> None:
        instance = self.pick(n)
        assert instance
        task = self.task[instance]

        def act() -> None:
            with self.database.begin(self.made.worker) as uow:
                inbox.unclaim(uow, task)

        if self.attempt(self.works(instance) and task in self.taken, act):
            self.taken.discard(task)

    @precondition(lambda self: self.state)
    @rule(n=some, what=st.sampled_from(["suspend", "resume", "cancel"]))
    def steer(self, n: int, what: str) -> None:
        instance = self.pick(n)
        assert instance
        act, allowed, after = {
            "suspend": (runtime.suspend_instance, {"active"}, "suspended"),
            "resume": (runtime.resume_instance, {"suspended"}, "active"),
            "cancel": (runtime.cancel_instance, {"active", "suspended"}, "terminated"),
        }[what]

        def steer() -> None:
            with self.database.begin(self.made.worker) as uow:
                act(uow, self.made.runtime, runtime.lock(uow, instance), "Prøve")

        if self.attempt(self.state[instance] in allowed, steer):
            self.state[instance] = after

    def works(self, instance: str) -> bool:
        return self.state[instance] == "active" and instance not in self.incident

    def open_incident(self, instance: str) -> str:
        with self.database.begin(write=False) as uow:
            sql = "SELECT id FROM incident WHERE instance_id = ? AND resolved_at IS NULL"
            (row,) = uow.rows(sql, instance)
        return str(row["id"])

    @precondition(lambda self: self.incident)
    @rule(n=some, what=st.sampled_from(["retry", "again", "over", "skip"]))
    def repair(self, n: int, what: str) -> None:
        """The condition that has no answer: again it has none, it gets one, or it is passed by, which a
        gateway never is."""
        stuck = sorted(self.incident)
        instance = stuck[n % len(stuck)]

        def act() -> None:
            with self.database.begin(self.made.worker) as uow:
                given = (uow, self.made.runtime, self.incident[instance])
                if what == "retry":
                    runtime.retry_incident(*given)
                elif what == "skip":
                    runtime.skip_incident(*given, {}, "Prøve")
                else:
                    runtime.edit_incident(*given, {"again": what == "again"}, "Prøve")

        allowed = self.state[instance] == "active" and what != "skip"
        if self.attempt(allowed, act) and what != "retry":
            del self.incident[instance]
            if what == "over":
                self.state[instance] = "completed"
            else:
                with self.database.begin(write=False) as uow:
                    sql = "SELECT id FROM user_task WHERE instance_id = ? AND state = 'created'"
                    self.task[instance] = str(uow.value(sql, instance))

    @rule(hours=st.integers(1, 40))
    def let_time_pass(self, hours: int) -> None:
        self.clock.travel(self.clock.now() + timedelta(hours=hours))
        while True:
            with self.database.begin(write=False) as uow:
                due = jobs.due(uow, 50)
            if not due:
                return
            for job_id in due:
                with self.database.begin() as uow:
                    runtime.fire_job(uow, self.made.runtime, job_id)

    def teardown(self) -> None:
        if not hasattr(self, "made"):
            return
        with self.database.begin(write=False) as uow:
            stored = {str(r["id"]): r["state"] for r in uow.rows("SELECT id, state FROM process_instance")}
            open_tasks = {
                str(r["instance_id"])
                for r in uow.rows("SELECT instance_id FROM user_task WHERE state IN ('created', 'claimed')")
            }
        for instance, state in self.state.items():
            assert stored[instance] == state
            waits = state in ("active", "suspended") and instance not in self.incident
            assert (instance in open_tasks) == waits
        assert [problem.en for problem in check(self.database, self.made.runtime)] == []


def test_whatever_is_done_the_model_knows_the_outcome(database: Database, clock: FrozenClock) -> None:
    world.build(database)
    Instances.database, Instances.clock = database, clock
    clock.travel(NOW)
    explore(Instances, SEQUENCES, 18)


@pytest.mark.torture
def test_a_thousand_sequences(database: Database, clock: FrozenClock) -> None:
    world.build(database)
    Instances.database, Instances.clock = database, clock
    explore(Instances, 1000, 30, again=False)
