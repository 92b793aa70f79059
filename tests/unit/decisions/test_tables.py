"""Decision tables: each hit policy, each aggregator, conflicts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.decisions.files import table
from workflow_service.decisions import DecisionError, parse_decisions
from workflow_service.errors import NotFound

OVERLAPPING = [("&lt; 18", "10"), ("&gt;= 15", "20"), ("&gt; 16", "20")]
PRIORITIES = "<outputValues><text>20, 10</text></outputValues>"


def decide(xml: bytes, **variables: object) -> object:
    return parse_decisions(xml, "help.dmn").evaluate("help", variables)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ('hitPolicy="FIRST"', 10),
        ('hitPolicy="PRIORITY"', 20),
        ('hitPolicy="COLLECT"', [10, 20, 20]),
        ('hitPolicy="RULE ORDER"', [10, 20, 20]),
        ('hitPolicy="OUTPUT ORDER"', [20, 20, 10]),
        ('hitPolicy="COLLECT" aggregation="SUM"', 50),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 3),
        ('hitPolicy="COLLECT" aggregation="MIN"', 10),
        ('hitPolicy="COLLECT" aggregation="MAX"', 20),
    ],
)
def test_each_hit_policy_answers_its_own_way(policy: str, expected: object) -> None:
    assert decide(table(OVERLAPPING, policy=policy, values=PRIORITIES), age=17) == expected


def test_unique_refuses_to_pick_between_rules() -> None:
    with pytest.raises(DecisionError) as caught:
        decide(table(OVERLAPPING), age=16)
    assert "Reglerne 1 og 2 passer, men kun én må passe" in caught.value.da
    assert "Rules 1 and 2 match" in caught.value.en


def test_any_wants_the_same_answer_of_all_rules() -> None:
    xml = table(OVERLAPPING, policy='hitPolicy="ANY"')
    assert decide(xml, age=19) == 20
    with pytest.raises(DecisionError):
        decide(xml, age=17)


def test_several_outputs_give_a_context() -> None:
    xml = table([("-", '"PPR"', "14")], outputs=("unit", "days"))
    assert decide(xml, age=5) == {"unit": "PPR", "days": 14}


def test_no_match_is_null_for_one_answer_and_empty_for_many() -> None:
    assert decide(table(OVERLAPPING[1:2]), age=3) is None
    assert decide(table(OVERLAPPING[1:2], policy='hitPolicy="COLLECT"'), age=3) == []


def test_a_default_answers_when_no_rule_does() -> None:
    values = "<defaultOutputEntry><text>5</text></defaultOutputEntry>"
    assert decide(table(OVERLAPPING[1:2], values=values), age=3) == 5


def test_inputs_that_nobody_declared_are_read_from_the_variables() -> None:
    model = parse_decisions(table([("&lt; 18", '"skole"', "1")], inputs=2), "help.dmn")
    assert model.inputs("help") == ("age", "sector")
    assert model.evaluate("help", {"age": 9, "sector": "skole"}) == 1


def test_an_unknown_decision_is_not_found() -> None:
    with pytest.raises(NotFound):
        parse_decisions(table(OVERLAPPING), "help.dmn").evaluate("other", {})


def test_one_model_serves_many_threads() -> None:
    model = parse_decisions(table(OVERLAPPING, policy='hitPolicy="COLLECT"'), "help.dmn")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda age: model.evaluate("help", {"age": age}), [3, 15, 17, 40] * 20))
    assert found == [[10], [10, 20], [10, 20, 20], [20, 20]] * 20


TWO = ("level", "days")
ORDERS = {"level": '"high", "low"', "days": "2, 1"}


def several(policy: str) -> object:
    """Three matching rules with two outputs, each with its values in order."""
    rules = [("-", '"low"', "1"), ("-", '"high"', "1"), ("-", '"high"', "2")]
    xml = table(rules, policy=policy, outputs=TWO).decode()
    for name, order in ORDERS.items():
        listed = f'name="{name}"><outputValues><text>{order}</text></outputValues></output>'
        xml = xml.replace(f'name="{name}"></output>', listed)
    return decide(xml.encode(), age=1)


LOW, HIGH, HIGHEST = (
    {"level": level, "days": days} for level, days in (("low", 1), ("high", 1), ("high", 2))
)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ('hitPolicy="FIRST"', LOW),
        ('hitPolicy="PRIORITY"', HIGHEST),
        ('hitPolicy="RULE ORDER"', [LOW, HIGH, HIGHEST]),
        ('hitPolicy="COLLECT"', [LOW, HIGH, HIGHEST]),
        ('hitPolicy="OUTPUT ORDER"', [HIGHEST, HIGH, LOW]),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 3),
    ],
)
def test_several_outputs_are_ordered_by_the_first_and_then_the_second(policy: str, expected: object) -> None:
    assert several(policy) == expected


def test_an_input_outside_its_listed_values_is_an_error() -> None:
    values = "<inputValues><text>&lt; 18</text></inputValues></input>"
    xml = table([("-", "1")]).decode().replace("</input><output", f"{values}<output").encode()
    assert (decide(xml, age=9), decide(xml, age=None)) == (1, 1)
    with pytest.raises(DecisionError) as caught:
        decide(xml, age=40)
    assert "»age« er ikke blandt de tilladte" in caught.value.da


def test_a_missing_answer_matches_no_limit_and_a_missing_limit_no_answer() -> None:
    xml = table(
        [("&lt; limit", '"young"'), ("true", '"yes"'), ("-", '"unknown"')], policy='hitPolicy="FIRST"'
    )
    assert decide(xml, age=9, limit=None) == "unknown"
    assert decide(xml, age=None, limit=18) == "unknown"
    assert decide(xml, age=9, limit=18) == "young"


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
def test_an_aggregate_of_no_rule_is_null(aggregation: str) -> None:
    xml = table([("&gt; 90", "1")], policy=f'hitPolicy="COLLECT" aggregation="{aggregation}"')
    assert decide(xml, age=9) is None
