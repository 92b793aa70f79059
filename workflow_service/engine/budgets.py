"""What one command may use: elements, processor time, and the size of variables.

The engine measures sizes and counts elements itself; the time comes from a meter that is handed in, since
it reads no clock. Every question to a budget has a number, and a refusal is noted with it: a replay, which
runs on another machine at another speed, refuses at the same questions and at no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from workflow_service.engine.data import Data, Local, copied
from workflow_service.engine.failures import Failure
from workflow_service.errors import Invalid

if TYPE_CHECKING:
    from workflow_service.engine.case import Case

KILOBYTE: Final = 1024
_LEAF = 8  # bytes of a number, a date, true or false, on average
# refusals that end the command: what still could move goes on with the next one
_ENDS: Final = ("step_budget", "time_budget", "handed_out_too_large")
# a refusal as the command log keeps it: number of the question, code, values of the text
Stop = Sequence[Any]


@dataclass(frozen=True)
class Budgets:
    """`steps`: elements a command passes. `seconds`: processor time of a command inside the engine, beside
    the budget that each expression has (feel.Limits). `variable`, `data`: bytes of one variable and of all
    variables of an instance, as JSON. `handed_out`: bytes that one command gives to tasks and operations."""

    steps: int = 10_000
    seconds: float = 1.0
    variable: int = 256 * KILOBYTE
    data: int = 1024 * KILOBYTE
    handed_out: int = 8 * 1024 * KILOBYTE


DEFAULT: Final = Budgets()


class Spending:
    """What one command has used. `meter` gives the processor seconds of this thread (None: not measured);
    `replayed` are the `stops` of the command that is run again."""

    def __init__(
        self,
        budgets: Budgets = DEFAULT,
        meter: Callable[[], float] | None = None,
        replayed: Iterable[Stop] | None = None,
    ) -> None:
        self.budgets, self.meter = budgets, meter
        self.until = 0.0 if meter is None else meter() + budgets.seconds
        self.replayed = None if replayed is None else {stop[0]: stop for stop in replayed}
        self.stops: list[Stop] = []
        self.steps = self.tokens = self.asked = self.handed_out = 0
        self.held = 0  # at most so many bytes of variables; counted again when that is too many
        self.exhausted = False

    # -- questions -----------------------------------------------------------------------------------

    def step(self, case: Case) -> None:
        """One more element. Raises `Failure` when elements or time are used up."""
        self.steps += 1
        limit = self.budgets.steps
        # an activity with many instances makes their tokens in one step
        if self._refused("step_budget", max(self.steps, self.tokens // 2) > limit):
            name, times = most_passed(case)
            self._stop("step_budget", limit=limit, element=name, times=times)
        self.tick()

    def tick(self) -> None:
        """Before anything is evaluated. Raises `Failure` when the command's time is used up."""
        if self._refused("time_budget", self.meter is not None and self.meter() > self.until):
            self._stop("time_budget")

    def keep(self, case: Case, name: str, value: Any) -> Any:
        """A copy of what becomes the variable `name`. Raises `Failure` when it, or all variables with it,
        are too large; then nothing was copied (a list can hold itself a million times over)."""
        budgets = self.budgets
        size = size_of(value, budgets.variable)
        if self._refused("variable_too_large", size > budgets.variable):
            self._stop("variable_too_large", name=name, limit=budgets.variable // KILOBYTE)
        self.held += size + len(name)
        if self.held > budgets.data:
            self.held = held_by(case) + size + len(name)
        if self._refused("data_too_large", self.held > budgets.data):
            self.held -= size + len(name)
            self._stop("data_too_large", name=name, limit=budgets.data // KILOBYTE)
        return copied(value)

    def hand_out(self, data: Mapping[str, Any]) -> None:
        """What a task or an operation gets to see. Raises `Failure`: a thousand tasks of one activity would
        each carry a copy of everything."""
        limit = self.budgets.handed_out
        size = size_of(data, limit)
        if self._refused("handed_out_too_large", self.handed_out + size > limit):
            self._stop("handed_out_too_large", limit=limit // KILOBYTE)
        self.handed_out += size

    # -- refusing ------------------------------------------------------------------------------------

    def _refused(self, code: str, broken: bool) -> bool:
        self.asked += 1
        if self.replayed is None:
            return broken
        return bool(self.replayed.get(self.asked, (0, ""))[1] == code)

    def _stop(self, code: str, **values: Any) -> None:
        if self.replayed is not None:
            values = dict(self.replayed[self.asked][2])
        self.stops.append([self.asked, code, values])
        self.exhausted = self.exhausted or code in _ENDS
        raise Failure(code, **values)


def most_passed(case: Case) -> tuple[str, int]:
    """The element that this command passed most often, by name or id, and how often."""
    passed = Counter((a.process, a.element) for a in case.journal.activities if a.event != "entered")
    if not passed:
        return case.definition.key, 0
    (process, element), times = passed.most_common(1)[0]
    return case.release.element(process, element).name or element, times


def held_by(case: Case) -> int:
    """Bytes of all variables of an instance, local ones and waiting results included."""
    total = 0
    for scope in case.scopes():
        total += size_of(scope.vars)
        for token in scope.tasks.values():
            links, data = token.internal_data, token.data
            total += sum(size_of(links[name]) for name in ("result", "items", "out") if name in links)
            while isinstance(data, Local) and data is not scope.vars:
                total += size_of(dict(data))
                data = data.outer
    return total


def size_of(value: Any, most: int | None = None) -> int:
    """About the bytes of its JSON; counting ends as soon as they are more than `most`, so that a value which
    refers to itself a million times over costs no more than one of that size."""
    total, waiting = 0, [value]
    while waiting and (most is None or total <= most):
        one = waiting.pop()
        if isinstance(one, str):
            total += 2 + (len(one) if one.isascii() else len(one.encode("utf-8", "surrogatepass")))
        elif isinstance(one, Mapping):
            total += 2 + 4 * len(one) + sum(map(len, one))
            waiting += one.values()
        elif isinstance(one, list | tuple):
            total += 2 + len(one)
            waiting += one
        else:
            total += _LEAF
    return total


def require_small(variables: Mapping[str, Any], budgets: Budgets) -> None:
    """What a person or a program gives. Raises `Invalid`, naming the variable and the limit."""
    total = 0
    for name, value in variables.items():
        size = size_of(value, budgets.variable)
        if size > budgets.variable:
            failure = Failure("variable_too_large", name=name, limit=budgets.variable // KILOBYTE)
            told = f"Højst {budgets.variable // KILOBYTE} kB. / At most {budgets.variable // KILOBYTE} kB."
            raise Invalid(failure.code, failure.da, failure.en, {f"variables.{name}": [told]})
        total += size + len(name)
    if total > budgets.data:
        failure = Failure("variables_too_large", limit=budgets.data // KILOBYTE)
        raise Invalid(failure.code, failure.da, failure.en)


def kept_all(case: Case, values: Mapping[str, Any]) -> Data:
    """Copies of several variables. Raises `Failure` like `Spending.keep`."""
    return {name: case.context.spending.keep(case, name, value) for name, value in values.items()}
