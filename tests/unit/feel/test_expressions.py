"""What expressions mean: logic, numbers, names, dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from workflow_service.feel import (
    FeelRuntimeError,
    Scope,
    YearMonths,
    compile_expression,
    compile_unary_tests,
    from_json,
    to_json,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def value(text: str, **variables: object) -> object:
    return compile_expression(text).evaluate(variables)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ("null or false", None),
        ("not(null)", None),
    ],
)
def test_logic_has_three_values(text: str, expected: bool | None) -> None:
    assert value(text) is expected


def test_numbers_are_decimal_and_exact() -> None:
    assert value("0.1 + 0.2 = 0.3") is True
    assert value("a + 0.2", a=0.1) == Decimal("0.3")
    assert isinstance(value("a", a=5), Decimal)
    assert value("1 / 3") == Decimal("0." + "3" * 34)


def test_text_is_never_an_amount() -> None:
    assert value("amount > 50000", amount="60000") is None


def test_a_condition_that_is_not_boolean_is_an_error() -> None:
    condition = compile_expression("amount > 50000")
    assert condition.evaluate_boolean({"amount": 60000}) is True
    with pytest.raises(FeelRuntimeError) as caught:
        condition.evaluate_boolean({"amount": "60000"})
    assert "skulle give sand eller falsk" in caught.value.da
    assert "cannot compare" in caught.value.en


def test_warnings_say_why_a_value_is_null() -> None:
    found, warnings = compile_expression("sum(amounts) * rate").evaluate_with_warnings({"amounts": [1, "x"]})
    assert found is None
    assert any("list of numbers" in warning for warning in warnings)


def test_names_may_hold_spaces_and_signs_when_declared() -> None:
    names = ["samlet indkomst", "børn-under-18"]
    expression = compile_expression("samlet indkomst / børn-under-18", names)
    assert expression.evaluate({"samlet indkomst": 600, "børn-under-18": 3}) == 200
    assert expression.reads == set(names)


def test_data_never_change_how_a_text_is_read() -> None:
    expression = compile_expression("a-b", ["a", "b"])
    assert expression.evaluate({"a": 5, "b": 3, "a-b": 99, "if": 1}) == 2


def test_a_variable_may_have_the_name_of_a_function() -> None:
    assert value("count + count([1, 2])", count=5) == 7


@pytest.mark.parametrize("text", ["5 in [1..10[", "5 in ]1..10]", "5 in (1..10)", "not(10 in [1..10[)"])
def test_ranges_may_turn_their_brackets_outwards(text: str) -> None:
    assert value(text) is True


def test_filters_see_members_of_the_item_and_variables_around() -> None:
    children = [{"name": "Noah", "age": 9}, {"name": "Ida", "age": 16}]
    assert value("children[age < limit].name", children=children, limit=15) == ["Noah"]


def test_unary_tests_ask_of_the_input_value() -> None:
    tests = compile_unary_tests("< 18, [65..70]")
    assert [tests.evaluate({"?": age}) for age in (17, 18, 65)] == [True, False, True]
    assert compile_unary_tests('not("skole")').evaluate({"?": "dagtilbud"}) is True
    assert compile_unary_tests("-").evaluate({"?": None}) is True


def test_months_keep_to_the_end_of_the_month() -> None:
    assert value('date("2026-01-31") + duration("P1M")') == date(2026, 2, 28)
    assert value('duration("P1Y6M")') == YearMonths(18)


def test_a_day_over_the_change_to_summer_time_keeps_the_wall_clock() -> None:
    moved = value('@"2026-03-28T09:00:00@Europe/Copenhagen" + duration("P1D")')
    assert moved == datetime(2026, 3, 29, 9, tzinfo=COPENHAGEN)
    later = value('@"2026-03-29T01:00:00@Europe/Copenhagen" + duration("PT2H")')
    assert later == datetime(2026, 3, 29, 4, tzinfo=COPENHAGEN)


def test_the_clock_is_the_callers() -> None:
    scope = Scope(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), COPENHAGEN)
    assert compile_expression("today()").evaluate({}, scope) == date(2026, 11, 24)
    birthday = {"birth": date(2026, 11, 23)}
    assert compile_expression("today() - birth").evaluate(birthday, scope) == timedelta(1)
    with pytest.raises(FeelRuntimeError):
        compile_expression("now()").evaluate({})


def test_parameters_are_asked_of_the_scope() -> None:
    scope = Scope(datetime(2026, 1, 1, tzinfo=UTC), COPENHAGEN, {"transition_age": "P15Y"}.__getitem__)
    expression = compile_expression('birth + duration(parameter("transition_age"))')
    assert expression.evaluate({"birth": date(2011, 5, 2)}, scope) == date(2026, 5, 2)
    assert expression.parameters == {"transition_age"}
    with pytest.raises(FeelRuntimeError):
        compile_expression('parameter("unknown")').evaluate({}, scope)


def test_reads_names_roots_paths_and_the_clock() -> None:
    expression = compile_expression("for c in family.children return c.age + extra.amount")
    assert expression.reads == {"family", "extra"}
    assert expression.paths == {"family.children", "extra.amount"}
    assert not expression.uses_clock
    assert compile_expression("case.due < now()").uses_clock


def test_results_become_json() -> None:
    assert to_json(Decimal("12.00")) == 12
    assert to_json(Decimal("0.1")) == 0.1
    assert to_json(Decimal(1) / Decimal(3)) == "0." + "3" * 28
    assert to_json({"d": date(2026, 1, 2), "p": [timedelta(14), YearMonths(4)]}) == {
        "d": "2026-01-02",
        "p": ["P14D", "P4M"],
    }
    assert from_json({"a": [1, 0.1, True]}) == {"a": [Decimal(1), Decimal("0.1"), True]}


def test_dates_outside_pythons_calendar_work() -> None:
    assert value('string(@"-2021-01-01T10:00:00Z" - duration("P1D"))') == "-2022-12-31T10:00:00Z"
    assert value('string(time("10:00:00.123456789"))') == "10:00:00.123456789"
