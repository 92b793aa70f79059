"""Boundary events, interrupting and not (BPMN 2.0, 10.5.4 and 13.5.3)."""

from __future__ import annotations

from tests.oracle.kit import (
    boundary,
    call,
    catch,
    end,
    event_sub,
    flows,
    mark,
    par,
    process,
    service,
    start,
    sub,
    throw,
    transaction,
    user,
    xor,
)
from tests.unit.engine.stories.book import path, story

DATE = "date:2026-01-06T08:00:00+00:00"
FIRES = {
    "message": ("msg:M", "!M"),
    "signal": ("sig:S", "~S"),
    "timer (duration)": ("timer:PT1H", "+1h"),
    "timer (date)": (DATE, "+1d"),
    "conditional": ("cond:x = 1", "B x=1"),
}
# what stands at the border, and the tasks that are open in it
HOSTS = {
    "a user task": (user("H"), "H"),
    "a sub-process": (sub("H", start("s1"), user("I"), end("e1"), flows("s1>I>e1")), "I"),
    "a call activity": (call("H", "q"), "I"),
    "a receive task": ('<receiveTask id="H" messageRef="msg_Z"/>', ""),
    "a parallel multi-instance task": (user("H", {"card": 2}), "H H"),
    "a sequential multi-instance sub-process":
        (sub("H", start("s1"), user("I"), end("e1"), flows("s1>I>e1"), mi={"card": 2, "seq": True}), "I"),
    "a parallel multi-instance call": (call("H", "q", mi={"card": 2}), "I I"),
    "a transaction": (transaction("H", start("s1"), user("I"), end("e1"), flows("s1>I>e1")), "I"),
    "a standard loop": (user("H", {"loop": "true", "max": 3}), "H"),
}  # fmt: skip
CALLED = process("q", start(), user("I"), end(), flows("s>I>e"))


def all_of(made: bytes) -> bytes:
    """Its multiple event needs all of its events."""
    return made.replace(b'cancelActivity="', b'parallelMultiple="true" cancelActivity="')


def guarded(host: str, on: str, ni: bool) -> list[bytes]:
    """The host with an event `b` that leads to X; beside it task B, on which conditions depend."""
    way = path(par("g"), host, boundary("b", "H", on, ni), mark("X"), user("B"), user("N"), "s>g", "g>H>N>e",
          "g>B>e",
               "b>X>e")  # fmt: skip
    return [way, CALLED]


def there(*names: str) -> str:
    return " ".join(sorted(" ".join(names).split())) or "-"


def interrupted(host: str, on: str, act: str, opened: str) -> tuple[list[bytes], list[str]]:
    rest = "" if act.startswith("B") else "B"
    after = [f"{act} -> {rest or '.'} | X"] + (["B -> ."] if rest else [])
    return guarded(host, on, False), [f"-> {there(opened, 'B')}", *after]


def accompanied(host: str, on: str, act: str, opened: str) -> tuple[list[bytes], list[str]]:
    rest = "" if act.startswith("B") else "B"
    return guarded(host, on, True), [f"-> {there(opened, 'B')}", f"{act} -> {there(opened, rest)} | X"]


def raised(what: str, *more: str) -> bytes:
    """A sub-process in which `what` is thrown after A, and then B."""
    inner = sub("S", start("s1"), user("A"), throw("t", what), user("B"), end("e1"), flows("s1>A>t>B>e1"))
    return path(inner, user("N"), "s>S>N>e", *more)


def failing(*more: str, code: str = "E1") -> bytes:
    inner = sub("S", start("s1"), par("g"), user("A"), user("B"), end("z", f"err:{code}"), end("e1"),
                flows("s1>g", "g>A>z", "g>B>e1"))  # fmt: skip
    return path(inner, user("N"), "s>S>N>e", *more)


def calls(last: str, *more: str, mi: dict[str, object] | None = None) -> list[bytes]:
    called = process(
        "q", start(), user("A"), xor("x"), end("z", last), end(), flows("s>A>x", "x>z ? x = 1", "x>e *")
    )
    return [path(call("C", "q", mi=mi), user("N"), "s>C>N>e", *more), called]


BOTH = user("X"), user("Y"), "bx>X>e", "by>Y>e"

