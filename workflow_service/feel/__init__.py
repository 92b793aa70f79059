"""FEEL (DMN 1.5, chapter 10): the one expression language of diagrams, forms and decisions.

Pure Python and the standard library only. Texts are compiled once to closures and evaluated with data, a
clock and parameters that the caller gives; nothing is read from the environment, nothing is run but FEEL.
"""

from workflow_service.feel.errors import (
    FeelError,
    FeelRuntimeError,
    FeelSyntaxError,
    LimitExceeded,
    UnknownName,
)
from workflow_service.feel.expression import Expression, compile_expression, compile_unary_tests
from workflow_service.feel.formatting import from_json, to_json
from workflow_service.feel.limits import Limits, Scope
from workflow_service.feel.values import Function, Range, YearMonths

__all__ = [
    "Expression",
    "FeelError",
    "FeelRuntimeError",
    "FeelSyntaxError",
    "Function",
    "LimitExceeded",
    "Limits",
    "Range",
    "Scope",
    "UnknownName",
    "YearMonths",
    "compile_expression",
    "compile_unary_tests",
    "from_json",
    "to_json",
]
