"""Moving a running instance to another release: what stands where is kept, what waits is armed anew.

The library's own migration breaks instances (engine.md 2, trap 6). Ours renames the tokens by an explicit
map, refuses when a live element is missing or has become another kind of element, and then looks at what is
only armed: boundary events and event sub-processes that the new diagram lacks are disarmed, new ones armed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from workflow_service import errors
from workflow_service.engine import codec
from workflow_service.engine.case import Case, Scope
from workflow_service.engine.events import ArmedStart, Boundary
from workflow_service.engine.execution import Execution
from workflow_service.engine.face import Context
from workflow_service.engine.journal import Waiting
from workflow_service.engine.release import CompiledRelease, Definition
from workflow_service.engine.tokens import WAITING

# Process key to old element id to new element id; what is not named keeps its id.
ElementMap = Mapping[str, Mapping[str, str]]
NOTHING: ElementMap = {}


@dataclass(frozen=True)
class Obstacle:
    """Why an instance cannot be moved: a live element and what is wrong with it in the new release."""

    process: str
    element: str
    da: str
    en: str


def obstacles(
    old: CompiledRelease, new: CompiledRelease, snapshot: bytes, elements: ElementMap = NOTHING
) -> tuple[Obstacle, ...]:
    """What stands in the way of `migrate`; empty when it will succeed. Raises errors.Conflict for a snapshot
    that does not fit `old`."""
    return tuple(_obstacles(old, new, _rows(snapshot), elements))


def migrate(
    old: CompiledRelease,
    new: CompiledRelease,
    snapshot: bytes,
    context: Context,
    elements: ElementMap = NOTHING,
) -> Execution:
    """The instance, live in `new`. Its outcome says what changed against the snapshot in `old`.

    Raises errors.Conflict when there is an obstacle; nothing has changed then.
    """
    found = obstacles(old, new, snapshot, elements)
    if found:
        raise errors.Conflict(
            "instance_not_movable",
            f"Forløbet kan ikke flyttes: {found[0].da}",
            f"The process instance cannot be moved: {found[0].en}",
        )
    before = Waiting(codec.load(old, snapshot, context))
    state = _rows(snapshot)
    for row in state["s"]:
        _rename_scope(row, new, elements)
    execution = Execution(codec.load(new, orjson.dumps(state), context))
    case = execution._case
    case.journal.before = before
    for scope in case.scopes():
        _rearm(case, scope)
    case.changed()
    case.advance()
    return execution


def _rows(snapshot: bytes) -> dict[str, Any]:
    try:
        state = orjson.loads(snapshot)
        if state["v"] != codec.FORMAT or not isinstance(state["s"], list):
            raise ValueError(state["v"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise codec.mismatch("snapshot_format", repr(error)) from error
    out: dict[str, Any] = state
    return out


def renamed(name: str, names: Mapping[str, str]) -> str:
    """A spec's name: the element's id, perhaps with what the engine put behind it."""
    for mark in (" [child]", "~"):
        base, found, rest = name.partition(mark)
        if found:
            return f"{names.get(base, base)}{found}{rest}"
    return names.get(name, name)


def _obstacles(
    old: CompiledRelease, new: CompiledRelease, state: dict[str, Any], elements: ElementMap
) -> Iterator[Obstacle]:
    for _, process, scope_name, _, own, _, tokens in state["s"]:
        names = elements.get(process, {})
        before, after = old.definitions.get(process), new.definitions.get(process)
        if before is None or after is None:
            yield _obstacle(process, process, "findes ikke i den nye version", "is not in the new version")
            continue
        if renamed(scope_name, names) not in after.scopes:
            yield _obstacle(process, scope_name, "findes ikke i den nye version", "is not in the new version")
            continue
        for token in tokens:
            yield from _token_obstacles(before, after, process, token, names)
        for record in own.get("done", ()):
            if record["h"] is not None and renamed(record["h"], names) not in after.specs:
                yield _obstacle(process, record["h"], "kan ikke længere fortryde", "can no longer undo")


def _token_obstacles(
    before: Definition, after: Definition, process: str, token: list[Any], names: Mapping[str, str]
) -> Iterator[Obstacle]:
    _, state, name, links, _ = token
    spec = before.specs[name]
    if state == WAITING and isinstance(spec, Boundary):
        return  # only armed: armed anew, or no more
    target = after.specs.get(renamed(name, names))
    if target is None:
        yield _obstacle(process, name, "findes ikke i den nye version", "is not in the new version")
    elif type(target) is not type(spec):
        yield _obstacle(
            process, name, "er blevet et andet slags element", "has become another kind of element"
        )
    elif "flow" in links and links["flow"] not in getattr(target, "incoming", ()):
        yield _obstacle(process, name, "har fået andre veje ind", "has other incoming flows")


def _obstacle(process: str, element: str, danish: str, english: str) -> Obstacle:
    name = element.partition(" [child]")[0]
    return Obstacle(process, name, f"»{name}« {danish}.", f"“{name}” {english}.")


def _rename_scope(row: list[Any], new: CompiledRelease, elements: ElementMap) -> None:
    names = elements.get(row[1], {})
    row[2] = renamed(row[2], names)
    for record in row[4].get("done", ()):
        record["e"] = renamed(record["e"], names)
        record["h"] = record["h"] and renamed(record["h"], names)
    if "gates" in row[4]:
        row[4]["gates"] = {renamed(name, names): seen for name, seen in row[4]["gates"].items()}
    for token in row[6]:
        token[2] = renamed(token[2], names)
        if "todo_next" in token[3]:
            token[3]["todo_next"] = [renamed(name, names) for name in token[3]["todo_next"]]
    # No obstacle is left, so what the new release lacks was only armed.
    row[6] = [token for token in row[6] if token[2] in new.definitions[row[1]].specs]


def _rearm(case: Case, scope: Scope) -> None:
    """Disarm what the new diagram lacks, arm what it has more."""
    definition = scope.definition
    wanted: set[tuple[str | None, str]] = {(None, name) for name in definition.armed.get(scope.name, ())}
    for token in scope.tasks.values():
        if "fired" not in token.internal_data:
            wanted |= {(token.id, name) for name in token.task_spec.boundaries}
    for token in list(scope.tasks.values()):
        spec = token.task_spec
        if isinstance(spec, Boundary) and token._state == WAITING:
            place = (None if isinstance(spec, ArmedStart) else token.internal_data.get("host"), spec.name)
            if place in wanted:
                wanted.discard(place)
            else:
                case.discard(token)
    for host, name in sorted(wanted, key=lambda place: (place[0] or "", place[1])):
        links = {} if host is None else {"host": host}
        armed: Any = case.add(scope, definition.specs[name], scope.vars, **links)
        armed.task_spec.arm(armed)
