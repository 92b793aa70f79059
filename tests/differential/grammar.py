"""Random FEEL expressions, typed so that most of them have a value."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

DATA = {
    "alder": 9,
    "beløb": 412_000,
    "navn": "Noah",
    "sektor": "skole",
    "akut": True,
    "svar": None,
    "tal": [3, 1, 2],
    "børn": [{"navn": "Noah", "alder": 9}, {"navn": "Ida", "alder": 16}, {"navn": "Liv", "alder": 3}],
    "plan": {"mål": 4, "noter": ["a", "b"], "ejer": {"navn": "Bo"}},
}
DATES = ("2026-01-31", "2026-02-28", "2024-02-29", "2026-12-31", "2020-06-15")
DAYS = ("P1D", "P3D")
HOURS = ("PT36H", "PT90M", "P1DT2H")
MONTHS = ("P1M", "P1Y", "P2Y6M")
CLOCKS = ("09:10:00", "23:35:00")  # no sum of the durations above leads from here to midnight
WORDS = ("", "a", "skole", "Noah", "aØb", "a,b", "Æble og pære")

Rule = Callable[["Grammar", int], str]


class Grammar:
    """One source of expressions; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.names: list[str] = []  # of numbers, made by loops around

    def expression(self) -> str:
        """An expression of any type."""
        kinds = (
            number,
            text,
            truth,
            truth,
            numbers,
            people,
            date,
            moment,
            clock,
            days,
            months,
            context,
            span,
        )
        return self.one(kinds, self.dice.randint(1, 4))

    def one(self, rules: tuple[Rule, ...], depth: int) -> str:
        return self.dice.choice(rules)(self, depth)

    def pick(self, *texts: str) -> str:
        return self.dice.choice(texts)

    def within(self, name: str, body: Rule, depth: int) -> str:
        """A body that may read one more number."""
        self.names.append(name)
        try:
            return body(self, depth)
        finally:
            self.names.pop()


def number(g: Grammar, d: int) -> str:
    if d <= 0:
        return g.pick("1", "2", "0", "-3", "2.5", "10", "alder", "beløb", "plan.mål", "tal[1]", *g.names * 2)
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"{number(g, d - 1)} {g.pick('+', '-', '*')} {number(g, d - 1)}",
        lambda: f"({number(g, d - 1)} {g.pick('+', '-', '*')} {number(g, d - 1)})",
        lambda: f"{number(g, d - 1)} / {g.pick('2', '4', '5')}",
        lambda: f"-({number(g, d - 1)})",
        lambda: f"{g.pick('2', '3')} ** {g.pick('0', '1', '2', '3')}",
        lambda: f"{g.pick('count', 'sum', 'min', 'max', 'mean', 'product')}({numbers(g, d - 1)})",
        lambda: f"{g.pick('floor', 'ceiling', 'abs')}({number(g, d - 1)})",
        lambda: f"{g.pick('decimal', 'round up', 'round half up')}({number(g, d - 1)}, {g.pick('0', '1')})",
        lambda: f"modulo({number(g, d - 1)}, {g.pick('3', '-3', '7')})",
        lambda: f"string length({text(g, d - 1)})",
        lambda: f'number({g.pick(*DIGITS)}, ",", ".")',
        lambda: f"(if {truth(g, d - 1)} then {number(g, d - 1)} else {number(g, d - 1)})",
        lambda: f"{date(g, d - 1)}.{g.pick('year', 'month', 'day', 'weekday')}",
        lambda: f'duration("P1DT2H").{g.pick("days", "hours", "minutes")}',
        lambda: f'duration("P2Y6M").{g.pick("years", "months")}',
        lambda: f"{clock(g, 0)}.{g.pick('hour', 'minute', 'second')}",
        lambda: f"{numbers(g, d - 1)}[{g.pick('1', '2', '-1', '9')}]",
        lambda: f"{people(g, d - 1)}[1].alder",
        lambda: f"(function(x, y) {g.within('x', number, d - 1)} - y)({number(g, d - 1)}, 2)",
        lambda: f"{g.pick('day of year', 'week of year')}({date(g, d - 1)})",
        lambda: f"{{a: {number(g, d - 1)}, b: a + 1}}.b",
    )
    return g.dice.choice(forms)()


def count(g: Grammar, d: int) -> str:
    """A number that is never null."""
    return g.pick(f"count({numbers(g, d)})", f"string length({g.pick(*LONG)})", "alder", "-1", "2.5")


