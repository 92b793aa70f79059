"""Egelund Kommune is made by living through nine months of it: nobody inserts finished rows."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workflow_service import inbox, studio
from workflow_service.app.demonstration import absences, beside, course, people, revisions
from workflow_service.app.demonstration.course import Step
from workflow_service.app.demonstration.driver import Driver
from workflow_service.app.demonstration.families import Family
from workflow_service.app.demonstration.group import Group
from workflow_service.app.demonstration.meetings import Cadence
from workflow_service.app.demonstration.portfolio import FAMILIES
from workflow_service.app.demonstration.visitation import Visitation
from workflow_service.app.wiring import make_fire, make_look
from workflow_service.clock import FrozenClock
from workflow_service.inbox import TaskItem
from workflow_service.runtime import Runtime
from workflow_service.store import Database, running, tenants
from workflow_service.store import casefile as case_query
from workflow_service.store import people as people_query

_FOLLOWED_UP_AFTER = timedelta(hours=26)
_SOON = timedelta(hours=3)
# what comes beside the main way, and how long people take over it
_BESIDE = {
    **dict.fromkeys(
        (
            "appointment_overdue",
            "first_talk_overdue",
            "chase_parts",
            "exploration_overdue",
            "assessment_overdue",
            "analysis_overdue",
            "plan_overdue",
            "first_law_warning",
            "second_law_warning",
            "preliminary_assessment",
            "notify_deadline_missed",
            # while support runs
            "hear_child",
            "follow_up",
            "review_benefit",
            "family_checkin",
            "family_survey",
        ),
        _FOLLOWED_UP_AFTER,
    ),
    # somebody may be in danger: the leader looks at once
    "assess_danger": _SOON,
    # several units share the expense of a measure
    "describe_measure_and_gain": timedelta(days=2),
    "propose_split": timedelta(days=3),
    "controller_check": timedelta(days=4),
    "sector_approval": timedelta(days=6),
    "renegotiate": timedelta(days=3),
    # a young person on the way to adult life
    "contact_young_person": timedelta(days=20),
    "invite_transition_meeting": timedelta(days=3),
    "transition_meeting": timedelta(days=15),
    "clarify_areas": timedelta(days=21),
    "make_youth_plan": timedelta(days=40),
    "make_holistic_plan": timedelta(days=40),
    "adult_applications": timedelta(days=45),
}
_STARTS, _LOOK = -1, -2
# what is numbered from here on is no family: it comes beside
_STORIES = 10_000
_VISITS = ("follow_up", "review_benefit")
_WHILE_ACTIVE = (course.ACTIVE, "follow_up")
_BETWEEN_LOOKS = timedelta(days=7)
_PACKAGE = Path(__file__).parents[2] / "package"
_CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Made:
    """`families` is 0 when the database was filled already and nothing was done; `logins` is empty when it is
    somebody else's."""

    families: int
    steps: int
    logins: tuple[people.Login, ...]
    password: str


def package_files() -> Mapping[str, bytes]:
    """The diagrams, forms and data that come with the service, from the wheel or the checkout."""
    root = _PACKAGE if _PACKAGE.is_dir() else _CHECKOUT
    found = studio.read_folder([root / "bpmn", root / "forms"])
    return {str(Path(path).relative_to(root)): content for path, content in found.items()}


def make(
    database: Database,
    neck: Runtime,
    clock: FrozenClock,
    until: datetime,
    *,
    say: Callable[[str], None] = lambda line: None,
    send: Callable[[], object] = lambda: None,
    families: Sequence[Family] = FAMILIES,
    stories: Sequence[beside.Story] = (*beside.STORIES, *revisions.STORIES),
) -> Made:
    """Fills an empty, migrated database with the municipality as it stands at `until` (aware, the real now).

    `clock` is the one `database` was opened with; it travels from the first inquiry to `until`. `say` gets
    lines of progress, `send` is called after each step and lets letters leave. A database that has users or
    a release is left as it is.
    """
    if _filled(database):
        say("The database is in use already. Nothing was changed.")
        return Made(0, 0, people.logins() if _ours(database) else (), people.PASSWORD)
    making = _Making(database, neck, clock, until, send)
    making.prepare(families, say)
    making.expect(stories)
    making.live(say)
    absences.register(making.driver)
    return Made(len(making.courses), making.steps, people.logins(), people.PASSWORD)


