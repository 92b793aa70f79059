"""Setting an instance going again by hand: other data for the failed step, or past it.

Only where it stands still: at an incident, or at an operation that nobody outside could do. What a step would
have decided stays the diagram's affair, so activities can be passed by, gateways and events cannot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from workflow_service import errors
from workflow_service.engine.behaviour import public
from workflow_service.engine.bpmn import ACTIVITIES
from workflow_service.engine.budgets import kept_all
from workflow_service.engine.data import Data, Local, assign, correct, snapshot_of, visible
from workflow_service.engine.failures import Failure
from workflow_service.engine.journal import is_wanted
from workflow_service.engine.tokens import Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case

_NAME: Final = re.compile(r"[^\W\d]\w{0,99}")
# of each kind of JSON value: its name and how a person is told that it is expected
_KINDS: Final[tuple[tuple[type | tuple[type, ...], str, str, str], ...]] = (
    (bool, "boolean", "ja eller nej", "true or false"),
    ((int, float), "number", "et tal", "a number"),
    (str, "text", "en tekst", "a text"),
    (list, "list", "en liste", "a list"),
    (dict, "context", "en samling", "a context"),
)


@dataclass(frozen=True)
class Standstill:
    """Where an instance stands still. `variables` is a copy of what the element sees, the answer it could not
    take included; `skippable` says whether it is an activity without a core step (`oef:core`) in it."""

    element: str
    process: str
    variables: Mapping[str, Any]
    skippable: bool


def look(case: Case, token: Token) -> Standstill:
    """What somebody who repairs it has to know."""
    element = token.task_spec.element
    seen = {**snapshot_of(token.data), **snapshot_of(_result(token))}
    activity = element.type in ACTIVITIES and not getattr(token.task_spec, "event_triggered", False)
    return Standstill(element.id, element.process, seen, activity and not has_core(case, token))


def stands_still(token: Token) -> bool:
    return token.stuck or is_wanted(token)


def edit(case: Case, token: Token, variables: Mapping[str, Any]) -> None:
    """Change what the element sees, each variable where it lives, and try it again; what has a value keeps
    its kind of value. The inputs of an operation are evaluated again.

    Raises errors.Invalid per variable.
    """
    result, own = _result(token), token.data
    _expect_kinds({**visible(own), **result}, variables)
    values = _allowed(case, variables)
    result.update({name: value for name, value in values.items() if name in result})
    rest = {name: value for name, value in values.items() if name not in result}
    if token.task_spec.operation and token.internal_data.get("in") and isinstance(own, Local):
        if not _map_again(case, token, own, rest):
            return
        case.journal.renewed.add(token.id)
    else:
        correct(own, rest)
    token.internal_data.pop("incident", None)
    case.retry(token)


def skip(case: Case, token: Token, variables: Mapping[str, Any]) -> None:
    """Go on behind the activity as if it had brought `variables`; what still runs in it ends without result.

    Raises errors.Conflict for what is no activity, errors.Invalid per variable.
    """
    if not look(case, token).skippable:
        raise _not_skippable(token)
    own = token.data
    target = own.outer if isinstance(own, Local) and token.internal_data.get("in") else own
    _expect_kinds(visible(target), variables)
    values = _allowed(case, variables)
    case.cancel_token(token)
    assign(target, values)
    case.changed()
    case.follow(token)


def has_core(case: Case, token: Token) -> bool:
    """Is it a core step of the model, or does one lie in it (in a process it calls, too)?"""
    element = token.task_spec.element
    if element.attributes.get("core") == "true":
        return True
    processes, known = case.release.processes, set()
    # (process, sub-process); an empty one stands for the whole process
    pending = [(element.process, element.id), (element.called or "", "")]
    while pending:
        process, scope = place = pending.pop()
        if place in known or process not in processes:
            continue
        known.add(place)
        for inner in processes[process].elements.values():
            if scope and inner.scope != scope:
                continue
            if inner.attributes.get("core") == "true":
                return True
            pending += [(process, inner.id), (inner.called or "", "")]
    return False


def _result(token: Token) -> Data:
    found = token.internal_data.get("result")
    return found if isinstance(found, dict) else {}


def _map_again(case: Case, token: Token, own: Local, values: Data) -> bool:
    """The inputs of an operation with the data as they are now; an input that is given itself stays so. False
    when they cannot be evaluated: then it stands still for that reason."""
    inside = {name: value for name, value in values.items() if name in own and name not in visible(own.outer)}
    correct(own.outer, {name: value for name, value in values.items() if name not in inside})
    token.data = own.outer
    try:
        own.update({**token.task_spec.mapped_inputs(token), **inside})
    except Failure as failure:
        case.stand_still(token, failure)
        return False
    finally:
        token.data = own
    return True


def _allowed(case: Case, variables: Mapping[str, Any]) -> Data:
    try:
        return kept_all(case, public(variables))
    except Failure as failure:
        raise errors.Invalid(failure.code, failure.da, failure.en) from failure


def _expect_kinds(seen: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
    """Raises errors.Invalid for names that FEEL cannot read and values of another kind than before."""
    wrong: dict[str, list[str]] = {}
    for name, value in variables.items():
        before = seen.get(name)
        if not _NAME.fullmatch(name):
            wrong[f"variables.{name}"] = [
                "Et navn er ét ord af bogstaver, tal og _. / A name is one word of letters, digits and _."
            ]
        elif before is not None and value is not None and _kind(before) != _kind(value):
            _, da, en = _kind(before)
            wrong[f"variables.{name}"] = [f"Skal være {da} som før. / Must be {en}, as before."]
    if wrong:
        names = ", ".join(sorted(name.partition(".")[2] for name in wrong))
        raise errors.Invalid(
            "variables_invalid",
            f"Disse oplysninger kan ikke ændres sådan: {names}.",
            f"These variables cannot be changed like this: {names}.",
            wrong,
        )


def kind_of(value: Any) -> str:
    """boolean, number, text, list, context or null."""
    return "null" if value is None else _kind(value)[0]


def _kind(value: Any) -> tuple[str, str, str]:
    for kinds, name, da, en in _KINDS:
        if isinstance(value, kinds):
            return name, da, en
    raise AssertionError(f"variables are JSON, not {type(value)}")


def _not_skippable(token: Token) -> errors.Conflict:
    element = token.task_spec.element
    name = element.name or element.id
    if element.type in ACTIVITIES:
        return errors.Conflict(
            "core_step",
            f"»{name}« er eller indeholder et kernetrin i modellen og kan ikke springes over. Ret"
            " oplysningerne, og prøv igen.",
            f"“{name}” is or contains a core step of the model and cannot be skipped. Mend the data and"
            " retry.",
        )
    return errors.Conflict(
        "not_an_activity",
        f"»{name}« er ikke et trin, der kan springes over. Ret oplysningerne, og prøv igen.",
        f"“{name}” is not a step that can be skipped. Mend the data and retry.",
    )