STORIES = [
    *[
        story(f"{kind} interrupts {where}", files, *lines, data={"x": 0})
        for kind, (on, act) in FIRES.items()
        for where, (host, opened) in HOSTS.items()
        for files, lines in [interrupted(host, on, act, opened)]
    ],
    *[
        story(f"{kind} accompanies {where}", files, *lines, data={"x": 0})
        for kind, (on, act) in FIRES.items()
        for where, (host, opened) in HOSTS.items()
        for files, lines in [accompanied(host, on, act, opened)]
    ],
    story("a cycle accompanies its activity at every turn", guarded(user("H"), "cycle:R3/PT1H", True),
          "-> B H",
          "+1h -> B H | X", "+1h -> B H | X", "+5h -> B H | X", "H -> B N", "N -> B", "B -> ."),
    story("a cycle without end stops with its activity", guarded(user("H"), "cycle:R/PT1H", True), "-> B H",
          "+3h -> B H | X X X", "H -> B N", "+3h -> B N", "N -> B", "B -> ."),
    story("a cycle interrupts at its first turn", guarded(user("H"), "cycle:R3/PT1H", False), "-> B H",
          "+1h -> B | X",
          "+5h -> B", "B -> ."),
    story("a message accompanies as often as it comes", guarded(user("H"), "msg:M", True), "-> B H",
          "!M -> B H | X",
          "!M -> B H | X", "H -> B N", "!M -> B N", "N -> B", "B -> ."),
    story("a condition accompanies each time it comes true", guarded(user("H", {"loop": "true", "max": 9}),
          "cond:x = 1", True),
          "-> B H", "H x=1 -> B H | X", "H x=1 -> B H", "H x=0 -> B H", "H x=1 -> B H | X", data={"x": 0}),
    story("what was not triggered is gone with its activity", guarded(user("H"), "timer:PT1H", False),
          "-> B H", "H -> B N",
          "+2h -> B N", "N -> B", "B -> ."),
    story("several events stand at one border",
          path(user("H"), boundary("b", "H", "msg:M", True), boundary("c", "H", "timer:PT1H"), mark("K"),
          mark("L"),
               "s>H>e", "b>K>e", "c>L>e"), "-> H", "!M -> H | K", "+1h -> . | L"),
    story("a multiple event interrupts by any of its events", guarded(user("H"), "msg:M & timer:PT1H",
          False), "-> B H",
          "+1h -> B | X", "B -> ."),
    story("a multiple event accompanies by each of its events", guarded(user("H"), "msg:M & timer:PT1H",
          True), "-> B H",
          "+1h -> B H | X", "!M -> B H | X", "+5h -> B H", "H -> B N", "N -> B", "B -> ."),
    story("a parallel multiple event interrupts when all of its events have occurred",
          [all_of(made) for made in guarded(user("H"), "msg:M & timer:PT1H", False)], "-> B H", "+1h -> B H",
          "!M -> B | X", "B -> ."),
    story("a parallel multiple event accompanies when all of its events have occurred",
          [all_of(made) for made in guarded(user("H"), "msg:M & sig:S", True)], "-> B H", "!M -> B H",
              "~S -> B H | X",
          "~S -> B H", "!M -> B H | X"),
    story("an error interrupts a sub-process and all in it", failing(boundary("b", "S", "err:E1"), user("X"),
          "b>X>e"),
          "-> A B", "A -> X", "X -> ."),
    story("its own code goes before any code",
          failing(boundary("bx", "S", "err"), boundary("by", "S", "err:E1"), *BOTH), "-> A B", "A -> Y",
          "Y -> ."),
    story("any code catches what no code does",
          failing(boundary("bx", "S", "err"), boundary("by", "S", "err:E2"), *BOTH), "-> A B", "A -> X",
          "X -> ."),
    story("an error that nobody catches stands still and leaves the rest",
          failing(boundary("bx", "S", "err:E2"), user("X"), "bx>X>e"), "-> A B", "A -> B ?z"),
    story("an error leaves a called process", calls("err:E1", boundary("b", "C", "err:E1"), user("X"),
          "b>X>e"),
          "-> A", "A x=1 -> X", "X -> .", data={"x": 0}),
    story("an error out of one called instance ends all",
          calls("err:E1", boundary("b", "C", "err:E1"), user("X"), "b>X>e", mi={"card": 3}), "-> A A A",
          "A x=0 -> A A",
          "A x=1 -> X", "X -> .", data={"x": 0}),
    story("an error goes to the nearest level that catches it",
          path(sub("S", start("s1"), sub("T", start("s2"), user("A"), end("z", "err:E1"), flows("s2>A>z")),
                   boundary("b1", "T", "err:E2"), mark("K"), end("e1"), flows("s1>T>e1", "b1>K>e1")),
               boundary("b2", "S", "err:E1"), mark("L"), "s>S>e", "b2>L>e"), "-> A", "A -> . | L"),
    story("the inner level catches before the outer one",
          path(sub("S", start("s1"), sub("T", start("s2"), user("A"), end("z", "err:E1"), flows("s2>A>z")),
                   boundary("b1", "T", "err"), mark("K"), end("e1"), flows("s1>T>e1", "b1>K>e1")),
               boundary("b2", "S", "err:E1"), mark("L"), "s>S>e", "b2>L>e"), "-> A", "A -> . | K"),
    story("an error out of a boundary's own way is not caught there again",
          path(sub("S", start("s1"), user("A"), end("z", "err:E1"), flows("s1>A>z")), boundary("b", "S",
          "err:E1"),
               end("z2", "err:E1"), "s>S>e", "b>z2"), "-> A", "A -> - ?z2"),
    story("a service error is caught at its own border first",
          path(sub("S", start("s1"), user("A"), service("T", "fails"), boundary("b1", "T", "err:E1"),
          mark("K"), end("e1"),
                   flows("s1>A>T>e1", "b1>K>e1")), boundary("b2", "S", "err:E1"), mark("L"), "s>S>e",
                   "b2>L>e"),
          "-> A", "A -> . | K"),
    story("a service error leaves its sub-process",
          path(sub("S", start("s1"), user("A"), service("T", "fails"), end("e1"), flows("s1>A>T>e1")),
               boundary("b2", "S", "err:E1"), mark("L"), "s>S>e", "b2>L>e"), "-> A", "A -> . | L"),
    story("an escalation accompanies its sub-process, which goes on",
          raised("esc:C1", boundary("b", "S", "esc:C1", True), mark("X"), "b>X>e"), "-> A", "A -> B | X",
          "B -> N", "N -> ."),
    story("an escalation interrupts its sub-process",
          raised("esc:C1", boundary("b", "S", "esc:C1"), mark("X"), "b>X>e"), "-> A", "A -> . | X"),
    story("an escalation of another code passes by",
          raised("esc:C1", boundary("b", "S", "esc:C2"), mark("X"), "b>X>e"), "-> A", "A -> B", "B -> N",
          "N -> ."),
    story("an escalation end accompanies", calls("esc:C1", boundary("b", "C", "esc:C1", True), mark("X"),
          "b>X>e"), "-> A",
          "A x=1 -> N | X", "N -> .", data={"x": 0}),
    story("an escalation end interrupts a called process", calls("esc:C1", boundary("b", "C", "esc:C1"),
          mark("X"), "b>X>e"),
          "-> A", "A x=1 -> . | X", data={"x": 0}),
    story("an escalation out of one instance accompanies all",
          calls("esc:C1", boundary("b", "C", "esc:C1", True), mark("X"), "b>X>e", mi={"card": 2}), "-> A A",
          "A x=1 -> A | X", "A x=1 -> N | X", "N -> .", data={"x": 0}),
    story("an event sub-process catches an escalation before the border does",
          path(sub("S", start("s1"), user("A"), throw("t", "esc:C1"), user("B"), end("e1"),
          flows("s1>A>t>B>e1"),
                   event_sub("ES", start("es", "esc:C1", True), mark("K"), end("ee"), flows("es>K>ee"))),
               boundary("b", "S", "esc:C1", True), mark("X"), "s>S>e", "b>X>e"), "-> A", "A -> B | K",
               "B -> ."),
    story("a sub-process in a sub-process is interrupted with it",
          path(sub("S", start("s1"), sub("T", start("s2"), user("A"), end("e2"), flows("s2>A>e2")),
                   boundary("b1", "T", "timer:PT1H", True), mark("K"), end("e1"), flows("s1>T>e1",
                   "b1>K>e1")),
               boundary("b2", "S", "msg:M"), mark("L"), "s>S>e", "b2>L>e"), "-> A", "+1h -> A | K",
               "!M -> . | L"),
    story("a border leads back to its own activity",
          path(xor("m"), user("A"), boundary("b", "A", "timer:PT1H"), "s>m>A>e", "b>m"), "-> A", "+1h -> A",
          "+1h -> A",
          "A -> ."),
    story("a border waits at a catching event too", path(sub("S", start("s1"), catch("c", "msg:M"), end("e1"),
          flows("s1>c>e1")), boundary("b", "S", "timer:PT1H"), mark("K"), "s>S>e", "b>K>e"), "-> -",
          "+1h -> . | K"),
]  # fmt: skip
