"""Random block-structured processes and random actions, for both engines side by side."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from lxml import etree

from tests.oracle import kit
from tests.oracle.kit import (
    B,
    boundary,
    catch,
    end,
    event_sub,
    flows,
    inc,
    mark,
    par,
    start,
    sub,
    throw,
    user,
    xor,
)

SIMPLE = ["user"] * 3 + ["mark"] * 2
NESTED = ["seq", "seq", "exclusive", "parallel", "inclusive", "loop", "sub", "call"]
RICH = [
    "multi", "multi_sub", "timer", "message", "event_sub", "event_gateway", "error", "escalation",
    "condition", "signal", "compensation", "split", "link", "terminate",
]  # fmt: skip


@dataclass
class Block:
    """XML of some elements, their flows, where one comes in and goes out."""

    xml: str
    flows: list[str]
    entry: str
    exit: str


@dataclass
class Generator:
    rnd: random.Random
    count: int = 0
    triggered_depth: int = 0
    messages: int = 0
    called: list[bytes] = field(default_factory=list)

    def id(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def message(self) -> str:
        self.messages += 1
        return f"msg:M{self.messages}"

    def guard(self) -> str:
        return f"x >= {self.rnd.randint(0, 3)}"

    def block(self, depth: int) -> Block:
        kinds = SIMPLE + (NESTED + RICH if depth > 0 else [])
        return getattr(self, f"make_{self.rnd.choice(kinds)}")(depth - 1)

    def out(self, block: Block, target: str) -> list[str]:
        """The flow behind a block; behind the exit gateway of a loop it is the default."""
        return [f"{block.exit}>{target}" + (" *" if block.exit.startswith("x") else "")]

    # -- plain ---------------------------------------------------------------------------------------

    def make_user(self, depth: int) -> Block:
        name = self.id("U")
        return Block(user(name), [], name, name)

    def make_mark(self, depth: int) -> Block:
        name = self.id("M")
        return Block(mark(name), [], name, name)

    def make_seq(self, depth: int) -> Block:
        a, b = self.block(depth), self.block(depth)
        return Block(a.xml + b.xml, [*a.flows, *b.flows, *self.out(a, b.entry)], a.entry, b.exit)

    def gate(self, depth: int, kind: object, branches: int) -> Block:
        split, join = self.id("g"), self.id("j")
        blocks = [self.block(depth) for _ in range(branches)]
        xml, ways = kind(split) + kind(join), []  # type: ignore[operator]
        for number, block in enumerate(blocks):
            tail = "" if kind is par else " *" if number == branches - 1 else f" ? {self.guard()}"
            xml += block.xml
            ways += [*block.flows, f"{split}>{block.entry}{tail}", *self.out(block, join)]
        return Block(xml, ways, split, join)

    def make_exclusive(self, depth: int) -> Block:
        return self.gate(depth, xor, 2)

    def make_parallel(self, depth: int) -> Block:
        return self.gate(depth, par, 2)

    def make_inclusive(self, depth: int) -> Block:
        return self.gate(depth, inc, 3)

    def make_loop(self, depth: int) -> Block:
        merge, split, task, block = self.id("m"), self.id("x"), self.id("U"), self.block(depth)
        xml = xor(merge) + xor(split) + user(task) + block.xml
        ways = [*block.flows, f"{merge}>{block.entry}", *self.out(block, task), f"{task}>{split}"]
        return Block(xml, [*ways, f"{split}>{merge} ? x = 3"], merge, split)

    def inside(self, depth: int, *extra: str) -> tuple[str, ...]:
        block, first, last = self.block(depth), self.id("s"), self.id("e")
        ways = flows(f"{first}>{block.entry}", *block.flows, *self.out(block, last))
        return start(first), block.xml, end(last, self.ending()), ways, *extra

    def ending(self) -> str:
        return ""

    def make_sub(self, depth: int) -> Block:
        name = self.id("S")
        return Block(sub(name, *self.inside(depth)), [], name, name)

    def make_call(self, depth: int) -> Block:
        name, key = self.id("C"), self.id("q")
        self.called.append(kit.process(key, *self.inside(depth)))
        return Block(kit.call(name, key), [], name, name)

    # -- repetition ----------------------------------------------------------------------------------

    def make_multi(self, depth: int) -> Block:
        name, condition = self.id("U"), self.rnd.choice([None, "numberOfCompletedInstances >= 2"])
        mi = {"card": self.rnd.randint(0, 3), "seq": self.rnd.random() < 0.5, "cond": condition}
        return Block(user(name, mi), [], name, name)

    def make_multi_sub(self, depth: int) -> Block:
        name = self.id("S")
        mi = {"card": 2, "seq": self.rnd.random() < 0.5}
        return Block(sub(name, *self.inside(depth), mi=mi), [], name, name)

    # -- events --------------------------------------------------------------------------------------

    def host(self, depth: int) -> Block:
        makers = [self.make_user, self.make_sub, self.make_call, self.make_multi, self.make_multi_sub]
        return self.rnd.choice(makers)(depth)

    def guarded(self, depth: int, on: str) -> Block:
        """A host with a boundary event of either kind."""
        host, name, after = self.host(depth), self.id("b"), self.block(depth)
        if self.rnd.random() < 0.5:
            last = self.id("e")
            xml = host.xml + boundary(name, host.entry, on, True) + after.xml + end(last)
            ways = [*host.flows, *after.flows, f"{name}>{after.entry}", *self.out(after, last)]
            return Block(xml, ways, host.entry, host.exit)
        join = self.id("j")
        xml = host.xml + boundary(name, host.entry, on) + after.xml + xor(join)
        ways = [f"{name}>{after.entry}", *self.out(after, join), f"{host.exit}>{join}"]
        return Block(xml, [*host.flows, *after.flows, *ways], host.entry, join)

    def make_timer(self, depth: int) -> Block:
        return self.guarded(depth, self.rnd.choice(["timer:PT1H", "timer:PT3H"]))

    def make_message(self, depth: int) -> Block:
        return self.guarded(depth, self.message())

    def make_condition(self, depth: int) -> Block:
        return self.guarded(depth, "cond:x = 2")

    def make_error(self, depth: int) -> Block:
        name, task, split, caught, join = (self.id(p) for p in ("S", "U", "x", "b", "j"))
        block, after, bad, last, first = self.block(depth), self.block(depth), *map(self.id, ("e", "e", "s"))
        ways = flows(
            f"{first}>{block.entry}", *block.flows, *self.out(block, task), f"{task}>{split}",
            f"{split}>{bad} ? x = 1", f"{split}>{last} *",
        )  # fmt: skip
        body = start(first), block.xml, user(task), xor(split), end(bad, "err:E1"), end(last), ways
        xml = sub(name, *body) + boundary(caught, name, "err:E1") + after.xml + xor(join)
        outer = [*after.flows, f"{caught}>{after.entry}", *self.out(after, join), f"{name}>{join}"]
        return Block(xml, outer, name, join)

    def make_escalation(self, depth: int) -> Block:
        name, thrown, caught, first, last, end_of = (self.id(p) for p in ("S", "t", "b", "s", "e", "e"))
        before, behind, after = self.block(depth), self.block(depth), self.block(depth)
        ways = flows(
            f"{first}>{before.entry}", *before.flows, *self.out(before, thrown),
            f"{thrown}>{behind.entry}", *behind.flows, *self.out(behind, last),
        )  # fmt: skip
        body = start(first), before.xml, throw(thrown, "esc:C1"), behind.xml, end(last), ways
        xml = sub(name, *body) + boundary(caught, name, "esc:C1", True) + after.xml + end(end_of)
        return Block(xml, [*after.flows, f"{caught}>{after.entry}", *self.out(after, end_of)], name, name)

    def triggered(self, depth: int, on: str, ni: bool) -> str:
        self.triggered_depth += 1
        name, first, last, block = self.id("ES"), self.id("s"), self.id("e"), self.block(depth)
        self.triggered_depth -= 1
        ways = flows(f"{first}>{block.entry}", *block.flows, *self.out(block, last))
        return event_sub(name, start(first, on, ni), block.xml, end(last), ways)

    def make_event_sub(self, depth: int) -> Block:
        name, on = self.id("S"), self.rnd.choice([self.message(), "sig:S1", "timer:PT2H", "cond:x = 1"])
        inner = self.triggered(depth, on, self.rnd.random() < 0.5)
        return Block(sub(name, *self.inside(depth, inner)), [], name, name)

    def make_event_gateway(self, depth: int) -> Block:
        gateway, join = self.id("g"), self.id("j")
        xml, ways = kit.event_gateway(gateway) + xor(join), []
        for on in ("timer:PT1H", "timer:PT2H", self.message()):
            name, block = self.id("c"), self.block(depth)
            xml += catch(name, on) + block.xml
            ways += [f"{gateway}>{name}", f"{name}>{block.entry}", *block.flows, *self.out(block, join)]
        return Block(xml, ways, gateway, join)

    def make_signal(self, depth: int) -> Block:
        split, join, thrown, caught, signal = (self.id(p) for p in ("g", "j", "t", "c", "SG"))
        a, b = self.make_user(depth), self.block(depth)
        xml = par(split) + par(join) + throw(thrown, f"sig:{signal}") + catch(caught, f"sig:{signal}")
        ways = [f"{split}>{a.entry}", f"{a.exit}>{thrown}", f"{thrown}>{join}", f"{split}>{caught}"]
        ways += [f"{caught}>{b.entry}", *b.flows, *self.out(b, join)]
        return Block(xml + a.xml + b.xml, ways, split, join)

    def make_compensation(self, depth: int) -> Block:
        name, first, last, thrown = (self.id(p) for p in ("S", "s", "e", "t"))
        tasks, xml, links = [self.id("K") for _ in range(3)], "", ""
        for task in tasks:
            handler, caught = self.id("H"), self.id("b")
            undo = user(handler, comp=True) if self.rnd.random() < 0.4 else mark(handler, comp=True)
            xml += mark(task) + boundary(caught, task, "comp") + undo
            links += kit.association(caught, handler)
        if self.rnd.random() < 0.5 and not self.triggered_depth:  # there it means the scope around (10.5.6)
            ways = flows(f"{first}>{'>'.join(tasks)}>{last}")
            inner = sub(name, start(first), xml, end(last), ways, links)
            return Block(inner + throw(thrown, f"comp:{name}"), [f"{name}>{thrown}"], name, thrown)
        ways = flows(f"{first}>{'>'.join(tasks)}>{thrown}>{last}")
        inner = sub(name, start(first), xml, throw(thrown, "comp"), end(last), ways, links)
        return Block(inner, [], name, name)

    def make_split(self, depth: int) -> Block:
        task, join, a, b = self.id("U"), self.id("j"), self.block(depth), self.block(depth)
        ways = [f"{task}>{a.entry} ? {self.guard()}", f"{task}>{b.entry} *"]
        ways += [*self.out(a, join), *self.out(b, join)]
        return Block(user(task) + inc(join) + a.xml + b.xml, [*a.flows, *b.flows, *ways], task, join)

    def make_link(self, depth: int) -> Block:
        thrown, caught, name = self.id("t"), self.id("c"), self.id("L")
        return Block(throw(thrown, f"link:{name}") + catch(caught, f"link:{name}"), [], thrown, caught)

    def make_terminate(self, depth: int) -> Block:
        name, first, split, last, stop = (self.id(p) for p in ("S", "s", "g", "e", "e"))
        a, b = self.block(depth), self.block(depth)
        ways = flows(
            f"{first}>{split}", f"{split}>{a.entry}", f"{split}>{b.entry}", *a.flows, *b.flows,
            *self.out(a, last), *self.out(b, stop),
        )  # fmt: skip
        body = start(first), par(split), a.xml, b.xml, end(last), end(stop, "term"), ways
        return Block(sub(name, *body), [], name, name)

    # -- all of it -----------------------------------------------------------------------------------

    def beginning(self) -> str:
        return start()

    def process(self, depth: int) -> list[bytes]:
        block = self.block(depth)
        if len(block.xml) < 400:
            block = self.make_seq(depth)
        extra = ""
        if self.rnd.random() < 0.3:
            on = self.rnd.choice([self.message(), "sig:S1", "timer:PT5H"])
            extra = self.triggered(1, on, self.rnd.random() < 0.6)
        ways = flows(f"s>{block.entry}", *block.flows, *self.out(block, "e"))
        files = [kit.process("p", self.beginning(), block.xml, end(), ways, extra), *self.called]
        return [with_defaults(data) for data in files]


def with_defaults(data: bytes) -> bytes:
    """A flow out of a loop's gateway that has no condition is its default."""
    root = etree.fromstring(data)
    nodes = {node.get("id"): node for node in root.iter() if node.get("id")}
    leaving: dict[str, int] = {}
    for flow in root.iter(B + "sequenceFlow"):
        leaving[flow.get("sourceRef")] = leaving.get(flow.get("sourceRef"), 0) + 1
    for flow in root.iter(B + "sequenceFlow"):
        source = nodes[flow.get("sourceRef")]
        plain = flow.find(B + "conditionExpression") is None
        several = leaving[flow.get("sourceRef")] > 1
        if source.tag == B + "exclusiveGateway" and plain and several and source.get("default") is None:
            source.set("default", flow.get("id"))
    return etree.tostring(root)


def action(rnd: random.Random, opened: list[str], step: int) -> tuple[object, ...]:
    """What to do next with a case in which these tasks are open."""
    if rnd.random() < 0.2 or not opened:
        message = ("message", f"M{rnd.randint(1, 4)}")
        return rnd.choice([("tick", 3601), ("tick", 2 * 3600), message, message, ("signal", "S1")])
    single = sorted({name for name in opened if opened.count(name) == 1})
    task = rnd.choice(single or sorted(set(opened)))
    return ("complete", task, {"x": rnd.randint(0, 3), f"v_{task}": step})
