"""The twin of each sample of `samples.py`: the same construct drawn right."""

from __future__ import annotations

from tests.oracle.kit import (
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
    inc,
    lane,
    mapping,
    par,
    process,
    start,
    sub,
    throw,
    transaction,
    user,
    xor,
)
from tests.unit.engine.check.samples import (
    START_ONLY,
    caught,
    condition,
    guarded,
    one,
    raw,
    task,
    timer,
    with_a,
)

Files = dict[str, bytes]
PLAIN = one(start(), user("A"), end(), flows("s>A>e"))


def conditional(text: str) -> Files:
    return caught(f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>")


def forked(gateway: str, *ways: str, more: str = "") -> Files:
    return one(start(), gateway, user("A"), end(), flows("s>g", *ways, "A>e"), more)


def waiting(*parts: str) -> Files:
    return one(start(), event_gateway("g"), *parts, end(), flows("s>g", "g>c>e", "g>d>e"))


def called(mappings: str = "") -> Files:
    return one(start(), element("callActivity", "A", extension(mappings), calledElement="q"), end(),
               flows("s>A>e")) | {"q.bpmn": process("q", START_ONLY)}  # fmt: skip


CHOICE = ("g>A ? true", "g>e *")
LINKED = one(start(), throw("t", "link:L"), catch("c", "link:L"), end(), flows("s>t", "c>e"))
CANCELLED = one(
    start(), transaction("S", start("s1"), end("e1", "cancel"), flows("s1>e1")), boundary("b", "S", "cancel"),
    end(), end("e2"), flows("s>S>e", "b>e2"),
)  # fmt: skip
UNDONE = one(
    start(), user("A"), boundary("b", "A", "comp"), user("U", comp=True), end(), flows("s>A>e"),
    association("b", "U"),
)  # fmt: skip
COUNTED = with_a(user("A", {"card": 2}))
MAPPED = task(
    "userTask", extension(f"<camunda:inputOutput>{mapping('input', x='=[1]')}</camunda:inputOutput>")
)
EVENT_SUB = one(START_ONLY, event_sub("ES", start("s1", "msg:M"), end("e1"), flows("s1>e1")))
CAUGHT_ERROR = one(
    start(), sub("S", start("s1"), end("e1", "err:E1"), flows("s1>e1")), boundary("b", "S", "err:E1"), end(),
    end("e2"), flows("s>S>e", "b>e2"),
)  # fmt: skip

PASSING: dict[str, Files] = {
    **dict.fromkeys(
        ["BPMN-001", "BPMN-002", "BPMN-003", "BPMN-004", "BPMN-005", "BPMN-007", "BPMN-010", "BPMN-011",
         "BPMN-012", "BPMN-014", "BPMN-018", "BPMN-020", "BPMN-021", "BPMN-022", "BPMN-023", "BPMN-026",
         "BPMN-029"], PLAIN),
    "BPMN-006": {"p.bpmn": raw(f'<process id="p" isExecutable="true">{START_ONLY}</process>')},
    "BPMN-013": {"a.bpmn": process("p", START_ONLY), "b.bpmn": process("q", START_ONLY)},
    "BPMN-015": caught('<messageEventDefinition messageRef="msg_M"/>'),
    "BPMN-016": one(start(), sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1")), end(),
                    flows("s>S>e")),
    "BPMN-017": one(lane("r", "s", "e"), START_ONLY),
    "BPMN-024": one(start(), sub("S", start("s1"), end("e1"), flows("s1>e1")), end(), flows("s>S>e")),
    **dict.fromkeys(["BPMN-025", "BPMN-028"], EVENT_SUB),
    "BPMN-027": one(start(), xor("m"), user("A"), xor("x"), end(),
                    flows("s>m>A>x", "x>m ? true", "x>e *")),
    **dict.fromkeys(["BPMN-030", "BPMN-031", "BPMN-032", "BPMN-033"], forked(xor("g"), *CHOICE)),
    "BPMN-034": forked(inc("g"), *CHOICE),
    "BPMN-035": waiting(catch("c", "msg:M"), catch("d", "timer:P1D")),
    "BPMN-036": waiting(catch("c", "msg:M"), catch("d", "sig:S")),
    "BPMN-037": waiting(catch("c", "msg:M"), catch("d", "msg:N")),
    "BPMN-038": forked(par("g"), "g>A", "g>e"),
    "BPMN-039": one(start(), par("f"), complex_gateway("g", "activationCount >= 1"), end(),
                    flows("s>f", "f>g>e"), '<sequenceFlow id="x" sourceRef="f" targetRef="g"/>'),
    **dict.fromkeys(["BPMN-040", "BPMN-046", "BPMN-053"], guarded("msg:M")),
    "BPMN-041": one(start("s", "msg:M"), end(), flows("s>e")),
    **dict.fromkeys(["BPMN-042", "BPMN-055", "BPMN-059"], CANCELLED),
    **dict.fromkeys(["BPMN-043", "BPMN-044", "BPMN-079"], UNDONE),
    "BPMN-045": guarded("err:E"),
    **dict.fromkeys(["BPMN-047", "BPMN-057"], LINKED),
    **dict.fromkeys(["BPMN-048", "BPMN-049"], timer("<timeDuration>P1D</timeDuration>")),
    "BPMN-050": guarded("cycle:R3/P1D", True),
    "BPMN-051": conditional("x = 1"),
    "BPMN-052": one(start(), user("A"), boundary("b", "A", "comp"), user("U", comp=True), throw("t",
        "comp:A"),
                    end(), flows("s>A>t>e"), association("b", "U")),
    "BPMN-054": CAUGHT_ERROR,
    "BPMN-056": CAUGHT_ERROR,
    "BPMN-058": conditional("d = 1"),
    **dict.fromkeys(["BPMN-060", "BPMN-061"], task("serviceTask", oef__operation="op")),
    **dict.fromkeys(["BPMN-062", "BPMN-063"], task("businessRuleTask", camunda__decisionRef="D1")),
    "BPMN-064": task("userTask", camunda__formRef="f"),
    "BPMN-065": with_a(user("A"), lane("r", "s", "A", "e")),
    **dict.fromkeys(["BPMN-066", "BPMN-094"], task("userTask", camunda__candidateGroups="r")),
    **dict.fromkeys(["BPMN-067", "BPMN-073"], called()),
    "BPMN-068": timer('<timeDuration>=parameter("known")</timeDuration>'),
    "BPMN-069": task("userTask", oef__legalBasis="law", oef__guidance="g"),
    **dict.fromkeys(
        ["BPMN-070", "BPMN-071"],
        with_a(element("scriptTask", "A", "<script>1</script>", scriptFormat="feel",
                       camunda__resultVariable="x"))),
    "BPMN-072": one(start(), element("receiveTask", "A", messageRef="msg_M"), end(), flows("s>A>e")),
    **dict.fromkeys(["BPMN-074", "BPMN-075", "BPMN-078"], COUNTED),
    "BPMN-076": with_a(user("A", {"loop": "true", "max": 2})),
    "BPMN-077": task("userTask", startQuantity="1"),
    **dict.fromkeys(["BPMN-080", "BPMN-082"], condition("1 > 0")),
    **dict.fromkeys(["BPMN-081", "BPMN-083"], condition("level > 1",
        extension('<oef:variable name="level"/>'))),
    "BPMN-084": task("userTask", camunda__dueDate="P1D"),
    "BPMN-085": called('<camunda:in source="x" target="y"/>'),
    "BPMN-086": MAPPED,
    **dict.fromkeys(["BPMN-090", "BPMN-091", "BPMN-092"], task("serviceTask", oef__operation="op")),
    "BPMN-093": with_a(element("adHocSubProcess", "A", user("B"))),
}  # fmt: skip
