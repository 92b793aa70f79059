"""One live instance during one transaction: commands in, outcome and snapshot out (the face)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from workflow_service import errors
from workflow_service.engine import codec, recounting, repairs
from workflow_service.engine.behaviour import public
from workflow_service.engine.budgets import size_of
from workflow_service.engine.case import Case
from workflow_service.engine.data import copied, snapshot_of
from workflow_service.engine.face import (
    Command,
    CompleteOperation,
    CompleteUserTask,
    Context,
    CorrectDates,
    DeliverMessage,
    EditData,
    FailOperation,
    FailUserTask,
    FireTimer,
    MoveTimers,
    Outcome,
    Retry,
    Skip,
    TaskView,
    ThrowSignal,
    Variables,
    WantedOperation,
)
from workflow_service.engine.failures import Failure
from workflow_service.engine.journal import Waiting, is_open, is_wanted, tokens, wanted
from workflow_service.engine.release import CompiledRelease
from workflow_service.engine.repairs import Standstill
from workflow_service.engine.tokens import WAITING, Token


def start(
    release: CompiledRelease,
    process_key: str,
    variables: Variables,
    context: Context,
    business_key: str | None = None,
    start_event: str | None = None,
) -> Execution:
    """A new instance, run until it waits.

    `variables`: JSON, copied. `start_event` is the `element` of one of the process's `StartTrigger`s (BPMN
    2.0, 13.2); without it the plain one begins. Raises errors.NotFound for an unknown process or start event.
    """
    definition = release.definition(process_key)
    known = {trigger.element for trigger in release.processes[process_key].starts}
    if start_event is not None and start_event not in known:
        raise _not_found("start_event_unknown", "startbegivenheden", "start event", start_event)
    case = Case(release, definition, context, context.new_id())
    case.business_key = business_key
    case.vars = public(variables)
    context.spending.held = size_of(case.vars)
    execution = Execution(case)
    case.open_scope(case, start_event)
    case.advance()
    return execution


def load(release: CompiledRelease, snapshot: bytes, context: Context) -> Execution:
    """The instance of a snapshot. Raises errors.Conflict when the snapshot does not fit the release."""
    case = codec.load(release, snapshot, context)
    context.spending.held = len(snapshot)
    if case.ready or case.late:
        case.changed()  # a command that ran out of its budget left off here
    return Execution(case)


class Execution:
    """A live instance. Answer its operations, then take `outcome()` and `snapshot()` once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        case.journal.before = Waiting(case)

    # -- commands ------------------------------------------------------------------------------------

    def apply(self, command: Command) -> None:
        """Carry out one command and run until everything waits.

        Raises errors.NotFound when what it names does not exist (any more), errors.Conflict when its state
        forbids the command. A `FireTimer` that comes too late is no error.
        """
        match command:
            case CompleteUserTask():
                self._complete(command)
            case FireTimer():
                token = self._case.find(command.ref)
                if token is not None:
                    self._case.firing.timer(token, command.due_at)
            case MoveTimers():
                recounting.move(self._case, command.moves)
            case CorrectDates():
                recounting.correct_dates(self._case, command.dates, command.of)
                recounting.move(self._case, command.moves)
            case DeliverMessage():
                self._deliver(command)
            case ThrowSignal():
                self._case.firing.signal(command.name, public(command.variables))
            case CompleteOperation():
                token = self._operation(command.operation_id)
                token.go_on(public(command.variables))
            case FailOperation():
                self._fail(command)
            case FailUserTask():
                self._fail_task(command)
            case Retry():
                self._retry(command)
            case EditData():
                repairs.edit(self._case, self._standstill(command.element_ref), command.variables)
            case Skip():
                repairs.skip(self._case, self._standstill(command.element_ref), command.variables)
        self._case.advance()

    def raise_incident(self, operation_id: str, code: str, da: str, en: str, detail: str) -> None:
        """An operation failed unexpectedly: the instance stands still there until `Retry`."""
        token = self._operation(operation_id)
        token.internal_data["incident"] = [code, da, en, detail]

    def cancel(self) -> None:
        """End the whole instance without result: everything open is cancelled, the state is terminated."""
        case = self._case
        self._expect_active()
        case.clear(case)
        case.ready.clear()
        case.late.clear()
        case.state = "terminated"

    # -- answers -------------------------------------------------------------------------------------

    def wanted(self) -> tuple[WantedOperation, ...]:
        """The operations that wait for an answer now."""
        return tuple(wanted(self._case))

    def recounted(self, key: str, began: Callable[[str], datetime]) -> tuple[recounting.Recounted, ...]:
        """What the clocks counted by the parameter `key` would be now; see `recounting.recounted`."""
        return recounting.recounted(self._case, key, began)

    def counted_from(
        self, dates: Mapping[str, str], of: recounting.Of, began: Callable[[str], datetime]
    ) -> tuple[recounting.Recounted, ...]:
        """What clocks counted from these dates would be with other ones; see `recounting.counted_from`."""
        return recounting.counted_from(self._case, dates, of, began)

    def knows(self, names: Iterable[str], of: recounting.Of) -> bool:
        """Has the instance one of these variables anywhere; see `recounting.knows`."""
        return recounting.knows(self._case, names, of)

    def value_of(self, name: str) -> object:
        """The value of a variable anywhere in the instance; see `recounting.value_of`."""
        return recounting.value_of(self._case, name)

    def look_from(self, change: Callable[[Context], Context]) -> None:
        """Looks at the instance from another context; never written back."""
        self._case.context = change(self._case.context)

    def timers_at(self, task_id: str, due: datetime) -> tuple[str, ...]:
        """The timers at the edge of a task that fall with its deadline."""
        return recounting.attached(self._case, task_id, due)

    def open_tasks(self) -> tuple[TaskView, ...]:
        """The user tasks open now, oldest first."""
        case, out = self._case, []
        for token in tokens(case):
            if is_open(token):
                element = token.task_spec.element
                data = copied(dict(token.data)) if token.internal_data.get("in") else snapshot_of(token.data)
                scope, lane = case.scope_id(token.workflow), case.journal.role(token)
                out.append(TaskView(token.id, element.id, element.process, scope, lane, data))
        return tuple(out)

    def catches(self, ref: str, code: str, *, by_name: bool = False) -> bool:
        """Would an error with this code, thrown at the operation or user task `ref`, be caught? `by_name`:
        by an event that names this very code. Raises errors.NotFound."""
        token = self._token(ref, "trinnet", "step")
        try:
            found = self._case.thrower.catcher("error", code, token.workflow, token)
        except Failure:
            return False
        return found is not None and (not by_name or found[1].ref == code)

    def standstill(self, element_ref: str) -> Standstill:
        """What somebody who repairs the element has to know. Raises errors.NotFound, errors.Conflict."""
        return repairs.look(self._case, self._standstill(element_ref))

    def outcome(self) -> Outcome:
        """What changed since start or load."""
        return self._case.journal.outcome()

    def snapshot(self) -> bytes:
        """The state as bytes: compact JSON with a format number, only what is alive."""
        return codec.dump(self._case)

    def variables(self, scope: str | None = None) -> dict[str, Any]:
        """A copy of the variables a scope sees; the root's without argument. Raises errors.NotFound."""
        try:
            return snapshot_of(self._case.scope(scope or "").vars)
        except KeyError:
            raise _not_found("scope_unknown", "området", "scope", scope or "") from None

    def process_of(self, scope: str) -> str:
        """The process key a scope belongs to. Raises errors.NotFound."""
        try:
            return self._case.scope(scope).definition.key
        except KeyError:
            raise _not_found("scope_unknown", "området", "scope", scope) from None

    # -- inside --------------------------------------------------------------------------------------

    def _expect_active(self) -> None:
        if self._case.state != "active":
            raise errors.Conflict(
                "instance_not_active",
                "Forløbet er afsluttet. Der kan ikke ske mere i det.",
                f"Expected an active process instance, but it is {self._case.state}.",
            )

    def _token(self, token_id: str, what_da: str, what_en: str) -> Token:
        token = self._case.find(token_id)
        if token is None:
            raise _not_found(f"{what_en.replace(' ', '_')}_unknown", what_da, what_en, token_id)
        return token

    def _open_task(self, task_id: str) -> Token:
        token = self._token(task_id, "opgaven", "user task")
        if not is_open(token):
            raise errors.Conflict(
                "user_task_not_open",
                "Opgaven er ikke åben længere.",
                f"Expected to complete user task {task_id}, but it is not open.",
            )
        return token

    def _complete(self, command: CompleteUserTask) -> None:
        token = self._open_task(command.task_id)
        self._case.journal.closed[token.id] = "completed"
        token.go_on(public(command.variables))

    def _operation(self, operation_id: str) -> Token:
        token = self._token(operation_id, "handlingen", "operation")
        if not is_wanted(token):
            raise errors.Conflict(
                "operation_not_wanted",
                "Handlingen venter ikke på svar længere.",
                f"Expected operation {operation_id} to wait for its answer, but it does not.",
            )
        return token

    def _fail(self, command: FailOperation) -> None:
        case, token = self._case, self._operation(command.operation_id)
        try:
            case.thrower.raise_up("error", command.error_code, token.workflow, token)
        except Failure as failure:
            failure.detail = command.message
            case.stand_still(token, failure)

    def _fail_task(self, command: FailUserTask) -> None:
        token = self._open_task(command.task_id)
        case = self._case
        try:
            case.thrower.catcher("error", command.error_code, token.workflow, token)
        except Failure as failure:
            raise errors.Conflict(failure.code, failure.da, failure.en) from failure
        case.journal.closed[token.id] = "completed"
        case.thrower.raise_up("error", command.error_code, token.workflow, token)

    def _deliver(self, command: DeliverMessage) -> None:
        token_id, _, number = command.subscription.partition(":")
        token = self._token(token_id, "abonnementet", "subscription")
        rule = token.task_spec.program.event
        parts = rule.all if rule is not None else ()
        wanted_parts = [p for p in parts if p.kind == "message" and p.ref == command.name]
        if number.isdigit() and int(number) < len(parts):
            wanted_parts = [p for p in wanted_parts if p is parts[int(number)]]
        if token._state != WAITING or not wanted_parts:
            raise errors.Conflict(
                "subscription_not_waiting",
                f"Forløbet venter ikke på beskeden »{command.name}« her.",
                f"Expected {command.subscription} to wait for the message “{command.name}”, but it does not.",
            )
        self._case.firing.fire(token, wanted_parts[0], public(command.variables))

    def _standstill(self, element_ref: str) -> Token:
        token = self._token(element_ref, "fejlen", "incident")
        if not repairs.stands_still(token):
            raise errors.Conflict(
                "incident_resolved",
                "Fejlen er allerede løst.",
                f"Expected an incident at {element_ref}, but there is none.",
            )
        return token

    def _retry(self, command: Retry) -> None:
        token = self._token(command.element_ref, "fejlen", "incident")
        if token.internal_data.pop("incident", None) is None:
            raise errors.Conflict(
                "incident_resolved",
                "Fejlen er allerede løst.",
                f"Expected an incident at {command.element_ref}, but there is none.",
            )
        self._case.retry(token)


def _not_found(code: str, what_da: str, what_en: str, name: str) -> errors.NotFound:
    return errors.NotFound(
        code,
        f"Kunne ikke finde {what_da} »{name}«. Den kan være afsluttet.",
        f"There is no {what_en} {name}. It may have ended.",
    )
