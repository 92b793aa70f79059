"""The parts of a completion alone: engine, form, condition; and starting things."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil

from tests import world
from tests.benchmarks.figures import Figure, benchmark, timed
from tests.benchmarks.serving import PATIENCE, free_port, wait_for
from tests.conftest import KEY, add_tenant
from workflow_service import decisions, engine, feel, forms, ids
from workflow_service.app.wiring import make_master_key
from workflow_service.store import Database
from workflow_service.store.migrate import migrate

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")
DEFINITIONS = 100


def _context() -> engine.Context:
    return engine.Context(
        NOW,
        ZONE,
        lambda: ids.new_id(NOW),
        lambda key: None,
        lambda key, variables: None,
        lambda start, value: start + timedelta(days=1),
    )


@benchmark
def engine_part() -> Iterator[Figure]:
    """Load, run to the next task, prune, save: at the first and at the thousandth turn of the loop."""
    diagrams = engine.compile_release({"plain.bpmn": world.diagram("plain")})
    execution = engine.start(diagrams, "plain", {"round": 1}, _context())
    state = [execution.snapshot()]

    def turn() -> None:
        execution = engine.load(diagrams, state[0], _context())
        (task,) = execution.open_tasks()
        execution.apply(engine.CompleteUserTask(task.id, world.ANSWER))
        execution.outcome()
        state[0] = execution.snapshot()

    spent = timed(turn, 1000)
    first, last = statistics.median(spent[:100]), statistics.median(spent[-100:])
    yield Figure("engine.turn", first, "ms", 1, "load, complete, outcome, snapshot; n=100")
    yield Figure("engine.far", last / first, "ratio", 1.1, "the 1,000th turn against the first")
    yield Figure("engine.snapshot", len(state[0]) / 1024, "kB", None, "after 1,000 turns")


@benchmark
def form_part() -> Iterator[Figure]:
    """Judging one submission of a form without FEEL."""
    form = forms.compile_form(world.FORM, world.ENGLISH)
    context = forms.FormContext("da", NOW, ZONE)
    spent = timed(lambda: form.load(world.ANSWER, context), 2000)
    yield Figure("form.plain", statistics.median(spent), "ms", 0.5, "3 fields, n=2,000")


def _least(work: Callable[[], object], count: int = 200, rounds: int = 30) -> float:
    """Microseconds of a call: the least of many rounds, because others share the machine."""
    return min(timed(lambda: [work() for _ in range(count)], rounds, warm=3)) / count * 1000


@benchmark
def feel_condition() -> Iterator[Figure]:
    """A gateway's condition, compiled."""
    scope = feel.Scope(now=NOW, zone=ZONE, parameter=lambda key: None)
    plain = feel.compile_expression('income > 350000 and sector = "skole"')
    answers = {"income": 412_000, "sector": "skole"}
    spent = _least(lambda: plain.evaluate_boolean(answers, scope))
    yield Figure("feel.condition", spent, "µs", 2, "two comparisons, n=6,000")
    listed = feel.compile_expression('again and points >= 3 and "skole" in topics')
    variables = {"again": True, "points": 3, "topics": ["skole", "bolig"]}
    spent = _least(lambda: listed.evaluate_boolean(variables, scope))
    yield Figure("feel.condition.list", spent, "µs", None, "three terms, one looks into a list, n=6,000")


@benchmark
def dmn_table() -> Iterator[Figure]:
    """A decision table of eight rules and four inputs, all cells filled."""
    model = decisions.parse_decisions(_table(), "help.dmn")
    answers = {"age": 9, "sector": "skole", "worry": 7, "income": 412_000}
    spent = _least(lambda: model.evaluate("help", answers))
    yield Figure("dmn.table", spent, "µs", 30, "UNIQUE, 8 rules × 4 inputs, n=6,000")


def _table() -> bytes:
    """Rules by age that differ in the last input only, so that no rule is refused at its first cell."""
    inputs = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>"
        for name in ("age", "sector", "worry", "income")
    )
    rules = "".join(
        "<rule>"
        "<inputEntry><text>[6..18)</text></inputEntry>"
        '<inputEntry><text>"dagtilbud", "skole"</text></inputEntry>'
        "<inputEntry><text>&gt;= 5</text></inputEntry>"
        f"<inputEntry><text>({number * 60_000}..{(number + 1) * 60_000}]</text></inputEntry>"
        f'<outputEntry><text>"{number}"</text></outputEntry></rule>'
        for number in range(8)
    )
    table = f'<decisionTable id="t">{inputs}<output name="help"/>{rules}</decisionTable>'
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        f'<decision id="help" name="help">{table}</decision></definitions>'
    ).encode()


@benchmark
def starting_an_instance() -> Iterator[Figure]:
    """One start, durable, on SQLite, without HTTP."""
    with tempfile.TemporaryDirectory(prefix="oef-bench-") as folder:
        database = Database(f"sqlite:///{folder}/oef.db", KEY)
        migrate(database)
        add_tenant(database)
        made = world.build(database)
        spent = timed(lambda: made.start("plain"), 100)
        database.close()
    yield Figure("instance.start", statistics.median(spent), "ms", None, "processor time, SQLite, n=100")


@benchmark
def cold_start() -> Iterator[Figure]:
    """`oef serve` from nothing to the first connection, and its memory then.

    The budget is for a program that was started before: Python keeps what it compiled, and installers
    compile beforehand. The very first start is told beside it.
    """
    with tempfile.TemporaryDirectory(prefix="oef-bench-") as name:
        folder = Path(name)
        make_master_key(folder / "master.key")
        database = Database(f"sqlite:///{folder}/oef.db", KEY)
        migrate(database)
        add_tenant(database)
        database.close()
        first, _ = _start_serving(folder)
        again = [_start_serving(folder) for _ in range(3)]
    spent = statistics.median(seconds for seconds, _ in again)
    megabytes = max(size for _, size in again)
    yield Figure("serve.first", first, "s", None, "the same with nothing compiled yet")
    yield Figure("serve.cold", spent, "s", 3, "oef serve until it takes connections, compiled before, n=3")
    yield Figure("serve.memory", megabytes, "MB", None, "just started, nothing loaded")


def _start_serving(folder: Path) -> tuple[float, float]:
    """Seconds from the command to the first connection, and megabytes then."""
    port = free_port()
    own = {"OEF_DATA_FOLDER": str(folder), "OEF_PORT": str(port), "PYTHONPYCACHEPREFIX": str(folder / "pyc")}
    environment = {**os.environ, **own}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "workflow_service.cli", "serve"], env=environment, stdout=subprocess.DEVNULL
    )
    wait_for(port, child)
    spent = time.perf_counter() - start
    megabytes = psutil.Process(child.pid).memory_info().rss / 1024 / 1024
    child.terminate()
    child.wait(PATIENCE)
    return spent, megabytes


@benchmark
def memory() -> Iterator[Figure]:
    """A process with a hundred definitions compiled."""
    own = psutil.Process()
    before = own.memory_info().rss
    diagrams = {f"p{n}.bpmn": world.diagram(f"p{n}", world.TIMER) for n in range(DEFINITIONS)}
    release = engine.compile_release(diagrams)
    grown = (own.memory_info().rss - before) / 1024 / 1024
    yield Figure(
        "memory.definitions", grown, "MB", None, f"{len(release.processes)} small processes compiled"
    )
    yield Figure("memory.process", own.memory_info().rss / 1024 / 1024, "MB", 300, "the whole process then")
