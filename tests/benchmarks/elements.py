"""What each element costs, and that the cost does not grow with what a case has been through."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.benchmarks.figures import Figure, benchmark, percentile, timed
from tests.oracle import kit
from tests.oracle.kit import (
    boundary,
    catch,
    element,
    end,
    flows,
    process,
    script,
    start,
    sub,
    throw,
    user,
    xor,
)
from workflow_service import engine, ids

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")
MANY = 20
TURNS = 2000

Parts = tuple[str, list[str], str, str]  # XML, flows, entry, exit
CALLED = process("q", start(), end(), flows("s>e"))


def context() -> engine.Context:
    return engine.Context(
        NOW,
        ZONE,
        lambda: ids.new_id(NOW),
        lambda key: None,
        lambda reference, variables: {"level": 2},
        lambda moment, value: moment + timedelta(days=1),
    )


def single(make: Callable[[str], str]) -> Callable[[int], Parts]:
    return lambda n: (make(f"n{n}"), [], f"n{n}", f"n{n}")


def gate(make: Callable[[str], str], ways: tuple[str, str]) -> Callable[[int], Parts]:
    """A split and a join with two ways."""

    def made(n: int) -> Parts:
        xml = make(f"g{n}") + make(f"j{n}") + f'<task id="a{n}"/><task id="b{n}"/>'
        lead = [f"g{n}>a{n}{ways[0]}", f"g{n}>b{n}{ways[1]}", f"a{n}>j{n}", f"b{n}>j{n}"]
        return xml, lead, f"g{n}", f"j{n}"

    return made


def inside(n: str) -> str:
    return sub(n, start(f"s{n}"), end(f"e{n}"), flows(f"s{n}>e{n}"))


PASSED: dict[str, Callable[[int], Parts]] = {
    "task": single(lambda n: f'<task id="{n}"/>'),
    "scriptTask": single(lambda n: script(n, "x + 1", "x")),
    "businessRuleTask": single(
        lambda n: element("businessRuleTask", n, camunda__decisionRef="D", camunda__resultVariable="r")
    ),
    "sendTask": single(lambda n: element("sendTask", n, messageRef="msg_M")),
    "intermediateThrowEvent.signal": single(lambda n: throw(n, "sig:S")),
    "intermediateThrowEvent.escalation": single(lambda n: throw(n, "esc:C")),
    "intermediateCatchEvent.conditional": single(lambda n: catch(n, "cond:true")),
    "exclusiveGateway": gate(xor, (" ? x < 0", " *")),
    "parallelGateway": gate(kit.par, ("", "")),
    "inclusiveGateway": gate(kit.inc, (" ? x >= 0", " *")),
    "subProcess": single(inside),
    "callActivity": single(lambda n: kit.call(n, "q", (("x", "x"),), (("x", "x"),))),
    "multiInstance.10": single(lambda n: element("task", n, mi={"card": 10})),
    "standardLoop.10": single(lambda n: element("task", n, mi={"loop": "true", "max": 10})),
    "adHocSubProcess": single(lambda n: element("adHocSubProcess", n, f'<task id="i{n}"/><task id="k{n}"/>')),
}


def release(parts: list[Parts]) -> engine.CompiledRelease:
    """A process of these parts one after the other."""
    ways, at = [way for part in parts for way in part[1]], "s"
    for _, _, entry, leave in parts:
        ways.append(f"{at}>{entry}")
        at = leave
    xml = "".join(part[0] for part in parts)
    diagram = process("p", start(), xml, end(), flows(*ways, f"{at}>e"))
    return engine.compile_release({"p": diagram, "q": CALLED})


@benchmark
def elements_passed() -> Iterator[Figure]:
    """The time to pass each element that does not wait: many in a row less none, shared by their number."""

    def spent(made: engine.CompiledRelease) -> float:
        runs = timed(lambda: engine.start(made, "p", {"x": 0}, context()).snapshot(), 60, 5)
        return statistics.median(runs)

    empty = spent(engine.compile_release({"p": process("p", start(), end(), flows("s>e"))}))
    for name, make in PASSED.items():
        cost = (spent(release([make(n) for n in range(MANY)])) - empty) / MANY * 1000
        yield Figure(f"element.{name}", cost, "µs", None, f"to pass it once, {MANY} in a row")


WAITED: dict[str, tuple[str, str]] = {
    "userTask": (user("A"), ""),
    "userTask with a boundary timer": (user("A") + boundary("b", "A", "timer:P14D"), "b>e"),
    "receiveTask": (element("receiveTask", "A", messageRef="msg_M"), ""),
    "intermediateCatchEvent.message": (catch("A", "msg:M"), ""),
    "intermediateCatchEvent.timer": (catch("A", "timer:P1D"), ""),
    "serviceTask": (kit.service("A", "remote"), ""),
}


def command(execution: engine.Execution, outcome: engine.Outcome) -> engine.Command:
    """What lets it go on."""
    if outcome.opened:
        return engine.CompleteUserTask(outcome.opened[0].id, {})
    if outcome.subscriptions:
        return engine.DeliverMessage("M", outcome.subscriptions[0].ref, {})
    if outcome.operations:
        return engine.CompleteOperation(outcome.operations[0].id, {})
    return engine.FireTimer(outcome.timers[0].ref, outcome.timers[0].due_at)


@benchmark
def elements_waited() -> Iterator[Figure]:
    """A whole turn at each element that waits: load, what it waited for, outcome, save."""
    for name, (xml, way) in WAITED.items():
        ways = ["s>A>e", way] if way else ["s>A>e"]
        made = engine.compile_release({"p": process("p", start(), xml, end(), flows(*ways))})
        begun = engine.start(made, "p", {"x": 0}, context())
        what, saved = command(begun, begun.outcome()), begun.snapshot()

        def turn(
            made: engine.CompiledRelease = made, saved: bytes = saved, what: engine.Command = what
        ) -> None:
            execution = engine.load(made, saved, context())
            execution.apply(what)
            execution.outcome()
            execution.snapshot()

        yield Figure(f"turn.{name}", statistics.median(timed(turn, 300)) * 1000, "µs", 1000, "load to save")


@benchmark
def elements_growth() -> Iterator[Figure]:
    """A loop with FEEL conditions, a parallel and an inclusive part: the last completion like the first."""
    diagram = process(
        "p", start(), xor("m"), user("A"), kit.par("g"), script("T", "n + 1", "n"), kit.inc("i"),
        '<task id="k"/><task id="l"/>', kit.inc("j"), kit.par("h"), xor("x"), boundary("b", "A",
            "cond:n < 0"),
        end(), flows("s>m>A>g", "g>T>h", "g>i", "i>k ? n >= 0", "i>l ? modulo(n, 2) = 0", "k>j", "l>j",
            "j>h>x",
                     'x>m ? again and n >= 0 and "skole" in topics', "x>e *", "b>e"),
    )  # fmt: skip
    made = engine.compile_release({"p": diagram})
    variables = {"n": 0, "again": True, "topics": ["skole", "bolig"]}
    state = [engine.start(made, "p", variables, context()).snapshot()]
    small = len(state[0])

    def turn() -> None:
        execution = engine.load(made, state[0], context())
        (task,) = execution.open_tasks()
        execution.apply(engine.CompleteUserTask(task.id, {"again": True}))
        execution.outcome()
        state[0] = execution.snapshot()

    spent = timed(turn, TURNS)
    # the quick tenth: what other programs do to the machine in between is not our growth
    first, last = percentile(spent[:200], 10), percentile(spent[-200:], 10)
    turn_now = statistics.median(spent[-200:])
    yield Figure("growth.turn", turn_now, "ms", 1, f"after {TURNS} completions, five conditions a turn")
    yield Figure("growth.time", last / first, "ratio", 1.1, f"the {TURNS}th turn against the first")
    yield Figure("growth.snapshot", len(state[0]) / small, "ratio", 1.1, "bytes, the same")
