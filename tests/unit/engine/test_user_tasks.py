"""What an open task says, and what its completion does to the variables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.oracle.kit import call, element, end, extension, flows, lane, mapping, process, start, user
from tests.unit.engine.world import NOON, Run
from workflow_service import engine, errors

OUT = mapping("output", level="=level", doubled="=level * 2")


def task(name: str = "A", inputs: str = "", outputs: str = "", **attributes: str) -> str:
    body = (
        extension(f"<camunda:inputOutput>{inputs}{outputs}</camunda:inputOutput>") if inputs + outputs else ""
    )
    return element("userTask", name, body, **attributes)


def one(activity: str, *before: str) -> bytes:
    return process("p", *before, start(), activity, user("N"), end("e"), flows("s>A>N>e"))


def test_only_declared_outputs_become_variables():
    run = Run([one(task(outputs=OUT))], {"x": 1})
    run.complete("A", {"level": 3, "cpr": "0101701234"})
    assert run.variables() == {"x": 1, "level": 3, "doubled": 6}


def test_nothing_of_a_form_becomes_a_variable_without_an_output_mapping():
    run = Run([one(task(camunda__formRef="note"))])
    run.complete("A", {"level": 3})
    assert run.variables() == {}


def test_what_a_program_sends_to_a_task_without_a_form_becomes_variables():
    run = Run([one(task())])
    run.complete("A", {"level": 3})
    assert run.variables() == {"level": 3}


def test_a_task_without_a_form_can_say_that_it_brings_nothing():
    run = Run([one(task(oef__outputs="none"))])
    run.complete("A", {"level": 3})
    assert run.variables() == {}


def test_inputs_are_the_data_of_the_task_and_stay_local():
    run = Run([one(task(inputs=mapping("input", step="approve", double="=x * 2")))], {"x": 2})
    (opened,) = run.outcome.opened
    assert opened.data == {"step": "approve", "double": 4}
    run.complete("A")
    assert run.variables() == {"x": 2}


def test_the_role_of_the_lane_is_the_candidate_group():
    run = Run([one(task(), lane("family_coordinator", "A"))])
    assert run.outcome.opened[0].groups == ("family_coordinator",)


def test_candidate_groups_go_before_the_lane():
    run = Run([one(task(camunda__candidateGroups="team_leader,controller"), lane("x", "A"))])
    assert run.outcome.opened[0].groups == ("team_leader", "controller")
    run = Run([one(task(camunda__candidateGroups='=["a", role]'))], {"role": "b"})
    assert run.outcome.opened[0].groups == ("a", "b")


def test_a_called_process_inherits_the_role_of_the_caller_s_lane():
    called = process("q", start(), user("B"), end("e"), flows("s>B>e"))
    caller = process("p", lane("nurse", "C"), start(), call("C", "q"), end("e"), flows("s>C>e"))
    assert Run([caller, called]).outcome.opened[0].groups == ("nurse",)


def test_assignee_users_priority_and_form():
    activity = task(
        camunda__assignee="=owner", camunda__candidateUsers="a,b", camunda__priority="=10 + 5",
        camunda__formRef="screening",
    )  # fmt: skip
    opened = Run([one(activity)], {"owner": "u1"}).outcome.opened[0]
    assert (opened.assignee, opened.users, opened.priority) == ("u1", ("a", "b"), 15)
    assert opened.form == "screening"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("P14D", datetime(2026, 1, 19, 12, tzinfo=UTC)),
        ("analysis_deadline", datetime(2026, 1, 26, 12, tzinfo=UTC)),
        ('=parameter("analysis_deadline")', datetime(2026, 1, 26, 12, tzinfo=UTC)),
        ('=duration("P14D")', datetime(2026, 1, 19, 12, tzinfo=UTC)),
        ("=text", datetime(2026, 1, 19, 12, tzinfo=UTC)),
        ("2026-02-01", datetime(2026, 2, 1, 22, 59, tzinfo=UTC)),
        ('=date("2026-07-01")', datetime(2026, 7, 1, 21, 59, tzinfo=UTC)),
        ("2026-02-01T08:00", datetime(2026, 2, 1, 7, tzinfo=UTC)),
        ("=day", datetime(2026, 3, 1, 22, 59, tzinfo=UTC)),
        ("=nothing", None),
    ],
)
def test_due_dates(text, due):
    run = Run([one(task(camunda__dueDate=text))], {"text": "P14D", "day": "2026-03-01", "nothing": None})
    assert run.outcome.opened[0].due == due


def test_a_parameter_is_asked_by_its_key_so_that_its_calendar_counts():
    run = Run([one(task(camunda__dueDate='=parameter("analysis_deadline")'))])
    assert run.world.asked == [(NOON, "analysis_deadline")]


def test_follow_up_dates_are_evaluated_like_due_dates():
    opened = Run([one(task(camunda__followUpDate="P14D"))]).outcome.opened[0]
    assert opened.follow_up == datetime(2026, 1, 19, 12, tzinfo=UTC)


def test_a_completed_task_cannot_be_completed_again():
    run = Run([one(task())])
    done = run.task("A").id
    run.complete("A")
    with pytest.raises(errors.NotFound):
        run.apply(engine.CompleteUserTask(done, {}))


def test_a_task_id_is_the_activity_instance_and_stays_over_a_save():
    run = Run([one(task())])
    opened = run.outcome.opened[0].id
    outcome = run.complete("A")
    assert outcome.closed == {opened: "completed"}
    assert [a.event for a in outcome.activities if a.id == opened] == ["completed"]


def test_a_manual_task_is_opened_too():
    diagram = process("p", start(), element("manualTask", "A"), end("e"), flows("s>A>e"))
    assert Run([diagram]).outcome.opened[0].element == "A"


def test_a_task_opened_and_closed_in_one_transaction_is_not_told():
    run = Run([one(task())])
    execution = run.load()
    execution.apply(engine.CompleteUserTask(run.task("A").id, {}))
    (view,) = execution.open_tasks()
    execution.apply(engine.CompleteUserTask(view.id, {}))
    outcome = execution.outcome()
    assert outcome.opened == () and list(outcome.closed.values()) == ["completed"]
