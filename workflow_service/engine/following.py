"""What may come next: the steps a person meets after an element, read off the flows of its process."""

from __future__ import annotations

from collections import deque

from workflow_service.engine.face import Element
from workflow_service.engine.release import CompiledRelease

# what a reader would call a step; everything else is passed on the way
STEPS = frozenset({"userTask", "manualTask", "callActivity", "subProcess", "transaction", "adHocSubProcess"})
LIMIT = 6


def what_follows(release: CompiledRelease, process: str, element: str) -> tuple[Element, ...]:
    """The same across called processes: where this one ends, what follows its call."""
    steps: tuple[Element, ...] = ()
    places = [(process, element)]
    while places and not steps:
        steps = tuple(step for place in places for step in following(release, *place))
        ended = {place[0] for place in places}
        places = [
            (info.key, one.id)
            for info in release.processes.values()
            for one in info.elements.values()
            if one.called in ended and info.key not in ended
        ]
    return steps[:LIMIT]


def following(release: CompiledRelease, process: str, element: str) -> tuple[Element, ...]:
    """The nearest steps that can follow `element` inside its process, in the order of the diagram's flows;
    empty when the process ends after it. Boundary events are not asked: they do not follow, they happen."""
    specs = release.definition(process).specs
    found: dict[str, Element] = {}
    seen = {element}
    queue = deque([element])
    while queue and len(found) < LIMIT:
        behaviour = specs.get(queue.popleft())
        for flow in behaviour.flows if behaviour is not None else ():
            target = specs.get(flow.target)
            if target is None or flow.target in seen:
                continue
            seen.add(flow.target)
            if target.element.type in STEPS:
                found[flow.target] = target.element
            else:
                queue.append(flow.target)
    return tuple(found.values())
