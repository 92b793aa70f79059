"""Smallest diagrams: defect → (rule, element, diagram), and the sound twin of each."""

from __future__ import annotations

from tests.oracle.kit import (
    boundary,
    catch,
    end,
    event_gateway,
    event_sub,
    flows,
    inc,
    par,
    process,
    script,
    start,
    sub,
    throw,
    user,
    xor,
)


def block(split, join) -> bytes:
    """Two ways between two gateways, and a task behind."""
    guards = (" ? a", " *") if split is not par else ("", "")
    ways = flows("s>g", f"g>A{guards[0]}", f"g>B{guards[1]}", "A>j", "B>j", "j>N>e")
    return process("p", start(), split("g"), user("A"), user("B"), join("j"), user("N"), end(), ways)


def some(join) -> bytes:
    """A split into one or both of two ways."""
    ways = flows("s>g", "g>A ? a", "g>B ? b", "A>j", "B>j", "j>e")
    return process("p", start(), inc("g"), user("A"), user("B"), join("j"), end(), ways)


def leaving(join) -> bytes:
    """One of two concurrent ways may go elsewhere before the join."""
    ways = flows("s>g", "g>A>j", "g>B>x", "x>j ? b", "x>O *", "O>f", "j>N>e")
    tasks = [user(name) for name in "ABNO"]
    return process("p", start(), par("g"), xor("x"), join("j"), *tasks, end(), end("f"), ways)


def thrower(thrown: str) -> bytes:
    """A sub-process that may end with an escalation, a boundary event that catches C1."""
    inner = sub(
        "S", start("i"), user("A"), xor("x"), end("bad", thrown), end("f"),
        flows("i>A>x", "x>bad ? a", "x>f *"),
    )  # fmt: skip
    body = inner, boundary("b", "S", "esc:C1"), user("N"), end("h"), flows("b>N>h")
    others = event_sub("ES", start("es", thrown), user("H"), end("eh"), flows("es>H>eh"))
    return process("p", start(), *body, end(), flows("s>S>e"), others)


def circle(*ring: str, out: bool) -> bytes:
    """A merge, something, and back; with or without a way out."""
    ways = ["s>m>T>x", "x>m ? again", "x>e *"] if out else ["s>x", "x>m ? bad", "x>e *", "m>T>m"]
    return process("p", start(), xor("m"), xor("x"), *ring, end(), flows(*ways))


def tangled(branches: int) -> bytes:
    """Concurrent circles that are entered in two places: nothing in them can be made smaller."""
    body, ways = [par("g"), par("j"), start(), end()], ["s>g", "j>e"]
    for i in range(branches):
        body += [xor(f"d{i}"), xor(f"m{i}"), xor(f"n{i}"), xor(f"x{i}"), user(f"U{i}"), user(f"V{i}")]
        ways += [f"g>d{i}", f"d{i}>m{i} ? a", f"d{i}>n{i} *", f"m{i}>U{i}>n{i}>V{i}>x{i}"]
        ways += [f"x{i}>m{i} ? b", f"x{i}>j *"]
    return process("p", *body, flows(*ways))


def implicit(join) -> bytes:
    """Two flows out of a task."""
    ways = flows("s>A", "A>B>j", "A>C>j", "j>N>e")
    return process("p", start(), *[user(name) for name in "ABCN"], join("j"), end(), ways)


def beside(target: str) -> bytes:
    """A boundary event that does not interrupt, and where its way leads."""
    ways = flows("s>H>m", "m>N>e", f"b>R>{target}")
    body = user("H"), boundary("b", "H", "timer:PT1H", True), user("R"), xor("m"), user("N")
    return process("p", start(), *body, end(), end("r") if target == "r" else "", ways)


def linked(join) -> bytes:
    """A choice whose ways meet through a link."""
    ways = flows("s>g", "g>A ? a", "g>B *", "A>t", "c>j", "B>j", "j>e")
    body = user("A"), user("B"), throw("t", "link:L"), catch("c", "link:L")
    return process("p", start(), xor("g"), *body, join("j"), end(), ways)


def event_choice(join) -> bytes:
    ways = flows("s>g", "g>c>A>j", "g>d>B>j", "j>e")
    waiting = catch("c", "msg:M"), catch("d", "timer:PT1H"), user("A"), user("B")
    return process("p", start(), event_gateway("g"), *waiting, join("j"), end(), ways)


def waiting_circle(*more: str) -> bytes:
    """A circle of tasks that nothing leaves."""
    ways = flows("s>g", "g>e *", "g>m ? a", "m>T>m")
    return process("p", start(), xor("g"), xor("m"), user("T"), end(), ways, *more)


STOP = event_sub("ES", start("es", "msg:M"), user("H"), end("eh"), flows("es>H>eh"))
COMPUTED = script("T", "1", "v")

DEFECTS: dict[str, tuple[str, str | None, bytes]] = {
    "a choice that a parallel join waits for": ("BPMN-300", "j", block(xor, par)),
    "an event gateway that a parallel join waits for": ("BPMN-300", "j", event_choice(par)),
    "a link into a parallel join": ("BPMN-300", "j", linked(par)),
    "one way leaves before the parallel join": ("BPMN-301", "j", leaving(par)),
    "some of several ways into a parallel join": ("BPMN-301", "j", some(par)),
    "concurrent ways into a merge": ("BPMN-302", "j", block(par, xor)),
    "two flows out of a task into a merge": ("BPMN-302", "j", implicit(xor)),
    "a reminder that leads back into the main way": ("BPMN-302", "m", beside("m")),
    "a task behind a join that never fires": ("BPMN-303", "N", block(xor, par)),
    "an escalation nobody throws": ("BPMN-303", "b", thrower("esc:C2")),
    "an end behind a join that never fires": ("BPMN-304", "e", block(xor, par)),
    "a circle without a way out": ("BPMN-305", "T", circle(COMPUTED, out=False)),
    "a circle of tasks without a way out": ("BPMN-306", "T", waiting_circle()),
    "too many courses": ("BPMN-307", "p", tangled(7)),
}

TWINS: dict[str, bytes] = {
    "a choice that a parallel join waits for": block(xor, xor),
    "an event gateway that a parallel join waits for": event_choice(xor),
    "a link into a parallel join": linked(xor),
    "one way leaves before the parallel join": leaving(inc),
    "some of several ways into a parallel join": some(inc),
    "concurrent ways into a merge": block(par, par),
    "two flows out of a task into a merge": implicit(par),
    "a reminder that leads back into the main way": beside("r"),
    "a task behind a join that never fires": block(par, inc),
    "an escalation nobody throws": thrower("esc:C1"),
    "an end behind a join that never fires": block(xor, inc),
    "a circle without a way out": circle(COMPUTED, out=True),
    "a circle of tasks without a way out": waiting_circle(STOP),
    "too many courses": tangled(2),
}
