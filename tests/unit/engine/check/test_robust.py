"""Any bytes give findings: never an exception, never an engine that breaks on what was let through."""

from __future__ import annotations

import copy
import random

import pytest
from lxml import etree

from tests.oracle.generator import Generator
from tests.unit.engine.check.samples import SAMPLES
from tests.unit.engine.world import World
from workflow_service import engine, errors
from workflow_service.engine.check import Known, check_diagrams

GOOD = [data for seed in range(8) for data in Generator(random.Random(seed)).process(4)]
TOKENS = [
    b"id=", b"sourceRef=", b"targetRef=", b'"s"', b"userTask", b"subProcess", b"startEvent", b"endEvent",
    b"exclusiveGateway", b"boundaryEvent", b"attachedToRef", b"true", b"false", b"timeDuration",
    b"callActivity", b"messageRef", b"isInterrupting", b"definitions", b"process", b"", b"\x00", b"\xff",
    b"&", b"<", b"\xc3\xa6", b"transaction", b"inclusiveGateway", b"triggeredByEvent",
    b"isForCompensation", b"multiInstance",
]  # fmt: skip


def mutated(rnd: random.Random, data: bytes) -> bytes:
    """Bytes cut, doubled, swapped, and words of the vocabulary exchanged for each other."""
    for _ in range(rnd.randint(1, 4)):
        kind, at = rnd.randrange(5), rnd.randrange(len(data))
        if kind == 0 and len(data) > 80:
            data = data[:at] + data[at + rnd.randint(1, 40) :]
        elif kind == 1:
            data = data[:at] + data[at : at + rnd.randint(1, 80)] + data[at:]
        elif kind == 2:
            data = data[:at] + bytes([rnd.randrange(256)]) + data[at + 1 :]
        else:
            data = data.replace(rnd.choice(TOKENS), rnd.choice(TOKENS), rnd.randint(1, 3)) or b"x"
    return data


def rearranged(rnd: random.Random, data: bytes) -> bytes:
    """The tree shaken: elements dropped, moved, doubled, renamed; attributes exchanged between elements."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return data
    for _ in range(rnd.randint(1, 3)):
        nodes = [n for n in root.iter() if isinstance(n.tag, str) and n is not root]
        if not nodes:
            break
        node, other, kind = rnd.choice(nodes), rnd.choice(nodes), rnd.randrange(6)
        if kind == 0:
            node.getparent().remove(node)
        elif kind == 1 and node not in other.iterancestors() and node is not other:
            other.append(node)
        elif kind == 2:
            node.addnext(copy.deepcopy(other))
        elif kind == 3:
            node.tag = other.tag
        elif node.attrib and other.attrib:
            name = rnd.choice(sorted(node.attrib))
            if kind == 4:
                node.set(name, rnd.choice(sorted(other.attrib.values())))
            else:
                del node.attrib[name]
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(20))
def test_mutated_diagrams_give_findings_or_run(seed):
    rnd = random.Random(seed)
    for _ in range(15):
        shake = rnd.choice([mutated, rearranged, rearranged])
        data = shake(rnd, rnd.choice(GOOD))
        findings = check_diagrams({"p.bpmn": data}, Known())
        assert all(f.da and f.en and f.file == "p.bpmn" for f in findings)
        try:
            release = engine.compile_release({"p.bpmn": data})
        except errors.CheckFailed:
            continue
        for key in release.processes:
            world = World()
            execution = engine.start(release, key, {"x": 0}, world.context())
            engine.load(release, execution.snapshot(), world.context())


@pytest.mark.parametrize("rule", [rule for rule, (files, _) in SAMPLES.items() if len(files) == 1])
def test_a_sample_is_refused_or_runs(rule):
    files, _ = SAMPLES[rule]
    try:
        release = engine.compile_release(files)
    except errors.CheckFailed:
        return
    for key in release.processes:
        engine.start(release, key, {}, World().context())


@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"\x00\x00", b"\xff\xfe<", b"<", b"<a", b"<?xml version='1.0' encoding='nonsense'?><a/>",
     b"<definitions/>", b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'],
)  # fmt: skip
def test_broken_bytes_give_a_finding(data):
    assert [f.severity for f in check_diagrams({"p": data}, None)].count("error") >= 1


def test_an_external_entity_is_not_read(tmp_path):
    secret = tmp_path / "canary"
    secret.write_text("do not read me")
    data = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]><d>&x;</d>'.encode()
    (finding,) = check_diagrams({"p": data}, None)
    assert finding.rule == "BPMN-002" and "read me" not in finding.en + finding.da


def test_an_entity_bomb_is_refused():
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><d>&c;</d>'
    assert [f.rule for f in check_diagrams({"p": bomb}, None)] == ["BPMN-002"]
