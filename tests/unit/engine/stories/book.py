"""What a story is, and how it is told.

A line is `what happens -> what is there then`. What happens: `A` completes a task, `A x=1` with an answer,
`A[1]` the second of that name, `+2h` time passes, `!M x=1` a message comes, `~S` a signal; nothing before the
arrow tells of the beginning. What is there: the open tasks, `.` when the process has ended, `-` when it only
waits, `?g` for an incident at `g`, and behind `|` the marks made in this step, in their order.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.adapters import EngineCase, OracleCase
from tests.oracle.clockwork import Business
from tests.oracle.kit import end, flows, process, start
from tests.oracle.state import Stuck

Case = EngineCase | OracleCase
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def fails(variables: dict[str, Any]) -> dict[str, Any]:
    """A service that answers with the modelled error E1."""
    raise Business("E1")


@dataclass
class Story:
    """`clause` quotes the standard where one could read it in two ways. `oracle` False: the oracle lacks the
    element."""

    name: str
    files: list[bytes]
    lines: tuple[str, ...]
    data: dict[str, Any] = field(default_factory=dict)
    start: str | None = None
    clause: str = ""
    oracle: bool = True
    after: dict[str, Any] = field(default_factory=dict)


def story(name: str, what: bytes | list[bytes], *lines: str, **more: Any) -> Story:
    return Story(name, what if isinstance(what, list) else [what], lines, **more)


def path(*parts: str) -> bytes:
    """A process with a plain start `s` and an end `e`; flows are written `a>b`, everything else is XML."""
    ways = [part for part in parts if not part.startswith("<")]
    return process("p", start(), *[part for part in parts if part.startswith("<")], end(), flows(*ways))


def act(case: Case, text: str) -> None:
    """One thing that happens."""
    name, *given = text.split()
    values = {key: json.loads(value) for key, _, value in (pair.partition("=") for pair in given)}
    if name.startswith("+"):
        case.tick(int(name[1:-1]) * UNITS[name[-1]])
    elif name.startswith("!"):
        case.message(name[1:], values)
    elif name.startswith("~"):
        case.signal(name[1:])
    else:
        found = re.fullmatch(r"(\w+)(?:\[(\d)\])?", name)
        assert found, name
        case.complete(found[1], values, int(found[2] or 0))


def told(case: Case, before: int) -> str:
    """What is there now, in the words of a line."""
    opened = " ".join(case.open()) or ("." if case.done() else "-")
    stuck = case.incidents.values() if isinstance(case, EngineCase) else ()
    incidents = "".join(f" ?{incident.element}" for incident in stuck)
    marks = " ".join(case.marks[before:])
    return f"{opened}{incidents}" + (f" | {marks}" if marks else "")


def run(what: Story, kind: type[Case]) -> Case:
    """Tell it on one of the engines; AssertionError where it goes otherwise. Where the engine stands still at
    an incident the oracle stops."""
    case: Case | None = None
    for line in what.lines:
        action, _, expected = (part.strip() for part in line.partition("->"))
        before = len(case.marks) if case is not None else 0
        try:
            if case is None:
                assert not action, line
                case = kind(what.files, "p", dict(what.data), {"fails": fails}, what.start)
            else:
                act(case, action)
        except Stuck:
            assert "?" in expected, (what.name, line)
            assert case is not None or kind is OracleCase
            return case  # type: ignore[return-value]
        assert kind is EngineCase or "?" not in expected, (what.name, line, "the oracle went on")
        assert told(case, before) == expected, (what.name, line, told(case, before))
    assert case is not None
    have = case.variables()
    assert {name: have.get(name) for name in what.after} == what.after, (what.name, have)
    return case


def passed(case: EngineCase) -> Counter[tuple[str, str]]:
    """(process, element) of everything that completed."""
    return Counter((a.process, a.element) for a in case.activities if a.event == "completed")
