"""Which messages and errors a release listens for."""

from __future__ import annotations

from workflow_service.engine.reading import THROWING
from workflow_service.engine.release import CompiledRelease

ANY = ""


def caught_errors(release: CompiledRelease) -> frozenset[str]:
    """The codes of all errors that some element of the release catches; `ANY` when one catches whatever
    comes (BPMN 2.0, 10.5.5)."""
    return frozenset(
        part.ref or ANY
        for definition in release.definitions.values()
        for behaviour in definition.specs.values()
        if behaviour.program.event is not None and behaviour.element.type not in THROWING
        for part in behaviour.program.event.all
        if part.kind == "error"
    )


def received_messages(release: CompiledRelease) -> frozenset[str]:
    """The names of all messages some element of the release can catch (BPMN 2.0, 10.5), and of those that are
    thrown to be kept (`oef:kept="true"`) until a later release listens for them (domain.md 10)."""
    names = {
        trigger.name
        for info in release.processes.values()
        for trigger in info.starts
        if trigger.kind == "message" and trigger.name
    }
    for definition in release.definitions.values():
        for behaviour in definition.specs.values():
            rule = behaviour.program.event
            kept = behaviour.element.attributes.get("kept") == "true"
            if rule is not None and (kept or behaviour.element.type not in THROWING):
                names |= {part.ref for part in rule.all if part.kind == "message" and part.ref}
    return frozenset(names)
