"""For each rule of the standard the smallest model that breaks it and its twin that does not.

`@` in a model is where the two differ: (model, what breaks the rule, what does not).
"""

from __future__ import annotations

from tests.unit.engine.check.models import drawing, edge, el, model, proc, shape, through, way

Pair = tuple[bytes, bytes]
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSD = "http://www.w3.org/2001/XMLSchema"


def pair(text: bytes, wrong: str, right: str) -> Pair:
    return text.replace(b"@", wrong.encode()), text.replace(b"@", right.encode())


def imports(location: str, namespace: str = "urn:o", kind: str = BPMN) -> str:
    return f'<import namespace="{namespace}" location="{location}" importType="{kind}"/>'


def pools(*parts: str, more: str = "") -> str:
    inside = '<participant id="A" processRef="p"/><participant id="B" processRef="q"/>' + "".join(parts)
    return f'<collaboration id="c">{inside}</collaboration>{more}'


def flow(source: str, target: str) -> str:
    return f'<messageFlow id="m" sourceRef="{source}" targetRef="{target}"/>'


def spec(inside: str) -> str:
    return f"<ioSpecification>{inside}</ioSpecification>"


def one_set(inputs: str, outputs: str = "", more: str = "") -> str:
    return (
        spec(f'<dataInput id="i"/><dataInput id="j"/><dataOutput id="o"/>'
             f'<inputSet id="is">{inputs}</inputSet><outputSet id="os">{outputs}</outputSet>{more}')
    )  # fmt: skip


def text(tag: str, *values: str) -> str:
    return "".join(f"<{tag}>{value}</{tag}>" for value in values)


MESSAGE = "<messageEventDefinition/>"
TIMER = "<timerEventDefinition/>"
TWO = through(el("task", "a")) + through(el("task", "b"), name="b", id="q")
MESSAGED = (
    proc(el("startEvent", "ps", "%"), el("task", "a"), el("endEvent", "pe"), way("ps", "a", "pe"))
    + through(el("task", "b"), name="b", id="q")
)  # fmt: skip
ITEMS = '<itemDefinition id="T1" structureRef="t:x"/><itemDefinition id="T2" structureRef="t:y"/>'
OPERATIONS = (
    '<message id="M1" itemRef="T1"/><message id="M2" itemRef="T2"/><interface id="I" name="I">'
    '<operation id="O" name="O"><inMessageRef>M1</inMessageRef></operation></interface>'
)


def task(body: str, tag: str = "task", **attributes: str) -> str:
    return through(el(tag, "a", body, **attributes))


def links(more: str) -> str:
    """A way with a link in it; `more` stands beside the catching link."""
    return proc(
        el("startEvent", "s"), el("intermediateThrowEvent", "t", el("linkEventDefinition", "l1", name="L")),
        el("intermediateCatchEvent", "c", el("linkEventDefinition", "l2", name="L") + more),
        el("endEvent", "e"), way("s>t", "c>e"),
    )  # fmt: skip


def multi(body: str = "", **attributes: str) -> str:
    given = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f"<multiInstanceLoopCharacteristics{given}>{body}</multiInstanceLoopCharacteristics>"


COUNT = "<loopCardinality>2</loopCardinality>"


def chor(*parts: str, people: str = "AB") -> str:
    who = "".join(el("participant", x) for x in people)
    return f'<choreography id="h">{who}{"".join(parts)}</choreography>'


def talk(id: str, who: str, first: str, *flows: str, tag: str = "choreographyTask") -> str:
    """A choreography activity: who takes part, who begins, its message flows."""
    body = text("participantRef", *who) + text("messageFlowRef", *flows)
    return el(tag, id, body, initiatingParticipantRef=first)


MF = '<messageFlow id="m1" sourceRef="A" targetRef="B"/><messageFlow id="m2" sourceRef="B" targetRef="A"/>'


def around(first: str, *more: str, id: str = "t") -> str:
    return el("startEvent", "s") + first + el("endEvent", "e") + "".join(more) + way("s", id, "e")


def forked(gateway: str, *middle: str) -> str:
    """A gateway `g` between start and two nodes x and y."""
    return proc(el("startEvent", "s"), gateway, *middle, el("endEvent", "e"),
                way("s>g", "g>x", "g>y", "x>e", "y>e"))  # fmt: skip


def caught(id: str, body: str) -> str:
    return el("intermediateCatchEvent", id, body)


