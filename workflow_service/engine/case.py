"""A running instance: its scopes, its tokens, and the loop that lets them step until everything waits."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

from workflow_service.engine.adhoc import AdHoc
from workflow_service.engine.compensation import Compensation
from workflow_service.engine.data import Data
from workflow_service.engine.face import Context
from workflow_service.engine.failures import Failure
from workflow_service.engine.firing import Firing
from workflow_service.engine.gateways import Join, arrivals
from workflow_service.engine.journal import Journal
from workflow_service.engine.library import BpmnSubWorkflow, BpmnWorkflow
from workflow_service.engine.throwing import Thrower
from workflow_service.engine.tokens import CANCELLED, READY, WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.behaviour import Behaviour
    from workflow_service.engine.release import CompiledRelease, Definition

MAX_DEPTH: Final = 50


class Scope:
    """A process, an embedded or a called one: where variables live.

    `own` keeps what the scope remembers besides tokens: completed activities that can be undone (`done`),
    complex gateways that have fired (`gates`).
    """

    top_workflow: Case
    tasks: dict[str, Token]
    definition: Definition
    name: str
    vars: Data
    own: dict[str, Any]
    host_id: str
    completed: bool


class SubCase(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    def __init__(self, case: Case, definition: Definition, name: str, host: Token, variables: Data) -> None:
        self.definition, self.name = definition, name
        self.host, self.host_id = host, host.id
        self.vars, self.own = variables, {}
        BpmnSubWorkflow.__init__(self, definition.scopes[name], host.id, case, deserializing=True)

    def _calculate_depth(self) -> int:
        return 0  # the library sorts scopes by depth; our queue does not


def ad_hoc_of(scope: Scope) -> AdHoc | None:
    """The ad-hoc sub-process that a scope is the inside of."""
    spec = scope.host.task_spec if isinstance(scope, SubCase) else None
    return spec if isinstance(spec, AdHoc) else None


class NoScripts:
    """Stands where the library keeps its Python evaluator, so that nothing in a diagram can reach one."""


class Case(Scope, BpmnWorkflow):  # type: ignore[misc]
    """The root scope and the scheduler."""

    host_id = ""

    def __init__(
        self, release: CompiledRelease, definition: Definition, context: Context, root_id: str
    ) -> None:
        self.release, self.definition, self.name = release, definition, definition.key
        self.context, self.root_id = context, root_id
        self.vars, self.own = {}, {}
        self.business_key: str | None = None
        self.state = "active"
        self.end_event: str | None = None
        self.ready: deque[Token] = deque()
        self.late: deque[Token] = deque()
        self.dirty = False
        BpmnWorkflow.__init__(self, definition.spec, script_engine=NoScripts(), deserializing=True)
        self.subprocesses: dict[str, SubCase]
        self.journal = Journal(self)
        self.firing = Firing(self)
        self.thrower = Thrower(self)
        self.compensation = Compensation(self)

    @property
    def top_workflow(self) -> Case:  # type: ignore[override]
        return self

    # -- finding -------------------------------------------------------------------------------------

    def scopes(self) -> list[Scope]:
        return [self, *self.subprocesses.values()]

    def scope(self, scope_id: str) -> Scope:
        return self.subprocesses[scope_id] if scope_id and scope_id != self.root_id else self

    def find(self, token_id: str) -> Token | None:
        for scope in self.scopes():
            token = scope.tasks.get(token_id)
            if token is not None:
                return token
        return None

    def host_of(self, scope: Scope) -> Token:
        assert isinstance(scope, SubCase)
        return scope.host

    def scope_id(self, scope: Scope) -> str:
        return scope.host_id or self.root_id

    def linked(self, scope: Scope, link: str, value: object) -> list[Token]:
        """The tokens of `scope` whose `link` says `value`."""
        return [token for token in scope.tasks.values() if token.internal_data.get(link) == value]

    # -- tokens come and go --------------------------------------------------------------------------

    def add(self, scope: Scope, spec: Behaviour, data: Data, **links: Any) -> Token:
        self.context.spending.tokens += 1
        return Token(scope, spec, self.context.new_id(), data, links)

    def arrive(self, scope: Scope, spec: Behaviour, data: Data | None = None, **links: Any) -> None:
        """A token comes to an element, with the scope's variables or `data` of its own: it waits in a join,
        otherwise it stands in the queue, its boundary events before it."""
        token = self.add(scope, spec, scope.vars if data is None else data, **links)
        if spec.joins:
            token._state = WAITING
            return
        token.internal_data.pop("flow", None)
        for name in spec.boundaries:
            boundary: Any = self.add(scope, scope.definition.specs[name], scope.vars, host=token.id)
            boundary.task_spec.arm(boundary)
        token._set_state(READY)

    def entered_token(self, token: Token) -> None:
        if token.task_spec.waits:
            self.journal.note(token, "entered")

    def completed_token(self, token: Token) -> None:
        """Take it out and put its followers in."""
        scope, spec, links = token.workflow, token.task_spec, token.internal_data
        del scope.tasks[token.id]
        self.journal.passed(token)
        if spec.boundaries:
            for boundary in self.linked(scope, "host", token.id):
                self.discard(boundary)
        if "comp" not in links:
            self.compensation.token_completed(token)
        self.follow(token)

    def follow(self, token: Token) -> None:
        """What comes after a token that is through, or was passed by."""
        scope, spec, links = token.workflow, token.task_spec, token.internal_data
        if "comp" in links:
            home, thrower = links["comp"]
            self.compensation.proceed(self.scope(home).tasks[thrower])
            return
        if "of" in links:
            container: Any = scope.tasks[links["of"]]
            container.task_spec.instance_done(container, token)
            return
        if scope is self and spec.element.type == "endEvent":
            self.end_event = spec.element.id
        take = links.get("take")
        for flow in spec.flows:
            if take is None or flow.id in take:
                self.arrive(scope, scope.definition.specs[flow.target], flow=flow.id)
        ad_hoc = ad_hoc_of(scope)
        if ad_hoc is not None and isinstance(scope, SubCase):
            ad_hoc.inner_completed(scope.host, token)

    def discard(self, token: Token) -> None:
        """Remove a token that was armed or has merged; nothing was going on in it."""
        token.workflow.tasks.pop(token.id, None)
        token._state = CANCELLED

    def cancel_token(self, token: Token) -> None:
        """End it with its instances, its boundaries, its inner scope and the handlers that work for it."""
        scope, spec = token.workflow, token.task_spec
        self.journal.cancelled(token)
        self.discard(token)
        dependents = self.linked(scope, "host", token.id) if spec.boundaries else []
        if "next" in token.internal_data:
            dependents += self.linked(scope, "of", token.id)
        if "todo" in token.internal_data:
            mark = [scope.host_id, token.id]
            dependents += [t for s in self.scopes() for t in self.linked(s, "comp", mark)]
        for other in dependents:
            other.cancel()
        inner = self.subprocesses.pop(token.id, None)
        if inner is not None:
            self.clear(inner)

    def clear(self, scope: Scope, but: Token | None = None) -> None:
        """End everything that runs, waits or is armed in a scope."""
        for token in list(scope.tasks.values()):
            if token is not but:
                token.cancel()

    # -- scopes --------------------------------------------------------------------------------------

    def open_embedded(self, host: Token) -> None:
        definition = host.workflow.definition
        inner = SubCase(self, definition, host.task_spec.element.id, host, host.data)
        self.subprocesses[host.id] = inner
        self.open_scope(inner)

    def expect_callable(self, host: Token, process: str) -> None:
        """`Failure` when the process is not in the release, or calls are nested without end."""
        if process not in self.release.definitions:
            raise Failure("process_unknown", text=process)
        depth, scope = 0, host.workflow
        while scope is not self:
            depth, scope = depth + 1, self.host_of(scope).workflow
        if depth >= MAX_DEPTH:
            raise Failure("too_deep", limit=MAX_DEPTH)

    def open_called(self, host: Token, process: str, variables: Data, key: str | None) -> None:
        inner = SubCase(self, self.release.definitions[process], process, host, variables)
        if key is not None:
            inner.own["key"] = key
        self.subprocesses[host.id] = inner
        self.open_scope(inner)

    def open_scope(self, scope: Scope, start: str | None = None) -> None:
        """Arm the event sub-processes, then put a token on every start (or on the one that is named)."""
        definition = scope.definition
        for name in definition.armed.get(scope.name, ()):
            armed: Any = self.add(scope, definition.specs[name], scope.vars)
            armed.task_spec.arm(armed)
        ad_hoc = ad_hoc_of(scope)
        if start is not None:
            self.begin(scope, start)
        elif ad_hoc is not None and isinstance(scope, SubCase):
            ad_hoc.opened(self, scope)
        else:
            for name in definition.starts[scope.name]:
                self.arrive(scope, definition.specs[name])

    def begin(self, scope: Scope, start: str) -> None:
        """Begin at an event that has occurred (BPMN 2.0, 13.2 and 13.5.1).

        A start event is passed; of a parallel multiple one the part behind the colon has occurred, and it
        waits for the others. A receive task and an event behind an event-based gateway have what they waited
        for; a parallel gateway's other events are waited for by the new instance.
        """
        name, _, part = start.partition(":")
        spec = scope.definition.specs[name]
        if spec.element.type == "startEvent":
            links = {"seen": [int(part)]} if part else {}
            self.arrive(scope, spec, None, **links)
            return
        for other in scope.definition.beside.get(name, ()):
            self.arrive(scope, scope.definition.specs[other])
        self.add(scope, spec, scope.vars).go_on({})

    def retry(self, token: Token) -> None:
        """Put a token whose incident was taken away back to where it stood."""
        if token._state == READY:
            self.queue(token)
        self.changed()

    # -- the loop ------------------------------------------------------------------------------------

    def queue(self, token: Token) -> None:
        (self.late if token.task_spec.late else self.ready).append(token)

    def first(self, token: Token) -> None:
        """Before everything else: a loop decides at once whether it is over."""
        self.ready.appendleft(token)

    def changed(self) -> None:
        """Variables have changed, or a condition was armed: look at the conditional events."""
        self.dirty = True

    def advance(self) -> None:
        """Run until everything waits, or the command's budget is used up: what is ready then stays so and
        runs with the next command.

        Throwing events go last, so that what waits for them is armed; joins and ended scopes are settled
        when nothing else moves.
        """
        while self.state == "active" and not self.context.spending.exhausted:
            if self.dirty:
                self.dirty = False
                if self.firing.conditions():
                    continue
            if self.ready:
                self.step(self.ready.popleft())
            elif self.late:
                self.step(self.late.popleft())
            elif not (self.settle_joins() or self.end_scopes()):
                return

    def step(self, token: Token) -> None:
        if not token.alive or token._state != READY or token.stuck:
            return
        try:
            self.context.spending.step(self)
            token.run()
        except Failure as failure:
            self.stand_still(token, failure)

    def stand_still(self, token: Token, failure: Failure) -> None:
        """An incident at the token; the rest of the instance goes on."""
        token.internal_data["incident"] = [failure.code, failure.da, failure.en, failure.detail]

    def settle_joins(self) -> bool:
        """Fire one join that has everything it needs."""
        for scope in self.scopes():
            for name, tokens in arrivals(scope).items():
                arrived: dict[str, Token] = {}
                for token in tokens:
                    arrived.setdefault(token.internal_data["flow"], token)
                spec = scope.definition.specs[name]
                assert isinstance(spec, Join)
                try:
                    fires = spec.may_fire(scope, arrived, tokens)
                except Failure as failure:
                    self.stand_still(tokens[0], failure)
                    continue
                if fires:
                    first, *others = arrived.values()
                    for other in others:
                        self.discard(other)
                    first.internal_data.pop("flow")
                    first._set_state(READY)
                    return True
        return bool(self.ready)

    def end_scopes(self) -> bool:
        """End one scope in which nothing runs any more; what is only armed does not keep it open."""
        for scope in self.scopes():
            if scope.completed or any(not token.task_spec.passive for token in scope.tasks.values()):
                continue
            ad_hoc = ad_hoc_of(scope)
            if ad_hoc is not None and isinstance(scope, SubCase) and ad_hoc.goes_on(self, scope):
                return True
            self.clear(scope)
            scope.completed = True
            if isinstance(scope, SubCase):
                scope.host.go_on({})
            else:
                self.state = "completed"
            return True
        return False
