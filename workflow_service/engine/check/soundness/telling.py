"""What the walk through a scope found, told at the element a person would look at."""

from __future__ import annotations

from workflow_service.engine.bpmn import ACTIVITIES
from workflow_service.engine.check.diagram import Diagram
from workflow_service.engine.check.soundness.catching import COMPLETE, Scope, interrupts, start_of
from workflow_service.engine.check.soundness.exploring import LIMIT, Move, Verdict
from workflow_service.engine.check.soundness.graph import Edge, Node

# As much of a course as a person reads at a glance.
LONGEST = 7
# What is told where a scope has no name of its own to tell.
ARROW = " → "


class Teller:
    """Findings of one scope."""

    def __init__(self, diagram: Diagram, scope: Scope, verdict: Verdict) -> None:
        self.diagram, self.scope, self.verdict, self.graph = diagram, scope, verdict, verdict.graph
        self.report = diagram.report

    def tell(self, stuck: dict[str, str]) -> str | None:
        """Report everything; `stuck`: what inner scopes wait for in vain. Gives the same for this scope."""
        verdict = self.verdict
        if verdict.too_large:
            self.report.add(
                "BPMN-307",
                self.scope.view.xml,
                limit_da=f"{LIMIT:,}".replace(",", "."),
                limit_en=f"{LIMIT:,}",
            )
        waiting = self._deadlocks(stuck)
        self._doubled()
        self._circle()
        self._dead()
        return waiting

    # -- findings --------------------------------------------------------------------------------------

    def _deadlocks(self, stuck: dict[str, str]) -> str | None:
        hopeless = self.hopeless()
        first: str | None = None
        told: set[str] = set()
        for marking in self.verdict.deadlocks:
            for edge in self.verdict.edges(marking):
                node = self.graph.nodes[edge.target]
                element = self.waits_in(edge, marking)
                if element is None or element in told:
                    continue
                told.add(element)
                inner = stuck.get(element)
                first = first or inner or self.name(element)
                if inner is not None and not hopeless:
                    continue  # told inside
                self.report.add(
                    "BPMN-300" if hopeless else "BPMN-301",
                    self.diagram.by_id.get(element),
                    path=self.path(marking, self.verdict.trail(marking)),
                    name=self.name(element),
                    missing=inner or self._missing(node, element, marking),
                )
        return first

    def hopeless(self) -> bool:
        """No run of a process ever reaches any end, whatever the data and events are."""
        verdict = self.verdict
        rescued = any(_may_interrupt(sub) for sub in self.scope.event_subs)
        return (
            self.scope.view.tag == "process"
            and bool(verdict.deadlocks)
            and not (verdict.ended or verdict.outcomes or verdict.doubled or verdict.circle)
            and not (verdict.too_large or self.graph.loose or self.graph.vanishing or rescued)
        )

    def waits_in(self, edge: Edge, marking: int) -> str | None:
        """The join a token rests in; several in a row may be one node."""
        node = self.graph.nodes[edge.target]
        beside = [way for way in node.ins if self.graph.edges[way].at == edge.at]
        return node.element if all(marking >> way & 1 for way in beside) else edge.at or node.element

    def _missing(self, node: Node, element: str, marking: int) -> str:
        """Where the token that never comes would come from."""
        empty = [self.graph.edges[way] for way in node.ins if not marking >> way & 1]
        for edge in sorted(empty, key=lambda edge: (edge.at or node.element) != element):
            source = self.graph.nodes[edge.source]
            names = [name for name in edge.names if name != element]
            return self.name((names[-1:] or [source.chooser or source.element or element])[0])
        return self.name(element)

    def _doubled(self) -> None:
        found = self.verdict.doubled
        merges = {key: at for key, at in found.items() if len(self.graph.nodes[key].ins) > 1} or found
        for key, (marking, move) in merges.items():
            node = self.graph.nodes[key]
            place = node.element or node.chooser or self.scope.view.id
            rest = marking & ~move.takes
            edges = [self.graph.edges[e] for e in move.chosen if rest >> e & 1]
            names = [name for edge in edges for name in edge.names]
            acting = [name for name in [*([place] if node.effect else []), *names] if self._acts(name)]
            into = [self.graph.nodes[edge.target].element for edge in edges]
            what = [*acting, *names, *(name for name in into if name), place][0]
            self.report.add(
                "BPMN-302",
                self.diagram.by_id.get(place),
                path=self.path(marking, [*self.verdict.trail(marking), move]),
                what=self.name(what),
            )

    def _circle(self) -> None:
        verdict = self.verdict
        if not verdict.circle:
            return
        if verdict.circle_waits and self._is_ended_from_outside():
            return
        names: list[str] = []
        for marking in verdict.circle:
            for edge in verdict.edges(marking):
                target = self.graph.nodes[edge.target].element
                names += [*edge.names, *([target] if target else [])]
        unique = list(dict.fromkeys(names)) or [self.scope.view.id]
        place = next((name for name in unique if self._acts(name)), unique[0])
        told = verdict.circle_waits or not self.report.deploying
        rule = "BPMN-306" if told else "BPMN-305"
        self.report.add(
            rule,
            self.diagram.by_id.get(place),
            path=self.path(verdict.circle[0], verdict.trail(verdict.circle[0])),
            names=", ".join(self.name(name) for name in unique[:LONGEST]),
        )

    def _is_ended_from_outside(self) -> bool:
        """A circle that waits may be meant, when an event ends it."""
        here: Scope | None = self.scope
        while here is not None:
            if any(_may_interrupt(sub) for sub in here.event_subs):
                return True
            if here.host is not None and any(interrupts(b) for b in here.host.boundaries):
                return True
            here = here.parent
        return False

    def _dead(self) -> None:
        """What never runs, told where it begins; what only follows it is not told again."""
        dead = self.verdict.dead
        for name in self.scope.view.nodes:
            node = self.scope.view.nodes[name]
            if name not in dead or not (self._acts(name) or node.tag in ("endEvent", "boundaryEvent")):
                continue
            rule = "BPMN-304" if node.tag == "endEvent" else "BPMN-303"
            if rule == "BPMN-303" and self._follows_dead(name):
                continue
            self.report.add(rule, node.xml, name=self.name(name))

    def _follows_dead(self, name: str) -> bool:
        """Whether all that leads here is dead and one of it is told itself."""
        seen: set[str] = set()
        todo = [name]
        while todo:
            node = self.scope.view.nodes[todo.pop()]
            before = [flow.source for flow in node.incoming]
            if node.tag == "boundaryEvent":
                before.append(node.xml.get("attachedToRef") or "")
            for other in before:
                if other in seen or other not in self.verdict.dead:
                    continue
                if self._acts(other) or self.scope.view.nodes[other].tag == "boundaryEvent":
                    return True
                seen.add(other)
                todo.append(other)
        return False

    # -- words -----------------------------------------------------------------------------------------

    def name(self, element: str) -> str:
        """What a person calls it."""
        xml = self.diagram.by_id.get(element)
        return " ".join((xml.get("name") or "").split()) or element if xml is not None else element

    def _acts(self, element: str) -> bool:
        node = self.scope.view.nodes.get(element)
        return node is not None and (node.tag in ACTIVITIES or node.tag.startswith("intermediate"))

    def path(self, marking: int, moves: list[Move]) -> str:
        """The course to a marking: its choices, and what led to the tokens that lie there."""
        wanted = marking
        told: list[list[str]] = []
        for move in reversed(moves):
            node = self.graph.nodes[move.node]
            edges = [self.graph.edges[e] for e in move.chosen]
            choice = len(node.ports()) > 1
            causes = bool(move.gives & wanted)
            if causes:
                wanted |= move.takes
            kept = [edge for edge in edges if choice or wanted >> edge.id & 1]
            if choice or causes:
                names = [name for edge in kept for name in edge.names]
                told.append(names if node.chooser in (None, *names) else [str(node.chooser), *names])
        entry = self.graph.entry.names
        plain = list(dict.fromkeys(self.name(name) for part in [entry, *reversed(told)] for name in part))
        if len(plain) > LONGEST:
            plain = [*plain[:2], "…", *plain[-4:]]
        return ARROW.join(plain) or self.name(self.scope.view.id)


def _may_interrupt(sub: Scope) -> bool:
    start = start_of(sub)
    return start is not None and interrupts(start) and COMPLETE in sub.outcomes
