"""Compensation and transactions (BPMN 2.0, 10.7 and 13.5.5)."""

from __future__ import annotations

from tests.oracle.kit import (
    association,
    boundary,
    end,
    event_sub,
    flows,
    inc,
    mark,
    par,
    process,
    start,
    sub,
    throw,
    transaction,
    user,
    xor,
)
from tests.unit.engine.stories.book import path, story


def undoable(name: str, mi: dict[str, object] | None = None, text: str | None = None) -> str:
    """A marking task with a handler `U<name>` that marks, too."""
    return (mark(name, mi) + boundary(f"b{name}", name, "comp") + mark(f"U{name}", comp=True, text=text)
            + association(f"b{name}", f"U{name}"))  # fmt: skip


def undone_by_task(name: str) -> str:
    """The same with a handler people do."""
    return (mark(name) + boundary(f"b{name}", name, "comp") + user(f"U{name}", comp=True)
            + association(f"b{name}", f"U{name}"))  # fmt: skip


def inner(name: str, *more: str) -> str:
    """A sub-process of two undoable tasks."""
    return sub(name, start(f"s{name}"), undoable(f"{name}1"), undoable(f"{name}2"), end(f"e{name}"),
               flows(f"s{name}>{name}1>{name}2>e{name}"), *more)  # fmt: skip


def handler(name: str, *more: str, last: str = "") -> str:
    """A compensation event sub-process that marks its name."""
    return event_sub(name, start(f"s{name}", "comp"), mark(f"M{name}"), *more, end(f"e{name}", last),
                     flows(f"s{name}>M{name}>e{name}"))  # fmt: skip


def trade(*inside: str) -> bytes:
    """A transaction `S` with a cancel and an error border, then N."""
    made = transaction("S", *inside)
    return path(made, boundary("bc", "S", "cancel"), mark("C"), boundary("be", "S", "err"), mark("E"),
          user("N"),
                "s>S>N>e", "bc>C>e", "be>E>e")  # fmt: skip


TASKS = undoable("A"), undoable("B")
NOT_WAITED = throw("t", "comp").replace(
    "<compensateEventDefinition", '<compensateEventDefinition waitForCompletion="false"'
)

