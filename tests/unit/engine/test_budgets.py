"""What a command may use: elements, time and sizes; past it, an incident that names the element."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import pytest

from tests.oracle.kit import (
    catch,
    element,
    end,
    extension,
    flows,
    mapping,
    par,
    process,
    script,
    service,
    start,
    user,
    xor,
)
from tests.unit.engine.world import Run, World
from workflow_service import engine, errors
from workflow_service.engine.budgets import Budgets, Spending, require_small, size_of
from workflow_service.engine.failures import shown


class Frugal(World):
    """Commands get these budgets, and a meter that moves by `tick` seconds each time it is read."""

    def __init__(self, tick: float = 0.0, **budgets: Any) -> None:
        super().__init__()
        self.budgets, self.tick = Budgets(**budgets), tick
        self.replayed: list[Any] | None = None

    def context(self) -> engine.Context:
        ticks = itertools.count(1)
        meter = (lambda: next(ticks) * self.tick) if self.replayed is None else None
        self.spending = Spending(self.budgets, meter, self.replayed)
        return dataclasses.replace(super().context(), spending=self.spending)


def codes(run: Run) -> list[tuple[str, str]]:
    return [(i.element, i.code) for i in run.outcome.incidents]


CIRCLE = process("p", start(), par("f"), xor("m"), script("A", "1", "n"), xor("x"), end("e"), user("U"),
                 end("e2"), flows("s>f", "f>m", "m>A>x", "x>m ? n = 1", "x>e *", "f>U>e2"))  # fmt: skip


def test_a_circle_is_stopped_and_named_while_the_other_branch_is_kept():
    run = Run([CIRCLE], world=Frugal(steps=300))
    (incident,) = run.outcome.incidents
    assert incident.code == "step_budget" and incident.element in ("m", "A", "x")
    assert "»m«" in incident.da or "»A«" in incident.da or "»x«" in incident.da
    assert run.open() == ["U"]


def test_only_the_token_that_was_in_hand_stands_still():
    tasks = [service(f"V{n}", "t") for n in range(5)]
    ways = flows("s>f", *(f"f>V{n}>e" for n in range(5)))
    run = Run([process("p", start(), par("f"), *tasks, end("e"), ways)], world=Frugal(steps=4))
    assert len(run.outcome.incidents) == 1 and len(run.outcome.operations) == 2
    outcome = run.apply(engine.Retry(run.outcome.incidents[0].ref))
    assert len(outcome.operations) == 3 and len(run.load().wanted()) == 5


def test_many_tokens_made_in_few_steps_count_too():
    inner = process("q", start("s1"), element("userTask", "U", "<multiInstanceLoopCharacteristics>"
                    "<loopCardinality>=500</loopCardinality></multiInstanceLoopCharacteristics>"), end("e1"),
                    flows("s1>U>e1"))  # fmt: skip
    many = element("callActivity", "C", "<multiInstanceLoopCharacteristics><loopCardinality>=500"
                   "</loopCardinality></multiInstanceLoopCharacteristics>", calledElement="q")  # fmt: skip
    run = Run([process("p", start(), many, end("e"), flows("s>C>e")), inner])
    assert [i.code for i in run.outcome.incidents] == ["step_budget"]
    assert len(run.snapshot) < 8_000_000


def test_a_command_that_takes_too_long_stops_where_it_is():
    run = Run([CIRCLE], world=Frugal(tick=0.01, seconds=1.0))
    assert [code for _, code in codes(run)] == ["time_budget"]
    assert run.load().outcome().state == "active"


def test_time_used_up_inside_a_step_leaves_nothing_of_it_behind():
    outputs = {f"v{n:02}": f"={n}" for n in range(40)}
    many = extension(f"<camunda:inputOutput>{mapping('output', **outputs)}</camunda:inputOutput>")
    diagram = process("p", start(), element("userTask", "A", many), end("e"), flows("s>A>e"))
    world = Frugal(tick=0.1, seconds=2.0)
    run = Run([diagram], world=world)
    run.complete("A")
    assert codes(run) == [("A", "time_budget")] and run.variables() == {}
    world.tick = 0.0
    run.apply(engine.Retry(run.outcome.incidents[0].ref))
    assert len(run.variables()) == 40 and run.outcome.state == "completed"


BIG = 'string join(for i in 1..900 return "abcdefghij", "")'


@pytest.mark.parametrize(
    "step",
    [
        script("A", BIG, "big"),
        element("userTask", "A", extension(f"<camunda:inputOutput>{mapping('input', big='=' + BIG)}"
                                           "</camunda:inputOutput>")),
        element("callActivity", "A", extension(f'<camunda:in source="={BIG.replace(chr(34), "&quot;")}"'
                                               ' target="big"/>'), calledElement="q"),
        element("userTask", "A", '<multiInstanceLoopCharacteristics camunda:elementVariable="big"'
                ' camunda:collection="=for i in 1..900 return string(i) + &quot; abcdefgh&quot;"/>'),
    ],
    ids=["script", "input", "call", "collection"],
)  # fmt: skip
def test_a_variable_over_its_limit_is_an_incident_that_names_both(step: str):
    called = process("q", start("s1"), end("e1"), flows("s1>e1"))
    run = Run([process("p", start(), step, end("e"), flows("s>A>e")), called], world=Frugal(variable=8_192))
    assert codes(run) == [("A", "variable_too_large")]
    assert "»big«" in run.outcome.incidents[0].da and "8 kB" in run.outcome.incidents[0].da
    assert run.variables() == {} and run.open() == []


def test_a_message_that_brings_too_much_stands_still_at_its_event():
    diagram = process("p", start(), catch("m", "msg:M"), end("e"), flows("s>m>e"))
    run = Run([diagram], world=Frugal(variable=1_000))
    (wait,) = run.outcome.subscriptions
    run.apply(engine.DeliverMessage("M", wait.ref, {"note": "x" * 2_000}))
    assert codes(run) == [("m", "variable_too_large")] and run.variables() == {}


def test_all_variables_together_have_a_limit():
    steps = [script(f"A{n}", '"' + "x" * 400 + '"', f"v{n}") for n in range(5)]
    ways = flows("s>A0>A1>A2>A3>A4>e")
    world = Frugal(data=1_500)
    run = Run([process("p", start(), *steps, end("e"), ways)], world=world)
    assert codes(run) == [("A3", "data_too_large")] and sorted(run.variables()) == ["v0", "v1", "v2"]


def test_writing_the_same_variable_again_and_again_is_no_growth():
    ways = flows("s>m>A>x", "x>m ? n < 60", "x>e *")
    outputs = extension(f"<camunda:inputOutput>{mapping('output', n='=n + 1', text='=result')}"
                        "</camunda:inputOutput>")  # fmt: skip
    grow = element("scriptTask", "A", f'{outputs}<script>"{"x" * 100}"</script>', scriptFormat="feel")
    run = Run([process("p", start(), xor("m"), grow, xor("x"), end("e"), ways)], {"n": 0},
              world=Frugal(data=2_000))  # fmt: skip
    assert run.outcome.incidents == () and run.outcome.state == "completed"


def test_many_large_copies_for_tasks_are_not_handed_out_at_once():
    many = element("userTask", "A", "<multiInstanceLoopCharacteristics><loopCardinality>=50"
                   "</loopCardinality></multiInstanceLoopCharacteristics>")  # fmt: skip
    diagram = process("p", start(), many, end("e"), flows("s>A>e"))
    run = Run([diagram], {"text": "x" * 1_000}, world=Frugal(handed_out=10_000))
    assert len(run.open()) == 9 and codes(run) == [("A", "handed_out_too_large")]
    run.apply(engine.Retry(run.outcome.incidents[0].ref))
    assert len(run.open()) == 18


def laughs() -> Any:
    """A list of 2**60 items in 60 lists."""
    nested: list[Any] = [1]
    for _ in range(60):
        nested = [nested, nested]
    return nested


def test_a_list_that_holds_itself_a_million_times_over_is_refused_before_it_is_copied():
    rule = element("businessRuleTask", "D", camunda__decisionRef="D1", camunda__resultVariable="r")
    world = World()
    world.decisions = {"D1": lambda variables: laughs()}
    run = Run([process("p", start(), rule, end("e"), flows("s>D>e"))], world=world)
    assert codes(run) == [("D", "variable_too_large")]


def test_a_value_is_told_by_kind_and_size_and_never_walked_through():
    assert (shown(laughs()).da, shown("Anna Holm").da) == ("en liste med 2 led", "en tekst på 9 tegn")
    told = [shown(value).en for value in (None, True, 12, {"a": 1})]
    assert told == ["null", "true", "12", "a context of 1 entries"]


def test_a_replay_stops_where_the_command_stopped_and_nowhere_else():
    live, again = Frugal(tick=0.01, seconds=1.0), Frugal(steps=5, variable=1)
    run = Run([CIRCLE], world=live)
    again.replayed = list(live.spending.stops)
    assert [stop[1] for stop in again.replayed] == ["time_budget"]
    assert Run([CIRCLE], world=again).snapshot == run.snapshot


def test_what_a_caller_gives_is_refused_with_its_name_and_the_limit():
    with pytest.raises(errors.Invalid) as refused:
        require_small({"a": 1, "note": "x" * 3_000}, Budgets(variable=2_048))
    assert "»note«" in refused.value.da and list(refused.value.fields) == ["variables.note"]
    with pytest.raises(errors.Invalid) as refused:
        require_small({f"v{n}": "x" * 1_000 for n in range(9)}, Budgets(variable=2_048, data=8_192))
    assert refused.value.code == "variables_too_large" and "8 kB" in refused.value.en


def test_sizes_are_those_of_the_json_and_counting_ends_at_the_limit():
    assert size_of({"navn": ["æ", 1.5, None]}) == pytest.approx(len('{"navn":["æ",1.5,null]}'), abs=12)
    assert size_of(laughs(), 10_000) < 11_000
