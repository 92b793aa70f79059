"""Whether a process can always end: the token game of a diagram, played before it is published.

Every scope is examined by itself; for the scope around it, it is one activity that may complete, or end as
an error, an escalation or a cancelling of it is caught. `docs/decisions/0009-soundness.md` says what is told
as an error and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow_service.engine.check.diagram import Diagram
from workflow_service.engine.check.soundness.catching import COMPLETE, Scope, interrupts, scopes_of, start_of
from workflow_service.engine.check.soundness.exploring import LIMIT, Verdict, Walk
from workflow_service.engine.check.soundness.graph import Graph
from workflow_service.engine.check.soundness.reading import read_scope
from workflow_service.engine.check.soundness.reducing import is_sound, reduce
from workflow_service.engine.check.soundness.telling import Teller

# Beyond what anybody draws in one file, or leaves tangled in one scope: told as too large at once.
MOST_NODES = 4_000
MOST_CORE = 200
FILE_SHARE = 3


@dataclass
class Examined:
    """One scope with what was found in it."""

    scope: Scope
    verdict: Verdict


def check_soundness(diagram: Diagram) -> None:
    """Report what can go wrong in the flow of tokens (BPMN 2.0, 13.2 to 13.5): rules 300 to 307.

    `diagram`: one that no structural rule found an error in; of others the meaning is not clear.
    """
    stuck: dict[str, str] = {}
    for found in examine(diagram):
        waiting = Teller(diagram, found.scope, found.verdict).tell(stuck)
        if waiting is not None:
            stuck[found.scope.view.id] = waiting


def examine(diagram: Diagram, limit: int = LIMIT) -> list[Examined]:
    """Play the token game of every scope, the inner ones first.

    `limit`: markings looked at in one scope; a file gets `FILE_SHARE` times as many.
    """
    out = []
    left, nodes = limit * FILE_SHARE, MOST_NODES
    for scope in reversed(scopes_of(diagram)):
        nodes -= len(scope.view.nodes)
        graph = read_scope(diagram, scope)
        verdict = _judge(graph, min(limit, left)) if nodes >= 0 else Verdict(graph, too_large=True)
        left -= verdict.states
        scope.outcomes = _outcomes(scope, verdict)
        out.append(Examined(scope, verdict))
    return out


def _judge(graph: Graph, limit: int) -> Verdict:
    reduce(graph)
    if is_sound(graph):
        return Verdict(graph, outcomes={COMPLETE}, ended=True, states=1)
    if len(graph.nodes) > MOST_CORE:
        return Verdict(graph, too_large=True)
    return Walk(graph, limit).run()


def _outcomes(scope: Scope, verdict: Verdict) -> set[str]:
    """How the scope can end for the scope around it, its event sub-processes among it.

    What was not seen to the end, and a circle that waits (an event may be meant to end it), count as able to
    complete: what comes after is judged as if they did.
    """
    found = set(verdict.outcomes)
    if verdict.too_large or verdict.doubled or verdict.circle_waits:
        found.add(COMPLETE)
    if verdict.too_large:
        found |= {node.clears for node in verdict.graph.nodes.values() if node.clears is not None}
    own = {f"event:{sub.view.id}" for sub in scope.event_subs}
    for sub in scope.event_subs:
        start = start_of(sub)
        if start is None or not interrupts(start):
            found |= sub.outcomes - {COMPLETE}
        else:
            found |= sub.outcomes
    return found - own


__all__ = ["Examined", "check_soundness", "examine"]
