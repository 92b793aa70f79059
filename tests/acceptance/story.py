"""Stories of families, told step by step: the right person answers the form the diagram shows, in its turn.

The answers are those of the demonstration municipality; a story changes what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from tests.acceptance.through_api import Api
from workflow_service import inbox, studio
from workflow_service.app.demonstration import FAMILIES, Driver, Family, course, package_files, people
from workflow_service.app.demonstration.answers import answer
from workflow_service.app.wiring import make_fire, make_runtime
from workflow_service.casefile import case_page
from workflow_service.casefile.views import CasePage
from workflow_service.clock import FrozenClock
from workflow_service.errors import Invalid, Rejection
from workflow_service.inbox import TaskItem
from workflow_service.runtime import Runtime
from workflow_service.store import Database, jobs
from workflow_service.store import casefile as case_query

Answers = dict[str, Any]
Change = Callable[[Answers], Any]

FAMILY = {family.first: family for family in FAMILIES}
# the steps of a decision (S02): whoever asks for one gets it
DECISION = course.DECISION
# an application of a family that is given no more than advice
_PATIENCE = timedelta(days=60)


def found_town(database: Database, clock: FrozenClock) -> Town:
    """Egelund Kommune before its first family: people (without passwords, which take long), the package."""
    with database.begin() as uow:
        place = people.set_up(uow, password=None)
    town = enter_town(database, clock, place, make_runtime())
    with town.driver.acting(place.users["process_owner1"]) as uow:
        studio.deploy(uow, town.neck, package_files())
    return town


def enter_town(database: Database, clock: FrozenClock, place: people.Place, neck: Runtime) -> Town:
    """A municipality that stands in this database already."""
    return Town(Driver(database, neck, clock, make_fire(database, neck), dict(place.users)), place)


class Teller(Protocol):
    """A way in by which people answer tasks. `keeps_drafts`: what was refused stands in the form when it is
    opened again."""

    keeps_drafts: bool

    def complete(self, user_id: str, task_id: str, answers: Answers) -> str | None:
        """None when it was done, else the words of the refusal; "" when the door is shut for this person."""


class Ways(Protocol):
    """Ways up that were told before, to begin a story where the last one began."""

    def lead(self, town: Town, name: str, target: str) -> Story | None:
        """The family's course as near to this task as anybody was led, in `town` with what its database then
        held; None when nobody came as far as that."""

    def keep(self, town: Town, story: Story, target: str) -> None:
        """Remembers what the town's database holds when the course has come to this task."""


@dataclass
class Town:
    """`told_by`: how tasks are answered, by the API or in the browser; None: by the use case behind both."""

    driver: Driver
    place: people.Place
    told_by: Teller | None = None
    known: Ways | None = None

    @property
    def database(self) -> Database:
        return self.driver.database

    @property
    def neck(self) -> Runtime:
        return self.driver.neck

    def api(self) -> Api:
        """The service as a program sees it."""
        return Api(self.database, self.neck, self.driver.clock)

    def complete(self, user_id: str, task_id: str, answers: Answers) -> None:
        """This person completes the task. Raises the refusal, which is the same whatever the way in."""
        refused = None
        if self.told_by is not None:
            refused = self.told_by.complete(user_id, task_id, answers)
            if refused is None:
                return
        try:
            with self.driver.acting(user_id) as uow:
                inbox.complete_task(uow, self.neck, task_id, answers)
        except Rejection as why:
            assert not refused or any(one in refused for one in told(why)), (refused, told(why))
            raise
        assert refused is None, refused

    def inquiry(self, name: str, **more: Any) -> Story:
        """A new inquiry about this child comes to the intake of its district."""
        family = FAMILY[name]
        receiver = "intake_worker1" if family.team == "north" else "intake_worker2"
        return Story(self, family, self.driver.start(receiver), **more)

    def story(self, name: str, target: str) -> Story:
        """The first story of an untouched town: this child's course, told as usual up to this task."""
        found = self.known.lead(self, name, target) if self.known else None
        story = (found or self.inquiry(name)).comes_to(target)
        if self.known:
            self.known.keep(self, story, target)
        return story

    def reopen(self, url: str) -> None:
        """The service is stopped and started again: other objects, the same database."""
        old = self.driver
        old.database.close()
        self.enter(Database(url, old.database.master_key, clock=old.clock), make_runtime())

    def enter(self, database: Database, neck: Runtime) -> None:
        """The town goes on in this database."""
        old = self.driver
        self.driver = Driver(database, neck, old.clock, make_fire(database, neck), old.ids)
        if isinstance(self.told_by, Api):
            self.told_by = self.api()

    def next_job(self) -> tuple[str, datetime]:
        """What falls due first."""
        with self.database.begin(write=False) as uow:
            found = jobs.next_due(uow)
        assert found is not None
        return found


def told(why: Rejection) -> list[str]:
    """The sentences of a refusal: a page shows at least one of them."""
    fields = why.fields if isinstance(why, Invalid) else {}
    return [why.da, why.en, *(text for texts in fields.values() for text in texts)]


