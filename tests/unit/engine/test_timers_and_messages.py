"""Timers, subscriptions and signals as `runtime` sees them: stable references, differences, catch-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.oracle.kit import (
    boundary,
    call,
    catch,
    element,
    end,
    event_sub,
    extension,
    flows,
    mapping,
    process,
    start,
    throw,
    user,
)
from tests.unit.engine.world import NOON, Run, World
from workflow_service import engine, errors

WAIT = '<messageEventDefinition messageRef="msg_M"/>'


def guarded(on: str, ni: bool = True) -> bytes:
    return process(
        "p", start(), user("H"), boundary("b", "H", on, ni), user("X"), end("e"), flows("s>H>e", "b>X>e")
    )


def caught(body: str = "", **attributes: str) -> bytes:
    event = element("intermediateCatchEvent", "c", body + WAIT, **attributes)
    return process("p", start(), event, user("N"), end("e"), flows("s>c>N>e"))


def fire(run: Run, at: datetime) -> engine.Outcome:
    (timer,) = run.load()._case.journal.before.timers.values()  # type: ignore[union-attr]
    run.world.now = at
    return run.apply(engine.FireTimer(timer.ref, timer.due_at))


def test_a_timer_keeps_its_reference_through_all_turns():
    run = Run([guarded("cycle:R/PT1H")])
    first = run.outcome.timers[0]
    outcome = fire(run, NOON + timedelta(hours=1))
    assert [(t.ref, t.due_at) for t in outcome.timers] == [(first.ref, NOON + timedelta(hours=2))]
    assert outcome.timers_gone == ()


def test_after_downtime_a_cycle_fires_once_and_counts_what_it_missed():
    run = Run([guarded("cycle:R/PT1H")])
    outcome = fire(run, NOON + timedelta(hours=5, minutes=30))
    assert run.open() == ["H", "X"]
    assert (outcome.timers[0].due_at, outcome.timers[0].missed) == (NOON + timedelta(hours=6), 4)


def test_missed_turns_count_as_turns_of_a_bounded_cycle():
    run = Run([guarded("cycle:R3/PT1H")])
    outcome = fire(run, NOON + timedelta(hours=9))
    assert run.open() == ["H", "X"] and outcome.timers == () and len(outcome.timers_gone) == 1


@pytest.mark.parametrize("change", [timedelta(seconds=1), timedelta(days=-1)])
def test_a_waker_that_comes_with_another_moment_does_nothing(change):
    run = Run([guarded("timer:PT1H")])
    timer = run.outcome.timers[0]
    outcome = run.apply(engine.FireTimer(timer.ref, timer.due_at + change))
    assert run.open() == ["H"] and outcome.activities == ()


def test_a_timer_fires_once_however_often_it_is_delivered():
    run = Run([guarded("timer:PT1H")])
    timer = run.outcome.timers[0]
    for _ in range(3):
        run.apply(engine.FireTimer(timer.ref, timer.due_at))
    assert run.open() == ["H", "X"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ('=parameter("interval")', NOON + timedelta(hours=2)),
        ('=duration("PT3H")', NOON + timedelta(hours=3)),
        ('=date and time("2026-02-01T08:00:00")', datetime(2026, 2, 1, 7, tzinfo=UTC)),
        ('=date("2026-02-01")', datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ('=birth_date + duration("P16Y")', datetime(2030, 4, 30, 22, tzinfo=UTC)),
        ("P1M", datetime(2026, 2, 5, 12, tzinfo=UTC)),
    ],
)
def test_timers_take_literals_feel_and_parameters(text, due):
    day = '=date(birth) + duration("P16Y")' if text.startswith("=birth") else text
    run = Run([guarded(f"timer:{day}")], {"birth": "2014-05-01"})
    assert run.outcome.timers[0].due_at == due


def test_a_subscription_tells_its_correlation_key():
    run = Run([caught(oef__correlationKey="=case_id")], {"case_id": "2026-0417"})
    assert run.outcome.subscriptions[0].correlation_key == "2026-0417"
    assert Run([caught()]).outcome.subscriptions[0].correlation_key is None


def test_a_called_process_waits_under_its_own_business_key():
    called = process("q", start(), catch("c", "msg:M"), end("e"), flows("s>c>e"))
    body = extension('<camunda:in businessKey="=child"/>')
    caller = process(
        "p", start(), element("callActivity", "C", body, calledElement="q"), end("e"), flows("s>C>e")
    )
    assert Run([caller, called], {"child": "K7"}).outcome.subscriptions[0].correlation_key == "K7"
    plain = process("p", start(), call("C", "q"), end("e"), flows("s>C>e"))
    assert Run([plain, called], {"child": "K7"}).outcome.subscriptions[0].correlation_key is None


def test_a_message_s_variables_become_variables():
    run = Run([caught()])
    run.apply(engine.DeliverMessage("M", run.outcome.subscriptions[0].ref, {"a": 1}))
    assert run.variables() == {"a": 1}


def test_output_mappings_choose_among_a_message_s_variables():
    body = extension(f"<camunda:inputOutput>{mapping('output', b='=a + 1')}</camunda:inputOutput>")
    run = Run([caught(body)])
    run.apply(engine.DeliverMessage("M", run.outcome.subscriptions[0].ref, {"a": 1, "secret": 2}))
    assert run.variables() == {"b": 2}


def test_a_message_to_one_that_no_longer_waits_is_refused():
    run = Run([guarded("msg:M", ni=False)])
    ref = run.outcome.subscriptions[0].ref
    with pytest.raises(errors.Conflict):
        run.apply(engine.DeliverMessage("other", ref, {}))
    run.complete("H")
    with pytest.raises(errors.NotFound):
        run.apply(engine.DeliverMessage("M", ref, {}))


def test_a_non_interrupting_message_keeps_its_subscription():
    run = Run([guarded("msg:M")])
    ref = run.outcome.subscriptions[0].ref
    for _ in range(2):
        outcome = run.apply(engine.DeliverMessage("M", ref, {}))
        assert outcome.subscriptions == () and outcome.subscriptions_gone == ()
    assert run.open() == ["H", "X", "X"]


def test_a_thrown_message_carries_declared_inputs_only():
    body = extension(f"<camunda:inputOutput>{mapping('input', case='=case_id')}</camunda:inputOutput>") + WAIT
    event = element("intermediateThrowEvent", "t", body, oef__correlationKey="=child")
    run = Run(
        [process("p", start(), event, end("e"), flows("s>t>e"))], {"case_id": "c", "child": "K", "cpr": "x"}
    )
    assert run.outcome.thrown == (engine.Thrown("message", "M", {"case": "c"}, "K"),)


def test_a_thrown_signal_leaves_the_instance_too():
    run = Run([process("p", start(), throw("t", "sig:S"), end("e"), flows("s>t>e"))])
    assert run.outcome.thrown == (engine.Thrown("signal", "S", {}, None),)


def test_an_armed_event_sub_process_is_a_timer_and_gone_when_its_scope_ends():
    inner = event_sub("ES", start("es", "timer:PT1H", True), user("X"), end("ee"), flows("es>X>ee"))
    run = Run([process("p", start(), user("A"), end("e"), flows("s>A>e"), inner)])
    (timer,) = run.outcome.timers
    assert timer.element == "es"
    outcome = run.complete("A")
    assert outcome.state == "completed" and outcome.timers_gone == (timer.ref,)


def test_references_survive_a_save():
    run = Run([guarded("cycle:R/PT1H")])
    before = run.load()._case.journal.before
    again = engine.load(run.release, run.load().snapshot(), World().context())._case.journal.before
    assert before is not None and again is not None and before.timers == again.timers


def test_a_start_event_can_be_chosen():
    other = start("by_message", "msg:M")
    diagram = process("p", start(), other, user("A"), user("B"), end("e"), flows("s>A>e", "by_message>B>e"))
    release = engine.compile_release({"p": diagram})
    assert [(s.element, s.kind, s.name) for s in release.processes["p"].starts] == [
        ("s", "none", None),
        ("by_message", "message", "M"),
    ]
    world = World()
    begun = engine.start(release, "p", {}, world.context(), start_event="by_message").outcome()
    assert [task.element for task in begun.opened] == ["B"]
    with pytest.raises(errors.NotFound):
        engine.start(release, "p", {}, world.context(), start_event="A")
