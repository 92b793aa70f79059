"""An instance as bytes and back: only what is alive, variables once per scope, a format number in front.

Format 1: {"v": 1, "p": process key, "r": root scope id, "k": business key, "st": state, "e": end event,
"s": scopes}; a scope is [host token, process key, scope name, variables or null when it shares its host's,
own memory, completed, tokens]; a token is [id, state, element, links, local variables or null, innermost
first; with the link `occurrence` the outermost are those of the occurrence]. Saved instances of every format
we ever wrote are in `tests/data/snapshots/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from workflow_service import errors
from workflow_service.engine.activities import CallActivity
from workflow_service.engine.case import Case, Scope, SubCase
from workflow_service.engine.data import Data, Local, Occurrence
from workflow_service.engine.face import Context
from workflow_service.engine.tokens import READY, Token

if TYPE_CHECKING:
    from workflow_service.engine.release import CompiledRelease

FORMAT: Final = 1


def dump(case: Case) -> bytes:
    """The snapshot."""
    return orjson.dumps(
        {
            "v": FORMAT,
            "p": case.definition.key,
            "r": case.root_id,
            "k": case.business_key,
            "st": case.state,
            "e": case.end_event,
            "s": [_scope_row(case, scope) for scope in case.scopes()],
        }
    )


def _scope_row(case: Case, scope: Scope) -> list[Any]:
    own_variables = not isinstance(scope, SubCase) or isinstance(scope.host.task_spec, CallActivity)
    return [
        scope.host_id,
        scope.definition.key,
        scope.name,
        scope.vars if own_variables else None,
        scope.own,
        scope.completed,
        [
            [
                token.id,
                token._state,
                token.task_spec.name,
                token.internal_data,
                _locals(token.data, scope.vars),
            ]
            for token in scope.tasks.values()
        ],
    ]


def _locals(data: Data, variables: Data) -> list[Data] | None:
    out = []
    while data is not variables and isinstance(data, Local):
        out.append(dict(data))
        data = data.outer
    return out or None


def load(release: CompiledRelease, snapshot: bytes, context: Context) -> Case:
    """The live instance. errors.Conflict when the bytes are of another format or another release."""
    try:
        state = orjson.loads(snapshot)
        if state["v"] != FORMAT:
            raise mismatch("snapshot_format", f"format {state['v']}, expected {FORMAT}")
        case = Case(release, release.definitions[state["p"]], context, state["r"])
        case.business_key, case.state, case.end_event = state["k"], state["st"], state["e"]
        for row in state["s"]:
            _load_scope(case, row)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise mismatch("snapshot_mismatch", repr(error)) from error
    return case


def _load_scope(case: Case, row: list[Any]) -> None:
    host_id, process, name, variables, own, completed, tokens = row
    scope: Scope = case
    if host_id:
        host = case.find(host_id)
        if host is None:
            raise KeyError(host_id)
        definition = case.release.definitions[process]
        scope = SubCase(case, definition, name, host, host.data if variables is None else variables)
        case.subprocesses[host_id] = scope
    else:
        case.vars = variables
    scope.own, scope.completed = own, completed
    specs = scope.definition.specs
    for token_id, state, element, links, locals_ in tokens:
        data, kind = scope.vars, Occurrence if "occurrence" in links else Local
        for own_variables in reversed(locals_ or ()):
            data, kind = kind(own_variables, data), Local
        token = Token(scope, specs[element], token_id, data, links)
        token._state = state
        if state == READY and not token.stuck:
            case.queue(token)


def mismatch(code: str, detail: str) -> errors.Conflict:
    """The refusal of a snapshot."""
    return errors.Conflict(
        code,
        f"Forløbets gemte tilstand passer ikke til denne udgivelse ({detail}). Kontakt driften.",
        f"The saved state does not fit this release ({detail}). Contact operations.",
    )
