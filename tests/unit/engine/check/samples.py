"""The smallest diagram for each rule of the check: what is wrong, and where the finding must point."""

from __future__ import annotations

from tests.oracle.kit import (
    HEAD,
    association,
    boundary,
    catch,
    complex_gateway,
    element,
    end,
    event_gateway,
    event_sub,
    extension,
    flows,
    lane,
    par,
    process,
    start,
    sub,
    throw,
    transaction,
    user,
    xor,
)
from workflow_service.engine.check import Known

Sample = tuple[dict[str, bytes], str | None]
KNOWN = Known(
    forms={"f"}, decisions={"D1"}, roles={"r"}, parameters={"known"}, operations={"op"}, processes=set(),
    legal_bases={"law"}, guidance={"g"},
)  # fmt: skip


def raw(body: str) -> bytes:
    return f"{HEAD}>{body}</definitions>".encode()


def one(*parts: str, **attributes: str) -> dict[str, bytes]:
    return {"p.bpmn": process("p", *parts, **attributes)}


def with_a(activity: str, *extra: str, **attributes: str) -> dict[str, bytes]:
    return one(start(), activity, end(), flows("s>A>e"), *extra, **attributes)


def task(tag: str, body: str = "", **attributes: str) -> dict[str, bytes]:
    return with_a(element(tag, "A", body, **attributes))


def thrown(event: str) -> dict[str, bytes]:
    return one(start(), throw("t", event), end(), flows("s>t>e"))


def caught(body: str, **attributes: str) -> dict[str, bytes]:
    return one(start(), element("intermediateCatchEvent", "c", body, **attributes), end(), flows("s>c>e"))


def guarded(event: str, ni: bool = False) -> dict[str, bytes]:
    return one(start(), user("A"), boundary("b", "A", event, ni), end(), end("e2"), flows("s>A>e", "b>e2"))


def condition(text: str, *before: str) -> dict[str, bytes]:
    ways = flows("s>B>g", f"g>A ? {text}", "g>e *", "A>e")
    quiet = {"oef__outputs": "declared"}
    return one(*before, start(), user("B", **quiet), xor("g"), user("A", **quiet), end(), ways)


def timer(body: str) -> dict[str, bytes]:
    return caught(f"<timerEventDefinition>{body}</timerEventDefinition>")


START_ONLY = start() + end() + flows("s>e")
DUPLICATE = f'<process id="p" isExecutable="true">{START_ONLY}<task id="s"/></process>'
UNREAD = extension('<camunda:executionListener class="x" event="start"/>')
ZEEBE = '<zeebe:taskDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" type="x"/>'
DEEP = "<a>" * 230 + "</a>" * 230

