"""Poison instances: an endless loop, a huge result, a variable of 10 MB, bombs in expressions.

Each ends in an incident that names its element, or is refused before it is in; the checker finds the database
whole, and the others go on (reliability.md 4, 13). Here elements and bytes are counted; processor time,
memory and the delay of the others are measured in `make torture`, in a process of their own.
"""

from __future__ import annotations

import multiprocessing
import resource
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests import world
from tests.conftest import KEY, NOW
from tests.unit.runtime.world import diagram, flow
from workflow_service import runtime
from workflow_service.clock import FrozenClock
from workflow_service.errors import Invalid
from workflow_service.monitoring import check
from workflow_service.rules.releases import fingerprint
from workflow_service.runtime import Call, Result
from workflow_service.store import Database, UnitOfWork
from workflow_service.store import studio as studio_query

LONG = "abcdefghij" * 20_000
COUNT = "<loopCardinality>1000</loopCardinality>"
MANY = f"<multiInstanceLoopCharacteristics>{COUNT}</multiInstanceLoopCharacteristics>"


def straight(key: str, step: str) -> bytes:
    return diagram(key, f'<startEvent id="s"/>{step}<endEvent id="e"/>' + flow("s>A", "A>e"))


def script(key: str, expression: str) -> bytes:
    text = expression.replace("<", "&lt;")
    head = '<scriptTask id="A" scriptFormat="feel" camunda:resultVariable="r">'
    return straight(key, f"{head}<script>{text}</script></scriptTask>")


CIRCLE = diagram(
    "circle",
    '<startEvent id="s"/><exclusiveGateway id="m"/><scriptTask id="A" scriptFormat="feel"'
    ' camunda:resultVariable="n"><script>n + 1</script></scriptTask>'
    '<exclusiveGateway id="x" default="f3_x_e"/><endEvent id="e"/>'
    + flow("s>m", "m>A", "A>x", "x>e", "x>m?n > 0"),
)
CROWD = straight("crowd", f'<userTask id="A">{MANY}</userTask>')
NESTED = straight("nested", f'<callActivity id="A" calledElement="crowd">{MANY}</callActivity>')
FLOOD = straight("flood", '<serviceTask id="A" oef:operation="flood"/>')
DOUBLES = "{a0: [1, 1], " + ", ".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, 40)) + "}.a39"
BOMBS = {
    "turns": "for i in 1..300, j in 1..300, k in 1..300 return i",
    "texts": "for i in 1..50000 return contains(long, string(i))",
    "growing": 'for i in 1..50000 return long + "x"',
    "roots": "for i in 1..50000 return i ** 0.37",
    "pattern": 'matches(long, "(a|b|c|d|e|f|g|h|i|j)*k")',
    "recursion": "{f: function(x) if x <= 0 then 1 else f(x - 1) + f(x - 1), r: f(50)}.r",
    "doubles": DOUBLES,
    "equal doubles": f"{DOUBLES} = {DOUBLES}",
}
FILES = {"circle": CIRCLE, "crowd": CROWD, "nested": NESTED, "flood": FLOOD}
FILES |= {f"bomb{n}": script(f"bomb{n}", text) for n, text in enumerate(BOMBS.values())}
# more elements than a command passes: counted, and so the same on every machine
STEPS = 10_000


def flood(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """An operation gone wrong."""
    return Result({"number": "9" * 10_000_000})


def poisoned(database: Database) -> world.World:
    """The smallest municipality with every poison published beside its own diagrams."""
    made = world.build(database)
    with database.begin() as uow:
        _publish(uow)
    return _armed(made)


def _armed(made: world.World) -> world.World:
    made.runtime.registry.operations["flood"] = flood  # type: ignore[index]
    return made


def _publish(uow: UnitOfWork) -> None:
    rows = uow.rows("SELECT id FROM definition")
    ids = [str(row["id"]) for row in rows]
    for key, content in FILES.items():
        ids.append(uow.new_id())
        row = {"id": ids[-1], "kind": "process", "key": key, "version": 1, "name": key, "file": f"{key}.bpmn"}
        more = {
            "content": content,
            "translation": None,
            "sha256": fingerprint(content, None),
            "created_at": uow.now,
        }
        studio_query.add_definition(uow, {**row, **more})
    release = {"id": uow.new_id(), "number": 2, "effective_at": uow.now, "created_at": uow.now}
    deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": uow.now}
    studio_query.add_release(uow, release, ids, deployment)


def swallow(made: world.World, key: str) -> None:
    """Starts the poison."""
    with made.database.begin(made.worker) as uow:
        runtime.start_instance(uow, made.runtime, key, {"n": 1, "long": LONG})


def incidents(database: Database) -> list[tuple[str, str]]:
    with database.begin(write=False) as uow:
        rows = uow.rows("SELECT element, code FROM incident WHERE resolved_at IS NULL ORDER BY id")
    return [(row["element"], row["code"]) for row in rows]


def passed(database: Database) -> int:
    with database.begin(write=False) as uow:
        return int(uow.value("SELECT count(*) FROM activity"))


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("circle", "step_budget"),
        ("nested", "step_budget"),
        ("crowd", "handed_out_too_large"),
        ("flood", "variable_too_large"),
    ],
)
def test_a_poison_becomes_an_incident_and_the_others_go_on(database: Database, key: str, code: str) -> None:
    made = poisoned(database)
    made.runtime.meter = lambda: 0.0  # a slow machine must not stop it for its time before its elements
    (task_id,) = made.start("plain")
    swallow(made, key)
    found = incidents(database)
    assert [told for _, told in found] == [code] and passed(database) <= 2 * STEPS
    assert made.complete(task_id, again=False) is None
    assert [p.en for p in check(database, made.runtime)] == []


