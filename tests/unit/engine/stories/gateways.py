"""Gateways and sequence flows (BPMN 2.0, 13.2.1 and 13.4)."""

from __future__ import annotations

from tests.oracle.kit import (
    boundary,
    catch,
    complex_gateway,
    event_gateway,
    inc,
    mark,
    par,
    script,
    user,
    xor,
)
from tests.unit.engine.stories.book import path, story

ABC = user("A"), user("B"), user("C")
MARKS = mark("K"), mark("L"), mark("M")


def three(split: str, join: str, *conditions: str) -> bytes:
    """Three ways A, B, C between a split `g` and a join `j`, then N."""
    ways = [f"g>{name}{condition}" for name, condition in zip("ABC", conditions or ("", "", ""), strict=True)]
    return path(split, join, *ABC, user("N"), "s>g", *ways, "A>j", "B>j", "C>j", "j>N>e")


def complex_of(condition: str, *more: str) -> bytes:
    return path(par("g"), complex_gateway("j", condition), *ABC, "s>g", "g>A>j", "g>B>j", "g>C>j",
                *(more or (user("N"), "j>N>e")))  # fmt: skip


WHEN = " ? x = 1", " ? x <= 2", " *"

STORIES = [
    story("an exclusive gateway takes the first condition that holds", three(xor("g"), xor("j"), *WHEN),
          "-> A",
          "A -> N", "N -> .", data={"x": 1}),
    story("an exclusive gateway takes its default", three(xor("g"), xor("j"), *WHEN), "-> C", "C -> N",
          "N -> .",
          data={"x": 3}),
    story("an exclusive gateway without a way stands still", three(xor("g"), xor("j"), " ? x = 1",
          " ? x = 2", " ? x = 3"),
          "-> - ?g", data={"x": 4},
          clause="table 13.2: If all conditions evaluate to false and a default flow has not been "
          "specified, an "
          "exception is thrown."),
    story("an exclusive join lets every token through", path(par("g"), xor("j"), user("A"), user("B"),
          mark("K"),
          "s>g", "g>A>j", "g>B>j", "j>K>e"), "-> A B", "A -> B | K", "B -> . | K"),
    story("one exclusive gateway joins and splits",
          path(par("g"), xor("x"), user("A"), user("B"), mark("K"), mark("L"), "s>g", "g>A>x", "g>B>x",
          "x>K ? x = 1",
               "x>L *", "K>e", "L>e"), "-> A B", "A x=1 -> B | K", "B x=2 -> . | L"),
    story("a parallel gateway splits and joins", three(par("g"), par("j")), "-> A B C", "B -> A C", "A -> C",
          "C -> N",
          "N -> ."),
    story("one parallel gateway joins and splits",
          path(par("g"), par("x"), *ABC, user("D"), "s>g", "g>A>x", "g>B>x", "x>C>e", "x>D>e"), "-> A B",
          "A -> B",
          "B -> C D", "C -> D", "D -> ."),
    story("a parallel join that misses a token waits", path(xor("g"), par("j"), user("A"), user("B"),
          user("N"), "s>g",
          "g>A ? true", "g>B *", "A>j", "B>j", "j>N>e"), "-> A", "A -> -"),
    story("an inclusive gateway takes every condition that holds", three(inc("g"), inc("j"), *WHEN),
          "-> A B", "A -> B",
          "B -> N", "N -> .", data={"x": 1}),
    story("an inclusive gateway takes its default only when nothing holds", three(inc("g"), inc("j"), *WHEN),
          "-> C",
          "C -> N", "N -> .", data={"x": 3}),
    story("an inclusive gateway without a way stands still",
          three(inc("g"), inc("j"), " ? x = 1", " ? x = 2", " ? x = 3"), "-> - ?g", data={"x": 4},
          clause="table 13.3: If no condition evaluates to true and no default flow has been specified, an "
          "exception "
          "is thrown."),
    story("one inclusive gateway joins and splits",
          path(par("g"), inc("x"), user("A"), user("B"), mark("K"), mark("L"), "s>g", "g>A>x", "g>B>x",
          "x>K ? x = 1",
               "x>L ? x < 3", "K>e", "L>e"), "-> A B", "A x=1 -> B", "B -> . | K L"),
    story("an inclusive join does not wait for a way that is left",
          path(par("g"), user("A"), user("B"), xor("x"), inc("j"), user("N"), user("O"), "s>g", "g>A>j",
          "g>B>x",
               "x>j ? x = 1", "x>O *", "j>N>e", "O>e"), "-> A B", "A -> B", "B x=2 -> N O", "N -> O",
               "O -> ."),
    story("an inclusive join inside a loop joins every turn",
          path(xor("m"), inc("g"), user("A"), user("B"), inc("j"), user("R"), xor("x"), "s>m>g",
          "g>A ? true", "g>B ? b",
               "A>j", "B>j", "j>R>x", "x>m ? again", "x>e *"), "-> A B", "A -> B", "B -> R",
               "R again=true -> A B",
          "B -> A", "A -> R", 'R again=true b=false -> A', "A -> R", "R again=false -> .", data={"b": True}),
    story("a loop through an inclusive join waits for the other way only",
          path(par("g"), user("A"), user("B"), inc("j"), user("R"), xor("x"), "s>g", "g>A>j", "g>B>j",
          "j>R>x",
               "x>B ? again", "x>e *"), "-> A B", "A -> B", "B -> R", "R again=true -> B", "B -> R",
          "R again=false -> .",
          clause="13.4.3: for every directed path that starts with a Sequence Flow that has a token and "
          "ends with an "
          "empty incoming Sequence Flow there is also one that ends with an incoming Sequence Flow that has "
          "a token."),
    story("an inclusive join looks at flows, not at borders",
          path(par("g"), user("A"), user("B"), boundary("b", "B", "msg:M"), inc("j"), mark("K"), user("C"),
          "s>g",
               "g>A>j", "g>B>C>e", "b>j", "j>K>e"), "-> A B", "A -> B | K", "!M -> . | K",
          clause="13.4.3: directed path formed by Sequence Flow."),
    story("an event-based gateway takes the first of its events",
          path(event_gateway("g"), catch("t1", "timer:PT2H"), catch("t2", "timer:PT1H"), catch("m", "msg:M"),
               catch("c", "sig:S"), catch("d", "cond:x = 1"), user("Q"), *ABC,
               "s>Q>g", "g>t1>A>e", "g>t2>B>e", "g>m>C>e", "g>c>A", "g>d>A"), "-> Q", "Q -> -", "+1h -> B",
          "!M -> B", "+3h -> B", "B -> .", data={"x": 0}),
    *[
        story(f"behind an event-based gateway {what}",
              path(event_gateway("g"), catch("t", "timer:PT2H"), receiver, catch("c", "sig:S"),
                   catch("d", "cond:x = 1"), par("f"), user("Q"),
                   mark("K"), mark("L"), mark("M"), mark("N"), "s>f", "f>Q>e", "f>g", "g>t>K>e", "g>m>L>e",
                   "g>c>M>e", "g>d>N>e"), "-> Q", line,
                   "+3h -> Q" if "Q" in line.split("->")[1] else "+3h -> .",
              data={"x": 0})
        for what, line, receiver in (
            ("a message decides", "!M -> Q | L", catch("m", "msg:M")),
            ("a signal decides", "~S -> Q | M", catch("m", "msg:M")),
            ("a timer decides", "+2h -> Q | K", catch("m", "msg:M")),
            ("a receive task decides", "!M -> Q | L", '<receiveTask id="m" messageRef="msg_M"/>'),
            ("a condition decides", "Q x=1 -> . | N", catch("m", "msg:M")),
        )
    ],
    story("a complex gateway goes on after two of three and swallows the third",
          complex_of("activationCount >= 2"),
          "-> A B C", "A -> B C", "C -> B N", "B -> N", "N -> ."),
    story("a complex gateway is ready again after its reset",
          path(xor("m"), par("g"), complex_gateway("j", "activationCount >= 2"), *ABC, user("N"), xor("x"),
          "s>m>g",
               "g>A>j", "g>B>j", "g>C>j", "j>N>x", "x>m ? again", "x>e *"), "-> A B C", "A -> B C",
               "B -> C N",
          "C -> N", "N again=true -> A B C", "C -> A B", "A -> B N", "B -> N", "N again=false -> ."),
    story("a complex gateway asks its conditions again when it resets",
          complex_of("activationCount >= 1", "j>K ? waitingForStart", "j>L ? not(waitingForStart)", "K>e",
          "L>e",
                     mark("K"), mark("L")), "-> A B C", "A -> B C | K", "B -> C", "C -> . | L",
          clause="table 13.5: When the Gateway resets [...] It then evaluates all conditions on the "
          "outgoing Sequence "
          "Flows [...] Those and only those that evaluate to true receive a token. [...] the conditions MAY "
          "evaluate "
          "differently in the two phases, e.g., by referring to [...] waitingForStart."),
    story("a complex gateway resets when nothing more can come, and if nothing came",
          path(par("g"), complex_gateway("j", "activationCount >= 1"), user("A"), user("B"),
               boundary("b", "B", "msg:M"), mark("K"), mark("L"), "s>g", "g>A>j", "g>B>j",
                   "j>K ? waitingForStart",
               "j>L ? not(waitingForStart)", "K>e", "L>e", "b>e"), "-> A B", "A -> B | K", "!M -> . | L"),
    story("a complex gateway that cannot count stands still", complex_of("activationCount >= y"), "-> A B C",
          "A -> B C ?j", oracle=False),
    story("a complex gateway splits by conditions",
          path(complex_gateway("g", "true"), *MARKS, user("A"), "s>g", "g>K ? x = 1", "g>L ? x < 3", "g>M *",
          "K>A>e",
               "L>e", "M>e"), "-> A | K L", "A -> .", data={"x": 1}),
    story("an activity splits by conditional flows",
          path(user("A"), *MARKS, "s>A", "A>K ? x = 1", "A>L ? x < 3", "A>M *", "K>e", "L>e", "M>e"), "-> A",
          "A x=1 -> . | K L"),
    story("an activity takes its default when no condition holds",
          path(user("A"), *MARKS, "s>A", "A>K ? x = 1", "A>L ? x < 3", "A>M *", "K>e", "L>e", "M>e"), "-> A",
          "A x=3 -> . | M"),
    story("an activity takes plain flows beside conditional ones",
          path(user("A"), mark("K"), mark("L"), "s>A", "A>K ? x = 1", "A>L", "K>e", "L>e"), "-> A",
          "A x=2 -> . | L"),
    story("an activity none of whose conditions holds stands still",
          path(user("A"), mark("K"), mark("L"), "s>A", "A>K ? x = 1", "A>L ? x = 2", "K>e", "L>e"), "-> A",
          "A x=3 -> - ?A",
          clause="13.2.1: multiple outgoing Sequence Flows with conditions behave as an inclusive split."),
    story("an event with several flows splits", path(catch("c", "msg:M"), mark("K"), mark("L"), "s>c",
          "c>K>e", "c>L>e"),
          "-> -", "!M -> . | K L"),
    story("a start event with several flows splits", path(mark("K"), user("A"), "s>K>e", "s>A>e"),
          "-> A | K", "A -> ."),
    story("conditions may begin with = or not", path(xor("x"), user("A"), user("B"), "s>x", "x>A ? = x = 1",
          "x>B *",
          "A>e", "B>e"), "-> A", "A -> .", data={"x": 1}),
    story("conditions see what scripts made", path(script("T", "x * 2", "y"), xor("x"), user("A"), user("B"),
          "s>T>x",
          "x>A ? y = 4", "x>B *", "A>e", "B>e"), "-> A", "A -> .", data={"x": 2}),
]  # fmt: skip
