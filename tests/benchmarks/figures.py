"""What a figure is, and how figures are shown: one JSON line each, and a table for people."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

import orjson


@dataclass(frozen=True)
class Figure:
    """`budget` None: told for comparison. `least`: the budget is what must be reached, not kept under.
    `setting` says what was measured and how often."""

    name: str
    value: float
    unit: str
    budget: float | None
    setting: str
    least: bool = False

    @property
    def ok(self) -> bool | None:
        if self.budget is None:
            return None
        return self.value >= self.budget if self.least else self.value <= self.budget

    def line(self) -> str:
        """One JSON object."""
        return orjson.dumps({**asdict(self), "ok": self.ok}).decode()


Measure = Callable[[], Iterable[Figure]]
BENCHMARKS: dict[str, Measure] = {}


def benchmark(measure: Measure) -> Measure:
    """Registers a measurement under its function's name."""
    BENCHMARKS[measure.__name__] = measure
    return measure


def timed(work: Callable[[], object], count: int, warm: int = 20) -> list[float]:
    """Milliseconds of processor time for each of `count` calls, after `warm` calls that are not counted."""
    for _ in range(warm):
        work()
    spent = []
    for _ in range(count):
        start = time.process_time_ns()
        work()
        spent.append((time.process_time_ns() - start) / 1e6)
    return spent


def percentile(values: list[float], percent: int) -> float:
    """The value under which so many percent lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def table(figures: list[Figure]) -> Iterator[str]:
    """Lines for people."""
    width = max((len(figure.name) for figure in figures), default=0)
    for figure in figures:
        sign = "≥" if figure.least else "≤"
        budget = "" if figure.budget is None else f"{sign} {figure.budget:g}"
        verdict = {True: "ok", False: "OVER", None: ""}[figure.ok]
        number = f"{figure.value:,.3f}".rstrip("0").rstrip(".")
        told = f"{number:>10} {figure.unit:<8} {budget:>8} {verdict:<5} {figure.setting}"
        yield f"{figure.name:<{width}}  {told}"
