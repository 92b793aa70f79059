"""Start events, end events, and receivers that start a process (BPMN 2.0, 10.5.2, 10.5.3, 13.2)."""

from __future__ import annotations

from tests.oracle.kit import (
    catch,
    element,
    end,
    event_sub,
    flows,
    mark,
    par,
    process,
    start,
    sub,
    user,
)
from tests.unit.engine.stories.book import path, story

BY = {"message": "msg:M", "signal": "sig:S", "timer": "cycle:R/P1D", "conditional": "cond:x = 1"}


def begun_by(on: str, **more: str) -> bytes:
    """A plain start and one with an event, each with a task of its own."""
    other = element(
        "startEvent", "s2", start("_", on)[len('<startEvent id="_">') : -len("</startEvent>")], **more
    )
    return process("p", start(), other, user("A"), user("B"), end(), flows("s>A>e", "s2>B>e"))


def gateway(kind: str = "") -> bytes:
    """A process without start event that begins behind an event-based gateway."""
    how = {"eventGatewayType": kind} if kind else {}
    return process(
        "p", element("eventBasedGateway", "g", instantiate="true", **how), catch("m", "msg:M"),
        catch("n", "msg:N"), user("A"), user("B"), end(), flows("g>m>A>e", "g>n>B>e"),
    )  # fmt: skip


def two_ways(last: str) -> bytes:
    """One way waits for a task, the other one ends with `last`."""
    return process(
        "p", start(), par("g"), user("A"), user("B"), end("z", last), end(), flows("s>g", "g>A>z", "g>B>e")
    )


RECEIVER = process(
    "p", element("receiveTask", "R", messageRef="msg_M", instantiate="true"), user("A"), end(), flows("R>A>e")
)

STORIES = [
    story("a plain start begins by itself", path(user("A"), "s>A>e"), "-> A", "A -> ."),
    story("without start event everything begins that no flow leads to (13.2.1)",
          process("p", user("A"), user("B"), mark("T"), flows("A>T")), "-> A B", "A -> B | T", "B -> ."),
    *[
        story(f"a {kind} start begins its own way", begun_by(on), "-> B", "B -> .", start="s2")
        for kind, on in BY.items()
    ],
    story("beside event starts the plain one begins", begun_by("msg:M"), "-> A", "A -> ."),
    story("any event of a multiple start begins", begun_by("msg:M & sig:S"), "-> B", "B -> .", start="s2"),
    story("a parallel multiple start waits for the rest", begun_by("msg:M & msg:N", parallelMultiple="true"),
          "-> -", "!M -> -", "!N -> B", "B -> .", start="s2:0"),
    story("a receive task can start a process", RECEIVER, "-> A", "A -> .", start="R",
          clause="10.3.3: In order for the Task to instantiate the Process its instantiate attribute MUST be "
          "set to true and it MUST NOT have any incoming Sequence Flow."),
    story("an event behind an exclusive gateway starts, the others are not waited for", gateway(), "-> A",
          "!N -> A", "A -> .", start="m"),
    story("an event behind a parallel gateway starts, the others are waited for", gateway("Parallel"), "-> A",
          "A -> -", "!N -> B", "B -> .", start="m"),
    story("a plain end ends one way only", two_ways(""), "-> A B", "A -> B", "B -> ."),
    story("terminate ends every way", two_ways("term"), "-> A B", "A -> ."),
    story("a message end throws and ends one way", two_ways("msg:X"), "-> A B", "A -> B", "B -> ."),
    story("a signal end is heard by whoever waits",
          process("p", start(), par("g"), user("A"), end("z", "sig:S"), catch("c", "sig:S"), user("B"), end(),
                  flows("s>g", "g>A>z", "g>c>B>e")), "-> A", "A -> B", "B -> ."),
    story("an error end that nobody catches stands still", two_ways("err:E1"), "-> A B", "A -> B ?z"),
    story("an escalation end that nobody catches ends its way", two_ways("esc:C1"), "-> A B", "A -> B",
          "B -> ."),
    story("terminate in a sub-process ends only that",
          process("p", start(), sub("S", start("s1"), par("g"), user("A"), user("B"), end("z", "term"),
          end("e1"),
                                    flows("s1>g", "g>A>z", "g>B>e1")), user("N"), end(), flows("s>S>N>e")),
          "-> A B", "A -> N", "N -> .",
          clause="13.5.6: For a terminate End Event, the Sub-Process is abnormally terminated [...] only the "
          "affected instance is terminated, no other [...] higher-level Sub-Process or Process instances."),
    story("terminate in an event sub-process ends only that",
          process("p", start(), user("A"), end(), flows("s>A>e"),
                  event_sub("ES", start("es", "msg:M", True), par("g"), user("X"), user("Y"), end("z",
                  "term"),
                            end("ee"), flows("es>g", "g>X>z", "g>Y>ee"))),
          "-> A", "!M -> A X Y", "X -> A", "A -> ."),
    story("several ends of a multiple end event all happen",
          process("p", start(), par("g"), user("A"), end("z", "sig:S & msg:M"), catch("c", "sig:S"),
          mark("B"),
                  end(), flows("s>g", "g>A>z", "g>c>B>e")), "-> A", "A -> . | B"),
]  # fmt: skip
