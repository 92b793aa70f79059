"""Files that a diagram imports (BPMN 2.0.2, 8.2.2): found among the files given, and their ids made known."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

from lxml import etree

from workflow_service.engine.bpmn import BPMN, B, local
from workflow_service.engine.check.diagram import XML_SCHEMA, Diagram, Report
from workflow_service.engine.xml import XmlProblem, read_xml

# What a location must be imported as, by how it ends. WSDL has several legal types.
TYPES = {".bpmn": BPMN, ".xsd": XML_SCHEMA}
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Imports of imports are followed this far: enough for every reference, never a circle without end.
DEPTH = 4


class Library:
    """The files at hand: those to be judged and, beside them, what they may import."""

    def __init__(self, judged: Mapping[str, bytes], beside: Mapping[str, bytes]) -> None:
        self.files = {**beside, **judged}
        self._read: dict[str, Diagram | None] = {}

    def find(self, file: str, location: str) -> str | None:
        """The name of the file that `location` in `file` means."""
        name = posixpath.normpath(posixpath.join(posixpath.dirname(file), location.removeprefix("file:")))
        return name if name in self.files else None

    def diagram(self, file: str) -> Diagram | None:
        if file not in self._read:
            self._read[file] = _read(file, self.files[file])
        return self._read[file]


def _read(file: str, data: bytes) -> Diagram | None:
    try:
        root = read_xml(data)
    except XmlProblem:
        return None
    return Diagram(root, Report(file)) if local(root) == "definitions" else None


def check_imports(diagram: Diagram, library: Library) -> None:
    """Report imports that lead nowhere; tell `diagram` what its references may name."""
    for node in diagram.root.findall(B + "import"):
        kind, location = (node.get("importType") or "").strip(), (node.get("location") or "").strip()
        expected = next((t for end, t in TYPES.items() if location.lower().endswith(end)), None)
        if (expected and kind != expected) or not ABSOLUTE.match(kind):
            diagram.report.add(
                "BPMN-102", node, location=location, type=kind, expected=expected or "http://…"
            )
        file = library.find(diagram.file, location)
        if kind == BPMN or expected == BPMN:
            _bpmn(diagram, node, location, file, library)
        else:
            diagram.schemas.add(node.get("namespace") or "")


def _bpmn(diagram: Diagram, node: etree._Element, location: str, file: str | None, library: Library) -> None:
    namespace = node.get("namespace") or ""
    found = library.diagram(file) if file is not None else None
    diagram.imports.setdefault(namespace, []).append(found)
    if found is None:
        away = file is None and ABSOLUTE.match(location) and not location.startswith("file:")
        diagram.report.add("BPMN-106" if away else "BPMN-100", node, location=location)
        return
    if found.target_namespace != namespace:
        diagram.report.add(
            "BPMN-101", node, location=location, namespace=namespace, found=found.target_namespace
        )
    if found.target_namespace == diagram.target_namespace and found.file != diagram.file:
        for name in sorted(diagram.by_id.keys() & found.by_id.keys())[:5]:
            if all(local(d.by_id[name]) not in ("", "definitions") for d in (diagram, found)):
                diagram.report.add("BPMN-103", diagram.by_id[name], id=name, location=location)
    for inner in _inner(found, library, DEPTH):
        diagram.imports.setdefault(inner.target_namespace, []).append(inner)


def _inner(diagram: Diagram, library: Library, depth: int) -> Iterable[Diagram]:
    """What an imported file imports in its turn."""
    for node in diagram.root.findall(B + "import") if depth else ():
        file = library.find(diagram.file, node.get("location") or "")
        found = library.diagram(file) if file is not None else None
        if found is not None and found is not diagram:
            yield found
            yield from _inner(found, library, depth - 1)
