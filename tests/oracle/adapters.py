"""One face for both engines, saved and loaded after every step, so that every scenario runs on each."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import model, token_engine
from tests.oracle.clockwork import START, ZONE, Business
from tests.oracle.state import World
from workflow_service import engine

Services = dict[str, Any]


class OracleCase:
    """A case on the token engine."""

    def __init__(
        self,
        files: list[bytes],
        key: str,
        data: dict[str, Any] | None = None,
        services: Services | None = None,
        start_event: str | None = None,
    ) -> None:
        self.marks: list[str] = []
        self.world, self.now = World(services or {}, self.marks), START.timestamp()
        self.processes = model.read(files)
        self.save(token_engine.start(self.processes, key, data or {}, self.world, self.now, start_event))

    def load(self) -> token_engine.Instance:
        return token_engine.load(self.processes, self.dumped, self.world, self.now)

    def save(self, instance: token_engine.Instance) -> None:
        self.dumped = instance.dump()

    def open(self) -> list[str]:
        return sorted(name for _, name in self.load().user_tasks())

    def _task(self, name: str, index: int) -> tuple[token_engine.Instance, str]:
        instance = self.load()
        return instance, [i for i, at in instance.user_tasks() if at == name][index]

    def complete(self, name: str, data: dict[str, Any] | None = None, index: int = 0) -> None:
        instance, token = self._task(name, index)
        self.save(instance.complete(token, data or {}))

    def task_data(self, name: str, index: int = 0) -> dict[str, Any]:
        instance, token = self._task(name, index)
        return instance.variables(instance.tokens[token]["in"])

    def lane(self, name: str) -> str | None:
        instance, token = self._task(name, 0)
        return instance.lane(instance.tokens[token])

    def tick(self, seconds: float) -> None:
        self.now += seconds
        self.save(self.load().timers().run())

    def message(self, name: str, payload: dict[str, Any] | None = None) -> None:
        instance = self.load()
        instance.message(name, payload)
        self.save(instance)

    def signal(self, name: str) -> None:
        instance = self.load()
        instance.signal(name)
        self.save(instance.run())

    def done(self) -> bool:
        return bool(json.loads(self.dumped).get("done"))

    def waits(self) -> tuple[list[tuple[str, float]], list[tuple[str, str]]]:
        """When and what for, by element."""
        tokens = self.load().tokens.values()
        due = sorted((t["at"], t["due"]) for t in tokens if t.get("due") is not None)
        names = [(t["at"], f"{k}:{v}") for t in tokens for k, v in t.get("waits", ()) if k in ("msg", "sig")]
        return due, sorted(names)

    def variables(self) -> dict[str, Any]:
        instance = self.load()
        return instance.variables(next(iter(instance.scopes)))

    def size(self) -> int:
        return len(self.dumped)


class EngineCase:
    """A case on our engine, driven as `runtime` does: by outcomes, with rows for what waits."""

    releases: dict[tuple[bytes, ...], engine.CompiledRelease] = {}

    def __init__(
        self,
        files: list[bytes],
        key: str,
        data: dict[str, Any] | None = None,
        services: Services | None = None,
        start_event: str | None = None,
    ) -> None:
        self.marks: list[str] = []
        self.services, self.now, self.count = services or {}, START, 0
        self.timers: dict[str, engine.Timer] = {}
        self.subscriptions: dict[str, engine.Subscription] = {}
        self.tasks: dict[str, engine.OpenTask] = {}
        self.incidents: dict[str, engine.Incident] = {}
        self.activities: list[engine.Activity] = []
        self.release = compiled(tuple(files))
        self._save(engine.start(self.release, key, data or {}, self.context(), start_event=start_event))

    def context(self) -> engine.Context:
        return engine.Context(
            self.now,
            ZONE,
            self._id,
            lambda key: None,
            lambda ref, variables: {},
            lambda moment, value: moment,
        )

    def _id(self) -> str:
        self.count += 1
        return f"00000000-0000-7000-8000-{self.count:012d}"

    def load(self) -> engine.Execution:
        return engine.load(self.release, self.snapshot, self.context())

    def _save(self, execution: engine.Execution) -> None:
        """Answer the operations, keep rows as the outcome says, and see that they match the state."""
        marks = list(self.marks)
        try:
            self._answer(execution)
        except BaseException:
            self.marks[:] = marks  # the transaction is rolled back
            raise
        outcome = execution.outcome()
        self.state, self.snapshot = outcome.state, execution.snapshot()
        self.activities += outcome.activities
        rows(self.tasks, {t.id: t for t in outcome.opened}, outcome.closed)
        rows(self.timers, {t.ref: t for t in outcome.timers}, outcome.timers_gone)
        rows(self.subscriptions, {s.ref: s for s in outcome.subscriptions}, outcome.subscriptions_gone)
        rows(self.incidents, {i.ref: i for i in outcome.incidents}, outcome.incidents_gone)
        self._same_as_loaded()

    def _answer(self, execution: engine.Execution) -> None:
        while True:
            wanted = [w for w in execution.wanted() if w.topic == "mark" or w.topic in self.services]
            if not wanted:
                return
            operation = min(wanted, key=lambda w: (w.element, w.id))
            if operation.topic == "mark":
                self.marks.append(str(operation.variables.get("text", operation.element)))
                execution.apply(engine.CompleteOperation(operation.id, {}))
                continue
            try:
                result = self.services[operation.topic](dict(operation.variables)) or {}
            except Business as error:
                execution.apply(engine.FailOperation(operation.id, error.code, str(error)))
            else:
                execution.apply(engine.CompleteOperation(operation.id, result))

    def _same_as_loaded(self) -> None:
        """What a fresh load says waits is what the outcomes said, one to one."""
        loaded = self.load()
        before = loaded._case.journal.before
        assert before is not None
        assert before.timers == self.timers, (before.timers, self.timers)
        assert before.subscriptions == self.subscriptions
        assert before.incidents == self.incidents
        assert before.tasks == set(self.tasks), (before.tasks, set(self.tasks))
        assert loaded.snapshot() == self.snapshot

    # -- the same questions as the oracle ------------------------------------------------------------

    def open(self) -> list[str]:
        return sorted(task.element for task in self.tasks.values())

    def _task(self, name: str, index: int) -> engine.TaskView:
        return sorted((t for t in self.load().open_tasks() if t.element == name), key=lambda t: t.id)[index]

    def apply(self, command: engine.Command) -> None:
        execution = self.load()
        execution.apply(command)
        self._save(execution)

    def complete(self, name: str, data: dict[str, Any] | None = None, index: int = 0) -> None:
        self.apply(engine.CompleteUserTask(self._task(name, index).id, data or {}))

    def task_data(self, name: str, index: int = 0) -> dict[str, Any]:
        return dict(self._task(name, index).data)

    def lane(self, name: str) -> str | None:
        return self._task(name, 0).lane

    def tick(self, seconds: float) -> None:
        """The waker: each timer at its due moment, the earliest first."""
        end = self.now + timedelta(seconds=seconds)
        while True:
            due = sorted((t.due_at, t.element, t.ref) for t in self.timers.values() if t.due_at <= end)
            if not due:
                self.now = end
                return
            self.now, _, ref = due[0]
            self.apply(engine.FireTimer(ref, self.now))

    def message(self, name: str, payload: dict[str, Any] | None = None) -> None:
        refs = sorted(s.ref for s in self.subscriptions.values() if (s.kind, s.name) == ("message", name))
        if refs:
            self.apply(engine.DeliverMessage(name, refs[0], payload or {}))

    def signal(self, name: str) -> None:
        self.apply(engine.ThrowSignal(name, {}))

    def done(self) -> bool:
        return self.state == "completed"

    def waits(self) -> tuple[list[tuple[str, float]], list[tuple[str, str]]]:
        """When and what for, by element."""
        due = sorted((t.element, t.due_at.timestamp()) for t in self.timers.values())
        kinds = {"message": "msg", "signal": "sig"}
        return due, sorted((s.element, f"{kinds[s.kind]}:{s.name}") for s in self.subscriptions.values())

    def variables(self) -> dict[str, Any]:
        return self.load().variables()

    def size(self) -> int:
        return len(self.snapshot)


def rows(kept: dict[str, Any], new: dict[str, Any], gone: Any) -> None:
    """Keep rows as a store does."""
    for key in gone:
        del kept[key]
    kept.update(new)


def compiled(files: tuple[bytes, ...]) -> engine.CompiledRelease:
    """Parsed once, shared by all cases: what contaminates it is found."""
    if files not in EngineCase.releases:
        diagrams = {f"{number}.bpmn": data for number, data in enumerate(files)}
        EngineCase.releases[files] = engine.compile_release(diagrams)
    return EngineCase.releases[files]


__all__ = ["EngineCase", "OracleCase", "datetime"]
