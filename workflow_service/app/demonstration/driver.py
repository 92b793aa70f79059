"""People at work: each act is one unit of work by the right person, at the moment the clock shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workflow_service import inbox, runtime, schedule
from workflow_service.app.demonstration import drawings
from workflow_service.app.demonstration.answers import Answers, answer
from workflow_service.app.demonstration.asking import Ask
from workflow_service.app.demonstration.families import Family
from workflow_service.clock import FrozenClock
from workflow_service.inbox import TaskItem, TaskQuery
from workflow_service.runtime import Runtime
from workflow_service.store import Database, UnitOfWork, people, running

_AROUND = (("team", "team_id"), ("unit", "unit_id"))


@dataclass
class Driver:
    """`fire` does a due job (`app.make_fire`), `clock` is the one `database` goes by, `look` sees to the
    deadlines on the way (`app.make_look`); without it nobody is told of them."""

    database: Database
    neck: Runtime
    clock: FrozenClock
    fire: Callable[[str], None]
    ids: dict[str, str] = field(default_factory=dict)
    look: schedule.Look | None = None

    @contextmanager
    def acting(self, user_id: str, purpose: str = "demonstration") -> Iterator[UnitOfWork]:
        """A unit of work in which this user acts, with the roles held at that moment."""
        with self.database.begin(purpose=purpose) as uow:
            actor = people.actor_of(uow, user_id)
            if actor is None:
                raise LookupError(f"user {user_id} cannot act")
            uow.actor = actor
            yield uow

    def user(self, login: str) -> str:
        """The id of a user."""
        if login not in self.ids:
            with self.database.begin(write=False) as uow:
                found = people.find_user(uow, login)
            if found is None:
                raise LookupError(f"there is no user {login}")
            self.ids[login] = found.id
        return self.ids[login]

    def travel(self, to: datetime) -> None:
        """Lives through the time up to `to`; timers fire, and deadlines are told of, at their moments."""
        schedule.run_due(self.database, self.fire, to.astimezone(UTC), self.clock.travel, self.look)

    def start(
        self, login: str, variables: Mapping[str, Any] | None = None, process: str = "case_main"
    ) -> str:
        """Somebody receives a new inquiry, or what `process` begins with; the id of the course."""
        with self.acting(self.user(login)) as uow:
            return runtime.start_instance(uow, self.neck, process, variables or {}).locked.id

    def start_on_case(self, user_id: str, process: str, case_id: str) -> str:
        """This user starts a course on a case; its id."""
        with self.acting(user_id) as uow:
            return runtime.start_instance(uow, self.neck, process, {}, case_id=case_id).locked.id

    def open_tasks(self, instance_id: str) -> list[TaskItem]:
        """The open tasks of a course, the oldest first."""
        return self._open({"instance_id": instance_id})

    def open_tasks_of_case(self, case_id: str) -> list[TaskItem]:
        """Those of all the courses of a case."""
        return self._open({"case_id": case_id})

    def _open(self, filters: Mapping[str, str]) -> list[TaskItem]:
        with self.database.begin(write=False) as uow:
            asked = TaskQuery("all", filters={**filters, "open": True})
            page = inbox.list_tasks(uow, self.neck, asked)
        return sorted(page.items, key=lambda item: (item.created_at, item.id))

    def who(self, item: TaskItem) -> str:
        """Whose task it is: the one who has it, or the first who holds its role on the case or around it."""
        if item.assignee is not None:
            return item.assignee
        with self.database.begin(write=False) as uow:
            places = (("case", item.case_id), *self._around(uow, item), ("tenant", None))
            for kind, scope_id in places:
                known = scope_id or kind == "tenant"
                found = people.holders(uow, item.role, kind, scope_id) if known else []
                if found:
                    return found[0].id
        raise LookupError(f"nobody holds {item.role} for {item.element}")

    def _around(self, uow: UnitOfWork, item: TaskItem) -> tuple[tuple[str, str | None], ...]:
        found = running.read_instance(uow, item.instance_id) or {}
        return tuple((kind, found[key] and str(found[key])) for kind, key in _AROUND)

    def ask(self, user_id: str, item: TaskItem, family: Family, **more: Any) -> Ask:
        """The task's form as this user sees it."""
        with self.acting(user_id) as uow:
            view = inbox.read_form(uow, self.neck, item.id)
            now = uow.now.astimezone(uow.zone)
        return Ask(family, item.element, view.key or "", view.data, now, **more)

    def complete(
        self, item: TaskItem, family: Family, changed: Mapping[str, Any] | None = None, **more: Any
    ) -> Answers:
        """The right person answers the form and completes the task; what was answered. `changed`: answers
        that are other than usual."""
        user_id = self.who(item)
        with self.acting(user_id) as uow:
            view = inbox.read_form(uow, self.neck, item.id)
            now = uow.now.astimezone(uow.zone)
            asked = Ask(family, item.element, view.key or "", view.data, now, **more)
            given = answer(asked)
            given |= changed or {}
            handed_in = [self._hand_in(uow, item.id, *one) for one in drawings.files(asked, given)]
            if handed_in:
                given["attachments"] = handed_in
            inbox.complete_task(uow, self.neck, item.id, given)
        return given

    def _hand_in(self, uow: UnitOfWork, task_id: str, name: str, content: bytes) -> str:
        """Puts a file on the task; its id."""
        examined = inbox.examine(name, content, len(content), inbox.scanner(""))
        return inbox.attach(uow, self.neck, task_id, examined).id

    def claim(self, item: TaskItem) -> None:
        """The first who may takes the task."""
        user_id = self.who(item)
        with self.acting(user_id) as uow:
            inbox.claim(uow, item.id)

    def tell(
        self, login: str, message: str, business_key: str, told: Mapping[str, Any] | None = None
    ) -> str | None:
        """A message from outside reaches the course with this case number, or begins one; the course."""
        with self.acting(self.user(login)) as uow:
            return runtime.correlate(uow, self.neck, message, business_key, told or {}).instance_id
