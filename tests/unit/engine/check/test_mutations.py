"""Valid models bent on purpose: a broken reference or id is refused, and the check never falls over."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from lxml import etree

from tests.unit.engine.check.pairs import PAIRS
from tests.unit.engine.check.test_robust import mutated, rearranged
from workflow_service.engine.check import check_diagrams
from workflow_service.engine.check.references import ATTRIBUTES, CHILDREN, NAMES

DATA = Path(__file__).parents[3] / "data/bpmn-constraints/valid"
MODELS = {path.stem: path.read_bytes() for path in sorted(DATA.glob("*.bpmn"))}
REFERENCES = {name for _, name in ATTRIBUTES} | {"default", "attachedToRef", "messageRef", "bpmnElement"}
TEXTS = {name for _, name in CHILDREN} | {"flowNodeRef", "eventDefinitionRef"}
# Bare names of a process or a collection, where engines read them (`engine_of_a_family`).
READ_AS_NAMES = {"engine_of_a_family": NAMES}


def broken(data: bytes, name: str):
    """Every model that differs from `data` by one reference that leads nowhere."""
    root = etree.fromstring(data)
    free = READ_AS_NAMES.get(name, set())
    for node in root.iter(etree.Element):
        tag = etree.QName(node).localname
        for key in sorted(str(key) for key in node.attrib if key in REFERENCES - free):
            if tag in ("itemDefinition", "relationship") or str(node.get(key)).startswith("xsd:"):
                continue
            was, _ = node.get(key), node.set(key, "gone")
            yield f"{tag} {key}", etree.tostring(root)
            node.set(key, was or "")
        if tag in TEXTS - free and (node.text or "").strip():
            was, node.text = node.text, "gone"
            yield f"{tag} {was}", etree.tostring(root)
            node.text = was


def refused(data: bytes) -> bool:
    return any(f.severity == "error" for f in check_diagrams({"p.bpmn": data}, None, deploying=False))


@pytest.mark.parametrize("name", MODELS)
def test_every_reference_that_leads_nowhere_is_refused(name):
    assert [what for what, data in broken(MODELS[name], name) if not refused(data)] == []


@pytest.mark.parametrize("name", MODELS)
def test_every_id_given_twice_is_refused(name):
    root = etree.fromstring(MODELS[name])
    nodes = [node for node in root.iter(etree.Element) if node.get("id")]
    for node, other in zip(nodes[1:], nodes[2:] + nodes[1:2], strict=True):
        was = node.get("id") or ""
        node.set("id", other.get("id") or "")
        assert len(nodes) < 3 or refused(etree.tostring(root)), was
        node.set("id", was)


@pytest.mark.parametrize("seed", range(24))
def test_a_bent_model_gives_findings_and_never_a_traceback(seed):
    rnd = random.Random(seed)
    sources = [*MODELS.values(), *(right for _, right in PAIRS.values())]
    for _ in range(12):
        data = rnd.choice([mutated, rearranged, rearranged])(rnd, rnd.choice(sources))
        for deploying in (True, False):
            findings = check_diagrams({"p.bpmn": data}, None, deploying=deploying)
            assert all(f.da and f.en and f.cure_da and f.severity in ("error", "warning") for f in findings)
