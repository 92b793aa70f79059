"""Boxed expressions of DMN 1.5, 7.3 and 10.2.2: conditional, filter, loops, list, relation, functions."""

from __future__ import annotations

import pytest

from tests.unit.decisions.files import dmn
from workflow_service.decisions import DecisionError, parse_decisions
from workflow_service.feel import LimitExceeded


def feel(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f"<literalExpression><text>{escaped}</text></literalExpression>"


def decide(body: str, before: str = "", **variables: object) -> object:
    xml = dmn(f'{before}<decision id="q" name="q"><variable name="q"/>{body}</decision>')
    return parse_decisions(xml, "boxed.dmn").evaluate("q", variables)


def conditional(condition: str) -> str:
    then, otherwise = feel('"a"'), feel('"b"')
    return f"<conditional><if>{feel(condition)}</if><then>{then}</then><else>{otherwise}</else></conditional>"


def loop(kind: str, result: str, source: str, body: str) -> str:
    return f'<{kind} iteratorVariable="i"><in>{feel(source)}</in><{result}>{feel(body)}</{result}></{kind}>'


def entries(*pairs: tuple[str, str]) -> str:
    made = "".join(
        f"<contextEntry>{f'<variable name={chr(34)}{name}{chr(34)}/>' if name else ''}{box}</contextEntry>"
        for name, box in pairs
    )
    return f"<context>{made}</context>"


@pytest.mark.parametrize(
    ("condition", "x", "expected"),
    [("x > 1", 2, "a"), ("x > 1", 1, "b"), ("x > 1", None, "b"), ("x", "text", None)],
)
def test_conditional(condition: str, x: object, expected: object) -> None:
    assert decide(conditional(condition), x=x) == expected


@pytest.mark.parametrize(
    ("match", "xs", "expected"),
    [
        ("item > 1", [1, 2, 3], [2, 3]),
        ("2", [1, 2, 3], 2),
        ("-1", [1, 2, 3], 3),
        ("age = 9", [{"age": 9}, {"age": 16}], [{"age": 9}]),
        ("item > 1", 5, [5]),
        ("item > 1", None, None),
        ("item > 1", [], []),
    ],
)
def test_filter(match: str, xs: object, expected: object) -> None:
    box = f"<filter><in>{feel('xs')}</in><match>{feel(match)}</match></filter>"
    assert decide(box, xs=xs) == expected


@pytest.mark.parametrize(
    ("body", "xs", "expected"),
    [
        ("i * 2", [1, 2], [2, 4]),
        ("count(partial)", [7, 7], [0, 1]),
        ("i", None, None),
        ("i", 5, [5]),
    ],
)
def test_for(body: str, xs: object, expected: object) -> None:
    assert decide(loop("for", "return", "xs", body), xs=xs) == expected


def test_for_counts_through_a_range_within_its_budget() -> None:
    assert decide(loop("for", "return", "[1..3]", "i")) == [1, 2, 3]
    with pytest.raises(LimitExceeded):
        decide(loop("for", "return", "[1..1e12]", "i"))


@pytest.mark.parametrize(
    ("kind", "xs", "expected"),
    [
        ("some", [1, 2], True),
        ("some", [0, 1], False),
        ("some", [None, 2], True),
        ("some", [None, 0], None),
        ("some", [], False),
        ("every", [2, 3], True),
        ("every", [1, 2], False),
        ("every", [None, 0], False),
        ("every", [None, 2], None),
        ("every", [], True),
    ],
)
def test_some_and_every_have_three_values(kind: str, xs: object, expected: object) -> None:
    assert decide(loop(kind, "satisfies", "xs", "i > 1"), xs=xs) is expected


def test_list_and_relation() -> None:
    assert decide(f"<list>{feel('1')}{feel('x')}</list>", x=2) == [1, 2]
    rows = f"<row>{feel('1')}{feel('x')}</row><row>{feel('3')}{feel('x + 1')}</row>"
    relation = f'<relation><column name="a"/><column name="b"/>{rows}</relation>'
    assert decide(relation, x=9) == [{"a": 1, "b": 9}, {"a": 3, "b": 10}]


def test_context_with_and_without_result_box() -> None:
    assert decide(entries(("a", feel("1")), ("b c", feel("a + 1")))) == {"a": 1, "b c": 2}
    assert decide(entries(("a", feel("1")), ("", feel("a + 1")))) == 2


FUNCTION = '<functionDefinition><formalParameter name="p" typeRef="number"/>' + feel("p + 1")
FUNCTION += "</functionDefinition>"


@pytest.mark.parametrize(
    ("call", "expected"), [("f(2)", 3), ("f(p: 2)", 3), ("f([2])", 3), ('f("a")', None), ("f()", None)]
)
def test_function_definition_is_called_by_position_or_name(call: str, expected: object) -> None:
    assert decide(entries(("f", FUNCTION), ("", feel(call)))) == expected


def test_invocation_binds_parameters_by_name() -> None:
    invocation = f'<invocation>{feel("f")}<binding><parameter name="p"/>{feel("5")}</binding></invocation>'
    assert decide(entries(("f", FUNCTION), ("", invocation))) == 6


FACTORIAL = feel("if n <= 1 then 1 else n * factorial(n - 1)")


def test_functions_may_call_themselves_but_not_for_ever() -> None:
    before = (
        '<businessKnowledgeModel id="k" name="factorial"><encapsulatedLogic><formalParameter name="n"/>'
        f"{FACTORIAL}</encapsulatedLogic></businessKnowledgeModel>"
    )
    needs = '<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>'
    assert decide(needs + feel("factorial(5)"), before) == 120
    with pytest.raises(LimitExceeded):
        decide(needs + feel("factorial(5000)"), before)


def typed(inner: str, attributes: str = "") -> str:
    item = f'<itemDefinition name="tX" {attributes}>{inner}</itemDefinition>'
    return item + '<inputData id="i" name="x"><variable name="x" typeRef="tX"/></inputData>'


ALLOWED = typed('<typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues>')
LISTED = typed(
    "<typeRef>number</typeRef><allowedValues><text>[0..10]</text></allowedValues>", 'isCollection="true"'
)
SHORT = typed(
    "<typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3</text></typeConstraint>",
    'isCollection="true"',
)
READ = '<informationRequirement><requiredInput href="#i"/></informationRequirement>' + feel("x")


@pytest.mark.parametrize(
    ("declared", "x", "expected"),
    [
        (ALLOWED, "a", "a"),
        (ALLOWED, ["a"], "a"),
        (ALLOWED, None, None),
        (LISTED, [1, 2], [1, 2]),
        (LISTED, 5, [5]),
        (SHORT, [1, 2], [1, 2]),
    ],
)
def test_inputs_become_their_declared_type(declared: str, x: object, expected: object) -> None:
    assert decide(READ, declared, x=x) == expected


@pytest.mark.parametrize(
    ("declared", "x"), [(ALLOWED, "c"), (ALLOWED, 5), (LISTED, [1, 20]), (LISTED, "a"), (SHORT, [1, 2, 3])]
)
def test_inputs_outside_their_type_are_an_error(declared: str, x: object) -> None:
    with pytest.raises(DecisionError) as caught:
        decide(READ, declared, x=x)
    assert "»x«" in caught.value.da


def test_a_result_of_another_type_than_promised_is_an_error() -> None:
    variable = '<variable name="q" typeRef="number"/>'
    xml = dmn(f'<decision id="q" name="q">{variable}{feel("text")}</decision>')
    model = parse_decisions(xml, "boxed.dmn")
    assert model.evaluate("q", {"text": 5}) == 5
    with pytest.raises(DecisionError) as caught:
        model.evaluate("q", {"text": "fem"})
    assert "lover" in caught.value.da
