"""Event sub-processes (BPMN 2.0, 10.3.5 and 13.5.4)."""

from __future__ import annotations

from tests.oracle.kit import (
    boundary,
    call,
    catch,
    end,
    event_sub,
    extension,
    flows,
    mapping,
    mark,
    par,
    process,
    start,
    sub,
    throw,
    user,
    xor,
)
from tests.unit.engine.stories.book import path, story

LOCAL = "10.4.1: data live as long as the instance of their Process or Sub-Process, and are seen inside it."
ON = "<messageEventDefinition"
DATE = "date:2026-01-06T08:00:00+00:00"
FIRES = {
    "message": ("msg:M", "!M"),
    "signal": ("sig:S", "~S"),
    "timer (duration)": ("timer:PT1H", "+1h"),
    "timer (date)": (DATE, "+1d"),
    "timer (cycle)": ("cycle:R2/PT1H", "+1h"),
    "conditional": ("cond:x = 1", "A x=1"),
    "escalation": ("esc:C1", "T"),
    "multiple": ("msg:M & timer:PT1H", "!M"),
}


def armed(on: str, ni: bool = False, name: str = "ES", what: str = "") -> str:
    """An event sub-process that marks `X`, then waits for task `E`."""
    first, last, made, task = f"s{name}", f"e{name}", f"X{name}", f"E{name}"
    return event_sub(name, start(first, on, ni), mark(made), user(task), end(last),
                     flows(f"{first}>{made}>{task}>{last}"))  # fmt: skip


def own(task: str, text: str, on: str = "msg:M", ni: bool = True, mi: dict[str, object] | None = None) -> str:
    """One that waits for a task, then marks what it knows."""
    first, told, last = f"s{task}", f"K{task}", f"e{task}"
    return event_sub(f"ES{task}", start(first, on, ni), user(task, mi), mark(told, text=f"={text}"),
                     end(last), flows(f"{first}>{task}>{told}>{last}"))  # fmt: skip


def leaving(task: str, **outputs: str) -> str:
    """One with output mappings."""
    return event_sub("ESout", io("output", **outputs), start("sout", "msg:M", True), user(task), end("eout"),
                     flows(f"sout>{task}>eout"))  # fmt: skip


def io(kind: str, **mappings: str) -> str:
    return extension(f"<camunda:inputOutput>{mapping(kind, **mappings)}</camunda:inputOutput>")


def process_with(*subs: str) -> bytes:
    """Tasks A and T beside each other; after T an escalation."""
    return path(
        par("g"), user("A"), user("B"), user("T"), throw("t", "esc:C1"), "s>g", "g>A>B>e", "g>T>t>e", *subs
    )


def in_sub(*subs: str, mi: dict[str, object] | None = None) -> bytes:
    inner = sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1"), *subs, mi=mi)
    return path(par("g"), inner, user("N"), user("O"), "s>g", "g>S>N>e", "g>O>e")


def left(act: str) -> str:
    """What of A, T is open after the act, with what follows it."""
    return {"A": "B T", "T": "A"}.get(act[0], "A T")