def _filled(database: Database) -> bool:
    with database.begin(write=False) as uow:
        return (
            bool(people_query.list_users(uow, limit=1)) or running.current_release(uow, uow.now) is not None
        )


def _ours(database: Database) -> bool:
    with database.begin(write=False) as uow:
        return people_query.find_user(uow, people.STAFF[0].login) is not None


@dataclass
class _Course:
    """A family on its way: `done` counts how often each element was answered."""

    family: Family
    start: datetime
    steps: list[Step]
    instance_id: str = ""
    number: str = ""
    done: dict[str, int] = field(default_factory=dict)

    @property
    def ahead(self) -> dict[str, datetime]:
        named = {f"{step.element}:{step.number}": step.at for step in self.steps}
        return named | {step.element: step.at for step in reversed(self.steps)}

    def moments(self, until: datetime) -> Iterator[tuple[datetime, int]]:
        """When something happens; `_STARTS` is the start, `_LOOK` a look at what came meanwhile."""
        yield self.start, _STARTS
        yield from ((step.at, at) for at, step in enumerate(self.steps))
        if self.family.has("acute") or self.family.has("abuse"):
            soon = (step.at + _SOON for step in self.steps if step.element == "screening")
            yield from ((at, _LOOK) for at in soon if at < until)
        at = self.steps[-1].at if self.steps else self.start
        while self.family.stop in _WHILE_ACTIVE and (at := at + _BETWEEN_LOOKS) < until:
            yield at, _LOOK


