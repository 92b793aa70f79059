"""Is there a way to an element that avoids another one? Asked of all diagrams together, across their calls.

What is drawn decides, not the data: every condition may hold or not, every event may come. A parallel join
is passed when all its ways in avoid the element, a scope ends when all its tokens do. A step that is repeated
for a list counts as done once: an empty list has nothing that would need it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from workflow_service.engine.adhoc import AdHoc
from workflow_service.engine.behaviour import Behaviour
from workflow_service.engine.events import ArmedStart
from workflow_service.engine.face import Element
from workflow_service.engine.gateways import Inclusive, Parallel
from workflow_service.engine.release import CompiledRelease

Place = tuple[str, str]  # process key, and an element or the scope of a sub-process
Question = Callable[[Element], bool]

# an end that does not complete its scope: what catches it goes on
_BREAKS: Final = frozenset({"error", "cancel"})


@dataclass(frozen=True)
class Way:
    """From the beginning of a process to the element that was asked for, each element that is passed."""

    elements: tuple[Element, ...]

    @property
    def reached(self) -> Element:
        return self.elements[-1]


def ways_around(
    release: CompiledRelease, processes: Iterable[str], passed: Question, wanted: Question
) -> list[Way]:
    """One way to each wanted element that the processes named can reach, begun anew, without completing an
    element that is `passed`; empty when there is none."""
    search = _Search(release, passed)
    for key in processes:
        for trigger in release.processes[key].starts:
            search.come((key, trigger.element.partition(":")[0]), None)
        search.enter((key, key), None)
    search.run()
    return [search.way(place) for place in search.came if wanted(search.specs[place].element)]


def way_back(release: CompiledRelease, process: str, element: str) -> Way | None:
    """The shortest way from an element along the flows of its scope back to itself, if there is one."""
    specs = release.definition(process).specs
    before: dict[str, str] = {}
    queue = deque([element])
    while queue:
        name = queue.popleft()
        spec = specs[name]
        for target in (*spec.boundaries, *(flow.target for flow in spec.flows)):
            if target == element:
                found = [element, name]
                while found[-1] != element:
                    found.append(before[found[-1]])
                names = [one for one in reversed(found) if "~" not in one]
                return Way(tuple(specs[one].element for one in names))
            if target not in before:
                before[target] = name
                queue.append(target)
    return None


class _Search:
    """`came`: where a token can be that has avoided it, and from where. `through`: elements from which a
    token and all that comes of it can get to the ends of its scope so. Both only grow."""

    def __init__(self, release: CompiledRelease, passed: Question) -> None:
        self.definitions, self.passed = release.definitions, passed
        self.specs: dict[Place, Any] = {
            (definition.key, name): spec
            for definition in release.definitions.values()
            for name, spec in definition.specs.items()
            if not name.endswith("[child]") and not isinstance(spec, ArmedStart)
        }
        self.came: dict[Place, Place | None] = {}
        self.arrived: dict[Place, set[str]] = {}
        self.through: set[Place] = set()
        self.left: set[Place] = set()
        # scopes in which a terminate end was come to
        self.ended: set[Place] = set()

    def run(self) -> None:
        before = (-1, -1, -1)
        while before != (now := (len(self.came), len(self.left), len(self.through))):
            before = now
            for place in reversed(self.specs):
                if place not in self.through and self.gets_through(place):
                    self.through.add(place)
            for place in list(self.came):
                self.go_on(place)

    # -- getting to the ends of a scope --------------------------------------------------------------

    def gets_through(self, place: Place) -> bool:
        spec, key = self.specs[place], place[0]
        if any(self.interrupts(key, name) and (key, name) in self.through for name in spec.boundaries):
            return True
        if self.passed(spec.element) or not self.inside_ends(place):
            return False
        if spec.element.type == "endEvent" and kinds(spec) & _BREAKS:
            return False
        ways = [(key, flow.target) in self.through for flow in spec.flows]
        if isinstance(spec, Parallel):
            return all(ways)
        if isinstance(spec, Inclusive):
            sure = [f for f in spec.flows if f.condition is None and f.id != spec.default]
            if sure:
                return all((key, flow.target) in self.through for flow in sure)
        return any(ways) or not ways

    def interrupts(self, key: str, name: str) -> bool:
        interrupting: bool = self.specs[key, name].program.interrupting
        return interrupting

    def inside(self, place: Place) -> Place | None:
        """The scope that an activity opens; None for a plain one and for a call of a process not known."""
        element, key = self.specs[place].element, place[0]
        if element.called:
            return (element.called, element.called) if element.called in self.definitions else None
        return (key, element.id) if element.id in self.definitions[key].starts else None

    def inside_ends(self, place: Place) -> bool:
        scope = self.inside(place)
        if scope is None:
            return True
        key, name = scope
        definition = self.definitions[key]
        begun = [(key, start) in self.through for start in definition.starts[name]]
        # in the free order of an ad-hoc sub-process anything may be left out
        if any(begun) if self.free(place) else all(begun):
            return True
        interrupting = [self.opened(key, one) for one in definition.armed.get(name, ())]
        if any(host in self.through for host, cuts in interrupting if cuts):
            return True
        return scope in self.ended

    def free(self, place: Place) -> bool:
        spec = self.specs[place]
        return isinstance(getattr(spec, "instance_spec", spec), AdHoc)

    def opened(self, key: str, armed: str) -> tuple[Place, bool]:
        """The event sub-process behind an armed start, and whether it interrupts."""
        spec: Any = self.definitions[key].specs[armed]
        return (key, spec.opens), spec.program.interrupting

    # -- coming there --------------------------------------------------------------------------------

    def come(self, place: Place, before: Place | None) -> None:
        if place in self.came or place not in self.specs:
            return
        self.came[place] = before
        if "terminate" in kinds(self.specs[place]):
            self.ended.add((place[0], self.specs[place].element.scope or place[0]))
        for name in self.specs[place].boundaries:
            self.come((place[0], name), place)
        scope = self.inside(place)
        if scope is not None:
            for start in self.definitions[scope[0]].starts[scope[1]]:
                self.come((scope[0], start), place)
            self.enter(scope, place)

    def enter(self, scope: Place, before: Place | None) -> None:
        """While a scope runs, its events may come at any time."""
        key, name = scope
        for armed in self.definitions[key].armed.get(name, ()):
            self.come(self.opened(key, armed)[0], before)

    def go_on(self, place: Place) -> None:
        spec = self.specs[place]
        if place in self.left or self.passed(spec.element) or not self.inside_ends(place):
            return
        self.left.add(place)
        self.undo(place)
        for flow in spec.flows:
            target = (place[0], flow.target)
            joined: Any = self.specs[target]
            if isinstance(joined, Parallel) and joined.joins:
                arrived = self.arrived.setdefault(target, set())
                arrived.add(flow.id)
                if not arrived.issuperset(joined.incoming):
                    continue
            self.come(target, place)

    def undo(self, place: Place) -> None:
        """What completed can be undone."""
        spec, scope = self.specs[place], self.inside(place)
        handler = getattr(spec, "instance_spec", spec).handler
        if handler is not None:
            self.come((place[0], handler), place)
        if scope is not None and scope[1] in self.definitions[scope[0]].undo:
            self.come((scope[0], self.definitions[scope[0]].undo[scope[1]]), place)

    def way(self, place: Place) -> Way:
        found: list[Element] = []
        at: Place | None = place
        while at is not None:
            if "~" not in at[1]:
                found.append(self.specs[at].element)
            at = self.came[at]
        return Way(tuple(reversed(found)))


def kinds(spec: Behaviour) -> set[str]:
    """Kinds of its event definitions."""
    rule = spec.program.event
    return set() if rule is None else {part.kind for part in rule.all}
