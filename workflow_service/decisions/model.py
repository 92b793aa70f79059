"""A compiled DMN model:

Evaluates decisions and decision services (DMN 1.5, 10.4). Immutable; threads may share it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from workflow_service.decisions.boxed import LENIENT
from workflow_service.decisions.errors import DecisionError
from workflow_service.decisions.types import DeclaredType, coerce, read_texts
from workflow_service.errors import NotFound
from workflow_service.feel import Expression, FeelError, Scope
from workflow_service.feel.compiler import RUN, Code, Env
from workflow_service.feel.errors import NullResult
from workflow_service.feel.formatting import normalise
from workflow_service.feel.limits import Run, too_deep
from workflow_service.feel.values import Function, Value


@dataclass(frozen=True)
class Requirement:
    """What a node needs: under which name (inside which import, if any), and the needed node's key."""

    path: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class InputNode:
    """Input data, or a name that an expression reads without declaring it (`declared` None)."""

    name: str
    identifier: str
    declared: DeclaredType | None


@dataclass(frozen=True)
class DecisionNode:
    """A decision. `free` are names it reads straight from the variables."""

    name: str
    declared: DeclaredType | None
    requirements: tuple[Requirement, ...]
    code: Code
    free: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnowledgeNode:
    """A business knowledge model: its closure gives a function."""

    name: str
    declared: DeclaredType | None
    requirements: tuple[Requirement, ...]
    code: Code


@dataclass(frozen=True)
class ServiceNode:
    """A decision service:

    Parameters (name, key, type) stand in for inputs and decisions; outputs are keys.
    """

    name: str
    declared: DeclaredType | None
    parameters: tuple[tuple[str, str, DeclaredType | None], ...]
    outputs: tuple[str, ...]


Node = InputNode | DecisionNode | KnowledgeNode | ServiceNode


@dataclass(frozen=True)
class DecisionModel:
    """All decisions of a file, compiled.

    `decisions` and `services` are element ids; `parameters` the keys that any expression gives to
    `parameter("key")`; `uses_clock` whether any asks for `now()` or `today()`.
    """

    file: str
    namespace: str
    nodes: Mapping[str, Node]
    decisions: tuple[str, ...]
    services: tuple[str, ...] = ()
    expressions: tuple[Expression, ...] = ()
    parameters: frozenset[str] = field(init=False)
    uses_clock: bool = field(init=False)

    def __post_init__(self) -> None:
        keys = frozenset().union(*(expression.parameters for expression in self.expressions))
        object.__setattr__(self, "parameters", keys)
        object.__setattr__(self, "uses_clock", any(item.uses_clock for item in self.expressions))

    def name(self, decision_id: str) -> str:
        """The decision's name. Raises NotFound."""
        return self._node(decision_id).name

    def inputs(self, decision_id: str) -> tuple[str, ...]:
        """Names of the variables that a decision or service reads, its required decisions' included,
        sorted.
        """
        names: set[str] = set()
        seen: set[str] = set()
        waiting = [self._key(decision_id)]
        while waiting:
            key = waiting.pop()
            node = self.nodes.get(key)
            if node is None or key in seen:
                continue
            seen.add(key)
            if isinstance(node, InputNode):
                names.add(node.name)
            elif isinstance(node, ServiceNode):
                names.update(name for name, _, _ in node.parameters)
            else:
                names.update(node.free if isinstance(node, DecisionNode) else ())
                waiting.extend(requirement.key for requirement in node.requirements)
        return tuple(sorted(names))

    def evaluate(
        self, decision_id: str, variables: Mapping[str, object], scope: Scope | None = None
    ) -> Value:
        """The value of a decision or decision service with these variables.

        A table with one output gives the bare value, with several a dict; COLLECT, RULE ORDER and OUTPUT
        ORDER give lists. Raises DecisionError for rules in conflict and for values outside the allowed
        ones, FeelRuntimeError for the clock or parameters without a scope, LimitExceeded, NotFound.
        """
        return self.evaluate_with_warnings(decision_id, variables, scope)[0]

    def evaluate_with_warnings(
        self,
        decision_id: str,
        variables: Mapping[str, object],
        scope: Scope | None = None,
        *,
        lenient: bool = False,
    ) -> tuple[Value, list[str]]:
        """The value, and why parts of it became null.

        `lenient`: conflicts too are null, as the standard has it.
        """
        key = self._key(decision_id)
        self._node(decision_id)
        run = Run(scope)
        evaluation = Evaluation(self, variables, run, lenient=lenient)
        try:
            value = evaluation.value(key)
            if isinstance(self.nodes[key], ServiceNode) and isinstance(value, Function):
                value = value.invoke_named(run, evaluation.arguments(value.signatures[0]))
            run.weigh(value)
        except NullResult as problem:
            run.warn(str(problem))
            value = None
        except RecursionError:
            raise too_deep(run.limits.depth) from None
        except FeelError as problem:
            problem.text = problem.text or self.name(decision_id)
            raise
        return value, run.warnings or []

    def call_knowledge(
        self, name: str, arguments: Mapping[str, object], scope: Scope | None = None
    ) -> tuple[Value, list[str]]:
        """Call a knowledge model by its name with named arguments; for tests and for trying one out."""
        run = Run(scope)
        evaluation = Evaluation(self, {}, run, lenient=True)
        key = next(
            (
                key
                for key, node in self.nodes.items()
                if isinstance(node, KnowledgeNode) and node.name == name
            ),
            "",
        )
        try:
            function = evaluation.value(key)
            if not isinstance(function, Function):
                return None, run.warnings or []
            given = {
                part: normalise(arguments.get(part), run.limits.depth) for part in function.signatures[0]
            }
            return function.invoke_named(run, given), run.warnings or []
        except NullResult as problem:
            return None, [str(problem)]

    def _key(self, decision_id: str) -> str:
        return f"{self.namespace}#{decision_id}"

    def _node(self, decision_id: str) -> Node:
        node = self.nodes.get(self._key(decision_id))
        if node is None or isinstance(node, (InputNode, KnowledgeNode)):
            raise NotFound(
                "decision_not_found",
                f"Beslutningen »{decision_id}« findes ikke i {self.file}.",
                f"There is no decision '{decision_id}' in {self.file}.",
            )
        return node