def text(g: Grammar, d: int) -> str:
    if d <= 0:
        return g.pick(*(f'"{word}"' for word in WORDS), "navn", "sektor", "plan.ejer.navn", "børn[2].navn")
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"{text(g, d - 1)} + {text(g, d - 1)}",
        lambda: f"{g.pick('upper case', 'lower case')}({text(g, d - 1)})",
        lambda: f"substring({g.pick(*LONG)}, {g.pick('1', '2', '-1')})",
        lambda: f"substring({g.pick(*LONG)}, 1, {g.pick('1', '2')})",
        lambda: f"{g.pick('substring before', 'substring after')}({text(g, d - 1)}, {g.pick(*WORD_PARTS)})",
        lambda: (
            f"replace({text(g, d - 1)}, {g.pick(*PATTERNS)}, {g.pick(chr(34) * 2, chr(34) + 'x' + chr(34))})"
        ),
        lambda: f"string join({texts(g, d - 1)}, {g.pick(*WORD_PARTS)})",
        lambda: f"string({g.pick('alder', '2.5', 'true', 'null', date(g, 0), days(g, 0), months(g, 0))})",
        lambda: f"(if {truth(g, d - 1)} then {text(g, d - 1)} else {text(g, d - 1)})",
        lambda: f"{g.pick('day of week', 'month of year')}({date(g, d - 1)})",
        lambda: f"{people(g, d - 1)}[1].navn",
        lambda: f"{texts(g, d - 1)}[{g.pick('1', '2', '-1')}]",
        lambda: f"get value({context(g, d - 1)}, {g.pick(chr(34) + 'b' + chr(34), chr(34) + 'c' + chr(34))})",
    )
    return g.dice.choice(forms)()


LONG = ("navn", "sektor", '"Æble og pære"', "børn[2].navn")
DIGITS = ('"1.5"', '"12"', '"1,000"', '"x"')
WORD_PARTS = ('"a"', '","', '"o"', '"zz"')
PATTERNS = ('"a"', '"[a-k]"', '"o+"', '"(a)(.)"', '"\\\\s"')


def truth(g: Grammar, d: int) -> str:
    if d <= 0:
        return g.pick("true", "false", "akut", "alder > 5", 'sektor = "skole"', "svar = null", "svar != null")
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"{number(g, d - 1)} {g.pick('<', '<=', '>', '>=', '=', '!=')} {number(g, d - 1)}",
        lambda: f"{text(g, d - 1)} {g.pick('=', '!=', '<', '>=')} {text(g, d - 1)}",
        lambda: f"{date(g, d - 1)} {g.pick('<', '<=', '=', '>')} {date(g, d - 1)}",
        lambda: f"{moment(g, d - 1)} {g.pick('<', '>=')} {moment(g, d - 1)}",
        lambda: f"({days(g, d - 1)}) {g.pick('<', '=', '>')} ({days(g, d - 1)})",
        lambda: f"({months(g, d - 1)}) {g.pick('<', '=', '>')} ({months(g, d - 1)})",
        lambda: f"({truth(g, d - 1)}) {g.pick('and', 'or')} ({truth(g, d - 1)})",
        lambda: f"{truth(g, 0)} {g.pick('and', 'or')} {truth(g, 0)} {g.pick('and', 'or')} {truth(g, 0)}",
        lambda: f"not({truth(g, d - 1)})",
        lambda: f"{count(g, d - 1)} between {g.pick('-2', '0')} and {g.pick('5', '10')}",
        lambda: f"({count(g, d - 1)} in {span(g, d - 1)})",
        lambda: f"({count(g, d - 1)} in ({number(g, 0)}, {span(g, 0)}, > 7))",
        lambda: f"list contains({numbers(g, d - 1)}, {number(g, d - 1)})",
        lambda: f"{g.pick('contains', 'starts with', 'ends with')}({text(g, d - 1)}, {text(g, 0)})",
        lambda: f"matches({text(g, d - 1)}, {g.pick(*PATTERNS)})",
        lambda: some_number(g, d),
        lambda: f"{g.pick('all', 'any')}([{truth(g, d - 1)}, {truth(g, 0)}])",
        lambda: f"{g.pick('odd', 'even')}({number(g, 0)})",
        lambda: f"{g.pick('before', 'after')}({number(g, 0)}, {span(g, 0)})",
        lambda: f"{g.pick('overlaps', 'includes', 'meets')}({span(g, 0)}, {span(g, 0)})",
        lambda: f"(if {truth(g, d - 1)} then {truth(g, d - 1)} else {truth(g, d - 1)})",
    )
    return g.dice.choice(forms)()


def some_number(g: Grammar, d: int) -> str:
    condition = g.within("i", truth_of_number, 1)
    return f"{g.pick('some', 'every')} i in {numbers(g, d - 1)} satisfies {condition}"


def truth_of_number(g: Grammar, d: int) -> str:
    return f"{number(g, 0)} {g.pick('<', '=', '>')} {count(g, d)}"


