"""A small BPMN builder: Python calls in, BPMN 2.0 XML out. Expressions are FEEL.

Events are written `kind:value`: msg, sig, timer, cycle, err, esc, cond, comp, link, term, cancel. Flows are
written `a>b>c`, `a>b ? condition`, `a>b *` (the default flow).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

NS = "http://www.omg.org/spec/BPMN/20100524/MODEL"
B = f"{{{NS}}}"
HEAD = (
    f'<definitions xmlns="{NS}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:oef="https://oef.dk/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="https://oef.dk/test"'
)
EVENTS = {
    "msg": '<messageEventDefinition messageRef="msg_{0}"/>',
    "sig": '<signalEventDefinition signalRef="sig_{0}"/>',
    "timer": "<timerEventDefinition><timeDuration>{0}</timeDuration></timerEventDefinition>",
    "date": "<timerEventDefinition><timeDate>{0}</timeDate></timerEventDefinition>",
    "cycle": "<timerEventDefinition><timeCycle>{0}</timeCycle></timerEventDefinition>",
    "err": '<errorEventDefinition errorRef="err_{0}"/>',
    "esc": '<escalationEventDefinition escalationRef="esc_{0}"/>',
    "cond": "<conditionalEventDefinition><condition>{0}</condition></conditionalEventDefinition>",
    "comp": '<compensateEventDefinition activityRef="{0}"/>',
    "link": '<linkEventDefinition name="{0}"/>',
    "term": "<terminateEventDefinition/>",
    "cancel": "<cancelEventDefinition/>",
}


def event(text: str) -> str:
    out = ""
    for part in filter(None, text.split(" & ")):
        kind, _, value = part.partition(":")
        if kind == "comp" and not value:
            out += "<compensateEventDefinition/>"
        elif kind == "err" and not value:
            out += "<errorEventDefinition/>"
        else:
            out += EVENTS[kind].format(escape(value))
    return out


def loop(how: dict[str, Any] | None) -> str:
    """`loop`, `before`, `max`: a standard loop; else `card` or `coll`, `elem`, `out`, `outelem`, `cond`."""
    if not how:
        return ""
    if "loop" in how:
        before = "true" if how.get("before") else "false"
        return (
            f'<standardLoopCharacteristics testBefore="{before}" loopMaximum="{how.get("max", 99)}">'
            f"<loopCondition>{escape(how['loop'])}</loopCondition></standardLoopCharacteristics>"
        )
    out = f'<multiInstanceLoopCharacteristics isSequential="{"true" if how.get("seq") else "false"}"'
    if how.get("coll"):
        out += f" camunda:collection={quoteattr(how['coll'])}"
    if how.get("elem"):
        out += f' camunda:elementVariable="{how["elem"]}"'
    out += ">"
    if how.get("card") is not None:
        out += f"<loopCardinality>{how['card']}</loopCardinality>"
    if how.get("out"):
        out += f"<loopDataOutputRef>{how['out']}</loopDataOutputRef>"
    if how.get("outelem"):
        out += f'<outputDataItem id="item_{how.get("out", "")}_{how["outelem"]}" name="{how["outelem"]}"/>'
    if how.get("cond"):
        out += f"<completionCondition>{escape(how['cond'])}</completionCondition>"
    return out + "</multiInstanceLoopCharacteristics>"


def element(tag: str, name: str, body: str = "", mi: dict[str, Any] | None = None, **attributes: Any) -> str:
    given = "".join(
        f" {key.replace('__', ':')}={quoteattr(str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f'<{tag} id="{name}"{given}>{body}{loop(mi)}</{tag}>'


def mapping(tag: str, **values: str) -> str:
    return "".join(
        f'<camunda:{tag}Parameter name="{name}">{escape(text)}</camunda:{tag}Parameter>'
        for name, text in values.items()
    )


def extension(body: str) -> str:
    return f"<extensionElements>{body}</extensionElements>" if body else ""


def start(name: str = "s", on: str = "", ni: bool = False) -> str:
    return element("startEvent", name, event(on), isInterrupting="false" if ni else None)


def end(name: str = "e", on: str = "") -> str:
    return element("endEvent", name, event(on))


def throw(name: str, on: str) -> str:
    return element("intermediateThrowEvent", name, event(on))


def catch(name: str, on: str) -> str:
    return element("intermediateCatchEvent", name, event(on))


def boundary(name: str, host: str, on: str, ni: bool = False) -> str:
    cancel = "false" if ni else "true"
    return element("boundaryEvent", name, event(on), attachedToRef=host, cancelActivity=cancel)


def user(name: str, mi: dict[str, Any] | None = None, comp: bool = False, **attributes: Any) -> str:
    """A user task whose whole answer becomes variables."""
    attributes.setdefault("oef__outputs", "all")
    return element("userTask", name, mi=mi, isForCompensation="true" if comp else None, **attributes)


def mark(name: str, mi: dict[str, Any] | None = None, comp: bool = False, text: str | None = None) -> str:
    """Leaves a mark when it runs: its id, or the value of `text`."""
    inputs = extension(
        f"<camunda:inputOutput>{mapping('input', text=text)}</camunda:inputOutput>" if text else ""
    )
    return element(
        "serviceTask", name, inputs, mi, isForCompensation="true" if comp else None, camunda__topic="mark"
    )


def script(name: str, code: str, result: str) -> str:
    body = f"<script>{escape(code)}</script>"
    return element("scriptTask", name, body, scriptFormat="feel", camunda__resultVariable=result)


def service(name: str, topic: str, mi: dict[str, Any] | None = None) -> str:
    return element("serviceTask", name, mi=mi, camunda__type="external", camunda__topic=topic)


def sub(name: str, *body: str, mi: dict[str, Any] | None = None) -> str:
    return element("subProcess", name, "".join(body), mi)


def event_sub(name: str, *body: str) -> str:
    return element("subProcess", name, "".join(body), triggeredByEvent="true")


def transaction(name: str, *body: str) -> str:
    return element("transaction", name, "".join(body))


def call(
    name: str,
    process: str,
    ins: tuple[tuple[str, str], ...] = (),
    outs: tuple[tuple[str, str], ...] = (),
    mi: dict[str, Any] | None = None,
) -> str:
    """Without mappings everything goes in and comes out."""
    if ins or outs:
        body = "".join(f'<camunda:in source="{a}" target="{b}"/>' for a, b in ins)
        body += "".join(f'<camunda:out source="{a}" target="{b}"/>' for a, b in outs)
    else:
        body = '<camunda:in variables="all"/><camunda:out variables="all"/>'
    return element("callActivity", name, extension(body), mi, calledElement=process)


def xor(name: str) -> str:
    return element("exclusiveGateway", name)


def par(name: str) -> str:
    return element("parallelGateway", name)


def inc(name: str) -> str:
    return element("inclusiveGateway", name)


def event_gateway(name: str) -> str:
    return element("eventBasedGateway", name)


def complex_gateway(name: str, condition: str) -> str:
    return element("complexGateway", name, f"<activationCondition>{escape(condition)}</activationCondition>")


def lane(name: str, *nodes: str) -> str:
    refs = "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes)
    return f'<laneSet id="lanes_{name}"><lane id="lane_{name}" name="{name}">{refs}</lane></laneSet>'


def association(source: str, handler: str) -> str:
    name = f"as_{source}_{handler}"
    return f'<association id="{name}" associationDirection="One" sourceRef="{source}" targetRef="{handler}"/>'


def flows(*specs: str) -> str:
    out = ""
    for spec in specs:
        text, _, condition = spec.partition(" ? ")
        default = text.endswith(" *")
        names = [name.strip() for name in text.removesuffix(" *").split(">")]
        for source, target in pairwise(names):
            body = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
            mark_default = ' kitDefault="1"' if default else ""
            out += (
                f'<sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}"'
                f"{mark_default}>{body}</sequenceFlow>"
            )
    return out


GLOBALS = {
    "msg": ("message", "messageRef", ""),
    "sig": ("signal", "signalRef", ""),
    "err": ("error", "errorRef", "errorCode"),
    "esc": ("escalation", "escalationRef", "escalationCode"),
}


def process(key: str, *parts: str, **attributes: Any) -> bytes:
    """One process in one file, in the order the schema asks for."""
    body = "".join(parts)
    declared = ""
    for prefix, (tag, ref, code) in GLOBALS.items():
        for name in sorted(set(re.findall(f'{ref}="{prefix}_([^"]+)"', body))):
            more = f' {code}="{name}"' if code else ""
            declared += f'<{tag} id="{prefix}_{name}" name="{name}"{more}/>'
    own = "".join(f" {k.replace('__', ':')}={quoteattr(str(v))}" for k, v in attributes.items())
    text = f'{HEAD} id="d_{key}">{declared}<process id="{key}" isExecutable="true"{own}>{body}</process>'
    text += "</definitions>"
    root = etree.fromstring(text)
    nodes = {node.get("id"): node for node in root.iter() if node.get("id")}
    for flow in root.iter(B + "sequenceFlow"):
        if flow.attrib.pop("kitDefault", None):
            nodes[flow.get("sourceRef")].set("default", flow.get("id"))
    for node in root.iter(B + "process", B + "subProcess", B + "transaction"):
        arrange(node)
    for node in root.iter(B + "adHocSubProcess"):
        arrange(node)
    return etree.tostring(root)


ORDER = {
    "extensionElements": 0, "multiInstanceLoopCharacteristics": 1, "standardLoopCharacteristics": 1,
    "laneSet": 2, "association": 4, "completionCondition": 5,
}  # fmt: skip


def arrange(scope: etree._Element) -> None:
    """Children as BPMN20.xsd orders them."""
    children = sorted(scope, key=lambda child: ORDER.get(etree.QName(child).localname, 3))
    scope[:] = children
