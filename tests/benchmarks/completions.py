"""One completion over HTTP, durable: embedded (SQLite, waitress) and many machines (PostgreSQL, granian)."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import postgres, statements, world
from tests.benchmarks.figures import Figure, benchmark, percentile
from tests.benchmarks.serving import Client, Serving, serving, throughput
from tests.benchmarks.wsgi import make_floor
from tests.conftest import KEY, add_tenant, prepare_template
from workflow_service.app import create_app
from workflow_service.config import Settings
from workflow_service.store import Database, sessions
from workflow_service.store.migrate import migrate

REQUESTS = 150
BLOCK = 25
FAR = 2000
SECONDS = 4.0
SERVERS = {"waitress": "waitress, 1 process", "granian": "granian, 1 worker, 2 threads"}


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
    warm, near, far = made.start("plain", 3)
    near, far = _advanced(made, near, 9), _advanced(made, far, FAR - 1)
    url = database.url.render_as_string(hide_password=False)
    with serving(kind, "app", url, folder) as server:
        _measure(server, token, [warm])
        (tenth, thousandth), (near, far) = _measure(server, token, [near, far])
        yield Figure(f"{name}.median", tenth.median, "ms", None, f"{kind}, 1 client, n={REQUESTS}")
        yield Figure(f"{name}.p95", tenth.p95, "ms", None, f"{kind}, 1 client, n={REQUESTS}")
        yield Figure(f"{name}.processor", tenth.processor, "ms", 5, "server's processes, a completion")
        growth = thousandth.processor / tenth.processor
        yield Figure(f"{name}.far", growth, "ratio", 1.1, f"processor time, {FAR:,}th against 10th, in turns")
        rate = throughput([_completing(server, token, task) for task in made.start("plain", 2)], SECONDS)
        yield Figure(f"{name}.rate", rate, "1/s", None, f"{SERVERS[kind]}, 2 clients, {SECONDS:g} s")
    yield from _statements(f"{name}.10th", database, folder, token, near, budget)
    yield from _statements(f"{name}.{FAR}th", database, folder, token, far, budget)
    yield from _floor(name, kind, database, url, folder, rate)


def _floor(name: str, kind: str, database: Database, url: str, folder: Path, rate: float) -> Iterator[Figure]:
    """The same server with a bare transaction: what no service of this kind can be faster than."""
    owner = url.replace(f"://{postgres.ROLE}@", "://postgres@")
    owning = Database(owner, KEY)
    make_floor(owning, 2)
    owning.close()
    with serving(kind, "floor", owner, folder) as server:
        least = throughput([_touching(server, number) for number in range(2)], SECONDS)
    yield Figure(f"{name}.floor", least, "1/s", None, f"{SERVERS[kind]}, HTTP + bare transaction, 2 clients")
    yield Figure(f"{name}.of_floor", rate / least, "ratio", 0.5, "completions against the floor", least=True)


def _advanced(made: world.World, task_id: str, count: int) -> str:
    """The instance's task after so many completions."""
    for _ in range(count):
        following = made.complete(task_id)
        assert following is not None
        task_id = following
    return task_id


class _Measured:
    """What one instance's completions cost: milliseconds as the client sees them, seconds of the server."""

    def __init__(self) -> None:
        self.spent: list[float] = []
        self.seconds = 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.spent)

    @property
    def p95(self) -> float:
        return percentile(self.spent, 95)

    @property
    def processor(self) -> float:
        return self.seconds * 1000 / len(self.spent)


def _measure(server: Serving, token: str, tasks: list[str]) -> tuple[list[_Measured], list[str]]:
    """Completions of several instances, a few of each in turn, so that a busy machine touches all alike;
    what each cost, and the tasks that come next."""
    client, tasks = Client(server.port, token), list(tasks)
    found = [_Measured() for _ in tasks]
    for _ in range(REQUESTS // BLOCK):
        for number, measured in enumerate(found):
            before = server.processor_seconds()
            for _ in range(BLOCK):
                start = time.perf_counter()
                tasks[number] = complete(client, tasks[number])
                measured.spent.append((time.perf_counter() - start) * 1000)
            measured.seconds += server.processor_seconds() - before
    client.close()
    return found, tasks


def complete(client: Client, task_id: str) -> str:
    answer = client.post(f"/api/v1/user-tasks/{task_id}/complete", {"variables": world.ANSWER})
    (following,) = answer["opened_tasks"]  # type: ignore[misc]
    return str(following)


def _completing(server: Serving, token: str, task_id: str) -> Callable[[], None]:
    client = Client(server.port, token)
    task = [task_id]

    def work() -> None:
        task[0] = complete(client, task[0])

    return work


def _touching(server: Serving, number: int) -> Callable[[], None]:
    client = Client(server.port)
    return lambda: client.post(f"/floor/{number}", {"variables": world.ANSWER}) and None


def _statements(
    name: str, database: Database, folder: Path, token: str, task_id: str, budget: int
) -> Iterator[Figure]:
    """SQL statements and transactions of one completion through the whole app, everything counted."""
    database = Database(database.url.render_as_string(hide_password=False), KEY)
    app = create_app(Settings(data_folder=folder, secret_key="b" * 40), database=database)
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}

    def complete(task: str) -> str:
        path = f"/api/v1/user-tasks/{task}/complete"
        answer = client.post(path, json={"variables": world.ANSWER}, headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.get_json()["opened_tasks"][0])

    task_id = complete(complete(task_id))
    with statements.counted(database) as found:
        complete(task_id)
    sent = [sql for sql in found.sent if not sql.startswith(("BEGIN", "COMMIT"))]
    yield Figure(f"{name}.statements", len(sent), "SQL", budget, "BEGIN and COMMIT not counted")
    yield Figure(f"{name}.transactions", found.transactions, "commits", 1, "a completion")
    database.close()