def numbers(g: Grammar, d: int) -> str:
    if d <= 0:
        return g.pick("tal", "[1, 2, 3]", "[]", "[5]", "[2, 2, 1]", "børn.alder")
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"[{number(g, d - 1)}, {number(g, d - 1)}]",
        lambda: f"for i in {numbers(g, d - 1)} return {g.within('i', number, d - 1)}",
        lambda: f"for i in {g.pick('1..3', '3..1', '-1..1')} return {g.within('i', number, d - 1)}",
        lambda: f"for i in 1..3 return count(partial) + {g.within('i', number, 0)}",
        lambda: f"for i in 1..2, j in {numbers(g, 0)} return i * j",
        lambda: f"({numbers(g, d - 1)})[item {g.pick('>', '<=', '=')} {number(g, 0)}]",
        lambda: f"append({numbers(g, d - 1)}, {number(g, 0)})",
        lambda: f"concatenate({numbers(g, d - 1)}, {numbers(g, 0)})",
        lambda: f"{g.pick('distinct values', 'reverse', 'flatten')}({numbers(g, d - 1)})",
        lambda: f"union({numbers(g, d - 1)}, {numbers(g, 0)})",
        lambda: f"sort({numbers(g, d - 1)}, function(a, b) a {g.pick('<', '>')} b)",
        lambda: f"index of({numbers(g, d - 1)}, {number(g, 0)})",
        lambda: f"sublist(tal, {g.pick('1', '2', '-1')})",
        lambda: f"insert before(tal, {g.pick('1', '2', '3')}, {number(g, 0)})",
        lambda: f"remove(tal, {g.pick('1', '2', '3')})",
        lambda: f"{people(g, d - 1)}.alder",
    )
    return "(" + g.dice.choice(forms)() + ")"


def texts(g: Grammar, d: int) -> str:
    if d <= 0:
        return g.pick("plan.noter", "børn.navn", '["x"]', "[]")
    return g.pick(
        f'split({text(g, d - 1)}, ",")',
        f"(for b in {people(g, d - 1)} return b.navn)",
        f"{people(g, d - 1)}.navn",
        f"[{text(g, d - 1)}, {text(g, 0)}]",
    )


def people(g: Grammar, d: int) -> str:
    if d <= 0:
        return "børn"
    return g.pick(
        "børn",
        f"børn[alder > {number(g, 0)}]",
        f"børn[navn = {text(g, 0)}]",
        f"børn[item.alder <= {number(g, 0)}]",
        "sort(børn, function(a, b) a.alder < b.alder)",
    )


def date(g: Grammar, d: int) -> str:
    if d <= 0:
        return f'date("{g.pick(*DATES)}")'
    return (
        "("
        + g.pick(
            f"{date(g, d - 1)} + {months(g, d - 1)}",
            f'{date(g, d - 1)} + duration("{g.pick(*DAYS)}")',
            f"{date(g, d - 1)} - {g.pick('@' + chr(34) + 'P1D' + chr(34), months(g, 0))}",
            f"date({g.pick('2020', '2026')}, {g.pick('1', '2', '12')}, {g.pick('1', '28')})",
            f"date({moment(g, d - 1)})",
        )
        + ")"
    )


def moment(g: Grammar, d: int) -> str:
    zone = "Z"
    if d <= 0:
        return f'date and time("{g.pick(*DATES)}T{g.pick(*CLOCKS)}{zone}")'
    return f"({moment(g, d - 1)} {g.pick('+', '-')} {g.pick(days(g, 0), months(g, 0))})"


def clock(g: Grammar, d: int) -> str:
    literal = f'time("{g.pick(*CLOCKS)}")'
    return literal if d <= 0 else f'({literal} + duration("{g.pick(*HOURS[:2])}"))'


def days(g: Grammar, d: int) -> str:
    literal = f'duration("{g.pick(*DAYS, *HOURS)}")'
    return literal if d <= 0 else f"({literal} + {days(g, d - 1)})"


def months(g: Grammar, d: int) -> str:
    return f'duration("{g.pick(*MONTHS)}")'


def context(g: Grammar, d: int) -> str:
    if d <= 0:
        return '{a: 1, b: "b"}'
    return g.pick(
        f"{{a: {number(g, d - 1)}, b: {text(g, d - 1)}}}",
        f'context put({context(g, d - 1)}, "c", {text(g, 0)})',
        f"context merge([{context(g, d - 1)}, {{c: {text(g, 0)}}}])",
    )


def span(g: Grammar, d: int) -> str:
    low, high = sorted((g.dice.randint(-2, 5), g.dice.randint(3, 12)))
    return f"{g.pick('[', '(')}{low}..{high}{g.pick(']', ')')}"
