"""Which messages a release listens for."""

from __future__ import annotations

from workflow_service.engine.release import CompiledRelease

THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})


def received_messages(release: CompiledRelease) -> frozenset[str]:
    """The names of all messages some element of the release can catch (BPMN 2.0, 10.5)."""
    names = {
        trigger.name
        for info in release.processes.values()
        for trigger in info.starts
        if trigger.kind == "message" and trigger.name
    }
    for definition in release.definitions.values():
        for behaviour in definition.specs.values():
            rule = behaviour.program.event
            if rule is not None and behaviour.element.type not in THROWING:
                names |= {part.ref for part in rule.all if part.kind == "message" and part.ref}
    return frozenset(names)
