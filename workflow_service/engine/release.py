"""A release: all diagrams of a package, compiled once into specs that every instance and thread shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflow_service import errors
from workflow_service.engine.face import Element

if TYPE_CHECKING:
    from workflow_service.engine.behaviour import Behaviour


@dataclass(frozen=True)
class StartTrigger:
    """What begins a process: a start event, a receive task or an event behind an event-based gateway that
    instantiates (BPMN 2.0, 10.3.3 and 10.6.6).

    `element` is what `start(start_event=...)` takes: the id, and for each event of a parallel multiple start
    its number behind a colon. A multiple start event is told once for each of its events. `kind` is none,
    message, signal, timer or conditional; `name` that of the message or signal; `text` the time or condition
    as the diagram says it, `form` duration, date or cycle.
    """

    element: str
    kind: str
    name: str | None = None
    text: str | None = None
    form: str | None = None


@dataclass(frozen=True)
class ProcessInfo:
    """What other rooms may know of a process. `lanes` are roles, `lane_names` as drawn, `called` the
    processes it calls, `starts` its start events, `attributes` its `oef:` attributes by local name,
    `variables` its declared start variables, `message_keys` FEEL for the correlation key of the messages its
    file draws one for."""

    key: str
    name: str
    file: str
    elements: Mapping[str, Element]
    lanes: tuple[str, ...] = ()
    core_element: str | None = None
    start_form: str | None = None
    called: tuple[str, ...] = ()
    documentation: str = ""
    starts: tuple[StartTrigger, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    variables: tuple[str, ...] = ()
    message_keys: Mapping[str, str] = field(default_factory=dict)
    lane_names: tuple[str, ...] = ()


@dataclass
class Definition:
    """A compiled process. Filled by the parser, not changed afterwards.

    By scope name (the process key or a sub-process id): `scopes` the library's specs, `starts` where tokens
    begin, `armed` the waiting starts of event sub-processes, `undo` the compensation event sub-process.
    `beside` tells of an event behind a parallel gateway that starts the process which others it starts with
    it. `specs` holds the behaviour of every element of all scopes.
    """

    key: str
    file: str
    spec: Any = None
    scopes: dict[str, Any] = field(default_factory=dict)
    specs: dict[str, Behaviour] = field(default_factory=dict)
    starts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    armed: dict[str, list[str]] = field(default_factory=dict)
    undo: dict[str, str] = field(default_factory=dict)
    beside: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class CompiledRelease:
    """Immutable; safe to share between threads."""

    processes: Mapping[str, ProcessInfo]
    definitions: Mapping[str, Definition] = field(repr=False)

    def element(self, process: str, element: str) -> Element:
        """The element's declaration. Raises errors.NotFound."""
        info = self.processes.get(process)
        found = info.elements.get(element) if info is not None else None
        if found is None:
            raise errors.NotFound(
                "element_unknown",
                f"Elementet »{element}« findes ikke i »{process}« i denne udgivelse.",
                f"There is no element “{element}” in “{process}” in this release.",
            )
        return found

    def definition(self, process: str) -> Definition:
        """The compiled process. Raises errors.NotFound."""
        found = self.definitions.get(process)
        if found is None:
            raise errors.NotFound(
                "process_unknown",
                f"Processen »{process}« findes ikke i denne udgivelse.",
                f"There is no process “{process}” in this release.",
            )
        return found
