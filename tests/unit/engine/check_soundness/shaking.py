"""Legal diagrams, often unsound: block-structured ones with gateways exchanged and flows moved."""

from __future__ import annotations

import random

from lxml import etree

from tests.oracle.generator import Generator
from tests.oracle.kit import B

GATES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
TARGETS = (*GATES, "userTask", "serviceTask", "endEvent", "callActivity")
SOURCES = (*GATES, "userTask")


def shaken(rnd: random.Random) -> list[bytes]:
    """The files of a random process `p`; some of them are not as a person would draw them."""
    files = Generator(rnd).process(rnd.choice((2, 3)))
    return [_shake(rnd, data) for data in files]


def _shake(rnd: random.Random, data: bytes) -> bytes:
    root = etree.fromstring(data)
    for _ in range(rnd.randint(0, 3)):
        rnd.choice((_exchange, _exchange, _move, _add))(rnd, root)
    for gate in root.iter(*(B + tag for tag in GATES)):
        _conditions(rnd, root, gate)
    for cardinality in root.iter(B + "loopCardinality"):
        # an activity that runs no time at all has no boundary events to play with
        cardinality.text = str(max(1, int(cardinality.text or 1)))
    return etree.tostring(root)


def _exchange(rnd: random.Random, root: etree._Element) -> None:
    gates = list(root.iter(*(B + tag for tag in GATES)))
    if gates:
        rnd.choice(gates).tag = B + rnd.choice(GATES)


def _nodes(scope: etree._Element, tags: tuple[str, ...]) -> list[etree._Element]:
    found = [node for tag in tags for node in scope.findall(B + tag)]
    return [node for node in found if node.get("isForCompensation") != "true"]


def _move(rnd: random.Random, root: etree._Element) -> None:
    flow = rnd.choice(list(root.iter(B + "sequenceFlow")))
    targets = _nodes(flow.getparent(), TARGETS)
    if targets:
        flow.set("targetRef", rnd.choice(targets).get("id"))


def _add(rnd: random.Random, root: etree._Element) -> None:
    scope = rnd.choice(list(root.iter(B + "sequenceFlow"))).getparent()
    sources, targets = _nodes(scope, SOURCES), _nodes(scope, TARGETS)
    if sources and targets:
        source, target = rnd.choice(sources), rnd.choice(targets)
        name = f"a{rnd.randrange(10**9)}"
        etree.SubElement(
            scope, B + "sequenceFlow", id=name, sourceRef=source.get("id"), targetRef=target.get("id")
        )


def _conditions(rnd: random.Random, root: etree._Element, gate: etree._Element) -> None:
    """Give a gateway's flows what its kind asks for."""
    flows = [f for f in root.iter(B + "sequenceFlow") if f.get("sourceRef") == gate.get("id")]
    gate.attrib.pop("default", None)
    for flow in flows:
        for condition in flow.findall(B + "conditionExpression"):
            flow.remove(condition)
    if gate.tag == B + "parallelGateway" or len(flows) < 2:
        return
    for flow in flows[:-1]:
        etree.SubElement(flow, B + "conditionExpression").text = f"x >= {rnd.randint(0, 3)}"
    gate.set("default", flows[-1].get("id"))
