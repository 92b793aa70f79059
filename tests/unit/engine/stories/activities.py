"""Tasks and sub-processes (BPMN 2.0, 10.3 and 13.3)."""

from __future__ import annotations

from tests.oracle.kit import (
    boundary,
    call,
    element,
    end,
    flows,
    mark,
    par,
    process,
    script,
    service,
    start,
    sub,
    transaction,
    user,
    xor,
)
from tests.unit.engine.stories.book import path, story

RULE = '<businessRuleTask id="T" camunda:topic="mark"/>'
CALLED = process("q", start(), user("A"), end(), flows("s>A>e"))


def ad_hoc(*inside: str, done: str = "", **more: str) -> bytes:
    """An ad-hoc sub-process `S`, then `N`."""
    condition = f"<completionCondition>{done}</completionCondition>" if done else ""
    ways = [part for part in inside if not part.startswith("<")]
    body = "".join(part for part in inside if part.startswith("<")) + flows(*ways) + condition
    return path(element("adHocSubProcess", "S", body, **more), user("N"), "s>S>N>e")


THREE = user("A"), user("B"), user("C")

STORIES = [
    story("a user task waits for its answer", path(user("A"), "s>A>e"), "-> A", "A x=1 -> .", after={"x": 1}),
    story("a manual task waits for its completion", path(element("manualTask", "A"), "s>A>e"), "-> A",
          "A -> ."),
    story("an undefined task is passed", path('<task id="T"/>', user("A"), "s>T>A>e"), "-> A", "A -> ."),
    story("a service task does its operation", path(mark("T"), user("A"), "s>T>A>e"), "-> A | T", "A -> ."),
    story("a send task with a topic does its operation",
          path('<sendTask id="T" camunda:topic="mark"/>', user("A"), "s>T>A>e"), "-> A | T", "A -> ."),
    story("a send task throws its message and goes on",
          path('<sendTask id="T" messageRef="msg_M"/>', user("A"), "s>T>A>e"), "-> A", "A -> ."),
    story("a receive task waits for its message",
          path('<receiveTask id="T" messageRef="msg_M"/>', user("A"), "s>T>A>e"), "-> -", "!N -> -",
          "!M x=1 -> A",
          "A -> .", after={"x": 1}),
    story("a script task computes a variable", path(script("T", "x + 1", "y"), user("A"), "s>T>A>e"), "-> A",
          "A -> .", data={"x": 1}, after={"y": 2}),
    story("a business rule task with a topic does its operation", path(RULE, user("A"), "s>T>A>e"),
          "-> A | T",
          "A -> ."),
    story("a sub-process runs inside and then goes on",
          path(sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1")), user("N"), "s>S>N>e"),
          "-> A", "A -> N", "N -> ."),
    story("a sub-process shares the variables around it",
          path(sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1")), script("T", "x + 1", "y"),
          user("N"),
               "s>S>T>N>e"), "-> A", "A x=1 -> N", "N -> .", after={"x": 1, "y": 2}),
    story("a sub-process without start and end runs everything inside (13.3.4)",
          path(sub("S", user("A"), user("B")), user("N"), "s>S>N>e"), "-> A B", "A -> B", "B -> N", "N -> ."),
    story("a call activity runs another process",
          [path(call("C", "q"), user("N"), "s>C>N>e"), CALLED], "-> A", "A x=1 -> N", "N -> .",
          after={"x": 1}),
    story("a called process begins at its plain start and not by its events",
          [path(call("C", "q"), "s>C>e"),
           process("q", start(), start("m", "msg:M"), user("A"), user("B"), end(), flows("s>A>e", "m>B>e"))],
          "-> A", "!M -> A", "A -> .",
          clause="13.3.4: These non-empty Start Events are alternative to the empty Start Event and hence "
          "they "
          "are ignored when the Process is called from another Process."),
    story("a process may call itself until a condition ends it (recursion)",
          path(script("T", "n + 1", "n"), xor("x"), call("C", "p"), user("A"), "s>T>x", "x>C ? n < 3",
               "x>A *", "C>e", "A>e"), "-> A", "A -> .", data={"n": 0}),
    story("a transaction that is not cancelled is a sub-process",
          path(transaction("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1")), user("N"), "s>S>N>e"),
          "-> A", "A -> N", "N -> ."),
    story("an ad-hoc sub-process does everything at once", ad_hoc(*THREE), "-> A B C", "B -> A C", "A -> C",
          "C -> N",
          "N -> ."),
    story("an ad-hoc sub-process can do one thing after the other", ad_hoc(*THREE, ordering="Sequential"),
          "-> A",
          "A -> B", "B -> C", "C -> N", "N -> ."),
    story("an ad-hoc sub-process ends when its condition holds and cancels the rest", ad_hoc(*THREE,
          done="x = 1"),
          "-> A B C", "A x=0 -> B C", "B x=1 -> N", "N -> .", data={"x": 0},
          clause="13.3.5: In case the ordering attribute is set to parallel and the attribute "
          "cancelRemainingInstances is true, running instances of inner Activities are canceled."),
    story("an ad-hoc sub-process can wait for what runs",
          ad_hoc(*THREE, done="x = 1", cancelRemainingInstances="false"), "-> A B C", "A x=1 -> B C",
          "B -> C",
          "C -> N", "N -> .", data={"x": 0},
          clause="13.3.5: If cancelRemainingInstances is set to false, the Ad-Hoc Sub-Process completes "
          "after all "
          "remaining inner instances have completed or terminated."),
    story("what follows by a flow does not begin when the ad-hoc sub-process is over",
          ad_hoc(user("A"), user("B"), user("C"), "A>C", done="x = 1", cancelRemainingInstances="false"),
          "-> A B",
          "A x=1 -> B", "B -> N", "N -> .", data={"x": 0},
          clause="13.3.5: If true, the Ad-Hoc Sub-Process completes without executing further inner "
          "Activities."),
    story("flows order what an ad-hoc sub-process does", ad_hoc(*THREE, "A>C"), "-> A B", "B -> A", "A -> C",
          "C -> N",
          "N -> ."),
    story("one after the other includes what follows by a flow",
          ad_hoc(*THREE, "A>C", ordering="Sequential"), "-> A", "A -> C", "C -> B", "B -> N", "N -> ."),
    story("one after the other ends when the condition holds",
          ad_hoc(*THREE, ordering="Sequential", done="x = 1"), "-> A", "A x=0 -> B", "B x=1 -> N", "N -> .",
          data={"x": 0}),
    story("an ad-hoc sub-process whose condition never holds stands still", ad_hoc(*THREE, done="x = 1"),
          "-> A B C",
          "A -> B C", "B -> C", "C -> - ?S", data={"x": 0},
          clause="13.3.5: If false, the set of enabled inner Activities is updated and new Activities can be "
          "selected for execution."),
    story("an ad-hoc sub-process with loops and receivers",
          ad_hoc(user("A", {"card": 2}), '<receiveTask id="R" messageRef="msg_M"/>', done="x = 1"), "-> A A",
          "!M -> A A",
          "A x=1 -> A", "A -> N", "N -> .", data={"x": 0}),
    story("several plain flows into an activity run it once each (13.3.2)",
          path(par("g"), user("A"), user("B"), mark("T"), "s>g", "g>A>T", "g>B>T", "T>e"), "-> A B",
          "A -> B | T",
          "B -> . | T"),
    story("a service error goes to its boundary",
          path(service("T", "fails"), boundary("b", "T", "err:E1"), user("X"), "s>T>e", "b>X>e"), "-> X",
          "X -> ."),
]  # fmt: skip
