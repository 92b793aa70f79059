"""Intermediate events that catch and throw (BPMN 2.0, 10.5.4 and 13.5.2)."""

from __future__ import annotations

from tests.oracle.kit import (
    boundary,
    catch,
    element,
    end,
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

DATE = "date:2026-01-06T08:00:00+00:00"


def waits(on: str, **more: str) -> bytes:
    """The event `c`, then task A; beside them task B, so that something can be done."""
    caught = catch("c", on).replace("<intermediateCatchEvent", "<intermediateCatchEvent" + "".join(
        f' {name}="{value}"' for name, value in more.items()))  # fmt: skip
    return path(par("g"), caught, user("A"), user("B"), "s>g", "g>c>A>e", "g>B>e")


def hears(on: str) -> bytes:
    """Task A, then the event `t` is thrown, then K; beside it somebody waits for the same event, then L."""
    return path(
        par("g"),
        user("A"),
        throw("t", on),
        mark("K"),
        catch("c", on),
        mark("L"),
        "s>g",
        "g>A>t>K>e",
        "g>c>L>e",
    )


INNER = sub(
    "S",
    start("s1"),
    throw("t1", "link:X"),
    catch("c1", "link:X"),
    user("A"),
    end("e1"),
    flows("s1>t1", "c1>A>e1"),
)
OUT = extension(f"<camunda:inputOutput>{mapping('output', y='=x + 1')}</camunda:inputOutput>")

STORIES = [
    story("a message is waited for", waits("msg:M"), "-> B", "!N -> B", "!M x=1 -> A B", "!M -> A B",
          "A -> B", "B -> .",
          after={"x": 1}),
    story("a signal is waited for", waits("sig:S"), "-> B", "~T -> B", "~S -> A B", "A -> B", "B -> ."),
    story("a duration is waited for", waits("timer:PT1H"), "-> B", "+59m -> B", "+1m -> A B", "B -> A",
          "A -> ."),
    story("a date is waited for", waits(DATE), "-> B", "+23h -> B", "+1h -> A B", "A -> B", "B -> ."),
    story("the first turn of a cycle is waited for", waits("cycle:R3/PT1H"), "-> B", "+1h -> A B",
          "+3h -> A B", "A -> B",
          "B -> ."),
    story("a condition is waited for", waits("cond:x > 1"), "-> B", "B x=2 -> A", "A -> .", data={"x": 0}),
    story("a condition that holds already is passed", waits("cond:x > 1"), "-> A B", "A -> B", "B -> .",
          data={"x": 2}),
    story("a condition on what is not known yet waits", waits("cond:x > 1"), "-> B", "B x=2 -> A", "A -> ."),
    story("any of several events is enough", waits("msg:M & sig:S"), "-> B", "~S -> A B", "!M -> A B",
          "A -> B", "B -> ."),
    story("of several times the first is enough", waits("timer:PT3H & timer:PT1H"), "-> B", "+1h -> A B",
          "+3h -> A B",
          "A -> B", "B -> ."),
    story("all of several events are needed", waits("msg:M & sig:S & timer:PT1H", parallelMultiple="true"),
          "-> B",
          "~S -> B", "~S -> B", "+1h -> B", "!M -> A B", "A -> B", "B -> ."),
    story("a plain throw is passed", path(element("intermediateThrowEvent", "t"), user("A"), "s>t>A>e"),
          "-> A", "A -> ."),
    story("a message throw goes on at once, and what it throws leaves the instance", hears("msg:M"), "-> A",
          "A -> - | K",
          "!M -> . | L"),
    story("a signal throw is heard in the same instance", hears("sig:S"), "-> A", "A -> . | K L"),
    story("an escalation throw goes on at once", path(throw("t", "esc:C"), user("A"), "s>t>A>e"), "-> A",
          "A -> ."),
    story("a signal reaches everyone who waits",
          path(par("g"), catch("c", "sig:S"), catch("d", "sig:S"), user("H"), boundary("b", "H", "sig:S"),
          mark("K"),
               mark("L"), mark("M"), "s>g", "g>c>K>e", "g>d>L>e", "g>H>e", "b>M>e"), "-> H",
               "~S -> . | K L M"),
    story("a signal reaches called and embedded scopes",
          [path(par("g"), sub("S", start("s1"), catch("c", "sig:S"), mark("K"), end("e1"),
          flows("s1>c>K>e1")),
                '<callActivity id="C" calledElement="q"/>', user("B"), "s>g", "g>S>e", "g>C>e", "g>B>e"),
           process("q", start(), catch("c", "sig:S"), mark("L"), end(), flows("s>c>L>e"))],
          "-> B", "~S -> B | K L", "B -> ."),
    story("a signal that nobody waits for is lost",
          path(user("A"), throw("t", "sig:S"), catch("c", "sig:S"), user("B"), "s>A>t>c>B>e"), "-> A",
          "A -> -",
          "~S -> B", "B -> ."),
    story("a message goes to one who waits", path(par("g"), catch("c", "msg:M"), catch("d", "msg:M"),
          mark("K"), "s>g",
          "g>c>K", "g>d>K", "K>e"), "-> -", "!M -> - | K", "!M -> . | K"),
    story("a link leads on in the same scope", path(throw("t", "link:X"), catch("c", "link:X"), user("A"),
          "s>t", "c>A>e"),
          "-> A", "A -> ."),
    story("several links lead to one target",
          path(xor("x"), throw("t", "link:X"), throw("u", "link:X"), catch("c", "link:X"), mark("K"), "s>x",
          "x>t ? x = 1",
               "x>u *", "c>K>e"), "-> . | K", data={"x": 2}),
    story("a link in a sub-process has nothing to do with one outside",
          path(INNER, throw("t", "link:X"), catch("c", "link:X"), user("B"), "s>S>t", "c>B>e"), "-> A",
          "A -> B", "B -> ."),
    story("a link can make a loop", path(user("A"), xor("x"), throw("t", "link:X"), catch("c", "link:X"),
          xor("m"),
          "s>m>A>x", "x>t ? again", "x>e *", "c>m"), "-> A", "A again=true -> A", "A again=false -> ."),
    story("one event throws several things",
          path(par("g"), user("A"), throw("t", "sig:S & msg:M"), mark("K"), catch("c", "sig:S"), mark("L"),
          "s>g",
               "g>A>t>K>e", "g>c>L>e"), "-> A", "A -> . | K L"),
    story("an output mapping takes what it names from a message",
          path(element("intermediateCatchEvent", "c", OUT + '<messageEventDefinition messageRef="msg_M"/>'),
          user("A"),
               "s>c>A>e"), "-> -", "!M x=1 -> A", "A -> .", after={"x": None, "y": 2}, oracle=False),
    story("a trigger that comes too early is lost and one that comes later is taken",
          path(user("A"), catch("c", "msg:M"), "s>A>c>e"), "-> A", "!M -> A", "A -> -", "!M -> ."),
]  # fmt: skip