MESSAGES = caught("x", MESSAGE) + caught("y", TIMER)
DRAWN = through(el("task", "a"))

PAIRS: dict[str, Pair] = {
    "BPMN-100": pair(model(imports("@"), DRAWN), "gone.bpmn", "other.bpmn"),
    "BPMN-101": pair(model(imports("other.bpmn", "@"), DRAWN), "urn:wrong", "urn:o"),
    "BPMN-102": pair(model(imports("x.xsd", "urn:x", "@"), DRAWN), BPMN, XSD),
    "BPMN-103": pair(model(imports("same.bpmn", "urn:t"), through(el("task", "@"), name="@")), "there",
        "here"),
    "BPMN-104": pair(model(el("message", "M", itemRef="@"), el("itemDefinition", "T"), DRAWN), "gone", "T"),
    "BPMN-105": pair(model(el("message", "M", itemRef="@"), el("itemDefinition", "T"), DRAWN), "p", "t:T"),
    "BPMN-106": pair(model('<import namespace="urn:o" location="@" importType="' + BPMN + '"/>', DRAWN),
                     "https://example.invalid/x.bpmn", "other.bpmn"),
    "BPMN-107": pair(model(
        ITEMS, '<message id="M"/>',
        *(f'<correlationProperty id="{n}"><correlationPropertyRetrievalExpression messageRef="M">'
          '<messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'
          for n in ("P1", "P2")),
        pools('<correlationKey id="K"><correlationPropertyRef>P1</correlationPropertyRef></correlationKey>'),
        proc(el("task", "a"), '<correlationSubscription id="S" correlationKeyRef="K">'
             '<correlationPropertyBinding correlationPropertyRef="@"><dataPath>x</dataPath>'
             '</correlationPropertyBinding></correlationSubscription>'),
        proc(id="q")), "P2", "P1"),
    "BPMN-108": pair(model(
        *(f'<resource id="{r}" name="{r}"><resourceParameter id="{r}1" name="x"/></resource>' for r in "RS"),
        proc(el("task", "a", '<performer id="w"><resourceRef>R</resourceRef>'
                '<resourceParameterBinding parameterRef="@"><expression>1</expression>'
                '</resourceParameterBinding></performer>'))), "S1", "R1"),
    "BPMN-109": pair(model(
        '<resource id="R" name="R"><resourceParameter id="R1" name="x" isRequired="@"/></resource>',
        proc(el("task", "a", '<performer id="w"><resourceRef>R</resourceRef></performer>'))),
        "true", "false"),
    "BPMN-110": pair(model(
        '<message id="M"/><message id="N"/>',
        '<correlationProperty id="P"><correlationPropertyRetrievalExpression messageRef="@">'
        "<messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty>",
        '<collaboration id="c">', el("participant", "A"), el("participant", "B"),
        el("messageFlow", "m", sourceRef="A", targetRef="B", messageRef="M"),
        el("conversation", "k", text("messageFlowRef", "m")
           + el("correlationKey", "K", text("correlationPropertyRef", "P"))), "</collaboration>"), "N", "M"),
    "BPMN-120": pair(model(pools(flow("a", "@")), proc(el("task", "a"), el("task", "a2")),
                           proc(el("task", "b"), id="q")), "a2", "b"),
    "BPMN-121": pair(model(pools(flow("@", "b")), TWO), "ps", "a"),
    "BPMN-122": pair(model(pools(flow("b", "@")), TWO), "pe", "a"),
    "BPMN-123": pair(model(pools(flow("b", "ps")), MESSAGED.replace("%", "@")), "", MESSAGE),
    "BPMN-124": pair(model('<collaboration id="c"><participant id="A"><participantMultiplicity minimum="@" '
                           'maximum="3"/></participant></collaboration>'), "4", "3"),
    "BPMN-125": pair(model('<collaboration id="c">', el("participant", "A"), el("participant", "B"),
                           el("conversation", "k"), el("conversationLink", "l", sourceRef="A", targetRef="@"),
                           "</collaboration>"), "B", "k"),
    "BPMN-126": pair(model('<globalConversation id="c">', el("participant", "A"), "@",
        "</globalConversation>"),
                     el("conversation", "k"), ""),
    "BPMN-127": pair(model(
        '<choreography id="other">', el("participant", "X"), el("participant", "Y"), "</choreography>",
        chor(around(el("callChoreography", "t", text("participantRef", "A", "B")
                       + "<participantAssociation><innerParticipantRef>@</innerParticipantRef>"
                       "<outerParticipantRef>A</outerParticipantRef></participantAssociation>",
                       calledChoreographyRef="other", initiatingParticipantRef="A")))), "B", "X"),
    "BPMN-128": pair(model('<collaboration id="c">', el("participant", "A"), el("participant", "B"),
                           el("conversation", "k", text("participantRef", "A") + "@"), "</collaboration>"),
                     "", text("participantRef", "B")),
    "BPMN-140": pair(model(proc(
        el("startEvent", "s", text("outgoing", "f_s_a")),
        el("task", "a", text("incoming", "@") + text("outgoing", "f_a_e")),
        el("endEvent", "e", text("incoming", "f_a_e")), way("s", "a", "e"))), "f_a_e", "f_s_a"),
    "BPMN-141": pair(model(proc(
        el("startEvent", "s", text("outgoing", "f_s_a")), el("task", "a", "@" + text("outgoing", "f_a_e")),
        el("endEvent", "e", text("incoming", "f_a_e")), way("s", "a", "e"))), "", text("incoming", "f_s_a")),
    "BPMN-142": pair(model(proc(
        el("startEvent", "s"), el("task", "a"), el("endEvent", "e"), way("a>e"),
        '<sequenceFlow id="f" sourceRef="s" targetRef="a">@</sequenceFlow>')),
        "<conditionExpression>x</conditionExpression>", ""),
    "BPMN-143": pair(model(proc(
        el("startEvent", "s"), el("task", "a"), el("endEvent", "e"), el("endEvent", "e2"), way("s>a"),
        '<sequenceFlow id="f" sourceRef="a" targetRef="e"><conditionExpression>x</conditionExpression>'
        "</sequenceFlow>@")), way("s>e2"), way("a>e2")),
    "BPMN-144": pair(model(proc(
        el("startEvent", "s"), el("endEvent", "e"),
        '<sequenceFlow id="f" sourceRef="s" targetRef="e" isImmediate="@"/>', isExecutable="true")),
        "false", "true"),
    "BPMN-145": pair(model(proc(el("startEvent", "s"), el("@", "e"), way("s", "e"))), "task", "endEvent"),
    "BPMN-146": pair(model(proc(el("@", "s"), el("endEvent", "e"), way("s", "e"))), "task", "startEvent"),
    "BPMN-147": pair(model(proc(
        el("startEvent", "s"), caught("c", TIMER), el("task", "a"), el("endEvent", "e"),
        way("s>a", "a>e", "c>e"), "@")), "", '<sequenceFlow id="f" sourceRef="a" targetRef="c"/>'),
    "BPMN-148": pair(model(proc(
        el("startEvent", "s"), el("task", "a"), el("endEvent", "e"),
        el("boundaryEvent", "b", TIMER, attachedToRef="a"), way("s>a", "a>e"), "@")), "", way("b>e")),
    "BPMN-149": pair(model(el("collaboration", "c", el("participant", "A") + el("participant", "B") + MF),
                           proc(el("task", "a"), "@")), talk("t", "AB", "A", "m1"), el("task", "t")),
    "BPMN-150": pair(model(task(el("task", "i") + "@", "adHocSubProcess")), el("startEvent", "x"), ""),
    "BPMN-151": pair(model(task("@", "adHocSubProcess")), "", el("task", "i")),
    "BPMN-152": pair(model(
        proc(spec('<dataInput id="pi"/><inputSet><dataInputRefs>pi</dataInputRefs></inputSet><outputSet/>'),
             el("task", "x"), id="q"),
        through(el("callActivity", "a", "@", calledElement="q"))),
        "", spec('<dataInput id="ci"/><inputSet><dataInputRefs>ci</dataInputRefs></inputSet><outputSet/>')),
    "BPMN-153": pair(model(task(one_set(text("dataInputRefs", "i", "j"), text("dataOutputRefs", "o"))
                                + multi(COUNT + "@"))), text("loopDataInputRef", "i"), ""),
    "BPMN-154": pair(model(el("signalEventDefinition", "S"), task(multi(COUNT, behavior="One@"))),
                     "", '" oneBehaviorEventRef="S'),
    "BPMN-155": pair(model(task(one_set(text("dataInputRefs", "i", "j"), text("dataOutputRefs", "o"))
                                + multi("@" + el("inputDataItem", "x")))), COUNT, text("loopDataInputRef",
                                    "i")),
    "BPMN-156": pair(model(proc(el("startEvent", "s"), el("receiveTask", "a", instantiate="true"),
                                el("endEvent", "e"), way("s>@", "a>e"))), "a", "e"),
    "BPMN-157": pair(model(ITEMS, OPERATIONS, task(
        spec('<dataInput id="i" itemSubjectRef="@"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet>'
             "<outputSet/>"), "sendTask", messageRef="M1")), "T2", "T1"),
    "BPMN-158": (model(task("<script>x</script>", "scriptTask")),
                 model(task("<script>x</script>", "scriptTask", scriptFormat="text/x"))),
    "BPMN-159": pair(model(ITEMS, OPERATIONS, task("", "sendTask", operationRef="O", messageRef="@")), "M2",
        "M1"),
    "BPMN-160": pair(model(through(el("subProcess", "a", "@" + el("task", "x")))),
                     spec("<inputSet/><outputSet/>"), ""),
    "BPMN-161": pair(model(task("", startQuantity="@")), "0", "2"),
    "BPMN-170": pair(model(proc(
        el("dataObject", "D"), el("dataObject", "E"),
        el("task", "a",
            spec('<dataInput id="i"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/>')
           + el("dataInputAssociation", "x", text("sourceRef", "D") + text("targetRef", "@"))))), "E", "i"),
    "BPMN-171": pair(model(proc(
        el("dataObject", "D"), el("dataObject", "E"),
        el("task", "a", spec('<dataOutput id="o"/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs>'
                             "</outputSet>")
           + el("dataOutputAssociation", "x", text("sourceRef", "@") + text("targetRef", "D"))))), "E", "o"),
    "BPMN-172": pair(model(proc(
        el("subProcess", "S", el("dataObject", "D") + el("task", "x")), el("dataObject", "E"),
        el("task", "a", el("property", "i")
           + el("dataInputAssociation", "x1", text("sourceRef", "@") + text("targetRef", "i"))))), "D", "E"),
    "BPMN-173": pair(model(proc(
        el("dataObject", "D"), el("dataObject", "E"),
        el("task", "a", el("property", "i")
           + el("dataInputAssociation", "x", text("sourceRef", "D", "E") + text("targetRef", "i") + "@")))),
        "", "<transformation>x</transformation>"),
    "BPMN-174": pair(model(ITEMS, proc(
        el("dataObject", "D", itemSubjectRef="@"),
        el("task", "a", el("property", "i", itemSubjectRef="T1")
           + el("dataInputAssociation", "x", text("sourceRef", "D") + text("targetRef", "i"))))), "T2", "T1"),
    "BPMN-175": pair(model(task(one_set("@", text("dataOutputRefs", "o")))),
                     text("dataInputRefs", "i"), text("dataInputRefs", "i", "j")),
    "BPMN-176": pair(model(task(spec(
        '<dataInput id="i"/><dataInput id="j"/><inputSet><dataInputRefs>i</dataInputRefs>@</inputSet>'
        "<inputSet><dataInputRefs>j</dataInputRefs></inputSet><outputSet/>"))),
        text("optionalInputRefs", "j"), text("optionalInputRefs", "i")),
    "BPMN-177": pair(model(task(one_set(
        text("dataInputRefs", "i", "j") + text("outputSetRefs", "os"), text("dataOutputRefs", "o") + "@"))),
        "", text("inputSetRefs", "is")),
    "BPMN-178": pair(model(el("itemDefinition", "T", isCollection="true"),
                           proc(el("dataObject", "D", itemSubjectRef="T", isCollection="@"))), "false",
                               "true"),
    "BPMN-179": (model(proc(el("dataObject", "D"), el("dataObjectReference", "R"))),
                 model(proc(el("dataObject", "D"), el("dataObjectReference", "R", dataObjectRef="D")))),
    "BPMN-180": (model(ITEMS, proc(el("dataObject", "D"),
                                   el("dataObjectReference", "R", dataObjectRef="D", itemSubjectRef="T1"))),
                 model(ITEMS, proc(el("dataObject", "D", itemSubjectRef="T1"),
                                   el("dataObjectReference", "R", dataObjectRef="D")))),
    "BPMN-181": (model(proc(el("dataObject", "D", '<dataState name="x"/>'))),
                 model(proc(el("dataObject", "D"),
                            el("dataObjectReference", "R", '<dataState name="x"/>', dataObjectRef="D")))),
    "BPMN-182": pair(model(proc(
        el("startEvent", "s", '<dataOutput id="o1"/>@' + MESSAGE + TIMER), el("endEvent", "e"), way("s",
            "e"))),
        "", '<dataOutput id="o2"/>'),
    "BPMN-183": pair(model(proc(
        el("task", "x",
            spec('<dataInput id="i" isCollection="true"/><inputSet><dataInputRefs>i</dataInputRefs>'
                             "</inputSet><outputSet/>")),
        el("task", "a",
            spec('<dataInput id="k" isCollection="true"/><inputSet><dataInputRefs>k</dataInputRefs>'
                             "</inputSet><outputSet/>") + multi(text("loopDataInputRef", "@"))))), "i", "k"),
    "BPMN-184": pair(model(ITEMS, OPERATIONS, proc(
        el("startEvent", "s",
            '<dataOutput id="o" itemSubjectRef="@"/><messageEventDefinition messageRef="M1"/>'),
        el("endEvent", "e"), way("s", "e"))), "T2", "T1"),
    "BPMN-190": pair(model(proc(
        el("startEvent", "s"), el("intermediateThrowEvent", "t", el("linkEventDefinition", "l0", name="L")),
        el("intermediateCatchEvent", "c", el("linkEventDefinition", "l", name="L")), el("endEvent", "e"),
        "@", way("s>t", "c>e"))),
        el("intermediateCatchEvent", "k", el("linkEventDefinition", "m", name="K")) + way("k>e"), ""),
    "BPMN-191": pair(model(links("@")), TIMER, ""),
    "BPMN-192": pair(model(proc(
        el("startEvent", "s"), el("task", "a"), el("task", "u", isForCompensation="true"), el("endEvent",
            "e"),
        el("boundaryEvent", "b", "<compensateEventDefinition/>", attachedToRef="a"), way("s>a", "a>e"), "@",
        el("association", "x", sourceRef="b", targetRef="u", associationDirection="One"))), way("b>e"), ""),
    "BPMN-193": pair(model(proc(
        el("startEvent", "s", "<timerEventDefinition><timeDate>2030-01-01T00:00:00Z</timeDate>@"
           "</timerEventDefinition>"), el("endEvent", "e"), way("s", "e"))), "<timeCycle>R/P1D</timeCycle>",
               ""),
    "BPMN-195": pair(model(proc(
            el("startEvent", "s"), el("task", "a"),
            el("intermediateThrowEvent", "t", el("linkEventDefinition", "l1", text("target", "@"), name="L")),
            el("intermediateThrowEvent", "u", el("linkEventDefinition", "k1", name="K")),
            el("intermediateCatchEvent", "c", el("linkEventDefinition", "l2", name="L")),
            el("intermediateCatchEvent", "k", el("linkEventDefinition", "k2", name="K")), el("endEvent", "e"),
            way("s>a", "a>t", "a>u", "c>e", "k>e"))), "k2", "l2"),
    "BPMN-196": pair(model(ITEMS, OPERATIONS, proc(
        el("startEvent", "s", '<messageEventDefinition messageRef="@"><operationRef>O</operationRef>'
           "</messageEventDefinition>"), el("endEvent", "e"), way("s", "e"))), "M2", "M1"),
    "BPMN-197": pair(model(el("signalEventDefinition", "D"), proc(
        el("startEvent", "s", el("timerEventDefinition", "T")), el("endEvent", "e"),
        el("intermediateCatchEvent", "c", text("eventDefinitionRef", "@")), way("s", "c", "e"))), "T", "D"),
    "BPMN-220": pair(model(forked(el("exclusiveGateway", "g", gatewayDirection="@"), el("task", "x"),
                                  el("task", "y"))), "Converging", "Diverging"),
    "BPMN-221": pair(model(forked(el("eventBasedGateway", "g"), caught("x", MESSAGE), "@")),
                     el("receiveTask", "y"), caught("y", TIMER)),
    "BPMN-222": (model(forked(el("eventBasedGateway", "g", instantiate="true"), MESSAGES)),
                 model(proc(el("eventBasedGateway", "g", instantiate="true"), MESSAGES, el("endEvent", "e"),
                            way("g>x", "g>y", "x>e", "y>e")))),
    "BPMN-223": pair(model(forked(el("eventBasedGateway", "g", eventGatewayType="@"), MESSAGES)),
                     "Parallel", "Exclusive"),
    "BPMN-240": pair(model(proc(el("startEvent", "s"), el("endEvent", "e"), way("s", "e"), processType="@",
                                isExecutable="true")), "Public", "Private"),
    "BPMN-241": pair(model(
        proc('<laneSet id="ls"><lane id="l"><flowNodeRef>@</flowNodeRef></lane></laneSet>', el("task", "a")),
        proc(el("task", "b"), id="q")), "b", "a"),
    "BPMN-242": pair(model(ITEMS, OPERATIONS, proc(
        "@", spec('<inputSet id="is"/><outputSet id="os"/>'),
        '<ioBinding operationRef="O" inputDataRef="is" outputDataRef="os"/>')),
        "", "<supportedInterfaceRef>I</supportedInterfaceRef>"),
    "BPMN-243": pair(model(proc(
        '<laneSet id="ls"><lane id="l"><flowNodeRef>a</flowNodeRef></lane><lane id="m">@</lane></laneSet>',
        el("task", "a"))), "<flowNodeRef>a</flowNodeRef>", ""),
    "BPMN-250": pair(model(chor(MF, around(talk("t", "AB", "@", "m1")), people="ABC")), "C", "A"),
    "BPMN-251": pair(model(chor(MF, around(el(
        "choreographyTask", "t", text("participantRef", "A", "B") + "@" + text("messageFlowRef", "m1"),
        initiatingParticipantRef="A")), people="ABC")), text("participantRef", "C"), ""),
    "BPMN-252": pair(model(chor(MF, '<messageFlow id="m3" sourceRef="A" targetRef="C"/>',
                                around(talk("t", "AB", "A", "@")), people="ABC")), "m3", "m1"),
    "BPMN-253": pair(model(chor(MF, around(talk("t", "AB", "A", "m1"), "@"))), el("task", "x"), ""),
    "BPMN-254": pair(model(chor(MF, el("startEvent", "s", "@"), talk("t", "AB", "A", "m1"), el("endEvent",
        "e"),
                                way("s", "t", "e"))), MESSAGE, TIMER),
    "BPMN-255": pair(model(chor(
        MF, el("messageFlow", "m3", sourceRef="C", targetRef="B"),
        el("messageFlow", "m4", sourceRef="B", targetRef="C"),
        el("startEvent", "s"), talk("t", "AB", "A", "m1"),
        el("choreographyTask", "u", text("participantRef", "B", "C") + text("messageFlowRef", "m3", "m4"),
           initiatingParticipantRef="@"), el("endEvent", "e"), way("s", "t", "u", "e"), people="ABC")), "C",
               "B"),
    "BPMN-256": pair(model(chor(MF, around(talk("t", "AB", "A", "@")))), "m2", "m1"),
    "BPMN-257": pair(model(chor(
        MF, el("startEvent", "s"), el("eventBasedGateway", "g"), talk("x", "AB", "A", "m1"), "@",
        el("endEvent", "e"), way("s>g", "g>x", "g>y", "x>e", "y>e"))),
        caught("y", MESSAGE), caught("y", TIMER)),
    "BPMN-400": pair(model(DRAWN, drawing("p", shape("@"))), "gone", "a"),
    "BPMN-401": pair(model(DRAWN, drawing("p", shape("@", "x"))), "f_ps_a", "a"),
    "BPMN-402": pair(model(DRAWN, drawing("p", shape("a"), shape("@", "x"))), "a", "ps"),
    "BPMN-403": pair(model(chor(MF, around(talk("t", "AB", "A", "m1"))), drawing(
        "h", shape("t"), shape("A", participantBandKind="top_initiating@"))),
        "", '" choreographyActivityShape="t_di'),
    "BPMN-404": pair(model(DRAWN, drawing("@", edge("f_ps_a"))), "a", "p"),
    "BPMN-405": pair(model(DRAWN, drawing("p", shape("a").replace('width="10"', 'width="@"'))), "-1", "1"),
}  # fmt: skip
# What the models import.
BESIDE = {
    "other.bpmn": model(proc(el("task", "there"), id="there_p")).replace(
        b'targetNamespace="urn:t"', b'targetNamespace="urn:o"'
    ),
    "same.bpmn": model(proc(el("task", "there"), id="same_p")),
    "x.xsd": b"<schema/>",
}
