"""Standard loops and multi-instance activities (BPMN 2.0, 10.3.8 and 13.3.6, 13.3.7)."""

from __future__ import annotations

from tests.oracle.kit import boundary, call, end, flows, mark, process, start, sub, user
from tests.unit.engine.stories.book import path, story

ITEMS = {"coll": "xs", "elem": "x", "out": "ys", "outelem": "y"}
CALLED = process("q", start(), user("A"), end(), flows("s>A>e"))
DATA = (
    '<dataObject id="D1" name="xs"/><dataObjectReference id="R1" name="xs" dataObjectRef="D1"/>'
    '<dataObject id="D2" name="ys"/><dataObjectReference id="R2" name="ys" dataObjectRef="D2"/>'
)
BY_STANDARD = """
<userTask id="A" oef:outputs="all"><ioSpecification><dataInput id="i"/><dataOutput id="o"/>
<inputSet id="is"><dataInputRefs>i</dataInputRefs></inputSet>
<outputSet id="os"><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification>
<dataInputAssociation id="a1"><sourceRef>R1</sourceRef><targetRef>i</targetRef></dataInputAssociation>
<dataOutputAssociation id="a2"><sourceRef>o</sourceRef><targetRef>R2</targetRef></dataOutputAssociation>
<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>i</loopDataInputRef>
<loopDataOutputRef>o</loopDataOutputRef><inputDataItem id="ii" name="x"/><outputDataItem id="oi" name="y"/>
</multiInstanceLoopCharacteristics></userTask>
""".strip()


def each(how: dict[str, object], host: str = "task") -> list[bytes]:
    """The activity A repeated, then N."""
    made = {
        "task": user("A", how),
        "sub-process": sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1"), mi=how),
        "call": call("C", "q", mi=how),
    }[host]
    name = {"task": "A", "sub-process": "S", "call": "C"}[host]
    return [path(made, user("N"), f"s>{name}>N>e"), CALLED]


def enough(prefix: str) -> str:
    return (f"{prefix}CompletedInstances >= 2 and {prefix}Instances = 4 and {prefix}TerminatedInstances = 0 "
            f"and {prefix}ActiveInstances >= 0")  # fmt: skip


STORIES = [
    story("a loop runs until its condition fails, once at least", each({"loop": "again"}), "-> A",
          "A again=true -> A",
          "A again=false -> N", "N -> ."),
    story("a loop that tests before may not run at all", each({"loop": "again", "before": True}), "-> N",
          "N -> .",
          data={"again": False}),
    story("a loop that tests before runs while its condition holds", each({"loop": "again",
          "before": True}), "-> A",
          "A again=true -> A", "A again=false -> N", "N -> .", data={"again": True}),
    story("a loop stops at its maximum", each({"loop": "true", "max": 2}), "-> A", "A -> A", "A -> N",
          "N -> ."),
    story("a loop that tests before stops at its maximum", each({"loop": "true", "max": 2, "before": True}),
          "-> A",
          "A -> A", "A -> N", "N -> ."),
    story("a loop counts its turns", each({"loop": "loopCounter < 2"}), "-> A", "A -> A", "A -> N", "N -> ."),
    story("a loop of a sub-process begins it anew", each({"loop": "again"}, "sub-process"), "-> A",
          "A again=true -> A",
          "A again=false -> N"),
    story("a loop of a call begins it anew", each({"loop": "again"}, "call"), "-> A", "A again=true -> A",
          "A again=false -> N"),
    story("a loop of marks", path(mark("A", {"loop": "true", "max": 3}), "s>A>e"), "-> . | A A A"),
    story("a loop whose condition is unknown stands still", each({"loop": "nobody = 1 or unknown"}), "-> A",
          "A -> - ?A",
          oracle=False),
    *[
        story(f"{count} {order} instances of a {host} by cardinality", each({"card": count,
              "seq": order == "sequential"}, host),
              *lines)
        for host in ("task", "sub-process", "call")
        for count, order, lines in (
            (3, "parallel", ("-> A A A", "A -> A A", "A -> A", "A -> N", "N -> .")),
            (2, "sequential", ("-> A", "A -> A", "A -> N", "N -> .")),
            (0, "parallel", ("-> N", "N -> .")),
        )
    ],
    *[
        story(f"{order} instances of a {host} for a collection", each({**ITEMS,
              "seq": order == "sequential"}, host), *lines,
              data={"xs": [7, 8]}, after={"ys": [1, 2]})
        for host in ("task", "sub-process", "call")
        for order, lines in (
            ("parallel", ("-> A A", "A[1] y=2 -> A", "A y=1 -> N", "N -> .")),
            ("sequential", ("-> A", "A y=1 -> A", "A y=2 -> N", "N -> .")),
        )
    ],
    story("a collection by data input and output of the standard", path(DATA, BY_STANDARD, user("N"),
          "s>A>N>e"), "-> A",
          "A y=1 -> A", "A y=2 -> N", "N -> .", data={"xs": [7, 8]}, after={"ys": [1, 2]}, oracle=False),
    story("each instance sees its own item", path(mark("A", {"coll": "xs", "elem": "x", "seq": True},
          text="=x"), "s>A>e"),
          "-> . | a b", data={"xs": ["a", "b"]}),
    *[
        story(f"{order} instances end when the condition over {prefix}… holds",
              each({"card": 4, "seq": order == "sequential", "cond": enough(prefix)}), *lines)
        for prefix in ("numberOf", "nrOf")
        for order, lines in (
            ("parallel", ("-> A A A A", "A -> A A A", "A -> N", "N -> .")),
            ("sequential", ("-> A", "A -> A", "A -> N", "N -> .")),
        )
    ],
    story("a condition over what an instance answered ends the others", each({"card": 3, "cond": "x = 1"}),
          "-> A A A",
          "A x=0 -> A A", "A x=1 -> N", data={"x": 0}),
    story("what did not come is null in the output collection",
          each({**ITEMS, "cond": "numberOfCompletedInstances = 1"}), "-> A A", "A[1] y=2 -> N",
          data={"xs": [7, 8]},
          after={"ys": [None, 2]}),
    story("an empty collection gives an empty output", each(ITEMS), "-> N", data={"xs": []},
          after={"ys": []}, oracle=False),
    story("what is no list stands still", each({"coll": "xs", "elem": "x"}), "-> - ?A", data={"xs": 3},
          oracle=False),
    story("nested instances", path(sub("S", start("s1"), user("A", {"card": 2}), end("e1"), flows("s1>A>e1"),
          mi={"card": 2, "seq": True}), user("N"), "s>S>N>e"), "-> A A", "A -> A", "A -> A A", "A -> A",
          "A -> N"),
    story("a border stands once around all instances",
          path(user("A", {"card": 3}), boundary("b", "A", "msg:M"), mark("X"), "s>A>e", "b>X>e"),
          "-> A A A", "A -> A A",
          "!M -> . | X"),
    story("an error in one instance ends all at the border",
          path(sub("S", start("s1"), user("A"), end("z", "err:E1"), flows("s1>A>z"), mi={"card": 2}),
               boundary("b", "S", "err:E1"), mark("X"), "s>S>e", "b>X>e"), "-> A A", "A -> . | X"),
    story("terminate in one instance ends only that instance",
          path(sub("S", start("s1"), user("A"), end("z", "term"), flows("s1>A>z"), mi={"card": 2}),
          mark("X"), "s>S>X>e"),
          "-> A A", "A -> A", "A -> . | X",
          clause="13.5.6: In case of a multi-instance Sub-Process, only the affected instance is "
          "terminated."),
]  # fmt: skip
