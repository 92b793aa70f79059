"""One completion over HTTP, durable: embedded (SQLite, waitress) and many machines (PostgreSQL, granian)."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests import postgres, world
from tests.benchmarks.figures import Figure, benchmark, percentile
from tests.benchmarks.serving import Client, Serving, serving, throughput
from tests.benchmarks.wsgi import make_floor
from tests.conftest import KEY, add_tenant, prepare_template
from workflow_service.app import create_app
from workflow_service.config import Settings
from workflow_service.store import Database, sessions
from workflow_service.store.migrate import migrate

REQUESTS = 150
FAR = 2000
SECONDS = 4.0


@benchmark
def completion_sqlite() -> Iterator[Figure]:
    """SQLite with synchronous=FULL behind waitress."""
    with tempfile.TemporaryDirectory(prefix="oef-bench-") as folder:
        database = Database(f"sqlite:///{folder}/oef.db", KEY)
        migrate(database)
        add_tenant(database)
        yield from _completions("sqlite", "waitress", database, Path(folder), budget=16)
        database.close()


@benchmark
def completion_postgresql() -> Iterator[Figure]:
    """PostgreSQL with fsync behind granian."""
    with postgres.durable_server() as server, tempfile.TemporaryDirectory(prefix="oef-bench-") as folder:
        prepare_template(server)
        database = Database(server.url("oef_template"), KEY)
        yield from _completions("postgresql", "granian", database, Path(folder), budget=8)
        database.close()


def _completions(name: str, kind: str, database: Database, folder: Path, budget: int) -> Iterator[Figure]:
    made = world.build(database)
    with database.begin() as uow:
        token = sessions.create_token(uow, str(made.worker.user_id), "bench", uow.now)
    (task_id,) = made.start("plain")
    for _ in range(9):
        task_id = _next(made.complete(task_id))
    url = database.url.render_as_string(hide_password=False)
    yield from _statements(f"{name}.10th", database, folder, token, made.start("plain")[0], budget)
    with serving(kind, "app", url, folder) as server:
        _latency(server, token, made.start("plain")[0])
        near, task_id = _latency(server, token, task_id)
        yield Figure(f"{name}.median", near.median, "ms", None, f"{kind}, 1 client, n={REQUESTS}")
        yield Figure(f"{name}.p95", near.p95, "ms", None, f"{kind}, 1 client, n={REQUESTS}")
        yield Figure(f"{name}.processor", near.processor, "ms", 5, "server's processes, a completion")
        for _ in range(FAR - 10 - REQUESTS):
            task_id = _next(made.complete(task_id))
        far, task_id = _latency(server, token, task_id)
        growth = far.processor / near.processor
        yield Figure(f"{name}.far", growth, "ratio", 1.1, f"processor time, {FAR:,}th against 10th")
        rate = throughput([_completing(server, token, task) for task in made.start("plain", 2)], SECONDS)
        yield Figure(f"{name}.rate", rate, "1/s", None, f"{kind}, 2 clients, {SECONDS:g} s")
    yield from _statements(f"{name}.{FAR}th", database, folder, token, task_id, budget)
    yield from _floor(name, kind, database, url, folder, rate)


def _floor(name: str, kind: str, database: Database, url: str, folder: Path, rate: float) -> Iterator[Figure]:
    """The same server with a bare transaction: what no service of this kind can be faster than."""
    owner = url.replace(f"://{postgres.ROLE}@", "://postgres@")
    owning = Database(owner, KEY)
    make_floor(owning, 2)
    owning.close()
    with serving(kind, "floor", owner, folder) as server:
        least = throughput([_touching(server, number) for number in range(2)], SECONDS)
    yield Figure(f"{name}.floor", least, "1/s", None, f"{kind}, HTTP + bare transaction, 2 clients")
    yield Figure(f"{name}.of_floor", rate / least, "ratio", 0.5, "completions against the floor", least=True)


def _next(task_id: str | None) -> str:
    assert task_id is not None
    return task_id


class _Latency:
    def __init__(self, spent: list[float], processor: float) -> None:
        self.median, self.p95 = statistics.median(spent), percentile(spent, 95)
        self.processor = processor


def _latency(server: Serving, token: str, task_id: str) -> tuple[_Latency, str]:
    """So many completions one after another; the task that comes next."""
    client = Client(server.port, token)
    before, spent = server.processor_seconds(), []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        task_id = _complete(client, task_id)
        spent.append((time.perf_counter() - start) * 1000)
    processor = (server.processor_seconds() - before) * 1000 / REQUESTS
    client.close()
    return _Latency(spent, processor), task_id


def _complete(client: Client, task_id: str) -> str:
    answer = client.post(f"/api/v1/user-tasks/{task_id}/complete", {"variables": world.ANSWER})
    (following,) = answer["opened_tasks"]  # type: ignore[misc]
    return str(following)


def _completing(server: Serving, token: str, task_id: str) -> Callable[[], None]:
    client = Client(server.port, token)
    task = [task_id]

    def work() -> None:
        task[0] = _complete(client, task[0])

    return work


def _touching(server: Serving, number: int) -> Callable[[], None]:
    client = Client(server.port)
    return lambda: client.post(f"/floor/{number}", {"variables": world.ANSWER}) and None


def _statements(
    name: str, database: Database, folder: Path, token: str, task_id: str, budget: int
) -> Iterator[Figure]:
    """SQL statements and transactions of one completion through the whole app, everything counted."""
    counted = Database(database.url.render_as_string(hide_password=False), KEY)
    app = create_app(Settings(data_folder=folder, secret_key="b" * 40), database=counted)
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}

    def complete(task: str) -> str:
        path = f"/api/v1/user-tasks/{task}/complete"
        answer = client.post(path, json={"variables": world.ANSWER}, headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.get_json()["opened_tasks"][0])

    task_id = complete(complete(task_id))
    counts: Counter[str] = Counter()

    def ran(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counts["transaction" if statement.startswith("BEGIN") else "statement"] += 1

    sa.event.listen(counted.engine, "before_cursor_execute", ran)
    sa.event.listen(counted.engine, "commit", lambda _connection: counts.update(["commit"]))
    complete(task_id)
    yield Figure(f"{name}.statements", counts["statement"], "SQL", budget, "BEGIN and COMMIT not counted")
    yield Figure(f"{name}.transactions", counts["commit"], "commits", 1, "a completion")
    counted.close()
