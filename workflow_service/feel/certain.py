"""What a condition is when only some of its names are known: for sure true, for sure false, or open."""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service.feel import nodes
from workflow_service.feel.expression import parse
from workflow_service.feel.nodes import Node


def certain(text: str, known: Mapping[str, object]) -> bool | None:
    """The value of the condition `text` whatever the names are that `known` lacks; None when they decide.

    Sees through `and`, `or`, `not`, `if` and equality with a literal; everything else is open. `known` holds
    texts and booleans. Raises FeelSyntaxError.

    >>> certain('step != "hold" or invited', {"step": "plan"})
    True
    """
    return _certain(parse(text, None, unary=False)[0], known)


def _certain(node: Node, known: Mapping[str, object]) -> bool | None:
    match node:
        case nodes.Literal(value=bool() as value):
            return value
        case nodes.Junction(conjunction=conjunction, parts=parts):
            found = [_certain(part, known) for part in parts]
            if (not conjunction) in found:
                return not conjunction
            return None if None in found else conjunction
        case nodes.Comparison(operator="=" | "!=" as operator, left=left, right=right):
            values = [_value(left, known), _value(right, known)]
            same_kind = type(values[0]) is type(values[1]) and isinstance(values[0], str | bool)
            return (values[0] == values[1]) is (operator == "=") if same_kind else None
        case nodes.If(condition=condition, yes=yes, no=no):
            which = _certain(condition, known)
            if which is None:
                both = {_certain(yes, known), _certain(no, known)}
                return both.pop() if len(both) == 1 else None
            return _certain(yes if which else no, known)
        case nodes.Call(function=nodes.BuiltIn(name="not"), arguments=(argument,)):
            inner = _certain(argument, known)
            return None if inner is None else not inner
    return None


def _value(node: Node, known: Mapping[str, object]) -> object:
    if isinstance(node, nodes.Literal):
        return node.value
    return known.get(node.name) if isinstance(node, nodes.Name) and not node.bound else None
