"""Variables live in scopes, never on tokens: otherwise a branch that finishes late writes old values back.

A scope's variables are a plain dict. An instance of a multi-instance activity, a task with input mappings and
a compensation handler have a `Local` in front of it: what they hold themselves is read and written there,
everything else in the scope behind. An occurrence of an event sub-process has an `Occurrence`: it reads what
is behind and writes nothing there, so that several at a time stay apart (docs/decisions/0011). Values are
JSON, copied on every way in and out, so that no two readers share a list or a context.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import feel

Data = dict[str, Any]
PLAIN = (str, int, float, bool, type(None))


class Local(Data):
    """Variables of one activity instance in front of `outer`."""

    closed = False  # does what is written inside stay inside?

    def __init__(self, own: Mapping[str, Any], outer: Data) -> None:
        super().__init__(own)
        self.outer = outer


class Occurrence(Local):
    """Variables of one occurrence of an event sub-process (BPMN 2.0, 10.4.1 and 13.5.4)."""

    closed = True


def around(data: Data) -> Data:
    """The variables behind the occurrence that a reader at `data` is in."""
    while isinstance(data, Local) and not data.closed:
        data = data.outer
    return data.outer if isinstance(data, Local) else data


def copied(value: Any) -> Any:
    """A deep copy as JSON; FEEL values (decimals, dates, durations) become their JSON form."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, dict):
        return {str(k): copied(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [copied(v) for v in value]
    return feel.to_json(value)


def visible(data: Data) -> Data:
    """Everything a reader at `data` sees; shares values with the scopes, so only for reading."""
    return {**visible(data.outer), **data} if isinstance(data, Local) else data


def snapshot_of(data: Data) -> Data:
    """A copy of everything a reader at `data` sees."""
    return {k: copied(v) for k, v in visible(data).items()}


def assign(data: Data, values: Mapping[str, Any]) -> None:
    """Write each value where its name lives already, otherwise in the scope; never beyond an `Occurrence`."""
    for name, value in values.items():
        home = data
        while isinstance(home, Local) and not home.closed and name not in home:
            home = home.outer
        home[name] = copied(value)


def correct(data: Data, values: Mapping[str, Any]) -> None:
    """Change each value where a reader at `data` gets it from, beyond an `Occurrence` too: who mends a wrong
    value means that one. A new name is assigned."""
    for name, value in values.items():
        home = data
        while isinstance(home, Local) and name not in home:
            home = home.outer
        assign(home if name in home else data, {name: value})
