"""What one evaluation may use and what it may ask for: budgets, clock, parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from workflow_service.feel.errors import FeelRuntimeError, LimitExceeded

MAX_WARNINGS = 20
# reading or making so many characters of a text takes as long as a step; the volume of text that one
# evaluation may go through is bounded by it, and so are its time and its memory
CHARACTERS_OF_STEP = 100
# series and roots of 34 digits take as long as so many steps
SERIES_STEPS = 10
ROOT_STEPS = 60


@dataclass(frozen=True)
class Limits:
    """Budgets of one evaluation.

    `steps` counts loop turns, calls, list items made and hundreds of characters gone through: all of them
    together take about half a second of a processor. `depth` counts nested function calls and nested data;
    `text` is the longest text (characters) that an evaluation may build or search.
    """

    steps: int = 100_000
    depth: int = 60
    text: int = 1_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Scope:
    """What an expression may ask of its surroundings.

    `now` is a moment with a zone, `zone` the zone in which `today()` falls and `now()` is told;
    `parameter` gives the value of an effective-dated parameter (None when there is none to ask).
    """

    now: datetime
    zone: ZoneInfo
    parameter: Callable[[str], object] | None = None
    limits: Limits = field(default=DEFAULT_LIMITS)

    def __post_init__(self) -> None:
        if self.now.utcoffset() is None:
            raise FeelRuntimeError(
                "now",
                "Uret skal have en tidszone.",
                "The clock given to an expression must have a time zone.",
            )


class Run:
    """State of one evaluation: remaining budget, depth, warnings. Belongs to one thread and one call."""

    __slots__ = ("depth", "limits", "patterns", "scope", "steps", "warnings")

    def __init__(self, scope: Scope | None, limits: Limits | None = None) -> None:
        self.scope = scope
        self.limits = limits or (DEFAULT_LIMITS if scope is None else scope.limits)
        self.steps = self.limits.steps
        self.depth = 0
        self.warnings: list[str] | None = None
        self.patterns: set[tuple[str, str]] | None = None

    def spend(self, steps: int) -> None:
        """Take `steps` from the budget. Raises LimitExceeded when it is used up."""
        self.steps -= steps
        if self.steps < 0:
            raise LimitExceeded(
                "",
                f"Udtrykket bruger mere end {self.limits.steps} trin og blev stoppet.",
                f"The expression uses more than {self.limits.steps} steps and was stopped.",
            )

    def enter(self) -> None:
        """One function call deeper. Raises LimitExceeded when calls nest too deep."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise too_deep(self.limits.depth)

    def check_text(self, length: int) -> None:
        """Refuse to build or search a text of `length` characters beyond the limit; a long one costs
        steps."""
        self.spend(length // CHARACTERS_OF_STEP)
        if length > self.limits.text:
            raise LimitExceeded(
                "",
                f"Udtrykket laver en tekst på mere end {self.limits.text} tegn og blev stoppet.",
                f"The expression makes a text of more than {self.limits.text} characters and was stopped.",
            )

    def weigh(self, value: object) -> None:
        """Count through a result: a list may hold one list many times and be small only in memory.

        Raises LimitExceeded when it is larger than the steps left.
        """
        waiting = [value]
        while waiting:
            inner = waiting.pop()
            if type(inner) is list or type(inner) is dict:
                self.spend(len(inner))
                waiting.extend(inner.values() if type(inner) is dict else inner)

    def warn(self, message: str) -> None:
        """Remember why something became null."""
        if self.warnings is None:
            self.warnings = []
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(message)


def too_deep(depth: int) -> LimitExceeded:
    """The error for calls or data that nest deeper than `depth`."""
    return LimitExceeded(
        "",
        f"Funktioner eller data ligger mere end {depth} lag inde i hinanden.",
        f"Functions or data nest more than {depth} levels deep.",
    )
