"""Data, lanes, several processes in a file, and ways to write a diagram (BPMN 2.0, 8.3, 9, 10.4, 10.8)."""

from __future__ import annotations

from tests.oracle.kit import call, catch, end, flows, mark, par, process, script, start, sub, throw, user, xor
from tests.unit.engine.stories.book import path, story

OBJECT = '<dataObject id="D" name="x"/><dataObjectReference id="R" name="x" dataObjectRef="D"/>'
DRAWN = (
    '<userTask id="A" oef:outputs="all"><property id="P" name="__targetRef_placeholder"/>'
    '<dataInputAssociation id="i"><sourceRef>R</sourceRef><targetRef>P</targetRef></dataInputAssociation>'
    '<dataOutputAssociation id="o"><targetRef>R</targetRef></dataOutputAssociation></userTask>'
)
NESTED = (
    '<laneSet id="L"><lane id="outer" '
    'name="outer"><flowNodeRef>A</flowNodeRef><flowNodeRef>B</flowNodeRef><childLaneSet id="L2">'
    '<lane id="inner" name="inner"><flowNodeRef>B</flowNodeRef></lane></childLaneSet></lane></laneSet>'
)
POOLS = (
    '<collaboration id="col"><participant id="P1" processRef="p"/><participant id="P2" processRef="q"/>'
    '<participant id="P3" name="black box"/><messageFlow id="mf1" sourceRef="t" '
    'targetRef="m"/></collaboration>'
)


def in_one_file(first: bytes, second: bytes) -> bytes:
    """Two pools of one file, with the flow of messages between them."""
    _, _, rest = second.partition(b"<process")
    inner = b"<process" + rest.removesuffix(b"</definitions>")
    return first.replace(b"<process", POOLS.encode() + b"<process", 1).replace(
        b"</definitions>", inner + b"</definitions>"
    )


def with_prefix(data: bytes, prefix: str) -> bytes:
    """The same diagram with a prefix for BPMN's namespace instead of none."""
    text = (
        data.decode()
        .replace("</", f"</{prefix}:")
        .replace("<", f"<{prefix}:")
        .replace(f"<{prefix}:/{prefix}:", f"</{prefix}:")
    )
    text = text.replace(' xmlns="', f' xmlns:{prefix}="')
    for other in ("camunda", "oef"):
        text = text.replace(f"{prefix}:{other}:", f"{other}:")
    return text.encode()


PLAIN = path(
    user("A"),
    catch("c", "msg:M"),
    xor("x"),
    mark("K"),
    user("B"),
    "s>A>c>x",
    "x>K ? x = 1",
    "x>B *",
    "K>e",
    "B>e",
)
TWO_POOLS = in_one_file(
    path(user("A"), throw("t", "msg:M"), user("B"), "s>A>t>B>e"),
    process("q", start("m", "msg:M"), user("C"), end("f"), flows("m>C>f")).replace(
        b'<message id="msg_M" name="M"/>', b""
    ),
)

STORIES = [
    story("a data object is a variable; its associations are drawn", path(OBJECT, DRAWN, script("T",
          "x + 1", "y"), user("B"),
          "s>A>T>B>e"), "-> A", "A x=1 -> B", "B -> .", after={"x": 1, "y": 2}),
    story("parallel ways see each other's variables", path(par("g"), user("A"), user("B"), script("T",
          "x + 1", "y"), user("C"),
          "s>g", "g>A>e", "g>B>T>C>e"), "-> A B", "A x=4 -> B", "B -> C", "C -> .", after={"y": 5}),
    story("a start variable is seen inside a sub-process", path(sub("S", start("s1"), mark("K", text="=x"),
          end("e1"),
          flows("s1>K>e1")), user("A"), "s>S>A>e"), "-> A | a", "A -> .", data={"x": "a"}),
    story("a called process sees only what is passed in",
          [path(call("C", "q", (("x", "y"),), (("z", "r"),)), user("A"), "s>C>A>e"),
           process("q", start(), script("T", "y + 1", "z"), mark("K", text="=string(x = null)"), end(),
           flows("s>T>K>e"))],
          "-> A | true", "A -> .", data={"x": 1}, after={"r": 2, "z": None, "y": None}),
    story("a script's context spreads without a result variable",
          path('<scriptTask id="T" scriptFormat="FEEL" camunda:resultVariable="r"><script>{a: 1, b: '
          '[x]}</script></scriptTask>',
               user("A"), "s>T>A>e"), "-> A", "A -> .", data={"x": 2}, after={"r": {"a": 1, "b": [2]}}),
    story("nested lanes are read", path(NESTED, user("A"), user("B"), "s>A>B>e"), "-> A", "A -> B", "B -> ."),
    story("another prefix for BPMN changes nothing", with_prefix(PLAIN, "semantic"), "-> A", "A x=1 -> -",
          "!M -> . | K"),
    story("isExecutable may be missing", PLAIN.replace(b' isExecutable="true"', b""), "-> A", "A x=2 -> -",
          "!M -> B", "B -> ."),
    story("a reference may carry the prefix of the target namespace",
          [path(user("A"), call("C", "q"), mark("K"), "s>A>C>K>e").replace(b'calledElement="q"',
          b'calledElement="x:q"')
          .replace(b" targetNamespace", b' xmlns:x="https://oef.dk/test" targetNamespace'),
          process("q", start(), user("I"), end(), flows("s>I>e"))], "-> A", "A -> I", "I -> . | K",
          oracle=False),
    story("two pools of one file run apart", TWO_POOLS, "-> A", "A -> B", "B -> ."),
    story("a message flow does nothing by itself", TWO_POOLS, "-> A", "A -> B", "!M -> B", "B -> ."),
]  # fmt: skip