STORIES = [
    *[
        story(f"a {kind} interrupts the process it stands in", process_with(armed(on)), "-> A T",
              f"{act} -> EES | XES", "EES -> .", data={"x": 0})
        for kind, (on, act) in FIRES.items()
    ],
    *[
        story(f"a {kind} runs beside the process it stands in", process_with(armed(on, True)), "-> A T",
              f"{act} -> {' '.join(sorted([*left(act).split(), 'EES']))} | XES", data={"x": 0})
        for kind, (on, act) in FIRES.items()
    ],
    story("a parallel multiple start interrupts when all of its events have occurred",
          process_with(armed("msg:M & sig:S").replace('id="sES"', 'id="sES" parallelMultiple="true"')),
              "-> A T",
          "!M -> A T", "~S -> EES | XES", "EES -> ."),
    story("an error interrupts the process it stands in",
          path(par("g"), user("A"), user("B"), end("z", "err:E1"), armed("err:E1"), "s>g", "g>A>z",
          "g>B>e"), "-> A B",
          "A -> EES | XES", "EES -> ."),
    story("an event sub-process is not there before its event", process_with(armed("msg:M")), "-> A T",
          "A -> B T",
          "B -> T", "T -> ."),
    story("one beside the process keeps it open", in_sub(armed("msg:M", True)), "-> A O",
          "!M -> A EES O | XES",
          "A -> EES O", "EES -> N O", "N -> O", "O -> ."),
    story("one beside the process comes as often as its event", process_with(armed("msg:M", True)), "-> A T",
          "!M -> A EES T | XES", "!M -> A EES EES T | XES"),
    story("a cycle comes at every turn", process_with(armed("cycle:R2/PT1H", True)), "-> A T",
          "+1h -> A EES T | XES",
          "+4h -> A EES EES T | XES"),
    story("an interrupting one in a sub-process ends only that", in_sub(armed("msg:M")), "-> A O",
          "!M -> EES O | XES",
          "EES -> N O", "N -> O", "O -> ."),
    story("after an interruption no other event of the scope is waited for",
          process_with(armed("msg:M"), armed("msg:N", True, "ET")), "-> A T", "!M -> EES | XES",
          "!N -> EES", "EES -> ."),
    story("several beside each other", process_with(armed("msg:M", True), armed("msg:N", True, "ET")),
          "-> A T",
          "!N -> A EET T | XET", "!M -> A EES EET T | XES"),
    story("one inside a multi-instance sub-process belongs to its instance",
          in_sub(armed("msg:M"), mi={"card": 2}), "-> A A O", "!M -> A EES O | XES", "EES -> A O",
          "A -> N O", "N -> O",
          "O -> ."),
    story("one beside an instance keeps only that instance open",
          in_sub(armed("msg:M", True), mi={"card": 2, "seq": True}), "-> A O", "!M -> A EES O | XES",
          "A -> EES O",
          "EES -> A O", "A -> N O", "N -> O", "O -> ."),
    story("an error inside an instance is caught in that instance",
          path(sub("S", start("s1"), user("A"), xor("x"), end("z", "err:E1"), end("e1"), armed("err:E1"),
                   flows("s1>A>x", "x>z ? x = 1", "x>e1 *"), mi={"card": 2}), user("N"), "s>S>N>e"), "-> A A",
          "A x=1 -> A EES | XES", "A x=0 -> EES", "EES -> N", "N -> .", data={"x": 0}),
    story("an error inside an event sub-process leaves its scope by the border",
          path(sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1"),
                   event_sub("ES", start("es", "msg:M"), mark("X"), end("z", "err:E1"), flows("es>X>z"))),
               boundary("b", "S", "err:E1"), mark("L"), "s>S>e", "b>L>e"), "-> A", "!M -> . | X L"),
    story("an error inside an error's event sub-process is not caught by itself",
          process("p", start(), user("A"), end("z", "err:E1"), flows("s>A>z"),
                  event_sub("ES", start("es", "err:E1"), mark("X"), end("z2", "err:E1"), flows("es>X>z2"))),
                  "-> A",
          "A -> - ?z2 | X"),
    story("its own code goes before any code among event sub-processes",
          process("p", start(), user("A"), end("z", "err:E1"), flows("s>A>z"), armed("err"), armed("err:E1",
          name="ET")),
          "-> A", "A -> EET | XET",
          "EET -> ."),
    story("one in a called process belongs to the call",
          [path(par("g"), call("C", "q"), user("O"), user("N"), "s>g", "g>C>N>e", "g>O>e"),
           process("q", start(), user("A"), end(), flows("s>A>e"), armed("msg:M"))], "-> A O",
           "!M -> EES O | XES",
          "EES -> N O"),
    story("nested scopes: inner border, inner event sub-process, outer border",
          path(sub("S", start("s1"), sub("T", start("s2"), user("A"), end("e2"), flows("s2>A>e2"),
          armed("msg:M", True)),
                   boundary("b1", "T", "timer:PT1H"), mark("K"), end("e1"), flows("s1>T>e1", "b1>K>e1")),
               boundary("b2", "S", "sig:S", True), mark("L"), user("N"), "s>S>N>e", "b2>L>e"), "-> A",
          "!M -> A EES | XES", "~S -> A EES | L", "+1h -> N | K", "N -> ."),
    story("events inside an event sub-process are waited for",
          path(user("A"), "s>A>e", event_sub("ES", start("es", "msg:M", True), catch("c", "timer:PT1H"),
          mark("X"),
               end("ee"), flows("es>c>X>ee"))), "-> A", "!M -> A", "+1h -> A | X", "A -> ."),
    story("an event sub-process in an event sub-process",
          path(user("A"), "s>A>e", event_sub("ES", start("es", "msg:M", True), user("B"), end("ee"),
          flows("es>B>ee"),
               armed("sig:S", True, "ET"))), "-> A", "~S -> A", "!M -> A B", "~S -> A B EET | XET",
               "B -> A EET",
          "EET -> A", "A -> ."),
    story("a message brings its variables to its occurrence alone", process_with(own("E", "string(y)")),
          "-> A T", "!M y=5 -> A E T", "!M y=6 -> A E E T", "E[0] -> A E T | 5", "E -> A T | 6",
          clause=LOCAL, after={"y": None}),
    story("what a step inside answers stays in its occurrence", process_with(own("E", "string(z)")), "-> A T",
          "!M y=5 -> A E T", "!M y=6 -> A E E T", "E[0] z=1 -> A E T | 1", "E z=2 -> A T | 2",
          after={"z": None}),
    story("an occurrence reads the process and does not write there",
          process_with(own("E", "string(x)")), "-> A T", "!M -> A E T", "A x=8 -> B E T", "!M -> B E E T",
          "E[0] x=9 -> B E T | 9", "E -> B T | 8", data={"x": 7}, after={"x": 8}),
    story("output mappings say what leaves an occurrence", process_with(leaving("E", total="=total + y")),
          "-> A T", "!M y=5 -> A E T", "!M y=6 -> A E E T", "E[0] -> A E T", "E -> A T", data={"total": 0},
          after={"total": 11, "y": None}, oracle=False),
    story("the start event's mappings say what an occurrence keeps",
          process_with(own("E", "string(z) + string(y = null)").replace(ON, io("output", z="=y + 1") + ON)),
          "-> A T", "!M y=5 -> A E T", "E -> A T | 6true", after={"z": None}, oracle=False),
    story("an occurrence in an occurrence reads the one around",
          path(user("A"), "s>A>e",
               event_sub("ES", start("es", "msg:M", True), user("E"), end("ee"), flows("es>E>ee"),
                         own("F", "string(y) + string(z)", "sig:S"))),
          "-> A", "!M y=5 -> A E", "~S -> A E F", "F z=3 -> A E | 53", "E -> A", "A -> .",
          after={"y": None, "z": None}),
    story("an instance inside an occurrence keeps its writing in the occurrence",
          process_with(own("E", "string(y)", mi={"card": 2})), "-> A T", "!M y=5 -> A E E T",
          "E[0] y=1 -> A E T", "E y=2 -> A T | 2", data={"y": 0}, after={"y": 0}),
    story("an interrupting one keeps its data, too", process_with(own("E", "string(y)", ni=False)), "-> A T",
          "!M y=5 -> E", "E -> . | 5", after={"y": None}),
]  # fmt: skip
