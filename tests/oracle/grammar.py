"""The generator grown to every element that we run: what the table of the README lists, nested at random."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from tests.oracle import kit
from tests.oracle.generator import NESTED, RICH, SIMPLE, Block, Generator, action
from tests.oracle.kit import (
    association,
    boundary,
    catch,
    element,
    end,
    event_sub,
    flows,
    inc,
    mark,
    par,
    script,
    start,
    sub,
    throw,
    transaction,
    user,
    xor,
)

LEAVES = ["manual", "plain_task", "script", "send", "rule", "throw"]
WAITING = ["catch", "receive", "several", "all_of"]
MORE = [
    "cycle", "date", "border_signal", "escalates", "cancel", "ad_hoc", "loop_activity", "collection",
        "complex",
    "caught_inside", "escalation_inside", "undone_inside", "service_fails", "undo_loop", "any_code",
        "not_waited",
    "error_from_call", "several_border", "loop_through_join", "nested_transaction",
]  # fmt: skip
MOMENTS = ["2026-01-05T10:00:00+00:00", "2026-01-05T13:30:00+00:00", "2026-01-06T08:00:00+00:00"]
ITEMS = ["[1, 2]", "[]", "[x, x + 1, 3]"]


@dataclass
class Everything(Generator):
    def block(self, depth: int) -> Block:
        kinds = SIMPLE + LEAVES + (WAITING + NESTED * 2 + RICH + MORE if depth > 0 else [])
        return getattr(self, f"make_{self.rnd.choice(kinds)}")(depth - 1)

    def one(self, prefix: str, make: Any) -> Block:
        name = self.id(prefix)
        return Block(make(name), [], name, name)

    def beginning(self) -> str:
        on = ["msg:M1", "sig:S1", "cycle:R/P1D", "cond:x = 1"]
        return start("s", self.rnd.choice(on) if self.rnd.random() < 0.2 else "")

    def ending(self) -> str:
        return self.rnd.choice(["", "", "", "msg:OUT", "sig:S2", "comp", "esc:C9", "sig:S2 & msg:OUT"])

    def maybe(self) -> bool:
        return self.rnd.random() < 0.5

    def body(self, depth: int, last: str, *extra: str) -> tuple[str, ...]:
        """The inside of a sub-process: a block, a task, and then an end with `last` when x = 1."""
        block, task, split, bad, good, first = self.block(depth), *map(self.id, ("U", "x", "e", "e", "s"))
        ways = flows(
            f"{first}>{block.entry}", *block.flows, *self.out(block, task), f"{task}>{split}",
            f"{split}>{bad} ? x = 1", f"{split}>{good} *",
        )  # fmt: skip
        return start(first), block.xml, user(task), xor(split), end(bad, last), end(good), ways, *extra

    def beside(self, host: Block, on: str, ni: bool, depth: int) -> Block:
        """An event at the border of a host; its way ends by itself."""
        name, last, after = self.id("b"), self.id("e"), self.block(depth)
        xml = host.xml + boundary(name, host.entry, on, ni) + after.xml + end(last)
        ways = [*host.flows, *after.flows, f"{name}>{after.entry}", *self.out(after, last)]
        return Block(xml, ways, host.entry, host.exit)

    # -- leaves --------------------------------------------------------------------------------------

    def make_manual(self, depth: int) -> Block:
        return self.one("U", lambda name: element("manualTask", name, oef__outputs="all"))

    def make_plain_task(self, depth: int) -> Block:
        return self.one("P", lambda name: element("task", name))

    def make_script(self, depth: int) -> Block:
        code = self.rnd.choice(["modulo(x + 1, 4)", "if x > 2 then 0 else x", "x"])
        return self.one("P", lambda name: script(name, code, self.rnd.choice(["x", "v_s"])))

    def make_send(self, depth: int) -> Block:
        return self.one("P", lambda name: element("sendTask", name, messageRef="msg_OUT"))

    def make_rule(self, depth: int) -> Block:
        return self.one("M", lambda name: element("businessRuleTask", name, camunda__topic="mark"))

    def make_throw(self, depth: int) -> Block:
        on = self.rnd.choice(["", "msg:OUT", "sig:S2", "esc:C9", "sig:S2 & msg:OUT"])
        return self.one("t", lambda name: throw(name, on))

    # -- waiting -------------------------------------------------------------------------------------

    def event(self) -> str:
        # what is thrown inside (S2) starts nothing that throws it again
        found = [
            self.message(),
            self.rnd.choice(["sig:S1", "sig:S2"]),
            "timer:PT1H",
            f"date:{self.rnd.choice(MOMENTS)}",
            "cond:x = 2",
        ]
        return self.rnd.choice([*found, "cycle:R2/PT1H"])

    def make_catch(self, depth: int) -> Block:
        return self.one("c", lambda name: catch(name, self.event()))

    def make_receive(self, depth: int) -> Block:
        message = self.message().replace("msg:", "msg_")
        return self.one("c", lambda name: element("receiveTask", name, messageRef=message))

    def make_several(self, depth: int) -> Block:
        return self.one("c", lambda name: catch(name, f"{self.message()} & timer:PT3H & sig:S1"))

    def make_all_of(self, depth: int) -> Block:
        on = kit.event(f"{self.message()} & timer:PT1H")
        return self.one(
            "c", lambda name: element("intermediateCatchEvent", name, on, parallelMultiple="true")
        )

    # -- borders -------------------------------------------------------------------------------------

    def make_cycle(self, depth: int) -> Block:
        return self.beside(self.host(depth), "cycle:R2/PT1H", self.maybe(), depth)

    def make_date(self, depth: int) -> Block:
        return self.guarded(depth, f"date:{self.rnd.choice(MOMENTS)}")

    def make_border_signal(self, depth: int) -> Block:
        return self.guarded(depth, "sig:S1")

    def make_several_border(self, depth: int) -> Block:
        return self.guarded(depth, f"{self.message()} & timer:PT2H")

    def make_escalates(self, depth: int) -> Block:
        host = self.one("S", lambda name: sub(name, *self.body(depth, "esc:C1")))
        return self.beside(host, "esc:C1", self.maybe(), depth)

    def make_any_code(self, depth: int) -> Block:
        """Two borders, one for any code: the one with the code goes first."""
        code = self.rnd.choice(["E1", "E2"])
        host = self.one("S", lambda name: sub(name, *self.body(depth, f"err:{code}")))
        return self.beside(self.beside(host, "err", False, depth), "err:E1", False, depth)

    def make_error_from_call(self, depth: int) -> Block:
        key = self.id("q")
        self.called.append(kit.process(key, *self.body(depth, "err:E1")))
        mi = self.rnd.choice([None, {"card": 2}, {"card": 2, "seq": True}])
        host = self.one("C", lambda name: kit.call(name, key, mi=mi))
        return self.beside(host, "err:E1", False, depth)

    def make_service_fails(self, depth: int) -> Block:
        host = self.one("V", lambda name: kit.service(name, "fails"))
        return self.beside(host, self.rnd.choice(["err", "err:E1"]), False, depth)

    # -- scopes --------------------------------------------------------------------------------------

    def triggered_by(self, depth: int, on: str, ni: bool) -> str:
        return self.triggered(depth, on, ni)

    def make_caught_inside(self, depth: int) -> Block:
        inner = self.triggered_by(depth, self.rnd.choice(["err:E1", "err"]), False)
        mi = self.rnd.choice([None, None, {"card": 2}, {"card": 2, "seq": True}])
        return self.one("S", lambda name: sub(name, *self.body(depth, "err:E1", inner), mi=mi))

    def make_escalation_inside(self, depth: int) -> Block:
        inner = self.triggered_by(depth, "esc:C1", self.maybe())
        return self.one("S", lambda name: sub(name, *self.body(depth, "esc:C1", inner)))

    def traded(self, depth: int, name: str) -> str:
        task, caught, handler = self.id("K"), self.id("b"), self.id("H")
        undo = (
            mark(task) + boundary(caught, task, "comp") + self.handler(handler) + association(caught, handler)
        )
        block, wait, split, bad, good, first = self.block(depth), *map(self.id, ("U", "x", "e", "e", "s"))
        ways = flows(
            f"{first}>{task}>{block.entry}", *block.flows, *self.out(block, wait), f"{wait}>{split}",
            f"{split}>{bad} ? x >= 2", f"{split}>{good} *",
        )  # fmt: skip
        ends = end(bad, "cancel") + end(good)
        return transaction(name, start(first), undo, block.xml, user(wait), xor(split), ends, ways)

    def make_cancel(self, depth: int) -> Block:
        self.triggered_depth += 1  # what is thrown inside must not undo what cancelling undoes
        host = self.one("S", lambda name: self.traded(depth, name))
        self.triggered_depth -= 1
        return self.beside(host, "cancel", False, depth)

    def make_nested_transaction(self, depth: int) -> Block:
        return self.make_cancel(max(depth, 1))

    def make_ad_hoc(self, depth: int) -> Block:
        parts = [self.rnd.choice([self.make_user, self.make_mark, self.make_sub, self.make_multi])(depth)
                 for _ in range(3)]  # fmt: skip
        ways = flows(f"{parts[0].entry}>{parts[1].entry}") if self.maybe() else ""
        how = {"ordering": self.rnd.choice(["Parallel", "Sequential"])}
        until = ""
        if self.maybe():
            until = "<completionCondition>x &gt;= 2 or count(seen) &gt;= 2</completionCondition>".replace(
                " or count(seen) &gt;= 2", "")  # fmt: skip
            how["cancelRemainingInstances"] = self.rnd.choice(["true", "false"])
        last = script(self.id("P"), "3", "x") if until else ""
        inside = "".join(part.xml for part in parts)
        name, fixed = self.id("S"), self.id("P")
        if not until:
            return Block(element("adHocSubProcess", name, inside + ways, **how), [], name, name)
        # the condition holds at the latest when the script has run behind the last of them
        inside += script(fixed, "3", "x")
        ways += flows(f"{parts[2].entry}>{fixed}")
        assert last
        return Block(element("adHocSubProcess", name, inside + ways + until, **how), [], name, name)

    # -- repetition ----------------------------------------------------------------------------------

    def make_loop_activity(self, depth: int) -> Block:
        condition = self.rnd.choice(["x >= 2", "loopCounter < 2", "x < 2"])
        how = {"loop": condition, "before": self.maybe(), "max": self.rnd.randint(1, 3)}
        if self.maybe():
            return self.one("U", lambda name: user(name, how))
        return self.one("S", lambda name: sub(name, *self.inside(depth), mi=how))

    def make_collection(self, depth: int) -> Block:
        name = self.id("U")
        how = {"coll": self.rnd.choice(ITEMS), "elem": "item", "out": f"v_{name}s", "outelem": "x"}
        how |= {"seq": self.maybe(), "cond": self.rnd.choice([None, "nrOfCompletedInstances >= 2"])}
        return Block(user(name, how), [], name, name)

    # -- joins ---------------------------------------------------------------------------------------

    def make_complex(self, depth: int) -> Block:
        split, join, blocks = self.id("g"), self.id("j"), [self.block(depth) for _ in range(3)]
        xml = par(split) + kit.complex_gateway(join, f"activationCount >= {self.rnd.randint(1, 3)}")
        ways = []
        for block in blocks:
            xml += block.xml
            ways += [*block.flows, f"{split}>{block.entry}", *self.out(block, join)]
        if self.maybe():
            return Block(xml, ways, split, join)
        late, last = self.id("M"), self.id("e")  # what the reset lets through
        after = self.id("P")
        xml += mark(late) + element("task", after) + end(last)
        ways += [
            f"{join}>{after} ? waitingForStart",
            f"{join}>{late} ? not(waitingForStart)",
            f"{late}>{last}",
        ]
        return Block(xml, ways, split, after)

    def make_loop_through_join(self, depth: int) -> Block:
        """Two ways into an inclusive join, one of them again from behind it."""
        split, join, turn, back = self.id("g"), self.id("j"), self.id("x"), self.id("m")
        a, b, task = self.block(depth), self.block(depth), self.id("U")
        xml = par(split) + inc(join) + xor(turn) + xor(back) + user(task) + a.xml + b.xml
        ways = [*a.flows, *b.flows, f"{split}>{a.entry}", f"{split}>{back}", f"{back}>{b.entry}"]
        ways += [
            *self.out(a, join),
            *self.out(b, join),
            f"{join}>{task}",
            f"{task}>{turn}",
            f"{turn}>{back} ? x = 3",
        ]
        return Block(xml, ways, split, turn)

    # -- compensation --------------------------------------------------------------------------------

    def handler(self, name: str) -> str:
        return user(name, comp=True) if self.rnd.random() < 0.3 else mark(name, comp=True)

    def make_undo_loop(self, depth: int) -> Block:
        """A repeated activity whose instances are undone."""
        name, first, last, task, thrown = (self.id(p) for p in ("S", "s", "e", "K", "t"))
        caught, handler = self.id("b"), self.id("H")
        how = self.rnd.choice([{"card": 2}, {"card": 2, "seq": True}, {"loop": "true", "max": 2}])
        made = mark(task, how) if self.maybe() else sub(task, *self.inside(depth), mi=how)
        xml = made + boundary(caught, task, "comp") + self.handler(handler) + throw(thrown, "comp")
        ways = flows(f"{first}>{task}>{thrown}>{last}") + association(caught, handler)
        return Block(sub(name, start(first), xml, end(last), ways), [], name, name)

    def make_undone_inside(self, depth: int) -> Block:
        """A sub-process that its compensation event sub-process undoes."""
        if self.triggered_depth:
            return self.make_user(depth)
        thrown, name, inner, first, last, made = (self.id(p) for p in ("t", "S", "ES", "s", "e", "M"))
        undo = event_sub(inner, start(first, "comp"), mark(made), end(last), flows(f"{first}>{made}>{last}"))
        host = sub(name, *self.inside(depth, undo))
        return Block(host + throw(thrown, f"comp:{name}"), [f"{name}>{thrown}"], name, thrown)

    def make_not_waited(self, depth: int) -> Block:
        name, first, last, task, thrown = (self.id(p) for p in ("S", "s", "e", "K", "t"))
        caught, handler, after = self.id("b"), self.id("H"), self.block(depth)
        event = throw(thrown, "comp").replace("Definition", 'Definition waitForCompletion="false"', 1)
        xml = mark(task) + boundary(caught, task, "comp") + self.handler(handler) + event + after.xml
        ways = flows(f"{first}>{task}>{thrown}>{after.entry}", *after.flows, *self.out(after, last))
        return Block(
            sub(name, start(first), xml, end(last), ways, association(caught, handler)), [], name, name
        )


def happening(
    rnd: random.Random,
    opened: list[str],
    waits: tuple[list[tuple[str, float]], list[tuple[str, str]]],
    step: int,
) -> tuple[object, ...]:
    """What to do next: more often than not something that a case waits for."""
    due, names = waits
    single = [name for _, name in names if [other for _, other in names].count(name) == 1]
    choices: list[tuple[object, ...]] = [("tick", 3600)] if due else []
    choices += [("message", name[4:]) for name in single if name.startswith("msg:")]
    choices += [("signal", name[4:]) for _, name in names if name.startswith("sig:")][:1]
    if choices and (not opened or rnd.random() < 0.4):
        return rnd.choice(choices)
    return action(rnd, opened, step)