class Evaluation:
    """One evaluation: each node's value at most once."""

    def __init__(
        self,
        model: DecisionModel,
        variables: Mapping[str, object],
        run: Run,
        *,
        lenient: bool,
        given: Mapping[str, Value] | None = None,
    ) -> None:
        self._model = model
        self._variables = variables
        self._run = run
        self._lenient = lenient
        self._values: dict[str, Value] = dict(given or {})
        self._busy: set[str] = set()

    def value(self, key: str) -> Value:
        """Value of a node; null when it failed (with a warning). Raises NullResult on a cycle."""
        if key in self._values:
            return self._values[key]
        node = self._model.nodes.get(key)
        if node is None:
            return None
        if key in self._busy:
            raise NullResult(f"{node.name} requires itself")
        self._busy.add(key)
        try:
            value = self._guarded(node.name, lambda: self._compute(node))
        finally:
            self._busy.discard(key)
        self._values[key] = value
        return value

    def _compute(self, node: Node) -> Value:
        if isinstance(node, InputNode):
            return self._input(node)
        if isinstance(node, DecisionNode):
            return self._result(node, node.code(self._env(node)))
        if isinstance(node, KnowledgeNode):
            return self._knowledge(node)
        return self._service(node)

    def _result(self, node: DecisionNode, value: Value) -> Value:
        """The value of a decision as its declared type; another type is a mistake in the decision."""
        try:
            return coerce(self._run, value, node.declared)
        except NullResult as problem:
            raise DecisionError(
                node.name,
                f"Resultatet af »{node.name}« har ikke den type, som beslutningen lover.",
                f"The result of '{node.name}' does not have the type that the decision promises.",
            ) from problem

    def _guarded(self, name: str, compute: Callable[[], Value]) -> Value:
        try:
            return compute()
        except NullResult as problem:
            self._run.warn(f"{name}: {problem}")
        except DecisionError as problem:
            if not self._lenient:
                raise
            self._run.warn(f"{name}: {problem}")
        return None

    def _input(self, node: InputNode) -> Value:
        """The variable of the input's name, or else of its id; of its declared type."""
        raw = self._variables.get(node.name, self._variables.get(node.identifier))
        if raw is None:
            self._run.warn(f"no value for {node.name}")
        value = read_texts(normalise(raw, self._run.limits.depth), node.declared)
        try:
            return coerce(self._run, value, node.declared)
        except NullResult as problem:
            raise DecisionError(
                node.name,
                f"Værdien af »{node.name}« har ikke den type, som beslutningen venter.",
                f"The value of '{node.name}' does not have the type that the decision expects.",
            ) from problem

    def _env(self, node: DecisionNode | KnowledgeNode) -> Env:
        env: Env = {RUN: self._run, LENIENT: self._lenient}
        if isinstance(node, DecisionNode):
            for name in node.free:
                if name in self._variables:
                    env[name] = normalise(self._variables[name], self._run.limits.depth)
        for requirement in node.requirements:
            target: dict[str, Value] = env
            for step in requirement.path[:-1]:
                target = target.setdefault(step, {})
            target[requirement.path[-1]] = self.value(requirement.key)
        return env

    def _knowledge(self, node: KnowledgeNode) -> Value:
        env = self._env(node)
        function = node.code(env)
        if not isinstance(function, Function):
            return None

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            return coerce(run, function.call(run, arguments), node.declared)

        own = Function(node.name, function.signatures, call, function.minimum)
        env[node.name] = own  # a knowledge model may call itself
        return own

    def _service(self, node: ServiceNode) -> Value:
        names = tuple(name for name, _, _ in node.parameters)

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            given = {
                key: coerce(run, read_texts(value, declared), declared)
                for (_, key, declared), value in zip(node.parameters, arguments, strict=True)
            }
            run.enter()
            try:
                inner = Evaluation(self._model, {}, run, lenient=self._lenient, given=given)
                values = [(self._model.nodes[key].name, inner.value(key)) for key in node.outputs]
            finally:
                run.depth -= 1
            return coerce(run, values[0][1] if len(values) == 1 else dict(values), node.declared)

        return Function(node.name, (names,), call, len(names))

    def arguments(self, names: Sequence[str]) -> dict[str, Value]:
        """A service's arguments, taken from the variables by name; null where there is none."""
        return {name: normalise(self._variables.get(name), self._run.limits.depth) for name in names}