def test_bombs_in_expressions_are_stopped_by_their_own_budget(database: Database) -> None:
    made = poisoned(database)
    made.runtime.meter = lambda: 0.0
    for number in range(len(BOMBS)):
        swallow(made, f"bomb{number}")
    found = incidents(database)
    stopped = {"expression_failed", "variable_too_large", "value_invalid"}
    assert [element for element, _ in found] == ["A"] * len(found) and {c for _, c in found} <= stopped
    # a pattern may be answered within its budget; nothing else is
    assert len(found) >= len(BOMBS) - 1
    assert [p.en for p in check(database, made.runtime)] == []


def test_a_variable_of_ten_megabytes_gets_in_nowhere(database: Database) -> None:
    made, novel = poisoned(database), {"novel": "x" * 10_000_000}
    (task_id,) = made.start("plain")
    attempts: list[Callable[[UnitOfWork], object]] = [
        lambda uow: runtime.start_instance(uow, made.runtime, "plain", novel),
        lambda uow: runtime.correlate(uow, made.runtime, "letter", "1", novel),
        lambda uow: runtime.throw_signal(uow, made.runtime, "alarm", novel),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid) as refused, database.begin(made.worker) as uow:
            attempt(uow)
        assert "novel" in refused.value.en and "256 kB" in refused.value.en
    with pytest.raises(Invalid):
        made.complete(task_id, note="x" * 10_000_000)
    assert incidents(database) == [] and made.complete(task_id, again=False) is None


# -- measured: `make torture` --------------------------------------------------------------------------------


def _alone(url: str, key: str, answers: Path) -> None:
    """One poison in a process of its own; what it took."""
    database = Database(url, KEY, clock=FrozenClock(NOW))
    made = _armed(world.open_again(database))
    made.start("plain")
    before = resource.getrusage(resource.RUSAGE_SELF)
    swallow(made, key)
    after = resource.getrusage(resource.RUSAGE_SELF)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answers.write_bytes(orjson.dumps({"seconds": took, "megabytes": after.ru_maxrss / 1024}))
    database.close()


@pytest.mark.torture
@pytest.mark.parametrize("key", sorted(FILES))
def test_a_poison_takes_five_seconds_of_a_processor_and_256_megabytes_at_most(
    database: Database, tmp_path: Path, key: str
) -> None:
    poisoned(database)
    url, answers = database.url.render_as_string(hide_password=False), tmp_path / "took"
    process = multiprocessing.get_context("spawn").Process(target=_alone, args=(url, key, answers))
    process.start()
    process.join(120)
    assert process.exitcode == 0
    took = orjson.loads(answers.read_bytes())
    print(f"{key}: {took['seconds']:.2f} s, {took['megabytes']:.0f} MB")
    assert took["seconds"] <= 5 and took["megabytes"] <= 256


@pytest.mark.torture
@pytest.mark.parametrize("key", sorted(FILES))
def test_the_others_are_delayed_by_two_seconds_at_most(database: Database, key: str) -> None:
    made = poisoned(database)
    (task_id,) = made.start("plain")
    following = made.complete(task_id)
    poison = threading.Thread(target=swallow, args=(made, key))
    poison.start()
    slowest = 0.0
    while poison.is_alive():
        begun = time.perf_counter()
        assert following is not None
        following = made.complete(following)
        slowest = max(slowest, time.perf_counter() - begun)
    poison.join()
    print(f"{key}: slowest completion {slowest:.2f} s")
    assert slowest <= 2