STORIES = [
    story("what completed is undone in reverse order", path(*TASKS, throw("t", "comp"), mark("Z"),
          "s>A>B>t>Z>e"),
          "-> . | A B UB UA Z"),
    story("a compensation end undoes before the way ends", process("p", start(), *TASKS, user("W"), end("z",
          "comp"),
          flows("s>A>B>W>z")), "-> W | A B", "W -> . | UB UA"),
    story("one activity is undone alone, and once only",
          path(*TASKS, throw("t", "comp:A"), throw("u", "comp"), "s>A>B>t>u>e"), "-> . | A B UA UB"),
    story("the thrower waits for its handlers", path(undone_by_task("A"), throw("t", "comp"), mark("Z"),
          "s>A>t>Z>e"),
          "-> UA | A", "UA -> . | Z"),
    story("a thrower that does not wait goes on at once", path(undone_by_task("A"), NOT_WAITED, mark("Z"),
          "s>A>t>Z>e"),
          "-> UA | A Z", "UA -> .",
          clause="table 10.88: waitForCompletion [...] whether the throw Event waits for the triggered "
          "compensation to "
          "complete (the default), or just triggers the compensation and immediately continues."),
    story("an undoing that nobody waits for holds up no join",
          path(undone_by_task("A"), par("g"), NOT_WAITED, user("B"), inc("j"), mark("Z"), "s>A>g", "g>t>j",
          "g>B>j",
               "j>Z>e"), "-> B UA | A", "B -> UA | Z", "UA -> ."),
    story("what did not run is not undone", path(*TASKS, xor("x"), throw("t", "comp"), "s>x", "x>A ? false",
          "x>B *",
          "A>t", "B>t>e"), "-> . | B UB"),
    story("what is still running is not undone", path(par("g"), undoable("A"), user("H"), boundary("bH",
          "H", "comp"),
          mark("UH", comp=True), association("bH", "UH"), user("W"), throw("t", "comp"), "s>g", "g>H>e",
          "g>A>W>t>e"),
          "-> H W | A", "W -> H | UA", "H -> ."),
    story("an activity in a loop is undone as often as it ran",
          path(xor("m"), undoable("A"), user("R"), xor("x"), throw("t", "comp"), "s>m>A>R>x", "x>m ? again",
          "x>t *", "t>e"),
          "-> R | A", "R again=true -> R | A", "R again=false -> . | UA UA"),
    story("each turn of a standard loop is undone", path(undoable("A", {"loop": "true", "max": 3}),
          throw("t", "comp"),
          "s>A>t>e"), "-> . | A A A UA UA UA",
          clause="13.5.5: Instances of a loop or sequential multi-instance are compensated in reverse order "
          "of their "
          "forward completion."),
    story("each instance is undone with what it knew, the last first",
          path(undoable("A", {"coll": "xs", "elem": "x", "seq": True}, "=x"), throw("t", "comp"), "s>A>t>e"),
          "-> . | A A b a", data={"xs": ["a", "b"]}),
    story("each instance of a sub-process is undone from inside",
          path(sub("S", start("s1"), undoable("A"), undoable("B"), end("e1"), flows("s1>A>B>e1"),
          mi={"card": 2, "seq": True}),
               throw("t", "comp:S"), "s>S>t>e"), "-> . | A B A B UB UA UB UA"),
    story("a handler sees what was known when its activity completed",
          path(user("A"), boundary("b", "A", "comp"), mark("U", comp=True, text="=v"), association("b",
          "U"), user("W"),
               throw("t", "comp"), "s>A>W>t>e"), "-> A", 'A v="a" -> W', 'W v="b" -> . | a'),
    story("a completed sub-process is undone from inside, last first",
          path(inner("S"), undoable("A"), throw("t", "comp"), "s>S>A>t>e"), "-> . | S1 S2 A UA US2 US1"),
    story("sub-processes in sub-processes are undone to the innermost",
          path(sub("S", start("s1"), inner("T"), undoable("A"), end("e1"), flows("s1>T>A>e1")), throw("t",
          "comp"),
               "s>S>t>e"), "-> . | T1 T2 A UA UT2 UT1"),
    story("a handler at the border of a sub-process is all that undoes it",
          path(inner("S"), boundary("b", "S", "comp"), mark("U", comp=True), association("b", "U"),
          throw("t", "comp"),
               "s>S>t>e"), "-> . | S1 S2 U",
          clause="10.7.1: A compensation handler connected through a boundary Event can only perform "
          "black-box "
          "compensation of the original Activity."),
    story("an event sub-process for compensation undoes its sub-process instead",
          path(inner("S", handler("K")), throw("t", "comp"), "s>S>t>e"), "-> . | S1 S2 MK"),
    story("and can undo what is inside by throwing on",
          path(inner("S", handler("K", last="comp")), throw("t", "comp"), "s>S>t>e"),
          "-> . | S1 S2 MK US2 US1",
          clause="10.7.1: The Compensation Event Sub-Process can recursively trigger compensation for "
          "Activities contained "
          "in that its parent."),
    story("thrown in an event sub-process it is about the scope around",
          process("p", start(), *TASKS, user("W"), end("z", "err:E1"), flows("s>A>B>W>z"),
                  event_sub("ES", start("es", "err:E1"), throw("t", "comp"), mark("X"), end("ee"),
                  flows("es>t>X>ee"))),
          "-> W | A B", "W -> . | UB UA X"),
    story("with nothing to undo the way goes on", path(throw("t", "comp"), user("A"), "s>t>A>e"), "-> A",
          "A -> ."),
    story("cancel undoes the transaction and goes on at its border",
          trade(start("s1"), *TASKS, user("W"), end("z", "cancel"), flows("s1>A>B>W>z")), "-> W | A B",
          "W -> . | UB UA C"),
    story("cancel ends what runs beside",
          trade(start("s1"), par("g"), undoable("A"), user("W"), user("V"), end("z", "cancel"), end("e1"),
                flows("s1>A>g", "g>W>z", "g>V>e1")), "-> V W | A", "W -> . | UA C"),
    story("cancel undoes what is complete in a sub-process that still runs",
          trade(start("s1"), par("g"), undoable("A"), sub("T", start("s2"), undoable("B"), user("V"),
          end("e2"),
                flows("s2>B>V>e2")), user("W"), end("z", "cancel"), end("e1"), flows("s1>A>g", "g>W>z",
                "g>T>e1")),
          "-> V W | A B", "W -> . | UB UA C",
          clause="13.5.5: Cancellation in turn can result in compensation of already successfully completed "
          "portions of an "
          "active Activity, in case of a Sub-Process."),
    story("cancel waits for the handlers before it goes on",
          trade(start("s1"), undone_by_task("A"), user("W"), end("z", "cancel"), flows("s1>A>W>z")),
          "-> W | A",
          "W -> UA", "UA -> . | C"),
    story("an error out of a transaction undoes nothing",
          trade(start("s1"), undoable("A"), user("W"), xor("x"), end("z", "err:E1"), end("y", "cancel"),
                flows("s1>A>W>x", "x>z ? x = 1", "x>y *")), "-> W | A", "W x=1 -> . | E", data={"x": 0}),
    story("a transaction inside a transaction is cancelled alone",
          path(transaction("S", start("s1"), undoable("A"), transaction("T", start("s2"), undoable("B"),
          user("W"),
               end("z", "cancel"), flows("s2>B>W>z")), boundary("bt", "T", "cancel"), user("V"), end("e1"),
               end("e3"),
               flows("s1>A>T>e1", "bt>V>e3")), boundary("bs", "S", "cancel"), mark("C"), user("N"),
               "s>S>N>e", "bs>C>e"),
          "-> W | A B", "W -> V | UB", "V -> N", "N -> ."),
    story("an outer cancel undoes the inner transaction that completed",
          trade(start("s1"), transaction("T", start("s2"), undoable("B"), end("e2"), flows("s2>B>e2")),
          undoable("A"),
                user("W"), end("z", "cancel"), flows("s1>T>A>W>z")), "-> W | B A", "W -> . | UA UB C"),
    story("a transaction that completed can be undone later",
          path(transaction("S", start("s1"), *TASKS, end("e1"), flows("s1>A>B>e1")), user("W"), throw("t",
          "comp"),
               "s>S>W>t>e"), "-> W | A B", "W -> . | UB UA"),
    story("a service as handler that fails stands still",
          path(mark("A"), boundary("b", "A", "comp"),
               '<serviceTask id="U" isForCompensation="true" camunda:topic="fails"/>', association("b", "U"),
               throw("t", "comp"), user("Z"), "s>A>t>Z>e"), "-> - ?U | A", oracle=False),
]  # fmt: skip