@dataclass
class Story:
    """One family's course. `trail`: who did what, as (element, role)."""

    town: Town
    family: Family
    instance_id: str
    trail: list[tuple[str, str]] = field(default_factory=list)
    times: dict[str, int] = field(default_factory=dict)
    meant: dict[str, Answers] = field(default_factory=dict)

    # -- what is there ---------------------------------------------------------------------------

    def tasks(self) -> dict[str, TaskItem]:
        """The open tasks by element (of a repeated one the first)."""
        return {item.element: item for item in reversed(self.town.driver.open_tasks(self.instance_id))}

    def task(self, element: str) -> TaskItem:
        found = self.tasks()
        assert element in found, f"open are {sorted(found)}"
        return found[element]

    @property
    def case_id(self) -> str:
        with self.town.database.begin(write=False) as uow:
            row = uow.row("SELECT id FROM case_file WHERE instance_id = ?", self.instance_id)
        assert row is not None
        return str(row["id"])

    def page(self, login: str = "family_coordinator1") -> CasePage:
        """The case page as this user sees it."""
        with self.town.driver.acting(self.town.driver.user(login)) as uow:
            return case_page(uow, self.case_id)

    def read(self, query: Callable[..., Any]) -> Any:
        """What a query of the case file finds."""
        with self.town.database.begin(write=False) as uow:
            return query(uow, self.case_id)

    def journal(self, kind: str) -> list[Mapping[str, Any]]:
        """All entries of a kind."""
        with self.town.database.begin(write=False) as uow:
            return list(case_query.journal(uow, self.case_id, kinds=(kind,), limit=200))

    # -- what people do --------------------------------------------------------------------------

    def answers(self, element: str, login: str | None = None) -> Answers:
        """What would be answered to the task that is open at this element."""
        item = self.task(element)
        if item.id in self.meant:
            return deepcopy(self.meant[item.id])
        user_id = self.town.driver.user(login) if login else self.town.driver.who(item)
        number = self.times.get(element, 0) + 1
        return answer(self.town.driver.ask(user_id, item, self.family, number=number))

    def does(self, element: str, change: Change = dict) -> None:
        """The right person completes this task; `change` alters the usual answers in place."""
        item = self.task(element)
        given = self.answers(element)
        change(given)
        self.town.complete(self.town.driver.who(item), item.id, given)
        self.times[element] = self.times.get(element, 0) + 1
        self.trail.append((element, item.role))

    def refused(self, element: str, change: Change = dict, login: str | None = None) -> Rejection:
        """The same is refused, and nothing has changed; the refusal."""
        item = self.task(element)
        given = self.answers(element)
        if self.town.told_by is not None and self.town.told_by.keeps_drafts:
            # the next answers are not made from what was refused
            self.meant[item.id] = deepcopy(given)
        change(given)
        user_id = self.town.driver.user(login) if login else self.town.driver.who(item)
        with pytest.raises(Rejection) as caught:
            self.town.complete(user_id, item.id, given)
        assert self.task(element).state == item.state
        return caught.value

    def waits(self, element: str) -> None:
        """Time passes until this task is there and its meeting has begun."""
        driver = self.town.driver
        ends = driver.clock.now() + _PATIENCE
        while element not in self.tasks():
            if self.decides():
                continue
            _, due = self.town.next_job()
            assert due < ends, f"{element} does not come; open are {sorted(self.tasks())}"
            driver.travel(due)
        item = self.task(element)
        if element.startswith("hold_") and item.due_at and item.due_at > driver.clock.now():
            driver.travel(item.due_at + timedelta(minutes=90))

    def decides(self) -> bool:
        """What is to be decided now is prepared, the child heard, and decided; was there anything?"""
        before = len(self.trail)
        while found := [one for one in DECISION if one in self.tasks()]:
            for element in found:
                while element in self.tasks():
                    self.does(element)
        return len(self.trail) > before

    def comes_to(self, target: str) -> Story:
        """Everything is done as usual, a step a working day, until the task `target` is open."""
        for element in self.ahead():
            if element == course.ACTIVE:
                # support runs: what is decided is decided, and nobody has a task that holds the family up
                self.decides()
                if target == course.ACTIVE:
                    return self
                continue
            if element == target:
                self.waits(element)
                return self
            self.waits(element)
            if "appoint_coordinator" in dict(self.trail):
                self.decides()
            self.does(element)
            self.so_do_the_others(element)
            self.a_day_passes()
        raise AssertionError(f"{target} is not on the way of this family")

    def so_do_the_others(self, element: str) -> None:
        """Who else is asked the same on their own, as each parent for consent, answers now."""
        while element == course.EACH and element in self.tasks():
            self.does(element)

    def ahead(self) -> list[str]:
        """The steps that remain on the family's way."""
        steps = [step.partition(":")[0] for step in course.path(self.family)]
        done = [element for element, _ in self.trail]
        for element in done:
            if element in steps:
                steps.remove(element)
        return steps

    def a_day_passes(self) -> None:
        driver = self.town.driver
        with driver.database.begin(write=False) as uow:
            now = uow.now.astimezone(uow.zone)
        driver.travel(course.ahead(now, 1, 10))