class _Making:
    def __init__(
        self,
        database: Database,
        neck: Runtime,
        clock: FrozenClock,
        until: datetime,
        send: Callable[[], object],
    ) -> None:
        self.send = send
        self.driver = Driver(database, neck, clock, make_fire(database, neck), look=make_look(database, neck))
        self.until = until
        self.courses: dict[int, _Course] = {}
        self.stories: dict[int, Iterator[datetime]] = {}
        self.steps = 0

    def prepare(self, families: Sequence[Family], say: Callable[[str], None]) -> None:
        """The municipality before its first family: people, and the package published."""
        database, clock = self.driver.database, self.driver.clock
        with database.begin(write=False) as uow:
            zone, exists = uow.zone, tenants.tenant_name(uow) is not None
        for family in families:
            start, steps = course.plan(family, self.until, zone)
            self.courses[family.number] = _Course(family, start, steps)
        clock.travel(self._opening(zone).astimezone(UTC))
        with database.begin(purpose="demonstration") as uow:
            if not exists:
                tenants.create_tenant(uow, people.NAME)
        with database.begin(purpose="demonstration") as uow:
            place = people.set_up(uow)
        say(f"{people.NAME}: {len(place.users)} users, {len(place.teams)} core teams")
        self.driver.ids = dict(place.users)
        with self.driver.acting(place.users["process_owner1"]) as uow:
            released = studio.deploy(
                uow, self.driver.neck, package_files(), note="Pakken, som den blev leveret"
            )
        say(f"Release {released.number}: {len(released.definitions)} definitions")
        self.cadence = Cadence(self.driver, place)
        self.cadence.plan()
        self.visitation = Visitation(self.driver, place, self.until)
        self.group = Group(self.driver, families[0])
        self.group.plan()

    def expect(self, stories: Sequence[beside.Story]) -> None:
        """What comes beside the ways of the families that are here."""
        with self.driver.database.begin(write=False) as uow:
            zone = uow.zone
        for at, story in enumerate(stories, start=_STORIES):
            known = story.about if isinstance(story.about, int) else None
            if known is not None and known not in self.courses:
                continue
            family = self.courses[known].family if known is not None else story.about
            assert isinstance(family, Family)
            case = partial(self._case, self.courses[known]) if known is not None else dict
            self.stories[at] = story.tell(beside.Scene(self.driver, family, self.until, zone, case))

    def _opening(self, zone: ZoneInfo) -> datetime:
        """Two weeks before the first inquiry, at eight."""
        first = min((one.start for one in self.courses.values()), default=self.until).astimezone(zone)
        return (first - timedelta(days=14)).replace(hour=8, minute=0, second=0, microsecond=0)

    def live(self, say: Callable[[str], None]) -> None:
        """Everything that happens in the municipality, in the order of time."""
        queue = [
            (at, family_number, step)
            for family_number, one in self.courses.items()
            for at, step in one.moments(self.until)
        ]
        queue += [(next(acts), story, 0) for story, acts in self.stories.items()]
        heapq.heapify(queue)
        total, month = len(queue), ""
        while queue:
            at, family_number, step = heapq.heappop(queue)
            if f"{at:%Y-%m}" != month:
                month = f"{at:%Y-%m}"
                say(f"{month}: {self.steps} of {total} steps")
            self.driver.travel(at)
            self.cadence.hold_due()
            self.visitation.hold_due()
            self.group.hold_due()
            if family_number < _STORIES:
                self._happens(self.courses[family_number], step)
            elif (then := next(self.stories[family_number], None)) is not None:
                heapq.heappush(queue, (then, family_number, 0))
            self.send()
            self.steps += 1
        self.driver.travel(self.until)
        self.cadence.hold_due()
        self.visitation.hold_due()
        self.group.hold_due()
        self.cadence.name_deputies()
        for one in self.courses.values():
            self._as_it_stands(one)
        say(f"{len(self.courses)} families, {self.steps} steps")

    def _happens(self, one: _Course, step: int) -> None:
        if step == _STARTS:
            self._begin(one)
            return
        self._follow_up(one)
        if step == _LOOK:
            return
        wanted = one.steps[step]
        if wanted.element == "family_moved":
            self.driver.tell("intake_worker1", "family_moved", one.number)
            return
        if wanted.element == "follow_up_now":
            self._on_case(one, "follow_up_now")
            return
        self._decide(one, wanted.element)
        if wanted.element == "propose_closure":
            self._propose_closing(one)
            return
        if wanted.element in _VISITS:
            self._hear_child(one)
        item = self._find(one, wanted.element)
        one.done[wanted.element] = one.done.get(wanted.element, 0) + 1
        self.driver.complete(item, one.family, number=one.done[wanted.element], ahead=one.ahead)
        if wanted.element == course.EACH:
            self._everybody_else(one)
        if wanted.element == "first_talk" and one.family.has("withdraws"):
            self.driver.tell("intake_worker1", "family_withdraws", one.number)

    def _everybody_else(self, one: _Course) -> None:
        """The others who are asked the same, each for themselves."""
        for item in self.driver.open_tasks(one.instance_id):
            if item.element == course.EACH:
                self.driver.complete(item, one.family)

    def _hear_child(self, one: _Course) -> None:
        """Before the visit, when the child was heard long ago."""
        for item in self.driver.open_tasks(one.instance_id):
            if item.element == "hear_child":
                self.driver.complete(item, one.family)

    def _begin(self, one: _Course) -> None:
        family = one.family
        receiver = "intake_worker1" if family.team == "north" else "intake_worker2"
        variables = {}
        if family.sibling_of is not None:
            # the adviser knows the family: the sibling's case joins it
            receiver = "family_coordinator2" if family.sibling_of % 2 else "family_coordinator1"
            elder = self.courses[family.sibling_of]
            variables = {"family_id": self._family_id(elder)}
        one.instance_id = self.driver.start(receiver, variables)
        one.number = self.driver.open_tasks(one.instance_id)[0].case_number or ""

    def _case(self, one: _Course) -> dict[str, Any]:
        with self.driver.database.begin(write=False) as uow:
            found = running.read_instance(uow, one.instance_id) or {}
            return case_query.case_row(uow, str(found["case_id"])) or {}

    def _on_case(self, one: _Course, process: str) -> None:
        """The coordinator starts a course on the family's case."""
        case = self._case(one)
        self.driver.start_on_case(case["coordinator_id"], process, case["id"])
        self.driver.travel(self.driver.clock.now())

    def _propose_closing(self, one: _Course) -> None:
        """When the last support has ended, the coordinator is asked; the family agrees that it is time."""
        self.driver.travel(self.driver.clock.now())
        items = self.driver.open_tasks_of_case(self._case(one)["id"])
        item = next(item for item in items if item.element == "propose_closure")
        self.driver.complete(item, one.family)
        self.driver.travel(self.driver.clock.now())

    def _family_id(self, one: _Course) -> str:
        return str(self._case(one)["family_id"])

    def _find(self, one: _Course, element: str) -> TaskItem:
        found = [item for item in self.driver.open_tasks(one.instance_id) if item.element == element]
        if not found:
            names = [item.element for item in self.driver.open_tasks(one.instance_id)]
            raise LookupError(
                f"family {one.family.number} ({one.number}) waits for {names}, not for {element}"
            )
        return found[0]

    def _decide(self, one: _Course, wanted: str) -> None:
        """Decisions are taken the day after they were asked for, or now when the next step waits for them.
        In intake they wait for the coordinator; the leader decides on a family that gets none."""
        now = self.driver.clock.now()
        while one.done.get("appoint_coordinator") or wanted == "redirect_family":
            items = self.driver.open_tasks(one.instance_id)
            waits = wanted not in {item.element for item in items}
            due = [item for item in items if item.element in course.DECISION]
            due = [item for item in due if waits or now - item.created_at > _FOLLOWED_UP_AFTER]
            if not due:
                return
            for item in due:
                one.done[item.element] = one.done.get(item.element, 0) + 1
                self.driver.complete(item, one.family, number=one.done[item.element])

    def _follow_up(self, one: _Course) -> None:
        """What came beside the main way is dealt with in its time, what fell behind by the next day."""
        now = self.driver.clock.now()
        case = self._case(one)
        items = (
            self.driver.open_tasks_of_case(case["id"]) if case else self.driver.open_tasks(one.instance_id)
        )
        for item in items:
            patience = _BESIDE.get(item.element)
            waits = item.element != one.family.stop
            if patience is not None and waits and now - item.created_at >= patience:
                self.driver.complete(item, one.family)

    def _open(self, one: _Course) -> list[TaskItem]:
        """The open tasks of all the courses of the family's case."""
        case = self._case(one)
        return self.driver.open_tasks_of_case(case["id"]) if case else []

    def _as_it_stands(self, one: _Course) -> None:
        """Half of the open tasks are taken by somebody; a note that is under way has a draft."""
        for item in self.driver.open_tasks(one.instance_id):
            fresh = item.element in ("register_inquiry", "team_approves_draft")
            early = item.element in course.DECISION and not one.done.get("appoint_coordinator")
            if item.assignee is not None or fresh or early or one.family.pick((True, False), item.element):
                continue
            self.driver.claim(item)
            if item.form_key == "note":
                self._draft(item)

    def _draft(self, item: TaskItem) -> None:
        with self.driver.acting(self.driver.who(item)) as uow:
            words = {"text": "Ringede kl. 9. Ingen tog telefonen. Prøver igen i eftermiddag."}
            inbox.save_draft(uow, item.id, words)
