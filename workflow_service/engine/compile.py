"""Making a release: check, normalise, parse, and describe every process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from workflow_service import errors
from workflow_service.engine.beginning import triggers
from workflow_service.engine.bpmn import B, O, text_of, true
from workflow_service.engine.check import Known, check_diagrams
from workflow_service.engine.correlation import message_keys
from workflow_service.engine.normalise import normalise
from workflow_service.engine.parsers import DiagramParser
from workflow_service.engine.reading import Reader, lanes_of
from workflow_service.engine.release import CompiledRelease, Definition, ProcessInfo
from workflow_service.engine.xml import read_xml

# Who calls a process may be in files that are not here, so its names cannot be judged.
UNKNOWN_NAME = "BPMN-081"
# Two releases of a large package.
KEPT_FILES = 200


def executable_processes(data: bytes) -> list[tuple[str, str]]:
    """Key and name of each executable process of a diagram that passed the check (BPMN 2.0 XML)."""
    nodes = normalise(read_xml(data)).findall(B + "process")
    own = [node for node in nodes if true(node, "isExecutable", default=True)]
    return [(str(node.get("id")), name_of(node)) for node in own]


def compile_release(
    diagrams: Mapping[str, bytes],
    *,
    decisions: Mapping[str, object] | None = None,
    published: bool = False,
) -> CompiledRelease:
    """Compile all diagrams of a package (file name to BPMN 2.0 XML).

    Calls may lead out of the files given: the publish check (`check_diagrams` with `Known`) judges them, a
    running instance stands still at one that leads nowhere. `decisions`: the keys the release holds, when
    unknown ones are to be refused. `published`: these very files were judged when they were published, and
    instances run on them whatever a later version of the check would say (INV-20). Raises errors.CheckFailed
    with every finding, warnings included, when one of them is an error.
    """
    known = None if decisions is None else Known(decisions=tuple(decisions))
    findings = [] if published else check_diagrams(diagrams, known, playing=False)
    if any(finding.severity == "error" and finding.rule != UNKNOWN_NAME for finding in findings):
        raise errors.CheckFailed(
            "diagram_refused",
            "Diagrammet kan ikke udgives, før fejlene er rettet.",
            "The diagram cannot be published before its errors are mended.",
            findings,
        )
    processes: dict[str, ProcessInfo] = {}
    definitions: dict[str, Definition] = {}
    for file, data in diagrams.items():
        for definition, info in _compiled(file, data):
            definitions[definition.key], processes[definition.key] = definition, info
    return CompiledRelease(processes, definitions)


@lru_cache(maxsize=KEPT_FILES)
def _compiled(file: str, data: bytes) -> tuple[tuple[Definition, ProcessInfo], ...]:
    """The executable processes of a file. They depend on the file alone, so a release that changes one file
    shares all others with the release before."""
    root = normalise(read_xml(data))
    nodes = {str(node.get("id")): node for node in root.findall(B + "process")}
    reader = Reader(root)
    return tuple(
        (definition, describe(nodes[definition.key], definition, reader))
        for definition in DiagramParser().add(root, file)
    )


def name_of(process: etree._Element) -> str:
    return (process.get("name") or str(process.get("id"))).strip()


def describe(node: etree._Element, definition: Definition, reader: Reader) -> ProcessInfo:
    """What the other rooms may know of the process."""
    elements = {
        spec.element.id: spec.element for spec in definition.specs.values() if "~" not in spec.element.id
    }
    # where an activity's flows have conditions, a gateway of the same name is drawn behind it (`normalise`);
    # what the activity says of itself (form, operation, guards) is the activity's
    elements |= {
        one.element.id: one.element for name, one in definition.specs.items() if name == one.element.id
    }
    attributes = {str(k)[len(O) :]: str(v) for k, v in node.attrib.items() if str(k).startswith(O)}
    starts = triggers(node, reader)
    form = next((elements[s.element].form for s in starts if s.kind == "none"), None)
    called = {element.called: None for element in elements.values() if element.called}
    return ProcessInfo(
        key=definition.key,
        name=name_of(node),
        file=definition.file,
        elements=elements,
        lanes=tuple(dict.fromkeys(lanes_of(node).values())),
        core_element=attributes.get("coreElement"),
        start_form=form,
        called=tuple(str(key) for key in called),
        documentation=text_of(node, "documentation") or "",
        starts=starts,
        attributes=attributes,
        variables=declared_variables(node),
        message_keys=message_keys(reader.root),
        lane_names=tuple((lane.get("name") or "").strip() for lane in node.iter(B + "lane")),
    )


def declared_variables(process: etree._Element) -> tuple[str, ...]:
    """`oef:variable` elements: what a start must or may bring."""
    extension = process.find(B + "extensionElements")
    found = extension.findall(O + "variable") if extension is not None else []
    return tuple(str(v.get("name")) for v in found if v.get("name"))