SAMPLES: dict[str, Sample] = {
    "BPMN-001": ({"p.bpmn": b"<definitions><process></definitions>"}, None),
    "BPMN-002": ({"p.bpmn": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, None),
    "BPMN-003": ({"p.bpmn": b"<x>" + b" " * (5 * 1024 * 1024) + b"</x>"}, None),
    "BPMN-004": ({"p.bpmn": b"<html/>"}, None),
    "BPMN-005": ({"p.bpmn": raw(f'<process id="p" isExecutable="true" foo="1">{START_ONLY}</process>')}, "p"),
    "BPMN-006": ({"p.bpmn": raw('<process id="p" isExecutable="false"/>')}, None),
    "BPMN-007": ({"p.bpmn": raw(f'<process id="p">{extension(DEEP)}</process>')}, None),
    "BPMN-010": ({"p.bpmn": raw(DUPLICATE)}, "s"),
    "BPMN-011": (one(start("Start"), end(), flows("Start>e")), "Start"),
    "BPMN-012": ({"p.bpmn": raw(f'<process id="p" isExecutable="true">{START_ONLY}<task/></process>')}, "p"),
    "BPMN-013": ({"a.bpmn": process("p", START_ONLY), "b.bpmn": process("p", START_ONLY)}, "p"),
    "BPMN-014": (
        {"p.bpmn": raw(f'<process id="p" isExecutable="true">{START_ONLY}'
                       '<sequenceFlow id="f" sourceRef="s" targetRef="gone"/></process>')}, "f",
    ),
    "BPMN-015": (caught('<messageEventDefinition messageRef="gone"/>'), "c"),
    "BPMN-016": (
        one(start(), sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1")), end(),
            flows("s>S>e"), '<sequenceFlow id="f" sourceRef="A" targetRef="e"/>'), "f",
    ),
    "BPMN-017": (one(lane("r", "gone"), START_ONLY), "lane_r"),
    "BPMN-018": ({"p.bpmn": raw('<choreography id="c"><startEvent id="x"/></choreography>'
                                f'<process id="p">{START_ONLY}</process>')}, "c"),
    "BPMN-020": (one(end()), "p"),
    "BPMN-021": (one(START_ONLY, user("A"), end("e2"), flows("A>e2")), "A"),
    "BPMN-022": (one(start(), xor("g"), flows("s>g")), "g"),
    "BPMN-023": (one(start(), user("A"), flows("s>A")), "A"),
    "BPMN-024": (
        one(start(), sub("S", start("s1"), start("s2"), end("e1"), flows("s1>e1", "s2>e1")), end(),
            flows("s>S>e")), "S",
    ),
    "BPMN-025": (one(START_ONLY, event_sub("ES", start("s1"), end("e1"), flows("s1>e1"))), "ES"),
    "BPMN-026": (one(start(), end(), user("A"), flows("s>e", "e>A")), "e"),
    "BPMN-027": (one(start(), xor("m"), xor("x"), end(), flows("s>m>x", "x>m ? true", "x>e *")), "x"),
    "BPMN-028": (
        one(start(), end(), event_sub("ES", start("s1", "msg:M"), end("e1"), flows("s1>e1")),
            flows("s>ES>e")),
        "ES",
    ),
    "BPMN-029": (one(start(), start("s2"), end(), flows("s>e", "s2>e")), "p"),
    "BPMN-030": (one(start(), xor("g"), user("A"), end(), flows("s>g", "g>A ? true", "g>e", "A>e")), "f_g_e"),
    "BPMN-031": (one(start(), element("exclusiveGateway", "g", default="f_s_g"), user("A"), end(),
                     flows("s>g", "g>A ? true", "g>e ? true", "A>e")), "g"),
    "BPMN-032": (
        one(start(), xor("g"), user("A"), end(), flows("s>g", "g>A ? true", "g>e ? true", "A>e")), "g",
    ),
    "BPMN-033": (one(start(), xor("g"), user("A"), end(), flows("s>g", "g>A ? true", "g>e * ? true", "A>e"))
                 | one(start(), element("exclusiveGateway", "g", default="f_g_e"), user("A"), end(),
                       flows("s>g", "g>A ? true", "g>e ? true", "A>e")), "f_g_e"),
    "BPMN-034": (one(start(), par("g"), user("A"), end(), flows("s>g", "g>A ? true", "g>e", "A>e")), "f_g_A"),
    "BPMN-035": (
        one(start(), event_gateway("g"), user("A"), catch("c", "msg:M"), end(),
            flows("s>g", "g>A>e", "g>c>e")), "f_g_A",
    ),
    "BPMN-036": (one(start(), event_gateway("g"), catch("c", "msg:M"), end(), flows("s>g>c>e")), "g"),
    "BPMN-037": (
        one(start(), event_gateway("g"), catch("c", "msg:M"), catch("d", "msg:N"), end(),
            flows("s>g", "g>c>e", "g>d>c")), "c",
    ),
    "BPMN-038": (one(start(), par("g"), end(), flows("s>g>e")), "g"),
    "BPMN-039": (
        one(start(), par("f"), complex_gateway("g", ""), end(), flows("s>f", "f>g>e"),
            '<sequenceFlow id="x" sourceRef="f" targetRef="g"/>'), "g",
    ),
    "BPMN-040": (one(START_ONLY, boundary("b", "e", "msg:M"), end("e2"), flows("b>e2")), "b"),
    "BPMN-041": (one(start("s", "err:E"), end(), flows("s>e")), "s"),
    "BPMN-042": (guarded("cancel"), "b"),
    "BPMN-043": (one(start(), user("A"), boundary("b", "A", "comp"), end(), flows("s>A>e")), "b"),
    "BPMN-044": (
        one(start(), user("A"), boundary("b", "A", "comp"), end(), flows("s>A>e"),
            element("subProcess", "H", start("s1") + end("e1") + flows("s1>e1"), isForCompensation="true"),
            association("b", "H")), "H",
    ),
    "BPMN-045": (guarded("err:E", True), "b"),
    "BPMN-046": (caught(""), "c"),
    "BPMN-047": (one(start(), throw("t", "link:L"), end(), flows("s>e")) | thrown("link:L"), "t"),
    "BPMN-048": (timer(""), "c"),
    "BPMN-049": (timer("<timeDuration>soon</timeDuration>"), "c"),
    "BPMN-050": (timer("<timeCycle>R3/P1D</timeCycle>"), "c"),
    "BPMN-051": (caught("<conditionalEventDefinition><condition/></conditionalEventDefinition>"), "c"),
    "BPMN-052": (thrown("comp:gone"), "t"),
    "BPMN-053": (caught("<messageEventDefinition/>"), "c"),
    "BPMN-054": (one(start(), end("e", "err"), flows("s>e")), "e"),
    "BPMN-055": (
        one(start(), transaction("S", start("s1"), end("e1", "cancel"), flows("s1>e1")), end(),
            flows("s>S>e")),
        "S",
    ),
    "BPMN-056": (one(start(), end("e", "err:E1"), flows("s>e")), "e"),
    "BPMN-057": (
        one(start(), throw("t", "link:L"), catch("c", "link:L"), end(), flows("s>t>e", "c>e")), "t",
    ),
    "BPMN-058": (caught("<conditionalEventDefinition><condition>today() &gt; d</condition>"
                        "</conditionalEventDefinition>"), "c"),
    "BPMN-059": (one(start(), end("e", "cancel"), flows("s>e")), "e"),
    "BPMN-060": (task("serviceTask"), "A"),
    "BPMN-061": (task("serviceTask", oef__operation="gone"), "A"),
    "BPMN-062": (task("businessRuleTask"), "A"),
    "BPMN-063": (task("businessRuleTask", camunda__decisionRef="gone"), "A"),
    "BPMN-064": (task("userTask", camunda__formRef="gone"), "A"),
    "BPMN-065": (with_a(user("A"), lane("r", "s")), "A"),
    "BPMN-094": (task("userTask", camunda__candidateGroups="r,s"), "A"),
    "BPMN-066": (task("userTask", camunda__candidateGroups="r,gone"), "A"),
    "BPMN-067": (task("callActivity", calledElement="gone"), "A"),
    "BPMN-068": (timer('<timeDuration>=parameter("gone")</timeDuration>'), "c"),
    "BPMN-069": (task("userTask", oef__legalBasis="gone"), "A"),
    "BPMN-070": (with_a(element("scriptTask", "A", "<script>x</script>", scriptFormat="python")), "A"),
    "BPMN-071": (task("scriptTask", scriptFormat="feel"), "A"),
    "BPMN-072": (task("receiveTask"), "A"),
    "BPMN-073": (with_a(element("callActivity", "A", calledElement="p")), "p"),
    "BPMN-074": (with_a(element("userTask", "A", "<multiInstanceLoopCharacteristics/>")), "A"),
    "BPMN-075": (with_a(element("userTask", "A", '<multiInstanceLoopCharacteristics behavior="One">'
                                "<loopCardinality>2</loopCardinality>"
                                "</multiInstanceLoopCharacteristics>")), "A"),
    "BPMN-076": (with_a(element("userTask", "A", "<standardLoopCharacteristics/>")), "A"),
    "BPMN-077": (task("userTask", startQuantity="2"), "A"),
    "BPMN-078": (with_a(user("A", {"card": -1})), "A"),
    "BPMN-079": (with_a(element("userTask", "A", isForCompensation="true")), "A"),
    "BPMN-080": (condition("x > > 1"), "f_g_A"),
    "BPMN-081": (condition("levl > 1", extension('<oef:variable name="level"/>')), "f_g_A"),
    "BPMN-082": (condition("${x > 1}"), "f_g_A"),
    "BPMN-083": (condition("level > 1"), "f_g_A"),
    "BPMN-084": (task("userTask", camunda__dueDate="P1H"), "A"),
    "BPMN-085": (
        with_a(element("callActivity", "A", extension('<camunda:in source="x"/>'), calledElement="p")), "A",
    ),
    "BPMN-086": (
        task("userTask", extension('<camunda:inputOutput><camunda:inputParameter name="x"><camunda:list/>'
                                   "</camunda:inputParameter></camunda:inputOutput>")), "A",
    ),
    "BPMN-090": (task("serviceTask", camunda__class="org.example.X"), "A"),
    "BPMN-091": (task("userTask", UNREAD), "A"),
    "BPMN-092": (task("serviceTask", extension(ZEEBE), oef__operation="op"), "A"),
    "BPMN-093": (
        with_a(element("adHocSubProcess", "A",
                       user("B") + "<completionCondition>true</completionCondition>")),
        "A",
    ),
}  # fmt: skip
